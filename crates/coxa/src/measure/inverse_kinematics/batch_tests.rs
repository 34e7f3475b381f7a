//! Whole recordings: pieces, lanes, gaps and flips.

use pulp::{Arch, Simd, WithSimd};

use super::batch::{Piece, side_by_side};
use super::covariance_tests::{observed, uncertain};
use super::real::Lanes;
use super::tests::{POSE, problem, seen};
use super::{Fit, MarkerTask, Precision, Problem, Solved, Solver, Tasks, Work};
use crate::skeleton::tree::{Axis, AxisKind, Body, Coordinate, Function, Joint, Marker, Transform, Tree};
use crate::skeleton::{Rotation, Vector};

/// How near values must come to those that made the markers, rad and m: the promise.
const NEAR: f64 = 1e-6;

fn in_turn(works: &mut [Work<'_>]) {
    works.iter_mut().for_each(Work::run);
}

/// Values that swing, a tenth of a second of movement a frame or less.
fn swinging(frame: usize) -> [f64; 10] {
    let mut values = POSE;
    for (at, value) in values.iter_mut().enumerate() {
        *value += 0.3 * libm::sin(0.02 * frame as f64 * (1.0 + 0.2 * at as f64) + at as f64);
    }
    values
}

fn recording(problem: &Problem, frames: usize) -> Vec<Vector> {
    (0..frames).flat_map(|frame| seen(problem, &swinging(frame), 0.0)).collect()
}

const NOWHERE: Vector = Vector::new(f64::NAN, f64::NAN, f64::NAN);

#[test]
fn a_recording_of_many_pieces_is_solved_in_every_frame() {
    let problem = problem(&[]);
    let frames = 1000;
    let mut seen = recording(&problem, frames);
    let markers = problem.seen_count();
    // Three markers in ten are lost here and there, never more than the others can make up for.
    for frame in (0..frames).filter(|frame| frame % 7 < 3) {
        seen[frame * markers + 1] = NOWHERE;
        seen[frame * markers + 5] = NOWHERE;
        seen[frame * markers + 4] = NOWHERE;
    }
    let solved = problem.solve_recording(&seen, None, &in_turn);
    assert_eq!(solved.fits.len(), frames);
    let free = problem.free_count();
    for (frame, (found, fit)) in solved.values.chunks(free).zip(&solved.fits).enumerate() {
        assert!(fit.converged && fit.objective < 1e-12, "{frame}: {fit:?}");
        let apart = found.iter().zip(swinging(frame)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(apart < NEAR, "{frame}: {apart}");
    }
}

#[test]
fn several_recordings_at_once_come_out_as_each_alone_in_any_order_of_threads() {
    let problem = problem(&[]);
    let long = recording(&problem, 700);
    let short = &long[30 * problem.seen_count()..90 * problem.seen_count()];
    let empty: &[Vector] = &[];
    let backwards = |works: &mut [Work<'_>]| works.iter_mut().rev().for_each(Work::run);
    let all = problem.solve_recordings(&[&long, short, empty], None, &backwards);
    assert_eq!(all[0], problem.solve_recording(&long, None, &in_turn));
    assert_eq!(all[1], problem.solve_recording(short, None, &in_turn));
    assert_eq!(all[2], Solved::default());
    // Half a frame at the end is none.
    let cut = &short[..short.len() - 1];
    assert_eq!(problem.solve_recording(cut, None, &in_turn).fits.len(), 59);
}

/// Pieces of one recording with the same values to start from, solved by this.
fn in_pieces(
    problem: &Problem,
    recording: &dyn Fn(usize) -> Vec<Vector>,
    solve: impl FnOnce(&mut [Piece<'_>]),
) -> Vec<f64> {
    let (frames, length) = (330, 30);
    let seen = recording(frames);
    let mut values = vec![0.0; frames * problem.free_count()];
    let mut fits = vec![Fit { objective: 0.0, steps: 0, converged: false }; frames];
    let cut = seen.chunks(length * problem.seen_count()).zip(values.chunks_mut(length * problem.free_count()));
    let cut = cut.zip(fits.chunks_mut(length));
    let mut pieces: Vec<Piece<'_>> =
        cut.map(|((seen, values), fits)| Piece { seen, start: problem.defaults(), values, fits }).collect();
    solve(&mut pieces);
    drop(pieces);
    values
}

/// What one number gives and what lanes give of the same recording must be the same to the last bit.
fn lanes_give_what_one_number_gives(problem: &Problem, recording: &dyn Fn(usize) -> Vec<Vector>) {
    struct InLanes<'a, 'b>(&'a Problem, &'a mut [Piece<'b>]);
    impl WithSimd for InLanes<'_, '_> {
        type Output = ();
        fn with_simd<S: Simd>(self, simd: S) {
            side_by_side::<Lanes<S>>(simd, self.0, self.1);
        }
    }
    let alone = in_pieces(problem, recording, |pieces| side_by_side::<f64>((), problem, pieces));
    let abreast = in_pieces(problem, recording, |pieces| Arch::new().dispatch(InLanes(problem, pieces)));
    assert!(alone.iter().zip(&abreast).all(|(a, b)| a.to_bits() == b.to_bits()));
}

#[test]
fn lanes_give_what_one_number_gives_to_the_last_bit() {
    let plain = problem(&[]);
    lanes_give_what_one_number_gives(&plain, &|frames| recording(&plain, frames));
    let uncertain = uncertain();
    lanes_give_what_one_number_gives(&uncertain, &|frames| {
        (0..frames).flat_map(|frame| observed(&uncertain, &swinging(frame), 0.0)).collect()
    });
}

/// An upper arm and a forearm in a plane: with the hand at one place the elbow may stand on either side.
fn arm() -> Problem {
    let turn = |coordinate| Axis {
        kind: AxisKind::Turn,
        direction: Vector::new(0.0, 0.0, 1.0),
        coordinate: Some(coordinate),
        motion: Function::IDENTITY,
    };
    let body = |name: &str, parent: Option<usize>, along: f64, coordinate: usize| Body {
        name: name.to_owned(),
        parent,
        joint: Joint {
            name: name.to_owned(),
            parent_from_joint: Transform { rotation: Rotation::NONE, origin: Vector::new(along, 0.0, 0.0) },
            axes: vec![turn(coordinate)],
            ellipsoid: None,
            joint_from_body: Transform::NONE,
        },
    };
    let coordinate = |name: &str, default: f64| Coordinate {
        name: name.to_owned(),
        is_angle: true,
        default,
        range: (-2.5, 2.5),
        clamped: true,
        locked: false,
        follows: None,
    };
    let marker = |along: f64, off: f64| Marker {
        name: format!("m{along}{off}"),
        body: Some(1),
        location: Vector::new(along, off, 0.0),
    };
    let tree = Tree {
        bodies: vec![body("upper arm", None, 0.0, 0), body("forearm", Some(0), 0.3, 1)],
        coordinates: vec![coordinate("shoulder", 0.0), coordinate("elbow", 1.0)],
        markers: vec![marker(0.25, 0.0), marker(0.3, 0.0), marker(0.28, 0.02)],
    };
    let tasks: Vec<MarkerTask> =
        (0..3).map(|marker| MarkerTask { marker, precision: Precision::Weight(1.0) }).collect();
    Problem::new(tree, &Tasks { markers: &tasks, ..Tasks::default() }).expect("an arm")
}

fn arm_values(frame: usize) -> [f64; 2] {
    let swing = libm::sin(0.05 * frame as f64);
    [0.3 * swing, 1.2 + 0.2 * swing]
}

#[test]
fn a_flipped_elbow_stays_flipped_when_followed_and_is_mended_in_a_recording() {
    let problem = arm();
    let frames = 150;
    let seen: Vec<Vector> = (0..frames).flat_map(|frame| seen(&problem, &arm_values(frame), 0.002)).collect();
    let apart = |found: &[f64], frame: usize| (found[1] - arm_values(frame)[1]).abs();

    // The other side is a minimum of its own: a solver that starts there stays there.
    let mut solver = Solver::new(&problem);
    let mut flipped = [0.9, -1.2];
    solver.solve(&seen[..3], &mut flipped);
    assert!(2.0 < apart(&flipped, 0), "the test needs a second minimum, found {flipped:?}");

    // Fifty frames are made to start from it, as after a marker that jumped.
    let mut solved = problem.solve_recording(&seen, None, &in_turn);
    for frame in 50..100 {
        let own = &mut solved.values[frame * 2..frame * 2 + 2];
        own.copy_from_slice(&flipped);
        solved.fits[frame] = solver.solve(&seen[frame * 3..frame * 3 + 3], own);
        flipped.copy_from_slice(own);
    }
    assert!((50..100).all(|frame| 2.0 < apart(&solved.values[frame * 2..], frame)));
    super::batch::mend(&mut solver, &seen, &mut solved);
    // The markers are shaken by 2 mm a few centimetres apart.
    assert!((0..frames).all(|frame| apart(&solved.values[frame * 2..], frame) < 0.15));
}

#[test]
fn a_marker_that_jumps_is_left_out_where_it_jumps_and_nowhere_else() {
    let problem = problem(&[]);
    let frames = 200;
    let mut seen = recording(&problem, frames);
    let markers = problem.seen_count();
    // Half a millimetre of noise, so that habits are not zero.
    for (at, one) in seen.iter_mut().enumerate() {
        *one = *one + Vector::new(libm::sin(at as f64), libm::cos(1.7 * at as f64), libm::sin(2.3 * at as f64)) * 5e-4;
    }
    for frame in 60..70 {
        seen[frame * markers + 3] = seen[frame * markers + 3] + Vector::new(0.2, -0.1, 0.15);
    }
    let mut solved = problem.solve_recording(&seen, None, &in_turn);
    let free = problem.free_count();
    let worst = |solved: &Solved| {
        let apart = |frame: usize| {
            let found = &solved.values[frame * free..(frame + 1) * free];
            found.iter().zip(swinging(frame)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
        };
        (0..frames).map(apart).fold(0.0, f64::max)
    };
    assert!(0.1 < worst(&solved), "the jump must be felt, is {}", worst(&solved));
    let jumps = problem.leave_out_jumps(&mut seen, &mut solved);
    assert_eq!(jumps.len(), 1, "{jumps:?}");
    assert_eq!((jumps[0].task, jumps[0].frames, jumps[0].first_frame), (3, 10, 60));
    assert!((0.2..0.3).contains(&jumps[0].farthest_m), "{jumps:?}");
    // Half a millimetre over a few centimetres.
    assert!(worst(&solved) < 0.03, "{}", worst(&solved));
}

#[test]
fn standard_errors_are_how_far_noise_throws_the_angles() {
    let problem = problem(&[]);
    let free = problem.free_count();
    let mut solver = Solver::new(&problem);
    // A fixed row of numbers in place of chance: the middle of twelve of them is nearly normal, with deviation one.
    let mut state = 0x9e37_79b9_u32;
    let mut normal = || {
        let mut sum = -6.0;
        for _ in 0..12 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            sum += f64::from(state >> 8) / f64::from(1_u32 << 24);
        }
        sum
    };
    let (runs, noise) = (2000, 1e-3);
    let clean = seen(&problem, &POSE, 0.0);
    let (mut squares, mut told) = (vec![0.0; free], vec![0.0; free]);
    for _ in 0..runs {
        // Weights are one over the variance: heavier markers are more exact.
        let weigh = |at: usize| noise / (1.0 + at as f64).sqrt();
        let shaken: Vec<Vector> = (clean.iter().enumerate())
            .map(|(at, one)| *one + Vector::new(normal(), normal(), normal()) * weigh(at))
            .collect();
        let (mut values, mut errors) = (POSE.to_vec(), vec![0.0; free]);
        solver.solve(&shaken, &mut values);
        solver.standard_errors(&shaken, &values, &mut errors);
        for at in 0..free {
            let off = values[at] - POSE[at];
            squares[at] += off * off / f64::from(runs);
            told[at] += errors[at] * errors[at] / f64::from(runs);
        }
    }
    for at in 0..free {
        // Two thousand runs know a variance within 3 %; three times that.
        let ratio = told[at] / squares[at];
        assert!((0.9..1.1).contains(&ratio), "{at}: {ratio}");
    }
    let nothing = vec![NOWHERE; clean.len()];
    let mut errors = vec![0.0; free];
    solver.standard_errors(&nothing, &POSE, &mut errors);
    assert!(errors.iter().all(|error| error.is_infinite()));
}

#[test]
fn exchanged_sides_are_found_and_named_sides_are_left_alone() {
    let mut tree = super::tests::tree();
    // Two arms of unequal markers, so that the names matter.
    for (at, name) in ["RSHO", "RELB", "LSHO", "LELB"].into_iter().enumerate() {
        tree.markers[[3, 4, 7, 8][at]].name = name.to_owned();
    }
    let tasks: Vec<MarkerTask> =
        (0..tree.markers.len()).map(|marker| MarkerTask { marker, precision: Precision::Weight(1.0) }).collect();
    let problem = Problem::new(tree, &Tasks { markers: &tasks, ..Tasks::default() }).expect("a problem");
    let mut frame = seen(&problem, &POSE, 1e-3);
    assert_eq!(problem.exchanged_sides(&frame), None);
    frame.swap(3, 7);
    frame.swap(4, 8);
    let found = problem.exchanged_sides(&frame).expect("exchanged");
    assert!(found.exchanged_m < 2e-3 && 0.01 < found.as_named_m && found.pairs.is_empty(), "{found:?}");
    // The elbows back at their places, so that the shoulders alone are exchanged.
    frame.swap(4, 8);
    let found = problem.exchanged_sides(&frame).expect("one pair exchanged");
    assert_eq!(found.pairs, [("RSHO".to_owned(), "LSHO".to_owned())], "{found:?}");
}

#[test]
fn whole_turns_are_taken_out_of_joints_and_go_on_for_the_whole_body() {
    let problem = problem(&[]);
    // The outermost turn of the root, and one of the arm.
    const ROOT_TURN: usize = 3;
    const JOINT_TURN: usize = 9;
    let (frames, free) = (200, problem.free_count());
    // The whole body turns round twice; the joints stay as they are.
    let turned = |frame: usize| {
        let mut pose = POSE;
        pose[ROOT_TURN] += 4.0 * std::f64::consts::PI * frame as f64 / frames as f64;
        pose
    };
    let mut seen: Vec<Vector> = Vec::new();
    for frame in 0..frames {
        let shown = super::tests::seen(&problem, &turned(frame), 0.0);
        seen.extend(if (90..100).contains(&frame) { vec![NOWHERE; shown.len()] } else { shown });
    }
    let mut start = POSE;
    // Where a joint begins a turn too far it comes back.
    start[JOINT_TURN] += 2.0 * std::f64::consts::PI;
    let solved = problem.solve_recording(&seen, Some(&start), &in_turn);
    let last = &solved.values[(frames - 1) * free..];
    assert!((last[ROOT_TURN] - turned(frames - 1)[ROOT_TURN]).abs() < 1e-3, "{last:?}");
    assert!((last[JOINT_TURN] - POSE[JOINT_TURN]).abs() < 1e-3, "{last:?}");
}
