//! What a model's own refusals come to, in an evaluation.

use serde::Serialize;

use super::scores::{Look, figure};
use crate::metrics::{Figure, Selective};

/// The threshold that a model was trained with, on the rows evaluated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RefusalReport {
    /// At most this share of the labels given should be wrong.
    pub target_error: f64,
    /// The confidence from which on a label is given.
    pub threshold: f64,
    /// `indicative`, or what of the calibration rows was taken for independent:
    /// `row` or `group`.
    pub guarantee: String,
    /// What became of the rows.
    #[serde(flatten)]
    pub of_rows: Selective,
}

pub(super) fn text(refusal: &RefusalReport, look: Look) -> String {
    let RefusalReport { target_error, threshold, guarantee, of_rows } = refusal;
    let Selective { n, accepted, wrong, coverage, error } = of_rows;
    let shown = |of: &Figure| {
        let value = of.value.map_or("-".into(), figure);
        match (of.low, of.high) {
            (Some(low), Some(high)) => format!("{value} ({} to {})", figure(low), figure(high)),
            _ => value,
        }
    };
    let known = match guarantee.as_str() {
        "indicative" => "indicative".to_owned(),
        unit => format!("tested on calibration rows, each {unit} by itself"),
    };
    format!(
        "{}Refusal\n\nTarget error {target_error}, confidence at least {threshold:.4} ({known}).\n\
         Accepted: {accepted} of {n}, {}.\nWrong among them: {wrong}, {}.\n\n",
        look.heading,
        shown(coverage),
        shown(error)
    )
}
