//! The parts of the report.

use std::collections::BTreeSet;

use coxa::assess::Deficit;
use coxa::dose::{Session, SessionVerdict};
use coxa::measure::{Coordinate, Measured, Motion, Plane};
use coxa::prescribe::{Drill, Programme};
use coxa::vocabulary::{DrillId, Reason, Referral, Side};
use coxa_formats::PatternFile;
use maud::{Markup, PreEscaped, html};

use super::charts::{Bar, bars, curves, residuals, split};
use super::{Report, figures};
use crate::show;
use crate::words::{self, capital, give_or_take, interval, sign_of, spaced, value_of};

/// The latest word on safety comes first: a session knows of everything since the assessment.
pub(super) fn safety(report: &Report) -> Markup {
    if let Some(session) = report.session.filter(|session| holds_back(session)) {
        return html! { section {
            h2 { "Safety" }
            p class="warn" { "On " (crate::files::date_text(session.day)) ": " (verdict(session.verdict)) }
            (reasons(&session.reasons))
            (referrals(&session.referrals))
            @for question in &session.questions { p { "Question: " (question.text) " " span class="soft" { (question.if_unknown) } } }
        } };
    }
    let allowance = &report.pattern.allowance;
    html! {
        section {
            h2 { "Safety" }
            p { "State on the day of the assessment: " b { (allowance.clearance) } }
            (reasons(&allowance.reasons))
            (referrals(&allowance.referrals))
            @if !allowance.questions.is_empty() {
                p class="warn" { "Answer first:" }
                ul { @for question in &allowance.questions {
                    li { (question.text) " " span class="soft" { (question.if_unknown) } }
                } }
            }
        }
    }
}

fn referrals(referrals: &[Referral]) -> Markup {
    html! { @for referral in referrals {
        p class="warn" { "Refer, " (referral.urgency) ": " (referral.to) ". " (referral.reason.text) }
    } }
}

fn reasons(reasons: &[Reason]) -> Markup {
    html! { @if !reasons.is_empty() {
        ul class="soft" { @for line in words::reasons(reasons) { li { (line) } } }
    } }
}

pub(super) fn pattern(file: &PatternFile) -> Markup {
    html! { section {
        h2 { "What limits each hip" }
        @for (side, pattern) in file.pattern.sides.iter() {
            h3 { (capital(side.id())) " hip: " (words::naming(pattern.naming)) }
            @for sentence in &pattern.sentences { p { (sentence) } }
            (beliefs(side, pattern))
        }
        @for next in file.pattern.next_tests.iter().take(1) {
            p { b { "Next test: " } (words::test(next.test)) ", " (spaced(next.mode)) ", " (next.side) ". " (next.text) }
        }
        (deficits(file))
        @if file.pattern.contrasts.iter().any(|contrast| contrast.holds >= 0.5) {
            h3 { "Reasons one can read" }
            ul { @for contrast in file.pattern.contrasts.iter().filter(|contrast| contrast.holds >= 0.5) {
                li { (contrast.text) " " span class="mark" { (contrast.evidence.status.mark()) } }
            } }
        }
        @for gap in &file.pattern.demand_gaps {
            @if let Some(short) = gap.gap_deg.filter(|short| short.low > 0.0) {
                p { "For " (spaced(&gap.goal)) ", " (gap.side) " " (spaced(gap.direction)) " is short by " (interval(short, "°")) " "
                    span class="mark" { (gap.evidence.status.mark()) } }
            }
        }
        @for caveat in &file.pattern.caveats { p class="soft" { "Mind: " (caveat.text) } }
    } }
}

fn beliefs(side: Side, pattern: &coxa::assess::SidePattern) -> Markup {
    let shown = pattern.beliefs.iter().filter(|belief| belief.probability >= 0.02).map(|belief| Bar {
        label: spaced(belief.mechanism),
        value: belief.probability,
        interval: None,
        text: format!("{:.0} %", belief.probability * 100.0),
    });
    let shown: Vec<Bar> = shown.collect();
    let costs = pattern.beliefs.iter().filter_map(|belief| belief.costs.first().map(|cost| (belief.mechanism, cost)));
    let costs = costs.filter(|(_, cost)| cost.degrees.estimate >= 1.0).take(8).map(|(mechanism, cost)| Bar {
        label: format!("{} in {}", spaced(mechanism), words::test(cost.test)),
        value: cost.degrees.estimate,
        interval: Some((cost.degrees.low, cost.degrees.high)),
        text: format!("at least {}", interval(cost.degrees, "°")),
    });
    let costs: Vec<Bar> = costs.collect();
    let full = costs.iter().filter_map(|bar| bar.interval).map(|(_, high)| high).fold(5.0, f64::max);
    html! {
        @if !shown.is_empty() {
            div class="chart scroll" { (PreEscaped(bars(&format!("probability of each mechanism, {side}"), &shown, 1.0))) }
        }
        @if !costs.is_empty() {
            p class="soft" { "Degrees each one costs, with a 90 % interval; the estimates are cautious and do not add up." }
            div class="chart scroll" { (PreEscaped(bars(&format!("degrees by mechanism, {side}"), &costs, full))) }
        }
    }
}

fn deficits(file: &PatternFile) -> Markup {
    let ranges = show::Ranges::of(&file.pattern.deficits);
    let measured =
        |row: Option<&Deficit>, unit: &str| row.map_or_else(|| "–".to_owned(), |row| give_or_take(row.measured, unit));
    html! {
        @if !ranges.normed.is_empty() {
            h3 { "Measured beside people of the same age and sex" }
            p class="soft" { "± is half of a 90 % interval beside a measured value, and one SD beside what is usual." }
            div class="scroll" { table {
                thead { tr { th { "test" } th { "left" } th { "right" } th { "usual" } th { "left short by" } th { "right short by" } } }
                tbody { @for (value, sides) in &ranges.normed { @let unit = sign_of(*value); tr {
                    td { (capital(&value_of(*value))) }
                    @for (_, row) in sides.iter() { td { (measured(*row, unit)) } }
                    td { @if let Some(row) = sides.left.or(sides.right) { (norm(row, unit)) } }
                    @for (_, row) in sides.iter() { td {
                        (row.and_then(|row| row.deficit).map_or_else(|| "–".to_owned(), |short| give_or_take(short, unit)))
                    } }
                } } }
            } }
        }
        @if !ranges.other.is_empty() { details {
            summary { (ranges.other.len()) " more readings, for which no norm is known" }
            div class="scroll" { table {
                thead { tr { th { "reading" } th { "left" } th { "right" } } }
                tbody { @for (value, sides) in &ranges.other { @let unit = sign_of(*value); tr {
                    td { (capital(&value_of(*value))) }
                    @for (_, row) in sides.iter() { td { (measured(*row, unit)) } }
                } } }
            } }
        } }
    }
}

fn norm(row: &Deficit, unit: &str) -> Markup {
    html! {
        @if let Some(mean) = row.norm_mean { (format!("{mean:.0}{unit}")) }
        @if let Some(sd) = row.norm_sd { (format!(" ± {sd:.0}")) }
        @if let Some(evidence) = &row.evidence { " " span class="mark" { (evidence.status.mark()) } }
    }
}

pub(super) fn movement(recordings: &[(Motion, Measured)]) -> Markup {
    html! { section {
        h2 { "Movement" }
        @for (motion, measured) in recordings {
            h3 { (motion.name) }
            (hip_curves(motion))
            (screens(measured))
        }
    } }
}

/// The hip's angles over time.
pub(super) fn hip_curves(motion: &Motion) -> Markup {
    html! {
        @for coordinate in [Coordinate::HipFlexion, Coordinate::HipAdduction, Coordinate::HipInternalRotation] {
            @if let Some(picture) = curves(motion, coordinate) {
                p class="soft" { (capital(&spaced(coordinate))) }
                div class="chart scroll" { (PreEscaped(picture)) }
            }
        }
    }
}

/// What was found in a recording, with the compensation split.
pub(super) fn screens(measured: &Measured) -> Markup {
    html! {
        @for screen in &measured.screens {
            p { b { (capital(&spaced(screen.test))) ", " (screen.side) ": " } (screen.repetitions.len()) " repetitions" }
            @for plane in Plane::ALL {
                @let parts = show::mean_parts(&screen.splits, *plane);
                @if let Some(picture) = split(&format!("{plane} motion split along the chain"), &parts) {
                    p class="soft" { "Where the thigh's " (plane) " motion came from, mean of the repetitions" }
                    div class="chart scroll" { (PreEscaped(picture)) }
                }
            }
            @let watched = show::compensations(screen);
            @if !watched.is_empty() { ul { @for line in watched { li { (line) } } } }
            @for caveat in &screen.caveats { p class="soft" { "Mind: " (caveat.text) } }
        }
        @for caveat in &measured.caveats { p class="soft" { "Mind: " (caveat.text) } }
    }
}

/// How far markers are from the model: over time, and marker by marker.
pub(super) fn marker_errors(errors: &[(f64, f64)], told: &str) -> Markup {
    html! {
        @if let Some(picture) = residuals(errors) {
            p class="soft" { "Distance of the markers from the model, root mean square" }
            div class="chart scroll" { (PreEscaped(picture)) }
        }
        @if !told.is_empty() { pre { (told) } }
    }
}

/// Whether nothing may be trained before something else has happened.
pub(super) fn holds_back(session: &Session) -> bool {
    matches!(session.verdict, SessionVerdict::Ask | SessionVerdict::Stop)
}

fn verdict(verdict: SessionVerdict) -> &'static str {
    match verdict {
        SessionVerdict::Train => "Train.",
        SessionVerdict::Rest => "Rest day.",
        SessionVerdict::Ask => "Answer first; nothing is trained until then.",
        SessionVerdict::Stop => "Stop; nothing is trained today.",
    }
}

pub(super) fn today(session: &Session) -> Markup {
    html! { section {
        h2 { "Session of " (crate::files::date_text(session.day)) }
        p class=[holds_back(session).then_some("warn")] { (verdict(session.verdict)) }
        (reasons(&session.reasons))
        (referrals(&session.referrals))
        @for question in &session.questions { p { "Question: " (question.text) } }
        @for advice in &session.advice { p { "Advice: " (advice.text) } }
        div class="drills" { @for today in &session.drills { article class="drill" {
            (drill_head(&today.drill, today.side, &words::dose(&today.dose)))
            @if let Some(planned) = &today.instead_of { p class="soft" { "Instead of " (words::drill(planned)) "." } }
            @if !today.purpose.is_empty() { p class="soft" { "For: " (today.purpose) } }
            (reasons(&today.reasons))
            p class="soft" { (today.stop_rule) }
        } } }
        @if !session.left_out.is_empty() {
            h3 { "Left out today" }
            ul { @for (drill, side, why) in &session.left_out {
                li { (words::drill(drill)) " (" (words::side(*side)) ")" (reasons(why)) }
            } }
        }
    } }
}

fn drill_head(id: &DrillId, side: Option<Side>, dose: &str) -> Markup {
    let row = coxa_knowledge::knowledge().prescribe.drill(id);
    html! {
        h3 { (words::drill(id)) " · " (words::side(side)) }
        p { b { (dose) } }
        @if let Some(row) = row {
            @if let Some(picture) = figures::drill(row, side.unwrap_or(Side::Right)) { (PreEscaped(picture)) }
            ul { @for cue in &row.cues { li { (cue) } } }
            (lengthened(row))
        }
    }
}

/// The few muscles that the end of a drill lengthens most; a page of the drill has the others.
fn lengthened(drill: &Drill) -> Markup {
    /// More would hide the ones that matter.
    const SHOWN: usize = 3;
    let found = coxa_knowledge::lengthening(drill);
    let most: Vec<String> = found.lengthened.iter().take(SHOWN).map(coxa_knowledge::lengthened_text).collect();
    html! {
        @if let Some(first) = found.lengthened.first() {
            p class="soft" {
                "Its end position lengthens most, against standing (share of optimal fibre length): " (most.join("; ")) ". "
                span class="mark" { (first.path.evidence.status.mark()) }
            }
        }
        @for sentence in coxa_knowledge::unknown_texts(&found) { p class="soft" { (sentence) } }
    }
}

pub(super) fn programme(programme: &Programme) -> Markup {
    html! { section {
        h2 { "Programme" }
        @for sentence in &programme.sentences { p { (sentence) } }
        @for session in &programme.sessions {
            h3 { "Session " (session.index + 1) " of the week, about " (session.duration_s.div_ceil(60)) " min" }
            div class="scroll" { table {
                thead { tr { th { "block" } th { "drill" } th { "side" } th { "dose" } } }
                tbody { @for planned in &session.drills { tr {
                    td { (planned.block) }
                    td { (words::drill(&planned.drill)) }
                    td { (words::side(planned.side)) }
                    td { (words::dose(&planned.dose)) }
                } } }
            } }
        }
        h3 { "The drills" }
        div class="drills" { @for planned in show::distinct(programme) { article class="drill" {
            (drill_head(&planned.drill, planned.side, &words::dose(&planned.dose)))
            p class="soft" { "For: " (planned.reason) }
            p class="soft" { (planned.stop_rule) }
        } } }
        @if !programme.alternatives.is_empty() {
            h3 { "Next best choices" }
            ul { @for alternative in &programme.alternatives { li {
                (words::drill(&alternative.instead_of)) " → "
                @match &alternative.drill { Some(drill) => { (words::drill(drill)) }, None => { "nothing allowed" } }
                (format!(" (worth {:.1}° a week less)", alternative.loss.max(0.0)))
            } } }
        }
        details {
            summary { (programme.exclusions.len()) " drills excluded, and why" }
            ul { @for exclusion in &programme.exclusions {
                li { (words::drill(&exclusion.drill)) " (" (words::side(exclusion.side)) "): " (exclusion.text) }
            } }
        }
        p class="soft" { (format!(
            "Worth {:.1}° a week; proven: no week inside the same limits is worth more than {:.1}° ({} nodes searched).",
            programme.objective, programme.bound, programme.nodes
        )) }
    } }
}

pub(super) fn evidence(report: &Report) -> Markup {
    let mut keys: BTreeSet<&str> = BTreeSet::new();
    for deficit in &report.pattern.pattern.deficits {
        keys.extend(deficit.evidence.iter().flat_map(|evidence| &evidence.sources).map(AsRef::as_ref));
    }
    for contrast in &report.pattern.pattern.contrasts {
        keys.extend(contrast.evidence.sources.iter().map(AsRef::as_ref));
    }
    let planned = report.programme.iter().flat_map(|programme| &programme.sessions).flat_map(|session| &session.drills);
    keys.extend(planned.flat_map(|planned| &planned.sources).map(AsRef::as_ref));
    let today = report.session.iter().flat_map(|session| &session.drills).flat_map(|drill| &drill.reasons);
    keys.extend(today.flat_map(|reason| &reason.sources).map(AsRef::as_ref));
    html! { section {
        h2 { "Sources" }
        ul { @for reference in keys.into_iter().filter_map(coxa_knowledge::reference) {
            li { (reference.key) ": " (reference.citation) @if let Some(doi) = &reference.doi { " doi:" (doi) }
                " " span class="mark" { (reference.status.0.mark()) } }
        } }
    } }
}
