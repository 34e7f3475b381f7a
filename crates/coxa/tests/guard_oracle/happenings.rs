//! What happened in a history, in words a counter can count.

use std::collections::BTreeSet;

use coxa::vocabulary::{Side, Test};

use super::doors::impact_is_open;
use super::progress::Progress;
use super::setbacks::{Setbacks, is_lifted};
use super::verdict::is_resting;
use super::words::Case;

/// What happened in a history, in words a counter can count.
pub(crate) fn happened(case: &Case<'_>, setbacks: &Setbacks, progress: &Progress<'_, '_>) -> Vec<String> {
    let mut words: BTreeSet<String> = BTreeSet::new();
    for step in &progress.steps {
        words.insert(format!("step {:?}", step.variable));
    }
    for hold in &setbacks.holds {
        words.insert(format!("hold {:?}", hold.of));
    }
    for (name, locks) in
        [("lock", &setbacks.locks), ("out", &setbacks.outs), ("cap", &setbacks.caps), ("end", &setbacks.ended)]
    {
        for lock in locks {
            words.insert(format!("{name} {}", lock.rule));
            if name != "cap" && is_lifted(case, lock, case.now()) {
                words.insert(format!("lifted {name} {}", lock.rule));
            }
        }
    }
    for lock in &setbacks.locks {
        let before = progress.locked_down(lock.drill, lock.side, lock.at + 1);
        let now = progress.locked_down(lock.drill, lock.side, case.now());
        if !before.is_empty() && now.is_empty() && !is_lifted(case, lock, case.now()) {
            words.insert("unlocked by an easier drill".to_owned());
        }
    }
    if !setbacks.referrals.is_empty() {
        words.insert("two reds".to_owned());
    }
    if Side::ALL.iter().any(|side| !progress.restarts_of(*side).is_empty()) {
        words.insert("restart".to_owned());
    }
    if impact_is_open(case, progress) {
        words.insert("impact open".to_owned());
    }
    if Test::ALL.iter().any(|test| is_resting(case, *test, Side::Left)) {
        words.insert("test rests".to_owned());
    }
    words.into_iter().collect()
}
