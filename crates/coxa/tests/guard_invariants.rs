//! What must hold of the guard whatever the history: seven invariants, on random histories and a small world walked whole.

#[path = "guard_invariants/beginners.rs"]
mod beginners;
#[allow(dead_code, unused_imports, reason = "the oracle uses what the invariants do not, and the other way round")]
mod guard_histories;
#[path = "guard_invariants/ladder.rs"]
mod ladder;
#[path = "guard_invariants/limits.rs"]
mod limits;
#[path = "guard_invariants/openings.rs"]
mod openings;
#[path = "guard_invariants/progress.rs"]
mod progress;
#[path = "guard_invariants/worse.rs"]
mod worse;

/// Random histories per invariant: enough to meet every rule often, few enough for half a minute together.
const HISTORIES: u64 = 4_000;
