//! Tables with a header: CSV and TSV, plain or compressed, read row by row.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use csv::ByteRecord;
use encoding_rs::{Encoding, UTF_8};
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::marks::{Mark, Marks, Trouble};
use crate::compression::decompressed;
use crate::error::{BadRow, Error, Location, Result};

/// How much of an input is looked at to find its separator.
const PEEK: usize = 64 * 1024;

/// A table that is read one row at a time.
///
/// Gzip and zstd are known by their first bytes, UTF-16 by its byte-order mark.
/// The separator is a comma (a tab where the name ends in `.tsv` or `.tab`),
/// unless the header holds none of it and does hold `;`, tabs or commas: then
/// it is that, and [`Table::note`] says so. Quoting is as in RFC 4180.
pub struct Table {
    reader: csv::Reader<Marks<Box<dyn Read + Send>>>,
    header: Vec<String>,
    source: Arc<str>,
    note: Option<String>,
    record: ByteRecord,
}

/// One row of a [`Table`]: as many fields as the header has, all UTF-8.
pub struct TableRow<'a> {
    record: &'a ByteRecord,
    /// Where the row begins.
    pub location: Location,
}

impl TableRow<'_> {
    /// The field of column `index`.
    pub fn get(&self, index: usize) -> &str {
        // Checked when the row was read.
        std::str::from_utf8(&self.record[index]).unwrap_or_default()
    }
}

impl Table {
    /// Opens a file, or standard input where `path` is `-`.
    ///
    /// # Errors
    /// [`Error::Io`] where it cannot be opened or read; [`Error::Input`] where
    /// it is empty or its header is not UTF-8 or badly quoted.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_as(path, None)
    }

    /// As [`Table::open`], in an encoding other than UTF-8.
    ///
    /// # Errors
    /// As [`Table::open`].
    pub fn open_as(path: &Path, encoding: Option<&'static Encoding>) -> Result<Self> {
        if path.as_os_str() == "-" {
            return Self::from_reader(io::stdin(), "<stdin>", encoding);
        }
        let file = File::open(path).map_err(|e| Error::io(path, "read", e))?;
        Self::from_reader(file, &path.display().to_string(), encoding)
    }

    /// Reads from anything; `source` is its name in messages and decides
    /// between comma and tab by its ending. A byte-order mark decides before
    /// `encoding`; without either it is UTF-8. In other encodings bytes that fit
    /// nothing become U+FFFD.
    ///
    /// # Errors
    /// As for [`Table::open`].
    pub fn from_reader(
        input: impl Read + Send + 'static,
        source: &str,
        encoding: Option<&'static Encoding>,
    ) -> Result<Self> {
        let unreadable = |e| Error::unreadable(Path::new(source), e);
        let mut input = decompressed(input).map_err(unreadable)?;
        let marked = Encoding::for_bom(input.fill_buf().map_err(unreadable)?);
        let encoding = marked.map(|(encoding, _)| encoding).or(encoding);
        if let Some(encoding) = encoding.filter(|encoding| *encoding != UTF_8) {
            let mut decoding = DecodeReaderBytesBuilder::new();
            input = Box::new(BufReader::new(decoding.encoding(Some(encoding)).build(input)));
        }
        let mut start = Vec::new();
        loop {
            let begin = start.len();
            let left = (PEEK - begin) as u64;
            let read = (&mut input).take(left).read_until(b'\n', &mut start).map_err(unreadable)?;
            if read == 0 || !start[begin..].trim_ascii().is_empty() {
                break;
            }
        }
        let mark = if start.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
        let first_line = start[mark..].split(|b| *b == b'\n').find(|l| !l.trim_ascii().is_empty());
        let Some(first_line) = first_line else {
            return Err(Error::input(
                Location::of(source),
                "is empty, expected a header line with column names and rows below it",
            ));
        };
        let (separator, note) = separator_of(first_line, source);
        let mut start = Cursor::new(start);
        start.consume(mark);
        let input = start.chain(input);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .from_reader(Marks::new(Box::new(input) as Box<dyn Read + Send>, separator));
        let header = reader.byte_headers().map_err(|e| csv_error(source, e))?.clone();
        let mark = reader.get_mut().next();
        if let Some((column, problem)) = problem_of(&header, header.len(), mark) {
            let line = mark.map(|mark| mark.line);
            let location = Location { line, column, ..Location::of(source) };
            return Err(Error::input(location, format!("in the header, {problem}")));
        }
        let header =
            header.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
        Ok(Self { reader, header, source: source.into(), note, record: ByteRecord::new() })
    }

    /// The names of the columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The name of the input, as it stands in messages.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What the user should be told about how the table is read.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// The index of a column.
    ///
    /// # Errors
    /// [`Error::Input`] where there is none of that name (it lists those that
    /// are there), or more than one.
    pub fn column(&self, name: &str) -> Result<usize> {
        let mut found = (0..self.header.len()).filter(|i| self.header[*i] == name);
        let problem = match (found.next(), found.next()) {
            (Some(index), None) => return Ok(index),
            (Some(_), Some(_)) => format!("more than one column is named {name:?}: rename one"),
            _ => {
                format!("no column is named {name:?}; the columns are: {}", listed(&self.header))
            }
        };
        Err(Error::input(Location::line(self.source.clone(), 1), problem))
    }

    /// The next row: `None` at the end, an inner error where the row has the
    /// wrong number of fields, quotes that go wrong, a NUL byte, or bytes that
    /// are not UTF-8 (reading can go on).
    ///
    /// # Errors
    /// [`Error::Io`] where the input cannot be read any further.
    pub fn next_row(&mut self) -> Result<Option<Result<TableRow<'_>, BadRow>>> {
        let more = self
            .reader
            .read_byte_record(&mut self.record)
            .map_err(|e| csv_error(&self.source, e))?;
        if !more {
            return Ok(None);
        }
        let mark = self.reader.get_mut().next();
        let location =
            Location { line: mark.map(|mark| mark.line), ..Location::of(self.source.clone()) };
        Ok(Some(match problem_of(&self.record, self.header.len(), mark) {
            None => Ok(TableRow { record: &self.record, location }),
            Some((column, problem)) => {
                Err(BadRow { location: Location { column, ..location }, problem })
            }
        }))
    }
}

/// Names in one line, none so long that it fills the screen.
fn listed(names: &[String]) -> String {
    let short = |name: &String| match name.char_indices().nth(60) {
        Some((end, _)) => format!("{}...", name[..end].escape_debug()),
        None => name.escape_debug().to_string(),
    };
    names.iter().map(short).collect::<Vec<_>>().join(", ")
}

fn problem_of(
    record: &ByteRecord,
    expected: usize,
    mark: Option<Mark>,
) -> Option<(Option<u64>, String)> {
    if let Some(Mark { line, last_line, trouble: Some(trouble) }) = mark {
        let lines = if line == last_line { String::new() } else { format!(" (line {last_line})") };
        let problem = match trouble {
            Trouble::NeverClosed => format!(
                "found a quote that is never closed, so that all up to the end of the input{lines} \
                 is one row: close it, or write a quote inside a quoted field twice"
            ),
            Trouble::TextAfter => format!(
                "found text after a closing quote{lines}, expected a separator or the end of the \
                 line: write a quote inside a quoted field twice"
            ),
        };
        return Some((None, problem));
    }
    if record.len() != expected {
        return Some((
            None,
            format!(
                "found {} fields, expected {expected} as in the header (a comma or quote that is not quoted?)",
                record.len()
            ),
        ));
    }
    record.iter().enumerate().find_map(|(column, field)| {
        let problem = match std::str::from_utf8(field) {
            Ok(text) if text.contains('\0') => {
                "found a NUL byte, expected UTF-8 text: this is a binary file, or UTF-16 without a \
                 byte-order mark (convert it: iconv -f UTF-16 -t UTF-8)"
            }
            Ok(_) => return None,
            Err(_) => {
                "found bytes that are not UTF-8: convert the file (iconv -f WINDOWS-1252 -t UTF-8)"
            }
        };
        Some((Some(column as u64 + 1), problem.to_owned()))
    })
}

fn separator_of(header: &[u8], source: &str) -> (u8, Option<String>) {
    let name = source.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    let expected = if name.ends_with(".tsv") || name.ends_with(".tab") { b'\t' } else { b',' };
    let count = |separator: u8| header.iter().filter(|b| **b == separator).count();
    if count(expected) > 0 {
        return (expected, None);
    }
    let known = [(b',', "commas"), (b'\t', "tabs"), (b';', "semicolons")];
    match known.iter().max_by_key(|(s, _)| count(*s)) {
        Some((separator, plural)) if count(*separator) > 0 => (
            *separator,
            Some(format!("{source}: the header holds {plural} only: read with them as separator")),
        ),
        _ => (expected, None),
    }
}

fn csv_error(source: &str, error: csv::Error) -> Error {
    let line = error.position().map(csv::Position::line);
    match error.into_kind() {
        csv::ErrorKind::Io(e) => Error::unreadable(Path::new(source), e),
        kind => Error::input(
            Location { line, ..Location::of(source) },
            format!("not a readable table: {kind:?}"),
        ),
    }
}
