//! `stancekit explain` as typed.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::PointArgs;
use crate::cli::values::{Row, TextOrJson, one_of, row};

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("statement").required(true).args(["text", "row"]), after_help = "\
Examples:
  stancekit explain 'The ministry denied that its troops had crossed the border.'
  stancekit explain --row test.csv:17
  stancekit explain --row test.csv:17 --label threat --top 30
  stancekit explain 'Expect a response.' --train-data train.csv
  echo 'We had nothing to do with it.' | stancekit explain - --format json

The text is taken as one statement: predict splits an article, explain does not. \
docs/explain.md says what a contribution is, and what it does not say.")]
pub(in crate::cli) struct ExplainArgs {
    /// The text; - for standard input
    #[arg(value_name = "TEXT")]
    pub text: Option<String>,
    /// The row of a table that begins at this line, in place of a text: the place that evaluate and
    /// check show
    #[arg(long, value_name = "FILE:LINE", value_parser = row)]
    pub row: Option<Row>,
    /// The label to explain, against the one given [default: the one given, against the next best]
    #[arg(long, value_name = "LABEL")]
    pub label: Option<String>,
    /// Show this many of the strongest terms; the others are summed up (json holds all)
    #[arg(long, value_name = "N", default_value_t = 15, allow_negative_numbers = true)]
    pub top: usize,
    /// Show the nearest statements of this labelled table, such as the one trained on; may be given
    /// more than once
    #[arg(long, value_name = "FILE")]
    pub train_data: Vec<PathBuf>,
    /// Column of tables with the sentence [default: the one that the model was trained with]
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
    /// Column of tables with the label [default: the one that the model was trained with]
    #[arg(long, value_name = "NAME")]
    pub label_column: Option<String>,
    /// The model [default: the one that ships inside]
    #[arg(long, short, value_name = "MODEL")]
    pub model: Option<PathBuf>,
    #[command(flatten)]
    pub point: PointArgs,
    /// How the result is written
    #[arg(long, short, default_value = "text", value_name = "FORMAT",
          value_parser = one_of([TextOrJson::Text, TextOrJson::Json], TextOrJson::as_str))]
    pub format: TextOrJson,
}
