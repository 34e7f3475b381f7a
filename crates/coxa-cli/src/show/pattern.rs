//! A pattern for people: what limits each hip, ranges beside norms, tasks, reasons, what to test next.

use std::fmt::Write;

use coxa::assess::{ChangeKind, Deficit, TestValue};
use coxa::vocabulary::{BySide, Side};
use coxa_formats::PatternFile;

use super::{safety, table};
use crate::words::{give_or_take, interval, naming, sign_of, spaced, test, value_of};

/// Beliefs less probable than this are not printed; the file holds all of them.
const SHOWN_FROM: f64 = 0.02;

pub(crate) fn pattern(file: &PatternFile) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "Safety: {}", file.allowance.clearance);
    let allowance = &file.allowance;
    safety(&mut text, &allowance.reasons, &allowance.questions, &allowance.referrals);
    for (side, pattern) in file.pattern.sides.iter() {
        let _ = writeln!(text, "\n{} HIP: {}", side.id().to_uppercase(), naming(pattern.naming));
        for sentence in &pattern.sentences {
            let _ = writeln!(text, "  {sentence}");
        }
        let rows = pattern.beliefs.iter().filter(|belief| belief.probability >= SHOWN_FROM).map(|belief| {
            let costs = belief.costs.iter().take(2);
            let costs: Vec<String> =
                costs.map(|cost| format!("{} in {}", interval(cost.degrees, "°"), test(cost.test))).collect();
            let kind = if belief.end_range { "end range" } else { "own tests" };
            let share = format!("{:.0} %", belief.probability * 100.0);
            vec![spaced(belief.mechanism), kind.to_owned(), share, costs.join("; ")]
        });
        let rows: Vec<_> = rows.collect();
        if !rows.is_empty() {
            let head = ["mechanism", "judged by", "probability", "costs at least (90 %)"];
            let _ = writeln!(text, "{}", table(&head, rows));
        }
    }
    text.push_str(&ranges(&file.pattern.deficits));
    tasks(&mut text, file);
    for contrast in file.pattern.contrasts.iter().filter(|contrast| contrast.holds >= 0.5) {
        let mark = contrast.evidence.status.mark();
        let mark = if mark.is_empty() { String::new() } else { format!(", {mark}") };
        let _ = writeln!(text, "Because {} [{}{mark}]", contrast.text, contrast.contrast);
    }
    changes(&mut text, file);
    for next in file.pattern.next_tests.iter().take(1) {
        let _ = writeln!(text, "\nNext test: {}, {}, {}. {}", test(next.test), spaced(next.mode), next.side, next.text);
    }
    for caveat in &file.pattern.caveats {
        let _ = writeln!(text, "Mind: {}", caveat.text);
    }
    text
}

/// A value of both sides, where measured.
type Pair<'a> = (TestValue, BySide<Option<&'a Deficit>>);

/// Measured values, both sides together, in the order they were first met.
pub(crate) struct Ranges<'a> {
    /// Those with a norm on at least one side.
    pub(crate) normed: Vec<Pair<'a>>,
    /// What else was read.
    pub(crate) other: Vec<Pair<'a>>,
}

impl<'a> Ranges<'a> {
    pub(crate) fn of(deficits: &'a [Deficit]) -> Ranges<'a> {
        let mut order: Vec<TestValue> = Vec::new();
        for deficit in deficits {
            if !order.contains(&deficit.of) {
                order.push(deficit.of);
            }
        }
        let find = |value: TestValue, side: Side| deficits.iter().find(|row| row.of == value && row.side == side);
        let pairs = order
            .into_iter()
            .map(|value| (value, BySide { left: find(value, Side::Left), right: find(value, Side::Right) }));
        let has_norm = |row: &Option<&Deficit>| row.is_some_and(|row| row.norm_mean.is_some());
        let (normed, other) = pairs.partition(|(_, sides)| has_norm(&sides.left) || has_norm(&sides.right));
        Ranges { normed, other }
    }
}

fn ranges(deficits: &[Deficit]) -> String {
    let Ranges { normed, other } = Ranges::of(deficits);
    let measured =
        |row: Option<&Deficit>, unit: &str| row.map_or_else(|| "–".to_owned(), |row| give_or_take(row.measured, unit));
    let mut text = String::new();
    if !normed.is_empty() {
        let rows = normed.iter().map(|(value, sides)| {
            let unit = sign_of(*value);
            let short = |row: Option<&Deficit>| {
                row.and_then(|row| row.deficit).map_or_else(|| "–".to_owned(), |short| give_or_take(short, unit))
            };
            let (left, right) = (sides.left, sides.right);
            vec![
                value_of(*value),
                measured(left, unit),
                measured(right, unit),
                left.or(right).map(|row| norm(row, unit)).unwrap_or_default(),
                short(left),
                short(right),
            ]
        });
        let head = ["measured", "left", "right", "usual", "left short by", "right short by"];
        let _ = writeln!(text, "\n{}", table(&head, rows));
        let _ =
            writeln!(text, "± is half of a 90 % interval beside a measured value, and one SD beside what is usual.");
    }
    if !other.is_empty() {
        let rows = other.iter().map(|(value, sides)| {
            let unit = sign_of(*value);
            vec![value_of(*value), measured(sides.left, unit), measured(sides.right, unit)]
        });
        let _ = writeln!(text, "\n{}", table(&["also measured; no norm is known", "left", "right"], rows));
    }
    text
}

/// A norm with its spread and status.
fn norm(row: &Deficit, unit: &str) -> String {
    let Some(mean) = row.norm_mean else { return String::new() };
    let sd = row.norm_sd.map_or_else(String::new, |sd| format!(" ± {sd:.0}"));
    let mark = row.evidence.as_ref().map_or("", |evidence| evidence.status.mark());
    format!("{mean:.0}{unit}{sd} {mark}").trim_end().to_owned()
}

/// What the wanted tasks ask beyond what was measured.
fn tasks(text: &mut String, file: &PatternFile) {
    for gap in &file.pattern.demand_gaps {
        let Some(short) = gap.gap_deg.filter(|short| short.low > 0.0) else { continue };
        let mark = gap.evidence.status.mark();
        let mark = if mark.is_empty() { String::new() } else { format!(" ({mark})") };
        let (goal, side, direction) = (spaced(&gap.goal), gap.side, spaced(gap.direction));
        let _ = writeln!(text, "For {goal}, {side} {direction} is short by {}{mark}", interval(short, "°"));
    }
}

/// What became of values that were measured before.
fn changes(text: &mut String, file: &PatternFile) {
    for change in &file.pattern.changes {
        let (unit, mdc) = (sign_of(change.of), change.mdc95);
        let verdict = match change.kind {
            ChangeKind::Improved => format!("better, by more than the {mdc:.0}{unit} that measuring alone can differ"),
            ChangeKind::Worse => format!("worse, by more than the {mdc:.0}{unit} that measuring alone can differ"),
            ChangeKind::WithinError => format!("no change beyond the {mdc:.0}{unit} that measuring alone can differ"),
            ChangeKind::NotComparable => "measured in different ways, so not compared".to_owned(),
        };
        let (side, value) = (change.side, value_of(change.of));
        let _ = writeln!(
            text,
            "{side} {value}: {:.0}{unit} before, {:.0}{unit} now: {verdict}",
            change.before, change.after
        );
    }
}
