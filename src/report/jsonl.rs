//! One JSON object a statement.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::pieces::{Piece, pieces};
use super::{LabelledStatement, SourceView, StatementStyle, StatementWriter, kept_name};
use crate::article::{Reason, Span};
use crate::label::LabelSet;

/// The fields of statements and of what is dropped, as JSON.
pub(super) struct Fields<'a> {
    labels: &'a LabelSet,
    kept: Vec<String>,
    probabilities: bool,
    sets: bool,
    /// Whether each object names its source.
    pub(super) source: bool,
}

impl<'a> Fields<'a> {
    pub(super) fn new(style: &StatementStyle<'a>, source: bool) -> Self {
        Self {
            labels: style.labels,
            kept: style.kept.iter().map(|name| kept_name(name)).collect(),
            probabilities: style.probabilities,
            sets: style.sets,
            source,
        }
    }

    /// A statement.
    pub(super) fn of<'b>(&'b self, statement: &'b LabelledStatement<'b>) -> impl Serialize + 'b {
        Object { statement, fields: self }
    }
}

pub(super) struct JsonlWriter<'a> {
    fields: Fields<'a>,
    dropped: bool,
}

impl<'a> JsonlWriter<'a> {
    pub(super) fn new(style: StatementStyle<'a>) -> Self {
        Self { fields: Fields::new(&style, true), dropped: style.dropped }
    }
}

impl StatementWriter for JsonlWriter<'_> {
    fn write(
        &self,
        source: &SourceView<'_>,
        statements: &[LabelledStatement<'_>],
        _: bool,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let dropped = if self.dropped { source.dropped } else { &[] };
        for (span, piece) in pieces(statements.iter().map(|s| (s.span(), s)), dropped) {
            match piece {
                Piece::Statement(statement) => line(&self.fields.of(statement), out)?,
                Piece::Dropped(reason) => write_dropped(source, span, reason, out)?,
            }
        }
        Ok(())
    }
}

/// Writes an object and a line end.
pub(super) fn line(object: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, object)?;
    out.write_all(b"\n")
}

/// Writes a line about something dropped.
pub(super) fn write_dropped(
    source: &SourceView<'_>,
    span: Span,
    reason: Reason,
    out: &mut dyn Write,
) -> io::Result<()> {
    let text = source.text.unwrap_or_default();
    line(&Dropped { source: Some(source), text, span, reason }, out)
}

/// Something dropped.
pub(super) struct Dropped<'a> {
    /// Named where it is given.
    pub(super) source: Option<&'a SourceView<'a>>,
    pub(super) text: &'a str,
    pub(super) span: Span,
    pub(super) reason: Reason,
}

impl Serialize for Dropped<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { span, reason, .. } = self;
        let mut map = serializer.serialize_map(None)?;
        if let Some(source) = self.source {
            map.serialize_entry("source", source.name)?;
            if let Some(row) = source.row {
                map.serialize_entry("row", &row)?;
            }
            map.serialize_entry("dropped", &true)?;
        }
        map.serialize_entry("reason", reason.as_str())?;
        map.serialize_entry("start", &span.start)?;
        map.serialize_entry("end", &span.end)?;
        map.serialize_entry("text", span.of(self.text))?;
        map.end()
    }
}

struct Object<'a> {
    statement: &'a LabelledStatement<'a>,
    fields: &'a Fields<'a>,
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (s, fields) = (self.statement, self.fields);
        let mut map = serializer.serialize_map(None)?;
        if fields.source {
            map.serialize_entry("source", s.source)?;
        }
        for (name, index) in [("row", s.row), ("statement", s.statement)] {
            if let Some(index) = index {
                map.serialize_entry(name, &index)?;
            }
        }
        map.serialize_entry("start", &s.start)?;
        map.serialize_entry("end", &s.end)?;
        map.serialize_entry("text", s.text)?;
        map.serialize_entry("label", &s.label.ok())?;
        if let Err(reason) = s.label {
            map.serialize_entry("reason", reason.as_str())?;
        }
        map.serialize_entry("confidence", &s.confidence)?;
        if fields.sets {
            map.serialize_entry("set", &s.set)?;
        }
        if fields.probabilities {
            map.serialize_entry("probabilities", &Probabilities(fields.labels, s.probabilities))?;
        }
        for (name, field) in fields.kept.iter().zip(s.kept) {
            map.serialize_entry(name, field)?;
        }
        map.end()
    }
}

struct Probabilities<'a>(&'a LabelSet, &'a [f64]);

impl Serialize for Probabilities<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.names().iter().zip(self.1))
    }
}
