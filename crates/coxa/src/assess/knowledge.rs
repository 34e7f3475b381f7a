//! What assessing needs to know: norms, demands, contrasts, likelihood ratios, mechanisms.

use super::home_test::HomeTest;
use crate::vocabulary::{
    Direction, EndFeel, Evidence, GoalId, Mechanism, Mode, PainSite, Quantity, Sensation, Sex, Sourced, Test,
};

crate::vocabulary::ids::vocabulary! {
    /// Against what an angle is measured; values of different frames are never subtracted.
    Frame "frame" {
        Goniometric = "goniometric",
        PelvisReferenced = "pelvis_referenced",
        TrunkReferenced = "trunk_referenced",
        BoneModel = "bone_model",
        Unclear = "unclear",
    }
}

/// Expected value of a test in healthy people of an age and sex.
#[derive(Debug, Clone, PartialEq)]
pub struct Norm {
    /// Row id.
    pub id: String,
    /// Which test.
    pub test: Test,
    /// In which mode.
    pub mode: Mode,
    /// The reading of a movement screen; `None` for a test with one value.
    pub quantity: Option<Quantity>,
    /// Whom it describes; `Unspecified` for both sexes together.
    pub sex: Sex,
    /// Youngest age, years.
    pub age_min: u8,
    /// Oldest age, years.
    pub age_max: u8,
    /// Mean, in the unit and sign of the test.
    pub mean: f64,
    /// Standard deviation between people; `None` when not reported.
    pub sd: Option<f64>,
    /// People measured; `None` when not known.
    pub n: Option<u32>,
    /// Reference frame.
    pub frame: Frame,
    /// Position, in words.
    pub position: String,
    /// Status and sources.
    pub evidence: Evidence,
}

/// What a task asks of the hip.
#[derive(Debug, Clone, PartialEq)]
pub struct Demand {
    /// Row id.
    pub id: String,
    /// The task.
    pub goal: GoalId,
    /// The motion it asks for.
    pub direction: Direction,
    /// How much of it, degrees; `None` where no value is known.
    pub mean_deg: Option<f64>,
    /// Standard deviation between people, degrees: how differently people do the task.
    pub sd_deg: Option<f64>,
    /// Youngest and oldest age of those it was measured in, years; `None` when not told.
    pub ages: Option<(u8, u8)>,
    /// Screens that perform the task: only what they read shows what a person has for it.
    pub tests: Vec<Test>,
    /// Reference frame: compared only with measurements in the same one.
    pub frame: Frame,
    /// Status and sources.
    pub evidence: Evidence,
}

/// One readable condition of a contrast, over measured deficits.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// The test is below norm by at least `sd` standard deviations.
    Below {
        /// Which test.
        test: Test,
        /// In which mode.
        mode: Mode,
        /// By how many norm SDs.
        sd: f64,
    },
    /// The test is within `sd` standard deviations of norm, or above.
    Within {
        /// Which test.
        test: Test,
        /// In which mode.
        mode: Mode,
        /// Within how many norm SDs below.
        sd: f64,
    },
    /// One test's norm deviation exceeds another's by at least `sd` standard deviations.
    Gap {
        /// The test that is better.
        higher: (Test, Mode),
        /// The test that is worse.
        lower: (Test, Mode),
        /// By how many norm SDs.
        sd: f64,
    },
    /// One value exceeds another, in degrees.
    Difference {
        /// The larger value.
        higher: (Test, Mode),
        /// The smaller value.
        lower: (Test, Mode),
        /// By at least this many degrees.
        deg: f64,
    },
    /// The value is at most this.
    AtMost {
        /// Which test.
        test: Test,
        /// In which mode.
        mode: Mode,
        /// Degrees (or the test's unit).
        value: f64,
    },
    /// Pain during the test at a joint site, or of a kind.
    Felt {
        /// Which test.
        test: Test,
        /// Where; empty for anywhere.
        sites: Vec<PainSite>,
        /// What kind; empty for any.
        sensations: Vec<Sensation>,
    },
    /// A screen's variant reads better than its plain form by at least this much, in the unit.
    VariantBetter {
        /// Which screen.
        test: Test,
        /// The reading compared.
        quantity: Quantity,
        /// The variant.
        variant: String,
        /// By how much.
        by: f64,
    },
    /// The test is above norm by at least `sd` standard deviations.
    Above {
        /// Which test.
        test: Test,
        /// In which mode.
        mode: Mode,
        /// By how many norm SDs.
        sd: f64,
    },
    /// At least `count` passive tests are above norm by `sd` standard deviations.
    ManyAbove {
        /// By how many norm SDs.
        sd: f64,
        /// How many tests.
        count: u8,
    },
    /// One value exceeds another by less than so many degrees, or is below it.
    Alike {
        /// The value that could be larger.
        higher: (Test, Mode),
        /// The value that could be smaller.
        lower: (Test, Mode),
        /// By less than this many degrees.
        deg: f64,
    },
    /// Two values together reach at least this many degrees.
    Arc {
        /// One end of the arc.
        one: (Test, Mode),
        /// The other end.
        other: (Test, Mode),
        /// Degrees from end to end.
        deg: f64,
    },
    /// The end of the range felt like one of these to the examiner.
    EndFeel {
        /// Which test.
        test: Test,
        /// Any of these.
        feels: Vec<EndFeel>,
    },
    /// The test reads better with a free pelvis than with a held one by at least so many degrees.
    PelvisFreeBetter {
        /// Which test.
        test: Test,
        /// By how many degrees.
        deg: f64,
    },
    /// A screen's reading is at least this, in its unit.
    ReadingAtLeast {
        /// Which screen.
        test: Test,
        /// Which reading.
        quantity: Quantity,
        /// In the reading's unit.
        value: f64,
    },
    /// The person feels tight while no measured range is short.
    TightButNotShort,
}

crate::vocabulary::ids::vocabulary! {
    /// How much a contrast weighs by expert reasoning where no likelihood ratio is published.
    Weight "weight" {
        Weak = "weak",
        Moderate = "moderate",
        Strong = "strong",
    }
}

/// A comparison of tests that speaks for some mechanisms and against others.
#[derive(Debug, Clone, PartialEq)]
pub struct Contrast {
    /// Row id, such as `c_thomas_knee`.
    pub id: String,
    /// What is compared and what it means, for people.
    pub text: String,
    /// All must hold.
    pub when: Vec<Condition>,
    /// Spoken for.
    pub favours: Vec<Mechanism>,
    /// Spoken against.
    pub against: Vec<Mechanism>,
    /// Likelihood ratio per favoured mechanism when it holds, from `weight` or published.
    pub lr_holds: Sourced<f64>,
    /// Likelihood ratio when it was tested and does not hold.
    pub lr_fails: Sourced<f64>,
    /// Expert weight.
    pub weight: Weight,
    /// Status and sources of the contrast itself.
    pub evidence: Evidence,
}

/// Published accuracy of a sign.
#[derive(Debug, Clone, PartialEq)]
pub struct LikelihoodRatio {
    /// Row id.
    pub id: String,
    /// Which test.
    pub test: Option<Test>,
    /// For which condition, in words.
    pub condition: String,
    /// Likelihood ratio of a positive sign, lowest and highest published.
    pub positive: Option<(f64, f64)>,
    /// Likelihood ratio of a negative sign, lowest and highest published.
    pub negative: Option<(f64, f64)>,
    /// Status and sources.
    pub evidence: Evidence,
}

/// What a test reads in ordinary people, and what besides mechanisms moves it: the scale that signatures are in.
///
/// Unlike a norm it exists for every mode, and all of them fit one another.
#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    /// Row id.
    pub id: String,
    /// Which test.
    pub test: Test,
    /// In which mode.
    pub mode: Mode,
    /// Mean in ordinary people, degrees.
    pub mean: f64,
    /// SD of the passive test between people, degrees: one unit of every signature.
    pub sd: f64,
    /// SD of what is peculiar to this test in a person and no mechanism explains, degrees; shared by its modes.
    pub specific_sd: f64,
    /// SD of what a reading differs by beyond its measurement error, degrees.
    pub discrepancy_sd: f64,
    /// Effect of one SD of pelvic tilt between people, in `sd` (negative lowers).
    pub pelvic_tilt: f64,
    /// How much doing the test provokes, from 0; of equally telling tests the least provocative comes first.
    pub provocation: f64,
    /// Status and sources.
    pub evidence: Evidence,
}

/// How a mechanism moves each test, in SDs of the test (negative lowers).
#[derive(Debug, Clone, PartialEq)]
pub struct Signature {
    /// The mechanism.
    pub mechanism: Mechanism,
    /// Share of people limited by it before any test, 0–1.
    pub prior: Sourced<f64>,
    /// Correlation of its size between left and right, 0–1; 1 for something both sides share.
    pub left_right: Sourced<f64>,
    /// Effect per test and mode of a restriction of one unit: a mechanism 2.2 SD from ordinary.
    pub effects: Vec<(Test, Mode, f64)>,
    /// Effect per test and mode of one SD of ordinary variation between people.
    pub background: Vec<(Test, Mode, f64)>,
    /// Status and sources of the effects.
    pub evidence: Evidence,
}

/// What a mechanism is called and what it means.
#[derive(Debug, Clone, PartialEq)]
pub struct MechanismText {
    /// The mechanism.
    pub mechanism: Mechanism,
    /// Its name for people.
    pub name: String,
    /// What it means, plainly; never a disease.
    pub meaning: String,
    /// Directions it limits.
    pub limits: Vec<Direction>,
    /// Whether it may be named from angles alone; if not, only its family may.
    pub named_from_angles: bool,
}

/// Everything assessing needs to know.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AssessKnowledge {
    /// Norms.
    pub norms: Vec<Norm>,
    /// Task demands.
    pub demands: Vec<Demand>,
    /// Contrasts.
    pub contrasts: Vec<Contrast>,
    /// Published likelihood ratios, shown as reasons.
    pub likelihood_ratios: Vec<LikelihoodRatio>,
    /// What tests read in ordinary people, the scale of the signatures.
    pub expected: Vec<Expected>,
    /// Signatures.
    pub signatures: Vec<Signature>,
    /// Texts.
    pub mechanisms: Vec<MechanismText>,
    /// Tests that a person does alone at home, in the order of their table.
    pub home_tests: Vec<HomeTest>,
    /// What tasks are called, shared with prescribing.
    pub goal_names: std::collections::BTreeMap<GoalId, String>,
    /// Instrument errors, shared with measuring.
    pub errors: Vec<crate::measure::InstrumentError>,
    /// Named thresholds, such as `active_passive_gap_deg`; each key is checked at build.
    pub thresholds: std::collections::BTreeMap<String, Sourced<f64>>,
}
