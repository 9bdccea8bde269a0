//! Where results go: standard output, or a file that appears at the end.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::input;
use super::sources::Source;
use crate::error::{Error, Result};
use crate::whole_file::WholeFile;

pub(super) struct Output {
    path: Option<PathBuf>,
    to: To,
}

enum To {
    Standard(BufWriter<io::Stdout>),
    File(WholeFile),
}

impl Output {
    /// Opens `path`, which must not be one of the inputs; standard output where
    /// there is none. `part` is what is left of a run that was broken off, to be
    /// gone on with.
    pub fn new(path: Option<&Path>, sources: &[Source], part: Option<WholeFile>) -> Result<Self> {
        let to = match (path, part) {
            (None, _) => To::Standard(BufWriter::new(io::stdout())),
            (Some(_), Some(part)) => To::File(part),
            (Some(path), None) => {
                let files = sources.iter().filter_map(Source::path);
                input::keep_apart(&files.map(Path::to_owned).collect::<Vec<_>>(), path)?;
                To::File(WholeFile::create(path)?)
            }
        };
        Ok(Self { path: path.map(Path::to_owned), to })
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let written = match &mut self.to {
            To::Standard(out) => out.write_all(bytes),
            To::File(file) => file.write_all(bytes),
        };
        written.map_err(|e| self.error(e))
    }

    /// Cuts a file to its first `length` bytes.
    pub fn truncate(&mut self, length: u64) -> Result<()> {
        match &mut self.to {
            To::Standard(_) => Ok(()),
            To::File(file) => file.truncate(length),
        }
    }

    /// The last bytes, and the file under its name.
    pub fn finish(self) -> Result<()> {
        match self.to {
            To::Standard(mut out) => out.flush().map_err(|e| error(None, e)),
            To::File(file) => file.commit(),
        }
    }

    pub fn error(&self, error_of_output: io::Error) -> Error {
        error(self.path.as_deref(), error_of_output)
    }
}

fn error(path: Option<&Path>, error: io::Error) -> Error {
    Error::io(path.unwrap_or(Path::new("<stdout>")), "write", error)
}
