//! Where a number comes from and how far it may be trusted.

use std::sync::Arc;

super::ids::vocabulary! {
    /// How a value came to be known; shown wherever the value is shown.
    Status "status" {
        Verified = "VERIFIED",
        Memory = "MEMORY",
        Derived = "DERIVED",
        Design = "DESIGN",
        Gap = "GAP",
    }
}

impl Status {
    /// What a reader must be told beside the value; empty for a verified or derived one.
    #[must_use]
    pub const fn mark(self) -> &'static str {
        match self {
            Status::Verified | Status::Derived => "",
            Status::Memory => "unconfirmed",
            Status::Design => "changeable default",
            Status::Gap => "no value known",
        }
    }
}

/// The key of a reference, such as `soucie2011`.
pub type SourceKey = Arc<str>;

/// Status and sources of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// How the value came to be known.
    pub status: Status,
    /// Keys into the table of references; for a design value they are background only.
    pub sources: Vec<SourceKey>,
}

/// A value with its evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value itself.
    pub value: T,
    /// Where it comes from.
    pub evidence: Evidence,
}

/// An estimate with an interval; what the interval covers is said where it is used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The best single value.
    pub estimate: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}
