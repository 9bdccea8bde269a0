//! `--errors`: mistakes worth reading, and labels that are likely wrong.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use crate::dataset::Example;
use crate::explain::Explanation;
use crate::metrics::{ConfusedPair, Outcomes, confused_pairs, label_errors, surest_mistakes};
use crate::model_file::Models;
use crate::report::{DrivingTerm, Mistake, MistakenPair, Mistakes, SuspectRow};

/// Terms that are shown of each mistake.
const TERMS: usize = 5;

/// The rows that were labelled.
pub(super) struct Rows<'a, E> {
    pub models: &'a Models,
    pub examples: &'a [E],
    /// Where the value that says which model a row is for stands in
    /// [`Example::kept`].
    pub value: usize,
}

impl<E: Borrow<Example>> Rows<'_, E> {
    /// Up to `most` of each kind.
    pub fn mistakes(&self, outcomes: &Outcomes<'_>, most: usize) -> Mistakes {
        let example = |row: usize| -> &Example { self.examples[row].borrow() };
        let name = |class: usize| outcomes.labels.name(class).to_owned();
        let mistake = |row: usize| Mistake {
            place: example(row).location.to_string(),
            truth: name(outcomes.truth[row]),
            predicted: name(outcomes.predicted[row]),
            confidence: outcomes.probabilities[row][outcomes.predicted[row]],
            terms: self.driving_terms(example(row), outcomes, row),
            text: example(row).text.clone(),
        };
        let pair = |pair: ConfusedPair| MistakenPair {
            truth: name(pair.truth),
            predicted: name(pair.predicted),
            count: pair.count,
            examples: pair.examples.into_iter().map(mistake).collect(),
        };
        let suspects = label_errors(outcomes.labels.len(), outcomes.truth, outcomes.probabilities);
        let suspects = suspects.suspects.iter().take(most).map(|suspect| {
            let Example { location, text, .. } = example(suspect.row);
            SuspectRow::new(suspect, outcomes.labels, location.to_string(), text)
        });
        Mistakes {
            surest: surest_mistakes(outcomes, most).into_iter().map(mistake).collect(),
            pairs: confused_pairs(outcomes, most).into_iter().map(pair).collect(),
            suspects: suspects.collect(),
        }
    }

    /// The terms that speak most for the label given and against the true one;
    /// none where the row's model lacks the true one.
    fn driving_terms(
        &self,
        example: &Example,
        outcomes: &Outcomes<'_>,
        row: usize,
    ) -> Vec<DrivingTerm> {
        let value = example.kept.get(self.value).map_or("", |value| value.trim());
        let Some(place) = self.models.place_of(value) else {
            return Vec::new();
        };
        let pipeline = &self.models.models()[place].pipeline;
        let class = |class: usize| pipeline.labels().index_of(outcomes.labels.name(class));
        let classes = class(outcomes.predicted[row]).zip(class(outcomes.truth[row]));
        let Some((predicted, truth)) = classes else {
            return Vec::new();
        };
        let explanation = Explanation::new(pipeline, &example.text);
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
