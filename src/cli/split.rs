//! `stancekit split`.

use std::fs;
use std::path::{Path, PathBuf};

use hashbrown::HashMap;

use super::args::SplitArgs;
use super::{Outcome, input, print};
use crate::dataset::{Columns, Side, Table, split};
use crate::error::{Error, Result};
use crate::whole_file::WholeFile;

pub(super) fn run(args: &SplitArgs) -> anyhow::Result<Outcome> {
    let shares: [f64; 3] = args.shares.as_slice().try_into().map_err(|_| {
        Error::params("shares", args.shares.len(), "three numbers: train, dev, test")
    })?;
    if args.file.as_os_str() == "-" {
        return Err(Error::params("FILE", "-", "a file, which is read twice").into());
    }
    let folder = match &args.output_dir {
        Some(folder) => folder.clone(),
        None => args.file.parent().map(Path::to_owned).unwrap_or_default(),
    };
    if !folder.as_os_str().is_empty() {
        fs::create_dir_all(&folder).map_err(|e| Error::io(&folder, "create", e))?;
    }
    for side in Side::ALL.into_iter().filter(|_| args.force) {
        input::keep_apart(std::slice::from_ref(&args.file), &path_of(&folder, side))?;
    }
    let outputs = outputs(&folder, args.force)?;
    let columns = args.columns.columns(&Columns::default());
    let data = input::read(std::slice::from_ref(&args.file), &columns, args.skip_bad_rows)?;
    let sides = split(&data, shares, args.seed)?;
    // Rows are known by the line on which they begin.
    let side_of: HashMap<Option<u64>, Side> =
        data.examples.iter().map(|e| e.location.line).zip(sides.iter().copied()).collect();
    let counts = write_parts(&args.file, outputs, &side_of)?;
    for (side, count) in Side::ALL.iter().zip(counts) {
        let path = path_of(&folder, *side);
        print(&format!("{:<6} {count:>7} rows  {}\n", side.as_str(), path.display()))?;
    }
    Ok(Outcome::Done)
}

fn path_of(folder: &Path, side: Side) -> PathBuf {
    folder.join(format!("{}.csv", side.as_str()))
}

fn outputs(folder: &Path, force: bool) -> Result<Vec<WholeFile>> {
    Side::ALL
        .iter()
        .map(|side| {
            let path = path_of(folder, *side);
            match path.exists() && !force {
                true => Err(Error::params(
                    path.display().to_string(),
                    "a file that is there",
                    "none: remove it, choose another --output-dir, or say --force",
                )),
                false => WholeFile::create(&path),
            }
        })
        .collect()
}

fn write_parts(
    file: &Path,
    outputs: Vec<WholeFile>,
    side_of: &HashMap<Option<u64>, Side>,
) -> anyhow::Result<[usize; 3]> {
    let mut table = Table::open(file)?;
    let mut writers: Vec<_> = outputs.into_iter().map(csv::Writer::from_writer).collect();
    for writer in &mut writers {
        writer.write_record(table.header())?;
    }
    let width = table.header().len();
    let mut counts = [0; 3];
    while let Some(row) = table.next_row()? {
        let Ok(row) = row else { continue };
        if let Some(side) = side_of.get(&row.location.line) {
            writers[*side as usize].write_record((0..width).map(|column| row.get(column)))?;
            counts[*side as usize] += 1;
        }
    }
    for writer in writers {
        writer.into_inner().map_err(|e| e.into_error())?.commit()?;
    }
    Ok(counts)
}
