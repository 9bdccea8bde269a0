//! Fitting one block: its terms counted, those to keep chosen.

use std::cmp::Reverse;

use hashbrown::DefaultHashBuilder;
use rayon::prelude::*;

use super::counts::{ChunkCounts, Counter, Counts};
use super::pairs::{ChunkPairs, PairCounter, Pairs};
use super::rows::Rows;
use super::{BlockSpec, ExtractorSpec, FittedBlock, Vocabulary, WordNgrams};
use crate::error::Result;

/// Terms in fewer texts than this have their inverse document frequency made once.
const FEW_TEXTS: u32 = 256;

/// Counts the terms of one block, chunk by chunk.
pub(super) enum BlockCounter<'a> {
    /// Of any extractor.
    Terms(&'a BlockSpec, Counter),
    /// Words and pairs of words.
    Pairs(&'a WordNgrams, PairCounter),
}

/// What a block's counter counted in one chunk.
pub(super) enum BlockCounts {
    Terms(ChunkCounts),
    Pairs(ChunkPairs),
}

impl<'a> BlockCounter<'a> {
    pub(super) fn new(spec: &'a BlockSpec, hasher: DefaultHashBuilder) -> Self {
        match &spec.extractor {
            ExtractorSpec::Word(words) if words.ngrams.1 == 2 && spec.max_features.is_none() => {
                Self::Pairs(words, PairCounter::new(hasher))
            }
            _ => Self::Terms(spec, Counter::new(hasher)),
        }
    }

    /// Counts a text, already normalised.
    pub(super) fn add_text(&mut self, text: &str) {
        match self {
            Self::Terms(spec, counter) => {
                spec.extractor.extractor().extract(text, &mut |term, _| {
                    counter.add(term);
                });
                counter.end_text();
            }
            Self::Pairs(words, counter) => {
                words.each_word(text, |word| counter.add(word));
                counter.end_text();
            }
        }
    }

    /// The chunk is at its end; the next text is another chunk's.
    pub(super) fn finish(&mut self) -> BlockCounts {
        match self {
            Self::Terms(_, counter) => BlockCounts::Terms(counter.finish().0),
            Self::Pairs(_, counter) => BlockCounts::Pairs(counter.finish()),
        }
    }
}

/// Chooses the vocabulary of a block from what was counted in the chunks of `n`
/// texts; the rows of each chunk.
///
/// # Errors
/// [`Error::Params`](crate::error::Error::Params) where the terms are too long together.
pub(super) fn fit(
    chunks: Vec<BlockCounts>,
    spec: &BlockSpec,
    n: usize,
) -> Result<(FittedBlock, Vec<Rows>)> {
    let (mut of_terms, mut of_pairs) = (Vec::new(), Vec::new());
    for chunk in chunks {
        match chunk {
            BlockCounts::Terms(counts) => of_terms.push(counts),
            BlockCounts::Pairs(counts) => of_pairs.push(counts),
        }
    }
    let most = spec.max_df * n as f64;
    let keep = |df: u32| df as usize >= spec.min_df && f64::from(df) <= most;
    let (vocabulary, dfs, rows) = match &spec.extractor {
        ExtractorSpec::Word(words) if !of_pairs.is_empty() => {
            let single = words.ngrams.0 == 1;
            Pairs::join(of_pairs)?.fit(|df| single && keep(df), keep)?
        }
        _ => fit_terms(Counts::join(of_terms), spec, keep)?,
    };
    // Most terms stand in few texts.
    let of_few: Vec<f32> = (0..FEW_TEXTS).map(|df| smooth_idf(n, df)).collect();
    let idf = |df: u32| of_few.get(df as usize).copied().unwrap_or_else(|| smooth_idf(n, df));
    let idf: Vec<f32> = dfs.into_par_iter().map(idf).collect();
    Ok((FittedBlock { spec: spec.clone(), vocabulary, idf: idf.into() }, rows))
}

/// Chooses the vocabulary of a block by its terms.
fn fit_terms(
    counts: Counts,
    spec: &BlockSpec,
    keep: impl Fn(u32) -> bool + Sync,
) -> Result<(Vocabulary, Vec<u32>, Vec<Rows>)> {
    let mut kept = counts.candidates(keep);
    if let Some(limit) = spec.max_features.filter(|limit| *limit < kept.len()) {
        // They stand in the order of their bytes, which decides between equals.
        let totals = counts.totals(&kept);
        let mut order: Vec<usize> = (0..kept.len()).collect();
        order.sort_by_key(|place| Reverse(totals[*place]));
        order.truncate(limit);
        order.sort_unstable();
        kept = order.into_iter().map(|place| kept[place]).collect();
    }
    let vocabulary = counts.vocabulary(&kept)?;
    let dfs: Vec<u32> = kept.iter().map(|term| counts.df(term)).collect();
    Ok((vocabulary, dfs, counts.into_rows(kept)))
}

fn smooth_idf(n: usize, df: u32) -> f32 {
    (libm::log((1.0 + n as f64) / (1.0 + f64::from(df))) + 1.0) as f32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::features::{NgramRange, Tfidf};
    use crate::text::{Normalization, StemmingAlgorithm};

    fn fitted(extractor: &WordNgrams, min_df: usize, max_features: Option<usize>) -> Tfidf {
        let extractor = ExtractorSpec::Word(extractor.clone());
        let block = BlockSpec { min_df, max_features, ..BlockSpec::new(extractor) };
        Tfidf { normalization: vec![Normalization::Lowercase], blocks: vec![block] }
    }

    proptest! {
        /// With a limit they are counted as terms of any extractor are.
        #[test]
        fn pairs_are_what_terms_are(
            texts in prop::collection::vec("([a-c]{1,3}|[ab]_|ß|É|日本|\u{1}|[ \"!.]){0,12}", 1..30),
            shortest in 1..3_usize,
            symbols: bool,
            stems: bool,
            min_df in 1..4_usize,
        ) {
            let stem = stems.then_some(StemmingAlgorithm::English);
            let words = WordNgrams { ngrams: NgramRange(shortest, 2), symbols, stem };
            let pairs = fitted(&words, min_df, None).fit_transform(&texts);
            let terms = fitted(&words, min_df, Some(usize::MAX)).fit_transform(&texts);
            match (pairs, terms) {
                (Ok((pairs, pair_rows)), Ok((terms, term_rows))) => {
                    prop_assert_eq!(pair_rows, term_rows);
                    let (pairs, terms) = (&pairs.blocks()[0], &terms.blocks()[0]);
                    prop_assert_eq!(&pairs.vocabulary, &terms.vocabulary);
                    prop_assert_eq!(&pairs.idf, &terms.idf);
                }
                (pairs, terms) => prop_assert!(pairs.is_err() && terms.is_err()),
            }
        }
    }
}
