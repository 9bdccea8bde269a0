//! One row a statement, with a header.

use std::io::{self, Write};

use super::{LabelledStatement, StatementStyle, StatementWriter, kept_name};

pub(super) struct CsvWriter {
    header: Vec<String>,
}

impl CsvWriter {
    pub(super) fn new(style: StatementStyle<'_>) -> Self {
        let fixed = ["source", "row", "statement", "start", "end", "text", "label", "confidence"];
        let probabilities = style.labels.names().iter().map(|l| format!("probability_{l}"));
        let kept = style.kept.iter().map(|name| kept_name(name));
        Self {
            header: fixed.map(str::to_owned).into_iter().chain(probabilities).chain(kept).collect(),
        }
    }
}

impl StatementWriter for CsvWriter {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        write_record(&self.header, out)
    }

    fn write(&self, s: &LabelledStatement<'_>, out: &mut dyn Write) -> io::Result<()> {
        let index = |index: Option<usize>| index.map(|i| i.to_string()).unwrap_or_default();
        let mut record = vec![
            s.source.to_owned(),
            index(s.row),
            index(s.statement),
            s.start.to_string(),
            s.end.to_string(),
            s.text.to_owned(),
            s.label.unwrap_or_default().to_owned(),
            s.confidence.to_string(),
        ];
        record.extend(s.probabilities.iter().map(f64::to_string));
        record.extend(s.kept.iter().cloned());
        write_record(&record, out)
    }
}

fn write_record(record: &[String], out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().from_writer(out);
    writer.write_record(record).map_err(io::Error::from)?;
    writer.flush()
}
