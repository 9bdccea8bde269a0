//! Inputs read one after the other, articles in batches.

use std::path::Path;

use rayon::prelude::*;

use super::args::InputArgs;
use super::sources::Source;
use super::values::Unit;
use super::{counted, input, note, report_error, warn};
use crate::article::{self, Reason, RepeatedLines, RepeatedSet, Span};
use crate::document::{Document, Metadata, Reading};
use crate::error::{BadRow, Error, Location, Result};

/// Articles of a batch, and bytes of their texts, at most: bound the memory,
/// not the results.
const BATCH: (usize, usize) = (128, 4 << 20);

/// An article.
pub(super) struct Item {
    pub document: Document,
    /// Whether it is taken as it is: nothing of it can be clutter.
    pub plain: bool,
}

/// An article cut into statements.
pub(super) struct Cut {
    pub statements: Vec<Span>,
    pub dropped: Vec<(Span, Reason)>,
}

/// What happens to the inputs.
pub(super) trait Consumer {
    /// Takes a batch of articles.
    fn articles(&mut self, items: Vec<Item>) -> Result<()>;
    /// Takes a table.
    fn table(&mut self, path: &Path) -> Result<()>;
    /// What was counted.
    fn tally(&mut self) -> &mut Tally;
}

/// What was counted, and went wrong.
#[derive(Default)]
pub(super) struct Tally {
    pub inputs: usize,
    pub failed: usize,
    pub bad_rows: Vec<BadRow>,
    notes: usize,
}

impl Tally {
    /// Says what is wrong with an input, and counts it.
    pub fn fail(&mut self, error: &Error) {
        report_error(error);
        self.failed += 1;
    }

    /// Says what the user should know; no more than some of all that is alike.
    pub fn note(&mut self, text: impl std::fmt::Display) {
        self.notes += 1;
        if self.notes <= input::LISTED {
            note(text);
        }
    }

    /// Lists the bad rows, and says how many notes were left out.
    pub fn finish(&self) {
        if self.notes > input::LISTED {
            note(format_args!("and {} more notes", self.notes - input::LISTED));
        }
        if !self.bad_rows.is_empty() {
            warn(format!("{} left out:", counted(self.bad_rows.len(), "row")));
            input::list(&self.bad_rows);
        }
    }

    /// Whether anything failed.
    pub fn any_failed(&self) -> bool {
        self.failed > 0 || !self.bad_rows.is_empty()
    }
}

/// Reads all sources, in order. One that cannot be read is counted and said;
/// an output that cannot be written ends the run.
pub(super) fn read_all(
    sources: &[Source],
    reading: &Reading,
    consumer: &mut impl Consumer,
) -> Result<()> {
    let mut batch = Batch::default();
    for source in sources {
        consumer.tally().inputs += 1;
        let done = match source {
            Source::Text(name, text) if text.trim().is_empty() => {
                Err(Error::input(Location::of(name.as_str()), "is empty, expected a text"))
            }
            Source::Text(name, text) => {
                batch.add(Item { document: plain(name, text), plain: true }, consumer)
            }
            Source::File(path) => file(path, reading, &mut batch, consumer),
            Source::Table(path) => {
                batch.flush(consumer)?;
                consumer.table(path)
            }
        };
        // Errors of the output are the run's, all others the input's.
        match done {
            Ok(()) => {}
            Err(error) if is_of_output(&error) => return Err(error),
            Err(error) => {
                batch.flush(consumer)?;
                consumer.tally().fail(&error);
            }
        }
    }
    batch.flush(consumer)
}

fn is_of_output(error: &Error) -> bool {
    matches!(error, Error::Io { action: "write", .. } | Error::Params { .. })
}

fn plain(name: &str, text: &str) -> Document {
    Document {
        source: name.into(),
        row: None,
        text: text.into(),
        kept: Vec::new(),
        metadata: Metadata::default(),
        encoding: "UTF-8",
        notes: Vec::new(),
    }
}

fn file(
    path: &Path,
    reading: &Reading,
    batch: &mut Batch,
    consumer: &mut impl Consumer,
) -> Result<()> {
    for document in reading.open(path)? {
        match document {
            Ok(document) => {
                for text in &document.notes {
                    consumer.tally().note(format_args!("{}: {text}", document.source));
                }
                batch.add(Item { document, plain: false }, consumer)?;
            }
            Err(Error::BadRows(rows)) => consumer.tally().bad_rows.extend(rows),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[derive(Default)]
struct Batch {
    items: Vec<Item>,
    bytes: usize,
}

impl Batch {
    fn add(&mut self, item: Item, consumer: &mut impl Consumer) -> Result<()> {
        self.bytes += item.document.text.len();
        self.items.push(item);
        match self.items.len() >= BATCH.0 || self.bytes >= BATCH.1 {
            true => self.flush(consumer),
            false => Ok(()),
        }
    }

    fn flush(&mut self, consumer: &mut impl Consumer) -> Result<()> {
        self.bytes = 0;
        match self.items.is_empty() {
            true => Ok(()),
            false => consumer.articles(std::mem::take(&mut self.items)),
        }
    }
}

/// How articles are cut.
pub(super) struct Cutter<'a> {
    args: &'a InputArgs,
    repeated: RepeatedSet,
}

impl<'a> Cutter<'a> {
    /// Reads all inputs once where repeated lines are to be dropped.
    ///
    /// # Errors
    /// [`Error::Params`] where that is asked for and standard input is among
    /// them.
    pub fn new(args: &'a InputArgs, sources: &[Source]) -> Result<Self> {
        let mut cutter = Self { args, repeated: RepeatedSet::default() };
        if args.drop_repeated {
            if sources.iter().any(|source| source.path().is_some_and(|p| p.as_os_str() == "-")) {
                let expected = "files, which can be read twice";
                return Err(Error::params("--drop-repeated", "standard input", expected));
            }
            let files: Vec<&Path> = sources
                .iter()
                .filter_map(|source| match source {
                    Source::File(path) => Some(path.as_path()),
                    _ => None,
                })
                .collect();
            let reading = args.reading();
            let mut lines = RepeatedLines::default();
            // What cannot be read is said when it is read again.
            for document in files.iter().filter_map(|path| reading.open(path).ok()).flatten() {
                let Ok(document) = document else { continue };
                lines.add(&document.text, &article::blocks(&document.text));
            }
            cutter.repeated = lines.finish();
        }
        Ok(cutter)
    }

    /// Cuts articles, side by side.
    pub fn cut_all(&self, items: &[Item]) -> Vec<Cut> {
        items.par_iter().map(|item| self.cut(item)).collect()
    }

    fn cut(&self, item: &Item) -> Cut {
        let text = &item.document.text;
        if self.args.unit == Some(Unit::Row) {
            return Cut { statements: lines(text), dropped: Vec::new() };
        }
        let unit = self.args.unit;
        if item.plain {
            let statements = units(unit, text, article::sentences(text));
            return Cut { statements, dropped: Vec::new() };
        }
        let mut blocks = article::blocks(text);
        self.repeated.drop(text, &mut blocks);
        if self.args.keep_clutter {
            blocks.iter_mut().for_each(|block| block.dropped = None);
        }
        Cut {
            statements: units(unit, text, article::statements_in(text, &blocks)),
            dropped: article::dropped(text, &blocks),
        }
    }
}

/// The clauses of sentences, or the sentences.
pub(super) fn units(unit: Option<Unit>, text: &str, sentences: Vec<Span>) -> Vec<Span> {
    match unit {
        Some(Unit::Sentence) => sentences,
        _ => sentences.into_iter().flat_map(|span| article::clauses(text, span)).collect(),
    }
}

/// Each line that is not blank.
fn lines(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let at = start + (line.len() - line.trim_start().len());
        if !trimmed.is_empty() {
            spans.push(Span { start: at, end: at + trimmed.len() });
        }
        start += line.len();
    }
    spans
}
