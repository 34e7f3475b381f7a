//! A drill as data: poses, dose, load, what it is for and what it needs.

use crate::skeleton::{Base, Pose};
use crate::vocabulary::{Direction, DrillId, DrillTag, Equipment, Evidence, Mechanism, Side};

crate::vocabulary::ids::vocabulary! {
    /// What kind of work a drill is.
    Category "category" {
        Breath = "breath",
        Static = "static",
        Pnf = "pnf",
        Dynamic = "dynamic",
        JointMob = "jointmob",
        Release = "release",
        EndRange = "endrange",
        Control = "control",
        Strength = "strength",
        Plyo = "plyo",
        Run = "run",
    }
}

crate::vocabulary::ids::vocabulary! {
    /// What loads the body in a drill.
    LoadKind "load_type" {
        None = "none",
        Bodyweight = "bodyweight",
        Isometric = "isometric",
        Band = "band",
        Impact = "impact",
        External = "external",
        Gravity = "gravity",
        Manual = "manual",
        Momentum = "momentum",
    }
}

crate::vocabulary::ids::vocabulary! {
    /// A muscle group whose weekly dose is counted.
    Muscle "muscle" {
        Iliopsoas = "iliopsoas",
        RectusFemoris = "rectus_femoris",
        TensorFasciaeLatae = "tensor_fasciae_latae",
        Hamstrings = "hamstrings",
        Adductors = "adductors",
        GluteusMaximus = "gluteus_maximus",
        GluteusMedius = "gluteus_medius",
        DeepExternalRotators = "deep_external_rotators",
        InternalRotators = "internal_rotators",
        Quadriceps = "quadriceps",
        Capsule = "capsule",
        Trunk = "trunk",
        Calf = "calf",
    }
}

crate::vocabulary::ids::vocabulary! {
    /// What one repetition of a drill is called.
    Counted "counted" {
        Reps = "reps",
        Breaths = "breaths",
        Contacts = "contacts",
        Strides = "strides",
        Minutes = "minutes",
    }
}

/// One set's worth of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Work {
    /// Hold for seconds.
    HoldSeconds(u16),
    /// Repeat; distances and contacts count as repetitions.
    Reps(u16),
    /// Contract, then stretch, seconds each.
    ContractRelax {
        /// Seconds of contraction.
        contract_s: u16,
        /// Seconds of stretch after it.
        stretch_s: u16,
    },
}

/// Dose of a drill as its row allows it, lowest and highest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrillDose {
    /// Sets.
    pub sets: (u8, u8),
    /// Work a set, lowest and highest of the same kind.
    pub work: (Work, Work),
    /// Contraction effort, percent, for contract–relax.
    pub contract_effort_pct: Option<(u8, u8)>,
    /// Seconds of one repetition, for time planning; 0 for holds.
    pub seconds_per_rep: u8,
    /// What its repetitions are called.
    pub counted: Counted,
    /// Challenge cap, 0–10.
    pub effort_cap: u8,
    /// Sessions a week.
    pub sessions_per_week: (u8, u8),
}

/// A drill of the library. Poses train the right side; the left is their mirror.
#[derive(Debug, Clone, PartialEq)]
pub struct Drill {
    /// Its id.
    pub id: DrillId,
    /// Its name for people.
    pub name: String,
    /// What kind of work.
    pub category: Category,
    /// Directions it trains.
    pub directions: Vec<Direction>,
    /// Muscle groups whose weekly dose it counts for.
    pub muscles: Vec<Muscle>,
    /// Mechanisms it is for.
    pub mechanisms: Vec<Mechanism>,
    /// What the body rests on.
    pub base: Base,
    /// Pose at the start.
    pub start: Pose,
    /// Pose at the end.
    pub end: Pose,
    /// Whether both sides work alike at once.
    pub bilateral: bool,
    /// 0 lying … 4 unsupported single leg, dynamic or airborne.
    pub support_level: u8,
    /// 0 easiest … 4 hardest.
    pub complexity_level: u8,
    /// Needed equipment: all of these, each with its alternatives.
    pub equipment: Vec<Vec<Equipment>>,
    /// What loads the body.
    pub load: LoadKind,
    /// Dose.
    pub dose: DrillDose,
    /// Conditions its row names as reasons to leave it out.
    pub tags: Vec<DrillTag>,
    /// Easier drills to fall back to, best first.
    pub regressions: Vec<DrillId>,
    /// Harder drills it leads to.
    pub progressions: Vec<DrillId>,
    /// Cues, one a line.
    pub cues: Vec<String>,
    /// What to watch for.
    pub watch_for: Vec<String>,
    /// Row ids of the evidence it leans on.
    pub evidence_ids: Vec<String>,
    /// Status and sources of pose and dose.
    pub evidence: Evidence,
}

impl Drill {
    /// Whether it may be prescribed before anything was earned: simple enough, and without impact.
    #[must_use]
    pub const fn is_entry(&self, entry_complexity_max: u8) -> bool {
        self.complexity_level <= entry_complexity_max && !self.is_impact()
    }

    /// Whether its load comes in grades: a band or a weight.
    #[must_use]
    pub const fn is_graded(&self) -> bool {
        matches!(self.load, LoadKind::Band | LoadKind::External)
    }

    /// Whether it lands or runs.
    #[must_use]
    pub const fn is_impact(&self) -> bool {
        matches!(self.category, Category::Plyo | Category::Run) || matches!(self.load, LoadKind::Impact)
    }

    /// Whether it lengthens the hip without its own effort.
    #[must_use]
    pub const fn is_passive(&self) -> bool {
        matches!(self.category, Category::Static | Category::Pnf | Category::JointMob | Category::Release)
    }

    /// Whether it trains range: passively or with momentum.
    #[must_use]
    pub const fn is_range_work(&self) -> bool {
        self.is_passive() || matches!(self.category, Category::Dynamic)
    }

    /// Whether it loads its directions actively, as every trained range must be in the same week.
    #[must_use]
    pub const fn is_loading(&self) -> bool {
        matches!(self.category, Category::Strength | Category::Control | Category::EndRange)
    }

    /// Whether both sides work alike, seen from poses and base: both legs do the same, or change places within the
    /// set, or it is running, which always alternates.
    #[must_use]
    pub fn works_both_sides(&self) -> bool {
        let even_base = !matches!(
            self.base,
            Base::SingleLegR
                | Base::SingleLegL
                | Base::SplitStance
                | Base::HalfKneel
                | Base::SidePlank
                | Base::SideLyingRUp
                | Base::TableEdge
        );
        let alike = self.start.legs.left == self.start.legs.right && self.end.legs.left == self.end.legs.right;
        let exchanged = self.start.legs.left == self.end.legs.right && self.start.legs.right == self.end.legs.left;
        self.category == Category::Run || exchanged || (even_base && alike)
    }

    /// The end pose for a trained side: the row's for the right, its mirror for the left.
    #[must_use]
    pub fn end_pose(&self, trained: Side) -> Pose {
        self.end.for_trained(trained)
    }

    /// The start pose for a trained side.
    #[must_use]
    pub fn start_pose(&self, trained: Side) -> Pose {
        self.start.for_trained(trained)
    }
}
