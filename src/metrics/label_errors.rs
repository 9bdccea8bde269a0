//! Rows whose label is likely wrong, by confident learning.

/// A row whose label is likely wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Suspect {
    /// The row.
    pub row: usize,
    /// The class that it has.
    pub given: usize,
    /// The class that it more likely is.
    pub suggested: usize,
    /// The probability of that class.
    pub confidence: f64,
    /// The probability of the class that it has, less that of the likeliest
    /// other: -1 to 1, the less the more suspect.
    pub margin: f64,
}

/// What [`label_errors`] found.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelErrors {
    /// By class, the mean probability of the class over the rows that have it;
    /// `None` where none has.
    pub thresholds: Vec<Option<f64>>,
    /// The confident joint: by the class that rows have, then by the class that
    /// they are counted as, how many.
    pub joint: Vec<Vec<usize>>,
    /// Rows counted as another class than they have, the most suspect first; of
    /// equal ones the first.
    pub suspects: Vec<Suspect>,
}

/// Confident learning (Northcutt, Jiang and Chuang 2021, *Confident learning:
/// estimating uncertainty in dataset labels*): a row is counted as the class
/// that is likeliest among those whose probability reaches the class's
/// threshold, the mean probability of the class over the rows that have it. A
/// row counted as another class than it has is suspect; the least normalised
/// margin comes first.
///
/// `truth` are classes below `n_classes`, `probabilities` those of a model that
/// was not fitted to the row, one for each class. Where a model is unsure of a
/// class its threshold is low, so that unequal classes do no harm.
pub fn label_errors(n_classes: usize, truth: &[usize], probabilities: &[Vec<f64>]) -> LabelErrors {
    let mut sums = vec![(0.0, 0_usize); n_classes];
    for (class, p) in truth.iter().zip(probabilities) {
        sums[*class].0 += p[*class];
        sums[*class].1 += 1;
    }
    let thresholds: Vec<Option<f64>> =
        sums.iter().map(|(sum, n)| (*n > 0).then(|| sum / *n as f64)).collect();
    let mut joint = vec![vec![0; n_classes]; n_classes];
    let mut suspects = Vec::new();
    for (row, (given, p)) in truth.iter().zip(probabilities).enumerate() {
        let reaches = |class: &usize| thresholds[*class].is_some_and(|t| p[*class] >= t);
        let likelier = |best: usize, class: usize| if p[class] > p[best] { class } else { best };
        let Some(suggested) = (0..n_classes).filter(reaches).reduce(likelier) else {
            continue;
        };
        joint[*given][suggested] += 1;
        if suggested != *given {
            let others = (0..n_classes).filter(|class| class != given).map(|class| p[class]);
            let margin = p[*given] - others.fold(0.0, f64::max);
            let confidence = p[suggested];
            suspects.push(Suspect { row, given: *given, suggested, confidence, margin });
        }
    }
    suspects.sort_by(|a, b| a.margin.total_cmp(&b.margin));
    LabelErrors { thresholds, joint, suspects }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_by_hand() {
        let p = |a: f64, b: f64| vec![a, b, 1.0 - a - b];
        let truth = [0, 0, 0, 0, 1, 1, 1];
        let probabilities = [
            p(0.9, 0.1),
            p(0.8, 0.1),
            // Counted as class 1.
            p(0.1, 0.9),
            // Reaches the threshold of no class.
            p(0.4, 0.3),
            p(0.2, 0.7),
            // Of equals the first: class 0.
            p(0.75, 0.2),
            p(0.05, 0.9),
        ];
        let found = label_errors(3, &truth, &probabilities);
        assert_eq!(found.thresholds[0].map(|t| (t * 1e6).round()), Some(550_000.0));
        assert_eq!(found.thresholds[1].map(|t| (t * 1e6).round()), Some(600_000.0));
        assert_eq!(found.thresholds[2], None);
        assert_eq!(found.joint, [[2, 1, 0], [1, 2, 0], [0, 0, 0]]);
        let rows: Vec<(usize, usize)> =
            found.suspects.iter().map(|s| (s.row, s.suggested)).collect();
        assert_eq!(rows, [(2, 1), (5, 0)]);
        assert!((found.suspects[0].margin + 0.8).abs() < 1e-12);
        assert_eq!(found.suspects[0].confidence, 0.9);
    }

    #[test]
    fn nothing_is_suspect_of_nothing() {
        assert_eq!(label_errors(2, &[], &[]).suspects, []);
    }
}
