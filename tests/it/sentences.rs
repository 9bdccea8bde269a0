//! Where sentences end: the golden rules, a file of traps, and another crate
//! on the same file.

mod golden_rules;
mod traps;

use std::collections::BTreeSet;

use stancekit::article::{self, Span};

use traps::traps;

/// The crate that ours is held against.
fn sentencex(text: &str) -> Vec<Span> {
    let mut at = 0;
    let mut found = Vec::new();
    for piece in sentencex::segment("en", text) {
        let start = at + text[at..].find(piece).unwrap();
        at = start + piece.len();
        let lead = piece.len() - piece.trim_start().len();
        let span = Span { start: start + lead, end: start + piece.trim_end().len() };
        if span.start < span.end {
            found.push(span);
        }
    }
    found
}

/// Precision and recall of exact spans in one.
fn f1(found: &[Span], expected: &[Span]) -> f64 {
    let right = found.iter().filter(|span| expected.binary_search(span).is_ok()).count();
    2.0 * right as f64 / (found.len() + expected.len()) as f64
}

#[test]
fn traps_are_cut_as_expected() {
    let (text, expected) = traps();
    assert!(expected.len() >= 220);
    let found = article::sentences(&text);
    let wrong: BTreeSet<&Span> = found.iter().filter(|span| !expected.contains(span)).collect();
    for span in wrong {
        println!("not a sentence: {:?}", span.of(&text));
    }
    let (ours, theirs) = (f1(&found, &expected), f1(&sentencex(&text), &expected));
    println!("{} sentences: F1 {ours:.4}, sentencex {theirs:.4}", expected.len());
    assert!(ours >= 0.98, "{ours}");
    assert!(ours > theirs, "{ours}, sentencex {theirs}");
}
