//! Charts as plain SVG: bars with intervals, angle curves, the compensation split.

use std::fmt::Write;

use coxa::measure::{Coordinate, Motion};
use coxa::vocabulary::{Angle, Side};

use crate::show::MeanPart;

/// One bar: label, value and interval, all in the same unit.
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) value: f64,
    pub(super) interval: Option<(f64, f64)>,
    pub(super) text: String,
}

/// Places on the picture, px.
const LABEL: f64 = 330.0;
const PLOT: f64 = 300.0;
const ROW: f64 = 26.0;

/// Horizontal bars around a zero line, each with its interval as a line across; `full` is the largest value drawn.
///
/// Bars of negative values run to the left, so what takes away is seen as well as what adds.
pub(super) fn bars(title: &str, bars: &[Bar], full: f64) -> String {
    let mut out = head(title, LABEL + PLOT + 190.0, ROW * bars.len() as f64 + 8.0);
    let lowest = bars.iter().map(|bar| bar.value.min(0.0)).fold(0.0, f64::min).max(-full);
    let at = |value: f64| LABEL + PLOT * ((value.clamp(lowest, full) - lowest) / (full - lowest));
    let zero = at(0.0);
    for (row, bar) in bars.iter().enumerate() {
        let y = ROW * row as f64 + 4.0;
        let (label, text) = (escaped(&bar.label), escaped(&bar.text));
        let (label_x, baseline) = (LABEL - 8.0, y + 14.0);
        let (start, width) = (zero.min(at(bar.value)), (at(bar.value) - zero).abs().max(0.5));
        let _ = write!(
            out,
            "<text x=\"{label_x:.0}\" y=\"{baseline:.0}\" text-anchor=\"end\" font-size=\"13\">{label}</text>\
             <rect x=\"{start:.1}\" y=\"{y:.0}\" width=\"{width:.1}\" height=\"18\" rx=\"3\" fill=\"#2f86b8\"/>"
        );
        if let Some((low, high)) = bar.interval {
            let (low, high, middle, top) = (at(low), at(high), y + 9.0, y + 4.0);
            let _ = write!(
                out,
                "<path d=\"M{low:.1} {middle:.1}H{high:.1}M{low:.1} {top:.1}v10M{high:.1} {top:.1}v10\" \
                 stroke=\"#d97a1f\" stroke-width=\"2\" fill=\"none\"/>"
            );
        }
        let text_x = zero.max(at(bar.interval.map_or(bar.value, |(_, high)| high.max(bar.value)))) + 8.0;
        let _ = write!(out, "<text x=\"{text_x:.0}\" y=\"{baseline:.0}\" font-size=\"12\">{text}</text>");
    }
    if lowest < 0.0 {
        let height = ROW * bars.len() as f64 + 4.0;
        let _ = write!(out, "<path d=\"M{zero:.1} 0V{height:.0}\" stroke=\"#51606e\" stroke-width=\"1\"/>");
    }
    out.push_str("</svg>");
    out
}

/// One curve over time: name, dashes, colour, and points of time, s, and value, NaN in gaps.
struct Line {
    name: String,
    dash: &'static str,
    colour: &'static str,
    points: Vec<(f64, f64)>,
}

/// Both sides' curves of a coordinate over time; gaps stay gaps. The left curve is dashed.
pub(super) fn curves(motion: &Motion, coordinate: Coordinate) -> Option<String> {
    let lines: Vec<Line> = [(Side::Left, "6 4", "#b3541e"), (Side::Right, "none", "#1f6f9f")]
        .into_iter()
        .filter_map(|(side, dash, colour)| {
            let values = motion.track(coordinate, Some(side))?.values.iter().map(|value| Angle::from_rad(*value).deg());
            let points = motion.time_s.iter().copied().zip(values).collect();
            Some(Line { name: side.to_string(), dash, colour, points })
        })
        .collect();
    lines_over_time(&format!("{coordinate} over time"), "°", &lines)
}

/// How far markers are from the model over time: time, s, and root mean square error, m.
pub(super) fn residuals(errors: &[(f64, f64)]) -> Option<String> {
    let points = errors.iter().map(|(time, metres)| (*time, 1e3 * metres)).collect();
    let line = Line { name: "all markers".to_owned(), dash: "none", colour: "#51606e", points };
    lines_over_time("root mean square marker error over time", " mm", &[line])
}

fn lines_over_time(title: &str, unit: &str, lines: &[Line]) -> Option<String> {
    let finite = || lines.iter().flat_map(|line| &line.points).filter(|(_, value)| value.is_finite());
    let low = finite().map(|(_, value)| *value).fold(f64::INFINITY, f64::min);
    let high = finite().map(|(_, value)| *value).fold(f64::NEG_INFINITY, f64::max);
    let (first, last) = lines.first().and_then(|line| Some((line.points.first()?.0, line.points.last()?.0)))?;
    if !(low < high && first < last) {
        return None;
    }
    let (width, height, margin) = (680.0, 190.0, 48.0);
    let x = |time: f64| margin + (width - margin - 10.0) * (time - first) / (last - first);
    let y = |value: f64| 14.0 + (height - 40.0) * (high - value) / (high - low);
    let mut out = head(title, width, height);
    // A zero line right at the edge would print its label over the edge's own.
    let zero_apart = (0.0 - low).min(high) > 0.1 * (high - low);
    for (value, shown) in [(low, true), (0.0, zero_apart), (high, true)] {
        if shown {
            let (line, end, text_x) = (y(value), width - 10.0, margin - 6.0);
            let _ = write!(
                out,
                "<path d=\"M{margin} {line:.1}H{end:.1}\" stroke=\"#8899a6\" stroke-opacity=\".5\"/>\
                 <text x=\"{text_x:.0}\" y=\"{line:.1}\" dy=\"4\" font-size=\"11\" text-anchor=\"end\">{value:.0}{unit}</text>"
            );
        }
    }
    let baseline = height - 8.0;
    for (row, line) in lines.iter().enumerate() {
        // A page needs no more points than it has pixels.
        let step = (line.points.len() / 700).max(1);
        let mut path = String::new();
        let mut pen_down = false;
        for (time, value) in line.points.iter().step_by(step) {
            if value.is_finite() {
                let command = if pen_down { 'L' } else { 'M' };
                let _ = write!(path, "{command}{:.1} {:.1}", x(*time), y(*value));
            }
            pen_down = value.is_finite();
        }
        let (key_x, text_x) = (margin + 110.0 * row as f64, margin + 34.0 + 110.0 * row as f64);
        let Line { name, dash, colour, .. } = line;
        let _ = write!(
            out,
            "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.6\" stroke-dasharray=\"{dash}\"/>\
             <path d=\"M{key_x:.0} {0:.0}h28\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dash}\"/>\
             <text x=\"{text_x:.0}\" y=\"{baseline:.0}\" font-size=\"12\">{name}</text>",
            baseline - 4.0
        );
    }
    let _ = write!(
        out,
        "<text x=\"{:.0}\" y=\"{baseline:.0}\" font-size=\"11\" text-anchor=\"end\">{first:.1} to {last:.1} s</text></svg>",
        width - 10.0
    );
    Some(out)
}

/// Mean parts of apparent thigh motion as bars with their errors; `None` where the plane was not split.
pub(super) fn split(title: &str, parts: &[MeanPart]) -> Option<String> {
    let bar = |part: &MeanPart| {
        let (value, name) = (part.degrees, part.name.to_owned());
        // Two standard errors to either side are about 95 %.
        let interval = part.error.map(|error| (value - 1.96 * error, value + 1.96 * error));
        let error = part.error.map_or_else(String::new, |error| format!(" (standard error {error:.1}°)"));
        Bar { label: name, value, interval, text: format!("{value:.1}°{error}") }
    };
    let found: Vec<Bar> = parts.iter().map(bar).collect();
    let full = found.iter().map(|bar| bar.value).fold(1.0, f64::max) * 1.1;
    (!found.is_empty()).then(|| bars(title, &found, full))
}

fn head(title: &str, width: f64, height: f64) -> String {
    let title = escaped(title);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         width=\"{width:.0}\" height=\"{height:.0}\" font-family=\"system-ui, sans-serif\"><title>{title}</title>"
    )
}

fn escaped(text: &str) -> String {
    maud::html! { (text) }.into_string()
}
