//! The parameter section: groups of named arrays.

use std::collections::BTreeMap;

use super::number::Machine;
use crate::fault::{Code, InputError, quoted};

/// One array, of any number of dimensions.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Array {
    /// Texts, one for each row, where it holds characters.
    pub(super) texts: Vec<String>,
    /// Numbers, where it holds these.
    pub(super) numbers: Vec<f64>,
}

/// Arrays by group and name, both in capitals.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    arrays: BTreeMap<(String, String), Array>,
    /// What ended the section before its end, and where; what stands behind it was not read.
    damage: Option<String>,
}

/// Walks over bytes and never beyond them.
struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Walk<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(count)?)?;
        self.at += count;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    fn text(&mut self, count: usize) -> Option<String> {
        self.take(count).map(|bytes| String::from_utf8_lossy(bytes).trim().to_ascii_uppercase())
    }
}

impl Parameters {
    /// The section from its fifth byte on, as far as it is whole.
    pub(super) fn read(bytes: &[u8], machine: Machine) -> Parameters {
        let mut parameters = Parameters::default();
        let mut walk = Walk { bytes, at: 0 };
        let mut groups: BTreeMap<i8, String> = BTreeMap::new();
        let mut found: Vec<(i8, String, Array)> = Vec::new();
        while let (Some(length), Some(id)) = (walk.byte(), walk.byte()) {
            // A negative length only says that the record is locked.
            let length = usize::from((length as i8).unsigned_abs());
            if length == 0 {
                break;
            }
            let id = id as i8;
            match record(&mut walk, length, id, machine) {
                Ok((name, array, next)) => {
                    match array {
                        None => drop(groups.insert(id.unsigned_abs() as i8, name)),
                        Some(array) => found.push((id, name, array)),
                    }
                    let Some(next) = next else { break };
                    walk.at = next;
                }
                Err(what) => {
                    parameters.damage = Some(format!("{what}, byte {}", walk.at));
                    break;
                }
            }
        }
        for (id, name, array) in found {
            match groups.get(&id) {
                Some(group) => drop(parameters.arrays.insert((group.clone(), name), array)),
                None => parameters.damage = Some(format!("{} of no group", quoted(&name))),
            }
        }
        parameters
    }

    /// What ended the section too early.
    pub(super) fn damage(&self) -> Option<&str> {
        self.damage.as_deref()
    }

    /// The fault of parameters without which nothing can be read.
    pub(super) fn damaged(what: &str) -> InputError {
        InputError::new(Code::C3dParameters, what.to_owned(), "groups and arrays inside the section")
    }

    pub(super) fn number(&self, group: &str, name: &str) -> Option<f64> {
        self.array(group, name)?.numbers.first().copied()
    }

    pub(super) fn numbers(&self, group: &str, name: &str) -> &[f64] {
        self.array(group, name).map_or(&[], |array| &array.numbers)
    }

    pub(super) fn texts(&self, group: &str, name: &str) -> &[String] {
        self.array(group, name).map_or(&[], |array| &array.texts)
    }

    fn array(&self, group: &str, name: &str) -> Option<&Array> {
        self.arrays.get(&(group.to_owned(), name.to_owned()))
    }
}

/// A record after its length and group: its name, its array unless it is a group, and where the next one begins, if any does.
fn record(
    walk: &mut Walk<'_>,
    length: usize,
    id: i8,
    machine: Machine,
) -> Result<(String, Option<Array>, Option<usize>), &'static str> {
    let name = walk.text(length).ok_or("a name that is cut off")?;
    let place = walk.at;
    let next = walk.take(2).ok_or("a record that is cut off")?;
    let next = usize::from(machine.word([next[0], next[1]]).unsigned_abs());
    let array = if id < 0 { None } else { Some(array(walk, machine).ok_or("an array that is cut off")?) };
    // Each record says where the next one begins; one that points back would never end.
    let to = place + next;
    if next != 0 && array.is_some() && to < walk.at {
        return Err("a record that points into itself");
    }
    Ok((name, array, (next != 0).then_some(to)))
}

fn array(walk: &mut Walk<'_>, machine: Machine) -> Option<Array> {
    let kind = walk.byte()? as i8;
    let dimensions = usize::from(walk.byte()?);
    let dimensions: Vec<usize> = walk.take(dimensions)?.iter().map(|size| usize::from(*size)).collect();
    let count = dimensions.iter().try_fold(1_usize, |product, size| product.checked_mul(*size))?;
    let size = usize::from(kind.unsigned_abs());
    let bytes = walk.take(count.checked_mul(size)?)?;
    let mut array = Array { texts: Vec::new(), numbers: Vec::new() };
    match kind {
        -1 => {
            let width = dimensions.first().copied().unwrap_or(1).max(1);
            // Some programs fill up with zero bytes in place of spaces.
            let text = |text: &[u8]| String::from_utf8_lossy(text).replace('\0', " ").trim().to_owned();
            array.texts = bytes.chunks(width).map(text).collect();
        }
        1 => array.numbers = bytes.iter().map(|byte| f64::from(*byte)).collect(),
        // Counts above 32,767 are written into the same sixteen bits.
        2 => {
            array.numbers =
                bytes.chunks_exact(2).map(|pair| f64::from(machine.word([pair[0], pair[1]]) as u16)).collect()
        }
        4 => {
            let float = |four: &[u8]| f64::from(machine.float([four[0], four[1], four[2], four[3]]));
            array.numbers = bytes.chunks_exact(4).map(float).collect();
        }
        _ => return None,
    }
    Some(array)
}
