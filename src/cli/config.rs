//! `--config`: settings as TOML, and the line of a setting that is refused.

use std::fs;
use std::ops::Range;
use std::path::Path;

use linfa::ParamGuard;
use toml::de::{DeTable, DeValue};

use crate::error::{Error, Location, Result};
use crate::features::Tfidf;
use crate::linear::LogisticRegression;
use crate::pipeline::PipelineSpec;

/// Reads settings; those out of their range are refused with their line, for
/// only here it is known.
pub(super) fn read(path: &Path) -> Result<PipelineSpec> {
    let text = fs::read_to_string(path).map_err(|e| Error::io(path, "read", e))?;
    let refused = |span: Option<Range<usize>>, problem: String| {
        let line = span.map(|span| text[..span.start].matches('\n').count() as u64 + 1);
        Error::input(Location { line, ..Location::of(path.display().to_string()) }, problem)
    };
    let mut spec: PipelineSpec =
        toml::from_str(&text).map_err(|e| refused(e.span(), e.message().to_owned()))?;
    spec.read_lexicons(&path.with_file_name(""))?;
    let tree = DeTable::parse(&text).map_err(|e| refused(e.span(), e.message().to_owned()))?;
    let named = |name: &str, part: Option<&DeValue<'_>>| part.and_then(|part| find(part, name));
    for (place, block) in spec.features.iter().enumerate() {
        let alone = Tfidf { normalization: Vec::new(), blocks: vec![block.clone()] };
        alone.check().map_err(|error| {
            let part = tree.get_ref().get("features").and_then(|f| f.get_ref().get(place));
            let name = name_of(&error);
            let span = part.and_then(|p| named(name, Some(p.get_ref())).or(Some(p.span())));
            refused(span, error.to_string())
        })?;
    }
    LogisticRegression::new(spec.classifier.clone()).check().map_err(|error| {
        let part = tree.get_ref().get("classifier").map(|part| part.get_ref());
        refused(named(name_of(&error), part), error.to_string())
    })?;
    Ok(spec)
}

fn name_of(error: &Error) -> &str {
    match error {
        Error::Params { name, .. } => name,
        _ => "",
    }
}

/// Where the value of the setting `name` stands in `part`.
fn find(part: &DeValue<'_>, name: &str) -> Option<Range<usize>> {
    let table = part.as_table()?;
    let here = table.get(name).map(|value| value.span());
    here.or_else(|| table.values().find_map(|value| find(value.get_ref(), name)))
}
