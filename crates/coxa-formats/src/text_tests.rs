//! Hostile and ordinary texts, and where in them something stands.

use super::{offset_of, pointer_at, scan};
use crate::fault::Code;

const TEXT: &str = "{ \"a\": [1, {\"b/c\": \"x\"}],\n \"d\": null }";

#[test]
fn a_pointer_and_its_place_find_each_other() {
    for (pointer, value) in [("/a/0", "1"), ("/a/1/b~1c", "\"x\""), ("/d", "null"), ("/a", "["), ("", "{")] {
        let offset = offset_of(TEXT, pointer).expect("present");
        assert!(TEXT[offset..].starts_with(value), "{pointer}");
    }
    let inside = TEXT.find("\"x\"").expect("present") + 3;
    assert_eq!(pointer_at(TEXT, inside), "/a/1/b~1c");
}

#[test]
fn a_key_said_twice_is_refused_even_when_spelt_with_an_escape() {
    let fault = scan("{\"a\": 1,\n \"\\u0061\": 2}").expect_err("twice");
    assert_eq!((fault.code, fault.place.line), (Code::JsonDuplicateKey, Some(2)));
}

#[test]
fn text_called_canonical_is_what_canonicalizing_gives() {
    let numbers = [
        "0",
        "-0",
        "7",
        "-7",
        "10",
        "01",
        "1.5",
        "1.50",
        "-0.25",
        "0.000001",
        "0.0000001",
        "1e3",
        "1E3",
        "1.0",
        "123456789012345",
        "1234567890123456",
        "0.1234567890123",
        "999999999999.5",
        "null",
        "true",
        r#""\u0061""#,
        r#""é""#,
        "\"a\\n\"",
        "{\"a\":1,\"b\":2}",
        "{\"b\":1,\"a\":2}",
        "{\"a\": 1}",
        "[1, 2]",
        "[1,2]",
        " 1",
        "1 ",
        "{\"é\":1}",
    ];
    let mut canonical = 0;
    for text in numbers {
        let called = scan(text).expect("fine").canonical;
        if let Ok(value) = serde_json::from_str(text) {
            let is = crate::journal::canonical_json(&value).expect("finite") == text.as_bytes();
            assert!(!called || is, "{text}");
            canonical += usize::from(called);
        }
    }
    assert!(10 < canonical);
}

#[test]
fn a_schema_is_found_at_every_depth_but_not_as_a_value() {
    let scan = scan("{\"schema\": \"a/1\", \"x\": {\"schema\": \"b/1\", \"y\": \"schema\"}}").expect("fine");
    let pointers: Vec<&str> = scan.schemas.iter().map(|(pointer, _)| pointer.as_str()).collect();
    assert_eq!(pointers, ["/schema", "/x/schema"]);
}
