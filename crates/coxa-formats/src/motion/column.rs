//! What a column holds, told by its name: OpenSim's names and signs, or our own.

use coxa::measure::Coordinate;
use coxa::vocabulary::Side;

use super::AngleUnit;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Meaning {
    /// Time, s.
    Time,
    /// A coordinate.
    Value(Value),
    /// A dependent knee coordinate, which only models with positive knee flexion have.
    KneeBeta,
    /// A coordinate of a model that coxa does not use.
    Unused,
    /// Something coxa does not know.
    Unknown,
}

/// A coordinate as a column tells it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Value {
    pub(super) coordinate: Coordinate,
    pub(super) side: Option<Side>,
    /// Our value is this times the column's.
    pub(super) sign: f64,
    /// Whether the sign of knee flexion depends on the model.
    pub(super) knee_sign_open: bool,
    /// Whether the name is OpenSim's, so that pelvis angles are about the axes of the laboratory.
    pub(super) opensim: bool,
}

/// OpenSim's coordinates, without side, and ours; the sign turns theirs into ours.
const OPENSIM: [(&str, Coordinate, f64); 14] = [
    ("pelvis_tilt", Coordinate::PelvisAnteriorTilt, -1.0),
    ("pelvis_list", Coordinate::PelvisRightDrop, 1.0),
    ("pelvis_rotation", Coordinate::PelvisLeftwardRotation, 1.0),
    ("pelvis_ty", Coordinate::PelvisHeight, 1.0),
    ("hip_flexion", Coordinate::HipFlexion, 1.0),
    ("hip_adduction", Coordinate::HipAdduction, 1.0),
    ("hip_rotation", Coordinate::HipInternalRotation, 1.0),
    ("knee_angle", Coordinate::KneeFlexion, 1.0),
    ("knee_adduction", Coordinate::KneeAdduction, 1.0),
    ("ankle_angle", Coordinate::AnkleDorsiflexion, 1.0),
    ("subtalar_angle", Coordinate::SubtalarInversion, 1.0),
    ("lumbar_extension", Coordinate::LumbarFlexion, -1.0),
    ("lumbar_bending", Coordinate::LumbarRightBending, 1.0),
    ("lumbar_rotation", Coordinate::LumbarLeftwardRotation, 1.0),
];

/// Beginnings of coordinates that models have and coxa does not use.
const UNUSED: [&str; 14] = [
    "pelvis_tx",
    "pelvis_tz",
    "mtp_angle",
    "arm_",
    "elbow_",
    "pro_sup",
    "wrist_",
    "knee_varus",
    "knee_valgus",
    "patel",
    "neck_",
    "head_",
    "thorax_",
    "shoulder_",
];

/// OpenSim's name and sign of one of our coordinates.
pub(super) fn opensim_name(coordinate: Coordinate) -> (&'static str, f64) {
    let row = OPENSIM.iter().find(|(_, ours, _)| *ours == coordinate);
    row.map_or((coordinate.id(), 1.0), |(name, _, sign)| (*name, *sign))
}

/// Whether a coordinate belongs to one leg.
pub(super) const fn has_side(coordinate: Coordinate) -> bool {
    matches!(
        coordinate,
        Coordinate::HipFlexion
            | Coordinate::HipAdduction
            | Coordinate::HipInternalRotation
            | Coordinate::KneeFlexion
            | Coordinate::KneeAdduction
            | Coordinate::AnkleDorsiflexion
            | Coordinate::SubtalarInversion
    )
}

/// What a column without unit holds, by its name.
pub(super) fn meaning(name: &str) -> Meaning {
    // A table of states names each by its path: /jointset/hip_r/hip_flexion_r/value
    let name = match name.strip_suffix("/value") {
        Some(path) => path.rsplit('/').next().unwrap_or(path),
        None if name.contains('/') => return Meaning::Unknown,
        None => name,
    };
    if name == "time" {
        return Meaning::Time;
    }
    if name.starts_with("knee_angle_") && name.ends_with("_beta") {
        return Meaning::KneeBeta;
    }
    let (stem, side) = match (name.strip_suffix("_r"), name.strip_suffix("_l")) {
        (Some(stem), _) => (stem, Some(Side::Right)),
        (_, Some(stem)) => (stem, Some(Side::Left)),
        _ => (name, None),
    };
    let value = |coordinate: Coordinate, sign: f64, knee_sign_open: bool, opensim: bool| {
        (has_side(coordinate) == side.is_some()).then_some(Meaning::Value(Value {
            coordinate,
            side,
            sign,
            knee_sign_open,
            opensim,
        }))
    };
    let theirs = OPENSIM.iter().find(|(theirs, ..)| *theirs == stem);
    let found = match (theirs, stem.parse::<Coordinate>()) {
        (Some((_, coordinate, sign)), _) => value(*coordinate, *sign, *coordinate == Coordinate::KneeFlexion, true),
        (None, Ok(coordinate)) => value(coordinate, 1.0, false, false),
        (None, Err(_)) if UNUSED.iter().any(|unused| name.starts_with(unused)) => Some(Meaning::Unused),
        (None, Err(_)) => None,
    };
    found.unwrap_or(Meaning::Unknown)
}

/// The unit that a column name of a CSV file carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NamedUnit {
    Angle(AngleUnit),
    Metre,
    Second,
    Absent,
}

/// Splits `hip_flexion_r_deg` or `hip_flexion_r [deg]` into name and unit.
pub(super) fn split_unit(column: &str) -> (&str, NamedUnit) {
    let column = column.trim();
    let units = [
        ("deg", NamedUnit::Angle(AngleUnit::Degrees)),
        ("°", NamedUnit::Angle(AngleUnit::Degrees)),
        ("rad", NamedUnit::Angle(AngleUnit::Radians)),
        ("m", NamedUnit::Metre),
        ("s", NamedUnit::Second),
    ];
    let bracketed = column
        .strip_suffix([')', ']'])
        .and_then(|open| open.rsplit_once(['(', '[']))
        .map(|(name, unit)| (name.trim_end(), unit.trim()));
    for (word, unit) in units {
        if let Some((name, found)) = bracketed
            && found == word
        {
            return (name, unit);
        }
        if let Some(name) = column.strip_suffix(word).and_then(|name| name.strip_suffix('_')) {
            return (name, unit);
        }
    }
    (column, NamedUnit::Absent)
}

#[cfg(test)]
mod tests {
    use super::{Meaning, NamedUnit, meaning, opensim_name, split_unit};
    use coxa::measure::Coordinate;
    use coxa::vocabulary::Side;

    #[test]
    fn every_coordinate_is_known_under_both_names() {
        for coordinate in Coordinate::ALL {
            for name in [coordinate.id(), opensim_name(*coordinate).0] {
                let name = if super::has_side(*coordinate) { format!("{name}_l") } else { name.to_owned() };
                let Meaning::Value(value) = meaning(&name) else { panic!("{name} is not known") };
                assert_eq!(value.coordinate, *coordinate);
            }
        }
    }

    #[test]
    fn posterior_tilt_and_extension_turn_their_sign() {
        for (name, sign) in [("pelvis_tilt", -1.0), ("lumbar_extension", -1.0), ("lumbar_flexion", 1.0)] {
            let Meaning::Value(value) = meaning(name) else { panic!("{name} is not known") };
            assert!((value.sign - sign).abs() < f64::EPSILON, "{name}");
        }
    }

    #[test]
    fn a_side_must_fit_and_a_state_path_is_understood() {
        assert_eq!(meaning("hip_flexion"), Meaning::Unknown);
        assert_eq!(meaning("lumbar_flexion_r"), Meaning::Unknown);
        assert_eq!(meaning("/jointset/hip_r/hip_flexion_r/speed"), Meaning::Unknown);
        let Meaning::Value(value) = meaning("/jointset/hip_r/hip_flexion_r/value") else { panic!("not known") };
        assert_eq!(value.side, Some(Side::Right));
    }

    #[test]
    fn units_are_read_from_the_end_or_from_brackets() {
        assert_eq!(split_unit("time_s"), ("time", NamedUnit::Second));
        assert_eq!(split_unit(" hip_flexion_r [rad] ").0, "hip_flexion_r");
        assert_eq!(split_unit("pelvis_height_m"), ("pelvis_height", NamedUnit::Metre));
        assert_eq!(split_unit("hip_flexion_r"), ("hip_flexion_r", NamedUnit::Absent));
    }
}
