//! Sequences of tokens as terms.

use super::NgramRange;
use crate::text::Token;

/// Calls `emit` with each run of `range` tokens, joined by one space: all of
/// the shortest length first.
pub(super) fn emit_ngrams<T: AsRef<str>>(
    tokens: &[T],
    range: NgramRange,
    emit: &mut dyn FnMut(&str),
) {
    let mut term = String::new();
    for n in range.0..=range.1 {
        for window in tokens.windows(n) {
            if let [token] = window {
                emit(token.as_ref());
                continue;
            }
            term.clear();
            for token in window {
                if !term.is_empty() {
                    term.push(' ');
                }
                term.push_str(token.as_ref());
            }
            emit(&term);
        }
    }
}

/// As [`emit_ngrams`], of tokens that stand in `text`. Where each stands one
/// space behind the one before it, the text itself is the term.
pub(super) fn emit_ngrams_of(
    text: &str,
    tokens: &[Token],
    range: NgramRange,
    emit: &mut dyn FnMut(&str),
) {
    let mut term = String::new();
    for n in range.0..=range.1 {
        for window in tokens.windows(n) {
            let whole = &text[window[0].start..window[n - 1].end];
            let spaced = |pair: &[Token]| &text[pair[0].end..pair[1].start] == " ";
            if window.windows(2).all(spaced) {
                emit(whole);
                continue;
            }
            term.clear();
            for token in window {
                if !term.is_empty() {
                    term.push(' ');
                }
                term.push_str(&text[token.start..token.end]);
            }
            emit(&term);
        }
    }
}
