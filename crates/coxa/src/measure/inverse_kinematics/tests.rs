//! The derivatives against differences, and what the solver does at bounds, in gaps and with nothing to see.

use super::evaluate::Evaluation;
use super::factor;
use super::frame::Frame;
use super::{CoordinateTask, MarkerTask, OrientationTask, Precision, Problem, Solver, Tasks};
use crate::skeleton::tree::{Axis, AxisKind, Body, Coordinate, Function, Joint, Marker, Spline, Transform, Tree};
use crate::skeleton::{Rotation, Vector};

fn axis(kind: AxisKind, direction: Vector, coordinate: usize, motion: Function) -> Axis {
    let direction = direction.direction().expect("a direction");
    Axis { kind, direction, coordinate: Some(coordinate), motion }
}

fn coordinate(name: &str) -> Coordinate {
    Coordinate {
        name: name.to_owned(),
        is_angle: true,
        default: 0.0,
        range: (-2.0, 2.0),
        clamped: false,
        locked: false,
        follows: None,
    }
}

fn body(name: &str, parent: Option<usize>, at: Vector, axes: Vec<Axis>) -> Body {
    let parent_from_joint = Transform { rotation: Rotation::body_fixed_xyz(0.1, -0.2, 0.3), origin: at };
    let joint_from_body =
        Transform { rotation: Rotation::body_fixed_xyz(-0.2, 0.1, 0.0), origin: Vector::new(0.01, -0.02, 0.03) };
    Body {
        name: name.to_owned(),
        parent,
        joint: Joint { name: name.to_owned(), parent_from_joint, axes, ellipsoid: None, joint_from_body },
    }
}

/// Everything that makes derivatives hard: a moving root, a joint on an ellipsoid, a joint whose one coordinate turns and slides unevenly, another
/// that follows it further out, three turns about axes that are not at right angles, and a branch.
pub(super) fn tree() -> Tree {
    use AxisKind::{Slide, Turn};
    let x = Vector::new(1.0, 0.0, 0.0);
    let y = Vector::new(0.0, 1.0, 0.0);
    let z = Vector::new(0.0, 0.0, 1.0);
    let spline = Spline::through(&[(-2.0, 0.1), (-0.5, 0.0), (0.4, 0.05), (1.0, -0.02), (2.0, 0.1)]).expect("knots");
    let root = [(Slide, x), (Slide, y), (Slide, z), (Turn, z), (Turn, x), (Turn, y)];
    let root = root.into_iter().enumerate().map(|(at, (kind, way))| axis(kind, way, at, Function::IDENTITY)).collect();
    let knee = vec![
        axis(Slide, x, 6, Function::Spline(spline)),
        axis(Slide, y, 6, Function::Polynomial(vec![0.02, -0.03, 0.0])),
        axis(Turn, Vector::new(0.1, 0.2, 1.0), 6, Function::Linear { slope: -1.0, intercept: 0.1 }),
        axis(Turn, x, 6, Function::Polynomial(vec![0.1, 0.2, 0.0])),
    ];
    let ankle = vec![axis(Turn, z, 7, Function::IDENTITY)];
    let hip = vec![
        axis(Turn, z, 8, Function::IDENTITY),
        axis(Turn, Vector::new(1.0, 0.3, 0.0), 9, Function::IDENTITY),
        axis(Turn, Vector::new(0.2, 1.0, 0.1), 10, Function::IDENTITY),
    ];
    let arm = body("arm", Some(0), Vector::new(0.0, 0.3, -0.2), hip);
    let mut coordinates: Vec<Coordinate> = (0..11).map(|at| coordinate(&format!("q{at}"))).collect();
    coordinates[7].follows = Some((6, Function::Sine { amplitude: 0.5, frequency: 1.5, phase: 0.2, offset: 0.1 }));
    let marker = |body: usize, x: f64, y: f64, z: f64| Marker {
        name: format!("m{body}{x}"),
        body: Some(body),
        location: Vector::new(x, y, z),
    };
    Tree {
        bodies: vec![
            body("root", None, Vector::new(0.1, 1.0, 0.0), root),
            body("shank", Some(0), Vector::new(0.0, -0.4, 0.1), knee),
            body("foot", Some(1), Vector::new(0.05, -0.4, 0.0), ankle),
            Body { joint: Joint { ellipsoid: Some(Vector::new(0.05, 0.1, 0.15)), ..arm.joint }, ..arm },
        ],
        coordinates,
        markers: vec![
            marker(0, 0.1, 0.1, 0.1),
            marker(0, -0.1, 0.05, 0.0),
            marker(0, 0.0, -0.1, 0.12),
            marker(1, 0.05, -0.2, 0.03),
            marker(1, -0.04, -0.1, 0.0),
            marker(2, 0.1, -0.05, 0.02),
            marker(2, 0.15, 0.0, -0.03),
            marker(3, 0.2, 0.1, 0.0),
            marker(3, 0.1, 0.25, 0.1),
        ],
    }
}

fn tasks(tree: &Tree) -> Vec<MarkerTask> {
    (0..tree.markers.len())
        .map(|marker| MarkerTask { marker, precision: Precision::Weight(1.0 + marker as f64) })
        .collect()
}

pub(super) const POSE: [f64; 10] = [0.1, -0.05, 0.2, 0.4, -0.3, 0.6, 0.7, 0.5, -0.4, 0.3];

pub(super) fn seen(problem: &Problem, values: &[f64], shaken: f64) -> Vec<Vector> {
    let placed = problem.tree().place(&problem.all_values(values));
    let shake =
        |at: usize| Vector::new(libm::sin(at as f64), libm::cos(2.0 * at as f64), libm::sin(3.0 * at as f64)) * shaken;
    let markers = problem.tree().markers.iter().enumerate();
    markers.map(|(at, marker)| placed[marker.body.unwrap_or(0)].place(marker.location) + shake(at)).collect()
}

pub(super) fn problem(held: &[CoordinateTask]) -> Problem {
    let tree = tree();
    let tasks = tasks(&tree);
    Problem::new(tree, &Tasks { markers: &tasks, held, ..Tasks::default() }).expect("a problem")
}

#[test]
fn gradient_and_hessian_are_those_of_the_objective() {
    let problem = problem(&[CoordinateTask { coordinate: 8, weight: 0.3, value: -0.2 }]);
    // Residuals as large as a hand, so that the curvature they bring counts.
    let seen = seen(&problem, &POSE.map(|value| value + 0.15), 0.05);
    derivatives_are_those_of_differences(&problem, &seen);
}

/// Gradient and Hessian at the pose against differences of objective and gradient.
pub(super) fn derivatives_are_those_of_differences(problem: &Problem, seen: &[Vector]) {
    let count = problem.free_count();
    let mut frame = Frame::new((), problem);
    frame.set(problem, 0, seen);
    frame.collapse((), problem);
    let mut evaluation = Evaluation::new((), problem);
    let mut at = |values: &[f64], exact: Option<f64>| {
        evaluation.place((), problem, &frame, values);
        evaluation.derive((), problem, &frame, values, exact);
        (evaluation.objective, evaluation.gradient.clone(), full(problem, &evaluation.matrix))
    };
    // Central differences: their own error is a step squared, their rounding an epsilon over a step; times the weights of all.
    let (step, tolerance) = (1e-5, 1e-8 * frame.total);
    let (_, gradient, hessian) = at(&POSE, None);
    let (_, _, by_parts) = at(&POSE, Some(1.0));
    let (_, _, gauss_newton) = at(&POSE, Some(0.0));
    let differ = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(1e-3 * frame.total < differ(&hessian, &gauss_newton), "the test must be able to see the curvature");
    assert!(differ(&hessian, &by_parts) < tolerance * 1e-4, "both ways to sum it");
    for row in 0..count {
        let moved = |by: f64| {
            let mut values = POSE;
            values[row] += by;
            values
        };
        let ((above, gradient_above, _), (below, gradient_below, _)) =
            (at(&moved(step), None), at(&moved(-step), None));
        let slope = (above - below) / (2.0 * step);
        assert!((slope - gradient[row]).abs() < tolerance, "{row}: {slope} is not {}", gradient[row]);
        for column in 0..count {
            let bend = (gradient_above[column] - gradient_below[column]) / (2.0 * step);
            let found = hessian[row * count + column];
            assert!((bend - found).abs() < tolerance, "{row}, {column}: {bend} is not {found}");
        }
    }
}

/// The sparse matrix in full rows.
pub(super) fn full(problem: &Problem, matrix: &[f64]) -> Vec<f64> {
    let count = problem.free_count();
    let mut full = vec![0.0; count * count];
    for at in 0..count {
        full[at * count + at] = matrix[at];
    }
    for (pair, (a, b)) in problem.pattern.pairs.iter().enumerate() {
        full[a * count + b] = matrix[count + pair];
        full[b * count + a] = matrix[count + pair];
    }
    full
}

/// Sensors on the shank and the arm, and what they see when the values are these.
pub(super) fn sensors() -> [OrientationTask; 3] {
    [(0, 0.3), (1, -0.8), (3, 1.4)].map(|(body, turn)| OrientationTask {
        body,
        body_from_sensor: Rotation::body_fixed_xyz(turn, 0.2, -turn),
        precision: Precision::Weight(1.0 + turn * turn),
    })
}

pub(super) fn sensed(problem: &Problem, values: &[f64]) -> Vec<Vector> {
    let placed = problem.tree().place(&problem.all_values(values));
    let turned = |task: &OrientationTask| placed[task.body].rotation * task.body_from_sensor;
    sensors().iter().map(turned).flat_map(|it| [it.forward(), it.up(), it.right()]).collect()
}

#[test]
fn sensors_pull_by_the_square_of_their_angle() {
    let problem = Problem::new(tree(), &Tasks { orientations: &sensors(), ..Tasks::default() }).expect("a problem");
    let seen = sensed(&problem, &POSE.map(|value| value + 0.2));
    let mut solver = Solver::new(&problem);
    let placed = problem.tree().place(&problem.all_values(&POSE));
    let (mut wanted, mut weights) = (0.0, 0.0);
    for (task, axes) in sensors().iter().zip(seen.chunks(3)) {
        let own = placed[task.body].rotation * task.body_from_sensor;
        let trace = own.forward().dot(axes[0]) + own.up().dot(axes[1]) + own.right().dot(axes[2]);
        let angle = libm::acos(0.5 * (trace - 1.0));
        let Precision::Weight(weight) = task.precision else { panic!("a weight") };
        wanted += 0.5 * weight * angle * angle;
        weights += weight;
    }
    let found = solver.objective(&seen, &POSE);
    assert!(1e-3 < found && (found - wanted / weights).abs() < 1e-12, "{found} is not {}", wanted / weights);

    let mut frame = Frame::new((), &problem);
    frame.set(&problem, 0, &seen);
    frame.collapse((), &problem);
    let mut evaluation = Evaluation::new((), &problem);
    evaluation.place((), &problem, &frame, &POSE);
    evaluation.derive((), &problem, &frame, &POSE, None);
    let gradient = evaluation.gradient.clone();
    let step = 1e-5;
    for (row, told) in gradient.iter().enumerate() {
        let mut at = |by: f64| {
            let mut values = POSE;
            values[row] += by;
            evaluation.place((), &problem, &frame, &values);
            evaluation.objective
        };
        let slope = (at(step) - at(-step)) / (2.0 * step);
        assert!((slope - told).abs() < 1e-8 * frame.total, "{row}: {slope} is not {told}");
    }
}

#[test]
fn sensors_alone_tell_every_turn_and_leave_the_place_as_it_is() {
    let problem = Problem::new(tree(), &Tasks { orientations: &sensors(), ..Tasks::default() }).expect("a problem");
    let mut seen = sensed(&problem, &POSE);
    let mut values = problem.defaults();
    let fit = Solver::new(&problem).solve_cold(&seen, &mut values);
    assert!(fit.converged && fit.objective < 1e-15, "{fit:?}");
    for at in 0..10 {
        let wanted = if at < 3 { problem.defaults()[at] } else { POSE[at] };
        // An angle of the shank alone tells the knee, whose axes do not stand still.
        assert!((values[at] - wanted).abs() < 1e-7, "{at}: {} is not {wanted}", values[at]);
    }
    // A sensor that is lost leaves its own joint where it was.
    let before = values.clone();
    seen[6] = Vector::new(f64::NAN, 0.0, 0.0);
    Solver::new(&problem).solve(&seen, &mut values);
    assert!(values.iter().zip(&before).all(|(a, b)| (a - b).abs() < 1e-7));
}

#[test]
fn the_gauss_newton_matrix_is_that_of_the_markers_velocities() {
    let problem = problem(&[]);
    let seen = seen(&problem, &POSE.map(|value| value + 0.15), 0.05);
    let count = problem.free_count();
    let mut frame = Frame::new((), &problem);
    frame.set(&problem, 0, &seen);
    frame.collapse((), &problem);
    let mut evaluation = Evaluation::new((), &problem);
    evaluation.place((), &problem, &frame, &POSE);
    evaluation.derive((), &problem, &frame, &POSE, Some(0.0));
    let found = full(&problem, &evaluation.matrix);
    let step = 1e-5;
    let points = |values: &[f64]| {
        let placed = problem.tree().place(&problem.all_values(values));
        let markers = problem.tree().markers.iter();
        markers.map(|marker| placed[marker.body.unwrap_or(0)].place(marker.location)).collect::<Vec<Vector>>()
    };
    let velocities: Vec<Vec<Vector>> = (0..count)
        .map(|at| {
            let moved = |by: f64| {
                let mut values = POSE;
                values[at] += by;
                points(&values)
            };
            moved(step).into_iter().zip(moved(-step)).map(|(a, b)| (a - b) * (0.5 / step)).collect()
        })
        .collect();
    for row in 0..count {
        for column in 0..count {
            let pairs = velocities[row].iter().zip(&velocities[column]).enumerate();
            let wanted: f64 = pairs.map(|(marker, (a, b))| (1.0 + marker as f64) * a.dot(*b)).sum();
            // Central differences of places below a metre, times the weights.
            let tolerance = 1e-8 * frame.total;
            assert!((found[row * count + column] - wanted).abs() < tolerance, "{row}, {column}");
        }
    }
}

#[test]
fn the_sparse_factor_solves_what_the_full_matrix_says() {
    let problem = problem(&[]);
    let seen = seen(&problem, &POSE, 0.01);
    let count = problem.free_count();
    let mut frame = Frame::new((), &problem);
    frame.set(&problem, 0, &seen);
    frame.collapse((), &problem);
    let mut evaluation = Evaluation::new((), &problem);
    evaluation.place((), &problem, &frame, &POSE);
    evaluation.derive((), &problem, &frame, &POSE, None);
    let matrix = full(&problem, &evaluation.matrix);
    let mut step: Vec<f64> = (0..count).map(|at| 1.0 + at as f64).collect();
    assert!(factor::factorise((), &problem.pattern, &mut evaluation.matrix));
    factor::solve(&problem.pattern, &evaluation.matrix, &mut step);
    for row in 0..count {
        let side: f64 = (0..count).map(|column| matrix[row * count + column] * step[column]).sum();
        // Rounding, times a matrix that is not well conditioned.
        assert!((side - 1.0 - row as f64).abs() < 1e-9, "{row}: {side}");
    }
}

#[test]
fn a_pose_is_found_again_from_far_away() {
    let problem = problem(&[]);
    let seen = seen(&problem, &POSE, 0.0);
    let mut values = problem.defaults();
    let fit = Solver::new(&problem).solve_cold(&seen, &mut values);
    assert!(fit.converged && fit.objective < 1e-16, "{fit:?}");
    // Promised are 1e-6; exact data and Newton's method give far more.
    assert!(values.iter().zip(POSE).all(|(found, wanted)| (found - wanted).abs() < 1e-8), "{values:?}");
}

#[test]
fn a_clamped_coordinate_stops_at_its_bound_and_the_rest_is_best_there() {
    let mut tree = tree();
    tree.coordinates[8].clamped = true;
    tree.coordinates[8].range = (-0.3, 0.2);
    let tasks = tasks(&tree);
    let problem = Problem::new(tree, &Tasks { markers: &tasks, ..Tasks::default() }).expect("a problem");
    let seen = seen(&problem, &POSE, 0.0);
    let mut values = problem.defaults();
    let mut solver = Solver::new(&problem);
    let fit = solver.solve_cold(&seen, &mut values);
    assert!(fit.converged, "{fit:?}");
    // The eighth free coordinate is the ninth of the tree, because one follows.
    assert!((values[7] - 0.2).abs() < 1e-15, "{values:?}");
    for at in (0..values.len()).filter(|at| *at != 7) {
        for by in [-1e-4, 1e-4] {
            let mut moved = values.clone();
            moved[at] += by;
            assert!(fit.objective < solver.objective(&seen, &moved), "{at} {by}");
        }
    }
}

#[test]
fn a_gap_leaves_the_marker_out_and_nothing_seen_leaves_all_as_it_is() {
    let problem = problem(&[]);
    let mut partly = seen(&problem, &POSE, 0.0);
    // A marker that is not seen may be anywhere; the others tell all.
    partly[4] = Vector::new(f64::NAN, f64::NAN, f64::NAN);
    let mut values = problem.defaults();
    let mut solver = Solver::new(&problem);
    solver.solve_cold(&partly, &mut values);
    assert!(values.iter().zip(POSE).all(|(found, wanted)| (found - wanted).abs() < 1e-8), "{values:?}");
    let nothing = vec![Vector::new(f64::NAN, f64::NAN, f64::NAN); partly.len()];
    let before = values.clone();
    let fit = solver.solve(&nothing, &mut values);
    assert!(fit.converged && fit.objective.abs() < f64::MIN_POSITIVE);
    assert_eq!(values, before);
}

#[test]
fn a_held_coordinate_is_drawn_to_its_value_by_its_weight() {
    let mut found = Vec::new();
    for weight in [0.0, 1e-3, 1e3] {
        let held = problem(&[CoordinateTask { coordinate: 8, weight, value: 1.0 }]);
        let seen = seen(&held, &POSE, 0.0);
        let mut values = held.defaults();
        Solver::new(&held).solve_cold(&seen, &mut values);
        found.push(values[7]);
    }
    assert!(
        (found[0] - 0.5).abs() < 1e-8 && 0.5 < found[1] && found[1] < found[2] && (found[2] - 1.0).abs() < 1e-3,
        "{found:?}"
    );
}

#[test]
fn what_is_no_problem_is_refused() {
    let refused = |tree: Tree, marker: usize, weight: f64| {
        let tasks = [MarkerTask { marker, precision: Precision::Weight(weight) }];
        assert!(Problem::new(tree, &Tasks { markers: &tasks, ..Tasks::default() }).is_err(), "{marker} {weight}");
    };
    refused(tree(), 99, 1.0);
    refused(tree(), 0, -1.0);
    refused(tree(), 0, f64::NAN);
    let mut circle = tree();
    circle.coordinates[6].follows = Some((7, Function::IDENTITY));
    refused(circle, 0, 1.0);
    let mut upside_down = tree();
    upside_down.bodies[1].parent = Some(2);
    refused(upside_down, 0, 1.0);
}
