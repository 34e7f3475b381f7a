//! Recordings made from a script with known truth: for tests and for a sample person nobody had to be filmed for.

use super::motion::{Coordinate, Motion, Track};
use crate::vocabulary::{Angle, BySide, Caveat, CaveatKind, Instrument, Side};

crate::vocabulary::ids::vocabulary! {
    /// Which movement a script plays.
    MovementKind "movement_kind" {
        Squat = "squat",
        LegSwing = "leg_swing",
        SideSwing = "side_swing",
    }
}

/// One repetition: how far each hip goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RepetitionScript {
    /// Peak of each hip: flexion in squats and swings, abduction in side swings. In swings the other leg stands.
    pub peak: BySide<Angle>,
}

/// A movement to be played.
#[derive(Debug, Clone, PartialEq)]
pub struct MovementScript {
    /// Name of the recording.
    pub name: String,
    /// Which movement.
    pub kind: MovementKind,
    /// The leg that swings; squats use both.
    pub side: Side,
    /// Samples a second, Hz.
    pub rate_hz: f64,
    /// Time of one repetition, s.
    pub repetition_s: f64,
    /// Rest before, between and after repetitions, s.
    pub rest_s: f64,
    /// The repetitions in order.
    pub repetitions: Vec<RepetitionScript>,
    /// Backward (or inward) swing before each forward (or outward) one; squats have none.
    pub back_swing: Angle,
    /// Anterior tilt of the pelvis at the peak of a squat; the same share of a swing is lost to the pelvis.
    pub pelvis_at_peak: Angle,
    /// Lumbar flexion at the peak.
    pub lumbar_at_peak: Angle,
    /// Knee valgus at the peak of a squat, both sides.
    pub knee_valgus_at_peak: BySide<Angle>,
    /// Standard deviation of the noise on every angle, which is also its standard error.
    pub noise: Angle,
    /// Where the noise begins.
    pub seed: u64,
}

/// script => joint angles over time, the same on every machine.
///
/// Each repetition is a raised cosine, so its peak and its rest are known exactly. A rate or duration that is not
/// positive, and more than a million samples, give a recording without samples.
#[must_use]
pub fn synthesise(script: &MovementScript) -> Motion {
    let period_s = script.repetition_s + script.rest_s;
    let total_s = script.repetitions.len() as f64 * period_s + script.rest_s;
    let samples = total_s * script.rate_hz;
    let playable = script.rate_hz > 0.0 && script.repetition_s > 0.0 && script.rest_s >= 0.0 && samples < 1e6;
    let count = if playable { samples as usize + 1 } else { 0 };
    let time_s: Vec<f64> = (0..count).map(|sample| sample as f64 / script.rate_hz).collect();
    let mut noise = Noise { state: script.seed };
    let mut tracks = Vec::new();
    for (coordinate, side) in coordinates() {
        let values = time_s
            .iter()
            .map(|time| {
                let index = (time / period_s) as usize;
                let into = time - index as f64 * period_s - script.rest_s;
                let at = script.repetitions.get(index).filter(|_| into > 0.0);
                let phase = (into / script.repetition_s).clamp(0.0, 1.0);
                let value = at.map_or(0.0, |repetition| played(script, repetition, phase, coordinate, side));
                value + script.noise.rad() * noise.next()
            })
            .collect();
        tracks.push(Track { coordinate, side, values, standard_error: script.noise.rad(), error_is_general: false });
    }
    let text = "made from a script, nobody was recorded";
    Motion {
        name: script.name.clone(),
        instrument: Instrument::Optical,
        time_s,
        tracks,
        caveats: vec![Caveat::new(CaveatKind::NotMeasured, text)],
    }
}

fn coordinates() -> Vec<(Coordinate, Option<Side>)> {
    let played = [
        Coordinate::PelvisAnteriorTilt,
        Coordinate::PelvisRightDrop,
        Coordinate::PelvisLeftwardRotation,
        Coordinate::LumbarFlexion,
        Coordinate::LumbarRightBending,
        Coordinate::LumbarLeftwardRotation,
        Coordinate::HipFlexion,
        Coordinate::HipAdduction,
        Coordinate::HipInternalRotation,
        Coordinate::KneeFlexion,
        Coordinate::KneeAdduction,
        Coordinate::AnkleDorsiflexion,
    ];
    let sides = |coordinate: Coordinate| {
        if coordinate.is_of_a_leg() { vec![Some(Side::Left), Some(Side::Right)] } else { vec![None] }
    };
    played.into_iter().flat_map(|c| sides(c).into_iter().map(move |side| (c, side))).collect()
}

/// A raised cosine from 0 to 1 and back.
fn bell(phase: f64) -> f64 {
    0.5 * (1.0 - libm::cos(2.0 * std::f64::consts::PI * phase))
}

/// One coordinate at a phase of a repetition, 0–1; rad.
fn played(
    script: &MovementScript,
    repetition: &RepetitionScript,
    phase: f64,
    coordinate: Coordinate,
    side: Option<Side>,
) -> f64 {
    let of_side = side.unwrap_or(script.side);
    let peak = repetition.peak.get(of_side).rad();
    match script.kind {
        MovementKind::Squat => {
            let full = bell(phase);
            let tilt = script.pelvis_at_peak.rad();
            match coordinate {
                Coordinate::HipFlexion => peak * full,
                Coordinate::PelvisAnteriorTilt => tilt * full,
                Coordinate::LumbarFlexion => script.lumbar_at_peak.rad() * full,
                // The shin leans forward by a quarter of what the thigh leans back, so the foot can stay where it is.
                Coordinate::KneeFlexion => 1.25 * (peak - tilt).max(0.0) * full,
                Coordinate::AnkleDorsiflexion => 0.25 * (peak - tilt).max(0.0) * full,
                Coordinate::KneeAdduction => -script.knee_valgus_at_peak.get(of_side).rad() * full,
                _ => 0.0,
            }
        }
        MovementKind::LegSwing | MovementKind::SideSwing => {
            let swinging = side.is_none_or(|side| side == script.side);
            if !swinging {
                return 0.0;
            }
            // A third of the time back, two thirds forward.
            const BACK: f64 = 1.0 / 3.0;
            let forward = if phase < BACK { 0.0 } else { bell((phase - BACK) / (1.0 - BACK)) };
            let back = if phase < BACK { bell(phase / BACK) } else { 0.0 };
            let sagittal = script.kind == MovementKind::LegSwing;
            let swing = peak * forward - script.back_swing.rad() * back;
            match coordinate {
                Coordinate::HipFlexion if sagittal => swing,
                Coordinate::HipAdduction if !sagittal => -swing,
                // The pelvis gives way backward under a leg swung forward, and towards the stance side under one swung out.
                Coordinate::PelvisAnteriorTilt if sagittal => -script.pelvis_at_peak.rad() * forward,
                Coordinate::PelvisRightDrop if !sagittal => {
                    crate::skeleton::joint_angles::towards(script.side, -script.pelvis_at_peak.rad()) * forward
                }
                Coordinate::LumbarFlexion if sagittal => script.lumbar_at_peak.rad() * forward,
                Coordinate::KneeFlexion => 0.15 * swing.max(0.0),
                _ => 0.0,
            }
        }
    }
}

/// A repeatable sequence that looks random: variance one, no value beyond 3.5.
struct Noise {
    state: u64,
}

impl Noise {
    fn next(&mut self) -> f64 {
        // A sum of twelve even numbers between 0 and 1 has variance one and is close to a normal one.
        (0..12).map(|_| self.even()).sum::<f64>() - 6.0
    }

    /// SplitMix64 (Steele, Lea and Flood 2014) taken to 0–1.
    fn even(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        (mixed >> 11) as f64 / (1_u64 << 53) as f64
    }
}
