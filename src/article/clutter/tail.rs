//! The end of a page: readers' comments, other stories, the author, the site.

use std::sync::LazyLock;

use regex::Regex;

use super::layout::{CERTAIN, CROSSHEAD_WORDS, FEWEST_PROSE, is_open_sentence};
use super::words::{BIOGRAPHY, COMMENT, HANDLE, READERS, SAID, guess};
use super::{Line, Reason};

/// What a line of clutter counts at the end of a page, in points, and what
/// the place gives to a sentence.
const CLUTTER: i32 = 10;
const END: i32 = 17;
/// What a paragraph takes at least.
const PARAGRAPH: i32 = 12;
/// Points of a sentence that may begin the end of a page.
const ANCHOR: i32 = 4;
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
/// Points of a line about an author, at least, and its words at most.
const BIOGRAPHY_POINTS: i32 = -10;
const BIOGRAPHY_WORDS: usize = 70;
/// Names that are looked for.
const MOST_NAMES: usize = 24;

/// All that follows a heading such as "Readers' letters (2)", or the first of
/// two lines that begin with a name no paper would print.
pub(super) fn drop_readers(lines: &mut [Line], texts: &[&str], prose: usize) {
    let handles: Vec<usize> = (0..lines.len()).filter(|at| HANDLE.is_match(texts[*at])).collect();
    let first_of_two = if handles.len() > 1 { handles.first() } else { None };
    let below = Below::each(lines, texts);
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
        let most = before >= FEWEST_PROSE && before * 2 >= prose;
        if opens && most && below[at].is_end(before) {
            for line in &mut lines[at..] {
                line.reason.get_or_insert(Reason::Comment);
            }
            return;
        }
    }
}

/// What follows each line.
pub(super) struct Below {
    /// Lines that are certainly prose.
    certain: usize,
    /// One of the next lines of prose is a paragraph.
    paragraph: bool,
}

impl Below {
    pub(super) fn each(lines: &[Line], texts: &[&str]) -> Vec<Self> {
        let (mut certain, mut next) = (0, [false; NEXT]);
        let mut below: Vec<Self> = Vec::with_capacity(lines.len());
        for (line, text) in lines.iter().zip(texts).rev() {
            below.push(Self { certain, paragraph: next.contains(&true) });
            if line.is_prose() {
                next.rotate_right(1);
                next[0] = line.points <= PARAGRAPH_POINTS && !COMMENT.is_match(text);
                certain += usize::from(line.points <= CERTAIN);
            }
        }
        below.reverse();
        below
    }

    /// True if no paragraph follows at once, nor many later, after so many
    /// lines of prose.
    pub(super) fn is_end(&self, prose: usize) -> bool {
        !self.paragraph && self.certain * 2 <= prose
    }
}

/// True of a short heading with a count: "Talk of the town (4)".
fn is_counted(core: &str) -> bool {
    let heading = core.trim_end_matches(|c: char| c.is_ascii_digit());
    heading.len() < core.len() && heading.ends_with('(') && heading.split_whitespace().count() <= 7
}

/// What follows the article and is mostly clutter: the end of the page with
/// the largest sum of points, where clutter by its words or shape counts
/// [`CLUTTER`] each.
pub(super) fn drop_end(lines: &mut [Line], texts: &[&str], prose: usize) {
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
pub(super) fn drop_tail(lines: &mut [Line], texts: &[&str]) {
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
        let is_biography = seen && line.points >= BIOGRAPHY_POINTS && is_biography(line);
        let reason = match () {
            () if is_biography || is_of(&authors, line, text) => Reason::AuthorBio,
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
    if line.words > BIOGRAPHY_WORDS {
        return false;
    }
    let text = text.to_lowercase();
    authors.iter().any(|name| {
        let rest = text.strip_prefix(name.as_str());
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

fn is_biography(line: &Line) -> bool {
    line.words <= BIOGRAPHY_WORDS && !SAID.is_match(line.core) && BIOGRAPHY.is_match(line.core)
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
        if names.len() > MOST_NAMES {
            break;
        }
    }
    names
}
