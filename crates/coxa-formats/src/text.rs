//! JSON text: where each value stands, keys said twice, and serde's errors as faults with line and field.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::fault::{Code, InputError, quoted, token, uncarried};

/// Deepest nesting that is read; files of coxa need fewer than twenty levels.
const DEPTH_LIMIT: usize = 64;

/// Characters of serde's description of what it expected that a message keeps.
const NEEDED_LIMIT: usize = 200;

/// What a first pass over a JSON text finds.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// Pointer and value of every string member called `schema`.
    pub(crate) schemas: Vec<(String, String)>,
    /// The text is surely RFC 8785 canonical; one that is may also go unnoticed, which only costs time.
    pub(crate) canonical: bool,
}

enum Frame<'a> {
    Object { keys: Keys<'a>, key: Option<Cow<'a, str>> },
    Array { index: usize },
}

/// The keys of an object so far. While they come in order, as canonical JSON has them, looking at the last one is enough.
struct Keys<'a> {
    /// Where those in order begin in the walk's list, which the objects around this one share.
    from: usize,
    others: BTreeSet<Cow<'a, str>>,
}

/// What a key is among those before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum New {
    InOrder,
    OutOfOrder,
    No,
}

impl<'a> Keys<'a> {
    fn insert(&mut self, key: Cow<'a, str>, ordered: &mut Vec<Cow<'a, str>>) -> New {
        let mine = ordered.get(self.from..).unwrap_or_default();
        if self.others.is_empty() && mine.last().is_none_or(|last| *last < key) {
            ordered.push(key);
            return New::InOrder;
        }
        if self.others.contains(&key) || mine.binary_search(&key).is_ok() {
            return New::No;
        }
        self.others.insert(key);
        New::OutOfOrder
    }
}

/// One token with the path that it belongs to.
struct Walk<'a> {
    text: &'a str,
    at: usize,
    stack: Vec<Frame<'a>>,
    /// The keys in order of every open object, the innermost last.
    ordered: Vec<Cow<'a, str>>,
}

enum Token<'a> {
    Key(Cow<'a, str>, New),
    /// With its quotes, and whether an escape is in it.
    Text {
        raw: &'a str,
        escaped: bool,
    },
    Other,
}

impl<'a> Walk<'a> {
    const fn new(text: &'a str) -> Walk<'a> {
        Walk { text, at: 0, stack: Vec::new(), ordered: Vec::new() }
    }

    /// The path of the token just read.
    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for frame in &self.stack {
            match frame {
                Frame::Object { key: Some(key), .. } => {
                    pointer.push('/');
                    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                }
                Frame::Array { index } => pointer.push_str(&format!("/{index}")),
                Frame::Object { key: None, .. } => {}
            }
        }
        pointer
    }

    /// The next token and where it starts; `None` at the end or where the text stops being JSON.
    fn next(&mut self) -> Option<(usize, Token<'a>)> {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        let start = self.at;
        self.at += 1;
        match bytes.get(start)? {
            b'{' => {
                let keys = Keys { from: self.ordered.len(), others: BTreeSet::new() };
                self.stack.push(Frame::Object { keys, key: None });
            }
            b'[' => self.stack.push(Frame::Array { index: 0 }),
            b'}' | b']' => {
                if let Frame::Object { keys, .. } = self.stack.pop()? {
                    self.ordered.truncate(keys.from);
                }
            }
            b',' => match self.stack.last_mut()? {
                Frame::Object { key, .. } => *key = None,
                Frame::Array { index } => *index += 1,
            },
            b':' => {}
            b'"' => return self.string(start),
            _ => {
                let ends = |byte: &u8| byte.is_ascii_whitespace() || b",:{}[]\"".contains(byte);
                while bytes.get(self.at).is_some_and(|byte| !ends(byte)) {
                    self.at += 1;
                }
            }
        }
        Some((start, Token::Other))
    }

    fn string(&mut self, start: usize) -> Option<(usize, Token<'a>)> {
        let bytes = self.text.as_bytes();
        let mut escaped = false;
        loop {
            self.at += memchr::memchr2(b'"', b'\\', bytes.get(self.at..)?)?;
            if bytes.get(self.at) == Some(&b'"') {
                break;
            }
            escaped = true;
            self.at += 2;
        }
        self.at += 1;
        let raw = self.text.get(start..self.at)?;
        match self.stack.last_mut() {
            Some(Frame::Object { keys, key: key @ None }) => {
                let inner = raw.get(1..raw.len() - 1)?;
                let name = match escaped {
                    true => Cow::Owned(serde_json::from_str::<String>(raw).ok()?),
                    false => Cow::Borrowed(inner),
                };
                let new = keys.insert(name.clone(), &mut self.ordered);
                *key = Some(name.clone());
                Some((start, Token::Key(name, new)))
            }
            _ => Some((start, Token::Text { raw, escaped })),
        }
    }
}

/// Reads through a JSON text once: refuses what serde would pass over, a key said twice and hostile depth.
///
/// Syntax is left to serde: where the text stops being JSON, this stops too.
pub(crate) fn scan(text: &str) -> Result<Scan, InputError> {
    let mut walk = Walk::new(text);
    let mut found = Scan { schemas: Vec::new(), canonical: true };
    let mut in_schema = false;
    let mut end = 0;
    while let Some((start, token)) = walk.next() {
        if walk.stack.len() > DEPTH_LIMIT {
            let levels = format!("more than {DEPTH_LIMIT} levels");
            let fault = InputError::new(Code::JsonTooDeep, levels, format!("at most {DEPTH_LIMIT}"));
            return Err(fault.on_line(line_of(text, start)).at_offset(start));
        }
        let raw = text.get(start..walk.at).unwrap_or_default();
        found.canonical &= start == end;
        end = walk.at;
        match token {
            Token::Key(name, New::No) => {
                let fault =
                    InputError::new(Code::JsonDuplicateKey, format!("{} twice", quoted(&name)), "each key once");
                return Err(fault.on_line(line_of(text, start)).at_offset(start).at_field(walk.pointer()));
            }
            Token::Key(name, new) => {
                // A name with an escape is no longer a piece of the text.
                found.canonical &= new == New::InOrder && matches!(name, Cow::Borrowed(_)) && name.is_ascii();
                in_schema = name == "schema";
            }
            Token::Text { raw, escaped } => {
                found.canonical &= !escaped;
                if !std::mem::take(&mut in_schema) {
                    continue;
                }
                if let Ok(value) = serde_json::from_str(raw) {
                    found.schemas.push((walk.pointer(), value));
                }
            }
            Token::Other => {
                found.canonical &= is_canonical(raw);
                // Only a colon may stand between the key and its text.
                in_schema = in_schema && raw == ":";
            }
        }
    }
    found.canonical &= end == text.len();
    Ok(found)
}

/// Whether a token that is no text is surely spelt as RFC 8785 spells it: of numbers, those whose shortest spelling is plain.
fn is_canonical(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    match bytes.first() {
        Some(b'-' | b'0'..=b'9') => {
            let digits = raw.strip_prefix('-').unwrap_or(raw);
            let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "1"));
            let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            // Up to fifteen digits a double keeps every decimal; below a millionth RFC 8785 writes an exponent.
            let plain = digits.len() <= 15 && all_digits(whole) && all_digits(fraction) && !fraction.ends_with('0');
            let zero_first = whole.len() > 1 && whole.starts_with('0');
            plain && !zero_first && raw != "-0" && !(whole == "0" && fraction.starts_with("000000"))
        }
        _ => true,
    }
}

/// The line of a byte offset, from 1.
pub(crate) fn line_of(text: &str, offset: usize) -> usize {
    let end = offset.min(text.len());
    1 + text.as_bytes().iter().take(end).filter(|byte| **byte == b'\n').count()
}

/// Where the value of a JSON pointer starts, when the text has it.
pub(crate) fn offset_of(text: &str, pointer: &str) -> Option<usize> {
    let mut walk = Walk::new(text);
    while let Some((start, token)) = walk.next() {
        let is_value = match token {
            Token::Key(..) => false,
            Token::Text { .. } => true,
            Token::Other => !b",:}]".contains(text.as_bytes().get(start)?),
        };
        // An opening bracket has already pushed its own frame, which must not count into its path yet.
        let opened = is_value && matches!(text.as_bytes().get(start), Some(b'{' | b'['));
        if is_value {
            let own = if opened { walk.stack.pop() } else { None };
            let here = walk.pointer() == pointer;
            walk.stack.extend(own);
            if here {
                return Some(start);
            }
        }
    }
    None
}

/// The path of the token that ends at or around a byte offset.
fn pointer_at(text: &str, offset: usize) -> String {
    let mut walk = Walk::new(text);
    let mut pointer = String::new();
    while let Some((start, _)) = walk.next() {
        if start >= offset {
            break;
        }
        if walk.at >= offset {
            return walk.pointer();
        }
        // Building the path of every token would be slow; only the last one before the offset matters.
        if walk.text.get(walk.at..offset).is_some_and(|rest| rest.trim().is_empty()) {
            pointer = walk.pointer();
        }
    }
    pointer
}

/// A serde error as a fault, with line, offset and field found in the text it came from.
pub(crate) fn fault_of(error: &serde_json::Error, text: &str) -> InputError {
    use serde_json::error::Category;
    let offset = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum::<usize>()
        .saturating_add(error.column())
        .min(text.len());
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    let before = text.get(..offset).map_or("", |before| before.trim_end().lines().next_back().unwrap_or(""));
    let tail: String = before.chars().skip(before.chars().count().saturating_sub(24)).collect();
    let fault = match error.classify() {
        Category::Eof => {
            InputError::new(Code::JsonTruncated, format!("the end after {}", quoted(&tail)), "complete JSON")
        }
        Category::Data => data_fault(message),
        Category::Syntax | Category::Io => {
            InputError::new(Code::JsonSyntax, quoted(&tail), format!("JSON ({})", token(message, NEEDED_LIMIT)))
        }
    };
    if error.line() == 0 {
        return fault;
    }
    fault.on_line(error.line()).at_offset(offset).at_field(pointer_at(text, offset))
}

/// A wire value as a tree. By way of its text, so that each type is written in one way only: in a browser every further way
/// would have to be downloaded.
pub(crate) fn tree_of<T: serde::Serialize>(wire: &T) -> Result<serde_json::Value, InputError> {
    let text = serde_json::to_string_pretty(wire).map_err(|error| data_fault(&error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| data_fault(&error.to_string()))
}

/// A tree as a wire value, by way of its text as in [`tree_of`]; the place of a fault is the field alone.
pub(crate) fn from_tree<T: serde::de::DeserializeOwned>(tree: &serde_json::Value) -> Result<T, InputError> {
    let text = tree.to_string();
    serde_json::from_str(&text).map_err(|error| {
        let mut fault = fault_of(&error, &text);
        (fault.place.line, fault.place.offset) = (None, None);
        fault
    })
}

/// A serde data error, told by the words that serde itself fixes.
pub(crate) fn data_fault(message: &str) -> InputError {
    if let Some(fault) = uncarried(message) {
        return fault;
    }
    let (found, needed) = message.rsplit_once(", expected ").unwrap_or((message, "another value"));
    let needed = token(needed, NEEDED_LIMIT);
    let named = |found: &str| quoted(found.split('`').nth(1).unwrap_or(found));
    if found.starts_with("unknown field") {
        InputError::new(Code::JsonUnknownField, named(found), needed)
    } else if found.starts_with("unknown variant") {
        InputError::new(Code::VocabularyUnknownId, named(found), needed)
    } else if found.starts_with("missing field") {
        InputError::new(Code::JsonMissingField, "nothing", named(found))
    } else if found.starts_with("duplicate field") {
        InputError::new(Code::JsonDuplicateKey, format!("{} twice", named(found)), "each key once")
    } else {
        let found = found.strip_prefix("invalid type: ").or(found.strip_prefix("invalid value: ")).unwrap_or(found);
        InputError::new(Code::JsonWrongType, token(found, NEEDED_LIMIT.min(64)), needed)
    }
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
