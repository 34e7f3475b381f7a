//! The page of a screen: how to do it, what is read, what is watched, what it can err by.

use coxa::cycle::Knowledge;
use coxa::measure::Screen;
use coxa::vocabulary::{Angle, Unit};

use super::markdown::{Document, citation, joined, marked, row_line, spaced, span};
use crate::schema::measure::ScreenRow;
use crate::schema::value::Value;

/// The list of all screens.
pub(super) fn index(screens: &[Screen]) -> String {
    let mut page = Document::new("Screens and tests");
    let rows: Vec<[String; 3]> = screens
        .iter()
        .map(|screen| {
            [
                format!("[{}]({}.md)", screen.name, screen.test),
                joined(screen.test.modes().iter().map(spaced)),
                if screen.supervised { "with a clinician or coach at hand" } else { "alone" }.to_string(),
            ]
        })
        .collect();
    page.table(["screen", "modes", "done"], &rows);
    page.finish()
}

/// The page of one screen.
pub(super) fn page(screen: &Screen, knowledge: &Knowledge) -> String {
    let mut page = Document::new(&screen.name);
    let modes = joined(screen.test.modes().iter().map(spaced));
    page.paragraph(format!("`{}` · {modes} · {}", screen.test, screen.test.unit()));
    if screen.supervised {
        page.paragraph("Only with a clinician or coach at hand.");
    }
    if screen.pelvis_control_required {
        page.paragraph("Without a controlled pelvis its value means nothing.");
    }
    let mut rows = crate::rows().measure.screens.iter().map(|placed| &placed.row);
    let row = rows.find(|row| row.tests.iter().any(|test| test.0 == screen.test));
    if let Some(caution) = row.and_then(|row| row.caution.as_ref()) {
        page.paragraph(caution);
    }

    page.heading("How");
    page.list(&screen.protocol);
    if !screen.variants.is_empty() {
        page.paragraph(format!("Variants: {}.", joined(screen.variants.iter().map(spaced))));
    }

    for recorded in &screen.recorded {
        let repetition = &recorded.repetition;
        page.heading("How a repetition is found");
        let towards = if repetition.towards_negative { "towards smaller values" } else { "towards larger values" };
        let excursion = Angle::from_rad(repetition.min_excursion.value);
        page.list([
            format!("signal: {}, {towards}", spaced(repetition.signal)),
            format!("at least {excursion:.0}{}", marked(repetition.min_excursion.evidence.status)),
            format!(
                "lasting {} s{}",
                span(repetition.min_duration_s.value, repetition.max_duration_s.value),
                marked(repetition.min_duration_s.evidence.status)
            ),
        ]);
    }
    let read = |compensation: bool| {
        let readings = screen.recorded.iter().flat_map(|recorded| &recorded.readings);
        let readings = readings.filter(move |reading| reading.compensation == compensation);
        readings.map(|reading| format!("{}: {}", spaced(reading.quantity), spaced(reading.at))).collect::<Vec<_>>()
    };
    if !read(false).is_empty() {
        page.heading("What is read");
        page.list(read(false));
    }
    if !read(true).is_empty() {
        page.heading("Compensations watched");
        page.list(read(true));
        page.list(thresholds(screen, knowledge));
    }

    if let Some(row) = row {
        published(&mut page, row);
    }

    let errors: Vec<[String; 4]> = knowledge
        .measure
        .errors
        .iter()
        .filter(|row| row.test == Some(screen.test))
        .map(|row| {
            [
                row.quantity
                    .map_or_else(|| spaced(row.instrument), |it| format!("{}, {}", spaced(row.instrument), spaced(it))),
                format!("{} {}", row.standard_error, row.unit),
                format!("{} {}", row.mdc95, row.unit),
                marked(row.evidence.status).trim().to_string(),
            ]
        })
        .collect();
    page.heading("Error");
    if errors.is_empty() {
        page.paragraph("No error was found for this screen; the default of the instrument is used.");
    }
    page.table(["instrument", "standard error", "real change from", ""], &errors);

    let norms: Vec<[String; 4]> = knowledge
        .assess
        .norms
        .iter()
        .filter(|norm| norm.test == screen.test)
        .map(|norm| {
            let spread = norm.sd.map_or_else(String::new, |sd| format!(" ± {sd}{}", spread_mark(&norm.id)));
            [
                format!("{}, {} years", norm.sex, span(norm.age_min, norm.age_max)),
                spaced(norm.mode),
                format!("{}{spread}{}", norm.mean, unit_text(screen.test.unit())),
                format!("`{}`{}", norm.id, marked(norm.evidence.status)),
            ]
        })
        .collect();
    if !norms.is_empty() {
        page.heading("Norms");
        page.table(["who", "mode", "mean ± SD", "row"], &norms);
    }

    let ratios: Vec<[String; 4]> = knowledge
        .assess
        .likelihood_ratios
        .iter()
        .filter(|row| row.test == Some(screen.test))
        .map(|row| {
            let ratio = |range: Option<(f64, f64)>| range.map_or_else(String::new, |(low, high)| span(low, high));
            [
                row.condition.clone(),
                ratio(row.positive),
                ratio(row.negative),
                format!(
                    "{}{}",
                    joined(row.evidence.sources.iter().map(|key| format!("`{key}`"))),
                    marked(row.evidence.status)
                ),
            ]
        })
        .collect();
    if !ratios.is_empty() {
        page.heading("What a positive or negative sign is worth");
        page.table(["sign and condition", "LR+", "LR-", "source"], &ratios);
    }

    page.evidence("Definition", &screen.evidence);
    let mut cited: Vec<&str> = Vec::new();
    let evidence = knowledge.assess.norms.iter().filter(|norm| norm.test == screen.test).map(|norm| &norm.evidence);
    for key in evidence.flat_map(|evidence| evidence.sources.iter()).map(AsRef::as_ref) {
        if !cited.contains(&key) && !screen.evidence.sources.iter().any(|own| &**own == key) {
            cited.push(key);
        }
    }
    if !cited.is_empty() {
        page.paragraph("Sources of the norms:");
        page.list(cited.into_iter().map(citation));
    }
    page.finish()
}

/// Lines, figures and results of reliability that stand in the screen's row for readers alone.
fn published(page: &mut Document, row: &ScreenRow) {
    let told = |value: &Value<f64>, unit: &str| {
        let number = value.value.map_or_else(String::new, |number| format!(" {number}"));
        let note = value.note.as_ref().map_or_else(String::new, |note| format!("; {note}"));
        format!(":{number}{unit}{}{note}", marked(value.status.0))
    };
    if !row.cutoff.is_empty() {
        page.heading("Lines between ordinary and worth a look");
        page.list(row.cutoff.iter().map(|line| format!("{}{}", line.rule, told(&line.at, &format!(" {}", line.unit)))));
    }
    if !row.figure.is_empty() || !row.reliability.is_empty() {
        page.heading("What studies found about it");
        page.list(
            row.figure
                .iter()
                .map(|figure| format!("{}{}", figure.metric, told(&figure.found, "")))
                .chain(row.reliability.iter().map(|id| row_line(id))),
        );
    }
}

/// The mark of a spread that is weaker known than its norm.
fn spread_mark(norm: &str) -> String {
    let row = crate::rows().assess.norms.iter().find(|placed| placed.row.id == norm);
    row.and_then(|placed| placed.row.weaker.get("sd")).map(|status| marked(status.0)).unwrap_or_default()
}

fn thresholds(screen: &Screen, knowledge: &Knowledge) -> Vec<String> {
    let watched = |threshold: &&coxa::measure::CompensationThreshold| {
        (threshold.tests.is_empty() || threshold.tests.contains(&screen.test))
            && screen
                .recorded
                .iter()
                .flat_map(|recorded| &recorded.readings)
                .any(|reading| reading.compensation && reading.quantity == threshold.quantity)
    };
    knowledge
        .measure
        .compensations
        .iter()
        .filter(watched)
        .map(|it| {
            let mark = marked(it.threshold.evidence.status);
            format!("reported from {} {} of {}{mark}", it.threshold.value, it.unit, spaced(it.quantity))
        })
        .collect()
}

pub(super) const fn unit_text(unit: Unit) -> &'static str {
    match unit {
        Unit::Deg => "°",
        Unit::Points => " points",
        Unit::Reps => " repetitions",
        Unit::Seconds => " s",
        Unit::Newton => " N",
        Unit::Percent => " %",
        Unit::Centimetre => " cm",
    }
}
