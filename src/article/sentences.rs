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
mod reported;
mod stop;

use stop::{Next, Stop};

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
    let mut items = items::starts(block).into_iter().peekable();
    for stop in stops(block) {
        while let Some(item) = items.next_if(|item| *item < stop) {
            splitter.begin_item(item);
        }
        splitter.consider(stop);
    }
    items.for_each(|item| splitter.begin_item(item));
    splitter.begin(block.len());
}

/// The ends of the marks of a text that can end a sentence.
fn stops(text: &str) -> impl Iterator<Item = usize> {
    // No letter of the Latin, Greek and Cyrillic scripts begins as high.
    let may_begin = |bytes: u8x32| {
        let ascii = bytes.simd_eq(u8x32::splat(b'.'))
            | bytes.simd_eq(u8x32::splat(b'!'))
            | bytes.simd_eq(u8x32::splat(b'?'));
        (ascii | scan::from_to(bytes, 0xD6, 0xFF)).to_bitmask()
    };
    let bytes = text.as_bytes();
    scan::places(bytes, may_begin).filter(|at| BEGINS_STOP[usize::from(bytes[*at])]).filter_map(
        |at| {
            let mark = text[at..].chars().next()?;
            is_stop(mark).then_some(at + mark.len_utf8())
        },
    )
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

    /// Ends a sentence that has a word, and begins an item of a list.
    fn begin_item(&mut self, at: usize) {
        if at > self.start && self.block[self.start..at].contains(char::is_alphanumeric) {
            self.begin(at);
        }
    }

    /// Decides on the stop that ends at byte `stop`.
    fn consider(&mut self, stop: usize) {
        if stop <= self.stop || stop == self.block.len() {
            return;
        }
        if self.ends_plainly(stop) {
            self.found.push(Span { start: self.offset + self.start, end: self.offset + stop });
            self.start = stop + 1;
            self.stop = stop + 1;
            self.worded = false;
            return;
        }
        let passed = &self.block[self.stop..stop];
        self.worded = self.worded || passed.chars().any(char::is_alphanumeric);
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

    /// True of the commonest end, of which nothing more need be asked: a full
    /// stop between a word that is no abbreviation and, after one space, a word
    /// with a capital or a quotation that begins with one.
    fn ends_plainly(&self, stop: usize) -> bool {
        let (head, tail) = self.block.as_bytes().split_at(stop);
        let [b' ' | b'\n', next @ ..] = tail else {
            return false;
        };
        let next = next.strip_prefix("“".as_bytes()).unwrap_or(next);
        let next = next.strip_prefix(b"\"").unwrap_or(next);
        let Some(before) = head[self.start..].strip_suffix(b".") else {
            return false;
        };
        if !next.first().is_some_and(u8::is_ascii_uppercase) {
            return false;
        }
        let small = before.iter().rev().take_while(|byte| byte.is_ascii_lowercase()).count();
        let mut lead = before[..before.len() - small].iter().rev().peekable();
        let capital = lead.next_if(|byte| byte.is_ascii_uppercase()).is_some();
        if small < 2 || !matches!(lead.next(), Some(b' ' | b'\n')) {
            return false;
        }
        let word = &self.block[stop - 1 - small - usize::from(capital)..stop - 1];
        !abbreviations::is_known(word) && !stop::is_list_mark(word)
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
