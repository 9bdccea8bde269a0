//! The shipped statements keep the promises of their card.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use snowball_stemmers_rs::{Algorithm, Stemmer};
use stancekit::dataset::{Columns, Dataset, Table, near_duplicates};

const SIDES: [&str; 3] = ["train", "dev", "test"];
const ACTS: [&str; 4] = ["threat", "demand", "denial", "reassurance"];
const REGISTERS: [&str; 10] = [
    "wire lead",
    "wire body",
    "headline",
    "direct quote",
    "indirect speech",
    "official statement",
    "spokesman's aside",
    "interview",
    "social post",
    "analysis",
];

struct Row {
    side: &'static str,
    id: String,
    text: String,
    label: String,
    also: String,
    topic: String,
    register: String,
    cue: String,
}

fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for side in SIDES {
        let mut table = Table::open(format!("datasets/statements/{side}.csv").as_ref()).unwrap();
        assert_eq!(table.header(), ["id", "text", "label", "also", "topic", "register", "cue"]);
        while let Some(row) = table.next_row().unwrap() {
            let row = row.unwrap();
            let field = |column| row.get(column).to_owned();
            rows.push(Row {
                side,
                id: field(0),
                text: field(1),
                label: field(2),
                also: field(3),
                topic: field(4),
                register: field(5),
                cue: field(6),
            });
        }
    }
    rows
}

#[test]
fn every_field_holds_what_its_column_says() {
    let rows = rows();
    let ids: BTreeSet<&str> = rows.iter().map(|r| r.id.as_str()).collect();
    assert_eq!(ids.len(), rows.len(), "ids are unique");
    for row in &rows {
        let labels = |name: &str| ACTS.contains(&name) || name == "other";
        assert!(labels(&row.label), "{}: label {:?}", row.id, row.label);
        assert!(row.also.is_empty() || ACTS.contains(&row.also.as_str()), "{}: also", row.id);
        assert_ne!(row.label, row.also, "{}: also", row.id);
        assert!(REGISTERS.contains(&row.register.as_str()), "{}: register", row.id);
        assert!(!row.topic.is_empty(), "{}: topic", row.id);
        assert_eq!(row.text.trim(), row.text, "{}: text", row.id);
        assert!(!row.text.contains(['\n', '\r', '\t']), "{}: text", row.id);
        let words = row.text.split_whitespace().count();
        assert!((3..=60).contains(&words), "{}: {words} words", row.id);
    }
}

#[test]
fn no_topic_and_no_near_duplicate_stands_on_two_sides() {
    let rows = rows();
    let mut side_of = HashMap::new();
    for row in &rows {
        let side = *side_of.entry(&row.topic).or_insert(row.side);
        assert_eq!(side, row.side, "topic {}", row.topic);
    }
    let texts: Vec<&str> = rows.iter().map(|r| r.text.as_str()).collect();
    let near = near_duplicates(&texts, 0.6);
    let across: Vec<_> = near.iter().filter(|(a, b)| rows[*a].side != rows[*b].side).collect();
    assert!(across.is_empty(), "{across:?}");
    let twice: BTreeSet<&str> = texts.iter().copied().collect();
    assert_eq!(twice.len(), texts.len(), "no text stands twice");
}

#[test]
fn the_column_cue_follows_from_the_list_of_cues() {
    let stemmer = Stemmer::create(Algorithm::English);
    let stems = |text: &str| -> Vec<String> {
        let lower = text.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        words.map(|word| stemmer.stem(word).into_owned()).collect()
    };
    let list = std::fs::read_to_string("datasets/statements/cues.toml").unwrap();
    let list: BTreeMap<String, Vec<String>> = toml::from_str(&list).unwrap();
    assert_eq!(list.keys().cloned().collect::<BTreeSet<_>>(), ACTS.map(String::from).into());
    let cues: BTreeMap<&str, Vec<Vec<String>>> = list
        .iter()
        .map(|(act, cues)| (act.as_str(), cues.iter().map(|cue| stems(cue)).collect()))
        .collect();
    for row in rows() {
        let text = stems(&row.text);
        let has = |act: &str| {
            cues[act].iter().any(|cue| text.windows(cue.len()).any(|window| window == cue))
        };
        let expected = match row.label.as_str() {
            "other" if ACTS.into_iter().any(has) => "trap",
            "other" => "plain",
            act if has(act) => "explicit",
            _ => "implicit",
        };
        assert_eq!(row.cue, expected, "{}: {}", row.id, row.text);
    }
}

#[test]
fn there_are_enough_of_each_kind() {
    let rows = rows();
    assert!(rows.len() >= 1300, "{} rows", rows.len());
    for label in ACTS.iter().chain(&["other"]) {
        for side in SIDES {
            let n = rows.iter().filter(|r| r.label == *label && r.side == side).count();
            assert!(n >= 20, "{n} rows of {label} in {side}");
        }
    }
}

#[test]
fn the_shipped_model_was_trained_on_the_train_split() {
    let data = Dataset::read(&["datasets/statements/train.csv"], &Columns::default()).unwrap();
    let model = stancekit::model_file::Model::shipped().unwrap();
    assert_eq!(model.record.data_blake3, data.blake3());
    assert!(std::fs::metadata("models/statements/statements.safetensors").unwrap().len() < 4 << 20);
}
