//! Which tests may be done: what must not be done to a hip in training must not be done in a test either.

use std::collections::BTreeMap;

use super::clearance::Trigger;
use super::hurt::{Hurt, HurtKind};
use super::{Facts, forbidden_to, said_once, verdict};
use crate::dose::TestTraits;
use crate::vocabulary::{BySide, Mode, MustNot, Reason, RuleId, Side, Test, TestVerdict, Verdict};

impl Facts<'_> {
    /// Blocked, G2, a hurt in this very test, what it does under precautions: whether a test may be done.
    pub(super) fn test(
        &self,
        test: Test,
        blocked: &[Reason],
        must_not: &BySide<BTreeMap<MustNot, Vec<Reason>>>,
        end_range: &BySide<Verdict>,
    ) -> BySide<TestVerdict> {
        let traits = self.context.knowledge.tests.get(&test).map(TestTraits::traits);
        BySide::from_fn(|side| {
            let mut reasons = blocked.to_vec();
            for stop in self.stands(self.stops) {
                let text = "nothing is tested until the stop sign is cleared";
                reasons.push(self.context.reason(RuleId::G2, text, self.event_id(stop.order)));
            }
            reasons.extend(self.hurt_in_test(test, side));
            match &traits {
                Some(traits) => reasons.extend(forbidden_to(traits, side, must_not)),
                None => reasons.push(self.context.reason(RuleId::G8, "nobody has written down what it does", None)),
            }
            let passive = test.modes().iter().any(|mode| matches!(mode, Mode::Passive | Mode::ContractRelax));
            if let (true, Verdict::Excluded(why)) = (passive, end_range.get(side)) {
                reasons.extend(why.iter().cloned());
            }
            said_once(&mut reasons);
            TestVerdict { verdict: verdict(reasons), supervised: test.is_supervised() }
        })
    }

    /// G3: a red or joint hurt in this test; a stop in any test already keeps all of them away.
    fn hurt_in_test(&self, wanted: Test, side: Side) -> Vec<Reason> {
        let hurt_here = |hurt: &&Hurt| {
            hurt.test == Some(wanted)
                && hurt.side.is_none_or(|told| told == side)
                && matches!(hurt.kind, HurtKind::Red | HurtKind::Joint)
                && self.today.since(hurt.day) < self.context.days("test_rest_days")
        };
        let hurts = self.hurts.iter().filter(hurt_here).map(|hurt| Trigger {
            order: hurt.order,
            day: hurt.day,
            rule: RuleId::G3,
            side: Some(side),
            names: Vec::new(),
        });
        let standing = hurts.filter(|trigger| self.clearances.stands(trigger, self.context));
        let text = format!("{wanted} hurt the last time");
        standing.map(|of| self.context.reason(of.rule, text.clone(), self.event_id(of.order))).collect()
    }
}
