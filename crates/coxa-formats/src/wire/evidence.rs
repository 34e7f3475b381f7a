//! Intervals, evidence, caveats and a value for each side.

use coxa::vocabulary::{BySide, Caveat, CaveatKind, Evidence, Interval, SourceKey, Status};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::mirror::{At, Wire, mirror};
use super::number::Real;
use super::word::{Id, Key};
use crate::fault::{Code, InputError};

mirror! {
    /// An estimate with an interval.
    IntervalWire = Interval {
        /// The best single value.
        estimate: Real,
        /// The lower end.
        low: Real,
        /// The upper end.
        high: Real,
    } checked by ordered_interval
}

/// An interval's ends must be in order; the estimate may lie outside a skewed one.
pub(crate) fn ordered_interval(interval: &Interval, at: &At<'_>) -> Result<(), InputError> {
    if interval.low <= interval.high {
        return Ok(());
    }
    let found = format!("low {} above high {}", interval.low, interval.high);
    Err(InputError::new(Code::ValueOutOfRange, found, "low at most high").at_field(at.pointer()))
}

mirror! {
    /// Status and sources of a value.
    EvidenceWire = Evidence {
        /// How the value came to be known.
        status: Id<Status>,
        /// Keys into the table of references.
        sources: Vec<Key<SourceKey>>,
    }
}

mirror! {
    /// One doubt about a result.
    CaveatWire = Caveat {
        /// Which kind of doubt, for programs.
        kind: Id<CaveatKind>,
        /// What it is about and what it means, for people.
        text: String,
    }
}

/// One value for each side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BothSides<T> {
    /// The left side's value.
    pub left: T,
    /// The right side's value.
    pub right: T,
}

impl<W: Wire> Wire for BothSides<W> {
    type Core = BySide<W::Core>;

    fn write(core: &BySide<W::Core>) -> BothSides<W> {
        BothSides { left: W::write(&core.left), right: W::write(&core.right) }
    }

    fn read(self, at: &At<'_>) -> Result<BySide<W::Core>, InputError> {
        Ok(BySide { left: self.left.read(&At::Field(at, "left"))?, right: self.right.read(&At::Field(at, "right"))? })
    }
}
