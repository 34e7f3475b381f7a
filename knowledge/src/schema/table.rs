//! Files of tables: parsed once, rows handed out by kind, leftovers noticed.

use std::collections::{BTreeMap, BTreeSet};

use coxa::vocabulary::Status;

use super::problem::{Place, Problems};
use super::row::{Placed, Row};
use super::value::{fault_of, weakness};

/// All files of tables, parsed.
pub struct Tables {
    files: Vec<File>,
    /// Kinds that were asked for; a kind nobody asks for is a misspelling.
    kinds: BTreeSet<&'static str>,
    /// Every source key met, with the place of its row.
    sources: Vec<(Place, String)>,
}

struct File {
    name: String,
    content: toml::Table,
    /// Lines of the headers of each kind, in order.
    lines: BTreeMap<String, Vec<usize>>,
}

impl Tables {
    /// Parses every file; one that is not TOML is noted and left out.
    ///
    /// * `files` – contents by path below `tables/`
    pub fn parse(files: &BTreeMap<String, String>, problems: &mut Problems) -> Tables {
        let mut parsed = Vec::new();
        for (name, text) in files {
            match toml::from_str::<toml::Table>(text) {
                Ok(content) => parsed.push(File { name: name.clone(), content, lines: header_lines(text) }),
                Err(error) => {
                    let line = error.span().map_or(0, |span| 1 + text[..span.start].matches('\n').count());
                    let place = Place { file: name.clone(), line, row: "-".into() };
                    problems.add(&place, error.message(), "TOML", "correct the file");
                }
            }
        }
        Tables { files: parsed, kinds: BTreeSet::new(), sources: Vec::new() }
    }

    /// Ids of all rows of one kind, also of those that cannot be read: what refers to them is not wrong.
    #[must_use]
    pub fn ids(&self, kind: &str) -> BTreeSet<String> {
        let rows = self.files.iter().filter_map(|file| file.content.get(kind)?.as_array()).flatten();
        rows.filter_map(raw_id).collect()
    }

    /// Every row of one kind from all files, those that can be read.
    pub fn rows<R: Row>(&mut self, problems: &mut Problems) -> Vec<Placed<R>> {
        self.kinds.insert(R::KIND);
        let mut rows = Vec::new();
        let mut ids = BTreeMap::<String, Place>::new();
        for file in &self.files {
            let Some(value) = file.content.get(R::KIND) else { continue };
            let Some(array) = value.as_array() else {
                let place = Place { file: file.name.clone(), line: 0, row: R::KIND.into() };
                problems.add(&place, value.type_str(), format!("[[{}]]", R::KIND), "write it as a list of rows");
                continue;
            };
            let lines = file.lines.get(R::KIND).map_or(&[][..], Vec::as_slice);
            for (number, raw) in array.iter().enumerate() {
                let place = Place {
                    file: file.name.clone(),
                    line: lines.get(number).copied().unwrap_or(0),
                    row: raw_id(raw).unwrap_or_else(|| format!("{} {}", R::KIND, number + 1)),
                };
                let first_fault = problems.count();
                check_numbers(raw, &place, problems);
                check_weaker(raw, &place, problems);
                check_gaps(raw, &place, problems);
                collect_sources(raw, &place, &mut self.sources);
                match raw.clone().try_into::<R>() {
                    Ok(row) => {
                        if problems.count() == first_fault {
                            check_row(&row, &place, problems);
                        }
                        if let Some(first) = ids.insert(row.id().to_string(), place.clone()) {
                            let found = format!("id {:?} again, first in {}:{}", row.id(), first.file, first.line);
                            problems.add(&place, found, "an id of its own", "rename or remove one of the two rows");
                        }
                        rows.push(Placed { place, row });
                    }
                    // A number that is not finite also fails to parse where an integer is needed; once is enough.
                    Err(error) if problems.count() == first_fault => problems.add_message(&place, &error.to_string()),
                    Err(_) => {}
                }
            }
        }
        rows
    }

    /// Notes every key at the top of a file that no stage read.
    pub fn check_leftovers(&self, problems: &mut Problems) {
        for file in &self.files {
            for key in file.content.keys().filter(|key| !self.kinds.contains(key.as_str())) {
                let line = file.lines.get(key).and_then(|lines| lines.first()).copied().unwrap_or(0);
                let place = Place { file: file.name.clone(), line, row: key.clone() };
                let known = self.kinds.iter().copied().collect::<Vec<_>>().join(", ");
                problems.add(&place, format!("unknown kind {key:?}"), format!("one of {known}"), "rename or remove it");
            }
        }
    }

    /// Notes every source key without a reference.
    pub fn check_sources(&self, known: &BTreeSet<String>, problems: &mut Problems) {
        for (place, key) in self.sources.iter().filter(|(_, key)| !known.contains(key)) {
            let needed = "the key of a row in references.toml";
            problems.add(place, format!("unknown source {key:?}"), needed, "add the reference or correct the key");
        }
    }
}

fn check_row<R: Row>(row: &R, place: &Place, problems: &mut Problems) {
    if R::CITES
        && let Some(status) = row.status()
        && let Some((found, needed)) = fault_of(status, row.sources(), row.has_value())
    {
        problems.add(place, found, needed, "correct the row");
    }
    row.check(place, problems);
}

/// The id a row is found by, as far as the raw row tells.
fn raw_id(raw: &toml::Value) -> Option<String> {
    ["id", "key", "mechanism"].iter().find_map(|key| raw.get(key)?.as_str()).map(str::to_string)
}

fn check_numbers(raw: &toml::Value, place: &Place, problems: &mut Problems) {
    match raw {
        toml::Value::Float(number) if !number.is_finite() => {
            problems.add(place, number, "a finite number", "correct it, or leave the value out with status GAP");
        }
        toml::Value::Array(items) => items.iter().for_each(|item| check_numbers(item, place, problems)),
        toml::Value::Table(items) => items.values().for_each(|item| check_numbers(item, place, problems)),
        _ => {}
    }
}

/// `weaker` names values of the same row, and each is weaker than the row.
fn check_weaker(raw: &toml::Value, place: &Place, problems: &mut Problems) {
    let own = status_of(raw);
    for (key, value) in raw.get("weaker").and_then(toml::Value::as_table).into_iter().flatten() {
        if raw.get(key.as_str()).is_none() {
            problems.add(place, format!("weaker {key:?}"), "a key of the same row", "correct the key or remove it");
        }
        // What a gap still holds, such as an age, is always better known than the value it lacks.
        if let (Some(own), Some(status)) = (own, value.as_str().and_then(|id| id.parse::<Status>().ok()))
            && own != Status::Gap
            && weakness(status) <= weakness(own)
        {
            let found = format!("weaker {key:?} {status} in a row that is {own}");
            problems.add(place, found, "a status weaker than the row's", "correct it or remove it");
        }
    }
}

/// What calls itself a gap, at any depth, holds no number; whom it would describe may be said by `ages`.
fn check_gaps(raw: &toml::Value, place: &Place, problems: &mut Problems) {
    if status_of(raw) == Some(Status::Gap)
        && raw.as_table().is_some_and(|table| table.iter().any(|(key, value)| key != "ages" && holds_number(value)))
        && let Some((found, needed)) = fault_of(Status::Gap, &[], Some(true))
    {
        problems.add(place, found, needed, "correct the row");
    }
    match raw {
        toml::Value::Table(items) => items.values().for_each(|item| check_gaps(item, place, problems)),
        toml::Value::Array(items) => items.iter().for_each(|item| check_gaps(item, place, problems)),
        _ => {}
    }
}

/// Whether a number stands in a value; one with a status of its own answers for itself.
fn holds_number(raw: &toml::Value) -> bool {
    match raw {
        toml::Value::Integer(_) | toml::Value::Float(_) => true,
        toml::Value::Array(items) => items.iter().any(holds_number),
        toml::Value::Table(items) => status_of(raw).is_none() && items.values().any(holds_number),
        _ => false,
    }
}

fn status_of(raw: &toml::Value) -> Option<Status> {
    raw.get("status")?.as_str()?.parse().ok()
}

/// Source keys stand under `sources` at any depth.
fn collect_sources(raw: &toml::Value, place: &Place, sources: &mut Vec<(Place, String)>) {
    match raw {
        toml::Value::Table(items) => {
            for (key, value) in items {
                if key == "sources" {
                    let keys = value.as_array().into_iter().flatten().filter_map(toml::Value::as_str);
                    sources.extend(keys.map(|key| (place.clone(), key.to_string())));
                } else {
                    collect_sources(value, place, sources);
                }
            }
        }
        toml::Value::Array(items) => items.iter().for_each(|item| collect_sources(item, place, sources)),
        _ => {}
    }
}

/// Line numbers, from 1, of every `[[kind]]` and `[kind]` header and every `kind =` at the start of a line.
fn header_lines(text: &str) -> BTreeMap<String, Vec<usize>> {
    let mut lines = BTreeMap::<String, Vec<usize>>::new();
    for (number, line) in text.lines().enumerate() {
        let key = match line.strip_prefix("[[").and_then(|rest| rest.split_once("]]")) {
            Some((kind, _)) => kind.trim(),
            None => match line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
                Some((kind, _)) => kind.trim(),
                None => continue,
            },
        };
        lines.entry(key.to_string()).or_default().push(number + 1);
    }
    lines
}
