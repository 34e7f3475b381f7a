//! `coxa ik`: markers to joint angles on a model.

use std::fmt::Write as _;

use coxa::measure::inverse_kinematics::{Matching, Problem, Solver};
use coxa::skeleton::Vector;
use coxa::skeleton::tree::Tree;
use coxa_formats::{IkTasks, InputError, Markers, write_coordinates};

use crate::arguments::Ik;
use crate::failure::{Edge, Failure};
use crate::files;
use crate::show::{Output, mind};

/// Three points fix a body in the room.
const FEWEST_MARKERS: usize = 3;

pub(crate) fn run(arguments: &Ik, output: Output) -> Result<(), Failure> {
    let inputs = [Some(&arguments.model), Some(&arguments.markers), arguments.tasks.as_ref()];
    files::one_standard_input(inputs.into_iter().flatten().map(AsRef::as_ref))?;
    let model = files::parse(&arguments.model, |bytes| coxa_formats::read_osim(&String::from_utf8_lossy(bytes)))?;
    let tasks = match &arguments.tasks {
        None => None,
        Some(path) => Some(files::parse(path, |bytes| coxa_formats::read_ik_tasks(&String::from_utf8_lossy(bytes)))?),
    };
    for caveat in &model.caveats {
        mind(&format!("{}: mind: {}", arguments.model.display(), caveat.text));
    }
    let bytes = files::read(&arguments.markers)?;
    let refused = |error: InputError| Failure::input(error, &arguments.markers, &bytes);
    let mut file = Markers::open(&bytes[..]).map_err(refused)?;
    let matching = matching(&model.tree, &file, tasks.as_ref(), arguments)?;
    let (held, unknown) = tasks.as_ref().map(|tasks| tasks.held(&model.tree)).unwrap_or_default();
    said("coordinates that the model lacks are not held", &unknown);
    let problem = Problem::new(model.tree, &matching.tasks, &held).map_err(Failure::ours)?;
    let solved = solve(&problem, &matching, &mut file, arguments).map_err(refused)?;
    for caveat in file.caveats() {
        mind(&format!("{}: mind: {}", arguments.markers.display(), caveat.text));
    }
    if solved.times.is_empty() {
        let needed = "a frame between --start and --end".to_owned();
        let file = Some(arguments.markers.display().to_string());
        return Err(Failure::Edge { edge: Edge::NotMeasurable, file, found: "none".to_owned(), needed });
    }
    let text = write_coordinates(problem.tree(), &solved.times, &solved.rows).map_err(Failure::ours)?;
    files::write(&arguments.out, &text)?;
    output.value(&solved.value(), || solved.text(&matching))?;
    output.saved(Some(&arguments.out), "joint_angles.mot")
}

/// What was left out, if anything.
fn said(what: &str, names: &[String]) {
    if !names.is_empty() {
        mind(&format!("mind: {what}: {}", names.join(", ")));
    }
}

/// Which markers are matched; what is not is said, and nothing to match is a failure.
fn matching(tree: &Tree, file: &Markers<&[u8]>, tasks: Option<&IkTasks>, arguments: &Ik) -> Result<Matching, Failure> {
    let matching = Matching::of(tree, file.names(), tasks.map(|tasks| &tasks.markers[..]));
    said("markers that the model lacks are left out", &matching.not_in_model);
    said("markers that the recording lacks are left out", &matching.only_wanted);
    if matching.tasks.is_empty() {
        let names: Vec<&str> = tree.markers.iter().map(|marker| marker.name.as_str()).take(20).collect();
        let found = format!("markers {}", file.names().iter().take(20).cloned().collect::<Vec<_>>().join(", "));
        let needed = format!("markers of the model: {}", names.join(", "));
        let file = Some(arguments.markers.display().to_string());
        return Err(Failure::Edge { edge: Edge::NotMeasurable, file, found, needed });
    }
    Ok(matching)
}

struct Solved {
    times: Vec<f64>,
    /// Values of all coordinates, one row a frame, rad and m.
    rows: Vec<Vec<f64>>,
    /// Root of the mean square of all marker errors, m, and the largest with its marker and time.
    root_mean_square_m: f64,
    largest: (f64, usize, f64),
    not_converged: usize,
    /// Frames with fewer markers than a place in the room needs.
    hardly_seen: usize,
}

fn solve(
    problem: &Problem,
    matching: &Matching,
    file: &mut Markers<&[u8]>,
    arguments: &Ik,
) -> Result<Solved, InputError> {
    let mut solver = Solver::new(problem);
    let nowhere = Vector::new(f64::NAN, f64::NAN, f64::NAN);
    let mut positions = vec![nowhere; file.names().len()];
    let mut seen = vec![nowhere; problem.marker_count()];
    let mut errors = vec![f64::NAN; problem.marker_count()];
    let mut values = problem.defaults();
    let mut solved = Solved {
        times: Vec::new(),
        rows: Vec::new(),
        root_mean_square_m: 0.0,
        largest: (0.0, 0, 0.0),
        not_converged: 0,
        hardly_seen: 0,
    };
    let (mut squares, mut count) = (0.0, 0_u64);
    while let Some(time) = file.next_frame(&mut positions)? {
        if arguments.start.is_some_and(|start| time < start) {
            continue;
        }
        if arguments.end.is_some_and(|end| end < time) {
            continue;
        }
        for (one, column) in seen.iter_mut().zip(&matching.columns) {
            *one = positions[*column];
        }
        let fit = solver.follow(&seen, &mut values);
        solved.not_converged += usize::from(!fit.converged);
        solved.hardly_seen += usize::from(seen.iter().filter(|one| !one.x.is_nan()).count() < FEWEST_MARKERS);
        solver.marker_errors(&seen, &values, &mut errors);
        for (marker, error) in errors.iter().enumerate().filter(|(_, error)| !error.is_nan()) {
            squares += error * error;
            count += 1;
            if solved.largest.0 < *error {
                solved.largest = (*error, marker, time);
            }
        }
        solved.times.push(time);
        solved.rows.push(problem.all_values(&values));
    }
    solved.root_mean_square_m = if 0 < count { (squares / count as f64).sqrt() } else { f64::NAN };
    Ok(solved)
}

impl Solved {
    fn value(&self) -> serde_json::Value {
        serde_json::json!({
            "frames": self.times.len(),
            "not_converged": self.not_converged,
            "hardly_seen": self.hardly_seen,
            "marker_error_rms_m": self.root_mean_square_m,
            "marker_error_max_m": self.largest.0,
        })
    }

    fn text(&self, matching: &Matching) -> String {
        let mut text = format!("{} frames, {} markers each\n", self.times.len(), matching.tasks.len());
        let _ = writeln!(
            text,
            "marker error: {:.1} mm root mean square, at most {:.1} mm at {:.2} s",
            1e3 * self.root_mean_square_m,
            1e3 * self.largest.0,
            self.largest.2
        );
        if 0 < self.not_converged {
            let _ = writeln!(text, "mind: {} frames did not converge", self.not_converged);
        }
        if 0 < self.hardly_seen {
            let _ = writeln!(
                text,
                "mind: {} frames show fewer than {FEWEST_MARKERS} markers; their angles are kept from before",
                self.hardly_seen
            );
        }
        text
    }
}
