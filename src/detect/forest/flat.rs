//! A tree laid out for scoring: complete, so that the place of a node says where its children are,
//! and a row needs no look at what it has reached. An early end is repeated below itself.
//!
//! Rows go down some at a time: while the memory fetches a node for one, the others compute.

use super::tree::{Node, Tree};

/// Rows that go down together.
const TOGETHER: usize = 16;

/// A question as scoring needs it.
#[derive(Clone, Copy, Debug, Default)]
struct Split {
    threshold: f32,
    weight: f32,
    features: [u16; 2],
}

/// A complete tree.
#[derive(Clone, Debug)]
pub struct Flat {
    /// Questions: the first at 1, the children of the one at `i` at `2 i` and `2 i + 1`.
    splits: Vec<Split>,
    /// Lengths of paths, from left to right.
    ends: Vec<f32>,
    depth: u32,
    /// Every question is of one feature.
    is_plain: bool,
}

impl Flat {
    /// The layout of a tree.
    #[must_use]
    pub fn of(tree: &Tree) -> Self {
        let depth = tree.depth();
        let mut flat = Self {
            splits: vec![Split::default(); 1 << depth],
            ends: vec![0.0; 1 << depth],
            depth,
            is_plain: tree.nodes.iter().all(|node| node.weight == 0.0),
        };
        // A node, its place in the layout, and its depth.
        let mut open = vec![(0_usize, 1_usize, 0_u32)];
        while let Some((at, place, level)) = open.pop() {
            let Some(node) = tree.nodes.get(at) else { continue };
            let left = node.left as usize;
            if left > at && level < depth {
                let Node { threshold, weight, features, .. } = *node;
                if let Some(split) = flat.splits.get_mut(place) {
                    *split = Split { threshold, weight, features };
                }
                open.push((left, 2 * place, level + 1));
                open.push((left + 1, 2 * place + 1, level + 1));
            } else {
                let below = 1 << (depth - level);
                let first = place * below - (1 << depth);
                let ends = flat.ends.get_mut(first..first + below).unwrap_or_default();
                ends.fill(node.threshold);
            }
        }
        flat
    }

    /// Adds the length of each row's path to its sum. `rows` holds the cells of one row after
    /// the other.
    pub fn add_paths(&self, rows: &[f32], features: usize, sums: &mut [f32]) {
        if self.is_plain {
            self.add::<true>(rows, features, sums);
        } else {
            self.add::<false>(rows, features, sums);
        }
    }

    fn add<const PLAIN: bool>(&self, rows: &[f32], features: usize, sums: &mut [f32]) {
        let bands = rows.chunks(TOGETHER * features.max(1));
        for (sums, rows) in sums.chunks_mut(TOGETHER).zip(bands) {
            let mut places = [1_usize; TOGETHER];
            if sums.len() == TOGETHER {
                for _ in 0..self.depth {
                    let mut from = 0;
                    for place in &mut places {
                        *place = self.below::<PLAIN>(*place, rows, from);
                        from += features;
                    }
                }
            } else {
                let from = (0..).step_by(features.max(1));
                for (place, from) in places.iter_mut().take(sums.len()).zip(from) {
                    for _ in 0..self.depth {
                        *place = self.below::<PLAIN>(*place, rows, from);
                    }
                }
            }
            let first = 1 << self.depth;
            for (sum, place) in sums.iter_mut().zip(places) {
                *sum += self.ends.get(place - first).copied().unwrap_or_default();
            }
        }
    }

    /// The place below one, for the row whose cells begin at `from`.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the innermost loop of scoring")]
    fn below<const PLAIN: bool>(&self, place: usize, rows: &[f32], from: usize) -> usize {
        let Some(&Split { threshold, weight, features: [one, other] }) = self.splits.get(place)
        else {
            return place;
        };
        let cell = |feature: u16| rows.get(from + usize::from(feature)).copied().unwrap_or(0.0);
        let projected = if PLAIN { cell(one) } else { cell(one) + weight * cell(other) };
        2 * place + usize::from(projected > threshold)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_says_what_the_tree_says() {
        let end = |threshold| Node { threshold, weight: 0.0, features: [0, 0], left: 0 };
        let ask = |threshold, weight, left| Node { threshold, weight, features: [1, 0], left };
        // The left end of the root is two levels above the deepest.
        let nodes = vec![
            ask(1.0, -2.0, 1),
            end(9.0),
            ask(5.0, 0.5, 3),
            ask(3.0, 0.0, 5),
            end(7.0),
            end(1.0),
            end(2.0),
        ];
        let tree = Tree { nodes };
        let flat = Flat::of(&tree);
        let cells: Vec<f32> = (0..42_u16).map(|at| f32::from(at * 37 % 11) - 4.0).collect();
        let mut sums = vec![0.5; 21];
        flat.add_paths(&cells, 2, &mut sums);
        let expected: Vec<f32> = cells.chunks(2).map(|row| 0.5 + tree.path(row)).collect();
        assert_eq!(sums, expected);
        let mut seen: Vec<u32> = sums.iter().map(|sum| sum.to_bits()).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 4, "not every end was reached");
    }

    #[test]
    fn a_tree_of_one_end_has_one_path() {
        let end = Node { threshold: 4.0, weight: 0.0, features: [0, 0], left: 0 };
        let mut sums = [0.0; 3];
        Flat::of(&Tree { nodes: vec![end] }).add_paths(&[1.0; 3], 1, &mut sums);
        Flat::of(&Tree::default()).add_paths(&[1.0; 3], 1, &mut sums);
        assert_eq!(sums.map(f32::to_bits), [4.0_f32.to_bits(); 3]);
    }
}
