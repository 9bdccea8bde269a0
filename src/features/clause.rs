//! The words of the main clause.

use serde::{Deserialize, Serialize};

use super::ngrams::emit_ngrams;
use super::{Extractor, NgramRange};
use crate::error::Result;
use crate::text::{StemmingAlgorithm, Token, stems_of, words};

/// Word n-grams of the beginning of a text, up to the first comma, semicolon or
/// word that opens another clause: in news mostly the main clause, with its
/// subject, its verb and what follows that. In a block of its own it weighs as
/// much in a long sentence as in a short one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClauseNgrams {
    /// How many words a term has. Default 1 to 2.
    pub ngrams: NgramRange,
    /// Whether each symbol (quote, "!", emoji) is a word too. Default true.
    pub symbols: bool,
    /// The Snowball algorithm that brings words to their stems, such as
    /// `English`. Default none: words as they stand.
    pub stem: Option<StemmingAlgorithm>,
    /// The words and symbols before which the clause ends. Default: those of
    /// English.
    pub ends: Vec<String>,
    /// Words that the clause has before it may end. Default 5.
    pub least: usize,
}

/// What begins another clause in English.
const ENDS: &[&str] = &[
    ",",
    ";",
    "after",
    "amid",
    "as",
    "because",
    "before",
    "following",
    "saying",
    "that",
    "when",
    "where",
    "which",
    "while",
    "who",
];

impl Default for ClauseNgrams {
    fn default() -> Self {
        Self {
            ngrams: NgramRange(1, 2),
            symbols: true,
            stem: None,
            ends: ENDS.iter().map(|end| (*end).to_owned()).collect(),
            least: 5,
        }
    }
}

impl Extractor for ClauseNgrams {
    fn extract(&self, text: &str, emit: &mut dyn FnMut(&str, &[Token])) {
        let mut clause: Vec<Token> = words(text, true).collect();
        // Ends are told by the words themselves, not by their stems.
        let is_end = |token: &Token| self.ends.iter().any(|end| end == token.of(text));
        if let Some(length) = clause.iter().skip(self.least).position(is_end) {
            clause.truncate(length + self.least);
        }
        if !self.symbols {
            clause.retain(|token| token.of(text).chars().any(char::is_alphanumeric));
        }
        let stems = stems_of(clause.iter().map(|token| token.of(text)), self.stem);
        emit_ngrams(&stems, &clause, self.ngrams, emit);
    }

    fn check(&self) -> Result<()> {
        self.ngrams.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(extractor: &ClauseNgrams, text: &str) -> Vec<String> {
        let mut terms = Vec::new();
        extractor.extract(text, &mut |term, _| terms.push(term.to_owned()));
        terms
    }

    #[test]
    fn the_clause_ends_before_the_next() {
        let extractor = ClauseNgrams { ngrams: NgramRange(1, 1), ..ClauseNgrams::default() };
        let text = "on monday the union called for sanctions, saying that talks had failed.";
        let expected = ["on", "monday", "the", "union", "called", "for", "sanctions"];
        assert_eq!(terms(&extractor, text), expected);
        let stemmed = ClauseNgrams { stem: Some(StemmingAlgorithm::English), ..extractor };
        assert_eq!(terms(&stemmed, text)[4], "call");
        let short = "no, that is it.";
        assert_eq!(terms(&stemmed, short), ["no", ",", "that", "is", "it", "."]);
    }
}
