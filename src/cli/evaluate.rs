//! `stancekit evaluate`.

use super::args::EvaluateArgs;
use super::terminal::Progress;
use super::{Outcome, counted, input, report_error, warn};
use crate::metrics::Scores;
use crate::report::Evaluation;

pub(super) fn run(args: &EvaluateArgs) -> anyhow::Result<Outcome> {
    let model = super::model(args.model.as_deref())?;
    for threshold in args.fail_under.iter().chain(&args.fail_over) {
        Scores::check_metric(&threshold.metric, model.pipeline.labels())?;
    }
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
        unknown_label: unknown.len(),
        bad_rows: data.bad_rows.len(),
    };
    let missed = missed(args, &evaluation.scores)?;
    super::print(&args.format.render(&evaluation))?;
    missed.iter().for_each(report_error);
    Ok(match (unknown.is_empty(), missed.is_empty()) {
        (false, _) => Outcome::InputFailed,
        (true, false) => Outcome::ThresholdMissed,
        (true, true) => Outcome::Done,
    })
}

/// Each threshold that is missed, in words.
fn missed(args: &EvaluateArgs, scores: &Scores) -> anyhow::Result<Vec<String>> {
    let mut missed = Vec::new();
    for (thresholds, relation, sign) in
        [(&args.fail_under, "below", 1.0), (&args.fail_over, "above", -1.0)]
    {
        for threshold in thresholds {
            let value = scores.metric(&threshold.metric)?;
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
