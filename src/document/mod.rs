//! Documents: what an input holds, whatever its format, compression and
//! encoding.
//!
//! [`Reading::open`] looks at the first bytes of an input, and at its name where
//! these do not tell, and gives the [`Document`]s in it: one for a text, a
//! Markdown file or a web page, one for each object of JSON lines or of a JSON
//! array. Spans of statements index [`Document::text`]: the decoded file for
//! plain text, the extracted text for Markdown and HTML, the value of the text
//! field for JSON.
//!
//! ```
//! use stancekit::document::Reading;
//!
//! # fn main() -> stancekit::error::Result<()> {
//! let lines = b"{\"url\": \"a.b/1\", \"body\": \"They left.\"}\n{\"url\": 2}\n";
//! let mut reading = Reading::default();
//! reading.fields.id = Some("url".into());
//! let mut documents = reading.read(&lines[..], "crawl.jsonl")?;
//! let first = documents.next().unwrap()?;
//! assert_eq!((first.source.as_str(), first.text.as_str()), ("a.b/1", "They left."));
//! let error = documents.next().unwrap().unwrap_err().to_string();
//! assert!(error.contains("crawl.jsonl:2: the field \"body\" is missing"), "{error}");
//! # Ok(())
//! # }
//! ```

mod encoding;
mod html;
mod json;
mod markdown;

use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::Path;

use encoding_rs::Encoding;
use json::{Lines, Records};
use serde_json::Value;

use crate::compression::decompressed;
use crate::error::{Error, Location, Result};

/// The UTF-8 byte-order mark.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Bytes of a document, or of a line of JSON, at most, where nothing else is
/// asked for: 16 MiB.
pub const MAX_SIZE: u64 = 16 * 1024 * 1024;

/// What is known of a document beside its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Its title.
    pub title: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// When it was published, as the page says it.
    pub published: Option<String>,
    /// The site that it stands on.
    pub site: Option<String>,
}

/// A text, and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The path, a name such as `<stdin>`, or the value of the id field.
    pub source: String,
    /// Its place among the records of its input, from 0, where it is one.
    pub row: Option<usize>,
    /// The text that spans index.
    pub text: String,
    /// Fields carried through, as [`Fields::keep`] names them; empty where the
    /// input has no fields.
    pub kept: Vec<String>,
    /// What else is known.
    pub metadata: Metadata,
    /// The name of its encoding (of the WHATWG's standard): `UTF-8`.
    pub encoding: &'static str,
    /// What the user should know of how it was read.
    pub notes: Vec<String>,
}

/// The fields of JSON records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    /// The text; where none is named `text`, `body`, `content`, `article`,
    /// `maintext` or `full_text`, whichever the first record has. A name with
    /// dots goes into objects.
    pub text: Option<String>,
    /// What names a record; where none is named, its input does.
    pub id: Option<String>,
    /// Those carried through.
    pub keep: Vec<String>,
}

/// Bytes at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(pub u64);

impl Limit {
    fn exceeded(self, what: &str, length: Option<u64>) -> String {
        let length = length.map_or_else(|| "more".into(), |length| length.to_string());
        format!(
            "found {what} of {length} bytes, expected at most {}: raise --max-file-size",
            self.0
        )
    }
}

/// How inputs are read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The encoding of all inputs, where they do not tell it themselves.
    pub encoding: Option<&'static Encoding>,
    /// How long a document, or a line of JSON, may be after decompression.
    pub limit: Limit,
    /// The fields of JSON records.
    pub fields: Fields,
}

impl Default for Reading {
    fn default() -> Self {
        Self { encoding: None, limit: Limit(MAX_SIZE), fields: Fields::default() }
    }
}

/// What an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Markdown,
    Html,
    JsonLines,
    Json,
}

/// Endings of names, and what they stand for. A page is known by its content
/// as well, and so are objects of JSON in a file with another ending.
const ENDINGS: &[(&str, Kind)] = &[
    ("txt", Kind::Text),
    ("text", Kind::Text),
    ("md", Kind::Markdown),
    ("markdown", Kind::Markdown),
    ("html", Kind::Html),
    ("htm", Kind::Html),
    ("xhtml", Kind::Html),
    ("jsonl", Kind::JsonLines),
    ("ndjson", Kind::JsonLines),
    ("json", Kind::Json),
];

/// The endings of names that are read, without those of compression.
pub fn endings() -> impl Iterator<Item = &'static str> {
    ENDINGS.iter().map(|(ending, _)| *ending)
}

/// The ending of a name, without that of compression, in lower case.
pub fn ending(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    name.rsplit_once('.').map(|(_, ending)| ending.to_owned())
}

fn kind(start: &[u8], source: &str) -> Kind {
    let named = ending(Path::new(source))
        .and_then(|ending| ENDINGS.iter().find(|(name, _)| *name == ending))
        .map(|(_, kind)| *kind);
    let words = without_mark(start).trim_ascii_start();
    let begins =
        |tag: &[u8]| words.len() >= tag.len() && words[..tag.len()].eq_ignore_ascii_case(tag);
    if begins(b"<!doctype html") || begins(b"<html") {
        return Kind::Html;
    }
    match named {
        Some(Kind::Json) if words.starts_with(b"{") => match is_one_value(words) {
            true => Kind::Json,
            false => Kind::JsonLines,
        },
        Some(kind) => kind,
        None if begins(b"<?xml") && start.windows(5).any(|w| w.eq_ignore_ascii_case(b"<html")) => {
            Kind::Html
        }
        None if opens(words, b'{', b'"') => Kind::JsonLines,
        None if opens(words, b'[', b'{') => Kind::Json,
        None => Kind::Text,
    }
}

/// True where the first line alone is no whole object.
fn is_one_value(words: &[u8]) -> bool {
    let line = words.split(|byte| *byte == b'\n').next().unwrap_or(words);
    serde_json::from_slice::<serde::de::IgnoredAny>(line).is_err()
}

fn opens(words: &[u8], first: u8, second: u8) -> bool {
    words
        .strip_prefix(&[first])
        .is_some_and(|rest| rest.trim_ascii_start().first() == Some(&second))
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(MARK).unwrap_or(bytes)
}

/// The documents of an input, in order. A record that cannot be used is
/// [`Error::BadRows`], and the next ones follow; after any other error there
/// are none.
pub struct Documents(Inner);

enum Inner {
    One(Option<Box<Document>>),
    Array(std::vec::IntoIter<Value>, Records),
    Lines(Lines),
}

impl Iterator for Documents {
    type Item = Result<Document>;

    fn next(&mut self) -> Option<Result<Document>> {
        match &mut self.0 {
            Inner::One(document) => document.take().map(|document| Ok(*document)),
            Inner::Lines(lines) => lines.next(),
            Inner::Array(values, records) => values.next().map(|value| {
                records.document(Ok(value), None).map_err(|bad| Error::BadRows(vec![bad]))
            }),
        }
    }
}

impl Reading {
    /// Opens a file, or standard input where `path` is `-`.
    ///
    /// # Errors
    /// [`Error::Io`] where it cannot be read (a compressed one that is damaged
    /// among them); [`Error::Input`] where it is empty, binary, too long, or its
    /// bytes do not fit its encoding, with line and column where there is one.
    pub fn open(&self, path: &Path) -> Result<Documents> {
        if path.as_os_str() == "-" {
            return self.read(io::stdin(), "<stdin>");
        }
        let failed = |e| Error::io(path, "read", e);
        let file = File::open(path).map_err(failed)?;
        if file.metadata().map_err(failed)?.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        self.read(file, &path.display().to_string())
    }

    /// The one document of a file.
    ///
    /// # Errors
    /// As [`Reading::open`]; [`Error::Input`] where there is none, or more.
    pub fn open_one(&self, path: &Path) -> Result<Document> {
        let mut documents = self.open(path)?;
        match (documents.next(), documents.next()) {
            (Some(document), None) => document,
            _ => {
                let problem = "holds several records, expected one text";
                Err(Error::input(Location::of(path.display().to_string()), problem))
            }
        }
    }

    /// Reads from anything; `source` is its name.
    ///
    /// # Errors
    /// As [`Reading::open`].
    pub fn read(&self, input: impl Read + Send + 'static, source: &str) -> Result<Documents> {
        let unreadable = |e| Error::unreadable(Path::new(source), e);
        let mut input = decompressed(input).map_err(unreadable)?;
        let start = input.fill_buf().map_err(unreadable)?;
        let kind = kind(start, source);
        let records = || Records::new(source, self.fields.clone());
        if kind == Kind::JsonLines {
            // Other encodings are read as a stream, too.
            let input = encoding_rs_io::DecodeReaderBytesBuilder::new()
                .encoding(self.encoding)
                .utf8_passthru(true)
                .bom_override(true)
                .build(input);
            let input = Box::new(io::BufReader::new(input));
            return Ok(Documents(Inner::Lines(Lines::new(input, records(), self.limit))));
        }
        let mut bytes = Vec::new();
        let most = self.limit.0.saturating_add(1);
        input.take(most).read_to_end(&mut bytes).map_err(unreadable)?;
        let refused = |problem: String| Error::input(Location::of(source), problem);
        if bytes.len() as u64 > self.limit.0 {
            return Err(refused(self.limit.exceeded("a document", None)));
        }
        let declared =
            |bytes: &[u8]| (kind == Kind::Html).then(|| html::declared_encoding(bytes))?;
        let decoded = encoding::decode(source, bytes, self.encoding, declared)
            .map_err(|e| Error::input(e.location, e.problem))?;
        if decoded.text.trim().is_empty() {
            return Err(refused("is empty: expected the text of an article".into()));
        }
        if kind == Kind::Json {
            let values = match serde_json::from_str(&decoded.text) {
                Ok(Value::Array(values)) => values,
                Ok(value) => vec![value],
                Err(e) => {
                    let location = Location {
                        line: Some(e.line() as u64),
                        column: Some(e.column() as u64),
                        ..Location::of(source)
                    };
                    let problem = format!("expected an array of JSON objects: {e}");
                    return Err(Error::input(location, problem));
                }
            };
            return Ok(Documents(Inner::Array(values.into_iter(), records())));
        }
        let mut document = Document {
            source: source.into(),
            row: None,
            text: decoded.text,
            kept: Vec::new(),
            metadata: Metadata::default(),
            encoding: decoded.encoding.name(),
            notes: Vec::new(),
        };
        if decoded.encoding != encoding_rs::UTF_8 {
            document.notes.push(format!("read as {}", document.encoding));
        }
        if decoded.replaced > 0 {
            let n = decoded.replaced;
            document.notes.push(format!("bytes that fit no character, in {n} places"));
        }
        match kind {
            Kind::Markdown => document.text = markdown::text(&document.text),
            Kind::Html => {
                let page = html::read(&document.text)
                    .map_err(|html::TooDeep| refused(html::TooDeep::problem()))?;
                document.text = page.text;
                document.metadata = page.metadata;
                if page.whole_page {
                    document.notes.push("no article found in the page, read whole".into());
                }
            }
            _ => {}
        }
        if document.text.trim().is_empty() {
            return Err(refused("holds no text: expected the text of an article".into()));
        }
        Ok(Documents(Inner::One(Some(Box::new(document)))))
    }
}

#[cfg(test)]
mod tests;
