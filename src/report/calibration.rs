//! What a model makes of its probabilities, in words.

use super::visible;
use crate::selection::{Calibration, Refusal, ScalingRecord, ThresholdTuning};

/// Lines about scaling, thresholds and refusals; the first word of each is
/// `width` wide.
pub fn calibration_lines(
    labels: &[String],
    calibration: &Calibration,
    width: usize,
) -> Vec<String> {
    let mut lines = Vec::new();
    let mut add = |name: &str, words: String| lines.push(format!("{name:<width$}{words}"));
    if let Some(ScalingRecord { kind, scaling, rows, before, after }) = &calibration.scaling {
        let how = match scaling.temperature() {
            Some(temperature) => format!("{temperature:.4}"),
            None => per_label(labels, scaling.factors().iter().zip(scaling.biases()), |(f, b)| {
                format!("{f:.3} {b:+.3}")
            }),
        };
        add(kind.as_str(), format!("{how} ({rows} rows out of fold)"));
        let change = |a: f64, b: f64| format!("{a:.4}, before {b:.4}");
        add("  log loss", change(after.log_loss, before.log_loss));
        add("  ece", change(after.ece, before.ece));
    }
    if let Some(ThresholdTuning { thresholds, metric, before, after, held_out }) =
        &calibration.thresholds
    {
        add("thresholds", per_label(labels, thresholds.iter(), |t| format!("{t:.2}")));
        let name = format!("  {}", metric.as_str());
        add(&name, format!("{held_out:.4} held out ({after:.4} where chosen), before {before:.4}"));
    }
    if let Some(refusal) = &calibration.refusal {
        add("refusal", calibrated_on(refusal));
        if let (Some(target), Some(own)) = (refusal.target_error, refusal.own_threshold()) {
            let share = own.accepted as f64 / own.n as f64;
            add("  target error", format!("{target}"));
            add("  confidence", format!("{:.4}", own.threshold));
            add("  accepted", format!("{share:.4} ({} of {})", own.accepted, own.n));
            let wrong = own.wrong as f64 / own.accepted as f64;
            add("  wrong", format!("{wrong:.4}, at most {:.4}", own.bound));
        }
    }
    lines
}

fn calibrated_on(refusal: &Refusal) -> String {
    match &refusal.source {
        None => "indicative: by the rows out of fold".into(),
        Some(source) => match source.groups {
            Some(groups) => format!("by {} rows of {groups} groups", source.n),
            None => format!("by {} rows", source.n),
        },
    }
}

fn per_label<T>(
    labels: &[String],
    numbers: impl Iterator<Item = T>,
    words: impl Fn(T) -> String,
) -> String {
    let each = labels.iter().zip(numbers);
    let each = each.map(|(label, number)| format!("{} {}", visible(label), words(number)));
    each.collect::<Vec<_>>().join(", ")
}
