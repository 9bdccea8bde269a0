//! Why a text was given its label.

mod text;

use serde::Serialize;

pub use text::explanation_text;

use crate::explain::{Explanation, Flip, Ledger, Neighbour, Word, words};
use crate::label::LabelSet;

/// The form of the JSON, which `docs/explain.md` describes.
const SCHEMA: &str = "explanation.v1";

/// An explanation as it goes out.
#[derive(Debug, Clone)]
pub struct ExplanationReport<'a> {
    /// File and line of a row.
    pub place: Option<String>,
    /// The label that the row has in its table.
    pub truth: Option<String>,
    /// The text, taken as one statement.
    pub text: &'a str,
    /// The model's labels, by class.
    pub labels: &'a LabelSet,
    /// Where the model decided.
    pub operating_point: String,
    /// All that adds to the scores.
    pub explanation: &'a Explanation,
    /// The two labels that are told apart.
    pub ledger: Ledger,
    /// Words without which the label is another, where some were found.
    pub flip: Option<Flip>,
    /// The most words that were taken out.
    pub most_words: usize,
    /// The nearest training statements, where they were asked for.
    pub nearest: Option<Vec<Neighbour<Statement>>>,
}

/// Where a training statement stands, and its label.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// File and line.
    pub place: String,
    /// Its label.
    pub label: String,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    place: Option<&'a str>,
    truth: Option<&'a str>,
    text: &'a str,
    label: &'a str,
    confidence: f64,
    operating_point: &'a str,
    labels: Vec<LabelScore<'a>>,
    log_odds: LogOdds<'a>,
    terms: Vec<TermPart<'a>>,
    words: Vec<WordPart<'a>>,
    most_words: usize,
    flip: Option<FlipParts<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<Vec<Near<'a>>>,
}

#[derive(Serialize)]
struct LabelScore<'a> {
    label: &'a str,
    probability: f64,
    score: f64,
    intercept: f64,
    offset: f64,
}

#[derive(Serialize)]
struct LogOdds<'a> {
    label: &'a str,
    against: &'a str,
    value: f64,
    intercept: f64,
    offset: f64,
}

#[derive(Serialize)]
struct TermPart<'a> {
    term: &'a str,
    shown: &'a str,
    extractor: &'static str,
    block: usize,
    spans: Vec<Place>,
    value: f64,
    weights: &'a [f64],
    contribution: f64,
}

#[derive(Serialize)]
struct Place {
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct WordPart<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    contribution: f64,
}

#[derive(Serialize)]
struct FlipParts<'a> {
    removed: Vec<Removed<'a>>,
    text: &'a str,
    label: &'a str,
    confidence: f64,
}

#[derive(Serialize)]
struct Removed<'a> {
    start: usize,
    end: usize,
    text: &'a str,
}

#[derive(Serialize)]
struct Near<'a> {
    similarity: f64,
    label: &'a str,
    place: &'a str,
    text: &'a str,
}

impl<'a> Near<'a> {
    fn new(near: &'a Neighbour<Statement>) -> Self {
        let Statement { place, label } = &near.of;
        Self { similarity: near.similarity, label, place, text: &near.text }
    }
}

impl ExplanationReport<'_> {
    fn name(&self, class: usize) -> &str {
        self.labels.name(class)
    }

    /// The words of the text, and what each adds to the log-odds.
    fn words(&self) -> Vec<(Word, f64)> {
        let words = words(self.text);
        let parts = self.explanation.by_word(&words, &self.ledger);
        words.into_iter().zip(parts).collect()
    }
}

/// The explanation as JSON, complete, with a line end.
pub fn explanation_json(report: &ExplanationReport<'_>) -> String {
    let ExplanationReport { explanation, ledger, text, .. } = report;
    let prediction = &explanation.prediction;
    let labels = explanation.scores.iter().enumerate().map(|(class, score)| LabelScore {
        label: report.name(class),
        probability: prediction.probabilities[class],
        score: score.score,
        intercept: score.intercept,
        offset: score.offset,
    });
    let terms = ledger.entries.iter().map(|entry| {
        let term = &explanation.terms[entry.term];
        let spans = term.spans.iter().map(|span| Place { start: span.start, end: span.end });
        TermPart {
            term: &term.term,
            shown: &term.shown,
            extractor: term.extractor,
            block: term.block,
            spans: spans.collect(),
            value: term.value,
            weights: &term.weights,
            contribution: entry.contribution,
        }
    });
    let words = report.words().into_iter().map(|(word, contribution)| WordPart {
        start: word.span.start,
        end: word.span.end,
        text: &text[word.span],
        contribution,
    });
    let flip = report.flip.as_ref().map(|flip| FlipParts {
        removed: flip
            .removed
            .iter()
            .map(|span| Removed { start: span.start, end: span.end, text: &text[span.clone()] })
            .collect(),
        text: &flip.text,
        label: report.name(flip.prediction.class),
        confidence: flip.prediction.confidence(),
    });
    super::scores::pretty(&Document {
        schema: SCHEMA,
        place: report.place.as_deref(),
        truth: report.truth.as_deref(),
        text,
        label: report.name(prediction.class),
        confidence: prediction.confidence(),
        operating_point: &report.operating_point,
        labels: labels.collect(),
        log_odds: LogOdds {
            label: report.name(ledger.class),
            against: report.name(ledger.against),
            value: ledger.log_odds,
            intercept: ledger.intercept,
            offset: ledger.offset,
        },
        terms: terms.collect(),
        words: words.collect(),
        most_words: report.most_words,
        flip,
        nearest: report.nearest.as_ref().map(|near| near.iter().map(Near::new).collect()),
    })
}
