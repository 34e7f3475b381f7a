//! Joints of every kind as slides and turns.

use coxa::skeleton::tree::{Axis, AxisKind, Coordinate, Function};
use coxa::skeleton::{Rotation, Vector};
use roxmltree::Node;

use super::functions::function_in;
use super::xml::{child, elements, exactly, fault, flag, members, name, text};
use crate::fault::{Code, InputError, quoted};

/// Kinds of joint that can be read.
const KINDS: &[&str] = &[
    "CustomJoint",
    "PinJoint",
    "SliderJoint",
    "WeldJoint",
    "UniversalJoint",
    "GimbalJoint",
    "BallJoint",
    "PlanarJoint",
    "FreeJoint",
    "EllipsoidJoint",
    "ScapulothoracicJoint",
];

/// Whether an element is a joint, of a kind that can be read or not.
pub(super) fn is_joint(node: Node<'_, '_>) -> bool {
    let tag = node.tag_name().name();
    tag != "Joint" && tag.ends_with("Joint")
}

const fn axis_of(number: usize) -> Vector {
    match number {
        0 => Vector::new(1.0, 0.0, 0.0),
        1 => Vector::new(0.0, 1.0, 0.0),
        _ => Vector::new(0.0, 0.0, 1.0),
    }
}

/// What a joint is made of.
pub(super) struct Moves {
    /// Its coordinates.
    pub(super) coordinates: Vec<Coordinate>,
    /// Slides, then turns.
    pub(super) axes: Vec<Axis>,
    /// Half axes of the ellipsoid on which its origin moves, m.
    pub(super) ellipsoid: Option<Vector>,
    /// A turn of its own about an axis through this point of the moved frame, m, after all else.
    pub(super) after: Option<(Vector, Axis)>,
}

impl Moves {
    const fn plain(coordinates: Vec<Coordinate>, axes: Vec<Axis>) -> Moves {
        Moves { coordinates, axes, ellipsoid: None, after: None }
    }
}

/// A joint's moves; its coordinates are numbered from `first`.
pub(super) fn joint(node: Node<'_, '_>, defaults: Option<Node<'_, '_>>, first: usize) -> Result<Moves, InputError> {
    let rows = match child(node, "coordinates") {
        Some(list) => elements(list).collect(),
        None => members(child(node, "CoordinateSet")),
    };
    let mut coordinates: Vec<Coordinate> = rows
        .iter()
        .filter(|it| it.has_tag_name("Coordinate"))
        .map(|it| coordinate(*it, defaults))
        .collect::<Result<_, _>>()?;
    use AxisKind::{Slide, Turn};
    let tag = node.tag_name().name();
    let plain: &[(AxisKind, usize)] = match tag {
        "CustomJoint" => {
            let axes = spatial(node, &coordinates, first)?;
            // One that moves its axes unevenly is neither an angle nor a length; such ones are written as they are.
            for (at, row) in coordinates.iter_mut().enumerate() {
                row.is_angle = axes.iter().any(|axis| {
                    axis.coordinate == Some(first + at) && axis.kind == Turn && axis.motion.is_the_coordinate()
                });
            }
            return Ok(Moves::plain(coordinates, axes));
        }
        "WeldJoint" => &[],
        "PinJoint" => &[(Turn, 2)],
        "SliderJoint" => &[(Slide, 0)],
        "UniversalJoint" => &[(Turn, 0), (Turn, 1)],
        "ScapulothoracicJoint" => &[(Turn, 1), (Turn, 0), (Turn, 2), (Turn, 2)],
        "GimbalJoint" | "BallJoint" | "EllipsoidJoint" => &[(Turn, 0), (Turn, 1), (Turn, 2)],
        "PlanarJoint" => &[(Turn, 2), (Slide, 0), (Slide, 1)],
        "FreeJoint" => &[(Turn, 0), (Turn, 1), (Turn, 2), (Slide, 0), (Slide, 1), (Slide, 2)],
        _ => {
            let found = format!("a joint of the kind {tag}");
            return Err(fault(node, Code::OsimUnsupported, found, &format!("one of {}", KINDS.join(", "))));
        }
    };
    if coordinates.len() != plain.len() {
        let found = format!("{} coordinates", coordinates.len());
        return Err(fault(node, Code::OsimMissing, found, &format!("{} for a {tag}", plain.len())));
    }
    let axes = plain.iter().enumerate().map(|(at, (kind, direction))| Axis {
        kind: *kind,
        direction: axis_of(*direction),
        coordinate: Some(first + at),
        motion: Function::IDENTITY,
    });
    let mut axes: Vec<Axis> = axes.collect();
    axes.sort_by_key(|axis| axis.kind == Turn);
    for (row, (kind, _)) in coordinates.iter_mut().zip(plain) {
        row.is_angle = *kind == Turn;
    }
    let mut moves = Moves::plain(coordinates, axes);
    match tag {
        "EllipsoidJoint" => moves.ellipsoid = Some(half_axes(node, "radii_x_y_z")?),
        "ScapulothoracicJoint" => {
            moves.ellipsoid = Some(half_axes(node, "thoracic_ellipsoid_radii_x_y_z")?);
            // Elevation lifts the scapula: against the sense of the axis forward.
            moves.axes[1].motion = Function::Linear { slope: -1.0, intercept: 0.0 };
            let [x, y] = exactly(node, "scapula_winging_axis_origin", [0.0; 2])?;
            let [turned] = exactly(node, "scapula_winging_axis_direction", [0.0])?;
            let about = Rotation::about_z(turned).up();
            let winging = moves.axes.pop().map(|axis| Axis { direction: about, ..axis });
            moves.after = winging.map(|axis| (Vector::new(x, y, 0.0), axis));
        }
        _ => {}
    }
    Ok(moves)
}

fn half_axes(node: Node<'_, '_>, tag: &str) -> Result<Vector, InputError> {
    let Some([x, y, z]) = child(node, tag).map(|_| exactly(node, tag, [0.0; 3])).transpose()? else {
        return Err(fault(node, Code::OsimMissing, format!("no {tag}"), "the half axes of the ellipsoid"));
    };
    Ok(Vector::new(x, y, z))
}

fn coordinate(node: Node<'_, '_>, defaults: Option<Node<'_, '_>>) -> Result<Coordinate, InputError> {
    // What a row does not say, the model's defaults say, and else the format's own.
    let from = |tag: &str| if child(node, tag).is_some() { node } else { defaults.unwrap_or(node) };
    let [low, high] = exactly(from("range"), "range", [-10.0, 10.0])?;
    if high < low {
        return Err(fault(node, Code::OsimNumber, format!("a range from {low} to {high}"), "lowest first"));
    }
    Ok(Coordinate {
        name: name(node).to_owned(),
        is_angle: false,
        default: exactly(from("default_value"), "default_value", [0.0])?[0],
        range: (low, high),
        clamped: flag(from("clamped"), "clamped", true)?,
        locked: flag(from("locked"), "locked", false)?,
        follows: None,
    })
}

/// The six axes of a custom joint, slides first; those that never move are left out.
fn spatial(node: Node<'_, '_>, coordinates: &[Coordinate], first: usize) -> Result<Vec<Axis>, InputError> {
    let Some(transform) = child(node, "SpatialTransform") else { return Ok(Vec::new()) };
    let rows: Vec<Node<'_, '_>> = match child(transform, "objects") {
        Some(objects) => elements(objects).collect(),
        None => elements(transform).collect(),
    };
    let rows: Vec<Node<'_, '_>> = rows.into_iter().filter(|it| it.has_tag_name("TransformAxis")).collect();
    let mut axes = Vec::new();
    for (at, row) in rows.into_iter().enumerate() {
        let kind = match name(row) {
            word if word.starts_with("rotation") => AxisKind::Turn,
            word if word.starts_with("translation") => AxisKind::Slide,
            _ if at < 3 => AxisKind::Turn,
            _ => AxisKind::Slide,
        };
        let [x, y, z] = exactly(row, "axis", [axis_of(at % 3).x, axis_of(at % 3).y, axis_of(at % 3).z])?;
        let direction = Vector::new(x, y, z).direction();
        let direction = direction.ok_or_else(|| fault(row, Code::OsimNumber, "an axis of no length", "a direction"))?;
        let named =
            text(row, "coordinates").map(|text| text.split_ascii_whitespace().collect::<Vec<_>>()).unwrap_or_default();
        let coordinate = match named[..] {
            [] => None,
            [only] => {
                let own = coordinates.iter().position(|it| it.name == only);
                Some(
                    first
                        + own
                            .ok_or_else(|| fault(row, Code::OsimUnknown, quoted(only), "a coordinate of this joint"))?,
                )
            }
            _ => {
                let found = format!("{} coordinates", named.len());
                return Err(fault(row, Code::OsimUnsupported, found, "an axis moved by one coordinate"));
            }
        };
        let function = function_in(row, "function")?;
        // An axis with a coordinate and no function moves as the coordinate does; one without either does not move.
        let motion =
            function.unwrap_or(if coordinate.is_some() { Function::IDENTITY } else { Function::Constant(0.0) });
        if motion.constant() != Some(0.0) {
            axes.push(Axis { kind, direction, coordinate, motion });
        }
    }
    axes.sort_by_key(|axis| axis.kind == AxisKind::Turn);
    Ok(axes)
}
