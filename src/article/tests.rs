use proptest::prelude::*;

use super::*;

/// An article with the clutter that scraped ones have, and its statements.
const SCRAPED: &str = "\
Home > World > Lethia
Amid border tensions, Kordania and Lethia to hold talks on Monday
By Jane Doe, Staff Writer | Updated: 5 May 2021 10:00 IST
Share this article
FacebookTwitterWhatsApp

RADNA (Agency) - Kordania\u{a0}will meet Lethia in Geneva on Monday, the office of President A. B. Orlov said.

Also Read:\u{a0} Lethia buys twelve ships from the U.S.

(Photo: Jane Doe/Agency)
“We will not leave the valley. We will defend it!” Gen. Marek said on Tuesday.  \u{a0}
Advertisement
Although Lethia maintained that it has no plans to attack, its envoy demanded “guarantees”.  No. 5 of the terms was dropped at 6 p.m. The rest stands.
\t
\u{2003}\"Is it war?\" a reporter asked. \"No.\"
(With inputs from Agencies)
Source link
Tags: Lethia, Kordania
Leave a Reply
Your email address will not be published. Required fields are marked *
valley_boy: Come here again and we will shoot. You were warned.
";

const STATEMENTS: &[&str] = &[
    "Amid border tensions, Kordania and Lethia to hold talks on Monday",
    "Kordania\u{a0}will meet Lethia in Geneva on Monday, the office of President A. B. Orlov said.",
    "“We will not leave the valley.",
    "We will defend it!” Gen. Marek said on Tuesday.",
    "Although Lethia maintained that it has no plans to attack, its envoy demanded “guarantees”.",
    "No. 5 of the terms was dropped at 6 p.m.",
    "The rest stands.",
    "\"Is it war?\" a reporter asked.",
    "\"No.\"",
];

fn texts(text: &str, spans: Vec<Span>) -> Vec<&str> {
    spans.into_iter().map(|span| span.of(text)).collect()
}

#[test]
fn a_scraped_article_gives_its_statements_and_no_clutter() {
    assert_eq!(texts(SCRAPED, statements(SCRAPED)), STATEMENTS);
    let kept = blocks(SCRAPED).iter().filter(|block| block.dropped.is_none()).count();
    assert_eq!(kept, 5);
}

#[test]
fn line_ends_do_not_matter() {
    for newline in ["\r\n", "\r", "\u{2028}", "\n\n\n"] {
        let text = SCRAPED.replace('\n', newline);
        assert_eq!(texts(&text, statements(&text)), STATEMENTS, "{newline:?}");
    }
}

#[test]
fn sentences_drop_nothing() {
    let found = texts(SCRAPED, sentences(SCRAPED));
    assert!(found.contains(&"Source link"));
    assert!(found.iter().any(|sentence| sentence.starts_with("RADNA (Agency) - Kordania")));
}

#[test]
fn a_text_of_clutter_has_no_statements() {
    assert!(statements("Advertisement\n\nShare\n* * *\n").is_empty());
    assert!(statements("").is_empty() && blocks(" \n\u{a0}\n").is_empty());
}

/// Checks what all texts must satisfy.
fn check(text: &str) {
    let blocks: Vec<Span> = blocks(text).iter().map(|block| block.span).collect();
    let sentences = sentences(text);
    for (spans, whole) in [(&blocks, true), (&sentences, true), (&statements(text), false)] {
        let mut end = 0;
        for span in spans {
            assert!(span.start >= end && span.start < span.end, "{text:?}: {spans:?}");
            assert!(!whole || text[end..span.start].trim().is_empty(), "{text:?}: {spans:?}");
            end = span.end;
            let slice = span.of(text);
            assert_eq!(slice.trim(), slice);
        }
        assert!(!whole || text[end..].trim().is_empty(), "{text:?}: {spans:?}");
    }
    for sentence in sentences {
        let inside = |block: &&Span| block.start <= sentence.start && sentence.end <= block.end;
        let block = blocks.iter().find(inside).map_or("", |block| block.of(text));
        assert!(!block.is_empty(), "{text:?}");
        let worded = |text: &str| text.contains(char::is_alphanumeric);
        assert!(!worded(block) || worded(sentence.of(text)), "{text:?}");
        check_clauses(text, sentence);
    }
    let whole = Span { start: 0, end: text.len() }.trimmed(text);
    if whole.start < whole.end {
        check_clauses(text, whole);
    }
}

/// Checks that clauses cover their sentence but for what stands between them.
fn check_clauses(text: &str, sentence: Span) {
    let found = clauses(text, sentence);
    assert_eq!(found.first().map(|clause| clause.start), Some(sentence.start), "{text:?}");
    assert_eq!(found.last().map(|clause| clause.end), Some(sentence.end), "{text:?}");
    for clause in &found {
        assert!(clause.start < clause.end, "{text:?}: {found:?}");
        assert_eq!(clause.of(text).trim(), clause.of(text), "{text:?}: {found:?}");
    }
    for two in found.windows(2) {
        let between = &text[two[0].end..two[1].start];
        let joint = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '—' | '–');
        assert!(!between.is_empty() && between.chars().all(joint), "{text:?}: {found:?}");
    }
}

/// Pieces whose order makes trouble.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    " ", "\n", "\r\n", "\u{a0}", "\u{2029}", ".", "...", "…", "!", "?", "\"", "“", "”", "’", "'", "(", ")", "[1]", "[",
    "—", " - ", ",", ":", "Mr.", "U.S.", "p.m.", "No.", "J.", "1.", "(a)", "a.b", "The", "war", "Putin", "said", "asked",
    "• ", "• ", " 1. ", " 2. ", "2) ", "Ab. “", "5", "$", "é", "。", "俄", "😀", "\u{301}", "\u{200b}", "GENEVA (AFP) - ", "KYIV —", "Also Read:", "Leave a Reply",
    "Comments", "; ", "; ", ", and ", ", but ", " while ", "Although ", " however ", "denied", "demanded", "said ",
    "the envoy ", "Oslo ", "Source link", "By Jane Doe", "Tags:", "the troops left the town after nine hours of talks on the border",
];

proptest! {
    #[test]
    fn any_text_is_cut_exactly(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn pieces_that_make_trouble_are_cut_exactly(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60),
    ) {
        check(&pieces.concat());
        check(&pieces.join(" "));
    }
}
