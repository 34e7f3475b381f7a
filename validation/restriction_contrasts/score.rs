//! Scores what assessing says of people whose true restriction is known.
//!
//! Included by path where it is needed: the test of the knowledge tables and the validation command.
// long: one question, from the file read to the table printed; two places include it by path.

use std::collections::BTreeMap;
use std::fmt;

use coxa::assess::{AssessKnowledge, Naming, Pattern, assess};
use coxa::vocabulary::{
    Allowance, Assessment, BySide, Clearance, Constraints, Family, Finding, Instrument, Mechanism, Mode,
    PelvisControlled, Person, Provenance, Sex, Side, Test, Verdict,
};
use serde_json::Value;

/// Tests by their names in the restriction data.
const TESTS: &[(&str, Test)] = &[
    ("FLEX", Test::FlexionKneeBent),
    ("SLR", Test::StraightLegRaise),
    ("EXT_K0", Test::ExtensionKneeStraight),
    ("EXT_K90", Test::ExtensionKneeBent),
    ("ABD", Test::Abduction),
    ("ADD", Test::Adduction),
    ("OBER", Test::Ober),
    ("IR90", Test::InternalRotation90),
    ("ER90", Test::ExternalRotation90),
    ("IR0", Test::InternalRotation0),
    ("ER0", Test::ExternalRotation0),
    ("FABER", Test::Faber),
    ("FADIR", Test::Fadir),
    ("ELY", Test::Ely),
    ("PKE90", Test::Popliteal),
];

/// From this share of a test's SD on a true burden limits; below it "no restriction" is the right answer.
pub const LIMITING_SD: f64 = 0.75;

/// The test with a name of the restriction data.
pub fn test_named(name: &str) -> Option<Test> {
    TESTS.iter().find(|(own, _)| *own == name).map(|(_, test)| *test)
}

/// The test and mode of a row name such as `SLR`, `CR_SLR` or `ACT_SLR`.
pub fn row_named(name: &str) -> Option<(Test, Mode)> {
    if let Some(rest) = name.strip_prefix("CR_") {
        return Some((test_named(rest)?, Mode::ContractRelax));
    }
    if let Some(rest) = name.strip_prefix("ACT_") {
        return Some((test_named(rest)?, Mode::Active));
    }
    Some((test_named(name)?, Mode::Passive))
}

/// What truly limits one side.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Truth {
    /// Largest recoverable share of a test's SD, per mechanism.
    pub burden: Vec<(Mechanism, f64)>,
    /// Degrees that would come back, per test, mode and mechanism; absent where small.
    pub recoverable: Vec<(Test, Mode, Mechanism, f64)>,
}

impl Truth {
    /// The mechanism with the largest burden, and the burden.
    pub fn top(&self) -> Option<(Mechanism, f64)> {
        self.burden.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1))
    }
}

/// One person with what was measured and what is true.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Its id.
    pub id: String,
    /// Natural, single or double restriction.
    pub kind: String,
    /// What was measured.
    pub assessment: Assessment,
    /// What is true.
    pub truth: BySide<Truth>,
}

/// An assessment of nobody in particular with these findings.
pub fn assessment_of(findings: Vec<Finding>) -> Assessment {
    Assessment {
        person: Person { age_years: None, sex: Sex::Unspecified, height_m: None, mass_kg: None },
        safety: BTreeMap::new(),
        baseline: Vec::new(),
        goals: Vec::new(),
        feels_tight: false,
        constraints: Constraints { minutes_per_session: 20, sessions_per_week: 3, equipment: [].into() },
        findings,
        day: None,
    }
}

/// A goniometer finding with the pelvis held.
pub fn finding_of(test: Test, mode: Mode, side: Side, degrees: f64, standard_error: Option<f64>) -> Finding {
    Finding {
        test,
        side,
        mode,
        quantity: None,
        variant: None,
        value: degrees,
        standard_error,
        instrument: Instrument::Goniometer,
        pelvis_controlled: PelvisControlled::Yes,
        pain_nrs: None,
        pain_site: None,
        sensation: None,
        end_feel: None,
        form_kept: None,
        day: None,
        provenance: Provenance::default(),
        caveats: Vec::new(),
    }
}

/// An allowance that forbids every test; assessing needs one, scoring does not care.
pub fn no_allowance() -> Allowance {
    Allowance {
        clearance: Clearance::Open,
        reasons: Vec::new(),
        questions: Vec::new(),
        referrals: Vec::new(),
        advice: Vec::new(),
        must_not: BySide::default(),
        end_range_loading: BySide { left: Verdict::Allowed, right: Verdict::Allowed },
        tests: BTreeMap::new(),
        drills: BTreeMap::new(),
    }
}

/// Reads cases in the layout of the restriction data.
///
/// # Errors
/// What is missing or unknown, with the case it is in.
pub fn read_cases(text: &str) -> Result<Vec<Case>, String> {
    let root: Value = serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"))?;
    let cases = root.get("cases").and_then(Value::as_array).ok_or("no list \"cases\"; give a file of cases")?;
    cases.iter().map(read_case).collect()
}

fn word<'a>(value: &'a Value, key: &str, id: &str) -> Result<&'a str, String> {
    value.get(key).and_then(Value::as_str).ok_or_else(|| format!("case {id}: no text {key:?}"))
}

fn read_case(case: &Value) -> Result<Case, String> {
    let id = word(case, "id", "?")?.to_string();
    let measurements = case.get("measurements").and_then(Value::as_array);
    let mut findings = Vec::new();
    for row in measurements.ok_or_else(|| format!("case {id}: no list \"measurements\""))? {
        let name = word(row, "test", &id)?;
        let test = test_named(name).ok_or_else(|| format!("case {id}: unknown test {name:?}"))?;
        let mode = word(row, "condition", &id)?.parse::<Mode>().map_err(|error| format!("case {id}: {error}"))?;
        let side = word(row, "side", &id)?.parse::<Side>().map_err(|error| format!("case {id}: {error}"))?;
        let degrees = row.get("deg").and_then(Value::as_f64).ok_or_else(|| format!("case {id}: no number \"deg\""))?;
        findings.push(finding_of(test, mode, side, degrees, row.get("se_deg").and_then(Value::as_f64)));
    }
    let truth = |side: Side| {
        let here = case.get("truth").and_then(|truth| truth.get(side.id()));
        read_truth(here.ok_or_else(|| format!("case {id}: no truth for the {side} side"))?, &id)
    };
    let truth = BySide { left: truth(Side::Left)?, right: truth(Side::Right)? };
    Ok(Case { kind: word(case, "kind", &id)?.to_string(), assessment: assessment_of(findings), truth, id })
}

fn read_truth(truth: &Value, id: &str) -> Result<Truth, String> {
    let mechanism = |name: &str| name.parse::<Mechanism>().map_err(|error| format!("case {id}: {error}"));
    let entries = |value: Option<&Value>| -> Vec<(String, Value)> {
        let map = value.and_then(Value::as_object).cloned().unwrap_or_default();
        map.into_iter().collect()
    };
    let mut read = Truth::default();
    for (name, size) in entries(truth.get("burden")) {
        read.burden.push((mechanism(&name)?, size.as_f64().unwrap_or(0.0)));
    }
    for (row, costs) in entries(truth.get("recoverable_deg")) {
        let (test, mode) = row_named(&row).ok_or_else(|| format!("case {id}: unknown row {row:?}"))?;
        for (name, degrees) in entries(Some(&costs)) {
            read.recoverable.push((test, mode, mechanism(&name)?, degrees.as_f64().unwrap_or(0.0)));
        }
    }
    Ok(read)
}

/// The same cases, each with the truth of another: scores must fall to chance.
pub fn scrambled(cases: &[Case]) -> Vec<Case> {
    // A step that shares no factor with the usual numbers of cases, so that kinds mix.
    let step = 17 % cases.len().max(1);
    let truth_of = |index: usize| cases[(index + step) % cases.len()].truth.clone();
    cases.iter().enumerate().map(|(index, case)| Case { truth: truth_of(index), ..case.clone() }).collect()
}

/// Claims of one kind: how many, and how many of them are right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Claims {
    /// How many.
    pub made: usize,
    /// How many of them are right.
    pub right: usize,
}

impl Claims {
    fn count(&mut self, right: bool) {
        self.made += 1;
        self.right += usize::from(right);
    }

    /// Share of right ones; `None` when none was made.
    pub fn share_right(&self) -> Option<f64> {
        (self.made > 0).then(|| self.right as f64 / self.made as f64)
    }
}

/// How well assessing did.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Score {
    /// Sides scored.
    pub n: usize,
    /// The most probable mechanism is the truly largest.
    pub top1: usize,
    /// One of the two most probable is.
    pub top2: usize,
    /// The most probable family is its family.
    pub family_top1: usize,
    /// Mechanisms named.
    pub mechanisms: Claims,
    /// Families named.
    pub families: Claims,
    /// Families called likely.
    pub likely: Claims,
    /// Sides called unrestricted; right when no true burden reaches the limit.
    pub none: Claims,
    /// Sides on which nothing could be told apart.
    pub not_distinguishable: usize,
    /// Claims of a mechanism or family at 80 % or more.
    pub p80: Claims,
    /// The simple rule's first answer is the truly largest.
    pub tree_top1: usize,
    /// Probability of the most probable family in tenths, and whether it was right.
    pub reliability: [Claims; 10],
    /// Sum of the probabilities in each tenth.
    pub reliability_sum: [f64; 10],
    /// Costs with their true value: inside the 90 % interval.
    pub costs: Claims,
    /// The same where the estimate exceeds four degrees.
    pub large_costs: Claims,
    /// Mean absolute error of the costs, degrees, and that of answering zero.
    pub cost_error_deg: (f64, f64),
    /// Agreements expected if claims and truth had nothing to do with each other, and their SD.
    pub chance_top1: (f64, f64),
}

impl Score {
    /// Answers other than "not distinguishable", and how many of them are right.
    pub fn answered(&self) -> Claims {
        let all = [self.mechanisms, self.families, self.likely, self.none];
        Claims { made: all.iter().map(|c| c.made).sum(), right: all.iter().map(|c| c.right).sum() }
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |part: usize| part as f64 / self.n.max(1) as f64;
        let claims = |claims: Claims| match claims.share_right() {
            Some(right) => {
                format!("{:.2} of sides, right {right:.2} ({}/{})", share(claims.made), claims.right, claims.made)
            }
            None => "never".to_string(),
        };
        writeln!(f, "sides                      {}", self.n)?;
        writeln!(f, "top-1 mechanism            {:.2}", share(self.top1))?;
        writeln!(f, "top-2 mechanism            {:.2}", share(self.top2))?;
        writeln!(f, "top-1 family               {:.2}", share(self.family_top1))?;
        writeln!(f, "1-SD rule, top-1           {:.2}", share(self.tree_top1))?;
        writeln!(f, "chance, top-1              {:.2}", self.chance_top1.0 / self.n.max(1) as f64)?;
        writeln!(f, "mechanism named            {}", claims(self.mechanisms))?;
        writeln!(f, "family named               {}", claims(self.families))?;
        writeln!(f, "family called likely       {}", claims(self.likely))?;
        writeln!(f, "no restriction             {}", claims(self.none))?;
        writeln!(f, "any answer                 {}", claims(self.answered()))?;
        writeln!(f, "not distinguishable        {:.2}", share(self.not_distinguishable))?;
        writeln!(f, "P >= .8 claimed            {}", claims(self.p80))?;
        let held = |costs: Claims| match costs.share_right() {
            Some(right) => format!("{right:.2} ({}/{})", costs.right, costs.made),
            None => "none given".to_string(),
        };
        writeln!(f, "90 % intervals hold        {}", held(self.costs))?;
        writeln!(f, "  where estimate > 4 deg   {}", held(self.large_costs))?;
        writeln!(
            f,
            "cost error, deg            {:.2} (answering zero {:.2})",
            self.cost_error_deg.0, self.cost_error_deg.1
        )?;
        for (tenth, (claims, sum)) in self.reliability.iter().zip(&self.reliability_sum).enumerate() {
            if let Some(right) = claims.share_right() {
                let said = sum / claims.made as f64;
                writeln!(f, "  family P .{tenth}             n {:3}, said {said:.2}, right {right:.2}", claims.made)?;
            }
        }
        Ok(())
    }
}

/// Assesses every case and scores these sides.
pub fn score(cases: &[Case], sides: &[Side], knowledge: &AssessKnowledge) -> Score {
    let mut score = Score::default();
    let (mut said, mut truths) = (BTreeMap::<Mechanism, usize>::new(), BTreeMap::<Mechanism, usize>::new());
    let mut errors = (0.0, 0.0, 0usize);
    for case in cases {
        let pattern = assess(&case.assessment, &[], &no_allowance(), knowledge);
        for side in sides {
            let truth = case.truth.get(*side);
            let Some((top, burden)) = truth.top() else { continue };
            let first = score_side(&mut score, &pattern, *side, top, burden < LIMITING_SD);
            if let Some(first) = first {
                *said.entry(first).or_default() += 1;
            }
            *truths.entry(top).or_default() += 1;
            score.tree_top1 += usize::from(simple_rule(&case.assessment, *side, knowledge) == Some(top));
            score_costs(&mut score, &mut errors, &pattern, *side, truth);
        }
    }
    let n = score.n as f64;
    let chance: f64 =
        said.iter().map(|(m, count)| *count as f64 * truths.get(m).copied().unwrap_or(0) as f64 / n).sum();
    let p = if n > 0.0 { chance / n } else { 0.0 };
    score.chance_top1 = (chance, (n * p * (1.0 - p)).sqrt());
    let count = errors.2.max(1) as f64;
    score.cost_error_deg = (errors.0 / count, errors.1 / count);
    score
}

fn score_side(score: &mut Score, pattern: &Pattern, side: Side, top: Mechanism, truly_none: bool) -> Option<Mechanism> {
    let own = pattern.sides.get(side);
    let beliefs: Vec<(Mechanism, f64)> = own
        .beliefs
        .iter()
        .filter(|belief| belief.end_range)
        .map(|belief| (belief.mechanism, belief.probability))
        .collect();
    let family_of = |family: Family| -> f64 {
        beliefs.iter().filter(|(mechanism, _)| mechanism.family() == family).map(|(_, p)| p).sum()
    };
    let (family, family_probability) =
        Family::ALL.iter().map(|family| (*family, family_of(*family))).max_by(|a, b| a.1.total_cmp(&b.1))?;
    let first = beliefs.first()?;
    score.n += 1;
    score.top1 += usize::from(first.0 == top);
    score.top2 += usize::from(beliefs.iter().take(2).any(|(mechanism, _)| *mechanism == top));
    score.family_top1 += usize::from(family == top.family());
    let tenth = ((family_probability * 10.0) as usize).min(9);
    score.reliability[tenth].count(family == top.family());
    score.reliability_sum[tenth] += family_probability;
    match own.naming {
        Naming::Mechanism(mechanism) => score.mechanisms.count(mechanism == top),
        Naming::Family(family) => score.families.count(family == top.family()),
        Naming::Likely(family) => score.likely.count(family == top.family()),
        Naming::NoRestriction => score.none.count(truly_none),
        Naming::NotDistinguishable => score.not_distinguishable += 1,
        Naming::NotAssessed => {}
    }
    match own.naming {
        Naming::Mechanism(mechanism) => score.p80.count(mechanism == top),
        Naming::Family(family) => score.p80.count(family == top.family()),
        _ => {}
    }
    Some(first.0)
}

/// Degrees of every mechanism in every passive test that it touches; what the truth leaves out is small, taken as zero.
fn score_costs(score: &mut Score, errors: &mut (f64, f64, usize), pattern: &Pattern, side: Side, truth: &Truth) {
    if truth.recoverable.is_empty() {
        return;
    }
    for belief in pattern.sides.get(side).beliefs.iter().filter(|belief| belief.end_range) {
        for cost in belief.costs.iter().filter(|cost| cost.mode == Mode::Passive) {
            let is_it =
                |row: &&(Test, Mode, Mechanism, f64)| (row.0, row.1, row.2) == (cost.test, cost.mode, belief.mechanism);
            let true_deg = truth.recoverable.iter().find(is_it).map_or(0.0, |row| row.3);
            let inside = cost.degrees.low <= true_deg && true_deg <= cost.degrees.high;
            score.costs.count(inside);
            if cost.degrees.estimate > 4.0 {
                score.large_costs.count(inside);
            }
            errors.0 += (cost.degrees.estimate - true_deg).abs();
            errors.1 += true_deg.abs();
            errors.2 += 1;
        }
    }
}

/// The baseline: the first rule of thumb that a loss of more than one SD triggers, else whatever is worst.
pub fn simple_rule(assessment: &Assessment, side: Side, knowledge: &AssessKnowledge) -> Option<Mechanism> {
    let z = |test: Test, mode: Mode| -> Option<f64> {
        let row = knowledge.expected.iter().find(|row| row.test == test && row.mode == mode)?;
        let here = |finding: &&Finding| finding.test == test && finding.mode == mode && finding.side == side;
        let found = assessment.findings.iter().find(here)?;
        Some((found.value - row.mean) / row.sd)
    };
    let low = |test: Test| z(test, Mode::Passive).is_some_and(|z| z < -1.0);
    let fine = |test: Test| z(test, Mode::Passive).is_none_or(|z| z >= -1.0);
    let ample = |test: Test| z(test, Mode::Passive).is_some_and(|z| z > 0.5);
    let mean_gap = |from: Mode, to: Mode| -> f64 {
        let gaps: Vec<f64> = TESTS.iter().filter_map(|(_, test)| Some(z(*test, to)? - z(*test, from)?)).collect();
        if gaps.is_empty() { 0.0 } else { gaps.iter().sum::<f64>() / gaps.len() as f64 }
    };
    use Test::{
        Abduction, Adduction, Ely, ExtensionKneeBent, ExtensionKneeStraight, ExternalRotation0, ExternalRotation90,
        Fadir, FlexionKneeBent, InternalRotation0, InternalRotation90, Ober, Popliteal, StraightLegRaise,
    };
    let turned_out = low(InternalRotation90) && ample(ExternalRotation90) && fine(ExternalRotation0);
    let turned_in = low(ExternalRotation90) && ample(InternalRotation90) && fine(InternalRotation0);
    let rules = [
        (mean_gap(Mode::Passive, Mode::Active) < -1.0, Mechanism::ActiveControl),
        (mean_gap(Mode::Passive, Mode::ContractRelax) > 0.8, Mechanism::Guarding),
        (turned_out || turned_in, Mechanism::Version),
        (low(StraightLegRaise) && low(Popliteal) && fine(FlexionKneeBent), Mechanism::Hamstrings),
        (low(Ely) || (low(ExtensionKneeBent) && fine(ExtensionKneeStraight)), Mechanism::RectusFemoris),
        (low(ExtensionKneeStraight) && low(ExternalRotation0), Mechanism::CapsuleAnterior),
        (low(ExtensionKneeStraight), Mechanism::Iliopsoas),
        (low(Ober) && fine(Adduction), Mechanism::TflItb),
        (low(Adduction) || low(ExternalRotation90), Mechanism::GluteusMedMin),
        (low(Abduction), Mechanism::Adductors),
        (low(InternalRotation90) && low(Fadir) && fine(InternalRotation0), Mechanism::Bone),
        (low(InternalRotation90), Mechanism::DeepExternalRotators),
        (low(StraightLegRaise) || low(Popliteal), Mechanism::Hamstrings),
        (low(FlexionKneeBent), Mechanism::GluteusMaximus),
    ];
    rules.iter().find(|(holds, _)| *holds).map(|(_, mechanism)| *mechanism)
}
