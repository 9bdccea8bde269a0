//! For people: the article as written, its statements marked.

use std::io::{self, Write};

use console::Style;

use super::pieces::{Piece, pieces};
use super::table::{self, visible};
use super::{LabelledStatement, SourceView, StatementStyle, StatementWriter, UNSURE};

pub(super) struct TextWriter<'a> {
    style: StatementStyle<'a>,
    labels: Vec<Style>,
    name: Style,
    dim: Style,
}

impl<'a> TextWriter<'a> {
    pub(super) fn new(style: StatementStyle<'a>) -> Self {
        let colour = |s: Style| s.force_styling(style.colour);
        Self {
            labels: table::styles(style.labels).into_iter().map(colour).collect(),
            name: colour(Style::new().bold()),
            dim: colour(Style::new().dim()),
            style,
        }
    }

    fn statement(&self, s: &LabelledStatement<'_>, out: &mut dyn Write) -> io::Result<()> {
        let label = s.label.unwrap_or(UNSURE);
        let plain = Style::new().force_styling(false);
        let style = self.style.labels.index_of(label).map_or(&plain, |class| &self.labels[class]);
        let mark = format!("[{} {:.0}%]", visible(label), s.confidence * 100.0);
        write!(out, "{} {}", style.apply_to(mark), style.apply_to(harmless(s.text)))
    }
}

impl StatementWriter for TextWriter<'_> {
    fn begin_source(&self, source: &SourceView<'_>, out: &mut dyn Write) -> io::Result<()> {
        if !source.first {
            writeln!(out)?;
        }
        writeln!(out, "{}\n", self.name.apply_to(visible(source.name)))
    }

    fn write(
        &self,
        source: &SourceView<'_>,
        statements: &[LabelledStatement<'_>],
        _: bool,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let Some(text) = source.text else {
            for s in statements {
                self.statement(s, out)?;
                writeln!(out)?;
            }
            return Ok(());
        };
        let mut at = 0;
        for (span, piece) in pieces(statements.iter().map(|s| (s.span(), s)), source.dropped) {
            write!(out, "{}", self.dim.apply_to(harmless(&text[at..span.start])))?;
            at = span.end;
            match piece {
                Piece::Statement(s) => self.statement(s, out)?,
                Piece::Dropped(reason) => {
                    let mark = format!("[dropped: {reason}] {}", harmless(span.of(text)));
                    write!(out, "{}", self.dim.apply_to(mark))?;
                }
            }
        }
        writeln!(out, "{}", self.dim.apply_to(harmless(text[at..].trim_end())))
    }
}

/// Text with its line ends, and each other control character made harmless.
pub(super) fn harmless(text: &str) -> String {
    let odd = |c: char| table::is_odd(c) && c != '\n';
    text.replace("\r\n", "\n").replace('\t', "    ").replace(odd, "\u{fffd}")
}
