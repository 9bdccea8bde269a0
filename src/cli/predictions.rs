//! What `stancekit predict` wrote, read back.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::Path;

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::sources::is_table;
use crate::compression::decompressed;
use crate::dataset::{Table, TableRow};
use crate::document::ending;
use crate::error::{Error, Location, Result};

/// Whether the name is that of predictions, not of a model.
pub(super) fn is_file_of_them(path: &Path) -> bool {
    are_lines(path) || is_table(path)
}

fn are_lines(path: &Path) -> bool {
    ending(path).is_some_and(|ending| LINES.contains(&ending.as_str()))
}

const LINES: &[&str] = &["jsonl", "ndjson"];

/// The columns of CSV that hold probabilities begin so.
const PROBABILITY: &str = "probability_";

/// One statement of it.
#[derive(Debug, Default)]
pub(super) struct Prediction {
    pub source: Option<String>,
    pub row: Option<usize>,
    pub statement: Option<usize>,
    pub text: Option<String>,
    pub label: Option<String>,
    /// By label, as they are written; empty where they are not.
    pub probabilities: Vec<(String, f64)>,
    /// The fields asked for.
    pub fields: Vec<String>,
}

/// Calls `each` with every statement, in order. `fields` names what is read
/// beside it: `source`, or what was carried through. Blocks that were dropped
/// are passed over. Whether the file holds lines of JSON or a table is told by
/// its ending, else by its first byte; `-` is standard input.
///
/// # Errors
/// [`Error::Input`] where it is no such file or lacks a field; those of `each`.
pub(super) fn read(
    path: &Path,
    fields: &[String],
    each: impl FnMut(Location, Prediction) -> Result<()>,
) -> Result<()> {
    let failed = |e| Error::unreadable(path, e);
    let (name, input): (String, Box<dyn Read + Send>) = match path.as_os_str() == "-" {
        true => ("<stdin>".into(), Box::new(io::stdin())),
        false => {
            let file = File::open(path).map_err(|e| Error::io(path, "read", e))?;
            (path.display().to_string(), Box::new(file))
        }
    };
    let mut input = decompressed(input).map_err(failed)?;
    let mut begins_as_object =
        || io::Result::Ok(input.fill_buf()?.trim_ascii_start().starts_with(b"{"));
    let lines = match is_file_of_them(path) {
        true => are_lines(path),
        false => begins_as_object().map_err(failed)?,
    };
    match lines {
        true => read_lines(input, path, &name, fields, each),
        false => read_table(Table::from_reader(input, &name, None)?, fields, each),
    }
}

fn missing(place: &Location, field: &str) -> Error {
    let problem = format!(
        "found no field {field:?}, expected it of each statement: carry it through (predict --keep \
         {field})"
    );
    Error::input(place.clone(), problem)
}

fn read_lines(
    input: impl BufRead,
    path: &Path,
    name: &str,
    fields: &[String],
    mut each: impl FnMut(Location, Prediction) -> Result<()>,
) -> Result<()> {
    for (line, text) in (1..).zip(input.lines()) {
        let text = text.map_err(|e| Error::unreadable(path, e))?;
        if text.trim().is_empty() {
            continue;
        }
        let place = Location::line(name, line);
        let mut json = serde_json::Deserializer::from_str(&text);
        let object = json.deserialize_map(Object { wanted: fields });
        let object = object.and_then(|object| json.end().map(|()| object)).map_err(|error| {
            let column = Some(error.column() as u64);
            let problem = format!("not a prediction in JSON: {error}");
            Error::input(Location { column, ..place.clone() }, problem)
        })?;
        if object.is_dropped {
            continue;
        }
        let mut prediction = object.prediction;
        for (field, found) in fields.iter().zip(object.found) {
            let value = if field == "source" { prediction.source.clone() } else { found };
            prediction.fields.push(value.ok_or_else(|| missing(&place, field))?);
        }
        each(place, prediction)?;
    }
    Ok(())
}

/// Reads an object of JSON lines field by field: only what is asked for is kept.
struct Object<'a> {
    wanted: &'a [String],
}

struct Found {
    prediction: Prediction,
    is_dropped: bool,
    /// What was found of each field wanted.
    found: Vec<Option<String>>,
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found, A::Error> {
        let mut prediction = Prediction::default();
        let mut is_dropped = false;
        let mut found = vec![None; self.wanted.len()];
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "source" => prediction.source = map.next_value()?,
                "row" => prediction.row = map.next_value()?,
                "statement" => prediction.statement = map.next_value()?,
                "text" => prediction.text = map.next_value()?,
                "label" => prediction.label = map.next_value()?,
                "dropped" => is_dropped = map.next_value()?,
                "probabilities" => {
                    let by_label: BTreeMap<String, f64> = map.next_value()?;
                    prediction.probabilities = by_label.into_iter().collect();
                }
                other => match self.wanted.iter().position(|field| field == other) {
                    None => drop(map.next_value::<IgnoredAny>()?),
                    Some(place) => {
                        found[place] = Some(match map.next_value()? {
                            Value::String(text) => text,
                            other => other.to_string(),
                        });
                    }
                },
            }
        }
        Ok(Found { prediction, is_dropped, found })
    }
}

fn read_table(
    mut table: Table,
    fields: &[String],
    mut each: impl FnMut(Location, Prediction) -> Result<()>,
) -> Result<()> {
    let place = Location::line(table.source(), 1);
    let columns = Columns {
        label: table.column("label")?,
        source: optional(&table, "source")?,
        row: optional(&table, "row")?,
        statement: optional(&table, "statement")?,
        text: optional(&table, "text")?,
        probabilities: {
            let named = table.header().iter().enumerate();
            let of = |(column, name): (usize, &String)| {
                Some((name.strip_prefix(PROBABILITY)?.to_owned(), column))
            };
            named.filter_map(of).collect()
        },
        fields: fields
            .iter()
            .map(|field| optional(&table, field)?.ok_or_else(|| missing(&place, field)))
            .collect::<Result<_>>()?,
    };
    while let Some(row) = table.next_row()? {
        let row = row.map_err(|bad| Error::BadRows(vec![bad]))?;
        let prediction = columns.prediction(&row)?;
        each(row.location, prediction)?;
    }
    Ok(())
}

/// The place of a column, where there is one of that name.
pub(super) fn optional(table: &Table, name: &str) -> Result<Option<usize>> {
    let is_there = table.header().iter().any(|column| column == name);
    is_there.then(|| table.column(name)).transpose()
}

/// Where in a row what stands.
struct Columns {
    label: usize,
    source: Option<usize>,
    row: Option<usize>,
    statement: Option<usize>,
    text: Option<usize>,
    probabilities: Vec<(String, usize)>,
    fields: Vec<usize>,
}

impl Columns {
    fn prediction(&self, row: &TableRow<'_>) -> Result<Prediction> {
        let text = |column: Option<usize>| column.map(|column| row.get(column).to_owned());
        let index = |column, what| place_of(row, column, what);
        let probability = |(label, column): &(String, usize)| match row.get(*column).parse() {
            Ok(p) => Ok((label.clone(), p)),
            Err(_) => Err(not_as_expected(row, *column, PROBABILITY, "a number from 0 to 1")),
        };
        Ok(Prediction {
            source: text(self.source),
            row: index(self.row, "row")?,
            statement: index(self.statement, "statement")?,
            text: text(self.text),
            label: Some(row.get(self.label).to_owned()).filter(|label| !label.is_empty()),
            probabilities: self.probabilities.iter().map(probability).collect::<Result<_>>()?,
            fields: self.fields.iter().map(|column| row.get(*column).to_owned()).collect(),
        })
    }
}

/// The number of a row or of a statement, in a column of that name; none where
/// the field is empty, or there is no such column.
pub(super) fn place_of(
    row: &TableRow<'_>,
    column: Option<usize>,
    name: &str,
) -> Result<Option<usize>> {
    let Some(column) = column.filter(|column| !row.get(*column).is_empty()) else {
        return Ok(None);
    };
    let number = row.get(column).parse();
    let expected = format!("the number of a {name}, from 0");
    number.map(Some).map_err(|_| not_as_expected(row, column, name, &expected))
}

fn not_as_expected(row: &TableRow<'_>, column: usize, name: &str, expected: &str) -> Error {
    let problem = format!("found {:?} as {name}, expected {expected}", row.get(column));
    let column = Some(column as u64 + 1);
    Error::input(Location { column, ..row.location.clone() }, problem)
}
