//! The week without whole numbers: a linear programme whose prices prove that no week can be worth more.

use super::model::{Model, Ranges};
use super::simplex::{Column, LinearProgramme};

/// What is still open in a part of the search: least and most sessions a week of each choice.
///
/// A least above 0 means that the choice is taken; a most of 0 that it is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Domain {
    pub(super) least: Vec<u8>,
    pub(super) most: Vec<u8>,
}

impl Domain {
    /// Everything open.
    pub(super) fn whole(model: &Model) -> Domain {
        Domain { least: vec![0; model.choices.len()], most: model.choices.iter().map(|choice| choice.most).collect() }
    }

    /// Whether nothing is left to decide about a choice.
    pub(super) fn is_decided(&self, choice: usize) -> bool {
        self.least[choice] == self.most[choice]
    }

    /// Bounds a choice; sessions below what its row asks for mean that it is not taken, and taking it excludes the
    /// other choices of its drill. `None` when nothing remains.
    pub(super) fn narrowed(&self, model: &Model, choice: usize, least: u8, most: u8) -> Option<Domain> {
        let mut domain = self.clone();
        let row = &model.choices[choice];
        domain.least[choice] = if least == 0 { 0 } else { least.max(row.least) };
        domain.most[choice] = if most < row.least { 0 } else { most };
        if domain.most[choice] < domain.least[choice] {
            return None;
        }
        if 0 < domain.least[choice] {
            for (other, _) in model.choices.iter().enumerate().filter(|(_, other)| other.drill == row.drill) {
                if other != choice {
                    if 0 < domain.least[other] {
                        return None;
                    }
                    domain.most[other] = 0;
                }
            }
        }
        Some(domain)
    }
}

/// A trained range that must be loaded: choices of one drill, and the side and direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) drill: usize,
    pub(super) bit: Ranges,
}

/// What the relaxed week says about a domain.
#[derive(Debug, Clone)]
pub(super) struct Relaxed {
    /// No week of the domain is worth more.
    pub(super) bound: f64,
    /// Sessions a week of each choice, not whole.
    pub(super) times: Vec<f64>,
    /// Most the bound can be when a choice is taken.
    pub(super) bound_with: Vec<f64>,
    /// Most the bound can be when a choice is not taken.
    pub(super) bound_without: Vec<f64>,
}

/// Rounding of a few thousand additions, relative; the bound is raised by it.
const BOUND_SLACK: f64 = 1e-9;

/// Columns of one drill of which at most one is taken, with the row that says so.
struct Group {
    row: Option<usize>,
    columns: Vec<usize>,
}

/// model, domain, cuts => bound and relaxed week; `None` when the week's limits leave nothing of the domain
pub(super) fn relax(model: &Model, domain: &Domain, cuts: &[Cut]) -> Option<Relaxed> {
    let limits = &model.limits;
    let sessions = f64::from(limits.sessions);
    let open: Vec<usize> = (0..model.choices.len()).filter(|choice| 0 < domain.most[*choice]).collect();
    let mut programme = LinearProgramme::default();
    // Whole-week rows count in sessions and in session lengths, so that all rows are of one size.
    let length = f64::from(limits.seconds.max(1));
    programme.limits.extend([sessions, sessions * f64::from(limits.drills)]);
    let preparing = limits.prepared.then(|| add_row(&mut programme, -sessions));

    let mut bucket_rows = vec![None; model.buckets.len()];
    for (bucket, _) in open.iter().flat_map(|choice| &model.choices[*choice].work) {
        bucket_rows[*bucket].get_or_insert_with(|| add_row(&mut programme, 0.0));
    }
    let mut groups: Vec<(usize, Group)> = Vec::new();
    for (column, choice) in open.iter().enumerate() {
        let drill = model.choices[*choice].drill;
        match groups.last_mut().filter(|(last, _)| *last == drill) {
            Some((_, group)) => group.columns.push(column),
            None => groups.push((drill, Group { row: None, columns: vec![column] })),
        }
    }
    let mut group_rows = vec![None; open.len()];
    for (_, group) in groups.iter_mut().filter(|(_, group)| 1 < group.columns.len()) {
        let row = add_row(&mut programme, 1.0);
        group.row = Some(row);
        group.columns.iter().for_each(|column| group_rows[*column] = Some(row));
    }
    let live: Vec<&Cut> = cuts
        .iter()
        .filter(|cut| {
            let trained = |choice: &&usize| {
                model.choices[**choice].drill == cut.drill && model.choices[**choice].unloaded() & cut.bit != 0
            };
            let loaded = |choice: &usize| 0 < domain.least[*choice] && model.choices[*choice].loads & cut.bit != 0;
            open.iter().any(|choice| trained(&choice)) && !open.iter().any(loaded)
        })
        .collect();
    let first_cut = programme.limits.len();
    live.iter().for_each(|_| {
        add_row(&mut programme, 0.0);
    });

    let mut constant = 0.0;
    for (column, choice) in open.iter().enumerate() {
        let row = &model.choices[*choice];
        let (least, most) = (domain.least[*choice], domain.most[*choice]);
        let mut uses = vec![(0, f64::from(row.seconds) / length), (1, 1.0)];
        if let (Some(preparing), true) = (preparing, row.prepares) {
            uses.push((preparing, -1.0));
        }
        uses.extend(row.work.iter().filter_map(|(bucket, work)| Some((bucket_rows[*bucket]?, -work))));
        uses.extend(group_rows[column].map(|group| (group, 1.0 / f64::from(most))));
        for (number, cut) in live.iter().enumerate() {
            if row.drill == cut.drill && row.unloaded() & cut.bit != 0 {
                uses.push((first_cut + number, 1.0 / f64::from(most)));
            } else if row.loads & cut.bit != 0 {
                uses.push((first_cut + number, -1.0 / f64::from(row.least.max(1))));
            }
        }
        constant -= row.flare * f64::from(least);
        for (used, amount) in &uses {
            programme.limits[*used] -= amount * f64::from(least);
        }
        programme.columns.push(Column { worth: -row.flare, most: f64::from(most - least), uses, starts_full: false });
    }
    if programme.limits[0] < -BOUND_SLACK || programme.limits[1] < -BOUND_SLACK {
        return None;
    }
    let mut pieces_worth = 0.0;
    for (bucket, row) in model.buckets.iter().zip(&bucket_rows) {
        let Some(row) = row else { continue };
        for (width, slope) in bucket.pieces {
            pieces_worth += width * slope;
            let uses = vec![(*row, 1.0)];
            programme.columns.push(Column { worth: slope, most: width, uses, starts_full: false });
        }
    }
    // What is missing costs more than everything is worth, so that it is missing only where nothing else is possible.
    let dear = 10.0 * (pieces_worth + 1.0);
    for row in 0..programme.limits.len() {
        let missing = -programme.limits[row];
        if 0.0 < missing {
            let uses = vec![(row, -1.0)];
            programme.columns.push(Column { worth: -dear, most: missing, uses, starts_full: true });
        }
    }

    let vertex = programme.solve();
    Some(add_up(model, domain, &open, &groups, &programme, &vertex.amounts, &vertex.prices, constant))
}

fn add_row(programme: &mut LinearProgramme, limit: f64) -> usize {
    programme.limits.push(limit);
    programme.limits.len() - 1
}

/// Adds the bound up from prices alone: at any prices, rows at their price plus what every column gains beyond it.
#[expect(clippy::too_many_arguments, reason = "the pieces of one computation, cut for length only")]
fn add_up(
    model: &Model,
    domain: &Domain,
    open: &[usize],
    groups: &[(usize, Group)],
    programme: &LinearProgramme,
    amounts: &[f64],
    prices: &[f64],
    constant: f64,
) -> Relaxed {
    let in_group = |row: usize| groups.iter().any(|(_, group)| group.row == Some(row));
    let group_row: Vec<bool> = (0..programme.limits.len()).map(in_group).collect();
    let gains: Vec<f64> = programme
        .columns
        .iter()
        .map(|column| {
            // "At most one of a drill" is kept by looking, which is stronger than its price.
            let priced = column.uses.iter().filter(|(row, _)| !group_row[*row]);
            column.worth - priced.map(|(row, amount)| prices[*row] * amount).sum::<f64>()
        })
        .collect();
    let rows = programme.limits.iter().zip(prices).zip(&group_row).filter(|(_, group)| !**group);
    let mut bound = constant + rows.map(|((limit, price), _)| limit * price).sum::<f64>();
    bound += programme.columns.iter().zip(&gains).skip(open.len()).map(|(c, gain)| gain.max(0.0) * c.most).sum::<f64>();
    let best_of = |group: &Group, without: Option<usize>| {
        let columns = group.columns.iter().filter(|column| Some(**column) != without);
        columns.map(|column| gains[*column].max(0.0) * programme.columns[*column].most).fold(0.0, f64::max)
    };
    bound += groups.iter().map(|(_, group)| best_of(group, None)).sum::<f64>();

    let mut relaxed = Relaxed {
        bound: bound + BOUND_SLACK * (1.0 + bound.abs()),
        times: domain.least.iter().map(|least| f64::from(*least)).collect(),
        bound_with: vec![f64::INFINITY; model.choices.len()],
        bound_without: vec![f64::INFINITY; model.choices.len()],
    };
    for (_, group) in groups {
        let best = best_of(group, None);
        for column in &group.columns {
            let choice = open[*column];
            relaxed.times[choice] += amounts[*column];
            if domain.least[choice] == 0 {
                let (least, most) = (f64::from(model.choices[choice].least), f64::from(domain.most[choice]));
                let taken = (gains[*column] * least).max(gains[*column] * most);
                relaxed.bound_with[choice] = relaxed.bound - best + taken;
                relaxed.bound_without[choice] = relaxed.bound - best + best_of(group, Some(*column));
            }
        }
    }
    relaxed
}
