//! Reading a model. It is checked as a whole first, then in each part, because a digest says only
//! that nobody damaged it by accident.

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::bytes::Reader;
use super::write::{FAMILIES, MAGIC, VERSION};
use super::{MOST_KEYS, Model, Unit};
use crate::detect::Usual;
use crate::detect::calibration::Calibration;
use crate::detect::explain::Profile;
use crate::detect::forest::{
    Algorithm, Forest, MOST_ROOM, MOST_SAMPLE, MOST_TREES, Node, Scaling, Tree,
};
use crate::flow::Family;
use crate::flow::features::{FEATURES, Key, Rarity};
use crate::value::Timestamp;

/// Why a file is no model that can be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ModelError {
    /// It does not begin as one.
    #[error("not a model of netsift: it does not begin with `netsift-model`")]
    NoModel,
    /// It is one of another version.
    #[error("the model has format {0}, and this netsift reads format {VERSION}; train it again")]
    Version(String),
    /// It is not whole, or was changed.
    #[error("the model is cut or damaged: its bytes do not have the digest that it ends with")]
    Digest,
    /// It is whole and makes no sense.
    #[error("the model is damaged: what it says cannot be so")]
    Damaged,
    /// A line of its beginning makes no sense.
    #[error("the model is damaged: the line `{0}` makes no sense")]
    Line(String),
    /// It was made of other features.
    #[error(
        "the model was made of other features than this netsift computes: number {place} is \
         `{theirs}` there and `{ours}` here; train it again"
    )]
    Features {
        /// Place of the first that differs, from 1.
        place: usize,
        /// What the model has there.
        theirs: String,
        /// What is computed here.
        ours: String,
    },
}

/// Bytes of a SHA-256.
const DIGEST: usize = 32;

/// What the lines say.
struct Header {
    model: Model,
    trees: usize,
    sample: usize,
    calibrated: usize,
}

impl Model {
    /// The model that a file holds.
    ///
    /// # Errors
    /// When it holds none, or one that this version cannot use.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let rest = bytes.strip_prefix(MAGIC.as_bytes()).ok_or(ModelError::NoModel)?;
        let version: Vec<u8> =
            rest.iter().copied().take_while(|&byte| byte != b'\n').take(20).collect();
        if version != VERSION.to_string().as_bytes() {
            let said = String::from_utf8_lossy(&version).escape_default().to_string();
            return Err(ModelError::Version(said));
        }
        let (signed, digest) = bytes
            .len()
            .checked_sub(DIGEST)
            .and_then(|at| bytes.split_at_checked(at))
            .ok_or(ModelError::Digest)?;
        if Sha256::digest(signed).as_slice() != digest {
            return Err(ModelError::Digest);
        }
        let end = signed.windows(2).position(|pair| pair == b"\n\n").ok_or(ModelError::Damaged)?;
        let (header, body) = signed.split_at_checked(end).ok_or(ModelError::Damaged)?;
        let header = std::str::from_utf8(header).map_err(|_| ModelError::Damaged)?;
        let header = Header::read(header)?;
        header.model.has_known_features()?;
        header.numbers(&mut Reader { bytes: body.get(2..).unwrap_or_default() })
    }

    /// Whether flows here have the features that the model knows.
    fn has_known_features(&self) -> Result<(), ModelError> {
        if self.unit != Unit::Flow {
            return Ok(());
        }
        let name = |known: Option<&str>| known.unwrap_or("nothing").to_owned();
        let theirs = |at: usize| self.features.get(at).map(String::as_str);
        let ours = |at: usize| FEATURES.get(at).map(|feature| feature.name);
        let most = FEATURES.len().max(self.features.len());
        match (0..most).find(|&at| theirs(at) != ours(at)) {
            None => Ok(()),
            Some(at) => Err(ModelError::Features {
                place: at + 1,
                theirs: name(theirs(at)),
                ours: name(ours(at)),
            }),
        }
    }
}

impl Header {
    fn read(text: &str) -> Result<Self, ModelError> {
        let model = Model {
            unit: Unit::Flow,
            algorithm: Algorithm::EifPlus,
            seed: 0,
            features: Vec::new(),
            forest: Forest::of(Scaling::default(), Vec::new(), 0),
            profile: Profile::default(),
            calibration: Calibration::default(),
            rarity: Rarity::default(),
            fitted: 0,
            span: None,
            baseline: Vec::new(),
            usual: Usual::default(),
        };
        let mut header = Self { model, trees: 0, sample: 0, calibrated: 0 };
        for line in text.lines().skip(1) {
            let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
            header.line(name, rest).ok_or_else(|| ModelError::Line(line.to_owned()))?;
        }
        let is_sound = header.trees <= MOST_TREES
            && header.sample <= MOST_SAMPLE
            && header.model.features.len() < usize::from(u16::MAX);
        if is_sound { Ok(header) } else { Err(ModelError::Damaged) }
    }

    /// Takes what a line says; `None` where it makes no sense. Lines that only tell are passed by.
    fn line(&mut self, name: &str, rest: &str) -> Option<()> {
        let model = &mut self.model;
        match name {
            "unit" => model.unit = Unit::ALL.into_iter().find(|it| it.name() == rest)?,
            "algorithm" => {
                model.algorithm = Algorithm::ALL.into_iter().find(|it| it.name() == rest)?;
            }
            "seed" => model.seed = rest.parse().ok()?,
            "trees" => self.trees = rest.parse().ok()?,
            "sample" => self.sample = rest.parse().ok()?,
            "fitted" => model.fitted = rest.parse().ok()?,
            "calibrated" => self.calibrated = rest.parse().ok()?,
            "span" => {
                let (first, last) = rest.split_once(' ')?;
                let time = |text: &str| Some(Timestamp(text.parse().ok()?));
                model.span = Some([time(first)?, time(last)?]);
            }
            "baseline" => model.baseline.push(rest.to_owned()),
            "usual" => model.usual.learn_line(rest)?,
            "feature" => model.features.push(rest.to_owned()),
            _ => {}
        }
        Some(())
    }

    fn numbers(self, from: &mut Reader<'_>) -> Result<Model, ModelError> {
        let Self { mut model, trees, sample, calibrated } = self;
        let width = model.features.len();
        let scaling: Vec<(f64, f64)> = (0..width)
            .map(|_| Ok((from.double()?, from.double()?)))
            .collect::<Result<_, ModelError>>()?;
        if scaling.iter().any(|&(_, deviation)| deviation <= 0.0) {
            return Err(ModelError::Damaged);
        }
        model.profile = Profile::with((0..width).map(|_| values(from)).collect::<Result<_, _>>()?);
        if calibrated > from.bytes.len() / 8 {
            return Err(ModelError::Damaged);
        }
        let scores: Vec<f64> =
            (0..calibrated).map(|_| from.double()).collect::<Result<_, ModelError>>()?;
        model.calibration = Calibration::of(scores);
        let flows = [from.count()?, from.count()?];
        let entries = from.things(4)?;
        let entries: Vec<(Key, u64)> = (0..entries)
            .map(|_| Ok((key(from)?, from.count()?)))
            .collect::<Result<_, ModelError>>()?;
        model.rarity = Rarity::restore(MOST_KEYS, flows, entries);
        let trees: Vec<Tree> =
            (0..trees).map(|_| tree(from, width)).collect::<Result<_, ModelError>>()?;
        // Layouts for scoring double with each level, whatever a tree holds.
        let room = trees.iter().map(|tree| 1 << tree.depth()).fold(0, usize::saturating_add);
        if !from.bytes.is_empty() || room > MOST_ROOM {
            return Err(ModelError::Damaged);
        }
        model.forest = Forest::of(Scaling::with(scaling), trees, sample);
        Ok(model)
    }
}

/// Values in ascending order.
fn values(from: &mut Reader<'_>) -> Result<Vec<f32>, ModelError> {
    let count = from.things(4)?;
    let values: Vec<f32> = (0..count).map(|_| from.single()).collect::<Result<_, ModelError>>()?;
    if values.is_sorted() { Ok(values) } else { Err(ModelError::Damaged) }
}

fn key(from: &mut Reader<'_>) -> Result<Key, ModelError> {
    let family = |from: &mut Reader<'_>| -> Result<Family, ModelError> {
        FAMILIES.get(from.small::<usize>()?).copied().ok_or(ModelError::Damaged)
    };
    let [kind] = from.take()?;
    Ok(match kind {
        0 => {
            let [protocol] = from.take()?;
            Key::Port(protocol, from.small()?)
        }
        1 => {
            let (family, host) = (family(from)?, from.take()?);
            let [protocol] = from.take()?;
            Key::Service(family, host, protocol, from.small()?)
        }
        2 => {
            let (family, source, host) = (family(from)?, from.take()?, from.take()?);
            let [protocol] = from.take()?;
            Key::Use(family, source, host, protocol, from.small()?)
        }
        3 => Key::Host(family(from)?, from.take()?),
        4 => Key::NameType(from.small()?),
        _ => return Err(ModelError::Damaged),
    })
}

/// A tree whose children stand behind their parents, so that every path ends.
fn tree(from: &mut Reader<'_>, width: usize) -> Result<Tree, ModelError> {
    let count = from.things(5)?;
    let mut nodes = Vec::with_capacity(count);
    for at in 0..count {
        let left: u32 = from.small()?;
        let threshold = from.single()?;
        let mut node = Node { threshold, weight: 0.0, features: [0; 2], left };
        if left != 0 {
            node.weight = from.single()?;
            node.features = [from.small()?, from.small()?];
            let is_sound = left as usize > at
                && (left as usize) < count - 1
                && node.features.iter().all(|&feature| usize::from(feature) < width);
            if !is_sound {
                return Err(ModelError::Damaged);
            }
        }
        nodes.push(node);
    }
    if is_tree(&nodes) { Ok(Tree { nodes }) } else { Err(ModelError::Damaged) }
}

/// Whether no node is below two others: a walk over all of it would take for ever.
fn is_tree(nodes: &[Node]) -> bool {
    let mut lefts: Vec<u32> = nodes.iter().map(|node| node.left).filter(|&it| it != 0).collect();
    lefts.sort_unstable();
    lefts.windows(2).all(|pair| matches!(pair, [one, next] if next - one >= 2))
}
