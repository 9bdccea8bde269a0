//! `predict` on text, and its formats.

use serde_json::Value;

use super::{check_statement, fields};
use crate::support::{Folder, Run, labelled, rows};

const OF_TEXT: [&str; 8] =
    ["confidence", "end", "label", "probabilities", "source", "start", "statement", "text"];

const ARTICLE: &str = "The owners denied that the alarm had been switched off on Monday.\n\n\
    “We will flood the shaft if the police come in,” the miners’ leader warned.\n\n\
    Parents urged the board to keep the village school open — at once.\n";

fn predict(folder: &Folder, arguments: &str) -> Run {
    folder.run(&format!("predict --model MODEL {arguments}")).exits(0)
}

#[test]
fn jsonl_of_text_has_the_fields_of_the_contract() {
    let folder = Folder::new();
    folder.write("a.txt", ARTICLE);
    let objects = predict(&folder, "--format jsonl a.txt").objects();
    assert!(objects.len() >= 3);
    for (place, object) in objects.iter().enumerate() {
        assert_eq!(fields(object), OF_TEXT);
        assert_eq!((&object["source"], &object["statement"]), (&"a.txt".into(), &place.into()));
        check_statement(object);
    }
    assert_eq!(objects[0]["label"], "denial");
}

#[test]
fn jsonl_of_text_flags_has_the_same_fields() {
    let folder = Folder::new();
    let texts = ["--text", "No. We did not.", "--text", "-5 degrees"];
    let run = folder.run_all("predict --model MODEL --format jsonl", &texts).exits(0);
    let objects = run.objects();
    objects.iter().for_each(check_statement);
    assert!(objects.iter().all(|o| fields(o) == OF_TEXT));
    let last = objects.last().unwrap();
    let told = (&last["source"], &last["statement"], &last["text"]);
    assert_eq!(told, (&"text 2".into(), &0.into(), &"-5 degrees".into()));
}

#[test]
fn spans_slice_the_decoded_file_whatever_its_marks_and_line_ends() {
    let folder = Folder::new();
    let crlf = ARTICLE.replace('\n', "\r\n");
    for content in [ARTICLE.to_owned(), format!("\u{feff}{ARTICLE}"), format!("\u{feff}{crlf}")] {
        folder.write("a.txt", &content);
        let decoded = content.trim_start_matches('\u{feff}');
        let objects = predict(&folder, "--format jsonl a.txt").objects();
        assert!(objects.len() >= 3);
        let mut before = 0;
        for object in &objects {
            let at = |name: &str| usize::try_from(object[name].as_u64().unwrap()).unwrap();
            assert_eq!(&decoded[at("start")..at("end")], object["text"].as_str().unwrap());
            assert!(at("start") >= before);
            before = at("end");
        }
        assert!(objects.iter().any(|o| o["text"].as_str().unwrap().contains("“We will flood")));
    }
}

#[test]
fn rows_of_text_are_lines() {
    let folder = Folder::new();
    folder.write("a.txt", "\u{feff}  We go. They stay. \r\n\r\nNo.");
    let objects = predict(&folder, "--format jsonl --unit row a.txt").objects();
    let told: Vec<_> =
        objects.iter().map(|o| (o["row"].clone(), o["start"].clone(), o["text"].clone())).collect();
    let expected = [(0, 2, "We go. They stay."), (1, 24, "No.")];
    assert_eq!(told, expected.map(|(r, s, t)| (Value::from(r), Value::from(s), Value::from(t))));
}

#[test]
fn clauses_of_two_speakers_are_statements() {
    let folder = Folder::new();
    let first = "Oslo denied the report";
    let second = "but Riga demanded an answer.";
    folder.write("a.txt", format!("{first}, {second} Nobody spoke.\n"));
    folder.write("a.csv", format!("text\n\"{first}, {second}\"\n"));
    let told = |command: &str| -> Vec<_> {
        let objects = predict(&folder, command).objects();
        objects.iter().map(|o| (o["start"].clone(), o["text"].clone())).collect()
    };
    let expected = [(0, first), (24, second), (53, "Nobody spoke.")]
        .map(|(start, text)| (Value::from(start), Value::from(text)));
    assert_eq!(told("--format jsonl --unit clause a.txt"), expected);
    assert_eq!(told("--format jsonl --unit clause a.csv"), expected[..2]);
    let objects = predict(&folder, "--format jsonl --unit clause a.csv").objects();
    let places: Vec<_> =
        objects.iter().map(|o| (o["row"].clone(), o["statement"].clone())).collect();
    assert_eq!(places, [(0, 0), (0, 1)].map(|(r, s)| (Value::from(r), Value::from(s))));
}

#[test]
fn a_folder_is_read_in_order_with_its_folders() {
    let folder = Folder::new();
    folder.write("in/b.txt", ARTICLE);
    folder.write("in/a/z.txt", ARTICLE);
    folder.write("in/a/rows.csv", "text\nNo.\n");
    folder.write("in/picture.png", b"\x89PNG\r\n");
    let run = predict(&folder, "--format jsonl in");
    assert!(run.err.contains("note: in: 1 file of other kinds left alone"), "{}", run.err);
    let objects = run.objects();
    let mut sources: Vec<_> = objects.iter().map(|o| o["source"].as_str().unwrap()).collect();
    sources.dedup();
    assert_eq!(sources, ["in/a/rows.csv", "in/a/z.txt", "in/b.txt"]);
}

#[test]
fn standard_input_is_a_text_or_with_a_text_column_a_table() {
    let folder = Folder::new();
    let run = folder.run_with("predict --model MODEL --format jsonl -", ARTICLE).exits(0);
    assert_eq!(run.objects()[0]["source"], "<stdin>");
    assert_eq!(run.objects()[0]["statement"], 0);
    let table = "id,body\n1,No. Never.\n";
    let run = folder.run_with("predict --model MODEL --format jsonl - --text-column body", table);
    let run = run.exits(0);
    assert_eq!(
        (&run.objects()[0]["row"], &run.objects()[0]["text"]),
        (&0.into(), &"No. Never.".into())
    );
}

#[test]
fn below_the_least_confidence_the_label_is_null() {
    let folder = Folder::with_data();
    let all = predict(&folder, "--format jsonl train.csv").objects();
    let least = all.iter().map(|o| o["confidence"].as_f64().unwrap()).fold(1.0, f64::min);
    let most = all.iter().map(|o| o["confidence"].as_f64().unwrap()).fold(0.0, f64::max);
    let middle = (least + most) / 2.0;
    let some = predict(&folder, &format!("--format jsonl --min-confidence {middle} train.csv"));
    let some = some.objects();
    assert!(
        some.iter().any(|o| o["label"].is_null()) && some.iter().any(|o| !o["label"].is_null())
    );
    for (object, whole) in some.iter().zip(&all) {
        check_statement(object);
        assert_eq!(object["confidence"], whole["confidence"]);
        assert_eq!(object["label"].is_null(), object["confidence"].as_f64().unwrap() < middle);
    }
    // The bound itself is enough; and a CSV leaves the field empty.
    let run = predict(&folder, &format!("--format jsonl --min-confidence {least} train.csv"));
    assert!(run.objects().iter().all(|o| !o["label"].is_null()));
    let run = predict(&folder, "--format csv --min-confidence 1 train.csv");
    let mut reader = csv::Reader::from_reader(run.out.as_bytes());
    assert!(reader.records().all(|row| row.unwrap()[6].is_empty()));
    let run = predict(&folder, "--min-confidence 1 train.csv");
    assert!(run.out.lines().nth(1).unwrap().starts_with("?  "), "{}", run.out);
}

#[test]
fn csv_has_the_same_values_as_jsonl() {
    let folder = Folder::with_data();
    folder.write("a.txt", ARTICLE);
    let inputs = "train.csv a.txt --keep topic";
    let run = folder.run(&format!("predict --model MODEL --format csv train.csv {inputs}"));
    let mut reader = csv::Reader::from_reader(run.out.as_bytes());
    let header: Vec<_> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(
        header,
        [
            "source",
            "row",
            "statement",
            "start",
            "end",
            "text",
            "label",
            "confidence",
            "probability_demand",
            "probability_denial",
            "probability_threat",
            "topic"
        ]
    );
    let run = predict(&folder, &format!("--format jsonl train.csv {inputs}"));
    let mut n = 0;
    for (row, object) in reader.records().zip(run.objects()) {
        for (name, field) in header.iter().zip(row.unwrap().iter()) {
            let value = match name.split_once("probability_") {
                Some((_, label)) => &object["probabilities"][label],
                None => &object[name],
            };
            match value {
                Value::Null => assert_eq!(field, "", "{name}"),
                Value::String(text) => assert_eq!(field, text, "{name}"),
                Value::Number(number) => {
                    let field = field.parse::<f64>().unwrap().to_bits();
                    assert_eq!(field, number.as_f64().unwrap().to_bits(), "{name}");
                }
                other => panic!("{name}: {other}"),
            }
        }
        n += 1;
    }
    assert!(n >= 2 * 36 + 3);
    assert_eq!(run.objects().len(), n);
}

#[test]
fn a_table_without_a_terminal_is_plain() {
    let folder = Folder::with_data();
    folder.write("evil.txt", "A \u{1b}[31mred\u{1b}[0m word, they denied it.\n");
    let run = predict(&folder, "train.csv evil.txt");
    assert!(!run.out.contains('\u{1b}'));
    let lines: Vec<&str> = run.err.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].starts_with("note: demand 12, denial "), "{}", lines[0]);
    assert_eq!(lines[1], "note: 37 statements of 2 inputs labelled");
    assert!(run.out.starts_with("train.csv\n"));
    let (text, label, _) = rows()[0];
    let line = run.out.lines().nth(1).unwrap();
    assert!(line.starts_with(label) && line.contains('%') && line.ends_with(text), "{line}");
    assert!(run.out.contains("\n\nevil.txt\n"));
    assert!(run.out.lines().all(|line| line.chars().count() <= 100));
}

#[test]
fn an_output_file_is_whole_and_leaves_no_part() {
    let folder = Folder::with_data();
    let to_stdout = predict(&folder, "--format jsonl train.csv").out;
    folder.write("out.jsonl", "old");
    let run = predict(&folder, "--format jsonl train.csv --output out.jsonl");
    assert_eq!(run.out, "");
    assert_eq!(folder.read("out.jsonl"), to_stdout.into_bytes());
    assert_eq!(folder.names(), ["out.jsonl", "train.csv"]);
}

#[test]
fn a_killed_run_leaves_no_half_written_file() {
    let folder = Folder::new();
    let rows = labelled(',').replace("text,label,topic\n", "").repeat(20_000);
    folder.write("many.csv", format!("text,label,topic\n{rows}"));
    folder.write("out.jsonl", "old");
    let command = "predict --model MODEL --format jsonl many.csv --output out.jsonl";
    let mut child = folder.spawn(command);
    let part = folder.path("out.jsonl.part");
    while std::fs::metadata(&part).map_or(0, |part| part.len()) == 0 {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it could be killed");
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(folder.read("out.jsonl"), b"old");
    folder.run(command).exits(0);
    assert_eq!(folder.names(), ["many.csv", "out.jsonl"]);
    let lines = folder.read("out.jsonl").iter().filter(|byte| **byte == b'\n').count();
    assert_eq!(lines, 36 * 20_000);
}

#[test]
fn without_a_model_the_shipped_one_labels() {
    let folder = Folder::new();
    let run = folder.run_all("predict --format jsonl --text", &["The ministry denied the report."]);
    let object = run.exits(0).objects().remove(0);
    let labels: Vec<_> = object["probabilities"].as_object().unwrap().keys().collect();
    assert_eq!(labels, ["demand", "denial", "other", "reassurance", "threat"]);
    assert_eq!(object["label"], "denial");
}

#[test]
fn more_rows_than_a_batch_all_come_out_in_order() {
    let folder = Folder::new();
    let rows = labelled(',').replace("text,label,topic\n", "").repeat(120);
    folder.write("many.csv", format!("text,label,topic\n{rows}"));
    let objects = predict(&folder, "--format jsonl many.csv").objects();
    assert_eq!(objects.len(), 36 * 120);
    assert!(objects.iter().enumerate().all(|(place, o)| o["row"] == place));
    assert!((36..objects.len()).all(|i| objects[i]["confidence"] == objects[i - 36]["confidence"]));
}

#[test]
fn an_article_of_clutter_alone_is_told() {
    let folder = Folder::with_data();
    folder.write("clutter.txt", "Source link\n\nLeave a Reply\n");
    let run = folder.run("predict clutter.txt --format jsonl").exits(0);
    assert!(run.out.is_empty());
    assert!(run.err.contains("clutter.txt: no line of it is a statement"), "{}", run.err);
}

#[test]
fn clutter_is_counted_in_the_summary() {
    let folder = Folder::with_data();
    folder.write("a.txt", "The guards denied it.\n\nAlso Read: More on guards\n\nSource link\n");
    let run = folder.run("predict a.txt --format csv").exits(0);
    assert!(run.err.contains("1 statement of 1 input labelled, 2 clutter blocks"), "{}", run.err);
}

#[test]
fn a_column_named_makes_a_table_of_any_file() {
    let folder = Folder::with_data();
    folder.write("a.dat", "id;text\n1;The guards denied it.\n");
    let run = folder.run("predict a.dat --text-column text --format jsonl").exits(0);
    assert!(run.out.contains("\"row\":0"), "{}", run.out);
}

#[test]
fn an_output_inside_an_input_folder_spares_the_inputs() {
    let folder = Folder::with_data();
    folder.write("in/a.txt", "The guards denied it.\n");
    folder.run("predict in --output in/a.txt").fails(["in/a.txt", "no input as well"]);
    assert_eq!(folder.read("in/a.txt"), b"The guards denied it.\n");
}

#[test]
fn carried_columns_never_share_a_name_with_ours() {
    let folder = Folder::with_data();
    folder.write("a.csv", "text,probability_denial\nThe guards denied it.,x\n");
    let run = folder.run("predict a.csv --keep probability_denial --format csv").exits(0);
    assert!(run.out.lines().next().unwrap().ends_with(",input_probability_denial"), "{}", run.out);
    folder.run("predict a.csv --keep text,text").fails(["--keep", "each column once"]);
}
