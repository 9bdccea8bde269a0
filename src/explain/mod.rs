//! Why a text was given its label: what each of its terms adds to each score.
//!
//! The model is linear, so that nothing here is estimated. With `v` the value
//! of a term in the text (TF-IDF) and `w` its weight for a label,
//!
//! ```text
//! score(label) = intercept(label) + sum over terms of v * w(label) + offset(label)
//! ```
//!
//! and the probabilities of the labels are the softmax of their scores. So
//! `score(a) - score(b)` is the log-odds of `a` against `b`, and `v * (w(a) -
//! w(b))` is just what the term adds to it. `docs/explain.md` tells what that
//! says and what it does not.

mod flip;
mod nearest;
mod readable;
mod words;

use std::ops::Range;

pub use flip::{Flip, MOST_WORDS, flip};
pub use nearest::{Nearest, Neighbour};
pub use words::{Word, words};

use crate::features::LocatedTerm;
use crate::pipeline::{FittedPipeline, Prediction};

/// All that adds to the scores of one text.
///
/// ```
/// use stancekit::explain::Explanation;
/// use stancekit::model_file::Model;
///
/// # fn main() -> Result<(), stancekit::error::Error> {
/// let model = Model::shipped()?;
/// let text = "The ministry denied that its troops had crossed the border.";
/// let explanation = Explanation::new(&model.pipeline, text);
/// let ledger = explanation.ledger(explanation.prediction.class, explanation.runner_up());
/// let strongest = &explanation.terms[ledger.entries[0].term];
/// assert!(strongest.spans.iter().any(|span| text[span.clone()].contains("denied")));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// What the pipeline says of the text.
    pub prediction: Prediction,
    /// By class.
    pub scores: Vec<Score>,
    /// The terms of the text that the model knows, in the order of their
    /// columns.
    pub terms: Vec<Term>,
}

/// The score of a class, on the scale of natural logarithms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// The intercept, all terms and the offset together.
    pub score: f64,
    /// Where the classifier starts.
    pub intercept: f64,
    /// What the scaling and the operating point add.
    pub offset: f64,
}

/// A term of the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The term.
    pub term: String,
    /// The term as people read it: `“has denied”`, `·den`, `[attack -ed]`.
    pub shown: String,
    /// Its extractor: `word.v1`, `char_wb.v1`.
    pub extractor: &'static str,
    /// Its block of features.
    pub block: usize,
    /// The bytes of the text that it was made from
    /// ([`LocatedTerm`]).
    pub spans: Vec<Range<usize>>,
    /// Its TF-IDF value.
    pub value: f64,
    /// By class, what one unit of it adds to the scaled score.
    pub weights: Vec<f64>,
}

impl Term {
    /// What the term adds to the score of a class.
    pub fn contribution(&self, class: usize) -> f64 {
        self.value * self.weights[class]
    }
}

/// The log-odds of a class against another, term by term.
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger {
    /// The class.
    pub class: usize,
    /// The other.
    pub against: usize,
    /// `ln(p(class) / p(against))`: the sum of all below.
    pub log_odds: f64,
    /// The part of the intercepts.
    pub intercept: f64,
    /// The part of the scaling and the operating point.
    pub offset: f64,
    /// The part of each term, the strongest first, of equal ones the first.
    pub entries: Vec<Entry>,
}

/// What a term adds to log-odds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// Its place in [`Explanation::terms`].
    pub term: usize,
    /// What it adds.
    pub contribution: f64,
}

impl Explanation {
    /// Explains what `pipeline` says of `text`, taken as one statement.
    pub fn new(pipeline: &FittedPipeline, text: &str) -> Self {
        let (tfidf, classifier) = (pipeline.tfidf(), pipeline.classifier());
        let located = tfidf.locate(text);
        let scores = classifier.scores(located.iter().map(|term| (term.column, term.value)));
        let intercepts = classifier.class_intercepts();
        let offsets = pipeline.operating_point().offsets();
        let (factors, biases) = (pipeline.scaling().factors(), pipeline.scaling().biases());
        let factor = |class: usize| factors.get(class).or(factors.first()).copied().unwrap_or(1.0);
        // With a factor for each label what softmax divides by does not cancel.
        let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = scores.iter().map(|score| libm::exp(score - most)).sum();
        let log_sum = most + libm::log(sum);
        let score = |(class, (score, intercept)): (usize, (f64, f64))| {
            let of_class = |all: &[f64]| all.get(class).copied().unwrap_or(0.0);
            let normaliser = (factor(class) - factor(0)) * log_sum;
            let offset = of_class(offsets) + of_class(biases) - normaliser;
            let factor = factor(class);
            Score { score: factor * score + offset, intercept: factor * intercept, offset }
        };
        let term = |located: LocatedTerm| {
            let column = located.column as usize;
            let (block, term) = tfidf.term(column);
            let extractor = block.spec.extractor.name();
            let weights = classifier.class_weights(column).into_iter().enumerate();
            Term {
                term: term.to_owned(),
                shown: readable::readable(extractor, term, tfidf.normalization()),
                extractor,
                block: tfidf.blocks().iter().position(|b| std::ptr::eq(b, block)).unwrap_or(0),
                spans: located.spans,
                value: f64::from(located.value),
                weights: weights.map(|(class, weight)| factor(class) * weight).collect(),
            }
        };
        Self {
            prediction: pipeline.predict_one(text),
            scores: scores.into_iter().zip(intercepts).enumerate().map(score).collect(),
            terms: located.into_iter().map(term).collect(),
        }
    }

    /// The likeliest class but for the one given, of equal ones the first.
    pub fn runner_up(&self) -> usize {
        let given = self.prediction.class;
        let p = &self.prediction.probabilities;
        let better = |best, class| if p[class] > p[best] { class } else { best };
        (0..p.len()).filter(|class| *class != given).reduce(better).unwrap_or(given)
    }

    /// What speaks for a class and against another, both below the number of
    /// classes.
    pub fn ledger(&self, class: usize, against: usize) -> Ledger {
        let [a, b] = [class, against].map(|class| self.scores[class]);
        let entry = |(term, of): (usize, &Term)| Entry {
            term,
            contribution: of.value * (of.weights[class] - of.weights[against]),
        };
        let mut entries: Vec<Entry> = self.terms.iter().enumerate().map(entry).collect();
        entries.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
        Ledger {
            class,
            against,
            log_odds: a.score - b.score,
            intercept: a.intercept - b.intercept,
            offset: a.offset - b.offset,
            entries,
        }
    }
}
