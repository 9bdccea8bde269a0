//! `stancekit compare`.

mod joined;

use std::path::Path;

use super::args::CompareArgs;
use super::evaluate::SHIPPED;
use super::terminal::Progress;
use super::values::TextOrJson;
use super::{Outcome, counted, input, predictions, warn};
use crate::dataset::{Columns, Dataset, Example};
use crate::error::Result;
use crate::metrics::Comparison;
use crate::report::{Change, ComparisonReport, Intervals, comparison_json, comparison_text};

pub(super) fn run(args: &CompareArgs) -> anyhow::Result<Outcome> {
    let columns = args.columns.columns_or_usual_group(&Columns::default());
    let data = input::read(std::slice::from_ref(&args.file), &columns, false)?;
    let a = labels(&args.a, &data)?;
    let b = labels(&args.b, &data)?;
    let truth: Vec<&str> = data.examples.iter().map(|e| e.label.as_str()).collect();
    let groups = data.groups();
    let comparison = {
        let bar = Progress::new("drawing");
        let [a, b] = [&a, &b].map(|given| given.iter().map(String::as_str).collect::<Vec<_>>());
        let bootstrap = args.bootstrap.bootstrap();
        Comparison::new(&truth, &a, &b, groups.as_deref(), &bootstrap, &|| bar.advance(1))?
    };
    // Rows that the first labels wrong and the second right.
    let changes = |wrong: &[String], right: &[String]| -> Vec<Change> {
        let rows = data.examples.iter().enumerate();
        rows.filter(|(row, e)| wrong[*row] != e.label && right[*row] == e.label)
            .take(args.changes)
            .map(|(row, e)| change(e, &a[row], &b[row]))
            .collect()
    };
    let report = ComparisonReport {
        name_a: args.a.display().to_string(),
        name_b: args.b.display().to_string(),
        intervals: Intervals {
            resampling: comparison.resampling,
            columns: data.group_columns.clone(),
        },
        comparison,
        gained: changes(&a, &b),
        lost: changes(&b, &a),
    };
    super::print(&match args.format {
        TextOrJson::Text => comparison_text(&report),
        TextOrJson::Json => comparison_json(&report),
    })?;
    Ok(Outcome::Done)
}

fn change(example: &Example, a: &str, b: &str) -> Change {
    Change {
        place: example.location.to_string(),
        truth: example.label.clone(),
        a: a.to_owned(),
        b: b.to_owned(),
        text: example.text.clone(),
    }
}

/// The label that a model, or a file of predictions, gives to each row.
fn labels(path: &Path, data: &Dataset) -> Result<Vec<String>> {
    if predictions::is_file_of_them(path) {
        return joined::labels(path, data);
    }
    let models = super::models(Some(path).filter(|path| path.to_str() != Some(SHIPPED)))?;
    let model = models.only()?;
    let labels = model.pipeline.labels();
    let unknown = data.targets(labels).iter().filter(|target| target.is_none()).count();
    if unknown > 0 {
        warn(format!(
            "{}: {} with a label that this model lacks, so that it labels them wrong (its labels: {})",
            path.display(),
            counted(unknown, "row"),
            labels.names().join(", ")
        ));
    }
    let _bar = Progress::new("labelling");
    let predictions = model.pipeline.predict(&data.texts());
    Ok(predictions.iter().map(|p| labels.name(p.class).to_owned()).collect())
}
