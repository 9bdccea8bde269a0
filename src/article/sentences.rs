//! Where sentences end.
//!
//! UAX #29 proposes breaks (icu_segmenter); stops where it sees none, as in
//! "talks.The" or "He left. 5 men stayed.", are looked at as well. Then the
//! words around each stop decide ([`breaks`](Stop::breaks)). A sentence never
//! runs over the end of its paragraph. All work around a stop is bounded or
//! belongs to that stop alone, so the time is linear in the text.

use icu_segmenter::SentenceSegmenter;
use icu_segmenter::options::SentenceBreakInvariantOptions;

use super::Span;

mod abbreviations;
mod reported;
mod stop;

use stop::{Next, Stop};

/// Marks that can end a sentence, in the scripts of the world.
const STOPS: &str = ".!?…‽⁇⁈⁉‼。！？｡．։؟۔।॥።။។៕᠃᠉";

/// What may close after a stop and belongs to its sentence.
const CLOSERS: [char; 10] = ['"', '”', '“', '’', '\'', '»', '«', ')', ']', '}'];

/// What may open between a stop and the next sentence.
const OPENERS: [char; 6] = ['‘', '„', '(', '[', '{', '‹'];

fn is_stop(c: char) -> bool {
    STOPS.contains(c)
}

/// True of a line that does not end as a sentence does.
pub(super) fn is_open(line: &str) -> bool {
    !line.trim_end_matches(CLOSERS).ends_with(is_stop)
}

/// Adds the sentences of one paragraph: no white space at their ends, at least
/// one letter or digit in each, if the paragraph has one.
pub(super) fn split(text: &str, paragraph: Span, found: &mut Vec<Span>) {
    let block = paragraph.of(text);
    let segmenter = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
    let mut splitter = Splitter::new(block);
    let mut from = 0;
    for bound in segmenter.segment_str(block).skip(1) {
        let segment = &block[from..bound];
        for (at, _) in full_stops(segment) {
            splitter.consider(from + at);
        }
        let end = segment.trim_end_matches(|c: char| {
            c.is_whitespace() || CLOSERS.contains(&c) || OPENERS.contains(&c)
        });
        if end.ends_with(is_stop) {
            splitter.consider(from + end.len());
        }
        from = bound;
    }
    splitter.starts.push(block.len());
    for two in splitter.starts.windows(2) {
        let span = Span { start: paragraph.start + two[0], end: paragraph.start + two[1] };
        let span = span.trimmed(text);
        if span.start < span.end {
            found.push(span);
        }
    }
}

/// The ends of the full stops and ellipses of a text, and which they are.
fn full_stops(text: &str) -> impl Iterator<Item = (usize, char)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            at += bytes[at..].iter().position(|byte| matches!(byte, b'.' | 0xE2))?;
            if bytes[at] == b'.' {
                at += 1;
                return Some((at, '.'));
            }
            let ellipsis = text[at..].starts_with('…');
            at += 3;
            if ellipsis {
                return Some((at, '…'));
            }
        }
    })
}

/// Goes through the stops of a paragraph, from left to right.
struct Splitter<'a> {
    block: &'a str,
    /// Where the sentences found so far begin.
    starts: Vec<usize>,
    /// The last stop looked at.
    stop: usize,
    /// A letter or digit stands between the last start and `stop`.
    worded: bool,
    /// Up to where straight quotes were counted, and whether they are open.
    counted: usize,
    quoting: bool,
}

impl<'a> Splitter<'a> {
    fn new(block: &'a str) -> Self {
        Self { block, starts: vec![0], stop: 0, worded: false, counted: 0, quoting: false }
    }

    /// Decides on the stop that ends at byte `stop`.
    fn consider(&mut self, stop: usize) {
        if stop <= self.stop {
            return;
        }
        let passed = &self.block[self.stop..stop];
        self.worded = self.worded || passed.chars().any(char::is_alphanumeric);
        self.stop = stop;
        if !self.worded {
            return;
        }
        let start = self.starts.last().copied().unwrap_or(0);
        if let Some(mut stop) = self.gap(stop)
            && let Some(next) = Next::new(&self.block[stop.next..])
        {
            stop.sentence = &self.block[start..self.stop];
            if stop.breaks(&next) {
                self.starts.push(stop.next);
                self.worded = false;
                self.stop = self.stop.max(stop.next);
            }
        }
    }

    /// What closes after a stop, and where the next sentence would begin;
    /// `None` where none can.
    fn gap(&mut self, stop: usize) -> Option<Stop<'a>> {
        let mut at = stop;
        let mut found = Stop::default();
        loop {
            let rest = &self.block[at..];
            let c = rest.chars().next()?;
            let after = &rest[c.len_utf8()..];
            match c {
                '”' | '’' | '»' => found.quoted = true,
                '“' | '«' if after.is_empty() || after.starts_with(char::is_whitespace) => {
                    found.quoted = true;
                }
                '"' if self.closes(at, after) => found.quoted = true,
                '\'' if !after.starts_with(char::is_alphanumeric) => found.quoted = true,
                ')' | ']' | '}' => found.bracketed = true,
                '[' => match footnote(rest) {
                    Some(length) => {
                        at += length;
                        continue;
                    }
                    None => break,
                },
                ',' | ';' | ':' | '-' | '–' | '—' | '/' => return None,
                c if is_stop(c) => return None,
                _ => break,
            }
            at += c.len_utf8();
        }
        let rest = self.block[at..].trim_start();
        found.next = self.block.len() - rest.len();
        found.spaced = found.next > at;
        Some(found)
    }

    /// True if the straight quote at `at` closes: white space follows, or one
    /// is open.
    fn closes(&mut self, at: usize, after: &str) -> bool {
        let passed = &self.block.as_bytes()[self.counted..at];
        let quotes = passed.iter().filter(|&&byte| byte == b'"').count();
        self.quoting ^= quotes % 2 == 1;
        self.counted = at;
        let spaced = after.is_empty() || after.starts_with(char::is_whitespace);
        spaced || self.quoting
    }
}

/// The length of a footnote mark such as `[12]` or `[b]`.
fn footnote(rest: &str) -> Option<usize> {
    let inner = &rest[1..rest.floor_char_boundary(6)];
    let end = inner.find(']')?;
    let mark = &inner[..end];
    let number = mark.len() <= 3 && mark.bytes().all(|byte| byte.is_ascii_digit());
    let letter = mark.len() == 1 && mark.bytes().all(|byte| byte.is_ascii_lowercase());
    (end > 0 && (number || letter)).then_some(end + 2)
}

#[cfg(test)]
mod tests;
