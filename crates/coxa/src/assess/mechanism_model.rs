//! The interface between what was measured and the belief in mechanisms; any model of the hip may stand behind it.

use crate::vocabulary::{BySide, Direction, Mechanism, Mode, Side, Test};

use super::pattern::{ContrastResult, Cost};

/// One measured range as a model takes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RangeEvidence {
    /// Which test.
    pub test: Test,
    /// In which mode.
    pub mode: Mode,
    /// Which side.
    pub side: Side,
    /// The value, degrees.
    pub degrees: f64,
    /// Its standard error, degrees, pelvis considered.
    pub standard_error_deg: f64,
    /// How much more people of this age and sex reach than people in general, degrees.
    pub shift_deg: f64,
}

/// Everything a model may use: at most one range for each test, mode and side, and the contrasts that could be tested.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MechanismEvidence {
    /// Measured ranges.
    pub ranges: Vec<RangeEvidence>,
    /// Contrasts as they turned out.
    pub contrasts: Vec<ContrastResult>,
}

/// Belief over the mechanisms of one side.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Posterior {
    /// Probability that each end-range mechanism is what limits the side most; sums to one with `none`.
    pub mechanisms: Vec<(Mechanism, f64)>,
    /// Probability that nothing limits the side.
    pub none: f64,
    /// What each mechanism costs, largest first.
    pub costs: Vec<(Mechanism, Vec<Cost>)>,
    /// Probability that bone or version is the main limit in a direction.
    pub shape: Vec<(Direction, f64)>,
    /// What each test not yet done would tell about the largest mechanism, nats.
    pub information: Vec<(Test, Mode, f64)>,
    /// Values that misfit all others so much that they should be repeated.
    pub misfits: Vec<(Test, Mode)>,
}

/// A model of what limits a hip.
pub trait MechanismModel {
    /// Its name and version, such as `signatures/1`.
    fn method(&self) -> &'static str;

    /// The belief over the mechanisms of each side.
    ///
    /// Must not panic, must not depend on the order of the evidence, and every number it returns must be finite.
    fn infer(&self, evidence: &MechanismEvidence) -> BySide<Posterior>;
}
