//! Columns by term.

use std::hash::{BuildHasher, BuildHasherDefault};

use rustc_hash::FxHasher;

/// No column: the term is not there.
pub(super) const NONE: u32 = u32::MAX;

/// The column of each term of a vocabulary. Short terms are keys themselves; of
/// longer ones part of a hash is, so that what is found must be compared.
#[derive(Debug, Clone)]
pub(super) struct Index {
    short: Slots<u64>,
    long: Slots<u32>,
}

/// A term as it is looked up.
#[derive(Debug, Clone, Copy)]
pub(super) enum Key {
    /// The bytes of a term of at most seven, and how many they are.
    Short(u64),
    /// The hash of a longer one.
    Long(u64),
}

impl Key {
    /// The key of the term from `start` to `end` in `text`.
    pub(super) fn of(text: &[u8], start: usize, end: usize) -> Self {
        let length = end - start;
        if length > 7 {
            let hasher = BuildHasherDefault::<FxHasher>::default();
            return Self::Long(hasher.hash_one(&text[start..end]));
        }
        let eight = text[start..].first_chunk().copied().unwrap_or_else(|| {
            let mut eight = [0; 8];
            eight[..length].copy_from_slice(&text[start..end]);
            eight
        });
        let bytes = u64::from_le_bytes(eight) & !(u64::MAX << (8 * length));
        Self::Short(bytes | (length as u64) << 56)
    }
}

impl Index {
    /// The index of the terms between `offsets` in `text`.
    pub(super) fn new(text: &[u8], offsets: &[u32]) -> Self {
        let keys = || offsets.windows(2).map(|o| Key::of(text, o[0] as usize, o[1] as usize));
        let n_short = keys().filter(|key| matches!(key, Key::Short(_))).count();
        let mut index = Self {
            short: Slots::for_terms(n_short),
            long: Slots::for_terms(offsets.len() - 1 - n_short),
        };
        for (column, key) in keys().enumerate() {
            match key {
                Key::Short(bytes) => index.short.insert(spread(bytes), bytes, column as u32),
                Key::Long(hash) => index.long.insert(hash, mark(hash), column as u32),
            }
        }
        index
    }

    /// The first column that may be the term's: it is, of a short term.
    pub(super) fn first(&self, key: Key) -> u32 {
        self.find(key, |_| true)
    }

    /// The column of a term; a long one's is the first that is the `same`.
    pub(super) fn find(&self, key: Key, same: impl Fn(u32) -> bool) -> u32 {
        match key {
            Key::Short(bytes) => self.short.find(spread(bytes), bytes, |_| true),
            Key::Long(hash) => self.long.find(hash, mark(hash), same),
        }
    }
}

/// The part of a hash that stands in the index: bits that its place does not
/// depend on.
fn mark(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// A hash of the bytes of a short term: each bit depends on all of them.
fn spread(bytes: u64) -> u64 {
    let product = u128::from(bytes) * 0x9e37_79b9_7f4a_7c15;
    product as u64 ^ (product >> 64) as u64
}

/// Keys, each with its column, at the place that its hash says or the first
/// free one behind it: most are found by looking at memory once.
#[derive(Debug, Clone)]
struct Slots<K>(Vec<(K, u32)>);

impl<K: Copy + Default + PartialEq> Slots<K> {
    /// Room for `n` terms, of which a third stays free.
    fn for_terms(n: usize) -> Self {
        Self(vec![(K::default(), NONE); (n + n / 2 + 1).next_power_of_two()])
    }

    fn insert(&mut self, hash: u64, key: K, column: u32) {
        let last = self.0.len() - 1;
        let mut at = hash as usize & last;
        while self.0[at].1 != NONE {
            at = (at + 1) & last;
        }
        self.0[at] = (key, column);
    }

    fn find(&self, hash: u64, key: K, same: impl Fn(u32) -> bool) -> u32 {
        let last = self.0.len() - 1;
        let mut at = hash as usize & last;
        loop {
            let (found, column) = self.0[at];
            if column == NONE || found == key && same(column) {
                return column;
            }
            at = (at + 1) & last;
        }
    }
}
