//! Clutter by its shape and place alone, where no pattern knows the words.
//!
//! The prose of an article is lines of some words that end as sentences do.
//! What stands before its first line is the headline, a line or two below it,
//! and furniture. What has no full stop between two paragraphs is a crosshead
//! or a link. Behind its last line nothing belongs to it.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::cohesion::{shared, stems};
use super::points::{self, Usual};
use super::wording::Wording;
use super::words::{
    ABOUT, BIOGRAPHY, COMMENT, DAY, HANDLE, PITCH, READERS, ROLE, SAID, SIGNATURE, SITE_TALK,
    STAMP, guess, is_shown,
};
use super::{Line, Reason};
use crate::article::dateline;

/// Lines of prose from which a text is an article and not a list of lines.
const FEWEST_PROSE: usize = 3;
/// Words of a crosshead at most.
const CROSSHEAD_WORDS: usize = 6;
/// Words of one that stands by itself below a link, at most.
const SHORT_CROSSHEAD: usize = 4;
/// Words of a line below the headline at least, and how many there may be.
const DECK: (usize, usize) = (6, 2);
/// Words of the first paragraph at least; a headline may end in a stop.
const OPENING_WORDS: usize = 10;
const OPENING_POINTS: i32 = -14;
/// Words of a picture's credit, and of its caption, at most.
const CREDIT_WORDS: usize = 8;
const CAPTION_WORDS: usize = 45;
/// Words of a caption without a credit, at most.
const SCENE_WORDS: usize = 30;
/// What a line of clutter counts at the end of a page, in points, and what
/// the place gives to a sentence.
const CLUTTER: i32 = 10;
const END: i32 = 17;
/// What a paragraph takes at least.
const PARAGRAPH: i32 = 12;
/// Clutter that stands within articles: behind it prose may go on.
const WITHIN: &[Reason] = &[
    Reason::Advertisement,
    Reason::Caption,
    Reason::Navigation,
    Reason::Newsletter,
    Reason::NoWords,
    Reason::RelatedStory,
    Reason::ShareLink,
];
/// Lines below a comment form of which none is a paragraph, with so few points.
const NEXT: usize = 3;
const PARAGRAPH_POINTS: i32 = -42;
/// Points of a line that is certainly prose.
const CERTAIN: i32 = -28;
/// Points of a sentence that may begin the end of a page.
const ANCHOR: i32 = 4;
/// Points of a line about an author, at least.
const BIOGRAPHY_POINTS: i32 = -10;
/// Words of a slogan above the headline at most, and how many there may be.
const SLOGAN_WORDS: usize = 18;
const MOST_SLOGANS: usize = 3;
/// Words that a headline shares with the article, mostly.
const SHARED: usize = 2;
/// Lines in which the words of the crosshead above them are looked for.
const SECTION: usize = 3;
/// Words of a headline at least.
const HEADLINE_WORDS: usize = 3;

/// Points from which a sentence is clutter by itself, and with its neighbours.
const ALONE: i32 = 0;
const TOGETHER: i32 = 6;
/// Fewer words tell less, and take more points.
const SHORT_WORDS: usize = 9;
const SHORT: i32 = 8;
/// What clutter right above and below gives.
const NEIGHBOURS: (i32, i32) = (12, 7);
/// Points from which a line above the article is set apart, too.
const SUSPECT: i32 = -8;
/// What a name and a time in the line above give.
const SIGNED: i32 = 24;
/// What no blank line above and below gives, where paragraphs have them.
const GLUED: (i32, i32) = (14, 11);

/// What stands between the entries of a menu or the parts of a furniture line.
fn is_furniture(line: &str) -> bool {
    line.contains(['|', '»', '›', '☰', '·', '•', '@', '→', '↑'])
        || line.starts_with(['▶', '►', '●', '★', '☆', '✉', '🔗', '📷', '⌂', '≡'])
        || line.contains("  ")
        || line.starts_with(['[', '*', '—'])
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
    let lead = lines.iter().position(opens).unwrap_or(lines.len());
    drop_heavy(lines, lead, ALONE, (0, 0));
    drop_end(lines, texts, prose);
    drop_tail(lines, texts);
    drop_slogans(lines);
    let Some(first) = lines.iter().position(opens).or(lines.iter().position(Line::is_prose)) else {
        return;
    };
    let last = lines.iter().rposition(Line::is_prose).unwrap_or(first);
    let known = (first..=last).filter(|at| lines[*at].is_prose()).flat_map(|at| stems(texts[at]));
    let known: HashSet<String> = known.collect();
    drop_head(&mut lines[..first], texts, &known);
    drop_between(lines, texts, first, last);
    drop_heavy(lines, first, TOGETHER, NEIGHBOURS);
}

/// True of the first paragraph of an article, though not of it alone.
fn opens(line: &Line) -> bool {
    let speaks = line.wording.you && line.points > CERTAIN;
    line.is_prose() && line.words >= OPENING_WORDS && line.points <= OPENING_POINTS && !speaks
}

/// Gives each line its points.
pub(super) fn weigh(lines: &mut [Line], texts: &[&str]) {
    let prose: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].is_prose()).collect();
    let most = &prose[..prose.len() * 2 / 3];
    let usual = Usual::of(most.iter().map(|at| &lines[*at].wording));
    let gaps = most.iter().skip(1).filter(|at| lines[**at].gap).count();
    // Where paragraphs are set apart by blank lines, what is not is none.
    let gapped = most.len() > FEWEST_PROSE && gaps * 5 >= (most.len() - 1) * 4;
    for (line, text) in lines.iter_mut().zip(texts) {
        line.points = points::own(text, line.words, &line.wording, &usual);
    }
    let ends = lines.iter().rposition(|line| line.is_prose() && line.points <= OPENING_POINTS);
    let mut below = false;
    for at in 0..lines.len() {
        let ended = lines[at].stopped && ends.is_none_or(|last| last < at);
        let own = lines[at].points + if ended { points::biography(texts[at]) } else { 0 };
        // What stands above the article is seldom set apart.
        below |= own <= CERTAIN && lines[at].is_prose();
        let glued = |at: usize| {
            let listed =
                texts.get(at).is_some_and(|text| text.starts_with(['•', '–', '-', '*', '·']));
            (below || own >= SUSPECT)
                && gapped
                && !listed
                && lines.get(at).is_some_and(|line| !line.gap)
        };
        let points =
            own + if glued(at) { GLUED.0 } else { 0 } + if glued(at + 1) { GLUED.1 } else { 0 };
        let signed = below && at > 0 && !lines[at - 1].stopped && SIGNATURE.is_match(texts[at - 1]);
        let points = points + if signed { SIGNED } else { 0 };
        lines[at].points = points;
        if std::env::var("DBG").is_ok() && lines[at].stopped {
            eprintln!(
                "{points}\t{:?}\t{}",
                lines[at].reason.map(|r| r.as_str()),
                texts[at].chars().take(120).collect::<String>()
            );
        }
    }
}

/// Sentences with at least so many points, of which clutter above and below
/// gives some.
fn drop_heavy(lines: &mut [Line], from: usize, least: i32, (above, below): (i32, i32)) {
    for at in from..lines.len() {
        let gone = |at: usize| lines.get(at).is_none_or(|line| line.reason.is_some());
        let line = &lines[at];
        let points = line.points
            + if at > 0 && gone(at - 1) { above } else { 0 }
            + if gone(at + 1) { below } else { 0 };
        // Who says it makes it prose.
        let open = line.reason.is_none() && line.stopped && !line.wording.said;
        let least = least + if line.words < SHORT_WORDS { SHORT } else { 0 };
        if open && line.words >= HEADLINE_WORDS && points >= least {
            let wording = &line.wording;
            let other = match () {
                () if wording.i => Reason::Comment,
                () if wording.you || wording.we => Reason::Newsletter,
                () if wording.scene || wording.place => Reason::Caption,
                () => Reason::Advertisement,
            };
            lines[at].reason = Some(guess(line.core, other));
        }
    }
}

/// Short sentences at the top of the page, above the headline.
fn drop_slogans(lines: &mut [Line]) {
    let open: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].reason.is_none()).collect();
    let is_slogan = |at: &&usize| {
        lines[**at].stopped && !lines[**at].core.ends_with('?') && lines[**at].words <= SLOGAN_WORDS
    };
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
            && (READERS.is_match(line.core) || is_counted(line.core));
        let opens = opens || first_of_two == Some(&at);
        if opens
            && before >= FEWEST_PROSE
            && before * 2 >= prose
            && is_end(lines, texts, at, before)
        {
            for line in &mut lines[at..] {
                line.reason.get_or_insert(Reason::Comment);
            }
            return;
        }
    }
}

/// True if no paragraph of prose follows the line at once, nor many later.
pub(super) fn is_end(lines: &[Line], texts: &[&str], at: usize, prose: usize) -> bool {
    let after = || (at + 1..lines.len()).filter(|at| lines[*at].is_prose());
    let is_paragraph =
        |at: &usize| lines[*at].points <= PARAGRAPH_POINTS && !COMMENT.is_match(texts[*at]);
    let many = after().filter(|at| lines[*at].points <= CERTAIN).count() * 2 > prose;
    !many && !after().take(NEXT).any(|at| is_paragraph(&at))
}

/// True of a short heading with a count: "Talk of the town (4)".
fn is_counted(core: &str) -> bool {
    let heading = core.trim_end_matches(|c: char| c.is_ascii_digit());
    heading.len() < core.len() && heading.ends_with('(') && heading.split_whitespace().count() <= 7
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
        && !lines[first].wording.past
        && lines[first - 1].reason.is_some()
        && texts.get(first + 1).is_some_and(|text| dateline::length(text) > 0);
    // What is seen, told in the present, above what happened.
    let above = first.checked_sub(1).map(|above| &lines[above]);
    let is_scene = above
        .is_some_and(|line| line.reason.is_some() || first > 1 && !line.stopped && line.words <= 8)
        && is_scene(&lines[first])
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

/// What follows the article and is mostly clutter: the end of the page with
/// the largest sum of points, where clutter by its words or shape counts
/// [`CLUTTER`] each.
fn drop_end(lines: &mut [Line], texts: &[&str], prose: usize) {
    let authors = authors(lines, texts);
    let is_clutter = |at: usize| {
        let line = &lines[at];
        line.reason.is_some()
            || !line.stopped && !is_open_sentence(texts[at])
            || is_of(&authors, line, texts[at])
    };
    let mut start = lines.len();
    let (mut sum, mut most) = (0, 0);
    let mut taken = 0;
    // Whether no line below is certainly prose; whether one above the best
    // start may be.
    let (mut last, mut leaps) = (true, false);
    for at in (0..lines.len()).rev() {
        let line = &lines[at];
        let clutter = is_clutter(at);
        taken += usize::from(line.is_prose());
        last &= clutter || line.points > CERTAIN;
        sum += match line.points + END {
            _ if clutter => CLUTTER,
            points if last && points >= 0 => points.min(CLUTTER),
            points => points.min(-PARAGRAPH),
        };
        if prose - taken < FEWEST_PROSE.max(prose / 2) {
            break;
        }
        let line = &lines[at];
        leaps |= !clutter && line.points < 0;
        let begins = match line.reason {
            Some(reason) => !leaps || !WITHIN.contains(&reason),
            None if clutter => last && (!leaps || line.words <= CROSSHEAD_WORDS),
            None => line.points >= ANCHOR,
        };
        if sum > most && begins {
            (start, most, leaps) = (at, sum, false);
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
        // The last words of an article may be few: they follow its prose.
        let after_prose = at > 0 && lines[at - 1].is_prose();
        let reason = match () {
            () if is_of(&authors, line, text)
                || seen && line.points >= BIOGRAPHY_POINTS && is_biography(line) =>
            {
                Reason::AuthorBio
            }
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

/// True of a line that begins with the name of who wrote the article.
fn is_of(authors: &[String], line: &Line, text: &str) -> bool {
    line.words < 60
        && authors.iter().any(|name| {
            let rest = text.to_lowercase();
            let rest = rest.strip_prefix(name.as_str());
            rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
}

fn is_biography(line: &Line) -> bool {
    line.words <= 70 && !SAID.is_match(line.core) && BIOGRAPHY.is_match(line.core)
}

/// The names in the bylines, in lower case: whole, and first names.
fn authors(lines: &[Line], texts: &[&str]) -> Vec<String> {
    static NAMES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}.'’-]*){1,3}").expect("a valid pattern")
    });
    const CREDITS: &[&str] =
        &["by ", "words ", "text ", "story ", "report ", "from ", "pictures ", "photos "];
    let mut names = Vec::new();
    for (line, text) in lines.iter().zip(texts) {
        let is_byline = line.reason == Some(Reason::Byline) || text.starts_with("By ");
        if is_byline && !line.is_prose() {
            for name in NAMES.find_iter(text).map(|found| found.as_str().to_lowercase()) {
                let name =
                    CREDITS.iter().find_map(|credit| name.strip_prefix(credit)).unwrap_or(&name);
                names.extend(
                    name.split(' ').next().filter(|first| first.len() > 2).map(str::to_owned),
                );
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// Before the prose: the headline, lines below it, and nothing else. `known`
/// are the words of the prose.
fn drop_head(head: &mut [Line], texts: &[&str], known: &HashSet<String>) {
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
    if std::env::var("DBG").is_ok() {
        eprintln!(
            "HEAD {headline} {candidates:?} {common:?} {:?}",
            texts[..head.len()]
                .iter()
                .zip(head.iter())
                .map(|(t, l)| (
                    l.reason.map(|r| r.as_str()),
                    t.chars().take(60).collect::<String>()
                ))
                .collect::<Vec<_>>()
        );
    }
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
            && !(line.points >= ALONE && line.wording.site > 2)
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
        word.starts_with(char::is_uppercase) && word.chars().all(char::is_alphanumeric)
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
    if at + 1 >= lines.len() {
        return false;
    }
    let section = lines[at + 1..].iter().zip(&texts[at + 1..]).take(SECTION);
    let told: HashSet<String> = section
        .filter(|(line, _)| line.reason.is_none())
        .flat_map(|(_, text)| stems(text))
        .collect();
    let is_short = lines[at].words <= SHORT_CROSSHEAD;
    // Headlines leave out what a crosshead may begin with.
    let named = ["A ", "An ", "The "].iter().any(|word| texts[at].starts_with(word));
    let tells = named || lines[at].words <= SHORT_CROSSHEAD || shared(texts[at], &told) > 0;
    let follows_prose = shouts || is_short || !is_link || shared(texts[at], &told) > 0;
    let is_button = lines[at].wording.order && lines[before].reason.is_some();
    lines[at].words <= CROSSHEAD_WORDS
        && !is_button
        && !is_furniture(texts[at])
        && !texts[at].contains(['(', '[', ':', '<'])
        && follows_prose
        && tells
        && lines.get(at + 1).is_some_and(|next| {
            next.reason.is_none() && (next.stopped || is_open_sentence(texts[at + 1]))
        })
}

/// True of a line that is cut off or goes on in a list: "He said:".
fn is_open_sentence(text: &str) -> bool {
    // A quotation that ends in mid-line is part of a headline.
    let quoted = text.strip_prefix(['"', '“', '‘', '«']);
    text.ends_with([':', ';', ','])
        || quoted.is_some_and(|rest| {
            !rest.trim_end_matches(['"', '”', '’', '»']).contains(['"', '”', '’', '»'])
        })
        || text.starts_with(['•', '–', '-']) && !text.ends_with(['–', '-'])
}
