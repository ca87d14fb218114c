//! Writing a model: some lines that people can read, an empty one, numbers, and the SHA-256 of all
//! that. The same model gives the same bytes.

use sha2::{Digest, Sha256};

use super::Model;
use super::bytes::Writer;
use crate::detect::forest::Tree;
use crate::flow::Family;
use crate::flow::features::Key;

/// How every model begins.
pub const MAGIC: &str = "netsift-model ";
/// The version that is written, and the only one that is read.
pub const VERSION: u32 = 2;
/// Families of addresses, by their numbers in a model.
pub const FAMILIES: [Family; 3] = [Family::Mac, Family::Ipv4, Family::Ipv6];

impl Model {
    /// The model as a file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer { bytes: self.header().into_bytes() };
        self.write_numbers(&mut writer);
        let digest = Sha256::digest(&writer.bytes);
        writer.bytes.extend_from_slice(&digest);
        writer.bytes
    }

    fn header(&self) -> String {
        let mut lines = vec![
            format!("{MAGIC}{VERSION}"),
            format!("tool netsift {}", env!("CARGO_PKG_VERSION")),
            format!("unit {}", self.unit.name()),
            format!("algorithm {}", self.algorithm.name()),
            format!("seed {}", self.seed),
            format!("trees {}", self.forest.trees().len()),
            format!("sample {}", self.forest.sample()),
            format!("fitted {}", self.fitted),
            format!("calibrated {}", self.calibration.scores().len()),
        ];
        if let Some([first, last]) = self.span {
            lines.push(format!("span {} {}", first.0, last.0));
        }
        lines.extend(self.baseline.iter().map(|digest| format!("baseline {digest}")));
        lines.extend(self.usual.lines().map(|line| format!("usual {line}")));
        // Names of columns may hold anything but the end of a line.
        lines.extend(self.features.iter().map(|name| format!("feature {}", one_line(name))));
        lines.push("\n".to_owned());
        lines.join("\n")
    }

    fn write_numbers(&self, to: &mut Writer) {
        for &(mean, deviation) in self.forest.scaling().features() {
            to.double(mean);
            to.double(deviation);
        }
        for values in self.profile.features() {
            to.count(values.len() as u64);
            for &value in values {
                to.single(value);
            }
        }
        self.calibration.scores().iter().for_each(|&score| to.double(score));
        self.rarity.flows().into_iter().for_each(|count| to.count(count));
        let entries = self.rarity.entries();
        to.count(entries.len() as u64);
        for (key, count) in entries {
            write_key(&key, to);
            to.count(count);
        }
        self.forest.trees().iter().for_each(|tree| write_tree(tree, to));
    }
}

/// A name on one line.
fn one_line(name: &str) -> String {
    name.replace(['\n', '\r'], " ")
}

fn write_key(key: &Key, to: &mut Writer) {
    let number = |family: Family| FAMILIES.iter().position(|&it| it == family).unwrap_or_default();
    match *key {
        Key::Port(protocol, port) => {
            to.bytes.extend([0, protocol]);
            to.count(port.into());
        }
        Key::Service(family, host, protocol, port) => {
            to.bytes.push(1);
            to.count(number(family) as u64);
            to.bytes.extend(host);
            to.bytes.push(protocol);
            to.count(port.into());
        }
        Key::Use(family, source, host, protocol, port) => {
            to.bytes.push(2);
            to.count(number(family) as u64);
            to.bytes.extend(source);
            to.bytes.extend(host);
            to.bytes.push(protocol);
            to.count(port.into());
        }
        Key::Host(family, host) => {
            to.bytes.push(3);
            to.count(number(family) as u64);
            to.bytes.extend(host);
        }
        Key::NameType(kind) => {
            to.bytes.push(4);
            to.count(kind.into());
        }
    }
}

fn write_tree(tree: &Tree, to: &mut Writer) {
    to.count(tree.nodes.len() as u64);
    for node in &tree.nodes {
        to.count(node.left.into());
        to.single(node.threshold);
        if node.left != 0 {
            to.single(node.weight);
            node.features.into_iter().for_each(|feature| to.count(feature.into()));
        }
    }
}
