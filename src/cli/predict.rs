//! `stancekit predict`.

use std::borrow::Cow;
use std::fs;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use indicatif::ProgressBar;

use super::args::PredictArgs;
use super::values::Unit;
use super::{Outcome, input, note, report_error, terminal, warn};
use crate::article::{self, Article, Span};
use crate::dataset::Table;
use crate::error::{BadRow, Error, Location, Result};
use crate::model_file::Model;
use crate::report::{LabelledStatement, StatementFormat, StatementStyle, StatementWriter};
use crate::whole_file::WholeFile;

/// Statements labelled at a time: bounds the memory, not the results.
const BATCH: usize = 4096;

pub(super) fn run(args: &PredictArgs) -> anyhow::Result<Outcome> {
    if let Some(output) = &args.output {
        input::keep_apart(&args.inputs, output)?;
    }
    let output = args.output.as_deref().map(WholeFile::create).transpose()?;
    let model = super::model(args.model.as_deref())?;
    let on_terminal = output.is_none();
    let style = StatementStyle {
        labels: model.pipeline.labels(),
        kept: &args.keep,
        width: terminal::width(),
        colour: on_terminal && terminal::colour(),
    };
    let (sources, missing) = sources(args);
    let progress = match on_terminal && args.format == StatementFormat::Table {
        true => ProgressBar::hidden(),
        false => terminal::progress("labelling", Some(sources.len() as u64)),
    };
    let mut run = Run {
        args,
        model: &model,
        writer: args.format.writer(style),
        out: match output {
            Some(file) => Output::File(file),
            None => Output::Standard(BufWriter::new(io::stdout())),
        },
        statements: 0,
        failed: 0,
        bad_rows: Vec::new(),
    };
    missing.iter().for_each(|error| run.fail(error));
    run.begin()?;
    for source in sources {
        run.source(source)?;
        progress.inc(1);
    }
    progress.finish_and_clear();
    run.finish()
}

/// Something to label.
enum Source<'a> {
    Text(String, &'a str),
    Article(PathBuf),
    Table(PathBuf),
}

/// What the arguments name: folders opened, in order; and what is not there.
fn sources(args: &PredictArgs) -> (Vec<Source<'_>>, Vec<Error>) {
    let (mut sources, mut missing) = (Vec::new(), Vec::new());
    for (place, text) in args.text.iter().enumerate() {
        sources.push(Source::Text(format!("text {}", place + 1), text));
    }
    for path in &args.inputs {
        let found = match path.is_dir() {
            true => texts_of(path).map(|files| sources.extend(files.into_iter().map(source_of))),
            false if is_standard(path) && args.text_column.is_some() => {
                sources.push(Source::Table(path.clone()));
                Ok(())
            }
            false => {
                sources.push(source_of(path.clone()));
                Ok(())
            }
        };
        missing.extend(found.err());
    }
    (sources, missing)
}

fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn source_of<'a>(path: PathBuf) -> Source<'a> {
    match has_ending(&path, &["csv", "tsv", "tab"]) {
        true => Source::Table(path),
        false => Source::Article(path),
    }
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
}

/// The endings of what is read of a folder.
const ENDINGS: [&str; 5] = ["txt", "text", "csv", "tsv", "tab"];

/// The texts and tables in a folder, of which there must be one.
fn texts_of(folder: &Path) -> Result<Vec<PathBuf>> {
    let files = files_of(folder)?;
    match files.is_empty() {
        false => Ok(files),
        true => Err(Error::input(
            Location::of(folder.display().to_string()),
            format!(
                "no text in this folder: expected files that end in .{} (.gz too); \
                 name others one by one",
                ENDINGS.join(", .")
            ),
        )),
    }
}

/// The texts and tables in a folder and the folders in it, sorted.
fn files_of(folder: &Path) -> Result<Vec<PathBuf>> {
    let failed = |e| Error::io(folder, "read", e);
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(failed)?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<io::Result<_>>()
        .map_err(failed)?;
    entries.sort();
    let mut files = Vec::new();
    for path in entries {
        // A link to a folder could lead in circles.
        if path.is_dir() && !path.is_symlink() {
            files.extend(files_of(&path)?);
        } else if has_ending(&path, &ENDINGS) {
            files.push(path);
        }
    }
    Ok(files)
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
    statements: usize,
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
        let done = match source {
            Source::Text(name, text) if text.trim().is_empty() => {
                Err(Error::input(Location::of(name), "is empty, expected a text"))
            }
            Source::Text(name, text) => self.text(&name, text, article::sentences),
            Source::Article(path) => match read_article(&path) {
                Ok(article) => self.text(&article.source, &article.text, article::statements),
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

    fn text(&mut self, source: &str, text: &str, split: fn(&str) -> Vec<Span>) -> Result<()> {
        let (spans, numbered) = match self.args.unit {
            Some(Unit::Row) => (lines(text), false),
            _ => (split(text), true),
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
            let numbered = self.args.unit == Some(Unit::Sentence);
            let whole = Span { start: 0, end: text.len() };
            let spans = if numbered { article::statements(text) } else { vec![whole] };
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

    fn label(&mut self, source: &str, waiting: &[Waiting<'_>]) -> Result<()> {
        let texts: Vec<&str> = waiting.iter().map(|w| w.text.as_ref()).collect();
        let least = self.args.min_confidence.unwrap_or(0.0);
        for (w, prediction) in waiting.iter().zip(self.model.pipeline.predict(&texts)) {
            let confidence = prediction.confidence();
            let label = self.model.pipeline.labels().name(prediction.class);
            let statement = LabelledStatement {
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
            };
            let written = self.writer.write(&statement, self.out.writer());
            written.map_err(|e| self.write_error(e))?;
            self.statements += 1;
        }
        Ok(())
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
        let bad = !self.bad_rows.is_empty();
        if bad {
            warn(format!("{} rows left out:", self.bad_rows.len()));
            input::list(&self.bad_rows);
        }
        if self.failed > 0 {
            warn(format!("{} inputs failed, {} statements labelled", self.failed, self.statements));
        }
        if let Output::File(file) = self.out {
            file.commit()?;
        }
        Ok(match self.failed > 0 || bad {
            true => Outcome::InputFailed,
            false => Outcome::Done,
        })
    }
}

fn read_article(path: &Path) -> Result<Article> {
    let (name, bytes) = match is_standard(path) {
        true => {
            let mut bytes = Vec::new();
            let read = io::stdin().read_to_end(&mut bytes).map(|_| bytes);
            ("<stdin>".to_owned(), read)
        }
        false => (path.display().to_string(), fs::read(path)),
    };
    let failed = |e| Error::io(path, "read", e);
    let mut bytes = bytes.map_err(failed)?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut text = Vec::new();
        MultiGzDecoder::new(bytes.as_slice())
            .read_to_end(&mut text)
            .map_err(|e| Error::unreadable(path, e))?;
        bytes = text;
    }
    Article::decode(name, bytes)
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
