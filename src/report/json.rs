//! One JSON document: an array of sources, each with its statements.

use std::io::{self, Write};

use super::jsonl::{Dropped, Fields};
use super::{LabelledStatement, SourceView, StatementStyle, StatementWriter};

pub(super) struct JsonWriter<'a>(Fields<'a>);

impl<'a> JsonWriter<'a> {
    pub(super) fn new(style: StatementStyle<'a>) -> Self {
        Self(Fields::new(&style, false))
    }
}

impl StatementWriter for JsonWriter<'_> {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"[")
    }

    fn begin_source(&self, source: &SourceView<'_>, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if source.first { b"\n{" } else { b",\n{" })?;
        write!(out, "\"source\":{}", serde_json::to_string(source.name)?)?;
        if let Some(row) = source.row {
            write!(out, ",\"row\":{row}")?;
        }
        if let Some(title) = source.title {
            write!(out, ",\"title\":{}", serde_json::to_string(title)?)?;
        }
        out.write_all(b",\"statements\":[")
    }

    fn write(
        &self,
        _: &SourceView<'_>,
        statements: &[LabelledStatement<'_>],
        first: bool,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        for (place, statement) in statements.iter().enumerate() {
            out.write_all(if first && place == 0 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut *out, &self.0.of(statement))?;
        }
        Ok(())
    }

    fn end_source(&self, source: &SourceView<'_>, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"],\"dropped\":[")?;
        let text = source.text.unwrap_or_default();
        for (place, (span, reason)) in source.dropped.iter().enumerate() {
            out.write_all(if place == 0 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(
                &mut *out,
                &Dropped { source: None, text, span: *span, reason: *reason },
            )?;
        }
        out.write_all(b"]}")
    }

    fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"\n]\n")
    }
}
