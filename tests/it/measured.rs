//! What is measured on material outside the repository. Not part of
//! `cargo test`; run by
//!
//! ```sh
//! STANCEKIT_SHARED=../shared cargo test --release --test it measured -- --ignored --nocapture
//! ```

use std::fs;
use std::path::PathBuf;

use stancekit::article::statements;
use stancekit::dataset::{Columns, Dataset, word_set_jaccard};
use stancekit::document::Reading;
use stancekit::features::{BlockSpec, ExtractorSpec, WordNgrams};
use stancekit::metrics::Scores;
use stancekit::model_file::Model;
use stancekit::pipeline::{FittedPipeline, Pipeline, PipelineSpec};

fn shared(path: &str) -> PathBuf {
    PathBuf::from(std::env::var_os("STANCEKIT_SHARED").expect("STANCEKIT_SHARED is set")).join(path)
}

fn scores(pipeline: &FittedPipeline, path: PathBuf) -> Scores {
    let data = Dataset::read(&[path], &Columns::default()).unwrap();
    let truth: Vec<usize> = data.targets(pipeline.labels()).into_iter().flatten().collect();
    let (predicted, probabilities): (Vec<_>, Vec<_>) =
        pipeline.predict(&data.texts()).into_iter().map(|p| (p.class, p.probabilities)).unzip();
    Scores::new(pipeline.labels(), &truth, &predicted, &probabilities).unwrap()
}

/// A reading of the body sentences by the codebook, made before the first run.
const READING: [&str; 11] = [
    "other",
    "other",
    "other",
    "threat",
    "other",
    "denial",
    "threat",
    "threat",
    "other",
    "reassurance",
    "demand",
];
/// Those that must be right.
const CERTAIN: [usize; 4] = [3, 5, 9, 10];

#[test]
#[ignore = "needs material outside the repository"]
fn the_seed_article_reads_as_a_person_would_read_it() {
    let path = shared("articles/biden-putin-call.txt");
    let article = Reading::default().open_one(path.as_ref()).unwrap();
    let spans = statements(&article.text);
    let texts: Vec<&str> = spans.iter().map(|s| s.of(&article.text)).collect();
    for clutter in ["Also Read", "With inputs", "Source link", "Leave a Reply", "email"] {
        assert!(!texts.iter().any(|t| t.contains(clutter)), "{clutter}");
    }
    // The headline stands before the body.
    assert_eq!(texts.len(), 12);
    let pipeline = Model::shipped().unwrap().pipeline;
    let mut right = 0;
    for (place, (text, expected)) in texts[1..].iter().zip(READING).enumerate() {
        let prediction = pipeline.predict_one(text);
        let label = pipeline.labels().name(prediction.class);
        println!("{label:12} {:.2} (read as {expected}) {text}", prediction.confidence());
        right += usize::from(label == expected);
        assert!(label == expected || !CERTAIN.contains(&place), "must be {expected}: {text}");
    }
    println!("{right} of 11");
    assert!(right >= 9);
}

#[test]
#[ignore = "needs material outside the repository"]
fn no_row_is_like_a_sentence_of_the_seed_article() {
    let article = fs::read_to_string(shared("articles/biden-putin-call.txt")).unwrap();
    for side in ["train", "dev", "test"] {
        let path = format!("datasets/statements/{side}.csv");
        for example in Dataset::read(&[path], &Columns::default()).unwrap().examples {
            for span in statements(&article) {
                let alike = word_set_jaccard(&example.text, span.of(&article));
                assert!(alike <= 0.4, "{alike:.2}: {}", example.text);
            }
        }
    }
}

#[test]
#[ignore = "needs material outside the repository"]
fn trec6_is_as_scikit_learn_has_it() {
    let data = Dataset::read(&[shared("bench/trec6/train.csv")], &Columns::default()).unwrap();
    let mut spec = PipelineSpec {
        features: vec![BlockSpec::new(ExtractorSpec::Word(WordNgrams::default()))],
        ..PipelineSpec::default()
    };
    spec.classifier.c = 30.0;
    let fit = Pipeline::new(spec).unwrap().fit_dataset(&data).unwrap();
    assert_eq!(fit.pipeline.tfidf().n_features(), 32_693);
    assert_eq!(fit.n_nonzeros, 86_095);
    let scores = scores(&fit.pipeline, shared("bench/trec6/test.csv"));
    println!("trec6 accuracy {:.4}", scores.accuracy);
    assert!((scores.accuracy - 0.888).abs() <= 0.004);
}

#[test]
#[ignore = "needs material outside the repository"]
fn the_shipped_model_on_real_news() {
    let pipeline = Model::shipped().unwrap().pipeline;
    for path in [PathBuf::from("datasets/statements/test.csv"), shared("data/realnews_dev.csv")] {
        let scores = scores(&pipeline, path.clone());
        println!("{}: macro F1 {:.4}", path.display(), scores.macro_f1);
    }
}
