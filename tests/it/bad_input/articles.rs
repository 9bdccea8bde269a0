//! Articles that cannot be read, and inputs that are not there.

use crate::support::{Folder, Run};

const ARTICLE: &str = "The guards denied having fired at the lorries.\n";

/// The sources of what was labelled.
fn sources(run: &Run) -> Vec<String> {
    run.objects().iter().map(|o| o["source"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn an_input_that_does_not_exist_does_not_stop_the_others() {
    let folder = Folder::with_data();
    folder.write("a.txt", ARTICLE);
    folder.write("b.txt", ARTICLE);
    let run = folder.run("predict --model MODEL --format jsonl a.txt no.txt b.txt no.csv").exits(2);
    assert_eq!(sources(&run), ["a.txt", "b.txt"]);
    run.says([
        "error: no.txt: cannot read: No such file",
        "error: no.csv: cannot read: No such file",
        "2 statements of 4 inputs labelled, 2 failed inputs",
    ]);
    // With --output the others are written as well.
    let run = folder.run("predict --model MODEL --format jsonl no.txt b.txt --output out.jsonl");
    run.exits(2).says(["no.txt: cannot read"]);
    assert_eq!(String::from_utf8_lossy(&folder.read("out.jsonl")).lines().count(), 1);
}

#[test]
fn an_article_that_cannot_be_read_does_not_stop_the_others() {
    let folder = Folder::new();
    let utf16: Vec<u8> = "\u{feff}No.".encode_utf16().flat_map(u16::to_le_bytes).collect();
    folder.write("in/1-latin.txt", b"We go.\n\nCaf\xe9 is closed.\n");
    folder.write("in/2-utf16.txt", utf16);
    folder.write("in/3-nul.txt", b"We\0go.\n");
    folder.write("in/4-empty.txt", "");
    folder.write("in/5-blank.txt", "\n \n");
    folder.write("in/6-good.txt", ARTICLE);
    let run = folder.run("predict --model MODEL --format jsonl in").exits(2);
    assert_eq!(
        sources(&run),
        ["in/1-latin.txt", "in/1-latin.txt", "in/2-utf16.txt", "in/6-good.txt"]
    );
    assert_eq!(run.objects()[1]["text"], "Café is closed.");
    run.says([
        "note: in/1-latin.txt: read as windows-1252",
        "note: in/2-utf16.txt: read as UTF-16LE",
        "in/3-nul.txt:1:3: found a NUL byte",
        "in/4-empty.txt: is empty",
        "in/5-blank.txt: is empty",
        "4 statements of 6 inputs labelled, 3 failed inputs",
    ]);
    let run = folder.run("predict --model MODEL --format jsonl in/1-latin.txt --encoding utf-8");
    run.fails(["in/1-latin.txt:3:4: found byte 0xE9, which UTF-8 does not have"]);
}

#[test]
fn a_folder_without_any_text_is_said() {
    let folder = Folder::new();
    folder.write("in/picture.png", b"\x89PNG\r\n");
    folder.run("predict --model MODEL in").fails(["in: no text in this folder", ".txt", ".csv"]);
    folder.write("a.txt", ARTICLE);
    let run = folder.run("predict --model MODEL --format jsonl in a.txt").exits(2);
    assert_eq!(sources(&run), ["a.txt"]);
}

#[test]
fn zipped_articles_are_read_and_broken_ones_named() {
    use std::io::Write;
    let folder = Folder::new();
    let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    assert!(zip.write_all(ARTICLE.as_bytes()).is_ok());
    let zip = zip.finish().unwrap_or_default();
    folder.write("in/good.txt.gz", &zip);
    folder.write("in/short.txt.gz", &zip[..zip.len() - 12]);
    let run = folder.run("predict --model MODEL --format jsonl in").exits(2);
    assert_eq!(sources(&run), ["in/good.txt.gz"]);
    run.says(["in/short.txt.gz: cannot read", "compressed"]);
}

#[test]
fn empty_texts_are_said() {
    let folder = Folder::new();
    let run =
        folder.run_all("predict --model MODEL --format jsonl", &["--text", " ", "--text", "No."]);
    let run = run.exits(2);
    assert_eq!(sources(&run), ["text 2"]);
    run.says(["text 1: is empty"]);
    folder.run_with("predict --model MODEL -", "").fails(["<stdin>: is empty"]);
    folder.write("a.csv", "text,label\nWe go.,x\n ,y\n");
    let run = folder.run("predict --model MODEL --format jsonl a.csv").exits(2);
    assert_eq!(run.objects().len(), 1);
    run.says(["1 row left out", "a.csv:3:1: the field \"text\" is empty"]);
}

#[test]
fn no_input_is_wrong_usage() {
    let folder = Folder::new();
    folder.run("predict").fails(["INPUT", "Usage"]);
    folder.run("train --output m").fails(["FILE", "Usage"]);
    folder.run("train a.csv").fails(["--output", "Usage"]);
    folder.run("").exits(2).says(["Usage"]);
    folder.run("preditc").fails(["preditc", "predict"]);
}
