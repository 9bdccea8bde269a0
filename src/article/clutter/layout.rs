//! Clutter by its shape and place alone, where no pattern knows the words.
//!
//! The prose of an article is lines of some words that end as sentences do.
//! What stands before its first line is the headline, a line or two below it,
//! and furniture. What has no full stop between two paragraphs is a crosshead
//! or a link. Behind its last line nothing belongs to it.

use std::collections::HashSet;

use super::cohesion::{shared, stems};
use super::points::{self, Usual};
use super::words::{ABOUT, SAID, SIGNATURE, SITE_TALK, guess, is_shown};
use super::{Line, Reason, head, tail};

/// Lines of prose from which a text is an article and not a list of lines.
pub(super) const FEWEST_PROSE: usize = 3;
/// Words of a headline at least.
pub(super) const HEADLINE_WORDS: usize = 3;
/// Words of a crosshead at most.
pub(super) const CROSSHEAD_WORDS: usize = 6;
/// Words of one that stands by itself below a link, at most.
const SHORT_CROSSHEAD: usize = 4;
/// Lines in which the words of the crosshead above them are looked for.
const SECTION: usize = 3;
/// Words of the first paragraph at least; a headline may end in a stop.
const OPENING_WORDS: usize = 10;
/// Points of the first paragraph at most.
const OPENING_POINTS: i32 = -14;
/// Points of a line that is certainly prose, at most.
pub(super) const CERTAIN: i32 = -28;

/// Points from which a sentence is clutter by itself, and with its neighbours.
pub(super) const ALONE: i32 = 0;
const TOGETHER: i32 = 6;
/// Fewer words tell less, and take more points.
const SHORT_WORDS: usize = 9;
const SHORT: i32 = 8;
/// What clutter right above and below gives.
const NEIGHBOURS: (i32, i32) = (12, 7);
/// What no blank line above and below gives, where paragraphs have them.
const GLUED: (i32, i32) = (14, 11);
/// Points from which that tells something of a line above the article.
const SUSPECT: i32 = -8;
/// What a name and a time in the line above give.
const SIGNED: i32 = 24;

/// What stands between the entries of a menu or the parts of a furniture line.
pub(super) fn is_furniture(line: &str) -> bool {
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
    tail::drop_readers(lines, texts, prose);
    head::drop_captions(lines, texts);
    let lead = lines.iter().position(opens).unwrap_or(lines.len());
    drop_heavy(lines, lead, ALONE, (0, 0));
    tail::drop_end(lines, texts, prose);
    tail::drop_tail(lines, texts);
    head::drop_slogans(lines);
    let Some(first) = lines.iter().position(opens).or(lines.iter().position(Line::is_prose)) else {
        return;
    };
    let last = lines.iter().rposition(Line::is_prose).unwrap_or(first);
    let known = (first..=last).filter(|at| lines[*at].is_prose()).flat_map(|at| stems(texts[at]));
    let known: HashSet<String> = known.collect();
    head::drop_head(&mut lines[..first], texts, &known);
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
    let gapped = most.len() > FEWEST_PROSE && gaps * 3 >= (most.len() - 1) * 2;
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
            let bullets = ['•', '–', '-', '*', '·'];
            let is_listed = texts.get(at).is_some_and(|text| text.starts_with(bullets));
            let is_glued = lines.get(at).is_some_and(|line| !line.gap);
            gapped && (below || own >= SUSPECT) && is_glued && !is_listed
        };
        let signed = below && at > 0 && !lines[at - 1].stopped && SIGNATURE.is_match(texts[at - 1]);
        let context = [(glued(at), GLUED.0), (glued(at + 1), GLUED.1), (signed, SIGNED)];
        lines[at].points =
            own + context.iter().filter(|(holds, _)| *holds).map(|(_, points)| points).sum::<i32>();
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
    let section = lines.iter().zip(texts).skip(at + 1).take(SECTION);
    let told: HashSet<String> = section
        .filter(|(line, _)| line.reason.is_none())
        .flat_map(|(_, text)| stems(text))
        .collect();
    let is_short = lines[at].words <= SHORT_CROSSHEAD;
    // Headlines leave out what a crosshead may begin with.
    let named = ["A ", "An ", "The "].iter().any(|word| texts[at].starts_with(word));
    let tells = is_short || shared(texts[at], &told) > 0;
    let follows_prose = shouts || tells || !is_link;
    let is_button = lines[at].wording.order && lines[before].reason.is_some();
    lines[at].words <= CROSSHEAD_WORDS
        && !is_button
        && !is_furniture(texts[at])
        && !texts[at].contains(['(', '[', ':', '<'])
        && follows_prose
        && (named || tells)
        && lines.get(at + 1).is_some_and(|next| {
            next.reason.is_none() && (next.stopped || is_open_sentence(texts[at + 1]))
        })
}

/// True of a line that is cut off or goes on in a list: "He said:".
pub(super) fn is_open_sentence(text: &str) -> bool {
    // A quotation that ends in mid-line is part of a headline.
    let quoted = text.strip_prefix(['"', '“', '‘', '«']);
    text.ends_with([':', ';', ','])
        || quoted.is_some_and(|rest| {
            !rest.trim_end_matches(['"', '”', '’', '»']).contains(['"', '”', '’', '»'])
        })
        || text.starts_with(['•', '–', '-']) && !text.ends_with(['–', '-'])
}
