//! The page of a drill: what it is for, how it looks, how much, for whom not, and on what evidence.

use coxa::cycle::Knowledge;
use coxa::dose::forbids;
use coxa::prescribe::{Category, Drill, Traits, Work};
use coxa::skeleton::muscle::Closeness;
use coxa::skeleton::{LegPose, Pose};
use coxa::vocabulary::{Angle, DrillId, Mechanism, MustNot};

use super::markdown::{Document, joined, marked, row_line, spaced, span};

/// Muscles on a page: enough for the ones a position is known for, and what follows them.
const LENGTHENED_SHOWN: usize = 5;

/// Angles nearer to zero than this go unmentioned, degrees: nobody holds a pose more exactly.
const MENTION_FROM_DEG: f64 = 3.0;

/// The list of all drills, by category.
pub(super) fn index(drills: &[Drill]) -> String {
    let mut page = Document::new("Drills");
    page.paragraph(format!(
        "{} drills. Poses and doses are changeable defaults of ours, bounded by the evidence each page names.",
        drills.len()
    ));
    for category in Category::ALL {
        let rows: Vec<[String; 4]> = drills
            .iter()
            .filter(|drill| drill.category == *category)
            .map(|drill| {
                [
                    link(&drill.id, &drill.name),
                    joined(drill.directions.iter().map(spaced)),
                    format!("{} / {}", drill.support_level, drill.complexity_level),
                    joined(drill.mechanisms.iter().map(|it| mechanism_name(*it))),
                ]
            })
            .collect();
        if !rows.is_empty() {
            page.heading(category_name(*category));
            page.table(["drill", "directions", "support / complexity", "for"], &rows);
        }
    }
    page.finish()
}

/// The page of one drill.
pub(super) fn page(drill: &Drill, knowledge: &Knowledge) -> String {
    let mut page = Document::new(&drill.name);
    page.paragraph(format!("`{}` · {}", drill.id, category_name(drill.category)));

    page.heading("Purpose");
    page.list([
        format!("trains: {}", joined(drill.directions.iter().map(spaced))),
        format!("for: {}", joined(drill.mechanisms.iter().map(|it| mechanism_name(*it)))),
        format!("weekly dose counts for: {}", joined(drill.muscles.iter().map(spaced))),
    ]);

    page.heading("Position");
    page.paragraph(format!(
        "{}{}. The trained side is described; the other side is its mirror.",
        capital(&spaced(base_name(drill))),
        if drill.bilateral { ", both sides at once" } else { "" }
    ));
    page.list([format!("Start: {}.", pose_text(&drill.start)), format!("End: {}.", pose_text(&drill.end))]);
    if !drill.cues.is_empty() {
        page.paragraph("Cues:");
        page.list(&drill.cues);
    }
    if !drill.watch_for.is_empty() {
        page.paragraph(format!("Watch for: {}.", joined(&drill.watch_for)));
    }

    lengthened(&mut page, drill);

    page.heading("Dose");
    page.list(dose_lines(drill).into_iter().chain([format!(
        "support level {} of 4, complexity {} of 4, loaded by {}",
        drill.support_level,
        drill.complexity_level,
        spaced(drill.load)
    )]));

    page.heading("Equipment");
    let needed = drill.equipment.iter().map(|one_of| one_of.iter().map(spaced).collect::<Vec<_>>().join(" or "));
    page.paragraph(format!("{}.", capital(&joined(needed))));

    page.heading("Easier and harder");
    page.list([
        format!("easier: {}", links(&drill.regressions, knowledge)),
        format!("harder: {}", links(&drill.progressions, knowledge)),
    ]);

    page.heading("Who should leave it out");
    page.paragraph("Anyone with an open warning sign. Also with:");
    page.list(drill.tags.iter().map(|tag| {
        let rows = &crate::rows().tag.tags;
        let text = rows.iter().find(|placed| placed.row.tag.0 == *tag).map(|placed| placed.row.text.clone());
        format!("{} (`{tag}`)", text.unwrap_or_else(|| spaced(tag)))
    }));
    let traits = Traits::of(drill, &knowledge.prescribe.thresholds());
    let forbidden = MustNot::ALL.iter().filter(|it| forbids(**it, &traits, true)).map(|it| format!("`{it}`"));
    page.paragraph(format!(
        "From pose, load and category it also falls under these prohibitions: {}.",
        joined(forbidden)
    ));

    page.evidence("Pose and dose", &drill.evidence);
    if !drill.evidence_ids.is_empty() {
        page.paragraph("Rows it leans on:");
        page.list(drill.evidence_ids.iter().map(|id| row_line(id)));
    }
    page.finish()
}

/// The muscles of the trained leg that are longer at the end than in standing.
fn lengthened(page: &mut Document, drill: &Drill) {
    let found = crate::lengthening(drill);
    page.heading("What its end position lengthens, against standing");
    let rows: Vec<[String; 4]> = found
        .lengthened
        .iter()
        .take(LENGTHENED_SHOWN)
        .map(|it| {
            let approximate = if it.path.closeness == Closeness::Approximate { ", approximate" } else { "" };
            [
                format!("{}{approximate}", it.path.name()),
                format!("{:.0} mm", it.elongation_m * 1000.0),
                format!("{:.0} %", it.of_fibre * 100.0),
                joined(crate::resisted(drill, it).iter().map(spaced)),
            ]
        })
        .collect();
    if let Some(first) = found.lengthened.first() {
        page.paragraph(format!(
            "The trained leg, most first, by a model of one adult{}; [how it is computed](../methods/muscles.md).",
            marked(first.path.evidence.status)
        ));
    } else if found.unknown.is_empty() {
        page.paragraph("No muscle of the trained leg by more than the data err.");
    }
    page.table(["muscle", "longer by", "of optimal fibre length", "of the trained directions, resists"], &rows);
    for sentence in crate::unknown_texts(&found) {
        page.paragraph(sentence);
    }
}

fn dose_lines(drill: &Drill) -> Vec<String> {
    let dose = &drill.dose;
    let mark = marked(drill.evidence.status);
    let work = match dose.work {
        (Work::HoldSeconds(low), Work::HoldSeconds(high)) => format!("hold {} s", span(low, high)),
        (Work::ContractRelax { contract_s, stretch_s }, _) => {
            let effort = dose
                .contract_effort_pct
                .map_or_else(String::new, |(low, high)| format!(" at {} % effort", span(low, high)));
            format!("contract {contract_s} s{effort}, then stretch {stretch_s} s")
        }
        (Work::Reps(low), Work::Reps(high)) => {
            format!("{} {} of about {} s", span(low, high), spaced(dose.counted), dose.seconds_per_rep)
        }
        _ => "as the table says".to_string(),
    };
    vec![
        format!("{} sets: {work}{mark}", span(dose.sets.0, dose.sets.1)),
        format!("{} sessions a week{mark}", span(dose.sessions_per_week.0, dose.sessions_per_week.1)),
        format!("challenge at most {} of 10{mark}", dose.effort_cap),
    ]
}

/// A pose in words, trained leg first; what is near neutral goes unmentioned.
pub(super) fn pose_text(pose: &Pose) -> String {
    let mut parts = Vec::new();
    let (trained, other) = (leg_text(&pose.legs.right), leg_text(&pose.legs.left));
    if pose.legs.right == pose.legs.left {
        parts.push(format!("both legs {trained}"));
    } else {
        parts.push(format!("trained leg {trained}"));
        parts.push(format!("other leg {other}"));
    }
    let trunk: Vec<String> = [
        motion(pose.trunk_forward, "trunk leaning forward", "trunk leaning back"),
        motion(pose.trunk_lean_right, "trunk leaning to the trained side", "trunk leaning away from the trained side"),
        motion(pose.lumbar_flexion, "low back rounded", "low back arched"),
        motion(pose.pelvis_anterior_tilt, "pelvis tilted forward", "pelvis tucked"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if trunk.is_empty() {
        parts.push("trunk and pelvis neutral".to_string());
    } else {
        parts.push(trunk.join(", "));
    }
    parts.join("; ")
}

fn leg_text(leg: &LegPose) -> String {
    let hip: Vec<String> = [
        motion(leg.hip_flexion, "flexed", "extended"),
        motion(leg.hip_adduction, "adducted", "abducted"),
        motion(leg.hip_internal_rotation, "turned in", "turned out"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let hip = if hip.is_empty() { "hip neutral".to_string() } else { format!("hip {}", hip.join(", ")) };
    let knee =
        motion(leg.knee_flexion, "knee bent", "knee beyond straight").unwrap_or_else(|| "knee straight".to_string());
    let ankle = motion(leg.ankle_dorsiflexion, "ankle drawn up", "ankle pointed");
    [Some(hip), Some(knee), ankle].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn motion(angle: Angle, positive: &str, negative: &str) -> Option<String> {
    let deg = angle.deg();
    (deg.abs() >= MENTION_FROM_DEG)
        .then(|| format!("{} {:.0}°", if deg > 0.0 { positive } else { negative }, deg.abs()))
}

fn base_name(drill: &Drill) -> String {
    drill
        .base
        .id()
        .replace("_r_up", ", trained side up")
        .replace("leg_r", "leg: the trained one")
        .replace("leg_l", "leg: the other one")
}

fn links(ids: &[DrillId], knowledge: &Knowledge) -> String {
    joined(ids.iter().map(|id| match knowledge.prescribe.drill(id) {
        Some(drill) => link(id, &drill.name),
        None => format!("`{id}`"),
    }))
}

fn link(id: &DrillId, name: &str) -> String {
    format!("[{name}]({id}.md)")
}

fn mechanism_name(mechanism: Mechanism) -> String {
    let texts = &crate::knowledge().assess.mechanisms;
    texts.iter().find(|text| text.mechanism == mechanism).map_or_else(|| spaced(mechanism), |text| text.name.clone())
}

const fn category_name(category: Category) -> &'static str {
    match category {
        Category::Breath => "Breathing",
        Category::Static => "Static stretching",
        Category::Pnf => "Contract and relax",
        Category::Dynamic => "Dynamic stretching",
        Category::JointMob => "Joint mobilisation",
        Category::Release => "Soft-tissue release",
        Category::EndRange => "End-range holds",
        Category::Control => "Control",
        Category::Strength => "Strength",
        Category::Plyo => "Plyometrics",
        Category::Run => "Running",
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
