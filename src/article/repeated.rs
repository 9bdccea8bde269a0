//! Lines that stand in many articles: those of the site, not of the article.

use hashbrown::{HashMap, HashSet};

use super::{Block, Reason, Span};

/// Blocks at either end of an article that are looked at.
const END: usize = 20;
/// Longer lines, in bytes, are never a site's.
const LONGEST: usize = 200;
/// A line is repeated where it stands in so many articles,
const FEWEST: usize = 20;
/// and in this share of them.
const SHARE: f64 = 0.05;

/// Counts in how many articles each short line at an end stands. Its memory
/// grows with different lines, 12 bytes each, not with articles.
#[derive(Debug, Default)]
pub struct RepeatedLines {
    articles: usize,
    counts: HashMap<u64, u32>,
}

/// The lines that are repeated.
#[derive(Debug, Default)]
pub struct RepeatedSet(HashSet<u64>);

impl RepeatedLines {
    /// Counts the lines of an article, each once.
    pub fn add(&mut self, text: &str, blocks: &[Block]) {
        self.articles += 1;
        let lines: HashSet<u64> =
            ends(blocks).filter_map(|place| key(blocks[place].span, text)).collect();
        // Counting does not depend on the order.
        #[allow(clippy::iter_over_hash_type)]
        for line in lines {
            *self.counts.entry(line).or_insert(0) += 1;
        }
    }

    /// The lines that stand in at least 20 of the articles and in 5 % of them.
    pub fn finish(self) -> RepeatedSet {
        let least = (SHARE * self.articles as f64).ceil().max(FEWEST as f64);
        let repeated = self.counts.into_iter().filter(|(_, count)| f64::from(*count) >= least);
        RepeatedSet(repeated.map(|(line, _)| line).collect())
    }
}

impl RepeatedSet {
    /// Drops the blocks at either end that are such lines.
    pub fn drop(&self, text: &str, blocks: &mut [Block]) {
        for place in ends(blocks) {
            let is_repeated = |line: u64| self.0.contains(&line);
            if key(blocks[place].span, text).is_some_and(is_repeated) {
                blocks[place].dropped.get_or_insert(Reason::Repeated);
            }
        }
    }
}

fn ends(blocks: &[Block]) -> impl Iterator<Item = usize> + use<> {
    let n = blocks.len();
    (0..n.min(END)).chain(n.saturating_sub(END).max(n.min(END))..n)
}

/// A short line as a number, the same for the same words.
fn key(span: Span, text: &str) -> Option<u64> {
    let line = span.of(text);
    if line.len() > LONGEST {
        return None;
    }
    let mut hasher = blake3::Hasher::new();
    for word in line.split_whitespace() {
        hasher.update(word.as_bytes()).update(b" ");
    }
    let [a, b, c, d, e, f, g, h, ..] = *hasher.finalize().as_bytes();
    Some(u64::from_le_bytes([a, b, c, d, e, f, g, h]))
}

#[cfg(test)]
mod tests {
    use super::super::blocks;
    use super::*;

    #[test]
    fn lines_at_the_ends_of_many_articles_are_dropped() {
        let article = |n: usize| {
            let site = if n.is_multiple_of(2) { "The Harbour  Herald of today\n" } else { "" };
            format!(
                "{site}Talk number {n} was held in the port.\nIt ended late.\nMore from the quay\n"
            )
        };
        let run = |n: usize| {
            let mut lines = RepeatedLines::default();
            (0..n).for_each(|n| lines.add(&article(n), &blocks(&article(n))));
            lines.finish()
        };
        let dropped = |set: &RepeatedSet, n: usize| {
            let text = article(n);
            let mut blocks = blocks(&text);
            set.drop(&text, &mut blocks);
            let repeated = blocks.iter().filter(|b| b.dropped == Some(Reason::Repeated));
            repeated.map(|b| b.span.of(&text).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(dropped(&run(19), 0), Vec::<String>::new());
        let all = run(40);
        let found = dropped(&all, 0);
        assert!(found.contains(&"The Harbour  Herald of today".to_owned()), "{found:?}");
        assert!(found.contains(&"It ended late.".to_owned()), "{found:?}");
        assert!(!dropped(&all, 1).iter().any(|line| line.contains("Talk number")));
    }
}
