//! `stancekit check`.

use std::io::{self, Write};

use serde::Serialize;

use super::args::CheckArgs;
use super::values::TextOrJson;
use super::{Outcome, input, note, print};
use crate::dataset::{Audit, Columns, Dataset, audit};
use crate::report::visible;

mod label_errors;

use label_errors::LikelyErrors;

/// What goes out.
#[derive(Serialize)]
struct Report {
    #[serde(flatten)]
    audit: Audit,
    #[serde(skip_serializing_if = "Option::is_none")]
    label_errors: Option<LikelyErrors>,
}

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<Outcome> {
    let columns = args.columns.columns(&Columns::default());
    let data = Dataset::read(&[&args.file], &columns)?;
    data.notes.iter().for_each(note);
    let report = Report {
        label_errors: args
            .label_errors
            .map(|most| LikelyErrors::new(&data, args, most))
            .transpose()?,
        audit: audit(&data),
    };
    let mut out = Vec::new();
    match args.format {
        TextOrJson::Json => writeln!(out, "{}", serde_json::to_string_pretty(&report)?)?,
        TextOrJson::Text => {
            write_text(&mut out, &report.audit)?;
            if let Some(found) = &report.label_errors {
                found.write(&mut out)?;
            }
        }
    }
    print(&String::from_utf8_lossy(&out))?;
    Ok(match report.audit.bad_rows.is_empty() {
        true => Outcome::Done,
        false => Outcome::InputFailed,
    })
}

fn write_text(out: &mut impl Write, audit: &Audit) -> io::Result<()> {
    writeln!(out, "rows              {}", audit.rows)?;
    for (label, count) in &audit.labels {
        writeln!(out, "  {:<15} {count}", visible(label))?;
    }
    if !audit.groups.is_empty() {
        let sizes = audit.groups.values();
        writeln!(
            out,
            "groups            {} of {} to {} rows{}",
            audit.groups.len(),
            sizes.clone().min().unwrap_or(&0),
            sizes.max().unwrap_or(&0),
            match audit.without_group {
                0 => String::new(),
                n => format!(", {n} rows without one"),
            }
        )?;
    }
    let [least, median, most] = audit.words;
    writeln!(out, "words             {least} to {most}, median {median}")?;
    list(out, "bad rows", &audit.bad_rows)?;
    list(out, "same text with different labels", &pairs(&audit.conflicts))?;
    list(out, "duplicates", &pairs(&audit.duplicates))?;
    list(out, "near-duplicates (Jaccard over 0.6)", &pairs(&audit.near_duplicates))?;
    let similar: Vec<String> =
        audit.similar_labels.iter().map(|names| format!("{names:?}")).collect();
    list(out, "labels that differ only by case or space", &similar)
}

fn pairs(pairs: &[(String, String)]) -> Vec<String> {
    pairs.iter().map(|(first, again)| format!("{again} as {first}")).collect()
}

fn list(out: &mut impl Write, heading: &str, things: &[String]) -> io::Result<()> {
    writeln!(out, "{heading}: {}", things.len())?;
    for thing in things.iter().take(input::LISTED) {
        writeln!(out, "  {thing}")?;
    }
    if things.len() > input::LISTED {
        writeln!(out, "  and {} more (--format json lists all)", things.len() - input::LISTED)?;
    }
    Ok(())
}
