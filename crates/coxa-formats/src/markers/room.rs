//! Whether the markers of a frame can stand in one room: otherwise a unit is not what the file says.

use coxa::skeleton::Vector;
use coxa::vocabulary::{Caveat, CaveatKind};

use super::{UNITS, unit_m};
use crate::fault::{Code, InputError};

/// Markers stand no further apart in the largest laboratory, m.
const WIDEST_M: f64 = 30.0;

/// So near each other, at least so many markers would be one, m.
const NARROWEST_M: f64 = 0.01;
const FEWEST_TO_BE_NEAR: usize = 4;

/// How far apart the markers of a person stand, m.
const PERSON_M: (f64, f64) = (0.3, 3.0);

/// Markers named one by one.
const SHOWN: usize = 10;

/// Checks frame after frame.
#[derive(Default)]
pub(super) struct Room {
    /// For each marker, in how many frames it was seen and in how many of these it stood outside.
    outside: Vec<(u64, u64)>,
    /// Positions of exactly 0, 0, 0.
    zeros: u64,
}

impl Room {
    /// Looks at a frame, m. What cannot be a position becomes a gap and is counted.
    ///
    /// * `are_positions` – which points are looked at; all of them when it is empty
    ///
    /// # Errors
    /// [`Code::MarkersUnit`] when most markers stand too far apart, or all of them in one point.
    pub(super) fn check(
        &mut self,
        positions: &mut [Vector],
        are_positions: &[bool],
        metres: f64,
        time: f64,
    ) -> Result<(), InputError> {
        self.outside.resize(positions.len(), (0, 0));
        let is_position = |at: usize| are_positions.get(at).copied().unwrap_or(true);
        let (mut low, mut high) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
        let mut seen = 0;
        for (at, (position, count)) in positions.iter_mut().zip(&mut self.outside).enumerate() {
            if !is_position(at) {
                continue;
            }
            // Programs that know no gaps write zeros; no marker stands in the origin to the last digit.
            if *position == Vector::default() {
                *position = Vector::GAP;
                self.zeros += 1;
            }
            if position.x.is_nan() {
                continue;
            }
            seen += 1;
            count.0 += 1;
            for (axis, value) in [position.x, position.y, position.z].into_iter().enumerate() {
                low[axis] = low[axis].min(value);
                high[axis] = high[axis].max(value);
            }
        }
        let apart = Vector::new(high[0] - low[0], high[1] - low[1], high[2] - low[2]).length();
        let is_a_point = FEWEST_TO_BE_NEAR <= seen && apart < NARROWEST_M;
        if seen == 0 || (apart <= WIDEST_M && !is_a_point) {
            return Ok(());
        }
        let looked_at = positions.iter().enumerate().filter(|(at, position)| is_position(*at) && !position.x.is_nan());
        let shown: Vec<Vector> = looked_at.map(|(_, position)| *position).collect();
        let middle = middle(&shown);
        let is_outside = |position: &Vector| 0.5 * WIDEST_M < (*position - middle).length();
        if is_a_point || seen < 2 * shown.iter().filter(|position| is_outside(position)).count() {
            return Err(wrong_unit(apart, metres, time));
        }
        for (at, (position, count)) in positions.iter_mut().zip(&mut self.outside).enumerate() {
            if is_position(at) && is_outside(position) {
                *position = Vector::GAP;
                count.1 += 1;
            }
        }
        Ok(())
    }

    /// What was made a gap.
    pub(super) fn caveats(&self, names: &[String]) -> Vec<Caveat> {
        let mut caveats = Vec::new();
        let mut outside = names.iter().zip(&self.outside).filter(|(_, (_, outside))| 0 < *outside);
        for (name, (seen, outside)) in outside.by_ref().take(SHOWN) {
            let where_to = format!("over {:.0} m from the other markers", 0.5 * WIDEST_M);
            let text = if seen == outside {
                format!("{name} is left out: {where_to} in all {seen} frames; its unit must be another than the file's")
            } else {
                format!("{name} is left out of {outside} of {seen} frames, {where_to}")
            };
            caveats.push(Caveat::new(CaveatKind::Dropped, text));
        }
        let more = outside.count();
        if 0 < more {
            caveats.push(Caveat::new(CaveatKind::Dropped, format!("{more} more markers are left out as far")));
        }
        if 0 < self.zeros {
            let text = format!("{} positions of exactly 0, 0, 0 count as gaps", self.zeros);
            caveats.push(Caveat::new(CaveatKind::MissingSamples, text));
        }
        caveats
    }
}

/// The median of each coordinate, of at least one position: what a few of them say does not move it.
fn middle(positions: &[Vector]) -> Vector {
    let of = |coordinate: fn(&Vector) -> f64| {
        let mut values: Vec<f64> = positions.iter().map(coordinate).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    Vector::new(of(|it| it.x), of(|it| it.y), of(|it| it.z))
}

fn wrong_unit(apart: f64, metres: f64, time: f64) -> InputError {
    let said =
        UNITS.iter().find(|([unit, ..], _)| unit_m(unit) == Some(metres)).map_or("its unit", |([unit, ..], _)| unit);
    let likely = UNITS.iter().find(|(_, size)| (PERSON_M.0..=PERSON_M.1).contains(&(apart / metres * size)));
    let found = format!("markers {} apart at {time} s, in {said} as the file says", length(apart));
    let needed = match likely {
        None => format!("markers between {} and {} apart", length(NARROWEST_M), length(WIDEST_M)),
        Some(([unit, ..], size)) => {
            format!(
                "the unit of the numbers: in {unit} they are {} apart, as on a person",
                length(apart / metres * size)
            )
        }
    };
    InputError::new(Code::MarkersUnit, found, needed)
}

fn length(metres: f64) -> String {
    if metres < 0.1 { format!("{:.1} mm", 1e3 * metres) } else { format!("{metres:.1} m") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person() -> Vec<Vector> {
        (0..8).map(|at| Vector::new(0.1, 0.2 * f64::from(at) + 0.1, 0.05 * f64::from(at % 3))).collect()
    }

    #[test]
    fn one_marker_of_another_unit_is_left_out_and_named() {
        let names: Vec<String> = (0..8).map(|at| format!("M{at}")).collect();
        let mut room = Room::default();
        for frame in 0..3 {
            let mut positions = person();
            positions[5] = positions[5] * 1e3;
            if frame == 0 {
                positions[2] = positions[2] * 1e3;
            }
            room.check(&mut positions, &[], 1.0, 0.0).unwrap();
            assert!(positions[5].x.is_nan() && positions[4] == person()[4]);
        }
        let told: Vec<String> = room.caveats(&names).into_iter().map(|caveat| caveat.text).collect();
        assert!(told.iter().any(|text| text.starts_with("M5 is left out: ") && text.contains("unit")), "{told:?}");
        assert!(told.iter().any(|text| text.starts_with("M2 is left out of 1 of 3 frames")), "{told:?}");
    }

    #[test]
    fn a_person_in_the_wrong_unit_is_refused_and_the_right_one_is_named() {
        for (factor, metres, right) in [(1e-3, 1e-3, "in m "), (1e3, 1.0, "in mm "), (1e2, 1.0, "in cm ")] {
            let mut positions: Vec<Vector> = person().iter().map(|it| *it * factor).collect();
            let error = Room::default().check(&mut positions, &[], metres, 0.0).unwrap_err();
            assert!(error.code == Code::MarkersUnit && error.to_string().contains(right), "{error}");
        }
    }

    #[test]
    fn zeros_are_gaps_and_few_markers_may_be_near() {
        let mut room = Room::default();
        let mut positions = vec![Vector::default(), Vector::new(0.1, 0.1, 0.1), Vector::new(0.101, 0.1, 0.1)];
        room.check(&mut positions, &[], 1.0, 0.0).unwrap();
        assert!(positions[0].x.is_nan() && !positions[1].x.is_nan());
        assert_eq!(room.caveats(&[])[0].text, "1 positions of exactly 0, 0, 0 count as gaps");
    }
}
