//! `stancekit evaluate`.

use std::path::Path;

use super::args::EvaluateArgs;
use super::terminal::Progress;
use super::{Outcome, counted, input, operating_point, report_error, warn};
use crate::error::Result;
use crate::evaluation;
use crate::metrics::{ArticleScores, Scores};
use crate::model_file::{Model, Models};
use crate::report::{ArticleEvaluation, Evaluation};
use crate::selection::BACKGROUND;

pub(super) fn run(args: &EvaluateArgs) -> anyhow::Result<Outcome> {
    let models = operating_point::at(super::models(args.model.as_deref())?, &args.point)?;
    match &args.articles {
        Some(folder) => articles(args, models.only()?, folder),
        None => rows(args, &models),
    }
}

/// Statements found and labelled in whole articles.
fn articles(args: &EvaluateArgs, model: &Model, folder: &Path) -> anyhow::Result<Outcome> {
    let labels = model.pipeline.labels();
    check(args, |metric| ArticleScores::check_metric(metric, labels))?;
    let articles = input::articles(folder)?;
    let outcomes = {
        let _bar = Progress::new("labelling");
        evaluation::outcomes(&model.pipeline, &articles.read)?
    };
    let tuning = model.calibration.tuning.as_ref();
    let background = labels.index_of(tuning.map_or(BACKGROUND, |tuning| &tuning.background));
    let scores = ArticleScores::new(labels, background, &outcomes);
    let missed = missed(args, |metric| scores.metric(metric))?;
    let evaluation = ArticleEvaluation {
        scores,
        operating_point: operating_point::name(&args.point),
        failed: articles.failed.len(),
    };
    super::print(&args.format.render_articles(&evaluation))?;
    missed.iter().for_each(report_error);
    Ok(outcome(articles.failed.is_empty(), &missed))
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
    let labels = models.labels();
    check(args, |metric| Scores::check_metric(metric, labels))?;
    let mut columns = args.columns.columns(&models.models()[0].record.columns);
    columns.keep.extend(models.by().map(|by| by.column.clone()));
    let data = input::read(&args.files, &columns, args.skip_bad_rows)?;
    let mut unknown = Vec::new();
    let mut rows: Vec<(usize, &str)> = Vec::new();
    let mut truth = Vec::new();
    for example in &data.examples {
        let value = example.kept.first().map_or("", |value| value.trim());
        match (labels.index_of(&example.label), models.place_of(value)) {
            (Some(class), Some(place)) => {
                rows.push((place, &example.text));
                truth.push(class);
            }
            (None, _) => unknown.push(format!("{}: label {:?}", example.location, example.label)),
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
        models.predict(&rows)
    };
    let (predicted, probabilities): (Vec<usize>, Vec<Vec<f64>>) =
        predictions.into_iter().map(|p| (p.class, p.probabilities)).unzip();
    let evaluation = Evaluation {
        scores: Scores::new(labels, &truth, &predicted, &probabilities)?,
        operating_point: operating_point::name(&args.point),
        unknown_label: unknown.len(),
        bad_rows: data.bad_rows.len(),
    };
    let missed = missed(args, |metric| evaluation.scores.metric(metric))?;
    super::print(&args.format.render(&evaluation))?;
    missed.iter().for_each(report_error);
    Ok(outcome(unknown.is_empty(), &missed))
}

/// Each threshold that is missed, in words.
fn missed(args: &EvaluateArgs, metric: impl Fn(&str) -> Result<f64>) -> Result<Vec<String>> {
    let mut missed = Vec::new();
    for (thresholds, relation, sign) in
        [(&args.fail_under, "below", 1.0), (&args.fail_over, "above", -1.0)]
    {
        for threshold in thresholds {
            let value = metric(&threshold.metric)?;
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
