//! The model card that `train` writes beside the model.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};

use crate::cli::args::TrainArgs;
use crate::cli::evaluate::{self, Labelled};
use crate::cli::input;
use crate::cli::terminal::Progress;
use crate::dataset::{Dataset, Example};
use crate::error::{Error, Location, Result};
use crate::metrics::{Bootstrap, Outcomes, slices};
use crate::model_file::Models;
use crate::report::{CARD_MARK, Evaluation, ModelCard, TestFigures};
use crate::selection::{CrossValidation, OutOfFold};
use crate::whole_file::WholeFile;

/// The ending of a model file that its card does not take over.
const MODEL_ENDING: &str = ".safetensors";

/// A card that will be written.
pub(super) struct Card {
    file: WholeFile,
    pub path: PathBuf,
    /// Rows of `--test`.
    test: Option<Dataset>,
}

impl Card {
    /// Opens the file and reads the rows to test on, so that what is wrong with
    /// them is found before any work. `None` where no card is wanted, or where
    /// the model goes into a device or pipe.
    pub fn create(args: &TrainArgs) -> Result<Option<Self>> {
        let is_special = |path: &Path| fs::metadata(path).is_ok_and(|m| !m.is_file());
        if args.no_card || is_special(&args.output) {
            return Ok(None);
        }
        let path = path_beside(&args.output);
        refuse_other_files(&path)?;
        input::keep_apart(&args.test, &args.output)?;
        let test = match args.test.is_empty() {
            true => None,
            false => {
                let mut columns = args.columns.columns_or_usual_group(&Default::default());
                columns.keep.extend(args.model_per.clone());
                Some(input::read(&args.test, &columns, args.skip_bad_rows)?)
            }
        };
        Ok(Some(Self { file: WholeFile::create(&path)?, path, test }))
    }

    /// Refuses rows to test on of which the training rows have no label.
    pub fn check(&self, data: &Dataset) -> Result<()> {
        let Some(test) = &self.test else { return Ok(()) };
        let labels = data.labels();
        let known = |example: &Example| labels.index_of(&example.label).is_some();
        match test.examples.iter().any(known) {
            true => Ok(()),
            false => Err(Error::params(
                "--test",
                "no row with a label of the training rows",
                format!("rows with labels of {}", labels.names().join(", ")),
            )),
        }
    }

    /// Evaluates the model and writes the card. `columns` are those that the
    /// groups of the training rows were read from.
    pub fn write(
        mut self,
        args: &TrainArgs,
        models: &Models,
        validation: Option<&CrossValidation>,
        columns: Vec<String>,
    ) -> Result<()> {
        let out_of_fold =
            validation.map(|v| evaluate_held_out(models, &v.out_of_fold, columns)).transpose()?;
        let test = self.test.take().map(|rows| evaluate_test(models, rows)).transpose()?;
        let name = args.output.file_name().unwrap_or_default().to_string_lossy();
        let card = ModelCard {
            name: &name,
            models,
            command: &command_line(std::env::args_os()),
            out_of_fold: out_of_fold.as_ref(),
            test: test.as_ref(),
        };
        let written = self.file.write_all(card.render().as_bytes());
        written.map_err(|e| Error::io(&self.path, "write", e))?;
        self.file.commit()
    }
}

/// `model.card.md` beside `model.safetensors`.
fn path_beside(model: &Path) -> PathBuf {
    let name = model.file_name().unwrap_or_default().to_string_lossy();
    let name = name.strip_suffix(MODEL_ENDING).unwrap_or(&name);
    model.with_file_name(format!("{name}.card.md"))
}

/// Refuses to write over a file that is no card.
fn refuse_other_files(path: &Path) -> Result<()> {
    let Ok(file) = File::open(path) else { return Ok(()) };
    let mut start = Vec::new();
    let read = file.take(CARD_MARK.len() as u64).read_to_end(&mut start);
    match read.is_ok() && start != CARD_MARK.as_bytes() {
        false => Ok(()),
        true => Err(Error::input(
            Location::of(path.display().to_string()),
            "found a file that is no model card, expected none, or a card to write anew: move it, or \
             leave the card out with --no-card",
        )),
    }
}

/// The rows of training, each labelled by a model that did not see it, scaled
/// and at the default operating point.
fn evaluate_held_out(
    models: &Models,
    rows: &OutOfFold,
    columns: Vec<String>,
) -> Result<Evaluation> {
    let mut probabilities = rows.probabilities.clone();
    // Models of the values of a column have one scaling, and no point but that of
    // training.
    let first = &models.models()[0];
    let scaling = first.calibration.scaling(&rows.labels)?;
    let point = first.pipeline.operating_point();
    let predicted: Vec<usize> = probabilities
        .iter_mut()
        .map(|p| {
            scaling.apply(p);
            point.apply(p);
            point.decide(p)
        })
        .collect();
    let outcomes = Outcomes {
        labels: &rows.labels,
        truth: &rows.truth,
        predicted: &predicted,
        probabilities: &probabilities,
        groups: rows.groups.as_deref(),
        background: evaluate::background(models),
    };
    let slices = match models.by() {
        None => Vec::new(),
        Some(by) => {
            let values: Vec<&str> = rows.parts.iter().map(|p| by.values[*p].as_str()).collect();
            slices(&outcomes, &by.column, &values, &Bootstrap::default())?
        }
    };
    let _bar = Progress::new("drawing");
    let figures = Evaluation::new(&outcomes, &Bootstrap::default(), columns, &|| ())?;
    Ok(Evaluation { slices, ..figures })
}

/// As `evaluate` does with these rows and no flags.
fn evaluate_test(models: &Models, rows: Dataset) -> Result<TestFigures> {
    let blake3 = rows.blake3();
    let labelled = Labelled::new(models, rows, 0);
    let columns = labelled.group_columns.clone();
    let _bar = Progress::new("drawing");
    let figures =
        Evaluation::new(&labelled.outcomes(models), &Bootstrap::default(), columns, &|| ())?;
    let (unknown_label, bad_rows) = (labelled.unknown, labelled.bad_rows);
    Ok(TestFigures { evaluation: Evaluation { unknown_label, bad_rows, ..figures }, blake3 })
}

/// The command as typed, without what belongs to a machine: of absolute paths,
/// and of those that leave the folder, the last name; no number of threads.
fn command_line(arguments: impl Iterator<Item = OsString>) -> String {
    let mut words = vec!["stancekit".to_owned()];
    let mut arguments = arguments.skip(1).map(|a| a.to_string_lossy().into_owned());
    while let Some(argument) = arguments.next() {
        if argument == "--threads" {
            arguments.next();
            continue;
        }
        if argument.starts_with("--threads=") {
            continue;
        }
        let word = match argument.split_once('=') {
            Some((flag, value)) if flag.starts_with("--") => format!("{flag}={}", portable(value)),
            _ => match argument.strip_prefix("-o").filter(|path| !path.is_empty()) {
                Some(path) => format!("-o{}", portable(path.trim_start_matches('='))),
                None => portable(&argument).to_owned(),
            },
        };
        words.push(quoted(word));
    }
    words.join(" ")
}

fn portable(argument: &str) -> &str {
    let path = Path::new(argument);
    let leaves = path.is_absolute() || path.components().any(|c| c == Component::ParentDir);
    let last = path.file_name().and_then(|name| name.to_str());
    last.filter(|_| leaves).unwrap_or(argument)
}

/// A word as a shell takes it.
fn quoted(word: String) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=,:+@%".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word,
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_has_the_name_of_its_model() {
        let beside = |path: &str| path_beside(Path::new(path)).display().to_string();
        assert_eq!(beside("a/model.safetensors"), "a/model.card.md");
        assert_eq!(beside("m"), "m.card.md");
        assert_eq!(beside("model.v2"), "model.v2.card.md");
    }

    #[test]
    fn the_command_names_no_machine() {
        let line = |words: &[&str]| command_line(words.iter().map(OsString::from));
        assert_eq!(
            line(&[
                "/usr/bin/stancekit",
                "train",
                "/home/x/my rows.csv",
                "data/a.csv",
                "--threads",
                "4",
                "--config=/home/x/set.toml",
                "-o/tmp/m.safetensors",
                "--tune",
                "../dev.csv",
                "--threads=2",
                "--c",
                "auto",
                "--model-per",
                "it's",
            ]),
            "stancekit train 'my rows.csv' data/a.csv --config=set.toml -om.safetensors --tune dev.csv \
             --c auto --model-per 'it'\\''s'"
        );
    }
}
