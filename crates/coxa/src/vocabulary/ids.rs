//! The fixed ids of the one vocabulary: every file, table, command and page uses these spellings.
// long: the one vocabulary, a list beside each word that it rules.

/// An id that the vocabulary does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {vocabulary} {found:?}; {}", hint(nearest.as_deref(), known))]
pub struct UnknownId {
    /// Which vocabulary was asked, such as `test`.
    pub vocabulary: &'static str,
    /// What was found.
    pub found: String,
    /// The known id that looks most like it, when one does.
    pub nearest: Option<&'static str>,
    /// All known ids.
    pub known: Vec<&'static str>,
}

fn hint(nearest: Option<&str>, known: &[&str]) -> String {
    match nearest {
        Some(nearest) => format!("did you mean {nearest:?}?"),
        None => format!("known are {}", known.join(", ")),
    }
}

impl UnknownId {
    /// An unknown id of `vocabulary`, with the nearest of the `known` ones.
    #[must_use]
    pub fn new(vocabulary: &'static str, found: &str, known: &[&'static str]) -> UnknownId {
        // Ids are short; a longer text is not a slip of one, and comparing it would only cost time.
        let nearest = (found.len() <= 64)
            .then(|| known.iter().map(|id| (edit_distance(found, id), *id)).min())
            .flatten()
            .filter(|(distance, id)| *distance * 3 <= id.len())
            .map(|(_, id)| id);
        let found = found.chars().take(64).collect();
        UnknownId { vocabulary, found, nearest, known: known.to_vec() }
    }
}

/// Levenshtein distance in bytes.
fn edit_distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// Declares an enum whose variants have fixed ids.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident $word:literal { $($variant:ident = $id:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $(#[doc = concat!("`", $id, "`")] $variant),+
        }

        impl $name {
            /// Every value, in the order of the vocabulary.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The id used in files.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $($name::$variant => $id),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.id())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::vocabulary::UnknownId;

            fn from_str(found: &str) -> Result<$name, $crate::vocabulary::UnknownId> {
                match found {
                    $($id => Ok($name::$variant),)+
                    _ => Err($crate::vocabulary::UnknownId::new($word, found, &[$($id),+])),
                }
            }
        }
    };
}
pub(crate) use vocabulary;

vocabulary! {
    /// A mechanism that can limit a hip, or a reason outside the end-range model.
    Mechanism "mechanism" {
        Iliopsoas = "iliopsoas",
        RectusFemoris = "rectus_femoris",
        TflItb = "tfl_itb",
        Hamstrings = "hamstrings",
        Adductors = "adductors",
        GluteusMaximus = "gluteus_maximus",
        GluteusMedMin = "gluteus_med_min",
        DeepExternalRotators = "deep_external_rotators",
        CapsuleAnterior = "capsule_anterior",
        CapsulePosterior = "capsule_posterior",
        CapsuleMedial = "capsule_medial",
        Bone = "bone",
        Version = "version",
        Guarding = "guarding",
        Tolerance = "tolerance",
        ActiveControl = "active_control",
        StrengthDeficit = "strength_deficit",
        LoadTolerance = "load_tolerance",
        JointIrritation = "joint_irritation",
        NeuralMechanosensitivity = "neural_mechanosensitivity",
        Instability = "instability",
        AnkleLimited = "ankle_limited",
        LumbopelvicCompensation = "lumbopelvic_compensation",
    }
}

vocabulary! {
    /// A group of mechanisms that the tests tell apart better than its members.
    Family "family" {
        Front = "front",
        RectusFemoris = "rectus_femoris",
        Lateral = "lateral",
        Hamstrings = "hamstrings",
        Medial = "medial",
        Deep = "deep",
        Shape = "shape",
        Tolerance = "tolerance",
        Control = "control",
        Refer = "refer",
        Elsewhere = "elsewhere",
    }
}

impl Mechanism {
    /// The family it belongs to.
    #[must_use]
    pub const fn family(self) -> Family {
        match self {
            Mechanism::Iliopsoas | Mechanism::CapsuleAnterior => Family::Front,
            Mechanism::RectusFemoris => Family::RectusFemoris,
            Mechanism::TflItb | Mechanism::GluteusMedMin => Family::Lateral,
            Mechanism::Hamstrings => Family::Hamstrings,
            Mechanism::Adductors | Mechanism::CapsuleMedial => Family::Medial,
            Mechanism::GluteusMaximus | Mechanism::DeepExternalRotators | Mechanism::CapsulePosterior => Family::Deep,
            Mechanism::Bone | Mechanism::Version => Family::Shape,
            Mechanism::Guarding | Mechanism::Tolerance => Family::Tolerance,
            Mechanism::ActiveControl | Mechanism::StrengthDeficit | Mechanism::LoadTolerance => Family::Control,
            Mechanism::JointIrritation | Mechanism::NeuralMechanosensitivity | Mechanism::Instability => Family::Refer,
            Mechanism::AnkleLimited | Mechanism::LumbopelvicCompensation => Family::Elsewhere,
        }
    }

    /// Whether the end-range model explains angles by it; the others have tests of their own.
    #[must_use]
    pub const fn is_end_range(self) -> bool {
        !matches!(self.family(), Family::Refer | Family::Elsewhere)
            && !matches!(self, Mechanism::StrengthDeficit | Mechanism::LoadTolerance)
    }
}

vocabulary! {
    /// A test or movement screen.
    Test "test" {
        FlexionKneeBent = "flexion_knee_bent",
        StraightLegRaise = "straight_leg_raise",
        ExtensionKneeStraight = "extension_knee_straight",
        ExtensionKneeBent = "extension_knee_bent",
        Abduction = "abduction",
        Adduction = "adduction",
        Ober = "ober",
        InternalRotation90 = "internal_rotation_90",
        ExternalRotation90 = "external_rotation_90",
        InternalRotation0 = "internal_rotation_0",
        ExternalRotation0 = "external_rotation_0",
        Faber = "faber",
        Fadir = "fadir",
        Ely = "ely",
        Popliteal = "popliteal",
        BentKneeFallOut = "bent_knee_fall_out",
        DeepSquat = "deep_squat",
        SitToStand = "sit_to_stand",
        SingleLegSquat = "single_leg_squat",
        StepDown = "step_down",
        InlineLunge = "inline_lunge",
        GaitHipExtension = "gait_hip_extension",
        LegSwing = "leg_swing",
        QuadrupedRockBack = "quadruped_rock_back",
        WeightBearingLunge = "weight_bearing_lunge",
        FootPosture = "foot_posture",
        SingleLegBridge = "single_leg_bridge",
        SidePlank = "side_plank",
        CalfRaise = "calf_raise",
        StrengthAbduction = "strength_abduction",
        StrengthExternalRotation = "strength_external_rotation",
        StrengthExtension = "strength_extension",
        StrengthFlexion = "strength_flexion",
    }
}

vocabulary! {
    /// How a test is done.
    Mode "mode" {
        Passive = "passive",
        Active = "active",
        ContractRelax = "contract_relax",
        Movement = "movement",
        Strength = "strength",
        Observation = "observation",
    }
}

vocabulary! {
    /// The unit of a test's value.
    Unit "unit" {
        Deg = "deg",
        Points = "points",
        Reps = "reps",
        Seconds = "s",
        Newton = "N",
        Percent = "pct",
        Centimetre = "cm",
    }
}

impl Test {
    /// The unit of the test's value.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Test::FootPosture => Unit::Points,
            Test::SingleLegBridge | Test::CalfRaise => Unit::Reps,
            Test::SidePlank => Unit::Seconds,
            Test::StrengthAbduction
            | Test::StrengthExternalRotation
            | Test::StrengthExtension
            | Test::StrengthFlexion => Unit::Newton,
            _ => Unit::Deg,
        }
    }

    /// Whether it is done only with a clinician or coach at hand.
    #[must_use]
    pub const fn is_supervised(self) -> bool {
        matches!(self, Test::Fadir)
    }

    /// The modes the test may be done in.
    #[must_use]
    pub const fn modes(self) -> &'static [Mode] {
        use Mode::{Active, ContractRelax, Movement, Observation, Passive, Strength};
        match self {
            Test::StraightLegRaise | Test::ExtensionKneeStraight | Test::Abduction | Test::InternalRotation90 => {
                &[Passive, Active, ContractRelax]
            }
            Test::FlexionKneeBent | Test::ExternalRotation90 => &[Passive, Active],
            Test::ExtensionKneeBent
            | Test::Adduction
            | Test::Ober
            | Test::InternalRotation0
            | Test::ExternalRotation0
            | Test::Faber
            | Test::Fadir
            | Test::Ely
            | Test::Popliteal
            | Test::BentKneeFallOut => &[Passive],
            Test::DeepSquat
            | Test::SitToStand
            | Test::SingleLegSquat
            | Test::StepDown
            | Test::InlineLunge
            | Test::GaitHipExtension
            | Test::LegSwing
            | Test::QuadrupedRockBack => &[Movement],
            Test::WeightBearingLunge => &[Active],
            Test::FootPosture => &[Observation],
            Test::SingleLegBridge
            | Test::SidePlank
            | Test::CalfRaise
            | Test::StrengthAbduction
            | Test::StrengthExternalRotation
            | Test::StrengthExtension
            | Test::StrengthFlexion => &[Strength],
        }
    }
}

vocabulary! {
    /// What measured a value.
    Instrument "instrument" {
        Goniometer = "goniometer",
        Inclinometer = "inclinometer",
        Phone = "phone",
        Tape = "tape",
        Visual = "visual",
        Camera1 = "camera_1",
        CameraMulti = "camera_multi",
        Imu = "imu",
        Optical = "optical",
        Dynamometer = "dynamometer",
        SpringScale = "spring_scale",
        SelfCount = "self_count",
    }
}

vocabulary! {
    /// Whether the pelvis was held or watched during a test.
    PelvisControlled "pelvis_controlled" {
        Yes = "yes",
        No = "no",
        Unknown = "unknown",
    }
}

vocabulary! {
    /// Where something is felt.
    PainSite "pain_site" {
        Groin = "groin",
        JointLine = "joint_line",
        FrontThigh = "front_thigh",
        LateralHip = "lateral_hip",
        Buttock = "buttock",
        BackThigh = "back_thigh",
        InnerThigh = "inner_thigh",
        LowBack = "low_back",
        Sacroiliac = "sacroiliac",
        Knee = "knee",
        Other = "other",
    }
}

vocabulary! {
    /// What something feels like.
    Sensation "sensation" {
        Stretch = "stretch",
        MuscleAche = "muscle_ache",
        Sharp = "sharp",
        Pinch = "pinch",
        PainfulCatchOrLock = "painful_catch_or_lock",
        PainlessClick = "painless_click",
        GivingWay = "giving_way",
        BurningOrTingling = "burning_or_tingling",
    }
}

vocabulary! {
    /// How the end of a passive range feels to the examiner.
    EndFeel "end_feel" {
        Springy = "springy",
        Firm = "firm",
        Hard = "hard",
        Empty = "empty",
        NotReached = "not_reached",
    }
}

vocabulary! {
    /// An answer to a safety question.
    Answer "answer" {
        Yes = "yes",
        No = "no",
        Unknown = "unknown",
    }
}

vocabulary! {
    /// Something a drill needs.
    Equipment "equipment" {
        Mat = "mat",
        Wall = "wall",
        Chair = "chair",
        Bench = "bench",
        Step = "step",
        Box = "box",
        Band = "band",
        MiniBand = "mini_band",
        HeavyBand = "heavy_band",
        Strap = "strap",
        FoamRoller = "foam_roller",
        Ball = "ball",
        Kettlebell = "kettlebell",
        Weight = "weight",
        Table = "table",
        SupportHandle = "support_handle",
        Cushion = "cushion",
        Towel = "towel",
        Anchor = "anchor",
        Metronome = "metronome",
        Mirror = "mirror",
        MedBall = "med_ball",
        Dumbbell = "dumbbell",
        Barbell = "barbell",
        Doorway = "doorway",
        Dowel = "dowel",
        Cones = "cones",
        Pillow = "pillow",
        OpenGround = "open_ground",
    }
}

vocabulary! {
    /// How soon a referral must happen; ordered from least to most urgent.
    Urgency "urgency" {
        Routine = "routine",
        Soon = "soon",
        Urgent = "urgent",
        Emergency = "emergency",
    }
}

vocabulary! {
    /// Something a precaution forbids; what each one forbids is derived from a drill's pose, category, impact and load.
    MustNot "must_not" {
        HopTest = "hop_test",
        Plyometric = "plyometric",
        Running = "running",
        Sprinting = "sprinting",
        LoadedSingleLeg = "loaded_single_leg",
        EndRangeLoading = "end_range_loading",
        Stretching = "stretching",
        StaticEndRangeStretch = "static_end_range_stretch",
        EndRangeFlexionAdductionInternalRotation = "end_range_flexion_adduction_internal_rotation",
        EndRangeExtensionExternalRotation = "end_range_extension_external_rotation",
        LoadedRotation = "loaded_rotation",
        AnteriorCapsuleMobilisation = "anterior_capsule_mobilisation",
        CrossBodyStretch = "cross_body_stretch",
        FigureFourAdduction = "figure_four_adduction",
        HangingOnOneHip = "hanging_on_one_hip",
        AdductionCompression = "adduction_compression",
        BeyondLowLoadMidrange = "beyond_low_load_midrange",
        BeyondComfort = "beyond_comfort",
        OtherThanStrengthAndControl = "other_than_strength_and_control",
    }
}

vocabulary! {
    /// A condition that a drill's own row names as a reason to leave it out.
    DrillTag "drill_tag" {
        Fai = "fai",
        Lab = "lab",
        Inst = "inst",
        Bsi = "bsi",
        Pht = "pht",
        Gtps = "gtps",
        GtpsFlare = "gtps_flare",
        Add = "add",
        Ham = "ham",
        Neu = "neu",
        Knee = "knee",
        Post = "post",
        Irr = "irr",
        Bal = "bal",
        Lflex = "lflex",
        Lext = "lext",
        Oss = "oss",
        Preg = "preg",
        Rf = "rf",
        Shoulder = "shoulder",
    }
}

#[cfg(test)]
mod tests {
    use super::{Mechanism, Test};

    #[test]
    fn a_misspelt_id_is_answered_with_the_nearest_one() {
        let error = "hamstring".parse::<Mechanism>().expect_err("misspelt");
        assert_eq!(error.nearest, Some("hamstrings"));
        assert!(error.to_string().contains("did you mean \"hamstrings\"?"));
    }

    #[test]
    fn every_id_reads_back_as_itself() {
        for test in Test::ALL {
            assert_eq!(test.id().parse::<Test>().expect("own id"), *test);
        }
    }
}
