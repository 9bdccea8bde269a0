//! What the sections hold.

use super::html::{numbers, paragraph, plot, table};
use super::plots::{self, Bars, grouped};
use super::{cells, escaped, figure, interval_told, percent};
use crate::metrics::{Figure, Metrics};
use crate::report::curves::{at_tenths, error};
use crate::report::rows::{Evaluation, SHOWN, alone, false_alarms_name, metric, value};
use crate::report::visible;

/// Figures that stand large at the top.
const TILES: [(&str, &str); 3] =
    [("macro_f1", "macro F1"), ("accuracy", "accuracy"), ("ece", "calibration error")];

/// Of more labels the worst are drawn, and no matrix.
const MOST_LABELS: usize = 60;

pub(super) fn figures(evaluation: &Evaluation) -> Option<String> {
    let alarms = evaluation
        .background
        .as_ref()
        .map(|background| ("false_alarms_per_100", false_alarms_name(background)));
    let named = |(name, shown): (&'static str, &str)| (name, shown.to_owned());
    let tile = |(name, shown): (&str, String)| {
        let of = metric(&evaluation.metrics, name);
        let short = |value: Option<f64>| match name {
            "false_alarms_per_100" => value.map_or("-".into(), |v| format!("{v:.1}")),
            _ => value.map_or("-".into(), |v| format!("{v:.3}")),
        };
        let span = match (of.low, of.high) {
            (Some(low), Some(high)) => format!("{} to {}", short(Some(low)), short(Some(high))),
            _ => "no interval".into(),
        };
        format!(
            "<div><dt>{}</dt><dd><b>{}</b> <span>{span}</span></dd></div>\n",
            escaped(&shown),
            short(of.value)
        )
    };
    let tiles: String = TILES.map(named).into_iter().chain(alarms).map(tile).collect();
    let rows = headline(&evaluation.metrics, evaluation.background.as_deref());
    let header = ["figure", "value", "95 % interval"];
    Some(format!(
        "<dl class=\"tiles\">\n{tiles}</dl>\n{}{}",
        paragraph(
            "Small print is the 95 % interval: where the figure would mostly lie with other rows of \
             the same kind."
        ),
        numbers("All figures", &table("All figures over all rows", &header, &rows))
    ))
}

/// A row for each of the figures over all rows.
pub(super) fn headline(metrics: &Metrics, background: Option<&str>) -> Vec<Vec<String>> {
    let alarms = background.map(|name| ("false_alarms_per_100", false_alarms_name(name)));
    let shown = SHOWN.map(|(name, shown)| (name, shown.to_owned())).into_iter().chain(alarms);
    shown
        .map(|(name, shown)| std::iter::once(shown).chain(cells(metric(metrics, name))).collect())
        .collect()
}

pub(super) fn baselines(evaluation: &Evaluation) -> Option<String> {
    let (majority, chance) = (&evaluation.baselines.majority, &evaluation.baselines.chance);
    let always = format!("always {}", visible(&majority.label));
    let names = ["this model", "chance", always.as_str()];
    let all = [
        ("accuracy", metric(&evaluation.metrics, "accuracy"), chance.accuracy, majority.accuracy),
        ("macro F1", metric(&evaluation.metrics, "macro_f1"), chance.macro_f1, majority.macro_f1),
    ];
    let bars = all.map(|(name, of_model, of_chance, of_majority)| Bars {
        name: name.into(),
        bars: [of_model, alone(of_chance), alone(of_majority)]
            .into_iter()
            .zip(names)
            .map(|(figure, of)| (of.to_owned(), figure))
            .collect(),
    });
    let rows = all.map(|(name, of_model, of_chance, of_majority)| {
        vec![name.to_owned(), value(of_model.value), figure(of_chance), figure(of_majority)]
    });
    let title = "Accuracy and macro F1 beside two predictors that do not read";
    let svg =
        plots::bars("baselines-plot", title, "Bars from 0 to 1; the table has the numbers.", &bars);
    let header = ["figure", names[0], names[1], names[2]];
    Some(plot(
        &svg,
        &names,
        "What is reached on the same rows without reading a word: by always giving the most frequent \
         label, and by chance, each label as often as it is true.",
        &table(title, &header, &rows),
    ))
}

pub(super) fn labels(evaluation: &Evaluation) -> Option<String> {
    const OF_LABEL: [(&str, &str); 3] =
        [("precision", "precision"), ("recall", "recall"), ("f1", "F1")];
    let of = |label: &str, name: &str| metric(&evaluation.metrics, &format!("{name}:{label}"));
    let labels = &evaluation.scores.labels;
    let mut drawn: Vec<_> = labels.iter().collect();
    if drawn.len() > MOST_LABELS {
        drawn.sort_by(|a, b| a.f1.total_cmp(&b.f1));
        drawn.truncate(MOST_LABELS);
    }
    let bars: Vec<Bars> = drawn
        .into_iter()
        .map(|label| Bars {
            name: label.label.clone(),
            bars: OF_LABEL.map(|(name, shown)| (shown.into(), of(&label.label, name))).into(),
        })
        .collect();
    let rows: Vec<Vec<String>> = labels
        .iter()
        .map(|label| {
            let mut row = vec![visible(&label.label).into_owned(), grouped(label.support)];
            for name in ["precision", "recall", "f1", "average_precision"] {
                row.push(interval_told(of(&label.label, name)));
            }
            row
        })
        .collect();
    let header = ["label", "rows", "precision", "recall", "F1", "average precision"];
    let title = "Precision, recall and F1 of each label";
    let svg = plots::bars(
        "labels-plot",
        title,
        "Bars from 0 to 1 with 95 % intervals, three a label; the table has the numbers.",
        &bars,
    );
    let which = match labels.len() > MOST_LABELS {
        true => format!(" Drawn are the {MOST_LABELS} labels with the lowest F1."),
        false => String::new(),
    };
    let caption = format!(
        "Precision: of the rows given a label, the share that has it. Recall: of the rows that have it, \
         the share that was given it. F1: the harmonic mean of the two. The thin lines are 95 % intervals.{which}"
    );
    let shown = OF_LABEL.map(|(_, shown)| shown);
    Some(plot(&svg, &shown, &caption, &table(title, &header, &rows)))
}

pub(super) fn confusion(evaluation: &Evaluation) -> Option<String> {
    let scores = &evaluation.scores;
    if scores.labels.len() > MOST_LABELS {
        return Some(paragraph(
            "There are too many labels to draw: the JSON holds the matrix, and --errors shows the \
             labels that are confused most often.",
        ));
    }
    let names: Vec<String> =
        scores.labels.iter().map(|label| visible(&label.label).into_owned()).collect();
    let shares = scores.confusion_shares();
    let svg = plots::confusion(
        &names,
        &scores.confusion_matrix,
        &shares,
        "A row for each true label, a column for each label given; the deeper the colour, the larger \
         the share of the row. The tables have the numbers.",
    );
    let header: Vec<&str> =
        std::iter::once("truth \\ given").chain(names.iter().map(String::as_str)).collect();
    let head = |place: usize| std::iter::once(names[place].clone());
    let counts: Vec<Vec<String>> = scores
        .confusion_matrix
        .iter()
        .enumerate()
        .map(|(place, row)| head(place).chain(row.iter().map(|n| grouped(*n))).collect())
        .collect();
    let of_truth: Vec<Vec<String>> = shares
        .iter()
        .enumerate()
        .map(|(place, row)| head(place).chain(row.iter().map(|share| value(*share))).collect())
        .collect();
    let numbers = table("Confusion matrix, rows", &header, &counts)
        + &table("Confusion matrix, shares of the truth", &header, &of_truth);
    Some(plot(
        &svg,
        &[],
        "Each row of the matrix is a true label and sums to 100 %. What lies off the diagonal is wrong.",
        &numbers,
    ))
}

pub(super) fn reliability(evaluation: &Evaluation) -> Option<String> {
    let bins = &evaluation.reliability;
    let ece = interval_told(metric(&evaluation.metrics, "ece"));
    let rows: Vec<Vec<String>> = bins
        .iter()
        .enumerate()
        .map(|(place, bin)| {
            let sure = [bin.least, bin.most, bin.confidence].map(figure);
            std::iter::once((place + 1).to_string()).chain(sure).chain(cells(bin.right)).collect()
        })
        .collect();
    let header = ["tenth", "sure from", "to", "mean", "right", "95 % interval"];
    let svg = plots::reliability(
        bins,
        "Ten dots, each a tenth of the rows from the least sure to the surest; on the diagonal the \
         model is right as often as it says. The table has the numbers.",
    );
    let caption = format!(
        "Each dot is a tenth of the rows. On the dashed line \u{201c}80 % sure\u{201d} is right in 80 % of the \
         cases; below it the model is surer than it may be. Calibration error, less what chance alone \
         would give: {ece}."
    );
    Some(plot(&svg, &[], &caption, &table("Reliability by tenths of the rows", &header, &rows)))
}

pub(super) fn risk_coverage(evaluation: &Evaluation) -> Option<String> {
    let curve = &evaluation.risk_coverage;
    let rows: Vec<Vec<String>> = at_tenths(curve)
        .into_iter()
        .map(|point| {
            let shown = [percent(point.coverage), figure(point.threshold)];
            shown.into_iter().chain(cells(error(point))).collect()
        })
        .collect();
    let header = ["labelled", "threshold", "error", "95 % interval"];
    let svg = plots::risk_coverage(
        curve,
        "The share of wrong labels among the rows labelled, from the surest rows alone on the left to \
         all rows on the right, with a band of 95 % intervals. The table has the numbers at each tenth.",
    );
    let area = interval_told(Figure {
        value: Some(curve.area),
        low: curve.area_low,
        high: curve.area_high,
    });
    let caption = format!(
        "Were only the rows labelled that the model is surest of, this share of the labels would be \
         wrong. The band holds 95 % intervals; a threshold read off here is not yet a promise for other \
         rows. Area under the curve: {area}."
    );
    Some(plot(&svg, &[], &caption, &table("Error at each tenth of the coverage", &header, &rows)))
}
