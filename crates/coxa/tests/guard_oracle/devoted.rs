//! The life of somebody who does one drill again and again, mostly well: what is earned, spoilt and earned once more.

use coxa::dose::{
    ClearanceEvent, ClearedBy, Did, Event, EventKind, FormSeenBy, History, MorningState, Preference, guard,
};
use coxa::prescribe::Drill;
use coxa::vocabulary::{Day, DrillId, PainSite, Sensation, SessionId, Side};

use super::guard_histories::{FIRST_DAY, Random, Sources, all_no, assessment, last_event, named, strong, whole};

/// Drills with room to earn, each with the one below it, if there is one.
const DRILLS: &[(&str, Option<&str>)] = &[
    ("clam", None),
    ("band_step", Some("clam")),
    ("bridge_one", Some("bridge_two")),
    ("stretch_front", Some("breathe")),
    ("hold_flexion", None),
    ("slide_heel", None),
];

/// Most events of a life: enough for four steps of two performances each.
const EVENTS_MAX: usize = 90;

/// A life, and the day it is judged on.
pub(crate) fn life(sources: &Sources, random: &mut Random) -> (History, Day) {
    let drill = *random.pick(DRILLS);
    let mut life = Life::begin(sources, random, drill);
    let wish = *random.pick(&[None, Some("load"), Some("load"), Some("sets"), Some("duration"), Some("level")]);
    if let Some(variable) = wish {
        life.write(EventKind::Preference(Preference::Variable(life.drill.id.clone(), variable.to_owned())));
    }
    let wanted = 20 + random.below(EVENTS_MAX - 20);
    while life.events.len() < wanted {
        life.train(random);
        life.happen(random);
    }
    let today = life.day.plus(random.weighted(&[(4, 0), (4, 1), (1, 27), (1, 28)]));
    (whole(&life.events), today)
}

/// A red, good sessions of the easier drill until it is unlocked, another red some weeks later, good sessions again.
pub(crate) fn red_twice(sources: &Sources, random: &mut Random) -> (History, Day) {
    let mut life = Life::begin(sources, random, ("stretch_front", Some("breathe")));
    let (drill, easier) = (life.drill, life.easier.unwrap_or(life.drill));
    let apart = *random.pick(&[15, 26, 27, 28, 29]);
    for days in [apart, 1] {
        let first = life.day;
        let session = life.start();
        life.set(&session, drill, 1, None);
        life.told(&session, drill, Some(felt_at(drill)), 6);
        life.day = life.day.plus(1);
        for _ in 0..4 + random.below(3) {
            let session = life.start();
            life.set(&session, easier, 1, None);
            life.morning(session, MorningState::Usual, easier);
        }
        life.day = life.day.max(first.plus(days));
    }
    let today = life.day;
    (whole(&life.events), today)
}

struct Life<'s> {
    sources: &'s Sources,
    drill: &'s Drill,
    easier: Option<&'s Drill>,
    side: Option<Side>,
    /// Sessions in a hundred with something that hurts.
    setbacks: usize,
    events: Vec<Event>,
    day: Day,
    sessions: usize,
}

impl<'s> Life<'s> {
    fn begin(sources: &'s Sources, random: &mut Random, (drill, easier): (&str, Option<&str>)) -> Life<'s> {
        let mut life = Life {
            sources,
            drill: sources.world.library.drill(&DrillId::from(drill)).expect("a drill of the small world"),
            easier: easier.and_then(|id| sources.world.library.drill(&DrillId::from(id))),
            side: random.weighted(&[(4, None), (1, Some(Side::Left))]),
            setbacks: random.weighted(&[(2, 4), (3, 15), (1, 40)]),
            events: Vec::new(),
            day: FIRST_DAY,
            sessions: 0,
        };
        life.write(EventKind::AssessmentRecorded(assessment(Some(34), all_no(), &[], strong())));
        life
    }

    fn write(&mut self, kind: EventKind) {
        let event = last_event(self.sources, &self.events, self.day, kind);
        self.events.push(named(event, self.events.len()));
    }

    /// A session, what hurts in it, and its morning; sometimes pain is told only after that.
    fn train(&mut self, random: &mut Random) {
        let session = self.start();
        let of_easier = self.easier.filter(|_| random.pct(25));
        let drill = of_easier.unwrap_or(self.drill);
        let load_grade = self.load_due(drill);
        let hurts = random.pct(self.setbacks);
        let told_late = random.pct(25);
        for set in 1..=drill.dose.sets.1 {
            self.set(&session, drill, set, load_grade);
            if hurts && !told_late && random.pct(60) {
                self.hurt(random, &session, drill);
            }
        }
        let state = if random.pct(self.setbacks / 3) {
            *random.pick(&[MorningState::Soreness, MorningState::Worse])
        } else {
            MorningState::Usual
        };
        self.morning(session.clone(), state, drill);
        if hurts && told_late {
            self.hurt(random, &session, drill);
        }
    }

    fn start(&mut self) -> SessionId {
        let session = self.sources.session(self.sessions);
        self.sessions += 1;
        let new_symptoms = Some(self.sources.nothing_new().clone());
        self.write(EventKind::SessionStarted { session: session.clone(), new_symptoms, outside_load: None });
        session
    }

    fn morning(&mut self, session: SessionId, state: MorningState, drill: &Drill) {
        self.day = self.day.plus(1);
        let site = Some(felt_at(drill)).filter(|_| state != MorningState::Usual);
        let (state, pain_nrs, hours_to_settle) = (Some(state), None, None);
        self.write(EventKind::MorningReport { session, state, site, pain_nrs, hours_to_settle });
    }

    /// The load grade earned so far: a wrong one would earn nothing.
    fn load_due(&self, drill: &Drill) -> Option<u8> {
        if !drill.is_graded() {
            return None;
        }
        let allowed = guard(&whole(&self.events), self.day, &self.sources.world.knowledge, &self.sources.world.library);
        Some(allowed.drills.get(&drill.id).map_or(0, |of| of.get(self.side.unwrap_or(Side::Left)).earned.load))
    }

    fn set(&mut self, session: &SessionId, drill: &Drill, set: u8, load_grade: Option<u8>) {
        self.write(EventKind::SetDone {
            session: session.clone(),
            drill: drill.id.clone(),
            side: if drill.bilateral { None } else { self.side },
            set,
            did: Did { work: Some(drill.dose.work.1), level: Some(drill.complexity_level), load_grade },
            challenge: Some(4),
            form_kept: Some(true),
            form_seen_by: Some(FormSeenBy::Person),
        });
    }

    /// Pain that only rises, an amber, a red, or one in the joint.
    fn hurt(&mut self, random: &mut Random, session: &SessionId, drill: &Drill) {
        let muscle = Some(felt_at(drill));
        let (site, pain_nrs) = random.weighted(&[
            (2, (muscle, 2)),
            (3, (muscle, 3)),
            (3, (muscle, 4)),
            (3, (muscle, 6)),
            (2, (Some(PainSite::Groin), 3)),
        ]);
        self.told(session, drill, site, pain_nrs);
    }

    fn told(&mut self, session: &SessionId, drill: &Drill, site: Option<PainSite>, pain_nrs: u8) {
        self.write(EventKind::Hurt {
            session: Some(session.clone()),
            test: None,
            drill: Some(drill.id.clone()),
            side: self.side,
            site,
            pain_nrs: Some(pain_nrs),
            sensation: Some(Sensation::Stretch),
        });
    }

    /// Rest, a clearance, a wish, or a break of about four weeks.
    fn happen(&mut self, random: &mut Random) {
        self.day = self.day.plus(random.weighted(&[(20, 0), (8, 1), (1, 25), (1, 26), (1, 27), (1, 28)]));
        if random.pct(6) {
            let scope = *random.pick(&["all", "G3", "G5", self.drill.id.as_str()]);
            let (by, until, keeps) = (ClearedBy::Clinician, None, Vec::new());
            self.write(EventKind::Cleared(ClearanceEvent { by, scope: scope.to_owned(), until, keeps }));
        }
        if random.pct(4) {
            let variable = *random.pick(&["load", "sets", "duration", "level"]);
            self.write(EventKind::Preference(Preference::Variable(self.drill.id.clone(), variable.to_owned())));
        }
    }
}

/// A site at which the drill's own muscles are felt.
fn felt_at(drill: &Drill) -> PainSite {
    match drill.id.as_str() {
        "clam" | "band_step" => PainSite::LateralHip,
        "bridge_one" | "bridge_two" => PainSite::Buttock,
        _ => PainSite::FrontThigh,
    }
}
