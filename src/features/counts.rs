//! How often each term stands in each text.
//!
//! Texts are counted in chunks, each with a table of its own that stays in the
//! processor's cache. The tables are then joined by parts: a term's hash says
//! which part it falls into, so that the parts can be joined side by side.
//! Nothing that comes out depends on the hashes.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use rayon::prelude::*;

use super::Vocabulary;
use super::index::NONE;
use super::rows::Rows;
use crate::error::Result;

/// Parts of the tables, and how a hash says which.
const PARTS: usize = 32;

fn part_of(hash: u32) -> usize {
    (hash >> 27) as usize
}

/// A term of a chunk.
#[derive(Clone, Copy)]
struct Term {
    /// Where it begins and ends in the chunk's terms in a row.
    start: u32,
    end: u32,
    hash: u32,
    /// In how many texts it stands.
    df: u32,
    /// The place of its count in the latest of them.
    latest: u32,
}

/// Counts the terms of texts, chunk by chunk.
pub(super) struct Counter {
    /// All terms in a row, each once.
    text: String,
    terms: Vec<Term>,
    // Seeded anew in each process: terms come from strangers' texts.
    hasher: DefaultHashBuilder,
    index: HashTable<u32>,
    counted: CountedTexts,
    /// Where the entries of the text at hand begin.
    begin: u32,
}

/// `(term, count)` of texts, one text after the other.
#[derive(Clone, Default)]
struct CountedTexts {
    entries: Vec<(u32, u32)>,
    /// Where each text's entries end.
    ends: Vec<u32>,
}

/// What was counted in one chunk.
pub(super) struct ChunkCounts {
    text: String,
    /// The terms, part after part.
    terms: Vec<Term>,
    /// Where each part begins in `terms`.
    parts: [u32; PARTS + 1],
    counted: CountedTexts,
}

/// What is kept of a chunk once its terms are joined with others'.
struct Chunk {
    text: String,
    counted: CountedTexts,
}

impl Counter {
    /// A counter of nothing; all chunks of a block share `hasher`.
    pub(super) fn new(hasher: DefaultHashBuilder) -> Self {
        Self {
            text: String::new(),
            terms: Vec::new(),
            hasher,
            index: HashTable::new(),
            counted: CountedTexts::default(),
            begin: 0,
        }
    }

    /// Counts a term of the text at hand; its number in the chunk.
    pub(super) fn add(&mut self, term: &str) -> u32 {
        let full = self.hasher.hash_one(term);
        let hash = (full >> 32) as u32;
        let Self { text, terms, hasher, index, counted, begin } = self;
        let place = counted.entries.len() as u32;
        let known = index.find(full, |n| {
            let known = &terms[*n as usize];
            known.hash == hash
                && text.as_bytes()[known.start as usize..known.end as usize] == *term.as_bytes()
        });
        if let Some(number) = known.copied() {
            let known = &mut terms[number as usize];
            if known.latest >= *begin {
                counted.entries[known.latest as usize].1 += 1;
                return number;
            }
            known.latest = place;
            known.df += 1;
            counted.entries.push((number, 1));
            return number;
        }
        let number = terms.len() as u32;
        let start = text.len() as u32;
        text.push_str(term);
        terms.push(Term { start, end: text.len() as u32, hash, df: 1, latest: place });
        index.insert_unique(full, number, |n| {
            let known = &terms[*n as usize];
            hasher.hash_one(&text[known.start as usize..known.end as usize])
        });
        counted.entries.push((number, 1));
        number
    }

    /// The next term is another text's.
    pub(super) fn end_text(&mut self) {
        self.begin = self.counted.entries.len() as u32;
        self.counted.ends.push(self.begin);
    }

    /// The chunk is at its end; the next term is another chunk's. Terms get other
    /// numbers: for each number that [`add`](Self::add) gave, the new one.
    pub(super) fn finish(&mut self) -> (ChunkCounts, Vec<u32>) {
        self.index.clear();
        self.begin = 0;
        let text = self.text.clone();
        let mut counted = self.counted.clone();
        let mut parts = [0; PARTS + 1];
        for term in &self.terms {
            parts[part_of(term.hash) + 1] += 1;
        }
        for part in 0..PARTS {
            parts[part + 1] += parts[part];
        }
        let mut next = parts;
        let new_number: Vec<u32> = self
            .terms
            .iter()
            .map(|term| {
                let place = &mut next[part_of(term.hash)];
                *place += 1;
                *place - 1
            })
            .collect();
        let mut terms = self.terms.clone();
        for (term, number) in self.terms.iter().zip(&new_number) {
            terms[*number as usize] = *term;
        }
        for (number, _) in &mut counted.entries {
            *number = new_number[*number as usize];
        }
        self.text.clear();
        self.terms.clear();
        self.counted.entries.clear();
        self.counted.ends.clear();
        (ChunkCounts { text, terms, parts, counted }, new_number)
    }
}

impl ChunkCounts {
    fn part(&self, part: usize) -> &[Term] {
        &self.terms[self.parts[part] as usize..self.parts[part + 1] as usize]
    }
}

/// A term of all chunks.
#[derive(Clone, Copy)]
struct Joined {
    /// Where it stands: the chunk, and the bytes of its terms.
    chunk: u32,
    start: u32,
    end: u32,
    hash: u32,
    df: u32,
}

/// One part of the terms of all chunks.
struct Part {
    terms: Vec<Joined>,
    /// For each chunk, which of `terms` each of the chunk's terms is.
    places: Vec<Vec<u32>>,
}

/// The counts of all chunks, of one block of features.
pub(super) struct Counts {
    chunks: Vec<Chunk>,
    parts: Vec<Part>,
}

/// A term that may be kept.
#[derive(Clone, Copy)]
pub(super) struct Candidate {
    /// Its first bytes, as numbers that sort as they do.
    prefix: [u64; 2],
    part: u32,
    place: u32,
}

impl Counts {
    /// Joins the chunks.
    pub(super) fn join(chunks: Vec<ChunkCounts>) -> Self {
        let parts = (0..PARTS).into_par_iter().map(|part| Part::join(&chunks, part)).collect();
        let kept = |ChunkCounts { text, counted, .. }| Chunk { text, counted };
        Self { chunks: chunks.into_iter().map(kept).collect(), parts }
    }

    fn joined(&self, of: &Candidate) -> &Joined {
        &self.parts[of.part as usize].terms[of.place as usize]
    }

    fn bytes(&self, of: &Joined) -> &[u8] {
        &self.chunks[of.chunk as usize].text.as_bytes()[of.start as usize..of.end as usize]
    }

    /// In how many texts a term stands.
    pub(super) fn df(&self, of: &Candidate) -> u32 {
        self.joined(of).df
    }

    /// The terms whose number of texts `keep` takes, in the order of their
    /// bytes.
    pub(super) fn candidates(&self, keep: impl Fn(u32) -> bool + Sync) -> Vec<Candidate> {
        let of_part = |(number, part): (usize, &Part)| -> Vec<Candidate> {
            let kept = part.terms.iter().enumerate().filter(|(_, term)| keep(term.df));
            kept.map(|(place, joined)| {
                let term = self.bytes(joined);
                let mut first = [0; 16];
                let length = term.len().min(first.len());
                first[..length].copy_from_slice(&term[..length]);
                let first = u128::from_be_bytes(first);
                Candidate {
                    prefix: [(first >> 64) as u64, first as u64],
                    part: number as u32,
                    place: place as u32,
                }
            })
            .collect()
        };
        let of_parts: Vec<Vec<Candidate>> =
            self.parts.par_iter().enumerate().map(of_part).collect();
        let mut candidates = Vec::with_capacity(of_parts.iter().map(Vec::len).sum());
        of_parts.into_iter().for_each(|part| candidates.extend(part));
        candidates.par_sort_unstable_by(|a, b| {
            let whole = |of| self.bytes(self.joined(of));
            a.prefix.cmp(&b.prefix).then_with(|| whole(a).cmp(whole(b)))
        });
        candidates
    }

    /// The vocabulary of `kept`, which stand in the order of their bytes.
    ///
    /// # Errors
    /// As [`Vocabulary::from_sorted`].
    pub(super) fn vocabulary(&self, kept: &[Candidate]) -> Result<Vocabulary> {
        Vocabulary::from_sorted(kept.iter().map(|term| {
            let Joined { chunk, start, end, .. } = *self.joined(term);
            &self.chunks[chunk as usize].text[start as usize..end as usize]
        }))
    }

    /// How often each of `candidates` stands in all texts together.
    pub(super) fn totals(&self, candidates: &[Candidate]) -> Vec<u64> {
        let mut totals = vec![0; candidates.len()];
        let columns = self.columns(candidates);
        for chunk in 0..self.chunks.len() {
            let column_of = self.columns_of_chunk(&columns, chunk);
            for (number, count) in &self.chunks[chunk].counted.entries {
                if let Some(total) = totals.get_mut(column_of[*number as usize] as usize) {
                    *total += u64::from(*count);
                }
            }
        }
        totals
    }

    /// For each part, the column of each term.
    pub(super) fn columns(&self, kept: &[Candidate]) -> Vec<Vec<u32>> {
        let mut columns: Vec<Vec<u32>> =
            self.parts.iter().map(|part| vec![NONE; part.terms.len()]).collect();
        for (column, candidate) in kept.iter().enumerate() {
            columns[candidate.part as usize][candidate.place as usize] = column as u32;
        }
        columns
    }

    /// The column of each term of a chunk.
    pub(super) fn columns_of_chunk(&self, columns: &[Vec<u32>], chunk: usize) -> Vec<u32> {
        let parts = self.parts.iter().zip(columns);
        parts
            .flat_map(|(part, columns)| part.places[chunk].iter().map(|p| columns[*p as usize]))
            .collect()
    }

    /// `(column, count)` of each text, columns ascending, where the terms kept
    /// are the columns; by chunk.
    pub(super) fn into_rows(mut self, kept: Vec<Candidate>) -> Vec<Rows> {
        let columns = self.columns(&kept);
        drop(kept);
        let chunks = std::mem::take(&mut self.chunks);
        let texts: Vec<CountedTexts> = chunks.into_iter().map(|chunk| chunk.counted).collect();
        let chunks = texts.into_par_iter().enumerate();
        chunks
            .map(|(chunk, CountedTexts { entries, ends })| {
                Rows::new(entries, ends, &self.columns_of_chunk(&columns, chunk))
            })
            .collect()
    }
}

impl Part {
    fn join(chunks: &[ChunkCounts], part: usize) -> Self {
        let mut terms: Vec<Joined> = Vec::new();
        let mut index: HashTable<u32> = HashTable::new();
        let spread = |hash: u32| u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let bytes = |chunk: usize, start: u32, end: u32| {
            &chunks[chunk].text.as_bytes()[start as usize..end as usize]
        };
        let mut place_of = |chunk: usize, term: &Term| {
            let Term { start, end, hash, df, .. } = *term;
            let same = |place: &u32| {
                let first = &terms[*place as usize];
                first.hash == hash
                    && bytes(first.chunk as usize, first.start, first.end)
                        == bytes(chunk, start, end)
            };
            if let Some(place) = index.find(spread(hash), same).copied() {
                terms[place as usize].df += df;
                return place;
            }
            let place = terms.len() as u32;
            terms.push(Joined { chunk: chunk as u32, start, end, hash, df });
            index.insert_unique(spread(hash), place, |place| spread(terms[*place as usize].hash));
            place
        };
        let places = (0..chunks.len())
            .map(|chunk| {
                chunks[chunk].part(part).iter().map(|term| place_of(chunk, term)).collect()
            })
            .collect();
        Self { terms, places }
    }
}
