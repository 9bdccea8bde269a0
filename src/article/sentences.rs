//! Where sentences end.
//!
//! Each mark that can end a sentence is looked at, and the words around it
//! decide ([`breaks`](Stop::breaks)); so do the marks of a list that runs on in
//! its paragraph. A sentence never runs over the end of its paragraph. All work
//! around a stop is bounded or belongs to that stop alone, so the time is
//! linear in the text.

use wide::u8x32;

use super::{Span, scan};

mod abbreviations;
mod items;
mod next;
mod reported;
mod stop;

use next::{Next, WORD_BYTES, is_alphanumeric};
use stop::Stop;

/// Marks that can end a sentence, in the scripts of the world.
const STOPS: &str = ".!?…‽⁇⁈⁉‼。！？｡．։؟۔।॥።။។៕᠃᠉";

/// What may close after a stop and belongs to its sentence.
const CLOSERS: [char; 10] = ['"', '”', '“', '’', '\'', '»', '«', ')', ']', '}'];

#[inline]
fn is_stop(c: char) -> bool {
    match c {
        '.' | '!' | '?' => true,
        // Latin, Greek and Cyrillic letters; dashes and quotes.
        ..'\u{589}' | '\u{2000}'..'\u{2026}' => false,
        _ => STOPS.contains(c),
    }
}

/// True of a line that does not end as a sentence does.
pub(super) fn is_open(line: &str) -> bool {
    !line.trim_end_matches(CLOSERS).ends_with(is_stop)
}

/// Adds the sentences of one paragraph: no white space at their ends, at least
/// one letter or digit in each, if the paragraph has one.
pub(super) fn split(text: &str, paragraph: Span, found: &mut Vec<Span>) {
    let paragraph = paragraph.trimmed(text);
    let block = paragraph.of(text);
    let mut splitter = Splitter::new(block, paragraph.start, found);
    let items = items::starts(block);
    let mut items = items.as_slice();
    each_stop(block, |stop| {
        while let [item, rest @ ..] = items
            && *item < stop
        {
            splitter.begin_item(*item);
            items = rest;
        }
        splitter.consider(stop);
    });
    items.iter().for_each(|item| splitter.begin_item(*item));
    splitter.finish();
}

/// Goes through the ends of the marks of a text that can end a sentence.
fn each_stop(text: &str, mut each: impl FnMut(usize)) {
    // No letter of the Latin, Greek and Cyrillic scripts begins as high.
    let may_begin = |bytes: u8x32| {
        let ascii = bytes.simd_eq(u8x32::splat(b'.'))
            | bytes.simd_eq(u8x32::splat(b'!'))
            | bytes.simd_eq(u8x32::splat(b'?'));
        (ascii | scan::from_to(bytes, 0xD6, 0xFF)).to_bitmask()
    };
    let bytes = text.as_bytes();
    scan::each_place(bytes, may_begin, |at| {
        let length = match bytes[at] {
            ..0x80 => 1,
            lead if BEGINS_STOP[usize::from(lead)] => {
                text[at..].chars().next().filter(|c| is_stop(*c)).map_or(0, char::len_utf8)
            }
            _ => 0,
        };
        if length > 0 {
            each(at + length);
        }
    });
}

/// Whether a mark that can end a sentence begins with a byte.
const BEGINS_STOP: [bool; 256] = {
    let mut table = [false; 256];
    let stops = STOPS.as_bytes();
    let mut at = 0;
    while at < stops.len() {
        // Bytes from 0x80 to 0xBF go on with a character.
        if stops[at] & 0xC0 != 0x80 {
            table[stops[at] as usize] = true;
        }
        at += 1;
    }
    table
};

/// What the bytes around a stop tell of it.
enum Glance {
    /// It ends its sentence; the bytes of the paragraph where that ends and where
    /// the next one begins.
    Ends {
        end: usize,
        next: usize,
    },
    GoesOn,
}

/// What follows a quotation mark, straight or `curly`.
fn after_quote<'a>(bytes: &'a [u8], curly: &str) -> Option<&'a [u8]> {
    bytes.strip_prefix(b"\"").or_else(|| bytes.strip_prefix(curly.as_bytes()))
}

/// Goes through the stops of a paragraph, from left to right.
struct Splitter<'a> {
    block: &'a str,
    /// Where the block begins in its text.
    offset: usize,
    found: &'a mut Vec<Span>,
    /// Where the sentence begins that is not ended yet.
    start: usize,
    /// The last stop looked at.
    stop: usize,
    /// A letter or digit stands between `start` and `stop`.
    worded: bool,
    /// Up to where straight quotes were counted, and whether they are open.
    counted: usize,
    quoting: bool,
}

impl<'a> Splitter<'a> {
    fn new(block: &'a str, offset: usize, found: &'a mut Vec<Span>) -> Self {
        Self { block, offset, found, start: 0, stop: 0, worded: false, counted: 0, quoting: false }
    }

    /// Ends a sentence and begins the next one at byte `at`.
    fn begin(&mut self, at: usize) {
        let end = self.start + self.block[self.start..at.max(self.start)].trim_end().len();
        if self.start < end {
            self.found.push(Span { start: self.offset + self.start, end: self.offset + end });
        }
        self.start = at.max(self.start);
        self.stop = self.stop.max(self.start);
        self.worded = false;
    }

    /// Ends the last sentence: a block ends without white space.
    fn finish(self) {
        if self.start < self.block.len() {
            let (start, end) = (self.offset + self.start, self.offset + self.block.len());
            self.found.push(Span { start, end });
        }
    }

    /// Ends a sentence that has a word, and begins an item of a list.
    fn begin_item(&mut self, at: usize) {
        if at > self.start && self.block[self.start..at].contains(is_alphanumeric) {
            self.begin(at);
        }
    }

    /// Decides on the stop that ends at byte `stop`.
    fn consider(&mut self, stop: usize) {
        if stop <= self.stop || stop == self.block.len() {
            return;
        }
        match self.at_a_glance(stop) {
            Some(Glance::Ends { end, next }) => {
                self.found.push(Span { start: self.offset + self.start, end: self.offset + end });
                (self.start, self.stop, self.worded) = (next, next, false);
            }
            Some(Glance::GoesOn) => {}
            None => self.weigh(stop),
        }
    }

    /// Decides by all that stands around the stop.
    fn weigh(&mut self, stop: usize) {
        let passed = &self.block[self.stop..stop];
        self.worded = self.worded || passed.contains(is_alphanumeric);
        self.stop = stop;
        if !self.worded {
            return;
        }
        if let Some(mut stop) = self.gap(stop)
            && let Some(next) = Next::new(&self.block[stop.next..])
        {
            stop.sentence = &self.block[self.start..self.stop];
            if stop.breaks(&next) {
                self.begin(stop.next);
            }
        }
    }

    /// Decides by a few bytes on the commonest stops, as [`Stop::breaks`] would;
    /// `None` of all others.
    fn at_a_glance(&self, stop: usize) -> Option<Glance> {
        let (head, tail) = self.block.as_bytes().split_at(stop);
        let mark = head.last()?;
        if !matches!(mark, b'.' | b'!' | b'?') {
            return None;
        }
        match tail {
            // "3.5", "example.com", "Inc., which"
            [b'0'..=b'9' | b'a'..=b'z' | b',' | b';' | b':' | b'-' | b'/', ..] => {
                return Some(Glance::GoesOn);
            }
            // "U.S."; "v." may begin a sentence that lost its space.
            [b'A'..=b'U' | b'W'..=b'Z', b'.', ..] => return Some(Glance::GoesOn),
            _ => {}
        }
        let closed = after_quote(tail, "”");
        let after = closed.unwrap_or(tail);
        let [b' ' | b'\n', next @ ..] = after else {
            return None;
        };
        if next.first()?.is_ascii_lowercase() {
            let near = &next[..next.len().min(WORD_BYTES)];
            let small_end = near.iter().find(|byte| !matches!(byte, b'!'..=b'@' | b'['..=b'~'));
            let small = small_end.is_none_or(u8::is_ascii_whitespace);
            return (small || closed.is_some()).then_some(Glance::GoesOn);
        }
        let first = after_quote(next, "“").unwrap_or(next).first()?;
        if !first.is_ascii_uppercase() && !first.is_ascii_digit() {
            return None;
        }
        let place = |rest: &[u8]| self.block.len() - rest.len();
        let (end, next) = (place(after), place(next));
        let stop = Stop {
            sentence: &self.block[self.start..stop],
            quoted: closed.is_some(),
            spaced: true,
            next,
            ..Stop::default()
        };
        let token = stop.plain_token()?;
        let ends = match mark {
            b'.' if stop::is_plain_word(token) => true,
            b'.' => stop.full_stop_breaks(token, &Next::plain(&self.block[next..])?),
            _ if stop.quoted || abbreviations::is_shouted(token) => return None,
            _ => true,
        };
        Some(if ends { Glance::Ends { end, next } } else { Glance::GoesOn })
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
        if after.is_empty() || after.starts_with(char::is_whitespace) {
            return true;
        }
        let passed = &self.block.as_bytes()[self.counted..at];
        let quotes = passed.iter().filter(|&&byte| byte == b'"').count();
        self.quoting ^= quotes % 2 == 1;
        self.counted = at;
        self.quoting
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
