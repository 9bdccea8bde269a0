//! Labelled sentences: read from tables, split and folded by group.
//!
//! Sentences of one group (an article, a conflict, a topic) never fall on both
//! sides of a split or a fold, because a model that saw the neighbours of a
//! test sentence looks better than it is.

mod audit;
mod copies;
mod folds;
mod marks;
mod near;
mod split;
mod table;

use std::collections::BTreeMap;
use std::path::Path;

pub use audit::{Audit, audit};
pub use copies::Copies;
pub use folds::{Folds, folds};
pub(crate) use near::compared_words;
pub use near::{near_duplicates, word_set_jaccard};
pub use split::{Side, split};
pub use table::{Table, TableRow};

use crate::error::{BadRow, Error, Location, Result};
use crate::label::LabelSet;

/// Which columns of a table hold what.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// The sentence. Default `text`.
    pub text: String,
    /// Its label. Default `label`.
    pub label: String,
    /// What must not be torn apart by a split. Default `topic`.
    pub group: String,
    /// How much a row counts in training. Default `weight`.
    #[serde(default = "weight_column")]
    pub weight: String,
    /// True where a table without the group column is an error; otherwise the
    /// rows of such a table have no group.
    #[serde(skip)]
    pub group_required: bool,
    /// True where a table without the weight column is an error; otherwise the
    /// rows of such a table weigh 1.
    #[serde(skip)]
    pub weight_required: bool,
    /// Columns that hold the group where there is none of the name `group`: the
    /// first of them that is there. Default none.
    #[serde(skip)]
    pub group_else: Vec<String>,
    /// Columns to keep as they stand; each must be there. Default none.
    #[serde(skip)]
    pub keep: Vec<String>,
    /// Columns to keep after those, empty in a table without them. Default none.
    #[serde(skip)]
    pub keep_if_there: Vec<String>,
}

impl Default for Columns {
    fn default() -> Self {
        Self {
            text: "text".into(),
            label: "label".into(),
            group: "topic".into(),
            weight: weight_column(),
            group_required: false,
            weight_required: false,
            group_else: Vec::new(),
            keep: Vec::new(),
            keep_if_there: Vec::new(),
        }
    }
}

fn weight_column() -> String {
    "weight".into()
}

/// One labelled sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// The sentence.
    pub text: String,
    /// Its label.
    pub label: String,
    /// Its group, where the table has the column and the field is not empty.
    pub group: Option<String>,
    /// How much it counts in training: finite, over 0. 1 where the table has
    /// no such column or the field is empty.
    pub weight: f64,
    /// Where it was read.
    pub location: Location,
    /// The fields of [`Columns::keep`], then those of [`Columns::keep_if_there`].
    pub kept: Vec<String>,
}

/// Labelled sentences in the order of their files.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dataset {
    /// The sentences.
    pub examples: Vec<Example>,
    /// Rows that could not be used.
    pub bad_rows: Vec<BadRow>,
    /// What the user should be told about how the files were read.
    pub notes: Vec<String>,
    /// The columns that groups were read from, each once, in the order of the
    /// files.
    pub group_columns: Vec<String>,
}

impl Dataset {
    /// Reads labelled tables, one after the other (see [`Table`] for the
    /// formats). A row with the wrong number of fields, an empty text or an
    /// empty label, a weight that is no number over 0, or bytes that are not
    /// UTF-8, goes to `bad_rows`.
    ///
    /// ```
    /// use stancekit::dataset::{Columns, Dataset};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let dir = tempfile::tempdir()?;
    /// # let path = dir.path().join("labelled.csv");
    /// # std::fs::write(&path, "text,label\nThey must leave.,demand\n,other\n")?;
    /// let data = Dataset::read(&[path], &Columns::default())?;
    /// assert_eq!(data.examples[0].label, "demand");
    /// assert_eq!(data.bad_rows.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::Io`] where a file cannot be read; [`Error::Input`] where one
    /// lacks a column or is empty, or where there is no row at all.
    pub fn read<P: AsRef<Path>>(paths: &[P], columns: &Columns) -> Result<Self> {
        if columns.text == columns.label {
            return Err(Error::params(
                "columns",
                format!("{:?} for both text and label", columns.text),
                "two different columns",
            ));
        }
        let mut data = Self::default();
        for path in paths {
            data.read_table(Table::open(path.as_ref())?, columns)?;
        }
        if data.examples.is_empty() && data.bad_rows.is_empty() {
            let names: Vec<_> = paths.iter().map(|p| p.as_ref().display().to_string()).collect();
            return Err(Error::input(
                Location::of(names.join(", ")),
                "found a header and no row below it, expected labelled sentences",
            ));
        }
        Ok(data)
    }

    /// A dataset of texts and labels that stand in no file.
    pub fn of<'a>(rows: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let example = |(text, label): (&str, &str)| Example {
            text: text.to_owned(),
            label: label.to_owned(),
            group: None,
            weight: 1.0,
            location: Location::of(""),
            kept: Vec::new(),
        };
        Self { examples: rows.into_iter().map(example).collect(), ..Self::default() }
    }

    fn read_table(&mut self, mut table: Table, columns: &Columns) -> Result<()> {
        self.notes.extend(table.note().map(str::to_owned));
        let optional = |name: &String, required: bool| {
            let there = required || table.header().contains(name);
            there.then(|| table.column(name)).transpose()
        };
        let of_group = std::iter::once(&columns.group).chain(&columns.group_else);
        let of_group = of_group.into_iter().find(|name| table.header().contains(name));
        let kept = columns.keep.iter().map(|name| optional(name, true));
        let kept = kept.chain(columns.keep_if_there.iter().map(|name| optional(name, false)));
        let places = Places {
            text: table.column(&columns.text)?,
            label: table.column(&columns.label)?,
            group: optional(of_group.unwrap_or(&columns.group), columns.group_required)?,
            weight: optional(&columns.weight, columns.weight_required)?,
            keep: kept.collect::<Result<_>>()?,
        };
        let new = of_group.filter(|name| !self.group_columns.contains(name));
        self.group_columns.extend(new.cloned());
        while let Some(row) = table.next_row()? {
            match row.and_then(|row| example_of(&row, &places, columns)) {
                Ok(example) => self.examples.push(example),
                Err(bad) => self.bad_rows.push(bad),
            }
        }
        Ok(())
    }

    /// The dataset itself where every row can be used.
    ///
    /// # Errors
    /// [`Error::BadRows`] with all rows that cannot.
    pub fn without_bad_rows(mut self) -> Result<Self> {
        match self.bad_rows.is_empty() {
            true => Ok(self),
            false => Err(Error::BadRows(std::mem::take(&mut self.bad_rows))),
        }
    }

    /// The sentences, in order.
    pub fn texts(&self) -> Vec<&str> {
        self.examples.iter().map(|e| e.text.as_str()).collect()
    }

    /// Each row's weight, where at least one is not 1.
    pub fn weights(&self) -> Option<Vec<f64>> {
        let weighted = self.examples.iter().any(|e| e.weight != 1.0);
        weighted.then(|| self.examples.iter().map(|e| e.weight).collect())
    }

    /// The distinct labels.
    pub fn labels(&self) -> LabelSet {
        LabelSet::from_names(self.examples.iter().map(|e| e.label.as_str()))
    }

    /// Each row's class in `labels`; `None` where `labels` lacks it.
    pub fn targets(&self, labels: &LabelSet) -> Vec<Option<usize>> {
        self.examples.iter().map(|e| labels.index_of(&e.label)).collect()
    }

    /// Each row's group as a number, where at least one row has one. Rows
    /// without a group are a group each.
    pub fn groups(&self) -> Option<Vec<usize>> {
        groups(&self.examples)
    }

    /// The rows at `indices`, in that order.
    pub fn subset(&self, indices: &[usize]) -> Self {
        Self {
            examples: indices.iter().map(|i| self.examples[*i].clone()).collect(),
            ..Self::default()
        }
    }

    /// The rows by the value that stands at `place` of [`Columns::keep`], the
    /// values sorted by their bytes.
    pub fn by_value(self, place: usize) -> Vec<(String, Self)> {
        let mut parts: BTreeMap<String, Self> = BTreeMap::new();
        for example in self.examples {
            let part = parts.entry(example.kept[place].trim().to_owned()).or_default();
            part.examples.push(example);
        }
        parts.into_iter().collect()
    }

    /// The identity of the data: blake3 over each row's text, label and group
    /// (each with its length before it, as 8 bytes, little-endian), in order,
    /// as 64 hexadecimal digits. Where a weight is not 1, those of all rows
    /// follow (8 bytes each, little-endian). File names and formats do not count.
    pub fn blake3(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for example in &self.examples {
            for field in
                [&example.text, &example.label, example.group.as_ref().unwrap_or(&String::new())]
            {
                hasher.update(&(field.len() as u64).to_le_bytes());
                hasher.update(field.as_bytes());
            }
        }
        for weight in self.weights().into_iter().flatten() {
            hasher.update(&weight.to_le_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }
}

/// Each example's group as a number, where at least one has one; those without
/// are a group each.
pub(crate) fn groups<'a>(
    examples: impl IntoIterator<Item = &'a Example, IntoIter: Clone>,
) -> Option<Vec<usize>> {
    let examples = examples.into_iter();
    if examples.clone().all(|e| e.group.is_none()) {
        return None;
    }
    let mut numbers = hashbrown::HashMap::new();
    let mut next = 0;
    let mut fresh = || {
        next += 1;
        next - 1
    };
    let groups = examples.map(|e| match &e.group {
        Some(name) => *numbers.entry(name.as_str()).or_insert_with(&mut fresh),
        None => fresh(),
    });
    Some(groups.collect())
}

/// Where in a row the columns stand.
struct Places {
    text: usize,
    label: usize,
    group: Option<usize>,
    weight: Option<usize>,
    keep: Vec<Option<usize>>,
}

fn example_of(row: &TableRow<'_>, places: &Places, columns: &Columns) -> Result<Example, BadRow> {
    let bad = |index: usize, problem: String| BadRow {
        location: Location { column: Some(index as u64 + 1), ..row.location.clone() },
        problem,
    };
    for (index, name) in [(places.text, &columns.text), (places.label, &columns.label)] {
        if row.get(index).trim().is_empty() {
            return Err(bad(index, format!("the field {name:?} is empty")));
        }
    }
    let weight = match places.weight.map(|index| (index, row.get(index).trim())) {
        None | Some((_, "")) => 1.0,
        Some((index, field)) => match field.parse() {
            Ok(weight) if weight > 0.0 && f64::is_finite(weight) => weight,
            _ => {
                let name = &columns.weight;
                let problem =
                    format!("found {field:?} as {name:?}, expected a number over 0, or nothing");
                return Err(bad(index, problem));
            }
        },
    };
    Ok(Example {
        text: row.get(places.text).to_owned(),
        label: row.get(places.label).to_owned(),
        group: places.group.map(|g| row.get(g).trim().to_owned()).filter(|g| !g.is_empty()),
        weight,
        location: row.location.clone(),
        kept: places.keep.iter().map(|at| at.map_or("", |at| row.get(at)).to_owned()).collect(),
    })
}
