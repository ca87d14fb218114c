//! Options by which answers say more of addresses and names, from files of the user's.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use clap::Args;

use crate::enrich::{Blocklist, Enrichment, Geography, Makers};

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
}

impl Enrich {
    /// Reads the files.
    ///
    /// # Errors
    /// When one cannot be used; the error names it.
    pub fn open(&self) -> Result<Arc<Enrichment>> {
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
        Ok(Arc::new(all))
    }
}
