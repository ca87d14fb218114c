//! Reads a reference capture packet by packet.

use std::path::Path;

use netsift::packet::RawPacket;
use netsift::source::{Batch, Inputs, Options, Source, Timeline};

/// Shows each packet of a capture of the corpus.
pub fn each_packet(corpus: &Path, name: &str, mut see: impl FnMut(&RawPacket<'_>)) {
    let paths = vec![corpus.join("captures").join(name)];
    let mut timeline = Timeline::open(&Inputs { paths, options: Options::default() });
    let mut batch = Batch::default();
    while timeline.fill(&mut batch) {
        batch.packets().for_each(|packet| see(&packet));
    }
}
