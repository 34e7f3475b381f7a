//! Lines, limbs and faces of a figure.

use std::fmt::Write as _;

use super::Figure;
use super::view::{Seen, View};
use crate::skeleton::forward::forward;
use crate::skeleton::joint_angles::rightward;
use crate::skeleton::placed::Placed;
use crate::skeleton::pose::Base;
use crate::skeleton::proportions::Proportions;
use crate::skeleton::rotation::Vector;
use crate::vocabulary::Side;

/// The drawn body is this tall, m; only its shape shows.
const HEIGHT_M: f64 = 1.7;
/// Pixels for one metre.
const SCALE: f64 = 130.0;
/// White space around and between the bodies, px.
const MARGIN: f64 = 26.0;
/// Width of the arrow between the bodies, px.
const ARROW: f64 = 64.0;
/// Room for the words above, px.
const HEADING: f64 = 30.0;

const INK: &str = "#1d2a36";
const SOFT: &str = "#6b7a88";
const SKIN: &str = "#ffffff";

/// figure, proportions => an SVG picture that needs nothing else.
///
/// Two bodies side by side, start and end, on one ground line with an arrow between them. The face looks where the body
/// faces; the right leg is solid and the left one barred, and both carry their letter. All text is escaped; there
/// are no scripts, links, fonts or ids, so pictures may share a page.
#[must_use]
pub fn svg(figure: &Figure, proportions: &Proportions) -> String {
    svg_for(figure, Side::Right, proportions)
}

/// figure with the poses of the right side, the side that is trained or tested, proportions => an SVG picture as of [`svg`]
///
/// For the left side the bodies are mirrored as they lie and stand, because some bases exist for one side only.
#[must_use]
pub fn svg_for(figure: &Figure, trained: Side, proportions: &Proportions) -> String {
    let placed = |pose| {
        let right = forward(pose, figure.base, proportions, HEIGHT_M);
        match trained {
            Side::Right => right,
            Side::Left => right.mirrored(),
        }
    };
    let (start, end) = (placed(&figure.start), placed(&figure.end));
    let view = figure.view.unwrap_or_else(|| View::best(figure.base, &start, &end));
    let extent = Extent::of(view, proportions, [&start, &end]);
    let panel = (extent.right - extent.left) * SCALE;
    let (width, height) =
        (2.0 * MARGIN + 2.0 * panel + ARROW, HEADING + (extent.top - extent.bottom) * SCALE + MARGIN / 2.0);

    let mut out = String::new();
    let (title, description) = (escaped(&figure.title), escaped(&figure.description));
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         width=\"{width:.0}\" height=\"{height:.0}\" font-family=\"system-ui, sans-serif\">\
         <title>{title}</title><desc>{description}</desc>\
         <rect width=\"100%\" height=\"100%\" rx=\"10\" fill=\"#f6f8fa\"/>"
    );
    for (index, (placed, word)) in [(&start, &figure.labels.start), (&end, &figure.labels.end)].into_iter().enumerate()
    {
        let left = MARGIN + if index == 0 { 0.0 } else { panel + ARROW };
        let paper = Paper { view, left: left - extent.left * SCALE, top: HEADING + extent.top * SCALE, proportions };
        let _ = write!(
            out,
            "<text x=\"{:.0}\" y=\"21\" font-size=\"14\" text-anchor=\"middle\" fill=\"{SOFT}\">{}</text>",
            left + panel / 2.0,
            escaped(word)
        );
        paper.surfaces(&mut out, figure.base, &extent, &start);
        paper.body(&mut out, placed, figure);
    }
    if view == View::Above {
        let _ = write!(
            out,
            "<text x=\"{MARGIN}\" y=\"{:.0}\" font-size=\"11\" fill=\"{SOFT}\">{}</text>",
            height - 6.0,
            escaped(&figure.labels.from_above)
        );
    }
    arrow(&mut out, MARGIN + panel, HEADING + (extent.top - extent.bottom) * SCALE * 0.45);
    out.push_str("</svg>");
    out
}

/// What the bodies cover on paper, m.
struct Extent {
    left: f64,
    right: f64,
    bottom: f64,
    top: f64,
}

impl Extent {
    fn of(view: View, proportions: &Proportions, bodies: [&Placed; 2]) -> Extent {
        let mut extent = Extent { left: f64::MAX, right: f64::MIN, bottom: f64::MAX, top: f64::MIN };
        for body in bodies {
            for (index, point) in body.points().into_iter().enumerate() {
                let seen = view.of(point);
                // The fourth point is the middle of the head.
                let around = if index == 3 { proportions.head_radius * HEIGHT_M * 1.3 } else { 0.07 };
                extent.left = extent.left.min(seen.right - around);
                extent.right = extent.right.max(seen.right + around);
                extent.bottom = extent.bottom.min(seen.up - around);
                extent.top = extent.top.max(seen.up + around);
            }
        }
        if view != View::Above {
            extent.bottom = -0.06;
        }
        // Room for the letters at the feet.
        extent.left -= 0.1;
        extent.right += 0.1;
        extent
    }
}

/// One body's place on the picture.
struct Paper<'p> {
    view: View,
    left: f64,
    top: f64,
    proportions: &'p Proportions,
}

impl Paper<'_> {
    fn at(&self, point: Vector) -> (f64, f64) {
        let Seen { right, up, .. } = self.view.of(point);
        (self.left + right * SCALE, self.top - up * SCALE)
    }

    fn nearer(&self, point: Vector) -> f64 {
        self.view.of(point).nearer
    }

    /// Ground, and what the body sits, lies or leans on.
    fn surfaces(&self, out: &mut String, base: Base, extent: &Extent, start: &Placed) {
        if self.view == View::Above {
            return;
        }
        let ground = self.top;
        let (from, to) = (self.left + extent.left * SCALE, self.left + extent.right * SCALE);
        let _ = write!(
            out,
            "<line x1=\"{from:.1}\" y1=\"{ground:.1}\" x2=\"{to:.1}\" y2=\"{ground:.1}\" stroke=\"{SOFT}\" stroke-width=\"2.5\"/>"
        );
        let p = self.proportions;
        let pelvis = self.view.of(start.pelvis.origin);
        let neck = self.view.of(start.neck);
        let radius = p.pelvis_radius * HEIGHT_M;
        let block = match base {
            Base::SeatedChair => Some((pelvis.right - 0.2, pelvis.right + 0.16, pelvis.up - radius)),
            Base::BenchSupine => {
                let top = neck.up - p.shoulder_radius * HEIGHT_M;
                Some((neck.right - 0.26, neck.right + 0.12, top))
            }
            Base::TableEdge => Some((extent.left + 0.1, pelvis.right + 0.1, p.table_height * HEIGHT_M)),
            _ => None,
        };
        if let Some((left, right, top)) = block {
            let _ = write!(
                out,
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"4\" fill=\"#dde3e9\" stroke=\"{SOFT}\"/>",
                self.left + left * SCALE,
                self.top - top * SCALE,
                (right - left) * SCALE,
                top.max(0.0) * SCALE
            );
        }
    }

    /// The body, farthest limbs first.
    fn body(&self, out: &mut String, placed: &Placed, figure: &Figure) {
        let mut order = Side::ALL;
        let depth = |side: Side| self.nearer(placed.legs.get(side).shank.origin);
        if depth(order[0]) > depth(order[1]) {
            order.reverse();
        }
        let trunk_depth = self.nearer(placed.pelvis.origin);
        let [far, near] = order;
        self.arm(out, placed, far);
        self.leg(out, placed, far);
        // A near leg between viewer and trunk is drawn over it, a far one behind.
        if depth(near) <= trunk_depth {
            self.leg(out, placed, near);
        }
        let head_behind = self.nearer(placed.head) < trunk_depth - 0.1;
        if head_behind {
            self.head(out, placed);
        }
        self.trunk(out, placed);
        if !head_behind {
            self.head(out, placed);
        }
        if depth(near) > trunk_depth {
            self.leg(out, placed, near);
        }
        self.arm(out, placed, near);
        self.letters(out, placed, figure);
    }

    fn trunk(&self, out: &mut String, placed: &Placed) {
        let waist = placed.trunk.origin + placed.trunk.room_from_segment.forward() * (0.02 * HEIGHT_M);
        self.stroke(out, &[placed.pelvis.origin, waist, placed.neck], 25.0, INK);
        let hips = [placed.legs.left.thigh.origin, placed.legs.right.thigh.origin];
        self.stroke(out, &hips, 21.0, INK);
        let shoulders = [placed.arms.left.shoulder, placed.arms.right.shoulder];
        self.stroke(out, &shoulders, 15.0, INK);
        self.stroke(out, &[placed.neck, placed.head], 9.0, INK);
    }

    fn leg(&self, out: &mut String, placed: &Placed, side: Side) {
        let leg = placed.legs.get(side);
        let path = [leg.thigh.origin, leg.shank.origin, leg.foot.origin];
        let foot = [leg.heel, leg.foot.origin, leg.toe, leg.heel];
        match side {
            Side::Right => {
                self.stroke(out, &path, 15.0, INK);
                self.stroke(out, &foot, 7.0, INK);
            }
            Side::Left => {
                self.stroke(out, &path, 15.0, INK);
                self.stroke(out, &foot, 7.0, INK);
                self.stroke(out, &path, 10.0, SKIN);
                self.bars(out, &path);
            }
        }
    }

    fn arm(&self, out: &mut String, placed: &Placed, side: Side) {
        let arm = placed.arms.get(side);
        let path = [arm.shoulder, arm.elbow, arm.hand];
        self.stroke(out, &path, 8.0, SOFT);
        if side == Side::Left {
            self.stroke(out, &path, 4.0, SKIN);
        }
    }

    /// A head with a face on its front: nose in profile, eyes and mouth when it looks at the viewer, none from behind.
    fn head(&self, out: &mut String, placed: &Placed) {
        let radius = self.proportions.head_radius * HEIGHT_M;
        let (x, y) = self.at(placed.head);
        let r = radius * SCALE;
        let trunk = placed.trunk.room_from_segment;
        let _ = write!(
            out,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{r:.1}\" fill=\"{SKIN}\" stroke=\"{INK}\" stroke-width=\"3.5\"/>"
        );
        let on_face = |ahead: f64, up: f64, right: f64| {
            let direction = trunk.forward() * ahead + trunk.up() * up + trunk.right() * right;
            placed.head + direction * radius
        };
        let visible = |point: Vector| self.nearer(point) - self.nearer(placed.head) > -0.35 * radius;
        let nose = [on_face(0.92, 0.16, 0.0), on_face(1.32, -0.08, 0.0), on_face(0.94, -0.2, 0.0)];
        if visible(nose[1]) {
            self.stroke(out, &nose, 3.5, INK);
        }
        for side in Side::ALL {
            let eye = on_face(0.82, 0.22, rightward(side, 0.36));
            if visible(eye) {
                let (x, y) = self.at(eye);
                let _ = write!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.3\" fill=\"{INK}\"/>");
            }
        }
        let mouth = [on_face(0.84, -0.46, -0.26), on_face(0.9, -0.52, 0.0), on_face(0.84, -0.46, 0.26)];
        if visible(mouth[1]) {
            self.stroke(out, &mouth, 2.5, INK);
        }
    }

    /// A letter beyond the toes of each foot; two that would meet stand side by side.
    fn letters(&self, out: &mut String, placed: &Placed, figure: &Figure) {
        let (right_x, right_y) = self.letter_place(placed, Side::Right);
        let (mut left_x, left_y) = self.letter_place(placed, Side::Left);
        if (left_x - right_x).abs() < 13.0 && (left_y - right_y).abs() < 13.0 {
            left_x = right_x + 14.0;
        }
        for (x, y, word) in [(left_x, left_y, &figure.labels.left), (right_x, right_y, &figure.labels.right)] {
            let _ = write!(
                out,
                "<text x=\"{x:.1}\" y=\"{:.1}\" font-size=\"13\" font-weight=\"700\" text-anchor=\"middle\" fill=\"{INK}\">{}</text>",
                y + 4.0,
                escaped(word)
            );
        }
    }

    fn letter_place(&self, placed: &Placed, side: Side) -> (f64, f64) {
        let leg = placed.legs.get(side);
        let away = (leg.toe - leg.heel).direction().unwrap_or(Vector::new(1.0, 0.0, 0.0));
        let (ankle_x, ankle_y) = self.at(leg.foot.origin);
        let (toe_x, toe_y) = self.at(leg.toe + away * 0.075);
        // Seen end-on, the foot has no direction on paper: the letter goes to the outside.
        if (toe_x - ankle_x).abs() + (toe_y - ankle_y).abs() < 26.0 {
            let (middle, _) = self.at(placed.pelvis.origin);
            return (if ankle_x < middle { ankle_x - 17.0 } else { ankle_x + 17.0 }, ankle_y);
        }
        (toe_x, toe_y)
    }

    fn stroke(&self, out: &mut String, points: &[Vector], width: f64, colour: &str) {
        out.push_str("<polyline points=\"");
        for point in points {
            let (x, y) = self.at(*point);
            let _ = write!(out, "{x:.1},{y:.1} ");
        }
        let _ = write!(
            out,
            "\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>"
        );
    }

    /// Bars across a limb, by a dash pattern along it.
    fn bars(&self, out: &mut String, points: &[Vector]) {
        out.push_str("<polyline points=\"");
        for point in points {
            let (x, y) = self.at(*point);
            let _ = write!(out, "{x:.1},{y:.1} ");
        }
        let _ = write!(
            out,
            "\" fill=\"none\" stroke=\"{INK}\" stroke-width=\"10\" stroke-dasharray=\"2.5 5.5\" stroke-linejoin=\"round\"/>"
        );
    }
}

fn arrow(out: &mut String, left: f64, y: f64) {
    let (from, to) = (left + 12.0, left + ARROW - 12.0);
    let _ = write!(
        out,
        "<path d=\"M{from:.1} {y:.1} H{to:.1} M{:.1} {:.1} L{to:.1} {y:.1} L{:.1} {:.1}\" fill=\"none\" stroke=\"{SOFT}\" \
         stroke-width=\"4\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>",
        to - 10.0,
        y - 8.0,
        to - 10.0,
        y + 8.0
    );
}

/// Text that cannot be taken for markup; characters that XML forbids are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && !matches!(c, '\n' | '\t') => {}
            '\u{FFFE}' | '\u{FFFF}' => {}
            c => out.push(c),
        }
    }
    out
}
