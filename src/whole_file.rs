//! Files written whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// A file that appears under its name only once all of it is written.
///
/// Bytes go to `NAME.part` beside it, which is flushed to the disk and renamed
/// by [`WholeFile::commit`]; dropped before that, it is removed. A path that
/// names a device or pipe is written to as it is.
#[derive(Debug)]
pub struct WholeFile {
    path: PathBuf,
    part: Option<PathBuf>,
    writer: BufWriter<File>,
    /// Whether the part file stays where the file is not committed.
    resumable: bool,
}

/// The name of the file that `path` is written to until it is whole.
pub fn part_of(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".part");
    PathBuf::from(name)
}

impl WholeFile {
    /// Opens the part file, so that a path that cannot be written is found
    /// before any work.
    ///
    /// # Errors
    /// [`Error::Io`] where the path is a folder or cannot be written.
    pub fn create(path: &Path) -> Result<Self> {
        let failed = |e| Error::io(path, "write", e);
        let special = match fs::metadata(path) {
            Ok(m) if m.is_dir() => return Err(failed(io::ErrorKind::IsADirectory.into())),
            Ok(m) => !m.is_file(),
            Err(_) => false,
        };
        let part = (!special).then(|| part_of(path));
        let file = match &part {
            Some(part) => File::create(part),
            None => File::options().write(true).open(path),
        };
        let writer = BufWriter::new(file.map_err(failed)?);
        Ok(Self { path: path.to_owned(), part, writer, resumable: false })
    }

    /// As [`WholeFile::create`], but goes on at the end of the part file where
    /// there is one, and leaves it where the file is not committed.
    ///
    /// # Errors
    /// As [`WholeFile::create`].
    pub fn resume(path: &Path) -> Result<Self> {
        let part = part_of(path);
        if !part.is_file() {
            let mut file = Self::create(path)?;
            file.resumable = true;
            return Ok(file);
        }
        let failed = |e| Error::io(&part, "write", e);
        let mut file = File::options().write(true).open(&part).map_err(failed)?;
        file.seek(SeekFrom::End(0)).map_err(failed)?;
        let writer = BufWriter::new(file);
        Ok(Self { path: path.to_owned(), part: Some(part), writer, resumable: true })
    }

    /// Cuts what was written to its first `length` bytes.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn truncate(&mut self, length: u64) -> Result<()> {
        let cut = self.writer.flush().and_then(|()| {
            let file = self.writer.get_mut();
            file.set_len(length)?;
            file.seek(SeekFrom::Start(length))
        });
        cut.map(|_| ()).map_err(|e| Error::io(&self.path, "write", e))
    }

    /// Makes the file appear under its name.
    ///
    /// # Errors
    /// [`Error::Io`] where the last bytes cannot be written or the file cannot
    /// be renamed.
    pub fn commit(mut self) -> Result<()> {
        let done = self.writer.flush().and_then(|()| match &self.part {
            None => Ok(()),
            Some(part) => {
                self.writer.get_ref().sync_all()?;
                fs::rename(part, &self.path)?;
                sync_folder(&self.path)
            }
        });
        if done.is_ok() {
            self.part = None;
        }
        done.map_err(|e| Error::io(&self.path, "write", e))
    }
}

fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    match File::open(folder.unwrap_or(Path::new("."))) {
        Ok(folder) => folder.sync_all(),
        // A folder that may be written to but not read.
        Err(_) => Ok(()),
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if let Some(part) = self.part.as_ref().filter(|_| !self.resumable) {
            // Nothing more can be done where it cannot be removed.
            let _ = fs::remove_file(part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appears_at_the_end_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let mut file = WholeFile::create(&path).unwrap();
        file.write_all(b"half").unwrap();
        drop(file);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        let mut file = WholeFile::create(&path).unwrap();
        file.write_all(b"whole").unwrap();
        assert!(!path.exists());
        file.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_bad_path_is_found_at_once() {
        let folder = tempfile::tempdir().unwrap();
        assert!(WholeFile::create(folder.path()).is_err());
        assert!(WholeFile::create(&folder.path().join("no/such")).is_err());
    }
}
