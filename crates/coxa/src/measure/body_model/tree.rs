//! The tree of a body in its posture, and where each marker sits on it.

use super::frames::{Body, Leg, Placed};
use super::set::{Segment, SkinMotion};
use crate::measure::inverse_kinematics::Precision;
use crate::skeleton::tree::{Axis, AxisKind, Body as TreeBody, Coordinate, Function, Joint, Marker, Transform, Tree};
use crate::skeleton::{Rotation, Vector};
use crate::vocabulary::Side;

const X: Vector = Vector::new(1.0, 0.0, 0.0);
const Y: Vector = Vector::new(0.0, 1.0, 0.0);
const Z: Vector = Vector::new(0.0, 0.0, 1.0);

/// The tree with its markers, and name and precision of each marker.
pub(super) fn build(body: &Body, placed: &Placed<'_>, skin: &SkinMotion) -> (Tree, Vec<(String, Precision)>) {
    let mut builder = Builder { tree: Tree::default(), frames: Vec::new() };
    let pelvis = builder.pelvis(body.pelvis);
    for side in body.sides() {
        if let Some(leg) = body.legs.get(side) {
            builder.leg(pelvis, side, leg);
        }
    }
    if let Some(trunk) = body.trunk {
        builder.trunk(pelvis, trunk);
    }
    builder.markers(placed, skin)
}

struct Builder {
    tree: Tree,
    /// Segment, side and frame in the room of each body.
    frames: Vec<(Segment, Option<Side>, Transform)>,
}

impl Builder {
    fn axis(&mut self, name: String, kind: AxisKind, direction: Vector, slope: f64) -> Axis {
        self.tree.coordinates.push(Coordinate {
            name,
            is_angle: kind == AxisKind::Turn,
            default: 0.0,
            range: (f64::NEG_INFINITY, f64::INFINITY),
            clamped: false,
            locked: false,
            follows: None,
        });
        let coordinate = Some(self.tree.coordinates.len() - 1);
        Axis { kind, direction, coordinate, motion: Function::Linear { slope, intercept: 0.0 } }
    }

    /// Hangs a body with its joint at its own origin; `moved` is the joint's moved frame in the posture.
    fn hang(
        &mut self,
        parent: Option<usize>,
        own: (Segment, Option<Side>, Transform),
        moved: Rotation,
        axes: Vec<Axis>,
        joint: &str,
    ) -> usize {
        let (segment, side, room_from_body) = own;
        let room_from_parent = parent.map_or(Transform::NONE, |parent| self.frames[parent].2);
        // In the parent's own axes: zero angles are parallel axes.
        let origin =
            if parent.is_some() { room_from_parent.inverse().place(room_from_body.origin) } else { Vector::default() };
        let name = match side {
            None => segment.id().to_owned(),
            Some(side) => format!("{}_{}", segment.id(), letter(side)),
        };
        self.tree.bodies.push(TreeBody {
            name,
            parent,
            joint: Joint {
                name: joint.to_owned(),
                parent_from_joint: Transform { rotation: Rotation::NONE, origin },
                axes,
                ellipsoid: None,
                // What the joint's axes cannot do in this posture is the person's shape.
                joint_from_body: Transform {
                    rotation: moved.inverse() * room_from_body.rotation,
                    origin: Vector::default(),
                },
            },
        });
        self.frames.push(own);
        self.frames.len() - 1
    }

    fn pelvis(&mut self, frame: Transform) -> usize {
        let mut axes = Vec::new();
        for (name, way) in [("pelvis_tx", X), ("pelvis_ty", Y), ("pelvis_tz", Z)] {
            axes.push(self.axis(name.to_owned(), AxisKind::Slide, way, 1.0));
        }
        for (name, way) in [("pelvis_tilt", Z), ("pelvis_list", X), ("pelvis_rotation", Y)] {
            axes.push(self.axis(name.to_owned(), AxisKind::Turn, way, 1.0));
        }
        self.hang(None, (Segment::Pelvis, None, frame), frame.rotation, axes, "ground_pelvis")
    }

    fn leg(&mut self, pelvis: usize, side: Side, leg: &Leg) {
        // Adduction and internal rotation turn the other way on the left.
        let inward = match side {
            Side::Left => -1.0,
            Side::Right => 1.0,
        };
        let of_side = |name: &str| format!("{name}_{}", letter(side));
        let hip = vec![
            self.axis(of_side("hip_flexion"), AxisKind::Turn, Z, 1.0),
            self.axis(of_side("hip_adduction"), AxisKind::Turn, X, inward),
            self.axis(of_side("hip_rotation"), AxisKind::Turn, Y, inward),
        ];
        let own = (Segment::Thigh, Some(side), leg.thigh);
        let thigh = self.hang(Some(pelvis), own, leg.thigh.rotation, hip, &of_side("hip"));
        // Flexion takes the shank back, against the sense of the axis to the right.
        let knee = vec![self.axis(of_side("knee_angle"), AxisKind::Turn, Z, -1.0)];
        let moved = leg.thigh.rotation * Rotation::about_z(-leg.knee_rad);
        let shank = self.hang(Some(thigh), (Segment::Shank, Some(side), leg.shank), moved, knee, &of_side("knee"));
        if let Some((foot, ankle_rad)) = leg.foot {
            let ankle = vec![
                self.axis(of_side("ankle_angle"), AxisKind::Turn, Z, 1.0),
                self.axis(of_side("subtalar_angle"), AxisKind::Turn, X, inward),
            ];
            let moved = leg.shank.rotation * Rotation::about_z(ankle_rad);
            self.hang(Some(shank), (Segment::Foot, Some(side), foot), moved, ankle, &of_side("ankle"));
        }
    }

    fn trunk(&mut self, pelvis: usize, trunk: Transform) {
        let mut axes = Vec::new();
        for (name, way) in [("lumbar_extension", Z), ("lumbar_bending", X), ("lumbar_rotation", Y)] {
            axes.push(self.axis(name.to_owned(), AxisKind::Turn, way, 1.0));
        }
        self.hang(Some(pelvis), (Segment::Trunk, None, trunk), trunk.rotation, axes, "back");
    }

    fn markers(mut self, placed: &Placed<'_>, skin: &SkinMotion) -> (Tree, Vec<(String, Precision)>) {
        let mut known = Vec::new();
        for (name, worn, at) in &placed.markers {
            let side = match worn.segment {
                Segment::Pelvis | Segment::Trunk => None,
                _ => worn.side,
            };
            let Some(body) = self.frames.iter().position(|(segment, of, _)| *segment == worn.segment && *of == side)
            else {
                continue;
            };
            let location = self.frames[body].2.inverse().place(*at);
            self.tree.markers.push(Marker { name: (*name).to_owned(), body: Some(body), location });
            known.push(((*name).to_owned(), skin.precision(*worn)));
        }
        (self.tree, known)
    }
}

const fn letter(side: Side) -> &'static str {
    match side {
        Side::Left => "l",
        Side::Right => "r",
    }
}
