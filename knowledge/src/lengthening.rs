//! What the end position of a drill lengthens, against standing, and how that is said.

use coxa::prescribe::Drill;
use coxa::skeleton::LegPose;
use coxa::skeleton::muscle::{Closeness, Lengthened, Lengthening, OutsideKnown};
use coxa::vocabulary::Direction;

/// What the end position of a drill lengthens of the trained leg, against standing with all angles at zero.
///
/// Empty when the tables lack the muscles.
#[must_use]
pub fn lengthening(drill: &Drill) -> Lengthening<'static> {
    let muscles = crate::knowledge().measure.muscles.as_ref();
    let standing = LegPose::default();
    muscles.map(|muscles| muscles.lengthening(&drill.end.legs.right, &standing)).unwrap_or_default()
}

/// Muscle, millimetres and share of optimal fibre length; an approximate one says so.
#[must_use]
pub fn lengthened_text(lengthened: &Lengthened<'_>) -> String {
    let approximate = match lengthened.path.closeness {
        Closeness::Close => "",
        Closeness::Approximate => ", approximate",
    };
    format!("{} {}{approximate}", lengthened.path.name(), elongation_text(lengthened))
}

/// Millimetres and share of optimal fibre length.
#[must_use]
pub fn elongation_text(lengthened: &Lengthened<'_>) -> String {
    format!("+{:.0} mm ({:.0} %)", lengthened.elongation_m * 1000.0, lengthened.of_fibre * 100.0)
}

/// The trained directions in which a muscle would get still longer.
#[must_use]
pub fn resisted<'a>(drill: &'a Drill, lengthened: &'a Lengthened<'_>) -> Vec<Direction> {
    drill.directions.iter().copied().filter(|direction| lengthened.geometry.resists(*direction)).collect()
}

/// What is not known at the end of the drill, one sentence for each angle that left the range of the data.
#[must_use]
pub fn unknown_texts(lengthening: &Lengthening<'_>) -> Vec<String> {
    let mut angles: Vec<(OutsideKnown, Vec<String>)> = Vec::new();
    for (path, outside) in &lengthening.unknown {
        match angles.iter_mut().find(|(met, _)| met.angle == outside.angle) {
            Some((_, names)) if names.contains(&path.muscle) => {}
            Some((_, names)) => names.push(path.muscle.clone()),
            None => angles.push((*outside, vec![path.muscle.clone()])),
        }
    }
    let sentence = |(outside, names): (OutsideKnown, Vec<String>)| {
        // Without the hip nothing is known at all, and a list of every muscle would say no more.
        let whose = if lengthening.lengthened.is_empty() && lengthening.unknown.len() == path_count() {
            String::new()
        } else {
            format!(" of {}", names.join(", "))
        };
        format!(
            "{} {:.0}° is outside the range where the muscle data{whose} hold ({:.0}° to {:.0}°).",
            capital(&outside.angle.id().replace('_', " ")),
            outside.found.deg(),
            outside.low.deg(),
            outside.high.deg()
        )
    };
    angles.into_iter().map(sentence).collect()
}

fn path_count() -> usize {
    crate::knowledge().measure.muscles.as_ref().map_or(0, |muscles| muscles.paths.len())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
