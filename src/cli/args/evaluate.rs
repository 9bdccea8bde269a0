//! Arguments of `evaluate`.

use std::path::PathBuf;

use clap::Args;

use super::{ColumnArgs, PointArgs};
use crate::cli::values::{Threshold, one_of, threshold};
use crate::report::ScoresFormat;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  stancekit evaluate test.csv
  stancekit evaluate --model my.safetensors test.csv --format markdown
  stancekit evaluate test.csv --fail-under macro_f1=0.8 --fail-over log_loss=0.7
  stancekit evaluate --articles datasets/articles/test
  stancekit evaluate test.csv --prior training

Metrics of tables: accuracy, macro_f1, weighted_f1, log_loss, precision:LABEL, recall:LABEL, \
f1:LABEL. Metrics of articles: statements_f1, statements_precision, statements_recall, \
clutter_dropped, prose_lost, macro_f1, false_alarms, precision:LABEL, recall:LABEL, f1:LABEL.")]
pub(in crate::cli) struct EvaluateArgs {
    /// Labelled tables: CSV or TSV with a header, plain or gzipped; - for standard input
    #[arg(required_unless_present = "articles", value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Articles with gold instead of tables: a folder of NAME.txt, each with NAME.jsonl beside it
    #[arg(long, value_name = "DIR", conflicts_with = "files")]
    pub articles: Option<PathBuf>,
    #[command(flatten)]
    pub point: PointArgs,
    /// The model [default: the one that ships inside]
    #[arg(long, short, value_name = "MODEL")]
    pub model: Option<PathBuf>,
    #[command(flatten)]
    pub columns: ColumnArgs,
    /// Go on without rows that cannot be used; they are counted and listed
    #[arg(long)]
    pub skip_bad_rows: bool,
    /// How the result is written
    #[arg(long, short, default_value = "text", value_name = "FORMAT",
          value_parser = one_of(ScoresFormat::ALL, ScoresFormat::as_str))]
    pub format: ScoresFormat,
    /// Exit with 1 where a metric is below this; may be given more than once
    #[arg(long, value_name = "METRIC=X", value_parser = threshold)]
    pub fail_under: Vec<Threshold>,
    /// Exit with 1 where a metric is above this; may be given more than once
    #[arg(long, value_name = "METRIC=X", value_parser = threshold)]
    pub fail_over: Vec<Threshold>,
}
