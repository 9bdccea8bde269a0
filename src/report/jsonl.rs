//! One JSON object a statement.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{LabelledStatement, StatementStyle, StatementWriter, kept_name};
use crate::label::LabelSet;

pub(super) struct JsonlWriter<'a> {
    labels: &'a LabelSet,
    kept: Vec<String>,
}

impl<'a> JsonlWriter<'a> {
    pub(super) fn new(style: StatementStyle<'a>) -> Self {
        Self { labels: style.labels, kept: style.kept.iter().map(|name| kept_name(name)).collect() }
    }
}

impl StatementWriter for JsonlWriter<'_> {
    fn write(&self, statements: &[LabelledStatement<'_>], out: &mut dyn Write) -> io::Result<()> {
        for statement in statements {
            serde_json::to_writer(&mut *out, &Object { statement, writer: self })?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }
}

struct Object<'a> {
    statement: &'a LabelledStatement<'a>,
    writer: &'a JsonlWriter<'a>,
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let s = self.statement;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("source", s.source)?;
        for (name, index) in [("row", s.row), ("statement", s.statement)] {
            if let Some(index) = index {
                map.serialize_entry(name, &index)?;
            }
        }
        map.serialize_entry("start", &s.start)?;
        map.serialize_entry("end", &s.end)?;
        map.serialize_entry("text", s.text)?;
        map.serialize_entry("label", &s.label)?;
        map.serialize_entry("confidence", &s.confidence)?;
        map.serialize_entry("probabilities", &Probabilities(self.writer.labels, s.probabilities))?;
        for (name, field) in self.writer.kept.iter().zip(s.kept) {
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
