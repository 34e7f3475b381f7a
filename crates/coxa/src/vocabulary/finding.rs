//! One measured or observed fact.

use super::caveat::Caveat;
use super::day::Day;
use super::ids::{EndFeel, Instrument, Mode, PainSite, PelvisControlled, Sensation, Test};
use super::side::Side;

super::ids::vocabulary! {
    /// What a movement screen reads; a bench test has its single value and needs none.
    Quantity "quantity" {
        HipFlexion = "hip_flexion",
        HipExtension = "hip_extension",
        HipAbduction = "hip_abduction",
        HipAdduction = "hip_adduction",
        HipInternalRotation = "hip_internal_rotation",
        HipExternalRotation = "hip_external_rotation",
        HipRotation = "hip_rotation",
        HipExtensionRear = "hip_extension_rear",
        HipRotationRear = "hip_rotation_rear",
        HipRotationFront = "hip_rotation_front",
        KneeFlexion = "knee_flexion",
        KneeValgus = "knee_valgus",
        AnkleDorsiflexion = "ankle_dorsiflexion",
        FootPronation = "foot_pronation",
        HeelRise = "heel_rise",
        PelvicTilt = "pelvic_tilt",
        PelvicList = "pelvic_list",
        PelvicDrop = "pelvic_drop",
        PelvicRotation = "pelvic_rotation",
        LumbarFlexion = "lumbar_flexion",
        LumbarExtension = "lumbar_extension",
        TrunkLean = "trunk_lean",
        DepthPctLegLength = "depth_pct_leg_length",
        Repetitions = "repetitions",
    }
}

/// How a finding came about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Provenance {
    /// Name of the recording it was measured from; `None` when typed.
    pub recording: Option<String>,
    /// Repetitions it summarises; `None` for a single reading.
    pub repetitions: Option<u32>,
}

/// One measured or observed fact: test, side, mode and a value in the test's unit.
///
/// Values of different instruments are never mixed in one trend.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Which test or screen.
    pub test: Test,
    /// Which side.
    pub side: Side,
    /// Passive, active, contract–relax, movement, strength or observation.
    pub mode: Mode,
    /// What was read, for screens that read several things; `None` for a test with one value.
    pub quantity: Option<Quantity>,
    /// The screen's variant, such as `heels_raised`; `None` for the plain one.
    pub variant: Option<String>,
    /// The value in the unit of the test; for degrees, signs as the test's id says.
    pub value: f64,
    /// Standard error in the same unit; `None` takes the instrument's from the tables.
    pub standard_error: Option<f64>,
    /// What measured it.
    pub instrument: Instrument,
    /// Whether the pelvis was held or watched.
    pub pelvis_controlled: PelvisControlled,
    /// Pain 0–10 during the test; `None` when not asked.
    pub pain_nrs: Option<u8>,
    /// Where the pain or stretch was felt.
    pub pain_site: Option<PainSite>,
    /// What it felt like.
    pub sensation: Option<Sensation>,
    /// How the end of range felt to the examiner.
    pub end_feel: Option<EndFeel>,
    /// Whether form was kept over the repetitions, for strength and control tests.
    pub form_kept: Option<bool>,
    /// The local day it was taken; `None` when not recorded.
    pub day: Option<Day>,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Doubts about this finding.
    pub caveats: Vec<Caveat>,
}
