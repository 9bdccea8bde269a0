//! The terms of one text, and where they stand in it.

use std::ops::Range;

use super::{FittedTfidf, Room};
use crate::text::normalize_with_origin;

/// A term of a text, its value, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct LocatedTerm {
    /// Its column.
    pub column: u32,
    /// Its value, as [`FittedTfidf::transform_one`] has it.
    pub value: f32,
    /// The bytes of the text, as it was given, that it was made from: in order,
    /// each once. Several where it occurs several times, or where it was made
    /// from several pieces (a negation and the word in its scope).
    pub spans: Vec<Range<usize>>,
}

impl FittedTfidf {
    /// The features of one text with the places of their terms, columns
    /// ascending.
    pub fn locate(&self, text: &str) -> Vec<LocatedTerm> {
        let mut room = Room::default();
        let row = self.transform_one(text, &mut room).iter();
        let mut terms: Vec<LocatedTerm> = row
            .map(|(column, value)| LocatedTerm {
                column: *column,
                value: *value,
                spans: Vec::new(),
            })
            .collect();
        let normalized = normalize_with_origin(text, self.normalization());
        let mut first_column = 0;
        for block in self.blocks() {
            block.spec.extractor.extractor().extract(normalized.text(), &mut |term, places| {
                let column = block.vocabulary.get(term).map(|column| first_column + column);
                let known = column.map(|c| terms.binary_search_by_key(&c, |term| term.column));
                if let Some(Ok(known)) = known {
                    let spans = places.iter().map(|p| normalized.source(p.start..p.end));
                    terms[known].spans.extend(spans);
                }
            });
            first_column += block.vocabulary.len() as u32;
        }
        for term in &mut terms {
            term.spans.sort_unstable_by_key(|span| (span.start, span.end));
            term.spans.dedup();
        }
        terms
    }
}
