//! The conditions of contrasts, as they are written in the table.

use coxa::assess::Condition;
use coxa::vocabulary::{EndFeel, Mode, PainSite, Quantity, Sensation, Test};
use serde::{Deserialize, Serialize};

use super::value::{Id, plain};

/// A test in a mode: `["straight_leg_raise", "passive"]`.
type TestMode = (Id<Test>, Id<Mode>);

/// One condition of a contrast, such as `{ below = { test = "ober", mode = "passive", sd = 1.0 } }`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ConditionRow {
    /// Below norm.
    Below {
        /// Which test.
        test: Id<Test>,
        /// In which mode.
        mode: Id<Mode>,
        /// By how many norm SDs.
        sd: f64,
    },
    /// Not below norm.
    Within {
        /// Which test.
        test: Id<Test>,
        /// In which mode.
        mode: Id<Mode>,
        /// Within how many norm SDs.
        sd: f64,
    },
    /// Above norm.
    Above {
        /// Which test.
        test: Id<Test>,
        /// In which mode.
        mode: Id<Mode>,
        /// By how many norm SDs.
        sd: f64,
    },
    /// Several tests above norm.
    ManyAbove {
        /// By how many norm SDs.
        sd: f64,
        /// How many tests.
        count: u8,
    },
    /// One test stands better than another.
    Gap {
        /// The better one.
        higher: TestMode,
        /// The worse one.
        lower: TestMode,
        /// By how many norm SDs.
        sd: f64,
    },
    /// One value exceeds another.
    Difference {
        /// The larger one.
        higher: TestMode,
        /// The smaller one.
        lower: TestMode,
        /// By how many degrees.
        deg: f64,
    },
    /// One value does not exceed another by so much.
    Alike {
        /// The one that could be larger.
        higher: TestMode,
        /// The one that could be smaller.
        lower: TestMode,
        /// By less than how many degrees.
        deg: f64,
    },
    /// Two values together make an arc.
    Arc {
        /// One end.
        one: TestMode,
        /// The other end.
        other: TestMode,
        /// Of at least how many degrees.
        deg: f64,
    },
    /// A value is small.
    AtMost {
        /// Which test.
        test: Id<Test>,
        /// In which mode.
        mode: Id<Mode>,
        /// At most this, in the test's unit.
        value: f64,
    },
    /// Something was felt during a test.
    Felt {
        /// Which test.
        test: Id<Test>,
        /// Where; empty for anywhere.
        sites: Vec<Id<PainSite>>,
        /// What; empty for any pain.
        sensations: Vec<Id<Sensation>>,
    },
    /// The end of the range felt so to the examiner.
    EndFeel {
        /// Which test.
        test: Id<Test>,
        /// Any of these.
        feels: Vec<Id<EndFeel>>,
    },
    /// A variant of a screen reads better.
    VariantBetter {
        /// Which screen.
        test: Id<Test>,
        /// Which reading.
        quantity: Id<Quantity>,
        /// Which variant.
        variant: String,
        /// By how much.
        by: f64,
    },
    /// A test reads better with a free pelvis.
    PelvisFreeBetter {
        /// Which test.
        test: Id<Test>,
        /// By how many degrees.
        deg: f64,
    },
    /// A screen's reading is large.
    ReadingAtLeast {
        /// Which screen.
        test: Id<Test>,
        /// Which reading.
        quantity: Id<Quantity>,
        /// At least this, in its unit.
        value: f64,
    },
    /// The person feels tight and nothing is short.
    TightButNotShort {},
}

impl ConditionRow {
    /// The condition as the core takes it.
    #[must_use]
    pub fn condition(&self) -> Condition {
        let pair = |(test, mode): &TestMode| (test.0, mode.0);
        match self {
            ConditionRow::Below { test, mode, sd } => Condition::Below { test: test.0, mode: mode.0, sd: *sd },
            ConditionRow::Within { test, mode, sd } => Condition::Within { test: test.0, mode: mode.0, sd: *sd },
            ConditionRow::Above { test, mode, sd } => Condition::Above { test: test.0, mode: mode.0, sd: *sd },
            ConditionRow::ManyAbove { sd, count } => Condition::ManyAbove { sd: *sd, count: *count },
            ConditionRow::Gap { higher, lower, sd } => {
                Condition::Gap { higher: pair(higher), lower: pair(lower), sd: *sd }
            }
            ConditionRow::Difference { higher, lower, deg } => {
                Condition::Difference { higher: pair(higher), lower: pair(lower), deg: *deg }
            }
            ConditionRow::Alike { higher, lower, deg } => {
                Condition::Alike { higher: pair(higher), lower: pair(lower), deg: *deg }
            }
            ConditionRow::Arc { one, other, deg } => Condition::Arc { one: pair(one), other: pair(other), deg: *deg },
            ConditionRow::AtMost { test, mode, value } => {
                Condition::AtMost { test: test.0, mode: mode.0, value: *value }
            }
            ConditionRow::Felt { test, sites, sensations } => {
                Condition::Felt { test: test.0, sites: plain(sites), sensations: plain(sensations) }
            }
            ConditionRow::EndFeel { test, feels } => Condition::EndFeel { test: test.0, feels: plain(feels) },
            ConditionRow::VariantBetter { test, quantity, variant, by } => {
                Condition::VariantBetter { test: test.0, quantity: quantity.0, variant: variant.clone(), by: *by }
            }
            ConditionRow::PelvisFreeBetter { test, deg } => Condition::PelvisFreeBetter { test: test.0, deg: *deg },
            ConditionRow::ReadingAtLeast { test, quantity, value } => {
                Condition::ReadingAtLeast { test: test.0, quantity: quantity.0, value: *value }
            }
            ConditionRow::TightButNotShort {} => Condition::TightButNotShort,
        }
    }
}
