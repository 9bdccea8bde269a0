//! Labelled rows, and what models make of them.

use super::background;
use crate::cli::terminal::Progress;
use crate::cli::{counted, input, warn};
use crate::dataset::{Dataset, Example};
use crate::metrics::Outcomes;
use crate::model_file::Models;

/// Rows whose label the models know, and the labels given to them.
pub(in crate::cli) struct Labelled {
    pub examples: Vec<Example>,
    /// The place of the model of each.
    pub places: Vec<usize>,
    truth: Vec<usize>,
    predicted: Vec<usize>,
    probabilities: Vec<Vec<f64>>,
    groups: Option<Vec<usize>>,
    /// The columns that the groups were read from.
    pub group_columns: Vec<String>,
    /// Rows left out because the models lack their label or value.
    pub unknown: usize,
    /// Rows left out because they could not be read.
    pub bad_rows: usize,
}

impl Labelled {
    /// Labels the rows; those left out are said and listed. The value that says
    /// which model a row is for stands at the place `value` of what was kept.
    pub fn new(models: &Models, data: Dataset, value: usize) -> Self {
        let labels = models.labels();
        let groups = data.groups();
        let (mut examples, mut places, mut truth) = (Vec::new(), Vec::new(), Vec::new());
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for (row, example) in data.examples.into_iter().enumerate() {
            let value = example.kept.get(value).map_or("", |value| value.trim());
            match (labels.index_of(&example.label), models.place_of(value)) {
                (Some(class), Some(place)) => {
                    known.push(row);
                    places.push(place);
                    truth.push(class);
                    examples.push(example);
                }
                (None, _) => {
                    unknown.push(format!("{}: label {:?}", example.location, example.label));
                }
                (_, None) => unknown.push(format!("{}: value {value:?}", example.location)),
            }
        }
        if !unknown.is_empty() {
            let what = if models.by().is_some() { "label or value" } else { "label" };
            warn(format!(
                "{} left out: the model has no such {what} (its labels: {})",
                counted(unknown.len(), "row"),
                labels.names().join(", ")
            ));
            input::list(&unknown);
        }
        let predictions = {
            let _bar = Progress::new("labelling");
            let texts = examples.iter().map(|e| e.text.as_str());
            models.predict(&places.iter().copied().zip(texts).collect::<Vec<_>>())
        };
        let (predicted, probabilities) =
            predictions.into_iter().map(|p| (p.class, p.probabilities)).unzip();
        Self {
            examples,
            places,
            truth,
            predicted,
            probabilities,
            groups: groups.map(|groups| known.iter().map(|row| groups[*row]).collect()),
            group_columns: data.group_columns,
            unknown: unknown.len(),
            bad_rows: data.bad_rows.len(),
        }
    }

    pub fn outcomes<'a>(&'a self, models: &'a Models) -> Outcomes<'a> {
        Outcomes {
            labels: models.labels(),
            truth: &self.truth,
            predicted: &self.predicted,
            probabilities: &self.probabilities,
            groups: self.groups.as_deref(),
            background: background(models),
        }
    }
}
