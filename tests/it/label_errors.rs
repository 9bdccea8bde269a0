//! Labels that are likely wrong: planted ones are found.

use std::collections::BTreeSet;

use rand::SeedableRng;
use rand::seq::{IndexedRandom, index};
use rand_chacha::ChaCha8Rng;

use crate::cli::fields;
use crate::support::{Folder, labelled};

const TRAIN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/statements/train.csv");
const SETTINGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/models/statements/config.toml");
const LABELS: [&str; 5] = ["demand", "denial", "other", "reassurance", "threat"];
const PLANTED: usize = 40;

/// Every fourth of the rows of train that are plain or explicit, 40 of them
/// with another label, and the lines of those.
fn planted(seed: u64) -> (String, BTreeSet<usize>) {
    let mut reader = csv::Reader::from_path(TRAIN).unwrap();
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|field| field == name).unwrap();
    let (columns, cue) = (["text", "label", "topic"].map(column), column("cue"));
    let rows = reader.records().map(Result::unwrap);
    let plain = rows.filter(|row| matches!(&row[cue], "plain" | "explicit")).step_by(4);
    let mut rows: Vec<[String; 3]> =
        plain.map(|row| columns.map(|column| row[column].to_owned())).collect();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let wrong: Vec<usize> = index::sample(&mut random, rows.len(), PLANTED).into_vec();
    for row in &wrong {
        let others: Vec<&str> = LABELS.into_iter().filter(|l| *l != rows[*row][1]).collect();
        rows[*row][1] = (*others.choose(&mut random).unwrap()).to_owned();
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["text", "label", "topic"]).unwrap();
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    let table = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    // One line a row: no text of the data has a line end in it.
    assert_eq!(table.lines().count(), rows.len() + 1);
    (table, wrong.into_iter().map(|row| row + 2).collect())
}

#[test]
fn planted_errors_are_the_first_that_are_listed() {
    let folder = Folder::new();
    let (table, wrong) = planted(7);
    folder.write("planted.csv", table);
    let flags = "--label-errors 40 --format json --config";
    let run = folder.run_all(&format!("check planted.csv {flags}"), &[SETTINGS]);
    let json = run.exits(0).json();
    let found = &json["label_errors"];
    let suspects = found["suspects"].as_array().unwrap();
    assert_eq!((suspects.len(), &found["folds"], &found["grouped"]), (40, &5.into(), &true.into()));
    let hits = suspects.iter().filter(|suspect| {
        let place = suspect["place"].as_str().unwrap();
        wrong.contains(&place.strip_prefix("planted.csv:").unwrap().parse().unwrap())
    });
    let hits = hits.count();
    println!("{hits} of the first 40 are planted, of {} suspects", found["found"]);
    assert!(hits >= PLANTED / 2, "{hits}");
}

#[test]
fn the_list_is_there_where_it_is_asked_for() {
    let folder = Folder::new();
    // One row of the table is given a label that its words speak against.
    let table = labelled(',');
    let wrong = table.replacen(
        "\"The guards denied having fired at the lorries.\",denial",
        "\"The guards denied having fired at the lorries.\",threat",
        1,
    );
    assert_ne!(table, wrong);
    folder.write("a.csv", wrong);
    assert_eq!(folder.run("check a.csv -f json").exits(0).json().get("label_errors"), None);
    let json = folder.run("check a.csv --label-errors 3 -f json").exits(0).json();
    let found = &json["label_errors"];
    assert_eq!(fields(found), ["folds", "found", "grouped", "suspects"]);
    let first = &found["suspects"][0];
    assert_eq!(fields(first), ["confidence", "label", "margin", "place", "suggested", "text"]);
    assert_eq!((&first["label"], &first["suggested"]), (&"threat".into(), &"denial".into()));
    assert_eq!(first["text"], "The guards denied having fired at the lorries.");
    let text = folder.run("check a.csv --label-errors 1").exits(0).out;
    for part in [
        "likely wrong labels: the first 1 of ",
        "(5 folds, groups whole)",
        "threat, more likely denial",
    ] {
        assert!(text.contains(part), "no {part:?} in {text}");
    }
    assert!(!folder.run("check a.csv").exits(0).out.contains("likely wrong"));
    folder.write("words.toml", "[[features]]\nextractor = { type = \"word.v1\" }\n");
    let words = folder.run("check a.csv --label-errors 3 --config words.toml -f json").exits(0);
    assert_ne!(words.json()["label_errors"], json["label_errors"]);
    let threads = |n: usize| folder.run(&format!("check a.csv --label-errors 9 --threads {n}")).out;
    assert!(threads(1) == threads(3));
}

#[test]
fn what_has_no_folds_has_no_list() {
    let folder = Folder::new();
    folder.write("few.csv", "text,label\nWe denied it,denial\nThey must leave,demand\n");
    let run = folder.run("check few.csv --label-errors 3");
    run.fails(["--label-errors", "no two folds", "at least two rows"]);
    folder.run("check few.csv --config x.toml").fails(["--label-errors"]);
    folder.run("check few.csv --label-errors -1").fails(["--label-errors"]);
}
