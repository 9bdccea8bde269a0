//! What each word adds: terms overlap, words do not.

use std::ops::Range;

use super::{Explanation, Ledger};
use crate::text::{is_space, place_in};

/// A word of a text: what stands between white space.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// Its bytes.
    pub span: Range<usize>,
    /// Its bytes without the marks before and after it; all where it is
    /// nothing else.
    pub core: Range<usize>,
}

/// The words of a text, in order.
pub fn words(text: &str) -> Vec<Word> {
    let words = text.split(is_space).filter(|word| !word.is_empty());
    let word = |word: &str| {
        let start = place_in(text, word);
        let span = start..start + word.len();
        let is_mark = |c: char| !c.is_alphanumeric();
        let core = word.trim_matches(is_mark);
        let core = match core.is_empty() {
            true => span.clone(),
            false => {
                let start = place_in(text, core);
                start..start + core.len()
            }
        };
        Word { span, core }
    };
    words.map(word).collect()
}

impl Explanation {
    /// What each of the [`words`] of the text adds to the log-odds of a ledger:
    /// each term's part is shared out evenly among the words that it was made
    /// from. With the intercepts and the operating point they sum to the
    /// log-odds; a term of no word has no part in it.
    pub fn by_word(&self, words: &[Word], ledger: &Ledger) -> Vec<f64> {
        let mut parts = vec![0.0; words.len()];
        for entry in &ledger.entries {
            let mut touched: Vec<usize> = Vec::new();
            for span in &self.terms[entry.term].spans {
                let first = words.partition_point(|word| word.span.end <= span.start);
                let others = words[first..].iter().take_while(|word| word.span.start < span.end);
                touched.extend(first..first + others.count());
            }
            touched.sort_unstable();
            touched.dedup();
            let part = entry.contribution / touched.len() as f64;
            touched.into_iter().for_each(|word| parts[word] += part);
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_no_part_of_the_core() {
        let text = " \"No,\" he said \u{2014} don't!";
        let found: Vec<(&str, &str)> =
            words(text).into_iter().map(|w| (&text[w.span], &text[w.core])).collect();
        let expected = [
            ("\"No,\"", "No"),
            ("he", "he"),
            ("said", "said"),
            ("\u{2014}", "\u{2014}"),
            ("don't!", "don't"),
        ];
        assert_eq!(found, expected);
        assert_eq!(words(" \t"), []);
    }
}
