//! Joint angles: names, signs and units become ours, every doubt is told, what is written reads back.

use coxa::measure::{Coordinate, Motion};
use coxa::vocabulary::{Angle, CaveatKind, Side};
use coxa_formats::{
    AngleUnit, Code, InputError, KneeSign, MotionOptions, read_mot, read_motion_csv, write_mot, write_motion_csv,
};

use crate::sample;

/// Rounding of degrees to radians and back.
const TOLERANCE_RAD: f64 = 1e-12;

fn options() -> MotionOptions {
    MotionOptions::new("test")
}

/// A small `.mot`: header lines, column names, rows.
pub(crate) fn mot(header: &str, columns: &str, rows: &[&str]) -> String {
    let rows: String = rows.iter().map(|row| format!("{}\n", row.replace(' ', "\t"))).collect();
    format!("Coordinates\n{header}\nendheader\n{}\n{rows}", columns.replace(' ', "\t"))
}

fn read(text: &str) -> Result<Motion, InputError> {
    read_mot(text.as_bytes(), &options())
}

fn kinds(motion: &Motion) -> Vec<CaveatKind> {
    motion.caveats.iter().map(|caveat| caveat.kind).collect()
}

fn first(motion: &Motion, coordinate: Coordinate, side: Option<Side>) -> f64 {
    motion.track(coordinate, side).expect("the track").values[0]
}

fn same(one: &Motion, other: &Motion) {
    assert_eq!(one.time_s, other.time_s);
    assert_eq!(one.tracks.len(), other.tracks.len());
    for (one, other) in one.tracks.iter().zip(&other.tracks) {
        assert_eq!((one.coordinate, one.side), (other.coordinate, other.side));
        for (a, b) in one.values.iter().zip(&other.values) {
            assert!((a - b).abs() < TOLERANCE_RAD || (a.is_nan() && b.is_nan()), "{}: {a} {b}", one.coordinate);
        }
    }
}

#[test]
fn a_motion_reads_back_from_both_formats() {
    let motion = sample::motion();
    let back = read(&write_mot(&motion).expect("written")).expect("read");
    same(&motion, &back);
    assert_eq!(kinds(&back), [CaveatKind::MissingSamples]);
    let back = read_motion_csv(write_motion_csv(&motion).expect("written").as_bytes(), &options()).expect("read");
    same(&motion, &back);
}

#[test]
fn opensim_signs_become_ours() {
    let text = mot(
        "inDegrees=yes",
        "time pelvis_tilt pelvis_list hip_flexion_r knee_angle_r knee_angle_r_beta lumbar_extension",
        &["0 10 1 20 30 .5 -5", "0.01 12 3 80 90 1 -9"],
    );
    let motion = read(&text).expect("read");
    for (coordinate, side, deg) in [
        (Coordinate::PelvisAnteriorTilt, None, -10.0),
        (Coordinate::PelvisRightDrop, None, 1.0),
        (Coordinate::HipFlexion, Some(Side::Right), 20.0),
        (Coordinate::KneeFlexion, Some(Side::Right), 30.0),
        (Coordinate::LumbarFlexion, None, 5.0),
    ] {
        let found = first(&motion, coordinate, side);
        assert!((found - Angle::from_deg(deg).rad()).abs() < TOLERANCE_RAD, "{coordinate}: {found}");
    }
    assert_eq!(kinds(&motion), []);
}

#[test]
fn the_sign_of_the_knee_is_told_from_its_values_or_the_knee_is_left_out() {
    let knee = |rows: &[&str], knee_sign| {
        let text = mot("inDegrees=yes", "time hip_flexion_r knee_angle_r", rows);
        read_mot(text.as_bytes(), &MotionOptions { knee_sign, ..options() }).expect("read")
    };
    let bent = ["0 1 -2", "1 2 -60", "2 4 -30"];
    let motion = knee(&bent, KneeSign::Infer);
    assert!(first(&motion, Coordinate::KneeFlexion, Some(Side::Right)) > 0.0);
    assert_eq!(kinds(&motion), [CaveatKind::ReferenceFrame]);
    let motion = knee(&bent, KneeSign::FlexionPositive);
    assert!(first(&motion, Coordinate::KneeFlexion, Some(Side::Right)) < 0.0);
    assert_eq!(kinds(&motion), []);
    for open in [["0 1 -2", "1 2 -9", "2 4 3"], ["0 1 -30", "1 2 25", "2 4 0"]] {
        let motion = knee(&open, KneeSign::Infer);
        assert_eq!(kinds(&motion), [CaveatKind::Dropped]);
        assert!(motion.track(Coordinate::KneeFlexion, Some(Side::Right)).is_none());
    }
}

#[test]
fn radians_and_degrees_give_the_same_and_a_missing_unit_is_asked_for() {
    let degrees = read(&mot("inDegrees=yes", "time hip_flexion_r", &["0 90", "1 45"])).expect("read");
    let radians = read(&mot("inDegrees=no", "time hip_flexion_r", &["0 1.5707963267948966", "1 0.7853981633974483"]))
        .expect("read");
    same(&degrees, &radians);
    let unsaid = mot("version=1", "time hip_flexion_r", &["0 90", "1 45"]);
    assert_eq!(read(&unsaid).expect_err("no unit").code, Code::MotionUnitMissing);
    let told = MotionOptions { angle_unit: Some(AngleUnit::Degrees), ..options() };
    same(&degrees, &read_mot(unsaid.as_bytes(), &told).expect("read"));
}

#[test]
fn a_simm_motion_file_is_in_degrees_and_says_so_as_a_caveat() {
    let text = mot("name trial\ndatacolumns 2\ndatarows 2\nrange 0 1", "time hip_flexion_r", &["0 90", "1 45"]);
    let motion = read(&text).expect("read");
    assert_eq!(kinds(&motion), [CaveatKind::UnitsGuessed]);
    assert!(
        (first(&motion, Coordinate::HipFlexion, Some(Side::Right)) - std::f64::consts::FRAC_PI_2).abs() < TOLERANCE_RAD
    );
}

#[test]
fn degrees_that_look_like_radians_are_doubted_and_not_changed() {
    let motion = read(&mot("inDegrees=yes", "time hip_flexion_r", &["0 0.1", "1 1.9"])).expect("read");
    assert_eq!(kinds(&motion), [CaveatKind::UnitsGuessed]);
    assert!(
        (first(&motion, Coordinate::HipFlexion, Some(Side::Right)) - Angle::from_deg(0.1).rad()).abs() < TOLERANCE_RAD
    );
    let motion = read(&mot("inDegrees=no", "time hip_flexion_r", &["0 9", "1 45"])).expect("read");
    assert_eq!(kinds(&motion), [CaveatKind::ImplausibleValue]);
}

#[test]
fn a_cut_file_and_gaps_and_holes_are_told() {
    let rows = ["0 1", "0.01 NaN", "0.02 3", "0.03 4", "0.50 5"];
    let motion = read(&mot("nRows=9\nnColumns=2\ninDegrees=yes", "time hip_flexion_r", &rows)).expect("read");
    assert_eq!(kinds(&motion).iter().filter(|kind| **kind == CaveatKind::MissingSamples).count(), 3);
    assert!(motion.tracks[0].values[1].is_nan());
}

#[test]
fn a_locked_coordinate_is_left_out_because_it_was_not_measured() {
    let text = mot("inDegrees=yes", "time hip_flexion_r subtalar_angle_r", &["0 1 0", "1 30 0.0000001", "2 60 0"]);
    let motion = read(&text).expect("read");
    assert_eq!((kinds(&motion), motion.tracks.len()), (vec![CaveatKind::NotReleased], 1));
    let still = read(&mot("inDegrees=yes", "time hip_flexion_r hip_flexion_l", &["0 10 20", "1 10 20"])).expect("read");
    assert_eq!(still.tracks.len(), 2);
}

#[test]
fn line_ends_blank_lines_and_trailing_tabs_change_nothing() {
    let plain = mot("inDegrees=yes", "time hip_flexion_r", &["0 1", "1 30"]);
    let odd = plain.replace('\n', "\t\t\r\n").replace("endheader\t\t", "endheader") + "\r\n\r\n";
    same(&read(&plain).expect("read"), &read(&odd).expect("read"));
}

#[test]
fn tables_of_states_with_paths_are_read() {
    let text = mot(
        "inDegrees=no",
        "time /jointset/hip_r/hip_flexion_r/value /jointset/hip_r/hip_flexion_r/speed",
        &["0 1 9", "1 2 9"],
    );
    let motion = read(&text).expect("read");
    assert_eq!((motion.tracks.len(), kinds(&motion)), (1, vec![CaveatKind::UnknownColumn]));
}

#[test]
fn a_person_who_faces_another_way_keeps_anatomical_tilt() {
    // The person faces to the laboratory's left: a backward lean of 20° shows as list.
    let rows = ["0 0 0 90", "1 0 20 90", "2 0 10 90"];
    let text = mot(
        "inDegrees=yes",
        "time pelvis_tilt pelvis_list pelvis_rotation hip_flexion_r",
        &rows
            .map(|row| format!("{row} {}", row.len() * 3 + usize::from(row.as_bytes()[0])))
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>(),
    );
    let motion = read(&text).expect("read");
    assert!(kinds(&motion).contains(&CaveatKind::ReferenceFrame));
    let tilt = motion.track(Coordinate::PelvisAnteriorTilt, None).expect("tilt");
    assert!((tilt.values[1] - Angle::from_deg(-20.0).rad()).abs() < 1e-9, "{:?}", tilt.values);
}

#[test]
fn csv_takes_semicolons_quotes_comments_and_opensim_names() {
    let text = "# exported\n\"time_s\";\"hip_flexion_r_deg\";pelvis_tilt [deg]\n0;1;2\n0.01;;3\n0.02;50;4\n";
    let motion = read_motion_csv(text.as_bytes(), &options()).expect("read");
    assert_eq!(motion.tracks.len(), 2);
    assert!(first(&motion, Coordinate::PelvisAnteriorTilt, None) < 0.0);
    assert!(motion.track(Coordinate::HipFlexion, Some(Side::Right)).expect("hip").values[1].is_nan());
}

#[test]
fn columns_that_nobody_knows_are_told_and_not_used() {
    let text = "time_s,hip_flexion_r_deg,blood_pressure\n0,1,120\n1,30,121\n";
    let motion = read_motion_csv(text.as_bytes(), &options()).expect("read");
    assert_eq!(kinds(&motion), [CaveatKind::UnknownColumn]);
}

#[test]
fn a_hostile_header_allocates_nothing() {
    let text = mot("nRows=18446744073709551615\ninDegrees=yes", "time hip_flexion_r", &["0 1", "1 30"]);
    assert_eq!(read(&text).expect("read").time_s.len(), 2);
}
