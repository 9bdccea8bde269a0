//! Sequences of tokens as terms.

use super::NgramRange;
use crate::text::Token;

/// Calls `emit` with each run of `range` tokens, joined by one space: all of
/// the shortest length first. Each token stands at the same place of `places`.
pub(super) fn emit_ngrams<T: AsRef<str>>(
    tokens: &[T],
    places: &[Token],
    range: NgramRange,
    emit: &mut dyn FnMut(&str, &[Token]),
) {
    let mut term = String::new();
    for n in range.0..=range.1 {
        for (window, places) in tokens.windows(n).zip(places.windows(n)) {
            let place = whole(places);
            if let [token] = window {
                emit(token.as_ref(), &[place]);
                continue;
            }
            term.clear();
            for token in window {
                if !term.is_empty() {
                    term.push(' ');
                }
                term.push_str(token.as_ref());
            }
            emit(&term, &[place]);
        }
    }
}

/// As [`emit_ngrams`], of tokens that stand in `text`. Where each stands one
/// space behind the one before it, the text itself is the term.
pub(super) fn emit_ngrams_of(
    text: &str,
    tokens: &[Token],
    range: NgramRange,
    emit: &mut dyn FnMut(&str, &[Token]),
) {
    let mut term = String::new();
    for n in range.0..=range.1 {
        for window in tokens.windows(n) {
            let place = whole(window);
            let spaced = |pair: &[Token]| &text[pair[0].end..pair[1].start] == " ";
            if window.windows(2).all(spaced) {
                emit(place.of(text), &[place]);
                continue;
            }
            term.clear();
            for token in window {
                if !term.is_empty() {
                    term.push(' ');
                }
                term.push_str(token.of(text));
            }
            emit(&term, &[place]);
        }
    }
}

/// From the first of several tokens to the last.
fn whole(tokens: &[Token]) -> Token {
    Token { start: tokens[0].start, end: tokens[tokens.len() - 1].end }
}
