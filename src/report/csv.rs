//! One row a statement, with a header.

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
        let mut number = Vec::new();
        for s in statements {
            writer.write_field(s.source)?;
            for index in [s.row, s.statement, Some(s.start), Some(s.end)] {
                number.clear();
                if let Some(index) = index {
                    serde_json::to_writer(&mut number, &index)?;
                }
                writer.write_field(&number)?;
            }
            writer.write_field(s.text)?;
            writer.write_field(s.label.unwrap_or_default())?;
            writer.write_field(decimal(s.confidence, &mut number)?)?;
            if self.sets {
                let set = s.set.as_ref().map(|set| set.join(SET_SEPARATOR));
                writer.write_field(set.unwrap_or_default())?;
            }
            let probabilities = if self.probabilities { s.probabilities } else { &[] };
            for p in probabilities {
                writer.write_field(decimal(*p, &mut number)?)?;
            }
            for field in s.kept {
                writer.write_field(field)?;
            }
            writer.write_record(None::<&[u8]>)?;
        }
        writer.flush()
    }
}

/// A number from 0 to 1 as its `Display` writes it, which takes several times
/// as long: the shortest digits that read back as the number, no exponent.
fn decimal(number: f64, room: &mut Vec<u8>) -> io::Result<&[u8]> {
    room.clear();
    serde_json::to_writer(&mut *room, &number)?;
    if room.contains(&b'e') {
        room.clear();
        write!(room, "{number}")?;
    }
    Ok(room.strip_suffix(b".0").unwrap_or(room))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn decimals_are_those_of_display(digits in 0.0..=1.0_f64, power in 0..320_i32) {
            let small = digits * 10_f64.powi(-power);
            for number in [digits, small, 0.0, 1.0] {
                let (mut room, expected) = (Vec::new(), number.to_string());
                prop_assert_eq!(decimal(number, &mut room)?, expected.as_bytes());
            }
        }
    }
}
