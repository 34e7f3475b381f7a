//! Kinds of hurt, mornings, and whose they are (sections 2 and 3 of the page).

use coxa::dose::{EventKind, MorningState};
use coxa::vocabulary::{PainSite, Sensation, Side};

use super::words::{Case, DrillNo, Place, sides};

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

/// What a hurt event told.
#[derive(Clone, Copy)]
pub(crate) struct Told {
    pub(crate) side: Option<Side>,
    pub(crate) site: Option<PainSite>,
    pub(crate) pain: Option<u8>,
    pub(crate) sensation: Option<Sensation>,
    pub(crate) names_drill: bool,
}

/// What the hurt at a place told; `None` when the event is no hurt.
pub(crate) fn told(case: &Case<'_>, place: Place) -> Option<Told> {
    match &case.events[place].kind {
        EventKind::Hurt { drill, side, site, pain_nrs, sensation, .. } => Some(Told {
            side: *side,
            site: *site,
            pain: *pain_nrs,
            sensation: *sensation,
            names_drill: drill.is_some(),
        }),
        _ => None,
    }
}

/// The kind of the hurt at a place: the first line that fits.
pub(crate) fn kind(case: &Case<'_>, place: Place) -> Option<Kind> {
    let told = told(case, place)?;
    let book = case.book;
    let joint = book.is_joint(told.site);
    let pain = told.pain.map(i64::from);
    let stop = matches!(told.sensation, Some(Sensation::PainfulCatchOrLock | Sensation::GivingWay))
        || (told.sensation == Some(Sensation::Sharp) && joint);
    if stop {
        return Some(Kind::Stop);
    }
    let Some(pain) = pain else { return Some(Kind::Red) };
    if pain > book.number("pain_red_above")
        || matches!(told.sensation, Some(Sensation::Sharp | Sensation::BurningOrTingling))
    {
        return Some(Kind::Red);
    }
    if told.sensation == Some(Sensation::MuscleAche)
        && !joint
        && pain <= book.number("pain_soreness_max")
        && site_is_of_the_drill(case, place, told)
    {
        return Some(Kind::Soreness);
    }
    if joint && pain > case.joint_cap(told.site, place) {
        return Some(Kind::Joint);
    }
    if !joint && pain >= book.number("pain_amber_from") {
        return Some(Kind::Amber);
    }
    Some(Kind::Green)
}

/// Whether the site's muscles meet those of the named drill; any will do when none is named.
fn site_is_of_the_drill(case: &Case<'_>, place: Place, told: Told) -> bool {
    let Some(site) = told.site else { return false };
    match (told.names_drill, case.drill_at(place)) {
        (false, _) => true,
        (true, Some(drill)) => case.book.muscles_meet(drill, site),
        (true, None) => false,
    }
}

/// Whose a hurt is: the drill it names, or, when it names none, every drill of its session that loads the site.
pub(crate) fn owners(case: &Case<'_>, place: Place) -> Vec<(DrillNo, Side)> {
    let (Some(told), Some(session)) = (told(case, place), case.session_at(place)) else { return Vec::new() };
    if told.names_drill {
        let Some(drill) = case.drill_at(place) else { return Vec::new() };
        return sides(told.side).iter().map(|side| (drill, *side)).collect();
    }
    let mut owners = case.performed(session);
    owners.retain(|(drill, side)| sides(told.side).contains(side) && case.book.loads(*drill, told.site));
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
            if strong || slow || at_joint { Report::Worse } else { Report::Soreness }
        }
        Some(MorningState::Usual) => {
            let cap = case.joint_cap(site.or(Some(PainSite::Other)), place);
            if pain.is_none_or(|pain| pain <= cap) { Report::Quiet } else { Report::Unclear }
        }
        None => Report::Unclear,
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
