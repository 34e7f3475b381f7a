//! The restriction pattern: what limits each hip, how sure that is, and what cannot be told apart.

use crate::vocabulary::{
    BySide, Caveat, Direction, Evidence, Family, GoalId, Instrument, Interval, Mechanism, Mode, Quantity, Side,
    SourceKey, Test,
};

use super::knowledge::Frame;

/// Which value: a test in a mode, or one reading of a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TestValue {
    /// Which test.
    pub test: Test,
    /// In which mode.
    pub mode: Mode,
    /// Which reading, for screens that read several.
    pub quantity: Option<Quantity>,
}

/// How far a measured value lies from the norm of the person's age and sex.
#[derive(Debug, Clone, PartialEq)]
pub struct Deficit {
    /// Which value.
    pub of: TestValue,
    /// Which side.
    pub side: Side,
    /// The measured value with its 90 % interval, in the test's unit.
    pub measured: Interval,
    /// Row id of the norm; `None` when no norm fits in the same frame.
    pub norm_id: Option<String>,
    /// Mean of the norm.
    pub norm_mean: Option<f64>,
    /// SD of the norm.
    pub norm_sd: Option<f64>,
    /// Norm mean minus measured, positive when short.
    pub deficit: Option<Interval>,
    /// Measured minus mean in norm SDs.
    pub z: Option<f64>,
    /// Probability of lying more than one norm SD below the mean, measurement error considered.
    pub probability_short: Option<f64>,
    /// Status and sources of the norm.
    pub evidence: Option<Evidence>,
    /// Doubts.
    pub caveats: Vec<Caveat>,
}

/// What a wanted task asks beyond what was measured, in the same reference frame.
#[derive(Debug, Clone, PartialEq)]
pub struct DemandGap {
    /// The task.
    pub goal: GoalId,
    /// The direction.
    pub direction: Direction,
    /// Which side.
    pub side: Side,
    /// What the task asks, degrees; `None` where no value is known.
    pub demand_deg: Option<f64>,
    /// What was measured in the same frame, degrees; `None` when nothing was.
    pub measured: Option<Interval>,
    /// Demand minus measured, positive when short.
    pub gap_deg: Option<Interval>,
    /// The frame both are in.
    pub frame: Frame,
    /// Status and sources of the demand.
    pub evidence: Evidence,
    /// Doubts, such as a measurement that exists only in another frame.
    pub caveats: Vec<Caveat>,
}

/// One contrast as it turned out, in words.
#[derive(Debug, Clone, PartialEq)]
pub struct ContrastResult {
    /// Row id.
    pub contrast: String,
    /// Which side.
    pub side: Side,
    /// Probability that its condition holds, measurement error considered.
    pub holds: f64,
    /// The reason, readable, with the numbers compared.
    pub text: String,
    /// Spoken for.
    pub favours: Vec<Mechanism>,
    /// Spoken against.
    pub against: Vec<Mechanism>,
    /// Status and sources.
    pub evidence: Evidence,
}

/// What one mechanism costs in one test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// Which test.
    pub test: Test,
    /// In which mode.
    pub mode: Mode,
    /// Degrees that would come back without it, with a 90 % interval.
    pub degrees: Interval,
}

/// Belief in one mechanism on one side.
#[derive(Debug, Clone, PartialEq)]
pub struct MechanismBelief {
    /// The mechanism.
    pub mechanism: Mechanism,
    /// Probability that it is what limits this side most.
    pub probability: f64,
    /// Whether it is assessed by the end-range posterior (which sums to one with "none") or by tests of its own.
    pub end_range: bool,
    /// What it costs, largest first; empty where no degrees can be given.
    pub costs: Vec<Cost>,
}

/// What may be said about a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// One mechanism stands out.
    Mechanism(Mechanism),
    /// One family stands out, its members do not.
    Family(Family),
    /// One family is more likely than everything else together, but not beyond doubt.
    Likely(Family),
    /// The tests cannot tell.
    NotDistinguishable,
    /// Nothing measured is limited.
    NoRestriction,
    /// Too little was measured to say anything.
    NotAssessed,
}

/// Whether a direction may be stretched on the evidence of the pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StretchVerdict {
    /// It is short and may be.
    Useful,
    /// It is not short: strength and load tolerance instead (G11).
    NotShort,
    /// Range beyond the norm or hypermobile: never (G11).
    Beyond,
    /// Shape is a likely part: no passive end-range (G12).
    Shape,
    /// Nothing was measured that shows whether it is short.
    NotMeasured,
}

/// One direction of one hip.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectionState {
    /// The direction.
    pub direction: Direction,
    /// Passive range, degrees.
    pub passive_deg: Option<Interval>,
    /// Active range, degrees.
    pub active_deg: Option<Interval>,
    /// Deficit against the norm by the passive test that is most probably short, degrees, positive when short; a test
    /// that reads another angle is taken over in SDs.
    pub deficit_deg: Option<Interval>,
    /// Largest gap to a wanted task in the same frame, degrees, positive when short.
    pub demand_gap_deg: Option<f64>,
    /// Passive minus active ("borrowed" range), degrees; `None` when not both measured or within measurement error.
    pub borrowed_deg: Option<f64>,
    /// P(bone) + P(version) as the main reason in this direction.
    pub shape_probability: f64,
    /// Whether stretching it is useful, useless or forbidden.
    pub stretch: StretchVerdict,
}

/// The pattern of one side.
#[derive(Debug, Clone, PartialEq)]
pub struct SidePattern {
    /// Beliefs, most probable first.
    pub beliefs: Vec<MechanismBelief>,
    /// Probability that nothing limits this side.
    pub none_probability: f64,
    /// What may be said.
    pub naming: Naming,
    /// Every direction.
    pub directions: Vec<DirectionState>,
    /// FADIR reproduced familiar groin pain; `None` when not tested.
    pub fadir_positive: Option<bool>,
    /// "Feels tight" while range is normal or high: strength and load tolerance, not stretching.
    pub feels_tight_range_normal: bool,
    /// What the pattern says, in plain sentences; never a disease.
    pub sentences: Vec<String>,
}

/// The one next test that would most change plan or referral.
#[derive(Debug, Clone, PartialEq)]
pub struct NextTest {
    /// Which test.
    pub test: Test,
    /// In which mode.
    pub mode: Mode,
    /// Which side.
    pub side: Side,
    /// Expected information, nats.
    pub expected_information: f64,
    /// Why, in words.
    pub text: String,
}

/// Whether a re-measured value changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// Better by more than the minimal detectable change.
    Improved,
    /// Worse by more than the minimal detectable change.
    Worse,
    /// Within the minimal detectable change.
    WithinError,
    /// Measured by different methods: not comparable.
    NotComparable,
}

/// One value measured again.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Which value.
    pub of: TestValue,
    /// Which side.
    pub side: Side,
    /// The method; `None` when the methods differ.
    pub instrument: Option<Instrument>,
    /// Earlier value.
    pub before: f64,
    /// Later value.
    pub after: f64,
    /// Smallest change beyond error at 95 %.
    pub mdc95: f64,
    /// The verdict.
    pub kind: ChangeKind,
    /// Sources of the error.
    pub sources: Vec<SourceKey>,
}

/// The restriction pattern of a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// Each side.
    pub sides: BySide<SidePattern>,
    /// Measured values against norms.
    pub deficits: Vec<Deficit>,
    /// Measured values against wanted tasks.
    pub demand_gaps: Vec<DemandGap>,
    /// Contrasts as reasons.
    pub contrasts: Vec<ContrastResult>,
    /// What changed since earlier findings.
    pub changes: Vec<Change>,
    /// What to test next, best first; empty when no allowed test would tell more.
    pub next_tests: Vec<NextTest>,
    /// Doubts about the whole.
    pub caveats: Vec<Caveat>,
    /// Which method made the posterior, such as `contrasts/1`.
    pub method: String,
    /// Seed of the sampler; 0 where none is used.
    pub seed: u64,
}
