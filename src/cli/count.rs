//! `stancekit count`.

mod sample;

use std::collections::BTreeMap;
use std::path::Path;

use hashbrown::{HashMap, HashSet};

use super::args::CountArgs;
use super::predictions::{self, Prediction};
use super::terminal::Progress;
use super::{Outcome, counted, input, note, warn};
use crate::dataset::Copies;
use crate::error::{BadRow, Error, Location, Result};
use crate::label::LabelSet;
use crate::prevalence::{LabelledStatement, Predicted, Shares};
use crate::report::{CountFormat, CountReport, PartOfCount};
use sample::{Labelled, Sample};

/// Statements counted between two steps of the progress shown.
const STEP: usize = 1000;

pub(super) fn run(args: &CountArgs) -> anyhow::Result<Outcome> {
    let is_stdin = |path: &Path| path.as_os_str() == "-";
    if is_stdin(&args.predictions) && args.labelled.as_deref().is_some_and(is_stdin) {
        let expected = "a file: PREDICTIONS are read from standard input";
        return Err(Error::params("--labelled", "-", expected).into());
    }
    let sample = match &args.labelled {
        Some(path) => Some(Sample::read(path, &args.columns)?),
        None => None,
    };
    let mut tally = Tally::new(args, sample);
    // The group comes last: `Tally::add` takes it from there.
    let fields: Vec<String> = args.by.iter().chain(&args.group_column).cloned().collect();
    {
        let bar = Progress::new("counting");
        predictions::read(&args.predictions, &fields, |place, prediction| {
            tally.n_read += 1;
            if tally.n_read.is_multiple_of(STEP) {
                bar.advance(STEP);
            }
            tally.add(&place, prediction)
        })?;
    }
    if tally.all.is_none() {
        let place = Location::of(args.predictions.display().to_string());
        return Err(Error::input(place, "found no statement, expected what predict wrote").into());
    }
    let (report, mut bad_rows) = tally.finish();
    bad_rows.sort_by_key(|bad| bad.location.line);
    if !bad_rows.is_empty() {
        warn(format!("{} of the sample left out:", counted(bad_rows.len(), "row")));
        input::list(&bad_rows);
    }
    if let (Some(path), 0) = (&args.labelled, report.shares.labelled) {
        let problem = "no row of it is a statement that was predicted: draw the sample from these \
                       predictions";
        return Err(Error::input(Location::of(path.display().to_string()), problem).into());
    }
    if args.format == CountFormat::Csv {
        report.warnings().for_each(warn);
    }
    super::print(&args.format.render(&report))?;
    Ok(if bad_rows.is_empty() { Outcome::Done } else { Outcome::InputFailed })
}

/// What is kept of a statement that the sample holds.
struct Statement {
    class: Option<usize>,
    probabilities: Vec<f64>,
    group: usize,
    values: Vec<String>,
}

/// What is kept of all statements.
struct Tally<'a> {
    args: &'a CountArgs,
    sample: Option<Sample>,
    /// The labels, as they were met.
    names: Vec<String>,
    /// Whether there are probabilities; none before the first statement.
    has_probabilities: Option<bool>,
    all: Option<Predicted>,
    by: Vec<BTreeMap<String, Predicted>>,
    groups: Groups,
    copies: Copies,
    /// The article that the last statement stood in, where it was a copy.
    last_copy: Option<String>,
    n_copies: usize,
    n_read: usize,
}

impl<'a> Tally<'a> {
    fn new(args: &'a CountArgs, sample: Option<Sample>) -> Self {
        Self {
            args,
            sample,
            names: Vec::new(),
            has_probabilities: None,
            all: None,
            by: vec![BTreeMap::new(); args.by.len()],
            groups: Groups::default(),
            copies: Copies::default(),
            last_copy: None,
            n_copies: 0,
            n_read: 0,
        }
    }

    fn add(&mut self, place: &Location, mut prediction: Prediction) -> Result<()> {
        let class = self.class(place, &prediction)?;
        let article = article(&prediction);
        let is_copy = self.is_copy(place, &prediction, article.as_ref())?;
        self.n_copies += usize::from(is_copy);
        let in_sample = self.sample.as_ref().and_then(|sample| sample.place(&prediction));
        let mut values = std::mem::take(&mut prediction.fields);
        let group = if self.args.group_column.is_some() { values.pop() } else { article };
        let probabilities: Vec<f64> = prediction.probabilities.iter().map(|(_, p)| *p).collect();
        if !is_copy {
            let new = || Predicted::new(self.names.len(), !probabilities.is_empty());
            self.all.get_or_insert_with(new).add(class, &probabilities);
            for (parts, value) in self.by.iter_mut().zip(&values) {
                let part = match parts.get_mut(value) {
                    Some(part) => part,
                    None => parts.entry(value.clone()).or_insert_with(new),
                };
                part.add(class, &probabilities);
            }
            self.groups.add(group.as_deref());
        }
        if let (Some(sample), Some(row)) = (&mut self.sample, in_sample) {
            let statement = (!is_copy).then(|| Statement {
                class,
                probabilities,
                group: self.groups.number(group),
                values,
            });
            sample.join(row, prediction.text.as_deref(), statement);
        }
        Ok(())
    }

    /// The class of the label; what is written of each statement must be alike.
    fn class(&mut self, place: &Location, prediction: &Prediction) -> Result<Option<usize>> {
        let names = || prediction.probabilities.iter().map(|(name, _)| name);
        let has_probabilities = !prediction.probabilities.is_empty();
        if self.has_probabilities.is_none() {
            self.has_probabilities = Some(has_probabilities);
            self.names = names().cloned().collect();
        }
        let is_as_first = self.has_probabilities == Some(has_probabilities)
            && (!has_probabilities || names().eq(&self.names));
        if !is_as_first {
            let problem = "found probabilities of other labels than in the first statement, \
                           expected the predictions of one model";
            return Err(Error::input(place.clone(), problem));
        }
        let Some(label) = &prediction.label else {
            return Ok(None);
        };
        if let Some(class) = self.names.iter().position(|name| name == label) {
            return Ok(Some(class));
        }
        if has_probabilities {
            let problem = format!(
                "found the label {label:?}, expected one of those that have a probability: {}",
                self.names.join(", ")
            );
            return Err(Error::input(place.clone(), problem));
        }
        self.names.push(label.clone());
        Ok(Some(self.names.len() - 1))
    }

    fn is_copy(
        &mut self,
        place: &Location,
        prediction: &Prediction,
        article: Option<&String>,
    ) -> Result<bool> {
        if !self.args.once {
            return Ok(false);
        }
        let Some(text) = &prediction.text else {
            let problem = "found no text, which --once compares: leave --once out, or predict anew";
            return Err(Error::input(place.clone(), problem));
        };
        let after_copy = article.is_some() && self.last_copy.as_ref() == article;
        let is_copy = self.copies.is_copy(text, after_copy);
        self.last_copy = article.filter(|_| is_copy).cloned();
        Ok(is_copy)
    }

    fn finish(self) -> (CountReport, Vec<BadRow>) {
        let labels = LabelSet::from_names(self.names.iter().cloned());
        let order: Vec<usize> = labels
            .names()
            .iter()
            .filter_map(|label| self.names.iter().position(|name| name == label))
            .collect();
        let has_sample = self.sample.is_some();
        let (labelled, mut bad_rows, copies) =
            self.sample.map_or_else(Default::default, Sample::finish);
        if copies > 0 {
            note(format!(
                "{} of the sample are copies, which do not count",
                counted(copies, "row")
            ));
        }
        let mut known = Vec::new();
        for row in labelled {
            match labels.index_of(&row.label) {
                Some(truth) => known.push((truth, row)),
                None => bad_rows.push(unknown(row, &labels)),
            }
        }
        let of = |predicted: &Predicted, is_in: &dyn Fn(&Statement) -> bool| {
            let rows = known.iter().filter(|(_, row)| is_in(&row.statement));
            let rows: Vec<_> = rows.map(|(truth, row)| statement(*truth, row, &order)).collect();
            Shares::new(&labels, &predicted.in_order(&order), &rows)
        };
        let parts = self.by.iter().enumerate().flat_map(|(column, parts)| {
            let part = move |(value, predicted): (&String, &Predicted)| PartOfCount {
                column: self.args.by[column].clone(),
                value: value.clone(),
                shares: of(predicted, &|statement| statement.values[column] == *value),
            };
            parts.iter().map(part).collect::<Vec<_>>()
        });
        let report = CountReport {
            parts: parts.collect(),
            shares: of(&self.all.unwrap_or(Predicted::new(0, false)), &|_| true),
            groups: self.groups.n,
            copies: self.args.once.then_some(self.n_copies),
            left_out: has_sample.then_some(bad_rows.len() + copies),
        };
        (report, bad_rows)
    }
}

/// The article that a statement stands in, by name; none of a row of a table,
/// which stands by itself.
fn article(prediction: &Prediction) -> Option<String> {
    prediction.statement?;
    let source = prediction.source.clone().unwrap_or_default();
    Some(prediction.row.map_or_else(|| source.clone(), |row| format!("{source}\n{row}")))
}

fn unknown(row: Labelled, labels: &LabelSet) -> BadRow {
    let problem = format!(
        "found the label {:?}, expected one of those predicted: {}",
        row.label,
        labels.names().join(", ")
    );
    BadRow { location: row.location, problem }
}

/// `order` has, for each label, its class as it was met.
fn statement(truth: usize, row: &Labelled, order: &[usize]) -> LabelledStatement {
    let of = &row.statement;
    LabelledStatement {
        truth,
        predicted: of.class.and_then(|class| order.iter().position(|met| *met == class)),
        probabilities: order.iter().filter_map(|met| of.probabilities.get(*met)).copied().collect(),
        group: of.group,
    }
}

/// The groups that statements stand in, by the first bytes of the hashes of
/// their names.
#[derive(Default)]
struct Groups {
    n: usize,
    seen: HashSet<[u8; 16]>,
    /// Those of the sample.
    numbers: HashMap<String, usize>,
    alone: usize,
}

impl Groups {
    /// Counts the group of a statement; without a name it is one of its own.
    fn add(&mut self, name: Option<&str>) {
        let is_new = name.is_none_or(|name| {
            let mut start = [0; 16];
            start.copy_from_slice(&blake3::hash(name.as_bytes()).as_bytes()[..16]);
            self.seen.insert(start)
        });
        self.n += usize::from(is_new);
    }

    /// The number of a group.
    fn number(&mut self, name: Option<String>) -> usize {
        let next = self.numbers.len() + self.alone;
        match name {
            Some(name) => *self.numbers.entry(name).or_insert(next),
            None => {
                self.alone += 1;
                next
            }
        }
    }
}
