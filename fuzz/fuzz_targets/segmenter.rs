//! Statements of any text stand in order, do not overlap, and slice it exactly.

#![no_main]

use libfuzzer_sys::fuzz_target;
use stancekit::article::{blocks, dropped, sentences, statements, statements_in};

fuzz_target!(|text: &str| {
    let cut = blocks(text);
    let found = statements_in(text, &cut);
    assert_eq!(found, statements(text));
    for spans in [&found, &sentences(text)] {
        let mut before = 0;
        for span in spans {
            assert!(span.start >= before && span.start < span.end);
            let words = &text[span.start..span.end];
            assert_eq!(words.trim(), words);
            before = span.end;
        }
    }
    for (span, _) in dropped(text, &cut) {
        assert!(!text[span.start..span.end].is_empty());
    }
});
