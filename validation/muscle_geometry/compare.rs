//! Tables of postures with lengths or moment arms of OpenSim, beside ours in the same postures.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use coxa::skeleton::LegPose;
use coxa::skeleton::muscle::{Geometry, LegAngle, MusclePath, Muscles};
use coxa::vocabulary::Angle;

/// Columns of numbers by name.
pub(crate) struct Table {
    columns: BTreeMap<String, usize>,
    rows: Vec<Vec<f64>>,
    /// Angles are written in one of two ways, and columns named with them.
    writing: Writing,
}

#[derive(Clone, Copy)]
enum Writing {
    /// `hip_flexion` in degrees, `psoas_m`, `psoas_flx_m`.
    Degrees,
    /// `q_hip_flexion_r` in radians, `len_psoas_r`, `ma_psoas_r_hip_flexion_r`.
    Radians,
}

impl Table {
    /// Reads a `.csv` or `.csv.gz`; `None` when it is about something else than muscles in postures.
    pub(crate) fn read(path: &Path) -> Result<Option<Table>, String> {
        let failed = |what: &dyn std::fmt::Display| format!("{}: {what}", path.display());
        let file = std::fs::File::open(path).map_err(|error| failed(&error))?;
        let mut text = String::new();
        let read = if path.extension().is_some_and(|extension| extension == "gz") {
            flate2::read::GzDecoder::new(file).read_to_string(&mut text)
        } else {
            std::io::BufReader::new(file).read_to_string(&mut text)
        };
        read.map_err(|error| failed(&error))?;
        let mut lines = text.lines();
        let heads: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
        let writing = match heads.first() {
            Some(&"hip_flexion") => Writing::Degrees,
            Some(&"q_hip_flexion_r") => Writing::Radians,
            _ => return Ok(None),
        };
        let mut rows = Vec::new();
        for (line, number) in lines.zip(2..) {
            let row: Result<Vec<f64>, _> = line.split(',').map(str::parse).collect();
            let row = row.map_err(|error| failed(&format!("line {number}: {error}")))?;
            if row.len() != heads.len() {
                return Err(failed(&format!("line {number}: {} values, needed {}", row.len(), heads.len())));
            }
            rows.push(row);
        }
        let columns = heads.iter().enumerate().map(|(at, head)| ((*head).to_owned(), at)).collect();
        Ok(Some(Table { columns, rows, writing }))
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.columns.get(name).copied()
    }

    fn angle_column(&self, angle: LegAngle) -> Option<usize> {
        self.column(match (self.writing, angle) {
            (Writing::Degrees, angle) => angle.id(),
            (Writing::Radians, LegAngle::HipFlexion) => "q_hip_flexion_r",
            (Writing::Radians, LegAngle::HipAdduction) => "q_hip_adduction_r",
            (Writing::Radians, LegAngle::HipInternalRotation) => "q_hip_rotation_r",
            (Writing::Radians, LegAngle::KneeFlexion) => "q_knee_angle_r",
        })
    }

    fn length_column(&self, path: &str) -> Option<usize> {
        match self.writing {
            Writing::Degrees => self.column(&format!("{path}_m")),
            Writing::Radians => self.column(&format!("len_{path}_r")),
        }
    }

    fn arm_column(&self, path: &str, angle: LegAngle) -> Option<usize> {
        match self.writing {
            Writing::Degrees => self.column(&match angle {
                LegAngle::HipFlexion => format!("{path}_flx_m"),
                LegAngle::HipAdduction => format!("{path}_add_m"),
                LegAngle::HipInternalRotation => format!("{path}_irot_m"),
                LegAngle::KneeFlexion => format!("{path}_kneeflx_m"),
            }),
            Writing::Radians => self.column(&match angle {
                LegAngle::HipFlexion => format!("ma_{path}_r_hip_flexion_r"),
                LegAngle::HipAdduction => format!("ma_{path}_r_hip_adduction_r"),
                LegAngle::HipInternalRotation => format!("ma_{path}_r_hip_rotation_r"),
                // Not in these tables.
                LegAngle::KneeFlexion => return None,
            }),
        }
    }

    fn posture(&self, row: usize) -> Result<LegPose, String> {
        let angle = |angle: LegAngle| {
            let at = self.angle_column(angle).ok_or_else(|| format!("no column of {angle}"))?;
            Ok::<Angle, String>(match self.writing {
                Writing::Degrees => Angle::from_deg(self.rows[row][at]),
                Writing::Radians => Angle::from_rad(self.rows[row][at]),
            })
        };
        Ok(LegPose {
            hip_flexion: angle(LegAngle::HipFlexion)?,
            hip_adduction: angle(LegAngle::HipAdduction)?,
            hip_internal_rotation: angle(LegAngle::HipInternalRotation)?,
            knee_flexion: angle(LegAngle::KneeFlexion)?,
            ankle_dorsiflexion: Angle::ZERO,
        })
    }
}

/// How far two columns of numbers are apart, mm.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Apart {
    pub(crate) median: f64,
    pub(crate) p95: f64,
    pub(crate) largest: f64,
}

/// One path in all postures of one table.
#[derive(Debug, Clone)]
pub(crate) struct Compared {
    pub(crate) path: String,
    /// Postures inside the range of the data.
    pub(crate) postures: usize,
    /// Postures outside it, in which ours gives nothing.
    pub(crate) outside: usize,
    /// Lengths, when the table has them.
    pub(crate) length: Option<Apart>,
    /// Lengths after the mean difference is taken away: a model of another size has other lengths everywhere.
    pub(crate) length_without_offset: Option<Apart>,
    /// Moment arms by angle, when the table has them.
    pub(crate) arms: [Option<Apart>; 4],
    /// The same about hip flexion against another posture's, which must be worse.
    pub(crate) scrambled: Option<Apart>,
    /// The same for lengths.
    pub(crate) scrambled_length: Option<Apart>,
}

/// Every path of ours that the table has.
pub(crate) fn compare(table: &Table, muscles: &Muscles) -> Result<Vec<Compared>, String> {
    let of_path = |path| compare_path(table, muscles, path).transpose();
    muscles.paths.iter().filter_map(of_path).collect()
}

fn compare_path(table: &Table, muscles: &Muscles, path: &MusclePath) -> Result<Option<Compared>, String> {
    let length = table.length_column(&path.id);
    let arms = [0, 1, 2, 3].map(|at| table.arm_column(&path.id, LegAngle::ALL[at]));
    if length.is_none() && arms.iter().all(Option::is_none) {
        return Ok(None);
    }
    let mut ours: Vec<(usize, Geometry)> = Vec::new();
    for row in 0..table.rows.len() {
        if let Ok(geometry) = muscles.geometry(path, &table.posture(row)?) {
            ours.push((row, geometry));
        }
    }
    let other = |row: usize| (row + table.rows.len() / 2) % table.rows.len();
    let errors = |column: usize, own: &dyn Fn(&Geometry) -> f64, of: &dyn Fn(usize) -> usize| -> Vec<f64> {
        ours.iter().map(|(row, geometry)| 1000.0 * (own(geometry) - table.rows[of(*row)][column])).collect()
    };
    let same = |row: usize| row;
    let own_length = |geometry: &Geometry| geometry.length_m;
    let own_arm = |at: usize| move |geometry: &Geometry| geometry.arm_m(LegAngle::ALL[at]);
    let lengths = length.map(|column| errors(column, &own_length, &same));
    let centred = lengths.as_ref().map(|errors| {
        let mean = errors.iter().sum::<f64>() / errors.len().max(1) as f64;
        errors.iter().map(|error| error - mean).collect::<Vec<f64>>()
    });
    Ok(Some(Compared {
        path: path.id.clone(),
        postures: ours.len(),
        outside: table.rows.len() - ours.len(),
        length: lengths.and_then(apart),
        length_without_offset: centred.and_then(apart),
        arms: [0, 1, 2, 3].map(|at| arms[at].and_then(|column| apart(errors(column, &own_arm(at), &same)))),
        scrambled: arms[0].and_then(|column| apart(errors(column, &own_arm(0), &other))),
        scrambled_length: length.and_then(|column| apart(errors(column, &own_length, &other))),
    }))
}

fn apart(mut errors: Vec<f64>) -> Option<Apart> {
    errors.iter_mut().for_each(|error| *error = error.abs());
    errors.sort_by(f64::total_cmp);
    let at = |share: f64| errors.get(((errors.len() as f64 * share) as usize).min(errors.len().saturating_sub(1)));
    Some(Apart { median: *at(0.5)?, p95: *at(0.95)?, largest: *errors.last()? })
}

/// Tables about muscles in a folder, searched three deep, in the order of their names.
pub(crate) fn tables(folder: &Path, deeper: usize) -> Result<Vec<(PathBuf, Table)>, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let name = path.to_string_lossy();
        if path.is_dir() && 0 < deeper {
            found.extend(tables(&path, deeper - 1)?);
        } else if (name.ends_with(".csv") || name.ends_with(".csv.gz"))
            && let Some(table) = Table::read(&path)?
        {
            found.push((path, table));
        }
    }
    Ok(found)
}
