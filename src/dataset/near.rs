//! Near-duplicates by the Jaccard similarity of word sets.

use hashbrown::{HashMap, HashSet};

/// Pairs of rows `(earlier, later)` whose word sets have a Jaccard similarity
/// over `threshold` (0 to 1), exact. Words are runs of letters and digits,
/// lower-cased. Rows without any word are alike to none.
///
/// Candidates come from prefix filtering (Bayardo, Ma, Srikant 2007, *Scaling
/// up all pairs similarity search*): two sets over the threshold share one of
/// their rarest words.
pub fn near_duplicates<S: AsRef<str>>(texts: &[S], threshold: f64) -> Vec<(usize, usize)> {
    let sets = rarest_first(texts);
    let mut index: HashMap<u32, Vec<usize>> = HashMap::new();
    let mut pairs = Vec::new();
    let mut seen = HashSet::new();
    for (row, set) in sets.iter().enumerate() {
        seen.clear();
        // Over the threshold at least `least` of the words are shared, so one
        // of the first `len - least + 1` is.
        let least = (threshold * set.len() as f64).floor() as usize;
        for word in &set[..(set.len() + 1 - least.max(1)).min(set.len())] {
            let rows = index.entry(*word).or_default();
            for other in rows.iter().filter(|o| seen.insert(**o)) {
                if jaccard(set, &sets[*other]) > threshold {
                    pairs.push((*other, row));
                }
            }
            rows.push(row);
        }
    }
    pairs.sort_unstable();
    pairs
}

/// The Jaccard similarity of the word sets of two texts (0 to 1; 0 where both
/// have no word).
pub fn word_set_jaccard(a: &str, b: &str) -> f64 {
    let sets = rarest_first(&[a, b]);
    jaccard(&sets[0], &sets[1])
}

/// The words by which texts are near: the runs of letters and digits of a text
/// in lower case.
pub(crate) fn compared_words(lower: &str) -> impl Iterator<Item = &str> {
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Each text as its distinct words, numbered so that rare words come first.
fn rarest_first<S: AsRef<str>>(texts: &[S]) -> Vec<Vec<u32>> {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut counts: Vec<u32> = Vec::new();
    let mut sets: Vec<Vec<u32>> = Vec::with_capacity(texts.len());
    for text in texts {
        let lower = text.as_ref().to_lowercase();
        let mut set: Vec<u32> = compared_words(&lower)
            .map(|word| {
                let next = numbers.len() as u32;
                *numbers.entry_ref(word).or_insert(next)
            })
            .collect();
        set.sort_unstable();
        set.dedup();
        counts.resize(numbers.len(), 0);
        for word in &set {
            counts[*word as usize] += 1;
        }
        sets.push(set);
    }
    let mut order: Vec<u32> = (0..counts.len() as u32).collect();
    order.sort_by_key(|word| (counts[*word as usize], *word));
    let mut rank = vec![0; order.len()];
    for (place, word) in order.iter().enumerate() {
        rank[*word as usize] = place as u32;
    }
    for set in &mut sets {
        for word in set.iter_mut() {
            *word = rank[*word as usize];
        }
        set.sort_unstable();
    }
    sets
}

/// The Jaccard similarity of two sets of words, sorted; 0 where both are empty.
pub(super) fn jaccard(a: &[u32], b: &[u32]) -> f64 {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    match a.len() + b.len() - shared {
        0 => 0.0,
        union => shared as f64 / union as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn worked_by_hand() {
        assert_eq!(word_set_jaccard("They must leave now.", "they MUST leave, now!"), 1.0);
        assert_eq!(word_set_jaccard("a b c", "b c d"), 0.5);
        assert_eq!(word_set_jaccard("", "..."), 0.0);
    }

    proptest! {
        #[test]
        fn finds_what_comparing_all_pairs_finds(
            texts in prop::collection::vec("[a-f]( [a-f]){0,7}", 0..40),
            threshold in 0.1f64..0.95,
        ) {
            let mut expected = Vec::new();
            for later in 0..texts.len() {
                for earlier in 0..later {
                    if word_set_jaccard(&texts[earlier], &texts[later]) > threshold {
                        expected.push((earlier, later));
                    }
                }
            }
            expected.sort_unstable();
            prop_assert_eq!(near_duplicates(&texts, threshold), expected);
        }
    }
}
