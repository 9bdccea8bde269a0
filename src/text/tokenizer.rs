//! Words and symbols, as scikit-learn cuts them.

use std::sync::LazyLock;

use regex_syntax::hir::{Class, HirKind};

/// A piece of a text, as bytes of that text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Token {
    /// Its characters.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

/// What a character is to the tokenizer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Symbol,
    Space,
}

/// The kinds of ASCII.
const ASCII: [Kind; 128] = {
    let mut kinds = [Kind::Symbol; 128];
    let mut byte = 0;
    while byte < 128 {
        let b = byte as u8;
        if b.is_ascii_alphanumeric() || b == b'_' {
            kinds[byte] = Kind::Word;
        } else if matches!(b, b' ' | 0x09..=0x0d | 0x1c..=0x1f) {
            kinds[byte] = Kind::Space;
        }
        byte += 1;
    }
    kinds
};

/// Letters and numbers of Unicode, as ranges that ascend. Python's `\w` is
/// these and the underscore; what most call alphabetic holds marks as well.
static LETTERS_AND_NUMBERS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    match regex_syntax::parse(r"[\p{L}\p{N}]").expect("a valid class").into_kind() {
        HirKind::Class(Class::Unicode(class)) => {
            class.ranges().iter().map(|range| (range.start(), range.end())).collect()
        }
        other => unreachable!("a class of characters, not {other:?}"),
    }
});

fn kind(c: char) -> Kind {
    if let Some(kind) = ASCII.get(c as usize) {
        return *kind;
    }
    let ranges = &*LETTERS_AND_NUMBERS;
    let place = ranges.partition_point(|(_, end)| *end < c);
    match ranges.get(place) {
        Some((start, _)) if *start <= c => Kind::Word,
        _ if c.is_whitespace() => Kind::Space,
        _ => Kind::Symbol,
    }
}

/// The words of `text` in order: runs of at least two letters, digits or
/// underscores (scikit-learn's default `token_pattern`, `\b\w\w+\b`). With
/// `symbols`, each character that is none of these and no white space is a
/// token as well: quotes, "!", "?", emoji.
pub fn words(text: &str, symbols: bool) -> impl Iterator<Item = Token> + '_ {
    let bytes = text.as_bytes();
    let kind_at = move |at: usize| match bytes.get(at) {
        None => None,
        Some(byte) if byte.is_ascii() => Some((ASCII[*byte as usize], 1)),
        Some(_) => text[at..].chars().next().map(|c| (kind(c), c.len_utf8())),
    };
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at;
            let (kind, length) = kind_at(at)?;
            at += length;
            match kind {
                Kind::Symbol if symbols => return Some(Token { start, end: at }),
                Kind::Symbol | Kind::Space => {}
                Kind::Word => {
                    let first = at;
                    while let Some((Kind::Word, length)) = kind_at(at) {
                        at += length;
                    }
                    if at > first {
                        return Some(Token { start, end: at });
                    }
                }
            }
        }
    })
}

/// White space as Python's `str.split` sees it.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;

    fn tokens(text: &str, symbols: bool) -> Vec<&str> {
        words(text, symbols).map(|t| t.of(text)).collect()
    }

    #[test]
    fn words_are_those_of_scikit_learn() {
        assert_eq!(tokens("a U.S. ban isn't o_k 5 55", false), ["ban", "isn", "o_k", "55"]);
        assert_eq!(tokens("Köln, п’ять", false), ["Köln", "ять"]);
        // A combining mark ends a word in Python as it does here.
        assert_eq!(tokens("cafe\u{301}s", false), ["cafe"]);
    }

    #[test]
    fn every_character_is_what_the_pattern_says() {
        let pattern = Regex::new(r"(?<w>[\p{L}\p{N}_])|(?<s>[\s\x1c-\x1f])").unwrap();
        for c in '\0'..=char::MAX {
            let expected = match pattern.captures(c.encode_utf8(&mut [0; 4])) {
                Some(found) if found.name("w").is_some() => Kind::Word,
                Some(_) => Kind::Space,
                None => Kind::Symbol,
            };
            assert!(kind(c) == expected, "{c:?}");
        }
    }

    #[test]
    fn symbols_stand_alone() {
        assert_eq!(tokens("\"No!\" 😀 a", true), ["\"", "No", "!", "\"", "😀"]);
    }
}
