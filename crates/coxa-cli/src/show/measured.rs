//! What a recording shows, for people: repetitions, where the motion came from, compensations, readings.

use std::fmt::Write;

use coxa::assess::TestValue;
use coxa::measure::{Compensation, Measured, Motion, Part, Plane, ScreenResult, Split};
use coxa::vocabulary::{BySide, Finding, Side};

use super::table;
use crate::words::{counted, sign_of, spaced, test, unit_sign, value_of};

pub(crate) fn measured(motion: &Motion, measured: &Measured) -> String {
    let mut text = format!("{}\n", motion.name.to_uppercase());
    for screen in &measured.screens {
        let (name, count) = (test(screen.test), counted(screen.repetitions.len(), "repetition"));
        let variant = screen.variant.as_ref().map_or_else(String::new, |variant| format!(" ({})", spaced(variant)));
        let _ = writeln!(text, "\n{name}{variant}, {}: {count}", screen.side);
        repetitions(&mut text, screen);
        splits(&mut text, screen);
        for line in compensations(screen) {
            let _ = writeln!(text, "  {line}");
        }
        for caveat in &screen.caveats {
            let _ = writeln!(text, "  mind: {}", caveat.text);
        }
    }
    let rows = readings(&measured.findings);
    if !rows.is_empty() {
        let _ = writeln!(text, "\n{}", table(&["reading, mean of the repetitions", "left", "right"], rows));
        text.push_str("± is one standard error.\n");
    }
    for caveat in &measured.caveats {
        let _ = writeln!(text, "mind: {}", caveat.text);
    }
    text
}

fn repetitions(text: &mut String, screen: &ScreenResult) {
    for (number, repetition) in screen.repetitions.iter().enumerate() {
        let (start, peak, end) = (repetition.start_s, repetition.peak_s, repetition.end_s);
        let first = repetition.values.first().map_or_else(String::new, |value| {
            format!(": {} {:.1}{}", spaced(value.quantity), value.value, unit_sign(value.unit))
        });
        let _ = writeln!(text, "  {}. {start:.2} to {end:.2} s, turning at {peak:.2} s{first}", number + 1);
    }
}

/// The mean split of each plane; the single ones stand in the report's charts.
fn splits(text: &mut String, screen: &ScreenResult) {
    let mean = |pick: fn(&Split) -> Option<Part>, plane: Plane| {
        let of_plane = screen.splits.iter().filter(|split| split.plane == plane);
        let parts: Option<Vec<Part>> = of_plane.map(pick).collect();
        let Some(parts) = parts.filter(|parts| !parts.is_empty()) else { return "not recorded".to_owned() };
        let count = parts.len() as f64;
        let degrees = parts.iter().map(|part| part.angle.deg()).sum::<f64>() / count;
        let errors: Option<Vec<f64>> = parts.iter().map(|part| part.standard_error.map(|error| error.deg())).collect();
        let error = errors.map_or_else(String::new, |all| format!(" ± {:.1}", all.iter().sum::<f64>() / count));
        format!("{degrees:.1}°{error}")
    };
    let rows =
        Plane::ALL.iter().filter(|plane| screen.splits.iter().any(|split| split.plane == **plane)).map(|plane| {
            let picks: [fn(&Split) -> Option<Part>; 5] = [
                |split| Some(split.apparent),
                |split| Some(split.hip),
                |split| Some(split.pelvis),
                |split| split.lumbar,
                |split| split.trunk,
            ];
            let mut row = vec![plane.to_string()];
            row.extend(picks.iter().map(|pick| mean(*pick, *plane)));
            row
        });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return;
    }
    let head = ["plane", "thigh as seen", "true hip", "pelvis", "of it, lumbar", "of it, trunk"];
    let _ = writeln!(text, "{}", table(&head, rows));
    text.push_str(
        "  Change from the start of a repetition to its turn; thigh = hip + pelvis, pelvis = lumbar + trunk.\n",
    );
    text.push_str("  A minus is motion the other way: a pelvis of -17° tipped forward and hid that much of the hip.\n");
}

/// Each compensation that was watched, with what can be said of it.
pub(crate) fn compensations(screen: &ScreenResult) -> Vec<String> {
    let line = |compensation: &Compensation| {
        let unit = sign_of(TestValue {
            test: screen.test,
            mode: coxa::vocabulary::Mode::Movement,
            quantity: Some(compensation.quantity),
        });
        let error = compensation.standard_error.map_or_else(String::new, |error| format!(" ± {error:.1}"));
        let verdict = match compensation.seen {
            coxa::measure::Seen::Beyond => "more than",
            coxa::measure::Seen::Within => "within",
            coxa::measure::Seen::Unclear => "cannot be told apart from",
        };
        let (what, side, value, limit) =
            (spaced(compensation.quantity), compensation.side, compensation.value, compensation.threshold.value);
        let mark = compensation.threshold.evidence.status.mark();
        let mark = if mark.is_empty() { String::new() } else { format!(" ({mark})") };
        format!("{what}, {side}: {value:.1}{unit}{error}, {verdict} the {limit:.0}{unit} watched for{mark}")
    };
    screen.compensations.iter().map(line).collect()
}

/// Findings of both sides in one row.
fn readings(findings: &[Finding]) -> Vec<Vec<String>> {
    let key = |finding: &Finding| {
        let of = TestValue { test: finding.test, mode: finding.mode, quantity: finding.quantity };
        (of, finding.variant.clone(), finding.provenance.recording.clone())
    };
    let mut order = Vec::new();
    for finding in findings {
        if !order.contains(&key(finding)) {
            order.push(key(finding));
        }
    }
    let shown = |wanted: &(TestValue, Option<String>, Option<String>), side: Side| {
        let found = findings.iter().find(|finding| finding.side == side && key(finding) == *wanted);
        found.map_or_else(
            || "–".to_owned(),
            |finding| {
                let error = finding.standard_error.map_or_else(String::new, |error| format!(" ± {error:.1}"));
                format!("{:.1}{}{error}", finding.value, sign_of(wanted.0))
            },
        )
    };
    let rows = order.iter().map(|wanted| {
        let sides = BySide::from_fn(|side| shown(wanted, side));
        vec![value_of(wanted.0), sides.left, sides.right]
    });
    rows.collect()
}
