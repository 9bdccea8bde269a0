use proptest::prelude::*;

use super::*;

fn all(bytes: &[u8], source: &str) -> Vec<Result<Document>> {
    match Reading::default().read(io::Cursor::new(bytes.to_vec()), source) {
        Ok(documents) => documents.collect(),
        Err(error) => vec![Err(error)],
    }
}

fn texts(bytes: &[u8], source: &str) -> Vec<String> {
    all(bytes, source).into_iter().map(|d| d.map_or_else(|e| e.to_string(), |d| d.text)).collect()
}

#[test]
fn the_content_tells_where_the_name_does_not() {
    let page = b"\n<!DOCTYPE html><p>They left.</p>";
    for name in ["a", "<stdin>", "a.txt", "a.html"] {
        assert_eq!(texts(page, name), ["They left."]);
    }
    let lines = b"{\"text\": \"One.\"}\n\n{\"text\": \"Two.\"}\n";
    for name in ["a", "<stdin>", "a.jsonl", "a.json", "a.ndjson.gz"] {
        assert_eq!(texts(lines, name), ["One.", "Two."], "{name}");
    }
    let array = b" [ {\"text\": \"One.\"},\n {\"text\": \"Two.\"} ]";
    for name in ["a", "<stdin>", "a.json"] {
        assert_eq!(texts(array, name), ["One.", "Two."], "{name}");
    }
    assert_eq!(texts(b"{\n\"text\": \"One.\"\n}", "a.json"), ["One."]);
    // A text that only looks a little like it.
    assert_eq!(texts(b"[They left.] {sic}", "a"), ["[They left.] {sic}"]);
    assert_eq!(texts(b"# A *b*", "a.md"), ["A b"]);
    assert_eq!(texts(b"# A *b*", "a.txt"), ["# A *b*"]);
}

#[test]
fn records_that_cannot_be_used_are_said_and_the_others_are_read() {
    let lines = concat!(
        "{\"body\": \"One.\", \"id\": 7}\n",
        "{\"body\": 3}\n",
        "{\"body\": \"Two.\"\n",
        "[1]\n",
        "{\"body\": \" \"}\n",
        "{\"id\": 1}\n",
        "{\"body\": \"\\ud800\"}\n",
        "{\"body\": \"Three.\"}",
    );
    let found = texts(lines.as_bytes(), "a.jsonl");
    assert_eq!((found[0].as_str(), found[7].as_str()), ("One.", "Three."));
    let expected = [
        "a.jsonl:2: found a number in \"body\", expected a string",
        "a.jsonl:3:15: expected a JSON object: EOF while parsing an object",
        "a.jsonl:4: found an array, expected an object",
        "a.jsonl:5: the field \"body\" is empty",
        "a.jsonl:6: the field \"body\" is missing",
        "a.jsonl:7",
    ];
    for (found, expected) in found[1..].iter().zip(expected) {
        assert!(found.contains(expected), "{found}: {expected}");
    }
    let rows: Vec<usize> =
        all(lines.as_bytes(), "a.jsonl").iter().flatten().filter_map(|d| d.row).collect();
    assert_eq!(rows, [0, 7]);
    let first = &all(lines.as_bytes(), "a.jsonl")[0];
    assert_eq!(first.as_ref().unwrap().notes, ["the field \"body\" is taken for the text"]);
    let found = texts(b"[{\"x\": 1}, {\"text\": \"One.\"}]", "a.json");
    assert!(
        found[0].contains("a.json: record 0: found the fields x, expected \"text\""),
        "{found:?}"
    );
    assert_eq!(found[1], "One.");
    assert!(texts(b"[{\"x\": 1}", "a.json")[0].starts_with("a.json:1:9: expected an array"));
}

#[test]
fn fields_may_be_named_also_inside_objects() {
    let fields = Fields {
        text: Some("page.body".into()),
        id: Some("page.url".into()),
        keep: vec!["n".into(), "page.by".into(), "none".into()],
    };
    let reading = Reading { fields, ..Reading::default() };
    let line =
        b"{\"page\": {\"body\": \"One.\", \"url\": \"u\", \"by\": [1, \"x\"]}, \"n\": 1.50}\n";
    let document = reading.read(&line[..], "a.jsonl").unwrap().next().unwrap().unwrap();
    assert_eq!(document.source, "u");
    assert_eq!(document.kept, ["1.5", "[1,\"x\"]", ""]);
    let error =
        reading.read(&b"{\"page\": {\"body\": \"One.\"}}"[..], "a.jsonl").unwrap().next().unwrap();
    assert!(error.unwrap_err().to_string().contains("\"page.url\" is missing or empty"));
}

#[test]
fn what_is_too_long_is_refused_before_it_is_parsed() {
    let reading = Reading { limit: Limit(20), ..Reading::default() };
    let error = reading.read(&b"They left. They left. "[..], "a.txt").err().unwrap().to_string();
    assert!(
        error.contains("a.txt: found a document of more bytes, expected at most 20"),
        "{error}"
    );
    let lines = b"{\"text\": \"One.\"}\n{\"text\": \"They left.\"}\n{\"text\": \"Two.\"}";
    let found: Vec<_> = reading.read(&lines[..], "a.jsonl").unwrap().collect();
    assert_eq!(found.len(), 3);
    assert_eq!(found[2].as_ref().unwrap().text, "Two.");
    assert_eq!(found[2].as_ref().unwrap().row, Some(2));
    let error = found[1].as_ref().unwrap_err().to_string();
    assert!(error.contains("a.jsonl:2: found a line of 23 bytes"), "{error}");
}

#[test]
fn empty_inputs_are_said() {
    for (bytes, name) in
        [(&b" \n"[..], "a.txt"), (b"\xEF\xBB\xBF", "a.md"), (b"<html></html>", "a")]
    {
        let error = texts(bytes, name)[0].clone();
        assert!(error.contains("text of an article"), "{error}");
    }
}

const NAMES: [&str; 6] = ["a", "a.txt", "a.md", "a.html", "a.jsonl", "a.json"];

/// Pieces of all formats, and of none.
const PIECES: &[&[u8]] = &[
    b"<p>",
    b"</p>",
    b"<div",
    b">",
    b"<b>",
    b"</b>",
    b"<!--",
    b"-->",
    b"<script>",
    b"</script>",
    b"<table><tr>",
    b"&amp;",
    b"&#0;",
    b"{\"text\": \"",
    b"\"}",
    b"\n",
    b"[",
    b"]",
    b"{",
    b"}",
    b"# ",
    b"* ",
    b"`",
    b"![",
    b"](",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\x1f\x8b\x08",
    b"\x28\xb5\x2f\xfd",
    b"\0",
    b"\xe9",
    b"\\ud800",
    b"<meta charset=shift_jis>",
    b"They left.",
    b" ",
    b"\r\n",
    b"<!doctype html>",
    b"<svg><title>",
    b"</",
];

proptest! {
    #[test]
    fn any_bytes_are_documents_or_an_error(bytes in any::<Vec<u8>>()) {
        for name in NAMES {
            for document in all(&bytes, name).into_iter().flatten() {
                prop_assert!(!document.text.trim().is_empty());
            }
        }
    }

    #[test]
    fn pieces_that_make_trouble_are_documents_or_an_error(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40),
    ) {
        for name in NAMES {
            for document in all(&pieces.concat(), name).into_iter().flatten() {
                prop_assert!(!document.text.trim().is_empty());
            }
        }
    }
}
