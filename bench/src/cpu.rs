//! Time that this thread spent computing, so that a busy machine changes a result less.

use std::time::Instant;

/// What was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The system counts the time of each thread on a processor.
    Cpu,
    /// It does not, and time on the wall was taken instead.
    Wall,
}

impl Clock {
    /// For JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Clock::Cpu => "cpu",
            Clock::Wall => "wall",
        }
    }
}

/// Seconds that `work` took on this thread; the count moves in steps of milliseconds, so `work` should last longer.
pub fn seconds_of(work: impl FnOnce()) -> (f64, Clock) {
    let (wall, cpu) = (Instant::now(), spent_ns());
    work();
    match (cpu, spent_ns()) {
        // Linux alone, and not every one, keeps this count; one that stands still is none.
        (Some(before), Some(after)) if before < after => ((after - before) as f64 * 1e-9, Clock::Cpu),
        _ => (wall.elapsed().as_secs_f64(), Clock::Wall),
    }
}

/// Nanoseconds of this thread on a processor since it began.
fn spent_ns() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok()
}
