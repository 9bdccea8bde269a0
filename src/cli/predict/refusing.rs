//! Which statements are left without a label, and sets of labels.

use crate::calibration::{DELTA, Threshold, label_set};
use crate::cli::args::PredictArgs;
use crate::cli::counted;
use crate::error::{Error, Result};
use crate::model_file::Models;
use crate::pipeline::Prediction;
use crate::report::{StatementFormat, Unlabelled};
use crate::selection::{CalibrationUnit, Refusal};

/// What is asked of a prediction before its label goes out.
pub(super) struct Refusing {
    /// The least confidence, and what is said of less.
    least: Option<(f64, Unlabelled)>,
    /// What is promised of the labels given.
    promise: Option<String>,
    /// The largest score of a label in a set, where sets are asked for.
    largest: Option<f64>,
}

impl Refusing {
    /// # Errors
    /// [`Error::Params`] where the models do not have what is asked for.
    pub fn new(args: &PredictArgs, models: &Models) -> Result<Self> {
        let mut refusing = Self {
            least: args.min_confidence.map(|least| (least, Unlabelled::Confidence)),
            promise: None,
            largest: None,
        };
        if let Some(target) = args.target_error {
            let refusal = refusal("--target-error", args, models)?;
            let Some(found) = refusal.curve.threshold(target) else {
                let expected = match refusal.curve.least_target() {
                    Some(least) => format!("at least {least}: under that this model keeps none"),
                    None => "a model with more rows to calibrate on: this one keeps none".into(),
                };
                return Err(Error::params("--target-error", target, expected));
            };
            refusing.least = Some((found.threshold, Unlabelled::Uncertain));
            refusing.promise = Some(promise(target, found, refusal));
        }
        if let Some(level) = args.sets {
            use StatementFormat::{Csv, Json, Jsonl};
            if !matches!(args.format, Jsonl | Json | Csv) {
                let expected = "the format jsonl, json or csv";
                return Err(Error::params("--sets", args.format.as_str(), expected));
            }
            refusing.largest = Some(refusal("--sets", args, models)?.sets.largest(level));
        }
        Ok(refusing)
    }

    /// The class of a prediction that is sure enough.
    pub fn class(&self, prediction: &Prediction) -> Result<usize, Unlabelled> {
        match self.least {
            Some((least, reason)) if prediction.confidence() < least => Err(reason),
            _ => Ok(prediction.class),
        }
    }

    /// The classes of its set, where sets are asked for.
    pub fn set(&self, prediction: &Prediction) -> Option<Vec<usize>> {
        Some(label_set(&prediction.probabilities, self.largest?))
    }

    /// What is to be said of the statements that were refused.
    pub fn summary(&self, refused: usize, of: usize) -> Option<String> {
        let promise = self.promise.as_ref()?;
        Some(format!("{refused} of {} refused, {promise}", counted(of, "statement")))
    }
}

/// By what the model refuses, at the point at which that holds.
fn refusal<'a>(flag: &str, args: &PredictArgs, models: &'a Models) -> Result<&'a Refusal> {
    if args.point.prior != "default" || !args.point.threshold.is_empty() {
        let expected = "neither: it holds at the default operating point of the model";
        return Err(Error::params(flag, "--prior or --threshold", expected));
    }
    models.only()?.calibration.refusal.as_ref().ok_or_else(|| {
        let expected = "one trained with --calibration, --calibration-share or --target-error";
        Error::params(flag, "a model without rows to refuse by", expected)
    })
}

fn promise(target: f64, found: Threshold, refusal: &Refusal) -> String {
    let Threshold { threshold, .. } = found;
    let percent = (target * 1e6).round() / 1e4;
    let under = format!("less sure than {threshold:.4}");
    let sure = (1.0 - DELTA) * 100.0;
    match &refusal.source {
        None => format!(
            "{under}: an error of {percent} % among the others is indicative, the threshold \
             coming from the rows that the settings were chosen on"
        ),
        Some(source) => {
            let like = match source.unit {
                CalibrationUnit::Row => counted(source.n, "row"),
                CalibrationUnit::Group => counted(source.n, "group"),
            };
            format!(
                "{under}: of the others at most {percent} % are wrong, with the probability \
                 {sure:.0} %, where they are like the {like} calibrated on"
            )
        }
    }
}
