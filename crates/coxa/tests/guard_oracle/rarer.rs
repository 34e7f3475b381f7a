//! What random lives bring about too rarely for a comparison: put into some of them, each thing with its own share.

use std::sync::Arc;

use coxa::dose::{ClearanceEvent, ClearedBy, Event, EventKind, History, MorningState, Preference, guard};
use coxa::prescribe::LoadKind;
use coxa::vocabulary::{
    Answer, Assessment, BaselinePain, Day, DrillId, PainSite, QuestionId, Sensation, SessionId, Side, Test,
};

use super::devoted;
use super::guard_histories::{Random, Sources, THRESHOLDS, all_no, assessment, strong};

/// A random history, with rarer things in half of them, and the day it is judged on.
pub(crate) fn history(sources: &Sources, seed: u64) -> (History, Day) {
    let (mut history, mut today) = sources.history(seed);
    let mut random = Random::from_seed(seed ^ 0x5eed_0f0d_d7a1_95ed);
    let kind = random.below(100);
    match kind {
        50..=59 => (history, today) = devoted::life(sources, &mut random),
        70..=71 => (history, today) = devoted::red_twice(sources, &mut random),
        _ => {}
    }
    let mut added = Added { events: history.events().to_vec(), today, seq: 0 };
    match kind {
        0..=2 => added.painful_findings(&mut random),
        3..=5 => added.answers_of_an_unheard_question(&mut random),
        6..=7 => added.pain_long_after_its_session(&mut random),
        8..=9 => added.yes_of_tomorrow(&mut random),
        10..=37 | 72..=79 => added.baseline_or_late_morning(&mut random),
        38..=40 => added.word_on_hopping(&mut random),
        41..=46 => added.red_above_what_was_earned(&mut random),
        47..=49 => return (added.loads_as_due(sources, &mut random, &history), today),
        50..=53 | 60..=67 => added.at_the_edge_of_a_window(&mut random),
        68..=69 => added.told_of_no_session(&mut random),
        _ => return (history, today),
    }
    (History::new(added.events, history.integrity()), added.today)
}

const DAY_MS: i64 = 86_400_000;

/// A history with more in it.
struct Added {
    events: Vec<Event>,
    today: Day,
    seq: u64,
}

impl Added {
    /// Puts an event right after the one at a place, some days later than it.
    fn put(&mut self, after: usize, days_later: i32, kind: EventKind) {
        let Some(before) = self.events.get(after) else { return };
        let (at_ms, day) = (before.at_ms, before.day.plus(days_later));
        self.put_at(at_ms + 1, day, kind);
    }

    /// Puts an event after everything else, on a day.
    fn put_last(&mut self, day: Day, kind: EventKind) {
        let latest = self.events.iter().map(|event| event.at_ms).max().unwrap_or(0);
        self.put_at(latest + 1, day, kind);
    }

    fn put_at(&mut self, at_ms: i64, day: Day, kind: EventKind) {
        self.seq += 1;
        let id = Arc::from(format!("rarer-{}", self.seq));
        self.events.push(Event { id, device: Arc::from("rarer"), seq: self.seq, at_ms, day, kind });
    }

    fn somewhere(&self, random: &mut Random) -> usize {
        random.below(self.events.len().max(1))
    }

    /// Findings that hurt, and sometimes the same ones told again.
    fn painful_findings(&mut self, random: &mut Random) {
        let mut findings = strong();
        let no = random.below(findings.len());
        let finding = &mut findings[no];
        (finding.pain_nrs, finding.pain_site, finding.sensation) = *random.pick(&[
            (Some(3), Some(PainSite::Groin), None),
            (Some(6), Some(PainSite::Buttock), None),
            (Some(2), Some(PainSite::Knee), Some(Sensation::Sharp)),
            (Some(1), None, Some(Sensation::GivingWay)),
            (Some(2), Some(PainSite::BackThigh), Some(Sensation::BurningOrTingling)),
            (Some(0), Some(PainSite::Groin), Some(Sensation::Pinch)),
            (None, Some(PainSite::LateralHip), Some(Sensation::Sharp)),
            (Some(0), Some(PainSite::FrontThigh), Some(Sensation::Stretch)),
            (Some(3), Some(PainSite::FrontThigh), Some(Sensation::MuscleAche)),
        ]);
        finding.test = *random.pick(&[finding.test, Test::Faber, Test::DeepSquat]);
        let baseline = *random.pick(&[None, Some((PainSite::Groin, 3)), Some((PainSite::Groin, 4))]);
        let told = assessment(Some(34), all_no(), baseline.as_slice(), findings);
        let (place, last) = (self.somewhere(random), self.events.len().saturating_sub(1));
        self.put(place, 0, EventKind::AssessmentRecorded(told.clone()));
        if random.pct(50) {
            self.put(last, 0, EventKind::AssessmentRecorded(told));
        }
    }

    /// Answers to a question that no table knows, and sometimes a clearance after them.
    fn answers_of_an_unheard_question(&mut self, random: &mut Random) {
        let answer = random.weighted(&[(3, Answer::Yes), (3, Answer::Unknown), (1, Answer::No)]);
        let unheard = (QuestionId::from("rf_new.unheard"), answer);
        let place = self.somewhere(random);
        let kind = match random.below(3) {
            0 => EventKind::SessionStarted {
                session: SessionId::from("session-07"),
                new_symptoms: Some([unheard].into()),
                outside_load: None,
            },
            1 => {
                let mut told: Assessment = Assessment::clone(&assessment(Some(34), all_no(), &[], strong()));
                told.safety.extend([unheard]);
                EventKind::AssessmentRecorded(Arc::new(told))
            }
            _ => EventKind::SymptomReported([unheard].into()),
        };
        self.put(place, 0, kind);
        if random.pct(60) {
            let scope = *random.pick(&["all", "G8", "G8", "rf_new", "rf_new.unheard", "G8:left"]);
            let by = random.weighted(&[(4, ClearedBy::Clinician), (1, ClearedBy::Person)]);
            let later = place + random.below((self.events.len() - place).max(1));
            let until = random.weighted(&[(5, None), (1, Some(self.today)), (1, Some(self.today.plus(-1)))]);
            let cleared = ClearanceEvent { by, scope: scope.to_owned(), until, keeps: Vec::new() };
            self.put(later, 0, EventKind::Cleared(cleared));
        }
    }

    /// Pain told without a session, some days after the last one.
    fn pain_long_after_its_session(&mut self, random: &mut Random) {
        for _ in 0..=random.below(3) {
            let place = self.somewhere(random);
            let drill = *random.pick(&[None, Some("bridge_one"), Some("clam"), Some("stretch_front")]);
            let hurt = EventKind::Hurt {
                session: None,
                test: None,
                drill: drill.map(DrillId::from),
                side: *random.pick(&[None, Some(Side::Left), Some(Side::Right)]),
                site: *random.pick(&[None, Some(PainSite::Buttock), Some(PainSite::Groin), Some(PainSite::Sacroiliac)]),
                pain_nrs: random.weighted(&[(1, None), (2, Some(2)), (2, Some(4)), (6, Some(6))]),
                sensation: random.weighted(&[(6, None), (1, Some(Sensation::Sharp)), (1, Some(Sensation::MuscleAche))]),
            };
            let days_later = random.weighted(&[(1, 0), (1, 1), (4, 2), (2, 3), (1, 9)]);
            self.put(place, days_later, hurt);
        }
    }

    /// A yes, and other answers, of a day after today.
    fn yes_of_tomorrow(&mut self, random: &mut Random) {
        let question = *random.pick(&["rf_septic.fever", "rf_postop.surgery", "mech_lock.locking", "rf_new.unheard"]);
        let told = *random.pick(&[Answer::Yes, Answer::Yes, Answer::Yes, Answer::No, Answer::Unknown]);
        let answers = [
            (QuestionId::from(question), told),
            (QuestionId::from("mech_gluteal.side_lying_pain"), Answer::Unknown),
            (QuestionId::from("rf_bone.night_pain"), Answer::No),
        ];
        let place = self.somewhere(random);
        let to_tomorrow = |event: &Event| self.today.plus(1).since(event.day);
        let Some(days_later) = self.events.get(place).map(to_tomorrow) else { return };
        let kind = if random.pct(50) {
            EventKind::SymptomReported(answers.into())
        } else {
            let session = SessionId::from(*random.pick(&["session-05", "session-90"]));
            EventKind::SessionStarted { session, new_symptoms: Some(answers.into()), outside_load: None }
        };
        self.put(place, days_later + i32::from(random.pct(20)), kind);
    }

    /// Usual pain above what impact allows, or a later morning that says so.
    fn baseline_or_late_morning(&mut self, random: &mut Random) {
        if random.pct(35) {
            let pain_nrs = random.weighted(&[(1, 2), (4, 3), (3, 4)]);
            let mut told = Assessment::clone(&assessment(Some(34), all_no(), &[], strong()));
            told.baseline = vec![BaselinePain { site: PainSite::LateralHip, pain_nrs }];
            self.put_last(self.today, EventKind::AssessmentRecorded(Arc::new(told)));
            return;
        }
        let reported = self.events.iter().rev().find_map(|event| match &event.kind {
            EventKind::MorningReport { session, .. } => Some(session.clone()),
            _ => None,
        });
        let Some(session) = reported else { return };
        let pain_nrs = Some(random.weighted(&[(1, 2), (7, 3)]));
        let (state, site) = (Some(MorningState::Usual), Some(PainSite::LateralHip));
        let kind = EventKind::MorningReport { session, state, site, pain_nrs, hours_to_settle: None };
        self.put_last(self.today, kind);
    }

    /// A clinician earns hopping or running for somebody, and opens impact.
    fn word_on_hopping(&mut self, random: &mut Random) {
        let place = self.somewhere(random);
        for (rule, to) in [("G6", *random.pick(&["hop_one", "run_easy"])), ("G7", "seen to land well")] {
            let by = ClearedBy::Clinician;
            let reason = "seen and judged".to_owned();
            self.put(place, 0, EventKind::Overridden { by, rule: rule.to_owned(), to: to.to_owned(), reason });
        }
    }

    /// Two things that decide, moved apart until a window of days just holds or just does not hold both.
    fn at_the_edge_of_a_window(&mut self, random: &mut Random) {
        let decides = |event: &Event| {
            !matches!(
                event.kind,
                EventKind::SessionStarted { .. } | EventKind::SetDone { .. } | EventKind::Unreadable { .. }
            )
        };
        let deciding: Vec<usize> = (0..self.events.len()).filter(|at| decides(&self.events[*at])).collect();
        let windows: Vec<i64> =
            THRESHOLDS.iter().filter(|(name, _)| name.ends_with("_days")).map(|(_, days)| *days).collect();
        let Some(first) = deciding.get(random.below(deciding.len().max(1))).copied() else { return };
        let later: Vec<usize> = deciding.into_iter().filter(|at| first < *at).collect();
        let window = i32::try_from(*random.pick(&windows)).unwrap_or(0);
        let wanted = window + random.weighted(&[(1, -1), (2, 0), (1, 1)]);
        // One place beyond the last is today itself.
        let second = later.get(random.below(later.len() + 1)).copied().unwrap_or(self.events.len());
        let day = self.events.get(second).map_or(self.today, |event| event.day);
        let apart = (wanted - day.since(self.events[first].day)).max(0);
        for event in &mut self.events[second..] {
            event.day = event.day.plus(apart);
            event.at_ms += i64::from(apart) * DAY_MS;
        }
        self.today = self.today.plus(apart);
    }

    /// A clinician opens impact; before or after it a morning of a session nothing else is known of, or an end of one.
    fn told_of_no_session(&mut self, random: &mut Random) {
        let session = SessionId::from(*random.pick(&["session-98", "session-00", "session-03"]));
        let place = self.somewhere(random);
        if random.pct(40) {
            self.put(place, 0, EventKind::SessionEnded { session: session.clone(), completed: true });
        }
        let (by, reason) = (ClearedBy::Clinician, "seen to land well".to_owned());
        let opened = EventKind::Overridden { by, rule: "G7".to_owned(), to: "open".to_owned(), reason };
        let (first, then) = (self.somewhere(random), self.somewhere(random));
        self.put(first, 0, opened);
        let state = *random.pick(&[Some(MorningState::Usual), Some(MorningState::Worse), Some(MorningState::Soreness)]);
        let (site, pain_nrs) = random.weighted(&[(2, (None, None)), (1, (Some(PainSite::FrontThigh), Some(3)))]);
        self.put(then, 0, EventKind::MorningReport { session, state, site, pain_nrs, hours_to_settle: None });
    }

    /// A red of a drill above others that may have earned sets.
    fn red_above_what_was_earned(&mut self, random: &mut Random) {
        let done =
            |event: &Event, id: &str| matches!(&event.kind, EventKind::SetDone { drill, .. } if drill.as_str() == id);
        let ladders = [
            ("clam", "band_step"),
            ("stretch_front", "relax_front"),
            ("squat_one", "hop_one"),
            ("jump_two", "hop_one"),
        ];
        let most = ladders.iter().max_by_key(|(low, _)| self.events.iter().filter(|event| done(event, low)).count());
        let Some((low, high)) = most else { return };
        for (event, drill) in self
            .events
            .iter()
            .filter(|event| done(event, low))
            .map(|event| (event.at_ms, low))
            .take(1)
            .collect::<Vec<_>>()
        {
            let variable = EventKind::Preference(Preference::Variable(DrillId::from(*drill), "sets".to_owned()));
            let day = self.events.first().map_or(self.today, |event| event.day);
            self.put_at(event - 1, day, variable);
        }
        let place = self.events.len() * (30 + random.below(40)) / 100;
        let session = self.events.get(place).and_then(|event| match &event.kind {
            EventKind::SetDone { session, .. } | EventKind::MorningReport { session, .. } => Some(session.clone()),
            _ => None,
        });
        let hurt = EventKind::Hurt {
            session,
            test: None,
            drill: Some(DrillId::from(*high)),
            side: *random.pick(&[None, Some(Side::Left), Some(Side::Right)]),
            site: Some(PainSite::LowBack),
            pain_nrs: Some(6),
            sensation: None,
        };
        self.put(place, 0, hurt);
    }

    /// A wish for load, and sets done with the grade that is due then.
    fn loads_as_due(mut self, sources: &Sources, random: &mut Random, history: &History) -> History {
        let world = &sources.world;
        let loaded: Vec<&DrillId> = world
            .library
            .drills
            .iter()
            .filter(|drill| matches!(drill.load, LoadKind::Band | LoadKind::External))
            .map(|drill| &drill.id)
            .collect();
        let day = self.events.first().map_or(self.today, |event| event.day);
        for drill in &loaded {
            let wish = Preference::Variable((*drill).clone(), "load".to_owned());
            self.put_at(i64::from(day.days()) * DAY_MS, day, EventKind::Preference(wish));
        }
        let mut events = History::new(self.events, history.integrity()).events().to_vec();
        let mut due: Option<(SessionId, DrillId, Option<Side>, u8)> = None;
        for no in 0..events.len() {
            let EventKind::SetDone { session, drill, side, .. } = &events[no].kind else { continue };
            if !loaded.contains(&drill) {
                continue;
            }
            let known = due.as_ref().filter(|of| (&of.0, &of.1, &of.2) == (session, drill, side)).map(|of| of.3);
            let grade = known.unwrap_or_else(|| {
                let before = History::new(events[..no].to_vec(), history.integrity());
                let allowed = guard(&before, events[no].day, &world.knowledge, &world.library);
                allowed.drills.get(drill).map_or(0, |of| of.get(side.unwrap_or(Side::Left)).earned.load)
            });
            due = Some((session.clone(), drill.clone(), *side, grade));
            let said = random.weighted(&[(40, Some(grade)), (1, Some(grade + 1)), (1, None)]);
            if let EventKind::SetDone { did, .. } = &mut events[no].kind {
                did.load_grade = said;
            }
        }
        History::new(events, history.integrity())
    }
}
