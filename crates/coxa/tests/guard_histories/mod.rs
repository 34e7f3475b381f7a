//! Random histories for the tests of the guard: mostly good training, with everything that can go wrong in it.

mod allowed;
mod diary;
mod journal;
mod moments;
mod random;
mod told;
mod world;

use std::sync::Arc;

use coxa::assess::{ChangeKind, Pattern, StretchVerdict};
use coxa::dose::{Event, EventKind, History, Integrity};
use coxa::prescribe::Programme;
use coxa::vocabulary::{Answer, Assessment, BySide, Day, Direction, PainSite, QuestionId, SessionId, Side};

use diary::{Diary, Nature, disturb};

pub(crate) use allowed::{Compared, first_beyond, limits, steps, steps_within};
pub(crate) use journal::Journal;
pub(crate) use moments::{judged, last_event, named, whole};
pub(crate) use random::Random;
pub(crate) use told::{Answers, QUESTIONS, Says, all_no, assessment, nothing_new, pattern, programme, strong};
pub(crate) use world::{THRESHOLDS, World};

/// The day histories begin; any day would do.
pub(crate) const FIRST_DAY: Day = Day::from_days(20_000);

/// Most events of a random history.
const EVENTS_MAX: usize = 60;

const DAY_MS: i64 = 86_400_000;

/// What the generator draws from, made once.
pub(crate) struct Sources {
    pub(crate) world: World,
    event_ids: Vec<Arc<str>>,
    devices: [Arc<str>; 2],
    sessions: Vec<SessionId>,
    assessments: Vec<(usize, Arc<Assessment>)>,
    patterns: Vec<Arc<Pattern>>,
    programme: Arc<Programme>,
    nothing_new: Answers,
}

impl Sources {
    pub(crate) fn new() -> Sources {
        Sources {
            world: World::small(),
            event_ids: (0..200).map(|no| Arc::from(format!("event-{no:03}"))).collect(),
            devices: [Arc::from("phone"), Arc::from("tablet")],
            sessions: (0..100).map(|no| SessionId::from(format!("session-{no:02}").as_str())).collect(),
            assessments: assessments(),
            patterns: patterns(),
            programme: programme(),
            nothing_new: nothing_new(),
        }
    }

    /// A random history and the day it is judged on.
    pub(crate) fn history(&self, seed: u64) -> (History, Day) {
        let mut random = Random::from_seed(seed);
        let wanted = if random.pct(10) { random.below(EVENTS_MAX + 1) } else { 30 + random.below(EVENTS_MAX - 29) };
        let mut diary = Diary::new(self);
        let person = Nature::draw(&mut random, self);
        diary.live(&mut random, &person, wanted);
        let mut events = diary.events;
        events.truncate(EVENTS_MAX);
        disturb(&mut random, &mut events);
        let last = events.last().map_or(FIRST_DAY, |event| event.day);
        let later = random.weighted(&[(30, 0), (40, 1), (10, 2), (8, 3), (5, 8), (4, 15), (2, 40), (3, -1), (1, -3)]);
        let integrity = random.weighted(&[
            (94, Integrity::Whole),
            (2, Integrity::Unchained),
            (2, Integrity::Unsynced),
            (2, Integrity::Gap),
        ]);
        (History::new(events, integrity), last.plus(later))
    }

    /// An event at a place of a history: its day decides when.
    pub(crate) fn event(&self, no: usize, day: Day, kind: EventKind) -> Event {
        Event {
            id: self.event_ids[no].clone(),
            device: self.devices[0].clone(),
            seq: no as u64,
            at_ms: i64::from(day.days()) * DAY_MS + i64::try_from(no).unwrap_or(i64::MAX) * 60_000,
            day,
            kind,
        }
    }

    pub(crate) fn session(&self, no: usize) -> SessionId {
        self.sessions[no].clone()
    }

    pub(crate) const fn nothing_new(&self) -> &Answers {
        &self.nothing_new
    }
}

/// The four healthy ones first, then all that is rarer, each with its weight.
fn assessments() -> Vec<(usize, Arc<Assessment>)> {
    let with = |changes: &[(&str, Option<Answer>)]| {
        let mut answers = all_no();
        for (id, answer) in changes {
            match answer {
                Some(answer) => answers.insert(QuestionId::from(*id), *answer),
                None => answers.remove(*id),
            };
        }
        answers
    };
    let yes = Some(Answer::Yes);
    let unknown = Some(Answer::Unknown);
    let mut all = vec![
        (0, assessment(Some(34), all_no(), &[], strong())),
        (0, assessment(Some(40), all_no(), &[(PainSite::Groin, 1)], strong())),
        (0, assessment(None, all_no(), &[(PainSite::Groin, 3), (PainSite::LateralHip, 2)], Vec::new())),
        (0, assessment(Some(16), all_no(), &[], strong())),
        (3, assessment(Some(34), with(&[]), &[(PainSite::Groin, 5)], Vec::new())),
        (2, assessment(Some(34), with(&[]), &[(PainSite::Other, 4), (PainSite::JointLine, 4)], strong())),
        (1, assessment(Some(34), Answers::new(), &[], Vec::new())),
        (2, assessment(Some(17), with(&[("rf_growth.limp", None)]), &[], strong())),
        (2, assessment(Some(12), with(&[("rf_growth.limp", None)]), &[], strong())),
        (2, assessment(None, with(&[("rf_growth.limp", unknown)]), &[], strong())),
    ];
    for (id, _) in QUESTIONS {
        all.push((2, assessment(Some(34), with(&[(*id, yes)]), &[], strong())));
        all.push((1, assessment(Some(34), with(&[(*id, unknown)]), &[], strong())));
    }
    // A question of a newer table, and findings that hurt.
    all.push((1, assessment(Some(34), with(&[("rf_new.asked_elsewhere", unknown)]), &[], strong())));
    all.push((1, assessment(Some(34), with(&[("rf_new.asked_elsewhere", Some(Answer::No))]), &[], strong())));
    for painful in told::painful() {
        let mut findings = strong();
        findings.push(painful);
        all.push((2, assessment(Some(34), all_no(), &[(PainSite::Groin, 1)], findings)));
    }
    for (above, pain, form) in
        [(-1.0, Some(0), Some(true)), (0.0, None, Some(true)), (0.0, Some(3), Some(true)), (0.0, Some(0), None)]
    {
        let mut findings = strong();
        findings.extend(told::strength(Side::Right, above, pain, form));
        all.push((1, assessment(Some(34), all_no(), &[], findings)));
    }
    all
}

fn patterns() -> Vec<Arc<Pattern>> {
    use Direction::{Adduction, Extension, ExtensionKneeBent, Flexion, InternalRotation};
    let says = |side, direction, stretch, shape, borrowed| Says { side, direction, stretch, shape, borrowed };
    let (left, right) = (Side::Left, Side::Right);
    let free = BySide { left: None, right: Some(false) };
    vec![
        pattern(&[], free, &[ChangeKind::Improved]),
        pattern(&[], free, &[ChangeKind::WithinError]),
        pattern(&[], free, &[ChangeKind::Improved, ChangeKind::Worse]),
        pattern(&[says(left, Extension, StretchVerdict::NotShort, 0.0, None)], free, &[]),
        pattern(&[says(right, Flexion, StretchVerdict::Beyond, 0.0, None)], free, &[]),
        pattern(&[says(left, InternalRotation, StretchVerdict::Beyond, 0.0, Some(0.0))], free, &[]),
        pattern(&[says(left, Adduction, StretchVerdict::Shape, 0.2, None)], free, &[]),
        pattern(&[says(right, Extension, StretchVerdict::Useful, 0.19, Some(12.0))], free, &[]),
        pattern(&[says(right, ExtensionKneeBent, StretchVerdict::NotMeasured, 0.5, Some(3.0))], free, &[]),
        pattern(&[], BySide { left: Some(true), right: None }, &[]),
        pattern(
            &[says(left, Extension, StretchVerdict::Shape, 0.0, None)],
            BySide { left: None, right: Some(true) },
            &[],
        ),
    ]
}
