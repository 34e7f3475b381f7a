//! Why a plan is as it is: reasons with their numbers, next best choices, plain sentences that promise no more than
//! the evidence does.

use super::allowed::Allowed;
use super::model::{Choice, Model};
use super::need::{Target, feels_tight, probability, state};
use super::packing::{Effort, Packing, pack};
use super::plan::Context;
use super::{Alternative, Category, Drill, equipment, task};
use crate::assess::{Naming, SidePattern, StretchVerdict};
use crate::vocabulary::{Allowance, Caveat, CaveatKind, Clearance, Direction, Family, Mechanism, Side, Status};

/// Probability from which a mechanism is worth a sentence.
const WORTH_SAYING: f64 = 0.2;

/// An id in words.
pub(super) fn words(id: &str) -> String {
    id.replace('_', " ")
}

/// A share as a whole percentage.
fn percent(share: f64) -> f64 {
    libm::round(share * 100.0)
}

/// Why a choice is in: what it adds most to, with the numbers of the pattern, and what it loads or prepares.
///
/// * `side` – the side it is told for; `None` tells it for both
pub(super) fn reason(context: &Context<'_>, at: usize, choice: &Choice, times: u8, side: Option<Side>) -> String {
    let drill = &context.knowledge.drills[choice.drill];
    let model = context.model;
    let mut without = context.solution.times.clone();
    without[at] = 0;
    let before = model.work(&without);
    let mut adds: Vec<(f64, usize)> = choice
        .work
        .iter()
        .filter(|(bucket, _)| side.is_none_or(|side| side == model.buckets[*bucket].side))
        .map(|(bucket, amount)| {
            let curve = &model.buckets[*bucket];
            (curve.worth(before[*bucket] + f64::from(times) * amount) - curve.worth(before[*bucket]), *bucket)
        })
        .collect();
    adds.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut parts: Vec<String> = Vec::new();
    for (value, bucket) in adds.iter().take(2).filter(|(value, _)| 0.05 <= *value) {
        let bucket = &model.buckets[*bucket];
        let why = target_words(context, drill, bucket.side, bucket.target);
        parts.push(format!("{why}: worth {value:.1}° of the week's {:.1}°", context.solution.objective));
    }
    let needed = needed_loads(context, at);
    if !needed.is_empty() {
        parts.push(format!("loads the range trained in {}", needed.join(", ")));
    }
    if choice.prepares {
        parts.push("opens the session".to_string());
    }
    if parts.is_empty() {
        parts.push("completes the week".to_string());
    }
    parts.join("; ")
}

fn target_words(context: &Context<'_>, drill: &Drill, side: Side, target: Target) -> String {
    let pattern = context.pattern.sides.get(side);
    let chance = |mechanism| percent(probability(pattern, mechanism));
    match target {
        Target::Range(mechanism) => {
            format!(
                "{side} {} ({} %){}",
                words(mechanism.id()),
                chance(mechanism),
                shortest(pattern, &drill.directions)
            )
        }
        Target::RangeIn(mechanism, direction) => {
            format!(
                "{side} {} ({} %){}",
                words(mechanism.id()),
                chance(mechanism),
                shortage(pattern, direction).unwrap_or_default()
            )
        }
        Target::Active(direction) => {
            let borrowed = state(pattern, direction).and_then(|state| state.borrowed_deg).filter(|deg| 0.0 < *deg);
            let held = borrowed.map_or_else(String::new, |deg| format!(", {deg:.0}° not yet held actively"));
            format!("active {} on the {side}{held}", words(direction.id()))
        }
        Target::Strength(muscle) => format!("strength of the {side} {}", words(muscle.id())),
        Target::LoadTolerance => format!("load tolerance of the {side} hip"),
        Target::Elsewhere(mechanism) => {
            format!("{} ({} %), seen on the {side}", words(mechanism.id()), chance(mechanism))
        }
    }
}

/// How much a direction is short, with its numbers; `None` when it is not.
fn shortage(pattern: &SidePattern, direction: Direction) -> Option<String> {
    let state = state(pattern, direction)?;
    let name = words(direction.id());
    match (state.demand_gap_deg, state.deficit_deg) {
        (Some(gap), _) if 0.0 < gap => Some(format!(", {name} {gap:.0}° short of a wanted task")),
        (_, Some(deficit)) if 0.0 < deficit.estimate => Some(format!(
            ", {name} {:.0}° short of the norm ({:.0} to {:.0}°)",
            deficit.estimate, deficit.low, deficit.high
        )),
        _ => None,
    }
}

/// How much the shortest of some directions that may be stretched is short; empty when none is.
fn shortest(pattern: &SidePattern, directions: &[Direction]) -> String {
    let short = |direction: &Direction| {
        let state = state(pattern, *direction);
        let gap = state.and_then(|state| state.demand_gap_deg).unwrap_or(0.0);
        gap.max(state.and_then(|state| state.deficit_deg).map_or(0.0, |deficit| deficit.estimate))
    };
    let useful = directions.iter().filter(|direction| {
        state(pattern, **direction)
            .is_some_and(|state| matches!(state.stretch, StretchVerdict::Useful | StretchVerdict::NotMeasured))
    });
    let most = useful.max_by(|a, b| short(a).total_cmp(&short(b)));
    most.and_then(|direction| shortage(pattern, *direction)).unwrap_or_default()
}

/// Trained ranges that only this choice loads, in words.
fn needed_loads(context: &Context<'_>, at: usize) -> Vec<String> {
    let others = || context.taken().filter(|(other, _, _)| *other != at).map(|(_, choice, _)| choice);
    let trained = others().fold(0, |trained, choice| trained | choice.trains);
    let loaded = others().fold(0, |loaded, choice| loaded | choice.loads);
    let needed = trained & !loaded & context.model.choices[at].loads;
    let mut named = Vec::new();
    for side in Side::ALL {
        for direction in Direction::ALL {
            if needed & super::model::range_bit(side, *direction) != 0 {
                named.push(format!("{} {side}", words(direction.id())));
            }
        }
    }
    named
}

/// When to stop a drill, in plain words.
pub(super) fn stop_rule(drill: &Drill) -> String {
    let stop = "Stop at once if it is sharp in the joint, catches, locks, gives way, burns or tingles";
    let ease = if drill.is_passive() {
        "ease off if the stretch turns into pain or climbs from set to set"
    } else if drill.is_impact() {
        "end it if landings get loud or pain climbs from set to set"
    } else {
        "end it if form goes or pain climbs from set to set"
    };
    format!("{stop}; {ease}.")
}

/// For each drill that is in, what could take its place and what the exchange would lose.
pub(super) fn alternatives(context: &Context<'_>) -> Vec<Alternative> {
    let model = context.model;
    let mut alternatives = Vec::new();
    for (at, choice, _) in context.taken() {
        let mut base = context.solution.times.clone();
        base[at] = 0;
        let mut candidates: Vec<(f64, usize, u8)> = Vec::new();
        let before = model.work(&base);
        let base_worth = model.objective(&base);
        for (other, row) in model.choices.iter().enumerate() {
            let in_use = row.drill == choice.drill || context.taken().any(|(_, taken, _)| taken.drill == row.drill);
            if in_use || row.prepares != choice.prepares {
                continue;
            }
            for times in row.least..=row.most {
                candidates.push((base_worth + model.gain(&before, other, f64::from(times)), other, times));
            }
        }
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let found = candidates.iter().find(|(_, other, times)| fits_instead(model, &base, *other, *times));
        let drill_of = |choice: usize| context.knowledge.drills[model.choices[choice].drill].id.clone();
        alternatives.push(Alternative {
            instead_of: drill_of(at),
            drill: found.map(|(_, other, _)| drill_of(*other)),
            loss: context.solution.objective - found.map_or(base_worth, |(worth, _, _)| *worth),
        });
    }
    alternatives
}

fn fits_instead(model: &Model, base: &[u8], other: usize, times: u8) -> bool {
    let mut exchanged = base.to_vec();
    exchanged[other] = times;
    model.fits_the_week(&exchanged) && matches!(pack(model, &exchanged, Effort::Quick), Packing::Fits(_))
}

/// What the plan is for, and what may be expected of it.
pub(super) fn sentences(context: &Context<'_>, allowed: &Allowed) -> Vec<String> {
    let mut sentences = Vec::new();
    if context.taken().next().is_none() {
        sentences.push("Nothing may be trained now; the list of exclusions says why.".to_string());
        return sentences;
    }
    let unmeasured = |side: &Side| context.pattern.sides.get(*side).naming == Naming::NotAssessed;
    if context.maintenance && Side::ALL.iter().all(unmeasured) {
        sentences.push(
            "Too little was measured to say whether anything is short, so this plan is small on purpose: it keeps \
             strength and control until more is known."
                .to_string(),
        );
    } else if context.maintenance {
        sentences.push(
            "Nothing measured is short. Stretching hips that are not short gains about as much as the measurement \
             error, so this plan is small on purpose: it keeps strength and control."
                .to_string(),
        );
    }
    sentences.extend(task::sentences(context));
    for side in Side::ALL {
        side_sentences(context, side, &mut sentences);
        sentences.extend(equipment::lacking(context, allowed, side));
    }
    let knowledge = context.knowledge;
    let category = |choice: &Choice| knowledge.drills[choice.drill].category;
    let stretches = context.taken().any(|(_, choice, _)| matches!(category(choice), Category::Static | Category::Pnf));
    if stretches {
        let facts = &knowledge.facts;
        sentences.push(format!(
            "Lengthening work aims at {:.0} to {:.0} minutes a week for each muscle; studies disagree on how much is \
             needed, and one review finds no effect of the amount at all.",
            facts.number("weekly_minutes_effective"),
            facts.number("weekly_minutes_saturating")
        ));
        sentences.push(
            "Every range that is trained is also loaded in the same week, because range that is not used is lost \
             within weeks."
                .to_string(),
        );
        sentences
            .push("Stretching is not shown to prevent injuries in general; that is not what it is for here.".into());
        let rotation = |choice: &Choice| {
            let named = &knowledge.drills[choice.drill].directions;
            named.contains(&Direction::InternalRotation) || named.contains(&Direction::ExternalRotation)
        };
        if context.taken().any(|(_, choice, _)| choice.trains != 0 && rotation(choice)) {
            sentences.push(
                "No study gives the degrees of rotation that weeks of training bring back: expect less than can be \
                 measured, and judge by what becomes easier."
                    .to_string(),
            );
        }
    }
    let gap = percent((context.solution.bound - context.solution.objective) / context.solution.objective.max(1e-9));
    sentences.push(format!(
        "Worth {:.2}° in degrees and degree equivalents, both sides together; no plan inside the same limits is worth \
         more than {:.2}° ({gap} % more).",
        context.solution.objective, context.solution.bound
    ));
    sentences
}

fn side_sentences(context: &Context<'_>, side: Side, sentences: &mut Vec<String>) {
    let pattern = context.pattern.sides.get(side);
    let name = match side {
        Side::Left => "Left",
        Side::Right => "Right",
    };
    match pattern.naming {
        // Shape has a sentence of its own below.
        Naming::Mechanism(Mechanism::Bone | Mechanism::Version) => {}
        Naming::Mechanism(mechanism) => sentences.push(format!(
            "{name}: most weight on {} ({} %){}; other likely reasons are trained by their probability.",
            words(mechanism.id()),
            percent(probability(pattern, mechanism)),
            shortest(pattern, Direction::ALL)
        )),
        Naming::Family(family) | Naming::Likely(family) if is_single(family) => sentences.push(format!(
            "{name}: the tests point to {}{}; other likely reasons are trained by their probability.",
            words(family.id()),
            shortest(pattern, Direction::ALL)
        )),
        Naming::Family(family) | Naming::Likely(family) => sentences.push(format!(
            "{name}: the tests point to the {} group but not to one member{}; the plan serves its members by their \
             probability.",
            words(family.id()),
            shortest(pattern, Direction::ALL)
        )),
        Naming::NotDistinguishable => sentences.push(format!(
            "{name}: the tests cannot tell the reason{}; the plan is spread over what is likely, and a further test \
             may narrow it.",
            shortest(pattern, Direction::ALL)
        )),
        Naming::NotAssessed => {
            sentences.push(format!("{name}: too little was measured; the plan keeps strength and control only."));
        }
        Naming::NoRestriction => {}
    }
    if feels_tight(context.pattern, context.request, side) {
        sentences.push(format!(
            "{name}: it feels tight although the range is normal. Tight is a feeling, not a length: strength and load \
             tolerance help, more stretching does not."
        ));
    }
    let shape = probability(pattern, Mechanism::Bone) + probability(pattern, Mechanism::Version);
    let shaped: Vec<String> = pattern
        .directions
        .iter()
        .filter(|state| state.stretch == StretchVerdict::Shape)
        .map(|state| words(state.direction.id()))
        .collect();
    let here = pattern.directions.iter().map(|state| state.shape_probability).fold(shape, f64::max);
    if !shaped.is_empty() && here < WORTH_SAYING && pattern.fadir_positive == Some(true) {
        sentences.push(format!(
            "{name}: a painful FADIR test means that the end of flexion with inward rotation is not forced; strength, \
             control and the range that does not pinch are trained instead."
        ));
    } else if WORTH_SAYING <= shape || !shaped.is_empty() {
        let end = if shaped.is_empty() { String::new() } else { format!(" in {}", shaped.join(" and ")) };
        sentences.push(format!(
            "{name}: the shape of the joint is a likely part of the limit ({} %). No end of range is forced{end}; \
             strength, control, stance and the range that does not pinch are trained instead.",
            percent(here)
        ));
    }
    if WORTH_SAYING <= probability(pattern, Mechanism::Instability) {
        sentences.push(format!("{name}: strength and control come first; range that is already there is not widened."));
    }
    for mechanism in [Mechanism::JointIrritation, Mechanism::NeuralMechanosensitivity] {
        if WORTH_SAYING <= probability(pattern, mechanism) {
            sentences.push(format!(
                "{name}: {} is possible ({} %). No drill treats it; have it checked before anything is added.",
                words(mechanism.id()),
                percent(probability(pattern, mechanism))
            ));
        }
    }
}

/// Whether a family has one member, so that there is nothing in it to tell apart.
fn is_single(family: Family) -> bool {
    Mechanism::ALL.iter().filter(|mechanism| mechanism.family() == family).count() == 1
}

/// Doubts about the plan.
pub(super) fn caveats(context: &Context<'_>, allowance: &Allowance) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    if allowance.clearance == Clearance::Precautions {
        let text = "Planned inside precautions: parts of the library are left out, see the exclusions.";
        caveats.push(Caveat::new(CaveatKind::NotReleased, text));
    }
    let facts = &context.knowledge.facts;
    let unconfirmed: Vec<&str> = facts
        .numbers
        .iter()
        .filter(|(_, number)| number.evidence.status == Status::Memory)
        .map(|(key, _)| key.as_str())
        .collect();
    if !unconfirmed.is_empty() {
        let text = format!("The plan weighs numbers that are recalled, not checked: {}.", unconfirmed.join(", "));
        caveats.push(Caveat::new(CaveatKind::UnconfirmedEvidence, text));
    }
    let missing: Vec<String> =
        super::DoseFacts::keys().into_iter().filter(|key| !facts.numbers.contains_key(key)).collect();
    if !missing.is_empty() {
        let text = format!("Facts of dose without a value count as 0: {}.", missing.join(", "));
        caveats.push(Caveat::new(CaveatKind::Dropped, text));
    }
    if !context.model.limits.prepared && context.taken().next().is_some() {
        let text = "Nothing that prepares is allowed and at hand: begin each session with a few easy minutes.";
        caveats.push(Caveat::new(CaveatKind::Dropped, text));
    }
    if context.model.limits.sessions < context.request.constraints.sessions_per_week && !context.maintenance {
        let text = format!(
            "Planned for {} sessions a week: there is not enough that prepares for more.",
            context.model.limits.sessions
        );
        caveats.push(Caveat::new(CaveatKind::Dropped, text));
    }
    caveats
}
