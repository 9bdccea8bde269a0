//! Words and sequences of words.

use serde::{Deserialize, Serialize};

use super::ngrams::{emit_ngrams, emit_ngrams_of};
use super::{Extractor, NgramRange};
use crate::error::Result;
use crate::text::{StemmingAlgorithm, Token, stems_of, words};

/// Word n-grams: the words of a text joined by one space, as scikit-learn's
/// `analyzer="word"` with its default `token_pattern`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WordNgrams {
    /// How many words a term has. Default 1 to 2.
    pub ngrams: NgramRange,
    /// Whether each symbol (quote, "!", emoji) is a word too. Default false.
    pub symbols: bool,
    /// The Snowball algorithm that brings words to their stems, such as
    /// `English`. Default none: words as they stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stem: Option<StemmingAlgorithm>,
}

impl Default for WordNgrams {
    fn default() -> Self {
        Self { ngrams: NgramRange(1, 2), symbols: false, stem: None }
    }
}

impl WordNgrams {
    /// Calls `each` with each word of `text` (already normalised), in order: the
    /// terms of one word, whatever `ngrams` says.
    pub(super) fn each_word(&self, text: &str, mut each: impl FnMut(&str)) {
        let words = words(text, self.symbols).map(|token| token.of(text));
        match self.stem {
            Some(_) => stems_of(words, self.stem).iter().for_each(|stem| each(stem)),
            None => words.for_each(&mut each),
        }
    }
}

impl Extractor for WordNgrams {
    fn extract(&self, text: &str, emit: &mut dyn FnMut(&str, &[Token])) {
        let tokens: Vec<Token> = words(text, self.symbols).collect();
        match self.stem {
            Some(_) => {
                let stems = stems_of(tokens.iter().map(|token| token.of(text)), self.stem);
                emit_ngrams(&stems, &tokens, self.ngrams, emit);
            }
            None => emit_ngrams_of(text, &tokens, self.ngrams, emit),
        }
    }

    fn check(&self) -> Result<()> {
        self.ngrams.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unigrams_then_bigrams() {
        let mut terms = Vec::new();
        WordNgrams::default().extract("we will not go", &mut |t, _| terms.push(t.to_owned()));
        assert_eq!(terms, ["we", "will", "not", "go", "we will", "will not", "not go"]);
    }
}
