//! One self-contained page for a browser: each article as written, its
//! statements marked by label, with a filter.

use std::io::{self, Write};

use super::page::{BODY, END, Script, escaped, head};
use super::pieces::{Piece, pieces};
use super::{LabelledStatement, SourceView, StatementStyle, StatementWriter, UNSURE, kept_name};
use crate::article::{Reason, Span};
use crate::label::LabelSet;

const CSS: &str = include_str!("html/page.css");
const JS: &str = include_str!("html/page.js");

/// Colours of the page for labels that have none of their own.
const PALETTE: usize = 6;

/// The label that is not marked until it is asked for.
const BACKGROUND: &str = "other";

pub(super) struct HtmlWriter<'a> {
    labels: &'a LabelSet,
    kept: Vec<String>,
}

impl<'a> HtmlWriter<'a> {
    pub(super) fn new(style: StatementStyle<'a>) -> Self {
        let kept = style.kept.iter().map(|name| kept_name(name)).collect();
        Self { labels: style.labels, kept }
    }

    /// The class of statements without a label.
    fn unlabelled(&self) -> usize {
        self.labels.len()
    }

    fn statement(&self, s: &LabelledStatement<'_>, out: &mut dyn Write) -> io::Result<()> {
        let label = escaped(s.label.unwrap_or(UNSURE));
        let known = s.label.ok().and_then(|label| self.labels.index_of(label));
        let class = known.unwrap_or(self.unlabelled());
        let told = match s.label {
            Ok(_) => format!("{label}, {:.0} %", s.confidence * 100.0),
            Err(reason) => format!("no label ({})", reason.as_str()),
        };
        write!(
            out,
            "<mark class=\"l{class}\" tabindex=\"0\" data-told=\"{told}\"><span class=\"tag\" \
             aria-hidden=\"true\">{label}</span><span class=\"hidden\">{told}: </span>{}</mark>",
            escaped(s.text)
        )
    }

    fn article(
        &self,
        text: &str,
        statements: &[LabelledStatement<'_>],
        dropped: &[(Span, Reason)],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        write!(out, "<div class=\"text\">")?;
        let mut at = 0;
        for (span, piece) in pieces(statements.iter().map(|s| (s.span(), s)), dropped) {
            let between = &text[at..span.start];
            at = span.end;
            match piece {
                Piece::Statement(s) => {
                    write!(out, "{}", escaped(between))?;
                    self.statement(s, out)?;
                }
                Piece::Dropped(reason @ Reason::Dateline) if !text[at..].starts_with('\n') => {
                    let words = escaped(span.of(text));
                    let between = escaped(between);
                    write!(
                        out,
                        "{between}<span class=\"dropped\" title=\"{reason}\">{words}</span>"
                    )?;
                }
                Piece::Dropped(reason) => {
                    // The box is a line of its own.
                    write!(
                        out,
                        "{}<details class=\"dropped\"><summary>dropped: {reason}</summary>{}\
                         </details>",
                        escaped(between.strip_suffix('\n').unwrap_or(between)),
                        escaped(span.of(text))
                    )?;
                    at += usize::from(text[at..].starts_with('\n'));
                }
            }
        }
        writeln!(out, "{}</div>", escaped(text[at..].trim_end()))
    }
}

impl StatementWriter for HtmlWriter<'_> {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{}", head("Statements by label", Script::Inline, CSS))?;
        let mut next = 0;
        for (class, label) in self.labels.names().iter().enumerate() {
            let colour = match label.as_str() {
                "threat" | "demand" | "denial" | "reassurance" => format!("var(--{label})"),
                BACKGROUND => "none".to_owned(),
                _ => {
                    next += 1;
                    format!("var(--p{})", (next - 1) % PALETTE)
                }
            };
            writeln!(out, ".l{class} {{ --mark: {colour}; }}")?;
        }
        writeln!(out, ".l{} {{ --mark: none; }}", self.unlabelled())?;
        write!(
            out,
            "{BODY}<header>\n<h1>Statements by label</h1>\n\
             <fieldset><legend>Mark</legend>\n"
        )?;
        for (class, label) in self.labels.names().iter().enumerate() {
            let checked = if label == BACKGROUND { "" } else { " checked" };
            writeln!(
                out,
                "<label><input type=\"checkbox\" value=\"{class}\"{checked}><span class=\"key \
                 l{class}\">{}</span> <output></output></label>",
                escaped(label)
            )?;
        }
        write!(out, "</fieldset>\n</header>\n<main>\n")
    }

    fn begin_source(&self, source: &SourceView<'_>, out: &mut dyn Write) -> io::Result<()> {
        let name = escaped(source.name);
        let title = source.title.map(escaped);
        writeln!(out, "<article>\n<h2>{}</h2>", title.as_ref().unwrap_or(&name))?;
        if title.is_some() {
            writeln!(out, "<p class=\"name\">{name}</p>")?;
        }
        match source.text {
            Some(_) => Ok(()),
            None => writeln!(out, "<ol class=\"rows\">"),
        }
    }

    fn write(
        &self,
        source: &SourceView<'_>,
        statements: &[LabelledStatement<'_>],
        _: bool,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if let Some(text) = source.text {
            return self.article(text, statements, source.dropped, out);
        }
        for s in statements {
            write!(out, "<li>")?;
            self.statement(s, out)?;
            if !self.kept.is_empty() {
                write!(out, " <dl>")?;
                for (name, field) in self.kept.iter().zip(s.kept) {
                    let (name, field) = (escaped(name), escaped(field));
                    write!(out, "<div><dt>{name}</dt><dd>{field}</dd></div>")?;
                }
                write!(out, "</dl>")?;
            }
            writeln!(out, "</li>")?;
        }
        Ok(())
    }

    fn end_source(&self, source: &SourceView<'_>, out: &mut dyn Write) -> io::Result<()> {
        if source.text.is_none() {
            writeln!(out, "</ol>")?;
        }
        writeln!(out, "</article>")
    }

    fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "</main>\n<script>\n{JS}</script>\n{END}")
    }
}
