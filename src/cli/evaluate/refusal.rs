//! What a model's own refusals come to.

use crate::cli::args::EvaluateArgs;
use crate::error::Result;
use crate::metrics::{Outcomes, Selective};
use crate::model_file::Models;
use crate::report::RefusalReport;

/// The threshold that the model was trained with, where it has one and decides
/// at the point for which it holds. No other is looked for.
pub(super) fn report(
    args: &EvaluateArgs,
    models: &Models,
    outcomes: &Outcomes<'_>,
) -> Result<Option<RefusalReport>> {
    let at_default = args.point.prior == "default" && args.point.threshold.is_empty();
    let refusal = match models.by() {
        None if at_default => models.models()[0].calibration.refusal.as_ref(),
        _ => None,
    };
    let own = refusal.and_then(|r| Some((r, r.target_error?, r.own_threshold()?.threshold)));
    let Some((refusal, target_error, threshold)) = own else {
        return Ok(None);
    };
    Ok(Some(RefusalReport {
        target_error,
        threshold,
        guarantee: refusal.guarantee().to_owned(),
        of_rows: Selective::new(outcomes, threshold, &args.bootstrap.bootstrap())?,
    }))
}
