//! Tables of measuring: screens, compensation thresholds, the skeleton's proportions.
//!
//! Angles are degrees in the tables and radians in the core; heights are percent of leg length.

use coxa::cycle::Knowledge;
use coxa::measure::{
    CompensationThreshold, Plane, ReadAt, Reading, Recorded, Repetition, Requirement, Screen, Shown, Signal, Whose,
};
use coxa::vocabulary::{Angle, Quantity, Sourced, Status, Test, Unit};
use serde::{Deserialize, Serialize};

use super::problem::{Place, Problems};
use super::row::{Placed, row, rows};
use super::skeleton;
use super::value::{Id, Range, Value, evidence, plain};
use super::{Rows, body_model, muscle};

/// How repetitions are found; degrees and seconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepetitionRow {
    /// The signal whose excursions are repetitions.
    pub signal: Id<Signal>,
    /// Each side on its own, or both at once.
    pub shown: Id<Shown>,
    /// Towards smaller values.
    #[serde(default)]
    pub towards_negative: bool,
    /// Smallest excursion, degrees.
    pub min_excursion_deg: f64,
    /// Shortest repetition, s.
    pub min_duration_s: f64,
    /// Longest repetition, s.
    pub max_duration_s: f64,
    /// Share of the larger way the smaller one must reach.
    pub min_return: f64,
    /// Longest gap still counted, s.
    pub max_gap_s: f64,
}

/// What a repetition must show; degrees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequirementRow {
    /// What is looked at.
    pub signal: Id<Signal>,
    /// Of which leg.
    pub whose: Id<Whose>,
    /// When.
    pub at: Id<ReadAt>,
    /// At least, degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_deg: Option<f64>,
    /// At most, degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_deg: Option<f64>,
}

/// One thing read from each repetition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingRow {
    /// What is reported.
    pub quantity: Id<Quantity>,
    /// From which signal.
    pub signal: Id<Signal>,
    /// Of which leg.
    pub whose: Id<Whose>,
    /// When.
    pub at: Id<ReadAt>,
    /// For `on_the_way`: at which flexion of the thigh against the room, degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thigh_flexion_deg: Option<f64>,
    /// Whether the sign is turned.
    #[serde(default)]
    pub negate: bool,
    /// Whether it is watched rather than the result.
    #[serde(default)]
    pub compensation: bool,
    /// Largest standard error with which it means something, degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_standard_error_deg: Option<f64>,
    /// Smallest and largest value a body shows, degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plausible_deg: Option<Range<f64>>,
}

/// One way a screen is recorded; its limits share one status.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedRow {
    /// Status of the limits below.
    pub status: Id<Status>,
    /// Background of the limits below.
    pub sources: Vec<String>,
    /// How to stand towards a camera, or wear sensors.
    pub how: String,
    /// How repetitions are found.
    pub repetition: RepetitionRow,
    /// What a repetition must show.
    #[serde(default)]
    pub requirement: Vec<RequirementRow>,
    /// What is read.
    pub reading: Vec<ReadingRow>,
    /// Planes in which apparent motion is split.
    pub splits: Vec<Id<Plane>>,
}

/// A line between ordinary and worth a look, for pages; the core compares with norms and thresholds instead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CutOff {
    /// Its name within the screen.
    pub id: String,
    /// The rule in words.
    pub rule: String,
    /// The value with its evidence.
    pub at: Value<f64>,
    /// Its unit in words.
    pub unit: String,
}

/// A published figure about a screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// What it measures.
    pub metric: String,
    /// The value with its evidence.
    pub found: Value<f64>,
}

/// A screen: a test as it is done, read and judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreenRow {
    /// Its id.
    pub id: String,
    /// The tests it yields.
    pub tests: Vec<Id<Test>>,
    /// Its name for people.
    pub name: String,
    /// Steps in order.
    pub protocol: Vec<String>,
    /// Its variants.
    #[serde(default)]
    pub variants: Vec<String>,
    /// Whether the value means nothing without a controlled pelvis.
    #[serde(default)]
    pub pelvis_control_required: bool,
    /// Whether it needs a clinician or coach at hand.
    #[serde(default)]
    pub supervised: bool,
    /// Whether it may be recognised in a recording that does not say what it shows.
    #[serde(default)]
    pub recognisable: bool,
    /// How far a value may be trusted, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caution: Option<String>,
    /// Lines between ordinary and worth a look.
    #[serde(default)]
    pub cutoff: Vec<CutOff>,
    /// Validity and reliability.
    #[serde(default)]
    pub figure: Vec<Figure>,
    /// Rows of the measurement-error table about it.
    #[serde(default)]
    pub reliability: Vec<String>,
    /// How it is recorded.
    #[serde(default)]
    pub recorded: Vec<RecordedRow>,
    /// Status of the protocol.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
}
row!(ScreenRow, "screen", check = ScreenRow::check_row);

impl ScreenRow {
    fn check_row(&self, place: &Place, problems: &mut Problems) {
        if self.tests.is_empty() {
            problems.add(place, "no test", "at least one test", "name what the screen yields");
        }
        if self.protocol.is_empty() {
            problems.add(place, "no protocol", "the steps in order", "write how the screen is done");
        }
        for recorded in &self.recorded {
            let found = &recorded.repetition;
            let ordered = found.min_duration_s > 0.0 && found.min_duration_s < found.max_duration_s;
            if !ordered {
                let needed = "a shortest duration above zero and below the longest";
                problems.add(place, "unordered durations", needed, "correct the repetition");
            }
            if !(0.0..=1.0).contains(&found.min_return) || found.min_excursion_deg <= 0.0 {
                let needed = "a return between 0 and 1 and an excursion above zero";
                problems.add(place, "a repetition out of bounds", needed, "correct the repetition");
            }
            for requirement in &recorded.requirement {
                let (min, max) = (requirement.min_deg, requirement.max_deg);
                if min.zip(max).is_some_and(|(min, max)| min > max) || (min.is_none() && max.is_none()) {
                    let needed = "min_deg, max_deg or both, the lower one first";
                    problems.add(place, format!("requirement on {}", requirement.signal.0), needed, "correct it");
                }
            }
            let on_the_way = |at: Id<ReadAt>| at.0 == ReadAt::OnTheWay;
            let unfit = recorded.reading.iter().any(|row| on_the_way(row.at) != row.thigh_flexion_deg.is_some());
            if unfit || recorded.requirement.iter().any(|row| on_the_way(row.at)) {
                let needed = "`on_the_way` with `thigh_flexion_deg`, in readings only";
                problems.add(place, "a moment on the way without its thigh, or the reverse", needed, "correct it");
            }
            let quantities: std::collections::BTreeSet<_> = recorded.reading.iter().map(|r| r.quantity.0).collect();
            if quantities.len() < recorded.reading.len() {
                problems.add(place, "a quantity read twice", "each quantity once", "remove one of the readings");
            }
        }
    }

    /// One screen of the core for each test.
    fn screens(&self) -> impl Iterator<Item = Screen> {
        self.tests.iter().map(|test| Screen {
            test: test.0,
            name: self.name.clone(),
            protocol: self.protocol.clone(),
            recorded: self.recorded.iter().map(RecordedRow::recorded).collect(),
            recognisable: self.recognisable,
            variants: self.variants.clone(),
            pelvis_control_required: self.pelvis_control_required,
            supervised: self.supervised,
            evidence: evidence(self.status, &self.sources),
        })
    }
}

impl RecordedRow {
    fn recorded(&self) -> Recorded {
        let as_is = |value: f64| Sourced { value, evidence: evidence(self.status, &self.sources) };
        let rad = |deg: f64| as_is(Angle::from_deg(deg).rad());
        let as_range =
            |low: f64, high: f64| Sourced { value: (low, high), evidence: evidence(self.status, &self.sources) };
        let found = &self.repetition;
        Recorded {
            repetition: Repetition {
                signal: found.signal.0,
                shown: found.shown.0,
                towards_negative: found.towards_negative,
                min_excursion: rad(found.min_excursion_deg),
                min_duration_s: as_is(found.min_duration_s),
                max_duration_s: as_is(found.max_duration_s),
                min_return: as_is(found.min_return),
                max_gap_s: as_is(found.max_gap_s),
            },
            requirements: self
                .requirement
                .iter()
                .map(|row| Requirement {
                    signal: row.signal.0,
                    whose: row.whose.0,
                    at: row.at.0,
                    min: row.min_deg.map(rad),
                    max: row.max_deg.map(rad),
                })
                .collect(),
            readings: self
                .reading
                .iter()
                .map(|row| Reading {
                    quantity: row.quantity.0,
                    signal: row.signal.0,
                    whose: row.whose.0,
                    at: row.at.0,
                    thigh_flexion: row.thigh_flexion_deg.map(rad),
                    negate: row.negate,
                    compensation: row.compensation,
                    max_standard_error: row.max_standard_error_deg.map(rad),
                    plausible: row
                        .plausible_deg
                        .map(|Range(low, high)| as_range(Angle::from_deg(low).rad(), Angle::from_deg(high).rad())),
                })
                .collect(),
            splits: plain(&self.splits),
        }
    }
}

/// From which size a compensation is reported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompensationRow {
    /// Its id.
    pub id: String,
    /// The quantity watched.
    pub quantity: Id<Quantity>,
    /// The screens it applies to; empty for all.
    pub tests: Vec<Id<Test>>,
    /// From this size on.
    pub threshold: f64,
    /// Its unit.
    pub unit: Id<Unit>,
    /// What a reader should know about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
}
row!(CompensationRow, "compensation");

rows! {
    /// The rows of these tables.
    MeasureRows {
        /// Screens.
        screens: ScreenRow,
        /// Compensation thresholds.
        compensations: CompensationRow,
        /// Lengths of the skeleton.
        proportions: skeleton::ProportionRow,
        /// Names of markers.
        marker_sets: body_model::MarkerSetRow,
        /// Figures of the default body.
        body_figures: body_model::BodyFigureRow,
        /// Where lengths of muscles are known.
        muscle_angles: muscle::MuscleAngleRow,
        /// Lengths of muscles.
        muscles: muscle::MuscleRow,
    }
}

impl MeasureRows {
    /// Fills this stage's part of the knowledge; what a row cannot become is noted.
    pub fn convert(&self, knowledge: &mut Knowledge, problems: &mut Problems) {
        let measure = &mut knowledge.measure;
        measure.screens = self.screens.iter().flat_map(|placed| placed.row.screens()).collect();
        measure.compensations = self
            .compensations
            .iter()
            .map(|placed| {
                let row = &placed.row;
                CompensationThreshold {
                    quantity: row.quantity.0,
                    tests: plain(&row.tests),
                    threshold: Sourced { value: row.threshold, evidence: evidence(row.status, &row.sources) },
                    unit: row.unit.0,
                }
            })
            .collect();
        measure.proportions = skeleton::body(&self.proportions, problems);
        measure.marker_sets = self.marker_sets.iter().map(|placed| placed.row.set()).collect();
        measure.body_figures = body_model::figures(&self.body_figures, problems);
        measure.muscles = muscle::muscles(&self.muscle_angles, &self.muscles, problems);
    }
}

/// Every row that a screen names for its reliability is a published result.
pub fn check_reliability(rows: &Rows, _: &Knowledge, problems: &mut Problems) {
    let is_study = |id: &String| rows.instrument.studies.iter().any(|study| study.row.id == *id);
    for Placed { place, row } in &rows.measure.screens {
        for id in row.reliability.iter().filter(|id| !is_study(id)) {
            let needed = "the id of a measurement_error row";
            problems.add(place, format!("unknown row {id:?} in `reliability`"), needed, "correct or remove it");
        }
    }
}

/// Every test has a screen that says how it is done.
pub fn check_every_test(rows: &Rows, _: &Knowledge, problems: &mut Problems) {
    let described = |test: Test| rows.measure.screens.iter().any(|placed| placed.row.tests.contains(&Id(test)));
    for test in Test::ALL.iter().filter(|test| !described(**test)) {
        let place = Place { file: "screens".into(), line: 0, row: test.id().into() };
        problems.add(&place, "no screen", "a screen that says how the test is done", "add one");
    }
}
