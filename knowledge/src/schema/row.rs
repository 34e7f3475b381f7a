//! What every row of every table has in common.

use coxa::vocabulary::Status;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::problem::{Place, Problems};

/// A row of one kind of table.
pub trait Row: Serialize + DeserializeOwned {
    /// The kind: name of its `[[array]]` in the files, and what people call it.
    const KIND: &'static str;

    /// Whether a value needs a source; only the references themselves need none.
    const CITES: bool = true;

    /// Its id, unique within its kind.
    fn id(&self) -> &str;

    /// How it came to be known; `None` for rows that carry only nested values or plain text.
    fn status(&self) -> Option<Status> {
        None
    }

    /// Keys of the references it rests on.
    fn sources(&self) -> &[String] {
        &[]
    }

    /// Whether it holds the value it is about; `None` when it is not about one value.
    fn has_value(&self) -> Option<bool> {
        None
    }

    /// Notes what is wrong with this row alone.
    fn check(&self, _place: &Place, _problems: &mut Problems) {}
}

/// A row and where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placed<R> {
    /// Where.
    pub place: Place,
    /// The row.
    pub row: R,
}

/// One row of any kind, for listing and showing.
pub struct Visited<'a> {
    /// Its kind.
    pub kind: &'static str,
    /// Its id.
    pub id: &'a str,
    /// Where it stands.
    pub place: &'a Place,
    /// How it came to be known.
    pub status: Option<Status>,
    /// Keys of the references it rests on.
    pub sources: &'a [String],
    value: &'a dyn Fn() -> serde_json::Value,
}

impl Visited<'_> {
    /// The whole row as a tree of labelled values.
    #[must_use]
    pub fn tree(&self) -> serde_json::Value {
        (self.value)()
    }
}

/// Shows every row of one kind to `visit`.
pub fn visit_rows<R: Row>(rows: &[Placed<R>], visit: &mut dyn FnMut(&Visited<'_>)) {
    for Placed { place, row } in rows {
        let value = || serde_json::to_value(row).unwrap_or(serde_json::Value::Null);
        visit(&Visited {
            kind: R::KIND,
            id: row.id(),
            place,
            status: row.status(),
            sources: row.sources(),
            value: &value,
        });
    }
}

/// Implements [`Row`] for a struct with the fields `id`, `status`, `sources`.
///
/// `row!(Norm, "norm", value = |row| row.mean.is_some(), check = Norm::check_row)`; both closures may be left out.
macro_rules! row {
    ($row:ty, $kind:literal $(, value = $value:expr)? $(, check = $check:expr)?) => {
        impl $crate::schema::row::Row for $row {
            const KIND: &'static str = $kind;

            fn id(&self) -> &str {
                &self.id
            }

            fn status(&self) -> Option<coxa::vocabulary::Status> {
                Some(self.status.0)
            }

            fn sources(&self) -> &[String] {
                &self.sources
            }

            $(fn has_value(&self) -> Option<bool> {
                let value: fn(&$row) -> bool = $value;
                Some(value(self))
            })?

            $(fn check(&self, place: &$crate::schema::problem::Place, problems: &mut $crate::schema::problem::Problems) {
                let check: fn(&$row, &$crate::schema::problem::Place, &mut $crate::schema::problem::Problems) = $check;
                check(self, place, problems);
            })?
        }
    };
}
pub(crate) use row;

/// Declares the rows of one stage: a struct with one list per kind, how to read it, and how to visit it.
macro_rules! rows {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $row:ty),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: Vec<$crate::schema::row::Placed<$row>>,)*
        }

        impl $name {
            /// Reads the rows of this stage from all files.
            #[allow(unused_variables, reason = "a stage may have no rows yet")]
            pub fn load(
                tables: &mut $crate::schema::table::Tables,
                problems: &mut $crate::schema::problem::Problems,
            ) -> $name {
                $name { $($field: tables.rows::<$row>(problems),)* }
            }

            /// Shows every row to `visit`.
            #[allow(unused_variables, reason = "a stage may have no rows yet")]
            pub fn visit(&self, visit: &mut dyn FnMut(&$crate::schema::row::Visited<'_>)) {
                $($crate::schema::row::visit_rows(&self.$field, visit);)*
            }
        }
    };
}
pub(crate) use rows;
