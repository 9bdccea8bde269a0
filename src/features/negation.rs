//! What is negated.

use serde::{Deserialize, Serialize};

use super::Extractor;
use crate::error::{Error, Result};
use crate::text::{StemmingAlgorithm, Token, stems_of, words};

/// The words in the scope of a negation, each as `not~WORD`: those that follow
/// a word such as "not" or "no", at most `scope` of them, up to the next mark
/// of punctuation (after Das and Chen 2001, *Yahoo! for Amazon*; Pang, Lee and
/// Vaithyanathan 2002, *Thumbs up?*).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NegationScope {
    /// The words that negate. Default: those of English.
    pub words: Vec<String>,
    /// How many words a negation reaches. Over 0. Default 4.
    pub scope: usize,
    /// The Snowball algorithm that brings words to their stems, such as
    /// `English`. Default none: words as they stand.
    pub stem: Option<StemmingAlgorithm>,
}

/// What negates in English; "isn't" is cut into "isn" and "'".
const NEGATIONS: &[&str] = &[
    "not", "no", "never", "nor", "neither", "without", "none", "nothing", "nobody", "cannot",
    "isn", "aren", "wasn", "weren", "don", "doesn", "didn", "hasn", "haven", "hadn", "won",
    "wouldn", "couldn", "shouldn", "ain",
];

/// Where a scope ends.
const MARKS: &str = ".,;:\"!?";

impl Default for NegationScope {
    fn default() -> Self {
        Self {
            words: NEGATIONS.iter().map(|word| (*word).to_owned()).collect(),
            scope: 4,
            stem: None,
        }
    }
}

impl Extractor for NegationScope {
    fn extract(&self, text: &str, emit: &mut dyn FnMut(&str, &[Token])) {
        let tokens: Vec<Token> = words(text, true).collect();
        let stems = stems_of(tokens.iter().map(|token| token.of(text)), self.stem);
        let mut left = 0;
        let mut negation = Token { start: 0, end: 0 };
        let mut term = String::new();
        for (token, stem) in tokens.iter().zip(&stems) {
            let word = token.of(text);
            if MARKS.contains(word) {
                left = 0;
            } else if left > 0 {
                term.clear();
                term.push_str("not~");
                term.push_str(stem);
                emit(&term, &[negation, *token]);
                left -= 1;
            }
            if self.words.iter().any(|negates| negates == word) {
                left = self.scope;
                negation = *token;
            }
        }
    }

    fn check(&self) -> Result<()> {
        match self.scope {
            0 => Err(Error::params("scope", 0, "at least 1")),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_ends_at_a_mark() {
        let mut terms = Vec::new();
        let extractor =
            NegationScope { stem: Some(StemmingAlgorithm::English), ..NegationScope::default() };
        extractor.extract(
            "it has no plans, and it isn't going to end the war today",
            &mut |t, _| {
                terms.push(t.to_owned());
            },
        );
        assert_eq!(terms, ["not~plan", "not~'", "not~go", "not~to", "not~end"]);
    }
}
