//! Which lines of an article are clutter, and why.
//!
//! A line is judged by what it says ([`patterns`]), then by its shape and its
//! place in the article ([`layout`], [`head`], [`tail`]): what follows a
//! comment form is comments, headlines under "Most read" are other stories, a
//! biography stands at the end. A sentence that no pattern knows is judged by
//! weak signs that add up ([`points`]): whom it speaks to ([`wording`]), its
//! length, its neighbours. Nothing outside the article is asked.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;

use super::Span;

mod cohesion;
mod head;
mod layout;
pub(super) mod patterns;
mod points;
mod tail;
mod wording;
mod words;

/// Why a block is no part of the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// Buttons and pleas to share, follow or like.
    ShareLink,
    /// A link to another story, or a heading over such links.
    RelatedStory,
    /// Who wrote, reported or edited.
    Byline,
    /// When, or when and where, and nothing else.
    Dateline,
    /// What a picture shows, or who took it.
    Caption,
    /// A newsletter, a subscription, an account.
    Newsletter,
    /// A comment form, and the readers' comments after it.
    Comment,
    /// A cookie or consent notice.
    Cookie,
    /// Menus, buttons, page numbers, reading times.
    Navigation,
    /// Who owns the text.
    Copyright,
    /// Where the text comes from.
    SourceCredit,
    /// The word "advertisement" and its kin.
    Advertisement,
    /// Addresses, telephone numbers, bare links.
    Contact,
    /// Tags, topics, categories.
    Tags,
    /// A few words about the author, at the end.
    AuthorBio,
    /// No letter in it: rules, stars, numbers.
    NoWords,
    /// Many articles of a collection begin or end with it; see
    /// [`RepeatedLines`](super::RepeatedLines).
    Repeated,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Self; 17] = [
        Self::ShareLink,
        Self::RelatedStory,
        Self::Byline,
        Self::Dateline,
        Self::Caption,
        Self::Newsletter,
        Self::Comment,
        Self::Cookie,
        Self::Navigation,
        Self::Copyright,
        Self::SourceCredit,
        Self::Advertisement,
        Self::Contact,
        Self::Tags,
        Self::AuthorBio,
        Self::NoWords,
        Self::Repeated,
    ];

    /// The name in output: kebab-case, such as `related-story`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ShareLink => "share-link",
            Self::RelatedStory => "related-story",
            Self::Byline => "byline",
            Self::Dateline => "dateline",
            Self::Caption => "caption",
            Self::Newsletter => "newsletter",
            Self::Comment => "comment",
            Self::Cookie => "cookie",
            Self::Navigation => "navigation",
            Self::Copyright => "copyright",
            Self::SourceCredit => "source-credit",
            Self::Advertisement => "advertisement",
            Self::Contact => "contact",
            Self::Tags => "tags",
            Self::AuthorBio => "author-bio",
            Self::NoWords => "no-words",
            Self::Repeated => "repeated",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Longer lines, in bytes, are prose whatever they say.
const LONGEST: usize = 700;

/// Words from which a line that ends in a stop is certainly prose.
const PROSE_WORDS: usize = 8;

/// Headlines that one heading such as "Most read" can take with it.
const MOST_LINKS: usize = 10;

/// Words and characters of a tag or menu entry at most.
const TAG: (usize, usize) = (3, 32);

/// Tags or menu entries on lines of their own come in no fewer.
const FEWEST_TAGS: usize = 3;

/// A line as the verdicts see it.
struct Line<'a> {
    /// Without bullets in front and brackets around.
    core: &'a str,
    words: usize,
    /// Ends as a sentence does.
    stopped: bool,
    /// By its words alone.
    reason: Option<Reason>,
    /// A blank line or nothing stands in front.
    gap: bool,
    /// How much it looks like clutter; see [`points`].
    points: i32,
    wording: wording::Wording,
}

impl<'a> Line<'a> {
    fn new(line: &'a str) -> Self {
        let core = line
            .trim_start_matches(|c: char| !c.is_alphanumeric() && !"#@©\"“”‘’'«‹←".contains(c))
            .trim_end_matches(|c: char| c.is_whitespace() || ")]}*:»>›→↓↑|•·-–—_~=".contains(c));
        let words = core.split_whitespace().count();
        let stopped = line
            .trim_end_matches(['"', '”', '’', '\'', ')', ']', '»'])
            .ends_with(['.', '!', '?', '…']);
        let worded = line.contains(char::is_alphabetic);
        let reason = if core.len() > LONGEST { None } else { patterns::reason(core, words) };
        let reason = reason.or((!worded).then_some(Reason::NoWords));
        Self {
            core,
            words,
            stopped,
            reason,
            gap: true,
            points: 0,
            wording: wording::Wording::new(line),
        }
    }

    fn is_prose(&self) -> bool {
        self.reason.is_none() && self.stopped && self.words >= PROSE_WORDS
    }

    /// The shape of a headline: of some words, no full stop.
    fn is_link(&self) -> bool {
        (!self.stopped || self.core.ends_with('?')) && (3..=24).contains(&self.words)
    }

    /// The shape of a tag or of an entry of a menu.
    fn is_tag(&self) -> bool {
        !self.stopped && self.words <= TAG.0 && self.core.chars().count() <= TAG.1
    }
}

/// The verdict on each of the paragraphs of a text.
pub(super) fn verdicts(text: &str, spans: &[Span]) -> Vec<Option<Reason>> {
    let texts: Vec<&str> = spans.iter().map(|span| span.of(text)).collect();
    let mut lines: Vec<Line> = texts.iter().map(|text| Line::new(text)).collect();
    for (line, two) in lines.iter_mut().skip(1).zip(spans.windows(2)) {
        line.gap = text[two[0].end..two[1].start].matches('\n').nth(1).is_some();
    }
    layout::weigh(&mut lines, &texts);
    keep_headline(&mut lines);
    drop_links(&mut lines);
    drop_tags(&mut lines);
    drop_biographies(&mut lines);
    drop_comments(&mut lines, &texts);
    layout::judge(&mut lines, &texts);
    lines.into_iter().map(|line| line.reason).collect()
}

/// The first line that is no furniture is the headline, though it may look
/// like a link or a caption.
fn keep_headline(lines: &mut [Line]) {
    use Reason::{Caption, RelatedStory, SourceCredit, Tags};
    let looks = [Caption, RelatedStory, SourceCredit, Tags];
    // "The Man in Paris" looks like a name and a place.
    let articles = ["The ", "A ", "An "];
    for line in lines.iter_mut().take_while(|line| !line.is_prose()) {
        let is_title = articles.iter().any(|word| line.core.starts_with(word));
        if is_title && line.reason == Some(Reason::Byline) {
            line.reason = None;
        }
    }
    let first =
        lines.iter_mut().find(|line| line.reason.is_none_or(|reason| looks.contains(&reason)));
    if let Some(line) = first
        && line.words > TAG.0
    {
        line.reason = None;
    }
}

/// Headlines under a heading such as "Most read" are other stories.
fn drop_links(lines: &mut [Line]) {
    static HEADING: LazyLock<Regex> = LazyLock::new(|| patterns::whole("<related>"));
    let mut left = 0;
    for line in lines.iter_mut() {
        match line.reason {
            Some(Reason::RelatedStory) if HEADING.is_match(line.core) => left = MOST_LINKS,
            Some(_) => {}
            None if left > 0 && line.is_link() => {
                line.reason = Some(Reason::RelatedStory);
                left -= 1;
            }
            None => left = 0,
        }
    }
}

/// Runs of very short lines are menus before the prose, tags after it; a list
/// of such words in one line after all prose is tags, too.
fn drop_tags(lines: &mut [Line]) {
    let first = lines.iter().position(Line::is_prose).unwrap_or(lines.len());
    let last = lines.iter().rposition(Line::is_prose).unwrap_or(0);
    let mut start = 0;
    while start < lines.len() {
        let run = lines[start..].iter().take_while(|line| line.is_tag()).count();
        if run >= FEWEST_TAGS {
            let reason = if start < first { Reason::Navigation } else { Reason::Tags };
            let next = lines.get(start + run);
            // The first line of all may be a short headline.
            let kept = usize::from(start == 0 && !next.is_some_and(Line::is_link));
            for line in &mut lines[start + kept..start + run] {
                line.reason.get_or_insert(reason);
            }
        }
        start += run.max(1);
    }
    for line in lines.iter_mut().skip(last + 1) {
        if line.reason.is_none() && !line.stopped && last > 0 && is_word_list(line.core) {
            line.reason = Some(Reason::Tags);
        }
    }
}

fn is_word_list(core: &str) -> bool {
    let mut items = core.split([',', '|', '•', '·', ';']).map(str::trim);
    let short = |item: &str| {
        item.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || c == '#')
            && item.split_whitespace().count() <= TAG.0
    };
    items.clone().count() >= FEWEST_TAGS && items.all(short)
}

/// What is said of the author at the end of an article of some length.
fn drop_biographies(lines: &mut [Line]) {
    static ABOUT: LazyLock<Regex> = LazyLock::new(|| {
        patterns::whole(
            r"about the (?:author|writer|reporter)s?|the (?:author|writer)s? (?:is|are|was) .*|(?:the )?(?:views|opinions)\b.* (?:expressed|his own|her own|their own|the author['’]s)\b.*|<name>,?(?: \w+)? (?:is|was) (?:an?|the|our) (?:[\w'’,&-]+ ){0,8}(?:writer|reporter|journalist|correspondent|editor|columnist|contributor|producer|fellow|freelancer)\b.*\b(?:at|for|of|with|based|covering|focus\w*|covers?|who covers|in|from|on)\b.*|<name>(?: (?:covers|writes|reports)\b.* for| has (?:been covering|covered|written for|reported for|worked for)|,? a .* correspondent,? (?:covers|reports)) .*",
        )
    });
    if lines.iter().filter(|line| line.is_prose()).count() < 3 {
        return;
    }
    for line in lines.iter_mut().rev() {
        if line.reason.is_some() {
            continue;
        }
        if line.words > 90 || !ABOUT.is_match(line.core) {
            break;
        }
        line.reason = Some(Reason::AuthorBio);
    }
}

/// After the prose, a comment form takes all the rest with it: what readers
/// write reads like prose. A comment counter above the prose does not.
fn drop_comments(lines: &mut [Line], texts: &[&str]) {
    static FORM: LazyLock<Regex> = LazyLock::new(|| patterns::whole("<comments>"));
    let below = tail::Below::each(lines, texts);
    let mut prose = 0;
    for at in 0..lines.len() {
        let line = &lines[at];
        prose += usize::from(line.is_prose());
        if line.reason == Some(Reason::Comment) && FORM.is_match(line.core) {
            let asks = line.core.split_whitespace().next().is_some_and(|verb| {
                ["leave", "post", "add"].contains(&verb.to_lowercase().as_str())
            });
            if prose >= if asks { 1 } else { 2 } && below[at].is_end(prose) {
                for line in &mut lines[at..] {
                    line.reason.get_or_insert(Reason::Comment);
                }
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests;
