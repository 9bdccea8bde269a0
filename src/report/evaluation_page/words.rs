//! Sections in words.

use super::escaped;
use super::html::paragraph;
use super::plots::grouped;
use crate::metrics::FEW_GROUPS;
use crate::report::mistakes::Mistake;
use crate::report::rows::{Evaluation, drawn_from, left_out};
use crate::report::{SuspectRow, visible};

/// Under so many rows of a label its figures say little.
const FEW_ROWS: usize = 50;

pub(super) fn mistakes(evaluation: &Evaluation) -> Option<String> {
    let found = evaluation.mistakes.as_ref()?;
    let surest: String = found.surest.iter().map(|m| mistake(m, true)).collect();
    let pairs: String = found
        .pairs
        .iter()
        .map(|pair| {
            let examples: String = pair.examples.iter().map(|m| mistake(m, false)).collect();
            let heading = format!(
                "{} taken for {}: {}",
                visible(&pair.truth),
                visible(&pair.predicted),
                grouped(pair.count)
            );
            format!("<h4>{}</h4>\n<ul class=\"mistakes\">\n{examples}</ul>\n", escaped(&heading))
        })
        .collect();
    let suspects: String = found.suspects.iter().map(suspect).collect();
    let suspects = match suspects.is_empty() {
        true => suspects,
        false => format!(
            "<h3>Labels that are likely wrong</h3>\n<ol class=\"mistakes\">\n{suspects}</ol>\n"
        ),
    };
    Some(format!(
        "{}<h3>The surest</h3>\n<ol class=\"mistakes\">\n{surest}</ol>\n<h3>The most confused labels\
         </h3>\n{pairs}{suspects}",
        paragraph(
            "Read these before the figures: among the surest mistakes are errors of the gold."
        )
    ))
}

fn mistake(mistake: &Mistake, labels: bool) -> String {
    let Mistake { place, truth, predicted, confidence, terms, text } = mistake;
    let labelled = match labels {
        true => format!("{} labelled {}, ", visible(truth), visible(predicted)),
        false => String::new(),
    };
    let terms: Vec<String> =
        terms.iter().map(|t| format!("{} {:+.2}", visible(&t.term), t.contribution)).collect();
    let by = match terms.is_empty() {
        true => String::new(),
        false => format!("; by {}", terms.join(", ")),
    };
    format!(
        "<li><q>{}</q> <span class=\"place\">{}</span></li>\n",
        escaped(&visible(text)),
        escaped(&format!("{labelled}{confidence:.3}, {}{by}", visible(place)))
    )
}

fn suspect(suspect: &SuspectRow) -> String {
    let SuspectRow { place, label, suggested, confidence, text, .. } = suspect;
    let [label, suggested, place] = [label, suggested, place].map(|text| visible(text));
    format!(
        "<li><q>{}</q> <span class=\"place\">{}</span></li>\n",
        escaped(&visible(text)),
        escaped(&format!("{label}, more likely {suggested} ({confidence:.3}), {place}"))
    )
}

pub(super) fn notes(evaluation: &Evaluation) -> Option<String> {
    let resampling = &evaluation.intervals.resampling;
    let mut notes = Vec::new();
    if !resampling.grouped {
        notes.push(
            "No column of groups was there, so single rows were drawn. Where rows of one article or \
             topic are alike, the intervals are too narrow."
                .to_owned(),
        );
    }
    if (2..FEW_GROUPS).contains(&resampling.groups) {
        let unit = if resampling.grouped { "groups" } else { "rows" };
        notes.push(format!(
            "There are {} {unit} only: intervals of so few run narrow.",
            resampling.groups
        ));
    }
    let few: Vec<String> = evaluation
        .scores
        .labels
        .iter()
        .filter(|label| label.support < FEW_ROWS)
        .map(|label| format!("{} ({})", visible(&label.label), label.support))
        .collect();
    if !few.is_empty() {
        notes.push(format!(
            "Labels with less than {FEW_ROWS} rows, whose figures say little: {}.",
            few.join(", ")
        ));
    }
    notes.extend(left_out(evaluation));
    notes.push(
        "Accuracy, precision, F1 and the calibration error depend on how frequent each label is in \
         these rows. Elsewhere, with other shares of the labels, they are others; recall and balanced \
         accuracy are so least."
            .to_owned(),
    );
    notes.push(
        "An interval says how far a figure scatters with other rows of the same kind. It says nothing \
         of another annotator, another outlet or another year, nor of rows that settings were chosen \
         on."
            .to_owned(),
    );
    let items: String = notes.iter().map(|note| format!("<li>{}</li>\n", escaped(note))).collect();
    Some(format!("<ul>\n{items}</ul>\n"))
}

pub(super) fn methods(evaluation: &Evaluation) -> Option<String> {
    Some(
        paragraph(&drawn_from(&evaluation.intervals).replace('\n', " "))
            + &paragraph(
                "Each draw takes as many groups as there are, with replacement, and computes every \
                 figure of the rows drawn. An interval goes from the 2.5th to the 97.5th percentile of \
                 the draws, widened where needed to hold the figure itself; for the calibration error \
                 the bias of the draws is taken off. The same rows, model, seed and draws give the \
                 same page, byte for byte.",
            )
            + &paragraph(
                "Precision, recall and F1 with a zero denominator are 0. Macro F1 is the mean over the \
                 labels that stand in truth or prediction. Log loss is the mean of -ln p(truth); the \
                 Brier score the mean squared distance of the probabilities from the truth, 0 to 2. \
                 The calibration error is the mean distance of the dots of the reliability diagram \
                 from the diagonal, less what 200 draws of outcomes from the model's own \
                 probabilities give.",
            ),
    )
}
