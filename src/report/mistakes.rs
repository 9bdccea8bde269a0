//! Mistakes worth reading.

use serde::Serialize;

use super::scores::{Look, escaped};
use super::{SuspectRow, visible};

/// Mistakes worth reading.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mistakes {
    /// Those that the model was surest of.
    pub surest: Vec<Mistake>,
    /// The pairs of labels confused most often.
    pub pairs: Vec<MistakenPair>,
    /// Rows whose own label is likely wrong.
    pub suspects: Vec<SuspectRow>,
}

/// A row labelled wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mistake {
    /// File and line.
    pub place: String,
    /// Its label.
    pub truth: String,
    /// The label given.
    pub predicted: String,
    /// The probability of the label given.
    pub confidence: f64,
    /// The terms that speak most for the label given and against its own.
    pub terms: Vec<DrivingTerm>,
    /// The words.
    pub text: String,
}

/// A term and what it adds to log-odds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DrivingTerm {
    /// The term as people read it.
    pub term: String,
    /// What it adds to `ln(p(label given) / p(own label))`.
    pub contribution: f64,
}

/// Two labels that were confused.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MistakenPair {
    /// The label that the rows have.
    pub truth: String,
    /// The label that they were given.
    pub predicted: String,
    /// How many rows.
    pub count: usize,
    /// A few of them, the surest first.
    pub examples: Vec<Mistake>,
}

pub(super) fn text(found: &Mistakes, look: Look) -> String {
    let heading = look.heading;
    let mut text = format!("{heading}Surest mistakes\n\n");
    for mistake in &found.surest {
        let Mistake { truth, predicted, .. } = mistake;
        text.push_str(&format!("- {} labelled {}, ", visible(truth), visible(predicted)));
        text.push_str(&item(mistake, look, "  "));
    }
    text.push_str(&format!("\n{heading}Most confused\n\n"));
    for pair in &found.pairs {
        let (truth, predicted) = (visible(&pair.truth), visible(&pair.predicted));
        text.push_str(&format!("- {truth} labelled {predicted}: {} rows\n", pair.count));
        for example in &pair.examples {
            text.push_str("  - ");
            text.push_str(&item(example, look, "    "));
        }
    }
    text.push_str(&format!("\n{heading}Likely wrong in the table\n\n"));
    for suspect in &found.suspects {
        text.push_str(&format!("- {}\n", escaped(&suspect.line(), look)));
    }
    text.push('\n');
    text
}

fn item(mistake: &Mistake, look: Look, indent: &str) -> String {
    let Mistake { place, confidence, text, terms, .. } = mistake;
    let mut item = format!("{confidence:.3}, {}: {}\n", visible(place), escaped(text, look));
    let terms: Vec<String> =
        terms.iter().map(|t| format!("{} {:+.2}", visible(&t.term), t.contribution)).collect();
    if !terms.is_empty() {
        item.push_str(&format!("{indent}- by {}\n", escaped(&terms.join(", "), look)));
    }
    item
}
