//! For people: label, confidence and the statement wrapped to the terminal.

use std::borrow::Cow;
use std::io::{self, Write};

use console::{Style, measure_text_width};

use super::{LabelledStatement, SourceView, StatementStyle, StatementWriter, UNSURE};
use crate::label::LabelSet;

/// The narrowest column of statements.
const NARROWEST: usize = 24;

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
            styles: styles(style.labels)
                .into_iter()
                .map(|s| s.force_styling(style.colour))
                .collect(),
            source_style: Style::new().bold().force_styling(style.colour),
            label_width,
            text_width,
        }
    }
}

/// The style of each label.
pub(super) fn styles(labels: &LabelSet) -> Vec<Style> {
    labels.names().iter().enumerate().map(|(class, label)| style_of(class, label)).collect()
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
    fn begin_source(&self, source: &SourceView<'_>, out: &mut dyn Write) -> io::Result<()> {
        if !source.first {
            writeln!(out)?;
        }
        writeln!(out, "{}", self.source_style.apply_to(visible(source.name)))
    }

    fn write(
        &self,
        _: &SourceView<'_>,
        statements: &[LabelledStatement<'_>],
        _: bool,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        statements.iter().try_for_each(|statement| self.write_one(statement, out))
    }
}

impl TableWriter<'_> {
    fn write_one(&self, s: &LabelledStatement<'_>, out: &mut dyn Write) -> io::Result<()> {
        let plain = Style::new().force_styling(false);
        let class = s.label.ok().and_then(|label| self.labels.index_of(label));
        let style = class.map_or(&plain, |class| &self.styles[class]);
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
    if !text.contains(is_odd) && !text.contains("  ") {
        return Cow::Borrowed(text);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    Cow::Owned(words.join(" ").replace(is_odd, "\u{fffd}"))
}

/// Control characters, and those that reorder what a terminal shows.
pub(super) fn is_odd(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
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
