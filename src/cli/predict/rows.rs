//! The rows of tables.

use std::borrow::Cow;
use std::path::Path;

use rayon::prelude::*;

use super::{Counts, PART, Part, Run};
use crate::article::{self, Span};
use crate::cli::reading::units;
use crate::cli::values::Unit;
use crate::dataset::Table;
use crate::error::{BadRow, Location, Result};
use crate::features::Room;
use crate::model_file::By;
use crate::pipeline::Prediction;
use crate::report::{LabelledStatement, SourceView};

/// Rows of tables labelled at a time: bounds the memory, not the results.
const BATCH: usize = 8192;
/// A row of a table, or a statement in it, waiting to be labelled.
struct Waiting<'a> {
    /// Which of the models labels it.
    place: usize,
    row: Option<usize>,
    statement: Option<usize>,
    span: Span,
    text: Cow<'a, str>,
    kept: Vec<String>,
}

/// The table that is being written.
struct Rows<'a> {
    source: &'a str,
    /// Whether it is the first source, once it is begun.
    begun: Option<bool>,
}

impl Run<'_> {
    pub(super) fn rows(&mut self, path: &Path) -> Result<()> {
        let args = &self.args.inputs;
        let mut table = Table::open_as(path, args.encoding)?;
        if let Some(text) = table.note() {
            self.tally.note(text);
        }
        let columns = &self.models.models()[0].record.columns;
        let name = args.text_column.as_ref().unwrap_or(&columns.text);
        let text_column = table.column(name)?;
        let by: Option<(&By, usize)> = match self.models.by() {
            Some(by) => Some((by, table.column(&by.column)?)),
            None => None,
        };
        let keep = args.keep.iter().map(|name| table.column(name)).collect::<Result<Vec<_>>>()?;
        let source = table.source().to_owned();
        let unit = args.unit.filter(|unit| *unit != Unit::Row);
        let numbered = unit.is_some();
        let mut writing = Rows { source: &source, begun: None };
        let mut waiting: Vec<Waiting<'static>> = Vec::new();
        let mut next_row = 0;
        let ended = loop {
            let row = match table.next_row() {
                Ok(Some(row)) => row,
                Ok(None) => break Ok(()),
                // What was read before is labelled all the same.
                Err(error) => break Err(error),
            };
            let number = next_row;
            next_row += 1;
            let row = match row {
                Ok(row) if row.get(text_column).trim().is_empty() => {
                    self.tally.bad_rows.push(BadRow {
                        location: Location { column: Some(text_column as u64 + 1), ..row.location },
                        problem: format!("the field {name:?} is empty"),
                    });
                    continue;
                }
                Ok(row) => row,
                Err(bad) => {
                    self.tally.bad_rows.push(bad);
                    continue;
                }
            };
            let value = by.map_or("", |(_, column)| row.get(column).trim());
            let Some(place) = self.models.place_of(value) else {
                self.tally.bad_rows.extend(by.map(|(by, column)| BadRow {
                    location: Location { column: Some(column as u64 + 1), ..row.location.clone() },
                    problem: format!(
                        "found {value:?} as {:?}, expected one of those that the model was \
                         trained on: {}",
                        by.column,
                        by.values.join(", ")
                    ),
                }));
                continue;
            };
            let text = row.get(text_column);
            let kept: Vec<String> = keep.iter().map(|column| row.get(*column).to_owned()).collect();
            let spans = match numbered {
                true => units(unit, text, article::statements(text)),
                false => vec![Span { start: 0, end: text.len() }],
            };
            waiting.extend(spans.into_iter().enumerate().map(|(statement, span)| Waiting {
                place,
                row: Some(number),
                statement: numbered.then_some(statement),
                span,
                text: Cow::Owned(span.of(text).to_owned()),
                kept: kept.clone(),
            }));
            if waiting.len() >= BATCH {
                self.batch(&mut writing, &mut waiting)?;
            }
        };
        self.batch(&mut writing, &mut waiting)?;
        if let Some(first) = writing.begun {
            let view = SourceView { name: &source, first, ..SourceView::default() };
            self.write(|writer, out| writer.end_source(&view, out))?;
        }
        ended
    }

    /// Labels a batch of rows, in parts side by side.
    fn batch(&mut self, rows: &mut Rows<'_>, waiting: &mut Vec<Waiting<'static>>) -> Result<()> {
        let mut left = Vec::with_capacity(waiting.len());
        for statement in waiting.drain(..) {
            self.statements += 1;
            match self.resumed.skip(1, &mut self.out)? {
                true => self.any = true,
                false => left.push(statement),
            }
        }
        if left.is_empty() {
            return Ok(());
        }
        let is_first_batch = rows.begun.is_none();
        let first = *rows.begun.get_or_insert_with(|| !std::mem::replace(&mut self.any, true));
        let view = SourceView { name: rows.source, first, ..SourceView::default() };
        if is_first_batch {
            self.write(|writer, out| writer.begin_source(&view, out))?;
        }
        let parts: Vec<Part> = left
            .par_chunks(PART)
            .enumerate()
            .map(|(part, waiting)| self.part(&view, waiting, is_first_batch && part == 0))
            .collect();
        self.write_parts(parts)
    }

    fn part(&self, view: &SourceView<'_>, waiting: &[Waiting<'_>], first: bool) -> Part {
        let mut room = Room::default();
        let mut counts = Counts::new(self.models);
        let predictions: Vec<Prediction> =
            waiting.iter().map(|w| self.models.predict_in(w.place, &w.text, &mut room)).collect();
        let statements: Vec<LabelledStatement<'_>> = waiting
            .iter()
            .zip(&predictions)
            .map(|(w, prediction)| LabelledStatement {
                source: view.name,
                row: w.row,
                statement: w.statement,
                start: w.span.start,
                end: w.span.end,
                text: &w.text,
                label: self.label(prediction, &mut counts),
                confidence: prediction.confidence(),
                set: self.set(prediction),
                probabilities: &prediction.probabilities,
                kept: &w.kept,
            })
            .collect();
        let mut bytes = Vec::new();
        let written = self.writer.write(view, &statements, first, &mut bytes);
        Part { bytes: written.map(|()| bytes), counts, is_foreign: false }
    }
}
