//! Motion to findings: repetitions, screens, and apparent motion split along the chain.

pub mod body_model;
mod chain;
mod excursion;
pub mod inverse_kinematics;
mod knowledge;
mod motion;
mod reading;
mod screen;
mod signal;
mod split;
mod synthesis;

pub use knowledge::{
    CompensationThreshold, InstrumentError, MeasureKnowledge, Plane, ReadAt, Reading, Recorded, Repetition,
    Requirement, Screen, Shown, Whose,
};
pub use motion::{Coordinate, Motion, MotionError, Track};
pub use signal::{Derived, Signal};
pub use split::{Part, Split};
pub use synthesis::{MovementKind, MovementScript, RepetitionScript, synthesise};

use crate::vocabulary::{BySide, Caveat, CaveatKind, Day, Finding, Quantity, Side, Sourced, Test, Unit};

/// Fewest samples in which a movement can be told from noise.
const FEWEST_SAMPLES: usize = 10;

/// What to measure in a recording.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MeasureOptions {
    /// Which screens; empty recognises what the recording shows.
    pub tests: Vec<Test>,
    /// Which sides; empty for both.
    pub sides: Vec<Side>,
    /// The variant the recording shows, such as `heels_raised`; `None` for the plain screen.
    pub variant: Option<String>,
    /// The local day of the recording; `None` when not known.
    pub day: Option<Day>,
}

/// A value read from one repetition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValueFound {
    /// What.
    pub quantity: Quantity,
    /// Of which leg.
    pub side: Side,
    /// How much, in the unit.
    pub value: f64,
    /// Degrees, or percent of leg length.
    pub unit: Unit,
    /// Standard error from the recording alone; `None` where not known.
    pub standard_error: Option<f64>,
}

/// One repetition of a screen.
#[derive(Debug, Clone, PartialEq)]
pub struct RepetitionFound {
    /// When it begins, s.
    pub start_s: f64,
    /// When it peaks, s.
    pub peak_s: f64,
    /// When it ends, s.
    pub end_s: f64,
    /// What was read, in the order of the screen's readings; what is missing has a caveat.
    pub values: Vec<ValueFound>,
}

crate::vocabulary::ids::vocabulary! {
    /// Whether a compensation is beyond its threshold, as far as its 95 % interval tells.
    Seen "seen" {
        Beyond = "beyond",
        Within = "within",
        Unclear = "unclear",
    }
}

/// A compensation watched by a screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Compensation {
    /// What.
    pub quantity: Quantity,
    /// Of which leg.
    pub side: Side,
    /// Mean over the repetitions, in the threshold's unit.
    pub value: f64,
    /// Standard error; `None` where not known.
    pub standard_error: Option<f64>,
    /// From this size on it is reported.
    pub threshold: Sourced<f64>,
    /// Beyond it, within it, or not to be told.
    pub seen: Seen,
}

/// One screen on one side.
#[derive(Debug, Clone, PartialEq)]
pub struct ScreenResult {
    /// Which screen.
    pub test: Test,
    /// Which side was tested.
    pub side: Side,
    /// Its variant; `None` for the plain screen.
    pub variant: Option<String>,
    /// The repetitions, in order of time.
    pub repetitions: Vec<RepetitionFound>,
    /// Apparent thigh motion by plane and repetition, split along the chain.
    pub splits: Vec<Split>,
    /// Compensations watched.
    pub compensations: Vec<Compensation>,
    /// Doubts about this screen.
    pub caveats: Vec<Caveat>,
}

/// What a recording shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Measured {
    /// One finding for each reading, side and screen: the mean over its repetitions.
    pub findings: Vec<Finding>,
    /// The repetitions behind the findings.
    pub screens: Vec<ScreenResult>,
    /// Doubts about the whole.
    pub caveats: Vec<Caveat>,
}

/// motion, options, knowledge => findings with the repetitions behind them
///
/// Every finding is a mean over repetitions; its standard error combines the error of the recording, which repetitions
/// share, with their spread. What a recording lacks is a caveat, never a zero; gaps are not filled in.
///
/// # Errors
/// When the recording is too short, its time does not increase, or a track does not fit the time.
pub fn measure(
    motion: &Motion,
    options: &MeasureOptions,
    knowledge: &MeasureKnowledge,
) -> Result<Measured, MotionError> {
    motion.check(FEWEST_SAMPLES)?;
    let chains = BySide::from_fn(|side| chain::Chain::of(motion, side));
    let evaluation = screen::Evaluation { motion, options, knowledge, chains: &chains };
    let mut measured = Measured { caveats: motion.caveats.clone(), ..Measured::default() };
    measured.caveats.extend(implausible(motion));
    let mut refused = Vec::new();
    for screen in &knowledge.screens {
        let asked = options.tests.contains(&screen.test);
        let looked_for = asked || (options.tests.is_empty() && screen.recognisable);
        if !looked_for {
            continue;
        }
        if asked && screen.recorded.is_empty() {
            let text = format!("{}: read by a person and typed in, not measured from a recording", screen.test);
            measured.caveats.push(Caveat::new(CaveatKind::NotMeasured, text));
            continue;
        }
        let outcome = evaluation.screen(screen);
        if asked && outcome.screens.is_empty() {
            measured.caveats.extend(not_measured(&outcome.refused));
        }
        refused.extend(outcome.refused);
        measured.findings.extend(outcome.findings);
        measured.screens.extend(outcome.screens);
    }
    for test in &options.tests {
        if !knowledge.screens.iter().any(|screen| screen.test == *test) {
            let text = format!("{test}: no screen of that name can be recorded; type the value in instead");
            measured.caveats.push(Caveat::new(CaveatKind::NotMeasured, text));
        }
    }
    if measured.screens.is_empty() && options.tests.is_empty() {
        let text = format!("{}: no known screen recognised; name the one it shows", motion.name);
        measured.caveats.push(Caveat::new(CaveatKind::NotMeasured, text));
        measured.caveats.extend(not_measured(&refused));
    }
    Ok(measured)
}

/// The first reasons, each once: the reader needs to know what to record differently, not every repetition.
fn not_measured(reasons: &[String]) -> Vec<Caveat> {
    let mut seen = std::collections::BTreeSet::new();
    let fresh = reasons.iter().filter(|reason| seen.insert((*reason).clone()));
    fresh.take(12).map(|reason| Caveat::new(CaveatKind::NotMeasured, reason.clone())).collect()
}

/// Angles that no joint reaches: most often degrees taken for radians.
fn implausible(motion: &Motion) -> Option<Caveat> {
    let beyond = |track: &&Track| {
        let turning = track.coordinate == Coordinate::PelvisLeftwardRotation;
        !track.coordinate.is_position()
            && !turning
            && track.values.iter().any(|value| value.is_finite() && value.abs() > std::f64::consts::PI)
    };
    motion.tracks.iter().find(beyond).map(|track| {
        let text = format!("{}: {} goes beyond 180°; check the units", motion.name, track.coordinate);
        Caveat::new(CaveatKind::ImplausibleValue, text)
    })
}
