//! Whole turns: a coordinate without bounds may come out of a gap a turn further, with everything at the same place.

use std::f64::consts::{PI, TAU};

use super::batch::Solved;
use super::node::{Moves, NodeAxis, Way};
use super::problem::Problem;

/// A joint goes on counting beyond half a turn from its default up to here, rad; more is a turn too many.
const FURTHEST: f64 = 1.5 * PI;

/// A coordinate that a whole turn leaves at the same place.
struct Winding {
    free: usize,
    default: f64,
    /// Whether it turns the whole body, which may turn round and round.
    is_whole_body: bool,
}

impl Problem {
    fn windings(&self) -> Vec<Winding> {
        let mut found = Vec::new();
        for (at, free) in self.free.iter().enumerate() {
            let own = |axis: &&NodeAxis| axis.moves.free() == Some(at);
            let turns_evenly = |axis: &NodeAxis| {
                let is_turn = !matches!(axis.way, Way::Slide(_));
                is_turn && matches!(axis.moves, Moves::Line { slope, .. } if (slope.abs() - 1.0).abs() < f64::EPSILON)
            };
            let is_unbounded = free.low == f64::NEG_INFINITY && free.high == f64::INFINITY && free.task.0 <= 0.0;
            if is_unbounded && self.axes.iter().any(|axis| own(&axis)) && self.axes.iter().filter(own).all(turns_evenly)
            {
                let moves = |range: (usize, usize)| self.axes[range.0..range.1].iter().any(|axis| own(&axis));
                let is_whole_body = self.nodes.iter().any(|node| node.parent.is_none() && moves(node.axes));
                let default = self.tree().coordinates[free.coordinate].default;
                found.push(Winding { free: at, default, is_whole_body });
            }
        }
        found
    }

    /// Takes whole turns out of the values of a recording, so that none lies between one frame and the next.
    ///
    /// * `start` – values of the frame before the first one, when there is one; else the first begins near the defaults
    pub(super) fn unwind(&self, start: Option<&[f64]>, solved: &mut Solved) {
        let free = self.free_count().max(1);
        for Winding { free: at, default, is_whole_body } in self.windings() {
            let mut before = start.map_or(default, |start| start[at]);
            for value in solved.values.iter_mut().skip(at).step_by(free) {
                let near = |wanted: f64| *value - TAU * ((*value - wanted) / TAU).round();
                let next = near(before);
                *value = if !is_whole_body && FURTHEST < (next - default).abs() { near(default) } else { next };
                before = *value;
            }
        }
    }
}
