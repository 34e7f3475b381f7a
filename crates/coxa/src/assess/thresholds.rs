//! The named thresholds of assessing: rows of a table, read once and complete or not at all.

use std::collections::BTreeMap;

use crate::vocabulary::Sourced;

/// Declares one field and one table key for each threshold.
macro_rules! thresholds {
    ($($(#[$meta:meta])* $key:ident),+ $(,)?) => {
        /// Every threshold that assessing needs, by the key of its row.
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub struct Thresholds {
            $($(#[$meta])* pub $key: f64,)+
        }

        impl Thresholds {
            /// The keys a table must hold.
            pub const KEYS: &'static [&'static str] = &[$(stringify!($key)),+];

            /// Reads the thresholds from their rows.
            ///
            /// # Errors
            /// [`MissingThreshold`] names the first row that is absent or not a finite number.
            pub fn read(rows: &BTreeMap<String, Sourced<f64>>) -> Result<Thresholds, MissingThreshold> {
                let value = |key: &'static str| match rows.get(key) {
                    Some(row) if row.value.is_finite() => Ok(row.value),
                    _ => Err(MissingThreshold { key }),
                };
                Ok(Thresholds { $($key: value(stringify!($key))?,)+ })
            }
        }
    };
}

thresholds! {
    /// From this probability on a mechanism is named.
    name_mechanism_probability,
    /// From this probability on a family is named.
    name_family_probability,
    /// From this probability on a family is called likely.
    name_likely_probability,
    /// From this probability on a side is called unrestricted.
    name_none_probability,
    /// Below norm by so many SDs is short.
    short_sd,
    /// From this probability of being short on, stretching is useful.
    useful_probability,
    /// From this probability of being short on, a wanted task makes stretching useful.
    possibly_short_probability,
    /// So many directions must be measured before a side is said to have nothing short.
    normal_least_directions,
    /// Above norm by so many SDs is beyond it.
    beyond_sd,
    /// From this probability of bone and version on, a direction is not stretched.
    shape_probability,
    /// From this probability of instability on, no direction is stretched.
    hypermobile_probability,
    /// Age from which gains by stretching unselected hip flexors are within error, years.
    older_adult_years,
    /// Standard error added when the pelvis was free, degrees.
    pelvis_free_se_deg,
    /// Standard error added when nobody knows whether the pelvis was held, degrees.
    pelvis_unknown_se_deg,
    /// Standard error where no row knows the instrument, in the unit.
    default_standard_error,
    /// Angles beyond this size are not believed, degrees.
    implausible_deg,
    /// Odds of one restriction against none before any test.
    one_restriction_odds,
    /// Odds of two restrictions against none before any test.
    two_restrictions_odds,
    /// Usual size of a restriction, in units of its signature.
    restriction_size_mean,
    /// SD of that size.
    restriction_size_sd,
    /// Ordinary variation between people, as a share of the population's.
    background_spread,
    /// A mechanism that costs less than this in every test, in SDs of the test, does not limit.
    limiting_sd,
    /// Correlation between two muscles of one side.
    correlation_muscle_muscle,
    /// Correlation between two parts of the capsule of one side.
    correlation_capsule_capsule,
    /// Correlation between a muscle and a part of the capsule of one side.
    correlation_muscle_capsule,
    /// Correlation between bone and guarding of one side.
    correlation_bone_guarding,
    /// Correlation between left and right of what is peculiar to a test.
    correlation_specific_left_right,
    /// Degrees of freedom of the error of a reading: fewer trust a misfit less.
    robust_freedom,
    /// A reading that misfits by so many SDs should be repeated.
    repeat_misfit_sd,
    /// Weight of a contrast whose angles the signatures have already weighed, 0–1.
    contrast_weight_angles,
    /// Weight of a contrast that rests on something else, 0–1.
    contrast_weight_other,
    /// Weight of a contrast for a mechanism that only tests of its own judge, 0–1.
    contrast_weight_own,
    /// Costs smaller than this share of a test's SD are left out.
    cost_least_sd,
    /// A next test that tells less than this is not proposed, nats.
    next_test_least_nats,
    /// Next tests that differ by less than this count as equally telling, nats.
    next_test_tie_nats,
    /// A next test that tells at least this narrows things down a lot, nats.
    next_test_much_nats,
    /// Passive minus active range of at least this is borrowed where no contrast of the test has its own line, degrees.
    borrowed_least_deg,
    /// Passive minus active range of at least so many times its measurement error is borrowed.
    borrowed_least_mdc,
    /// How many next tests are proposed.
    next_tests,
    /// Most days that the home battery is spread over.
    battery_days,
    /// Minutes of home tests on one day.
    battery_minutes_per_day,
    /// Changes of position between the home tests of one day.
    battery_changes_per_day,
    /// A home test that shows what a wanted task asks for counts as telling so much more, nats.
    battery_goal_nats,
}

/// A threshold without a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no row for threshold {key:?}; assessing needs all of them, add it to the table of thresholds")]
pub struct MissingThreshold {
    /// The key of the row.
    pub key: &'static str,
}
