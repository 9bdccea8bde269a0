//! Words by their stems.

use std::borrow::Cow;

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
    match algorithm.map(Stemmer::create) {
        None => words.map(Cow::Borrowed).collect(),
        Some(stemmer) => words.map(|word| stemmer.stem(word)).collect(),
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
    fn words_or_their_stems() {
        let text = "threatened to strike.";
        assert_eq!(stems(text, true, None), ["threatened", "to", "strike", "."]);
        let english = Some(StemmingAlgorithm::English);
        assert_eq!(stems(text, true, english), ["threaten", "to", "strike", "."]);
    }
}
