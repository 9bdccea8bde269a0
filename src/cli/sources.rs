//! The inputs of `stancekit predict`.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use super::args::PredictArgs;
use crate::article::Article;
use crate::error::{Error, Location, Result};

/// Something to label.
pub(super) enum Source<'a> {
    Text(String, &'a str),
    Article(PathBuf),
    Table(PathBuf),
}

impl Source<'_> {
    /// Its file, where it has one.
    pub fn path(&self) -> Option<&PathBuf> {
        match self {
            Self::Text(..) => None,
            Self::Article(path) | Self::Table(path) => Some(path),
        }
    }
}

/// What the arguments name: folders opened, in order; and what is not there.
pub(super) fn sources(args: &PredictArgs) -> (Vec<Source<'_>>, Vec<Error>) {
    let (mut sources, mut missing) = (Vec::new(), Vec::new());
    for (place, text) in args.text.iter().enumerate() {
        sources.push(Source::Text(format!("text {}", place + 1), text));
    }
    for path in &args.inputs {
        let found = match path.is_dir() {
            true => texts_of(path).map(|files| sources.extend(files.into_iter().map(source_of))),
            // Whoever names a column means a table, whatever the file is called.
            false if args.text_column.is_some() && !has_ending(path, TEXTS) => {
                sources.push(Source::Table(path.clone()));
                Ok(())
            }
            false => {
                sources.push(source_of(path.clone()));
                Ok(())
            }
        };
        missing.extend(found.err());
    }
    (sources, missing)
}

fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn source_of<'a>(path: PathBuf) -> Source<'a> {
    match has_ending(&path, TABLES) {
        true => Source::Table(path),
        false => Source::Article(path),
    }
}

pub(super) fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
}

/// The endings of texts and of tables, which are what is read of a folder.
const TEXTS: &[&str] = &["txt", "text"];
pub(super) const TABLES: &[&str] = &["csv", "tsv", "tab"];

/// The texts and tables in a folder, of which there must be one.
fn texts_of(folder: &Path) -> Result<Vec<PathBuf>> {
    let files = files_of(folder)?;
    match files.is_empty() {
        false => Ok(files),
        true => Err(Error::input(
            Location::of(folder.display().to_string()),
            format!(
                "no text in this folder: expected files that end in .{} (.gz too); \
                 name others one by one",
                [TEXTS, TABLES].concat().join(", .")
            ),
        )),
    }
}

/// The texts and tables in a folder and the folders in it, sorted.
fn files_of(folder: &Path) -> Result<Vec<PathBuf>> {
    let failed = |e| Error::io(folder, "read", e);
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(failed)?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<io::Result<_>>()
        .map_err(failed)?;
    entries.sort();
    let mut files = Vec::new();
    let hidden = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
    };
    for path in entries.into_iter().filter(|path| !hidden(path)) {
        // A link to a folder could lead in circles.
        if path.is_dir() && !path.is_symlink() {
            files.extend(files_of(&path)?);
        } else if has_ending(&path, TEXTS) || has_ending(&path, TABLES) {
            files.push(path);
        }
    }
    Ok(files)
}

/// Reads an article, unzipped where it is gzipped.
pub(super) fn read_article(path: &Path) -> Result<Article> {
    let (name, bytes) = match is_standard(path) {
        true => {
            let mut bytes = Vec::new();
            let read = io::stdin().read_to_end(&mut bytes).map(|_| bytes);
            ("<stdin>".to_owned(), read)
        }
        false => (path.display().to_string(), fs::read(path)),
    };
    let failed = |e| Error::io(path, "read", e);
    let mut bytes = bytes.map_err(failed)?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut text = Vec::new();
        MultiGzDecoder::new(bytes.as_slice())
            .read_to_end(&mut text)
            .map_err(|e| Error::unreadable(path, e))?;
        bytes = text;
    }
    Article::decode(name, bytes)
}
