//! Sections on rows known from training, and on what the model refuses.

use super::html::{numbers, paragraph, table};
use super::plots::grouped;
use super::sections::headline;
use super::{cells, figure};
use crate::metrics::Selective;
use crate::report::refusal::RefusalReport;
use crate::report::rows::Evaluation;
use crate::report::visible;

pub(super) fn leakage(evaluation: &Evaluation) -> Option<String> {
    let leaks = &evaluation.leaks;
    let counts = leaks.leakage?;
    let rows: Vec<Vec<String>> = counts
        .by_kind()
        .into_iter()
        .map(|(kind, n)| vec![kind.as_str().into(), n.map_or("not compared".into(), grouped)])
        .collect();
    let mut text = paragraph(
        "Rows that the model was fitted on, or nearly so, flatter it. These were found by the \
         fingerprints that it keeps of its training.",
    );
    text.push_str(&table("Rows shared with the training", &["shared", "rows"], &rows));
    if leaks.leaked_rows.is_empty() {
        return Some(text);
    }
    match &leaks.metrics_clean {
        Some(metrics) => text.push_str(&table(
            "Headline figures without these rows",
            &["figure", "value", "95 % interval"],
            &headline(metrics, evaluation.background.as_deref()),
        )),
        None => text.push_str(&paragraph("Without them no row is left.")),
    }
    let listed: Vec<Vec<String>> = leaks
        .leaked_rows
        .iter()
        .map(|row| vec![visible(&row.place).into_owned(), row.kind.as_str().into()])
        .collect();
    text.push_str(&numbers("The rows", &table("Leaked rows", &["row", "shares"], &listed)));
    Some(text)
}

pub(super) fn refusal(evaluation: &Evaluation) -> Option<String> {
    let RefusalReport { target_error, threshold, guarantee, of_rows } =
        evaluation.refusal.as_ref()?;
    let Selective { n, accepted, wrong, coverage, error } = of_rows;
    let known = match guarantee.as_str() {
        "indicative" => "It was chosen without calibration rows: nothing is promised.".to_owned(),
        unit => format!("It was tested on calibration rows, each {unit} taken for independent."),
    };
    let row = |name: String, of| std::iter::once(name).chain(cells(of)).collect();
    Some(
        paragraph(&format!(
            "Trained to be wrong in at most {target_error} of the labels that it gives, the model \
             refuses where it is less than {} sure. {known}",
            figure(*threshold)
        )) + &table(
            "What that comes to on these rows",
            &["share", "value", "95 % interval"],
            &[
                row(format!("labelled ({} of {})", grouped(*accepted), grouped(*n)), *coverage),
                row(format!("wrong among them ({})", grouped(*wrong)), *error),
            ],
        ),
    )
}
