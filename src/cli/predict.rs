//! `stancekit predict`.

use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::args::PredictArgs;
use super::output::Output;
use super::reading::{Consumer, Cut, Cutter, Item, Tally, read_all};
use super::sources::Sources;
use super::terminal::Progress;
use super::values::Unit;
use super::{Outcome, counted, note, operating_point, terminal};
use crate::article::Span;
use crate::error::{Error, Result};
use crate::features::Room;
use crate::model_file::Models;
use crate::pipeline::Prediction;
use crate::report::{
    LabelledStatement, SourceView, StatementFormat, StatementStyle, StatementWriter, Unlabelled,
    visible,
};
use crate::text::language;

mod refusing;
mod resume;
mod rows;

use refusing::Refusing;
use resume::Resumed;

/// Statements labelled and written by one task.
const PART: usize = 256;

pub(super) fn run(args: &PredictArgs) -> anyhow::Result<Outcome> {
    let sources = Sources::new(&args.inputs)?;
    sources.notes.iter().for_each(note);
    check(args)?;
    let resumed = match (&args.output, args.resume) {
        (Some(output), true) => Some(Resumed::open(output, args.format)?),
        _ => None,
    };
    let (part, resumed) = resumed.map(|(file, resumed)| (Some(file), resumed)).unwrap_or_default();
    let out = Output::new(args.output.as_deref(), &sources.found, part)?;
    let models = super::models(args.model.as_deref())?;
    let models = operating_point::at(models, &args.point)?;
    let refusing = Refusing::new(args, &models)?;
    let on_terminal = args.output.is_none();
    let style = StatementStyle {
        labels: models.labels(),
        kept: &args.inputs.keep,
        width: terminal::width(),
        colour: on_terminal && terminal::colour(),
        probabilities: !args.no_probabilities,
        dropped: args.dropped,
        sets: args.sets.is_some(),
    };
    let mut run = Run {
        args,
        models: &models,
        refusing,
        language: match args.any_language {
            true => None,
            false => models.models()[0].record.language.as_deref(),
        },
        cutter: Cutter::new(&args.inputs, &sources.found)?,
        writer: args.format.writer(style),
        out,
        // On the way to a terminal it would stand between the results.
        progress: match on_terminal {
            true => Progress::hidden(),
            false => Progress::of("labelling, inputs:", sources.found.len()),
        },
        resumed,
        any: false,
        counts: Counts::new(&models),
        statements: 0,
        dropped: 0,
        foreign: 0,
        tally: Tally::default(),
    };
    for error in &sources.missing {
        run.tally.inputs += 1;
        run.tally.fail(error);
    }
    if run.resumed.is_new() {
        run.write(|writer, out| writer.begin(out))?;
    }
    read_all(&sources.found, &args.inputs.reading(), &mut run)?;
    run.finish()
}

/// Refuses what does not go together.
fn check(args: &PredictArgs) -> Result<()> {
    let keep = &args.inputs.keep;
    if let Some(place) = (1..keep.len()).find(|place| keep[..*place].contains(&keep[*place])) {
        return Err(Error::params(
            "--keep",
            format!("{:?} twice", keep[place]),
            "each column once",
        ));
    }
    let found = || args.format.as_str();
    if args.resume && !args.format.is_records() {
        return Err(Error::params("--resume", found(), "the format jsonl or csv"));
    }
    use StatementFormat::{Csv, Markdown, Table};
    if args.dropped && matches!(args.format, Csv | Markdown | Table) {
        return Err(Error::params("--dropped", found(), "the format jsonl, json, text or html"));
    }
    Ok(())
}

struct Run<'a> {
    args: &'a PredictArgs,
    models: &'a Models,
    refusing: Refusing,
    /// The language that articles must be in.
    language: Option<&'a str>,
    cutter: Cutter<'a>,
    writer: Box<dyn StatementWriter + 'a>,
    out: Output,
    progress: Progress,
    resumed: Resumed,
    /// Whether a source was written before.
    any: bool,
    counts: Counts,
    statements: usize,
    /// Blocks of articles that are no part of them.
    dropped: usize,
    /// Articles in another language.
    foreign: usize,
    tally: Tally,
}

/// Statements on their way out.
struct Part {
    bytes: io::Result<Vec<u8>>,
    counts: Counts,
    /// Whether they are of an article in another language.
    is_foreign: bool,
}

/// Statements by what became of them.
struct Counts {
    by_label: Vec<usize>,
    refused: usize,
}

impl Counts {
    fn new(models: &Models) -> Self {
        Self { by_label: vec![0; models.labels().len()], refused: 0 }
    }

    fn add(&mut self, class: Result<usize, Unlabelled>) {
        match class {
            Ok(class) => self.by_label[class] += 1,
            Err(_) => self.refused += 1,
        }
    }
}

impl Consumer for Run<'_> {
    fn articles(&mut self, items: Vec<Item>) -> Result<()> {
        self.models.only()?;
        let cuts = self.cutter.cut_all(&items);
        let mut labelled = Vec::with_capacity(items.len());
        for (item, cut) in items.iter().zip(&cuts) {
            self.dropped += cut.dropped.len();
            if cut.statements.is_empty() {
                let source = &item.document.source;
                self.tally.note(format_args!("{source}: no line of it is a statement"));
                if !self.args.dropped || cut.dropped.is_empty() {
                    continue;
                }
            }
            let lines = if self.args.dropped { cut.dropped.len() } else { 0 };
            let records = cut.statements.len() + lines;
            self.statements += cut.statements.len();
            let is_first = !std::mem::replace(&mut self.any, true);
            if !self.resumed.skip(records, &mut self.out)? {
                labelled.push((item, cut, is_first));
            }
        }
        let written: Vec<Part> = labelled
            .par_iter()
            .map(|(item, cut, is_first)| self.article(item, cut, *is_first))
            .collect();
        self.write_parts(written)?;
        self.progress.advance(items.len());
        Ok(())
    }

    fn table(&mut self, path: &Path) -> Result<()> {
        let done = self.rows(path);
        self.progress.advance(1);
        done
    }

    fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }
}

impl Run<'_> {
    fn write(
        &mut self,
        write: impl FnOnce(&dyn StatementWriter, &mut dyn io::Write) -> io::Result<()>,
    ) -> Result<()> {
        let mut bytes = Vec::new();
        write(self.writer.as_ref(), &mut bytes).map_err(|e| self.out.error(e))?;
        self.out.write(&bytes)
    }

    /// Writes parts, in order, and counts them.
    fn write_parts(&mut self, parts: Vec<Part>) -> Result<()> {
        for part in parts {
            let bytes = part.bytes.map_err(|e| self.out.error(e))?;
            self.out.write(&bytes)?;
            let Counts { by_label, refused } = part.counts;
            self.counts.by_label.iter_mut().zip(by_label).for_each(|(sum, n)| *sum += n);
            self.counts.refused += refused;
            self.foreign += usize::from(part.is_foreign);
        }
        Ok(())
    }

    fn article(&self, item: &Item, cut: &Cut, is_first: bool) -> Part {
        let document = &item.document;
        let is_foreign = !item.plain
            && self
                .language
                .is_some_and(|own| language(&document.text).is_some_and(|found| found != own));
        let numbered = self.args.inputs.unit != Some(Unit::Row);
        let missing = self.args.inputs.keep.len() - document.kept.len();
        let kept: Vec<String> =
            document.kept.iter().cloned().chain(vec![String::new(); missing]).collect();
        let view = SourceView {
            name: &document.source,
            row: document.row,
            title: document.metadata.title.as_deref(),
            text: Some(&document.text),
            dropped: &cut.dropped,
            first: is_first,
        };
        let predictions: Vec<Prediction> = cut
            .statements
            .par_chunks(PART)
            .flat_map_iter(|spans| {
                let mut room = Room::default();
                let text = &document.text;
                let predict = |span: &Span| self.models.predict_in(0, span.of(text), &mut room);
                spans.iter().map(predict).collect::<Vec<_>>()
            })
            .collect();
        let mut counts = Counts::new(self.models);
        let statements: Vec<LabelledStatement<'_>> = cut
            .statements
            .iter()
            .zip(&predictions)
            .enumerate()
            .map(|(number, (span, prediction))| {
                let row = if numbered { document.row } else { Some(number) };
                let label = match is_foreign {
                    true => Err(Unlabelled::Language),
                    false => self.label(prediction, &mut counts),
                };
                let set = if is_foreign { None } else { self.set(prediction) };
                LabelledStatement {
                    source: &document.source,
                    row,
                    statement: numbered.then_some(number),
                    start: span.start,
                    end: span.end,
                    text: span.of(&document.text),
                    label,
                    confidence: prediction.confidence(),
                    set,
                    probabilities: &prediction.probabilities,
                    kept: &kept,
                }
            })
            .collect();
        let mut bytes = Vec::new();
        let written = self
            .writer
            .begin_source(&view, &mut bytes)
            .and_then(|()| self.writer.write(&view, &statements, true, &mut bytes))
            .and_then(|()| self.writer.end_source(&view, &mut bytes));
        Part { bytes: written.map(|()| bytes), counts, is_foreign }
    }

    /// The label of a prediction that is sure enough, which is counted.
    fn label(&self, prediction: &Prediction, counts: &mut Counts) -> Result<&str, Unlabelled> {
        let class = self.refusing.class(prediction);
        counts.add(class);
        Ok(self.models.labels().name(class?))
    }

    /// The labels of its set, where sets are asked for.
    fn set(&self, prediction: &Prediction) -> Option<Vec<&str>> {
        let name = |class| self.models.labels().name(class);
        Some(self.refusing.set(prediction)?.into_iter().map(name).collect())
    }

    fn finish(mut self) -> anyhow::Result<Outcome> {
        self.resumed.finish(&mut self.out)?;
        self.write(|writer, out| writer.end(out))?;
        self.progress.finish();
        self.tally.finish();
        let Counts { by_label, refused } = &self.counts;
        let labels = self.models.labels().names().iter().zip(by_label);
        let labels: Vec<String> = labels
            .filter(|(_, n)| **n > 0)
            .map(|(label, n)| format!("{} {n}", visible(label)))
            .collect();
        if !labels.is_empty() {
            note(labels.join(", "));
        }
        let decided = by_label.iter().sum::<usize>() + refused;
        self.refusing.summary(*refused, decided).into_iter().for_each(note);
        if self.foreign > 0 {
            note(format!(
                "{} not labelled, being in another language than the model's \
                 (--any-language labels them)",
                counted(self.foreign, "article")
            ));
        }
        let mut summary = format!(
            "{} of {} labelled",
            counted(self.statements, "statement"),
            counted(self.tally.inputs, "input")
        );
        let failed = self.tally.failed;
        for (count, what) in [(self.dropped, "clutter block"), (failed, "failed input")] {
            if count > 0 {
                summary.push_str(&format!(", {}", counted(count, what)));
            }
        }
        summary.push_str(&terminal::rate(self.statements, self.progress.elapsed()));
        note(summary);
        self.out.finish()?;
        Ok(match self.tally.any_failed() {
            true => Outcome::InputFailed,
            false => Outcome::Done,
        })
    }
}
