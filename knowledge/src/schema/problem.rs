//! What is wrong with a table, where, and what to do.

use std::fmt;

/// Where a row stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Place {
    /// File below `tables/`.
    pub file: String,
    /// Line of the row's header, from 1; 0 when the problem concerns the whole file.
    pub line: usize,
    /// Id of the row, or its kind and number when it has none.
    pub row: String,
}

/// One thing wrong with one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What was found.
    pub found: String,
    /// What was needed.
    pub needed: String,
    /// What to do.
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { file, line, row } = &self.place;
        let Problem { found, needed, remedy, .. } = self;
        match line {
            0 => write!(f, "{file}: row {row}: found {found}, needed {needed}; {remedy}"),
            _ => write!(f, "{file}:{line}: row {row}: found {found}, needed {needed}; {remedy}"),
        }
    }
}

/// Everything found wrong so far; reading goes on so that one build shows all of it.
#[derive(Debug, Default)]
pub struct Problems {
    list: Vec<Problem>,
}

impl Problems {
    /// Notes one problem.
    pub fn add(&mut self, place: &Place, found: impl fmt::Display, needed: impl fmt::Display, remedy: &str) {
        self.list.push(Problem {
            place: place.clone(),
            found: found.to_string(),
            needed: needed.to_string(),
            remedy: remedy.to_string(),
        });
    }

    /// Notes a message of a parser, split into what it found and what it needed as far as it says so.
    pub fn add_message(&mut self, place: &Place, message: &str) {
        let message = message.trim().replace('\n', " ");
        let (found, needed) = [", expected ", "; "]
            .iter()
            .find_map(|cut| message.split_once(cut))
            .unwrap_or((message.as_str(), "what the schema describes"));
        self.add(place, found, needed, "correct the row");
    }

    /// Everything noted, in the order of the files.
    #[must_use]
    pub fn into_sorted(mut self) -> Vec<Problem> {
        self.list.sort_by(|a, b| (&a.place.file, a.place.line).cmp(&(&b.place.file, b.place.line)));
        self.list
    }

    /// How many there are so far.
    #[must_use]
    pub fn count(&self) -> usize {
        self.list.len()
    }
}
