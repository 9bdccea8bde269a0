//! `train` and `inspect`.

use super::fields;
use crate::support::{Folder, labelled, ungrouped};

/// The number that stands behind `name` in a report.
#[track_caller]
fn figure(report: &str, name: &str) -> f64 {
    let line = report.lines().find(|line| line.trim().starts_with(name));
    let line = line.unwrap_or_else(|| panic!("no {name:?} in {report}"));
    let rest = line.trim().trim_start_matches(name).trim().trim_end_matches(" s");
    rest.parse().unwrap_or_else(|_| panic!("{line:?}"))
}

#[test]
fn training_prints_counts_scores_and_times() {
    let folder = Folder::with_data();
    let run = folder.run("train train.csv --output m").exits(0);
    assert_eq!(run.err, "");
    let report = &run.out;
    assert_eq!(figure(report, "rows"), 36.0);
    for label in ["demand", "denial", "threat"] {
        assert_eq!(figure(report, label), 12.0);
    }
    assert!(figure(report, "features") > 100.0 && figure(report, "non-zeros") > 100.0);
    assert!(report.contains("cross-validated  5 folds, grouped"));
    for score in ["accuracy", "macro F1"] {
        assert!((0.0..=1.0).contains(&figure(report, score)));
    }
    for step in ["reading", "fitting", "cross-validation", "writing"] {
        assert!(figure(report, step) >= 0.0);
    }
    assert!(report.ends_with("model            m\n"));
    assert_eq!(folder.names(), ["m", "m.card.md", "train.csv"]);
}

#[test]
fn one_fit_and_no_more_on_request() {
    let folder = Folder::with_data();
    let run = folder.run("train train.csv --output m --folds 0").exits(0);
    assert!(!run.out.contains("accuracy"), "{}", run.out);
    let inspected = folder.run("inspect m --format json").json();
    assert!(inspected["training"]["cross_validation"].is_null());
}

#[test]
fn folds_are_stratified_without_groups() {
    let folder = Folder::new();
    folder.write("a.csv", ungrouped());
    let run = folder.run("train a.csv --output m --folds 3").exits(0);
    assert!(run.out.contains("cross-validated  3 folds, stratified"), "{}", run.out);
}

#[test]
fn several_tables_and_standard_input_are_one_dataset() {
    let folder = Folder::with_data();
    folder.write("a.csv", "text,label,topic\nNo.,denial,port\n");
    folder.run("train train.csv a.csv --output 1").exits(0);
    let run = folder.run_with("train - a.csv --output 2", labelled(',')).exits(0);
    assert!(run.out.contains("rows             37"));
    assert_eq!(folder.read("1"), folder.read("2"));
    let run = folder.run("train train.csv a.csv no.csv --output 3");
    run.fails(["no.csv: cannot read"]);
}

#[test]
fn flags_change_the_model_as_they_say() {
    let folder = Folder::with_data();
    let features = |flags: &str| {
        folder.run(&format!("train train.csv --output m --folds 0 {flags}")).exits(0);
        folder.run("inspect m --format json").json()
    };
    let words = features("--char-ngrams none --word-ngrams 1");
    let pairs = features("--char-ngrams none --word-ngrams 1-2");
    let few = features("--char-ngrams none --word-ngrams 1-2 --min-df 2");
    let capped = features("--char-ngrams none --max-features 20");
    let n = |m: &serde_json::Value| m["n_features"].as_u64().unwrap();
    assert!(n(&words) < n(&pairs) && n(&few) < n(&pairs) && n(&capped) == 20);
    assert_eq!(words["spec"]["features"][0]["extractor"]["ngrams"], serde_json::json!([1, 1]));
    let set = features("--c 3 --tol 0.01 --class-weight balanced --symbols --seed 9");
    let classifier = &set["spec"]["classifier"];
    assert_eq!((&classifier["c"], &classifier["tol"]), (&3.0.into(), &0.01.into()));
    assert_eq!(classifier["class_weight"], "balanced");
    assert_eq!(set["training"]["seed"], 9);
    assert_eq!(
        features("--solver linfa --char-ngrams none")["spec"]["classifier"]["solver"],
        "linfa"
    );
    folder.write("more.csv", "text,label\nNo.,denial\n");
    let refused = "train train.csv more.csv --output m --solver linfa --class-weight balanced";
    folder.run(refused).exits(2).says(["linfa", "weight"]);
}

#[test]
fn labels_may_be_any_names() {
    let folder = Folder::new();
    let table =
        ungrouped().replace(",demand\n", ",\"a, b\"\n").replace(",denial\n", ",\"tab\\\tünï \"\n");
    folder.write("a.csv", table);
    let run = folder.run("train a.csv --output m").exits(0);
    assert!(run.out.contains("a, b"));
    let run = folder.run("predict --model m a.csv --format jsonl").exits(0);
    let object = &run.objects()[0];
    assert_eq!(fields(&object["probabilities"]), ["a, b", "tab\\\tünï ", "threat"]);
    let run = folder.run("predict --model m a.csv").exits(0);
    assert!(!run.out.contains('\t'));
    folder.run("evaluate --model m a.csv --format markdown").exits(0);
    folder.run("inspect m").exits(0);
}

#[test]
fn inspect_shows_what_a_model_is_made_of() {
    let folder = Folder::new();
    let run = folder.run("inspect MODEL").exits(0);
    for part in [
        "format          5",
        "fingerprints    36 exact, 36 near, 6 groups",
        "labels          demand, denial, threat",
        "rows            36",
        "groups          6 (column \"topic\")",
        "data blake3",
        "cross-validated accuracy",
        "word.v1",
        "char_wb.v1",
        "\"c\":10.0",
        "denied",
    ] {
        assert!(run.out.contains(part), "no {part:?} in {}", run.out);
    }
    let json = folder.run("inspect MODEL --format json --terms 3").exits(0).json();
    assert_eq!(
        fields(&json),
        [
            "block_features",
            "calibration",
            "fingerprints",
            "format",
            "labels",
            "n_features",
            "spec",
            "strongest_terms",
            "training"
        ]
    );
    assert_eq!(json["labels"], serde_json::json!(["demand", "denial", "threat"]));
    let training = &json["training"];
    assert_eq!((&training["rows"], &training["groups"]), (&36.into(), &6.into()));
    assert_eq!(training["data_blake3"].as_str().unwrap().len(), 64);
    assert_eq!(training["stancekit_version"], env!("CARGO_PKG_VERSION"));
    assert!(training["cross_validation"]["macro_f1"].is_f64());
    for label in json["strongest_terms"].as_array().unwrap() {
        let weights: Vec<f64> = label["terms"]
            .as_array()
            .unwrap()
            .iter()
            .map(|term| term["weight"].as_f64().unwrap())
            .collect();
        assert!(weights.len() == 3 && weights.is_sorted_by(|a, b| a >= b));
    }
    folder.run("inspect").exits(0);
}
