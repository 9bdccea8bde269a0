//! What a model keeps of its training rows.

use crate::dataset::{Dataset, Example};
use crate::leakage::{Fingerprints, Level, Row};
use crate::model_file::TrainingRecord;

/// The level asked for, else that for the rows of all parts.
pub(super) fn level(asked: Option<Level>, parts: &[Dataset]) -> Level {
    asked.unwrap_or_else(|| Level::of_size(parts.iter().map(|part| part.examples.len()).sum()))
}

pub(super) fn of(part: &Dataset, level: Level, record: &TrainingRecord) -> Option<Fingerprints> {
    let rows = part.examples.iter().map(|Example { text, group, .. }| {
        let group = group.as_deref();
        Row { text, group }
    });
    let rows: Vec<Row<'_>> = rows.collect();
    Fingerprints::of(&rows, level, &record.data_blake3)
}
