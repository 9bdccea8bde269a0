//! Names and numbers as one word each, so that a model learns what is said and
//! not about whom.

use std::ops::Range;

use super::origin::{Rewriting, place_in};

/// Stands for a name, or several in a row.
const NAME: &str = "Xx";
/// Stands for a number.
const NUMBER: &str = "0";
/// Above this share of capitalised words (of at least four letters) a text is
/// a headline in title case, whose capitals say nothing.
const TITLE_CASE: f64 = 0.6;

/// Words that begin a sentence without being part of the name after them.
/// Sorted.
const OPENERS: &[&str] = &[
    "a",
    "after",
    "against",
    "all",
    "although",
    "amid",
    "an",
    "and",
    "as",
    "at",
    "because",
    "before",
    "both",
    "but",
    "by",
    "despite",
    "during",
    "each",
    "every",
    "following",
    "for",
    "former",
    "four",
    "from",
    "he",
    "her",
    "his",
    "if",
    "in",
    "its",
    "last",
    "like",
    "many",
    "most",
    "no",
    "nor",
    "not",
    "of",
    "on",
    "one",
    "only",
    "or",
    "our",
    "outside",
    "over",
    "she",
    "since",
    "so",
    "some",
    "such",
    "that",
    "the",
    "their",
    "these",
    "they",
    "this",
    "those",
    "though",
    "three",
    "to",
    "two",
    "under",
    "unlike",
    "until",
    "we",
    "when",
    "while",
    "with",
    "within",
    "without",
    "yet",
];

/// Replaces each run of capitalised words by `Xx`.
///
/// A word at the beginning of a sentence or quotation is capitalised anyway:
/// it counts where it is an acronym, or where the next word is capitalised as
/// well and it is none of the words that open sentences ("The", "After"). In
/// title case nothing is replaced. `None` where no name is found; white space
/// becomes single spaces otherwise.
pub(super) fn names(text: &str) -> Option<String> {
    let mut result = String::with_capacity(text.len());
    rewrite_names(text, &mut result).then_some(result)
}

/// As [`names`]; false where none is found.
pub(super) fn rewrite_names(text: &str, out: &mut impl Rewriting) -> bool {
    let words: Vec<Word<'_>> = text.split_whitespace().map(|word| Word::new(text, word)).collect();
    let long = words.iter().skip(1).filter(|w| w.core.matches(char::is_alphabetic).count() >= 4);
    let capitals = long.clone().filter(|w| w.is_capitalised()).count();
    if capitals == 0 && !words.iter().any(Word::is_capitalised)
        || capitals as f64 > TITLE_CASE * long.count() as f64
    {
        return false;
    }
    let mut begins = true;
    // Whether the name before can go on with the next word.
    let mut open = false;
    for (place, word) in words.iter().enumerate() {
        let opens_sentence = begins || word.before.contains(['"', '“', '‘', '«']);
        let next_is_name =
            word.after.is_empty() && words.get(place + 1).is_some_and(Word::is_capitalised);
        let is_name = word.is_capitalised()
            && word.core != "I"
            && (!opens_sentence || word.is_acronym() || (next_is_name && !word.is_opener()));
        begins = word.ends_sentence();
        let (core, end) = (word.core_place(), word.at + word.whole.len());
        if is_name && open && word.before.is_empty() {
            out.put("", core.clone());
            out.keep(word.after, core.end);
        } else {
            if place > 0 {
                let before = &words[place - 1];
                out.put(" ", before.at + before.whole.len()..word.at);
            }
            if is_name {
                out.keep(word.before, word.at);
                let possessive = core.end - word.possessive().len();
                out.put(NAME, core.start..possessive);
                out.keep(word.possessive(), possessive);
                out.keep(word.after, end - word.after.len());
            } else {
                out.keep(word.whole, word.at);
            }
        }
        open = is_name && word.after.is_empty() && word.possessive().is_empty();
    }
    true
}

/// Replaces each number, with the stops and commas inside it, by `0`.
pub(super) fn numbers(text: &str) -> Option<String> {
    if !text.contains(char::is_numeric) {
        return None;
    }
    let mut result = String::with_capacity(text.len());
    rewrite_numbers(text, &mut result);
    (result != text).then_some(result)
}

/// As [`numbers`].
pub(super) fn rewrite_numbers(text: &str, out: &mut impl Rewriting) {
    let mut at = 0;
    while let Some(start) = text[at..].find(char::is_numeric) {
        out.keep(&text[at..at + start], at);
        at += start;
        let number = &text[at..];
        let run = number.find(|c: char| !c.is_numeric() && !matches!(c, '.' | ',' | ':'));
        // A stop or comma at the end belongs to the sentence.
        let length = number[..run.unwrap_or(number.len())].trim_end_matches(['.', ',', ':']).len();
        out.put(NUMBER, at..at + length);
        at += length;
    }
    out.keep(&text[at..], at);
}

/// What stands between white space.
struct Word<'a> {
    /// Where it begins in the text.
    at: usize,
    whole: &'a str,
    /// The marks before the first letter or digit.
    before: &'a str,
    /// From the first letter or digit to the last.
    core: &'a str,
    /// The marks after it.
    after: &'a str,
}

impl<'a> Word<'a> {
    fn new(text: &'a str, whole: &'a str) -> Self {
        let is_mark = |c: char| !c.is_alphanumeric();
        let start = whole.find(|c| !is_mark(c)).unwrap_or(whole.len());
        let mut end = start + whole[start..].trim_end_matches(is_mark).len();
        // The last stop of "U.S." is part of it.
        if whole[start..end].contains('.') && whole[end..].starts_with('.') {
            end += 1;
        }
        Self {
            at: place_in(text, whole),
            whole,
            before: &whole[..start],
            core: &whole[start..end],
            after: &whole[end..],
        }
    }

    /// Where its core stands in the text.
    fn core_place(&self) -> Range<usize> {
        let start = self.at + self.before.len();
        start..start + self.core.len()
    }

    fn is_capitalised(&self) -> bool {
        self.core.starts_with(char::is_uppercase)
    }

    /// `NATO`, `U.S`, `EU`.
    fn is_acronym(&self) -> bool {
        let name = &self.core[..self.core.len() - self.possessive().len()];
        let mut letters = name.chars().filter(|c| *c != '.');
        letters.clone().count() >= 2 && letters.all(char::is_uppercase)
    }

    fn is_opener(&self) -> bool {
        OPENERS.binary_search(&self.core.to_lowercase().as_str()).is_ok()
    }

    fn possessive(&self) -> &'a str {
        ["'s", "’s"].into_iter().find(|s| self.core.ends_with(s)).unwrap_or("")
    }

    fn ends_sentence(&self) -> bool {
        // "Ms." and "Gen." do not end one.
        let is_title = self.is_capitalised() && self.after == "." && self.core.len() <= 4;
        !is_title && !self.is_acronym() && self.after.contains(['.', '!', '?', ':', ';'])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_openers_are_sorted() {
        assert!(OPENERS.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn names_become_one_word() {
        for (text, expected) in [
            ("The White House said on Friday it was ready.", "The Xx said on Xx it was ready."),
            ("Rebels left the town of San Juan.", "Rebels left the town of Xx."),
            ("NATO's chief met Kenya's president.", "Xx's chief met Xx's president."),
            ("Jane Doe, of the U.S. Army, left. They stayed.", "Xx, of the Xx, left. They stayed."),
            ("\"We and I will leave,\" Ms. Doe said.", "\"We and I will leave,\" Xx. Xx said."),
            ("In Port Sudan, the army said no.", "In Xx, the army said no."),
        ] {
            assert_eq!(names(text).as_deref(), Some(expected));
        }
        assert_eq!(names("Union Threatens Strike at Northern Mines"), None);
        assert_eq!(names("nothing to mask"), None);
        assert_eq!(names(""), None);
    }

    #[test]
    fn numbers_become_nought() {
        assert_eq!(
            numbers("1,200 of 3.5 million at 10:30.").as_deref(),
            Some("0 of 0 million at 0.")
        );
        assert_eq!(numbers("in 2021, two").as_deref(), Some("in 0, two"));
        assert_eq!(numbers("none"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in any::<String>()) {
            let masked = numbers(&text).unwrap_or(text.clone());
            prop_assert_eq!(numbers(&masked), None);
            names(&text);
        }
    }
}
