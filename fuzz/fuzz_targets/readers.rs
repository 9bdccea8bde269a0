//! Any bytes, under any name, are documents or an error.

#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use stancekit::article::{blocks, statements};
use stancekit::dataset::Table;
use stancekit::document::{Limit, Reading};

const NAMES: [&str; 7] = ["a", "a.txt", "a.md", "a.html", "a.jsonl", "a.json", "a.csv"];

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let name = NAMES[usize::from(*first) % NAMES.len()];
    let input = Cursor::new(rest.to_vec());
    if name == "a.csv" {
        if let Ok(mut table) = Table::from_reader(input, name, None) {
            while let Ok(Some(row)) = table.next_row() {
                let _ = row.map(|row| row.get(0).len());
            }
        }
        return;
    }
    let reading = Reading { limit: Limit(1 << 20), ..Reading::default() };
    let Ok(documents) = reading.read(input, name) else { return };
    for document in documents.flatten() {
        let text = &document.text;
        assert!(!text.trim().is_empty());
        for span in statements(text) {
            assert!(!span.of(text).is_empty());
        }
        blocks(text);
    }
});
