//! `check --label-errors`: labels that models fitted to the other rows doubt.

use std::io::{self, Write};

use serde::Serialize;

use crate::cli::args::CheckArgs;
use crate::cli::terminal::Progress;
use crate::cli::{config, note};
use crate::dataset::Dataset;
use crate::error::{Error, Result};
use crate::metrics::label_errors;
use crate::pipeline::{Pipeline, PipelineSpec};
use crate::report::SuspectRow;
use crate::selection::{OutOfFold, cross_validate};

/// Folds, as in `train` where nothing else is asked for.
const FOLDS: usize = 5;
const SEED: u64 = 0;

/// Labels that are likely wrong.
#[derive(Serialize)]
pub(super) struct LikelyErrors {
    folds: usize,
    grouped: bool,
    found: usize,
    suspects: Vec<SuspectRow>,
}

impl LikelyErrors {
    /// The `most` that are likeliest.
    pub fn new(data: &Dataset, args: &CheckArgs, most: usize) -> Result<Self> {
        let spec = match &args.config {
            Some(path) => config::read(path)?,
            None => PipelineSpec::default(),
        };
        let pipeline = Pipeline::new(spec)?;
        let mut notes = Vec::new();
        let bar = Progress::new("cross-validating");
        let held_out =
            cross_validate(&pipeline, std::slice::from_ref(data), FOLDS, SEED, &mut notes)?;
        bar.finish();
        notes.iter().for_each(note);
        let held_out = held_out.ok_or_else(|| {
            let found = "no two folds that hold every label";
            let expected = "at least two rows (or groups) of each label";
            Error::params("--label-errors", found, expected)
        })?;
        let OutOfFold { labels, truth, probabilities, .. } = &held_out.out_of_fold;
        let errors = label_errors(labels.len(), truth, probabilities);
        let suspects = errors.suspects.iter().take(most).map(|suspect| {
            let example = &data.examples[suspect.row];
            SuspectRow::new(suspect, labels, example.location.to_string(), &example.text)
        });
        Ok(Self {
            folds: held_out.n_folds,
            grouped: held_out.grouped,
            found: errors.suspects.len(),
            suspects: suspects.collect(),
        })
    }

    /// The list for people.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let whole = if self.grouped { "groups whole" } else { "rows at random" };
        writeln!(
            out,
            "likely wrong labels: the first {} of {} suspects ({} folds, {whole})",
            self.suspects.len(),
            self.found,
            self.folds,
        )?;
        self.suspects.iter().try_for_each(|suspect| writeln!(out, "  {}", suspect.line()))
    }
}
