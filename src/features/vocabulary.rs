//! Terms and their columns.

use std::borrow::Cow;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::index::{Index, Key, NONE};
use crate::error::{Error, Result};

/// The terms of a block, sorted by their bytes; a term's place is its column.
///
/// All terms stand in one string, with the offsets between them, as they do in
/// a model file.
#[derive(Debug)]
pub struct Vocabulary {
    text: Cow<'static, str>,
    offsets: Cow<'static, [u32]>,
    /// Made when asked for more than a few terms.
    index: OnceLock<Index>,
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
    found: Vec<Found>,
}

/// What the index says of a term.
#[derive(Debug, Clone, Copy)]
struct Found {
    column: u32,
    key: Key,
    /// Where the column's term begins and ends, if that is to be compared.
    start: u32,
    end: u32,
}

/// Bytes of terms that are looked up together.
const MOST_BYTES: usize = 64 * 1024;

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

    /// Where each term begins and ends.
    fn places(&self) -> impl Iterator<Item = (usize, usize)> {
        let mut start = 0;
        self.ends.iter().map(move |end| (std::mem::replace(&mut start, *end as usize), start))
    }
}

/// Terms that are found without an index.
const FEW: usize = 4096;

fn too_long() -> Error {
    Error::params("vocabulary", "more than 4 GiB of terms", "less: raise --min-df")
}

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
            offsets.push(u32::try_from(text.len()).map_err(|_| too_long())?);
        }
        Self::from_parts(text, offsets)
    }

    /// A vocabulary of sorted terms that stand in several texts, one after the other
    /// in each, with where they end in it.
    ///
    /// # Errors
    /// As [`Vocabulary::from_sorted`].
    pub(super) fn joined<'a>(
        parts: impl Iterator<Item = (&'a str, &'a [usize])> + Clone,
    ) -> Result<Self> {
        let sum = |of: fn((&str, &[usize])) -> usize| parts.clone().map(of).sum::<usize>();
        let mut text = String::with_capacity(sum(|(text, _)| text.len()));
        let mut offsets = Vec::with_capacity(sum(|(_, ends)| ends.len()) + 1);
        offsets.push(0);
        for (part, ends) in parts {
            let start = text.len();
            text.push_str(part);
            u32::try_from(text.len()).map_err(|_| too_long())?;
            offsets.extend(ends.iter().map(|end| (start + end) as u32));
        }
        let vocabulary = Self::unchecked(text.into(), offsets.into());
        debug_assert!(vocabulary.is_sorted());
        Ok(vocabulary)
    }

    /// A vocabulary from all terms in a row and the offsets between them (one
    /// more than there are terms, from 0 to the length of `text`).
    ///
    /// # Errors
    /// [`Error::Params`] where the offsets do not fit, or the terms are not
    /// sorted.
    pub fn from_parts(
        text: impl Into<Cow<'static, str>>,
        offsets: impl Into<Cow<'static, [u32]>>,
    ) -> Result<Self> {
        let (text, offsets) = (text.into(), offsets.into());
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
        let vocabulary = Self::unchecked(text, offsets);
        match vocabulary.is_sorted() {
            true => Ok(vocabulary),
            false => wrong("terms that are not sorted"),
        }
    }

    fn unchecked(text: Cow<'static, str>, offsets: Cow<'static, [u32]>) -> Self {
        Self { text, offsets, index: OnceLock::new(), asked: AtomicUsize::new(0) }
    }

    fn is_sorted(&self) -> bool {
        (1..self.len()).all(|i| self.term(i - 1) < self.term(i))
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(self.text.as_bytes(), &self.offsets))
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
        if !self.wants_index(1) {
            return self.search(term.as_bytes());
        }
        let key = Key::of(term.as_bytes(), 0, term.len());
        Some(self.find(key, term.as_bytes())).filter(|column| *column != NONE)
    }

    /// Adds the column of each of `terms` that it holds to `columns`, in their
    /// order, and leaves `terms` empty.
    pub(super) fn take(&self, terms: &mut Terms, columns: &mut Vec<u32>) {
        let mut found = std::mem::take(&mut terms.found);
        let (own, text) = (self.text.as_bytes(), terms.text.as_bytes());
        if self.wants_index(terms.ends.len()) {
            let index = self.index();
            // Loops without branches on what they load: loads overlap.
            found.extend(terms.places().map(|(start, end)| {
                let key = Key::of(text, start, end);
                Found { column: index.first(key), key, start: 0, end: 0 }
            }));
            for found in &mut found {
                if let (Key::Long(_), Some(place)) = (found.key, self.place(found.column)) {
                    (found.start, found.end) = place;
                }
            }
            columns.extend(terms.places().zip(&found).filter_map(|((start, end), found)| {
                let term = &text[start..end];
                let Found { column, key, .. } = *found;
                let known = &own[found.start as usize..found.end as usize];
                let column = match key {
                    Key::Long(_) if column != NONE && known != term => self.find(key, term),
                    _ => column,
                };
                (column != NONE).then_some(column)
            }));
        } else {
            let all = terms.places().filter_map(|(start, end)| self.search(&text[start..end]));
            columns.extend(all);
        }
        terms.found = found;
        terms.clear();
    }

    /// For a few terms the index is not worth making.
    fn wants_index(&self, terms: usize) -> bool {
        self.index.get().is_some() || self.asked.fetch_add(terms, Ordering::Relaxed) >= FEW
    }

    fn find(&self, key: Key, term: &[u8]) -> u32 {
        self.index().find(key, |column| self.term(column as usize).as_bytes() == term)
    }

    /// Where the term of a column begins and ends in the text.
    fn place(&self, column: u32) -> Option<(u32, u32)> {
        let [start, end] = *self.offsets.get(column as usize..)?.first_chunk()?;
        Some((start, end))
    }

    /// The column of a term, by halving.
    fn search(&self, term: &[u8]) -> Option<u32> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.term(middle).as_bytes().cmp(term) {
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
    fn terms_of_every_length_are_found_or_not() {
        let terms: Vec<String> = (0..5000).map(|n| "né".repeat(n % 9) + &n.to_string()).collect();
        let mut known: Vec<&str> = terms.iter().step_by(2).map(String::as_str).collect();
        known.sort_unstable();
        let vocabulary = Vocabulary::from_sorted(known.iter().copied()).unwrap();
        // The first time by halving, then by the index.
        for _ in 0..2 {
            let mut asked = Terms::default();
            let mut columns = Vec::new();
            terms.iter().for_each(|term| asked.push(term));
            vocabulary.take(&mut asked, &mut columns);
            let found: Vec<&str> = columns.iter().map(|c| vocabulary.term(*c as usize)).collect();
            assert!(terms.iter().step_by(2).eq(found));
            let single = |term: &String| vocabulary.get(term);
            assert!(terms.iter().filter_map(single).eq(columns));
        }
    }

    #[test]
    fn broken_parts_are_refused() {
        let parts =
            |text: &'static str, offsets: &[u32]| Vocabulary::from_parts(text, offsets.to_vec());
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
