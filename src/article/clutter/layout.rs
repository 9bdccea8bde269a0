//! Clutter by its shape and place alone, where no pattern knows the words.
//!
//! The prose of an article is lines of some words that end as sentences do.
//! What stands before its first line is the headline, a line or two below it,
//! and furniture. What has no full stop between two paragraphs is a crosshead
//! or a link. Behind its last line nothing belongs to it.

use std::sync::LazyLock;

use regex::Regex;

use super::words::{
    ABOUT, BIOGRAPHY, COMMENT, DAY, HANDLE, PITCH, READERS, ROLE, SAID, SITE_TALK, STAMP, guess,
    is_shown,
};
use super::points::{self, Usual};
use super::wording::Wording;
use super::{Line, Reason};
use crate::article::dateline;

/// Lines of prose from which a text is an article and not a list of lines.
const FEWEST_PROSE: usize = 3;
/// Words of a crosshead at most.
const CROSSHEAD_WORDS: usize = 6;
/// Words of a line below the headline at least, and how many there may be.
const DECK: (usize, usize) = (6, 2);
/// Words of the first paragraph at least; a headline may end in a stop.
const OPENING_WORDS: usize = 10;
/// Words of a picture's credit, and of its caption, at most.
const CREDIT_WORDS: usize = 8;
const CAPTION_WORDS: usize = 45;
/// How many words of prose at the end of a page weigh as much as one line of
/// clutter; and what a reader's comment with a name in front counts.
const PROSE_COST: f64 = 12.0;
const COMMENT_VALUE: f64 = 0.3;
/// Words of a slogan above the headline at most, and how many there may be.
const SLOGAN_WORDS: usize = 18;
const MOST_SLOGANS: usize = 3;
/// Words of a headline at least.
const HEADLINE_WORDS: usize = 3;

/// Points from which a sentence is clutter by itself, and with its neighbours.
const ALONE: i32 = 8;
const TOGETHER: i32 = 8;
/// What clutter right above and below gives.
const AFTER_CLUTTER: i32 = 12;
const BEFORE_CLUTTER: i32 = 7;
/// What no blank line above and below gives, where paragraphs have them.
const GLUED: (i32, i32) = (14, 11);
/// Words from which a sentence that tells something is certainly prose.
const TOLD_WORDS: usize = 14;

/// What stands between the entries of a menu or the parts of a furniture line.
fn is_furniture(line: &str) -> bool {
    line.contains(['|', '»', '›', '☰', '·', '•', '@', '→', '↑'])
        || line.starts_with(['▶', '►', '●', '★', '☆', '✉', '🔗', '📷', '⌂', '≡'])
        || line.contains("  ")
        || line.starts_with(['[', '*'])
        || line.contains(":::")
        || line.contains(">>")
        || line.contains(" > ")
        || line.contains(" / ")
}

/// Judges the lines that no pattern knows. `texts` are the whole lines.
pub(super) fn judge(lines: &mut [Line], texts: &[&str]) {
    let prose = lines.iter().filter(|line| line.is_prose()).count();
    if prose < FEWEST_PROSE {
        return;
    }
    drop_site_talk(lines, texts);
    drop_readers(lines, texts, prose);
    drop_captions(lines, texts);
    weigh(lines, texts);
    drop_heavy(lines, ALONE, 0, 0);
    drop_end(lines, texts, prose);
    drop_tail(lines, texts);
    drop_slogans(lines);
    let opens = |line: &Line| line.is_prose() && line.words >= OPENING_WORDS;
    let Some(first) = lines.iter().position(opens).or(lines.iter().position(Line::is_prose)) else {
        return;
    };
    let last = lines.iter().rposition(Line::is_prose).unwrap_or(first);
    drop_head(&mut lines[..first], texts);
    drop_between(lines, texts, first, last);
    drop_heavy(lines, TOGETHER, AFTER_CLUTTER, BEFORE_CLUTTER);
}

/// Gives each line its points.
fn weigh(lines: &mut [Line], texts: &[&str]) {
    let wordings: Vec<Wording> = texts.iter().map(|text| Wording::new(text)).collect();
    let told = |line: &Line, wording: &Wording| {
        line.is_prose() && line.words >= TOLD_WORDS && (wording.said || wording.past)
    };
    let strong: Vec<usize> = (0..lines.len()).filter(|at| told(&lines[*at], &wordings[*at])).collect();
    let usual = Usual::of(strong.iter().map(|at| &wordings[*at]));
    let gaps = strong.iter().skip(1).filter(|at| lines[**at].gap).count();
    // Where paragraphs are set apart by blank lines, what is not is none.
    let gapped = strong.len() > FEWEST_PROSE && gaps * 5 >= (strong.len() - 1) * 4;
    for at in 0..lines.len() {
        let glued = |at: usize| gapped && lines.get(at).is_some_and(|line| !line.gap);
        let points = points::own(texts[at], lines[at].words, &wordings[at], &usual)
            + if glued(at) { GLUED.0 } else { 0 }
            + if glued(at + 1) { GLUED.1 } else { 0 };
        lines[at].points = points;
    }
}

/// Sentences with at least so many points, of which clutter above and below
/// gives some.
fn drop_heavy(lines: &mut [Line], least: i32, above: i32, below: i32) {
    for at in 0..lines.len() {
        let gone = |at: usize| lines.get(at).is_none_or(|line| line.reason.is_some());
        let line = &lines[at];
        let points = line.points
            + if at > 0 && gone(at - 1) { above } else { 0 }
            + if gone(at + 1) { below } else { 0 };
        if line.reason.is_none() && line.stopped && line.words >= HEADLINE_WORDS && points >= least {
            lines[at].reason = Some(guess(lines[at].core, Reason::Comment));
        }
    }
}

/// Short sentences at the top of the page, above the headline.
fn drop_slogans(lines: &mut [Line]) {
    let open: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].reason.is_none()).collect();
    let is_slogan = |at: &&usize| lines[**at].stopped && lines[**at].words <= SLOGAN_WORDS;
    let slogans = open.iter().take_while(is_slogan).count();
    let below = open.get(slogans).map(|at| &lines[*at]);
    let is_headline = below.is_some_and(|line| !line.stopped && line.words >= DECK.0);
    if slogans <= MOST_SLOGANS && is_headline {
        open[..slogans].iter().for_each(|at| lines[*at].reason = Some(Reason::Navigation));
    }
}

/// All that follows a heading such as "Readers' letters (2)", or the first of
/// two lines that begin with a name no paper would print.
fn drop_readers(lines: &mut [Line], texts: &[&str], prose: usize) {
    let handles: Vec<usize> = (0..lines.len()).filter(|at| HANDLE.is_match(texts[*at])).collect();
    let first_of_two = if handles.len() > 1 { handles.first() } else { None };
    let mut before = 0;
    for at in 0..lines.len() {
        let line = &lines[at];
        before += usize::from(line.is_prose() && !HANDLE.is_match(texts[at]));
        let opens = line.reason.is_none_or(|reason| reason == Reason::Comment)
            && (!line.stopped || line.reason == Some(Reason::Comment))
            && line.words <= 16
            && !texts[at].contains(['"', '“'])
            && READERS.is_match(line.core);
        let opens = opens || first_of_two == Some(&at);
        if opens && before >= FEWEST_PROSE && before * 2 >= prose {
            for line in &mut lines[at..] {
                line.reason.get_or_insert(Reason::Comment);
            }
            return;
        }
    }
}

/// Lines that speak to the reader of the site.
fn drop_site_talk(lines: &mut [Line], texts: &[&str]) {
    for (line, text) in lines.iter_mut().zip(texts) {
        let speaks = line.reason.is_none()
            && line.words <= 70
            && !text.contains(['"', '“', '”', '«', '‘'])
            && !text.starts_with('\'')
            && !text.contains(" '")
            && !SAID.is_match(line.core);
        if speaks {
            let about = ABOUT.iter().find(|(_, pattern)| pattern.is_match(line.core));
            let shown = is_shown(line.core).then_some(Reason::Caption);
            line.reason = about.map(|(reason, _)| *reason).or(shown).or_else(|| {
                SITE_TALK.is_match(line.core).then(|| guess(line.core, Reason::Newsletter))
            });
        }
    }
}

/// Before the first paragraph, a sentence right above the credit of a picture is
/// its caption; so is one between furniture and the paragraph with the dateline.
fn drop_captions(lines: &mut [Line], texts: &[&str]) {
    let Some(first) = lines.iter().position(Line::is_prose) else {
        return;
    };
    let below = lines.get(first + 1);
    let is_credit = below
        .is_some_and(|line| line.reason == Some(Reason::Caption) && line.words <= CREDIT_WORDS);
    let opens_below = first > 0
        && lines[first - 1].reason.is_some()
        && dateline::length(texts[first]) == 0
        && texts.get(first + 1).is_some_and(|text| dateline::length(text) > 0);
    if (is_credit || opens_below) && lines[first].words <= CAPTION_WORDS {
        lines[first].reason = Some(Reason::Caption);
    }
}

/// What follows the article and is mostly clutter: the end of the page with
/// the largest sum, where a line of clutter counts 1 and a line of prose loses
/// as many twelfths as it has words (comments are shorter than paragraphs).
fn drop_end(lines: &mut [Line], texts: &[&str], prose: usize) {
    let is_clutter = |at: usize| {
        let line = &lines[at];
        line.reason.is_some() || !line.stopped && !is_open_sentence(texts[at]) || is_biography(line)
    };
    let mut start = lines.len();
    let (mut sum, mut most) = (0.0, 0.0);
    let mut taken = 0;
    for at in (0..lines.len()).rev() {
        let clutter = is_clutter(at);
        taken += usize::from(lines[at].is_prose());
        sum += match clutter {
            true => 1.0,
            false if COMMENT.is_match(texts[at]) => COMMENT_VALUE,
            false => -(lines[at].words as f64 / PROSE_COST).max(1.0),
        };
        if prose - taken < FEWEST_PROSE.max(prose / 2) {
            break;
        }
        if clutter && sum > most && (lines[at].reason.is_some() || is_biography(&lines[at])) {
            (start, most) = (at, sum);
        }
    }
    for line in &mut lines[start..] {
        line.reason.get_or_insert_with(|| match line.stopped {
            true => Reason::Comment,
            false => guess(line.core, Reason::RelatedStory),
        });
    }
}

/// From the end backwards: what is no plain paragraph.
fn drop_tail(lines: &mut [Line], texts: &[&str]) {
    let authors = authors(lines, texts);
    let mut seen = false;
    for at in (0..lines.len()).rev() {
        let line = &lines[at];
        if line.reason.is_some() {
            seen = true;
            continue;
        }
        let text = texts[at];
        let by_author = authors.iter().any(|name| {
            text.to_lowercase()
                .strip_prefix(name.as_str())
                .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric) && line.words < 60)
        });
        // The last words of an article may be few: they follow its prose.
        let after_prose = at > 0 && lines[at - 1].is_prose();
        let reason = match () {
            () if by_author || seen && is_biography(line) => Reason::AuthorBio,
            () if seen && COMMENT.is_match(text) && !after_prose => Reason::Comment,
            () if !line.stopped && !is_open_sentence(text) => {
                guess(line.core, Reason::RelatedStory)
            }
            () => return,
        };
        lines[at].reason = Some(reason);
        seen = true;
    }
}

fn is_biography(line: &Line) -> bool {
    line.words <= 70 && !SAID.is_match(line.core) && BIOGRAPHY.is_match(line.core)
}

/// The names in the bylines, in lower case: whole, and first names.
fn authors(lines: &[Line], texts: &[&str]) -> Vec<String> {
    static NAMES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}.'’-]*){1,3}").expect("a valid pattern")
    });
    let mut names = Vec::new();
    for (line, text) in lines.iter().zip(texts) {
        let is_byline = line.reason == Some(Reason::Byline) || text.starts_with("By ");
        if is_byline && !line.is_prose() {
            let text = text.trim_start_matches("By ");
            for name in NAMES.find_iter(text).map(|found| found.as_str().to_lowercase()) {
                names.extend(name.split(' ').next().map(str::to_owned));
                names.push(name);
            }
        }
    }
    names
}

/// Before the prose: the headline, lines below it, and nothing else.
fn drop_head(head: &mut [Line], texts: &[&str]) {
    let open = |at: usize, line: &Line| {
        line.reason.is_none()
            && !is_furniture(texts[at])
            && !texts[at].starts_with("By ")
            && !PITCH.is_match(line.core)
            && !is_names(line)
            && (line.words > 10 || !ROLE.is_match(line.core))
    };
    let is_headline = |at: &usize| {
        let line = &head[*at];
        open(*at, line)
            && line.words >= HEADLINE_WORDS
            && (line.words >= DECK.0 || !DAY.is_match(line.core))
    };
    let first_kept = (0..head.len()).find(|at| head[*at].reason.is_none());
    let Some(mut headline) = (0..head.len()).find(is_headline).or(first_kept) else {
        return;
    };
    // A slogan ends in a stop more often than a headline does.
    if head[headline].stopped {
        let better =
            |at: &usize| is_headline(at) && !head[*at].stopped && head[*at].words >= DECK.0;
        headline = (headline..head.len()).find(better).unwrap_or(headline);
    }
    let mut decks = 0;
    for at in (0..head.len()).filter(|at| *at != headline) {
        let line = &head[at];
        let is_deck = at > headline
            && line.words >= DECK.0
            && decks < DECK.1
            && open(at, line)
            && guess(line.core, Reason::Navigation) != Reason::Caption
            && (line.stopped || line.words > 12 || !STAMP.is_match(line.core));
        match is_deck {
            true => decks += 1,
            false => {
                head[at].reason.get_or_insert(guess(head[at].core, Reason::Navigation));
            }
        }
    }
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

/// Between two paragraphs: crossheads and lists stay, links go.
fn drop_between(lines: &mut [Line], texts: &[&str], first: usize, last: usize) {
    // Whether the lines belong to a list that a line with a colon began.
    let mut listed = false;
    for at in first..last {
        let line = &lines[at];
        if line.reason.is_some() {
            listed = false;
        } else if line.stopped || is_open_sentence(texts[at]) {
            listed = texts[at].ends_with(':') || listed && !line.is_prose();
        } else if !listed && !is_crosshead(lines, texts, at) {
            lines[at].reason = Some(guess(lines[at].core, Reason::RelatedStory));
        }
    }
}

fn is_crosshead(lines: &[Line], texts: &[&str], at: usize) -> bool {
    let shouts = !texts[at].contains(|c: char| c.is_lowercase() || c.is_numeric());
    let Some(before) = at.checked_sub(1) else {
        return false;
    };
    // A link goes with those above it; one with its heading in front is whole.
    let is_link =
        lines[before].reason == Some(Reason::RelatedStory) && !texts[before].contains(": ");
    let follows_prose = shouts || !is_link;
    lines[at].words <= CROSSHEAD_WORDS
        && !is_furniture(texts[at])
        && !texts[at].contains(['(', '[', ':', '<'])
        && follows_prose
        && lines.get(at + 1).is_some_and(|next| next.reason.is_none() && next.stopped)
}

/// True of a line that is cut off or goes on in a list: "He said:".
fn is_open_sentence(text: &str) -> bool {
    text.ends_with([':', ';', ','])
        || text.starts_with(['"', '“', '‘', '«'])
        || text.starts_with(['•', '–', '-']) && !text.ends_with(['–', '-'])
}
