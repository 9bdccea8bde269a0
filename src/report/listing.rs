//! Statements without labels, and what is dropped.

use std::io::{self, Write};

use console::Style;
use serde::Serialize;

use super::SourceView;
use super::jsonl::{line, write_dropped};
use super::table::visible;
use crate::article::{Reason, Span};

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
        let mut left = match dropped || self == Self::Text {
            true => source.dropped.iter().peekable(),
            false => [].iter().peekable(),
        };
        let show = |dropped: &(Span, Reason), out: &mut dyn Write| match self {
            Self::Jsonl => write_dropped(source, dropped, out),
            Self::Text => {
                let words = visible(dropped.0.of(text));
                writeln!(out, "{}", dim.apply_to(format!("      [{}] {words}", dropped.1)))
            }
        };
        for (statement, span) in statements.iter().enumerate() {
            while let Some(before) = left.next_if(|(dropped, _)| dropped.start < span.start) {
                show(before, out)?;
            }
            let words = span.of(text);
            match self {
                Self::Text => writeln!(out, "{statement:>4}  {}", visible(words))?,
                Self::Jsonl => {
                    let Span { start, end } = *span;
                    let (source, row) = (source.name, source.row);
                    line(&Statement { source, row, statement, start, end, text: words }, out)?;
                }
            }
        }
        left.try_for_each(|after| show(after, out))
    }
}
