//! Observations with covariances: what they cost, how they pull, and what they save a pose from.

use super::evaluate::Evaluation;
use super::frame::Frame;
use super::tests::{POSE, derivatives_are_those_of_differences, full, seen, sensed, sensors, tree};
use super::{MarkerTask, OrientationTask, Precision, Problem, Solver, Tasks};
use crate::skeleton::{Rotation, Vector};

/// Errors ten times as large along one direction as across it, 1 cm there.
fn along(direction: Vector) -> [[f64; 3]; 3] {
    let way = direction.direction().expect("a direction");
    let parts = [way.x, way.y, way.z];
    [0, 1, 2].map(|row| {
        [0, 1, 2].map(|column| {
            let alike = if row == column { 1e-4 } else { 0.0 };
            alike + 99e-4 * parts[row] * parts[column]
        })
    })
}

fn precision(at: usize) -> Precision {
    let direction = Vector::new(libm::sin(at as f64), 0.5, libm::cos(at as f64));
    match at % 3 {
        0 => Precision::Weight(1e3),
        1 => Precision::Ground(along(direction)),
        _ => Precision::Own(along(direction)),
    }
}

/// Markers and sensors of the tree, most with a covariance.
pub(super) fn uncertain() -> Problem {
    let tree = tree();
    let markers: Vec<MarkerTask> =
        (0..tree.markers.len()).map(|marker| MarkerTask { marker, precision: precision(marker) }).collect();
    let sensors = sensors();
    let orientations: Vec<OrientationTask> = sensors
        .iter()
        .enumerate()
        .map(|(at, it)| OrientationTask { precision: precision(1 + at % 2), ..*it })
        .collect();
    Problem::new(tree, &Tasks { markers: &markers, orientations: &orientations, held: &[] }).expect("a problem")
}

/// What is seen when the values are these: markers, shaken by up to so much, m, and sensors.
pub(super) fn observed(problem: &Problem, values: &[f64], shaken: f64) -> Vec<Vector> {
    let mut all = seen(problem, values, shaken);
    all.extend(sensed(problem, values));
    all
}

#[test]
fn derivatives_of_observations_with_covariances_are_those_of_the_objective() {
    let problem = uncertain();
    derivatives_are_those_of_differences(&problem, &observed(&problem, &POSE.map(|value| value + 0.15), 0.05));
}

#[test]
fn the_objective_is_the_weighed_square_of_the_errors() {
    let tree = tree();
    let covariance = along(Vector::new(1.0, 2.0, -1.0));
    // Inverse of the sum of a part alike in every direction and one along the direction, by its two variances.
    let weighed = |error: Vector| {
        let way = Vector::new(1.0, 2.0, -1.0).direction().expect("a direction");
        let far = error.dot(way);
        0.5 * (far * far / 1e-2 + (error.dot(error) - far * far) / 1e-4)
    };
    let placed = |problem: &Problem| problem.tree().place(&problem.all_values(&POSE));
    for (precision, is_own) in [(Precision::Ground(covariance), false), (Precision::Own(covariance), true)] {
        let markers = [MarkerTask { marker: 5, precision }];
        let problem = Problem::new(tree.clone(), &Tasks { markers: &markers, ..Tasks::default() }).expect("a problem");
        let (body, location) = (placed(&problem)[2], tree.markers[5].location);
        let off = Vector::new(0.03, -0.01, 0.02);
        let seen = [body.place(location) - off];
        let wanted = weighed(if is_own { body.rotation.inverse() * off } else { off });
        let mut solver = Solver::new(&problem);
        let mean = (1.0 / 1e-2 + 2.0 / 1e-4) / 3.0;
        let values = problem.free_values(&problem.all_values(&POSE[..problem.free_count()]));
        let found = mean * solver.objective(&seen, &values);
        // Rounding of weights of ten thousand.
        assert!((found - wanted).abs() < 1e-9, "{is_own}: {found} is not {wanted}");
    }
}

#[test]
fn a_covariance_alike_in_every_direction_is_a_weight() {
    let tree = tree();
    let alike = |variance: f64| [[variance, 0.0, 0.0], [0.0, variance, 0.0], [0.0, 0.0, variance]];
    let derived = |precision: &dyn Fn(f64) -> Precision| {
        let task = |marker: usize| MarkerTask { marker, precision: precision(1.0 + marker as f64) };
        let markers: Vec<MarkerTask> = (0..tree.markers.len()).map(task).collect();
        let problem = Problem::new(tree.clone(), &Tasks { markers: &markers, ..Tasks::default() }).expect("a problem");
        let mut frame = Frame::new((), &problem);
        frame.set(&problem, 0, &seen(&problem, &POSE.map(|value| value + 0.15), 0.05));
        frame.collapse((), &problem);
        let mut evaluation = Evaluation::new((), &problem);
        evaluation.place((), &problem, &frame, &POSE);
        evaluation.derive((), &problem, &frame, &POSE, None);
        let matrix = full(&problem, &evaluation.matrix);
        [vec![evaluation.objective, frame.total], evaluation.gradient.clone(), matrix].concat()
    };
    let weights = derived(&Precision::Weight);
    for other in [
        derived(&|weight| Precision::Ground(alike(1.0 / weight))),
        derived(&|weight| Precision::Own(alike(1.0 / weight))),
    ] {
        // Roundings of sums of about fifty.
        assert!(weights.iter().zip(&other).all(|(a, b)| (a - b).abs() < 1e-12), "{weights:?}\n{other:?}");
    }
}

#[test]
fn a_camera_that_errs_in_depth_does_not_move_the_pose_when_its_covariance_says_so() {
    // Every marker a hand's breadth too far away, as one camera may see it, each by another amount.
    let depth = Vector::new(0.0, 0.0, 1.0);
    let tree = tree();
    let errors = |weights: &dyn Fn() -> Precision| {
        let task = |marker: usize| MarkerTask { marker, precision: weights() };
        let markers: Vec<MarkerTask> = (0..tree.markers.len()).map(task).collect();
        let problem = Problem::new(tree.clone(), &Tasks { markers: &markers, ..Tasks::default() }).expect("a problem");
        let mut seen = seen(&problem, &POSE, 0.0);
        let near = seen.clone();
        for (at, one) in seen.iter_mut().enumerate() {
            *one = *one + depth * (0.05 * libm::sin(5.0 * at as f64));
        }
        let mut values = POSE.to_vec();
        let mut solver = Solver::new(&problem);
        assert!(solver.solve(&seen, &mut values).converged);
        let mut errors = vec![0.0; near.len()];
        solver.marker_errors(&near, &values, &mut errors);
        (errors.iter().map(|error| error * error).sum::<f64>() / errors.len() as f64).sqrt()
    };
    let alike = errors(&|| Precision::Weight(1.0));
    let knowing = errors(&|| {
        let mut covariance = along(depth);
        covariance[2][2] = 1.0;
        Precision::Ground(covariance)
    });
    assert!(0.01 < alike && knowing < alike / 3.0, "{alike} and {knowing}");
}

#[test]
fn a_compass_that_errs_leaves_the_tilt_of_a_sensor_right() {
    let tree = tree();
    // Half a degree of tilt, thirty degrees of heading.
    let covariance = [[1e-4, 0.0, 0.0], [0.0, 0.3, 0.0], [0.0, 0.0, 1e-4]];
    let orientations = sensors().map(|it| OrientationTask { precision: Precision::Ground(covariance), ..it });
    let problem = Problem::new(tree, &Tasks { orientations: &orientations, ..Tasks::default() }).expect("a problem");
    let mut seen = sensed(&problem, &POSE);
    for (at, axes) in seen.chunks_mut(3).enumerate() {
        let heading = Rotation::about_y([0.3, -0.4, 0.2][at]);
        axes.iter_mut().for_each(|axis| *axis = heading * *axis);
    }
    let mut values = problem.defaults();
    let fit = Solver::new(&problem).solve_cold(&seen, &mut values);
    assert!(fit.converged, "{fit:?}");
    let placed = problem.tree().place(&problem.all_values(&values));
    for (task, axes) in orientations.iter().zip(seen.chunks(3)) {
        let own = placed[task.body].rotation * task.body_from_sensor;
        // How high each of the sensor's axes points is its tilt.
        let tilt =
            [own.forward(), own.up(), own.right()].iter().zip(axes).map(|(a, b)| (a.y - b.y).abs()).fold(0.0, f64::max);
        assert!(tilt < 0.02, "{tilt} rad of tilt");
    }
}

#[test]
fn what_is_not_seen_has_no_weight_whatever_its_covariance() {
    let problem = uncertain();
    let mut seen = observed(&problem, &POSE, 0.0);
    for at in [1, 2, problem.marker_count() + 3] {
        seen[at] = Vector::new(f64::NAN, 0.0, 0.0);
    }
    let mut values = problem.defaults();
    let fit = Solver::new(&problem).solve_cold(&seen, &mut values);
    assert!(fit.converged && values.iter().zip(POSE).all(|(a, b)| (a - b).abs() < 1e-7), "{fit:?} {values:?}");
}
