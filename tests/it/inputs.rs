//! Inputs of every format, encoding and compression, and many of them.

use std::fs;
use std::io::Write;
use std::path::Path;

use encoding_rs::WINDOWS_1252;
use flate2::Compression;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use serde_json::{Value, json};

use crate::support::{Folder, Run};

mod many;

/// Ten articles of the repository, without lines of clutter.
fn articles() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/articles/dev");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    paths.sort();
    let texts = paths.iter().map(|path| fs::read_to_string(path).unwrap());
    let kept = texts.filter_map(|text| {
        let blocks = stancekit::article::blocks(&text);
        // Those that Windows-1252 can hold.
        let (.., lossy) = WINDOWS_1252.encode(&text);
        let kept = blocks.iter().filter(|block| block.dropped.is_none());
        let lines: Vec<String> =
            kept.map(|block| block.span.of(&text).replace('\n', " ")).collect();
        (!lossy).then(|| lines.join("\n\n") + "\n")
    });
    kept.take(10).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn page(text: &str) -> String {
    let mut lines = text.lines().filter(|line| !line.is_empty());
    let title = escaped(lines.next().unwrap());
    let paragraphs: String = lines.map(|line| format!("<p>{}</p>\n", escaped(line))).collect();
    format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>{title} | The Herald</title>\
         <script>var x = 'We will attack.';</script><style>p {{ margin: 0 }}</style></head><body>\
         <header><nav><ul><li><a href=\"/\">Home</a></li><li><a href=\"/w\">World</a></li></ul>\
         </nav></header><article><h1>{title}</h1>{paragraphs}</article><aside><ul><li><a \
         href=\"/1\">Ten things to know</a></li></ul></aside><footer><p>Contact us</p></footer>\
         </body></html>"
    )
}

/// The text and label of each statement.
fn told(run: &Run) -> Vec<(String, Value)> {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    run.objects().iter().map(|o| (words(o["text"].as_str().unwrap()), o["label"].clone())).collect()
}

#[test]
fn the_same_articles_in_any_shape_give_the_same_statements() {
    let folder = Folder::new();
    let articles = articles();
    assert_eq!(articles.len(), 10);
    let markdown = |text: &str| {
        let (title, rest) = text.split_once('\n').unwrap();
        let special = |line: &str| line.replace(['*', '_', '`', '<'], "");
        assert_eq!(special(rest), rest);
        // Dots after numbers, and dashes, would begin lists.
        let lines = rest.lines().map(|line| {
            match line.starts_with(|c: char| "-+>#0123456789".contains(c)) {
                true => format!("\\{line}\n"),
                false => format!("{line}\n"),
            }
        });
        format!("# {title}\n{}", lines.collect::<String>())
    };
    let utf16 = |text: &str| -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    for (n, text) in articles.iter().enumerate() {
        folder.write(&format!("txt/{n}.txt"), text);
        folder.write(&format!("html/{n}.html"), page(text));
        folder.write(&format!("markdown/{n}.md"), markdown(text));
        folder.write(&format!("gzip/{n}.txt.gz"), gzip(text.as_bytes()));
        folder.write(&format!("gzip-html/{n}.htm.gz"), gzip(page(text).as_bytes()));
        let zstd = compress_to_vec(text.as_bytes(), CompressionLevel::Fastest);
        folder.write(&format!("zstd/{n}.txt.zst"), zstd);
        folder.write(&format!("utf-16/{n}.txt"), utf16(text));
        let (bytes, ..) = WINDOWS_1252.encode(text);
        folder.write(&format!("windows-1252/{n}.txt"), bytes);
    }
    let lines: String =
        articles.iter().map(|text| format!("{}\n", json!({"id": 7, "body": text}))).collect();
    folder.write("jsonl/all.jsonl", &lines);
    folder.write("jsonl-utf-16/all.jsonl", utf16(&lines));
    folder.write(
        "json/all.json",
        json!(articles.iter().map(|t| json!({"text": t})).collect::<Vec<_>>()).to_string(),
    );
    let fields: String =
        articles.iter().map(|text| format!("\"{}\"\n", text.replace('"', "\"\""))).collect();
    folder.write("csv/all.csv", format!("text\n{fields}"));
    let expected = told(&folder.run("predict txt --unit sentence --format jsonl").exits(0));
    assert!(expected.len() > 200, "{}", expected.len());
    for shape in [
        "html",
        "markdown",
        "gzip",
        "gzip-html",
        "zstd",
        "utf-16",
        "windows-1252",
        "jsonl",
        "jsonl-utf-16",
        "json",
        "csv",
    ] {
        let run = folder.run(&format!("predict {shape} --unit sentence --format jsonl")).exits(0);
        let found = told(&run);
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!(found, expected, "{shape}");
        }
        assert_eq!(found.len(), expected.len(), "{shape}");
    }
}

#[test]
fn records_have_their_row_and_are_named_by_their_id() {
    let folder = Folder::new();
    folder.write(
        "a.jsonl",
        "{\"text\":\"No. Never.\",\"url\":\"u/1\"}\n{\"text\":\"Yes.\",\"url\":2}\n",
    );
    let run = folder.run("predict a.jsonl --format jsonl --id-field url --keep url").exits(0);
    let told: Vec<_> = run
        .objects()
        .iter()
        .map(|o| (o["source"].clone(), o["row"].clone(), o["statement"].clone(), o["url"].clone()))
        .collect();
    let expected = [("u/1", 0, 0, "u/1"), ("u/1", 0, 1, "u/1"), ("2", 1, 0, "2")];
    assert_eq!(told, expected.map(|(s, r, n, u)| (json!(s), json!(r), json!(n), json!(u))));
    let run = folder.run("predict a.jsonl --format jsonl --text-field url").exits(2);
    assert_eq!(run.objects().len(), 1);
    assert!(run.err.contains("a.jsonl:2: found a number in \"url\", expected a string"));
}

#[test]
fn lists_and_patterns_name_inputs() {
    let folder = Folder::new();
    for name in ["in/a.txt", "in/b.html", "in/deep/c.txt", "in/deep/d [1].txt"] {
        folder.write(name, format!("They denied {name}.\n"));
    }
    let sources = |run: Run| -> Vec<String> {
        run.objects().iter().map(|o| o["source"].as_str().unwrap().to_owned()).collect()
    };
    let list = "in/deep/c.txt\r\n\nin/a.txt\nin/no.txt\n";
    let run = folder.run_with("predict --model MODEL --files-from - --format jsonl", list).exits(2);
    assert!(run.err.contains("in/no.txt: cannot read"), "{}", run.err);
    assert_eq!(sources(run), ["in/deep/c.txt", "in/a.txt"]);
    let run = folder.run_all("predict --model MODEL --format jsonl", &["in/**/*.txt"]).exits(0);
    assert_eq!(sources(run), ["in/a.txt", "in/deep/c.txt", "in/deep/d [1].txt"]);
    let run = folder.run_all("predict --model MODEL --format jsonl", &["in/deep/d [1].txt"]);
    assert_eq!(sources(run.exits(0)), ["in/deep/d [1].txt"]);
    folder
        .run_all("predict --model MODEL", &["in/*.pdf"])
        .fails(["in/*.pdf: no file has such a name"]);
    folder.run("predict --model MODEL --files-from no.txt").fails(["no.txt: cannot read"]);
}

#[test]
fn lines_of_the_site_are_dropped_on_request() {
    let folder = Folder::new();
    for n in 0..25 {
        let text = format!(
            "The mine was shut for the {n}th time.\nMiners met in hall {n}.\nThe Hill Herald tells you more\n"
        );
        folder.write(&format!("in/{n:02}.txt"), text);
    }
    let plain = folder.run("statements in --format jsonl").exits(0).objects();
    let run = folder.run("statements in --format jsonl --drop-repeated --dropped").exits(0);
    let (dropped, kept): (Vec<_>, Vec<_>) =
        run.objects().into_iter().partition(|object| object["dropped"] == true);
    assert_eq!(dropped.iter().filter(|object| object["reason"] == "repeated").count(), 25);
    assert_eq!(kept.len() + 25, plain.len());
    folder
        .run_with("statements - --drop-repeated", "They left.")
        .fails(["--drop-repeated", "standard input"]);
}
