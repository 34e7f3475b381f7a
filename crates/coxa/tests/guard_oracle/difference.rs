//! The first difference between two outcomes, and the shortest history that still shows one.

use std::fmt::Write as _;

use coxa::dose::{Event, History};
use coxa::vocabulary::{Day, Side};

use super::verdict::Outcome;

/// What differs first, in words: the kernel's value, then the oracle's; `None` when nothing does.
pub(crate) fn difference(kernel: &Outcome, oracle: &Outcome) -> Option<String> {
    let differ = |what: &str, kernel: &dyn std::fmt::Debug, oracle: &dyn std::fmt::Debug| {
        Some(format!("{what}\n  kernel {kernel:?}\n  oracle {oracle:?}"))
    };
    if kernel.clearance != oracle.clearance {
        return differ("clearance", &kernel.clearance, &oracle.clearance);
    }
    if kernel.questions != oracle.questions {
        return differ("questions", &kernel.questions, &oracle.questions);
    }
    if kernel.mornings_asked != oracle.mornings_asked {
        return differ("mornings asked", &kernel.mornings_asked, &oracle.mornings_asked);
    }
    if kernel.referrals != oracle.referrals {
        return differ("referrals", &kernel.referrals, &oracle.referrals);
    }
    if kernel.review_advised != oracle.review_advised {
        return differ("review advised", &kernel.review_advised, &oracle.review_advised);
    }
    for (no, side) in Side::ALL.into_iter().enumerate() {
        if kernel.end_range_loading[no] != oracle.end_range_loading[no] {
            let what = format!("end-range loading {side}");
            return differ(&what, &kernel.end_range_loading[no], &oracle.end_range_loading[no]);
        }
    }
    for (key, of_oracle) in &oracle.tests {
        let of_kernel = kernel.tests.get(key);
        if of_kernel != Some(of_oracle) {
            return differ(&format!("test {} {}", key.0, key.1), &of_kernel, of_oracle);
        }
    }
    for (key, of_oracle) in &oracle.drills {
        let of_kernel = kernel.drills.get(key);
        if of_kernel != Some(of_oracle) {
            return differ(&format!("drill {} {}", key.0, key.1), &of_kernel, of_oracle);
        }
    }
    (kernel.drills.len() != oracle.drills.len() || kernel.tests.len() != oracle.tests.len())
        .then(|| "the kernel knows more drills or tests".to_owned())
}

/// Drops events, one after the other, as long as the history still differs.
pub(crate) fn shortest(history: &History, differs: impl Fn(&History) -> bool) -> History {
    let mut events: Vec<Event> = history.events().to_vec();
    loop {
        let before = events.len();
        let mut no = events.len();
        while no > 0 {
            no -= 1;
            let mut fewer = events.clone();
            fewer.remove(no);
            if differs(&History::new(fewer.clone(), history.integrity())) {
                events = fewer;
            }
        }
        if events.len() == before {
            return History::new(events, history.integrity());
        }
    }
}

/// A history as lines a person can read.
pub(crate) fn story(history: &History, today: Day, first: Day) -> String {
    let mut story = format!("integrity {}, today is day {}\n", history.integrity(), today.since(first));
    for event in history.events() {
        let kind = match &event.kind {
            coxa::dose::EventKind::AssessmentRecorded(told) => {
                let odd: Vec<String> = told
                    .safety
                    .iter()
                    .filter(|(_, answer)| **answer != coxa::vocabulary::Answer::No)
                    .map(|(id, answer)| format!("{id}={answer}"))
                    .collect();
                let (answers, findings) = (told.safety.len(), told.findings.len());
                let (age, baseline) = (told.person.age_years, &told.baseline);
                format!(
                    "assessment age {age:?}, {answers} answers, not no: {odd:?}, baseline {baseline:?}, {findings} findings"
                )
            }
            coxa::dose::EventKind::PatternInferred(pattern) => {
                let said: Vec<String> = pattern
                    .sides
                    .iter()
                    .flat_map(|(side, of)| of.directions.iter().map(move |of| (side, of)))
                    .filter(|(_, of)| {
                        of.stretch != coxa::assess::StretchVerdict::Useful
                            || of.shape_probability > 0.0
                            || of.borrowed_deg.is_some()
                    })
                    .map(|(side, of)| {
                        format!(
                            "{side} {} {:?} {} {:?}",
                            of.direction, of.stretch, of.shape_probability, of.borrowed_deg
                        )
                    })
                    .collect();
                let fadir = (pattern.sides.left.fadir_positive, pattern.sides.right.fadir_positive);
                format!("pattern {said:?} fadir {fadir:?}, {} changes", pattern.changes.len())
            }
            coxa::dose::EventKind::ProgrammeIssued(_) => "programme".to_owned(),
            other => format!("{other:?}"),
        };
        let _ = writeln!(story, "  day {:>3}  {kind}", event.day.since(first));
    }
    story
}
