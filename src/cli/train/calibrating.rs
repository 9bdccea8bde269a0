//! What `train` makes of probabilities: the scaling, thresholds for labels, and
//! what is refused.

use std::fs;
use std::path::{Path, PathBuf};

use hashbrown::HashSet;

use crate::calibration::ScalingKind;
use crate::cli::args::{CalibratingArgs, TrainArgs, Wanted};
use crate::cli::{counted, input, note, warn};
use crate::dataset::{Columns, Dataset};
use crate::error::{Error, Result};
use crate::pipeline::{Fit, FittedPipeline};
use crate::selection::{
    Calibration, CalibrationUnit, CrossValidation, OutOfFold, Refusal, ScalingRecord, Tuning,
    choose_refusal, choose_scaling, choose_thresholds, hold_out, one_of_each_group,
};

/// Refuses what does not go together.
pub(super) fn check(args: &TrainArgs) -> Result<()> {
    let given = &args.calibrating;
    let has_part = given.calibration.is_some() || given.calibration_share.is_some();
    if given.calibration_unit.is_some() && !has_part {
        let expected = "--calibration or --calibration-share, or neither";
        return Err(Error::params("--calibration-unit", "no calibration rows", expected));
    }
    if given.scaling == Some(Wanted::Of(ScalingKind::Vector)) && args.model_per.is_some() {
        let expected = "temperature or none: it is one scaling for all models";
        return Err(Error::params("--scaling", "vector, and --model-per", expected));
    }
    if let (Some(flag), true) = (needs_folds(given), args.folds == 0) {
        return Err(Error::params("folds", 0, format!("at least 2, which {flag} needs")));
    }
    if let Some(file) = &given.calibration {
        apart(file, &args.files, "is fitted on as well")?;
        apart(file, &args.tuning.tune, "is tuned on as well")?;
    }
    Ok(())
}

/// The first flag that works on rows held out of fitting.
fn needs_folds(given: &CalibratingArgs) -> Option<&'static str> {
    let scaled = given.scaling.is_some_and(|wanted| wanted != Wanted::None);
    let flags = [
        ("--scaling", scaled),
        ("--tune-thresholds", given.tune_thresholds.is_some()),
        ("--target-error", given.target_error.is_some()),
        ("--calibration", given.calibration.is_some()),
        ("--calibration-share", given.calibration_share.is_some()),
    ];
    flags.into_iter().find(|(_, asked)| *asked).map(|(flag, _)| flag)
}

/// Refuses a file of calibration rows that another purpose has.
fn apart(file: &Path, others: &[PathBuf], problem: &str) -> Result<()> {
    let place = |path: &Path| fs::canonicalize(path).ok();
    let same = |other: &PathBuf| place(file).is_some_and(|at| Some(at) == place(other));
    match others.iter().any(same) {
        true => Err(Error::params(
            "--calibration",
            format!("{}, which {problem}", file.display()),
            "rows that nothing else is chosen by; or --calibration-share",
        )),
        false => Ok(()),
    }
}

/// Takes the rows to calibrate on out of those to fit to, or reads them.
pub(super) fn part(
    data: Dataset,
    args: &TrainArgs,
    columns: &Columns,
) -> Result<(Dataset, Option<Dataset>)> {
    let given = &args.calibrating;
    if let Some(share) = given.calibration_share {
        let (left, out) = hold_out(data, share, args.seed);
        if left.examples.is_empty() {
            let expected = "a smaller share, or more groups: none is left to fit to";
            return Err(Error::params("--calibration-share", share, expected));
        }
        return Ok((left, Some(out)));
    }
    let Some(file) = &given.calibration else {
        return Ok((data, None));
    };
    let rows = input::read(std::slice::from_ref(file), columns, args.skip_bad_rows)?;
    warn_of_shared(&data, &rows);
    Ok((data, Some(rows)))
}

/// Calibration rows that the model was fitted to keep no promise.
fn warn_of_shared(data: &Dataset, rows: &Dataset) {
    let texts: HashSet<&str> = data.texts().into_iter().collect();
    let group = |example: &'_ crate::dataset::Example| example.group.clone();
    let groups: HashSet<String> = data.examples.iter().filter_map(group).collect();
    let texts = rows.examples.iter().filter(|row| texts.contains(row.text.as_str())).count();
    let groups = rows.examples.iter().filter_map(group).filter(|g| groups.contains(g)).count();
    for (n, what) in [(texts, "that are fitted on as well"), (groups, "of groups fitted on")] {
        if n > 0 {
            warn(format!(
                "{} to calibrate on {what}: on these the model is surer than on new ones",
                counted(n, "row")
            ));
        }
    }
}

/// Rows held out that a temperature is fitted to where none was asked for.
const LEAST_ROWS: usize = 100;

/// Fits the scaling asked for: temperature where nothing is said and enough
/// rows were held out.
pub(super) fn scaling(
    validation: Option<&CrossValidation>,
    args: &TrainArgs,
) -> Result<Option<ScalingRecord>> {
    let given = &args.calibrating;
    let kind = match given.scaling {
        Some(Wanted::None) => None,
        Some(Wanted::Of(kind)) => Some(kind),
        None => validation
            .filter(|validation| validation.out_of_fold.truth.len() >= LEAST_ROWS)
            .map(|_| ScalingKind::Temperature),
    };
    let Some(validation) = validation else {
        return match needs_folds(given) {
            Some(flag) => Err(Error::params(
                flag,
                "no two folds that hold every label",
                "at least two rows (or groups) of each label",
            )),
            None => Ok(None),
        };
    };
    kind.map(|kind| choose_scaling(&validation.out_of_fold, kind)).transpose()
}

/// Brings a fit to where it decides, and finds what it refuses.
pub(super) fn calibrated(
    fit: &mut Fit,
    out_of_fold: Option<&OutOfFold>,
    scaling: Option<ScalingRecord>,
    tune: impl FnOnce(&Fit) -> anyhow::Result<Option<Tuning>>,
    part: Option<&Dataset>,
    args: &TrainArgs,
) -> anyhow::Result<Calibration> {
    let labels = fit.pipeline.labels().clone();
    let mut calibration =
        Calibration { training_prior: fit.training_prior.clone(), scaling, ..Default::default() };
    if let (Some(ScalingRecord { kind: ScalingKind::Vector, .. }), Some(rows)) =
        (&calibration.scaling, out_of_fold)
    {
        calibration.training_prior = shares(&rows.truth, labels.len());
    }
    let scaling = calibration.scaling(&labels)?;
    fit.pipeline.scale_by(scaling.clone());
    calibration.tuning = tune(fit)?;
    let given = &args.calibrating;
    if let (Some(_), Some(rows)) = (given.tune_thresholds, out_of_fold) {
        calibration.thresholds = Some(choose_thresholds(rows, &scaling));
    }
    fit.pipeline.decide_at(calibration.default_point(&labels)?);
    if let (true, Some(rows)) = (given.target_error.is_some() || part.is_some(), out_of_fold) {
        calibration.refusal = Some(refusal(fit, rows, part, args)?);
    }
    Ok(calibration)
}

fn shares(truth: &[usize], k: usize) -> Vec<f64> {
    let mut counts = vec![0_usize; k];
    truth.iter().for_each(|class| counts[*class] += 1);
    counts.into_iter().map(|count| count as f64 / truth.len() as f64).collect()
}

fn refusal(
    fit: &Fit,
    out_of_fold: &OutOfFold,
    part: Option<&Dataset>,
    args: &TrainArgs,
) -> Result<Refusal> {
    let given = &args.calibrating;
    let unit = given.calibration_unit.unwrap_or_default();
    let rows = part.map(|rows| known(rows, &fit.pipeline)).transpose()?;
    if unit == CalibrationUnit::Group && rows.as_ref().is_some_and(|r| r.groups().is_none()) {
        let expected = "a column of groups (--group-column), or --calibration-unit row";
        return Err(Error::params(
            "--calibration-unit",
            "group, and rows without groups",
            expected,
        ));
    }
    let rows = match (rows, unit) {
        (Some(rows), CalibrationUnit::Group) => Some(one_of_each_group(&rows, args.seed)),
        (rows, _) => rows,
    };
    let calibration = rows.as_ref().map(|rows| (rows, unit));
    let refusal = choose_refusal(&fit.pipeline, out_of_fold, calibration, given.target_error)?;
    if let Some(source) = &refusal.source
        && let Some(groups) = source.groups.filter(|groups| *groups < source.n)
    {
        note(format!(
            "{} to calibrate on in {}: the promise takes rows for independent \
             (--calibration-unit group draws one of each group)",
            counted(source.n, "row"),
            counted(groups, "group")
        ));
    }
    Ok(refusal)
}

/// The rows whose label the model has.
fn known(rows: &Dataset, pipeline: &FittedPipeline) -> Result<Dataset> {
    let labels = pipeline.labels();
    let (known, unknown): (Vec<usize>, Vec<usize>) = (0..rows.examples.len())
        .partition(|row| labels.index_of(&rows.examples[*row].label).is_some());
    if !unknown.is_empty() {
        let named: Vec<String> = unknown
            .iter()
            .map(|row| &rows.examples[*row])
            .map(|example| format!("{}: label {:?}", example.location, example.label))
            .collect();
        warn(format!(
            "{} to calibrate on left out: the model has no such label (its labels: {})",
            counted(named.len(), "row"),
            labels.names().join(", ")
        ));
        input::list(&named);
    }
    if known.is_empty() {
        return Err(Error::params(
            "rows to calibrate on",
            "none with a label of the model",
            format!("rows with the labels {}", labels.names().join(", ")),
        ));
    }
    let mut known = rows.subset(&known);
    known.group_columns.clone_from(&rows.group_columns);
    Ok(known)
}

/// Whether the target asked for can be kept; else that is said.
pub(super) fn keeps_target(calibration: &Calibration) -> bool {
    let Some(refusal) = &calibration.refusal else {
        return true;
    };
    let Some(target) = refusal.target_error.filter(|_| refusal.own_threshold().is_none()) else {
        return true;
    };
    let least = match refusal.curve.least_target() {
        Some(least) => format!("the least target that one keeps is {least}"),
        None => "none keeps any".to_owned(),
    };
    warn(format!(
        "no confidence keeps the error of the labels given at most {target}: {least}; more \
         calibration rows may help. The model is written without such a threshold"
    ));
    false
}
