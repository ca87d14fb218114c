//! Options by which answers say more of addresses and names, from files of the user's and from the
//! capture itself.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use clap::Args;

use crate::engine::Analyser;
use crate::enrich::{Blocklist, Enrichment, Geography, Hosts, Makers};
use crate::stats::{learned, learner};

/// What is known besides.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Enrichment")]
pub struct Enrich {
    /// Country and autonomous system of addresses, from a database in MaxMind's format: GeoLite2,
    /// DB-IP, IPinfo (repeatable)
    #[arg(long, value_name = "DB.mmdb")]
    geoip: Vec<PathBuf>,

    /// Say in a column "listed" which entry of FILE an address or a name is in: one address,
    /// network or domain a line, or a hosts file (repeatable)
    #[arg(long, value_name = "FILE")]
    blocklist: Vec<PathBuf>,

    /// Makers of hardware addresses, from a registry: oui.txt or oui.csv of the IEEE, manuf of
    /// Wireshark (repeatable)
    #[arg(long, value_name = "FILE")]
    oui: Vec<PathBuf>,

    /// Names of addresses, from the answers of DNS, mDNS and LLMNR in the captures; no server is
    /// asked
    #[arg(long)]
    names: bool,
}

/// What is known besides, some of it only when the packets were read.
pub struct Knowledge {
    files: Arc<Enrichment>,
    /// Most addresses whose names are learned, where they are.
    names: Option<usize>,
}

impl Enrich {
    /// Reads the files.
    ///
    /// # Errors
    /// When one cannot be used; the error names it.
    pub fn open(&self, max_entries: usize) -> Result<Knowledge> {
        let mut all = Enrichment::default();
        if !self.geoip.is_empty() {
            all.push(Geography::open(&self.geoip)?);
        }
        if !self.oui.is_empty() {
            all.push(Makers::open(&self.oui)?);
        }
        if !self.blocklist.is_empty() {
            all.push(Blocklist::open(&self.blocklist)?);
        }
        Ok(Knowledge { files: Arc::new(all), names: self.names.then_some(max_entries) })
    }
}

impl Knowledge {
    /// Analysers, and behind them one that learns, where there is something to learn.
    pub fn join(&self, mut analysers: Vec<Box<dyn Analyser>>) -> Vec<Box<dyn Analyser>> {
        analysers.extend(self.names.map(learner));
        analysers
    }

    /// All that is known, after a run of [`Self::join`]'s analysers; they are as before.
    pub fn learn(&self, analysers: &mut Vec<Box<dyn Analyser>>) -> Arc<Enrichment> {
        let learner = self.names.and_then(|_| analysers.pop());
        let Some(learner) = learner else { return Arc::clone(&self.files) };
        let mut all = Enrichment::clone(&self.files);
        all.push(Hosts::new(learned(learner)));
        Arc::new(all)
    }
}
