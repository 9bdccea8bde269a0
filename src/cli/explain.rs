//! `stancekit explain`.

use std::io::{self, Read};
use std::path::Path;

use super::args::ExplainArgs;
use super::values::TextOrJson;
use super::{Outcome, note, operating_point, terminal};
use crate::article;
use crate::error::{Error, Location, Result};
use crate::explain::{Explanation, MOST_WORDS, flip};
use crate::model_file::Models;
use crate::pipeline::FittedPipeline;
use crate::report::{ExplanationReport, explanation_json, explanation_text};

mod tables;

use tables::Columns;

/// A text to explain.
struct Text {
    text: String,
    /// Which of the models labels it.
    model: usize,
    place: Option<Location>,
    truth: Option<String>,
}

pub(super) fn run(args: &ExplainArgs) -> anyhow::Result<Outcome> {
    let models = operating_point::at(super::models(args.model.as_deref())?, &args.point)?;
    let columns = Columns::new(args, &models);
    let Text { text, model, place, truth } = match &args.row {
        Some(row) => tables::row(row, &columns)?,
        None => given(args.text.as_deref().unwrap_or_default(), &models)?,
    };
    let pipeline = &models.models()[model].pipeline;
    let explanation = Explanation::new(pipeline, &text);
    let (class, against) = pair(args, pipeline, &explanation)?;
    let statements = article::statements(&text).len();
    if statements > 1 {
        note(format!("the text is taken as one statement; predict would label {statements} in it"));
    }
    let nearest = match args.train_data.is_empty() {
        true => None,
        false => Some(tables::nearest(&args.train_data, &columns, model, pipeline, &text)?),
    };
    let report = ExplanationReport {
        place: place.map(|place| place.to_string()),
        truth,
        text: &text,
        labels: pipeline.labels(),
        operating_point: operating_point::name(&args.point),
        ledger: explanation.ledger(class, against),
        flip: flip(pipeline, &text, &explanation, MOST_WORDS),
        explanation: &explanation,
        most_words: MOST_WORDS,
        nearest,
    };
    super::print(&match args.format {
        TextOrJson::Text => {
            explanation_text(&report, args.top, terminal::width(), terminal::colour())
        }
        TextOrJson::Json => explanation_json(&report),
    })?;
    Ok(Outcome::Done)
}

/// The text of the command line, or of standard input.
fn given(text: &str, models: &Models) -> Result<Text> {
    models.only()?;
    let (name, text) = match text {
        "-" => ("<stdin>", from_stdin()?),
        text => ("text", text.to_owned()),
    };
    if text.trim().is_empty() {
        return Err(Error::input(Location::of(name), "is empty, expected a text"));
    }
    Ok(Text { text, model: 0, place: None, truth: None })
}

fn from_stdin() -> Result<String> {
    let name = "<stdin>";
    let mut bytes = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|e| Error::io(Path::new(name), "read", e))?;
    let text = String::from_utf8(bytes).map_err(|e| {
        let line = e.as_bytes()[..e.utf8_error().valid_up_to()].split(|b| *b == b'\n').count();
        Error::input(
            Location::line(name, line as u64),
            "found bytes that are not UTF-8: convert the text (iconv -f WINDOWS-1252 -t UTF-8)",
        )
    })?;
    Ok(text.trim_end_matches(['\n', '\r']).to_owned())
}

/// The class that is explained, and the one that it is told apart from.
fn pair(
    args: &ExplainArgs,
    pipeline: &FittedPipeline,
    explanation: &Explanation,
) -> Result<(usize, usize)> {
    let given = explanation.prediction.class;
    let Some(label) = &args.label else {
        return Ok((given, explanation.runner_up()));
    };
    let labels = pipeline.labels();
    match labels.index_of(label) {
        Some(class) if class == given => Ok((given, explanation.runner_up())),
        Some(class) => Ok((class, given)),
        None => Err(Error::params(
            "--label",
            format!("the label {label:?}"),
            format!("one of the model's: {}", labels.names().join(", ")),
        )),
    }
}
