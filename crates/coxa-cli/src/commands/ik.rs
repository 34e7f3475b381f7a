//! `coxa ik`: markers or sensors to joint angles on a model.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use coxa::measure::Motion;
use coxa::measure::inverse_kinematics::{Matching, OrientationTask, Precision, Problem, Tasks};
use coxa::skeleton::Rotation;
use coxa::skeleton::tree::Tree;
use coxa::vocabulary::Instrument;
use coxa_formats::{Frame, IkTasks, MotionBuilder, MotionOptions, TableKind};

use crate::arguments::Ik;
use crate::failure::{Edge, Failure};
use crate::files;
use crate::report::{Plotted, plots};
use crate::show::{Output, mind};
use crate::tracking::{self, Errors, Followed, Jumps, Observed, Trace};

/// Markers further from a model than this do not belong to it, m.
const FAR_M: f64 = 0.2;

/// Jumping markers that are named one by one.
const JUMPS_SHOWN: usize = 10;

pub(crate) fn run(arguments: &Ik, output: Output) -> Result<(), Failure> {
    let recording = arguments.markers.as_ref().or(arguments.orientations.as_ref());
    let recording = recording.ok_or_else(|| Failure::usage("no recording", "--markers or --orientations"))?;
    files::one_standard_input(
        [Some(&arguments.model), Some(recording), arguments.tasks.as_ref()].into_iter().flatten().map(AsRef::as_ref),
    )?;
    let kind = table_kind("--out", &arguments.out)?;
    let model = files::parse(&arguments.model, |bytes| coxa_formats::read_osim(&String::from_utf8_lossy(bytes)))?;
    for caveat in &model.caveats {
        mind(&format!("{}: mind: {}", arguments.model.display(), caveat.text));
    }
    let tasks = match &arguments.tasks {
        None => None,
        Some(path) => Some(files::parse(path, |bytes| coxa_formats::read_ik_tasks(&String::from_utf8_lossy(bytes)))?),
    };
    let (held, unknown) = tasks.as_ref().map(|tasks| tasks.held(&model.tree)).unwrap_or_default();
    if let (Some(tasks), Some(path)) = (&tasks, &arguments.tasks) {
        tasks.caveats.iter().for_each(|caveat| mind(&format!("{}: mind: {}", path.display(), caveat.text)));
    }
    said("coordinates that the model lacks are not held", &unknown);
    let (problem, mut observed) = if arguments.markers.is_some() {
        let mut observed = Observed::markers(recording)?;
        let matching = matching(&model.tree, observed.names(), tasks.as_ref(), recording)?;
        observed.want(matching.columns);
        let tasks = Tasks { markers: &matching.tasks, held: &held, ..Tasks::default() };
        (Problem::new(model.tree, &tasks).map_err(Failure::ours)?, observed)
    } else {
        let turn = tasks.as_ref().and_then(|tasks| tasks.level_from_sensors).unwrap_or(Rotation::NONE);
        let mut observed = Observed::orientations(recording, turn)?;
        let (sensors, columns) = sensors(&model.frames, observed.names(), tasks.as_ref(), recording)?;
        observed.want(columns);
        let tasks = Tasks { orientations: &sensors, held: &held, ..Tasks::default() };
        (Problem::new(model.tree, &tasks).map_err(Failure::ours)?, observed)
    };
    let followed = solve(&problem, &mut observed, arguments, kind)?;
    for caveat in observed.caveats() {
        mind(&format!("{}: mind: {}", recording.display(), caveat.text));
    }
    if let Some(far) = followed.residuals.root_mean_square_m().filter(|far| FAR_M < *far) {
        mind(&format!(
            "{}: mind: markers lie {far:.2} m from the model: check the unit that the file says, and that it is this person's model",
            recording.display()
        ));
    }
    if let Some(exchanged) = &followed.exchanged {
        mind(&format!(
            "{}: mind: left and right seem exchanged{}: markers fit within {:.0} mm with the names exchanged, {:.0} mm as they are",
            recording.display(),
            tracking::which(exchanged),
            1e3 * exchanged.exchanged_m,
            1e3 * exchanged.as_named_m
        ));
    }
    output.value(&value(&problem, &followed), || text(&problem, &followed))?;
    output.saved(Some(&arguments.out), "joint_angles.mot")
}

/// Solves the recording into the output, which appears whole or not at all.
fn solve(problem: &Problem, observed: &mut Observed<'_>, arguments: &Ik, kind: TableKind) -> Result<Followed, Failure> {
    let jumps = if arguments.robust { Jumps::LeaveOut } else { Jumps::Count };
    let errors = if arguments.standard_errors.is_some() { Errors::Standard } else { Errors::Unasked };
    let options = tracking::Options { from: arguments.start, to: arguments.end, jumps, errors };
    let tree = problem.tree();
    let mut angles = Rows::new(&arguments.out)?;
    let mut of_errors = match &arguments.standard_errors {
        None => None,
        Some(path) => Some((Rows::new(path)?, table_kind("--standard-errors", path)?)),
    };
    let mut of_markers = match &arguments.marker_errors {
        None => None,
        Some(path) => Some((Rows::new(path)?, table_kind("--marker-errors", path)?)),
    };
    let mut drawn = Trace::new();
    let followed = tracking::follow(problem, observed, options, &mut |frame| {
        let all = problem.all_values(frame.values);
        angles.add(|row| kind.coordinates_row(tree, frame.time, &all, row).map_err(Failure::ours))?;
        if let Some((rows, kind)) = &mut of_errors {
            let errors = problem.all_errors(frame.values, frame.standard_errors);
            rows.add(|row| {
                kind.errors_row(tree, frame.time, &errors, row);
                Ok(())
            })?;
        }
        if let Some((rows, kind)) = &mut of_markers {
            rows.add(|row| {
                kind.row(frame.time, marker_errors(frame.marker_errors), row);
                Ok(())
            })?;
        }
        if arguments.plot.is_some() {
            drawn.hear(|| (frame.time, all, frame.error_m));
        }
        Ok(())
    })?;
    if followed.frames == 0 {
        let needed = "a frame between --start and --end".to_owned();
        let file = arguments.markers.as_ref().or(arguments.orientations.as_ref());
        let file = file.map(|path| path.display().to_string());
        return Err(Failure::Edge { edge: Edge::NotMeasurable, file, found: "none".to_owned(), needed });
    }
    angles.write(&kind.coordinates_header(tree, followed.frames))?;
    if let Some((rows, kind)) = of_errors {
        rows.write(&kind.errors_header(tree, followed.frames))?;
    }
    if let Some((rows, kind)) = of_markers {
        let names = ["total_squared_error", "marker_error_RMS", "marker_error_max"].into_iter();
        let names = names.chain(problem.marker_names()).map(str::to_owned);
        let about = "m and m²: over all markers of a frame as OpenSim writes them, then the distance of each; NaN where not seen.";
        rows.write(&kind.header("Marker errors", about, followed.frames, names))?;
    }
    if let Some(page) = &arguments.plot {
        draw(page, problem, &drawn.points(), arguments, followed.residuals.text())?;
    }
    Ok(followed)
}

/// Sum of squares, m², root mean square and largest, m, of what was seen; then each.
fn marker_errors(errors: &[f64]) -> impl Iterator<Item = f64> {
    let seen = || errors.iter().copied().filter(|error| !error.is_nan());
    let (total, count) = seen().fold((0.0, 0.0), |(total, count), error| (total + error * error, count + 1.0));
    let largest = seen().fold(f64::NAN, f64::max);
    [total, (total / count).sqrt(), largest].into_iter().chain(errors.iter().copied())
}

fn table_kind(option: &str, path: &Path) -> Result<TableKind, Failure> {
    let name = path.display().to_string();
    let needed = "a name ending in .mot, .sto or .csv";
    TableKind::of_name(&name).ok_or_else(|| Failure::usage(format!("{option} {name}"), needed))
}

/// Rows of a table on their way into a file: how many there are stands before them, so they wait until all are known.
struct Rows<'a> {
    path: &'a Path,
    rows: BufWriter<File>,
    row: String,
}

impl<'a> Rows<'a> {
    fn new(path: &'a Path) -> Result<Rows<'a>, Failure> {
        let file = tempfile::tempfile().map_err(|reason| Failure::file(Edge::NotWritten, path, &reason))?;
        Ok(Rows { path, rows: BufWriter::new(file), row: String::new() })
    }

    fn add(&mut self, fill: impl FnOnce(&mut String) -> Result<(), Failure>) -> Result<(), Failure> {
        self.row.clear();
        fill(&mut self.row)?;
        let written = self.rows.write_all(self.row.as_bytes());
        written.map_err(|reason| Failure::file(Edge::NotWritten, self.path, &reason))
    }

    fn write(self, beginning: &str) -> Result<(), Failure> {
        let fault = |reason: std::io::Error| Failure::file(Edge::NotWritten, self.path, &reason);
        let rows = self.rows.into_inner().map_err(|error| fault(error.into_error()))?;
        files::write_after(self.path, beginning, rows)
    }
}

/// A page with the hip's curves and the markers' errors.
fn draw(
    page: &Path,
    problem: &Problem,
    frames: &[(f64, Vec<f64>, f64)],
    arguments: &Ik,
    told: String,
) -> Result<(), Failure> {
    let name = arguments.out.file_name().and_then(|name| name.to_str()).unwrap_or("recording");
    let errors = frames.iter().map(|(time, _, error)| (*time, *error)).collect();
    let motion = MotionBuilder::new(problem.tree()).and_then(|mut rows| {
        frames.iter().for_each(|(time, values, _)| rows.add(*time, values));
        rows.finish(&MotionOptions::new(name))
    });
    // A model whose coordinates have other names than a hip's has no curves to show; its errors are.
    let motion = motion.unwrap_or_else(|_| Motion {
        name: name.to_owned(),
        instrument: Instrument::Optical,
        time_s: Vec::new(),
        tracks: Vec::new(),
        caveats: Vec::new(),
    });
    files::write(page, &plots(&[Plotted { motion, measured: None, errors, told }], &files::stamp()))
}

/// What was left out, if anything.
fn said(what: &str, names: &[String]) {
    if !names.is_empty() {
        mind(&format!("mind: {what}: {}", names.join(", ")));
    }
}

fn first_names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.take(20).collect::<Vec<_>>().join(", ")
}

/// Which markers are matched; what is not is said, and nothing to match is a failure.
fn matching(tree: &Tree, names: &[String], tasks: Option<&IkTasks>, recording: &Path) -> Result<Matching, Failure> {
    let matching = Matching::of(tree, names, tasks.map(|tasks| &tasks.markers[..]));
    said("markers that the model lacks are left out", &matching.not_in_model);
    said("markers that the recording lacks are left out", &matching.only_wanted);
    if matching.tasks.is_empty() {
        let found = format!("markers {}", first_names(names.iter().map(String::as_str)));
        let of_model = tree.markers.iter().map(|it| it.name.as_str());
        let needed = match tasks {
            None => format!("markers of the model: {}", first_names(of_model)),
            Some(tasks) => {
                let of_tasks = first_names(tasks.markers.iter().map(|(name, _)| name.as_str()));
                format!(
                    "markers that the tasks and the model name, too; tasks: {of_tasks}; model: {}",
                    first_names(of_model)
                )
            }
        };
        let file = Some(recording.display().to_string());
        return Err(Failure::Edge { edge: Edge::NotMeasurable, file, found, needed });
    }
    Ok(matching)
}

/// Which sensors sit on which bodies: frames of the model that bear a sensor's name.
fn sensors(
    frames: &[Frame],
    names: &[String],
    tasks: Option<&IkTasks>,
    recording: &Path,
) -> Result<(Vec<OrientationTask>, Vec<usize>), Failure> {
    let (mut sensors, mut columns, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    for (column, name) in names.iter().enumerate() {
        let Some(frame) = frames.iter().find(|frame| frame.name == *name) else {
            unknown.push(name.clone());
            continue;
        };
        let weight = tasks.and_then(|tasks| tasks.sensors.iter().find(|(of, _)| of == name)).map_or(1.0, |(_, it)| *it);
        let precision = Precision::Weight(weight);
        sensors.push(OrientationTask { body: frame.body, body_from_sensor: frame.body_from_frame.rotation, precision });
        columns.push(column);
    }
    said("sensors that no frame of the model is named for are left out", &unknown);
    if sensors.is_empty() {
        let found = format!("sensors {}", first_names(names.iter().map(String::as_str)));
        let needed =
            "frames of these names on the model's bodies: calibrate the model with its sensors first".to_owned();
        let file = Some(recording.display().to_string());
        return Err(Failure::Edge { edge: Edge::NotMeasurable, file, found, needed });
    }
    Ok((sensors, columns))
}

fn value(problem: &Problem, followed: &Followed) -> serde_json::Value {
    let name = |task: usize| problem.marker_names().nth(task).unwrap_or_default().to_owned();
    let jumps = followed.jumps.iter().map(|jump| {
        serde_json::json!({ "marker": name(jump.task), "frames": jump.frames, "first_frame": jump.first_frame,
            "farthest_m": jump.farthest_m })
    });
    serde_json::json!({
        "frames": followed.frames,
        "not_converged": followed.not_converged,
        "hardly_seen": followed.hardly_seen,
        "marker_error_rms_m": followed.residuals.root_mean_square_m(),
        "marker_error_max_m": followed.residuals.largest_m(),
        "markers": followed.residuals.value(),
        "jumps": jumps.collect::<Vec<_>>(),
        "sides_exchanged": followed.exchanged.is_some(),
    })
}

fn text(problem: &Problem, followed: &Followed) -> String {
    let (markers, sensors) = (problem.marker_count(), (problem.seen_count() - problem.marker_count()) / 3);
    let what = if sensors == 0 { format!("{markers} markers") } else { format!("{sensors} sensors") };
    let mut text = format!("{} frames, {what} each\n{}", followed.frames, followed.residuals.text());
    for jump in followed.jumps.iter().take(JUMPS_SHOWN) {
        let name = problem.marker_names().nth(jump.task).unwrap_or_default();
        let (frames, first, far) = (jump.frames, jump.first_frame + 1, 1e3 * jump.farthest_m);
        let _ = writeln!(text, "mind: {name} left out of {frames} frames from frame {first} on: up to {far:.0} mm off");
    }
    for (name, far, at) in followed.residuals.jumping().take(JUMPS_SHOWN) {
        let far = 1e3 * far;
        let _ = writeln!(
            text,
            "mind: {name} seems to jump: {far:.0} mm off at {at:.2} s; --robust leaves such frames of it out"
        );
    }
    if JUMPS_SHOWN < followed.jumps.len() {
        let _ = writeln!(text, "mind: {} more markers left out of some frames", followed.jumps.len() - JUMPS_SHOWN);
    }
    if 0 < followed.not_converged {
        let _ = writeln!(text, "mind: {} frames did not converge", followed.not_converged);
    }
    if 0 < followed.hardly_seen {
        let kept = "their angles are kept from before";
        let _ = writeln!(text, "mind: {} frames show hardly any markers; {kept}", followed.hardly_seen);
    }
    text
}
