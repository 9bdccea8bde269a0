//! Scores of `sklearn.metrics`, with `zero_division=0`.

use stancekit::label::LabelSet;
use stancekit::metrics::{Bootstrap, Metrics, Outcomes, Scores};

use super::Largest;
use super::expected::Expected;

#[test]
fn metrics_are_those_of_scikit_learn() {
    let mut metrics = Largest::new("metrics", 1e-9);
    for expected in Expected::read().metrics {
        let place = &expected.name;
        let labels =
            LabelSet::from_names((0..expected.f1.len()).map(|class| format!("{class:02}")));
        let scores =
            Scores::new(&labels, &expected.truth, &expected.predicted, &expected.probabilities)
                .expect("rows");
        let mut compare = |found, expected| metrics.compare(found, expected, place);
        compare(scores.accuracy, expected.accuracy);
        compare(scores.macro_f1, expected.macro_f1);
        compare(scores.weighted_f1, expected.weighted_f1);
        compare(scores.log_loss, expected.log_loss);
        for (class, label) in scores.labels.iter().enumerate() {
            compare(label.precision, expected.precision[class]);
            compare(label.recall, expected.recall[class]);
            compare(label.f1, expected.f1[class]);
            assert_eq!(label.support, expected.support[class], "{place}");
        }
        assert_eq!(scores.confusion_matrix, expected.confusion_matrix, "{place}");
        assert_eq!(scores.n, expected.truth.len(), "{place}");
    }
    metrics.show();
}

#[test]
fn figures_with_intervals_are_those_of_scikit_learn() {
    let mut metrics = Largest::new("figures", 1e-9);
    for expected in Expected::read().metrics {
        let case = &expected.name;
        let labels =
            LabelSet::from_names((0..expected.f1.len()).map(|class| format!("{class:02}")));
        let outcomes = Outcomes {
            labels: &labels,
            truth: &expected.truth,
            predicted: &expected.predicted,
            probabilities: &expected.probabilities,
            groups: None,
            background: None,
        };
        let found = Metrics::new(&outcomes, &Bootstrap { draws: 20, seed: 0 }, &|| ()).unwrap();
        let mut compare = |name: &str, expected: Option<f64>| {
            let place = format!("{name} of {case}");
            let figure = found.get(name).unwrap();
            assert_eq!(figure.value.is_some(), expected.is_some(), "{place}: {figure:?}");
            if let (Some(found), Some(expected)) = (figure.value, expected) {
                metrics.compare(found, expected, &place);
            }
            let (low, high) = (figure.low, figure.high);
            assert!(low <= figure.value && figure.value <= high || low.is_none(), "{place}");
            // One row is no sample.
            let drawn = figure.value.is_some() && expected.is_some() && outcomes.truth.len() > 1;
            assert_eq!(low.is_some(), drawn, "{place}");
        };
        for (name, expected) in [
            ("accuracy", Some(expected.accuracy)),
            ("balanced_accuracy", Some(expected.balanced_accuracy)),
            ("macro_precision", Some(expected.macro_precision)),
            ("macro_recall", Some(expected.macro_recall)),
            ("macro_f1", Some(expected.macro_f1)),
            ("weighted_precision", Some(expected.weighted_precision)),
            ("weighted_recall", Some(expected.weighted_recall)),
            ("weighted_f1", Some(expected.weighted_f1)),
            ("mcc", Some(expected.mcc)),
            ("kappa", expected.kappa),
            ("log_loss", Some(expected.log_loss)),
            ("brier", Some(expected.brier)),
        ] {
            compare(name, expected);
        }
        for (class, label) in labels.names().iter().enumerate() {
            compare(&format!("precision:{label}"), Some(expected.precision[class]));
            compare(&format!("recall:{label}"), Some(expected.recall[class]));
            compare(&format!("f1:{label}"), Some(expected.f1[class]));
            compare(&format!("average_precision:{label}"), expected.average_precision[class]);
        }
    }
    metrics.show();
}
