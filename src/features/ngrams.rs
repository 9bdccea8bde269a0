//! Sequences of tokens as terms.

use super::NgramRange;

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
