//! Broken files from good ones: seeded, so that a failure can be repeated by its number.

/// A small generator of numbers (xorshift64*, Vigna 2016): the tests need no more than variety.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16;
        (number % limit.max(1) as u64) as usize
    }
}

/// Pieces that break readers: numbers no one means, words of other files, brackets, bytes that are no text.
const PIECES: [&[u8]; 36] = [
    b"NaN",
    b"nan",
    b"-inf",
    b"Infinity",
    b"1e999",
    b"-1e308",
    b"99999999999999999999999",
    b"0.0000000000000000001",
    b"-0",
    b"null",
    b"true",
    b"\"\"",
    b"\"unknown_id\"",
    b"{}",
    b"[]",
    b"[[[[[[[[",
    b"{\"a\":{\"a\":{\"a\":",
    b"]",
    b"}",
    b",",
    b":",
    b"\"",
    b"\\",
    b"\\u0000",
    b"\xff\xfe",
    b"\x00",
    b"\xc3",
    b"\r\n",
    b"\n",
    b"\t\t",
    b";",
    b"1,5",
    b"nRows=4294967295",
    b"inDegrees=maybe",
    b"\"schema\":\"coxa.assessment/9\",",
    b"2026-13-45T99:99:99Z",
];

/// One broken copy of a file; the same number gives the same copy.
pub(crate) fn mutated(original: &[u8], number: u64) -> Vec<u8> {
    let mut dice = Dice::new(number + 1);
    match dice.below(60) {
        0 => return Vec::new(),
        1 => return (0..dice.below(4_000)).map(|_| dice.below(256) as u8).collect(),
        2 => return [b"[".repeat(20_000), original.to_vec()].concat(),
        3 => return b"{\"a\":".repeat(5_000),
        4 => return original.repeat(2),
        _ => {}
    }
    let mut bytes = original.to_vec();
    for _ in 0..=dice.below(3) {
        let at = dice.below(bytes.len());
        let end = (at + 1 + dice.below(40)).min(bytes.len());
        match dice.below(9) {
            0 => bytes.truncate(at),
            1 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << dice.below(8);
                }
            }
            2 => drop(bytes.drain(at..end)),
            3 => {
                let copy = bytes.get(at..end).unwrap_or_default().to_vec();
                bytes.splice(at..at, copy);
            }
            4 => {
                let from = dice.below(original.len());
                let other = original.get(from..(from + 60).min(original.len())).unwrap_or_default().to_vec();
                bytes.splice(at..end, other);
            }
            5 => drop(bytes.splice(at..at, PIECES[dice.below(PIECES.len())].iter().copied())),
            6 | 7 => replace_value(&mut bytes, at, PIECES[dice.below(PIECES.len())]),
            _ => {
                let line_start = bytes.iter().take(at).rposition(|byte| *byte == b'\n').map_or(0, |index| index + 1);
                let line_end =
                    bytes.iter().skip(at).position(|byte| *byte == b'\n').map_or(bytes.len(), |n| at + n + 1);
                let line: Vec<u8> = bytes.drain(line_start..line_end).collect();
                let to = dice.below(bytes.len() + 1);
                bytes.splice(to..to, line);
            }
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

/// Puts a piece where the next number or word of the file stands, so that the file around it stays whole.
fn replace_value(bytes: &mut Vec<u8>, at: usize, piece: &[u8]) {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-+".contains(byte);
    let Some(start) = bytes.iter().skip(at).position(is_part).map(|offset| at + offset) else { return };
    let end = bytes.iter().skip(start).position(|byte| !is_part(byte)).map_or(bytes.len(), |offset| start + offset);
    bytes.splice(start..end, piece.iter().copied());
}
