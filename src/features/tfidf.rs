//! Term counts weighted by TF-IDF, as scikit-learn defines it.

use std::borrow::Cow;

use hashbrown::DefaultHashBuilder;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::fitting::{BlockCounter, BlockCounts, fit};
use super::rows::Rows;
use super::vocabulary::Terms;
use super::{CsrMatrix, ExtractorSpec, MAX_COLUMNS, Vocabulary};
use crate::error::{Error, Result};
use crate::text::{Normalization, normalize};

/// Texts counted by one task when fitting.
const CHUNK: usize = 4096;
/// Texts transformed by one task.
const BATCH: usize = 256;

/// One block of features: what a term is, which terms are kept, how they weigh.
///
/// The weight of a term that occurs `tf` times in a text of the `n` texts
/// fitted on, `df` of which hold it, is `tf * idf`, with
/// `idf = ln((1 + n) / (1 + df)) + 1`, or `(1 + ln tf) * idf` with
/// `sublinear_tf`; each row of the block is then divided by its Euclidean norm
/// (scikit-learn's `TfidfTransformer` with `smooth_idf=True`, `norm="l2"`) and
/// multiplied by the block's `weight`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockSpec {
    /// What a term is.
    pub extractor: ExtractorSpec,
    /// Terms in fewer texts than this are dropped. At least 1. Default 1.
    #[serde(default = "one")]
    pub min_df: usize,
    /// Terms in more than this share of the texts are dropped. Over 0, at most
    /// 1. Default 1.
    #[serde(default = "whole")]
    pub max_df: f64,
    /// At most this many terms are kept: those that occur most often, of equal
    /// ones the first in the order of their bytes. Default: no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_features: Option<usize>,
    /// Whether `1 + ln tf` takes the place of `tf`. Default true.
    #[serde(default = "yes")]
    pub sublinear_tf: bool,
    /// The Euclidean norm of the block's rows: how much it weighs beside other
    /// blocks. Over 0. Default 1.
    #[serde(default = "whole", skip_serializing_if = "is_whole")]
    pub weight: f64,
}

fn one() -> usize {
    1
}

fn whole() -> f64 {
    1.0
}

fn is_whole(weight: &f64) -> bool {
    *weight == whole()
}

fn yes() -> bool {
    true
}

impl BlockSpec {
    /// A block of `extractor` with the defaults.
    pub fn new(extractor: ExtractorSpec) -> Self {
        Self {
            extractor,
            min_df: one(),
            max_df: whole(),
            max_features: None,
            sublinear_tf: yes(),
            weight: whole(),
        }
    }

    fn check(&self) -> Result<()> {
        self.extractor.extractor().check()?;
        if self.min_df == 0 {
            return Err(Error::params("min_df", self.min_df, "at least 1"));
        }
        if !(self.max_df > 0.0 && self.max_df <= 1.0) {
            return Err(Error::params("max_df", self.max_df, "a share over 0, at most 1"));
        }
        if !(self.weight > 0.0 && self.weight.is_finite()) {
            return Err(Error::params("weight", self.weight, "a number over 0"));
        }
        if self.max_features == Some(0) {
            return Err(Error::params("max_features", 0, "at least 1"));
        }
        Ok(())
    }
}

/// TF-IDF features not yet fitted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tfidf {
    /// What is made equal before terms are taken.
    pub normalization: Vec<Normalization>,
    /// The blocks, side by side.
    pub blocks: Vec<BlockSpec>,
}

/// A fitted block.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedBlock {
    /// How it was made.
    pub spec: BlockSpec,
    /// Its terms.
    pub vocabulary: Vocabulary,
    /// Each term's inverse document frequency.
    pub idf: Cow<'static, [f32]>,
}

/// Fitted TF-IDF features.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedTfidf {
    normalization: Vec<Normalization>,
    blocks: Vec<FittedBlock>,
}

impl Tfidf {
    /// Refuses settings that make no sense.
    ///
    /// # Errors
    /// [`Error::Params`].
    pub fn check(&self) -> Result<()> {
        if self.blocks.is_empty() {
            return Err(Error::params(
                "features",
                "no block",
                "at least one (word or character n-grams)",
            ));
        }
        self.blocks.iter().try_for_each(BlockSpec::check)
    }

    /// Learns vocabularies and document frequencies, and returns the features
    /// of the texts themselves (`texts.len()` rows) as well: each text is
    /// tokenised once.
    ///
    /// # Errors
    /// [`Error::Params`] where a setting makes no sense or no term is left.
    pub fn fit_transform<S: AsRef<str> + Sync>(
        &self,
        texts: &[S],
    ) -> Result<(FittedTfidf, CsrMatrix)> {
        self.check()?;
        let hasher = DefaultHashBuilder::default();
        let counters = || -> Vec<BlockCounter<'_>> {
            self.blocks.iter().map(|spec| BlockCounter::new(spec, hasher.clone())).collect()
        };
        let chunks: Vec<Vec<BlockCounts>> = texts
            .par_chunks(CHUNK)
            .map_init(counters, |counters, texts| {
                for text in texts {
                    let text = normalize(text.as_ref(), &self.normalization);
                    counters.iter_mut().for_each(|counter| counter.add_text(&text));
                }
                counters.iter_mut().map(BlockCounter::finish).collect()
            })
            .collect();
        let mut of_block: Vec<Vec<BlockCounts>> = self.blocks.iter().map(|_| Vec::new()).collect();
        for (block, counts) in chunks.into_iter().flat_map(|chunk| chunk.into_iter().enumerate()) {
            of_block[block].push(counts);
        }
        let mut fitted = Vec::with_capacity(self.blocks.len());
        let mut counted = Vec::with_capacity(self.blocks.len());
        for (spec, chunks) in self.blocks.iter().zip(of_block) {
            let (block, rows) = fit(chunks, spec, texts.len())?;
            fitted.push(block);
            counted.push(rows);
        }
        let fitted = FittedTfidf { normalization: self.normalization.clone(), blocks: fitted };
        if fitted.n_features() == 0 {
            return Err(Error::params(
                "features",
                format!("no term is left of {} texts", texts.len()),
                "a lower min_df, a higher max_df or other n-grams",
            ));
        }
        fitted.check_width()?;
        let entries = counted.iter().flatten().map(Rows::n_entries).sum();
        let mut matrix = CsrMatrix::with_capacity(fitted.n_features(), texts.len(), entries);
        let mut chunks: Vec<_> = counted.into_iter().map(Vec::into_iter).collect();
        // A few at a time, which are dropped before the next.
        let mut next = || {
            let at_once = 4 * rayon::current_num_threads();
            let chunk = |_| chunks.iter_mut().map(Iterator::next).collect::<Option<Vec<Rows>>>();
            (0..at_once).map_while(chunk).collect::<Vec<Vec<Rows>>>()
        };
        loop {
            let counted = next();
            if counted.is_empty() {
                break;
            }
            let parts: Vec<CsrMatrix> =
                counted.into_par_iter().map(|blocks| fitted.weighed(&blocks)).collect();
            parts.iter().for_each(|part| matrix.append(part));
        }
        Ok((fitted, matrix))
    }
}

impl FittedTfidf {
    /// Puts together what a model file holds.
    ///
    /// # Errors
    /// [`Error::Params`] where a block's parts do not fit each other.
    pub fn from_parts(normalization: Vec<Normalization>, blocks: Vec<FittedBlock>) -> Result<Self> {
        for block in &blocks {
            block.spec.check()?;
            if block.idf.len() != block.vocabulary.len() {
                return Err(Error::params(
                    "idf",
                    format!("{} values", block.idf.len()),
                    format!("{}, one for each term", block.vocabulary.len()),
                ));
            }
        }
        let fitted = Self { normalization, blocks };
        fitted.check_width()?;
        Ok(fitted)
    }

    fn check_width(&self) -> Result<()> {
        match self.n_features() <= MAX_COLUMNS {
            true => Ok(()),
            false => Err(Error::params(
                "features",
                format!("{} terms", self.n_features()),
                format!("at most {MAX_COLUMNS}: raise min_df"),
            )),
        }
    }

    /// The blocks, in the order of their columns.
    pub fn blocks(&self) -> &[FittedBlock] {
        &self.blocks
    }

    /// The normalisation done before terms are taken.
    pub fn normalization(&self) -> &[Normalization] {
        &self.normalization
    }

    /// The number of columns of all blocks.
    pub fn n_features(&self) -> usize {
        self.blocks.iter().map(|b| b.vocabulary.len()).sum()
    }

    /// The block and the term of a column.
    ///
    /// # Panics
    /// Where the column is not below [`FittedTfidf::n_features`].
    pub fn term(&self, mut column: usize) -> (&FittedBlock, &str) {
        for block in &self.blocks {
            if column < block.vocabulary.len() {
                return (block, block.vocabulary.term(column));
            }
            column -= block.vocabulary.len();
        }
        panic!("column beyond the last term");
    }

    /// The features of texts, a row each. A row depends on its own text alone.
    pub fn transform<S: AsRef<str> + Sync>(&self, texts: &[S]) -> CsrMatrix {
        let parts: Vec<CsrMatrix> = texts
            .par_chunks(BATCH)
            .map(|texts| {
                let mut part = CsrMatrix::new(self.n_features());
                let mut room = Room::default();
                for text in texts {
                    part.push_row(self.transform_one(text.as_ref(), &mut room).iter().copied());
                }
                part
            })
            .collect();
        CsrMatrix::joined(self.n_features(), parts)
    }

    /// The features of one text as `(column, value)`, columns ascending.
    pub fn transform_one<'a>(&self, text: &str, room: &'a mut Room) -> &'a [(u32, f32)] {
        let text = normalize(text, &self.normalization);
        let Room { terms, columns, counts, row } = room;
        counts.clear();
        for block in &self.blocks {
            columns.clear();
            block.spec.extractor.extractor().extract(&text, &mut |term, _| {
                terms.push(term);
                if terms.is_full() {
                    block.vocabulary.take(terms, columns);
                }
            });
            block.vocabulary.take(terms, columns);
            counts.push(count(columns));
        }
        row.clear();
        self.weigh(counts.iter().map(Vec::as_slice), row);
        row
    }

    /// The rows of the texts of a chunk, which each block counted.
    fn weighed(&self, blocks: &[Rows]) -> CsrMatrix {
        let mut part = CsrMatrix::new(self.n_features());
        let mut row = Vec::new();
        for text in 0..blocks[0].len() {
            row.clear();
            self.weigh(blocks.iter().map(|rows| rows.of(text)), &mut row);
            part.push_row(row.iter().copied());
        }
        part
    }

    /// Turns each block's `(column, count)` into weights.
    fn weigh<'a>(&self, counts: impl Iterator<Item = &'a [(u32, u32)]>, row: &mut Vec<(u32, f32)>) {
        let mut first_column = 0;
        let mut weights: Vec<f64> = Vec::new();
        for (block, counts) in self.blocks.iter().zip(counts) {
            let idf: &[f32] = &block.idf;
            weights.clear();
            weights.extend(counts.iter().map(|(column, count)| {
                let tf = match block.spec.sublinear_tf {
                    // ln 1 is 0, and most terms stand in a text once.
                    true if *count > 1 => 1.0 + libm::log(f64::from(*count)),
                    _ => f64::from(*count),
                };
                tf * f64::from(idf[*column as usize])
            }));
            let norm = weights.iter().map(|w| w * w).sum::<f64>().sqrt();
            let columns = counts.iter().map(|(column, _)| first_column + column);
            let scale = block.spec.weight / norm;
            row.extend(columns.zip(weights.iter().map(|w| (w * scale) as f32)));
            first_column += block.vocabulary.len() as u32;
        }
    }
}

/// Room for the features of one text after the other.
#[derive(Debug, Default)]
pub struct Room {
    terms: Terms,
    columns: Vec<u32>,
    counts: Vec<Occurrences>,
    row: Vec<(u32, f32)>,
}

/// The terms of one text, ascending, and how often each stands in it.
type Occurrences = Vec<(u32, u32)>;

/// Columns as they come into `(column, count)`, ascending.
fn count(columns: &mut [u32]) -> Occurrences {
    columns.sort_unstable();
    columns.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u32)).collect()
}
