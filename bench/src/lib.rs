//! People that benchmarks plan for: patterns as assessment makes them, requests, and a guard that allows everything.

pub mod cpu;
pub mod journal;
pub mod recordings;

use std::collections::BTreeMap;

use coxa::assess::{DirectionState, MechanismBelief, Naming, Pattern, SidePattern, StretchVerdict};
use coxa::prescribe::{PlanRequest, PrescribeKnowledge};
use coxa::vocabulary::{
    Allowance, BySide, Clearance, Constraints, Direction, DrillLimit, EarnedSteps, Equipment, Interval, Mechanism,
    Verdict,
};

/// Nodes a plan may take, as the command asks for.
pub const NODE_LIMIT: u64 = 20_000;

/// A guard that allows the whole library.
#[must_use]
pub fn allows_everything(knowledge: &PrescribeKnowledge) -> Allowance {
    let limit = DrillLimit {
        verdict: Verdict::Allowed,
        volume_pct: 100,
        earned: EarnedSteps::default(),
        may_progress: true,
        reasons: Vec::new(),
    };
    Allowance {
        clearance: Clearance::Open,
        reasons: Vec::new(),
        questions: Vec::new(),
        referrals: Vec::new(),
        advice: Vec::new(),
        must_not: BySide::default(),
        end_range_loading: BySide { left: Verdict::Allowed, right: Verdict::Allowed },
        tests: BTreeMap::new(),
        drills: knowledge
            .drills
            .iter()
            .map(|drill| (drill.id.clone(), BySide { left: limit.clone(), right: limit.clone() }))
            .collect(),
    }
}

/// Everything at hand, so many minutes and sessions, proven within 1 %.
#[must_use]
pub fn request(minutes_per_session: u16, sessions_per_week: u8) -> PlanRequest {
    PlanRequest {
        goals: Vec::new(),
        constraints: Constraints {
            minutes_per_session,
            sessions_per_week,
            equipment: Equipment::ALL.iter().copied().collect(),
        },
        feels_tight: false,
        node_limit: NODE_LIMIT,
        gap_pct: 1.0,
    }
}

/// One side: short directions in degrees with their demand gap and borrowed range, and probabilities.
#[must_use]
pub fn side(short: &[(Direction, f64, f64, f64)], likely: &[(Mechanism, f64)]) -> SidePattern {
    let directions = Direction::ALL
        .iter()
        .map(|direction| {
            let found = short.iter().find(|(short, ..)| short == direction);
            let (deficit, gap, borrowed) = found.map_or((-2.0, 0.0, 0.0), |(_, d, g, b)| (*d, *g, *b));
            DirectionState {
                direction: *direction,
                passive_deg: None,
                active_deg: None,
                deficit_deg: Some(Interval { estimate: deficit, low: deficit - 5.0, high: deficit + 5.0 }),
                demand_gap_deg: Some(gap),
                borrowed_deg: Some(borrowed),
                shape_probability: 0.0,
                stretch: if 0.0 < deficit { StretchVerdict::Useful } else { StretchVerdict::NotShort },
            }
        })
        .collect();
    let belief = |(mechanism, probability): &(Mechanism, f64)| MechanismBelief {
        mechanism: *mechanism,
        probability: *probability,
        end_range: mechanism.is_end_range(),
        costs: Vec::new(),
    };
    let end_range = likely.iter().filter(|(mechanism, _)| mechanism.is_end_range());
    SidePattern {
        beliefs: likely.iter().map(belief).collect(),
        none_probability: (1.0 - end_range.map(|(_, probability)| probability).sum::<f64>()).max(0.0),
        naming: likely.first().map_or(Naming::NoRestriction, |(mechanism, _)| Naming::Mechanism(*mechanism)),
        directions,
        fadir_positive: None,
        feels_tight_range_normal: false,
        sentences: Vec::new(),
    }
}

/// A pattern of two sides.
#[must_use]
pub fn pattern(left: SidePattern, right: SidePattern) -> Pattern {
    Pattern {
        sides: BySide { left, right },
        deficits: Vec::new(),
        demand_gaps: Vec::new(),
        contrasts: Vec::new(),
        changes: Vec::new(),
        next_tests: Vec::new(),
        caveats: Vec::new(),
        method: "bench".to_string(),
        seed: 0,
    }
}

/// People as they come: one clear reason, several, shape, nothing short, everything short.
#[must_use]
pub fn people() -> Vec<(&'static str, Pattern)> {
    use Direction as D;
    use Mechanism as M;
    let hamstrings =
        || side(&[(D::FlexionKneeStraight, 14.0, 8.0, 5.0)], &[(M::Hamstrings, 0.7), (M::Tolerance, 0.15)]);
    let front = || {
        side(
            &[(D::Extension, 8.0, 6.0, 4.0), (D::ExtensionKneeBent, 10.0, 0.0, 0.0)],
            &[(M::Iliopsoas, 0.45), (M::RectusFemoris, 0.25), (M::CapsuleAnterior, 0.15), (M::StrengthDeficit, 0.5)],
        )
    };
    let deep = || {
        side(
            &[(D::InternalRotation, 12.0, 4.0, 6.0), (D::Flexion, 10.0, 15.0, 8.0)],
            &[
                (M::CapsulePosterior, 0.3),
                (M::DeepExternalRotators, 0.3),
                (M::GluteusMaximus, 0.15),
                (M::Guarding, 0.1),
                (M::ActiveControl, 0.1),
                (M::StrengthDeficit, 0.4),
                (M::LumbopelvicCompensation, 0.5),
                (M::AnkleLimited, 0.4),
            ],
        )
    };
    let everything = || {
        let short: Vec<_> = D::ALL.iter().enumerate().map(|(i, d)| (*d, 6.0 + i as f64, 3.0, 4.0)).collect();
        let likely: Vec<_> = M::ALL
            .iter()
            .filter(|m| m.is_end_range())
            .map(|m| (*m, 1.0 / 16.0))
            .chain([(M::StrengthDeficit, 0.5), (M::LoadTolerance, 0.5), (M::LumbopelvicCompensation, 0.5)])
            .collect();
        side(&short, &likely)
    };
    let mut shape = side(
        &[(D::InternalRotation, 15.0, 5.0, 4.0), (D::Flexion, 12.0, 14.0, 3.0)],
        &[(M::Bone, 0.5), (M::CapsulePosterior, 0.2), (M::StrengthDeficit, 0.5)],
    );
    for state in &mut shape.directions {
        if matches!(state.direction, D::InternalRotation | D::Flexion) {
            state.stretch = StretchVerdict::Shape;
        }
    }
    let free = || side(&[], &[]);
    vec![
        ("hamstrings, both sides", pattern(hamstrings(), hamstrings())),
        ("front of the hip, left", pattern(front(), free())),
        ("deep squat, both sides", pattern(deep(), deep())),
        ("front left, deep right", pattern(front(), deep())),
        ("shape, right", pattern(hamstrings(), shape)),
        ("everything a little", pattern(everything(), everything())),
        ("everything left, front right", pattern(everything(), front())),
        ("nothing short", pattern(free(), free())),
    ]
}

/// A person made from a number: one to three short directions and one to four likely mechanisms on each side.
#[must_use]
pub fn numbered_person(number: u64) -> Pattern {
    let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) + 1;
    let mut below = |end: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % end
    };
    let mut one_side = || {
        let short: Vec<_> = (0..1 + below(3))
            .map(|_| {
                let deficit = 4.0 + below(14) as f64;
                (Direction::ALL[below(8)], deficit, below(8) as f64, below(8) as f64)
            })
            .collect();
        let likely: Vec<_> =
            (0..1 + below(4)).map(|_| (Mechanism::ALL[below(23)], 0.1 + below(20) as f64 / 100.0)).collect();
        side(&short, &likely)
    };
    pattern(one_side(), one_side())
}
