//! The tables that do not change from history to history, asked by the words of the page.

use std::collections::{BTreeMap, BTreeSet};

use coxa::dose::{GuardKnowledge, SafetyQuestion};
use coxa::prescribe::{Category, Drill, Muscle, PrescribeKnowledge};
use coxa::vocabulary::{Direction, DrillId, MustNot, PainSite, QuestionId, Side, Test};

use super::judged::{self, JudgedDrill, JudgedLeg};

/// A drill's place in the library.
pub(crate) type DrillNo = usize;

/// What does not change from history to history: the tables, and what each drill and test was judged to be.
pub(crate) struct Book {
    pub(crate) knowledge: GuardKnowledge,
    pub(crate) drills: Vec<Drill>,
    numbers: BTreeMap<&'static str, i64>,
    judged: Vec<&'static JudgedDrill>,
    questions: BTreeSet<QuestionId>,
    below: Vec<BTreeSet<DrillNo>>,
    progressions: Vec<Vec<DrillNo>>,
}

impl Book {
    pub(crate) fn new(knowledge: &GuardKnowledge, library: &PrescribeKnowledge, names: &[(&'static str, i64)]) -> Book {
        let drills = library.drills.clone();
        let judged = drills.iter().map(|drill| judged::drill(drill.id.as_str())).collect();
        let mut book = Book {
            knowledge: knowledge.clone(),
            numbers: names.iter().map(|(name, _)| (*name, knowledge.thresholds[*name].value)).collect(),
            judged,
            questions: BTreeSet::new(),
            below: Vec::new(),
            progressions: Vec::new(),
            drills,
        };
        book.questions = book.questions_asked().map(|question| question.id.clone()).collect();
        book.below = (0..book.drills.len()).map(|drill| book.all_below(drill)).collect();
        book.progressions = (0..book.drills.len()).map(|drill| book.one_level_up(drill)).collect();
        book
    }

    /// A threshold of the guard's table.
    pub(crate) fn number(&self, name: &str) -> i64 {
        self.numbers[name]
    }

    /// A threshold in days.
    pub(crate) fn days(&self, name: &str) -> i32 {
        i32::try_from(self.number(name)).expect("a threshold in days is small")
    }

    /// A threshold that counts things.
    pub(crate) fn times(&self, name: &str) -> usize {
        usize::try_from(self.number(name)).expect("a threshold that counts is not negative")
    }

    /// Every question of flags and of precautions.
    pub(crate) fn questions_asked(&self) -> impl Iterator<Item = &SafetyQuestion> {
        let of_flags = self.knowledge.flags.iter().flat_map(|flag| &flag.questions);
        of_flags.chain(self.knowledge.precautions.iter().map(|precaution| &precaution.question))
    }

    /// Whether some table knows the question.
    pub(crate) fn knows(&self, question: &QuestionId) -> bool {
        self.questions.contains(question)
    }

    pub(crate) fn drill_no(&self, id: &DrillId) -> Option<DrillNo> {
        self.drills.iter().position(|drill| drill.id == *id)
    }

    fn leg(&self, drill: DrillNo, side: Side, trained: Side) -> &'static JudgedLeg {
        if side == trained { &self.judged[drill].trained } else { &self.judged[drill].other }
    }

    /// Whether a `must_not` on `side` forbids the drill trained on `trained`.
    pub(crate) fn forbids(&self, must_not: MustNot, side: Side, drill: DrillNo, trained: Side) -> bool {
        self.leg(drill, side, trained).forbidden_by.contains(&must_not)
    }

    /// Whether a `must_not` forbids the leg that is tested.
    pub(crate) fn forbids_test(&self, must_not: MustNot, test: Test) -> bool {
        judged::test(test).forbidden_by.contains(&must_not)
    }

    /// Whether the drill trained on `trained` brings the hip of `side` to its end range in a direction.
    pub(crate) fn end_range(&self, drill: DrillNo, direction: Direction, side: Side, trained: Side) -> bool {
        self.leg(drill, side, trained).end_range.contains(&direction)
    }

    /// Whether the drill trained on `trained` lengthens the hip of `side` without its own effort.
    pub(crate) fn stretches(&self, drill: DrillNo, side: Side, trained: Side) -> bool {
        self.leg(drill, side, trained).stretched
    }

    /// Whether the drill trained on `trained` has an end range or a passive stretch of the leg of `side`.
    pub(crate) fn loads_end_range(&self, drill: DrillNo, side: Side, trained: Side) -> bool {
        let leg = self.leg(drill, side, trained);
        leg.stretched || !leg.end_range.is_empty()
    }

    pub(crate) fn is_plyometric(&self, drill: DrillNo) -> bool {
        self.drills[drill].category == Category::Plyo
    }

    /// G7: impact that lands on two legs and is of entry complexity.
    pub(crate) fn is_first_impact(&self, drill: DrillNo) -> bool {
        self.judged[drill].lands_on_two && self.is_of_entry_complexity(drill)
    }

    fn is_of_entry_complexity(&self, drill: DrillNo) -> bool {
        i64::from(self.drills[drill].complexity_level) <= self.number("entry_complexity_max")
    }

    /// Whether a drill may be prescribed before anything was earned: simple, and without impact.
    pub(crate) fn is_entry(&self, drill: DrillNo) -> bool {
        self.is_of_entry_complexity(drill) && !self.judged[drill].impact
    }

    pub(crate) fn is_impact(&self, drill: DrillNo) -> bool {
        self.judged[drill].impact
    }

    /// Regressions that the library has.
    pub(crate) fn regressions(&self, drill: DrillNo) -> Vec<DrillNo> {
        self.drills[drill].regressions.iter().filter_map(|id| self.drill_no(id)).collect()
    }

    /// Every drill below a drill: its regressions, theirs, and so on.
    pub(crate) fn below(&self, drill: DrillNo) -> &BTreeSet<DrillNo> {
        &self.below[drill]
    }

    fn all_below(&self, drill: DrillNo) -> BTreeSet<DrillNo> {
        let mut below = BTreeSet::new();
        let mut to_ask = vec![drill];
        while let Some(harder) = to_ask.pop() {
            let found = self.regressions(harder);
            to_ask.extend(found.into_iter().filter(|easier| below.insert(*easier)));
        }
        below
    }

    /// Progressions that the library has, a drill's own and drills that name it as a regression, as far as their
    /// complexity is at most one above its own: the others are none of its here.
    pub(crate) fn progressions(&self, drill: DrillNo) -> &[DrillNo] {
        &self.progressions[drill]
    }

    fn one_level_up(&self, drill: DrillNo) -> Vec<DrillNo> {
        let easier = &self.drills[drill];
        let leads_to =
            |harder: &Drill| easier.progressions.contains(&harder.id) || harder.regressions.contains(&easier.id);
        let near = |harder: &Drill| harder.complexity_level <= easier.complexity_level + 1;
        (0..self.drills.len()).filter(|harder| leads_to(&self.drills[*harder]) && near(&self.drills[*harder])).collect()
    }

    /// The muscles felt at a site; none at a joint site.
    pub(crate) fn muscles_at(&self, site: PainSite) -> &[Muscle] {
        self.knowledge.site_muscles.get(&site).map_or(&[], Vec::as_slice)
    }

    /// A site with no muscles in the site table, or not said.
    pub(crate) fn is_joint(&self, site: Option<PainSite>) -> bool {
        site.is_none_or(|site| self.muscles_at(site).is_empty())
    }

    /// A joint site, or one whose row says so.
    pub(crate) fn is_sharp_site(&self, site: Option<PainSite>) -> bool {
        self.is_joint(site) || site.is_some_and(|site| self.knowledge.sharp_stops.contains(&site))
    }

    /// Whether a drill loads a site: the site is not said, or is a joint site, or its muscles meet the drill's.
    pub(crate) fn loads(&self, drill: DrillNo, site: Option<PainSite>) -> bool {
        self.is_joint(site) || site.is_some_and(|site| self.muscles_meet(drill, site))
    }

    /// Whether the muscles felt at a site meet the drill's.
    pub(crate) fn muscles_meet(&self, drill: DrillNo, site: PainSite) -> bool {
        self.muscles_at(site).iter().any(|muscle| self.drills[drill].muscles.contains(muscle))
    }
}
