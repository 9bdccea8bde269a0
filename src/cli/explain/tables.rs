//! What `explain` reads of tables: one row, or the statements nearest to it.

use std::path::PathBuf;

use super::Text;
use crate::cli::args::ExplainArgs;
use crate::cli::terminal::Progress;
use crate::cli::values::Row;
use crate::cli::{counted, input, note, warn};
use crate::dataset::{Table, TableRow};
use crate::error::{BadRow, Error, Location, Result};
use crate::explain::{Nearest, Neighbour};
use crate::model_file::Models;
use crate::pipeline::FittedPipeline;
use crate::report::Statement;

/// Training statements that are shown.
const NEAREST: usize = 5;
/// Rows of a table compared at a time: bounds the memory, not the results.
const BATCH: usize = 8192;

/// Which columns of tables are read.
pub(super) struct Columns<'a> {
    text: &'a str,
    label: &'a str,
    /// Whether a table without that column is refused.
    label_required: bool,
    models: &'a Models,
}

/// Where they stand in a table.
struct Places {
    text: usize,
    label: Option<usize>,
    by: Option<usize>,
}

impl<'a> Columns<'a> {
    pub fn new(args: &'a ExplainArgs, models: &'a Models) -> Self {
        let of_model = &models.models()[0].record.columns;
        Self {
            text: args.text_column.as_ref().unwrap_or(&of_model.text),
            label: args.label_column.as_ref().unwrap_or(&of_model.label),
            label_required: args.label_column.is_some(),
            models,
        }
    }

    fn places(&self, table: &Table, labelled: bool) -> Result<Places> {
        let has_label = table.header().iter().any(|name| name == self.label);
        let label = labelled || self.label_required || has_label;
        Ok(Places {
            text: table.column(self.text)?,
            label: label.then(|| table.column(self.label)).transpose()?,
            by: self.models.by().map(|by| table.column(&by.column)).transpose()?,
        })
    }

    /// Which of the models a row is for.
    fn model(&self, row: &TableRow<'_>, places: &Places) -> Result<usize> {
        let value = places.by.map_or("", |by| row.get(by).trim());
        self.models.place_of(value).ok_or_else(|| {
            let (column, values) = self
                .models
                .by()
                .map_or(("", String::new()), |by| (&by.column, by.values.join(", ")));
            let problem = format!(
                "found {value:?} as {column:?}, expected one of those that the model was trained \
                 on: {values}"
            );
            Error::input(row.location.clone(), problem)
        })
    }
}

/// The row that begins at a line.
pub(super) fn row(wanted: &Row, columns: &Columns<'_>) -> Result<Text> {
    let mut table = Table::open(&wanted.file)?;
    table.note().into_iter().for_each(note);
    let places = columns.places(&table, false)?;
    let source = table.source().to_owned();
    let (mut rows, mut last) = (0, 1);
    while let Some(row) = table.next_row()? {
        let location = match &row {
            Ok(row) => &row.location,
            Err(bad) => &bad.location,
        };
        (rows, last) = (rows + 1, location.line.unwrap_or(last));
        if location.line != Some(wanted.line) {
            continue;
        }
        let row = row.map_err(|bad| Error::input(bad.location, bad.problem))?;
        let text = row.get(places.text);
        if text.trim().is_empty() {
            let column = Some(places.text as u64 + 1);
            let problem = format!("the field {:?} is empty, expected a text", columns.text);
            return Err(Error::input(Location { column, ..row.location }, problem));
        }
        let truth = places.label.map(|label| row.get(label).trim().to_owned());
        return Ok(Text {
            text: text.to_owned(),
            model: columns.model(&row, &places)?,
            truth: truth.filter(|truth| !truth.is_empty()),
            place: Some(row.location),
        });
    }
    let there = match rows {
        0 => "there is none".to_owned(),
        n => format!("{} begin at lines 2 to {last}", counted(n, "row")),
    };
    let problem = format!("no row begins at line {}, expected that of one: {there}", wanted.line);
    Err(Error::input(Location::of(source), problem))
}

/// The rows of labelled tables that are nearest to a text; of those for its
/// model.
pub(super) fn nearest(
    files: &[PathBuf],
    columns: &Columns<'_>,
    model: usize,
    pipeline: &FittedPipeline,
    text: &str,
) -> Result<Vec<Neighbour<Statement>>> {
    let progress = Progress::new("comparing");
    let mut nearest = Nearest::new(pipeline.tfidf(), text, NEAREST);
    let mut bad_rows: Vec<BadRow> = Vec::new();
    for file in files {
        let mut table = Table::open(file)?;
        table.note().into_iter().for_each(note);
        let places = columns.places(&table, true)?;
        let mut batch = Vec::new();
        while let Some(row) = table.next_row()? {
            let row = match row {
                Ok(row) => row,
                Err(bad) => {
                    bad_rows.push(bad);
                    continue;
                }
            };
            if columns.model(&row, &places).ok() != Some(model) {
                continue;
            }
            let label = places.label.map_or("", |label| row.get(label).trim());
            let of = Statement { place: row.location.to_string(), label: label.to_owned() };
            batch.push((row.get(places.text).to_owned(), of));
            if batch.len() == BATCH {
                progress.advance(batch.len());
                nearest.look_at(std::mem::take(&mut batch));
            }
        }
        progress.advance(batch.len());
        nearest.look_at(batch);
    }
    progress.finish();
    if !bad_rows.is_empty() {
        warn(format!("{} left out:", counted(bad_rows.len(), "row")));
        input::list(&bad_rows);
    }
    Ok(nearest.found())
}
