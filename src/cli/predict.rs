//! `stancekit predict`.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::args::PredictArgs;
use super::sources::{Source, read_article, sources};
use super::terminal::Progress;
use super::values::Unit;
use super::{Outcome, counted, input, note, operating_point, report_error, terminal, warn};
use crate::article::{self, Span};
use crate::dataset::Table;
use crate::error::{BadRow, Error, Location, Result};
use crate::model_file::Model;
use crate::pipeline::{Prediction, Room};
use crate::report::{LabelledStatement, StatementStyle, StatementWriter};
use crate::whole_file::WholeFile;

/// Statements labelled at a time: bounds the memory, not the results.
const BATCH: usize = 8192;
/// Statements labelled and written by one task.
const PART: usize = 256;

pub(super) fn run(args: &PredictArgs) -> anyhow::Result<Outcome> {
    let (sources, missing) = sources(args);
    if let Some(output) = &args.output {
        let files: Vec<PathBuf> = sources.iter().filter_map(Source::path).cloned().collect();
        input::keep_apart(&files, output)?;
    }
    check_kept(&args.keep)?;
    let output = args.output.as_deref().map(WholeFile::create).transpose()?;
    let model = operating_point::at(super::model(args.model.as_deref())?, &args.point)?;
    let on_terminal = output.is_none();
    let style = StatementStyle {
        labels: model.pipeline.labels(),
        kept: &args.keep,
        width: terminal::width(),
        colour: on_terminal && terminal::colour(),
    };
    let mut run = Run {
        args,
        model: &model,
        writer: args.format.writer(style),
        out: match output {
            Some(file) => Output::File(file),
            None => Output::Standard(BufWriter::new(io::stdout())),
        },
        // On the way to a terminal it would stand between the results.
        progress: match on_terminal {
            true => Progress::hidden(),
            false => Progress::new("labelling, statements:"),
        },
        inputs: 0,
        begun: None,
        statements: 0,
        dropped: 0,
        failed: 0,
        bad_rows: Vec::new(),
    };
    missing.iter().for_each(|error| run.fail(error));
    run.begin()?;
    for source in sources {
        run.source(source)?;
    }
    run.finish()
}

/// Refuses a column that is carried through twice.
fn check_kept(keep: &[String]) -> Result<()> {
    let twice = (1..keep.len()).find(|place| keep[..*place].contains(&keep[*place]));
    match twice {
        Some(place) => {
            Err(Error::params("--keep", format!("{:?} twice", keep[place]), "each column once"))
        }
        None => Ok(()),
    }
}

enum Output {
    Standard(BufWriter<io::Stdout>),
    File(WholeFile),
}

impl Output {
    fn writer(&mut self) -> &mut dyn Write {
        match self {
            Self::Standard(out) => out,
            Self::File(file) => file,
        }
    }
}

/// A statement waiting to be labelled.
struct Waiting<'a> {
    row: Option<usize>,
    statement: Option<usize>,
    span: Span,
    text: Cow<'a, str>,
    kept: Vec<String>,
}

struct Run<'a> {
    args: &'a PredictArgs,
    model: &'a Model,
    writer: Box<dyn StatementWriter + 'a>,
    out: Output,
    progress: Progress,
    inputs: usize,
    /// The input whose statements are being written, by its number.
    begun: Option<usize>,
    statements: usize,
    /// Blocks of articles that are no part of them.
    dropped: usize,
    failed: usize,
    bad_rows: Vec<BadRow>,
}

impl Run<'_> {
    fn begin(&mut self) -> Result<()> {
        self.writer.begin(self.out.writer()).map_err(|e| self.write_error(e))
    }

    /// Labels one input. One that cannot be read is counted and said; an
    /// output that cannot be written ends the run.
    fn source(&mut self, source: Source<'_>) -> Result<()> {
        self.inputs += 1;
        let done = match source {
            Source::Text(name, text) if text.trim().is_empty() => {
                Err(Error::input(Location::of(name), "is empty, expected a text"))
            }
            Source::Text(name, text) => self.text(&name, text, article::sentences),
            Source::Article(path) => match read_article(&path) {
                Ok(article) => {
                    let mut dropped = 0;
                    let done = self.text(&article.source, &article.text, |text| {
                        let blocks = article::blocks(text);
                        dropped = blocks.iter().filter(|b| b.dropped.is_some()).count();
                        article::statements_in(text, &blocks)
                    });
                    self.dropped += dropped;
                    done
                }
                Err(error) => {
                    self.fail(&error);
                    Ok(())
                }
            },
            Source::Table(path) => self.table(&path),
        };
        // Errors of the output are the run's, all others the input's.
        match done {
            Err(Error::Io { action: "write", .. }) | Ok(()) => done,
            Err(error) => {
                self.fail(&error);
                Ok(())
            }
        }
    }

    fn text(
        &mut self,
        source: &str,
        text: &str,
        split: impl FnOnce(&str) -> Vec<Span>,
    ) -> Result<()> {
        let (spans, numbered) = match self.args.unit {
            Some(Unit::Row) => (lines(text), false),
            unit => (units(unit, text, split(text)), true),
        };
        let waiting = spans.into_iter().enumerate().map(|(place, span)| Waiting {
            row: (!numbered).then_some(place),
            statement: numbered.then_some(place),
            span,
            text: Cow::Borrowed(span.of(text)),
            kept: vec![String::new(); self.args.keep.len()],
        });
        let waiting: Vec<Waiting<'_>> = waiting.collect();
        if waiting.is_empty() {
            note(format_args!("{source}: no line of it is a statement"));
        }
        waiting.chunks(BATCH).try_for_each(|batch| self.label(source, batch))
    }

    fn table(&mut self, path: &Path) -> Result<()> {
        let mut table = Table::open(path)?;
        if let Some(text) = table.note() {
            note(text);
        }
        let name = self.args.text_column.as_ref().unwrap_or(&self.model.record.columns.text);
        let text_column = table.column(name)?;
        let keep =
            self.args.keep.iter().map(|name| table.column(name)).collect::<Result<Vec<_>>>()?;
        let source = table.source().to_owned();
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
                    self.bad_rows.push(BadRow {
                        location: Location { column: Some(text_column as u64 + 1), ..row.location },
                        problem: format!("the field {name:?} is empty"),
                    });
                    continue;
                }
                Ok(row) => row,
                Err(bad) => {
                    self.bad_rows.push(bad);
                    continue;
                }
            };
            let text = row.get(text_column);
            let kept: Vec<String> = keep.iter().map(|column| row.get(*column).to_owned()).collect();
            let unit = self.args.unit.filter(|unit| *unit != Unit::Row);
            let numbered = unit.is_some();
            let spans = match numbered {
                true => units(unit, text, article::statements(text)),
                false => vec![Span { start: 0, end: text.len() }],
            };
            waiting.extend(spans.into_iter().enumerate().map(|(place, span)| Waiting {
                row: Some(number),
                statement: numbered.then_some(place),
                span,
                text: Cow::Owned(span.of(text).to_owned()),
                kept: kept.clone(),
            }));
            if waiting.len() >= BATCH {
                self.label(&source, &waiting)?;
                waiting.clear();
            }
        };
        self.label(&source, &waiting)?;
        ended
    }

    /// Labels a batch of one input, in parts side by side.
    fn label(&mut self, source: &str, waiting: &[Waiting<'_>]) -> Result<()> {
        if waiting.is_empty() {
            return Ok(());
        }
        if self.begun != Some(self.inputs) {
            let first = self.begun.replace(self.inputs).is_none();
            let begun = self.writer.begin_source(source, first, self.out.writer());
            begun.map_err(|e| self.write_error(e))?;
        }
        let parts: Vec<io::Result<Vec<u8>>> =
            waiting.par_chunks(PART).map(|part| self.part(source, part)).collect();
        for part in parts {
            let written = part.and_then(|bytes| self.out.writer().write_all(&bytes));
            written.map_err(|e| self.write_error(e))?;
        }
        self.progress.advance(waiting.len());
        self.statements += waiting.len();
        Ok(())
    }

    fn part(&self, source: &str, waiting: &[Waiting<'_>]) -> io::Result<Vec<u8>> {
        let pipeline = &self.model.pipeline;
        let least = self.args.min_confidence.unwrap_or(0.0);
        let mut room = Room::default();
        let predictions: Vec<Prediction> =
            waiting.iter().map(|w| pipeline.predict_in(&w.text, &mut room)).collect();
        let statements: Vec<LabelledStatement<'_>> = waiting
            .iter()
            .zip(&predictions)
            .map(|(w, prediction)| {
                let confidence = prediction.confidence();
                let label = pipeline.labels().name(prediction.class);
                LabelledStatement {
                    source,
                    row: w.row,
                    statement: w.statement,
                    start: w.span.start,
                    end: w.span.end,
                    text: &w.text,
                    label: (confidence >= least).then_some(label),
                    confidence,
                    probabilities: &prediction.probabilities,
                    kept: &w.kept,
                }
            })
            .collect();
        let mut bytes = Vec::new();
        self.writer.write(&statements, &mut bytes)?;
        Ok(bytes)
    }

    fn write_error(&self, error: io::Error) -> Error {
        let path = self.args.output.as_deref().unwrap_or(Path::new("<stdout>"));
        Error::io(path, "write", error)
    }

    fn fail(&mut self, error: &Error) {
        report_error(error);
        self.failed += 1;
    }

    fn finish(mut self) -> anyhow::Result<Outcome> {
        let flushed = self.out.writer().flush();
        flushed.map_err(|e| self.write_error(e))?;
        self.progress.finish();
        let bad = !self.bad_rows.is_empty();
        if bad {
            warn(format!("{} left out:", counted(self.bad_rows.len(), "row")));
            input::list(&self.bad_rows);
        }
        let mut summary = format!(
            "{} of {} labelled",
            counted(self.statements, "statement"),
            counted(self.inputs, "input")
        );
        for (count, what) in [(self.dropped, "clutter block"), (self.failed, "failed input")] {
            if count > 0 {
                summary.push_str(&format!(", {}", counted(count, what)));
            }
        }
        note(summary);
        if let Output::File(file) = self.out {
            file.commit()?;
        }
        Ok(match self.failed > 0 || bad {
            true => Outcome::InputFailed,
            false => Outcome::Done,
        })
    }
}

/// The sentences of a text, or the clauses of each.
fn units(unit: Option<Unit>, text: &str, sentences: Vec<Span>) -> Vec<Span> {
    match unit {
        Some(Unit::Clause) => {
            sentences.into_iter().flat_map(|span| article::clauses(text, span)).collect()
        }
        _ => sentences,
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
