//! Kinds of hurt, mornings, and whose they are (sections 2 and 3 of the page).

use coxa::dose::{EventKind, MorningState};
use coxa::vocabulary::{Day, Finding, PainSite, Sensation, Side, Test};

use super::book::DrillNo;
use super::words::{Case, Place, sides};

/// Kinds of hurt, in the order of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Stop,
    Red,
    Soreness,
    Joint,
    Amber,
    Green,
}

/// What a report of a morning says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Report {
    Worse,
    Soreness,
    Quiet,
    Unclear,
}

/// What counts as one occasion: a session, or a day on which a hurt was told long after its session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Episode {
    Session(usize),
    OwnDay(Day),
}

/// One hurt: a hurt event, or a finding of an assessment that counts as one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hurt {
    pub(crate) at: Place,
    pub(crate) kind: Kind,
    pub(crate) test: Option<Test>,
    /// The session it was told in.
    pub(crate) session: Option<usize>,
    pub(crate) episode: Option<Episode>,
    /// The drill of the library that it names.
    pub(crate) drill: Option<DrillNo>,
    pub(crate) side: Option<Side>,
    pub(crate) site: Option<PainSite>,
    pub(crate) pain: Option<u8>,
    pub(crate) sensation: Option<Sensation>,
    /// Whether an assessment told it as a finding.
    pub(crate) found: bool,
}

impl Hurt {
    /// The sides it concerns.
    pub(crate) const fn sides(&self) -> &'static [Side] {
        sides(self.side)
    }

    pub(crate) fn concerns(&self, side: Side) -> bool {
        self.sides().contains(&side)
    }

    pub(crate) const fn is_stop_or_red(&self) -> bool {
        matches!(self.kind, Kind::Stop | Kind::Red)
    }

    /// Whether it names the drill, or none.
    pub(crate) fn may_be_of(&self, drill: DrillNo) -> bool {
        self.drill.is_none_or(|named| named == drill)
    }
}

/// Every hurt of a history, in order.
pub(crate) fn hurts(case: &Case<'_>) -> Vec<Hurt> {
    let mut hurts = Vec::new();
    for (at, event) in case.events.iter().enumerate() {
        match &event.kind {
            EventKind::Hurt { session: named, test, side, site, pain_nrs, sensation, .. } => {
                let session = case.session_at(at);
                let told_later = |session: usize| case.day(at) > case.sessions[session].day.plus(1);
                let own_day = named.is_none() && test.is_none() && session.is_some_and(told_later);
                let hurt = Hurt {
                    at,
                    kind: Kind::Green,
                    test: *test,
                    session,
                    episode: if own_day { Some(Episode::OwnDay(case.day(at))) } else { session.map(Episode::Session) },
                    drill: case.drill_at(at),
                    side: *side,
                    site: *site,
                    pain: *pain_nrs,
                    sensation: *sensation,
                    found: false,
                };
                hurts.push(Hurt { kind: kind(case, &hurt), ..hurt });
            }
            EventKind::AssessmentRecorded(told) => {
                hurts.extend(told.findings.iter().filter_map(|finding| found(case, at, finding)));
            }
            _ => {}
        }
    }
    hurts
}

/// The hurt that a finding tells: with pain, or felt as more than stretch, ache or a painless click, and new.
fn found(case: &Case<'_>, at: Place, finding: &Finding) -> Option<Hurt> {
    let harmless = [Sensation::Stretch, Sensation::MuscleAche, Sensation::PainlessClick];
    let pain = finding.pain_nrs.filter(|pain| *pain > 0);
    if pain.is_none() && finding.sensation.is_none_or(|sensation| harmless.contains(&sensation)) {
        return None;
    }
    let told_before = case.events[..at].iter().any(|event| match &event.kind {
        EventKind::AssessmentRecorded(earlier) => earlier.findings.contains(finding),
        _ => false,
    });
    if told_before {
        return None;
    }
    let hurt = Hurt {
        at,
        kind: Kind::Green,
        test: Some(finding.test),
        session: None,
        episode: None,
        drill: None,
        side: Some(finding.side),
        site: finding.pain_site,
        pain,
        sensation: finding.sensation,
        found: true,
    };
    Some(Hurt { kind: kind(case, &hurt), ..hurt })
}

/// The first line that fits.
fn kind(case: &Case<'_>, hurt: &Hurt) -> Kind {
    let book = case.book;
    let joint = book.is_joint(hurt.site);
    let stop = matches!(hurt.sensation, Some(Sensation::PainfulCatchOrLock | Sensation::GivingWay))
        || (hurt.sensation == Some(Sensation::Sharp) && book.is_sharp_site(hurt.site));
    if stop {
        return Kind::Stop;
    }
    // Told in no session and no test it can only be a stop.
    if hurt.session.is_none() && hurt.test.is_none() {
        return Kind::Green;
    }
    let Some(pain) = hurt.pain.map(i64::from) else { return Kind::Red };
    if pain > book.number("pain_red_above")
        || matches!(hurt.sensation, Some(Sensation::Sharp | Sensation::BurningOrTingling))
    {
        return Kind::Red;
    }
    let of_the_drill = |site: PainSite| hurt.drill.is_none_or(|drill| book.muscles_meet(drill, site));
    if hurt.sensation == Some(Sensation::MuscleAche)
        && !joint
        && pain <= book.number("pain_soreness_max")
        && hurt.site.is_some_and(of_the_drill)
    {
        return Kind::Soreness;
    }
    if joint && pain > case.joint_cap(hurt.site, hurt.at) {
        return Kind::Joint;
    }
    if !joint && pain >= book.number("pain_amber_from") {
        return Kind::Amber;
    }
    Kind::Green
}

/// Whose a hurt is: the drill it names; or, when it names none, every drill of its session that loads the site; or, of
/// a stop or red that so is nobody's on a side, every drill of that side.
pub(crate) fn owners(case: &Case<'_>, hurt: &Hurt) -> Vec<(DrillNo, Side)> {
    let Some(session) = hurt.session else { return Vec::new() };
    if let Some(drill) = hurt.drill {
        return hurt.sides().iter().map(|side| (drill, *side)).collect();
    }
    // An event without a side counts for both, so each side is asked alone.
    let mut owners = Vec::new();
    for side in hurt.sides() {
        let done: Vec<(DrillNo, Side)> = case.performed(session).into_iter().filter(|(_, of)| of == side).collect();
        let loading: Vec<(DrillNo, Side)> =
            done.iter().copied().filter(|(drill, _)| case.book.loads(*drill, hurt.site)).collect();
        owners.extend(if loading.is_empty() && hurt.is_stop_or_red() { done } else { loading });
    }
    owners
}

/// What the report at a place says; `None` when the event is no morning report.
pub(crate) fn report(case: &Case<'_>, place: Place) -> Option<Report> {
    let EventKind::MorningReport { state, site, pain_nrs, hours_to_settle, .. } = &case.events[place].kind else {
        return None;
    };
    let pain = pain_nrs.map(i64::from);
    Some(match state {
        Some(MorningState::Worse) => Report::Worse,
        Some(MorningState::Soreness) => {
            let strong = pain.is_some_and(|pain| pain > case.book.number("pain_soreness_max"));
            let slow = hours_to_settle.is_some_and(|hours| i64::from(hours) > case.book.number("soreness_settles_h"));
            let at_joint = site.is_some() && case.book.is_joint(*site);
            if strong || slow || still_sore(case, place) || at_joint { Report::Worse } else { Report::Soreness }
        }
        Some(MorningState::Usual) => {
            let most = if case.book.is_joint(*site) {
                let baseline = case.baseline(site.or(Some(PainSite::Other)), place);
                i64::from(baseline) + case.book.number("morning_joint_increase")
            } else {
                case.joint_cap(*site, place)
            };
            if pain.is_none_or(|pain| pain <= most) { Report::Quiet } else { Report::Unclear }
        }
        None => Report::Unclear,
    })
}

/// Whether a report came more hours after its session than soreness takes to settle, 24 for each day between.
pub(crate) fn still_sore(case: &Case<'_>, place: Place) -> bool {
    case.session_at(place).is_some_and(|session| {
        let days = case.day(place).since(case.sessions[session].day);
        i64::from(days) * 24 > case.book.number("soreness_settles_h")
    })
}

/// Whom a report concerns: every drill and side of its session that loads the site.
pub(crate) fn reported(case: &Case<'_>, place: Place) -> Vec<(DrillNo, Side)> {
    let EventKind::MorningReport { site, .. } = &case.events[place].kind else { return Vec::new() };
    let Some(session) = case.session_at(place) else { return Vec::new() };
    let mut concerned = case.performed(session);
    concerned.retain(|(drill, _)| case.book.loads(*drill, *site));
    concerned
}

/// *The* morning of a session: its first report on the day after it.
pub(crate) fn morning(case: &Case<'_>, session: usize) -> Option<Place> {
    let seen = &case.sessions[session];
    seen.reports.iter().copied().find(|place| case.day(*place) == seen.day.plus(1))
}
