//! What the rules look things up in: thresholds, sites, drills by index.

use std::collections::BTreeMap;

use crate::dose::GuardKnowledge;
use crate::prescribe::{Drill, PrescribeKnowledge, Traits};
use crate::vocabulary::{DrillId, Evidence, PainSite, Reason, RuleId};

/// Knowledge, indexed for the rules.
pub(super) struct Context<'a> {
    pub(super) knowledge: &'a GuardKnowledge,
    pub(super) drills: &'a [Drill],
    pub(super) traits: Vec<Traits>,
    index: BTreeMap<&'a str, usize>,
    /// Progressions at most one level up, and regressions, as indices; unknown ids dropped (the build refuses them).
    pub(super) progressions: Vec<Vec<usize>>,
    pub(super) regressions: Vec<Vec<usize>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(knowledge: &'a GuardKnowledge, library: &'a PrescribeKnowledge) -> Context<'a> {
        let drills = library.drills.as_slice();
        let thresholds = library.thresholds();
        let index: BTreeMap<&str, usize> = drills.iter().enumerate().map(|(i, drill)| (drill.id.as_str(), i)).collect();
        let resolve = |ids: &[DrillId]| ids.iter().filter_map(|id| index.get(id.as_str()).copied()).collect();
        let mut progressions: Vec<Vec<usize>> = drills.iter().map(|drill| resolve(&drill.progressions)).collect();
        let regressions: Vec<Vec<usize>> = drills.iter().map(|drill| resolve(&drill.regressions)).collect();
        // A drill that names another as its regression is that one's progression, whether or not both rows say so.
        for (harder, easier) in
            regressions.iter().enumerate().flat_map(|(drill, all)| all.iter().map(move |it| (drill, *it)))
        {
            if !progressions[easier].contains(&harder) {
                progressions[easier].push(harder);
            }
        }
        for (easier, progressions) in progressions.iter_mut().enumerate() {
            progressions.retain(|harder| drills[*harder].complexity_level <= drills[easier].complexity_level + 1);
        }
        Context {
            knowledge,
            drills,
            traits: drills.iter().map(|drill| Traits::of(drill, &thresholds)).collect(),
            progressions,
            regressions,
            index,
        }
    }

    /// A threshold of the guard's table. A missing one is 0, the strictest value of every threshold that limits pain
    /// or grants progress; the build refuses a table that lacks one.
    pub(super) fn threshold(&self, key: &str) -> i64 {
        self.knowledge.thresholds.get(key).map_or(0, |threshold| threshold.value)
    }

    /// A threshold that counts something.
    pub(super) fn count(&self, key: &str) -> usize {
        usize::try_from(self.threshold(key)).unwrap_or(0)
    }

    /// How many are needed; without a row, more than anybody has.
    pub(super) fn needed(&self, key: &str) -> usize {
        self.knowledge.thresholds.get(key).and_then(|row| usize::try_from(row.value).ok()).unwrap_or(usize::MAX)
    }

    /// A threshold counted in days.
    pub(super) fn days(&self, key: &str) -> i32 {
        i32::try_from(self.threshold(key)).unwrap_or(i32::MAX)
    }

    pub(super) fn drill_index(&self, id: &DrillId) -> Option<usize> {
        self.index.get(id.as_str()).copied()
    }

    /// A site without muscles of its own, or one that was not said, counts as the joint.
    pub(super) fn is_joint(&self, site: Option<PainSite>) -> bool {
        site.is_none_or(|site| self.knowledge.site_muscles.get(&site).is_none_or(Vec::is_empty))
    }

    /// Whether a sharp pain is a stop at a site although muscles are felt there.
    pub(super) fn sharp_stops(&self, site: Option<PainSite>) -> bool {
        site.is_some_and(|site| self.knowledge.sharp_stops.contains(&site))
    }

    pub(super) fn joint_cap(&self, baseline: i64) -> i64 {
        self.threshold("pain_cap_joint").max(baseline)
    }

    /// Whether a drill loads a site: always for the joint, else when it trains one of the site's muscles.
    pub(super) fn loads(&self, drill: usize, site: Option<PainSite>) -> bool {
        let Some(muscles) = site.and_then(|site| self.knowledge.site_muscles.get(&site)) else { return true };
        muscles.is_empty() || muscles.iter().any(|muscle| self.drills[drill].muscles.contains(muscle))
    }

    pub(super) fn is_entry(&self, drill: usize) -> bool {
        let limit = u8::try_from(self.threshold("entry_complexity_max")).unwrap_or(0);
        self.drills[drill].is_entry(limit)
    }

    /// Impact that comes first: landing on two legs, as simple as an entry drill.
    pub(super) fn is_first_impact(&self, drill: usize) -> bool {
        let simple = i64::from(self.drills[drill].complexity_level) <= self.threshold("entry_complexity_max");
        self.traits[drill].two_legged_impact && simple
    }

    /// Every drill below one: its regressions, theirs, and so on.
    pub(super) fn below(&self, drill: usize) -> Vec<usize> {
        let mut below = self.regressions[drill].clone();
        let mut at = 0;
        while let Some(easier) = below.get(at).copied() {
            let new = self.regressions[easier].iter().filter(|it| **it != drill && !below.contains(it)).copied();
            let new: Vec<usize> = new.collect();
            below.extend(new);
            at += 1;
        }
        below
    }

    pub(super) fn reason(&self, rule: RuleId, text: impl Into<String>, event: Option<&str>) -> Reason {
        let sources = self.knowledge.rule_sources.get(rule.id()).cloned().unwrap_or_default();
        Reason { rule, text: text.into(), sources, events: event.map(str::to_owned).into_iter().collect() }
    }

    /// The reason of a precaution row: its own sources rather than the rule's.
    pub(super) fn row_reason(&self, rule: RuleId, text: String, evidence: &Evidence, event: Option<&str>) -> Reason {
        Reason { sources: evidence.sources.clone(), ..self.reason(rule, text, event) }
    }
}
