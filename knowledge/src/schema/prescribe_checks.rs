//! Checks over the drill library: who leads where, who serves what, which poses and efforts are possible.

use std::collections::{BTreeMap, BTreeSet};

use coxa::cycle::Knowledge;
use coxa::prescribe::DoseFacts;
use coxa::vocabulary::{Direction, Mechanism};

use super::Rows;
use super::prescribe::DrillRow;
use super::problem::{Place, Problems};
use super::row::Placed;

/// Which list of a drill leads to other drills.
type Leads = fn(&DrillRow) -> &[String];

fn regressions(row: &DrillRow) -> &[String] {
    &row.regressions
}

fn progressions(row: &DrillRow) -> &[String] {
    &row.progressions
}

/// Regressions and progressions name drills at most one level away, none is its own ancestor, and no regression is harder
/// than its drill.
pub fn ladders(rows: &Rows, _: &Knowledge, problems: &mut Problems) {
    let drills = by_id(rows);
    let lists: [(&str, Leads); 2] = [("regression", regressions), ("progression", progressions)];
    for (name, leads) in lists {
        for placed in &rows.prescribe.drills {
            for id in leads(&placed.row).iter().filter(|id| !drills.contains_key(id.as_str())) {
                problems.add(&placed.place, format!("{name} {id:?}"), "the id of a drill", "correct or remove it");
            }
            if let Some(path) = way_back(&placed.row, leads, &drills) {
                let found = format!("{name}s that lead in a circle: {}", path.join(" -> "));
                problems.add(&placed.place, found, "a ladder that ends", "remove one of the steps");
            }
        }
    }
    for placed in &rows.prescribe.drills {
        for easier in placed.row.regressions.iter().filter_map(|id| drills.get(id.as_str())) {
            if placed.row.complexity_level < easier.row.complexity_level {
                let found = format!("regression {:?} of level {}", easier.row.id, easier.row.complexity_level);
                let needed = format!("at most the drill's own level {}", placed.row.complexity_level);
                problems.add(&placed.place, found, needed, "name an easier drill");
            }
        }
        for (name, leads) in lists {
            let level = placed.row.complexity_level;
            let others = leads(&placed.row).iter().filter_map(|id| drills.get(id.as_str()));
            for other in others.filter(|other| 1 < other.row.complexity_level.abs_diff(level)) {
                let found = format!("{name} {:?} of level {}", other.row.id, other.row.complexity_level);
                let needed = format!("at most one level away from {level}: a step is one level");
                problems.add(&placed.place, found, needed, "name a drill between them");
            }
        }
    }
}

/// Every mechanism that training can serve has a drill, and every drill serves such a mechanism.
pub fn service(rows: &Rows, _: &Knowledge, problems: &mut Problems) {
    let served: BTreeSet<Mechanism> =
        rows.prescribe.drills.iter().flat_map(|placed| placed.row.mechanisms.iter().map(|id| id.0)).collect();
    for mechanism in Mechanism::ALL.iter().filter(|mechanism| is_trainable(**mechanism) && !served.contains(mechanism))
    {
        let place = Place { file: "drills".into(), line: 0, row: mechanism.id().into() };
        problems.add(&place, "no drill", "a drill that serves the mechanism", "name the mechanism in a drill");
    }
    for placed in &rows.prescribe.drills {
        for id in placed.row.mechanisms.iter().filter(|id| !is_trainable(id.0)) {
            let found = format!("mechanism {}, which no drill treats", id.0);
            problems.add(&placed.place, found, "a mechanism that training can serve", "remove it");
        }
    }
}

/// Bone and version get a track instead of a drill of their own; the others are referred.
const fn is_trainable(mechanism: Mechanism) -> bool {
    !matches!(
        mechanism,
        Mechanism::Bone
            | Mechanism::Version
            | Mechanism::Instability
            | Mechanism::JointIrritation
            | Mechanism::NeuralMechanosensitivity
    )
}

/// The level up to which the guard lets a drill be a first one; below every drill where its table lacks the row.
fn entry_level(knowledge: &Knowledge) -> i64 {
    knowledge.guard.thresholds.get("entry_complexity_max").map_or(-1, |level| level.value)
}

/// A drill is simple enough to begin with, or has an easier one to fall back to.
pub fn entries(rows: &Rows, knowledge: &Knowledge, problems: &mut Problems) {
    let level = entry_level(knowledge);
    for (placed, drill) in rows.prescribe.drills.iter().zip(&knowledge.prescribe.drills) {
        let simple = i64::from(drill.complexity_level) <= level && !drill.is_impact();
        if !simple && drill.regressions.is_empty() {
            let found = format!("level {} without a regression", drill.complexity_level);
            let needed = format!("a regression, or an entry drill: level {level} at most and no impact");
            problems.add(&placed.place, found, needed, "name an easier drill");
        }
    }
}

/// Every direction that some drill trains in range can be loaded by a drill to begin with.
pub fn loading(rows: &Rows, knowledge: &Knowledge, problems: &mut Problems) {
    let level = entry_level(knowledge);
    let mut loaded = BTreeSet::<Direction>::new();
    for drill in &knowledge.prescribe.drills {
        if i64::from(drill.complexity_level) <= level {
            loaded.extend(knowledge.prescribe.loaded_directions(drill));
        }
    }
    for (placed, drill) in rows.prescribe.drills.iter().zip(&knowledge.prescribe.drills) {
        let missing = drill.directions.iter().filter(|direction| drill.is_range_work() && !loaded.contains(direction));
        for direction in missing {
            let needed = "an entry drill of strength, control or end-range work in the same direction";
            problems.add(&placed.place, format!("{direction} trained in range"), needed, "add such a drill");
        }
    }
}

/// Poses stay inside what joints can do.
pub fn poses(rows: &Rows, _: &Knowledge, problems: &mut Problems) {
    let limits: BTreeMap<&str, _> =
        rows.prescribe.joint_limits.iter().map(|placed| (placed.row.id.as_str(), placed.row.deg)).collect();
    let drills = rows.prescribe.drills.iter().map(|placed| (&placed.place, &placed.row.start, &placed.row.end));
    let home_tests = rows.home.home_tests.iter().map(|placed| (&placed.place, &placed.row.start, &placed.row.end));
    for (place, start, end) in drills.chain(home_tests) {
        for (moment, pose) in [("start", start), ("end", end)] {
            for (name, deg) in pose.angles() {
                match limits.get(name) {
                    Some(limit) if limit.0 <= deg && deg <= limit.1 => {}
                    Some(limit) => {
                        let found = format!("{moment} pose with {name} {deg}°");
                        let needed = format!("{}° to {}°", limit.0, limit.1);
                        problems.add(place, found, needed, "correct the pose or the joint limit");
                    }
                    None => {
                        let found = format!("angle {name} without a limit");
                        problems.add(place, found, "a joint_limit row", "add the row");
                    }
                }
            }
        }
    }
}

/// No drill allows more effort than the evidence for its kind of work.
pub fn efforts(rows: &Rows, knowledge: &Knowledge, problems: &mut Problems) {
    for placed in &rows.prescribe.drills {
        let cap = knowledge.prescribe.facts.number(&format!("effort_cap_{}", placed.row.category.0));
        let found = f64::from(placed.row.dose.effort_cap);
        if cap < found {
            let needed = format!("at most {cap} for {}", placed.row.category.0);
            problems.add(&placed.place, format!("effort cap {found}"), needed, "lower the cap");
        }
    }
}

/// Every number the planner asks for has a row with a value, every row is asked for, and none repeats a threshold.
pub fn facts(rows: &Rows, knowledge: &Knowledge, problems: &mut Problems) {
    let asked = DoseFacts::keys();
    for key in asked.iter().filter(|key| !knowledge.prescribe.facts.numbers.contains_key(key.as_str())) {
        let place = Place { file: "dose_facts.toml".into(), line: 0, row: key.clone() };
        problems.add(&place, "no value", "a dose_fact row with a value", "add the row");
    }
    let unasked = rows.prescribe.dose_facts.iter().filter(|placed| {
        // A gap is kept to show that it was looked for.
        placed.row.value.is_some() && !asked.contains(&placed.row.id)
    });
    for placed in unasked {
        problems.add(&placed.place, "a number nobody asks for", "one the planner knows", "rename or remove it");
    }
    // Angles of a joint, and a share: outside of these no pose would ever count, or every one.
    let bounds = [("bent_above_deg", 180.0), ("knee_folded_above_deg", 180.0), ("rotation_share_pct", 100.0)];
    for (id, most) in bounds {
        let found = rows.prescribe.dose_facts.iter().find(|placed| placed.row.id == id);
        let value = knowledge.prescribe.facts.numbers.get(id).map(|number| number.value);
        if let (Some(placed), Some(value)) = (found, value.filter(|value| !(0.0..=most).contains(value))) {
            problems.add(&placed.place, value, format!("0 to {most}"), "correct it");
        }
    }
    for placed in &rows.prescribe.dose_facts {
        if knowledge.guard.thresholds.contains_key(&placed.row.id) {
            let needed = "one row for each number";
            problems.add(&placed.place, "a number that is a threshold of the guard", needed, "remove it here");
        }
    }
}

/// Every direction has an end of range.
pub fn ends(_: &Rows, knowledge: &Knowledge, problems: &mut Problems) {
    for direction in Direction::ALL.iter().filter(|id| !knowledge.prescribe.end_range_deg.contains_key(id)) {
        let place = Place { file: "end_range.toml".into(), line: 0, row: direction.id().into() };
        problems.add(&place, "no row", "an end_range row for every direction", "add the row");
    }
}

fn by_id(rows: &Rows) -> BTreeMap<&str, &Placed<DrillRow>> {
    rows.prescribe.drills.iter().map(|placed| (placed.row.id.as_str(), placed)).collect()
}

/// A way from the drill back to itself, when there is one.
fn way_back<'a>(
    from: &'a DrillRow,
    leads: Leads,
    drills: &BTreeMap<&'a str, &'a Placed<DrillRow>>,
) -> Option<Vec<&'a str>> {
    let mut seen = BTreeSet::new();
    let mut open = vec![vec![from.id.as_str()]];
    while let Some(path) = open.pop() {
        let Some(drill) = path.last().and_then(|id| drills.get(id)) else { continue };
        for next in leads(&drill.row) {
            let longer: Vec<&str> = path.iter().copied().chain([next.as_str()]).collect();
            if *next == from.id {
                return Some(longer);
            }
            if seen.insert(next.as_str()) {
                open.push(longer);
            }
        }
    }
    None
}

/// Every evidence id of a drill names a row of some table.
pub fn evidence_rows(rows: &Rows, _: &Knowledge, problems: &mut Problems) {
    let mut ids = BTreeSet::new();
    rows.visit(&mut |row| ids.extend([row.id.to_string()]));
    for Placed { place, row } in &rows.prescribe.drills {
        for id in row.evidence_ids.iter().filter(|id| !ids.contains(*id)) {
            problems.add(place, format!("unknown evidence {id:?}"), "the id of a row", "correct or remove it");
        }
    }
}
