//! From findings to a plan with the real tables: what the plan says and keeps away from.

use coxa::assess::{Naming, Pattern, StretchVerdict};
use coxa::prescribe::{Category, Drill, PlanRequest, Programme, prescribe};
use coxa::vocabulary::{Constraints, Equipment, Family, Finding, Mechanism, PainSite, Quantity, Side, Test};
use coxa_knowledge::knowledge;

use told::{allowing_everything, ordinary, passive, pattern_of, screen, someone, with};

#[allow(dead_code, reason = "shared between stories")]
mod told;

fn request(without: &[Equipment]) -> PlanRequest {
    PlanRequest {
        goals: Vec::new(),
        constraints: Constraints {
            minutes_per_session: 25,
            sessions_per_week: 3,
            equipment: Equipment::ALL.iter().copied().filter(|one| !without.contains(one)).collect(),
        },
        feels_tight: false,
        node_limit: 200,
        gap_pct: 1.0,
    }
}

fn plan(pattern: &Pattern, request: &PlanRequest) -> Programme {
    prescribe(pattern, request, &allowing_everything(), &knowledge().prescribe)
}

fn drill(id: &str) -> &'static Drill {
    knowledge().prescribe.drill(&id.into()).expect("a drill of the library")
}

/// The drills of a plan that train a side.
fn trained(programme: &Programme, side: Side) -> Vec<&'static Drill> {
    let planned = programme.sessions.iter().flat_map(|session| &session.drills);
    planned.filter(|planned| planned.side.is_none_or(|own| own == side)).map(|it| drill(it.drill.as_str())).collect()
}

fn says(programme: &Programme, what: &str) -> bool {
    programme.sentences.iter().any(|sentence| sentence.contains(what))
}

/// Somebody whose every range is a little more than usual.
fn ample() -> Vec<Finding> {
    ordinary().into_iter().map(|finding| Finding { value: finding.value + 6.0, ..finding }).collect()
}

#[test]
fn feeling_tight_is_called_normal_only_when_the_pattern_says_so() {
    let tight = PlanRequest { feels_tight: true, ..request(&[]) };
    assert!(!says(&plan(&pattern_of(&someone(Vec::new())), &tight), "feels tight"), "nobody measured anything");
    let mut assessment = someone(ample());
    let kept = plan(&pattern_of(&assessment), &tight);
    assessment.feels_tight = true;
    let programme = plan(&pattern_of(&assessment), &tight);
    assert!(says(&programme, "feels tight"));
    let strength = |programme: &Programme| programme.weekly.iter().map(|dose| dose.strength_min).sum::<f64>();
    assert!(strength(&kept) < strength(&programme));
    for side in Side::ALL {
        for drill in trained(&programme, side) {
            assert!(!matches!(drill.category, Category::Static | Category::Pnf | Category::JointMob), "{}", drill.id);
        }
    }
}

#[test]
fn nobody_measured_is_not_told_that_nothing_is_short() {
    let programme = plan(&pattern_of(&someone(Vec::new())), &request(&[]));
    assert!(!says(&programme, "Nothing measured is short"), "{:?}", programme.sentences);
    assert!(says(&plan(&pattern_of(&someone(ample())), &request(&[])), "Nothing measured is short"));
}

#[test]
fn under_a_likely_shape_no_drill_goes_past_the_own_end() {
    let fadir =
        Finding { pain_nrs: Some(4), pain_site: Some(PainSite::Groin), ..passive(Test::Fadir, Side::Right, 28.0) };
    let findings = with(with(ordinary(), fadir), passive(Test::FlexionKneeBent, Side::Right, 88.0));
    let pattern = pattern_of(&someone(findings));
    let own = pattern.sides.right.directions[0].clone();
    assert_eq!(own.stretch, StretchVerdict::Shape);
    let end = own.passive_deg.expect("measured").low;
    let programme = plan(&pattern, &request(&[]));
    let drills = trained(&programme, Side::Right);
    assert!(!drills.is_empty());
    for drill in drills {
        for pose in [&drill.start, &drill.end] {
            assert!(pose.legs.right.hip_flexion.deg() < end, "{} goes past {end:.0}", drill.id);
        }
        assert!(!drill.is_range_work() || !drill.directions.contains(&own.direction), "{}", drill.id);
    }
    let pinching = programme.exclusions.iter().any(|exclusion| exclusion.drill.as_str() == "str_goblet_deep");
    assert!(pinching, "the deep squat pinches");
}

#[test]
fn a_painful_fadir_alone_is_not_called_a_shape() {
    let fadir =
        Finding { pain_nrs: Some(4), pain_site: Some(PainSite::Groin), ..passive(Test::Fadir, Side::Right, 28.0) };
    let mut pattern = pattern_of(&someone(with(ordinary(), fadir)));
    // However the other tests stand, the shape is unlikely here.
    pattern.sides.right.beliefs.retain(|belief| !matches!(belief.mechanism, Mechanism::Bone | Mechanism::Version));
    pattern.sides.right.directions.iter_mut().for_each(|state| state.shape_probability = 0.02);
    let programme = plan(&pattern, &request(&[]));
    assert!(says(&programme, "painful FADIR") && !says(&programme, "likely part of the limit"));
}

#[test]
fn a_goal_that_is_reached_is_said_to_be() {
    let squat = |left: f64, right: f64| {
        let mut assessment = someone(vec![
            screen(Test::DeepSquat, Quantity::HipFlexion, Side::Left, left),
            screen(Test::DeepSquat, Quantity::HipFlexion, Side::Right, right),
        ]);
        assessment.goals = vec!["squat_deep".into(), "run".into()];
        let request = PlanRequest { goals: assessment.goals.clone(), ..request(&[]) };
        plan(&pattern_of(&assessment), &request)
    };
    let needs = "Deep squat needs about 100° of hip bend (against the pelvis); measured";
    let reached = squat(105.0, 108.0);
    assert!(says(&reached, &format!("{needs} 105° (left) and 108° (right): enough.")), "{:?}", reached.sentences);
    assert!(says(&reached, "Run: nothing measured can be compared"), "{:?}", reached.sentences);
    let one = squat(105.0, 60.0);
    assert!(says(&one, "enough on the left; 40° short on the right"), "{:?}", one.sentences);
}

#[test]
fn a_plan_says_what_is_lacking_for_the_drills_that_match_best() {
    let findings = with(ordinary(), passive(Test::StraightLegRaise, Side::Right, 45.0));
    let pattern = pattern_of(&someone(with(findings, passive(Test::Popliteal, Side::Right, 30.0))));
    let at_hand = [Equipment::Mat, Equipment::Cushion, Equipment::Chair, Equipment::Band];
    let absent: Vec<Equipment> = Equipment::ALL.iter().copied().filter(|one| !at_hand.contains(one)).collect();
    let without = plan(&pattern, &request(&absent));
    assert!(
        !trained(&without, Side::Right)
            .iter()
            .any(|drill| { drill.is_range_work() && drill.mechanisms.contains(&Mechanism::Hamstrings) })
    );
    let told = without.sentences.iter().find(|sentence| sentence.contains("nothing at hand lengthens"));
    let told = told.expect("a strap or a doorway would help");
    assert!(told.contains("hamstrings") && told.contains("would allow"), "{told}");
    assert!(!says(&plan(&pattern, &request(&[])), "nothing at hand"));
}

#[test]
fn a_family_of_one_is_not_called_a_group() {
    let findings = with(ordinary(), passive(Test::StraightLegRaise, Side::Right, 45.0));
    let mut pattern = pattern_of(&someone(findings));
    pattern.sides.right.naming = Naming::Likely(Family::Hamstrings);
    let programme = plan(&pattern, &request(&[]));
    let about = programme.sentences.iter().find(|sentence| sentence.contains("point to")).expect("told");
    assert!(!about.contains("group") && about.contains("hamstrings"), "{about}");
}

#[test]
fn the_proven_gap_is_told_as_a_share_of_the_plan() {
    let findings = with(ordinary(), passive(Test::StraightLegRaise, Side::Right, 45.0));
    let programme =
        plan(&pattern_of(&someone(findings)), &PlanRequest { node_limit: 1, gap_pct: 100.0, ..request(&[]) });
    let more = (100.0 * (programme.bound - programme.objective) / programme.objective).round();
    assert!(says(&programme, &format!("({more} % more)")), "{:?}", programme.sentences);
}
