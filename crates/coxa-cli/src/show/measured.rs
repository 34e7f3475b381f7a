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

/// A part of apparent thigh motion, averaged over repetitions, degrees: the value and its standard error.
pub(crate) struct MeanPart {
    pub(crate) name: &'static str,
    pub(crate) degrees: f64,
    pub(crate) error: Option<f64>,
}

/// The mean parts of one plane; what was not recorded in every repetition is left out.
pub(crate) fn mean_parts(splits: &[Split], plane: Plane) -> Vec<MeanPart> {
    type Pick = fn(&Split) -> Option<Part>;
    let picks: [(&str, Pick); 5] = [
        ("thigh as seen", |split| Some(split.apparent)),
        ("true hip", |split| Some(split.hip)),
        ("pelvis", |split| Some(split.pelvis)),
        ("of it, lumbar", |split| split.lumbar),
        ("of it, trunk", |split| split.trunk),
    ];
    let mean = |(name, pick): (&'static str, Pick)| {
        let parts: Option<Vec<Part>> = splits.iter().filter(|split| split.plane == plane).map(pick).collect();
        let parts = parts.filter(|parts| !parts.is_empty())?;
        let count = parts.len() as f64;
        let errors: Option<Vec<f64>> = parts.iter().map(|part| part.standard_error.map(|error| error.deg())).collect();
        Some(MeanPart {
            name,
            degrees: parts.iter().map(|part| part.angle.deg()).sum::<f64>() / count,
            error: errors.map(|all| all.iter().sum::<f64>() / count),
        })
    };
    picks.into_iter().filter_map(mean).collect()
}

/// The mean split of each plane; the single ones stand in the report's charts.
fn splits(text: &mut String, screen: &ScreenResult) {
    let head = ["plane", "thigh as seen", "true hip", "pelvis", "of it, lumbar", "of it, trunk"];
    let rows = Plane::ALL.iter().filter_map(|plane| {
        let parts = mean_parts(&screen.splits, *plane);
        let cell = |name: &&str| {
            parts.iter().find(|part| part.name == *name).map_or_else(
                || "not recorded".to_owned(),
                |part| {
                    let error = part.error.map_or_else(String::new, |error| format!(" ± {error:.1}"));
                    format!("{:.1}°{error}", part.degrees)
                },
            )
        };
        let cells = head.iter().skip(1).map(cell);
        (!parts.is_empty()).then(|| std::iter::once(plane.to_string()).chain(cells).collect::<Vec<_>>())
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return;
    }
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
