//! How many near rows are found, on the shipped data; docs/evaluation.md shows
//! the table that this prints with `--nocapture`.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use stancekit::dataset::{Columns, Dataset, word_set_jaccard};
use stancekit::leakage::{Fingerprints, Kind, Level, Row, normalized};

fn read(side: &str) -> Dataset {
    let path = format!("{}/datasets/statements/{side}.csv", env!("CARGO_MANIFEST_DIR"));
    Dataset::read(&[path], &Columns::default()).unwrap()
}

fn rows<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<Row<'a>> {
    texts.into_iter().map(|text| Row { text, group: None }).collect()
}

/// The sentence with some of its words replaced, left out or joined by others.
fn edited(text: &str, other: &str, random: &mut ChaCha8Rng) -> String {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let others: Vec<&str> = other.split_whitespace().collect();
    for _ in 0..random.random_range(1..=1 + words.len() / 4) {
        let at = random.random_range(0..words.len());
        let new = others[random.random_range(0..others.len())];
        match random.random_range(0..4u32) {
            0 if words.len() > 1 => drop(words.remove(at)),
            1 => words.insert(at, new),
            _ => words[at] = new,
        }
    }
    words.join(" ")
}

#[test]
fn near_rows_are_found_and_few_others() {
    let train = read("train");
    let texts = train.texts();
    let known = Fingerprints::of(&rows(texts.iter().copied()), Level::Near, "").unwrap();
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let edited: Vec<String> = texts
        .iter()
        .map(|text| edited(text, texts[random.random_range(0..texts.len())], &mut random))
        .collect();
    let found = known.compare(&rows(edited.iter().map(String::as_str)));
    let mut is_found = vec![false; edited.len()];
    found.leaks.iter().for_each(|leak| is_found[leak.row] = true);
    // By twentieths of the similarity: rows, and those found.
    let mut buckets: BTreeMap<usize, [usize; 2]> = BTreeMap::new();
    for ((text, edited), is_found) in texts.iter().zip(&edited).zip(is_found) {
        let alike = word_set_jaccard(&normalized(text), &normalized(edited));
        let bucket = buckets.entry((alike * 20.0 + 1e-9) as usize).or_default();
        bucket[0] += 1;
        bucket[1] += usize::from(is_found);
    }
    let share = |bucket: usize| {
        let [n, found] = buckets[&bucket];
        assert!(n > 100, "{bucket}: {n}");
        found as f64 / n as f64
    };
    for (bucket, [n, found]) in &buckets {
        let from = *bucket as f64 / 20.0;
        println!("{from:.2} | {n:6} | {found:6} | {:.4}", *found as f64 / *n as f64);
    }
    assert!(share(19) == 1.0 && share(18) == 1.0 && share(17) > 0.998 && share(16) > 0.95);
    assert!(share(12) < 0.06 && share(11) < 0.01);
    // No sentence of the other sides is over 0.6 like one of the training.
    for side in ["dev", "test"] {
        let data = read(side);
        let found = known.compare(&rows(data.texts()));
        println!("{side}: {:?} of {} rows", found.count(Kind::Near), data.examples.len());
        assert_eq!(found.count(Kind::Exact), Some(0));
        assert!(found.count(Kind::Near).unwrap() <= 1, "{side}");
    }
}
