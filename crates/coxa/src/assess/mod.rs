//! Findings to a restriction pattern: deficits, contrasts, beliefs over mechanisms, what cannot be told apart.

mod knowledge;
mod pattern;

pub use knowledge::{
    AssessKnowledge, Condition, Contrast, Demand, Frame, LikelihoodRatio, MechanismText, Norm, Signature, Weight,
};
pub use pattern::{
    Change, ChangeKind, ContrastResult, Cost, Deficit, DemandGap, DirectionState, MechanismBelief, Naming, NextTest,
    Pattern, SidePattern, StretchVerdict, TestValue,
};
