//! `check` and `split`.

use std::collections::BTreeMap;

use crate::support::{Folder, labelled, rows};

#[test]
fn check_finds_duplicates_conflicts_and_similar_labels() {
    let folder = Folder::new();
    folder.write(
        "a.csv",
        "text,label,topic\nWe go now.,demand,a\nWe go now.,demand,b\nWe go now.,threat,b\n\
         They left the old town by train today.,Other,c\n\
         Today they left the old town by train!,other ,\nNo.,other,c\n",
    );
    let text = folder.run("check a.csv").exits(0).out;
    for part in [
        "rows              6",
        "  demand          2",
        "groups            3 of 1 to 2 rows, 1 rows without one",
        "words             1 to 8, median 3",
        "same text with different labels: 1\n  a.csv:4 as a.csv:2",
        "duplicates: 1\n  a.csv:3 as a.csv:2",
        "near-duplicates (Jaccard over 0.6): 1\n  a.csv:6 as a.csv:5",
        "labels that differ only by case or space: 1\n  [\"Other\", \"other\", \"other \"]",
        "bad rows: 0",
    ] {
        assert!(text.contains(part), "no {part:?} in {text}");
    }
    let json = folder.run("check a.csv --format json").exits(0).json();
    assert_eq!(json["rows"], 6);
    assert_eq!(json["duplicates"], serde_json::json!([["a.csv:2", "a.csv:3"]]));
    assert_eq!(json["conflicts"], serde_json::json!([["a.csv:2", "a.csv:4"]]));
    assert_eq!(json["near_duplicates"], serde_json::json!([["a.csv:5", "a.csv:6"]]));
    assert_eq!(json["similar_labels"], serde_json::json!([["Other", "other", "other "]]));
    assert_eq!(json["words"], serde_json::json!([1, 3, 8]));
    assert_eq!(json["groups"]["c"], 2);
}

#[test]
fn check_reads_standard_input() {
    let folder = Folder::new();
    let run = folder.run_with("check -", labelled(',')).exits(0);
    assert!(run.out.contains("rows              36"));
}

/// The rows of a part, as read by another reader.
fn part(folder: &Folder, name: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_path(folder.path(name)).unwrap();
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    (header, rows.collect())
}

#[test]
fn split_keeps_groups_apart_and_all_columns_and_rows() {
    let folder = Folder::new();
    let mut writer = csv::Writer::from_path(folder.path("all.csv")).unwrap();
    writer.write_record(["id", "text", "label", "note", "topic"]).unwrap();
    let mut expected = Vec::new();
    for (place, (text, label, topic)) in rows().into_iter().enumerate() {
        let row = [&place.to_string(), text, label, "a \"note\",\r\nwith all", topic];
        writer.write_record(row).unwrap();
        expected.push(row.map(str::to_owned).to_vec());
    }
    writer.flush().unwrap();
    let run = folder.run("split all.csv --group-column topic --output-dir parts --shares 60,20,20");
    let run = run.exits(0);
    let mut all = Vec::new();
    let mut side_of = BTreeMap::new();
    for side in ["train", "dev", "test"] {
        let (header, rows) = part(&folder, &format!("parts/{side}.csv"));
        assert_eq!(header, ["id", "text", "label", "note", "topic"]);
        assert!(!rows.is_empty());
        assert!(run.out.contains(&format!("{} rows  parts/{side}.csv", rows.len())), "{}", run.out);
        for row in &rows {
            assert_eq!(*side_of.entry(row[4].clone()).or_insert(side), side, "{row:?}");
        }
        all.extend(rows);
    }
    all.sort_by_key(|row| row[0].parse::<usize>().unwrap());
    assert_eq!(all, expected);
    assert!(!folder.names().iter().any(|name| name.ends_with(".part")));
}

#[test]
fn split_is_right_whatever_ends_the_lines() {
    let folder = Folder::with_data();
    folder.run("split train.csv --output-dir lf").exits(0);
    for (name, end) in [("crlf", "\r\n"), ("cr", "\r"), ("blank", "\n\n")] {
        folder.write(&format!("{name}.csv"), labelled(',').replace('\n', end));
        folder.run(&format!("split {name}.csv --output-dir {name}")).exits(0);
        for side in ["train", "dev", "test"] {
            let of = |folder_name: &str| part(&folder, &format!("{folder_name}/{side}.csv"));
            assert_eq!(of(name), of("lf"), "{name} {side}");
        }
    }
}

#[test]
fn split_writes_over_no_file_unless_told() {
    let folder = Folder::with_data();
    folder.write("parts/dev.csv", "old");
    let run = folder.run("split train.csv --output-dir parts");
    run.fails(["parts/dev.csv", "a file that is there", "--force"]);
    assert_eq!(folder.read("parts/dev.csv"), b"old");
    assert!(!folder.path("parts/train.csv").exists());
    folder.run("split train.csv --output-dir parts --force").exits(0);
    assert_ne!(folder.read("parts/dev.csv"), b"old");
}

#[test]
fn split_never_takes_the_place_of_its_input() {
    let folder = Folder::with_data();
    let before = folder.read("train.csv");
    folder.run("split train.csv --force").fails(["train.csv", "no input as well"]);
    assert_eq!(folder.read("train.csv"), before);
}
