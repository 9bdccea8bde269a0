//! Terms as numbers while they are counted.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// Numbers terms in the order in which they come, each stored once.
#[derive(Default)]
pub(super) struct Interner {
    text: String,
    ends: Vec<usize>,
    index: HashTable<u32>,
    // Seeded anew in each process: terms come from strangers' texts. No
    // result depends on it, because numbers follow the order of coming.
    hasher: DefaultHashBuilder,
}

impl Interner {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The term of a number below [`Interner::len`].
    pub(super) fn term(&self, number: usize) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[number]]
    }

    /// The number of a term, a new one where it has none.
    pub(super) fn number(&mut self, term: &str) -> u32 {
        let hash = self.hasher.hash_one(term);
        if let Some(number) = self.index.find(hash, |n| self.term(*n as usize) == term) {
            return *number;
        }
        let number = self.ends.len() as u32;
        self.text.push_str(term);
        self.ends.push(self.text.len());
        let Self { text, ends, index, hasher } = self;
        index.insert_unique(hash, number, |n| {
            let start = (*n as usize).checked_sub(1).map_or(0, |before| ends[before]);
            hasher.hash_one(&text[start..ends[*n as usize]])
        });
        number
    }
}
