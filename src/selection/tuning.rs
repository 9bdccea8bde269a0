//! The choice of a model's default operating point.

use serde::{Deserialize, Serialize};

use super::{Refusal, ScalingRecord, ThresholdTuning};
use crate::calibration::{OperatingPoint, Scaling, TuningSet, tune};
use crate::dataset::Dataset;
use crate::error::{Error, Result};
use crate::evaluation;
use crate::gold::GoldArticle;
use crate::label::LabelSet;
use crate::pipeline::FittedPipeline;

/// The bound on false alarms where none is given.
pub const MAX_FALSE_ALARMS: f64 = 0.05;
/// The label of what is no act where none is given.
pub const BACKGROUND: &str = "other";

/// What an operating point is chosen on, and by.
#[derive(Debug, Clone, Copy)]
pub struct TuningData<'a> {
    /// Labelled rows, where there are any.
    pub rows: Option<&'a Dataset>,
    /// Articles with gold; may be empty.
    pub articles: &'a [GoldArticle],
    /// The label of what is no act.
    pub background: &'a str,
    /// At most this share of the background sentences of the articles (of the
    /// rows, where there are no articles) may be given another label. 0 to 1.
    pub max_false_alarms: f64,
}

/// What a model brings to make of its probabilities.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// The share of each class in training, weights counted.
    pub training_prior: Vec<f64>,
    /// How its probabilities are made true. Not in formats before 5, like the
    /// other two that may be absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scaling: Option<ScalingRecord>,
    /// What the default operating point was chosen by; without it, and without
    /// thresholds, the default is that of training.
    pub tuning: Option<Tuning>,
    /// The thresholds of the default operating point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thresholds: Option<ThresholdTuning>,
    /// By what it refuses at the default operating point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
}

/// How a default operating point was chosen ([`tune`]); a model file keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tuning {
    /// The offset of each class.
    pub offsets: Vec<f64>,
    /// The label of what is no act.
    pub background: String,
    /// The bound on false alarms.
    pub max_false_alarms: f64,
    /// The mean macro-F1 of the sets, at these offsets.
    pub macro_f1: f64,
    /// The false alarms of the last set, at these offsets.
    pub false_alarms: f64,
    /// The sets: rows first, articles last.
    pub sets: Vec<TuningSource>,
    /// The share of each class in the articles, where there were any and each
    /// class is among them: that of running news.
    pub natural_prior: Option<Vec<f64>>,
}

/// A set that an operating point was chosen on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TuningSource {
    /// `rows` or `articles`.
    pub kind: String,
    /// Rows, or sentences of articles.
    pub n: usize,
    /// The identity of its texts and labels ([`Dataset::blake3`]).
    pub blake3: String,
}

/// Chooses the operating point of a pipeline that is at that of its training.
///
/// # Errors
/// [`Error::Params`] where there is no data, the model lacks a label of it or
/// the background label, or no point keeps the bound; [`Error::Input`] where
/// an article has a label that the model lacks.
pub fn choose_operating_point(pipeline: &FittedPipeline, data: TuningData<'_>) -> Result<Tuning> {
    let labels = pipeline.labels();
    let background = labels.index_of(data.background).ok_or_else(|| {
        Error::params(
            "background label",
            format!("{:?}", data.background),
            format!("one of the model's labels: {}", labels.names().join(", ")),
        )
    })?;
    let (mut sets, mut sources) = (Vec::new(), Vec::new());
    if let Some(rows) = data.rows {
        let truth = targets(labels, rows)?;
        sets.push(set(pipeline, &rows.texts(), truth));
        sources.push(source("rows", rows));
    }
    let mut natural_prior = None;
    if !data.articles.is_empty() {
        let (texts, truth) = evaluation::sentences(labels, data.articles)?;
        let names = truth.iter().map(|class| labels.name(*class));
        sources.push(source("articles", &Dataset::of(texts.iter().copied().zip(names))));
        natural_prior = shares(&truth, labels.len());
        sets.push(set(pipeline, &texts, truth));
    }
    let tuned = tune(labels, &sets, background, data.max_false_alarms)?;
    Ok(Tuning {
        offsets: tuned.offsets,
        background: data.background.to_owned(),
        max_false_alarms: data.max_false_alarms,
        macro_f1: tuned.macro_f1,
        false_alarms: tuned.false_alarms,
        sets: sources,
        natural_prior,
    })
}

impl Calibration {
    /// The point at which a model decides where nothing else is asked for.
    ///
    /// # Errors
    /// [`Error::Params`] where shares or offsets do not fit the labels.
    pub fn default_point(&self, labels: &LabelSet) -> Result<OperatingPoint> {
        let priors = [
            Some(&self.training_prior),
            self.tuning.as_ref().and_then(|tuning| tuning.natural_prior.as_ref()),
        ];
        let fits = |prior: &&Vec<f64>| {
            prior.len() == labels.len() && prior.iter().all(|share| (0.0..=1.0).contains(share))
        };
        if let Some(wrong) = priors.into_iter().flatten().find(|prior| !fits(prior)) {
            return Err(Error::params(
                "prior",
                format!("{wrong:?}"),
                format!("{} shares, one for each label", labels.len()),
            ));
        }
        match (&self.tuning, &self.thresholds) {
            (Some(tuning), None) => tuning.operating_point(labels),
            (None, Some(thresholds)) => thresholds.operating_point(labels),
            (None, None) => Ok(OperatingPoint::default()),
            (Some(_), Some(_)) => {
                Err(Error::params("operating point", "offsets and thresholds", "one of the two"))
            }
        }
    }

    /// How probabilities are made true.
    ///
    /// # Errors
    /// [`Error::Params`] where it does not fit the labels.
    pub fn scaling(&self, labels: &LabelSet) -> Result<Scaling> {
        let scaling = self.scaling.as_ref().map(|record| record.scaling.clone());
        let scaling = scaling.unwrap_or_default();
        scaling.check(labels.len())?;
        Ok(scaling)
    }
}

impl TuningSource {
    /// How many of what, in words.
    pub fn size(&self) -> String {
        match self.kind.as_str() {
            "articles" => format!("{} statements of articles", self.n),
            kind => format!("{} {kind}", self.n),
        }
    }
}

impl Tuning {
    /// The point that was chosen.
    ///
    /// # Errors
    /// [`Error::Params`] where the offsets do not fit the labels.
    pub fn operating_point(&self, labels: &LabelSet) -> Result<OperatingPoint> {
        OperatingPoint::from_offsets(labels, self.offsets.clone())
    }
}

pub(super) fn targets(labels: &LabelSet, rows: &Dataset) -> Result<Vec<usize>> {
    rows.examples
        .iter()
        .map(|example| match labels.index_of(&example.label) {
            Some(class) => Ok(class),
            None => Err(Error::input(
                example.location.clone(),
                format!(
                    "found the label {:?}, expected one that the model has: {}",
                    example.label,
                    labels.names().join(", ")
                ),
            )),
        })
        .collect()
}

fn set(pipeline: &FittedPipeline, texts: &[&str], truth: Vec<usize>) -> TuningSet {
    let predictions = pipeline.predict(texts).into_iter();
    TuningSet { truth, probabilities: predictions.map(|p| p.probabilities).collect() }
}

fn source(kind: &str, data: &Dataset) -> TuningSource {
    TuningSource { kind: kind.into(), n: data.examples.len(), blake3: data.blake3() }
}

/// The share of each class; `None` where a class has no row.
fn shares(truth: &[usize], k: usize) -> Option<Vec<f64>> {
    let mut counts = vec![0_usize; k];
    truth.iter().for_each(|class| counts[*class] += 1);
    let share = |count: usize| count as f64 / truth.len() as f64;
    counts.iter().all(|count| *count > 0).then(|| counts.into_iter().map(share).collect())
}
