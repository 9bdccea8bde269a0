//! A section a source, with a table of its statements.

use std::io::{self, Write};

use super::table::visible;
use super::{LabelledStatement, SourceView, StatementStyle, StatementWriter, UNSURE, kept_name};

pub(super) struct MarkdownWriter {
    kept: Vec<String>,
}

impl MarkdownWriter {
    pub(super) fn new(style: StatementStyle<'_>) -> Self {
        Self { kept: style.kept.iter().map(|name| kept_name(name)).collect() }
    }
}

impl StatementWriter for MarkdownWriter {
    fn begin_source(&self, source: &SourceView<'_>, out: &mut dyn Write) -> io::Result<()> {
        if !source.first {
            writeln!(out)?;
        }
        writeln!(out, "## {}\n", escaped(source.title.unwrap_or(source.name)))?;
        if source.title.is_some() {
            writeln!(out, "{}\n", escaped(source.name))?;
        }
        write!(out, "| label | confidence | statement |")?;
        self.kept.iter().try_for_each(|name| write!(out, " {} |", escaped(name)))?;
        writeln!(out, "\n|---|---:|---|{}", "---|".repeat(self.kept.len()))
    }

    fn write(
        &self,
        _: &SourceView<'_>,
        statements: &[LabelledStatement<'_>],
        _: bool,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        for s in statements {
            let label = escaped(s.label.unwrap_or(UNSURE));
            write!(out, "| {label} | {:.0} % | {} |", s.confidence * 100.0, escaped(s.text))?;
            s.kept.iter().try_for_each(|field| write!(out, " {} |", escaped(field)))?;
            writeln!(out)?;
        }
        Ok(())
    }
}

/// Text that no reader of Markdown takes for anything but text.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            // Addresses that some readers make links of.
            ':' => escaped.push_str("&#58;"),
            '@' => escaped.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '|' | '~' | '!'
            | '$' => escaped.extend(['\\', c]),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_make_markup() {
        let nasty = "a|b <b>x</b> [l](http://e) `c`\n# h *e* _u_ \u{1b}[31m";
        assert_eq!(
            escaped(nasty),
            "a\\|b &lt;b&gt;x&lt;/b&gt; \\[l\\]\\(http&#58;//e\\) \\`c\\` \\# h \\*e\\* \\_u\\_ \
             \u{fffd}\\[31m"
        );
    }
}
