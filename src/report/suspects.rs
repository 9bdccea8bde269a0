//! Rows whose label is likely wrong.

use serde::Serialize;

use super::visible;
use crate::label::LabelSet;
use crate::metrics::Suspect;

/// A row whose label is likely wrong, as it goes out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SuspectRow {
    /// File and line.
    pub place: String,
    /// Its label.
    pub label: String,
    /// The label that it more likely is.
    pub suggested: String,
    /// The probability of that label.
    pub confidence: f64,
    /// The probability of its label, less that of the likeliest other.
    pub margin: f64,
    /// The words.
    pub text: String,
}

impl SuspectRow {
    /// A row that was found, with its place and its words.
    pub fn new(suspect: &Suspect, labels: &LabelSet, place: String, text: &str) -> Self {
        Self {
            place,
            label: labels.name(suspect.given).to_owned(),
            suggested: labels.name(suspect.suggested).to_owned(),
            confidence: suspect.confidence,
            margin: suspect.margin,
            text: text.to_owned(),
        }
    }

    /// The row in one line for people, without a line end.
    pub fn line(&self) -> String {
        let Self { place, label, suggested, confidence, text, .. } = self;
        let [place, label, suggested, text] = [place, label, suggested, text].map(|t| visible(t));
        format!("{label}, more likely {suggested} ({confidence:.3}), {place}: {text}")
    }
}
