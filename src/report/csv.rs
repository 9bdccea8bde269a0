//! One row a statement, with a header.

use std::fmt::{Display, Write as _};
use std::io::{self, Write};

use super::{LabelledStatement, SourceView, StatementStyle, StatementWriter, kept_name};

/// Stands between the labels of a set.
const SET_SEPARATOR: &str = "|";

pub(super) struct CsvWriter {
    header: Vec<String>,
    probabilities: bool,
    sets: bool,
}

impl CsvWriter {
    pub(super) fn new(style: StatementStyle<'_>) -> Self {
        let fixed = ["source", "row", "statement", "start", "end", "text", "label", "confidence"];
        let set = style.sets.then(|| "set".to_owned());
        let labels = if style.probabilities { style.labels.names() } else { &[] };
        let probabilities = labels.iter().map(|l| format!("probability_{l}"));
        let kept = style.kept.iter().map(|name| kept_name(name));
        Self {
            header: fixed
                .map(str::to_owned)
                .into_iter()
                .chain(set)
                .chain(probabilities)
                .chain(kept)
                .collect(),
            probabilities: style.probabilities,
            sets: style.sets,
        }
    }
}

impl StatementWriter for CsvWriter {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(&self.header)?;
        writer.flush()
    }

    fn write(
        &self,
        _: &SourceView<'_>,
        statements: &[LabelledStatement<'_>],
        _: bool,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        let mut number = String::new();
        for s in statements {
            writer.write_field(s.source)?;
            for index in [s.row, s.statement, Some(s.start), Some(s.end)] {
                number.clear();
                if let Some(index) = index {
                    push(&mut number, index);
                }
                writer.write_field(&number)?;
            }
            writer.write_field(s.text)?;
            writer.write_field(s.label.unwrap_or_default())?;
            number.clear();
            push(&mut number, s.confidence);
            writer.write_field(&number)?;
            if self.sets {
                let set = s.set.as_ref().map(|set| set.join(SET_SEPARATOR));
                writer.write_field(set.unwrap_or_default())?;
            }
            let probabilities = if self.probabilities { s.probabilities } else { &[] };
            for p in probabilities {
                number.clear();
                push(&mut number, p);
                writer.write_field(&number)?;
            }
            for field in s.kept {
                writer.write_field(field)?;
            }
            writer.write_record(None::<&[u8]>)?;
        }
        writer.flush()
    }
}

fn push(text: &mut String, number: impl Display) {
    // Writing into a string does not fail.
    let _ = write!(text, "{number}");
}
