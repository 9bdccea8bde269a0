//! Statements without labels, and what is dropped.

use std::io::{self, Write};

use console::Style;
use serde::Serialize;

use super::SourceView;
use super::jsonl::{line, write_dropped};
use super::pieces::{Piece, pieces};
use super::table::visible;
use crate::article::Span;

/// The formats of statements without labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListingFormat {
    /// For people: each statement with its number, each dropped block with its
    /// reason.
    Text,
    /// One JSON object a line.
    Jsonl,
}

#[derive(Serialize)]
struct Statement<'a> {
    source: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<usize>,
    statement: usize,
    start: usize,
    end: usize,
    text: &'a str,
}

impl ListingFormat {
    /// Each of them, the default first.
    pub const ALL: [Self; 2] = [Self::Text, Self::Jsonl];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Jsonl => "jsonl",
        }
    }

    /// Writes the statements of a source and, as text or where asked for, what
    /// is dropped, in the order of the text.
    ///
    /// # Errors
    /// Those of the output.
    pub fn write(
        self,
        source: &SourceView<'_>,
        statements: &[Span],
        dropped: bool,
        colour: bool,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let text = source.text.unwrap_or_default();
        let [bold, dim] =
            [Style::new().bold(), Style::new().dim()].map(|s| s.force_styling(colour));
        if self == Self::Text {
            if !source.first {
                writeln!(out)?;
            }
            writeln!(out, "{}", bold.apply_to(visible(source.name)))?;
        }
        let dropped = if dropped || self == Self::Text { source.dropped } else { &[] };
        let numbered = statements.iter().enumerate().map(|(number, span)| (*span, number));
        for (span, piece) in pieces(numbered, dropped) {
            let Span { start, end } = span;
            let words = span.of(text);
            match (self, piece) {
                (Self::Text, Piece::Statement(statement)) => {
                    writeln!(out, "{statement:>4}  {}", visible(words))?;
                }
                (Self::Text, Piece::Dropped(reason)) => {
                    let words = format!("      [{reason}] {}", visible(words));
                    writeln!(out, "{}", dim.apply_to(words))?;
                }
                (Self::Jsonl, Piece::Statement(statement)) => {
                    let (source, row) = (source.name, source.row);
                    line(&Statement { source, row, statement, start, end, text: words }, out)?;
                }
                (Self::Jsonl, Piece::Dropped(reason)) => write_dropped(source, span, reason, out)?,
            }
        }
        Ok(())
    }
}
