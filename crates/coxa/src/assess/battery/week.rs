//! Tests to days: least provocative first, few minutes and few changes of position a day.

use super::words;
use super::{BatteryDay, Candidate, LeftOut, WhyLeftOut};
use crate::assess::home_test::Position;
use crate::assess::thresholds::Thresholds;

/// Sums of minutes differ by rounding; a thousandth of a minute is nobody's time.
const ROUNDING_MIN: f64 = 1e-3;

/// candidates, first day => days, and what they have no room for
///
/// No test comes on an earlier day, or earlier on a day, than one that provokes less. Within equal provocation a day
/// stays in its position as long as there is something to do in it.
pub(super) fn days(
    candidates: Vec<Candidate<'_>>,
    first_day: u8,
    thresholds: &Thresholds,
) -> (Vec<BatteryDay>, Vec<LeftOut>) {
    // Counts from a table; a negative or absurd one plans nothing or everything.
    let most_days = thresholds.battery_days.clamp(0.0, 100.0) as u8;
    let mut open = candidates;
    let mut days = Vec::new();
    for day in 0..most_days {
        let tests = one_day(&mut open, thresholds);
        if tests.is_empty() {
            break;
        }
        let changes = tests.windows(2).filter(|pair| pair[0].row.position != pair[1].row.position).count();
        days.push(BatteryDay {
            day: first_day.saturating_add(day),
            minutes: tests.iter().map(|test| test.minutes).sum(),
            changes,
            tests: tests.into_iter().map(|test| test.proposed).collect(),
        });
    }
    let no_room = open.into_iter().map(|left| words::left_out(left.row, left.sides, WhyLeftOut::NoRoom)).collect();
    (days, no_room)
}

/// Takes the tests of one day out of what is open.
fn one_day<'a>(open: &mut Vec<Candidate<'a>>, thresholds: &Thresholds) -> Vec<Candidate<'a>> {
    let mut tests: Vec<Candidate<'a>> = Vec::new();
    let mut changes_left = thresholds.battery_changes_per_day.clamp(0.0, 100.0) as usize;
    let mut minutes_left = thresholds.battery_minutes_per_day;
    while let Some(index) = next(open, tests.last().map(|test| test.row.position), changes_left, minutes_left) {
        let taken = open.remove(index);
        if tests.last().is_some_and(|last| last.row.position != taken.row.position) {
            changes_left -= 1;
        }
        minutes_left -= taken.minutes;
        tests.push(taken);
    }
    tests
}

/// The next test of a day, by its index; `None` when the day is full or nothing is open.
///
/// * `at` – the position the person is in; `None` at the start of the day, when any test fits
fn next(open: &[Candidate<'_>], at: Option<Position>, changes_left: usize, minutes_left: f64) -> Option<usize> {
    let least = open.iter().map(|one| one.row.provocation).min_by(f64::total_cmp)?;
    let in_stage = |one: &Candidate<'_>| one.row.provocation.total_cmp(&least).is_le();
    let fits = |one: &Candidate<'_>| at.is_none() || one.minutes <= minutes_left + ROUNDING_MIN;
    // The best of those in a position, and the first in the table among equals.
    let best_in = |position: Position| {
        let those = open.iter().enumerate().filter(|(_, one)| in_stage(one) && fits(one));
        let those = those.filter(|(_, one)| one.row.position == position);
        those.reduce(|best, other| if other.1.worth > best.1.worth { other } else { best })
    };
    if let Some((index, _)) = at.and_then(best_in) {
        return Some(index);
    }
    if at.is_some() && changes_left == 0 {
        return None;
    }
    // A new position is worth its best test; among equals the one with most to do, so that few are left for later days.
    let work = |position: Position| -> f64 {
        let those = open.iter().filter(|one| in_stage(one) && one.row.position == position);
        those.map(|one| one.minutes).sum()
    };
    let best = Position::ALL.iter().filter_map(|position| Some((*position, best_in(*position)?)));
    let best = best.reduce(|best, other| {
        let by_worth = other.1.1.worth.total_cmp(&best.1.1.worth);
        if by_worth.then(work(other.0).total_cmp(&work(best.0))).is_gt() { other } else { best }
    });
    best.map(|(_, (index, _))| index)
}

#[cfg(test)]
mod tests {
    use super::super::ProposedTest;
    use super::*;
    use crate::assess::home_test::HomeTest;
    use crate::assess::home_test::tests::plain_row;
    use crate::vocabulary::{Side, Sourced, Status};

    fn thresholds(days: f64, minutes: f64, changes: f64) -> Thresholds {
        let evidence = crate::vocabulary::Evidence { status: Status::Design, sources: Vec::new() };
        let row = |key: &&str| {
            let value = match *key {
                "battery_days" => days,
                "battery_minutes_per_day" => minutes,
                "battery_changes_per_day" => changes,
                _ => 1.0,
            };
            ((*key).to_string(), Sourced { value, evidence: evidence.clone() })
        };
        Thresholds::read(&Thresholds::KEYS.iter().map(row).collect()).expect("every key")
    }

    fn candidate(row: &HomeTest, worth: f64) -> Candidate<'_> {
        Candidate {
            row,
            sides: vec![Side::Left],
            minutes: row.minutes,
            worth,
            proposed: ProposedTest {
                id: row.id.clone(),
                test: row.test,
                mode: row.mode,
                sides: vec![Side::Left],
                position: row.position,
                minutes: row.minutes,
                instruments: Vec::new(),
                in_place: Vec::new(),
                why: String::new(),
                cannot_tell: String::new(),
            },
        }
    }

    fn planned(rows: &[(HomeTest, f64)], thresholds: &Thresholds) -> (Vec<Vec<String>>, Vec<String>) {
        let candidates = rows.iter().map(|(row, worth)| candidate(row, *worth)).collect();
        let (days, left_out) = days(candidates, 1, thresholds);
        let ids = |day: &BatteryDay| day.tests.iter().map(|test| test.id.clone()).collect();
        (days.iter().map(ids).collect(), left_out.into_iter().map(|out| out.id).collect())
    }

    #[test]
    fn what_provokes_less_comes_first_whatever_the_rest_is_worth() {
        let rows = [
            (plain_row("sharp", Position::Supine, 2.0), 9.0),
            (plain_row("mild", Position::Prone, 1.0), 0.0),
            (plain_row("none", Position::Seated, 0.0), 0.0),
        ];
        let (days, left_out) = planned(&rows, &thresholds(7.0, 9.0, 2.0));
        assert_eq!(days, [vec!["none", "mild", "sharp"]]);
        assert!(left_out.is_empty());
    }

    #[test]
    fn a_day_stays_in_its_position_and_changes_it_no_oftener_than_allowed() {
        let rows = [
            (plain_row("prone_little", Position::Prone, 1.0), 0.0),
            (plain_row("supine_much", Position::Supine, 1.0), 0.5),
            (plain_row("seated_some", Position::Seated, 1.0), 0.2),
            (plain_row("supine_little", Position::Supine, 1.0), 0.0),
        ];
        let (days, _) = planned(&rows, &thresholds(7.0, 9.0, 1.0));
        assert_eq!(days, [vec!["supine_much", "supine_little", "seated_some"], vec!["prone_little"]]);
        let (days, _) = planned(&rows, &thresholds(7.0, 9.0, 0.0));
        assert_eq!(days.len(), 3);
    }

    #[test]
    fn a_day_is_never_longer_than_its_minutes_unless_one_test_alone_is() {
        let mut long = plain_row("long", Position::Supine, 0.0);
        long.minutes = 5.0;
        let rows =
            [(long, 1.0), (plain_row("a", Position::Supine, 0.0), 0.0), (plain_row("b", Position::Supine, 0.0), 0.0)];
        let (days, left_out) = planned(&rows, &thresholds(7.0, 2.0, 2.0));
        assert_eq!(days, [vec!["long"], vec!["a", "b"]]);
        assert!(left_out.is_empty());
    }

    #[test]
    fn what_no_day_has_room_for_is_named() {
        let rows = [(plain_row("a", Position::Supine, 0.0), 0.0), (plain_row("b", Position::Supine, 1.0), 0.0)];
        assert_eq!(planned(&rows, &thresholds(1.0, 1.0, 2.0)), (vec![vec!["a".to_string()]], vec!["b".to_string()]));
        assert_eq!(planned(&rows, &thresholds(-3.0, 1.0, 2.0)).1.len(), 2);
    }
}
