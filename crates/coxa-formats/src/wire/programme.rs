//! The programme as it stands in files.

use coxa::prescribe::{
    Alternative, Block, Exclusion, Muscle, PlannedDose, PlannedDrill, PlannedSession, Programme, WeeklyMuscleDose, Work,
};
use coxa::vocabulary::{DrillId, Side, SourceKey};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::CaveatWire;
use super::header::{Document, Stamp, document};
use super::mirror::{At, Wire, mirror};
use super::number::{Count, Real};
use super::pattern::{PatternDocument, PatternFile};
use super::reason::ReasonWire;
use super::word::{Id, Key};
use crate::fault::{Code, InputError};

/// One set's worth of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum WorkWire {
    /// Hold for seconds.
    HoldSeconds(u16),
    /// Repeat.
    Reps(u16),
    /// Contract, then stretch, seconds each.
    ContractRelax {
        /// Seconds of contraction.
        contract_s: u16,
        /// Seconds of stretch after it.
        stretch_s: u16,
    },
}

impl Wire for WorkWire {
    type Core = Work;

    fn write(core: &Work) -> WorkWire {
        match *core {
            Work::HoldSeconds(seconds) => WorkWire::HoldSeconds(seconds),
            Work::Reps(reps) => WorkWire::Reps(reps),
            Work::ContractRelax { contract_s, stretch_s } => WorkWire::ContractRelax { contract_s, stretch_s },
        }
    }

    fn read(self, _at: &At<'_>) -> Result<Work, InputError> {
        Ok(match self {
            WorkWire::HoldSeconds(seconds) => Work::HoldSeconds(seconds),
            WorkWire::Reps(reps) => Work::Reps(reps),
            WorkWire::ContractRelax { contract_s, stretch_s } => Work::ContractRelax { contract_s, stretch_s },
        })
    }
}

mirror! {
    /// Dose of one drill in one session.
    PlannedDoseWire = PlannedDose {
        /// Sets.
        sets: u8,
        /// Work a set.
        work: WorkWire,
        /// Challenge cap, 0–10.
        effort_cap: u8,
        /// Challenge to start at, 0–10.
        effort_start: u8,
        /// Load grade, 0 for none beyond the drill's own.
        load_grade: u8,
        /// The drill's complexity level, 0–4.
        level: u8,
        /// Rest between sets, s.
        rest_s: u16,
    }
}

mirror! {
    /// One drill of a session.
    PlannedDrillWire = PlannedDrill {
        /// Which drill.
        drill: Key<DrillId>,
        /// The trained side; `None` trains both at once.
        side: Option<Id<Side>>,
        /// In which block.
        block: Id<Block>,
        /// How much.
        dose: PlannedDoseWire,
        /// Time it takes with rests, s.
        duration_s: u32,
        /// Why it is in, in plain words.
        reason: String,
        /// Keys of references behind the reason.
        sources: Vec<Key<SourceKey>>,
        /// When to stop, in plain words.
        stop_rule: String,
    }
}

mirror! {
    /// One session of the week.
    PlannedSessionWire = PlannedSession {
        /// Its place in the week, from 0.
        index: u8,
        /// Drills in the order they are done.
        drills: Vec<PlannedDrillWire>,
        /// Time it takes, s.
        duration_s: u32,
    }
}

mirror! {
    /// The next best choice for a drill that is in.
    AlternativeWire = Alternative {
        /// The drill that is in.
        instead_of: Key<DrillId>,
        /// What could take its place; `None` when nothing allowed could.
        drill: Option<Key<DrillId>>,
        /// Objective lost by the exchange, in the objective's unit.
        loss: Real,
    }
}

mirror! {
    /// A drill that is not in because a rule forbids it.
    ExclusionWire = Exclusion {
        /// Which drill.
        drill: Key<DrillId>,
        /// For which side; `None` for both.
        side: Option<Id<Side>>,
        /// The rules that exclude it; empty when only equipment or time do.
        reasons: Vec<ReasonWire>,
        /// Why, in plain words.
        text: String,
    }
}

mirror! {
    /// Weekly dose of one muscle group on one side.
    WeeklyMuscleDoseWire = WeeklyMuscleDose {
        /// Which muscle group.
        muscle: Id<Muscle>,
        /// Which side.
        side: Id<Side>,
        /// Minutes of lengthening work a week.
        stretch_min: Real,
        /// Minutes of strength or control work a week.
        strength_min: Real,
    }
}

document! {
    /// A programme: one week to repeat; dose makes it grow.
    ProgrammeDocument = Programme {
        /// Weeks until re-assessment.
        weeks: u8,
        /// The week's sessions.
        sessions: Vec<PlannedSessionWire>,
        /// Expected recovered degrees that matter, less the expected cost of flares.
        objective: Real,
        /// No plan inside the same limits can exceed this.
        bound: Real,
        /// Nodes visited.
        nodes: Count,
        /// Next best choices.
        alternatives: Vec<AlternativeWire>,
        /// What a rule excluded.
        exclusions: Vec<ExclusionWire>,
        /// Weekly dose per muscle group.
        weekly: Vec<WeeklyMuscleDoseWire>,
        /// What the plan is for, in plain sentences.
        sentences: Vec<String>,
        /// Doubts.
        caveats: Vec<CaveatWire>,
    } with {
        /// The pattern it was made from, which embeds the assessment.
        pattern: Option<Box<PatternDocument>>,
    }
}

/// A programme file: the programme and the pattern it was made from.
#[derive(Debug, Clone, PartialEq)]
pub struct ProgrammeFile {
    /// The pattern it was made from, with its assessment.
    pub pattern: PatternFile,
    /// The programme.
    pub programme: Programme,
}

impl ProgrammeDocument {
    /// Puts a whole programme file together.
    pub(crate) fn whole(stamp: &Stamp, file: &ProgrammeFile) -> ProgrammeDocument {
        let pattern = PatternDocument::whole(stamp, &file.pattern);
        ProgrammeDocument::assemble(Some(stamp), &file.programme, Some(Box::new(pattern)))
    }

    /// Checks and takes a whole programme file apart.
    pub(crate) fn file(mut self, at: &At<'_>) -> Result<ProgrammeFile, InputError> {
        let Some(pattern) = self.pattern.take() else {
            return Err(InputError::new(Code::JsonMissingField, "nothing", "\"pattern\"").at_field(at.pointer()));
        };
        Ok(ProgrammeFile { pattern: pattern.file(&At::Field(at, "pattern"))?, programme: self.core(at)? })
    }
}

impl Document for ProgrammeDocument {
    const NAME: &'static str = "programme";
}
