//! Lines that many articles of a collection begin or end with.
//!
//! One article alone does not tell its publisher's footer from a last
//! sentence; a hundred do. A first pass counts ([`RepeatedLines`]), a second
//! drops ([`RepeatedSet`]). A verdict by these depends on the collection.

use std::collections::{BTreeMap, BTreeSet};

use super::clutter::Reason;
use super::{Block, Span};

/// Longer lines, in bytes, are paragraphs.
const LONGEST: usize = 200;
/// Lines at either end of an article that are looked at.
const DEEPEST: usize = 50;
/// A line is repeated from so many articles, and so many in a hundred of all.
const FEWEST: u32 = 20;
const PERCENT: u64 = 5;
/// Articles after which what is rare is forgotten.
const ROUND: u32 = 400;

/// Counts the short lines at either end of articles.
///
/// Lines are compared without white space at their ends, and any white space
/// inside is one space. An article counts once however often it has a line.
/// What is rare is forgotten from time to time, so that memory stays bounded
/// however many articles come: a count may be short by one in 400 articles.
/// The result depends on the articles and their order alone.
#[derive(Debug, Clone, Default)]
pub struct RepeatedLines {
    articles: u32,
    counts: BTreeMap<String, Count>,
}

#[derive(Debug, Clone, Copy)]
struct Count {
    articles: u32,
    /// Rounds that were over when the line was first counted.
    rounds: u32,
}

impl RepeatedLines {
    /// Counts the lines of one article, given with its blocks.
    ///
    /// # Panics
    ///
    /// If the blocks are those of another text and do not fit this one.
    pub fn add(&mut self, text: &str, blocks: &[Block]) {
        let lines: BTreeSet<String> =
            ends(blocks).filter_map(|at| line(text, blocks[at].span)).collect();
        let rounds = self.articles / ROUND;
        for line in lines {
            self.counts.entry(line).or_insert(Count { articles: 0, rounds }).articles += 1;
        }
        self.articles = self.articles.saturating_add(1);
        if self.articles.is_multiple_of(ROUND) {
            let rounds = self.articles / ROUND;
            // Lossy counting (Manku and Motwani 2002).
            self.counts.retain(|_, count| count.articles + count.rounds > rounds);
        }
    }

    /// The lines that stand in at least 20 of the articles and at least 5 of
    /// 100 of them.
    pub fn finish(self) -> RepeatedSet {
        let all = u64::from(self.articles);
        let is_repeated = |count: &Count| {
            count.articles >= FEWEST && u64::from(count.articles) * 100 >= all * PERCENT
        };
        let repeated = self.counts.into_iter().filter(|(_, count)| is_repeated(count));
        RepeatedSet { lines: repeated.map(|(line, _)| line).collect() }
    }
}

/// The lines that many articles of a collection begin or end with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RepeatedSet {
    lines: BTreeSet<String>,
}

impl RepeatedSet {
    /// The lines, sorted by bytes.
    pub fn lines(&self) -> impl ExactSizeIterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }

    /// Drops the lines at either end of an article that are repeated, for
    /// [`Reason::Repeated`]. What is dropped already keeps its reason.
    ///
    /// # Panics
    ///
    /// If the blocks are those of another text and do not fit this one.
    pub fn drop(&self, text: &str, blocks: &mut [Block]) {
        let found: Vec<usize> = ends(blocks)
            .filter(|at| blocks[*at].dropped.is_none())
            .filter(|at| {
                line(text, blocks[*at].span).is_some_and(|line| self.lines.contains(&line))
            })
            .collect();
        for at in found {
            blocks[at].dropped = Some(Reason::Repeated);
        }
    }
}

/// The blocks before the first paragraph and after the last one, in order.
fn ends(blocks: &[Block]) -> impl Iterator<Item = usize> {
    let is_paragraph =
        |block: &Block| block.dropped.is_none() && block.span.end - block.span.start > LONGEST;
    let first = blocks.iter().position(is_paragraph).unwrap_or(blocks.len());
    let after = blocks.iter().rposition(is_paragraph).map_or(0, |last| last + 1);
    let head = first.min(DEEPEST);
    let tail = after.max(blocks.len().saturating_sub(DEEPEST)).max(head);
    (0..head).chain(tail..blocks.len())
}

/// A block as lines are compared; `None` for one that is long.
fn line(text: &str, span: Span) -> Option<String> {
    (span.end - span.start <= LONGEST)
        .then(|| span.of(text).split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::super::blocks;
    use super::*;

    /// An article of its own, with a footer that no rule knows.
    fn article(number: usize, footer: &str) -> String {
        format!(
            "Harbour talks, day {number}\n\n\
             The delegates of the two ports met for the {number}th time on Tuesday in a hall by \
             the old fish market, where they had agreed last week to go on until one of them \
             would sign, and left again at night without a word.\n\n\
             {footer}\n"
        )
    }

    /// The set of some articles, every `each`th of which has the footer.
    fn set(articles: usize, each: usize) -> RepeatedSet {
        let mut lines = RepeatedLines::default();
        for number in 0..articles {
            let footer = if number % each == 0 { FOOTER } else { "They will meet again." };
            let text = article(number, &footer.replace("will", &format!("will{number} ")));
            lines.add(&text, &blocks(&text));
        }
        lines.finish()
    }

    const FOOTER: &str = "The gulls of the quay  keep the hours.";

    #[test]
    fn a_footer_is_dropped_for_its_reason() {
        let set = set(40, 2);
        assert_eq!(set.lines().collect::<Vec<_>>(), ["The gulls of the quay keep the hours."]);
        let text = article(7, "\u{a0}The gulls of  the quay keep the hours.");
        let mut found = blocks(&text);
        assert!(found.iter().all(|block| block.dropped.is_none()));
        set.drop(&text, &mut found);
        let reasons: Vec<_> = found.iter().map(|block| block.dropped).collect();
        assert_eq!(reasons, [None, None, Some(Reason::Repeated)]);
    }

    #[test]
    fn a_few_articles_are_not_enough() {
        assert_eq!(set(38, 2).lines().len(), 0);
        assert_eq!(set(39, 2).lines().len(), 1);
        assert_eq!(set(19, 1).lines().len(), 0);
    }

    #[test]
    fn a_small_share_is_not_enough() {
        assert_eq!(set(1000, 25).lines().len(), 0);
        assert_eq!(set(1000, 20).lines().len(), 1);
    }

    #[test]
    fn an_article_counts_once() {
        let mut lines = RepeatedLines::default();
        for number in 0..10 {
            let text = article(number, &[FOOTER, FOOTER, FOOTER].join("\n\n"));
            lines.add(&text, &blocks(&text));
        }
        assert_eq!(lines.finish(), RepeatedSet::default());
    }

    #[test]
    fn what_is_rare_is_forgotten() {
        let mut lines = RepeatedLines::default();
        for number in 0..10 * ROUND as usize {
            let text = article(number, &format!("Only number {number} says so."));
            lines.add(&text, &blocks(&text));
            assert!(lines.counts.len() <= 4 * ROUND as usize);
        }
        assert_eq!(lines.finish().lines().len(), 0);
    }

    #[test]
    fn what_stands_between_paragraphs_stays() {
        let set = set(40, 1);
        let text = [article(1, FOOTER), article(2, "")].concat();
        let mut found = blocks(&text);
        set.drop(&text, &mut found);
        assert!(found.iter().all(|block| block.dropped != Some(Reason::Repeated)));
    }

    #[test]
    fn an_empty_text_has_no_lines() {
        let mut lines = RepeatedLines::default();
        lines.add("", &[]);
        RepeatedSet::default().drop("", &mut []);
        assert_eq!(lines.finish(), RepeatedSet::default());
    }
}
