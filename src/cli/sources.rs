//! What the inputs named on the command line are.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::args::InputArgs;
use super::counted;
use crate::document::{ending, endings};
use crate::error::{Error, Location, Result};

/// Something to read.
pub(super) enum Source {
    Text(String, String),
    /// Articles: one or more documents.
    File(PathBuf),
    Table(PathBuf),
}

impl Source {
    /// Its file, where it has one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Text(..) => None,
            Self::File(path) | Self::Table(path) => Some(path),
        }
    }
}

/// All sources, and what is wrong with others.
#[derive(Default)]
pub(super) struct Sources {
    pub found: Vec<Source>,
    pub missing: Vec<Error>,
    pub notes: Vec<String>,
}

/// The endings of tables.
const TABLES: &[&str] = &["csv", "tsv", "tab"];

impl Sources {
    /// What the arguments name: folders and patterns opened, in order.
    ///
    /// # Errors
    /// Where the list of paths cannot be read.
    pub fn new(args: &InputArgs) -> Result<Self> {
        let mut sources = Self::default();
        for (place, text) in args.text.iter().enumerate() {
            sources.found.push(Source::Text(format!("text {}", place + 1), text.clone()));
        }
        let mut paths = args.inputs.clone();
        if let Some(list) = &args.files_from {
            paths.extend(listed(list)?);
        }
        for path in paths {
            sources.add(path, args.text_column.is_some());
        }
        Ok(sources)
    }

    fn add(&mut self, path: PathBuf, tables: bool) {
        if path.is_dir() {
            let before = self.found.len();
            let mut others = 0;
            let walked = self.walk(&path, &mut others);
            self.missing.extend(walked.err());
            if others > 0 {
                let files = counted(others, "file");
                self.notes.push(format!("{}: {files} of other kinds left alone", path.display()));
            }
            if self.found.len() == before {
                self.missing.push(Error::input(
                    Location::of(path.display().to_string()),
                    format!(
                        "no text in this folder: expected files that end in .{} (.gz and .zst \
                         too); name others one by one",
                        endings().chain(TABLES.iter().copied()).collect::<Vec<_>>().join(", .")
                    ),
                ));
            }
            return;
        }
        let pattern = path.to_string_lossy();
        let is_pattern = pattern.contains(['*', '?', '[']) && path.symlink_metadata().is_err();
        if !is_pattern {
            // Whoever names a column means a table, unless it is a known kind of article.
            let kind = ending(&path);
            let article = endings().any(|known| kind.as_deref() == Some(known));
            let table = is_table(&path) || (tables && !article);
            self.found.push(if table { Source::Table(path) } else { Source::File(path) });
            return;
        }
        let refused = |problem: String| Error::input(Location::of(pattern.as_ref()), problem);
        let matches = match glob::glob(&pattern) {
            Ok(matches) => matches,
            Err(error) => return self.missing.push(refused(format!("is no pattern: {error}"))),
        };
        let mut any = false;
        for found in matches {
            any = true;
            match found {
                Ok(path) => self.add(path, tables),
                Err(error) => {
                    let path = error.path().to_owned();
                    self.missing.push(Error::io(&path, "read", error.into()));
                }
            }
        }
        if !any {
            self.missing.push(refused("no file has such a name".into()));
        }
    }

    /// Adds the files in a folder and the folders in it, sorted; those of other
    /// kinds are counted.
    fn walk(&mut self, folder: &Path, others: &mut usize) -> Result<()> {
        let failed = |e| Error::io(folder, "read", e);
        let mut entries: Vec<PathBuf> = fs::read_dir(folder)
            .map_err(failed)?
            .map(|entry| entry.map(|e| e.path()))
            .collect::<io::Result<_>>()
            .map_err(failed)?;
        entries.sort();
        let hidden = |path: &PathBuf| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
        };
        for path in entries.into_iter().filter(|path| !hidden(path)) {
            let kind = ending(&path);
            let known = endings().any(|known| kind.as_deref() == Some(known));
            if path.is_dir() {
                // A link to a folder could lead in circles.
                if path.is_symlink() {
                    continue;
                }
                let before = self.found.len();
                let walked = self.walk(&path, others);
                self.missing.extend(walked.err());
                if self.found.len() == before && (known || is_table(&path)) {
                    let problem = "is a folder without texts, expected a file by its name";
                    let place = Location::of(path.display().to_string());
                    self.missing.push(Error::input(place, problem));
                }
            } else if is_table(&path) {
                self.found.push(Source::Table(path));
            } else if known {
                self.found.push(Source::File(path));
            } else {
                *others += 1;
            }
        }
        Ok(())
    }
}

pub(super) fn is_table(path: &Path) -> bool {
    ending(path).is_some_and(|ending| TABLES.contains(&ending.as_str()))
}

/// The paths in a list, one a line.
fn listed(list: &Path) -> Result<Vec<PathBuf>> {
    let read = match list.as_os_str() == "-" {
        true => {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text).map(|_| text)
        }
        false => fs::read_to_string(list),
    };
    let text = read.map_err(|e| Error::io(list, "read", e))?;
    let lines = text.lines().map(|line| line.trim_end_matches('\r'));
    Ok(lines.filter(|line| !line.is_empty()).map(PathBuf::from).collect())
}
