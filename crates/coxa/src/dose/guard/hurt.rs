//! What kind of hurt was it, and how was the next morning?

use super::Context;
use super::sessions::baseline;
use crate::dose::{Event, EventKind, MorningState};
use crate::vocabulary::{Assessment, Day, Finding, PainSite, Sensation, Side, Test};

/// Kinds of hurt, worst first; the words are those of `docs/methods/guard.md`, section 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HurtKind {
    Stop,
    Red,
    Soreness,
    Joint,
    Amber,
    Green,
}

impl HurtKind {
    pub(super) const fn is_red(self) -> bool {
        matches!(self, HurtKind::Stop | HurtKind::Red)
    }
}

/// What the person told about a hurt; what was not told is `None`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    pub(super) site: Option<PainSite>,
    pub(super) pain_nrs: Option<u8>,
    pub(super) sensation: Option<Sensation>,
}

impl Told {
    /// The kind of a hurt in a drill (by its index) or, without one, anywhere.
    pub(super) fn kind(self, drill: Option<usize>, baseline: i64, context: &Context) -> HurtKind {
        let at_joint = context.is_joint(self.site);
        match self.sensation {
            Some(Sensation::PainfulCatchOrLock | Sensation::GivingWay) => return HurtKind::Stop,
            Some(Sensation::Sharp) if at_joint || context.sharp_stops(self.site) => return HurtKind::Stop,
            Some(Sensation::Sharp | Sensation::BurningOrTingling) => return HurtKind::Red,
            _ => {}
        }
        let Some(pain) = self.pain_nrs.map(i64::from) else { return HurtKind::Red };
        if pain > context.threshold("pain_red_above") {
            return HurtKind::Red;
        }
        if at_joint {
            return if pain > context.joint_cap(baseline) { HurtKind::Joint } else { HurtKind::Green };
        }
        let in_trained_muscle = drill.is_none_or(|drill| context.loads(drill, self.site));
        if self.sensation == Some(Sensation::MuscleAche)
            && pain <= context.threshold("pain_soreness_max")
            && in_trained_muscle
        {
            return HurtKind::Soreness;
        }
        if pain >= context.threshold("pain_amber_from") { HurtKind::Amber } else { HurtKind::Green }
    }
}

/// One hurt wherever it was told: in a drill, in a test, or as a finding of an assessment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hurt {
    pub(super) order: usize,
    pub(super) day: Day,
    pub(super) test: Option<Test>,
    pub(super) drill: Option<usize>,
    pub(super) side: Option<Side>,
    pub(super) told: Told,
    pub(super) kind: HurtKind,
}

impl Hurt {
    pub(super) fn is_more_than(&self, pain: i64) -> bool {
        self.told.pain_nrs.is_none_or(|told| i64::from(told) > pain)
    }
}

/// Every hurt told, in order; baselines are those of the latest assessment before it.
pub(super) fn hurts(heard: &[Event], context: &Context) -> Vec<Hurt> {
    let mut hurts = Vec::new();
    let mut assessments: Vec<&Assessment> = Vec::new();
    for (order, event) in heard.iter().enumerate() {
        let hurt = |test, drill, side, told: Told| {
            let kind = told.kind(drill, baseline(assessments.last().copied(), told.site), context);
            Hurt { order, day: event.day, test, drill, side, told, kind }
        };
        match &event.kind {
            EventKind::Hurt { test, drill, side, site, pain_nrs, sensation, .. } => {
                let told = Told { site: *site, pain_nrs: *pain_nrs, sensation: *sensation };
                let drill = drill.as_ref().and_then(|id| context.drill_index(id));
                hurts.push(hurt(*test, drill, *side, told));
            }
            EventKind::AssessmentRecorded(recorded) => {
                let is_new = |finding: &&Finding| !assessments.iter().any(|earlier| earlier.findings.contains(finding));
                let painful = recorded.findings.iter().filter(|finding| tells_a_hurt(finding)).filter(is_new);
                let told = painful.map(|finding| {
                    let pain_nrs = finding.pain_nrs.filter(|pain| *pain > 0);
                    let told = Told { site: finding.pain_site, pain_nrs, sensation: finding.sensation };
                    hurt(Some(finding.test), None, Some(finding.side), told)
                });
                hurts.extend(told);
                assessments.push(recorded);
            }
            _ => {}
        }
    }
    hurts
}

/// Whether a finding tells of pain, or of a feeling that is none of the ordinary ones.
fn tells_a_hurt(finding: &Finding) -> bool {
    let ordinary = |felt| matches!(felt, Sensation::Stretch | Sensation::MuscleAche | Sensation::PainlessClick);
    finding.pain_nrs.is_some_and(|pain| pain > 0) || finding.sensation.is_some_and(|felt| !ordinary(felt))
}

/// Kinds of morning, worst first; `docs/methods/guard.md`, section 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MorningKind {
    Worse,
    Soreness,
    Unclear,
    Quiet,
}

/// One morning report as told.
#[derive(Debug, Clone, Copy)]
pub(super) struct MorningTold {
    pub(super) state: Option<MorningState>,
    pub(super) site: Option<PainSite>,
    pub(super) pain_nrs: Option<u8>,
    pub(super) hours_to_settle: Option<u16>,
}

impl MorningTold {
    /// The kind of a report told so many days after its session.
    pub(super) fn kind(self, days_after: i32, baseline: i64, context: &Context) -> MorningKind {
        let pain = self.pain_nrs.map(i64::from);
        match self.state {
            Some(MorningState::Worse) => MorningKind::Worse,
            Some(MorningState::Soreness) => {
                let strong = pain.is_some_and(|pain| pain > context.threshold("pain_soreness_max"));
                let settled_by = self.hours_to_settle.map_or(0, i64::from).max(i64::from(days_after) * HOURS_A_DAY);
                let lasting = settled_by > context.threshold("soreness_settles_h");
                let at_joint = self.site.is_some() && context.is_joint(self.site);
                if strong || lasting || at_joint { MorningKind::Worse } else { MorningKind::Soreness }
            }
            Some(MorningState::Usual) if pain.is_none_or(|pain| pain <= self.quiet_up_to(baseline, context)) => {
                MorningKind::Quiet
            }
            Some(MorningState::Usual) | None => MorningKind::Unclear,
        }
    }

    fn quiet_up_to(self, baseline: i64, context: &Context) -> i64 {
        if context.is_joint(self.site) {
            baseline + context.threshold("morning_joint_increase")
        } else {
            context.joint_cap(baseline)
        }
    }
}

const HOURS_A_DAY: i64 = 24;
