//! An explanation for people.

use std::ops::Range;

use console::{Alignment, Style, measure_text_width, pad_str};

use super::ExplanationReport;
use crate::explain::Term;
use crate::report::table::{self, visible};

/// Words that are marked: at most so many, each with at least this share of
/// what the strongest adds.
const MARKED: (usize, f64) = (8, 0.2);
/// Columns of terms and of what they were made from.
const TERM_WIDTH: usize = 34;
/// Before each line that belongs to a heading.
const INDENT: &str = "  ";

/// The explanation for people, with a line end: the `top` strongest terms, and
/// the others together. `width` columns.
pub fn explanation_text(
    report: &ExplanationReport<'_>,
    top: usize,
    width: usize,
    colour: bool,
) -> String {
    let styled = |style: Style| style.force_styling(colour);
    let styles: Vec<Style> = table::styles(report.labels).into_iter().map(styled).collect();
    let ledger = &report.ledger;
    let page = Page {
        report,
        width,
        colour,
        class: styles[ledger.class].clone(),
        against: styles[ledger.against].clone(),
        styles,
        bold: styled(Style::new().bold()),
        dim: styled(Style::new().dim()),
    };
    let mut parts = vec![page.head(), page.statement(), page.ledger(top), page.flip()];
    parts.extend(page.nearest());
    format!("{}\n", parts.join("\n\n"))
}

struct Page<'a> {
    report: &'a ExplanationReport<'a>,
    width: usize,
    colour: bool,
    /// Of what speaks for the label that is explained.
    class: Style,
    /// Of what speaks for the other.
    against: Style,
    /// By label.
    styles: Vec<Style>,
    bold: Style,
    dim: Style,
}

impl Page<'_> {
    fn label(&self, class: usize) -> String {
        self.styles[class].apply_to(visible(self.report.labels.name(class))).to_string()
    }

    /// The label and its probability; the others after it.
    fn head(&self) -> String {
        let prediction = &self.report.explanation.prediction;
        let p = &prediction.probabilities;
        let percent = |class: usize| format!("{} {}", self.label(class), percent(p[class]));
        let mut others: Vec<usize> =
            (0..p.len()).filter(|class| *class != prediction.class).collect();
        others.sort_by(|a, b| p[*b].total_cmp(&p[*a]));
        let others: Vec<String> = others.into_iter().map(percent).collect();
        let mut head =
            format!("{}   ({})", self.bold.apply_to(percent(prediction.class)), others.join(", "));
        if let Some(place) = &self.report.place {
            head = format!("{}\n{head}", self.dim.apply_to(visible(place)));
        }
        if let Some(truth) = &self.report.truth {
            head.push_str(&format!("\nIn the table: {}", visible(truth)));
        }
        head
    }

    /// The statement with the words that decide marked.
    fn statement(&self) -> String {
        let words = self.report.words();
        let most = words.iter().map(|(_, part)| part.abs()).fold(0.0, f64::max);
        let mut strongest: Vec<usize> = (0..words.len())
            .filter(|word| most > 0.0 && words[*word].1.abs() >= MARKED.1 * most)
            .collect();
        strongest.sort_by(|a, b| words[*b].1.abs().total_cmp(&words[*a].1.abs()));
        strongest.truncate(MARKED.0);
        let text = self.report.text;
        let mark = |place: usize| {
            let (word, part) = &words[place];
            let marked = strongest.contains(&place);
            let of = |span: Range<usize>| visible(&text[span]).into_owned();
            if !marked {
                return of(word.span.clone());
            }
            let (sign, style) = if *part > 0.0 { ("+", &self.class) } else { ("-", &self.against) };
            let core = of(word.core.clone());
            let core = match self.colour {
                true => style.clone().underlined().apply_to(core).to_string(),
                false => format!("[{sign}{core}]"),
            };
            let before = of(word.span.start..word.core.start);
            format!("{before}{core}{}", of(word.core.end..word.span.end))
        };
        let marked: Vec<String> = (0..words.len()).map(mark).collect();
        let statement = self.wrapped(&marked.join(" "), INDENT);
        if strongest.is_empty() {
            return statement;
        }
        let part = |place: &usize| {
            let (word, part) = &words[*place];
            let style = if *part > 0.0 { &self.class } else { &self.against };
            format!(
                "{} {}",
                visible(&text[word.core.clone()]),
                style.apply_to(format!("{part:+.2}"))
            )
        };
        let parts: Vec<String> = strongest.iter().map(part).collect();
        let parts = self.wrapped(&format!("By word: {}", parts.join(", ")), INDENT);
        format!("{statement}\n\n{parts}")
    }

    /// The sum that the log-odds are, term by term.
    fn ledger(&self, top: usize) -> String {
        let (report, ledger) = (self.report, &self.report.ledger);
        let (class, against) = (self.label(ledger.class), self.label(ledger.against));
        let is_given = ledger.class == report.explanation.prediction.class;
        let title = match is_given {
            true => format!("Why {class} rather than {against}"),
            false => format!("Why not {class}: what speaks for {class} (+) and for {against} (-)"),
        };
        let mut rows = vec![self.row(ledger.intercept, "intercept: before a word is read", "", "")];
        for entry in ledger.entries.iter().take(top) {
            let term = &report.explanation.terms[entry.term];
            let made_from = self.made_from(term);
            rows.push(self.row(entry.contribution, &term.shown, block(term.extractor), &made_from));
        }
        let others = ledger.entries.get(top..).unwrap_or_default();
        if !others.is_empty() {
            let sum = others.iter().map(|entry| entry.contribution).sum();
            rows.push(self.row(sum, &format!("{} others together", others.len()), "", ""));
        }
        if ledger.offset != 0.0 {
            let name = format!("operating point: {}", report.operating_point);
            rows.push(self.row(ledger.offset, &name, "", ""));
        }
        let by_threshold = is_given && ledger.log_odds < 0.0;
        let sum = format!(
            "{INDENT}{}  log-odds, {}{}",
            self.bold.apply_to(number(ledger.log_odds)),
            odds(ledger.log_odds, &class, &against),
            if by_threshold { " (a threshold decides)" } else { "" }
        );
        format!(
            "{}\n\n{}\n{INDENT}{}\n{sum}",
            self.bold.apply_to(title),
            rows.join("\n"),
            self.dim.apply_to("-------"),
        )
    }

    fn row(&self, part: f64, term: &str, block: &str, made_from: &str) -> String {
        let style = if part >= 0.0 { &self.class } else { &self.against };
        let term = pad_str(&visible(term), TERM_WIDTH, Alignment::Left, Some("…")).into_owned();
        let block = pad_str(block, 13, Alignment::Left, None).into_owned();
        let row = format!("{}  {term}  {block}  {made_from}", style.apply_to(number(part)));
        format!("{INDENT}{}", row.trim_end())
    }

    /// The pieces of the text that a term was made from, as far as they fit.
    fn made_from(&self, term: &Term) -> String {
        let text = self.report.text;
        let mut pieces: Vec<String> = Vec::new();
        for span in &term.spans {
            let piece = visible(&text[whole_words(text, span)]).into_owned();
            if !pieces.contains(&piece) {
                pieces.push(piece);
            }
        }
        let room = self.width.saturating_sub(TERM_WIDTH + 28).max(16);
        console::truncate_str(&pieces.join(" | "), room, "…").into_owned()
    }

    fn flip(&self) -> String {
        let report = self.report;
        let given = self.label(report.explanation.prediction.class);
        let Some(flip) = &report.flip else {
            return format!(
                "No set of at most {} words was found without which it is not {given}.",
                report.most_words
            );
        };
        let words: Vec<String> = flip
            .removed
            .iter()
            .map(|span| format!("\"{}\"", visible(&report.text[span.clone()])))
            .collect();
        let label = format!(
            "{} {}",
            self.label(flip.prediction.class),
            percent(flip.prediction.confidence())
        );
        let without = format!("Without {} it is {label}:", listed(&words));
        let note = "Labelled again to be sure. Found word by word: another set may be smaller.";
        format!(
            "{}\n\n{}\n\n{}",
            self.wrapped(&without, ""),
            self.wrapped(&visible(&flip.text), INDENT),
            self.dim.apply_to(note)
        )
    }

    fn nearest(&self) -> Option<String> {
        let nearest = self.report.nearest.as_ref()?;
        if nearest.is_empty() {
            return Some("No training statement shares a term with it.".into());
        }
        let width = |label: &str| measure_text_width(&visible(label));
        let widest = nearest.iter().map(|near| width(&near.of.label)).max().unwrap_or(0);
        let rows: Vec<String> = nearest
            .iter()
            .map(|near| {
                let label = visible(&near.of.label).into_owned();
                let padded = pad_str(&label, widest, Alignment::Left, None).into_owned();
                let label = match self.report.labels.index_of(&near.of.label) {
                    Some(class) => self.styles[class].apply_to(padded).to_string(),
                    None => padded,
                };
                let place = self.dim.apply_to(visible(&near.of.place));
                let text = self.wrapped(&visible(&near.text), "        ");
                format!("{INDENT}{:.2}  {label}  {place}\n{text}", near.similarity)
            })
            .collect();
        let title = self.bold.apply_to("Nearest training statements (cosine, 1 is the same)");
        Some(format!("{title}\n\n{}", rows.join("\n")))
    }

    fn wrapped(&self, text: &str, indent: &str) -> String {
        let width = self.width.max(40);
        let options = textwrap::Options::new(width).initial_indent(indent);
        textwrap::fill(text, options.subsequent_indent(indent))
    }
}

/// The words that a span stands in, for people: whole ones.
fn whole_words(text: &str, span: &Range<usize>) -> Range<usize> {
    let is_part = |c: char| c.is_alphanumeric();
    let before = text[..span.start].trim_end_matches(is_part).len();
    let after = &text[span.end..];
    let inside = &text[span.clone()];
    let start = if inside.starts_with(is_part) { before } else { span.start };
    let end = match inside.ends_with(is_part) {
        true => text.len() - after.trim_start_matches(is_part).len(),
        false => span.end,
    };
    start..end
}

/// What a block of features is called for people.
fn block(extractor: &str) -> &str {
    match extractor {
        "word.v1" => "words",
        "char_wb.v1" => "characters",
        "clause.v1" => "main clause",
        "negation.v1" => "negation",
        "lexicon.v1" => "word classes",
        other => other,
    }
}

fn percent(p: f64) -> String {
    match p {
        0.995.. => ">99%".into(),
        ..0.005 => "<1%".into(),
        _ => format!("{:.0}%", p * 100.0),
    }
}

fn number(part: f64) -> String {
    // No "-0.000".
    let part = if part.abs() < 0.0005 { 0.0 } else { part };
    format!("{part:>+7.3}")
}

/// Log-odds as odds: `22 to 1 for denial`.
fn odds(log_odds: f64, class: &str, against: &str) -> String {
    let (favoured, ratio) = match log_odds >= 0.0 {
        true => (class, libm::exp(log_odds)),
        false => (against, libm::exp(-log_odds)),
    };
    match ratio {
        ..10.0 => format!("{ratio:.1} to 1 for {favoured}"),
        10.0..1e6 => format!("{ratio:.0} to 1 for {favoured}"),
        _ => format!("over a million to 1 for {favoured}"),
    }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
