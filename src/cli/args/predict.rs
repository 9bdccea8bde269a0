//! `stancekit predict` as typed.

use std::path::PathBuf;

use clap::Args;

use super::{InputArgs, PointArgs};
use crate::cli::values::{one_of, probability, share};
use crate::report::StatementFormat;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  stancekit predict article.txt page.html
  stancekit predict articles/ --format jsonl --output labelled.jsonl
  stancekit predict crawl.jsonl.zst --text-field body --id-field url --format csv
  stancekit predict articles/ --target-error 0.05 --format jsonl
  stancekit predict --text 'We had nothing to do with it.' --text 'Expect a response.'
  stancekit predict posts.csv --text-column body --keep id,date --format csv
  find . -name '*.html' | stancekit predict --files-from - --format html --output page.html
  cat article.txt | stancekit predict -

In articles, lines that are no part of them (share links, \"Also Read\", comments) are \
dropped and the rest is split into sentences. In a table, each row is one statement. What is \
given by --text is split, and nothing of it dropped.")]
pub(in crate::cli) struct PredictArgs {
    #[command(flatten)]
    pub inputs: InputArgs,
    /// The model [default: the one that ships inside]
    #[arg(long, short, value_name = "MODEL")]
    pub model: Option<PathBuf>,
    /// How the result is written
    #[arg(long, short, default_value = "table", value_name = "FORMAT",
          value_parser = one_of(StatementFormat::ALL, StatementFormat::as_str))]
    pub format: StatementFormat,
    /// Write to a file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Go on where a run that was broken off left FILE.part (jsonl and csv)
    #[arg(long, requires = "output")]
    pub resume: bool,
    /// Write what is dropped as well, and why (jsonl; json and html always do)
    #[arg(long)]
    pub dropped: bool,
    /// Leave out the probability of each label (jsonl, json and csv)
    #[arg(long)]
    pub no_probabilities: bool,
    /// Label articles in other languages than the model's as well
    #[arg(long)]
    pub any_language: bool,
    /// Leave the label empty where the model is less sure than this (0 to 1)
    #[arg(long, value_name = "P", value_parser = probability, allow_negative_numbers = true)]
    pub min_confidence: Option<f64>,
    /// Leave the label empty where the model is not sure enough for at most this share of the
    /// labels given to be wrong (over 0, under 1)
    #[arg(long, value_name = "E", value_parser = share, allow_negative_numbers = true,
          conflicts_with = "min_confidence")]
    pub target_error: Option<f64>,
    /// Write the set of labels that holds the true one this often (over 0, under 1; jsonl, json and
    /// csv)
    #[arg(long, value_name = "LEVEL", value_parser = share, allow_negative_numbers = true)]
    pub sets: Option<f64>,
    #[command(flatten)]
    pub point: PointArgs,
}
