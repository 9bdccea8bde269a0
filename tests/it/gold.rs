//! The articles with gold keep the promises of their page.

use std::collections::BTreeSet;
use std::path::Path;

use stancekit::article::Reason;
use stancekit::dataset::{Columns, Dataset, word_set_jaccard};
use stancekit::gold::{GoldArticle, read_folder};

const LABELS: [&str; 5] = ["demand", "denial", "other", "reassurance", "threat"];

fn articles(side: &str) -> Vec<GoldArticle> {
    let (articles, errors) = read_folder(&Path::new("datasets/articles").join(side)).unwrap();
    assert!(errors.is_empty(), "{errors:?}");
    articles
}

#[test]
fn there_are_enough_articles_of_the_length_of_news() {
    assert!(articles("dev").len() >= 20);
    assert_eq!(articles("test").len(), 20);
    for article in [articles("dev"), articles("test")].concat() {
        let source = &article.article.source;
        let words: usize = article
            .sentences()
            .map(|s| s.span.of(&article.article.text).split_whitespace().count())
            .sum();
        assert!((200..=900).contains(&words), "{source}: {words} words");
        for statement in &article.statements {
            assert!(LABELS.contains(&statement.label.as_str()), "{source}: {}", statement.label);
        }
        for (_, reason) in &article.clutter {
            assert!(Reason::ALL.iter().any(|r| r.as_str() == reason), "{source}: {reason}");
        }
    }
}

#[test]
fn nine_sentences_of_ten_perform_no_act() {
    for side in ["dev", "test"] {
        let articles = articles(side);
        let labels: Vec<&str> =
            articles.iter().flat_map(|a| a.sentences().map(|s| s.label.as_str())).collect();
        let other = labels.iter().filter(|label| **label == "other").count();
        let share = other as f64 / labels.len() as f64;
        println!("{side}: {other} of {} sentences are other", labels.len());
        assert!((0.85..=0.95).contains(&share), "{side}: {share}");
        for act in LABELS.iter().filter(|label| **label != "other") {
            assert!(labels.iter().filter(|label| *label == act).count() >= 15, "{side}: {act}");
        }
    }
}

#[test]
fn every_word_is_of_a_sentence_or_of_clutter() {
    for article in [articles("dev"), articles("test")].concat() {
        let text = &article.article.text;
        let mut covered = vec![false; text.len()];
        let spans = article.sentences().map(|s| s.span).chain(article.clutter.iter().map(|c| c.0));
        for span in spans {
            covered[span.start..span.end].fill(true);
        }
        let left = text.char_indices().find(|(at, c)| !c.is_whitespace() && !covered[*at]);
        assert_eq!(left, None, "{}", article.article.source);
    }
}

#[test]
fn no_article_is_on_two_sides_and_no_sentence_of_one_is_a_row() {
    let name = |article: &GoldArticle| {
        let source = Path::new(&article.article.source);
        source.file_stem().unwrap().to_string_lossy().into_owned()
    };
    let names = |side: &str| articles(side).iter().map(name).collect::<BTreeSet<_>>();
    assert!(names("dev").is_disjoint(&names("test")));
    let rows = Dataset::read(&["datasets/statements/train.csv"], &Columns::default()).unwrap();
    let acts = |article: &GoldArticle| {
        let sentences = article.sentences().filter(|s| s.label != "other");
        sentences.map(|s| s.span.of(&article.article.text).to_owned()).collect::<Vec<_>>()
    };
    for act in articles("test").iter().flat_map(acts) {
        for row in &rows.examples {
            assert!(word_set_jaccard(&act, &row.text) <= 0.6, "{act} / {}", row.text);
        }
    }
}
