//! One case: markers on a model, solved here and by OpenSim.

use std::path::Path;

use coxa::measure::inverse_kinematics::{Matching, Problem, Solver, Tasks};
use coxa::skeleton::Vector;
use coxa::vocabulary::Angle;
use coxa_formats::{IkTasks, Trc, read_ik_tasks, read_osim};
use serde_json::Value;

/// What is compared: the angles of both hips.
const ANGLES: [&str; 6] =
    ["hip_flexion_r", "hip_adduction_r", "hip_rotation_r", "hip_flexion_l", "hip_adduction_l", "hip_rotation_l"];

/// How much higher than OpenSim's an objective may be: rounding of the angles that its file holds.
const OBJECTIVE_SHARE: f64 = 1e-6;
const OBJECTIVE_M2: f64 = 1e-12;

/// What came out.
pub(crate) struct Compared {
    pub(crate) frames: usize,
    /// Root of the mean square difference of the worst hip angle, and the largest of any.
    pub(crate) rmse_deg: f64,
    pub(crate) largest_deg: f64,
    /// The same with OpenSim's frames of half a recording later.
    pub(crate) scrambled_deg: f64,
    /// Mean of our objective over theirs.
    pub(crate) objective_ratio: f64,
    /// Frames in which ours is not above theirs, and those in which it is.
    pub(crate) better: usize,
    pub(crate) above: usize,
    /// Our angles, deg, with their names.
    pub(crate) ours: Table,
}

/// A `.mot` as it stands: names, and numbers in the file's own units.
pub(crate) struct Table {
    pub(crate) names: Vec<String>,
    pub(crate) rows: Vec<Vec<f64>>,
}

/// A folder with a case => how far both results are apart.
pub(crate) fn compare(folder: &Path) -> Result<Compared, String> {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).map_err(|error| format!("{name}: {error}"));
    let case: Value = serde_json::from_str(&read("case.json")?).map_err(|error| format!("case.json: {error}"))?;
    let text = |key: &str| case[key].as_str().map(str::to_owned);
    let model = read_osim(&read(&text("model").ok_or("case.json: no model")?)?).map_err(|error| error.to_string())?;
    let tasks: Option<IkTasks> = match text("setup") {
        Some(name) => Some(read_ik_tasks(&read(&name)?).map_err(|error| error.to_string())?),
        None => None,
    };
    let markers = read(&text("trc").ok_or("case.json: no trc")?)?;
    let mut trc = Trc::open(markers.as_bytes()).map_err(|error| error.to_string())?;
    let matching = Matching::of(&model.tree, trc.names(), tasks.as_ref().map(|tasks| &tasks.markers[..]));
    let (held, _) = tasks.as_ref().map(|tasks| tasks.held(&model.tree)).unwrap_or_default();
    let tasks = Tasks { markers: &matching.tasks, held: &held, ..Tasks::default() };
    let problem = Problem::new(model.tree, &tasks).map_err(|error| error.to_string())?;
    let theirs = table(&read("opensim_ik.mot")?)?;
    let columns: Vec<Option<usize>> = problem
        .tree()
        .coordinates
        .iter()
        .map(|coordinate| theirs.names.iter().position(|name| *name == coordinate.name))
        .collect();

    let mut positions = vec![Vector::GAP; trc.names().len()];
    let mut seen = vec![Vector::GAP; problem.marker_count()];
    let (mut solver, mut values) = (Solver::new(&problem), problem.defaults());
    let mut ours: Vec<Vec<f64>> = Vec::new();
    let (mut ratios, mut better, mut above) = (0.0, 0, 0);
    while trc.next_frame(&mut positions).map_err(|error| error.to_string())?.is_some() {
        for (one, column) in seen.iter_mut().zip(&matching.columns) {
            *one = positions[*column];
        }
        let Some(row) = theirs.rows.get(ours.len()) else { break };
        let fit = solver.follow(&seen, &mut values);
        let of_theirs: Vec<f64> = problem
            .tree()
            .coordinates
            .iter()
            .zip(&columns)
            .map(|(coordinate, column)| {
                let value = column.map_or(coordinate.default, |column| row[column + 1]);
                if coordinate.is_angle && column.is_some() { Angle::from_deg(value).rad() } else { value }
            })
            .collect();
        let objective = solver.objective(&seen, &problem.free_values(&of_theirs));
        ratios += fit.objective / objective.max(f64::MIN_POSITIVE);
        let is_better = fit.objective <= objective * (1.0 + OBJECTIVE_SHARE) + OBJECTIVE_M2;
        better += usize::from(is_better);
        above += usize::from(!is_better);
        ours.push(problem.all_values(&values));
    }
    let frames = ours.len();
    let difference = |shift: usize| {
        let (mut worst, mut largest) = (0.0_f64, 0.0_f64);
        for name in ANGLES {
            let (Some(own), Some(column)) =
                (problem.tree().coordinate(name), theirs.names.iter().position(|it| it == name))
            else {
                continue;
            };
            let apart = ours.iter().enumerate().map(|(frame, row)| {
                Angle::from_rad(row[own]).deg() - theirs.rows[(frame + shift) % frames][column + 1]
            });
            let squares: f64 = apart.clone().map(|apart| apart * apart).sum();
            worst = worst.max((squares / frames as f64).sqrt());
            largest = apart.fold(largest, |most, apart| most.max(apart.abs()));
        }
        (worst, largest)
    };
    let names = problem.tree().coordinates.iter().map(|coordinate| coordinate.name.clone()).collect();
    let rows = ours.iter().map(|row| row.iter().map(|value| Angle::from_rad(*value).deg()).collect()).collect();
    let ((rmse_deg, largest_deg), (scrambled_deg, _)) = (difference(0), difference(frames / 2));
    Ok(Compared {
        frames,
        rmse_deg,
        largest_deg,
        scrambled_deg,
        objective_ratio: ratios / frames.max(1) as f64,
        better,
        above,
        ours: Table { names, rows },
    })
}

/// A `.mot` as text => its table.
pub(crate) fn table(text: &str) -> Result<Table, String> {
    let mut lines = text.lines().skip_while(|line| !line.trim().eq_ignore_ascii_case("endheader")).skip(1);
    let names: Vec<String> = lines
        .next()
        .ok_or("opensim_ik.mot: no column names")?
        .split_ascii_whitespace()
        .skip(1)
        .map(str::to_owned)
        .collect();
    let number = |word: &str| word.parse::<f64>().map_err(|error| format!("opensim_ik.mot: {word}: {error}"));
    let rows = lines
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.split_ascii_whitespace().map(number).collect::<Result<Vec<f64>, _>>())
        .collect::<Result<Vec<_>, _>>()?;
    if rows.iter().any(|row| row.len() != names.len() + 1) {
        return Err("opensim_ik.mot: rows of different lengths".to_owned());
    }
    Ok(Table { names, rows })
}
