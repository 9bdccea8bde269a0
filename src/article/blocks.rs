//! Lines and hard-wrapped paragraphs, each with its verdict.

use std::cell::OnceCell;

use wide::u8x32;

use super::clutter::{self, Reason};
use super::{Span, scan, sentences::is_open};

/// A paragraph of an article and the verdict on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Where it stands, without white space at its ends; never empty.
    pub span: Span,
    /// Why it is clutter; `None` if it is kept.
    pub dropped: Option<Reason>,
}

/// Cuts a text into paragraphs and says of each whether it is clutter.
///
/// A line is a paragraph, except where lines were wrapped at one width: there
/// a paragraph goes on until a blank line, an indent, or a short line. The
/// blocks are in order, do not overlap and cover all that is not white space.
pub fn blocks(text: &str) -> Vec<Block> {
    let spans = paragraphs(text);
    let reasons = clutter::verdicts(text, &spans);
    spans.into_iter().zip(reasons).map(|(span, dropped)| Block { span, dropped }).collect()
}

/// Widths, in characters, that text is wrapped at: narrower lines are lists
/// or verse, wider ones are whole paragraphs.
const WRAP_WIDTHS: std::ops::RangeInclusive<usize> = 35..=130;

/// Characters by which a line may stand out of the margin.
const OVERHANG: usize = 8;

/// Bytes of a line and its end, few rather than many.
const LINE_BYTES: usize = 64;

/// A line that is not blank.
struct Line {
    /// Without the white space at its ends.
    span: Span,
    /// White space in front, in characters.
    indent: usize,
    /// A blank line or nothing stands before it.
    apart: bool,
    /// Where it ends, in characters from the margin, once that was asked for.
    width: OnceCell<usize>,
}

impl Line {
    /// Where it ends, in characters from the margin.
    fn width(&self, text: &str) -> usize {
        *self.width.get_or_init(|| self.indent + self.span.of(text).chars().count())
    }
}

/// The paragraphs of a text, clutter or not.
pub(super) fn paragraphs(text: &str) -> Vec<Span> {
    let mut lines: Vec<Line> = Vec::with_capacity(text.len() / LINE_BYTES);
    let mut apart = true;
    each_line(text, |line| {
        let span = line.trimmed(text);
        if span.start < span.end {
            let indent = text[line.start..span.start].chars().count();
            lines.push(Line { span, indent, apart, width: OnceCell::new() });
        }
        apart = span.start == span.end;
    });
    // A text is mostly wrapped as a whole; one that is not may quote one that is.
    let whole = wrap_width(text, &lines);
    let mut found = Vec::with_capacity(lines.len());
    for run in lines.chunk_by(|_, next| !next.apart) {
        let width = whole.or_else(|| wrap_width(text, run));
        join(text, run, width, &mut found);
    }
    found
}

/// Goes through the lines of a text, without what ends them, which is as in
/// UAX #14: U+A to U+D, U+85, U+2028, U+2029.
fn each_line(text: &str, mut each: impl FnMut(Span)) {
    let may_end = |bytes: u8x32| {
        let other = bytes.simd_eq(u8x32::splat(0xC2)) | bytes.simd_eq(u8x32::splat(0xE2));
        (other | scan::from_to(bytes, b'\n', b'\r')).to_bitmask()
    };
    let mut start = 0;
    scan::each_place(text.as_bytes(), may_end, |at| {
        let newline = match text.as_bytes()[at..] {
            [b'\r', b'\n', ..] => 2,
            // All but one of the other characters that begin so are quotes and dashes.
            [0xC2, second, ..] => 2 * usize::from(second == 0x85),
            [0xE2, 0x80, 0xA8 | 0xA9, ..] => 3,
            [0xE2, ..] => 0,
            _ => 1,
        };
        if newline > 0 && at >= start {
            each(Span { start, end: at });
            start = at + newline;
        }
    });
    if start < text.len() {
        each(Span { start, end: text.len() });
    }
}

/// Adds the paragraphs of a run of lines with no blank line between them.
fn join(text: &str, run: &[Line], width: Option<usize>, found: &mut Vec<Span>) {
    let mut lines = run.iter();
    let Some(mut last) = lines.next() else {
        return;
    };
    let mut paragraph = last.span;
    for line in lines {
        if width.is_some_and(|width| goes_on(text, last, line, width)) {
            paragraph.end = line.span.end;
        } else {
            found.push(paragraph);
            paragraph = line.span;
        }
        last = line;
    }
    found.push(paragraph);
}

/// The width that lines were wrapped at, if they were: then most lines
/// are full, and most next lines begin in lower case.
fn wrap_width(text: &str, lines: &[Line]) -> Option<usize> {
    // An indent begins a paragraph and tells nothing of the line before it.
    let joints = || {
        let pairs = lines.windows(2).filter(|two| !two[1].apart);
        pairs.filter(|two| two[1].indent <= two[0].indent + 1)
    };
    let lower = || joints().filter(|two| starts_lower(two[1].span.of(text)));
    let most = joints().count() / 2;
    if lower().count() <= most {
        return None;
    }
    // Where a sentence goes on, the line above ended at the margin.
    let mut widths: Vec<usize> = lower().map(|two| two[0].width(text)).collect();
    widths.sort_unstable();
    // A long address may stand out of the margin: leave one line in twenty aside.
    let width = widths[widths.len() - 1 - widths.len() / 20];
    if !WRAP_WIDTHS.contains(&width) {
        return None;
    }
    let full = joints()
        .filter(|two| is_long(text, &two[0], width) || is_full(text, &two[0], &two[1], width));
    (full.count() > most).then_some(width)
}

/// True if the first word of `next` would not have fitted on `line`.
fn is_full(text: &str, line: &Line, next: &Line, width: usize) -> bool {
    let next = next.span.of(text);
    let word = next.find(char::is_whitespace).map_or(next, |end| &next[..end]);
    line.width(text) + 1 + word.chars().count() > width
}

/// True if `line` comes near the margin, as it does where words were not
/// fitted with care.
fn is_long(text: &str, line: &Line, width: usize) -> bool {
    line.width(text) * 5 >= width * 4
}

/// True if `next` belongs to the paragraph of `line`.
fn goes_on(text: &str, line: &Line, next: &Line, width: usize) -> bool {
    let body = next.span.of(text);
    if next.indent > line.indent + 1 || body.starts_with(['•', '·', '*', '#', '>']) {
        return false;
    }
    // What stands out of the margin by more than a word was not wrapped.
    if line.width(text) > width + OVERHANG && line.span.of(text).contains(' ') {
        return false;
    }
    // A line cut short ends its paragraph, unless it breaks off.
    is_full(text, line, next, width)
        || (is_open(line.span.of(text)) && (is_long(text, line, width) || starts_lower(body)))
}

fn starts_lower(line: &str) -> bool {
    line.chars().next().is_some_and(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        paragraphs(text).into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn each_line_is_a_paragraph() {
        let text = "Talks open\r\n\r\nThe envoys met. They talked.\rThey left.\u{2028}The end\n";
        let expected = ["Talks open", "The envoys met. They talked.", "They left.", "The end"];
        assert_eq!(cut(text), expected);
    }

    #[test]
    fn a_text_is_wrapped_as_a_whole() {
        let text = "Leaders of the eastern region walked out of the constitutional\n\
            Conference on the third day.\n\n\
            The rebel alliance was made up of several northern factions and\n\
            began to break up within weeks of taking power.\n\n\
            Envoys met for two hours on Monday without coming any closer to\n\
            an agreement on the ports of Almera and San Rafael.\n";
        assert_eq!(cut(text).len(), 3);
        assert!(cut(text)[0].ends_with("third day."));
    }

    #[test]
    fn white_space_of_every_kind_is_trimmed() {
        assert_eq!(
            cut("\u{a0}\u{2003}Talks \u{3000}\n \t\u{a0}\n\u{202f}end\u{1680}"),
            ["Talks", "end"]
        );
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        let text = "Talks fail in Geneva\n\n\
            The two delegations left the conference hall after nine hours\n\
            of talks without a word to the reporters who had waited in the\n\
            rain for them, and neither Moscow nor Kyiv would say whether\n\
            Minister Orlova would be back.\n\
            Her deputy said that the next round had been put off for good\n\
            because there was nothing left on the table to talk about.\n\n\
            Source link\n";
        let found = cut(text);
        assert_eq!(found.len(), 4);
        assert!(found[1].ends_with("\nMinister Orlova would be back."));
        assert!(found[2].starts_with("Her deputy"));
    }

    #[test]
    fn an_indent_or_a_bullet_begins_a_paragraph() {
        let text = "\
            \x20  The two delegations left the hall after nine hours of talks,\n\
            and nobody would say a word to the reporters who stood outside\n\
            it in the rain.\n\
            \x20  They had been told to wait for a statement that never came,\n\
            and so in the end they went home with nothing, as their editors\n\
            complained in print.\n\
            * Who was there and who was not is still a matter of some debate\n\
            in the city, where people talk of little else these days, it is\n\
            true.\n\
            ";
        assert_eq!(cut(text).len(), 3);
    }

    #[test]
    fn whole_paragraphs_on_neighbouring_lines_stay_apart() {
        let text = "The minister spoke for an hour and then left the room.\n\
            Nobody asked him a thing about the border or the troops.\n\
            He will speak again on Monday, said his office in Riga.\n";
        assert_eq!(cut(text).len(), 3);
        assert_eq!(cut("Ukraine\nRussia\nNATO\nnuclear arms\n").len(), 4);
    }
}
