//! What refusals and label sets are made of.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::OutOfFold;
use super::tuning::targets;
use crate::calibration::{Answer, ConformalScores, RiskCurve, Threshold};
use crate::dataset::Dataset;
use crate::error::Result;
use crate::pipeline::{FittedPipeline, Prediction};

/// By what a model refuses; a model file keeps it. It holds at the model's
/// default operating point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The target that was asked for in training.
    pub target_error: Option<f64>,
    /// The rows that nothing was fitted to, where there are any.
    pub source: Option<CalibrationSource>,
    /// What is accepted at each threshold.
    pub curve: RiskCurve,
    /// The scores of label sets.
    pub sets: ConformalScores,
}

/// Rows that nothing was fitted to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalibrationSource {
    /// What is taken for independent.
    pub unit: CalibrationUnit,
    /// Rows.
    pub n: usize,
    /// Groups, where there are any; a row without one is one.
    pub groups: Option<usize>,
    /// The identity of the rows ([`Dataset::blake3`]).
    pub blake3: String,
}

/// What of the calibration rows is taken for independent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalibrationUnit {
    /// Each row. The default.
    #[default]
    Row,
    /// Each group, of which one row is drawn.
    Group,
}

impl CalibrationUnit {
    /// Each of them, the default first.
    pub const ALL: [Self; 2] = [Self::Row, Self::Group];

    /// Its name in flags and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::Group => "group",
        }
    }
}

impl Refusal {
    /// The threshold that was asked for in training, where one keeps the
    /// target.
    pub fn own_threshold(&self) -> Option<Threshold> {
        self.curve.threshold(self.target_error?)
    }

    /// What is known of a threshold: `indicative`, or what is taken for
    /// independent.
    pub fn guarantee(&self) -> &'static str {
        self.source.as_ref().map_or("indicative", |source| source.unit.as_str())
    }

    /// Refuses numbers that no rows can have given.
    ///
    /// # Errors
    /// [`crate::error::Error::Params`].
    pub fn check(&self) -> Result<()> {
        self.curve.check()?;
        self.sets.check()
    }
}

/// Draws whole groups at random until they are at least `share` of all groups
/// (rows, where there are no groups): the rows left, and those drawn.
pub fn hold_out(data: Dataset, share: f64, seed: u64) -> (Dataset, Dataset) {
    let groups = data.groups().unwrap_or_else(|| (0..data.examples.len()).collect());
    let n = groups.iter().max().map_or(0, |most| most + 1);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut drawn = vec![false; n];
    // The first of a random order, by exchanging (Fisher and Yates).
    let mut order: Vec<usize> = (0..n).collect();
    for place in 0..((n as f64 * share).ceil() as usize).min(n) {
        order.swap(place, random.random_range(place as u64..n as u64) as usize);
        drawn[order[place]] = true;
    }
    let (mut left, mut out) = (Dataset::default(), Dataset::default());
    left.group_columns.clone_from(&data.group_columns);
    out.group_columns.clone_from(&data.group_columns);
    for (example, group) in data.examples.into_iter().zip(groups) {
        let side = if drawn[group] { &mut out } else { &mut left };
        side.examples.push(example);
    }
    (left, out)
}

/// One row of each group, drawn at random; all rows where there are no groups.
pub fn one_of_each_group(data: &Dataset, seed: u64) -> Dataset {
    let Some(groups) = data.groups() else {
        return data.clone();
    };
    let n = groups.iter().max().map_or(0, |most| most + 1);
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); n];
    groups.iter().enumerate().for_each(|(row, group)| rows[*group].push(row));
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut one = |rows: &Vec<usize>| rows[random.random_range(0..rows.len() as u64) as usize];
    let mut drawn: Vec<usize> = rows.iter().map(&mut one).collect();
    drawn.sort_unstable();
    data.subset(&drawn)
}

/// Makes what a pipeline, at its default operating point, refuses by. Without
/// `calibration` all comes from the rows held out of fitting in
/// cross-validation, which the settings were chosen on as well.
///
/// # Errors
/// [`crate::error::Error::Params`] where there is no row;
/// [`crate::error::Error::Input`] where the pipeline lacks a label.
pub fn choose_refusal(
    pipeline: &FittedPipeline,
    out_of_fold: &OutOfFold,
    calibration: Option<(&Dataset, CalibrationUnit)>,
    target_error: Option<f64>,
) -> Result<Refusal> {
    let settled = out_of_fold.probabilities.iter().map(|p| pipeline.settle(p.clone()));
    let planned = Answers::new(settled, &out_of_fold.truth);
    let tested = match calibration {
        Some((rows, _)) => {
            let truth = targets(pipeline.labels(), rows)?;
            Some(Answers::new(pipeline.predict(&rows.texts()).into_iter(), &truth))
        }
        None => None,
    };
    let source = calibration.map(|(rows, unit)| CalibrationSource {
        unit,
        n: rows.examples.len(),
        groups: rows.groups().map(|groups| groups.iter().max().map_or(0, |most| most + 1)),
        blake3: rows.blake3(),
    });
    let of_sets = tested.as_ref().unwrap_or(&planned);
    Ok(Refusal {
        target_error,
        source,
        curve: RiskCurve::new(&planned.answers, tested.as_ref().map(|t| t.answers.as_slice()))?,
        sets: ConformalScores::new(&of_sets.of_truth)?,
    })
}

/// What became of labelled rows.
struct Answers {
    answers: Vec<Answer>,
    /// The probability of each row's label.
    of_truth: Vec<f64>,
}

impl Answers {
    fn new(predictions: impl Iterator<Item = Prediction>, truth: &[usize]) -> Self {
        let (mut answers, mut of_truth) = (Vec::new(), Vec::new());
        for (prediction, class) in predictions.zip(truth) {
            let right = prediction.class == *class;
            answers.push(Answer { confidence: prediction.confidence(), right });
            of_truth.push(prediction.probabilities[*class]);
        }
        Self { answers, of_truth }
    }
}
