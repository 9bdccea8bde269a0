//! The shipped statements keep the promises of their card.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use regex::Regex;
use snowball_stemmers_rs::{Algorithm, Stemmer};
use stancekit::calibration::OperatingPoint;
use stancekit::dataset::{Columns, Dataset, Table, near_duplicates};
use stancekit::features::{BlockSpec, ExtractorSpec, WordNgrams};
use stancekit::linear::ClassWeight;
use stancekit::metrics::Scores;
use stancekit::pipeline::{Pipeline, PipelineSpec};

const SIDES: [&str; 3] = ["train", "dev", "test"];
const ACTS: [&str; 4] = ["threat", "demand", "denial", "reassurance"];
const LABELS: [&str; 5] = ["threat", "demand", "denial", "reassurance", "other"];
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
    let count = |holds: &dyn Fn(&Row) -> bool| rows.iter().filter(|r| holds(r)).count();
    let is_plain_voice =
        |r: &Row| ["wire lead", "wire body", "headline"].contains(&r.register.as_str());
    let enough = |what: &str, n: usize, least: usize| {
        println!("{what}: {n}");
        assert!(n >= least, "{what}: {n}, at least {least}");
    };
    enough("rows", rows.len(), 8000);
    for act in ACTS {
        enough(act, count(&|r| r.label == act), 1150);
        let explicit = |r: &Row| r.label == act && r.cue == "explicit" && is_plain_voice(r);
        enough(&format!("{act}, explicit in the plain voice"), count(&explicit), 750);
        enough(&format!("{act}, implicit"), count(&|r| r.label == act && r.cue == "implicit"), 250);
    }
    enough("other", count(&|r| r.label == "other"), 3400);
    enough("other, plain", count(&|r| r.cue == "plain"), 2300);
    enough("other, traps", count(&|r| r.cue == "trap"), 900);
    enough("plain voice", 3 * count(&is_plain_voice), 2 * rows.len());
    let topics: BTreeSet<&str> = rows.iter().map(|r| r.topic.as_str()).collect();
    enough("topics", topics.len(), 150);
    for register in REGISTERS {
        enough(register, count(&|r| r.register == register), 50);
    }
    let mut lengths: Vec<usize> = rows.iter().map(|r| r.text.split_whitespace().count()).collect();
    lengths.sort_unstable();
    println!("median length {}", lengths[lengths.len() / 2]);
}

#[test]
fn the_shipped_model_was_trained_on_the_train_split() {
    let data = Dataset::read(&["datasets/statements/train.csv"], &Columns::default()).unwrap();
    let model = stancekit::model_file::Model::shipped().unwrap();
    assert_eq!(model.record.data_blake3, data.blake3());
    assert!(std::fs::metadata("models/statements/statements.safetensors").unwrap().len() < 4 << 20);
}

/// The words of a text with each name and number as `x`.
fn skeleton(text: &str) -> Vec<String> {
    let names = Regex::new(r"(\b\p{Lu}[\w'.-]*\s?)+|\d[\d.,]*").unwrap();
    let masked = names.replace_all(text, "X ").to_lowercase();
    let words = masked.split(|c: char| !c.is_alphabetic() && c != '\'').filter(|w| !w.is_empty());
    words.map(str::to_owned).collect()
}

#[test]
fn nothing_bears_the_marks_of_templates() {
    let skeletons: Vec<Vec<String>> = rows().iter().map(|r| skeleton(&r.text)).collect();
    let mut count: HashMap<&[String], usize> = HashMap::new();
    for skeleton in &skeletons {
        *count.entry(skeleton).or_default() += 1;
    }
    let shared: usize = count.values().filter(|n| **n > 1).sum();
    assert!(shared * 100 < skeletons.len(), "{shared} rows share a skeleton");
    let most = skeletons.len() / 200;
    let mut ends: BTreeMap<(bool, &[String]), usize> = BTreeMap::new();
    for skeleton in &skeletons {
        if let (Some(first), Some(last)) = (skeleton.first_chunk::<4>(), skeleton.last_chunk::<4>())
        {
            *ends.entry((true, first)).or_default() += 1;
            *ends.entry((false, last)).or_default() += 1;
        }
    }
    for ((_, words), n) in ends {
        assert!(n <= most, "{words:?} opens or ends {n} rows");
    }
}

/// What register and topic alone tell of the label.
#[test]
fn no_column_gives_the_label_away() {
    let rows = rows();
    let of = |side: &str| -> (Vec<String>, Vec<&str>) {
        let part = rows.iter().filter(|r| r.side == side);
        part.map(|r| {
            let register = r.register.replace([' ', '\''], "_");
            (format!("register_{register} topic_{}", r.topic.replace('-', "_")), r.label.as_str())
        })
        .unzip()
    };
    let (texts, labels) = of("train");
    let (test_texts, test_labels) = of("test");
    for class_weight in [ClassWeight::None, ClassWeight::Balanced] {
        let mut spec = PipelineSpec {
            features: vec![BlockSpec::new(ExtractorSpec::Word(WordNgrams::default()))],
            ..PipelineSpec::default()
        };
        spec.classifier.class_weight = class_weight;
        let fitted = Pipeline::new(spec).unwrap().fit(&texts, &labels).unwrap().pipeline;
        let predictions = fitted.predict(&test_texts);
        let truth: Vec<usize> =
            test_labels.iter().map(|l| fitted.labels().index_of(l).unwrap()).collect();
        let (predicted, probabilities): (Vec<_>, Vec<_>) =
            predictions.into_iter().map(|p| (p.class, p.probabilities)).unzip();
        let scores = Scores::new(fitted.labels(), &truth, &predicted, &probabilities).unwrap();
        println!("register and topic alone, {class_weight:?}: macro F1 {:.3}", scores.macro_f1);
        assert!(scores.macro_f1 < 0.35, "macro F1 {:.3}", scores.macro_f1);
    }
}

/// The shipped model at the shares of labels that it was trained on: what the
/// card says of explicit and implicit acts and of traps.
#[test]
fn the_shipped_model_keeps_what_its_card_says() {
    let model = stancekit::model_file::Model::shipped().unwrap();
    let pipeline = model.pipeline.with_operating_point(OperatingPoint::default());
    let rows: Vec<Row> = rows().into_iter().filter(|row| row.side == "test").collect();
    let texts: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
    let said: Vec<&str> = pipeline
        .predict(&texts)
        .iter()
        .map(|prediction| pipeline.labels().name(prediction.class))
        .map(|label| LABELS.into_iter().find(|name| *name == label).unwrap())
        .collect();
    let share = |cue: &str, holds: &dyn Fn(&Row, &str) -> bool| {
        let of_cue: Vec<bool> = rows
            .iter()
            .zip(&said)
            .filter(|(row, _)| row.cue == cue)
            .map(|(row, said)| holds(row, said))
            .collect();
        let share = of_cue.iter().filter(|holds| **holds).count() as f64 / of_cue.len() as f64;
        println!("{cue}: {share:.4}");
        share
    };
    let right = |row: &Row, said: &str| row.label == said;
    let alarm = |_: &Row, said: &str| said != "other";
    assert!(share("explicit", &right) >= 0.92);
    assert!(share("implicit", &right) >= 0.70);
    assert!(share("trap", &alarm) <= 0.12);
}

#[test]
fn the_folder_holds_what_its_card_names_and_nothing_else() {
    let mut names: Vec<String> = std::fs::read_dir("datasets/statements")
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let expected =
        ["README.md", "cues.toml", "dev.csv", "second_reading.csv", "test.csv", "train.csv"];
    assert_eq!(names, expected);
}

/// Cohen 1960, *A coefficient of agreement for nominal scales*.
fn kappa(pairs: &[(String, String)]) -> f64 {
    let n = pairs.len() as f64;
    let agreed = pairs.iter().filter(|(a, b)| a == b).count() as f64 / n;
    let share = |label: &str, side: fn(&(String, String)) -> &String| {
        pairs.iter().filter(|pair| side(pair) == label).count() as f64 / n
    };
    let labels: BTreeSet<&String> = pairs.iter().flat_map(|(a, b)| [a, b]).collect();
    let chance: f64 = labels.iter().map(|l| share(l, |p| &p.0) * share(l, |p| &p.1)).sum();
    (agreed - chance) / (1.0 - chance)
}

#[test]
fn the_last_round_of_the_second_reading_agrees() {
    let label_of: HashMap<String, String> = rows().into_iter().map(|r| (r.id, r.label)).collect();
    let mut table = Table::open("datasets/statements/second_reading.csv".as_ref()).unwrap();
    let mut rounds: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let mut read = BTreeSet::new();
    while let Some(row) = table.next_row().unwrap() {
        let row = row.unwrap();
        let field = |column| row.get(column).to_owned();
        assert_eq!(label_of[&field(1)], field(2), "{}", field(1));
        assert!(read.insert(field(1)), "{} was read before", field(1));
        rounds.entry(field(0)).or_default().push((field(2), field(3)));
    }
    for (round, pairs) in &rounds {
        println!("round {round}: {} rows, kappa {:.3}", pairs.len(), kappa(pairs));
    }
    let last = rounds.values().last().unwrap();
    assert!(last.len() >= 800 && kappa(last) >= 0.85);
}
