//! The counts of texts by column.

use super::index::NONE;

/// `(column, count)` of the texts of one chunk.
pub(super) struct Rows {
    entries: Vec<(u32, u32)>,
    ends: Vec<u32>,
}

impl Rows {
    /// Of `(term, count)`, and where each text's end: puts columns in the place of
    /// terms, and drops those that have none.
    pub(super) fn new(mut entries: Vec<(u32, u32)>, mut ends: Vec<u32>, columns: &[u32]) -> Self {
        let (mut start, mut written) = (0, 0);
        for end in &mut ends {
            let first = written;
            for place in start..*end as usize {
                let (number, count) = entries[place];
                let column = columns[number as usize];
                if column != NONE {
                    entries[written] = (column, count);
                    written += 1;
                }
            }
            entries[first..written].sort_unstable();
            start = *end as usize;
            *end = written as u32;
        }
        entries.truncate(written);
        Self { entries, ends }
    }

    /// Of entries in order, and where each text's end.
    pub(super) fn from_parts(entries: Vec<(u32, u32)>, ends: Vec<u32>) -> Self {
        Self { entries, ends }
    }

    /// Those of a text of the chunk.
    pub(super) fn of(&self, text: usize) -> &[(u32, u32)] {
        let start = text.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.entries[start..self.ends[text] as usize]
    }

    /// How many entries all texts have.
    pub(super) fn n_entries(&self) -> usize {
        self.entries.len()
    }

    /// How many texts there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }
}
