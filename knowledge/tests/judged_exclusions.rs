//! What every prohibition forbids, drill by drill and leg by leg, judged by hand and compared with what the core derives.

use std::collections::{BTreeMap, BTreeSet};

use coxa::dose::forbids;
use coxa::prescribe::Traits;
use coxa::vocabulary::MustNot;
use coxa_knowledge::knowledge;

const TABLE: &str = include_str!("judged_exclusions/table.txt");

/// The legs of a drill, in the words of the table.
const LEGS: [&str; 2] = ["trained", "other"];

/// Where the core is stricter than the judgement on purpose: prohibition, why it may stay, and "drill leg" each.
///
/// A drill that the judgement forbids and the core allows has no place here.
const STRICTER: &[(MustNot, &str, &[&str])] = &[
    (
        MustNot::LoadedSingleLeg,
        "an uneven stance from support level 3 up counts for both legs: how the weight is shared is not in the row",
        &[
            "ctl_half_kneel_wall trained",
            "ctl_split_rotation trained",
            "ctl_split_rotation other",
            "jm_mwm_ir_wb other",
            "ply_medball_rot trained",
            "ply_medball_rot other",
            "str_split_squat other",
            "str_rfess other",
            "str_rev_lunge other",
            "str_step_up other",
            "str_cossack other",
        ],
    ),
    (
        MustNot::LoadedSingleLeg,
        "a side plank counts for both legs: which one is below is not in the row",
        &["str_copenhagen_short other", "str_copenhagen_long other", "str_side_plank_abd trained"],
    ),
    (
        MustNot::HopTest,
        "the class is taken as a whole, though neither leaves the floor",
        &["ply_medball_rot trained", "ply_medball_rot other", "run_a_march trained", "run_a_march other"],
    ),
    (MustNot::Plyometric, "the class is taken as a whole", &["run_a_march trained", "run_a_march other"]),
    (MustNot::Running, "the class is taken as a whole", &["run_a_march trained", "run_a_march other"]),
    (
        MustNot::LoadedSingleLeg,
        "a leg beside one that is raised counts as standing alone, also where the raised one rests on something",
        &["dyn_cossack_assist other", "endr_pigeon_lift other", "st_hamstring_stand other", "st_pigeon_bench other"],
    ),
    (MustNot::BeyondLowLoadMidrange, "as above", &["st_hamstring_stand other", "st_pigeon_bench other"]),
    (
        MustNot::AnteriorCapsuleMobilisation,
        "any passive stretch to the end of extension opens the front of the capsule",
        &[
            "pnf_table_hf trained",
            "pnf_prone_rf trained",
            "st_half_kneel_hf trained",
            "st_table_edge_hf trained",
            "st_half_kneel_rf trained",
            "st_side_lying_quad trained",
            "st_stand_hf_wall trained",
            "st_tfl_stand trained",
        ],
    ),
    (MustNot::Stretching, "release of a muscle is taken as a stretch of it", &["fr_quad trained"]),
    (MustNot::StaticEndRangeStretch, "release of a muscle is taken as a stretch of it", &["fr_quad trained"]),
    (MustNot::EndRangeLoading, "release of a muscle is taken as a stretch of it", &["fr_quad trained"]),
    (MustNot::BeyondLowLoadMidrange, "release of a muscle is taken as a stretch of it", &["fr_quad trained"]),
    (MustNot::LoadedRotation, "the hip rests turned out under part of the body weight", &["fr_glute trained"]),
    (
        MustNot::LoadedRotation,
        "the moving leg of a circle counts as bearing weight on all fours",
        &["endr_car_quad trained"],
    ),
    (MustNot::Stretching, "an isometric hold at the end counts, also without help", &["endr_supine_march trained"]),
    (MustNot::StaticEndRangeStretch, "as above", &["endr_supine_march trained"]),
    (
        MustNot::StaticEndRangeStretch,
        "the leg that does not train counts as held, though it moves in and out of its end",
        &["dyn_adductor_rock other", "str_rev_lunge other"],
    ),
    (
        MustNot::EndRangeExtensionExternalRotation,
        "the row names turning out for the front leg, and the core takes it for both",
        &["st_9090_ir trained"],
    ),
    (
        MustNot::EndRangeFlexionAdductionInternalRotation,
        "a knee bent up to 45 degrees counts as straight",
        &["run_stride trained", "run_stride other"],
    ),
];

/// What a line judges: drill, then what is forbidden for the trained and for the other leg.
fn judged(line: &str) -> (&str, [BTreeSet<MustNot>; 2]) {
    let mut columns = line.split(" | ");
    let drill = columns.next().expect("a drill");
    let sets = LEGS.map(|leg| {
        let column = columns.next().and_then(|column| column.strip_prefix(leg)?.strip_prefix(':'));
        let ids = column.unwrap_or_else(|| panic!("{drill} lacks the column {leg:?}")).split_whitespace();
        let ids: Vec<MustNot> = ids
            .filter(|id| *id != "-")
            .map(|id| id.parse().unwrap_or_else(|error| panic!("{drill}, {leg}: {error}")))
            .collect();
        let set: BTreeSet<MustNot> = ids.iter().copied().collect();
        assert_eq!(set.len(), ids.len(), "{drill}, {leg}: a prohibition is named twice");
        set
    });
    assert_eq!(columns.next(), None, "{drill} has a column too many");
    (drill, sets)
}

fn table() -> BTreeMap<&'static str, [BTreeSet<MustNot>; 2]> {
    let mut table = BTreeMap::new();
    for line in TABLE.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (drill, sets) = judged(line);
        assert!(table.insert(drill, sets).is_none(), "{drill} is judged twice");
    }
    table
}

#[test]
fn the_table_judges_every_drill_of_the_library_and_no_other() {
    let library: BTreeSet<&str> = knowledge().prescribe.drills.iter().map(|drill| drill.id.as_str()).collect();
    let table: BTreeSet<&str> = table().into_keys().collect();
    let missing: Vec<_> = library.difference(&table).collect();
    let unknown: Vec<_> = table.difference(&library).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "not judged: {missing:?}; not in the library: {unknown:?}");
}

#[test]
fn what_the_core_forbids_is_what_was_judged() {
    let prescribe = &knowledge().prescribe;
    let thresholds = prescribe.thresholds();
    let table = table();
    let mut differences = Vec::new();
    let mut known: BTreeSet<(MustNot, String)> = BTreeSet::new();
    for (must_not, _, legs) in STRICTER {
        known.extend(legs.iter().map(|leg| (*must_not, (*leg).to_owned())));
    }
    for drill in &prescribe.drills {
        let traits = Traits::of(drill, &thresholds);
        let Some(sets) = table.get(drill.id.as_str()) else {
            continue;
        };
        for (leg, set) in LEGS.into_iter().zip(sets) {
            for must_not in MustNot::ALL.iter().copied() {
                let leg_of_drill = format!("{} {leg}", drill.id);
                let is_known = known.remove(&(must_not, leg_of_drill.clone()));
                match (set.contains(&must_not), forbids(must_not, &traits, leg == "trained"), is_known) {
                    (true, false, _) => differences.push(format!("too lax: {leg_of_drill}: {must_not}")),
                    (false, true, false) => differences.push(format!("too strict: {leg_of_drill}: {must_not}")),
                    (true, true, true) | (false, false, true) => {
                        differences.push(format!("no longer stricter: {leg_of_drill}: {must_not}"));
                    }
                    _ => {}
                }
            }
        }
    }
    differences.extend(known.iter().map(|(must_not, leg)| format!("stricter where nothing is: {leg}: {must_not}")));
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}
