//! Explanations: sums that are the scores, places that are those of the words,
//! labels that change where it is said.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use proptest::prelude::*;
use stancekit::calibration::{OperatingPoint, Scaling, ScalingKind};
use stancekit::dataset::{Columns, Dataset};
use stancekit::explain::{Explanation, MOST_WORDS, Nearest, flip, words};
use stancekit::features::{BlockSpec, ExtractorSpec};
use stancekit::model_file::Model;
use stancekit::pipeline::{FittedPipeline, Pipeline, PipelineSpec};
use stancekit::text::Normalization::{Lowercase, Names, Nfkc, Numbers, Quotes};

use crate::support::rows;

/// Texts that normalisation does most to.
const ODD: [&str; 12] = [
    "",
    " \t\n",
    "x",
    "“We’ll … answer,” Mr. Łukasz O’Neill of the ﬁnance ministry said — on 12,000 days.",
    "The White  House's aide\u{a0}said NATO would not, will not and cannot deny it!!",
    "İSTANBUL warned: ΣΑΣ will pay ½ of it; ﬃ ﬁ ﷺ",
    "e\u{301}e\u{301} deny\u{300}ing 가\u{11a8} \u{1100}\u{1161}\u{11a8}",
    "no no no, we deny deny deny denied",
    "We have no plans to attack, and we did not cross the line that they must not cross.",
    "\u{1f600} never\u{200b}ever \u{feff}closed \u{1c}we\u{1d}will",
    "deny\r\ndeny\r\n\r\nattack",
    "１２ ＡＴＴＡＣＫ ｄｅｎｙ",
];

/// A model of every kind of feature and step, with an operating point.
fn all_kinds() -> &'static FittedPipeline {
    static MODEL: OnceLock<FittedPipeline> = OnceLock::new();
    MODEL.get_or_init(|| {
        let mut features: Vec<BlockSpec> =
            ExtractorSpec::all().into_iter().map(BlockSpec::new).collect();
        for block in &mut features {
            if let ExtractorSpec::Lexicon(lexicon) = &mut block.extractor {
                let words = |all: &[&str]| all.iter().map(|w| (*w).to_owned()).collect();
                lexicon.classes = BTreeMap::from([
                    ("deny".to_owned(), words(&["deny", "denied", "nothing to do with"])),
                    ("harm".to_owned(), words(&["attack", "burn", "pay dearly"])),
                ])
                .into();
            }
        }
        features[1].weight = 0.5;
        let normalization = vec![Nfkc, Quotes, Names, Numbers, Lowercase];
        let spec = PipelineSpec { normalization, features, ..PipelineSpec::default() };
        let (texts, labels): (Vec<&str>, Vec<&str>) =
            rows().into_iter().map(|(text, label, _)| (text, label)).unzip();
        let fit = Pipeline::new(spec).unwrap().fit(&texts, &labels).unwrap();
        let mut pipeline = fit.pipeline;
        let known = pipeline.labels().clone();
        let truth: Vec<usize> = labels.iter().map(|label| known.index_of(label).unwrap()).collect();
        let said: Vec<Vec<f64>> =
            pipeline.predict(&texts).into_iter().map(|p| p.probabilities).collect();
        let scaling = Scaling::fit(ScalingKind::Vector, &truth, &said).unwrap();
        assert_ne!(scaling.factors()[0], scaling.factors()[1]);
        pipeline.scale_by(scaling);
        let point = OperatingPoint::from_offsets(&known, vec![0.3, -1.2, 0.0]).unwrap();
        pipeline.with_operating_point(point)
    })
}

fn two_labels() -> &'static FittedPipeline {
    static MODEL: OnceLock<FittedPipeline> = OnceLock::new();
    MODEL.get_or_init(|| {
        let rows = rows().into_iter().filter(|(_, label, _)| *label != "threat");
        let (texts, labels): (Vec<&str>, Vec<&str>) =
            rows.map(|(text, label, _)| (text, label)).unzip();
        let fit = Pipeline::new(PipelineSpec::default()).unwrap().fit(&texts, &labels).unwrap();
        assert_eq!(fit.pipeline.labels().len(), 2);
        fit.pipeline
    })
}

/// Checks all that holds of every explanation.
#[track_caller]
fn check(pipeline: &FittedPipeline, text: &str) {
    let explanation = Explanation::new(pipeline, text);
    assert_eq!(explanation.prediction, pipeline.predict_one(text));
    let p = &explanation.prediction.probabilities;
    assert_eq!(explanation.scores.len(), p.len());
    for (class, score) in explanation.scores.iter().enumerate() {
        let sum: f64 = explanation.terms.iter().map(|term| term.contribution(class)).sum();
        let sum = sum + score.intercept + score.offset;
        assert!((sum - score.score).abs() < 1e-6, "{sum} {score:?} of {text:?}");
    }
    let words = words(text);
    for class in 0..p.len() {
        for against in 0..p.len() {
            let ledger = explanation.ledger(class, against);
            let log_odds = (p[class] / p[against]).ln();
            assert!((ledger.log_odds - log_odds).abs() < 1e-6, "{ledger:?} of {text:?}");
            let sum: f64 = ledger.entries.iter().map(|entry| entry.contribution).sum();
            assert!((sum + ledger.intercept + ledger.offset - ledger.log_odds).abs() < 1e-6);
            assert!(
                ledger
                    .entries
                    .is_sorted_by(|a, b| { a.contribution.abs() >= b.contribution.abs() })
            );
            let of_words: f64 = explanation.by_word(&words, &ledger).iter().sum();
            let unplaced = ledger.entries.iter().filter(|entry| {
                let spans = &explanation.terms[entry.term].spans;
                !spans.iter().any(|span| !text[span.clone()].trim().is_empty())
            });
            let unplaced: f64 = unplaced.map(|entry| entry.contribution).sum();
            assert!((of_words + unplaced - sum).abs() < 1e-6, "{of_words} {sum} of {text:?}");
        }
    }
    for term in &explanation.terms {
        assert!(!term.spans.is_empty(), "{term:?} of {text:?}");
        assert!(term.spans.is_sorted_by(|a, b| (a.start, a.end) < (b.start, b.end)));
        for span in &term.spans {
            assert!(text.get(span.clone()).is_some_and(|part| !part.is_empty()), "{term:?}");
        }
        assert!(!term.shown.is_empty() && term.value > 0.0, "{term:?}");
    }
}

#[test]
fn the_parts_of_the_shipped_model_sum_to_its_scores() {
    let model = Model::shipped().unwrap();
    let data = Dataset::read(&["datasets/statements/dev.csv"], &Columns::default()).unwrap();
    for text in data.texts().into_iter().step_by(12).chain(ODD) {
        check(&model.pipeline, text);
    }
}

#[test]
fn the_parts_of_any_model_sum_to_its_scores() {
    for text in ODD.into_iter().chain(rows().into_iter().map(|(text, _, _)| text)) {
        check(all_kinds(), text);
        check(two_labels(), text);
    }
}

proptest! {
    #[test]
    fn any_text_is_explained(text in any::<String>()) {
        check(all_kinds(), &text);
    }

    #[test]
    fn any_words_are_explained(
        text in "([a-zA-Z“”’…ÀéİΣﬁ0-9.,!-]{0,7}|deny|attack|not|We|NATO)( {1,2}(deny|attack|not|never|will|the|Sudan|[a-zÀéﬁ“]{1,6})[,.]?){0,12}",
    ) {
        check(all_kinds(), &text);
        check(two_labels(), &text);
        let explanation = Explanation::new(all_kinds(), &text);
        check_flip(all_kinds(), &text, &explanation);
    }
}

/// "never" can be spared only once another word is.
#[test]
fn no_word_can_be_spared_after_another_was() {
    let text = "Aé-“ attack. Sudan, not never deny, not,";
    check_flip(all_kinds(), text, &Explanation::new(all_kinds(), text)).unwrap();
}

/// Where words are said to change the label, they do, and none can be spared.
fn check_flip(pipeline: &FittedPipeline, text: &str, explanation: &Explanation) -> Option<usize> {
    let found = flip(pipeline, text, explanation, MOST_WORDS)?;
    assert!((1..=MOST_WORDS).contains(&found.removed.len()), "{found:?} of {text:?}");
    let again = pipeline.predict_one(&found.text);
    assert_eq!(again, found.prediction);
    assert_ne!(again.class, explanation.prediction.class, "{found:?} of {text:?}");
    assert!(!found.text.trim().is_empty());
    let cores: Vec<_> = words(text).into_iter().map(|word| word.core).collect();
    assert!(found.removed.iter().all(|span| cores.contains(span)));
    assert!(found.removed.is_sorted_by(|a, b| a.end <= b.start));
    // What is left is the text without them, but for white space.
    let mut rest = text.to_owned();
    for span in found.removed.iter().rev() {
        rest.replace_range(span.clone(), "");
    }
    let packed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join("");
    assert_eq!(packed(&found.text), packed(&rest));
    if found.removed.len() > 1 {
        for kept in 0..found.removed.len() {
            let mut rest = text.to_owned();
            for span in found.removed.iter().enumerate().filter(|(at, _)| *at != kept).rev() {
                rest.replace_range(span.1.clone(), "");
            }
            // White space says nothing to this model.
            let class = pipeline.predict_one(&rest).class;
            assert_eq!(class, explanation.prediction.class, "{found:?} of {text:?}");
        }
    }
    Some(found.removed.len())
}

#[test]
fn words_without_which_the_label_changes_do_change_it() {
    let model = Model::shipped().unwrap();
    let data = Dataset::read(&["datasets/statements/dev.csv"], &Columns::default()).unwrap();
    let (mut acts, mut sizes) = (0, Vec::new());
    for text in data.texts().into_iter().step_by(40) {
        let explanation = Explanation::new(&model.pipeline, text);
        acts += usize::from(model.pipeline.labels().name(explanation.prediction.class) != "other");
        sizes.extend(check_flip(&model.pipeline, text, &explanation));
    }
    println!("{acts} acts; {} labels change, without {sizes:?} words", sizes.len());
    assert!(sizes.len() * 10 >= acts * 9, "{} of {acts}", sizes.len());
    for text in ODD {
        check_flip(all_kinds(), text, &Explanation::new(all_kinds(), text));
        check_flip(two_labels(), text, &Explanation::new(two_labels(), text));
    }
    let text = "We denied it.";
    assert_eq!(flip(two_labels(), text, &Explanation::new(two_labels(), text), 0), None);
}

#[test]
fn places_are_those_of_the_text_as_given() {
    let spans = |pipeline: &FittedPipeline, text: &str, extractor: &str, term: &str| {
        let explanation = Explanation::new(pipeline, text);
        let found =
            explanation.terms.into_iter().find(|t| t.extractor == extractor && t.term == term);
        let found = found.unwrap_or_else(|| panic!("no {term:?} in {text:?}"));
        found.spans.into_iter().map(|span| text[span].to_owned()).collect::<Vec<_>>()
    };
    let text =
        "“We denied it,” San\u{a0}Juan’s mayor said. They ｄｅｎｉｅｄ it, nothing to do with it.";
    let of = |extractor, term| spans(all_kinds(), text, extractor, term);
    assert_eq!(of("word.v1", "xx"), ["San\u{a0}Juan’s"]);
    assert_eq!(of("lexicon.v1", "@deny/ed"), ["denied", "ｄｅｎｉｅｄ"]);
    assert_eq!(of("lexicon.v1", "@deny/ing"), ["nothing to do with"]);
    assert_eq!(of("char_wb.v1", "de"), ["de", "ｄｅ"]);
    let text = "It is not ｔｒｕｅ; no one of them crossed.";
    let of = |extractor, term| spans(all_kinds(), text, extractor, term);
    assert_eq!(of("negation.v1", "not~true"), ["not", "ｔｒｕｅ"]);
    assert_eq!(of("clause.v1", "is not"), ["is not"]);
    // Each word of a text in lower case is the term itself.
    let text = "the council denied that the board sold the spring";
    let explanation = Explanation::new(two_labels(), text);
    let single = explanation.terms.iter().filter(|t| t.extractor == "word.v1");
    let single: Vec<_> = single.filter(|t| !t.term.contains(' ')).collect();
    assert!(single.len() >= 5);
    for term in single {
        assert!(term.spans.iter().all(|span| text[span.clone()] == term.term), "{term:?}");
    }
}

#[test]
fn the_nearest_statement_is_the_statement_itself() {
    let pipeline = all_kinds();
    for (at, (text, label, _)) in rows().into_iter().enumerate() {
        let mut nearest = Nearest::new(pipeline.tfidf(), text, 3);
        // In several batches, as a long table is read.
        for batch in rows().chunks(10) {
            nearest.look_at(batch.iter().map(|(t, l, _)| ((*t).to_owned(), *l)).collect());
        }
        let found = nearest.found();
        assert_eq!((found.len(), found[0].text.as_str(), found[0].of), (3, text, label), "{at}");
        assert_eq!(found[0].similarity, 1.0);
        assert!(found[1].similarity < 1.0 && found[1].similarity >= found[2].similarity);
        assert!(found[2].similarity > 0.0);
    }
    let mut nearest = Nearest::new(pipeline.tfidf(), "ж", 3);
    nearest.look_at(vec![("We denied it.".to_owned(), ())]);
    assert_eq!(nearest.found(), []);
}
