//! `stancekit statements`.

use std::path::Path;

use super::args::StatementsArgs;
use super::output::Output;
use super::reading::{Consumer, Cutter, Item, Tally, read_all};
use super::sources::{Source, Sources};
use super::{Outcome, counted, note, print, terminal};
use crate::error::{Error, Location, Result};
use crate::report::SourceView;

pub(super) fn run(args: &StatementsArgs) -> anyhow::Result<Outcome> {
    let sources = Sources::new(&args.inputs)?;
    sources.notes.iter().for_each(note);
    if args.raw {
        return raw(args, &sources);
    }
    let cutter = Cutter::new(&args.inputs, &sources.found)?;
    let mut run = Run {
        args,
        cutter,
        out: Output::new(args.output.as_deref(), &sources.found, None)?,
        any: false,
        statements: 0,
        dropped: 0,
        tally: Tally::default(),
    };
    for error in &sources.missing {
        run.tally.inputs += 1;
        run.tally.fail(error);
    }
    read_all(&sources.found, &args.inputs.reading(), &mut run)?;
    run.tally.finish();
    note(format_args!(
        "{} of {}, {} dropped",
        counted(run.statements, "statement"),
        counted(run.tally.inputs, "input"),
        counted(run.dropped, "block")
    ));
    run.out.finish()?;
    Ok(match run.tally.any_failed() {
        true => Outcome::InputFailed,
        false => Outcome::Done,
    })
}

/// The text that spans index, of the one document there is.
fn raw(args: &StatementsArgs, sources: &Sources) -> anyhow::Result<Outcome> {
    let file = match (&sources.found[..], &sources.missing[..]) {
        ([Source::File(path)], []) => path,
        ([Source::Text(_, text)], []) => {
            print(text)?;
            return Ok(Outcome::Done);
        }
        _ => {
            let found = counted(sources.found.len() + sources.missing.len(), "input");
            return Err(Error::params("--raw", found, "one file that is an article").into());
        }
    };
    let document = args.inputs.reading().open_one(file)?;
    let mut out = Output::new(args.output.as_deref(), &sources.found, None)?;
    out.write(document.text.as_bytes())?;
    out.finish()?;
    Ok(Outcome::Done)
}

struct Run<'a> {
    args: &'a StatementsArgs,
    cutter: Cutter<'a>,
    out: Output,
    any: bool,
    statements: usize,
    dropped: usize,
    tally: Tally,
}

impl Consumer for Run<'_> {
    fn articles(&mut self, items: Vec<Item>) -> Result<()> {
        let cuts = self.cutter.cut_all(&items);
        for (Item { document, .. }, cut) in items.iter().zip(&cuts) {
            let view = SourceView {
                name: &document.source,
                row: document.row,
                title: document.metadata.title.as_deref(),
                text: Some(&document.text),
                dropped: &cut.dropped,
                first: !std::mem::replace(&mut self.any, true),
            };
            let mut bytes = Vec::new();
            let colour = self.args.output.is_none() && terminal::colour();
            let (format, dropped) = (self.args.format, self.args.dropped);
            let written = format.write(&view, &cut.statements, dropped, colour, &mut bytes);
            written.map_err(|e| self.out.error(e))?;
            self.out.write(&bytes)?;
            self.statements += cut.statements.len();
            self.dropped += cut.dropped.len();
        }
        Ok(())
    }

    fn table(&mut self, path: &Path) -> Result<()> {
        let problem = "is a table, each row of which is a statement: expected articles";
        Err(Error::input(Location::of(path.display().to_string()), problem))
    }

    fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }
}
