//! The top of a page: slogans, the headline, lines below it, captions.

use std::collections::HashSet;

use super::cohesion::shared;
use super::layout::{ALONE, CROSSHEAD_WORDS, HEADLINE_WORDS, is_furniture};
use super::wording::Wording;
use super::words::{DAY, PITCH, ROLE, STAMP, guess};
use super::{Line, Reason};
use crate::article::dateline;

/// Words of a line below the headline at least, and how many there may be.
const DECK: (usize, usize) = (6, 2);
/// Words that a headline shares with the article, mostly.
const SHARED: usize = 2;
/// How much the words of a line between byline and article are those of a
/// site, where it is clutter with points enough.
const SITE: u32 = 3;
/// Words of a picture's credit, and of its caption, at most.
const CREDIT_WORDS: usize = 8;
const CAPTION_WORDS: usize = 45;
/// Words of a caption without a credit, at most.
const SCENE_WORDS: usize = 30;
/// Words of a slogan above the headline at most, and how many there may be.
const SLOGAN_WORDS: usize = 18;
const MOST_SLOGANS: usize = 3;

/// Short sentences at the top of the page, above the headline.
pub(super) fn drop_slogans(lines: &mut [Line]) {
    let open: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].reason.is_none()).collect();
    let is_slogan = |at: &&usize| {
        let line = &lines[**at];
        line.stopped && !line.core.ends_with('?') && line.words <= SLOGAN_WORDS
    };
    let slogans = open.iter().take_while(is_slogan).count();
    let below = open.get(slogans).map(|at| &lines[*at]);
    let is_headline = below.is_some_and(|line| !line.stopped && line.words >= DECK.0);
    if slogans <= MOST_SLOGANS && is_headline {
        open[..slogans].iter().for_each(|at| lines[*at].reason = Some(Reason::Navigation));
    }
}

/// Before the first paragraph, a sentence right above the credit of a picture is
/// its caption; so is one between furniture and the paragraph with the dateline.
pub(super) fn drop_captions(lines: &mut [Line], texts: &[&str]) {
    let Some(first) = lines.iter().position(Line::is_prose) else {
        return;
    };
    let below = lines.get(first + 1);
    let is_credit = below
        .is_some_and(|line| line.reason == Some(Reason::Caption) && line.words <= CREDIT_WORDS);
    let opens_below = first > 0
        && !lines[first].wording.past
        && lines[first - 1].reason.is_some()
        && texts.get(first + 1).is_some_and(|text| dateline::length(text) > 0);
    // What is seen, told in the present, above what happened.
    let above = first.checked_sub(1).map(|above| &lines[above]);
    let is_scene = above.is_some_and(|line| {
        line.reason.is_some() || first > 1 && !line.stopped && line.words <= CREDIT_WORDS
    }) && is_scene(&lines[first])
        && lines[first + 1..]
            .iter()
            .find(|line| line.is_prose())
            .is_some_and(|line| line.words > lines[first].words);
    let is_short = lines[first].words <= CAPTION_WORDS && dateline::length(texts[first]) == 0;
    if (is_credit || opens_below || is_scene) && is_short {
        lines[first].reason = Some(Reason::Caption);
    }
}

/// True of a sentence that tells what is seen, and perhaps another behind it.
fn is_scene(line: &Line) -> bool {
    let first = line.core.find(". ").map_or(line.core, |end| &line.core[..end]);
    let wording = Wording::new(first);
    wording.scene
        && !(wording.past || wording.said || wording.quotes || wording.you || wording.we)
        && line.words <= SCENE_WORDS
}

/// Before the prose: the headline, lines below it, and nothing else. `known`
/// are the words of the prose.
pub(super) fn drop_head(head: &mut [Line], texts: &[&str], known: &HashSet<String>) {
    let open = |at: usize, line: &Line| {
        line.reason.is_none()
            && !is_furniture(texts[at])
            && !texts[at].starts_with("By ")
            && (!PITCH.is_match(line.core) || line.words > 8 && shared(texts[at], known) >= SHARED)
            && !is_names(line)
            && !(is_menu(line) && shared(texts[at], known) * 3 <= line.words)
            && (line.words > 10 || !ROLE.is_match(line.core))
    };
    let is_headline = |at: &usize| {
        let line = &head[*at];
        open(*at, line)
            && line.words >= HEADLINE_WORDS
            && (line.words >= DECK.0 || !DAY.is_match(line.core))
    };
    let candidates: Vec<usize> = (0..head.len()).filter(is_headline).collect();
    // A slogan ends in a stop more often than a headline does, and has few of
    // the words of the article.
    let is_title = |at: &usize| {
        let line = &head[*at];
        !line.stopped || line.core.ends_with('?')
    };
    let common: Vec<usize> = candidates.iter().map(|at| shared(texts[*at], known)).collect();
    let speaks = |least: usize| {
        let all = candidates.iter().zip(&common);
        all.filter(|(at, common)| **common >= least && is_title(at)).map(|(at, _)| *at).next()
    };
    let first_kept = (0..head.len()).find(|at| head[*at].reason.is_none());
    let found = speaks(SHARED).or_else(|| speaks(1)).or_else(|| candidates.first().copied());
    // What stands right above, though not on top of the page, is no slogan.
    let above = |at: usize| candidates.iter().copied().find(|above| above + 1 == at && *above > 0);
    let long = |at: &usize| {
        head[*at].words >= CROSSHEAD_WORDS || !head[*at].core.contains(char::is_lowercase)
    };
    let found = found.map(|at| above(at).filter(is_title).filter(long).unwrap_or(at));
    let Some(headline) = found.or(first_kept) else {
        return;
    };
    // Who wrote it and when stands above the first picture.
    let signs = [Reason::Byline, Reason::Dateline].map(Some);
    let sign = (headline..head.len()).find(|at| signs.contains(&head[*at].reason));
    let signed = |at: usize| sign.is_some_and(|sign| sign < at);
    let mut decks = 0;
    for at in (0..head.len()).filter(|at| *at != headline) {
        let line = &head[at];
        let is_deck = at > headline
            && line.words >= DECK.0
            && decks < DECK.1
            && open(at, line)
            && guess(line.core, Reason::Navigation) != Reason::Caption
            && !(signed(at) && is_scene(line))
            && !(line.points >= ALONE && line.wording.site >= SITE)
            && (line.stopped || line.words > 12 || !STAMP.is_match(line.core));
        match is_deck {
            true => decks += 1,
            false => {
                head[at].reason.get_or_insert(guess(head[at].core, Reason::Navigation));
            }
        }
    }
}

/// True of words that all begin with a capital, as the entries of a menu do.
fn is_menu(line: &Line) -> bool {
    let is_entry = |word: &str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphanumeric() || "'’".contains(c))
            || word == "&"
    };
    !line.stopped && line.words >= 4 && line.core.split_whitespace().all(is_entry)
}

/// True of a few words that are all names, as above an article: who wrote it.
fn is_names(line: &Line) -> bool {
    const BETWEEN: &[&str] = &[
        "and", "&", "de", "del", "der", "den", "di", "la", "van", "von", "bin", "al", "in", "for",
    ];
    let is_name = |word: &str| word.starts_with(char::is_uppercase) || BETWEEN.contains(&word);
    !line.stopped
        && line.words <= 8
        && line.core.split_whitespace().any(|word| word == "and" || word == "&")
        && line.core.split_whitespace().all(is_name)
}
