//! Where each piece of a normalised text comes from.

use std::borrow::Cow;
use std::ops::Range;

/// Takes a text piece by piece as it is rewritten.
pub(super) trait Rewriting {
    /// `kept` stands at byte `at` of what is rewritten, and stays.
    fn keep(&mut self, kept: &str, at: usize);

    /// `text` takes the place of the bytes `from` of what is rewritten. Where
    /// it is empty, they belong to the piece before.
    fn put(&mut self, text: &str, from: Range<usize>);
}

impl Rewriting for String {
    fn keep(&mut self, kept: &str, _: usize) {
        self.push_str(kept);
    }

    fn put(&mut self, text: &str, _: Range<usize>) {
        self.push_str(text);
    }
}

/// A normalised text, and where each piece of it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Normalized<'a> {
    text: Cow<'a, str>,
    /// In order; none where the text is the source itself.
    pieces: Vec<Piece>,
}

/// What begins at a byte of a rewritten text, up to the next piece.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    at: usize,
    source: Range<usize>,
}

/// What a step makes of a text.
#[derive(Debug, Default)]
pub(super) struct Rewritten {
    text: String,
    pieces: Vec<Piece>,
}

impl Rewriting for Rewritten {
    fn keep(&mut self, kept: &str, at: usize) {
        for (place, c) in kept.char_indices() {
            let start = at + place;
            self.put(&kept[place..place + c.len_utf8()], start..start + c.len_utf8());
        }
    }

    fn put(&mut self, text: &str, from: Range<usize>) {
        match (text.is_empty(), self.pieces.last_mut()) {
            (true, Some(before)) => before.source.end = before.source.end.max(from.end),
            (true, None) => {}
            (false, _) => {
                self.pieces.push(Piece { at: self.text.len(), source: from });
                self.text.push_str(text);
            }
        }
    }
}

impl<'a> Normalized<'a> {
    /// A text that nothing is done to.
    pub(super) fn of(text: &'a str) -> Self {
        Self { text: Cow::Borrowed(text), pieces: Vec::new() }
    }

    /// And then rewritten.
    pub(super) fn then(self, Rewritten { text, mut pieces }: Rewritten) -> Self {
        for piece in &mut pieces {
            piece.source = self.source(piece.source.clone());
        }
        Self { text: Cow::Owned(text), pieces }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the source that bytes of the text stand for: the fewest
    /// whole characters. Where several became one, as a name does, that is all
    /// of them.
    pub fn source(&self, of: Range<usize>) -> Range<usize> {
        let after = self.pieces.partition_point(|piece| piece.at <= of.start);
        let Some(first) = after.checked_sub(1) else {
            return of;
        };
        let last = self.pieces.partition_point(|piece| piece.at < of.end).saturating_sub(1);
        let (first, last) = (&self.pieces[first], &self.pieces[last.max(first)]);
        first.source.start..last.source.end.max(first.source.start)
    }
}

/// Where `part`, a slice of `whole`, begins in it.
pub fn place_in(whole: &str, part: &str) -> usize {
    part.as_ptr() as usize - whole.as_ptr() as usize
}
