//! Sequences of characters inside words.

use serde::{Deserialize, Serialize};

use super::{Extractor, NgramRange};
use crate::error::Result;
use crate::text::{Token, is_space, place_in};

/// Character n-grams that do not cross words, each word with a space before
/// and after it, as scikit-learn's `analyzer="char_wb"`. A word that is
/// shorter than the n-gram counts once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CharWbNgrams {
    /// How many characters a term has. Default 2 to 5.
    pub ngrams: NgramRange,
}

impl Default for CharWbNgrams {
    fn default() -> Self {
        Self { ngrams: NgramRange(2, 5) }
    }
}

impl Extractor for CharWbNgrams {
    fn extract(&self, text: &str, emit: &mut dyn FnMut(&str, &[Token])) {
        let mut padded = String::new();
        let mut bounds: Vec<usize> = Vec::new();
        for word in text.split(is_space).filter(|word| !word.is_empty()) {
            padded.clear();
            padded.push(' ');
            padded.push_str(word);
            padded.push(' ');
            bounds.clear();
            bounds.extend(padded.char_indices().map(|(at, _)| at));
            bounds.push(padded.len());
            let length = bounds.len() - 1;
            let begin = place_in(text, word);
            // The spaces before and after the word are not part of the text.
            let at = |padded: usize| begin + padded.saturating_sub(1).min(word.len());
            let mut emit = |term: &str, start: usize| {
                let place = Token { start: at(start), end: at(start + term.len()) };
                emit(
                    term,
                    if place.start < place.end { std::slice::from_ref(&place) } else { &[] },
                );
            };
            for n in self.ngrams.0..=self.ngrams.1 {
                if length <= n {
                    emit(&padded, 0);
                    break;
                }
                for start in 0..=length - n {
                    emit(&padded[bounds[start]..bounds[start + n]], bounds[start]);
                }
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
    fn as_scikit_learn_counts_them() {
        let mut terms = Vec::new();
        let extractor = CharWbNgrams { ngrams: NgramRange(3, 4) };
        // CountVectorizer(analyzer="char_wb", ngram_range=(3, 4)).build_analyzer()("é  abc")
        extractor.extract("é  abc", &mut |t, _| terms.push(t.to_owned()));
        assert_eq!(terms, [" é ", " ab", "abc", "bc ", " abc", "abc "]);
    }
}
