//! What kind of hurt was it, and how was the next morning?

use super::Context;
use crate::dose::MorningState;
use crate::vocabulary::{PainSite, Sensation};

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
            Some(Sensation::Sharp) if at_joint => return HurtKind::Stop,
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
    pub(super) fn kind(self, baseline: i64, context: &Context) -> MorningKind {
        let pain = self.pain_nrs.map(i64::from);
        match self.state {
            Some(MorningState::Worse) => MorningKind::Worse,
            Some(MorningState::Soreness) => {
                let strong = pain.is_some_and(|pain| pain > context.threshold("pain_soreness_max"));
                let hours = self.hours_to_settle.map(i64::from);
                let lasting = hours.is_some_and(|hours| hours > context.threshold("soreness_settles_h"));
                let at_joint = self.site.is_some() && context.is_joint(self.site);
                if strong || lasting || at_joint { MorningKind::Worse } else { MorningKind::Soreness }
            }
            Some(MorningState::Usual) if pain.is_none_or(|pain| pain <= context.joint_cap(baseline)) => {
                MorningKind::Quiet
            }
            Some(MorningState::Usual) | None => MorningKind::Unclear,
        }
    }
}
