//! Drawn figures: the start and end of a movement as a self-contained SVG picture for paper and screen.

mod drawing;
mod view;

pub use drawing::{svg, svg_for};
pub use view::View;

use super::pose::{Base, Pose};

/// Words in a figure, so that it can be drawn in any language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// Above the first body, such as "Start".
    pub start: String,
    /// Above the second body, such as "End".
    pub end: String,
    /// Letter at the left foot.
    pub left: String,
    /// Letter at the right foot.
    pub right: String,
    /// Below a figure seen from above.
    pub from_above: String,
}

impl Default for Labels {
    fn default() -> Labels {
        Labels {
            start: "Start".into(),
            end: "End".into(),
            left: "L".into(),
            right: "R".into(),
            from_above: "seen from above".into(),
        }
    }
}

/// What a figure shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Name for people who hear the picture rather than see it.
    pub title: String,
    /// What happens, in a sentence or two, for the same people.
    pub description: String,
    /// What the body rests on.
    pub base: Base,
    /// First pose.
    pub start: Pose,
    /// Last pose.
    pub end: Pose,
    /// The direction it is seen from; `None` takes the one that shows the movement best.
    pub view: Option<View>,
    /// Words.
    pub labels: Labels,
}
