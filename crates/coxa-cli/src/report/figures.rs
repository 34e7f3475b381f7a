//! A drill drawn from its poses.

use coxa::prescribe::Drill;
use coxa::skeleton::figure::{Figure, Labels, svg};
use coxa::vocabulary::Side;

/// Start and end pose as one picture; `None` when the tables lack the body's proportions.
pub(super) fn drill(row: &Drill, trained: Side) -> Option<String> {
    let proportions = coxa_knowledge::knowledge().measure.proportions.as_ref()?;
    let figure = Figure {
        title: format!("{}, {trained} side", row.name),
        description: row.cues.join(". "),
        base: row.base,
        start: row.start_pose(trained),
        end: row.end_pose(trained),
        view: None,
        labels: Labels::default(),
    };
    Some(svg(&figure, proportions))
}
