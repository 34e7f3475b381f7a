//! Findings to a restriction pattern: deficits, contrasts, beliefs over mechanisms, what cannot be told apart; and what
//! a person measures alone at home.

mod knowledge;
mod pattern;
mod thresholds;

mod stage;

mod measured;
mod range_direction;
mod standing;

mod matching_norm;

mod deficit;

mod demand_gap;

mod condition;
mod contrast;

mod mechanism_model;
mod signature_model;

mod burden;
mod gaussian;
mod hypothesis;
mod ordinary_variation;
mod side_fit;
mod signature_costs;
mod signature_information;

mod own_tests;

mod direction_state;
mod naming;
mod sentence;

mod change;
mod next_test;

mod battery;
mod home_test;

pub use battery::{Battery, BatteryDay, BatteryRequest, LeftOut, MeasuredTest, ProposedTest, WhyLeftOut, battery};
pub use home_test::{CheckSets, HomeCheck, HomeNeed, HomeTest, Position, Typed, TypedError};
pub use knowledge::{
    AssessKnowledge, Condition, Contrast, Demand, Expected, Frame, LikelihoodRatio, MechanismText, Norm, Signature,
    Weight,
};
pub use mechanism_model::{MechanismEvidence, MechanismModel, Posterior, RangeEvidence};
pub use pattern::{
    Change, ChangeKind, ContrastResult, Cost, Deficit, DemandGap, DirectionState, MechanismBelief, Naming, NextTest,
    Pattern, SidePattern, StretchVerdict, TestValue,
};
pub use range_direction::tests_of;
pub use signature_model::SignatureModel;
pub use stage::{assess, assess_with};
pub use thresholds::{MissingThreshold, Thresholds};
