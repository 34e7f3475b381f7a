//! The restriction pattern as it stands in files.

use coxa::assess::{
    Change, ChangeKind, ContrastResult, Cost, Deficit, DemandGap, DirectionState, Frame, MechanismBelief, Naming,
    NextTest, Pattern, SidePattern, StretchVerdict, TestValue,
};
use coxa::vocabulary::{
    Assessment, Direction, Family, GoalId, Instrument, Mechanism, Mode, Quantity, Side, SourceKey, Test,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::assessment::AssessmentDocument;
use super::evidence::{BothSides, CaveatWire, EvidenceWire, IntervalWire};
use super::header::{Document, Stamp, document};
use super::mirror::{At, Wire, mirror};
use super::number::{Count, Real};
use super::reason::{AllowanceSummary, AllowanceWire};
use super::word::{Id, Key};
use crate::fault::{Code, InputError};

/// What may be said about a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NamingWire {
    /// One mechanism stands out.
    Mechanism(Id<Mechanism>),
    /// One family stands out, its members do not.
    Family(Id<Family>),
    /// One family is more likely than everything else together, but not beyond doubt.
    Likely(Id<Family>),
    /// The tests cannot tell.
    NotDistinguishable,
    /// Nothing measured is limited.
    NoRestriction,
    /// Too little was measured to say anything.
    NotAssessed,
}

impl Wire for NamingWire {
    type Core = Naming;

    fn write(core: &Naming) -> NamingWire {
        match core {
            Naming::Mechanism(mechanism) => NamingWire::Mechanism(Id(*mechanism)),
            Naming::Family(family) => NamingWire::Family(Id(*family)),
            Naming::Likely(family) => NamingWire::Likely(Id(*family)),
            Naming::NotDistinguishable => NamingWire::NotDistinguishable,
            Naming::NoRestriction => NamingWire::NoRestriction,
            Naming::NotAssessed => NamingWire::NotAssessed,
        }
    }

    fn read(self, _at: &At<'_>) -> Result<Naming, InputError> {
        Ok(match self {
            NamingWire::Mechanism(mechanism) => Naming::Mechanism(mechanism.0),
            NamingWire::Family(family) => Naming::Family(family.0),
            NamingWire::Likely(family) => Naming::Likely(family.0),
            NamingWire::NotDistinguishable => Naming::NotDistinguishable,
            NamingWire::NoRestriction => Naming::NoRestriction,
            NamingWire::NotAssessed => Naming::NotAssessed,
        })
    }
}

/// Declares an enum without data that mirrors a core one.
macro_rules! verdicts {
    ($(#[$meta:meta])* $wire:ident = $core:ident { $($(#[$variant_meta:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $wire {
            $($(#[$variant_meta])* $variant),+
        }

        impl Wire for $wire {
            type Core = $core;

            fn write(core: &$core) -> $wire {
                match core { $($core::$variant => $wire::$variant),+ }
            }

            fn read(self, _at: &At<'_>) -> Result<$core, InputError> {
                Ok(match self { $($wire::$variant => $core::$variant),+ })
            }
        }
    };
}

verdicts! {
    /// Whether a direction may be stretched on the evidence of the pattern.
    StretchVerdictWire = StretchVerdict {
        /// It is short and may be.
        Useful,
        /// It is not short: strength and load tolerance instead.
        NotShort,
        /// Range beyond the norm or hypermobile: never.
        Beyond,
        /// Shape is a likely part: no passive end-range.
        Shape,
        /// Nothing was measured.
        NotMeasured,
    }
}

verdicts! {
    /// Whether a re-measured value changed.
    ChangeKindWire = ChangeKind {
        /// Better by at least the minimal detectable change.
        Improved,
        /// Worse by at least the minimal detectable change.
        Worse,
        /// Within the minimal detectable change.
        WithinError,
        /// Measured by different methods: not comparable.
        NotComparable,
    }
}

mirror! {
    /// Which value: a test in a mode, or one reading of a screen.
    TestValueWire = TestValue {
        /// Which test.
        test: Id<Test>,
        /// In which mode.
        mode: Id<Mode>,
        /// Which reading, for screens that read several.
        quantity: Option<Id<Quantity>>,
    }
}

mirror! {
    /// How far a measured value lies from the norm of the person's age and sex.
    DeficitWire = Deficit {
        /// Which value.
        of: TestValueWire,
        /// Which side.
        side: Id<Side>,
        /// The measured value with its 90 % interval, in the test's unit.
        measured: IntervalWire,
        /// Row id of the norm; `None` when no norm fits in the same frame.
        norm_id: Option<String>,
        /// Mean of the norm.
        norm_mean: Option<Real>,
        /// SD of the norm.
        norm_sd: Option<Real>,
        /// Norm mean minus measured, positive when short.
        deficit: Option<IntervalWire>,
        /// Measured minus mean in norm SDs.
        z: Option<Real>,
        /// Probability of lying more than one norm SD below the mean, measurement error considered.
        probability_short: Option<Real>,
        /// Status and sources of the norm.
        evidence: Option<EvidenceWire>,
        /// Doubts.
        caveats: Vec<CaveatWire>,
    }
}

mirror! {
    /// What a wanted task asks beyond what was measured, in the same reference frame.
    DemandGapWire = DemandGap {
        /// The task.
        goal: Key<GoalId>,
        /// The direction.
        direction: Id<Direction>,
        /// Which side.
        side: Id<Side>,
        /// What the task asks, degrees; `None` where no value is known.
        demand_deg: Option<Real>,
        /// What was measured in the same frame, degrees; `None` when nothing was.
        measured: Option<IntervalWire>,
        /// Demand minus measured, positive when short.
        gap_deg: Option<IntervalWire>,
        /// The frame both are in.
        frame: Id<Frame>,
        /// Status and sources of the demand.
        evidence: EvidenceWire,
        /// Doubts, such as a measurement that exists only in another frame.
        caveats: Vec<CaveatWire>,
    }
}

mirror! {
    /// One contrast as it turned out, in words.
    ContrastResultWire = ContrastResult {
        /// Row id.
        contrast: String,
        /// Which side.
        side: Id<Side>,
        /// Probability that its condition holds, measurement error considered.
        holds: Real,
        /// The reason, readable, with the numbers compared.
        text: String,
        /// Spoken for.
        favours: Vec<Id<Mechanism>>,
        /// Spoken against.
        against: Vec<Id<Mechanism>>,
        /// Status and sources.
        evidence: EvidenceWire,
    }
}

mirror! {
    /// What one mechanism costs in one test.
    CostWire = Cost {
        /// Which test.
        test: Id<Test>,
        /// In which mode.
        mode: Id<Mode>,
        /// Degrees that would come back without it, with a 90 % interval.
        degrees: IntervalWire,
    }
}

mirror! {
    /// Belief in one mechanism on one side.
    MechanismBeliefWire = MechanismBelief {
        /// The mechanism.
        mechanism: Id<Mechanism>,
        /// Probability that it is what limits this side most.
        probability: Real,
        /// Whether it is assessed by the end-range posterior (which sums to one with "none") or by tests of its own.
        end_range: bool,
        /// What it costs, largest first; empty where no degrees can be given.
        costs: Vec<CostWire>,
    }
}

mirror! {
    /// One direction of one hip.
    DirectionStateWire = DirectionState {
        /// The direction.
        direction: Id<Direction>,
        /// Passive range, degrees.
        passive_deg: Option<IntervalWire>,
        /// Active range, degrees.
        active_deg: Option<IntervalWire>,
        /// Deficit against the norm, degrees, positive when short.
        deficit_deg: Option<IntervalWire>,
        /// Largest gap to a wanted task in the same frame, degrees, positive when short.
        demand_gap_deg: Option<Real>,
        /// Passive minus active beyond measurement error ("borrowed" range), degrees; `None` when not both measured.
        borrowed_deg: Option<Real>,
        /// P(bone) + P(version) as the main reason in this direction.
        shape_probability: Real,
        /// Whether stretching it is useful, useless or forbidden.
        stretch: StretchVerdictWire,
    }
}

mirror! {
    /// The pattern of one side.
    SidePatternWire = SidePattern {
        /// Beliefs, most probable first.
        beliefs: Vec<MechanismBeliefWire>,
        /// Probability that nothing limits this side.
        none_probability: Real,
        /// What may be said.
        naming: NamingWire,
        /// Every direction.
        directions: Vec<DirectionStateWire>,
        /// FADIR reproduced familiar groin pain; `None` when not tested.
        fadir_positive: Option<bool>,
        /// "Feels tight" while range is normal or high: strength and load tolerance, not stretching.
        feels_tight_range_normal: bool,
        /// What the pattern says, in plain sentences; never a disease.
        sentences: Vec<String>,
    }
}

mirror! {
    /// The one next test that would most change plan or referral.
    NextTestWire = NextTest {
        /// Which test.
        test: Id<Test>,
        /// In which mode.
        mode: Id<Mode>,
        /// Which side.
        side: Id<Side>,
        /// Expected information, nats.
        expected_information: Real,
        /// Why, in words.
        text: String,
    }
}

mirror! {
    /// One value measured again.
    ChangeWire = Change {
        /// Which value.
        of: TestValueWire,
        /// Which side.
        side: Id<Side>,
        /// The method; `None` when the methods differ.
        instrument: Option<Id<Instrument>>,
        /// Earlier value.
        before: Real,
        /// Later value.
        after: Real,
        /// Smallest change beyond error at 95 %.
        mdc95: Real,
        /// The verdict.
        kind: ChangeKindWire,
        /// Sources of the error.
        sources: Vec<Key<SourceKey>>,
    }
}

document! {
    /// The restriction pattern of a person.
    PatternDocument = Pattern {
        /// Each side.
        sides: BothSides<SidePatternWire>,
        /// Measured values against norms.
        deficits: Vec<DeficitWire>,
        /// Measured values against wanted tasks.
        demand_gaps: Vec<DemandGapWire>,
        /// Contrasts as reasons.
        contrasts: Vec<ContrastResultWire>,
        /// What changed since earlier findings.
        changes: Vec<ChangeWire>,
        /// What to test next, best first; empty when no allowed test would tell more.
        next_tests: Vec<NextTestWire>,
        /// Doubts about the whole.
        caveats: Vec<CaveatWire>,
        /// Which method made the posterior, such as `contrasts/1`.
        method: String,
        /// Seed of the sampler; 0 where none is used.
        seed: Count,
    } with {
        /// The assessment it was made from.
        assessment: Option<Box<AssessmentDocument>>,
        /// What the guard allowed when it was made.
        allowance: Option<AllowanceWire>,
    }
}

/// A pattern file: the pattern, the assessment it was made from, and what the guard allowed then.
#[derive(Debug, Clone, PartialEq)]
pub struct PatternFile {
    /// The assessment it was made from.
    pub assessment: Assessment,
    /// What the guard allowed.
    pub allowance: AllowanceSummary,
    /// The pattern.
    pub pattern: Pattern,
}

impl PatternDocument {
    /// Puts a whole pattern file together.
    pub(crate) fn whole(stamp: &Stamp, file: &PatternFile) -> PatternDocument {
        let assessment = AssessmentDocument::assemble(Some(stamp), &file.assessment);
        let allowance = AllowanceWire::from(&file.allowance);
        PatternDocument::assemble(Some(stamp), &file.pattern, Some(Box::new(assessment)), Some(allowance))
    }

    /// Checks and takes a whole pattern file apart.
    pub(crate) fn file(mut self, at: &At<'_>) -> Result<PatternFile, InputError> {
        let (Some(assessment), Some(allowance)) = (self.assessment.take(), self.allowance.take()) else {
            let needed = "`assessment` and `allowance`";
            return Err(
                InputError::new(Code::PatternWithoutAssessment, "a pattern alone", needed).at_field(at.pointer())
            );
        };
        Ok(PatternFile {
            assessment: assessment.checked(&At::Field(at, "assessment"))?,
            allowance: allowance.read(&At::Field(at, "allowance"))?,
            pattern: self.core(at)?,
        })
    }
}

impl Document for PatternDocument {
    const NAME: &'static str = "pattern";
}
