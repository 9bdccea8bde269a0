//! `stancekit statements` as typed.

use std::path::PathBuf;

use clap::Args;

use super::InputArgs;
use crate::cli::values::one_of;
use crate::report::ListingFormat;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  stancekit statements article.txt
  stancekit statements page.html --raw > page.txt
  stancekit statements articles/ --format jsonl --dropped

Spans are bytes of the text that --raw writes.")]
pub(in crate::cli) struct StatementsArgs {
    #[command(flatten)]
    pub inputs: InputArgs,
    /// How the result is written
    #[arg(long, short, default_value = "text", value_name = "FORMAT",
          value_parser = one_of(ListingFormat::ALL, ListingFormat::as_str))]
    pub format: ListingFormat,
    /// Write to a file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write what is dropped as well, and why (jsonl; text always does)
    #[arg(long)]
    pub dropped: bool,
    /// Write the text of one document that spans index, and nothing else
    #[arg(long, conflicts_with_all = ["format", "dropped", "drop_repeated", "keep_clutter"])]
    pub raw: bool,
}
