//! A tree: nodes of sixteen bytes in one array, each asking on which side of a line through at most
//! two features a row lies.

/// Questions on a path, at most.
pub const DEEPEST: u32 = 14;

/// A question, or the end of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Node {
    /// Rows with `feature + weight * other` up to this go left, others right. At the end of a
    /// path: its length.
    pub threshold: f32,
    /// How much the other feature counts; 0 where the question is of one alone.
    pub weight: f32,
    /// A feature, and another.
    pub features: [u16; 2],
    /// The place of the left node; the right one stands behind it. 0 at the end of a path.
    pub left: u32,
}

/// A tree, its root first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree {
    /// The nodes.
    pub nodes: Vec<Node>,
}

impl Node {
    /// What the question compares. A feature that a row has not counts as 0.
    #[inline]
    #[must_use]
    pub fn project(&self, row: &[f32]) -> f32 {
        let [one, other] = self.features.map(|at| row.get(usize::from(at)).copied().unwrap_or(0.0));
        one + self.weight * other
    }
}

impl Tree {
    /// How long the path of a row is. Children stand behind their parents, so a path ends.
    #[inline]
    #[must_use]
    pub fn path(&self, row: &[f32]) -> f32 {
        let mut at = 0;
        while let Some(node) = self.nodes.get(at) {
            if node.left as usize <= at {
                return node.threshold;
            }
            at = node.left as usize + usize::from(node.project(row) > node.threshold);
        }
        0.0
    }

    /// Questions on the longest path, `DEEPEST` at most: a tree that comes from a file may claim
    /// anything.
    #[must_use]
    pub fn depth(&self) -> u32 {
        let mut deepest = 0;
        let mut open = vec![(0, 0)];
        while let Some((at, level)) = open.pop() {
            deepest = deepest.max(level);
            let left = self.nodes.get(at).map_or(0, |node| node.left as usize);
            if left > at && level < DEEPEST {
                open.push((left, level + 1));
                open.push((left + 1, level + 1));
            }
        }
        deepest
    }
}

/// The mean length of an unsuccessful search among n (Liu, Ting and Zhou, Isolation Forest, 2008):
/// 0 of one or none, 1 of two.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a mean, not a count")]
pub fn mean_path(count: usize) -> f64 {
    /// Euler's constant.
    const GAMMA: f64 = 0.577_215_664_901_532_9;
    match count {
        0 | 1 => 0.0,
        2 => 1.0,
        _ => {
            let less = (count - 1) as f64;
            2.0 * (less.ln() + GAMMA) - 2.0 * less / count as f64
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_paths_are_those_of_the_paper() {
        let near = |count, expected: f64| (mean_path(count) - expected).abs() < 1e-3;
        assert!(near(1, 0.0) && near(2, 1.0) && near(3, 1.207) && near(256, 10.244));
    }

    #[test]
    fn a_row_goes_left_up_to_the_threshold() {
        let end = |threshold| Node { threshold, weight: 0.0, features: [0, 0], left: 0 };
        let root = Node { threshold: 1.0, weight: -2.0, features: [1, 0], left: 1 };
        let tree = Tree { nodes: vec![root, end(3.0), end(5.0)] };
        assert_eq!(size_of::<Node>(), 16);
        let paths = [[1.0, 3.0], [1.0, 3.5], [-1.0, 0.0]].map(|row| tree.path(&row).to_bits());
        assert_eq!(paths, [3.0_f32, 5.0, 5.0].map(f32::to_bits));
    }
}
