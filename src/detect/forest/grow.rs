//! Growing a tree on a sample of rows.

use super::random::Random;
use super::tree::{Node, Tree, mean_path};
use super::{Algorithm, Rows};

/// How far from the mean a plane of EIF+ may lie, in standard deviations of the node's points
/// (Arcudi and others, 2024).
const REACH: f64 = 1.5;

/// Times that a second feature is drawn by weight.
const TRIES: usize = 16;

/// What a tree grows on.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// All rows.
    pub rows: &'a Rows,
    /// How questions are found.
    pub algorithm: Algorithm,
    /// Rows of a sample.
    pub sample: usize,
    /// Places of features that slanted questions are drawn of; empty: all alike.
    pub draws: &'a [u16],
}

/// A node that is not yet asked a question.
struct Bud {
    node: usize,
    from: usize,
    to: usize,
    depth: u32,
}

/// Grows a tree.
pub fn grow(ground: &Ground<'_>, random: &mut Random) -> Tree {
    let mut chosen = sample(ground.rows.count(), ground.sample, random);
    // ceil(log2 n): as deep as a balanced tree of the sample.
    let deepest = ground.sample.next_power_of_two().trailing_zeros();
    let mut tree = Tree { nodes: vec![end(0, chosen.len())] };
    let mut buds = vec![Bud { node: 0, from: 0, to: chosen.len(), depth: 0 }];
    let mut projections = Vec::new();
    while let Some(Bud { node, from, to, depth }) = buds.pop() {
        let Some(own) = chosen.get_mut(from..to) else { continue };
        let question = if own.len() > 1 && depth < deepest {
            ask(ground, own, &mut projections, random)
        } else {
            None
        };
        let Some(mut question) = question else { continue };
        let split = partition(ground.rows, own, &question);
        let left = tree.nodes.len();
        question.left = u32::try_from(left).unwrap_or_default();
        if let Some(place) = tree.nodes.get_mut(node) {
            *place = question;
        }
        tree.nodes.push(end(depth + 1, split));
        tree.nodes.push(end(depth + 1, to - from - split));
        buds.push(Bud { node: left + 1, from: from + split, to, depth: depth + 1 });
        buds.push(Bud { node: left, from, to: from + split, depth: depth + 1 });
    }
    tree
}

/// The end of a path where so many points are left.
#[expect(clippy::cast_possible_truncation, reason = "a path has some dozens of steps")]
fn end(depth: u32, count: usize) -> Node {
    let length = f64::from(depth) + mean_path(count);
    Node { threshold: length as f32, weight: 0.0, features: [0, 0], left: 0 }
}

/// Draws `wanted` of `count` rows, each at most once (Floyd's algorithm, 1987).
#[must_use]
pub fn sample(count: usize, wanted: usize, random: &mut Random) -> Vec<u32> {
    let mut taken = std::collections::BTreeSet::new();
    let wanted = wanted.min(count);
    let mut chosen = Vec::with_capacity(wanted);
    for last in count - wanted..count {
        let drawn = random.below(last + 1);
        let row = if taken.insert(drawn) { drawn } else { last };
        taken.insert(row);
        chosen.push(u32::try_from(row).unwrap_or(u32::MAX));
    }
    chosen
}

/// Puts those that go left before those that go right; answers how many go left.
fn partition(rows: &Rows, own: &mut [u32], question: &Node) -> usize {
    let mut left = 0;
    for at in 0..own.len() {
        let Some(&row) = own.get(at) else { break };
        if question.project(rows.row(row as usize)) <= question.threshold {
            own.swap(left, at);
            left += 1;
        }
    }
    left
}

/// A question that splits the points, or, of EIF+, that may split what is unlike them.
fn ask(
    ground: &Ground<'_>,
    own: &[u32],
    projections: &mut Vec<f32>,
    random: &mut Random,
) -> Option<Node> {
    let rows = ground.rows;
    match ground.algorithm {
        Algorithm::Iforest => {
            // Features are drawn until one is not constant among the points.
            let mut untried: Vec<u16> = (0..rows.features()).collect();
            while !untried.is_empty() {
                let feature = untried.swap_remove(random.below(untried.len()));
                let (least, most) = range(rows, own, feature);
                if least < most {
                    let threshold = between(least, most, random);
                    return Some(Node { threshold, weight: 0.0, features: [feature; 2], left: 0 });
                }
            }
            None
        }
        Algorithm::Eif => {
            let mut node = direction(ground, random)?;
            let [one, other] = node.features.map(|feature| range(rows, own, feature));
            let point = [one, other].map(|(least, most)| between(least, most, random));
            let [one, other] = point;
            node.threshold = one + node.weight * other;
            Some(node)
        }
        Algorithm::EifPlus => {
            let mut node = direction(ground, random)?;
            projections.clear();
            projections.extend(own.iter().map(|&row| node.project(rows.row(row as usize))));
            let (mean, deviation) = spread(projections);
            #[expect(clippy::cast_possible_truncation, reason = "rows have this precision")]
            let threshold = (mean + REACH * deviation * random.normal()) as f32;
            node.threshold = threshold;
            Some(node)
        }
    }
}

/// The direction of a plane through two features with normal weights. It is scaled so that the
/// larger weight is 1, or turned round where that one was negative: the same as the other side.
fn direction(ground: &Ground<'_>, random: &mut Random) -> Option<Node> {
    let features = ground.rows.features();
    if features == 0 {
        return None;
    }
    let draw = |random: &mut Random, limit: u16| {
        u16::try_from(random.below(limit.into())).unwrap_or_default()
    };
    let weighted = |random: &mut Random| {
        if ground.draws.is_empty() {
            return None;
        }
        ground.draws.get(random.below(ground.draws.len())).copied().filter(|&it| it < features)
    };
    let one = weighted(random).unwrap_or_else(|| draw(random, features));
    if features == 1 {
        return Some(Node { threshold: 0.0, weight: 0.0, features: [one; 2], left: 0 });
    }
    // Drawn again where it is the same; one that has nearly all the weight ends that.
    let differs = (0..TRIES).find_map(|_| weighted(random).filter(|&other| other != one));
    let other = differs.unwrap_or_else(|| {
        let other = draw(random, features - 1);
        other + u16::from(other >= one)
    });
    let (mut weights, mut features) = ([random.normal(), random.normal()], [one, other]);
    let [first, second] = weights;
    if first.abs() < second.abs() {
        weights.reverse();
        features.reverse();
    }
    let [larger, smaller] = weights;
    #[expect(clippy::cast_possible_truncation, reason = "between -1 and 1")]
    let weight = if larger == 0.0 { 0.0 } else { (smaller / larger) as f32 };
    Some(Node { threshold: 0.0, weight, features, left: 0 })
}

/// The least and the greatest value of a feature among points.
fn range(rows: &Rows, own: &[u32], feature: u16) -> (f32, f32) {
    let values = own.iter().map(|&row| rows.cell(row as usize, feature));
    values.fold((f32::INFINITY, f32::NEG_INFINITY), |(least, most), value| {
        (least.min(value), most.max(value))
    })
}

/// A number of `[least, most)`, so that the greatest goes right.
fn between(least: f32, most: f32, random: &mut Random) -> f32 {
    let (low, high) = (f64::from(least), f64::from(most));
    #[expect(clippy::cast_possible_truncation, reason = "rows have this precision")]
    let drawn = (low + (high - low) * random.share()) as f32;
    // Rounding may have reached the greatest.
    if drawn < most { drawn } else { least }
}

/// Mean and standard deviation.
#[expect(clippy::cast_precision_loss, reason = "a mean, not a count")]
fn spread(numbers: &[f32]) -> (f64, f64) {
    let count = numbers.len().max(1) as f64;
    let mean = numbers.iter().map(|&number| f64::from(number)).sum::<f64>() / count;
    let apart = numbers.iter().map(|&number| (f64::from(number) - mean).powi(2));
    (mean, (apart.sum::<f64>() / count).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_has_no_row_twice_and_reaches_all() {
        let mut random = Random::new(1, 0);
        let mut reached = [false; 10];
        for _ in 0..200 {
            let mut drawn = sample(10, 4, &mut random);
            for &row in &drawn {
                reached[row as usize] = true;
            }
            drawn.sort_unstable();
            drawn.dedup();
            assert_eq!(drawn.len(), 4);
        }
        assert_eq!(reached, [true; 10]);
        assert_eq!(sample(3, 9, &mut random).len(), 3);
    }

    #[test]
    fn what_is_alike_is_not_split_by_a_classic_tree() {
        let rows = Rows::new(2, vec![1.0; 20]);
        let ground = Ground { rows: &rows, algorithm: Algorithm::Iforest, sample: 10, draws: &[] };
        assert_eq!(grow(&ground, &mut Random::new(1, 0)).nodes.len(), 1);
    }

    #[test]
    fn what_has_weight_is_asked_of_more_often() {
        let mut random = Random::new(3, 0);
        #[expect(clippy::cast_possible_truncation, reason = "rows have this precision")]
        let cells = (0..4 * 400).map(|_| random.normal() as f32).collect();
        let rows = Rows::new(4, cells);
        let draws: &[u16] = &[0, 1, 2, 3, 3, 3, 3, 3];
        let ground = Ground { rows: &rows, algorithm: Algorithm::EifPlus, sample: 400, draws };
        let tree = grow(&ground, &mut random);
        let asked = |feature| tree.nodes.iter().filter(|it| it.features.contains(&feature)).count();
        assert!(asked(3) > 2 * asked(1) && asked(1) > 0, "{} {}", asked(3), asked(1));
        let alike = |node: &&Node| node.left != 0 && node.features[0] == node.features[1];
        assert_eq!(tree.nodes.iter().filter(alike).count(), 0);
        // What has all the weight leaves the other feature to chance.
        let ground = Ground { draws: &[2], ..ground };
        assert!(grow(&ground, &mut random).nodes.len() > 10);
    }
}
