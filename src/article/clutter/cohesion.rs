//! Which lines speak of the same things: a headline shares its words with the
//! article, the slogan of a site does not.

use std::collections::HashSet;

/// Letters by which words are the same: "dredged" and "dredgers".
const STEM: usize = 5;
/// Letters of a word that tells something, at least.
const SHORTEST: usize = 4;
/// Common words of that length.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "about", "after", "again", "also", "been", "befor", "being", "betwe", "both", "could", "every", "first", "from",
    "have", "here", "into", "just", "last", "many", "more", "most", "much", "next", "only", "other", "over", "said",
    "say", "shoul", "since", "some", "still", "such", "than", "that", "their", "them", "then", "there", "these",
    "they", "thi", "those", "three", "under", "until", "very", "were", "what", "when", "where", "which", "while",
    "will", "with", "would", "year", "your",
];

/// The words that tell something, in lower case and cut to their stems.
pub(super) fn stems(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| {
            word.chars().nth(SHORTEST - 1).is_some() && word.contains(char::is_alphabetic)
        })
        .map(|word| {
            let lower = word.to_lowercase();
            lower.strip_suffix('s').unwrap_or(&lower).chars().take(STEM).collect::<String>()
        })
        .filter(|stem| COMMON.binary_search(&stem.as_str()).is_err())
}

/// How many of the words of a line are among `known`.
pub(super) fn shared(line: &str, known: &HashSet<String>) -> usize {
    stems(line).filter(|stem| known.contains(stem)).count()
}
