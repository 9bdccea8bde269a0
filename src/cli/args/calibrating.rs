//! Arguments of `train` about probabilities and refusals.

use std::path::PathBuf;

use clap::Args;

use crate::calibration::ScalingKind;
use crate::cli::values::{one_of, share};
use crate::selection::{CalibrationUnit, Metric};

/// How probabilities are made true, and what is refused.
#[derive(Debug, Args)]
pub(in crate::cli) struct CalibratingArgs {
    /// Make probabilities true on the rows held out of each fold: by one factor (temperature), a
    /// factor and a bias for each label (vector), or not [default: temperature, where 100 rows or
    /// more are held out]
    #[arg(long, value_name = "KIND", value_parser = one_of(Wanted::ALL, Wanted::as_str))]
    pub scaling: Option<Wanted>,
    /// Choose a threshold for each label on the rows held out of each fold, in the place of --tune
    #[arg(long, value_name = "METRIC", conflicts_with_all = ["tune", "tune_articles", "model_per"],
          value_parser = one_of([Metric::MacroF1], Metric::as_str))]
    pub tune_thresholds: Option<Metric>,
    /// Find the confidence from which on at most this share of the labels given is wrong (over 0,
    /// under 1); without calibration rows it is indicative
    #[arg(long, value_name = "E", value_parser = share, allow_negative_numbers = true,
          conflicts_with = "model_per")]
    pub target_error: Option<f64>,
    /// Refuse by this labelled table, which nothing else is chosen on
    #[arg(long, value_name = "FILE", conflicts_with_all = ["calibration_share", "model_per"])]
    pub calibration: Option<PathBuf>,
    /// Refuse by this share of the groups (of the rows, without groups), held out of fitting (over
    /// 0, under 1)
    #[arg(long, value_name = "S", value_parser = share, allow_negative_numbers = true,
          conflicts_with = "model_per")]
    pub calibration_share: Option<f64>,
    /// What of the calibration rows is independent; of a group one row is drawn [default: row]
    #[arg(long, value_name = "UNIT",
          value_parser = one_of(CalibrationUnit::ALL, CalibrationUnit::as_str))]
    pub calibration_unit: Option<CalibrationUnit>,
}

/// A scaling, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Wanted {
    None,
    Of(ScalingKind),
}

impl Wanted {
    const ALL: [Self; 3] =
        [Self::None, Self::Of(ScalingKind::Temperature), Self::Of(ScalingKind::Vector)];

    fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Of(kind) => kind.as_str(),
        }
    }
}
