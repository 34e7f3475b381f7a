//! The parameter section: groups of named arrays.

use std::collections::BTreeMap;

use super::number::Machine;
use crate::fault::{Code, InputError};

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
    /// The section from its fifth byte on.
    ///
    /// # Errors
    /// A record that leads outside the section or belongs to no group.
    pub(super) fn read(bytes: &[u8], machine: Machine) -> Result<Parameters, InputError> {
        let damaged =
            |what: &str| InputError::new(Code::C3dParameters, what.to_owned(), "groups and arrays inside the section");
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
            let name = walk.text(length).ok_or_else(|| damaged("a name that is cut off"))?;
            let place = walk.at;
            let next = walk.take(2).ok_or_else(|| damaged("a record that is cut off"))?;
            let next = usize::from(machine.word([next[0], next[1]]).unsigned_abs());
            if id < 0 {
                groups.insert(id.unsigned_abs() as i8, name);
            } else {
                let array = array(&mut walk, machine).ok_or_else(|| damaged("an array that is cut off"))?;
                found.push((id, name, array));
            }
            if next == 0 {
                break;
            }
            // Each record says where the next one begins; one that points back would never end.
            let to = place + next;
            if to < walk.at.min(bytes.len()) && id > 0 {
                return Err(damaged("a record that points into itself"));
            }
            walk.at = to;
        }
        let mut parameters = Parameters::default();
        for (id, name, array) in found {
            let group = groups.get(&id).ok_or_else(|| damaged("an array of no group"))?;
            parameters.arrays.insert((group.clone(), name), array);
        }
        Ok(parameters)
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
            array.texts = bytes.chunks(width).map(|text| String::from_utf8_lossy(text).trim().to_owned()).collect();
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
