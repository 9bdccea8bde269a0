//! Words and sequences of words.

use serde::{Deserialize, Serialize};

use super::{Extractor, NgramRange};
use crate::error::Result;
use crate::text::{Token, words};

/// Word n-grams: the words of a text joined by one space, as scikit-learn's
/// `analyzer="word"` with its default `token_pattern`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WordNgrams {
    /// How many words a term has. Default 1 to 2.
    pub ngrams: NgramRange,
    /// Whether each symbol (quote, "!", emoji) is a word too. Default false.
    pub symbols: bool,
}

impl Default for WordNgrams {
    fn default() -> Self {
        Self { ngrams: NgramRange(1, 2), symbols: false }
    }
}

impl Extractor for WordNgrams {
    fn extract(&self, text: &str, emit: &mut dyn FnMut(&str)) {
        let tokens: Vec<Token> = words(text, self.symbols).collect();
        let mut term = String::new();
        for n in self.ngrams.0..=self.ngrams.1 {
            for window in tokens.windows(n) {
                if let [token] = window {
                    emit(&text[token.start..token.end]);
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
        WordNgrams::default().extract("we will not go", &mut |t| terms.push(t.to_owned()));
        assert_eq!(terms, ["we", "will", "not", "go", "we will", "will not", "not go"]);
    }
}
