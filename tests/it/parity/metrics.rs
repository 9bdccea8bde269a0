//! Scores of `sklearn.metrics`, with `zero_division=0`.

use stancekit::label::LabelSet;
use stancekit::metrics::Scores;

use super::Largest;
use super::expected::Expected;

#[test]
fn metrics_are_those_of_scikit_learn() {
    let mut metrics = Largest::new("metrics", 1e-9);
    for expected in Expected::read().metrics {
        let place = &expected.name;
        let labels = LabelSet::from_names((0..expected.f1.len()).map(|class| class.to_string()));
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
