//! Lines of a file of any size, one at a time, within limits.

use std::io::{BufRead, Read};

use crate::fault::{Code, InputError};

/// Largest file that is read, bytes: about two hours at 200 Hz with every coordinate of a full-body model.
pub const MOTION_LIMIT_BYTES: u64 = 512 << 20;

/// Longest line, bytes: a row of the largest models takes a few thousand.
const LINE_LIMIT_BYTES: u64 = 1 << 20;

/// Reads lines without their ends.
pub(crate) struct Lines<R> {
    reader: R,
    raw: Vec<u8>,
    line: String,
    number: usize,
    bytes: u64,
}

impl<R: BufRead> Lines<R> {
    pub(crate) const fn new(reader: R) -> Lines<R> {
        Lines { reader, raw: Vec::new(), line: String::new(), number: 0, bytes: 0 }
    }

    /// Number of the line read last, from 1.
    pub(crate) const fn number(&self) -> usize {
        self.number
    }

    /// The line read last, with its number.
    pub(crate) fn current(&self) -> (usize, &str) {
        (self.number, &self.line)
    }

    /// The next line with its number; bytes that are not UTF-8 become a mark that no number contains.
    pub(crate) fn next(&mut self) -> Result<Option<(usize, &str)>, InputError> {
        self.raw.clear();
        let read = self.reader.by_ref().take(LINE_LIMIT_BYTES + 1).read_until(b'\n', &mut self.raw);
        let number = self.number + 1;
        let read = read.map_err(|error| {
            InputError::new(Code::InputUnreadable, error.kind().to_string(), "a readable file").on_line(number)
        })? as u64;
        if read == 0 {
            return Ok(None);
        }
        self.bytes += read;
        self.number = number;
        if LINE_LIMIT_BYTES < read {
            let found = format!("a line longer than {LINE_LIMIT_BYTES} bytes");
            return Err(InputError::new(Code::InputTooLarge, found, "shorter lines").on_line(number));
        }
        if MOTION_LIMIT_BYTES < self.bytes {
            let (found, needed) = ("more".to_owned(), format!("at most {MOTION_LIMIT_BYTES} bytes"));
            return Err(InputError::new(Code::InputTooLarge, found, needed).on_line(number));
        }
        while matches!(self.raw.last(), Some(b'\n' | b'\r')) {
            self.raw.pop();
        }
        self.line.clear();
        self.line.push_str(&String::from_utf8_lossy(&self.raw));
        let line = match number {
            1 => self.line.strip_prefix('\u{feff}').unwrap_or(&self.line),
            _ => &self.line,
        };
        Ok(Some((number, line)))
    }
}
