//! Sections of parts of the rows, and of ever more of them.

use super::html::{plot, table};
use super::plots::{self, Bars, grouped};
use super::{cells, escaped, figure};
use crate::metrics::Slice;
use crate::report::rows::Evaluation;
use crate::report::{LearningPoint, visible};

/// Of a column the worst slices are drawn.
const MOST_SLICES: usize = 20;

pub(super) fn slices(evaluation: &Evaluation) -> Option<String> {
    const IDS: [&str; 4] = ["slices-plot-1", "slices-plot-2", "slices-plot-3", "slices-plot-4"];
    let columns = evaluation.slices.chunk_by(|a, b| a.column == b.column);
    let parts: String = columns
        .enumerate()
        .map(|(place, slices)| slices_of(slices, IDS.get(place).copied()))
        .collect();
    (!parts.is_empty()).then_some(parts)
}

/// The slices of a column; a table alone where there is no `id` for a plot.
fn slices_of(slices: &[Slice], id: Option<&'static str>) -> String {
    let column = visible(&slices[0].column);
    let name = |slice: &Slice| match slice.value.is_empty() {
        true => "(empty)".to_owned(),
        false => visible(&slice.value).into_owned(),
    };
    let rows: Vec<Vec<String>> = slices
        .iter()
        .map(|slice| {
            let figures = [slice.macro_f1, slice.accuracy].map(cells).concat();
            [name(slice), grouped(slice.n)].into_iter().chain(figures).collect()
        })
        .collect();
    let header = [&column, "rows", "macro F1", "95 % interval", "accuracy", "95 % interval"];
    let title = format!("By {column}, the worst first");
    let table = table(&title, &header, &rows);
    let heading = format!("<h3>{}</h3>\n", escaped(&title));
    let Some(id) = id else { return heading + &table };
    let bars: Vec<Bars> = slices
        .iter()
        .take(MOST_SLICES)
        .map(|slice| Bars { name: name(slice), bars: vec![("macro F1".into(), slice.macro_f1)] })
        .collect();
    let svg = plots::bars(
        id,
        &title,
        "Bars of macro F1 from 0 to 1 with 95 % intervals, the worst first; the table has the numbers.",
        &bars,
    );
    let caption = match slices.len() > MOST_SLICES {
        false => "Macro F1 over the labels of each part.".to_owned(),
        true => format!(
            "Macro F1 over the labels of each part: the worst {MOST_SLICES} of {}.",
            grouped(slices.len())
        ),
    } + " Of many parts the worst is bad by chance as well: look at its interval.";
    heading + &plot(&svg, &[], &caption, &table)
}

pub(super) fn learning(evaluation: &Evaluation) -> Option<String> {
    let points = &evaluation.learning_curve;
    let mut names: Vec<&str> = Vec::new();
    for point in points {
        if !names.contains(&point.series.as_str()) {
            names.push(&point.series);
        }
    }
    let series: Vec<(&str, Vec<&LearningPoint>)> = names
        .iter()
        .map(|name| {
            let mut of_name: Vec<&LearningPoint> =
                points.iter().filter(|point| point.series == *name).collect();
            of_name.sort_by_key(|point| point.rows);
            (*name, of_name)
        })
        .collect();
    (!points.is_empty()).then(|| {
        let rows: Vec<Vec<String>> = points
            .iter()
            .map(|p| vec![grouped(p.rows), visible(&p.series).into_owned(), figure(p.macro_f1)])
            .collect();
        let svg = plots::learning(
            &series,
            "Macro F1 over the rows that the model was fitted on; the table has the numbers.",
        );
        let legend: &[&str] = if names == [""] { &[] } else { &names };
        plot(
            &svg,
            legend,
            "Macro F1 of models fitted on ever more rows. A line that still rises on the right says \
             that more rows would help.",
            &table("Learning curve", &["rows", "measured on", "macro F1"], &rows),
        )
    })
}
