//! Articles with gold beside them: where the statements are, what label each
//! has, and which lines are clutter.
//!
//! The gold of `NAME.txt` stands in `NAME.jsonl`, one object a line, of two
//! kinds. `start` and `end` are bytes of the text as decoded to UTF-8:
//!
//! ```json
//! {"start":91,"end":366,"label":"other","unit":"sentence"}
//! {"start":91,"end":180,"label":"demand","unit":"clause","parent":91}
//! {"start":63,"end":90,"clutter":"dateline"}
//! ```
//!
//! `parent` is the start of the sentence that a clause is part of. Sentences
//! do not overlap each other or clutter.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::article::Span;
use crate::document::{Document, Reading};
use crate::error::{Error, Location, Result};

/// What a labelled span is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// A whole sentence.
    Sentence,
    /// A clause of the sentence that begins at `parent`.
    Clause,
}

/// A labelled span of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldStatement {
    /// Where it stands.
    pub span: Span,
    /// Its label.
    pub label: String,
    /// What it is.
    pub unit: Unit,
}

/// An article, its statements and its clutter, in the order of their starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldArticle {
    /// The text.
    pub article: Document,
    /// Sentences and clauses.
    pub statements: Vec<GoldStatement>,
    /// Clutter, and why.
    pub clutter: Vec<(Span, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    start: usize,
    end: usize,
    label: Option<String>,
    unit: Option<Unit>,
    parent: Option<usize>,
    clutter: Option<String>,
}

impl GoldArticle {
    /// The sentences among the statements.
    pub fn sentences(&self) -> impl Iterator<Item = &GoldStatement> {
        self.statements.iter().filter(|statement| statement.unit == Unit::Sentence)
    }

    /// What is labelled apart where `unit` is the unit, in the order of the
    /// text: the sentences; or the clauses, and the sentences that have none.
    pub fn units(&self, unit: Unit) -> impl Iterator<Item = &GoldStatement> {
        let has_clauses = |sentence: &GoldStatement| {
            let inside = |s: &GoldStatement| {
                sentence.span.start <= s.span.start && s.span.end <= sentence.span.end
            };
            self.statements.iter().any(|s| s.unit == Unit::Clause && inside(s))
        };
        self.statements.iter().filter(move |statement| match unit {
            Unit::Sentence => statement.unit == Unit::Sentence,
            Unit::Clause => statement.unit == Unit::Clause || !has_clauses(statement),
        })
    }

    /// Reads `NAME.txt` and the gold in `NAME.jsonl` beside it.
    ///
    /// # Errors
    /// [`Error::Io`] where one cannot be read; [`Error::Input`], with the line,
    /// where the gold is not as described, or does not fit the text.
    pub fn read(text: &Path) -> Result<Self> {
        let article = Reading::default().open_one(text)?;
        let path = text.with_extension("jsonl");
        let gold = fs::read_to_string(&path).map_err(|e| Error::io(&path, "read", e))?;
        Self::parse(article, &gold, &path.display().to_string())
    }

    fn parse(article: Document, gold: &str, source: &str) -> Result<Self> {
        let (mut statements, mut clutter) = (Vec::new(), Vec::new());
        for (place, line) in gold.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let wrong = |problem: String| {
                Err(Error::input(Location::line(source, place as u64 + 1), problem))
            };
            let line: Line = match serde_json::from_str(line) {
                Ok(line) => line,
                Err(e) => {
                    return wrong(format!(
                        "expected an object with start, end, and label and unit, or clutter: {e}"
                    ));
                }
            };
            let span = Span { start: line.start, end: line.end };
            let words = article.text.get(span.start..span.end).unwrap_or_default();
            if words.is_empty() || words.trim() != words {
                return wrong(format!(
                    "found the span {} to {} of a text of {} bytes, expected one of some \
                     characters without white space at its ends",
                    span.start,
                    span.end,
                    article.text.len()
                ));
            }
            match (line.label, line.unit, line.clutter) {
                (Some(label), Some(unit), None)
                    if (unit == Unit::Clause) == line.parent.is_some() =>
                {
                    statements.push(GoldStatement { span, label, unit });
                }
                (None, None, Some(reason)) => clutter.push((span, reason)),
                _ => {
                    return wrong(
                        "expected label and unit (and parent where the unit is \"clause\"), or \
                         clutter alone"
                            .into(),
                    );
                }
            }
        }
        statements.sort_by_key(|statement| statement.span);
        clutter.sort_by_key(|(span, _)| *span);
        let gold = Self { article, statements, clutter };
        gold.check_apart(source)?;
        Ok(gold)
    }

    fn check_apart(&self, source: &str) -> Result<()> {
        let clutter = self.clutter.iter().map(|(span, _)| *span);
        let mut spans: Vec<Span> = self.sentences().map(|s| s.span).chain(clutter).collect();
        spans.sort_unstable();
        match spans.windows(2).find(|two| two[1].start < two[0].end) {
            None => Ok(()),
            Some(two) => Err(Error::input(
                Location::of(source),
                format!(
                    "found the spans {} to {} and {} to {}, which overlap, expected sentences and \
                     clutter that do not",
                    two[0].start, two[0].end, two[1].start, two[1].end
                ),
            )),
        }
    }
}

/// The articles of a folder that have gold, by name; and what could not be
/// read. A text without gold beside it is left out.
///
/// # Errors
/// [`Error::Io`] where the folder cannot be read; [`Error::Input`] where no
/// text in it has gold.
pub fn read_folder(folder: &Path) -> Result<(Vec<GoldArticle>, Vec<Error>)> {
    let failed = |e| Error::io(folder, "read", e);
    let entries: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(failed)?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<std::io::Result<_>>()
        .map_err(failed)?;
    let has_gold = |path: &PathBuf| {
        path.extension().is_some_and(|e| e == "txt") && path.with_extension("jsonl").is_file()
    };
    let mut texts: Vec<PathBuf> = entries.into_iter().filter(has_gold).collect();
    texts.sort();
    if texts.is_empty() {
        return Err(Error::input(
            Location::of(folder.display().to_string()),
            "found no article with gold, expected NAME.txt and NAME.jsonl beside it",
        ));
    }
    let (mut articles, mut errors) = (Vec::new(), Vec::new());
    for text in texts {
        match GoldArticle::read(&text) {
            Ok(article) => articles.push(article),
            Err(error) => errors.push(error),
        }
    }
    Ok((articles, errors))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(gold: &str) -> Result<GoldArticle> {
        let text = &b"They left. Go!\nAdvert\n"[..];
        let mut documents = Reading::default().read(text, "a.txt")?;
        let article = documents.next().unwrap()?;
        GoldArticle::parse(article, gold, "a.jsonl")
    }

    #[test]
    fn gold_is_read_in_the_order_of_the_text() {
        let gold = parse(concat!(
            "{\"start\":15,\"end\":21,\"clutter\":\"advertisement\"}\n\n",
            "{\"start\":11,\"end\":14,\"label\":\"demand\",\"unit\":\"sentence\"}\n",
            "{\"start\":0,\"end\":10,\"label\":\"other\",\"unit\":\"sentence\"}\n",
            "{\"start\":5,\"end\":9,\"label\":\"other\",\"unit\":\"clause\",\"parent\":0}\n",
        ))
        .unwrap();
        let labels: Vec<&str> = gold.sentences().map(|s| s.label.as_str()).collect();
        assert_eq!(labels, ["other", "demand"]);
        let clauses: Vec<usize> = gold.units(Unit::Clause).map(|s| s.span.start).collect();
        assert_eq!(clauses, [5, 11]);
        assert_eq!(gold.statements.len(), 3);
        assert_eq!(gold.clutter, [(Span { start: 15, end: 21 }, "advertisement".to_owned())]);
    }

    #[test]
    fn bad_gold_is_refused_with_its_line() {
        for bad in [
            "no json",
            "{\"start\":0,\"end\":10}",
            "{\"start\":0,\"end\":99,\"label\":\"other\",\"unit\":\"sentence\"}",
            "{\"start\":0,\"end\":11,\"label\":\"other\",\"unit\":\"sentence\"}",
            "{\"start\":0,\"end\":10,\"label\":\"other\",\"unit\":\"word\"}",
            "{\"start\":0,\"end\":10,\"label\":\"other\",\"unit\":\"clause\"}",
            "{\"start\":0,\"end\":10,\"label\":\"other\",\"unit\":\"sentence\",\"clutter\":\"x\"}",
        ] {
            let error = parse(&format!("\n{bad}")).unwrap_err().to_string();
            assert!(error.starts_with("a.jsonl:2: "), "{error}");
        }
        let twice =
            "{\"start\":0,\"end\":10,\"label\":\"other\",\"unit\":\"sentence\"}\n".repeat(2);
        assert!(parse(&twice).unwrap_err().to_string().contains("overlap"));
    }
}
