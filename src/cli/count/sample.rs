//! The sample labelled by hand.

use std::path::Path;

use hashbrown::HashMap;

use super::Statement;
use crate::cli::args::SampleColumnArgs;
use crate::cli::note;
use crate::cli::predictions::{Prediction, optional, place_of};
use crate::dataset::{Table, TableRow};
use crate::error::{BadRow, Error, Location, Result};

/// The labelled rows, and what of the predictions they were joined to.
pub(super) struct Sample {
    rows: Vec<Row>,
    places: HashMap<Key, usize>,
    by_row: bool,
    by_statement: bool,
    bad_rows: Vec<BadRow>,
}

/// What names a statement, as far as the sample has the columns.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    source: String,
    row: Option<usize>,
    statement: Option<usize>,
}

struct Row {
    location: Location,
    label: String,
    text: Option<String>,
    joined: Joined,
}

enum Joined {
    ToNone,
    To(Statement),
    /// To a copy, which does not count.
    ToCopy,
    /// To more than one.
    ToSeveral,
    ToAnotherText,
}

/// A labelled row of a statement that counts.
pub(super) struct Labelled {
    pub location: Location,
    pub label: String,
    pub statement: Statement,
}

impl Sample {
    /// # Errors
    /// Where the table cannot be read or lacks a column.
    pub fn read(path: &Path, columns: &SampleColumnArgs) -> Result<Self> {
        let mut table = Table::open(path)?;
        table.note().into_iter().for_each(note);
        let source = table.column(&columns.source_column)?;
        let label = table.column(&columns.label_column)?;
        let row_column = optional(&table, &columns.row_column)?;
        let text = optional(&table, "text")?;
        let statement_column = match row_column {
            None => Some(table.column(&columns.statement_column)?),
            Some(_) => optional(&table, &columns.statement_column)?,
        };
        let mut sample = Self {
            rows: Vec::new(),
            places: HashMap::new(),
            by_row: row_column.is_some(),
            by_statement: statement_column.is_some(),
            bad_rows: Vec::new(),
        };
        while let Some(row) = table.next_row()? {
            let row = match row {
                Ok(row) => row,
                Err(bad) => {
                    sample.bad_rows.push(bad);
                    continue;
                }
            };
            let read = |row: &TableRow<'_>| -> Result<Key> {
                Ok(Key {
                    source: row.get(source).to_owned(),
                    row: place_of(row, row_column, "row")?,
                    statement: place_of(row, statement_column, "statement")?,
                })
            };
            let key = match read(&row) {
                Ok(key) => key,
                Err(Error::Input { location, problem }) => {
                    sample.bad_rows.push(BadRow { location, problem });
                    continue;
                }
                Err(error) => return Err(error),
            };
            let new = Row {
                label: row.get(label).trim().to_owned(),
                text: text.map(|column| row.get(column).to_owned()).filter(|text| !text.is_empty()),
                joined: Joined::ToNone,
                location: row.location,
            };
            sample.add(key, new);
        }
        Ok(sample)
    }

    fn add(&mut self, key: Key, row: Row) {
        if row.label.is_empty() {
            let problem = "found no label, expected the one given by hand".to_owned();
            self.bad_rows.push(BadRow { location: row.location, problem });
            return;
        }
        if let Some(first) = self.places.get(&key) {
            let first = &self.rows[*first];
            let labels = match first.label == row.label {
                true => String::new(),
                false => format!(", there as {:?}, here as {:?}", first.label, row.label),
            };
            let problem =
                format!("labelled before, at {}{labels}: the first counts", first.location);
            self.bad_rows.push(BadRow { location: row.location, problem });
            return;
        }
        self.places.insert(key, self.rows.len());
        self.rows.push(row);
    }

    /// Whether the sample holds this prediction: the place of its row.
    pub fn place(&self, prediction: &Prediction) -> Option<usize> {
        let key = Key {
            source: prediction.source.clone()?,
            row: prediction.row.filter(|_| self.by_row),
            statement: prediction.statement.filter(|_| self.by_statement),
        };
        self.places.get(&key).copied()
    }

    /// Joins the row at `place` to a prediction; none where it is a copy.
    pub fn join(&mut self, place: usize, text: Option<&str>, statement: Option<Statement>) {
        let row = &mut self.rows[place];
        let is_other = |own: &String| text.is_some_and(|text| text.trim() != own.trim());
        row.joined = match (&row.joined, statement) {
            (Joined::ToNone, _) if row.text.as_ref().is_some_and(is_other) => Joined::ToAnotherText,
            (Joined::ToNone, Some(statement)) => Joined::To(statement),
            (Joined::ToNone, None) => Joined::ToCopy,
            _ => Joined::ToSeveral,
        };
    }

    /// The rows that count, the rows that cannot be used, and how many are of
    /// copies.
    pub fn finish(self) -> (Vec<Labelled>, Vec<BadRow>, usize) {
        let (mut labelled, mut bad_rows, mut copies) = (Vec::new(), self.bad_rows, 0);
        for Row { location, label, joined, .. } in self.rows {
            let problem = match joined {
                Joined::To(statement) => {
                    labelled.push(Labelled { location, label, statement });
                    continue;
                }
                Joined::ToCopy => {
                    copies += 1;
                    continue;
                }
                Joined::ToNone => "no such statement was predicted",
                Joined::ToSeveral => {
                    "more than one statement was predicted that has this source and place: give \
                     the column row as well, or predict with --id-field"
                }
                Joined::ToAnotherText => {
                    "the statement that was predicted has another text: draw the sample from these \
                     predictions"
                }
            };
            bad_rows.push(BadRow { location, problem: problem.into() });
        }
        (labelled, bad_rows, copies)
    }
}
