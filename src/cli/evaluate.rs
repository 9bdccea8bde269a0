//! `stancekit evaluate`.

mod errors;
mod labelled;
mod leaks;
mod learning_curve;
mod refusal;

use std::path::Path;

use super::args::EvaluateArgs;
use super::terminal::Progress;
use super::values::Unit;
use super::{Outcome, input, operating_point, report_error};
use crate::dataset::Example;
use crate::error::{Error, Result};
use crate::evaluation;
use crate::gold;
use crate::metrics::{ArticleScores, Metrics, Outcomes, Slice, slices};
use crate::model_file::Models;
use crate::report::{ArticleEvaluation, Evaluation, ScoresFormat};
use crate::selection::BACKGROUND;

pub(super) use labelled::Labelled;

/// The name of the model inside the binary.
pub(super) const SHIPPED: &str = "shipped";

pub(super) fn run(args: &EvaluateArgs) -> anyhow::Result<Outcome> {
    let models = operating_point::at(super::models(args.model.as_deref())?, &args.point)?;
    match &args.articles {
        Some(folder) => articles(args, &models, folder),
        None => rows(args, &models),
    }
}

/// Statements found and labelled in whole articles.
fn articles(args: &EvaluateArgs, models: &Models, folder: &Path) -> anyhow::Result<Outcome> {
    let model = models.only()?;
    let labels = model.pipeline.labels();
    check(args, |metric| ArticleScores::check_metric(metric, labels))?;
    let articles = input::articles(folder)?;
    let unit = match args.unit {
        Some(Unit::Sentence) => gold::Unit::Sentence,
        _ => gold::Unit::Clause,
    };
    let outcomes = {
        let _bar = Progress::new("labelling");
        evaluation::outcomes(&model.pipeline, &articles.read, unit)?
    };
    let scores = ArticleScores::new(labels, background(models), &outcomes);
    let missed = missed(args, |metric| scores.metric(metric).map(Some))?;
    let evaluation = ArticleEvaluation {
        scores,
        operating_point: operating_point::name(&args.point),
        failed: articles.failed.len(),
    };
    super::print(&args.format.render_articles(&evaluation))?;
    missed.iter().for_each(report_error);
    Ok(outcome(articles.failed.is_empty(), &missed))
}

/// The class of what is no act, where the models have one.
pub(super) fn background(models: &Models) -> Option<usize> {
    let tuning = models.models()[0].calibration.tuning.as_ref();
    models.labels().index_of(tuning.map_or(BACKGROUND, |tuning| &tuning.background))
}

fn outcome(all_read: bool, missed: &[String]) -> Outcome {
    match (all_read, missed.is_empty()) {
        (false, _) => Outcome::InputFailed,
        (true, false) => Outcome::ThresholdMissed,
        (true, true) => Outcome::Done,
    }
}

fn check(args: &EvaluateArgs, metric: impl Fn(&str) -> Result<()>) -> Result<()> {
    args.fail_under.iter().chain(&args.fail_over).try_for_each(|t| metric(&t.metric))
}

/// Labelled rows of tables.
fn rows(args: &EvaluateArgs, models: &Models) -> anyhow::Result<Outcome> {
    let (labels, background) = (models.labels(), background(models));
    check(args, |metric| Metrics::check(metric, labels, background))?;
    if args.errors.is_some() && args.format == ScoresFormat::Csv {
        let expected = "text, json or markdown: csv holds figures alone";
        return Err(Error::params("--errors", "--format csv", expected).into());
    }
    let learning_curve = match &args.learning_curve {
        None => Vec::new(),
        Some(_) if args.format != ScoresFormat::Html => {
            let found = format!("--format {}", args.format.as_str());
            return Err(Error::params("--learning-curve", found, "--format html").into());
        }
        Some(path) => learning_curve::read(path)?,
    };
    let mut columns = args.columns.columns_or_usual_group(&models.models()[0].record.columns);
    columns.keep.clone_from(&args.by);
    columns.keep.extend(models.by().map(|by| by.column.clone()));
    columns.keep_if_there.push(models.models()[0].record.columns.group.clone());
    let data = input::read(&args.files, &columns, args.skip_bad_rows)?;
    // The column of the models, where there is one, was read after those.
    let labelled = Labelled::new(models, data, args.by.len());
    let (outcomes, examples) = (labelled.outcomes(models), &labelled.examples);
    let leakage = leaks::find(models, &labelled.places, examples, columns.keep.len());
    let bootstrap = args.bootstrap.bootstrap();
    let figures = {
        let bar = Progress::new("drawing");
        let columns = labelled.group_columns.clone();
        Evaluation::new(&outcomes, &bootstrap, columns, &|| bar.advance(1))?
    };
    let evaluation = Evaluation {
        model: args.model.as_ref().map_or(SHIPPED.into(), |path| path.display().to_string()),
        files: args.files.iter().map(|path| input::name(path)).collect(),
        operating_point: operating_point::name(&args.point),
        unknown_label: labelled.unknown,
        bad_rows: labelled.bad_rows,
        leaks: leaks::report(leakage.as_ref(), &outcomes, examples, &figures.metrics, &bootstrap)?,
        slices: by_columns(args, &outcomes, examples)?,
        refusal: refusal::report(args, models, &outcomes)?,
        mistakes: args.errors.map(|most| {
            let rows = errors::Rows { models, examples, value: args.by.len() };
            rows.mistakes(&outcomes, most)
        }),
        learning_curve,
        ..figures
    };
    let mut missed = missed(args, |metric| Ok(evaluation.metrics.get(metric)?.value))?;
    missed.extend(args.strict.then(|| leaks::objection(leakage.as_ref())).flatten());
    super::print(&args.format.render(&evaluation))?;
    missed.iter().for_each(report_error);
    Ok(outcome(labelled.unknown == 0, &missed))
}

/// The slices of each column asked for.
fn by_columns(
    args: &EvaluateArgs,
    outcomes: &Outcomes<'_>,
    examples: &[Example],
) -> Result<Vec<Slice>> {
    let mut all = Vec::new();
    for (place, column) in args.by.iter().enumerate() {
        let values: Vec<&str> = examples.iter().map(|e| e.kept[place].as_str()).collect();
        all.extend(slices(outcomes, column, &values, &args.bootstrap.bootstrap())?);
    }
    Ok(all)
}

/// Each threshold that is missed, in words. What is not defined reaches none.
fn missed(
    args: &EvaluateArgs,
    metric: impl Fn(&str) -> Result<Option<f64>>,
) -> Result<Vec<String>> {
    let mut missed = Vec::new();
    for (thresholds, relation, sign) in
        [(&args.fail_under, "below", 1.0), (&args.fail_over, "above", -1.0)]
    {
        for threshold in thresholds {
            let Some(value) = metric(&threshold.metric)? else {
                let name = &threshold.metric;
                missed.push(format!("{name} is not defined on these rows"));
                continue;
            };
            if (value - threshold.bound) * sign < 0.0 {
                missed.push(format!(
                    "{} is {value:.4}, {relation} {}",
                    threshold.metric, threshold.bound
                ));
            }
        }
    }
    Ok(missed)
}
