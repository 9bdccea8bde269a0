//! How much a sentence looks like clutter: weak signs, each with its points,
//! that add up.
//!
//! Ten points make it about three times as likely. They were set near the
//! weights of a logistic regression on articles left out in turn.

use std::sync::LazyLock;

use regex::Regex;

use super::wording::Wording;

/// What the signs start from: most sentences are prose.
const START: i32 = -11;
/// Points that a word takes, from the first of them to the last.
const WORD: i32 = -2;
const COUNTED: std::ops::RangeInclusive<usize> = 14..=38;

/// What is usual in an article, and no sign there.
#[derive(Debug, Default)]
pub(super) struct Usual {
    pub i: bool,
    pub we: bool,
    pub you: bool,
}

impl Usual {
    /// What two lines of prose and an eighth of all have.
    pub(super) fn of<'a>(prose: impl Iterator<Item = &'a Wording> + Clone) -> Self {
        let count = prose.clone().count();
        let often = |has: fn(&Wording) -> bool| {
            let found = prose.clone().filter(|wording| has(wording)).count();
            found > 1 && found * 8 > count
        };
        Self { i: often(|w| w.i), we: often(|w| w.we), you: often(|w| w.you) }
    }
}

/// The points of what is said of an author, below the last paragraph.
pub(super) fn biography(text: &str) -> i32 {
    if BIOGRAPHY.is_match(text) { 9 } else { 0 }
}

static BIOGRAPHY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:covers|writes|edits|teaches|reports (?:on|from|for)|has (?:covered|written|worked|reported|edited)|(?:is|was) an? (?:[\w-]+ ){0,4}(?:reporter|writer|journalist|correspondent|editor|columnist|contributor|professor|author|photographer|fellow|student)|lives in|author of|grew up|joined)\b")
        .expect("a valid pattern")
});

/// The points of a line by itself.
pub(super) fn own(text: &str, words: usize, wording: &Wording, usual: &Usual) -> i32 {
    let site = wording.site as usize * 20 / words.max(4);
    let shown = wording.place || wording.scene && !wording.past && words <= 40;
    let seen = wording.scene && !(wording.past || wording.ended || wording.said || wording.quotes);
    let signs = [
        (14, wording.i && !usual.i),
        (13, wording.you && !usual.you),
        (10, wording.we && !usual.we),
        (12, !wording.said && is_named(text)),
        (8, site >= 3),
        (5, site >= 6),
        (6, wording.order),
        (5, shown && !wording.said),
        (7, seen && (6..=25).contains(&words)),
        (7, !(wording.verb || wording.asks) && words >= 4),
        (6, wording.exclaims),
        (6, wording.plea && !wording.said),
        (-3, wording.said),
        (-3, wording.past || wording.ended),
        (-5, wording.past),
        (-4, wording.day),
        (-6, wording.quotes && wording.said),
        (-7, wording.opens_quote),
        (-7, wording.further),
    ];
    let length = words.clamp(*COUNTED.start(), *COUNTED.end()) - COUNTED.start();
    let sum: i32 = signs.iter().filter(|sign| sign.1).map(|sign| sign.0).sum();
    START + sum + WORD * i32::try_from(length).unwrap_or(0)
}

/// A name or a heading in front: "Ann Lee, Riga: ", "Our view — ".
pub(super) fn is_named(text: &str) -> bool {
    let head = &text[..text.floor_char_boundary(50)];
    let end = [": ", " — ", " – "].iter().filter_map(|mark| head.find(mark)).min();
    let Some(name) = end.map(|end| &head[..end]) else {
        return false;
    };
    // "Sources: " and "Next: " are no names.
    let is_word = name.starts_with(char::is_uppercase) && name.chars().all(char::is_alphabetic);
    name.len() > 1 && !is_word && !name.contains(['.', '!', '?', ':', '"', '“'])
}
