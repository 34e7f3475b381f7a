//! Lengths of muscles as polynomials, with lengths of the model itself that they must reproduce.

use coxa::skeleton::LegPose;
use coxa::skeleton::muscle::{Closeness, Known, LegAngle, LengthPolynomial, MusclePath, Muscles};
use coxa::vocabulary::{Angle, Status};
use serde::{Deserialize, Serialize};

use super::problem::{Place, Problems};
use super::row::{Placed, row};
use super::value::{Id, evidence};

/// Where lengths are known along one angle; degrees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MuscleAngleRow {
    /// The angle.
    pub id: Id<LegAngle>,
    /// Lowest, degrees.
    pub low_deg: f64,
    /// Highest, degrees.
    pub high_deg: f64,
    /// What the polynomials divide it by, degrees.
    pub scale_deg: f64,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
}

impl super::row::Row for MuscleAngleRow {
    const KIND: &'static str = "muscle_angle";

    fn id(&self) -> &str {
        self.id.0.id()
    }

    fn status(&self) -> Option<Status> {
        Some(self.status.0)
    }

    fn sources(&self) -> &[String] {
        &self.sources
    }

    fn check(&self, place: &Place, problems: &mut Problems) {
        let holds_zero = self.low_deg <= 0.0 && 0.0 <= self.high_deg && self.low_deg < self.high_deg;
        if !holds_zero || self.scale_deg <= 0.0 {
            let found = format!("{} to {} by {}", self.low_deg, self.high_deg, self.scale_deg);
            problems.add(
                place,
                found,
                "a range that holds zero, the lower end first, and a scale above it",
                "correct it",
            );
        }
    }
}

/// Error of the length on postures that the fit had not seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LengthError {
    /// 95 in 100 postures are within this, mm.
    pub p95: f64,
    /// Share of postures left out of the fit because the path jumped there, 0–1.
    pub trimmed_share: f64,
}

/// Errors of the moment arms, mm, in the order of the angles; three where the path does not cross the knee.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArmError {
    /// Half of the postures are within this.
    pub median: Vec<f64>,
    /// 95 in 100 postures are within this.
    pub p95: Vec<f64>,
}

/// A length of the model itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldenLength {
    /// Flexion, adduction, internal rotation, knee flexion, degrees.
    pub at_deg: [f64; 4],
    /// Length there, mm.
    pub length_mm: f64,
}

/// One path of a muscle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MuscleRow {
    /// Its id: the name of the path in the model.
    pub id: String,
    /// The muscle.
    pub name: String,
    /// Which part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Fibre length at which it is strongest, mm.
    pub optimal_fibre_mm: f64,
    /// How well the polynomial follows the model.
    pub closeness: Id<Closeness>,
    /// Error of the length.
    pub length_error_mm: LengthError,
    /// Errors of the moment arms.
    pub arm_error_mm: ArmError,
    /// Coefficients, one list for each power of flexion.
    pub hip_mm: Vec<Vec<f64>>,
    /// Coefficients of the powers of knee flexion; absent where the path does not cross the knee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub knee_mm: Option<[f64; 5]>,
    /// Lengths it must reproduce within its error.
    pub golden: Vec<GoldenLength>,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
}
row!(MuscleRow, "muscle", check = MuscleRow::check_row);

/// Terms in adduction and rotation beside each power of flexion.
const TERMS_BY_FLEXION: [usize; 6] = [21, 15, 10, 6, 3, 1];

/// A moment arm that errs by more than this in one posture of twenty is a quarter or more of what hip muscles have, mm;
/// such a path is not close.
const CLOSE_ARM_P95_MM: f64 = 10.0;

/// By definition one golden length in twenty misses by more than the 95th percentile; twice that far would be a slip.
const GOLDEN_P95S: f64 = 2.0;

impl MuscleRow {
    fn check_row(&self, place: &Place, problems: &mut Problems) {
        let terms: Vec<usize> = self.hip_mm.iter().map(Vec::len).collect();
        if terms != TERMS_BY_FLEXION {
            problems.add(place, format!("{terms:?} terms"), format!("{TERMS_BY_FLEXION:?}"), "correct `hip_mm`");
        }
        let angles = if self.knee_mm.is_some() { 4 } else { 3 };
        if self.arm_error_mm.median.len() != angles || self.arm_error_mm.p95.len() != angles {
            problems.add(place, "another number of moment arms", angles, "give one error for each angle");
        }
        let lengths = [self.optimal_fibre_mm, self.length_error_mm.p95];
        if lengths.iter().any(|length| *length <= 0.0) || !(0.0..1.0).contains(&self.length_error_mm.trimmed_share) {
            problems.add(
                place,
                "a length or share out of bounds",
                "lengths above zero, a share below one",
                "correct it",
            );
        }
        let far = self.arm_error_mm.p95.iter().any(|error| *error > CLOSE_ARM_P95_MM);
        if far != (self.closeness.0 == Closeness::Approximate) {
            let needed = format!("approximate exactly where a moment arm errs by more than {CLOSE_ARM_P95_MM} mm");
            problems.add(place, self.closeness.0, needed, "correct `closeness` or the errors");
        }
        if self.golden.is_empty() {
            problems.add(place, "no golden length", "lengths of the model to compare with", "add some");
        }
    }

    fn path(&self) -> Option<MusclePath> {
        let hip: Vec<f64> = self.hip_mm.iter().flatten().map(|mm| metres(*mm)).collect();
        Some(MusclePath {
            id: self.id.clone(),
            muscle: self.name.clone(),
            part: self.part.clone(),
            optimal_fibre_m: metres(self.optimal_fibre_mm),
            length: LengthPolynomial {
                hip_m: hip.try_into().ok()?,
                knee_m: self.knee_mm.map(|terms| terms.map(metres)),
            },
            closeness: self.closeness.0,
            length_error_p95_m: metres(self.length_error_mm.p95),
            evidence: evidence(self.status, &self.sources),
        })
    }
}

fn metres(mm: f64) -> f64 {
    mm / 1000.0
}

/// The muscles, when every angle has its range; each golden length is compared.
pub fn muscles(
    angles: &[Placed<MuscleAngleRow>],
    rows: &[Placed<MuscleRow>],
    problems: &mut Problems,
) -> Option<Muscles> {
    let mut known = Vec::new();
    for angle in LegAngle::ALL {
        match angles.iter().find(|placed| placed.row.id.0 == *angle) {
            Some(Placed { row, .. }) => known.push(Known {
                low: Angle::from_deg(row.low_deg),
                high: Angle::from_deg(row.high_deg),
                scale: Angle::from_deg(row.scale_deg),
            }),
            None => {
                let place = Place { file: "muscles.toml".into(), line: 0, row: "muscle_angle".into() };
                problems.add(&place, format!("no range of {angle}"), "a range for every angle", "add the row");
            }
        }
    }
    let paths = rows.iter().filter_map(|placed| placed.row.path()).collect();
    let muscles = Muscles { known: known.try_into().ok()?, paths };
    for Placed { place, row } in rows {
        check_golden(&muscles, place, row, problems);
    }
    Some(muscles)
}

fn check_golden(muscles: &Muscles, place: &Place, row: &MuscleRow, problems: &mut Problems) {
    let Some(path) = muscles.paths.iter().find(|path| path.id == row.id) else { return };
    for GoldenLength { at_deg, length_mm } in &row.golden {
        let [hip_flexion, hip_adduction, hip_internal_rotation, knee_flexion] = at_deg.map(Angle::from_deg);
        let leg = LegPose {
            hip_flexion,
            hip_adduction,
            hip_internal_rotation,
            knee_flexion,
            ankle_dorsiflexion: Angle::ZERO,
        };
        let within_mm = GOLDEN_P95S * row.length_error_mm.p95;
        let needed = format!("{length_mm} mm within {within_mm:.2} mm");
        match muscles.geometry(path, &leg) {
            Ok(at) if (at.length_m - metres(*length_mm)).abs() <= metres(within_mm) => {}
            Ok(at) => {
                let found = format!("{:.2} mm at {at_deg:?}", at.length_m * 1000.0);
                problems.add(place, found, needed, "correct the coefficients");
            }
            Err(outside) => problems.add(place, outside, needed, "choose another posture for the golden length"),
        }
    }
}
