//! One self-contained page of an evaluation, its plots as SVG.
//!
//! A section is a line in [`SECTIONS`]: what has nothing to show is left out.

mod html;
mod parts;
mod plots;
mod sections;
mod svg;
mod trust;
mod words;

use html::table;
use plots::grouped;

use super::page::{BODY, END, Script, escaped, head};
use super::rows::{Evaluation, interval, value};
use super::scores::{ArticleEvaluation, figure};
use super::visible;
use crate::metrics::Figure;

const CSS: &str = include_str!("evaluation_page/page.css");

/// A part of the page.
struct Section {
    /// The end of its address in the page.
    id: &'static str,
    title: &'static str,
    /// What it holds, where there is something.
    body: fn(&Evaluation) -> Option<String>,
}

/// The parts of the page, in their order.
const SECTIONS: [Section; 13] = [
    Section { id: "figures", title: "Headline figures", body: sections::figures },
    Section { id: "baselines", title: "Baselines: without reading", body: sections::baselines },
    Section { id: "labels", title: "Each label", body: sections::labels },
    Section { id: "confusion", title: "Confusion matrix", body: sections::confusion },
    Section {
        id: "reliability",
        title: "Reliability: how sure, how right",
        body: sections::reliability,
    },
    Section {
        id: "risk-coverage",
        title: "Risk and coverage: if it may abstain",
        body: sections::risk_coverage,
    },
    Section { id: "slices", title: "Slices: where it is weak", body: parts::slices },
    Section { id: "learning", title: "Learning curve", body: parts::learning },
    Section { id: "refusal", title: "What it refuses to label", body: trust::refusal },
    Section { id: "leakage", title: "Leakage: rows it was trained on", body: trust::leakage },
    Section { id: "mistakes", title: "Mistakes to read", body: words::mistakes },
    Section { id: "notes", title: "Before a figure is quoted", body: words::notes },
    Section { id: "methods", title: "How it was computed", body: words::methods },
];

/// The page of an evaluation of rows.
pub(super) fn rows(evaluation: &Evaluation) -> String {
    let parts: Vec<(&Section, String)> =
        SECTIONS.iter().filter_map(|s| Some((s, (s.body)(evaluation)?))).collect();
    let links: String = parts
        .iter()
        .map(|(s, _)| format!("<li><a href=\"#{}\">{}</a></li>\n", s.id, s.title))
        .collect();
    let bodies: String = parts.iter().map(|(s, body)| section(s.id, s.title, body)).collect();
    let files: Vec<String> =
        evaluation.files.iter().map(|file| visible(file).into_owned()).collect();
    let lead = format!(
        "<p class=\"lead\">The model <b>{}</b> against <b>{}</b> labelled rows of {}, at the operating \
         point <b>{}</b>.</p>\n",
        escaped(&visible(&evaluation.model)),
        grouped(evaluation.scores.n),
        escaped(&files.join(", ")),
        escaped(&visible(&evaluation.operating_point)),
    );
    page(
        "How good are the labels?",
        &lead,
        &format!("<nav aria-label=\"Parts of this page\"><ul>\n{links}</ul></nav>\n"),
        &bodies,
    )
}

/// The page of an evaluation of articles: figures alone.
pub(super) fn articles(evaluation: &ArticleEvaluation) -> String {
    let scores = &evaluation.scores;
    let row = |name: &str, value: f64| vec![name.to_owned(), figure(value)];
    let mut found = vec![
        row("statements: precision", scores.statements_precision),
        row("statements: recall", scores.statements_recall),
        row("statements: F1", scores.statements_f1),
        row("lines of clutter dropped", scores.clutter_dropped),
        row("lines of prose dropped", scores.prose_lost),
        row("macro F1, end to end", scores.macro_f1),
    ];
    found.push(vec!["false alarms".into(), value(scores.false_alarms)]);
    let labels: Vec<Vec<String>> = scores
        .labels
        .iter()
        .map(|l| {
            let figures = [l.precision, l.recall, l.f1].map(figure);
            let name = visible(&l.label).into_owned();
            std::iter::once(name).chain(figures).chain([l.support.to_string()]).collect()
        })
        .collect();
    let header = ["label", "precision", "recall", "F1", "support"];
    let bodies =
        section("figures", "The figures", &table("All figures", &["figure", "value"], &found))
            + &section(
                "labels",
                "Label by label",
                &table("Figures of each label", &header, &labels),
            );
    let lead = format!(
        "<p class=\"lead\">Statements found and labelled in <b>{}</b> whole articles ({} statements, {} lines \
         of clutter, {} lines of prose), at the operating point <b>{}</b>. Articles that could not be \
         read: {}.</p>\n",
        grouped(scores.articles),
        grouped(scores.statements),
        grouped(scores.clutter_lines),
        grouped(scores.prose_lines),
        escaped(&visible(&evaluation.operating_point)),
        evaluation.failed,
    );
    page("How good are the labels in articles?", &lead, "", &bodies)
}

fn page(title: &str, lead: &str, links: &str, bodies: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "{}{BODY}<header>\n<p class=\"kicker\">Evaluation</p>\n<h1>{title}</h1>\n{lead}{links}</header>\n\
         <main>\n{bodies}</main>\n<footer><p>Written by stancekit {version}. What each number means, by \
         which formula and reference, and when not to trust it: docs/evaluation.md.</p></footer>\n{END}",
        head(title, Script::None, CSS)
    )
}

fn section(id: &str, title: &str, body: &str) -> String {
    format!(
        "<section id=\"{id}\" aria-labelledby=\"{id}-title\">\n<h2 id=\"{id}-title\">{title}</h2>\n{body}</section>\n"
    )
}

/// `0.884 (0.867 to 0.914)`.
fn interval_told(of: Figure) -> String {
    let short = |value: f64| format!("{value:.3}");
    match (of.value, of.low, of.high) {
        (None, ..) => "not defined".into(),
        (Some(value), Some(low), Some(high)) => {
            format!("{value:.3} ({low:.3} to {high:.3})")
        }
        (Some(value), ..) => short(value),
    }
}

/// `12.3 %`.
fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// A figure and its interval in two cells.
fn cells(of: Figure) -> [String; 2] {
    [value(of.value), interval(of, " to ")]
}
