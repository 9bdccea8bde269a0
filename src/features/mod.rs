//! Texts into a sparse matrix of weighted terms.
//!
//! A vectorizer is a list of blocks. Each block has an extractor (what counts
//! as a term), a vocabulary and the TF-IDF weighting; the columns of the blocks
//! stand side by side. To add an extractor: a file with an [`Extractor`], its
//! variant in [`ExtractorSpec`] and its line in each of that type's functions.

mod char_wb;
mod clause;
mod counts;
mod fitting;
mod index;
mod lexicon;
mod located;
mod matrix;
mod negation;
mod ngrams;
mod pairs;
mod rows;
mod tfidf;
mod vocabulary;
mod word;

use serde::{Deserialize, Serialize};

pub use char_wb::CharWbNgrams;
pub use clause::ClauseNgrams;
pub use lexicon::{Classes, Lexicon, LexiconNgrams};
pub use located::LocatedTerm;
pub use matrix::{CsrMatrix, MAX_COLUMNS};
pub use negation::NegationScope;
pub use tfidf::{BlockSpec, FittedBlock, FittedTfidf, Room, Tfidf};
pub use vocabulary::Vocabulary;
pub use word::WordNgrams;

use crate::error::{Error, Result};
use crate::text::Token;

/// What counts as a term of a text.
pub trait Extractor: Sync {
    /// Calls `emit` with each term of `text` (already normalised) and the
    /// pieces of the text that it was made from, in order, as often as it
    /// occurs.
    fn extract(&self, text: &str, emit: &mut dyn FnMut(&str, &[Token]));

    /// Refuses settings that make no sense.
    ///
    /// # Errors
    /// [`Error::Params`].
    fn check(&self) -> Result<()>;
}

/// All extractors, by the name that stands in configurations and model files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum ExtractorSpec {
    /// Words and sequences of words.
    #[serde(rename = "word.v1")]
    Word(WordNgrams),
    /// Sequences of characters inside words.
    #[serde(rename = "char_wb.v1")]
    CharWb(CharWbNgrams),
    /// Words of the main clause.
    #[serde(rename = "clause.v1")]
    Clause(ClauseNgrams),
    /// Words in the scope of a negation.
    #[serde(rename = "negation.v1")]
    Negation(NegationScope),
    /// Classes of words, by a lexicon.
    #[serde(rename = "lexicon.v1")]
    Lexicon(LexiconNgrams),
}

impl ExtractorSpec {
    /// One of each kind, with its defaults.
    pub fn all() -> Vec<Self> {
        vec![
            Self::Word(WordNgrams::default()),
            Self::CharWb(CharWbNgrams::default()),
            Self::Clause(ClauseNgrams::default()),
            Self::Negation(NegationScope::default()),
            Self::Lexicon(LexiconNgrams::default()),
        ]
    }

    /// The name that stands in configurations and model files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Word(_) => "word.v1",
            Self::CharWb(_) => "char_wb.v1",
            Self::Clause(_) => "clause.v1",
            Self::Negation(_) => "negation.v1",
            Self::Lexicon(_) => "lexicon.v1",
        }
    }

    /// The lengths of its n-grams, where it makes any.
    pub fn ngrams_mut(&mut self) -> Option<&mut NgramRange> {
        match self {
            Self::Word(extractor) => Some(&mut extractor.ngrams),
            Self::CharWb(extractor) => Some(&mut extractor.ngrams),
            Self::Clause(extractor) => Some(&mut extractor.ngrams),
            Self::Negation(_) => None,
            Self::Lexicon(extractor) => Some(&mut extractor.ngrams),
        }
    }

    /// The extractor itself.
    pub fn extractor(&self) -> &dyn Extractor {
        match self {
            Self::Word(extractor) => extractor,
            Self::CharWb(extractor) => extractor,
            Self::Clause(extractor) => extractor,
            Self::Negation(extractor) => extractor,
            Self::Lexicon(extractor) => extractor,
        }
    }
}

/// Lengths of n-grams, from `0` to `1`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NgramRange(pub usize, pub usize);

impl NgramRange {
    /// The longest n-gram allowed.
    pub const MAX: usize = 16;

    /// Refuses lengths that make no sense.
    ///
    /// # Errors
    /// [`Error::Params`].
    pub fn check(self) -> Result<()> {
        match 1 <= self.0 && self.0 <= self.1 && self.1 <= Self::MAX {
            true => Ok(()),
            false => Err(Error::params(
                "ngrams",
                format!("{}-{}", self.0, self.1),
                format!("two lengths from 1 to {}, the smaller first", Self::MAX),
            )),
        }
    }
}

#[cfg(test)]
mod conformance {
    use super::*;
    use proptest::prelude::*;

    fn terms(spec: &ExtractorSpec, text: &str) -> Vec<String> {
        let mut terms = Vec::new();
        spec.extractor().extract(text, &mut |term, _| terms.push(term.to_owned()));
        terms
    }

    #[test]
    fn every_extractor_survives_serialisation() {
        for spec in ExtractorSpec::all() {
            spec.extractor().check().unwrap();
            let json = serde_json::to_string(&spec).unwrap();
            assert!(json.contains(&format!("\"type\":\"{}\"", spec.name())));
            assert_eq!(serde_json::from_str::<ExtractorSpec>(&json).unwrap(), spec);
        }
    }

    #[test]
    fn a_long_text_has_the_row_that_was_fitted() {
        // More terms than are looked up together.
        let word = |n: usize| format!("word{} ", n * n % 7919);
        let texts: Vec<String> = vec![(0..20_000).map(word).collect(), (0..50).map(word).collect()];
        let blocks = ExtractorSpec::all().into_iter().take(2).map(BlockSpec::new).collect();
        let tfidf = Tfidf { normalization: Vec::new(), blocks };
        let (fitted, matrix) = tfidf.fit_transform(&texts).unwrap();
        let mut room = Room::default();
        for (place, text) in texts.iter().enumerate() {
            let (columns, values) = matrix.row(place);
            let row: Vec<(u32, f32)> =
                columns.iter().copied().zip(values.iter().copied()).collect();
            assert_eq!(fitted.transform_one(text, &mut room), row);
        }
    }

    proptest! {
        #[test]
        fn every_extractor_takes_any_text(text in any::<String>()) {
            for spec in ExtractorSpec::all() {
                let first = terms(&spec, &text);
                prop_assert!(first.iter().all(|term| !term.is_empty()));
                spec.extractor().extract(&text, &mut |_, places| {
                    assert!(places.iter().all(|place| !place.of(&text).trim().is_empty()));
                });
                prop_assert_eq!(&terms(&spec, &text), &first);
            }
        }
    }
}
