//! Markers to joint angles over time, on a given model or on the person's own.

use std::fmt::Write as _;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use coxa::measure::Motion;
use coxa::measure::body_model::{BodyFigures, BodyModel, MarkerSet, Posture, Subject, body_model, still_posture};
use coxa::measure::inverse_kinematics::{Matching, Problem, Tasks};
use coxa::skeleton::Vector;
use coxa::vocabulary::{Angle, Caveat, CaveatKind, Side};
use coxa_formats::{KneeSign, Markers, MotionBuilder, MotionOptions};

use super::{Followed, Jumps, Observed, Options, Trace, follow};
use crate::failure::{Edge, Failure};
use crate::files;

/// Frames in which a still moment is looked for, and the movement that tells the knee's axis.
const FIRST_FRAMES: usize = 6_000;

/// A person who moves faster than this does not stand still, m/s.
const STILL_M_S: f64 = 0.05;

/// On which body markers are followed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Body {
    /// A model; the person's own is made when there is none.
    pub(crate) model: Option<PathBuf>,
    /// What is known of the person.
    pub(crate) subject: Subject,
    /// A recording of the person standing still; the recording's own stillest moment when there is none.
    pub(crate) static_recording: Option<PathBuf>,
}

/// Joint angles from markers, and how well they were followed.
pub(crate) struct Angles {
    pub(crate) motion: Motion,
    pub(crate) followed: Followed,
    /// Time and root mean square of the marker errors, m, of frames spread over the recording.
    pub(crate) errors: Vec<(f64, f64)>,
    /// On what they were measured, for people.
    pub(crate) told: String,
}

/// Whether a file holds markers rather than joint angles, by its name.
pub(crate) fn is_markers(path: &Path) -> bool {
    let extension = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
    extension.eq_ignore_ascii_case("trc") || extension.eq_ignore_ascii_case("c3d")
}

/// Follows a recording of markers.
pub(crate) fn angles(path: &Path, body: &Body, mut options: MotionOptions) -> Result<Angles, Failure> {
    let mut observed = Observed::markers(path)?;
    let mut caveats = Vec::new();
    let (problem, columns, told) = match &body.model {
        Some(model) => on_model(model, observed.names(), path)?,
        None => {
            options.knee_sign = KneeSign::FlexionPositive;
            on_own_body(path, body, &mut caveats)?
        }
    };
    observed.want(columns);
    let following = Options { jumps: Jumps::LeaveOut, ..Options::default() };
    let refused = |error: coxa_formats::InputError| Failure::input(error, path, &[]);
    // A coordinate that is not known is the model's fault.
    let of_model = |error| Failure::input(error, body.model.as_deref().unwrap_or(path), &[]);
    let (mut rows, mut errors) = (MotionBuilder::new(problem.tree()).map_err(of_model)?, Trace::new());
    let followed = follow(&problem, &mut observed, following, &mut |frame| {
        errors.hear(|| (frame.time, frame.error_m));
        rows.add(frame.time, &problem.all_values(frame.values));
        Ok(())
    })?;
    if let Some(exchanged) = &followed.exchanged {
        let found = format!(
            "markers that fit within {:.0} mm with left and right exchanged{}, {:.0} mm as they are named",
            1e3 * exchanged.exchanged_m,
            super::which(exchanged),
            1e3 * exchanged.as_named_m
        );
        return Err(not_measurable(path, found, "left and right markers named for the person's own sides".to_owned()));
    }
    caveats.extend(observed.caveats());
    caveats.extend(doubts(&problem, &followed));
    let mut motion = rows.finish(&options).map_err(refused)?;
    motion.caveats.extend(caveats);
    Ok(Angles { motion, followed, errors: errors.points(), told })
}

fn not_measurable(path: &Path, found: String, needed: String) -> Failure {
    Failure::Edge { edge: Edge::NotMeasurable, file: Some(path.display().to_string()), found, needed }
}

type OnBody = (Problem, Vec<usize>, String);

fn on_model(model: &Path, names: &[String], path: &Path) -> Result<OnBody, Failure> {
    let read = files::parse(model, |bytes| coxa_formats::read_osim(&String::from_utf8_lossy(bytes)))?;
    let matching = Matching::of(&read.tree, names, None);
    if matching.tasks.is_empty() {
        let needed = format!("markers that {} has, too", model.display());
        return Err(not_measurable(path, format!("markers {}", names.join(", ")), needed));
    }
    let told = format!("{} markers on the model {}", matching.tasks.len(), read.name);
    let tasks = Tasks { markers: &matching.tasks, ..Tasks::default() };
    let problem = Problem::new(read.tree, &tasks).map_err(Failure::ours)?;
    Ok((problem, matching.columns, told))
}

fn on_own_body(path: &Path, body: &Body, caveats: &mut Vec<Caveat>) -> Result<OnBody, Failure> {
    let knowledge = &coxa_knowledge::knowledge().measure;
    let figures = knowledge.body_figures.as_ref().ok_or_else(|| Failure::ours("the tables lack the body's figures"))?;
    let moving = FirstFrames::of(path)?;
    let standing = body.static_recording.as_deref().map(FirstFrames::of).transpose()?;
    let (still, still_path) = match (&standing, &body.static_recording) {
        (Some(standing), Some(path)) => (standing, path.as_path()),
        _ => (&moving, path),
    };
    let set = MarkerSet::recognise(&knowledge.marker_sets, &still.names).ok_or_else(|| {
        let sets: Vec<&str> = knowledge.marker_sets.iter().map(|set| set.name.as_str()).collect();
        let needed = format!("a pelvis by the names of one of: {}; or --model with these markers", sets.join("; "));
        not_measurable(still_path, format!("markers {}", still.names.join(", ")), needed)
    })?;
    let refused = |error: coxa::measure::body_model::BodyModelError| {
        let needed = format!(
            "markers of the {} set on pelvis, knee and ankle, in the recording or in a static one named in --subject",
            set.set.name
        );
        not_measurable(still_path, error.to_string(), needed)
    };
    let posture = still_posture(set.set, &still.names, &still.positions, still.rate_hz()).map_err(refused)?;
    let (names, positions) = (&still.names, &posture.positions);
    let model = body_model(set.set, names, positions, &moving.names, &moving.positions, &body.subject, figures);
    let model = model.map_err(refused)?;
    caveats.extend(about(&model, &posture, still, figures));
    let told = told(&model, set.set, &posture, still);
    Ok((model.problem, model.columns, told))
}

/// Names and positions of the first frames of a recording.
struct FirstFrames {
    names: Vec<String>,
    positions: Vec<Vector>,
    times: Vec<f64>,
}

impl FirstFrames {
    fn of(path: &Path) -> Result<FirstFrames, Failure> {
        let fault = |reason: std::io::Error| Failure::file(Edge::NotRead, path, &reason);
        let refused = |error: coxa_formats::InputError| {
            let bytes = files::read(path).unwrap_or_default();
            Failure::input(error, path, &bytes)
        };
        let mut file =
            Markers::open(BufReader::with_capacity(1 << 18, File::open(path).map_err(fault)?)).map_err(refused)?;
        let names = file.names().to_vec();
        let mut frame = vec![Vector::default(); names.len()];
        let (mut positions, mut times) = (Vec::new(), Vec::new());
        while times.len() < FIRST_FRAMES {
            let Some(time) = file.next_frame(&mut frame).map_err(refused)? else { break };
            times.push(time);
            positions.extend_from_slice(&frame);
        }
        Ok(FirstFrames { names, positions, times })
    }

    fn rate_hz(&self) -> f64 {
        match self.times[..] {
            [first, .., last] if first < last => (self.times.len() - 1) as f64 / (last - first),
            _ => 100.0,
        }
    }
}

/// Doubts about a body that was made from markers.
fn about(model: &BodyModel, posture: &Posture, still: &FirstFrames, figures: &BodyFigures) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    if STILL_M_S < posture.speed_m_s {
        let at = still.times.get(posture.first_frame).copied().unwrap_or_default();
        let text = format!(
            "nobody stands still: the body was taken from {at:.2} s, where its markers move {:.0} cm/s; \
             record a still posture for zero angles that can be trusted",
            1e2 * posture.speed_m_s
        );
        caveats.push(Caveat::new(CaveatKind::ReferenceFrame, text));
    }
    for side in Side::ALL.iter().filter(|side| !model.legs.contains(side)) {
        let text = format!("the {side} leg is not measured: its knee or ankle is not marked in the still posture");
        caveats.push(Caveat::new(CaveatKind::NotMeasured, text));
    }
    if !model.has_trunk {
        let text = "the trunk is not measured: it has fewer than three markers";
        caveats.push(Caveat::new(CaveatKind::NotMeasured, text));
    }
    // Less than this is in nobody's hands.
    const SAME_TILT_DEG: f64 = 1.0;
    let [usual, own] = [figures.standing_tilt_rad, model.tilt_rad].map(|tilt| Angle::from_rad(tilt).deg());
    if SAME_TILT_DEG <= (own - usual).abs() {
        let text = format!(
            "hip flexion, extension and pelvic tilt count from a pelvis whose markers tip {usual:.0}° forward; here they tip \
         {own:.0}°, so that single angles may lie up to {:.0}° off, changes within a repetition do not",
            (own - usual).abs()
        );
        caveats.push(Caveat::new(CaveatKind::ReferenceFrame, text));
    }
    let text = "hip rotation counts from the knees' axes as they were marked or found, and carries their error";
    caveats.push(Caveat::new(CaveatKind::ReferenceFrame, text));
    caveats
}

fn told(model: &BodyModel, set: &MarkerSet, posture: &Posture, still: &FirstFrames) -> String {
    let at = still.times.get(posture.first_frame).copied().unwrap_or_default();
    let mut told =
        format!("{} markers of the {} set on a body made from the posture at {at:.2} s", model.columns.len(), set.name);
    for side in Side::ALL {
        let turned = Angle::from_rad(*model.knee_axis_rad.get(side)).deg();
        if turned.abs() > 0.05 {
            // Writing to a string cannot fail.
            let _ = write!(told, "; {side} knee axis turned by {turned:.0}° to fit the movement");
        }
    }
    told
}

/// Doubts about how markers were followed.
fn doubts(problem: &Problem, followed: &Followed) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    for jump in &followed.jumps {
        let name = problem.marker_names().nth(jump.task).unwrap_or_default();
        let text = format!(
            "{name} left out of {} frames from frame {} on: up to {:.0} mm from where the others say it is",
            jump.frames,
            jump.first_frame + 1,
            1e3 * jump.farthest_m
        );
        caveats.push(Caveat::new(CaveatKind::Dropped, text));
    }
    if 0 < followed.hardly_seen {
        let text =
            format!("{} frames show hardly any markers; their angles are kept from before", followed.hardly_seen);
        caveats.push(Caveat::new(CaveatKind::MissingSamples, text));
    }
    if 0 < followed.not_converged {
        let text = format!("{} frames did not converge", followed.not_converged);
        caveats.push(Caveat::new(CaveatKind::ImplausibleValue, text));
    }
    caveats
}
