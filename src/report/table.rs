//! For people: label, confidence and the statement wrapped to the terminal.

use std::borrow::Cow;
use std::io::{self, Write};

use console::{Style, measure_text_width};

use super::{LabelledStatement, StatementStyle, StatementWriter};
use crate::label::LabelSet;

/// The narrowest column of statements.
const NARROWEST: usize = 24;
/// Shown in place of a label where the model is not sure enough.
const UNSURE: &str = "?";

pub(super) struct TableWriter<'a> {
    labels: &'a LabelSet,
    styles: Vec<Style>,
    source_style: Style,
    label_width: usize,
    text_width: usize,
}

impl<'a> TableWriter<'a> {
    pub(super) fn new(style: StatementStyle<'a>) -> Self {
        let longest = style.labels.names().iter().map(|l| measure_text_width(&visible(l))).max();
        let label_width = longest.unwrap_or(0).max(UNSURE.len());
        // Label, two spaces, "100%", two spaces.
        let text_width = style.width.saturating_sub(label_width + 8).max(NARROWEST);
        Self {
            labels: style.labels,
            styles: style
                .labels
                .names()
                .iter()
                .enumerate()
                .map(|(class, label)| style_of(class, label).force_styling(style.colour))
                .collect(),
            source_style: Style::new().bold().force_styling(style.colour),
            label_width,
            text_width,
        }
    }
}

fn style_of(class: usize, label: &str) -> Style {
    match label {
        "threat" => Style::new().red().bold(),
        "demand" => Style::new().yellow(),
        "denial" => Style::new().magenta(),
        "reassurance" => Style::new().green(),
        "other" => Style::new().dim(),
        _ => match class % 6 {
            0 => Style::new().cyan(),
            1 => Style::new().yellow(),
            2 => Style::new().magenta(),
            3 => Style::new().green(),
            4 => Style::new().blue(),
            _ => Style::new().red(),
        },
    }
}

impl StatementWriter for TableWriter<'_> {
    fn begin_source(&self, source: &str, first: bool, out: &mut dyn Write) -> io::Result<()> {
        if !first {
            writeln!(out)?;
        }
        writeln!(out, "{}", self.source_style.apply_to(visible(source)))
    }

    fn write(&self, statements: &[LabelledStatement<'_>], out: &mut dyn Write) -> io::Result<()> {
        statements.iter().try_for_each(|statement| self.write_one(statement, out))
    }
}

impl TableWriter<'_> {
    fn write_one(&self, s: &LabelledStatement<'_>, out: &mut dyn Write) -> io::Result<()> {
        let plain = Style::new().force_styling(false);
        let style =
            s.label.and_then(|l| self.labels.index_of(l)).map_or(&plain, |c| &self.styles[c]);
        let label = console::pad_str(
            &visible(s.label.unwrap_or(UNSURE)),
            self.label_width,
            console::Alignment::Left,
            None,
        )
        .into_owned();
        let text = visible(s.text);
        let mut lines = textwrap::wrap(&text, self.text_width).into_iter();
        writeln!(
            out,
            "{}  {:>3.0}%  {}",
            style.apply_to(label),
            s.confidence * 100.0,
            lines.next().unwrap_or_default()
        )?;
        for line in lines {
            writeln!(out, "{:indent$}{line}", "", indent = self.label_width + 8)?;
        }
        Ok(())
    }
}

/// The text with white space runs as one space and each control character
/// (terminal escapes among them) made harmless.
pub fn visible(text: &str) -> Cow<'_, str> {
    let odd = |c: char| c.is_control() || is_bidi_control(c);
    if !text.contains(odd) && !text.contains("  ") {
        return Cow::Borrowed(text);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    Cow::Owned(words.join(" ").replace(odd, "\u{fffd}"))
}

/// Characters that reorder what a terminal shows.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_harmless() {
        assert_eq!(visible("a \u{1b}[31mred\n b"), "a \u{fffd}[31mred b");
        assert!(matches!(visible("plain text"), Cow::Borrowed(_)));
    }
}
