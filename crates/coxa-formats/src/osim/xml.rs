//! Reading elements of a model file, with the line of whatever is wrong.

use std::borrow::Cow;

use roxmltree::{Document, Node};

use crate::fault::{Code, InputError, quoted, token};

/// Longest piece of the parser's own message, characters.
const MESSAGE_LIMIT: usize = 160;

/// The text as a parser of XML bears it: old versions wrote C++ names such as `Force::Parameters` for elements.
pub(super) fn readable(text: &str) -> Cow<'_, str> {
    // Nothing that kinematics reads has two colons; the same length keeps every line and column.
    if text.contains("::") { Cow::Owned(text.replace("::", "__")) } else { Cow::Borrowed(text) }
}

/// A document, or the line at which it stops being one.
pub(super) fn parse(text: &str) -> Result<Document<'_>, InputError> {
    Document::parse(text).map_err(|error| {
        let found = token(&error.to_string(), MESSAGE_LIMIT);
        InputError::new(Code::OsimSyntax, found, "well-formed XML").on_line(error.pos().row as usize)
    })
}

/// The first child of this tag.
pub(super) fn child<'a, 'i>(node: Node<'a, 'i>, tag: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|it| it.has_tag_name(tag))
}

/// Child elements.
pub(super) fn elements<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(Node::is_element)
}

/// Elements of a set: those in its `objects`, or the set's own where it lists them directly.
pub(super) fn members<'a, 'i>(set: Option<Node<'a, 'i>>) -> Vec<Node<'a, 'i>> {
    let Some(set) = set else { return Vec::new() };
    match child(set, "objects") {
        Some(objects) => elements(objects).collect(),
        None => elements(set).filter(|it| !it.has_tag_name("groups")).collect(),
    }
}

/// The text of a child, without space around; `None` when it is absent or empty.
pub(super) fn text<'a>(node: Node<'a, '_>, tag: &str) -> Option<&'a str> {
    child(node, tag).and_then(|it| it.text()).map(str::trim).filter(|text| !text.is_empty())
}

/// The `name` attribute.
pub(super) fn name<'a>(node: Node<'a, '_>) -> &'a str {
    node.attribute("name").unwrap_or_default()
}

/// Line of an element, from 1.
pub(super) fn line(node: Node<'_, '_>) -> usize {
    node.document().text_pos_at(node.range().start).row as usize
}

/// A fault at an element.
pub(super) fn fault(node: Node<'_, '_>, code: Code, found: impl Into<String>, needed: &str) -> InputError {
    let field = match name(node) {
        "" => node.tag_name().name().to_owned(),
        own => format!("{} {own}", node.tag_name().name()),
    };
    InputError::new(code, found, needed).on_line(line(node)).at_field(field)
}

/// The numbers of a child; `None` when it is absent or empty.
pub(super) fn numbers(node: Node<'_, '_>, tag: &str) -> Result<Option<Vec<f64>>, InputError> {
    let Some(text) = text(node, tag) else { return Ok(None) };
    let number = |word: &str| match word.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        _ => {
            let place = child(node, tag).unwrap_or(node);
            Err(fault(place, Code::OsimNumber, quoted(word), "finite numbers"))
        }
    };
    text.split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .map(number)
        .collect::<Result<_, _>>()
        .map(Some)
}

/// Exactly so many numbers of a child, or what stands when it is absent.
pub(super) fn exactly<const N: usize>(node: Node<'_, '_>, tag: &str, absent: [f64; N]) -> Result<[f64; N], InputError> {
    let Some(found) = numbers(node, tag)? else { return Ok(absent) };
    let count = found.len();
    found.try_into().map_err(|_| {
        let place = child(node, tag).unwrap_or(node);
        fault(place, Code::OsimNumber, format!("{count} numbers"), &format!("{N} numbers"))
    })
}

/// A yes or no of a child, or what stands when it is absent.
pub(super) fn flag(node: Node<'_, '_>, tag: &str, absent: bool) -> Result<bool, InputError> {
    match text(node, tag) {
        None => Ok(absent),
        Some("true" | "1") => Ok(true),
        Some("false" | "0") => Ok(false),
        Some(found) => Err(fault(child(node, tag).unwrap_or(node), Code::OsimNumber, quoted(found), "true or false")),
    }
}
