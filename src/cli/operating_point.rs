//! `--prior` and `--threshold`: where a model decides.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::args::PointArgs;
use crate::calibration::OperatingPoint;
use crate::error::{Error, Location, Result};
use crate::model_file::{Model, Models};

/// The models at the point that was asked for.
pub(super) fn at(models: Models, args: &PointArgs) -> Result<Models> {
    let labels = models.labels();
    if let Some((label, _)) = args.threshold.iter().find(|(l, _)| labels.index_of(l).is_none()) {
        return Err(Error::params(
            "--threshold",
            format!("the label {label:?}"),
            format!("one of the model's: {}", labels.names().join(", ")),
        ));
    }
    models.decide_at(|model| point(model, args))
}

fn point(model: &Model, args: &PointArgs) -> Result<OperatingPoint> {
    let training = &model.calibration.training_prior;
    let labels = model.pipeline.labels();
    let mut point = match args.prior.as_str() {
        "default" => model.pipeline.operating_point().clone(),
        "training" => OperatingPoint::default(),
        "natural" => OperatingPoint::for_prior(training, natural(model)?)?,
        file => OperatingPoint::for_prior(training, &read(Path::new(file), labels.names())?)?,
    };
    for (label, threshold) in &args.threshold {
        if let Some(class) = labels.index_of(label) {
            point.set_threshold(labels, class, *threshold);
        }
    }
    Ok(point)
}

/// What stands in a report for the point that was asked for.
pub(super) fn name(args: &PointArgs) -> String {
    let thresholds = args.threshold.iter().map(|(label, p)| format!(", {label} at {p}"));
    std::iter::once(args.prior.clone()).chain(thresholds).collect()
}

fn natural(model: &Model) -> Result<&[f64]> {
    let tuning = model.calibration.tuning.as_ref();
    tuning.and_then(|tuning| tuning.natural_prior.as_deref()).ok_or_else(|| {
        Error::params(
            "--prior",
            "natural, and a model that brings no such shares",
            "a model trained with --tune-articles, or a file of LABEL = SHARE",
        )
    })
}

/// Shares by label, as TOML; each label of the model once, over 0.
fn read(path: &Path, labels: &[String]) -> Result<Vec<f64>> {
    let text = fs::read_to_string(path).map_err(|e| Error::io(path, "read", e))?;
    let refused = |span: Option<std::ops::Range<usize>>, problem: String| {
        let line = span.map(|span| text[..span.start].matches('\n').count() as u64 + 1);
        Error::input(Location { line, ..Location::of(path.display().to_string()) }, problem)
    };
    let shares: BTreeMap<String, f64> =
        toml::from_str(&text).map_err(|e| refused(e.span(), e.message().to_owned()))?;
    let expected = format!("a share over 0 for each of the labels {}", labels.join(", "));
    if let Some(unknown) = shares.keys().find(|name| !labels.contains(name)) {
        return Err(refused(None, format!("found the label {unknown:?}, expected {expected}")));
    }
    labels
        .iter()
        .map(|label| match shares.get(label) {
            Some(share) if *share > 0.0 && share.is_finite() => Ok(*share),
            Some(share) => {
                Err(refused(None, format!("found {share} for {label:?}, expected {expected}")))
            }
            None => Err(refused(None, format!("found no share of {label:?}, expected {expected}"))),
        })
        .collect()
}
