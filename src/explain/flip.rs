//! Words without which a text would have another label.

use std::ops::Range;

use super::{Explanation, Word, words};
use crate::pipeline::{FittedPipeline, Prediction};
use crate::text::is_space;

/// The most words that are taken out where nothing else is asked for.
pub const MOST_WORDS: usize = 10;

/// Words that are tried at each step: those with the largest part in the
/// label, so that a long text takes no hours.
const TRIED: usize = 48;

/// A text with words taken out, that has another label.
#[derive(Debug, Clone, PartialEq)]
pub struct Flip {
    /// The words that were taken out, in the order of the text, without the
    /// marks about them.
    pub removed: Vec<Range<usize>>,
    /// What is left.
    pub text: String,
    /// What the pipeline says of that.
    pub prediction: Prediction,
}

/// Looks for at most `most_words` words without which `pipeline` gives `text`
/// another label than `explanation`, which is of the two.
///
/// After Martens and Provost 2014, *Explaining data-driven document
/// classifications*. Greedy: at each step that word is taken out without which
/// the label is least sure against the next best; at the end each word that is
/// not needed is put back. Each text is labelled anew, whatever is in it. So no
/// word of the set can be spared, but another set may be smaller. `None` where
/// none was found, which does not say that there is none.
pub fn flip(
    pipeline: &FittedPipeline,
    text: &str,
    explanation: &Explanation,
    most_words: usize,
) -> Option<Flip> {
    let words = words(text);
    let given = explanation.prediction.class;
    let ledger = explanation.ledger(given, explanation.runner_up());
    let parts = explanation.by_word(&words, &ledger);
    let mut candidates: Vec<usize> = (0..words.len()).collect();
    candidates.sort_by(|a, b| parts[*b].total_cmp(&parts[*a]));
    candidates.truncate(TRIED);
    candidates.sort_unstable();
    // Something must be left.
    let most_words = most_words.min(words.len().saturating_sub(1));
    let mut removed: Vec<usize> = Vec::new();
    let mut margin = margin(&explanation.prediction, given);
    while removed.len() < most_words {
        let trials: Vec<Vec<usize>> = candidates
            .iter()
            .filter(|word| !removed.contains(word))
            .map(|word| removed.iter().copied().chain([*word]).collect())
            .collect();
        let texts: Vec<String> = trials.iter().map(|trial| without(text, &words, trial)).collect();
        let predictions = pipeline.predict(&texts);
        let better = |best: usize, next: usize| {
            let rank = |place: usize| {
                let p: &Prediction = &predictions[place];
                (p.class == given, self::margin(p, given))
            };
            if rank(next) < rank(best) { next } else { best }
        };
        let best = (0..trials.len()).reduce(better)?;
        let flipped = predictions[best].class != given;
        let next = self::margin(&predictions[best], given);
        removed.clone_from(&trials[best]);
        if flipped {
            return Some(spared(pipeline, text, &words, removed, given));
        }
        if next >= margin {
            return None;
        }
        margin = next;
    }
    None
}

/// How much likelier the class is than the next best; below 0 where it is not
/// the likeliest. Natural logarithms.
fn margin(prediction: &Prediction, class: usize) -> f64 {
    let p = &prediction.probabilities;
    let others = (0..p.len()).filter(|other| *other != class).map(|other| p[other]);
    libm::log(p[class]) - libm::log(others.fold(0.0, f64::max))
}

/// Puts back words until each one that is left out is needed.
fn spared(
    pipeline: &FittedPipeline,
    text: &str,
    words: &[Word],
    mut removed: Vec<usize>,
    given: usize,
) -> Flip {
    let label = |removed: &[usize]| {
        let text = without(text, words, removed);
        let prediction = pipeline.predict_one(&text);
        (text, prediction)
    };
    let mut place = 0;
    while place < removed.len() {
        let word = removed.remove(place);
        if label(&removed).1.class == given {
            removed.insert(place, word);
            place += 1;
        } else {
            // Without it one that was needed before may not be any more.
            place = 0;
        }
    }
    let (text, prediction) = label(&removed);
    removed.sort_unstable();
    let removed = removed.into_iter().map(|word| words[word].core.clone()).collect();
    Flip { removed, text, prediction }
}

/// The text without words, and without the white space that no word stands
/// before any more.
fn without(text: &str, words: &[Word], removed: &[usize]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    let mut sorted = removed.to_vec();
    sorted.sort_unstable();
    for word in sorted {
        let core = &words[word].core;
        result.push_str(&text[at..core.start]);
        at = core.end;
        if result.is_empty() || result.ends_with(is_space) {
            let rest = &text[at..];
            at += rest.len() - rest.trim_start_matches(is_space).len();
        }
    }
    result.push_str(&text[at..]);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_with_the_space_before_the_next() {
        let text = "\"No,\" he  said \u{2014} never.";
        let words = words(text);
        for (removed, expected) in [
            (vec![], text),
            (vec![1], "\"No,\" said \u{2014} never."),
            (vec![0], "\",\" he  said \u{2014} never."),
            (vec![4, 3], "\"No,\" he  said ."),
            (vec![0, 1, 2, 3, 4], "\",\" ."),
        ] {
            assert_eq!(without(text, &words, &removed), expected, "{removed:?}");
        }
    }
}
