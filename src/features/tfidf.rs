//! Term counts weighted by TF-IDF, as scikit-learn defines it.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::interner::Interner;
use super::{CsrMatrix, ExtractorSpec, MAX_COLUMNS, Vocabulary};
use crate::error::{Error, Result};
use crate::text::{Normalization, normalize};

/// Texts handled by one task. Fixed, so that no result depends on threads.
const CHUNK: usize = 256;

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
    pub idf: Vec<f32>,
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
        let mut fitted = Vec::with_capacity(self.blocks.len());
        let mut counted = Vec::with_capacity(self.blocks.len());
        for spec in &self.blocks {
            let counts = Counts::of(texts, spec, &self.normalization);
            let (block, rows) = counts.fit(spec, texts.len())?;
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
        let mut matrix = CsrMatrix::new(fitted.n_features());
        let mut row = Vec::new();
        for text in 0..texts.len() {
            row.clear();
            fitted.weigh(counted.iter().map(|rows| rows[text].as_slice()), &mut row);
            matrix.push_row(row.iter().copied());
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
            .par_chunks(CHUNK)
            .map(|texts| {
                let mut part = CsrMatrix::new(self.n_features());
                let mut row = Vec::new();
                for text in texts {
                    self.transform_one(text.as_ref(), &mut row);
                    part.push_row(row.iter().copied());
                }
                part
            })
            .collect();
        let mut matrix = CsrMatrix::new(self.n_features());
        parts.iter().for_each(|part| matrix.append(part));
        matrix
    }

    /// The features of one text as `(column, value)`, columns ascending, put
    /// into `row` in place of what was there.
    pub fn transform_one(&self, text: &str, row: &mut Vec<(u32, f32)>) {
        let text = normalize(text, &self.normalization);
        let counts: Vec<Occurrences> = self
            .blocks
            .iter()
            .map(|block| {
                let mut columns = Vec::new();
                block.spec.extractor.extractor().extract(&text, &mut |term| {
                    columns.extend(block.vocabulary.get(term));
                });
                count(columns)
            })
            .collect();
        row.clear();
        self.weigh(counts.iter().map(Vec::as_slice), row);
    }

    /// Turns each block's `(column, count)` into weights.
    fn weigh<'a>(&self, counts: impl Iterator<Item = &'a [(u32, u32)]>, row: &mut Vec<(u32, f32)>) {
        let mut first_column = 0;
        let mut weights: Vec<f64> = Vec::new();
        for (block, counts) in self.blocks.iter().zip(counts) {
            weights.clear();
            weights.extend(counts.iter().map(|(column, count)| {
                let tf = match block.spec.sublinear_tf {
                    true => 1.0 + libm::log(f64::from(*count)),
                    false => f64::from(*count),
                };
                tf * f64::from(block.idf[*column as usize])
            }));
            let norm = weights.iter().map(|w| w * w).sum::<f64>().sqrt();
            let columns = counts.iter().map(|(column, _)| first_column + column);
            let scale = block.spec.weight / norm;
            row.extend(columns.zip(weights.iter().map(|w| (w * scale) as f32)));
            first_column += block.vocabulary.len() as u32;
        }
    }
}

/// The terms of one text, ascending, and how often each stands in it.
type Occurrences = Vec<(u32, u32)>;

/// Columns as they come into `(column, count)`, ascending.
fn count(mut columns: Vec<u32>) -> Occurrences {
    columns.sort_unstable();
    columns.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u32)).collect()
}

/// The terms of some texts and how often each stands in each text.
#[derive(Default)]
struct Counts {
    terms: Interner,
    /// For each text `(term, count)` by the interner's numbers.
    rows: Vec<Occurrences>,
}

impl Counts {
    fn of<S: AsRef<str> + Sync>(
        texts: &[S],
        spec: &BlockSpec,
        normalization: &[Normalization],
    ) -> Self {
        let parts: Vec<Self> = texts
            .par_chunks(CHUNK)
            .map(|texts| {
                let mut part = Self::default();
                for text in texts {
                    let text = normalize(text.as_ref(), normalization);
                    let mut numbers = Vec::new();
                    spec.extractor.extractor().extract(&text, &mut |term| {
                        numbers.push(part.terms.number(term));
                    });
                    part.rows.push(count(numbers));
                }
                part
            })
            .collect();
        let mut all = Self::default();
        for part in parts {
            let renumbered: Vec<u32> = (0..part.terms.len())
                .map(|number| all.terms.number(part.terms.term(number)))
                .collect();
            all.rows.extend(part.rows.into_iter().map(|mut row| {
                row.iter_mut().for_each(|(term, _)| *term = renumbered[*term as usize]);
                row
            }));
        }
        all
    }

    /// Chooses the vocabulary and renumbers the rows by it.
    fn fit(mut self, spec: &BlockSpec, n: usize) -> Result<(FittedBlock, Vec<Occurrences>)> {
        let mut df = vec![0_u32; self.terms.len()];
        let mut total = vec![0_u64; self.terms.len()];
        for (term, count) in self.rows.iter().flatten() {
            df[*term as usize] += 1;
            total[*term as usize] += u64::from(*count);
        }
        let most = spec.max_df * n as f64;
        let mut kept: Vec<u32> = (0..self.terms.len() as u32)
            .filter(|t| {
                let df = df[*t as usize];
                df as usize >= spec.min_df && f64::from(df) <= most
            })
            .collect();
        let by_term =
            |a: &u32, b: &u32| self.terms.term(*a as usize).cmp(self.terms.term(*b as usize));
        if let Some(limit) = spec.max_features.filter(|limit| *limit < kept.len()) {
            kept.sort_unstable_by(|a, b| {
                total[*b as usize].cmp(&total[*a as usize]).then_with(|| by_term(a, b))
            });
            kept.truncate(limit);
        }
        kept.sort_unstable_by(by_term);
        let vocabulary =
            Vocabulary::from_sorted(kept.iter().map(|t| self.terms.term(*t as usize)))?;
        let idf = kept.iter().map(|t| smooth_idf(n, df[*t as usize])).collect();
        let mut column_of = vec![None; self.terms.len()];
        for (column, term) in kept.iter().enumerate() {
            column_of[*term as usize] = Some(column as u32);
        }
        for row in &mut self.rows {
            row.retain_mut(|(term, _)| match column_of[*term as usize] {
                Some(column) => {
                    *term = column;
                    true
                }
                None => false,
            });
            row.sort_unstable();
        }
        let block = FittedBlock { spec: spec.clone(), vocabulary, idf };
        Ok((block, self.rows))
    }
}

fn smooth_idf(n: usize, df: u32) -> f32 {
    (libm::log((1.0 + n as f64) / (1.0 + f64::from(df))) + 1.0) as f32
}
