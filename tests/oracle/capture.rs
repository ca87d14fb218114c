//! Reads a reference capture packet by packet, fragments put together.

use std::path::Path;

use netsift::flow::Fragments;
use netsift::packet::{Decoded, RawPacket, decode};
use netsift::source::{Batch, Inputs, Options, Source, Timeline};

/// Shows each packet of a capture of the corpus.
pub fn each_packet(corpus: &Path, name: &str, mut see: impl FnMut(&RawPacket<'_>)) {
    let paths = vec![corpus.join("captures").join(name)];
    let mut timeline = Timeline::open(&Inputs { paths, options: Options::default() });
    let mut batch = Batch::default();
    let (mut fragments, mut decoded) = (Fragments::default(), Decoded::default());
    while timeline.fill(&mut batch) {
        for raw in batch.packets() {
            decode(&raw, &mut decoded);
            let whole =
                if decoded.is_fragment() { fragments.join(&raw, &mut decoded) } else { None };
            see(&whole.as_ref().map_or(raw, |whole| whole.packet(&raw)));
        }
    }
}
