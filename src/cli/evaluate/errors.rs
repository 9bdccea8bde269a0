//! `--errors`: mistakes worth reading, and labels that are likely wrong.

use std::collections::BTreeMap;

use crate::dataset::Example;
use crate::explain::Explanation;
use crate::metrics::{ConfusedPair, Outcomes, confused_pairs, label_errors, surest_mistakes};
use crate::model_file::Models;
use crate::report::{DrivingTerm, Mistake, MistakenPair, Mistakes, SuspectRow};

/// Terms that are shown of each mistake.
const TERMS: usize = 5;

/// The rows that were labelled.
pub(super) struct Rows<'a> {
    pub models: &'a Models,
    /// Which of the models labelled each row.
    pub places: &'a [usize],
    pub examples: &'a [&'a Example],
}

/// Up to `most` of each kind.
pub(super) fn mistakes(rows: &Rows<'_>, outcomes: &Outcomes<'_>, most: usize) -> Mistakes {
    let examples = rows.examples;
    let name = |class: usize| outcomes.labels.name(class).to_owned();
    let mistake = |row: usize| Mistake {
        place: examples[row].location.to_string(),
        truth: name(outcomes.truth[row]),
        predicted: name(outcomes.predicted[row]),
        confidence: outcomes.probabilities[row][outcomes.predicted[row]],
        terms: rows.driving_terms(row, outcomes),
        text: examples[row].text.clone(),
    };
    let pair = |pair: ConfusedPair| MistakenPair {
        truth: name(pair.truth),
        predicted: name(pair.predicted),
        count: pair.count,
        examples: pair.examples.into_iter().map(mistake).collect(),
    };
    let suspects = label_errors(outcomes.labels.len(), outcomes.truth, outcomes.probabilities);
    let suspects = suspects.suspects.iter().take(most).map(|suspect| {
        let Example { location, text, .. } = examples[suspect.row];
        SuspectRow::new(suspect, outcomes.labels, location.to_string(), text)
    });
    Mistakes {
        surest: surest_mistakes(outcomes, most).into_iter().map(mistake).collect(),
        pairs: confused_pairs(outcomes, most).into_iter().map(pair).collect(),
        suspects: suspects.collect(),
    }
}

impl Rows<'_> {
    /// The terms that speak most for the label given and against the true one;
    /// none where the row's model lacks the true one.
    fn driving_terms(&self, row: usize, outcomes: &Outcomes<'_>) -> Vec<DrivingTerm> {
        let pipeline = &self.models.models()[self.places[row]].pipeline;
        let class = |class: usize| pipeline.labels().index_of(outcomes.labels.name(class));
        let classes = class(outcomes.predicted[row]).zip(class(outcomes.truth[row]));
        let Some((predicted, truth)) = classes else {
            return Vec::new();
        };
        let explanation = Explanation::new(pipeline, &self.examples[row].text);
        // What reads alike, such as a word in two blocks, is one.
        let mut by_term: BTreeMap<&str, f64> = BTreeMap::new();
        for entry in explanation.ledger(predicted, truth).entries {
            *by_term.entry(&explanation.terms[entry.term].shown).or_default() += entry.contribution;
        }
        let mut driving: Vec<(&str, f64)> =
            by_term.into_iter().filter(|(_, contribution)| *contribution > 0.0).collect();
        driving.sort_by(|a, b| b.1.total_cmp(&a.1));
        let term =
            |(term, contribution): (&str, f64)| DrivingTerm { term: term.to_owned(), contribution };
        driving.into_iter().take(TERMS).map(term).collect()
    }
}
