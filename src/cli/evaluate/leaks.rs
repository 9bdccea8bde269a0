//! Rows that the model knows from its training.

use crate::cli::counted;
use crate::cli::terminal::Progress;
use crate::dataset::Example;
use crate::error::Result;
use crate::leakage::{Kind, Leakage, Row};
use crate::metrics::{Bootstrap, Metrics, Outcomes};
use crate::model_file::Models;
use crate::report::{LeakCounts, LeakReport, LeakedRow};

/// Looks for rows in the training data of their models; `group` is the place
/// of the models' group column among the fields kept.
pub(super) fn find(
    models: &Models,
    places: &[usize],
    examples: &[Example],
    group: usize,
) -> Option<Leakage> {
    let _bar = Progress::new("comparing");
    let rows = places.iter().zip(examples).map(|(place, example)| {
        let group = example.kept.get(group).map(|value| value.trim());
        let group = group.filter(|value| !value.is_empty());
        (*place, Row { text: &example.text, group })
    });
    models.leakage(&rows.collect::<Vec<_>>())
}

/// What was found, and the figures without it.
pub(super) fn report(
    found: Option<&Leakage>,
    outcomes: &Outcomes<'_>,
    examples: &[Example],
    metrics: &Metrics,
    bootstrap: &Bootstrap,
) -> Result<LeakReport> {
    let Some(found) = found else { return Ok(LeakReport::default()) };
    let count = |kind| found.count(kind);
    let leaks = found.leaks.iter();
    let leaked_rows = leaks
        .map(|leak| LeakedRow { place: examples[leak.row].location.to_string(), kind: leak.kind });
    let mut is_clean = vec![true; examples.len()];
    found.leaks.iter().for_each(|leak| is_clean[leak.row] = false);
    let clean: Vec<usize> = (0..examples.len()).filter(|row| is_clean[*row]).collect();
    let metrics_clean = match (clean.len(), found.leaks.len()) {
        (0, _) => None,
        (_, 0) => Some(metrics.clone()),
        _ => {
            let bar = Progress::new("drawing without leaks");
            Some(Metrics::of_rows(outcomes, &clean, bootstrap, &|| bar.advance(1))?)
        }
    };
    Ok(LeakReport {
        leakage: Some(LeakCounts {
            exact: count(Kind::Exact),
            near: count(Kind::Near),
            group: count(Kind::Group),
        }),
        leaked_rows: leaked_rows.collect(),
        metrics_clean,
    })
}

/// What `--strict` objects to, in words.
pub(super) fn objection(found: Option<&Leakage>) -> Option<String> {
    let Some(found) = found else {
        return Some("--strict: the model holds no fingerprints to find leaked rows by".into());
    };
    let of_kind = |kind: Kind| Some(format!("{} {}", found.count(kind)?, kind.as_str()));
    let kinds: Vec<String> = Kind::ALL.into_iter().filter_map(of_kind).collect();
    let n = counted(found.leaks.len(), "row");
    (!found.leaks.is_empty()).then(|| format!("{n} leaked from training: {}", kinds.join(", ")))
}
