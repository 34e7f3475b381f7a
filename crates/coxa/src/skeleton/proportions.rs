//! How long each part of the body is, as a share of body height.

use crate::vocabulary::Evidence;

/// Segment lengths of coxa's own skeleton, each as a share of body height.
#[derive(Debug, Clone, PartialEq)]
pub struct Proportions {
    /// Half the distance between the hip joint centres.
    pub hip_half_width: f64,
    /// Hip joint centre to knee.
    pub thigh: f64,
    /// Knee to ankle.
    pub shank: f64,
    /// Ankle to sole.
    pub ankle_height: f64,
    /// Heel to tip of the toes.
    pub foot_length: f64,
    /// Heel to the point under the ankle.
    pub heel_behind_ankle: f64,
    /// Hip joint centres up to the lumbar joint.
    pub lumbar_above_hip: f64,
    /// Hip joint centres back to the lumbar joint.
    pub lumbar_behind_hip: f64,
    /// Lumbar joint to the middle between the shoulders.
    pub trunk: f64,
    /// Half the distance between the shoulder joints.
    pub shoulder_half_width: f64,
    /// Middle between the shoulders to the middle of the head.
    pub head_above_shoulders: f64,
    /// Half the height of the head.
    pub head_radius: f64,
    /// Shoulder to elbow.
    pub upper_arm: f64,
    /// Elbow to the middle of the hand.
    pub forearm: f64,
    /// Pelvis origin of recorded models (between the front iliac spines) above the hip joint centres.
    pub pelvis_origin_above_hip: f64,
    /// Pelvis origin of recorded models in front of the hip joint centres.
    pub pelvis_origin_before_hip: f64,
    /// Thickness: pelvis to the surface it sits or lies on.
    pub pelvis_radius: f64,
    /// Thickness: shoulder to the surface it lies on.
    pub shoulder_radius: f64,
    /// Thickness: knee to the surface it kneels on.
    pub knee_radius: f64,
    /// Height of a chair's seat.
    pub seat_height: f64,
    /// Height of a bench.
    pub bench_height: f64,
    /// Height of a treatment table.
    pub table_height: f64,
    /// Status and sources of the row.
    pub evidence: Evidence,
}

impl Proportions {
    /// Hip joint centre to sole with the leg straight, as a share of body height.
    #[must_use]
    pub fn leg_length(&self) -> f64 {
        self.thigh + self.shank + self.ankle_height
    }
}
