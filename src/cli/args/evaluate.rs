//! Arguments of `evaluate` and `compare`.

use std::path::PathBuf;

use clap::Args;

use super::{ColumnArgs, PointArgs};
use crate::cli::values::{TextOrJson, Threshold, Unit, one_of, threshold};
use crate::metrics::Bootstrap;
use crate::report::ScoresFormat;

/// How intervals are drawn.
#[derive(Debug, Args)]
pub(in crate::cli) struct BootstrapArgs {
    /// Draws of groups for the 95 % intervals; 0 for none
    #[arg(long, value_name = "N", default_value_t = Bootstrap::default().draws,
          allow_negative_numbers = true)]
    pub draws: usize,
    /// Decides what is drawn
    #[arg(long, value_name = "N", default_value_t = Bootstrap::default().seed,
          allow_negative_numbers = true)]
    pub seed: u64,
}

impl BootstrapArgs {
    pub fn bootstrap(&self) -> Bootstrap {
        Bootstrap { draws: self.draws, seed: self.seed }
    }
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  stancekit evaluate test.csv
  stancekit evaluate --model my.safetensors test.csv --format markdown
  stancekit evaluate test.csv --fail-under macro_f1=0.8 --fail-over log_loss=0.7
  stancekit evaluate --articles datasets/articles/test
  stancekit evaluate test.csv --prior training
  stancekit evaluate test.csv --by register --by cue --errors 20
  stancekit evaluate --model my.safetensors test.csv --strict
  stancekit evaluate test.csv --by register --errors 5 --format html > evaluation.html

Metrics of tables: accuracy, balanced_accuracy, macro_precision, macro_recall, macro_f1, \
weighted_precision, weighted_recall, weighted_f1, mcc, kappa, log_loss, brier, ece, \
false_alarms_per_100, precision:LABEL, recall:LABEL, f1:LABEL, average_precision:LABEL; \
docs/evaluation.md says what each is. Metrics of articles: statements_f1, statements_precision, statements_recall, \
clutter_dropped, prose_lost, macro_f1, false_alarms, precision:LABEL, recall:LABEL, f1:LABEL.")]
pub(in crate::cli) struct EvaluateArgs {
    /// Labelled tables: CSV or TSV with a header, plain or gzipped; - for standard input
    #[arg(required_unless_present = "articles", value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Articles with gold instead of tables: a folder of NAME.txt, each with NAME.jsonl beside it
    #[arg(long, value_name = "DIR",
          conflicts_with_all = ["files", "draws", "seed", "by", "errors", "learning_curve"])]
    pub articles: Option<PathBuf>,
    /// What a statement of an article is [default: clause]
    #[arg(long, conflicts_with = "files",
          value_parser = one_of([Unit::Sentence, Unit::Clause], Unit::as_str))]
    pub unit: Option<Unit>,
    #[command(flatten)]
    pub point: PointArgs,
    /// The model [default: the one that ships inside]
    #[arg(long, short, value_name = "MODEL")]
    pub model: Option<PathBuf>,
    #[command(flatten)]
    pub columns: ColumnArgs,
    #[command(flatten)]
    pub bootstrap: BootstrapArgs,
    /// Show figures of the rows by the values of this column too; may be given more than once
    #[arg(long, value_name = "COLUMN")]
    pub by: Vec<String>,
    /// Show this many of the surest mistakes, of the most confused pairs of labels and of the rows
    /// whose own label is likely wrong
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub errors: Option<usize>,
    /// Draw this table of rows, macro_f1 and perhaps series on the page (html)
    #[arg(long, value_name = "FILE.csv")]
    pub learning_curve: Option<PathBuf>,
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
    /// Exit with 1 where a row leaks from the training data, or the model cannot tell
    #[arg(long, conflicts_with = "articles")]
    pub strict: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  stancekit compare old.safetensors new.safetensors test.csv
  stancekit compare shipped my.safetensors test.csv --changes 20
  stancekit predict test.csv --format jsonl --output new.jsonl
  stancekit compare shipped new.jsonl test.csv --format json

A and B are each a model file, shipped for the model inside, or what predict wrote of FILE as \
JSONL or CSV (.gz too). Predictions are joined to FILE by row.")]
pub(in crate::cli) struct CompareArgs {
    /// A model or predictions
    #[arg(value_name = "A")]
    pub a: PathBuf,
    /// What it is compared with
    #[arg(value_name = "B")]
    pub b: PathBuf,
    /// A labelled table: CSV or TSV with a header, plain or gzipped; - for standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub columns: ColumnArgs,
    #[command(flatten)]
    pub bootstrap: BootstrapArgs,
    /// Show this many of the rows that only A, and that only B labels right
    #[arg(long, value_name = "N", default_value_t = 0, allow_negative_numbers = true)]
    pub changes: usize,
    /// How the result is written
    #[arg(long, short, default_value = "text", value_name = "FORMAT",
          value_parser = one_of([TextOrJson::Text, TextOrJson::Json], TextOrJson::as_str))]
    pub format: TextOrJson,
}
