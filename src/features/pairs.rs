//! Words and pairs of neighbouring words, counted as numbers.
//!
//! Words are counted as terms of any kind are. A pair is the ranks of its two
//! words in the order of their bytes, as one number. Pairs sort as these do, and
//! that is the order of their terms: the space between the words sorts before
//! all that a word has behind its first character.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};

use hashbrown::DefaultHashBuilder;
use rayon::prelude::*;

use super::Vocabulary;
use super::counts::{Candidate, ChunkCounts, Counter, Counts};
use super::index::NONE;
use super::rows::Rows;
use crate::error::Result;

/// Parts that pairs fall into by the rank of their first word.
const PARTS: usize = 64;

/// Counts words, chunk by chunk, and keeps their sequence.
pub(super) struct PairCounter {
    words: Counter,
    sequence: Sequence,
}

/// The words of texts, one after the other.
#[derive(Clone, Default)]
struct Sequence {
    words: Vec<u32>,
    /// Where each text's words end.
    ends: Vec<u32>,
}

/// What was counted in one chunk.
pub(super) struct ChunkPairs {
    words: ChunkCounts,
    sequence: Sequence,
}

impl PairCounter {
    /// A counter of nothing; all chunks of a block share `hasher`.
    pub(super) fn new(hasher: DefaultHashBuilder) -> Self {
        Self { words: Counter::new(hasher), sequence: Sequence::default() }
    }

    /// Counts the next word of the text at hand.
    pub(super) fn add(&mut self, word: &str) {
        self.sequence.words.push(self.words.add(word));
    }

    /// The next word is another text's.
    pub(super) fn end_text(&mut self) {
        self.words.end_text();
        self.sequence.ends.push(self.sequence.words.len() as u32);
    }

    /// The chunk is at its end; the next word is another chunk's.
    pub(super) fn finish(&mut self) -> ChunkPairs {
        let (words, new_number) = self.words.finish();
        let renumbered = self.sequence.words.iter().map(|word| new_number[*word as usize]);
        let sequence = Sequence { words: renumbered.collect(), ends: self.sequence.ends.clone() };
        self.sequence.words.clear();
        self.sequence.ends.clear();
        ChunkPairs { words, sequence }
    }
}

/// The pairs of the texts of one chunk: each once a text.
struct PairsOfChunk {
    /// How often each stands in its text; of each text in the order of its pairs.
    counts: Vec<u32>,
    /// Where each text's pairs end.
    ends: Vec<u32>,
    /// The pairs and their places in `counts`, part after part.
    pairs: Vec<(u64, u32)>,
    /// Where each part begins in `pairs`.
    parts: [u32; PARTS + 1],
}

impl PairsOfChunk {
    fn new(sequence: &Sequence, rank: &[u32], n_words: usize) -> Self {
        let ends = &sequence.ends;
        let mut found: Vec<u64> = Vec::with_capacity(sequence.words.len());
        let mut chunk = Self {
            counts: Vec::with_capacity(sequence.words.len()),
            ends: Vec::with_capacity(ends.len()),
            pairs: Vec::new(),
            parts: [0; PARTS + 1],
        };
        let mut of_text: Vec<u64> = Vec::new();
        let mut start = 0;
        for end in ends {
            let words = &sequence.words[start..*end as usize];
            start = *end as usize;
            let ranks = |two: &[u32]| pair(rank[two[0] as usize], rank[two[1] as usize]);
            of_text.clear();
            of_text.extend(words.windows(2).map(ranks));
            of_text.sort_unstable();
            for run in of_text.chunk_by(|a, b| a == b) {
                found.push(run[0]);
                chunk.counts.push(run.len() as u32);
                chunk.parts[part_of(run[0], n_words) + 1] += 1;
            }
            chunk.ends.push(found.len() as u32);
        }
        for part in 0..PARTS {
            chunk.parts[part + 1] += chunk.parts[part];
        }
        let mut next = chunk.parts;
        chunk.pairs = vec![(0, 0); found.len()];
        for (place, pair) in found.into_iter().enumerate() {
            let at = &mut next[part_of(pair, n_words)];
            chunk.pairs[*at as usize] = (pair, place as u32);
            *at += 1;
        }
        chunk
    }

    fn part(&self, part: usize) -> &[(u64, u32)] {
        &self.pairs[self.parts[part] as usize..self.parts[part + 1] as usize]
    }
}

fn pair(first: u32, second: u32) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}

fn words_of(pair: u64) -> [usize; 2] {
    [(pair >> 32) as usize, pair as u32 as usize]
}

fn part_of(pair: u64, n_words: usize) -> usize {
    words_of(pair)[0] * PARTS / n_words
}

/// The ranks of the first words of a part.
fn ranks_of(part: usize, n_words: usize) -> Range<usize> {
    let first = |part: usize| (part * n_words).div_ceil(PARTS);
    first(part)..first(part + 1)
}

/// The words and pairs of all chunks.
pub(super) struct Pairs {
    words: Counts,
    /// All words, in the order of their bytes; the same in a row.
    ranked: Vec<Candidate>,
    terms: Vocabulary,
    chunks: Vec<PairsOfChunk>,
}

/// Words and the pairs that they begin, in the order of their terms.
#[derive(Default)]
struct Part {
    /// The terms that are kept, in a row; where each ends; in how many texts it
    /// stands.
    text: String,
    ends: Vec<usize>,
    dfs: Vec<u32>,
    /// The place among these of each word; none where it is not kept.
    words: Vec<u32>,
    /// All pairs with the places of their counts in all chunks, ascending.
    pairs: Vec<(u64, usize)>,
    /// For each pair, once, its place among the terms.
    places: Vec<u32>,
}

impl Pairs {
    /// Joins the chunks.
    ///
    /// # Errors
    /// As [`Vocabulary::from_sorted`].
    pub(super) fn join(chunks: Vec<ChunkPairs>) -> Result<Self> {
        let (words, sequences): (Vec<ChunkCounts>, Vec<Sequence>) =
            chunks.into_iter().map(|chunk| (chunk.words, chunk.sequence)).unzip();
        let words = Counts::join(words);
        let ranked = words.candidates(|_| true);
        let terms = words.vocabulary(&ranked)?;
        let ranks = words.columns(&ranked);
        let chunks = sequences.into_par_iter().enumerate().map(|(chunk, sequence)| {
            let ranks = words.columns_of_chunk(&ranks, chunk);
            PairsOfChunk::new(&sequence, &ranks, ranked.len())
        });
        Ok(Self { chunks: chunks.collect(), words, ranked, terms })
    }

    /// The terms whose number of texts `keep_word` and `keep_pair` take, in how
    /// many texts each stands, and the rows of each chunk.
    ///
    /// # Errors
    /// As [`Vocabulary::from_sorted`].
    pub(super) fn fit(
        mut self,
        keep_word: impl Fn(u32) -> bool + Sync,
        keep_pair: impl Fn(u32) -> bool + Sync,
    ) -> Result<(Vocabulary, Vec<u32>, Vec<Rows>)> {
        let mut bases = Vec::with_capacity(self.chunks.len());
        let mut n_counts = 0;
        for chunk in &self.chunks {
            bases.push(n_counts);
            n_counts += chunk.counts.len();
        }
        let parts: Vec<Part> = (0..PARTS)
            .into_par_iter()
            .map(|part| self.part(part, &bases, &keep_word, &keep_pair))
            .collect();
        self.chunks.iter_mut().for_each(|chunk| chunk.pairs = Vec::new());
        let mut firsts = Vec::with_capacity(PARTS);
        let mut n_terms = 0;
        for part in &parts {
            firsts.push(n_terms as u32);
            n_terms += part.ends.len();
        }
        let vocabulary = Vocabulary::joined(parts.iter().map(|p| (&*p.text, &*p.ends)))?;
        let dfs = parts.iter().flat_map(|part| part.dfs.iter().copied()).collect();

        let columns: Vec<AtomicU32> = (0..n_counts).map(|_| AtomicU32::new(NONE)).collect();
        let word_columns = parts.par_iter().zip(&firsts).map(|(part, first)| {
            for (run, place) in part.pairs.chunk_by(|a, b| a.0 == b.0).zip(&part.places) {
                for (_, count) in run {
                    columns[*count].store(place.saturating_add(*first), Ordering::Relaxed);
                }
            }
            part.words.iter().map(|place| place.saturating_add(*first)).collect::<Vec<u32>>()
        });
        let word_columns: Vec<u32> = word_columns.collect::<Vec<_>>().concat();
        drop(parts);
        let Self { words, ranked, chunks, .. } = self;
        let rows = words.into_rows(ranked).into_par_iter().zip(chunks).zip(bases);
        let rows = rows.map(|((words, pairs), base)| {
            merged(&words, &word_columns, &pairs, &columns[base..base + pairs.counts.len()])
        });
        Ok((vocabulary, dfs, rows.collect()))
    }

    fn part(
        &self,
        part: usize,
        bases: &[usize],
        keep_word: &impl Fn(u32) -> bool,
        keep_pair: &impl Fn(u32) -> bool,
    ) -> Part {
        let mut found = Part::default();
        for (chunk, base) in self.chunks.iter().zip(bases) {
            let pairs = chunk.part(part).iter();
            found.pairs.extend(pairs.map(|(pair, place)| (*pair, base + *place as usize)));
        }
        found.pairs.sort_unstable_by_key(|(pair, _)| *pair);
        let mut runs = found.pairs.chunk_by(|a, b| a.0 == b.0).peekable();
        for rank in ranks_of(part, self.ranked.len()) {
            let mut place_of = |kept: bool, second: Option<usize>, df: u32| {
                if !kept {
                    return NONE;
                }
                found.text.push_str(self.terms.term(rank));
                if let Some(second) = second {
                    found.text.push(' ');
                    found.text.push_str(self.terms.term(second));
                }
                found.ends.push(found.text.len());
                found.dfs.push(df);
                found.dfs.len() as u32 - 1
            };
            let df = self.words.df(&self.ranked[rank]);
            found.words.push(place_of(keep_word(df), None, df));
            while let Some(run) = runs.next_if(|run| words_of(run[0].0)[0] == rank) {
                let ([_, second], df) = (words_of(run[0].0), run.len() as u32);
                found.places.push(place_of(keep_pair(df), Some(second), df));
            }
        }
        found
    }
}

/// The rows of a chunk: of each text those of its words and of its pairs.
fn merged(
    words: &Rows,
    word_columns: &[u32],
    pairs: &PairsOfChunk,
    pair_columns: &[AtomicU32],
) -> Rows {
    let mut entries = Vec::with_capacity(words.n_entries() + pair_columns.len());
    let mut ends = Vec::with_capacity(words.len());
    let mut start = 0;
    for (text, end) in pairs.ends.iter().enumerate() {
        let end = *end as usize;
        let columns = pair_columns[start..end].iter().map(|column| column.load(Ordering::Relaxed));
        let of_pairs = columns.zip(pairs.counts[start..end].iter().copied());
        let mut of_pairs = of_pairs.filter(|(column, _)| *column != NONE).peekable();
        let of_words = words.of(text).iter().map(|(rank, n)| (word_columns[*rank as usize], *n));
        for word in of_words.filter(|(column, _)| *column != NONE) {
            while let Some(pair) = of_pairs.next_if(|pair| pair.0 < word.0) {
                entries.push(pair);
            }
            entries.push(word);
        }
        entries.extend(of_pairs);
        ends.push(entries.len() as u32);
        start = end;
    }
    Rows::from_parts(entries, ends)
}
