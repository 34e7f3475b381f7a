//! A local calendar day, counted; the only time unit rules reason in.

/// A local calendar day: days since 1970-01-01 in the proleptic Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(i32);

impl Day {
    /// From a count of days since 1970-01-01.
    #[must_use]
    pub const fn from_days(days_since_1970: i32) -> Day {
        Day(days_since_1970)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn days(self) -> i32 {
        self.0
    }

    /// This day moved by `days`, later when positive; saturates at the ends of time.
    #[must_use]
    pub const fn plus(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }

    /// Days from `earlier` to this day, negative when this day comes first.
    #[must_use]
    pub const fn since(self, earlier: Day) -> i32 {
        self.0.saturating_sub(earlier.0)
    }
}
