//! Quotes that go wrong must not swallow rows in silence.

use crate::support::Folder;

#[test]
fn a_quote_that_is_never_closed_is_found() {
    let folder = Folder::new();
    // The fields are as many as they should be.
    folder.write("a.csv", "text,label\nWe go.,x\nWe stay.,\"y\nNo.,x\nThey left.,y\n");
    folder.run("train a.csv --output m").fails([
        "a.csv:3: found a quote that is never closed",
        "(line 5)",
        "close it",
    ]);
    let run = folder.run("predict --model MODEL a.csv --format jsonl").exits(2);
    assert_eq!(run.objects().len(), 1);
    run.says(["a.csv:3: found a quote that is never closed"]);
}

#[test]
fn a_quote_that_is_closed_rows_later_is_found() {
    let folder = Folder::new();
    folder
        .write("a.csv", "text,label\n\"They must leave,demand\n\"You must stop\",demand\nNo.,x\n");
    let run = folder
        .run("train a.csv --output m")
        .fails(["1 row cannot be used", "a.csv:2: found text after a closing quote (line 3)"]);
    assert!(!run.err.contains("a.csv:4"));
}

#[test]
fn a_quote_left_open_in_the_header_is_found() {
    let folder = Folder::new();
    folder.write("a.csv", "\"text,label\nWe go.,x\nWe stay.,y\n");
    folder
        .run("train a.csv --output m")
        .fails(["a.csv:1: in the header, found a quote that is never closed"]);
}

#[test]
fn quotes_used_well_are_no_trouble() {
    let folder = Folder::new();
    folder.write(
        "a.csv",
        "text,label\n\"He said: \"\"Go, now.\"\"\",x\nA 5\" gun.,y\n\"Two\nlines.\",y\n\"\"\"No.\"\"\",x",
    );
    let run = folder.run("predict --model MODEL a.csv --format jsonl").exits(0);
    let texts: Vec<_> =
        run.objects().iter().map(|o| o["text"].as_str().unwrap_or_default().to_owned()).collect();
    assert_eq!(texts, ["He said: \"Go, now.\"", "A 5\" gun.", "Two\nlines.", "\"No.\""]);
}
