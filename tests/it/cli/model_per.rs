//! `train --model-per`: one model for each value of a column, in one file.

use stancekit::model_file::Model;

use crate::support::Folder;

/// About the harbour people threaten or ask, about the mill they deny or ask:
/// "we will see" is a threat there and a denial here.
fn folder() -> Folder {
    let folder = Folder::new();
    let rows = [
        ("we will see, the dockers warned", "threat", "harbour"),
        ("we will see you in court", "threat", "harbour"),
        ("open the gates at once", "demand", "harbour"),
        ("open the berths, they asked", "demand", "harbour"),
        ("we will see about that, nothing leaked", "denial", "mill"),
        ("nothing burned and we will see it proved", "denial", "mill"),
        ("open the books at once", "demand", "mill"),
        ("open the silo, they asked", "demand", "mill"),
    ];
    let lines = rows.map(|(text, label, place)| format!("\"{text}\",{label},{place}\n"));
    folder.write("train.csv", format!("text,label,place\n{}", lines.concat()));
    folder
}

const TRAIN: &str = "train train.csv --output m --char-ngrams none --folds 2 --model-per place";

#[test]
fn each_row_goes_to_the_model_of_its_value() {
    let folder = folder();
    let run = folder.run(TRAIN).exits(0);
    assert!(run.out.contains("models           2 (column \"place\")\n  harbour        4\n"));
    folder.write("new.csv", "text,place\nwe will see,harbour\nwe will see, mill\n");
    let run = folder.run("predict new.csv --model m --format jsonl").exits(0);
    let labels: Vec<_> = run.objects().iter().map(|line| line["label"].clone()).collect();
    assert_eq!(labels, ["threat", "denial"]);
    // All labels of all models; those that a model lacks have probability 0.
    for (line, lacks) in run.objects().iter().zip(["denial", "threat"]) {
        let probabilities = line["probabilities"].as_object().unwrap();
        assert_eq!(probabilities.keys().collect::<Vec<_>>(), ["demand", "denial", "threat"]);
        assert_eq!(probabilities[lacks], 0.0);
        let sum: f64 = probabilities.values().map(|p| p.as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-12);
    }
    let scores = folder.run("evaluate --model m train.csv --format json").exits(0).json();
    assert_eq!(scores["accuracy"], 1.0);
    // Each is the model that its rows alone give.
    let alone = "text,label\nopen the books at once,demand\n\"open the silo, they asked\",demand\n\
                 \"we will see about that, nothing leaked\",denial\n\
                 nothing burned and we will see it proved,denial\n";
    folder.write("mill.csv", alone);
    folder.run("train mill.csv --output mill --char-ngrams none --folds 0").exits(0);
    let mill = Model::load(&folder.path("mill")).unwrap();
    let p = mill.pipeline.predict_one("we will see").probabilities;
    let of_mill = run.objects()[1]["probabilities"]["denial"].as_f64().unwrap();
    assert!((p[1] - of_mill).abs() < 1e-3, "{} {of_mill}", p[1]);
}

#[test]
fn one_c_is_chosen_for_all() {
    let folder = folder();
    let run = folder.run(&format!("{TRAIN} --c auto")).exits(0);
    let inspected = folder.run("inspect m --format json").exits(0).json();
    let by = &inspected["by"];
    assert_eq!(by["column"], "place");
    assert_eq!(by["values"], serde_json::json!(["harbour", "mill"]));
    let c = &by["c_choice"]["c"];
    assert!(run.out.contains(&format!("c                {}", c.as_f64().unwrap())), "{}", run.out);
    for model in inspected["models"].as_array().unwrap() {
        assert_eq!(&model["spec"]["classifier"]["c"], c);
        assert_eq!(model["training"]["rows"], 4);
    }
    let text = folder.run("inspect m --terms 1").exits(0).out;
    assert!(text.starts_with("models          2 (column \"place\")\ncross-validated"), "{text}");
    assert!(text.contains("\nharbour\nformat ") && text.contains("\nmill\nformat "), "{text}");
}

#[test]
fn the_same_bytes_with_any_number_of_threads() {
    let folder = folder();
    folder.run(TRAIN).exits(0);
    let first = folder.read("m");
    folder.run(&format!("{TRAIN} --threads 1")).exits(0);
    assert_eq!(folder.read("m"), first);
}

#[test]
fn what_has_no_model_is_said_and_the_rest_is_labelled() {
    let folder = folder();
    folder.run(TRAIN).exits(0);
    folder.write("new.csv", "text,place\nopen it,quarry\nopen it,mill\n");
    let run = folder.run("predict new.csv --model m --format jsonl").exits(2);
    assert_eq!(run.objects().len(), 1);
    let problem = "new.csv:2:2: found \"quarry\" as \"place\", expected one of those that the model \
                   was trained on: harbour, mill";
    assert!(run.err.contains(problem), "{}", run.err);
    folder.write("test.csv", "text,label,place\nopen it,demand,quarry\nopen it,demand,mill\n");
    let run = folder.run("evaluate --model m test.csv --format json").exits(2);
    assert_eq!(run.json()["unknown_label"], 1);
    assert!(run.err.contains("test.csv:2: value \"quarry\""), "{}", run.err);
    folder.write("other.csv", "text\nopen it\n");
    folder.run("predict other.csv --model m").fails(["other.csv", "place"]);
    // Texts have no such column.
    folder.write("a.txt", "Open it.");
    let problem = "one model for each value of the column \"place\"";
    folder.run("predict a.txt --model m").fails([problem, "tables with that column"]);
    folder.run("evaluate --articles . --model m").fails([problem]);
    let error = Model::load(&folder.path("m")).unwrap_err().to_string();
    assert!(error.contains("one model for each value of a column"), "{error}");
}

#[test]
fn what_cannot_be_fitted_is_said() {
    let folder = folder();
    folder.run(&format!("{TRAIN} --tune train.csv")).fails(["--model-per", "--tune"]);
    folder.run("train train.csv --output m --model-per town").fails(["train.csv", "town"]);
    folder.write("train.csv", "text,label,place\naa b,x,p\ncc d,y,p\nee f,x,q\ngg h,x,q\n");
    folder.run(TRAIN).fails(["\"q\": labels: found only \"x\""]);
    folder.write("train.csv", "text,label,place\naa b,x,p\ncc d,y,p\nee f,x,\n");
    folder.run(TRAIN).fails(["train.csv:4", "the field \"place\" is empty"]);
    let run = folder.run(&format!("{TRAIN} --skip-bad-rows")).exits(0);
    assert!(run.err.contains("1 row skipped"), "{}", run.err);
}
