//! `stancekit evaluate`.

mod leaks;
mod refusal;

use std::path::Path;

use super::args::EvaluateArgs;
use super::terminal::Progress;
use super::values::Unit;
use super::{Outcome, counted, input, operating_point, report_error, warn};
use crate::dataset::Example;
use crate::error::{Error, Result};
use crate::evaluation;
use crate::gold;
use crate::metrics::{ArticleScores, Baselines, Metrics, Outcomes, Scores, Slice, slices};
use crate::model_file::Models;
use crate::report::{ArticleEvaluation, Evaluation, Intervals, ScoresFormat};
use crate::selection::BACKGROUND;

mod errors;

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
fn background(models: &Models) -> Option<usize> {
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
    let mut columns = args.columns.columns_or_usual_group(&models.models()[0].record.columns);
    columns.keep.clone_from(&args.by);
    columns.keep.extend(models.by().map(|by| by.column.clone()));
    columns.keep_if_there.push(models.models()[0].record.columns.group.clone());
    let data = input::read(&args.files, &columns, args.skip_bad_rows)?;
    let mut unknown = Vec::new();
    let (mut known, mut places, mut truth) = (Vec::new(), Vec::new(), Vec::new());
    for (row, example) in data.examples.iter().enumerate() {
        // The column of the models, where there is one, was read after those.
        let value = example.kept.get(args.by.len()).map_or("", |value| value.trim());
        match (labels.index_of(&example.label), models.place_of(value)) {
            (Some(class), Some(place)) => {
                known.push(row);
                places.push(place);
                truth.push(class);
            }
            (None, _) => unknown.push(format!("{}: label {:?}", example.location, example.label)),
            (_, None) => unknown.push(format!("{}: value {value:?}", example.location)),
        }
    }
    let examples: Vec<&Example> = known.iter().map(|row| &data.examples[*row]).collect();
    if !unknown.is_empty() {
        let what = if models.by().is_some() { "label or value" } else { "label" };
        warn(format!(
            "{} left out: the model has no such {what} (its labels: {})",
            counted(unknown.len(), "row"),
            labels.names().join(", ")
        ));
        input::list(&unknown);
    }
    let leakage = leaks::find(models, &places, &examples, columns.keep.len());
    let predictions = {
        let _bar = Progress::new("labelling");
        let texts = examples.iter().map(|e| e.text.as_str());
        models.predict(&places.into_iter().zip(texts).collect::<Vec<_>>())
    };
    let (predicted, probabilities): (Vec<usize>, Vec<Vec<f64>>) =
        predictions.into_iter().map(|p| (p.class, p.probabilities)).unzip();
    let groups: Option<Vec<usize>> =
        data.groups().map(|groups| known.iter().map(|row| groups[*row]).collect());
    let outcomes = Outcomes {
        labels,
        truth: &truth,
        predicted: &predicted,
        probabilities: &probabilities,
        groups: groups.as_deref(),
        background,
    };
    let bootstrap = args.bootstrap.bootstrap();
    let metrics = {
        let bar = Progress::new("drawing");
        Metrics::new(&outcomes, &bootstrap, &|| bar.advance(1))?
    };
    let evaluation = Evaluation {
        scores: Scores::new(labels, &truth, &predicted, &probabilities)?,
        operating_point: operating_point::name(&args.point),
        unknown_label: unknown.len(),
        bad_rows: data.bad_rows.len(),
        intervals: Intervals {
            resampling: metrics.resampling,
            columns: data.group_columns.clone(),
        },
        leaks: leaks::report(leakage.as_ref(), &outcomes, &examples, &metrics, &bootstrap)?,
        metrics,
        baselines: Baselines::new(&outcomes, bootstrap.seed)?,
        background: background.map(|class| labels.name(class).to_owned()),
        slices: by_columns(args, &outcomes, &examples)?,
        refusal: refusal::report(args, models, &outcomes)?,
        mistakes: args.errors.map(|most| {
            let rows = errors::Rows { models, examples: &examples, value: args.by.len() };
            rows.mistakes(&outcomes, most)
        }),
    };
    let mut missed = missed(args, |metric| Ok(evaluation.metrics.get(metric)?.value))?;
    missed.extend(args.strict.then(|| leaks::objection(leakage.as_ref())).flatten());
    super::print(&args.format.render(&evaluation))?;
    missed.iter().for_each(report_error);
    Ok(outcome(unknown.is_empty(), &missed))
}

/// The slices of each column asked for.
fn by_columns(
    args: &EvaluateArgs,
    outcomes: &Outcomes<'_>,
    examples: &[&Example],
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
