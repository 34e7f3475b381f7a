//! Names for people: tests, units, numbers and doses as one reads them aloud.

use coxa::assess::{Naming, TestValue};
use coxa::prescribe::{PlannedDose, Work};
use coxa::vocabulary::{DrillId, Interval, Mode, Reason, Side, Test, Unit};

/// An id as words.
pub(crate) fn spaced(id: impl std::fmt::Display) -> String {
    id.to_string().replace('_', " ")
}

/// With a capital first letter.
pub(crate) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A test as people call it.
pub(crate) fn test(test: Test) -> String {
    match test {
        Test::FlexionKneeBent => "hip flexion, knee bent".to_owned(),
        Test::StraightLegRaise => "straight-leg raise".to_owned(),
        Test::ExtensionKneeStraight => "hip extension, knee straight".to_owned(),
        Test::ExtensionKneeBent => "hip extension, knee bent".to_owned(),
        Test::Abduction => "hip abduction".to_owned(),
        Test::Adduction => "hip adduction".to_owned(),
        Test::Ober => "Ober test".to_owned(),
        Test::InternalRotation90 => "internal rotation, hip bent".to_owned(),
        Test::ExternalRotation90 => "external rotation, hip bent".to_owned(),
        Test::InternalRotation0 => "internal rotation, hip straight".to_owned(),
        Test::ExternalRotation0 => "external rotation, hip straight".to_owned(),
        Test::Faber => "figure four (FABER)".to_owned(),
        Test::Fadir => "flexion-adduction-rotation (FADIR)".to_owned(),
        Test::Ely => "prone knee bend (Ely)".to_owned(),
        Test::Popliteal => "knee extension at hip 90°".to_owned(),
        Test::SingleLegSquat => "single-leg squat".to_owned(),
        Test::SingleLegBridge => "single-leg bridge".to_owned(),
        Test::SitToStand => "sit to stand".to_owned(),
        Test::GaitHipExtension => "walking".to_owned(),
        other => spaced(other),
    }
}

/// A value as people call it: test, how it was done, what was read.
pub(crate) fn value_of(of: TestValue) -> String {
    let name = test(of.test);
    match (of.quantity, of.mode) {
        (Some(quantity), _) => format!("{name}: {}", spaced(quantity)),
        (None, Mode::ContractRelax) => format!("{name}, contract–relax"),
        (None, Mode::Movement | Mode::Strength | Mode::Observation) => name,
        (None, mode) => format!("{name}, {mode}"),
    }
}

/// A count with its noun.
pub(crate) fn counted(count: impl TryInto<u64>, noun: &str) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// The sign of a unit, with its space where one belongs.
pub(crate) fn unit_sign(unit: Unit) -> &'static str {
    match unit {
        Unit::Deg => "°",
        Unit::Points => " points",
        Unit::Reps => " reps",
        Unit::Seconds => " s",
        Unit::Newton => " N",
        Unit::Percent => " %",
        Unit::Centimetre => " cm",
    }
}

/// The sign of a value's unit.
pub(crate) fn sign_of(of: TestValue) -> &'static str {
    unit_sign(coxa_formats::unit_of(of.test, of.quantity))
}

/// A whole number, never a negative zero.
fn whole(value: f64) -> String {
    format!("{:.0}", value.round() + 0.0)
}

/// An estimate with its interval.
pub(crate) fn interval(value: Interval, unit: &str) -> String {
    format!("{}{unit} ({} to {})", whole(value.estimate), whole(value.low), whole(value.high))
}

/// An estimate and half the width of its interval.
pub(crate) fn give_or_take(value: Interval, unit: &str) -> String {
    format!("{}{unit} ± {}", whole(value.estimate), whole(((value.high - value.low) / 2.0).abs()))
}

/// A dose as one reads it aloud.
pub(crate) fn dose(dose: &PlannedDose) -> String {
    let work = match dose.work {
        Work::HoldSeconds(seconds) => format!("hold {seconds} s"),
        Work::Reps(reps) => format!("{reps} reps"),
        Work::ContractRelax { contract_s, stretch_s } => format!("{contract_s} s contract + {stretch_s} s stretch"),
    };
    let load = if dose.load_grade == 0 { String::new() } else { format!(", load grade {}", dose.load_grade) };
    let (start, cap) = (dose.effort_start, dose.effort_cap);
    let challenge = if start == cap { format!("{cap}") } else { format!("{start} to {cap}") };
    format!("{} × {work}{load}, challenge {challenge} of 10", dose.sets)
}

/// The side a drill trains.
pub(crate) fn side(side: Option<Side>) -> String {
    side.map_or_else(|| "both".to_owned(), |side| side.to_string())
}

/// The name of a drill for people; its id when the library lost it.
pub(crate) fn drill(id: &DrillId) -> String {
    let row = coxa_knowledge::knowledge().prescribe.drill(id);
    row.map_or_else(|| id.to_string(), |row| row.name.clone())
}

/// What may be said about a side, in words.
pub(crate) fn naming(naming: Naming) -> String {
    match naming {
        Naming::Mechanism(mechanism) => spaced(mechanism),
        Naming::Family(family) => format!("the {} group", spaced(family)),
        Naming::Likely(family) => format!("probably the {} group", spaced(family)),
        Naming::NotDistinguishable => "not distinguishable from these tests".to_owned(),
        Naming::NoRestriction => "no restriction found".to_owned(),
        Naming::NotAssessed => "not assessed".to_owned(),
    }
}

/// One reason as a line: rule, words, sources.
pub(crate) fn reason(reason: &Reason) -> String {
    let sources: Vec<&str> = reason.sources.iter().map(AsRef::as_ref).collect();
    let sources = if sources.is_empty() { String::new() } else { format!(" [{}]", sources.join(", ")) };
    format!("{}: {}{sources}", reason.rule, reason.text)
}

/// Reasons as lines, each said once; several events may lead to the same one.
pub(crate) fn reasons<'a>(all: impl IntoIterator<Item = &'a Reason>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in all.into_iter().map(reason) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{give_or_take, interval};
    use coxa::vocabulary::Interval;

    #[test]
    fn a_value_a_little_below_zero_is_not_shown_as_minus_nothing() {
        let value = Interval { estimate: -0.3, low: -0.49, high: 0.4 };
        assert_eq!(interval(value, "°"), "0° (0 to 0)");
        assert_eq!(give_or_take(value, "°"), "0° ± 0");
    }
}
