//! Models and marker files by hand: what is read, and what is refused.

use coxa::measure::inverse_kinematics::{Matching, Problem, Solver, Tasks};
use coxa::skeleton::Vector;
use coxa_formats::osim::TaskValue;
use coxa_formats::{Code, InputError, Model, TableKind, read_ik_tasks, read_osim};

/// Rounding of a few products, m and rad.
const ROUNDING: f64 = 1e-9;

/// A pelvis that moves freely, a thigh on it, and a patella that follows the knee; as versions since 3.5 write it.
pub(crate) const MODEL: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<OpenSimDocument Version="40000"><Model name="two legs of one">
<defaults><Coordinate name="default"><clamped>false</clamped></Coordinate></defaults>
<Ground name="ground"/>
<BodySet><objects><Body name="shank"/><Body name="pelvis"/><Body name="thigh"/><Body name="patella"/></objects></BodySet>
<JointSet><objects>
<CustomJoint name="knee"><socket_parent_frame>thigh_low</socket_parent_frame><socket_child_frame>/bodyset/shank</socket_child_frame>
<coordinates><Coordinate name="knee_angle"><range>0 2.5</range><clamped>true</clamped></Coordinate></coordinates>
<frames><PhysicalOffsetFrame name="thigh_low"><socket_parent>thigh_tilted</socket_parent><translation>0 -0.2 0</translation></PhysicalOffsetFrame>
<PhysicalOffsetFrame name="thigh_tilted"><socket_parent>/bodyset/thigh</socket_parent><translation>0 -0.2 0</translation></PhysicalOffsetFrame></frames>
<SpatialTransform>
<TransformAxis name="rotation1"><coordinates>knee_angle</coordinates><axis>0 0 2</axis><LinearFunction name="function"><coefficients>-1 0</coefficients></LinearFunction></TransformAxis>
<TransformAxis name="rotation2"><coordinates></coordinates><axis>1 0 0</axis><Constant name="function"><value>0</value></Constant></TransformAxis>
<TransformAxis name="rotation3"><coordinates></coordinates><axis>0 1 0</axis></TransformAxis>
<TransformAxis name="translation1"><coordinates>knee_angle</coordinates><axis>1 0 0</axis><function><MultiplierFunction><function><SimmSpline><x>0 1 2</x><y>0 0.01 0</y></SimmSpline></function><scale>2</scale></MultiplierFunction></function></TransformAxis>
</SpatialTransform></CustomJoint>
<FreeJoint name="root"><socket_parent_frame>/ground</socket_parent_frame><socket_child_frame>/bodyset/pelvis</socket_child_frame>
<coordinates><Coordinate name="rx"/><Coordinate name="ry"/><Coordinate name="rz"/><Coordinate name="tx"/><Coordinate name="ty"><default_value>1</default_value></Coordinate><Coordinate name="tz"/></coordinates></FreeJoint>
<PinJoint name="hip"><socket_parent_frame>/bodyset/pelvis</socket_parent_frame><socket_child_frame>/bodyset/thigh</socket_child_frame>
<coordinates><Coordinate name="hip_flexion"/></coordinates></PinJoint>
<CustomJoint name="patellofemoral"><socket_parent_frame>/bodyset/thigh</socket_parent_frame><socket_child_frame>/bodyset/patella</socket_child_frame>
<coordinates><Coordinate name="beta"/></coordinates>
<SpatialTransform><TransformAxis name="rotation1"><coordinates>beta</coordinates><axis>0 0 1</axis><PolynomialFunction name="function"><coefficients>0.1 0.5 0</coefficients></PolynomialFunction></TransformAxis></SpatialTransform></CustomJoint>
</objects></JointSet>
<ConstraintSet><objects><CoordinateCouplerConstraint name="follow"><isEnforced>true</isEnforced>
<coupled_coordinates_function><LinearFunction><coefficients>2 0.1</coefficients></LinearFunction></coupled_coordinates_function>
<independent_coordinate_names>knee_angle</independent_coordinate_names><dependent_coordinate_name>beta</dependent_coordinate_name></CoordinateCouplerConstraint>
<PointConstraint name="pin"/></objects></ConstraintSet>
<MarkerSet><objects>
<Marker name="asis"><socket_parent_frame>/bodyset/pelvis</socket_parent_frame><location>0.1 0.05 0.1</location></Marker>
<Marker name="psis"><socket_parent_frame>/bodyset/pelvis</socket_parent_frame><location>-0.1 0.05 0.05</location></Marker>
<Marker name="crest"><socket_parent_frame>/bodyset/pelvis</socket_parent_frame><location>0 0.1 -0.1</location></Marker>
<Marker name="thigh"><socket_parent_frame>/bodyset/thigh</socket_parent_frame><location>0.05 -0.2 0.02</location></Marker>
<Marker name="ankle"><socket_parent_frame>/bodyset/shank</socket_parent_frame><location>0 -0.4 0</location></Marker>
</objects></MarkerSet></Model></OpenSimDocument>"#;

/// The same pelvis and thigh as versions before 3.5 wrote them.
const OLD_MODEL: &str = r#"<OpenSimDocument Version="20303"><Model name="old"><BodySet><objects>
<Body name="ground"><Joint/></Body>
<Body name="pelvis"><Joint><FreeJoint name="root"><parent_body>ground</parent_body>
<CoordinateSet><objects><Coordinate name="rx"/><Coordinate name="ry"/><Coordinate name="rz"/><Coordinate name="tx"/><Coordinate name="ty"/><Coordinate name="tz"/></objects></CoordinateSet></FreeJoint></Joint></Body>
<Body name="thigh"><Joint><CustomJoint name="hip"><parent_body>pelvis</parent_body><location_in_parent>0 -0.1 0.08</location_in_parent><orientation_in_parent>0 0 0.1</orientation_in_parent><location>0 0.02 0</location>
<SpatialTransform><TransformAxis name="rotation1"><coordinates>hip_flexion</coordinates><axis>0 0 1</axis><function><LinearFunction><coefficients>1 0</coefficients></LinearFunction></function></TransformAxis></SpatialTransform>
<CoordinateSet><objects><Coordinate name="hip_flexion"><locked>true</locked><default_value>0.3</default_value></Coordinate></objects></CoordinateSet></CustomJoint></Joint></Body>
</objects></BodySet><MarkerSet><objects><Marker name="knee"><body>thigh</body><location>0 -0.4 0</location></Marker></objects></MarkerSet></Model></OpenSimDocument>"#;

fn model() -> Model {
    read_osim(MODEL).expect("a model")
}

/// The model with a piece exchanged, refused.
pub(crate) fn refused(old: &str, new: &str) -> InputError {
    assert!(MODEL.contains(old), "{old}");
    read_osim(&MODEL.replacen(old, new, 1)).expect_err(new)
}

#[test]
fn a_model_becomes_a_tree_with_parents_first() {
    let tree = model().tree;
    let names: Vec<&str> = tree.bodies.iter().map(|body| body.name.as_str()).collect();
    assert_eq!(names, ["pelvis", "thigh", "patella", "shank"]);
    let clamped: Vec<&str> = tree.coordinates.iter().filter(|it| it.clamped).map(|it| it.name.as_str()).collect();
    assert_eq!(clamped, ["knee_angle"], "the defaults of the model say that the others are free");
    let angles = |name: &str| tree.coordinates[tree.coordinate(name).expect("a coordinate")].is_angle;
    assert!(angles("knee_angle") && angles("rx") && angles("hip_flexion") && !angles("tx") && !angles("beta"));
}

#[test]
fn a_body_is_placed_through_frames_on_frames_splines_and_couplers() {
    let tree = model().tree;
    let mut values: Vec<f64> = tree.coordinates.iter().map(|it| it.default).collect();
    let knee = tree.coordinate("knee_angle").expect("a coordinate");
    values[knee] = 1.0;
    let placed = tree.place(&values);
    // The thigh hangs at the pelvis' height 1, the knee 0.4 below and 2 × 0.01 forward; the shank has swung back by 1 rad.
    let ankle = placed[3].place(tree.markers[4].location);
    let expected = Vector::new(0.02 - 0.4 * 1.0_f64.sin(), 1.0 - 0.4 - 0.4 * 1.0_f64.cos(), 0.0);
    assert!((ankle - expected).length() < ROUNDING, "{ankle:?} is not {expected:?}");
    // beta = 2 · 1 + 0.1 = 2.1, its axis 0.1 · 2.1² + 0.5 · 2.1 = 1.491.
    let forward = placed[2].rotation.forward();
    assert!((forward.y - 1.491_f64.sin()).abs() < ROUNDING, "{forward:?}");
}

#[test]
fn joints_of_old_versions_stand_where_their_bodies_say() {
    let tree = read_osim(OLD_MODEL).expect("a model").tree;
    let values: Vec<f64> = tree.coordinates.iter().map(|it| it.default).collect();
    let thigh = tree.place(&values)[1];
    // Locked at 0.3 and tilted by 0.1: the knee's marker, 0.42 below the joint, swings forward.
    let knee = thigh.place(tree.markers[0].location);
    let expected = Vector::new(0.42 * 0.4_f64.sin(), -0.1 - 0.42 * 0.4_f64.cos(), 0.08);
    assert!((knee - expected).length() < ROUNDING, "{knee:?} is not {expected:?}");
}

#[test]
fn a_constraint_that_is_not_kept_is_told_with_its_line() {
    let caveats = model().caveats;
    assert_eq!(caveats.len(), 2, "{caveats:?}");
    let told = &caveats[0].text;
    assert!(told.contains("PointConstraint pin") && told.contains("line "), "{told}");
    // Its only joint below is the hip, which hangs at the pelvis' own.
    assert!(caveats[1].text.starts_with("no length between the joints of pelvis"), "{}", caveats[1].text);
}

#[test]
fn couplers_and_tasks_that_contradict_each_other_are_named() {
    let coupler = |of: &str, by: &str| {
        format!(
            "<CoordinateCouplerConstraint name=\"more\"><coupled_coordinates_function><LinearFunction><coefficients>1 0</coefficients>\
             </LinearFunction></coupled_coordinates_function><independent_coordinate_names>{by}</independent_coordinate_names>\
             <dependent_coordinate_name>{of}</dependent_coordinate_name></CoordinateCouplerConstraint>"
        )
    };
    let with = |more: String| refused("<PointConstraint name=\"pin\"/>", &more).to_string();
    let circle = with(coupler("knee_angle", "beta"));
    assert!(circle.contains("knee_angle follows beta follows knee_angle"), "{circle}");
    let twice = with(coupler("beta", "rx"));
    assert!(twice.contains("which follow in line ") && twice.contains("couples, too"), "{twice}");

    let task = "<IKMarkerTask name=\"asis\"><weight>5</weight><importance>7</importance></IKMarkerTask>\n";
    let set = |tasks: &str| format!("<IKTaskSet><objects>{tasks}</objects></IKTaskSet>");
    let read = read_ik_tasks(&set(task)).expect("tasks");
    assert_eq!(read.caveats[0].text, "line 1: <importance> of the task asis is not known and not used");
    let twice = read_ik_tasks(&set(&task.repeat(2))).expect_err("one twice");
    assert!(twice.code == Code::OsimTasks && twice.to_string().contains("as in line 1"), "{twice}");
    let elsewhere = read_ik_tasks("<IKTaskSet file=\"tasks.xml\"/>").expect_err("in a file").to_string();
    assert!(elsewhere.contains("tasks.xml"), "{elsewhere}");
}

#[test]
fn what_cannot_be_computed_is_named_with_line_and_element() {
    let cases = [
        ("<PinJoint name=\"hip\">", "<EllipsoidJoint name=\"hip\">", Code::OsimSyntax),
        ("<SimmSpline><x>0 1 2</x>", "<SimmSpline><x>0 2 1</x>", Code::OsimNumber),
        ("<axis>0 0 2</axis>", "<axis>0 0 0</axis>", Code::OsimNumber),
        ("<range>0 2.5</range>", "<range>0 NaN</range>", Code::OsimNumber),
        ("<scale>2</scale>", "<scale>two</scale>", Code::OsimNumber),
        ("<socket_parent>thigh_tilted</socket_parent>", "<socket_parent>thigh_low</socket_parent>", Code::OsimUnknown),
        (
            "/bodyset/thigh</socket_parent_frame><location>",
            "/bodyset/toe</socket_parent_frame><location>",
            Code::OsimUnknown,
        ),
        ("<Body name=\"pelvis\"/>", "<Body name=\"shank\"/>", Code::OsimTwice),
        ("<Marker name=\"psis\">", "<Marker name=\"asis\">", Code::OsimTwice),
        ("<Coordinate name=\"hip_flexion\"/>", "<Coordinate name=\"rx\"/>", Code::OsimTwice),
        (
            "<socket_parent_frame>/ground</socket_parent_frame>",
            "<socket_parent_frame>/bodyset/shank</socket_parent_frame>",
            Code::OsimTree,
        ),
        ("<independent_coordinate_names>knee_angle<", "<independent_coordinate_names>beta<", Code::OsimCircle),
        (
            "<independent_coordinate_names>knee_angle<",
            "<independent_coordinate_names>knee_angle rx<",
            Code::OsimUnsupported,
        ),
        ("<LinearFunction><coefficients>2 0.1", "<LinearFunction><coefficients>2", Code::OsimNumber),
        ("<SimmSpline><x>0 1 2</x>", "<SimmSpline><x>0 1</x>", Code::OsimNumber),
    ];
    for (old, new, code) in cases {
        let fault = refused(old, new);
        assert_eq!(fault.code, code, "{new}: {fault}");
        assert!(fault.place.line.is_some(), "{new}: {fault}");
    }
    let unknown = MODEL.replace("SimmSpline>", "OtherFunction>");
    assert_eq!(read_osim(&unknown).expect_err("an unknown function").code, Code::OsimUnsupported);
    // Its three knots are fewer than a quintic needs.
    let spline = MODEL.replace("SimmSpline>", "GCVSpline>");
    assert_eq!(read_osim(&spline).expect_err("too few knots").code, Code::OsimNumber);
}

#[test]
fn tasks_are_read_from_a_set_and_from_a_whole_setup() {
    let set = "<IKTaskSet><objects><IKMarkerTask name=\"asis\"><apply>true</apply><weight>5</weight></IKMarkerTask>\
               <IKMarkerTask name=\"psis\"><apply>false</apply><weight>5</weight></IKMarkerTask>\
               <IKCoordinateTask name=\"rx\"><weight>10</weight><value_type>manual_value</value_type><value>0.5</value></IKCoordinateTask>\
               <IKCoordinateTask name=\"ry\"><weight>1</weight><value_type>default_value</value_type></IKCoordinateTask></objects></IKTaskSet>";
    let tasks = read_ik_tasks(set).expect("tasks");
    assert_eq!(tasks.markers, [("asis".to_owned(), 5.0)]);
    let expected = [("rx".to_owned(), 10.0, TaskValue::Manual(0.5)), ("ry".to_owned(), 1.0, TaskValue::Default)];
    assert_eq!(tasks.coordinates, expected);
    let setup =
        format!("<X><InverseKinematicsTool><constraint_weight>20</constraint_weight>{set}</InverseKinematicsTool></X>");
    assert_eq!(read_ik_tasks(&setup).expect("a setup").constraint_weight, Some(20.0));
    for (old, new) in [("manual_value", "from_file"), (">5<", ">-5<"), ("IKTaskSet", "Tasks")] {
        assert!(read_ik_tasks(&set.replace(old, new)).is_err(), "{new}");
    }
}

#[test]
fn markers_placed_by_known_angles_give_these_angles_back() {
    let tree = model().tree;
    let names: Vec<String> = tree.markers.iter().map(|marker| marker.name.clone()).collect();
    let matching = Matching::of(&tree, &names, None);
    let mut truth: Vec<f64> = tree.coordinates.iter().map(|it| it.default).collect();
    for (name, value) in
        [("rx", 0.2), ("ry", -0.4), ("rz", 0.3), ("tx", 0.5), ("tz", -1.0), ("hip_flexion", 0.9), ("knee_angle", 1.4)]
    {
        truth[tree.coordinate(name).expect("a coordinate")] = value;
    }
    let placed = tree.place(&truth);
    let seen: Vec<Vector> = tree
        .markers
        .iter()
        .map(|marker| marker.body.map_or(marker.location, |body| placed[body].place(marker.location)))
        .collect();
    let tasks = Tasks { markers: &matching.tasks, ..Tasks::default() };
    let problem = Problem::new(tree, &tasks).expect("a problem");
    let mut values = problem.defaults();
    let fit = Solver::new(&problem).solve_cold(&seen, &mut values);
    assert!(fit.converged && fit.objective < 1e-15, "{fit:?}");
    let all = problem.all_values(&values);
    for (coordinate, (found, wanted)) in problem.tree().coordinates.iter().zip(all.iter().zip(&truth)) {
        let wanted = if coordinate.name == "beta" { 2.0 * 1.4 + 0.1 } else { *wanted };
        assert!((found - wanted).abs() < 1e-7, "{}: {found} is not {wanted}", coordinate.name);
    }
    let mut text = TableKind::OpenSim.coordinates_header(problem.tree(), 1);
    TableKind::OpenSim.coordinates_row(problem.tree(), 0.0, &all, &mut text).expect("written");
    assert!(text.contains("inDegrees=yes") && text.contains("\tknee_angle\t") && text.contains("80.2140913"), "{text}");
}

/// A body on a joint of this kind, with what else the joint holds.
fn on(kind: &str, names: &[&str], more: &str) -> Model {
    let coordinates: String =
        names.iter().map(|name| format!("<Coordinate name=\"{name}\"><range>-3 3</range></Coordinate>")).collect();
    let text = format!(
        "<OpenSimDocument Version=\"40600\"><Model name=\"m\"><BodySet><objects><Body name=\"b\"/></objects></BodySet><JointSet><objects>\
         <{kind} name=\"j\"><socket_parent_frame>/ground</socket_parent_frame><socket_child_frame>/bodyset/b</socket_child_frame>\
         <coordinates>{coordinates}</coordinates>{more}</{kind}></objects></JointSet></Model></OpenSimDocument>"
    );
    read_osim(&text).expect("a model")
}

/// Where OpenSim 4.6 puts the body: rows of its rotation, then its origin, m; six decimals were written down.
fn is_placed(model: &Model, values: &[f64], rotation: [f64; 9], origin: [f64; 3]) {
    let placed = model.tree.place(values);
    let last = placed.last().expect("a body");
    let (x, y, z) = (last.rotation.forward(), last.rotation.up(), last.rotation.right());
    let found = [x.x, y.x, z.x, x.y, y.y, z.y, x.z, y.z, z.z, last.origin.x, last.origin.y, last.origin.z];
    for (found, wanted) in found.into_iter().zip(rotation.into_iter().chain(origin)) {
        assert!((found - wanted).abs() < 2e-6, "{values:?}: {found} is not {wanted}");
    }
}

#[test]
fn bodies_on_an_ellipsoid_are_where_opensim_puts_them() {
    let model = on("EllipsoidJoint", &["a", "b", "c"], "<radii_x_y_z>0.1 0.2 0.3</radii_x_y_z>");
    is_placed(
        &model,
        &[-0.438763, 0.41692, 0.31653],
        [0.868917, -0.284607, 0.404947, 0.118303, 0.913853, 0.38843, -0.480611, -0.289607, 0.827732],
        [0.040495, 0.077686, 0.24832],
    );
    let scapula = "<thoracic_ellipsoid_radii_x_y_z>0.1 0.2 0.3</thoracic_ellipsoid_radii_x_y_z>\
        <scapula_winging_axis_origin>0.03 -0.05</scapula_winging_axis_origin>\
        <scapula_winging_axis_direction>0.7</scapula_winging_axis_direction>";
    let model = on("ScapulothoracicJoint", &["abduction", "elevation", "rotation", "winging"], scapula);
    is_placed(
        &model,
        &[0.0, 0.0, 0.0, 0.4],
        [0.953822, -0.038895, 0.297844, -0.038895, 0.967239, 0.25087, -0.297844, -0.25087, 0.921061],
        [-0.000559, -0.000471, 0.296392],
    );
    is_placed(
        &model,
        &[0.3, 0.4, 0.5, 0.6],
        [0.633748, -0.684899, 0.359551, 0.158722, 0.570059, 0.806127, -0.757081, -0.453812, 0.469982],
        [0.025409, 0.074457, 0.260108],
    );
}

#[test]
fn splines_and_steps_of_every_kind_are_read_and_what_smooths_is_refused() {
    let axis = |function: &str| {
        format!(
            "<SpatialTransform><TransformAxis name=\"translation1\"><coordinates>q</coordinates><axis>1 0 0</axis>{function}</TransformAxis></SpatialTransform>"
        )
    };
    let spline = "<GCVSpline name=\"function\"><half_order>2</half_order><error_variance>0</error_variance>\
        <x>0 0.5 1.1 1.5 2.2 3 3.3</x><y>0 1 0.5 0.7 -0.2 0.4 1</y></GCVSpline>";
    let model = on("CustomJoint", &["q"], &axis(spline));
    assert!((model.tree.place(&[0.9])[0].origin.x - 0.653_308_240).abs() < 2e-9);
    let step = "<StepFunction name=\"function\"><transition_start_time>1</transition_start_time>\
        <transition_end_time>3</transition_end_time><start_value>-1</start_value><end_value>2</end_value></StepFunction>";
    let model = on("CustomJoint", &["q"], &axis(step));
    assert!((model.tree.place(&[1.5])[0].origin.x + 0.689_453_125).abs() < 1e-12);
    let smoothed = spline.replace("<error_variance>0<", "<error_variance>0.1<");
    let text = format!(
        "<Model><BodySet><objects><Body name=\"b\"/></objects></BodySet><JointSet><objects><CustomJoint name=\"j\">\
         <socket_parent_frame>/ground</socket_parent_frame><socket_child_frame>/bodyset/b</socket_child_frame>\
         <coordinates><Coordinate name=\"q\"/></coordinates>{}</CustomJoint></objects></JointSet></Model>",
        axis(&smoothed)
    );
    assert_eq!(read_osim(&text).expect_err("a smoothing spline").code, Code::OsimUnsupported);
}

#[test]
fn models_of_every_spelling_since_20302_are_read_and_older_ones_are_refused() {
    let connected = OLD_MODEL
        .replace("20303", "30501")
        .replace(
            "<parent_body>pelvis</parent_body>",
            "<connectors><Connector_PhysicalFrame_ name=\"parent_body\"><connectee_name>../pelvis</connectee_name></Connector_PhysicalFrame_>\
             <Connector_PhysicalFrame_ name=\"child_body\"><connectee_name>../thigh</connectee_name></Connector_PhysicalFrame_></connectors>",
        )
        .replace("<location>0 0.02 0</location>", "<location_in_child>0 0.02 0</location_in_child>");
    assert_eq!(read_osim(&connected).expect("a model").tree, read_osim(OLD_MODEL).expect("a model").tree);
    let force = "<ForceSet><HuntCrossleyForce::ContactParametersSet/></ForceSet></Model>";
    assert_eq!(read_osim(&OLD_MODEL.replace("</Model>", force)), read_osim(OLD_MODEL));
    let older = read_osim(&OLD_MODEL.replace("20303", "20001")).expect_err("too old");
    assert!(older.code == Code::OsimUnsupported && older.to_string().contains("20001"), "{older}");
}
