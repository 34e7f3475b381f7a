//! `coxa ik`: a thigh that swings, from markers to an angle, and what is said when that cannot be.

#[allow(dead_code, reason = "each test program uses its part")]
mod demo;

use std::path::Path;

use coxa::skeleton::{Rotation, Vector};
use coxa::vocabulary::Angle;
use demo::{coxa, printed};
use serde_json::Value;
use tempfile::TempDir;

/// A pelvis fixed to the ground, and a thigh that turns on it about the axis to the right.
const MODEL: &str = r#"<OpenSimDocument Version="40000"><Model name="swing"><BodySet><objects><Body name="pelvis"/><Body name="thigh"/></objects></BodySet>
<JointSet><objects><WeldJoint name="root"><socket_parent_frame>/ground</socket_parent_frame><socket_child_frame>/bodyset/pelvis</socket_child_frame></WeldJoint>
<PinJoint name="hip"><socket_parent_frame>/bodyset/pelvis</socket_parent_frame><socket_child_frame>/bodyset/thigh</socket_child_frame>
<coordinates><Coordinate name="hip_flexion_r"><range>-1 2</range><clamped>true</clamped></Coordinate></coordinates></PinJoint></objects></JointSet>
<MarkerSet><objects><Marker name="knee"><socket_parent_frame>/bodyset/thigh</socket_parent_frame><location>0 -0.4 0</location></Marker>
<Marker name="front"><socket_parent_frame>/bodyset/thigh</socket_parent_frame><location>0.1 -0.2 0.05</location></Marker>
<Marker name="asis"><socket_parent_frame>/bodyset/pelvis</socket_parent_frame><location>0.1 0.1 0.1</location></Marker></objects></MarkerSet></Model></OpenSimDocument>"#;

const ANGLES_DEG: [f64; 4] = [0.0, 20.0, 45.0, 80.0];

/// The markers of the thigh at each angle, in mm.
fn markers(names: [&str; 3]) -> String {
    let mut text = format!(
        "PathFileType\t4\t(X/Y/Z)\tswing.trc\nDataRate\tNumFrames\tNumMarkers\tUnits\n100\t4\t3\tmm\nFrame#\tTime\t{}\t\t\t{}\t\t\t{}\n\t\tX1\tY1\tZ1\tX2\tY2\tZ2\tX3\tY3\tZ3\n",
        names[0], names[1], names[2]
    );
    for (frame, deg) in ANGLES_DEG.iter().enumerate() {
        let swing = Rotation::about_z(Angle::from_deg(*deg).rad());
        let turned = |x: f64, y: f64, z: f64| {
            let at = swing * Vector::new(1e3 * x, 1e3 * y, 1e3 * z);
            format!("{}\t{}\t{}", at.x, at.y, at.z)
        };
        let row = [turned(0.0, -0.4, 0.0), turned(0.1, -0.2, 0.05), "100\t100\t100".to_owned()].join("\t");
        text.push_str(&format!("{}\t{}\t{row}\n", frame + 1, frame as f64 / 100.0));
    }
    text
}

struct Case {
    folder: TempDir,
}

impl Case {
    fn new(model: &str, markers: &str) -> Case {
        let folder = TempDir::new().expect("a folder");
        std::fs::write(folder.path().join("model.osim"), model).expect("written");
        std::fs::write(folder.path().join("swing.trc"), markers).expect("written");
        Case { folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().expect("UTF-8").to_owned()
    }

    fn words(&self) -> Vec<String> {
        let (model, markers, out) = (self.path("model.osim"), self.path("swing.trc"), self.path("out.mot"));
        ["--json", "ik", "--model", &model, "--markers", &markers, "--out", &out].map(str::to_owned).to_vec()
    }

    /// The error, with no file left behind.
    fn refused(&self) -> Value {
        let words = self.words();
        let out = coxa(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(out.status.code(), Some(1), "{}", String::from_utf8_lossy(&out.stderr));
        assert!(!Path::new(&self.path("out.mot")).exists(), "a failure leaves no file");
        serde_json::from_slice(&out.stdout).expect("one JSON value")
    }
}

#[test]
fn angles_come_back_from_markers_and_are_read_as_joint_angles() {
    let case = Case::new(MODEL, &markers(["knee", "front", "asis"]));
    let words = case.words();
    let said = printed(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!((said["frames"].as_u64(), said["not_converged"].as_u64()), (Some(4), Some(0)));
    assert!(said["marker_error_max_m"].as_f64().expect("a number") < 1e-9, "{said}");
    let text = std::fs::read_to_string(case.path("out.mot")).expect("written");
    let rows: Vec<&str> = text.lines().skip_while(|line| *line != "endheader").skip(2).collect();
    for (row, deg) in rows.iter().zip(ANGLES_DEG) {
        let found: f64 = row.split_ascii_whitespace().nth(1).expect("an angle").parse().expect("a number");
        assert!((found - deg).abs() < 1e-6, "{found} is not {deg}");
    }
    assert_eq!(rows.len(), 4);
}

#[test]
fn the_name_of_the_output_says_its_kind() {
    let case = Case::new(MODEL, &markers(["knee", "front", "asis"]));
    let mut words = case.words();
    let (out, csv) = (words.len() - 1, case.path("out.csv"));
    words[out] = csv.clone();
    printed(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let text = std::fs::read_to_string(csv).expect("written");
    assert!(text.starts_with("time_s,hip_flexion_r_deg\n0,") && text.lines().count() == 5, "{text}");
    words[out] = case.path("out.xlsx");
    let refused = coxa(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn standard_errors_are_written_beside_the_angles_when_asked_for() {
    let case = Case::new(MODEL, &markers(["knee", "front", "asis"]));
    let mut words = case.words();
    let errors = case.path("errors.csv");
    words.extend(["--standard-errors".to_owned(), errors.clone()]);
    printed(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let text = std::fs::read_to_string(&errors).expect("written");
    let rows: Vec<&str> = text.lines().skip(1).collect();
    assert!(text.starts_with("time_s,hip_flexion_r_deg\n") && rows.len() == 4, "{text}");
    // Markers without noise leave nothing uncertain.
    let error = |row: &str| row.split(',').nth(1).expect("a column").parse::<f64>().expect("a number");
    assert!(rows.iter().all(|row| (0.0..1e-5).contains(&error(row))), "{text}");
}

#[test]
fn a_marker_that_jumps_is_left_out_when_that_is_asked_for() {
    let text = markers(["knee", "front", "asis"]);
    // The knee of the third frame, thrown to the other side of the room.
    let row = text.lines().nth(7).expect("the third frame");
    let mut fields: Vec<&str> = row.split('\t').collect();
    (fields[2], fields[3]) = ("-900", "700");
    let case = Case::new(MODEL, &text.replace(row, &fields.join("\t")));
    let mut words = case.words();
    let table = case.path("marker_errors.csv");
    words.extend(["--marker-errors".to_owned(), table.clone()]);
    let plain = printed(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let table = std::fs::read_to_string(table).expect("written");
    let names = "time_s,total_squared_error,marker_error_RMS,marker_error_max,";
    assert!(table.starts_with(names) && table.lines().next().is_some_and(|line| line.contains(",knee")), "{table}");
    let row: Vec<f64> =
        table.lines().nth(3).expect("a frame").split(',').map(|word| word.parse().expect("a number")).collect();
    let squares: f64 = row[4..].iter().map(|error| error * error).sum();
    // Twelve decimals are written.
    assert!((squares - row[1]).abs() < 1e-11 && ((squares / 3.0).sqrt() - row[2]).abs() < 1e-11, "{table}");
    assert!((row[3] - plain["marker_error_max_m"].as_f64().expect("a number")).abs() < 1e-11, "{table}");
    assert!(0.3 < plain["marker_error_max_m"].as_f64().expect("a number"), "{plain}");
    words.push("--robust".to_owned());
    let robust = printed(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!((&robust["jumps"][0]["marker"], &robust["jumps"][0]["frames"]), (&Value::from("knee"), &Value::from(1)));
    assert!(robust["marker_error_max_m"].as_f64().expect("a number") < 1e-6, "{robust}");
}

#[test]
fn sensors_tell_the_angle_that_they_turned_by() {
    let frame = "<Body name=\"thigh\"><components><PhysicalOffsetFrame name=\"thigh_imu\"><socket_parent>..</socket_parent>\
        <orientation>0.4 -0.3 0.2</orientation></PhysicalOffsetFrame></components></Body>";
    let model = MODEL.replace("<Body name=\"thigh\"/>", frame);
    let case = Case::new(&model, &markers(["knee", "front", "asis"]));
    // The sensors' room has Z up: the setup says how to turn it.
    let setup = "<X><IMUInverseKinematicsTool><sensor_to_opensim_rotations>-1.5707963267948966 0 0\
        </sensor_to_opensim_rotations></IMUInverseKinematicsTool></X>";
    let mut table = "DataType=Quaternion\nendheader\ntime\tthigh_imu\tother_imu\n".to_owned();
    for (frame, deg) in ANGLES_DEG.iter().enumerate() {
        let (half_turn, half_sit) = (Angle::from_deg(deg / 2.0).rad(), Rotation::body_fixed_xyz(0.4, -0.3, 0.2));
        let level = Rotation::about_x(std::f64::consts::FRAC_PI_2);
        let turned = level * Rotation::about_z(2.0 * half_turn) * half_sit;
        let [w, x, y, z] = quaternion(turned);
        table.push_str(&format!("{}\t{w},{x},{y},{z}\t1,0,0,0\n", frame as f64 / 100.0));
    }
    std::fs::write(case.path("setup.xml"), setup).expect("written");
    std::fs::write(case.path("swing.sto"), table).expect("written");
    let (model, sensors, setup, out) =
        (case.path("model.osim"), case.path("swing.sto"), case.path("setup.xml"), case.path("imu.mot"));
    let said =
        printed(&["--json", "ik", "--model", &model, "--orientations", &sensors, "--tasks", &setup, "--out", &out]);
    assert_eq!((said["frames"].as_u64(), said["not_converged"].as_u64()), (Some(4), Some(0)));
    let text = std::fs::read_to_string(out).expect("written");
    let rows = text.lines().skip_while(|line| *line != "endheader").skip(2);
    for (row, deg) in rows.zip(ANGLES_DEG) {
        let found: f64 = row.split_ascii_whitespace().nth(1).expect("an angle").parse().expect("a number");
        assert!((found - deg).abs() < 1e-6, "{found} is not {deg}");
    }
}

/// The quaternion of a rotation that turns by less than a half.
fn quaternion(rotation: Rotation) -> [f64; 4] {
    let (x, y, z) = (rotation.forward(), rotation.up(), rotation.right());
    let w = 0.5 * (1.0 + x.x + y.y + z.z).sqrt();
    [w, (y.z - z.y) / (4.0 * w), (z.x - x.z) / (4.0 * w), (x.y - y.x) / (4.0 * w)]
}

#[test]
fn only_the_time_asked_for_is_solved() {
    let case = Case::new(MODEL, &markers(["knee", "front", "asis"]));
    let mut words = case.words();
    words.extend(["--start", "0.01", "--end", "0.02"].map(str::to_owned));
    let said = printed(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(said["frames"].as_u64(), Some(2));
    let mut never = case.words();
    never.extend(["--start", "9"].map(str::to_owned));
    let out = coxa(&never.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(out.status.code(), Some(1));
}

#[test]
fn markers_of_other_names_a_damaged_model_and_damaged_markers_are_said() {
    let other = Case::new(MODEL, &markers(["a", "b", "c"])).refused();
    assert!(
        other["needed"].as_str().expect("text").contains("knee")
            && other["found"].as_str().expect("text").contains('a')
    );
    let model = Case::new(&MODEL.replace("PinJoint", "RollingJoint"), &markers(["knee", "front", "asis"])).refused();
    assert_eq!((model["code"].as_str(), model["line"].as_u64()), (Some("osim.unsupported"), Some(3)), "{model}");
    let cut = Case::new(MODEL, &markers(["knee", "front", "asis"]).replace("0.02", "nought")).refused();
    assert_eq!(cut["code"].as_str(), Some("trc.row"), "{cut}");
}
