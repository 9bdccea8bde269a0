//! What speaks against trusting a share.

use std::fmt;

use serde::{Serialize, Serializer};

use super::estimate::Sample;
use super::{FEWEST_LABELLED, LabelShare, Predicted, share};
use crate::metrics::FEW_GROUPS;

/// With fewer labelled positives a share is no more than an order of magnitude.
pub const FEW_POSITIVES: usize = 5;

/// How many standard errors the predictions in the sample may be off those in
/// all statements.
const FAR_OFF: f64 = 4.0;

/// What speaks against trusting a share. Goes out as its text.
#[derive(Debug, Clone, PartialEq)]
pub enum Warning {
    /// Too few rows in the sample to correct anything.
    TooFewLabelled {
        /// Rows.
        labelled: usize,
        /// Articles they stand in.
        groups: usize,
    },
    /// Few articles in the sample.
    FewGroups(usize),
    /// Few rows of the sample have the label.
    FewPositives {
        /// The label.
        label: String,
        /// Rows that have it.
        positives: usize,
    },
    /// A label is predicted much more, or much less often in the sample.
    NotRandom {
        /// The label; none for statements without one.
        label: Option<String>,
        /// Its share of the sample, as predicted.
        sample: f64,
        /// Its share of all, as predicted.
        all: f64,
    },
    /// All labels of the sample are those predicted.
    AllAsPredicted,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFewLabelled { labelled, groups } => write!(
                f,
                "not corrected: {labelled} labelled statements of {groups} articles, expected at \
                 least {FEWEST_LABELLED} of 2"
            ),
            Self::FewGroups(groups) => write!(
                f,
                "the labelled statements stand in {groups} articles: under {FEW_GROUPS} the \
                 intervals are rough"
            ),
            Self::FewPositives { label, positives } => write!(
                f,
                "{label}: {positives} labelled positives, expected at least {FEW_POSITIVES}: the \
                 interval is rough, label more"
            ),
            Self::NotRandom { label, sample, all } => write!(
                f,
                "{} are {:.1} % of the sample's predictions and {:.1} % of all: the sample is \
                 hardly a random one of this corpus, and no share can be trusted",
                label.as_deref().unwrap_or("statements without a label"),
                sample * 100.0,
                all * 100.0
            ),
            Self::AllAsPredicted => f.write_str(
                "all labels of the sample are those predicted: are they the labels given by hand?",
            ),
        }
    }
}

impl Serialize for Warning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

pub(super) fn warnings(
    all: &Predicted,
    sample: &Sample<'_>,
    shares: &[LabelShare],
    corrected: bool,
) -> Vec<Warning> {
    let (labelled, groups) = (sample.rows.len(), sample.n_groups);
    if labelled == 0 {
        return Vec::new();
    }
    if !corrected {
        return vec![Warning::TooFewLabelled { labelled, groups }];
    }
    let mut warnings = Vec::new();
    if sample.rows.iter().all(|row| row.predicted == Some(row.truth)) {
        warnings.push(Warning::AllAsPredicted);
    }
    warnings.extend(far_off(all, sample, shares));
    if groups < FEW_GROUPS {
        warnings.push(Warning::FewGroups(groups));
    }
    let few = shares.iter().filter(|share| share.positives < FEW_POSITIVES);
    warnings.extend(few.map(|share| Warning::FewPositives {
        label: share.label.clone(),
        positives: share.positives,
    }));
    warnings
}

/// The label whose predictions in the sample are the furthest off those in all,
/// where that is too far for a random sample.
fn far_off(all: &Predicted, sample: &Sample<'_>, shares: &[LabelShare]) -> Option<Warning> {
    let n = sample.rows.len() as f64;
    let of_labels = shares.iter().enumerate().map(|(class, of)| (Some(class), of.predicted));
    let strata = of_labels.chain([(None, all.unlabelled())]);
    let far = strata.filter_map(|(given, in_all)| {
        let expected = share(in_all, all.statements);
        let is_given = sample.given(given);
        let found = is_given.iter().sum::<f64>() / n;
        let residuals: Vec<f64> = is_given.iter().map(|is| is - found).collect();
        let of_rows: f64 = residuals.iter().map(|r| r * r).sum();
        let of_groups = sample.between_groups(residuals.into_iter());
        let effect = if of_rows > 0.0 { (of_groups / of_rows).max(1.0) } else { 1.0 };
        let error = (expected * (1.0 - expected) / n * effect).sqrt();
        let off = if error > 0.0 { (found - expected).abs() / error } else { 0.0 };
        (off > FAR_OFF).then_some((off, given, found, expected))
    });
    let (_, given, found, expected) = far.max_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(Warning::NotRandom {
        label: given.map(|class| shares[class].label.clone()),
        sample: found,
        all: expected,
    })
}
