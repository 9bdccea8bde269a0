//! Shares of labels in a corpus.

use comfy_table::Table;
use serde::Serialize;

use super::scores::{Look, MARKDOWN, TEXT, escaped, figure, new_table, pretty, trimmed};
use super::visible;
use crate::metrics::{Figure, LEVEL};
use crate::prevalence::{FEW_POSITIVES, FEWEST_LABELLED, LabelShare, Shares, Warning};

/// The form of the JSON, which `docs/evaluation.md` describes.
const SCHEMA: &str = "count.v1";

/// Shares of labels as they go out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CountReport {
    /// Those of all statements.
    #[serde(flatten)]
    pub shares: Shares,
    /// Articles that the statements stand in.
    pub groups: usize,
    /// Statements left out as near-copies, where copies count once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copies: Option<usize>,
    /// Rows of the sample left out, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<usize>,
    /// Those of parts of the statements, column by column.
    pub parts: Vec<PartOfCount>,
}

/// The shares in a part of the statements.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartOfCount {
    /// The column that tells parts.
    pub column: String,
    /// Its value in this part.
    pub value: String,
    /// The shares.
    #[serde(flatten)]
    pub shares: Shares,
}

impl CountReport {
    /// What speaks against trusting the shares, those of parts with their names;
    /// what the tables of parts show is left out of these.
    pub fn warnings(&self) -> impl Iterator<Item = String> {
        let of_parts = self.parts.iter().flat_map(|part| {
            let shown = |warning: &&Warning| {
                !matches!(warning, Warning::TooFewLabelled { .. } | Warning::FewPositives { .. })
            };
            let name = format!("{}={}", visible(&part.column), visible(&part.value));
            let warnings = part.shares.warnings.iter().filter(shown);
            warnings.map(move |warning| format!("{name}: {warning}"))
        });
        self.shares.warnings.iter().map(ToString::to_string).chain(of_parts)
    }
}

/// The formats of counted shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For documents.
    Markdown,
    /// A row a share.
    Csv,
}

impl CountFormat {
    /// Each of them, the default first.
    pub const ALL: [Self; 4] = [Self::Text, Self::Json, Self::Markdown, Self::Csv];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Csv => "csv",
        }
    }

    /// The shares in this format, with a line end.
    pub fn render(self, report: &CountReport) -> String {
        match self {
            Self::Text => tables(report, TEXT),
            Self::Markdown => tables(report, MARKDOWN),
            Self::Json => json(report),
            Self::Csv => csv(report),
        }
    }
}

fn json(report: &CountReport) -> String {
    #[derive(Serialize)]
    struct Document<'a> {
        schema: &'static str,
        level: f64,
        #[serde(flatten)]
        report: &'a CountReport,
    }
    pretty(&Document { schema: SCHEMA, level: LEVEL, report })
}

fn tables(report: &CountReport, look: Look) -> String {
    let shares = &report.shares;
    let heading = look.heading;
    let mut text = format!("{heading}Shares\n\n{}\n\n{}\n", what_of(report), corrected_by(report));
    text.push_str(&format!("\n{}\n", trimmed(&all(shares, look))));
    if shares.corrected {
        let table = trimmed(&counts(shares, look));
        text.push_str(&format!("\n{heading}Statements\n\n{table}\n"));
    }
    for of_column in report.parts.chunk_by(|a, b| a.column == b.column) {
        let title = visible(&of_column[0].column);
        let table = trimmed(&parts(of_column, look));
        text.push_str(&format!("\n{heading}By {title}\n\n{table}\n"));
    }
    if report.parts.iter().any(|part| part.shares.labelled > 0 && !part.shares.corrected) {
        text.push_str(&format!(
            "\nNot corrected: fewer than {FEWEST_LABELLED} labelled statements, or all of one \
             article.\n"
        ));
    }
    let is_few = |share: &LabelShare| share.ppi.is_some() && share.positives < FEW_POSITIVES;
    if report.parts.iter().any(|part| part.shares.labels.iter().any(is_few)) {
        text.push_str(&format!("\n* Fewer than {FEW_POSITIVES} labelled positives.\n"));
    }
    let warnings: Vec<String> = report.warnings().map(|warning| format!("- {warning}\n")).collect();
    if !warnings.is_empty() {
        text.push_str(&format!("\n{heading}Warnings\n\n{}", warnings.concat()));
    }
    text
}

fn what_of(report: &CountReport) -> String {
    let Shares { statements, unlabelled, .. } = report.shares;
    let mut text = format!("Of {statements} statements{}.", in_articles(statements, report.groups));
    if unlabelled > 0 {
        text.push_str(&format!(" {unlabelled} of them were given no label."));
    }
    if let Some(copies) = report.copies {
        text.push_str(&format!(" {copies} near-copies are left out."));
    }
    text
}

/// Empty where each statement stands by itself.
fn in_articles(statements: usize, groups: usize) -> String {
    if groups == statements { String::new() } else { format!(" in {groups} articles") }
}

fn corrected_by(report: &CountReport) -> String {
    let Shares { labelled, labelled_groups, corrected, .. } = report.shares;
    let mut text = match (corrected, labelled) {
        (true, _) => {
            let articles = in_articles(labelled, labelled_groups);
            format!("Corrected by {labelled} labelled statements{articles}.")
        }
        (false, 0) => "UNCORRECTED: shares of predicted labels, in which the classifier's errors \
                       are.\nLabel a random sample of the statements by hand and give it with \
                       --labelled."
            .into(),
        (false, _) => "UNCORRECTED: too few labelled statements.".into(),
    };
    if let Some(left_out @ 1..) = report.left_out {
        text.push_str(&format!(" Left out of the sample: {left_out}."));
    }
    text
}

fn all(shares: &Shares, look: Look) -> Table {
    if !shares.corrected {
        let mut table = new_table(look, &["label", "predicted", "predicted share"]);
        for share in &shares.labels {
            let label = escaped(&share.label, look);
            table.add_row([label, share.predicted.to_string(), figure(share.naive)]);
        }
        return table;
    }
    let header = [
        "label",
        "predicted share",
        "share",
        "95 % interval",
        "adjusted",
        "95 % interval",
        "labelled",
    ];
    let mut table = new_table(look, &header);
    for share in &shares.labels {
        let mut row = vec![escaped(&share.label, look), figure(share.naive)];
        for of in [share.ppi, share.adjusted] {
            row.extend([value(of, figure), interval(of, figure)]);
        }
        row.push(share.positives.to_string());
        table.add_row(row);
    }
    table
}

fn counts(shares: &Shares, look: Look) -> Table {
    let statements = shares.statements as f64;
    let count = |share: f64| format!("{:.0}", share * statements);
    let mut table = new_table(look, &["label", "predicted", "corrected", "95 % interval"]);
    for share in &shares.labels {
        table.add_row([
            escaped(&share.label, look),
            share.predicted.to_string(),
            value(share.ppi, count),
            interval(share.ppi, count),
        ]);
    }
    table
}

fn parts(parts: &[PartOfCount], look: Look) -> Table {
    let is_corrected = parts.iter().any(|part| part.shares.labelled > 0);
    let mut header = vec!["", "statements", "label", "predicted share"];
    if is_corrected {
        header.extend(["share", "95 % interval", "labelled"]);
    }
    let mut table = new_table(look, &header);
    for part in parts {
        for (place, share) in part.shares.labels.iter().enumerate() {
            let mut row = match place {
                0 => vec![escaped(&part.value, look), part.shares.statements.to_string()],
                _ => vec![String::new(); 2],
            };
            row.extend([escaped(&share.label, look), figure(share.naive)]);
            if is_corrected {
                let few = share.ppi.is_some() && share.positives < FEW_POSITIVES;
                let mark = if few { "*" } else { "" };
                let value = value(share.ppi, figure);
                let shown = if share.ppi.is_some() { value } else { "not corrected".into() };
                let labelled = format!("{} of {}{mark}", share.positives, part.shares.labelled);
                row.extend([shown, interval(share.ppi, figure), labelled]);
            }
            table.add_row(row);
        }
    }
    table
}

fn value(of: Option<Figure>, shown: impl Fn(f64) -> String) -> String {
    of.and_then(|figure| figure.value).map_or("-".into(), shown)
}

fn interval(of: Option<Figure>, shown: impl Fn(f64) -> String) -> String {
    match of.map(|figure| (figure.low, figure.high)) {
        Some((Some(low), Some(high))) => format!("{} to {}", shown(low), shown(high)),
        _ => String::new(),
    }
}

const CSV_HEADER: [&str; 16] = [
    "column",
    "value",
    "label",
    "statements",
    "predicted",
    "naive",
    "labelled",
    "positives",
    "corrected",
    "share",
    "low",
    "high",
    "adjusted",
    "adjusted_low",
    "adjusted_high",
    "unlabelled",
];

/// A row a label of all, and of each part.
fn csv(report: &CountReport) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing into memory does not fail.
    let _ = writer.write_record(CSV_HEADER);
    let of_parts = report.parts.iter().map(|part| (&*part.column, &*part.value, &part.shares));
    for (column, value, shares) in std::iter::once(("", "", &report.shares)).chain(of_parts) {
        for share in &shares.labels {
            let figures = [share.ppi, share.adjusted].map(|figure| {
                let ends = figure.map(|figure| [figure.value, figure.low, figure.high]);
                ends.unwrap_or_default().map(|end| end.map_or(String::new(), |x| x.to_string()))
            });
            let [ppi, adjusted] = figures;
            let numbers = [shares.statements, share.predicted].map(|n| n.to_string());
            let sample = [shares.labelled, share.positives].map(|n| n.to_string());
            let _ = writer.write_record(
                [column, value, &share.label]
                    .map(str::to_owned)
                    .into_iter()
                    .chain(numbers)
                    .chain([share.naive.to_string()])
                    .chain(sample)
                    .chain([shares.corrected.to_string()])
                    .chain(ppi)
                    .chain(adjusted)
                    .chain([shares.unlabelled.to_string()]),
            );
        }
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
