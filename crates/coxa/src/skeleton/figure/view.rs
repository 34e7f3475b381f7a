//! From which direction a movement is seen best.

use crate::skeleton::placed::Placed;
use crate::skeleton::pose::Base;
use crate::skeleton::rotation::Vector;

crate::vocabulary::ids::vocabulary! {
    /// The direction a figure is seen from.
    View "view" {
        Side = "side",
        Front = "front",
        Back = "back",
        Above = "above",
    }
}

/// A point on paper: right, up and towards the viewer, m.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Seen {
    pub(super) right: f64,
    pub(super) up: f64,
    pub(super) nearer: f64,
}

impl View {
    /// Where a point of the room appears.
    pub(super) fn of(self, point: Vector) -> Seen {
        let (right, up, nearer) = match self {
            // Seen a little from the front and above, so that a leg does not hide the one behind it.
            View::Side => (point.x - 0.22 * point.z, point.y - 0.07 * point.z, point.z),
            View::Front => (-point.z, point.y, point.x),
            View::Back => (point.z, point.y, -point.x),
            // The head end of a lying body is to the left, as in the side view.
            View::Above => (point.x, -point.z, point.y),
        };
        Seen { right, up, nearer }
    }

    fn most_legs(placed: &Placed) -> View {
        let mut best = (View::Side, 0.0);
        for view in [View::Side, View::Front, View::Above] {
            let legs = [&placed.legs.left, &placed.legs.right];
            let seen =
                legs.map(|leg| [leg.thigh.origin, leg.shank.origin, leg.foot.origin].map(|point| view.of(point)));
            let spread = |of: fn(&Seen) -> f64| {
                let values = seen.iter().flatten().map(of);
                values.clone().fold(f64::MIN, f64::max) - values.fold(f64::MAX, f64::min)
            };
            let area = spread(|seen| seen.right) * spread(|seen| seen.up);
            if area > best.1 {
                best = (view, area);
            }
        }
        best.0
    }

    /// The view in which the joints move farthest; when none shows clearly more, the base's own one.
    pub(super) fn best(base: Base, start: &Placed, end: &Placed) -> View {
        // Legs on the floor point anywhere: the view in which they cover most paper.
        let usual = if base == Base::SeatedFloor { View::most_legs(end) } else { View::Side };
        let bent = |placed: &Placed| placed.trunk.room_from_segment.up().y < 0.85;
        let other = match base {
            Base::Prone | Base::PlankFront => Some(View::Back),
            Base::SeatedFloor => Some(if usual == View::Side { View::Above } else { View::Side }),
            Base::Supine | Base::SideLyingRUp | Base::TableEdge | Base::Quadruped => Some(View::Above),
            // From the front, a trunk bent forward hides what the legs do.
            _ if bent(start) || bent(end) => None,
            _ => Some(View::Front),
        };
        let moved = |view: View| -> f64 {
            let paths = start.points().into_iter().zip(end.points());
            paths
                .map(|(from, to)| {
                    let (from, to) = (view.of(from), view.of(to));
                    let (right, up) = (to.right - from.right, to.up - from.up);
                    (right * right + up * up).sqrt()
                })
                .sum()
        };
        // The usual view is the easiest to read: another one must show clearly more.
        match other {
            // A lying body is as easy to read from above.
            Some(View::Above) if base != Base::Quadruped && moved(View::Above) > moved(usual) => View::Above,
            Some(other) if moved(other) > moved(usual) * 1.2 + 0.1 => other,
            _ => usual,
        }
    }
}
