//! What is odd about a labelled dataset.

use std::collections::BTreeMap;

use serde::Serialize;

use super::split::NEAR;
use super::{Dataset, near_duplicates};

/// What `stancekit check` tells of a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Audit {
    /// Rows that can be used.
    pub rows: usize,
    /// Rows that cannot, with their reason.
    pub bad_rows: Vec<String>,
    /// Rows by label.
    pub labels: BTreeMap<String, usize>,
    /// Rows by group, where there are groups.
    pub groups: BTreeMap<String, usize>,
    /// Rows without a group, where others have one.
    pub without_group: usize,
    /// Rows whose text stood before with the same label: `(first, again)` as
    /// `file:line`.
    pub duplicates: Vec<(String, String)>,
    /// Rows whose text stood before with another label.
    pub conflicts: Vec<(String, String)>,
    /// Pairs of rows whose word sets have a Jaccard similarity over 0.6,
    /// without the exact duplicates.
    pub near_duplicates: Vec<(String, String)>,
    /// Labels that differ only by case or white space.
    pub similar_labels: Vec<Vec<String>>,
    /// Length in words: least, median, most.
    pub words: [usize; 3],
}

impl Audit {
    /// How many things a careful person would mend before training.
    pub fn problems(&self) -> usize {
        self.bad_rows.len() + self.conflicts.len() + self.similar_labels.len()
    }
}

/// Looks a dataset over.
pub fn audit(data: &Dataset) -> Audit {
    let place = |row: usize| data.examples[row].location.to_string();
    let mut labels = BTreeMap::new();
    let mut groups = BTreeMap::new();
    let mut first_row: hashbrown::HashMap<&str, usize> = hashbrown::HashMap::new();
    let (mut duplicates, mut conflicts) = (Vec::new(), Vec::new());
    let mut lengths = Vec::with_capacity(data.examples.len());
    for (row, example) in data.examples.iter().enumerate() {
        *labels.entry(example.label.clone()).or_insert(0) += 1;
        if let Some(group) = &example.group {
            *groups.entry(group.clone()).or_insert(0) += 1;
        }
        let first = *first_row.entry(example.text.trim()).or_insert(row);
        if first != row {
            let same = data.examples[first].label == example.label;
            let list = if same { &mut duplicates } else { &mut conflicts };
            list.push((place(first), place(row)));
        }
        lengths.push(example.text.split_whitespace().count());
    }
    let near_duplicates = near_duplicates(&data.texts(), NEAR)
        .into_iter()
        .filter(|(a, b)| data.examples[*a].text.trim() != data.examples[*b].text.trim())
        .map(|(a, b)| (place(a), place(b)))
        .collect();
    lengths.sort_unstable();
    let at = |place: usize| lengths.get(place).copied().unwrap_or(0);
    Audit {
        rows: data.examples.len(),
        bad_rows: data.bad_rows.iter().map(ToString::to_string).collect(),
        without_group: match groups.is_empty() {
            true => 0,
            false => data.examples.iter().filter(|e| e.group.is_none()).count(),
        },
        labels,
        groups,
        duplicates,
        conflicts,
        near_duplicates,
        similar_labels: data
            .labels()
            .alike()
            .into_iter()
            .map(|names| names.into_iter().map(str::to_owned).collect())
            .collect(),
        words: [at(0), at(lengths.len() / 2), at(lengths.len().saturating_sub(1))],
    }
}
