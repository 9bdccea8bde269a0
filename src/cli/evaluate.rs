//! `stancekit evaluate`.

use std::path::Path;

use super::args::EvaluateArgs;
use super::terminal::Progress;
use super::values::Unit;
use super::{Outcome, counted, input, operating_point, report_error, warn};
use crate::error::Result;
use crate::evaluation;
use crate::gold;
use crate::metrics::{ArticleScores, Scores};
use crate::model_file::Model;
use crate::report::{ArticleEvaluation, Evaluation};
use crate::selection::BACKGROUND;

pub(super) fn run(args: &EvaluateArgs) -> anyhow::Result<Outcome> {
    let model = operating_point::at(super::model(args.model.as_deref())?, &args.point)?;
    match &args.articles {
        Some(folder) => articles(args, &model, folder),
        None => rows(args, &model),
    }
}

/// Statements found and labelled in whole articles.
fn articles(args: &EvaluateArgs, model: &Model, folder: &Path) -> anyhow::Result<Outcome> {
    let labels = model.pipeline.labels();
    check(args, |metric| ArticleScores::check_metric(metric, labels))?;
    let articles = input::articles(folder)?;
    let unit = match args.unit {
        Some(Unit::Clause) => gold::Unit::Clause,
        _ => gold::Unit::Sentence,
    };
    let outcomes = {
        let _bar = Progress::new("labelling");
        evaluation::outcomes(&model.pipeline, &articles.read, unit)?
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
fn rows(args: &EvaluateArgs, model: &Model) -> anyhow::Result<Outcome> {
    check(args, |metric| Scores::check_metric(metric, model.pipeline.labels()))?;
    let columns = args.columns.columns(&model.record.columns);
    let data = input::read(&args.files, &columns, args.skip_bad_rows)?;
    let labels = model.pipeline.labels();
    let targets = data.targets(labels);
    let unknown: Vec<String> = data
        .examples
        .iter()
        .zip(&targets)
        .filter(|(_, target)| target.is_none())
        .map(|(example, _)| format!("{}: label {:?}", example.location, example.label))
        .collect();
    let texts: Vec<&str> = data
        .examples
        .iter()
        .zip(&targets)
        .filter(|(_, target)| target.is_some())
        .map(|(example, _)| example.text.as_str())
        .collect();
    if !unknown.is_empty() {
        warn(format!(
            "{} left out: the model has no such label (its labels: {})",
            counted(unknown.len(), "row"),
            labels.names().join(", ")
        ));
        input::list(&unknown);
    }
    let predictions = {
        let _bar = Progress::new("labelling");
        model.pipeline.predict(&texts)
    };
    let truth: Vec<usize> = targets.into_iter().flatten().collect();
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
