//! Rust text without its comments and the contents of its strings, line for line, for checks that read code.

/// Replaces comments and the contents of string and character literals by spaces; line breaks stay.
pub(super) fn code_only(text: &str) -> String {
    let bytes: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let end = match &bytes[at..] {
            ['/', '/', ..] => end_of_line(&bytes, at),
            ['/', '*', ..] => end_of_block_comment(&bytes, at),
            ['r' | 'b' | 'c', ..] if !continues_word(&bytes, at) => end_of_prefixed_string(&bytes, at),
            ['"', ..] => end_of_string(&bytes, at),
            ['\'', '\\', ..] => end_of_escaped_character(&bytes, at),
            // A quote that closes two places on is a character; any other starts a lifetime.
            ['\'', _, '\'', ..] => at + 3,
            _ => at,
        };
        if end == at {
            code.push(bytes[at]);
            at += 1;
            continue;
        }
        code.extend(bytes[at..end].iter().map(|&c| if c == '\n' { '\n' } else { ' ' }));
        at = end;
    }
    code
}

fn continues_word(text: &[char], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| text[before].is_alphanumeric() || text[before] == '_')
}

fn end_of_line(text: &[char], at: usize) -> usize {
    text[at..].iter().position(|&c| c == '\n').map_or(text.len(), |length| at + length)
}

fn end_of_block_comment(text: &[char], start: usize) -> usize {
    let mut depth = 0;
    let mut at = start;
    while at < text.len() {
        match &text[at..] {
            ['/', '*', ..] => {
                depth += 1;
                at += 2;
            }
            ['*', '/', ..] => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    text.len()
}

/// The end of `r"…"`, `r#"…"#`, `b"…"`, `br"…"`, `c"…"`; `start` itself when no string begins there.
fn end_of_prefixed_string(text: &[char], start: usize) -> usize {
    let letters = text[start..].iter().take_while(|c| matches!(c, 'r' | 'b' | 'c')).count();
    let hashes = text[start + letters..].iter().take_while(|&&c| c == '#').count();
    let quote = start + letters + hashes;
    if letters > 2 || text.get(quote) != Some(&'"') {
        return start;
    }
    if !text[start..start + letters].contains(&'r') {
        return if hashes == 0 { end_of_string(text, quote) } else { start };
    }
    let closes = |at: usize| {
        text[at] == '"' && text[at + 1..].len() >= hashes && text[at + 1..=at + hashes].iter().all(|&c| c == '#')
    };
    (quote + 1..text.len()).find(|&at| closes(at)).map_or(text.len(), |at| at + 1 + hashes)
}

fn end_of_string(text: &[char], quote: usize) -> usize {
    let mut at = quote + 1;
    while at < text.len() {
        match text[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

fn end_of_escaped_character(text: &[char], at: usize) -> usize {
    // The escaped character itself may be a quote, so the search starts behind it.
    text.iter().skip(at + 3).position(|&c| c == '\'').map_or(text.len(), |length| at + 3 + length + 1)
}

#[cfg(test)]
mod tests {
    use super::code_only;

    #[test]
    fn comments_and_strings_are_blanked_and_code_stays() {
        let text = "use a::b; // use c::d\n/* use /* e */ f */ let g = \"use h\\\"\"; let i = r#\"use \"j\"\"#;\nfn k<'l>(m: &'l str) { '\"'; '\\''; n }";
        let code = code_only(text);
        for kept in ["use a::b;", "let g =", "let i =", "fn k<'l>(m: &'l str)", "n }"] {
            assert!(code.contains(kept), "{kept} is missing from {code}");
        }
        for blanked in ["c::d", "e", "f */", "use h", "j"] {
            assert!(!code.replace("use a::b; ", "").replace("let", "").contains(blanked), "{blanked} is in {code}");
        }
        assert_eq!(code.lines().count(), text.lines().count());
    }

    #[test]
    fn text_that_ends_inside_a_literal_is_no_problem() {
        for text in ["\"open", "r#\"open", "/* open", "'", "'\\", "b", "r#", "\"\\"] {
            assert_eq!(code_only(text).chars().count(), text.chars().count());
        }
    }
}
