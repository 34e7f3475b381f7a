//! Which pairs of coordinates meet, where each pair stands in memory, and in which order the matrix is factorised.
//!
//! Coordinates of one leg never meet those of the other. Taken out from the leaves to the root they leave no new pairs
//! behind, so that the factor has the pattern of the matrix.

use super::node::{Node, NodeAxis};

/// Two columns or axes and the place of their coordinates in the matrix.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) outer: usize,
    pub(super) inner: usize,
    pub(super) place: usize,
}

/// One coordinate taken out of the matrix.
#[derive(Debug, Clone)]
pub(super) struct Elimination {
    pub(super) free: usize,
    /// The coordinates taken out later that meet it.
    pub(super) rows: Vec<usize>,
    /// Place of its pair with the first of them; the others follow.
    pub(super) first: usize,
    /// For each row the places of its pairs with the rows after it, in runs that lie side by side in memory.
    pub(super) runs: Vec<Vec<Run>>,
}

/// Pairs of one row with some rows after it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    /// The first of the rows after it.
    pub(super) row: usize,
    /// Place of the pair with it, counted from behind the rows of the coordinate taken out.
    pub(super) place: usize,
    pub(super) length: usize,
}

/// The sparse matrix of a problem: the diagonal first, in the order of the free coordinates, then the pairs.
#[derive(Debug, Clone, Default)]
pub(super) struct Pattern {
    /// How many numbers it has.
    pub(super) places: usize,
    /// For each column the columns above its node.
    pub(super) above: Vec<Vec<Pair>>,
    /// For each node its axes with each other and themselves.
    pub(super) within: Vec<Vec<Pair>>,
    pub(super) order: Vec<Elimination>,
    /// The two coordinates of each pair, from place `order.len()` on.
    pub(super) pairs: Vec<(usize, usize)>,
}

impl Pattern {
    pub(super) fn of(nodes: &[Node], axes: &[NodeAxis], columns: &[usize], free: usize) -> Pattern {
        let mut meets = vec![false; free * free];
        let meet = |meets: &mut Vec<bool>, a: usize, b: usize| {
            meets[a * free + b] = true;
            meets[b * free + a] = true;
        };
        let above = |node: usize| {
            std::iter::successors(nodes[node].parent, |parent| nodes[*parent].parent)
                .flat_map(|node| nodes[node].columns.0..nodes[node].columns.1)
        };
        let own = |node: &Node| (node.axes.0..node.axes.1).filter(|axis| axes[*axis].moves.free().is_some());
        for (number, node) in nodes.iter().enumerate() {
            for inner in node.columns.0..node.columns.1 {
                above(number).for_each(|outer| meet(&mut meets, columns[outer], columns[inner]));
                (node.columns.0..=inner).for_each(|outer| meet(&mut meets, columns[outer], columns[inner]));
            }
        }
        let order = eliminations(&elimination_order(columns, free), &mut meets, free);
        let place = |a: usize, b: usize| {
            if a == b {
                return a;
            }
            let of = |a: usize, b: usize| {
                let step = order.iter().find(|step| step.free == a)?;
                step.rows.iter().position(|row| *row == b).map(|at| step.first + at)
            };
            of(a, b).or_else(|| of(b, a)).unwrap_or_default()
        };
        // A coordinate that moves several axes of one chain meets itself twice: as the outer and as the inner one.
        let pairs = |outer: usize, inner: usize, a: usize, b: usize| {
            let pair = Pair { outer, inner, place: place(a, b) };
            std::iter::repeat_n(pair, if a == b && outer != inner { 2 } else { 1 })
        };
        let mut pattern = Pattern { places: free, ..Pattern::default() };
        for (number, node) in nodes.iter().enumerate() {
            for inner in node.columns.0..node.columns.1 {
                let all = above(number).flat_map(|outer| pairs(outer, inner, columns[outer], columns[inner]));
                pattern.above.push(all.collect());
            }
            let mut within = Vec::new();
            for inner in own(node) {
                for outer in own(node).filter(|outer| *outer <= inner) {
                    within.extend(pairs(outer, inner, columns[axes[outer].column], columns[axes[inner].column]));
                }
            }
            pattern.within.push(within);
        }
        for step in &order {
            pattern.pairs.extend(step.rows.iter().map(|row| (step.free, *row)));
        }
        pattern.places += pattern.pairs.len();
        let mut order = order.clone();
        for step in &mut order {
            let behind = step.first + step.rows.len();
            for (at, row) in step.rows.iter().enumerate() {
                let mut runs: Vec<Run> = Vec::new();
                for (other, number) in step.rows.iter().zip(0..).skip(at + 1) {
                    // Both are taken out later, so that their pair stands behind.
                    let place = place(*row, *other) - behind;
                    match runs.last_mut() {
                        Some(run) if run.place + run.length == place => run.length += 1,
                        _ => runs.push(Run { row: number, place, length: 1 }),
                    }
                }
                step.runs.push(runs);
            }
        }
        Pattern { order, ..pattern }
    }
}

/// Coordinates that first move a later node are taken out earlier; those that move none are taken out first of all.
fn elimination_order(columns: &[usize], free: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..free).collect();
    let first = |free: usize| columns.iter().position(|it| *it == free).unwrap_or(usize::MAX);
    order.sort_by_key(|free| std::cmp::Reverse(first(*free)));
    order
}

/// Taking a coordinate out makes all that met it meet each other.
fn eliminations(order: &[usize], meets: &mut [bool], free: usize) -> Vec<Elimination> {
    let mut first = free;
    let mut steps = Vec::with_capacity(free);
    for (at, taken) in order.iter().enumerate() {
        let rows: Vec<usize> = order[at + 1..].iter().copied().filter(|row| meets[taken * free + row]).collect();
        for a in &rows {
            for b in &rows {
                meets[a * free + b] = true;
            }
        }
        let count = rows.len();
        steps.push(Elimination { free: *taken, rows, first, runs: Vec::new() });
        first += count;
    }
    steps
}
