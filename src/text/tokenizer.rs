//! Words and symbols, as scikit-learn cuts them.

use std::sync::LazyLock;

use regex::Regex;

/// A piece of a text, as bytes of that text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

// Python's \w is letters, numbers and the underscore; the regex crate's \w
// holds marks and joiners as well.
static WORDS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[\p{L}\p{N}_]{2,}").expect("a valid pattern"));
static WORDS_AND_SYMBOLS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[\p{L}\p{N}_]{2,}|[^\p{L}\p{N}_\s\x1c-\x1f]").expect("a valid pattern")
});

/// The words of `text` in order: runs of at least two letters, digits or
/// underscores (scikit-learn's default `token_pattern`, `\b\w\w+\b`). With
/// `symbols`, each character that is none of these and no white space is a
/// token as well: quotes, "!", "?", emoji.
pub fn words(text: &str, symbols: bool) -> impl Iterator<Item = Token> + '_ {
    let pattern = if symbols { &WORDS_AND_SYMBOLS } else { &WORDS };
    pattern.find_iter(text).map(|m| Token { start: m.start(), end: m.end() })
}

/// White space as Python's `str.split` sees it.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str, symbols: bool) -> Vec<&str> {
        words(text, symbols).map(|t| &text[t.start..t.end]).collect()
    }

    #[test]
    fn words_are_those_of_scikit_learn() {
        assert_eq!(tokens("a U.S. ban isn't o_k 5 55", false), ["ban", "isn", "o_k", "55"]);
        assert_eq!(tokens("Köln, п’ять", false), ["Köln", "ять"]);
        // A combining mark ends a word in Python as it does here.
        assert_eq!(tokens("cafe\u{301}s", false), ["cafe"]);
    }

    #[test]
    fn symbols_stand_alone() {
        assert_eq!(tokens("\"No!\" 😀 a", true), ["\"", "No", "!", "\"", "😀"]);
    }
}
