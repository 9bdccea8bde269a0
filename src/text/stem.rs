//! Words by their stems.

use std::borrow::Cow;

use snowball_stemmers_rs::Stemmer;

use super::words;

pub use snowball_stemmers_rs::Algorithm as StemmingAlgorithm;

/// The words of `text` in order, as [`words`] cuts them, each by its Snowball
/// stem (Porter 2001, *Snowball: a language for stemming algorithms*) where an
/// algorithm is named. The text should be in lower case.
pub fn stems(text: &str, symbols: bool, algorithm: Option<StemmingAlgorithm>) -> Vec<Cow<'_, str>> {
    let tokens = words(text, symbols).map(|token| &text[token.start..token.end]);
    match algorithm.map(Stemmer::create) {
        None => tokens.map(Cow::Borrowed).collect(),
        Some(stemmer) => tokens.map(|token| stemmer.stem(token)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_or_their_stems() {
        let text = "threatened to strike.";
        assert_eq!(stems(text, true, None), ["threatened", "to", "strike", "."]);
        let english = Some(StemmingAlgorithm::English);
        assert_eq!(stems(text, true, english), ["threaten", "to", "strike", "."]);
    }
}
