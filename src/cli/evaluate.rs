//! `stancekit evaluate`.

use std::path::Path;

use super::args::EvaluateArgs;
use super::terminal::Progress;
use super::{Outcome, counted, input, operating_point, report_error, warn};
use crate::dataset::Example;
use crate::error::{Error, Result};
use crate::evaluation;
use crate::metrics::{
    ArticleScores, Baselines, ConfusedPair, Metrics, Outcomes, Scores, Slice, confused_pairs,
    slices, surest_mistakes,
};
use crate::model_file::Model;
use crate::report::{
    ArticleEvaluation, Evaluation, Intervals, Mistake, MistakenPair, Mistakes, ScoresFormat,
};
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
    let outcomes = {
        let _bar = Progress::new("labelling");
        evaluation::outcomes(&model.pipeline, &articles.read)?
    };
    let scores = ArticleScores::new(labels, background(model), &outcomes);
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

/// The class of what is no act, where the model has one.
fn background(model: &Model) -> Option<usize> {
    let tuning = model.calibration.tuning.as_ref();
    model.pipeline.labels().index_of(tuning.map_or(BACKGROUND, |tuning| &tuning.background))
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
    let (labels, background) = (model.pipeline.labels(), background(model));
    check(args, |metric| Metrics::check(metric, labels, background))?;
    if args.errors.is_some() && args.format == ScoresFormat::Csv {
        let expected = "text, json or markdown: csv holds figures alone";
        return Err(Error::params("--errors", "--format csv", expected).into());
    }
    let mut columns = args.columns.columns_or_usual_group(&model.record.columns);
    columns.keep.clone_from(&args.by);
    let data = input::read(&args.files, &columns, args.skip_bad_rows)?;
    let targets = data.targets(labels);
    let (known, unknown): (Vec<usize>, Vec<usize>) =
        (0..targets.len()).partition(|row| targets[*row].is_some());
    let examples: Vec<&Example> = known.iter().map(|row| &data.examples[*row]).collect();
    if !unknown.is_empty() {
        warn(format!(
            "{} left out: the model has no such label (its labels: {})",
            counted(unknown.len(), "row"),
            labels.names().join(", ")
        ));
        let unknown = unknown.iter().map(|row| &data.examples[*row]);
        let lines: Vec<String> =
            unknown.map(|e| format!("{}: label {:?}", e.location, e.label)).collect();
        input::list(&lines);
    }
    let predictions = {
        let _bar = Progress::new("labelling");
        let texts: Vec<&str> = examples.iter().map(|e| e.text.as_str()).collect();
        model.pipeline.predict(&texts)
    };
    let (predicted, probabilities): (Vec<usize>, Vec<Vec<f64>>) =
        predictions.into_iter().map(|p| (p.class, p.probabilities)).unzip();
    let groups: Option<Vec<usize>> =
        data.groups().map(|groups| known.iter().map(|row| groups[*row]).collect());
    let truth: Vec<usize> = targets.into_iter().flatten().collect();
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
        metrics,
        baselines: Baselines::new(&outcomes, bootstrap.seed)?,
        background: background.map(|class| labels.name(class).to_owned()),
        slices: by_columns(args, &outcomes, &examples)?,
        mistakes: args.errors.map(|most| mistakes(&outcomes, &examples, most)),
    };
    let missed = missed(args, |metric| Ok(evaluation.metrics.get(metric)?.value))?;
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

fn mistakes(outcomes: &Outcomes<'_>, examples: &[&Example], most: usize) -> Mistakes {
    let name = |class: usize| outcomes.labels.name(class).to_owned();
    let mistake = |row: usize| Mistake {
        place: examples[row].location.to_string(),
        truth: name(outcomes.truth[row]),
        predicted: name(outcomes.predicted[row]),
        confidence: outcomes.probabilities[row][outcomes.predicted[row]],
        text: examples[row].text.clone(),
    };
    let pair = |pair: ConfusedPair| MistakenPair {
        truth: name(pair.truth),
        predicted: name(pair.predicted),
        count: pair.count,
        examples: pair.examples.into_iter().map(mistake).collect(),
    };
    Mistakes {
        surest: surest_mistakes(outcomes, most).into_iter().map(mistake).collect(),
        pairs: confused_pairs(outcomes, most).into_iter().map(pair).collect(),
    }
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
