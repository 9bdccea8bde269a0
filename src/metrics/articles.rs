//! How well statements are found and labelled in whole articles.

use serde::Serialize;

use super::{Counts, LabelScores, check_metric, ratio, unknown_metric};
use crate::error::Result;
use crate::label::LabelSet;

/// What is compared of one article. Spans are `(start, end)` in bytes;
/// classes are those of a [`LabelSet`].
#[derive(Debug, Clone, Default)]
pub struct ArticleOutcome {
    /// The sentences that there are, in the order of their spans, and their
    /// classes.
    pub truth: Vec<((usize, usize), usize)>,
    /// The sentences that were found, and the classes given to them.
    pub found: Vec<((usize, usize), usize)>,
    /// For each line of prose, whether it was dropped.
    pub prose_dropped: Vec<bool>,
    /// For each line of clutter, whether it was dropped.
    pub clutter_dropped: Vec<bool>,
}

/// Figures of articles with gold, end to end: what is not found or wrongly
/// found counts against the labels.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArticleScores {
    /// Articles.
    pub articles: usize,
    /// Sentences that there are.
    pub statements: usize,
    /// Of the sentences found, the share with exactly a sentence's span.
    pub statements_precision: f64,
    /// Of the sentences that there are, the share found with exactly their span.
    pub statements_recall: f64,
    /// The harmonic mean of the two.
    pub statements_f1: f64,
    /// Lines of clutter.
    pub clutter_lines: usize,
    /// The share of lines of clutter that were dropped.
    pub clutter_dropped: f64,
    /// Lines of prose.
    pub prose_lines: usize,
    /// The share of lines of prose that were dropped.
    pub prose_lost: f64,
    /// The unweighted mean of the labels' F1.
    pub macro_f1: f64,
    /// Statements given another label than the background label, where there
    /// is no such act, over the sentences of the background label: 0 or more.
    /// `None` where the model has no background label.
    pub false_alarms: Option<f64>,
    /// Each label's figures. A sentence not found is missed for its label; one
    /// that is none is wrong for the label that it was given.
    pub labels: Vec<LabelScores>,
}

impl ArticleScores {
    /// The names of the figures over all labels.
    pub const NAMES: [&'static str; 7] = [
        "statements_f1",
        "statements_precision",
        "statements_recall",
        "clutter_dropped",
        "prose_lost",
        "macro_f1",
        "false_alarms",
    ];

    /// Refuses a name that [`ArticleScores::metric`] would not know.
    ///
    /// # Errors
    /// [`Error::Params`](crate::error::Error::Params) with the names there are.
    pub fn check_metric(name: &str, labels: &LabelSet) -> Result<()> {
        check_metric(name, &Self::NAMES, &LabelScores::NAMES, labels)
    }

    /// Sums up the outcomes of articles. `background` is the class of what is
    /// no act, where there is one.
    pub fn new(labels: &LabelSet, background: Option<usize>, outcomes: &[ArticleOutcome]) -> Self {
        let k = labels.len();
        let mut counts = vec![Counts::default(); k];
        let (mut matched, mut found, mut alarms) = (0, 0, 0);
        for outcome in outcomes {
            outcome.truth.iter().for_each(|(_, class)| counts[*class].support += 1);
            found += outcome.found.len();
            for (span, given) in &outcome.found {
                counts[*given].predicted += 1;
                let place = outcome.truth.binary_search_by_key(span, |(span, _)| *span);
                let truth = place.ok().map(|place| &outcome.truth[place]);
                matched += usize::from(truth.is_some());
                counts[*given].right += usize::from(truth.is_some_and(|(_, class)| class == given));
                let no_act = truth.is_none_or(|(_, class)| Some(*class) == background);
                alarms += usize::from(no_act && Some(*given) != background);
            }
        }
        let statements = counts.iter().map(|c| c.support).sum();
        let lines = |of: fn(&ArticleOutcome) -> &Vec<bool>| {
            let all = outcomes.iter().flat_map(of);
            (all.clone().count(), all.filter(|dropped| **dropped).count())
        };
        let (prose_lines, prose_dropped) = lines(|o| &o.prose_dropped);
        let (clutter_lines, clutter_dropped) = lines(|o| &o.clutter_dropped);
        Self {
            articles: outcomes.len(),
            statements,
            statements_precision: ratio(matched, found),
            statements_recall: ratio(matched, statements),
            statements_f1: ratio(2 * matched, found + statements),
            clutter_lines,
            clutter_dropped: ratio(clutter_dropped, clutter_lines),
            prose_lines,
            prose_lost: ratio(prose_dropped, prose_lines),
            macro_f1: Counts::macro_f1(&counts),
            false_alarms: background.map(|class| ratio(alarms, counts[class].support)),
            labels: (0..k).map(|c| LabelScores::new(labels.name(c), counts[c])).collect(),
        }
    }

    /// A figure by name: one of [`ArticleScores::NAMES`], or `precision`,
    /// `recall` or `f1` of a label as `f1:threat`.
    ///
    /// # Errors
    /// [`Error::Params`](crate::error::Error::Params) with the names there are.
    pub fn metric(&self, name: &str) -> Result<f64> {
        let of_all = [
            Some(self.statements_f1),
            Some(self.statements_precision),
            Some(self.statements_recall),
            Some(self.clutter_dropped),
            Some(self.prose_lost),
            Some(self.macro_f1),
            self.false_alarms,
        ];
        let place = Self::NAMES.iter().position(|n| *n == name);
        place
            .and_then(|place| of_all[place])
            .or_else(|| LabelScores::metric(&self.labels, name))
            .ok_or_else(|| {
                let labels: Vec<&str> = self.labels.iter().map(|l| l.label.as_str()).collect();
                unknown_metric(name, &Self::NAMES, &LabelScores::NAMES, &labels)
            })
    }
}
