//! What is read, and how.

use std::path::PathBuf;

use clap::Args;
use encoding_rs::Encoding;

use crate::cli::values::{Unit, bytes, encoding, one_of};
use crate::document::{Fields, Limit, Reading};

/// The inputs of `predict` and `statements`.
#[derive(Debug, Args)]
pub(in crate::cli) struct InputArgs {
    /// Articles (text, Markdown, HTML, JSON lines, JSON), folders and patterns of them, tables (CSV,
    /// TSV), each also as .gz or .zst; - for an article on standard input
    #[arg(value_name = "INPUT", required_unless_present_any = ["text", "files_from"])]
    pub inputs: Vec<PathBuf>,
    /// A text; may be given more than once
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub text: Vec<String>,
    /// Read the paths of inputs from a file, one a line; - for standard input
    #[arg(long, value_name = "FILE")]
    pub files_from: Option<PathBuf>,
    /// What a statement is; a clause is a sentence, or a part of one in which two speakers act
    /// [default: row in tables, clause elsewhere]
    #[arg(long, value_parser = one_of([Unit::Row, Unit::Sentence, Unit::Clause], Unit::as_str))]
    pub unit: Option<Unit>,
    /// Column of a table with the text [default: the model's, mostly text]; with it, - is a table
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
    /// Field of JSON records with the text; object.field goes into objects [default: text, body,
    /// content, article, maintext or full_text]
    #[arg(long, value_name = "FIELD")]
    pub text_field: Option<String>,
    /// Field of JSON records that goes out as their source [default: the name of the input]
    #[arg(long, value_name = "FIELD")]
    pub id_field: Option<String>,
    /// Columns of a table, or fields of JSON records, to carry through; one of our own names goes
    /// out as input_NAME
    #[arg(long, value_name = "COL,...", value_delimiter = ',')]
    pub keep: Vec<String>,
    /// The encoding of inputs without a byte-order mark, such as windows-1251 [default: as the page
    /// says, UTF-8, or found out]
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub encoding: Option<&'static Encoding>,
    /// Refuse documents, and lines of JSON, of more bytes; 0 for no limit
    #[arg(long, value_name = "SIZE", default_value = "16MiB", value_parser = bytes)]
    pub max_file_size: u64,
    /// Take every block of an article for a part of it
    #[arg(long)]
    pub keep_clutter: bool,
    /// Drop short lines at the ends of articles that stand in at least 20 of them and in 5 %; reads
    /// all inputs twice
    #[arg(long)]
    pub drop_repeated: bool,
}

impl InputArgs {
    /// How they are read.
    pub fn reading(&self) -> Reading {
        Reading {
            encoding: self.encoding,
            limit: Limit(if self.max_file_size == 0 { u64::MAX } else { self.max_file_size }),
            fields: Fields {
                text: self.text_field.clone(),
                id: self.id_field.clone(),
                keep: self.keep.clone(),
            },
        }
    }
}
