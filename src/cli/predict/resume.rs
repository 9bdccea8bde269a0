//! Going on after a run that was broken off.
//!
//! The records of the part file are counted. The inputs are read again from the
//! start, so that what is wrong with them is said again; as many statements as
//! there are records are not labelled again. An article of which only some
//! records were written is labelled anew.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use super::super::output::Output;
use crate::error::{Error, Result};
use crate::report::StatementFormat;
use crate::whole_file::{WholeFile, part_of};

/// What is left to be passed over.
#[derive(Default)]
pub(super) struct Resumed {
    part: Option<PathBuf>,
    format: Option<StatementFormat>,
    /// Records of the part file that are whole.
    records: usize,
    /// Records whose statements were met again.
    met: usize,
    /// Whether the part file was cut to what was met.
    done: bool,
}

impl Resumed {
    /// Opens the part file of `output`; a new one where there is none, or none
    /// that has its header.
    pub(super) fn open(output: &Path, format: StatementFormat) -> Result<(WholeFile, Self)> {
        let mut file = WholeFile::resume(output)?;
        let part = part_of(output);
        let all = match part.is_file() {
            true => ends(&part, format, usize::MAX)?,
            false => Ends::default(),
        };
        if all.end == 0 {
            file.truncate(0)?;
            return Ok((file, Self::default()));
        }
        let resumed = Self {
            part: Some(part),
            format: Some(format),
            records: all.records,
            ..Self::default()
        };
        Ok((file, resumed))
    }

    /// Whether nothing was written before, not even a header.
    pub(super) fn is_new(&self) -> bool {
        self.part.is_none()
    }

    /// Meets the statements of an article, or one of a row, which make so many
    /// records; true where these are written already.
    pub(super) fn skip(&mut self, records: usize, out: &mut Output) -> Result<bool> {
        if self.done || self.part.is_none() {
            return Ok(false);
        }
        if self.met + records <= self.records {
            self.met += records;
            return Ok(true);
        }
        self.cut(out)?;
        Ok(false)
    }

    /// Cuts the part file to what was met; all later statements are labelled.
    fn cut(&mut self, out: &mut Output) -> Result<()> {
        self.done = true;
        let (Some(part), Some(format)) = (&self.part, self.format) else {
            return Ok(());
        };
        let ends = ends(part, format, self.met)?;
        out.truncate(ends.end)
    }

    /// All inputs were read.
    pub(super) fn finish(&mut self, out: &mut Output) -> Result<()> {
        if self.done || self.part.is_none() {
            return Ok(());
        }
        if self.met < self.records {
            return Err(Error::params(
                "--resume",
                format!("{} records in the part file, {} in the inputs", self.records, self.met),
                "the inputs and settings of the run that was broken off; or leave --resume out",
            ));
        }
        self.cut(out)
    }
}

/// Where records end.
#[derive(Default)]
struct Ends {
    /// How many whole records there are, a header not among them.
    records: usize,
    /// The bytes of the header and of the first `most` records.
    end: u64,
}

/// Goes through the first `most` records of a part file.
fn ends(part: &Path, format: StatementFormat, most: usize) -> Result<Ends> {
    let failed = |e| Error::io(part, "read", e);
    let file = File::open(part).map_err(failed)?;
    let has_header = format == StatementFormat::Csv;
    let mut ends = Ends::default();
    let mut lines = Records { input: BufReader::new(file), quotes: has_header };
    if has_header {
        match lines.next().map_err(failed)? {
            Some(length) => ends.end = length,
            None => return Ok(ends),
        }
    }
    while ends.records < most
        && let Some(length) = lines.next().map_err(failed)?
    {
        ends.records += 1;
        ends.end += length;
    }
    Ok(ends)
}

/// Records that end with the line, or with the line on which all quotes are
/// closed.
struct Records<R> {
    input: BufReader<R>,
    quotes: bool,
}

impl<R: io::Read> Records<R> {
    /// The bytes of the next whole record; `None` where none is left, or what
    /// is left is torn.
    fn next(&mut self) -> io::Result<Option<u64>> {
        use io::BufRead;
        let mut record = Vec::new();
        loop {
            let before = record.len();
            self.input.read_until(b'\n', &mut record)?;
            if record.len() == before || record.last() != Some(&b'\n') {
                return Ok(None);
            }
            let quotes = record.iter().filter(|byte| **byte == b'"').count();
            if !self.quotes || quotes % 2 == 0 {
                return Ok(Some(record.len() as u64));
            }
        }
    }
}
