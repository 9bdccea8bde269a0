//! Where the rows of a CSV begin, and where its quotes go wrong.

use std::collections::VecDeque;
use std::io::{self, Read};

use memchr::memchr3;

/// What is wrong with the quotes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Opened, and the input ends in it.
    NeverClosed,
    /// Closed, and neither a separator nor the end of the line follows.
    TextAfter,
}

/// One row: the line on which it begins, that of its end or first trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub line: u64,
    pub last_line: u64,
    pub trouble: Option<Trouble>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    RowStart,
    FieldStart,
    Plain,
    Quoted,
    /// After a quote in a quoted field: its end, or the first of a pair.
    Closed,
}

/// Passes bytes on to the CSV reader and keeps a mark for each row.
///
/// The reader parses any bytes, as a row that swallows its neighbours too, and
/// counts lines by `\n` alone; this follows the same quoting (RFC 4180, empty
/// lines skipped) and remembers what it leaves out.
pub(super) struct Marks<R> {
    input: R,
    separator: u8,
    state: State,
    line: u64,
    last: u8,
    marks: VecDeque<Mark>,
}

impl<R: Read> Marks<R> {
    pub(super) fn new(input: R, separator: u8) -> Self {
        Self { input, separator, state: State::RowStart, line: 1, last: 0, marks: VecDeque::new() }
    }

    /// The mark of the next row, once the reader has read that row.
    pub(super) fn next(&mut self) -> Option<Mark> {
        self.marks.pop_front()
    }

    fn follow(&mut self, mut bytes: &[u8]) {
        loop {
            let next = match self.state {
                State::Plain => memchr3(self.separator, b'\r', b'\n', bytes),
                State::Quoted => memchr3(b'"', b'\r', b'\n', bytes),
                _ => Some(0),
            };
            // What stands before it changes nothing.
            let (passed, rest) = bytes.split_at(next.unwrap_or(bytes.len()));
            self.last = passed.last().copied().unwrap_or(self.last);
            let Some((byte, rest)) = rest.split_first() else {
                return;
            };
            self.step(*byte);
            bytes = rest;
        }
    }

    fn step(&mut self, byte: u8) {
        let ends_line = matches!(byte, b'\r' | b'\n');
        if self.state == State::RowStart && !ends_line {
            self.marks.push_back(Mark { line: self.line, last_line: self.line, trouble: None });
            self.state = State::FieldStart;
        }
        self.state = match (self.state, byte) {
            (State::Quoted, b'"') => State::Closed,
            (State::Quoted, _) | (State::Closed, b'"') => State::Quoted,
            (_, b'\r' | b'\n') => State::RowStart,
            (_, byte) if byte == self.separator => State::FieldStart,
            (State::FieldStart, b'"') => State::Quoted,
            (State::Closed, _) => {
                self.trouble(Trouble::TextAfter, self.line);
                State::Plain
            }
            _ => State::Plain,
        };
        if byte == b'\r' || byte == b'\n' && self.last != b'\r' {
            self.line += 1;
        }
        self.last = byte;
    }

    fn trouble(&mut self, trouble: Trouble, line: u64) {
        if let Some(mark) = self.marks.back_mut()
            && mark.trouble.is_none()
        {
            (mark.trouble, mark.last_line) = (Some(trouble), line);
        }
    }
}

impl<R: Read> Read for Marks<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer)?;
        self.follow(&buffer[..n]);
        if n == 0 && !buffer.is_empty() && self.state == State::Quoted {
            let ended = matches!(self.last, b'\r' | b'\n');
            self.trouble(Trouble::NeverClosed, self.line - u64::from(ended));
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marks(text: &str) -> Vec<Mark> {
        let mut marks = Marks::new(text.as_bytes(), b',');
        io::copy(&mut marks, &mut io::sink()).unwrap();
        marks.marks.into()
    }

    fn lines(text: &str) -> Vec<u64> {
        marks(text).iter().map(|mark| mark.line).collect()
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        assert_eq!(lines("a\nb\n\n\nc"), [1, 2, 5]);
        assert_eq!(lines("a\r\nb\r\n\r\n\r\nc\r\n"), [1, 2, 5]);
        assert_eq!(lines("a\rb\r\r\rc\r"), [1, 2, 5]);
        assert_eq!(lines("a,\"x\r\ny\"\r\nb,c\n"), [1, 3]);
    }

    #[test]
    fn quotes_that_go_wrong_are_marked() {
        let trouble = |text| marks(text).last().map(|m| (m.line, m.last_line, m.trouble)).unwrap();
        assert_eq!(trouble("a,b\nc,\"d\"\"e\"\n"), (2, 2, None));
        assert_eq!(trouble("a,5\" gun\n"), (1, 1, None));
        assert_eq!(trouble("a\nb,\"c\nd\ne\n"), (2, 4, Some(Trouble::NeverClosed)));
        assert_eq!(trouble("a\n\"b,c\n\"d\",e\n"), (2, 3, Some(Trouble::TextAfter)));
    }

    proptest! {
        #[test]
        fn there_is_a_mark_for_each_row_that_the_reader_reads(text in "[ab,\"\r\n]{0,40}") {
            let mut reader = csv::ReaderBuilder::new()
                .flexible(true)
                .has_headers(false)
                .from_reader(Marks::new(text.as_bytes(), b','));
            let mut record = csv::ByteRecord::new();
            while reader.read_byte_record(&mut record).unwrap() {
                prop_assert!(reader.get_mut().next().is_some());
            }
            prop_assert!(reader.get_mut().next().is_none());
        }
    }
}
