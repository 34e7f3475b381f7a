//! Keys whose set is data, not code: drills, goals, questions, sessions.

use std::sync::Arc;

macro_rules! key {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The key as written in files.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(key: &str) -> $name {
                $name(Arc::from(key))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

key! {
    /// A drill of the library, such as `st_half_kneel_hf`.
    DrillId
}
key! {
    /// A task the person wants, such as `squat_deep`: a key of the task-demand table.
    GoalId
}
key! {
    /// A safety question: `flag.symptom` or `flag.risk`, such as `rf_septic.fever`.
    QuestionId
}
key! {
    /// One training session of one person.
    SessionId
}
