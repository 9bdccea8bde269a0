//! Words by their stems.

use std::borrow::Cow;
use std::cell::RefCell;

use hashbrown::HashMap;
use snowball_stemmers_rs::Stemmer;

use super::words;

pub use snowball_stemmers_rs::Algorithm as StemmingAlgorithm;

/// The words of `text` in order, as [`words`] cuts them, each by its stem as
/// [`stems_of`] has it.
pub fn stems(text: &str, symbols: bool, algorithm: Option<StemmingAlgorithm>) -> Vec<Cow<'_, str>> {
    stems_of(words(text, symbols).map(|token| &text[token.start..token.end]), algorithm)
}

/// Each word by its Snowball stem (Porter 2001, *Snowball: a language for
/// stemming algorithms*), or as it stands where no algorithm is named. Words
/// should be in lower case.
pub fn stems_of<'a>(
    words: impl IntoIterator<Item = &'a str>,
    algorithm: Option<StemmingAlgorithm>,
) -> Vec<Cow<'a, str>> {
    let words = words.into_iter();
    match algorithm {
        None => words.map(Cow::Borrowed).collect(),
        Some(algorithm) => MEMORY.with_borrow_mut(|memory| {
            memory.turn_to(algorithm);
            let stemmer = Stemmer::create(algorithm);
            words.map(|word| memory.stem(&stemmer, word)).collect()
        }),
    }
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
}

/// Words and bytes of a word that are remembered at most.
const MOST: (usize, usize) = (1 << 14, 32);

/// The stems of words that were met before, as most are: to find one again
/// takes a tenth of the time.
#[derive(Default)]
struct Memory {
    algorithm: Option<StemmingAlgorithm>,
    /// For each word how many bytes of it the stem begins with, and what
    /// follows them.
    known: HashMap<Box<str>, (usize, Box<str>)>,
}

impl Memory {
    fn turn_to(&mut self, algorithm: StemmingAlgorithm) {
        if self.algorithm != Some(algorithm) {
            *self = Self { algorithm: Some(algorithm), known: HashMap::new() };
        }
    }

    fn stem<'a>(&mut self, stemmer: &Stemmer, word: &'a str) -> Cow<'a, str> {
        if let Some((same, ending)) = self.known.get(word) {
            return match ending.is_empty() {
                true => Cow::Borrowed(&word[..*same]),
                false => Cow::Owned([&word[..*same], ending].concat()),
            };
        }
        let stem = stemmer.stem(word);
        if word.len() <= MOST.1 {
            if self.known.len() == MOST.0 {
                self.known.clear();
            }
            let pairs = word.chars().zip(stem.chars());
            let same = pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
            self.known.insert(word.into(), (same, stem[same..].into()));
        }
        stem
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_has_stems(text in any::<String>()) {
            let text = text.to_lowercase();
            let stemmed = stems(&text, true, Some(StemmingAlgorithm::English));
            prop_assert_eq!(stemmed.len(), stems(&text, true, None).len());
        }
    }

    #[test]
    fn a_stem_is_the_same_when_it_is_remembered() {
        let german = Some(StemmingAlgorithm::German);
        for word in ["skies", "happily", "äußerungen", "", "running", "ran"] {
            for algorithm in [Some(StemmingAlgorithm::English), german] {
                let own = Stemmer::create(algorithm.unwrap()).stem(word);
                for _ in 0..3 {
                    assert_eq!(stems_of([word], algorithm)[0], own);
                }
            }
        }
    }

    #[test]
    fn words_or_their_stems() {
        let text = "threatened to strike.";
        assert_eq!(stems(text, true, None), ["threatened", "to", "strike", "."]);
        let english = Some(StemmingAlgorithm::English);
        assert_eq!(stems(text, true, english), ["threaten", "to", "strike", "."]);
    }
}
