//! A model against articles with gold, from the text to the labels.

use rayon::prelude::*;

use crate::article::{Block, Span, blocks, clauses, statements_in};
use crate::error::{Error, Location, Result};
use crate::gold::{GoldArticle, Unit};
use crate::label::LabelSet;
use crate::metrics::ArticleOutcome;
use crate::pipeline::FittedPipeline;

/// Finds and labels the units of each article, and sets them beside those of
/// its gold. In order; each depends on its own article alone. A clause is found
/// where it holds one clause of the gold, which has neither the connective nor
/// the mark at the end.
///
/// # Errors
/// [`Error::Input`] where the gold has a label that the model lacks.
pub fn outcomes(
    pipeline: &FittedPipeline,
    articles: &[GoldArticle],
    unit: Unit,
) -> Result<Vec<ArticleOutcome>> {
    articles.par_iter().map(|article| outcome(pipeline, article, unit)).collect()
}

fn outcome(pipeline: &FittedPipeline, gold: &GoldArticle, unit: Unit) -> Result<ArticleOutcome> {
    let text = &gold.article.text;
    let blocks = blocks(text);
    let sentences = statements_in(text, &blocks);
    let found: Vec<Span> = match unit {
        Unit::Sentence => sentences,
        Unit::Clause => sentences.into_iter().flat_map(|span| clauses(text, span)).collect(),
    };
    let found = found.into_iter().map(|span| {
        let class = pipeline.predict_one(span.of(text)).class;
        let clause = (unit == Unit::Clause).then(|| only_clause(gold, span)).flatten();
        let span = clause.unwrap_or(span);
        ((span.start, span.end), class)
    });
    let (prose_dropped, clutter_dropped) = dropped_lines(gold, &blocks);
    Ok(ArticleOutcome {
        truth: targets(pipeline.labels(), gold, unit)?,
        found: found.collect(),
        prose_dropped,
        clutter_dropped,
    })
}

/// The clause of the gold that `found` holds, where it holds one and no more.
fn only_clause(gold: &GoldArticle, found: Span) -> Option<Span> {
    let mut inside = gold.statements.iter().filter(|statement| {
        let span = statement.span;
        statement.unit == Unit::Clause && found.start <= span.start && span.end <= found.end
    });
    let clause = inside.next()?;
    inside.next().is_none().then_some(clause.span)
}

/// The units of an article and their classes.
fn targets(
    labels: &LabelSet,
    gold: &GoldArticle,
    unit: Unit,
) -> Result<Vec<((usize, usize), usize)>> {
    gold.units(unit)
        .map(|statement| match labels.index_of(&statement.label) {
            Some(class) => Ok(((statement.span.start, statement.span.end), class)),
            None => Err(Error::input(
                Location::of(gold.article.source.as_str()),
                format!(
                    "its gold has the label {:?}, which the model lacks (its labels: {})",
                    statement.label,
                    labels.names().join(", ")
                ),
            )),
        })
        .collect()
}

/// The texts of the sentences of articles, and their classes.
///
/// # Errors
/// As [`outcomes`].
pub fn sentences<'a>(
    labels: &LabelSet,
    articles: &'a [GoldArticle],
) -> Result<(Vec<&'a str>, Vec<usize>)> {
    let (mut texts, mut classes) = (Vec::new(), Vec::new());
    for gold in articles {
        for ((start, end), class) in targets(labels, gold, Unit::Sentence)? {
            texts.push(&gold.article.text[start..end]);
            classes.push(class);
        }
    }
    Ok((texts, classes))
}

/// For each line of prose and of clutter, whether no kept block holds it. A
/// line is clutter where one span of clutter covers it, prose where it holds
/// some of a sentence.
fn dropped_lines(gold: &GoldArticle, blocks: &[Block]) -> (Vec<bool>, Vec<bool>) {
    let (mut prose, mut clutter) = (Vec::new(), Vec::new());
    let meet = |a: Span, b: Span| a.start < b.end && b.start < a.end;
    let mut start = 0;
    for line in gold.article.text.split_inclusive('\n') {
        let lead = line.len() - line.trim_start().len();
        let span = Span { start: start + lead, end: start + lead + line.trim().len() };
        start += line.len();
        let is_kept = |block: &Block| block.dropped.is_none() && meet(block.span, span);
        if gold.sentences().any(|statement| meet(statement.span, span)) {
            prose.push(!blocks.iter().any(is_kept));
        } else if gold.clutter.iter().any(|(c, _)| c.start <= span.start && span.end <= c.end)
            && span.start < span.end
        {
            clutter.push(!blocks.iter().any(is_kept));
        }
    }
    (prose, clutter)
}
