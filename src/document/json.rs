//! Records of JSON: one object a line, or an array of objects.

use std::io::{self, BufRead, Read};

use serde_json::{Map, Value};

use super::{Document, Fields, Limit};
use crate::error::{BadRow, Error, Location, Result};

/// The text fields that are looked for where none is named.
const TEXT_FIELDS: [&str; 6] = ["text", "body", "content", "article", "maintext", "full_text"];

/// Makes documents of objects.
pub(super) struct Records {
    source: String,
    fields: Fields,
    /// The text field, once it is known.
    text_field: Option<String>,
    next_row: usize,
}

impl Records {
    pub(super) fn new(source: &str, fields: Fields) -> Self {
        Self { source: source.into(), text_field: fields.text.clone(), fields, next_row: 0 }
    }

    /// The document of a value; `line` is where it stands, where that is known.
    pub(super) fn document(
        &mut self,
        value: Result<Value, serde_json::Error>,
        line: Option<u64>,
    ) -> Result<Document, BadRow> {
        let row = self.next_row;
        self.next_row += 1;
        let location = Location { line, ..Location::of(self.source.as_str()) };
        let bad = |problem: String| BadRow { location: location.clone(), problem };
        let at = line.map_or_else(|| format!("record {row}: "), |_| String::new());
        let mut object = match value {
            Ok(Value::Object(object)) => object,
            Ok(other) => {
                let problem = format!("{at}found {}, expected an object", kind(&other));
                return Err(bad(problem));
            }
            Err(error) => {
                let column = Some(error.column() as u64).filter(|column| *column > 0);
                let location = Location { column, ..location.clone() };
                let problem = format!("{at}expected a JSON object: {}", without_place(&error));
                return Err(BadRow { location, problem });
            }
        };
        let mut notes = Vec::new();
        if self.text_field.is_none() {
            let found = TEXT_FIELDS.iter().find(|name| object.get(**name).is_some());
            let Some(found) = found else {
                let names: Vec<&str> = object.keys().take(12).map(String::as_str).collect();
                return Err(bad(format!(
                    "{at}found the fields {}, expected {:?}: name the text's with --text-field",
                    names.join(", "),
                    TEXT_FIELDS[0]
                )));
            };
            if *found != TEXT_FIELDS[0] {
                notes.push(format!("the field {found:?} is taken for the text"));
            }
            self.text_field = Some((*found).to_owned());
        }
        let name = self.text_field.as_deref().unwrap_or_default();
        let kept = self.fields.keep.iter().map(|field| shown(get(&object, field))).collect();
        let id = self.fields.id.as_ref().map(|field| (field, shown(get(&object, field))));
        let source = match id {
            None => self.source.clone(),
            Some((field, id)) if id.trim().is_empty() => {
                return Err(bad(format!("{at}the field {field:?} is missing or empty")));
            }
            Some((_, id)) => id,
        };
        let text = match take(&mut object, name) {
            Some(Value::String(text)) if text.trim().is_empty() => {
                return Err(bad(format!("{at}the field {name:?} is empty")));
            }
            Some(Value::String(text)) => text,
            None => return Err(bad(format!("{at}the field {name:?} is missing"))),
            Some(other) => {
                let problem = format!("{at}found {} in {name:?}, expected a string", kind(&other));
                return Err(bad(problem));
            }
        };
        let title = object.get("title").and_then(Value::as_str).map(str::to_owned);
        let metadata = super::Metadata { title, ..Default::default() };
        Ok(Document { source, row: Some(row), text, kept, metadata, encoding: "UTF-8", notes })
    }
}

/// A field, by its name or by names of objects in each other with dots between.
fn get<'a>(object: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    object.get(path).or_else(|| {
        let (outer, inner) = path.split_once('.')?;
        get(object.get(outer)?.as_object()?, inner)
    })
}

fn take(object: &mut Map<String, Value>, path: &str) -> Option<Value> {
    if object.contains_key(path) {
        return object.remove(path);
    }
    let (outer, inner) = path.split_once('.')?;
    take(object.get_mut(outer)?.as_object_mut()?, inner)
}

/// A value as a field of text.
fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// serde_json's message without its line and column.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or(&message).to_owned()
}

/// The lines of a stream, an object each.
pub(super) struct Lines {
    input: Box<dyn BufRead + Send>,
    records: Records,
    limit: Limit,
    line: u64,
    ended: bool,
}

impl Lines {
    pub(super) fn new(input: Box<dyn BufRead + Send>, records: Records, limit: Limit) -> Self {
        Self { input, records, limit, line: 0, ended: false }
    }

    /// Reads a line of at most `limit` bytes; the rest of a longer one is
    /// passed over.
    fn next_line(&mut self) -> io::Result<Option<Result<Vec<u8>, u64>>> {
        let mut line = Vec::new();
        let most = self.limit.0;
        let read = (&mut self.input).take(most.saturating_add(1)).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(None);
        }
        if line.last() == Some(&b'\n') {
            line.pop();
        } else if read as u64 > most {
            let mut length = read as u64;
            loop {
                let part = self.input.fill_buf()?;
                let end = part.iter().position(|byte| *byte == b'\n');
                let passed = end.map_or(part.len(), |end| end + 1);
                let ended = part.is_empty() || end.is_some();
                self.input.consume(passed);
                length += passed as u64;
                if ended {
                    return Ok(Some(Err(length)));
                }
            }
        }
        Ok(Some(Ok(line)))
    }
}

impl Iterator for Lines {
    type Item = Result<Document>;

    fn next(&mut self) -> Option<Result<Document>> {
        loop {
            if self.ended {
                return None;
            }
            let line = match self.next_line() {
                Ok(line) => line?,
                Err(error) => {
                    self.ended = true;
                    let source = self.records.source.clone();
                    return Some(Err(Error::unreadable(source.as_ref(), error)));
                }
            };
            self.line += 1;
            let place = Some(self.line);
            let document = match line {
                Ok(line) if line.trim_ascii().is_empty() => continue,
                Ok(line) => {
                    let start = if self.line == 1 { super::without_mark(&line) } else { &line[..] };
                    self.records.document(serde_json::from_slice(start), place)
                }
                Err(length) => {
                    self.records.next_row += 1;
                    Err(BadRow {
                        location: Location::line(self.records.source.as_str(), self.line),
                        problem: self.limit.exceeded("a line", Some(length)),
                    })
                }
            };
            return Some(document.map_err(|bad| Error::BadRows(vec![bad])));
        }
    }
}
