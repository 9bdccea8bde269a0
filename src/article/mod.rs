//! Article text in; clutter verdicts and statements with byte spans out.
//!
//! [`blocks`] cuts a text into paragraphs and says of each whether it is kept
//! or why it is dropped ([`Reason`]); [`statements`] gives the sentences of the
//! kept ones, [`clauses`] the clauses of one in which two speakers act. All
//! spans are bytes of the text that was given, so `&text[span.start..span.end]`
//! is the statement as it was written. A verdict depends on its own article
//! alone.
//!
//! ```
//! use stancekit::article::statements;
//!
//! let text = "KYIV - \"Leave!\" the envoy said. They stayed.\n\nSource link\n";
//! let found: Vec<&str> = statements(text).into_iter().map(|span| span.of(text)).collect();
//! assert_eq!(found, ["\"Leave!\" the envoy said.", "They stayed."]);
//! ```

mod blocks;
mod clauses;
mod clutter;
mod dateline;
mod repeated;
mod scan;
mod sentences;

pub use blocks::{Block, blocks};
pub use clauses::clauses;
pub use clutter::Reason;
pub use repeated::{RepeatedLines, RepeatedSet};

/// A half-open range of bytes of a text, both ends on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last one; never less than `start`.
    pub end: usize,
}

impl Span {
    /// The text that the span covers.
    ///
    /// # Panics
    ///
    /// If the span was made for another text and does not fit this one.
    pub fn of<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start..self.end]
    }

    /// The span without white space (of Unicode) at its ends; an empty span
    /// where nothing is left.
    fn trimmed(self, text: &str) -> Self {
        let whole = self.of(text);
        if let [first, .., last] = whole.as_bytes()
            && first.is_ascii_graphic()
            && last.is_ascii_graphic()
        {
            return self;
        }
        let kept = whole.trim_end();
        let end = self.start + kept.len();
        Self { start: end - kept.trim_start().len(), end }
    }
}

/// Bytes of a sentence, few rather than many.
const SENTENCE_BYTES: usize = 32;

/// The sentences of the blocks that are kept, in order.
///
/// Spans do not overlap, are never empty and have no white space at their
/// ends. A dateline in front of a sentence (`GENEVA (Agency) - `) is left out
/// of its span; the sentence is kept. A text of clutter alone gives none.
pub fn statements(text: &str) -> Vec<Span> {
    statements_in(text, &blocks(text))
}

/// [`statements`], where the blocks of the text are known already.
pub fn statements_in(text: &str, blocks: &[Block]) -> Vec<Span> {
    let mut found = Vec::with_capacity(text.len() / SENTENCE_BYTES);
    for block in blocks {
        if block.dropped.is_none() {
            let start = block.span.start + dateline::length(block.span.of(text));
            let end = block.span.end;
            sentences::split(text, Span { start, end }, &mut found);
        }
    }
    found
}

/// What of a text is no part of the article, and why, in order: the blocks that
/// are dropped, and datelines in front of sentences.
pub fn dropped(text: &str, blocks: &[Block]) -> Vec<(Span, Reason)> {
    let dateline = |block: &Block| {
        let start = block.span.start;
        let end = start + dateline::length(block.span.of(text));
        Some((Span { start, end }.trimmed(text), Reason::Dateline)).filter(|(s, _)| s.start < s.end)
    };
    let of_block = |block: &Block| match block.dropped {
        Some(reason) => Some((block.span, reason)),
        None => dateline(block),
    };
    blocks.iter().filter_map(of_block).collect()
}

/// All sentences of a text that is taken as it is: no block is dropped, no
/// dateline left out. Otherwise as [`statements`].
///
/// The spans cover every character that is not white space.
pub fn sentences(text: &str) -> Vec<Span> {
    let mut found = Vec::with_capacity(text.len() / SENTENCE_BYTES);
    for span in blocks::paragraphs(text) {
        sentences::split(text, span, &mut found);
    }
    found
}

#[cfg(test)]
mod tests;
