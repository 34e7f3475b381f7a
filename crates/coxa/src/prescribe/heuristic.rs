//! Good weeks quickly: round the relaxed week, complete it to one that fits, improve it by exchanges.

use super::model::Model;
use super::packing::{Effort, Packing, pack};
use super::search::SAME;

/// Layouts tried for one step of [`polished`]: the best changes are worth them, the others are left to the search.
const MOST_LAYOUTS: usize = 40;

/// Sessions a week of each choice, and which sessions, as bits.
pub(super) type Week = (Vec<u8>, Vec<u8>);

/// Whole numbers near the relaxed week; may break limits.
pub(super) fn rounded(model: &Model, relaxed: &[f64]) -> Vec<u8> {
    let mut times = vec![0_u8; relaxed.len()];
    let mut order: Vec<usize> = (0..relaxed.len()).filter(|choice| 1e-6 < relaxed[*choice]).collect();
    let share = |choice: &usize| relaxed[*choice] / f64::from(model.choices[*choice].most);
    order.sort_by(|a, b| share(b).total_cmp(&share(a)).then(a.cmp(b)));
    for choice in order {
        let row = &model.choices[choice];
        let near = libm::round(relaxed[choice]) as u8;
        let wanted = if near < row.least {
            if relaxed[choice] * 2.0 < f64::from(row.least) { 0 } else { row.least }
        } else {
            near.min(row.most)
        };
        if 0 < wanted && !takes_drill(model, &times, row.drill) {
            // Fewer sessions rather than none when the week fills up.
            times[choice] = wanted;
            while 0 < times[choice] && !has_room(model, &times) {
                times[choice] = if times[choice] <= row.least { 0 } else { times[choice] - 1 };
            }
        }
    }
    times
}

fn takes_drill(model: &Model, times: &[u8], drill: usize) -> bool {
    model.choices.iter().zip(times).any(|(choice, times)| choice.drill == drill && 0 < *times)
}

/// Whether time and number of drills fit the week, whatever else is broken.
fn has_room(model: &Model, times: &[u8]) -> bool {
    let taken = || model.choices.iter().zip(times);
    let seconds: u64 = taken().map(|(choice, times)| u64::from(*times) * u64::from(choice.seconds)).sum();
    let drills: u32 = taken().map(|(_, times)| u32::from(*times)).sum();
    let sessions = model.limits.sessions;
    seconds <= u64::from(sessions) * u64::from(model.limits.seconds)
        && drills <= u32::from(sessions) * u32::from(model.limits.drills)
}

/// Adds what prepares and loads, or takes away what stays unloaded; `None` when no week can be made of it.
pub(super) fn completed(model: &Model, mut times: Vec<u8>) -> Option<Vec<u8>> {
    // Each pass adds or removes a choice for good, so there cannot be more passes than choices.
    for _ in 0..2 * times.len() + 2 {
        if model.fits_the_week(&times) {
            return Some(times);
        }
        let (trains, loads) = model
            .choices
            .iter()
            .zip(&times)
            .filter(|(_, times)| 0 < **times)
            .fold((0, 0), |(trains, loads), (choice, _)| (trains | choice.trains, loads | choice.loads));
        let unloaded = trains & !loads;
        let added = if unloaded == 0 {
            with_best(model, &times, |choice| model.choices[choice].prepares)
        } else {
            with_best(model, &times, |choice| model.choices[choice].loads & unloaded != 0)
        };
        match added {
            Some(more) => times = more,
            None => drop_least(model, &mut times, unloaded)?,
        }
    }
    None
}

/// The week with the one choice more (or more often) of a kind that is worth most and has room.
fn with_best(model: &Model, times: &[u8], is_wanted: impl Fn(usize) -> bool) -> Option<Vec<u8>> {
    let before = model.work(times);
    let mut best: Option<(f64, Vec<u8>)> = None;
    for (choice, row) in model.choices.iter().enumerate().filter(|(choice, _)| is_wanted(*choice)) {
        if times[choice] == 0 && takes_drill(model, times, row.drill) {
            continue;
        }
        for wanted in [row.least, row.most] {
            if times[choice] < wanted {
                let gain = model.gain(&before, choice, f64::from(wanted - times[choice]));
                if best.as_ref().is_none_or(|(most, _)| *most < gain) {
                    let mut more = times.to_vec();
                    more[choice] = wanted;
                    if has_room(model, &more) {
                        best = Some((gain, more));
                    }
                }
            }
        }
    }
    best.map(|(_, times)| times)
}

/// Takes away the choice that is missed least: of those that stay unloaded, else of those that do not prepare.
fn drop_least(model: &Model, times: &mut [u8], unloaded: u32) -> Option<()> {
    let mut best: Option<(f64, usize)> = None;
    for (choice, row) in model.choices.iter().enumerate() {
        let in_the_way = if unloaded == 0 { !row.prepares } else { row.trains & unloaded != 0 };
        if 0 < times[choice] && in_the_way {
            let before = std::mem::take(&mut times[choice]);
            let worth = model.objective(times);
            times[choice] = before;
            if best.is_none_or(|(most, _)| most < worth) {
                best = Some((worth, choice));
            }
        }
    }
    best.map(|(_, choice)| times[choice] = 0)
}

/// One frequency changed, or one choice exchanged for another.
struct Change {
    /// What the week is worth after it.
    worth: f64,
    out: Option<usize>,
    /// A choice and its new sessions a week.
    set: Option<(usize, u8)>,
}

impl Change {
    fn made(&self, times: &[u8]) -> Vec<u8> {
        let mut changed = times.to_vec();
        if let Some(out) = self.out {
            changed[out] = 0;
        }
        if let Some((choice, wanted)) = self.set {
            changed[choice] = wanted;
        }
        changed
    }
}

/// Every change that makes a week worth more, the best first; whether the result fits is not asked.
fn changes(model: &Model, times: &[u8]) -> Vec<Change> {
    let taken: Vec<usize> = (0..times.len()).filter(|choice| 0 < times[*choice]).collect();
    let enough = model.objective(times) + SAME;
    let mut changes = Vec::new();
    let mut base = times.to_vec();
    for out in taken.iter().copied().map(Some).chain([None]) {
        let kept = out.map(|out| std::mem::take(&mut base[out]));
        let before = model.work(&base);
        let base_worth = model.objective(&base);
        if enough < base_worth {
            changes.push(Change { worth: base_worth, out, set: None });
        }
        for (choice, row) in model.choices.iter().enumerate() {
            let here = base[choice];
            // Putting back what was taken out is the week itself, or one that leaving it in makes, too.
            if Some(choice) == out {
                continue;
            }
            if here == 0 && taken.iter().any(|taken| Some(*taken) != out && model.choices[*taken].drill == row.drill) {
                continue;
            }
            for wanted in (row.least..=row.most).filter(|wanted| *wanted != here) {
                let worth = base_worth + model.gain(&before, choice, f64::from(wanted) - f64::from(here));
                if enough < worth {
                    changes.push(Change { worth, out, set: Some((choice, wanted)) });
                }
            }
        }
        if let (Some(out), Some(kept)) = (out, kept) {
            base[out] = kept;
        }
    }
    changes.sort_by(|a, b| b.worth.total_cmp(&a.worth));
    changes
}

/// Changes one frequency or exchanges two choices for as long as that is worth something and can be laid out.
pub(super) fn polished(model: &Model, (mut times, mut sets): Week) -> Week {
    loop {
        let fitting = changes(model, &times);
        let fitting = fitting.iter().map(|change| change.made(&times)).filter(|changed| model.fits_the_week(changed));
        let laid_out = fitting.take(MOST_LAYOUTS).find_map(|changed| match pack(model, &changed, Effort::Quick) {
            Packing::Fits(sets) => Some((changed, sets)),
            Packing::Impossible | Packing::Unknown => None,
        });
        match laid_out {
            Some(better) => (times, sets) = better,
            None => return (times, sets),
        }
    }
}

/// The week with its layout; where it cannot be laid out, with as little less as possible.
///
/// Returns `None` when nothing better than `least` can be laid out that way.
pub(super) fn packed(model: &Model, mut times: Vec<u8>, least: f64) -> Option<Week> {
    loop {
        if model.objective(&times) <= least {
            return None;
        }
        if let Packing::Fits(sets) = pack(model, &times, Effort::Quick) {
            return Some((times, sets));
        }
        let mut best: Option<(f64, Vec<u8>)> = None;
        for (choice, row) in model.choices.iter().enumerate().filter(|(choice, _)| 0 < times[*choice]) {
            let mut fewer = times.clone();
            fewer[choice] = if times[choice] <= row.least { 0 } else { times[choice] - 1 };
            let worth = model.objective(&fewer);
            if model.fits_the_week(&fewer) && best.as_ref().is_none_or(|(most, _)| *most < worth) {
                best = Some((worth, fewer));
            }
        }
        times = best?.1;
    }
}
