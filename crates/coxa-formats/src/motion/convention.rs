//! From the columns of a file to our names, signs, units and directions; every inference is told.

use coxa::measure::{Coordinate, Motion, Track};
use coxa::vocabulary::{Angle, Caveat, CaveatKind};

use super::column::has_side;
use super::table::{Column, Table};
use super::{AngleUnit, KneeSign, MotionOptions, is_position};
use crate::fault::{Code, InputError, token};

/// Largest angle that is believed, rad: ten turns, as a person turning on the spot may sum up.
const ANGLE_LIMIT_RAD: f64 = 20.0 * std::f64::consts::PI;
/// Largest angle of a joint that is believed without a doubt, rad: half a turn.
const JOINT_LIMIT_RAD: f64 = std::f64::consts::PI;
/// Largest position that is believed, m.
const POSITION_LIMIT_M: f64 = 10_000.0;
/// Below this, every value of a file in degrees could as well be radians: one turn.
const TURN_RAD: f64 = 2.0 * std::f64::consts::PI;
/// A coordinate that moves less than this over a whole moving recording was not measured but locked, rad (m): a hundredth of
/// what any instrument resolves, and more than the rounding in a file.
const LOCKED_RANGE: f64 = 1e-5;
/// Knees must bend at least this far before their sign is told from the values, rad: a standing knee wavers by less.
const KNEE_BENT_RAD: f64 = 20.0 * std::f64::consts::PI / 180.0;
/// How many times further the knee must go one way than the other; it bends far and overstretches little.
const KNEE_RATIO: f64 = 2.0;
/// A pelvis that faces further than this from the laboratory's forward axis is turned, rad: there a tilt already shows
/// a tenth of its size as list.
const FACING_RAD: f64 = 5.0 * std::f64::consts::PI / 180.0;
/// A person who turns further than this has no one direction to face, rad.
const TURNING_RAD: f64 = 60.0 * std::f64::consts::PI / 180.0;
/// A step in time this many times the usual one is a hole in the recording.
const HOLE_STEPS: f64 = 5.0;
/// Names of columns that a caveat lists.
const NAMES_LISTED: usize = 8;

/// What a reader found.
pub(super) struct Found {
    pub(super) table: Table,
    /// Unit of each used column, or one for all.
    pub(super) units: Vec<AngleUnit>,
    /// Written by coxa: knee flexion positive, pelvis facing forward.
    pub(super) ours: bool,
    pub(super) caveats: Vec<Caveat>,
}

/// Turns what was found into a motion.
pub(super) fn settle(found: Found, options: &MotionOptions) -> Result<Motion, InputError> {
    let Found { mut table, units, ours, mut caveats } = found;
    if table.time_s.is_empty() {
        return Err(InputError::new(Code::MotionEmpty, "no row of numbers", "at least one"));
    }
    to_radians(&mut table, &units, &mut caveats)?;
    told_unknown(&table, &mut caveats);
    told_missing(&table, &mut caveats);
    let knee = if ours { Some(1.0) } else { knee_sign(&table, options.knee_sign, &mut caveats) };
    if !ours {
        face_forward(&mut table, &mut caveats);
    }
    let moves = table.columns.iter().any(|column| LOCKED_RANGE <= range(&column.values));
    let mut tracks = Vec::new();
    for column in table.columns {
        let value = column.value;
        let sign = if value.knee_sign_open { knee } else { Some(1.0) };
        let Some(sign) = sign.map(|sign| sign * value.sign) else { continue };
        if moves && range(&column.values) < LOCKED_RANGE {
            let text = format!("{} does not move at all: locked, not measured, and left out", column.name);
            caveats.push(Caveat::new(CaveatKind::NotReleased, text));
            continue;
        }
        tracks.push(Track {
            coordinate: value.coordinate,
            side: value.side,
            // Adding zero turns a negative zero into zero.
            values: column.values.into_iter().map(|raw| sign * raw + 0.0).collect(),
            standard_error: options.standard_errors.of(value.coordinate),
            // No format tells its errors: what is known of them comes from the instrument's rows.
            error_is_general: true,
        });
    }
    if tracks.iter().all(|track| is_position(track.coordinate)) {
        return Err(InputError::new(
            Code::MotionNotAngles,
            "no joint angle that moves and whose sign is known",
            "at least one",
        ));
    }
    tracks.sort_by_key(|track| (track.coordinate, track.side));
    let name = options.name.clone();
    Ok(Motion { name, instrument: options.instrument, time_s: table.time_s, tracks, caveats })
}

/// Largest minus smallest value, gaps left out.
fn range(values: &[f64]) -> f64 {
    let (low, high) = ends(values);
    high - low
}

fn ends(values: &[f64]) -> (f64, f64) {
    // `min` and `max` leave NaN out.
    values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value)))
}

fn to_radians(table: &mut Table, units: &[AngleUnit], caveats: &mut Vec<Caveat>) -> Result<(), InputError> {
    let (mut largest_deg, mut largest_joint) = (0.0f64, 0.0f64);
    let mut degrees = 0;
    for (index, column) in table.columns.iter_mut().enumerate() {
        let unit = units.get(index).or(units.first()).copied().unwrap_or(AngleUnit::Radians);
        let position = is_position(column.value.coordinate);
        let (low, high) = ends(&column.values);
        let largest = high.max(-low);
        if !position && unit == AngleUnit::Degrees {
            degrees += 1;
            largest_deg = largest_deg.max(largest);
            column.values.iter_mut().for_each(|value| *value = Angle::from_deg(*value).rad());
        }
        let (low, high) = ends(&column.values);
        let (largest_now, limit) = (high.max(-low), if position { POSITION_LIMIT_M } else { ANGLE_LIMIT_RAD });
        if limit < largest_now {
            let found = format!("{largest}");
            let needed = if position { "a position within 10 km" } else { "an angle within ten turns" };
            return Err(InputError::new(Code::MotionImplausible, found, needed).at_field(&column.name));
        }
        if has_side(column.value.coordinate) {
            largest_joint = largest_joint.max(largest_now);
        }
    }
    if JOINT_LIMIT_RAD < largest_joint {
        let text = format!(
            "a joint angle reaches {:.0}°, which no joint does: check the unit",
            Angle::from_rad(largest_joint).deg()
        );
        caveats.push(Caveat::new(CaveatKind::ImplausibleValue, text));
    }
    if degrees > 0 && largest_deg <= TURN_RAD && KNEE_BENT_RAD < largest_deg {
        let text = format!("taken as degrees, no angle exceeds {largest_deg:.2}: the file may hold radians");
        caveats.push(Caveat::new(CaveatKind::UnitsGuessed, text));
    }
    Ok(())
}

fn told_unknown(table: &Table, caveats: &mut Vec<Caveat>) {
    if table.unknown.is_empty() {
        return;
    }
    let shown: Vec<String> = table.unknown.iter().take(NAMES_LISTED).map(|name| token(name, 64)).collect();
    let more = if NAMES_LISTED < table.unknown.len() { " and others" } else { "" };
    let text = format!("{} columns are not known and not used: {}{more}", table.unknown.len(), shown.join(", "));
    caveats.push(Caveat::new(CaveatKind::UnknownColumn, text));
}

fn told_missing(table: &Table, caveats: &mut Vec<Caveat>) {
    if table.gaps > 0 {
        caveats.push(Caveat::new(CaveatKind::MissingSamples, format!("{} values are missing", table.gaps)));
    }
    let mut steps: Vec<f64> =
        table.time_s.iter().zip(table.time_s.iter().skip(1)).map(|(before, after)| after - before).collect();
    steps.sort_by(f64::total_cmp);
    let Some(usual) = steps.get(steps.len() / 2) else { return };
    let holes = steps.iter().filter(|step| HOLE_STEPS * usual < **step).count();
    if holes > 0 {
        let text = format!("time jumps {holes} times by more than {HOLE_STEPS} samples");
        caveats.push(Caveat::new(CaveatKind::MissingSamples, text));
    }
}

/// The factor that makes knee flexion positive; `None` when nothing tells it.
fn knee_sign(table: &Table, told: KneeSign, caveats: &mut Vec<Caveat>) -> Option<f64> {
    let knees: Vec<&Column> = table.columns.iter().filter(|column| column.value.knee_sign_open).collect();
    match told {
        KneeSign::FlexionPositive => return Some(1.0),
        KneeSign::FlexionNegative => return Some(-1.0),
        KneeSign::Infer if table.has_knee_beta || knees.is_empty() => return Some(1.0),
        KneeSign::Infer => {}
    }
    let (low, high) = knees
        .iter()
        .map(|column| ends(&column.values))
        .fold((0.0f64, 0.0f64), |(low, high), (l, h)| (low.min(l), high.max(h)));
    let mean: f64 = knees.iter().flat_map(|column| &column.values).filter(|value| !value.is_nan()).sum();
    let (far, near) = if -low < high { (high, -low) } else { (-low, high) };
    let positive = -low < high;
    if far < KNEE_BENT_RAD || far < KNEE_RATIO * near || (0.0 < mean) != positive {
        let text = format!(
            "the sign of knee flexion cannot be told from {:.0}° to {:.0}°: knee angles are left out; \
             name the columns knee_flexion_l and knee_flexion_r with flexion positive, or record a deeper bend",
            Angle::from_rad(low).deg(),
            Angle::from_rad(high).deg()
        );
        caveats.push(Caveat::new(CaveatKind::Dropped, text));
        return None;
    }
    let text = format!(
        "knee flexion taken as {} in the file, told from its values ({:.0}° to {:.0}°)",
        if positive { "positive" } else { "negative" },
        Angle::from_rad(low).deg(),
        Angle::from_rad(high).deg()
    );
    caveats.push(Caveat::new(CaveatKind::ReferenceFrame, text));
    Some(if positive { 1.0 } else { -1.0 })
}

/// Tilt and list of OpenSim are about the laboratory's axes; for a person who faces elsewhere they are turned to the person's.
///
/// With pelvis = Rz(tilt) Rx(list) Ry(rotation), the mean heading is taken out on the left and the same three angles are
/// read again: exact, without any assumption about the motion.
fn face_forward(table: &mut Table, caveats: &mut Vec<Caveat>) {
    let find = |coordinate: Coordinate| {
        table.columns.iter().position(|column| column.value.opensim && column.value.coordinate == coordinate)
    };
    let (tilt, list, rotation) = (
        find(Coordinate::PelvisAnteriorTilt),
        find(Coordinate::PelvisRightDrop),
        find(Coordinate::PelvisLeftwardRotation),
    );
    let values =
        |index: Option<usize>| index.and_then(|index| table.columns.get(index)).map(|column| column.values.clone());
    let Some(rotations) = values(rotation) else { return };
    let (tilts, lists) = (values(tilt), values(list));
    let headings: Vec<f64> = match (&tilts, &lists) {
        (Some(tilts), Some(lists)) => {
            let samples = tilts.iter().zip(lists).zip(&rotations);
            samples.map(|((tilt, list), rotation)| heading(&pelvis(*tilt, *list, *rotation))).collect()
        }
        _ => rotations.clone(),
    };
    let (mut x, mut z) = (0.0, 0.0);
    for heading in headings.iter().filter(|heading| !heading.is_nan()) {
        x += libm::cos(*heading);
        z += libm::sin(*heading);
    }
    let facing = libm::atan2(z, x);
    let away = |heading: &f64| libm::atan2(libm::sin(heading - facing), libm::cos(heading - facing)).abs();
    if headings.iter().filter(|heading| !heading.is_nan()).map(away).fold(0.0, f64::max) > TURNING_RAD {
        let text = "the person turns: tilt and list of the pelvis hold for the mean direction only";
        caveats.push(Caveat::new(CaveatKind::ReferenceFrame, text));
    }
    if facing.abs() <= FACING_RAD {
        return;
    }
    let degrees = Angle::from_rad(facing).deg();
    let (Some(tilts), Some(lists)) = (tilts, lists) else {
        let text =
            format!("the person faces {degrees:.0}° from the forward axis: tilt and list of the pelvis are mixed");
        caveats.push(Caveat::new(CaveatKind::ReferenceFrame, text));
        return;
    };
    let text = format!(
        "the person faces {degrees:.0}° from the forward axis: pelvis angles are turned to where the person faces"
    );
    caveats.push(Caveat::new(CaveatKind::ReferenceFrame, text));
    let turned: Vec<[f64; 3]> = tilts
        .iter()
        .zip(&lists)
        .zip(&rotations)
        .map(|((tilt, list), rotation)| angles(&turn(&pelvis(*tilt, *list, *rotation), -facing)))
        .collect();
    for (index, which) in [(tilt, 0usize), (list, 1), (rotation, 2)] {
        if let Some(column) = index.and_then(|index| table.columns.get_mut(index)) {
            column.values = turned.iter().filter_map(|angles| angles.get(which).copied()).collect();
        }
    }
}

type Matrix = [[f64; 3]; 3];

/// `laboratory_from_pelvis` = Rz(tilt) Rx(list) Ry(rotation).
fn pelvis(tilt: f64, list: f64, rotation: f64) -> Matrix {
    let (st, ct) = (libm::sin(tilt), libm::cos(tilt));
    let (sl, cl) = (libm::sin(list), libm::cos(list));
    let (sr, cr) = (libm::sin(rotation), libm::cos(rotation));
    [
        [ct * cr - st * sl * sr, -st * cl, ct * sr + st * sl * cr],
        [st * cr + ct * sl * sr, ct * cl, st * sr - ct * sl * cr],
        [-cl * sr, sl, cl * cr],
    ]
}

/// Where the pelvis faces, about the vertical, leftward positive.
fn heading(laboratory_from_pelvis: &Matrix) -> f64 {
    libm::atan2(-laboratory_from_pelvis[2][0], laboratory_from_pelvis[0][0])
}

/// Turned about the vertical.
fn turn(laboratory_from_pelvis: &Matrix, angle: f64) -> Matrix {
    let (sin, cos) = (libm::sin(angle), libm::cos(angle));
    let [x, y, z] = *laboratory_from_pelvis;
    let row = |a: f64, b: f64| [a * x[0] + b * z[0], a * x[1] + b * z[1], a * x[2] + b * z[2]];
    [row(cos, sin), y, row(-sin, cos)]
}

/// Tilt, list and rotation.
fn angles(laboratory_from_pelvis: &Matrix) -> [f64; 3] {
    let [x, y, z] = *laboratory_from_pelvis;
    // Rounding can push the sine past 1 where list is a right angle.
    [libm::atan2(-x[1], y[1]), libm::asin(z[1].clamp(-1.0, 1.0)), libm::atan2(-z[0], z[2])]
}

#[cfg(test)]
mod tests {
    use super::{angles, heading, pelvis, turn};

    /// Rounding of a dozen multiplications of numbers below one.
    const TOLERANCE_RAD: f64 = 1e-12;

    #[test]
    fn a_person_turned_by_any_angle_keeps_tilt_and_list() {
        for facing in [-2.9, -1.7, -0.3, 0.0, 1.6, 3.0] {
            let told = [0.2, -0.15, 0.1];
            let turned = turn(&pelvis(told[0], told[1], told[2]), facing);
            let back = angles(&turn(&turned, -facing));
            for (back, told) in back.iter().zip(told) {
                assert!((back - told).abs() < TOLERANCE_RAD, "{facing}");
            }
        }
    }

    #[test]
    fn a_quarter_turn_to_the_left_makes_list_of_tilt() {
        let quarter = std::f64::consts::FRAC_PI_2;
        // Facing left, a backward lean goes towards the laboratory's right, which is a positive list.
        let leaning_back = turn(&pelvis(0.3, 0.0, 0.0), quarter);
        assert!((heading(&leaning_back) - quarter).abs() < TOLERANCE_RAD);
        let laboratory = angles(&leaning_back);
        assert!((laboratory[0]).abs() < TOLERANCE_RAD && (laboratory[1] - 0.3).abs() < TOLERANCE_RAD, "{laboratory:?}");
    }
}
