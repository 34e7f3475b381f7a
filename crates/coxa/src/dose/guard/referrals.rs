//! Where to turn, how soon, and why.

use std::collections::BTreeSet;

use super::Facts;
use super::clearance::Trigger;
use crate::vocabulary::{Referral, RuleId, Side, Urgency};

impl Facts<'_> {
    pub(super) fn referrals(&self) -> Vec<Referral> {
        let mut referrals = self.answers.referrals(self.heard, self.context);
        let soon = |trigger: &Trigger, to: &str, why: &str| Referral {
            urgency: Urgency::Soon,
            side: trigger.side,
            to: to.to_owned(),
            reason: self.context.reason(trigger.rule, why, self.event_id(trigger.order)),
        };
        let clinician = "a physiotherapist or doctor, within two weeks";
        referrals.extend(self.stands(self.stops).map(|stop| soon(stop, clinician, "a stop sign during training")));
        let standing = self.stands(&self.ledger.referrals);
        referrals.extend(standing.map(|trigger| soon(trigger, clinician, "pain came back again")));
        for side in Side::ALL {
            let outs = self.ledger.accounts.iter().filter_map(|accounts| {
                self.stands(&accounts.get(side).out).filter(|out| out.rule == RuleId::G3).last()
            });
            let outs: Vec<&Trigger> = outs.collect();
            let enough = outs.len() >= self.context.count("outs_refer");
            if let Some(last) = outs.iter().max_by_key(|out| out.order).filter(|_| enough) {
                referrals.push(soon(last, clinician, "more than one drill is out on this side"));
            }
        }
        let mut seen = BTreeSet::new();
        referrals.retain(|referral| seen.insert((referral.reason.rule, referral.urgency, referral.side)));
        referrals
    }
}
