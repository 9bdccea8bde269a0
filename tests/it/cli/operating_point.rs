//! Where a model decides: `train --tune`, `--prior`, `--threshold`.

use serde_json::Value;

use super::fields;
use crate::support::{Folder, labelled};

/// An article of the test data's own kind, and its gold.
const ARTICLE: &str = "Talks at the harbour\n\nThe union must be given back its berths, the captain said.\n\n\
    The owners denied that the alarm had been switched off.\n\nADVERTISEMENT\n\n\
    We will flood the shaft if the police come in, they warned.\n";

fn gold() -> String {
    let mut gold = String::new();
    for (words, label) in [
        ("Talks at the harbour", "threat"),
        ("The union must be given back its berths, the captain said.", "demand"),
        ("The owners denied that the alarm had been switched off.", "denial"),
        ("We will flood the shaft if the police come in, they warned.", "threat"),
    ] {
        let start = ARTICLE.find(words).unwrap();
        let end = start + words.len();
        gold.push_str(&format!(
            "{{\"start\":{start},\"end\":{end},\"label\":\"{label}\",\"unit\":\"sentence\"}}\n"
        ));
    }
    let start = ARTICLE.find("ADVERT").unwrap();
    gold.push_str(&format!(
        "{{\"start\":{start},\"end\":{},\"clutter\":\"advertisement\"}}\n",
        start + "ADVERTISEMENT".len()
    ));
    gold
}

fn folder() -> Folder {
    let folder = Folder::with_data();
    folder.write("dev.csv", labelled(','));
    folder.write("gold/a.txt", ARTICLE);
    folder.write("gold/a.jsonl", gold());
    folder
}

fn tuned() -> Folder {
    let folder = folder();
    let run = folder
        .run("train train.csv --output tuned --tune dev.csv --tune-articles gold --background threat --max-false-alarms 1")
        .exits(0);
    for part in
        ["operating point", "chosen on      36 rows", "chosen on      4 statements of articles"]
    {
        assert!(run.out.contains(part), "no {part:?} in {}", run.out);
    }
    folder
}

#[test]
fn a_tuned_model_keeps_its_point_and_how_it_was_chosen() {
    let folder = tuned();
    let json = folder.run("inspect tuned --format json").exits(0).json();
    let tuning = &json["calibration"]["tuning"];
    assert_eq!(tuning["background"], "threat");
    assert_eq!(tuning["offsets"].as_array().unwrap().len(), 3);
    let prior: Vec<f64> = serde_json::from_value(tuning["natural_prior"].clone()).unwrap();
    assert_eq!(prior, [0.25, 0.25, 0.5]);
    let kinds: Vec<&Value> =
        tuning["sets"].as_array().unwrap().iter().map(|set| &set["kind"]).collect();
    assert_eq!(kinds, ["rows", "articles"]);
    assert!(folder.run("inspect tuned").exits(0).out.contains("operating point"));
    // The same again: the same bytes.
    let again = "train train.csv --output again --tune dev.csv --tune-articles gold --background threat --max-false-alarms 1";
    folder.run(again).exits(0);
    assert_eq!(folder.read("tuned"), folder.read("again"));
}

#[test]
fn priors_move_probabilities_by_bayes_rule() {
    let folder = tuned();
    folder.write("prior.toml", "demand = 1\ndenial = 1\nthreat = 8\n");
    let probability = |more: &str| -> Vec<f64> {
        let command = format!("predict --model tuned --format jsonl {more} dev.csv");
        let objects = folder.run(&command).exits(0).objects();
        ["demand", "denial", "threat"]
            .iter()
            .map(|label| objects[0]["probabilities"][label].as_f64().unwrap())
            .collect()
    };
    let training = probability("--prior training");
    let moved = probability("--prior prior.toml");
    // All labels have as many rows in training.
    let odds = |p: &[f64]| p[2] / p[0];
    assert!((odds(&moved) / odds(&training) - 8.0).abs() < 1e-6);
    let natural = probability("--prior natural");
    assert!((odds(&natural) / odds(&training) - 2.0).abs() < 1e-6);
    for p in [training, moved, natural, probability("")] {
        assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }
}

#[test]
fn bad_priors_and_thresholds_say_what_is_wrong() {
    let folder = tuned();
    let fails = |more: &str, words: &[&str]| {
        let run = folder.run(&format!("predict --model tuned {more} dev.csv")).exits(2);
        assert!(words.iter().all(|word| run.err.contains(word)), "{words:?}: {}", run.err);
    };
    folder.write("bad.toml", "demand = 1\ndenial = -1\nthreat = 8\n");
    fails("--prior bad.toml", &["bad.toml", "-1", "denial", "a share over 0"]);
    folder.write("few.toml", "demand = 1\n");
    fails("--prior few.toml", &["few.toml", "no share of", "denial"]);
    folder.write("odd.toml", "demand = 1\nodd = 2\n");
    fails("--prior odd.toml", &["odd.toml", "\"odd\"", "demand, denial, threat"]);
    folder.write("no.toml", "demand = \n");
    fails("--prior no.toml", &["no.toml:1"]);
    fails("--prior none.toml", &["none.toml", "cannot read"]);
    fails("--threshold odd=0.5", &["--threshold", "\"odd\"", "demand, denial, threat"]);
    fails("--threshold demand=2", &["LABEL=P"]);
    let plain = "predict --model MODEL --prior natural dev.csv";
    folder.run(plain).fails(["natural", "--tune-articles"]);
}

#[test]
fn a_threshold_of_one_silences_a_label() {
    let folder = tuned();
    let said = |more: &str| {
        let command = format!("predict --model tuned --format jsonl {more} dev.csv");
        let objects = folder.run(&command).exits(0).objects();
        objects.iter().filter(|object| object["label"] == "denial").count()
    };
    assert!(said("") > 0);
    assert_eq!(said("--threshold denial=1"), 0);
    assert_eq!(said("--threshold denial=0"), 36);
}

#[test]
fn articles_are_evaluated_end_to_end() {
    let folder = tuned();
    let json = folder
        .run("evaluate --model tuned --articles gold --format json --fail-under statements_f1=1 --fail-over prose_lost=0")
        .exits(0)
        .json();
    for name in ["articles", "statements_f1", "clutter_dropped", "prose_lost", "macro_f1", "labels"]
    {
        assert!(fields(&json).contains(&name), "no {name} in {json}");
    }
    assert_eq!((&json["statements"], &json["clutter_lines"]), (&4.into(), &1.into()));
    assert_eq!(json["clutter_dropped"], 1.0);
    assert!(json["false_alarms"].is_f64());
    assert_eq!(json["operating_point"], "default");
    let named = "evaluate --model tuned dev.csv --prior training --threshold denial=0.7";
    let run = folder.run(named).exits(0);
    assert!(run.out.contains("Operating point: training, denial at 0.7."), "{}", run.out);
    for format in ["text", "markdown"] {
        let command = format!("evaluate --model tuned --articles gold --format {format}");
        assert!(folder.run(&command).exits(0).out.contains("false alarms"));
    }
    folder.run("evaluate --model tuned --articles gold --fail-over statements_f1=0.1").exits(1);
    folder
        .run("evaluate --model tuned --articles gold --fail-under accuracy=0.1")
        .fails(["accuracy", "statements_f1"]);
}

#[test]
fn clauses_of_articles_are_evaluated() {
    let folder = folder();
    let text = "Oslo denied the report, but Riga demanded an answer. Nobody spoke.\n";
    let line = |words: &str, label: &str, unit: &str| {
        let start = text.find(words).unwrap();
        let end = start + words.len();
        format!("{{\"start\":{start},\"end\":{end},\"label\":\"{label}\",\"unit\":{unit}}}\n")
    };
    folder.write("two/a.txt", text);
    folder.write(
        "two/a.jsonl",
        line(&text[..52], "demand", "\"sentence\"")
            + &line("Oslo denied the report", "denial", "\"clause\",\"parent\":0")
            + &line("Riga demanded an answer", "demand", "\"clause\",\"parent\":0")
            + &line("Nobody spoke.", "demand", "\"sentence\""),
    );
    for (unit, statements) in [("", 3), ("--unit sentence", 2), ("--unit clause", 3)] {
        let command = format!("evaluate --model MODEL --articles two --format json {unit}");
        let json = folder.run(&command).exits(0).json();
        assert_eq!(
            (&json["statements"], &json["statements_f1"]),
            (&statements.into(), &1.0.into())
        );
    }
    folder.run("evaluate --model MODEL train.csv --unit clause").fails(["--unit", "FILE"]);
}

#[test]
fn one_bad_gold_file_does_not_stop_the_others() {
    let folder = tuned();
    folder.write("gold/b.txt", "They left.\n");
    folder.write(
        "gold/b.jsonl",
        "{\"start\":0,\"end\":99,\"label\":\"threat\",\"unit\":\"sentence\"}\n",
    );
    let run = folder.run("evaluate --model tuned --articles gold").exits(2);
    assert!(run.err.contains("b.jsonl:1"), "{}", run.err);
    assert!(run.out.contains("false alarms"));
    folder.write("empty/readme.md", "nothing");
    folder.run("evaluate --articles empty").fails(["no article with gold", "NAME.jsonl"]);
    folder.write("odd/a.txt", "They left.\n");
    folder
        .write("odd/a.jsonl", "{\"start\":0,\"end\":10,\"label\":\"odd\",\"unit\":\"sentence\"}\n");
    folder
        .run("evaluate --model tuned --articles odd")
        .fails(["\"odd\"", "demand, denial, threat"]);
}

#[test]
fn weights_count_as_repeated_rows() {
    let folder = Folder::new();
    let rows = "text,label,weight\nWe will answer,threat,3\nThey must go,demand,\nWe deny it,denial,1\nThey must stay,demand,2\n";
    let repeated = "text,label\nWe will answer,threat\nWe will answer,threat\nWe will answer,threat\n\
        They must go,demand\nWe deny it,denial\nThey must stay,demand\nThey must stay,demand\n";
    folder.write("weighted.csv", rows);
    folder.write("repeated.csv", repeated);
    folder.write("config.toml", "[classifier]\ntol = 1e-9\n");
    for name in ["weighted", "repeated"] {
        let command = format!("train {name}.csv --output {name} --folds 0 --config config.toml");
        folder.run(&command).exits(0);
    }
    let prior = |name: &str| {
        folder.run(&format!("inspect {name} --format json")).exits(0).json()["calibration"]
            ["training_prior"]
            .clone()
    };
    assert_eq!(prior("weighted"), prior("repeated"));
    folder.write("bad.csv", rows.replace(",3", ",0").replace(",2", ",much"));
    folder.run("train bad.csv --output m").fails([
        "bad.csv:2:3",
        "\"0\"",
        "bad.csv:5:3",
        "a number over 0",
    ]);
    folder
        .run("train repeated.csv --output m --weight-column w")
        .fails(["no column is named \"w\""]);
}
