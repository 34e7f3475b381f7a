//! What a recording shows, in the order in which a problem wants it.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use coxa::skeleton::{Rotation, Vector};
use coxa::vocabulary::Caveat;
use coxa_formats::{Code, InputError, Markers, Orientations};
use indicatif::{ProgressBar, ProgressDrawTarget};

use super::Options;
use crate::failure::{Edge, Failure};
use crate::files;

/// Files shorter than this are read before a bar could be seen, bytes.
const WORTH_A_BAR: u64 = 16 << 20;

type Reader = Box<dyn BufRead>;

/// A recording being read.
pub(crate) struct Observed<'a> {
    path: &'a Path,
    source: Source,
    bar: ProgressBar,
}

enum Source {
    Markers {
        file: Markers<Reader>,
        /// For each task the number of the recording's marker.
        columns: Vec<usize>,
        positions: Vec<Vector>,
    },
    Sensors {
        file: Orientations<Reader>,
        columns: Vec<usize>,
        axes: Vec<[Vector; 3]>,
        level_from_sensors: Rotation,
    },
}

impl<'a> Observed<'a> {
    /// Opens a file of markers; which of them are wanted is told afterwards.
    pub(crate) fn markers(path: &'a Path) -> Result<Observed<'a>, Failure> {
        let (reader, bar) = open(path)?;
        let file = Markers::open(reader).map_err(|error| refused(path, error))?;
        let positions = vec![Vector::default(); file.names().len()];
        Ok(Observed { path, source: Source::Markers { file, columns: Vec::new(), positions }, bar })
    }

    /// Opens a file of orientations, told in a room that this turn takes to the model's.
    pub(crate) fn orientations(path: &'a Path, level_from_sensors: Rotation) -> Result<Observed<'a>, Failure> {
        let (reader, bar) = open(path)?;
        let file = Orientations::open(reader).map_err(|error| refused(path, error))?;
        let axes = vec![[Vector::default(); 3]; file.names().len()];
        Ok(Observed { path, source: Source::Sensors { file, columns: Vec::new(), axes, level_from_sensors }, bar })
    }

    /// Names of what it shows.
    pub(crate) fn names(&self) -> &[String] {
        match &self.source {
            Source::Markers { file, .. } => file.names(),
            Source::Sensors { file, .. } => file.names(),
        }
    }

    /// For each task of the problem the number of the marker or sensor.
    pub(crate) fn want(&mut self, wanted: Vec<usize>) {
        match &mut self.source {
            Source::Markers { columns, .. } | Source::Sensors { columns, .. } => *columns = wanted,
        }
    }

    /// The next frames, at most so many, of the times asked for; false at the end.
    pub(super) fn read(
        &mut self,
        stride: usize,
        options: Options,
        most: usize,
        times: &mut Vec<f64>,
        seen: &mut Vec<Vector>,
    ) -> Result<bool, Failure> {
        times.clear();
        seen.clear();
        seen.reserve(stride);
        while times.len() < most {
            let Some(time) = self.next().map_err(|error| refused(self.path, error))? else { break };
            if options.from.is_some_and(|from| time < from) {
                continue;
            }
            // Time increases: what comes later is not wanted either.
            if options.to.is_some_and(|to| to < time) {
                break;
            }
            times.push(time);
            self.observations(seen);
        }
        if times.is_empty() {
            self.bar.finish_and_clear();
        }
        Ok(!times.is_empty())
    }

    fn next(&mut self) -> Result<Option<f64>, InputError> {
        match &mut self.source {
            Source::Markers { file, positions, .. } => file.next_frame(positions),
            Source::Sensors { file, axes, .. } => file.next_frame(axes),
        }
    }

    fn observations(&self, seen: &mut Vec<Vector>) {
        match &self.source {
            Source::Markers { columns, positions, .. } => seen.extend(columns.iter().map(|column| positions[*column])),
            Source::Sensors { columns, axes, level_from_sensors, .. } => {
                seen.extend(columns.iter().flat_map(|column| axes[*column].map(|axis| *level_from_sensors * axis)));
            }
        }
    }

    /// The fault of markers so many times as far apart as on the model.
    pub(super) fn of_another_size(&self, size: f64) -> Failure {
        let found = format!("markers of one body {size:.3} times as far apart as on the model");
        let needed = "a unit in the file that is that of its numbers, and a model of this person's size";
        Failure::input(InputError::new(Code::MarkersUnit, found, needed), self.path, &[])
    }

    /// Doubts about what was read.
    pub(crate) fn caveats(&self) -> Vec<Caveat> {
        match &self.source {
            Source::Markers { file, .. } => file.caveats(),
            Source::Sensors { .. } => Vec::new(),
        }
    }
}

/// A file, or standard input when it is named `-`, with a bar on standard error when it is long.
fn open(path: &Path) -> Result<(Reader, ProgressBar), Failure> {
    let fault = |reason: std::io::Error| Failure::file(Edge::NotRead, path, &reason);
    if files::is_standard_input(path) {
        return Ok((Box::new(BufReader::new(std::io::stdin())), ProgressBar::hidden()));
    }
    let file = File::open(path).map_err(fault)?;
    let about = file.metadata().map_err(fault)?;
    if about.is_dir() {
        return Err(fault(std::io::Error::other("it is a folder")));
    }
    let target = if about.len() < WORTH_A_BAR { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let bar = ProgressBar::with_draw_target(Some(about.len()), target);
    Ok((Box::new(BufReader::with_capacity(1 << 18, bar.wrap_read(file))), bar))
}

/// A fault of the recording; the file is read once more to point into it.
fn refused(path: &Path, error: InputError) -> Failure {
    let again: Option<PathBuf> = (!files::is_standard_input(path)).then(|| path.to_owned());
    let bytes = again.and_then(|path| files::read(&path).ok()).unwrap_or_default();
    Failure::input(error, path, &bytes)
}
