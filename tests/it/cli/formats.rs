//! `predict` in each format, and what is dropped.

use serde_json::Value;

use crate::support::{Folder, Run};

const ARTICLE: &str = "Owners deny alarm was switched off\nShare on Facebook\n\n\
    GENEVA (Agency) - The owners denied that the alarm had been switched off on Monday. It rained.\n\n\
    Also Read: A mine in the hills\n\n\
    “We will flood the shaft if the police come in,” the miners’ leader warned.\n\n\
    Parents urged the board to keep the village school open at once.\n\nLeave a Reply\n\
    We will burn it down.\n";

fn predict(folder: &Folder, arguments: &str) -> Run {
    folder.run(&format!("predict --model MODEL {arguments}")).exits(0)
}

fn folder() -> Folder {
    let folder = Folder::with_data();
    folder.write("a.txt", ARTICLE);
    folder.write("b.txt", ARTICLE);
    folder
}

#[test]
fn json_is_one_document_with_what_jsonl_has() {
    let folder = folder();
    let sources = predict(&folder, "a.txt train.csv b.txt --keep topic --format json").json();
    let lines = predict(&folder, "a.txt train.csv b.txt --keep topic --format jsonl --dropped");
    let mut expected: Vec<Value> = Vec::new();
    for source in sources.as_array().unwrap() {
        let of = |name: &str| source[name].as_array().unwrap().clone();
        let mut all = of("statements");
        for mut dropped in of("dropped") {
            dropped["dropped"] = true.into();
            all.push(dropped);
        }
        // Rows of a table all begin at 0.
        if source["source"] != "train.csv" {
            all.sort_by_key(|object| object["start"].as_u64());
        }
        for object in &mut all {
            object["source"] = source["source"].clone();
        }
        expected.extend(all);
    }
    assert_eq!(lines.objects(), expected);
    assert_eq!(sources.as_array().unwrap().len(), 3);
    let nothing = folder.run("predict --model MODEL no.txt --format json").exits(2);
    assert_eq!(nothing.json(), Value::Array(Vec::new()));
}

#[test]
fn what_is_dropped_is_told_with_its_reason_and_its_place() {
    let folder = folder();
    let run = predict(&folder, "a.txt --format jsonl --dropped");
    let told: Vec<(String, String)> = run
        .objects()
        .iter()
        .filter(|object| object["dropped"] == true)
        .map(|object| {
            let at = |name: &str| usize::try_from(object[name].as_u64().unwrap()).unwrap();
            let text = object["text"].as_str().unwrap();
            assert_eq!(&ARTICLE[at("start")..at("end")], text);
            (object["reason"].as_str().unwrap().to_owned(), text.to_owned())
        })
        .collect();
    let expected = [
        ("share-link", "Share on Facebook"),
        ("dateline", "GENEVA (Agency) -"),
        ("related-story", "Also Read: A mine in the hills"),
        ("comment", "Leave a Reply"),
        ("comment", "We will burn it down."),
    ];
    assert_eq!(told, expected.map(|(reason, text)| (reason.to_owned(), text.to_owned())));
    assert!(run.err.contains("5 statements of 1 input labelled, 5 clutter blocks"), "{}", run.err);
    let all = predict(&folder, "a.txt --format jsonl --keep-clutter").objects();
    let texts: Vec<&str> = all.iter().map(|o| o["text"].as_str().unwrap()).collect();
    assert_eq!(texts.len(), 9);
    assert_eq!(texts[8], "We will burn it down.");
    for format in ["table", "csv", "markdown"] {
        let run = folder.run(&format!("predict --model MODEL a.txt --dropped --format {format}"));
        run.fails(["--dropped", format, "jsonl"]);
    }
}

#[test]
fn probabilities_can_be_left_out() {
    let folder = folder();
    let with = predict(&folder, "a.txt train.csv --format jsonl").objects();
    let without = predict(&folder, "a.txt train.csv --format jsonl --no-probabilities").objects();
    for (mut with, without) in with.into_iter().zip(without) {
        with.as_object_mut().unwrap().remove("probabilities");
        assert_eq!(with, without);
    }
    let csv = predict(&folder, "train.csv --format csv --no-probabilities").out;
    assert!(csv.starts_with("source,row,statement,start,end,text,label,confidence\n"), "{csv}");
}

#[test]
fn text_shows_the_article_as_written() {
    let folder = folder();
    let run = predict(&folder, "a.txt --format text");
    let out = &run.out;
    assert!(out.starts_with("a.txt\n\n["), "{out}");
    assert!(out.contains("[dropped: share-link] Share on Facebook\n\n"), "{out}");
    assert!(out.contains("[dropped: dateline] GENEVA (Agency) - [denial "), "{out}");
    // Without the marks it is the article again.
    let marks = regex::Regex::new(r"\[[a-z]+ \d+%\] |\[dropped: [a-z-]+\] ").unwrap();
    assert_eq!(marks.replace_all(out, ""), format!("a.txt\n\n{ARTICLE}"));
}

/// Text that would be markup, script or an escape of a terminal.
const NASTY: &str = "<script>alert('x')</script> they denied it.\n\n\
    <img src=http://evil.example/x onerror=alert(1)> & \"quoted\" 'words' were denied.\n\n\
    \u{1b}]0;title\u{7} \u{1b}[2J They denied \u{202e}it.\n\n</mark></details></main>{{7*7}} They denied it.\n";

#[test]
fn nothing_from_outside_is_more_than_text() {
    let folder = Folder::new();
    folder.write("<b>.txt", NASTY);
    let quoted = NASTY.replace('"', "\"\"");
    folder.write("rows.csv", format!("text,<i>k\n\"{quoted}\",<u>\u{1b}[31m\n"));
    let tag = regex::Regex::new(r"<[^>]*>").unwrap();
    let known = regex::Regex::new(concat!(
        r#"^</?(header|h1|h2|main|fieldset|legend|label|output|article|ol|li|dl|div|dt|dd|"#,
        r#"mark|span|details|summary|script|body|html|p)>$|^<(span|mark|div|p|details|ol) "#,
        r#"(class|tabindex|aria-hidden|title|data-told)="[^"<>]*"( [a-z-]+="[^"<>]*")*>$|"#,
        r#"^<input type="checkbox" value="\d+"( checked)?>$"#
    ))
    .unwrap();
    for arguments in ["<b>.txt", "<b>.txt --keep-clutter", "rows.csv --keep <i>k"] {
        let html = predict(&folder, &format!("{arguments} --format html")).out;
        assert!(!html.contains('\u{1b}') && !html.contains('\u{7}') && !html.contains('\u{202e}'));
        let body = html.split("<body>").nth(1).unwrap();
        for found in tag.find_iter(body) {
            assert!(known.is_match(found.as_str()), "{}", found.as_str());
        }
        assert_eq!(body.matches("<script>").count(), 1);
        assert!(html.contains("default-src 'none'"), "a policy");
        // No address outside text.
        let tags: String = tag.find_iter(&html).map(|found| found.as_str()).collect();
        for address in ["http:", "https", "//", "src=", "href", "url("] {
            assert!(!tags.contains(address), "{address}");
        }
        let style = html.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
        for address in ["http", "//", "url(", "@import"] {
            assert!(!style.contains(address), "{address}");
        }
    }
    for format in ["table", "text", "markdown"] {
        let out = predict(&folder, &format!("<b>.txt rows.csv --format {format}")).out;
        assert!(!out.contains('\u{1b}') && !out.contains('\u{202e}'), "{out}");
    }
    let listed = folder.run("statements <b>.txt").exits(0).out;
    assert!(!listed.contains('\u{1b}') && !listed.contains('\u{202e}'), "{listed}");
}

#[test]
fn every_format_is_the_same_with_any_number_of_threads() {
    let folder = folder();
    for format in ["table", "text", "jsonl", "json", "csv", "markdown", "html"] {
        let arguments = format!("a.txt train.csv b.txt --format {format}");
        let first = predict(&folder, &format!("{arguments} --threads 1")).out;
        assert!(!first.is_empty());
        assert_eq!(predict(&folder, &format!("{arguments} --threads 3")).out, first, "{format}");
    }
}

#[test]
fn statements_without_labels_are_those_that_are_labelled() {
    let folder = folder();
    let labelled = predict(&folder, "a.txt --format jsonl --dropped").objects();
    let run = folder.run("statements a.txt --format jsonl --dropped").exits(0);
    assert!(run.err.contains("5 statements of 1 input, 5 blocks dropped"), "{}", run.err);
    let strip = |mut object: Value| {
        for field in ["label", "confidence", "probabilities"] {
            object.as_object_mut().unwrap().remove(field);
        }
        object
    };
    assert_eq!(run.objects(), labelled.into_iter().map(strip).collect::<Vec<_>>());
    let text = folder.run("statements a.txt").exits(0).out;
    assert!(text.contains("   0  Owners deny alarm"), "{text}");
    assert!(text.contains("      [related-story] Also Read: A mine in the hills\n"), "{text}");
    folder.write("page.html", format!("<html><title>x</title><p>{ARTICLE}</p></html>"));
    let raw = folder.run("statements page.html --raw").exits(0).out;
    for object in folder.run("statements page.html --format jsonl").exits(0).objects() {
        let at = |name: &str| usize::try_from(object[name].as_u64().unwrap()).unwrap();
        assert_eq!(&raw[at("start")..at("end")], object["text"].as_str().unwrap());
    }
    folder.run("statements a.txt b.txt --raw").fails(["--raw", "2 inputs", "one file"]);
    folder.run("statements train.csv").fails(["train.csv", "is a table"]);
}

#[test]
fn articles_in_another_language_are_not_labelled_but_told() {
    let folder = Folder::new();
    let german = "Das Ministerium wies den Bericht am Montag entschieden zurück. Die Gespräche \
                  würden bis zum Wochenende dauern, sagte eine Sprecherin in der Hauptstadt, und \
                  niemand solle glauben, dass die Regierung die Werften aufgeben werde, solange sie im Amt sei. ";
    folder.write("de.txt", german);
    folder.write("short.txt", "Das wies er zurück.");
    folder.write("rows.csv", format!("text\n\"{german}\"\n"));
    let run = folder.run("predict --format jsonl de.txt short.txt rows.csv").exits(0);
    for object in run.objects() {
        let is_article = object["source"] == "de.txt";
        assert_eq!(object["label"].is_null(), is_article, "{object}");
        assert_eq!(object.get("reason") == Some(&"language".into()), is_article, "{object}");
    }
    assert!(run.err.contains("1 article not labelled, being in another language"), "{}", run.err);
    let run = folder.run("predict --format jsonl de.txt --any-language").exits(0);
    assert!(run.objects().iter().all(|object| object["label"].is_string()));
}
