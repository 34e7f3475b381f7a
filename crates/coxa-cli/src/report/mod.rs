//! The report: one self-contained HTML page without scripts, links or fonts of other hosts.

mod charts;
mod figures;
mod sections;

use coxa::dose::Session;
use coxa::measure::{Measured, Motion};
use coxa::prescribe::Programme;
use coxa_formats::{PatternFile, Stamp};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// What a report can show; what is `None` is left out.
pub(crate) struct Report<'a> {
    pub(crate) title: &'a str,
    pub(crate) pattern: &'a PatternFile,
    pub(crate) programme: Option<&'a Programme>,
    pub(crate) session: Option<&'a Session>,
    pub(crate) recordings: &'a [(Motion, Measured)],
    pub(crate) stamp: &'a Stamp,
}

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1b2733;--soft:#51606e;--line:#cfd8e0;--card:#f6f8fa;--page:#fff;--warn:#8a3b00}\
@media(prefers-color-scheme:dark){:root{--ink:#e8eef3;--soft:#a9b7c3;--line:#3a4854;--card:#1d2731;--page:#131a21;--warn:#ffb070}}\
body{margin:0 auto;max-width:60rem;padding:1.2rem;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page)}\
h1{font-size:1.7rem;margin:.2rem 0}h2{margin-top:2.2rem;border-bottom:1px solid var(--line);padding-bottom:.2rem}\
h3{margin:1.2rem 0 .3rem}p{margin:.4rem 0}.soft{color:var(--soft)}.warn{color:var(--warn);font-weight:600}\
table{border-collapse:collapse;width:100%;font-size:.92rem}th,td{text-align:left;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top}\
.scroll{overflow-x:auto}.drills{display:grid;grid-template-columns:repeat(auto-fill,minmax(19rem,1fr));gap:1rem}\
.drill{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.8rem;break-inside:avoid}\
.drill h3{margin-top:0}.drill svg,.chart svg{max-width:100%;height:auto}.mark{font-size:.8rem;color:var(--warn)}\
ul{padding-left:1.2rem;margin:.3rem 0}summary{cursor:pointer}footer{margin-top:3rem;font-size:.85rem;color:var(--soft)}\
pre{white-space:pre-wrap}.chart svg text{fill:currentColor}.waiting{opacity:.55}";

/// A recording as pictures.
pub(crate) struct Plotted {
    pub(crate) motion: Motion,
    /// What was found in it, when that was looked for.
    pub(crate) measured: Option<Measured>,
    /// Time and root mean square marker error, m; none of joint angles that came as such.
    pub(crate) errors: Vec<(f64, f64)>,
    /// How its markers were followed, for people.
    pub(crate) told: String,
}

/// A page of recordings: the hip's curves, the markers' errors, the compensation split.
pub(crate) fn plots(recordings: &[Plotted], stamp: &Stamp) -> String {
    let title = "Recorded movement";
    let body: Markup = html! {
        (DOCTYPE)
        html lang="en" {
            (head(title))
            body {
                header { h1 { (title) } p class="soft" { "Wellness mode. Not a diagnosis." } }
                main {
                    @for recording in recordings {
                        section {
                            h2 { (recording.motion.name) }
                            (sections::hip_curves(&recording.motion))
                            (sections::marker_errors(&recording.errors, &recording.told))
                            @if let Some(measured) = &recording.measured { (sections::screens(measured)) }
                        }
                    }
                }
                footer { p { "Made by coxa " (stamp.version) "." } }
            }
        }
    };
    body.into_string()
}

fn head(title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            title { (title) }
            style { (PreEscaped(STYLE)) }
        }
    }
}

/// The whole page.
pub(crate) fn page(report: &Report) -> String {
    let body: Markup = html! {
        (DOCTYPE)
        html lang="en" {
            (head(report.title))
            body {
                header {
                    h1 { (report.title) }
                    p class="soft" { "Wellness mode. Not a diagnosis: it names restriction patterns with their probability and says what to have checked." }
                }
                main {
                    (sections::safety(report))
                    (sections::pattern(report.pattern))
                    @if !report.recordings.is_empty() { (sections::movement(report.recordings)) }
                    @if let Some(session) = report.session { (sections::today(session)) }
                    @if let Some(programme) = report.programme {
                        @if report.session.is_some_and(sections::holds_back) {
                            p class="warn" { "The programme below is not to be trained now: see Safety above." }
                            div class="waiting" { (sections::programme(programme)) }
                        } @else { (sections::programme(programme)) }
                    }
                    (sections::evidence(report))
                }
                footer {
                    p { "Made by coxa " (report.stamp.version) ", knowledge "
                        (report.stamp.knowledge_hash.get(..12).unwrap_or_default()) ", rules " (report.stamp.rule_version) "." }
                    p { "Values marked " b { "unconfirmed" } " were recalled and not checked; a " b { "changeable default" }
                        " is a choice of this project that a clinician may change." }
                    p { "Stretching is not shown to prevent injuries in general." }
                }
            }
        }
    };
    body.into_string()
}
