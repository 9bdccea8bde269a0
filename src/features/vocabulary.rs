//! Terms and their columns.

use std::hash::{BuildHasher, BuildHasherDefault};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::error::{Error, Result};

/// The terms of a block, sorted by their bytes; a term's place is its column.
///
/// All terms stand in one string, with the offsets between them, as they do in
/// a model file.
#[derive(Debug)]
pub struct Vocabulary {
    text: String,
    offsets: Vec<u32>,
    /// Made when asked for more than a few terms: columns, each beside a part
    /// of its term's hash, so that the term is looked at only where that fits.
    index: OnceLock<HashTable<(u32, u32)>>,
    /// How many terms it was asked for without one.
    asked: AtomicUsize,
}

/// Terms that are looked up together.
///
/// Most of a look-up is waiting for memory; looked up together, terms wait
/// together.
#[derive(Debug, Default)]
pub(super) struct Terms {
    text: String,
    ends: Vec<u32>,
    found: Vec<u32>,
}

/// Bytes of terms that are looked up together.
const MOST_BYTES: usize = 64 * 1024;

/// No column: the term is not in the vocabulary.
const NONE: u32 = u32::MAX;

impl Terms {
    /// Adds a term.
    pub(super) fn push(&mut self, term: &str) {
        self.text.push_str(term);
        self.ends.push(self.text.len() as u32);
    }

    /// Whether it is time to look them up: it need not hold all terms of a text.
    pub(super) fn is_full(&self) -> bool {
        self.text.len() >= MOST_BYTES
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.found.clear();
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let term = &self.text[start..*end as usize];
            start = *end as usize;
            term
        })
    }
}

/// Terms that are found without an index.
const FEW: usize = 4096;

impl Clone for Vocabulary {
    fn clone(&self) -> Self {
        Self {
            text: self.text.clone(),
            offsets: self.offsets.clone(),
            index: self.index.clone(),
            asked: AtomicUsize::new(0),
        }
    }
}

impl PartialEq for Vocabulary {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.offsets == other.offsets
    }
}

fn hash(term: &str) -> u64 {
    BuildHasherDefault::<FxHasher>::default().hash_one(term)
}

/// The part of a hash that stands in the index: bits that the table does not
/// look at itself.
fn mark(hash: u64) -> u32 {
    (hash >> 25) as u32
}

impl Vocabulary {
    /// A vocabulary of sorted terms, each once.
    ///
    /// # Errors
    /// [`Error::Params`] where they are not sorted, or longer together than 4 GiB.
    pub fn from_sorted<'a>(terms: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let mut text = String::new();
        let mut offsets = vec![0];
        for term in terms {
            text.push_str(term);
            let end = u32::try_from(text.len()).map_err(|_| {
                Error::params("vocabulary", "more than 4 GiB of terms", "less: raise --min-df")
            })?;
            offsets.push(end);
        }
        Self::from_parts(text, offsets)
    }

    /// A vocabulary from all terms in a row and the offsets between them (one
    /// more than there are terms, from 0 to the length of `text`).
    ///
    /// # Errors
    /// [`Error::Params`] where the offsets do not fit, or the terms are not
    /// sorted.
    pub fn from_parts(text: String, offsets: Vec<u32>) -> Result<Self> {
        let wrong = |found: &str| {
            Err(Error::params("vocabulary", found, "sorted terms with ascending offsets"))
        };
        let bounded = offsets.first() == Some(&0)
            && offsets.last().is_some_and(|last| *last as usize == text.len());
        if !bounded || !offsets.is_sorted() {
            return wrong("offsets that do not cover the terms");
        }
        if !offsets.iter().all(|offset| text.is_char_boundary(*offset as usize)) {
            return wrong("offsets inside a character");
        }
        let vocabulary = Self { text, offsets, index: OnceLock::new(), asked: AtomicUsize::new(0) };
        if !(1..vocabulary.len()).all(|i| vocabulary.term(i - 1) < vocabulary.term(i)) {
            return wrong("terms that are not sorted");
        }
        Ok(vocabulary)
    }

    fn index(&self) -> &HashTable<(u32, u32)> {
        self.index.get_or_init(|| {
            let mut index = HashTable::with_capacity(self.len());
            for column in 0..self.len() {
                let hashed = hash(self.term(column));
                index.insert_unique(hashed, (mark(hashed), column as u32), |(_, other)| {
                    hash(self.term(*other as usize))
                });
            }
            index
        })
    }

    /// How many terms there are.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The term of a column, which must be below [`Vocabulary::len`].
    pub fn term(&self, column: usize) -> &str {
        &self.text[self.offsets[column] as usize..self.offsets[column + 1] as usize]
    }

    /// The column of a term.
    pub fn get(&self, term: &str) -> Option<u32> {
        match self.wants_index(1) {
            true => self.find(term, hash(term)),
            false => self.search(term),
        }
    }

    /// Adds the column of each of `terms` that it holds to `columns`, in their
    /// order, and leaves `terms` empty.
    pub(super) fn take(&self, terms: &mut Terms, columns: &mut Vec<u32>) {
        if !self.wants_index(terms.ends.len()) {
            columns.extend(terms.iter().filter_map(|term| self.search(term)));
            return terms.clear();
        }
        let index = self.index();
        let mut found = std::mem::take(&mut terms.found);
        found.extend(terms.iter().map(|term| {
            let hash = hash(term);
            index.find(hash, |(m, _)| *m == mark(hash)).map_or(NONE, |(_, column)| *column)
        }));
        let found_terms = terms.iter().zip(&found).filter(|(_, column)| **column != NONE);
        columns.extend(found_terms.filter_map(|(term, column)| {
            match self.term(*column as usize) == term {
                true => Some(*column),
                // Another term of the same mark.
                false => self.find(term, hash(term)),
            }
        }));
        terms.found = found;
        terms.clear();
    }

    /// For a few terms the index is not worth making.
    fn wants_index(&self, terms: usize) -> bool {
        self.index.get().is_some() || self.asked.fetch_add(terms, Ordering::Relaxed) >= FEW
    }

    fn find(&self, term: &str, hash: u64) -> Option<u32> {
        let same = |(_, column): &(u32, u32)| self.term(*column as usize) == term;
        self.index().find(hash, same).map(|(_, column)| *column)
    }

    /// The column of a term, by halving.
    fn search(&self, term: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.term(middle).cmp(term) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle as u32),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// All terms in a row.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where each term starts in [`Vocabulary::text`]; one more than terms.
    pub fn offsets(&self) -> &[u32] {
        &self.offsets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_it_holds() {
        let vocabulary = Vocabulary::from_sorted(["a", "ab", "é"]).unwrap();
        for _ in 0..2 {
            assert_eq!(vocabulary.get("ab"), Some(1));
            assert_eq!(vocabulary.get("b"), None);
            // With the index as without.
            vocabulary.index();
        }
        assert_eq!(vocabulary.term(2), "é");
    }

    #[test]
    fn broken_parts_are_refused() {
        let parts =
            |text: &str, offsets: &[u32]| Vocabulary::from_parts(text.into(), offsets.into());
        assert!(parts("ab", &[0, 1, 2]).is_ok());
        assert!(parts("", &[0]).is_ok());
        assert!(parts("ab", &[]).is_err());
        assert!(parts("ab", &[0, 1]).is_err());
        assert!(parts("ab", &[0, 3, 2]).is_err());
        assert!(parts("é", &[0, 1, 2]).is_err());
        assert!(parts("ba", &[0, 1, 2]).is_err());
        assert!(parts("aa", &[0, 1, 2]).is_err());
    }
}
