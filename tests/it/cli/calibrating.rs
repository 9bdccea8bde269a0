//! Scaling, thresholds out of fold, refusals and label sets: `train`,
//! `predict`, `evaluate`.

use serde_json::Value;

use super::fields;
use crate::support::{Folder, Run};

const LABELS: [&str; 3] = ["demand", "denial", "threat"];

/// Rows in groups of ten, from the `from`th group on. One in five says nothing
/// of its label.
fn table(from: usize, groups: usize) -> String {
    let nouns = ["harbour", "mill", "bridge", "mine", "school", "river", "camp"];
    let classes = [0, 1, 2, 1, 0, 1, 2, 0, 1, 2];
    let mut table = "text,label,topic,place\n".to_owned();
    for i in from * 10..(from + groups) * 10 {
        let class = classes[(i * 7 / 5) % 10];
        let cue = match (i % 5, class) {
            (0, _) => "The speaker spoke about",
            (_, 0) => "You must open",
            (_, 1) => "He denied having closed",
            _ => "We will burn down",
        };
        let (noun, label, place) = (nouns[i * 13 % 7], LABELS[class], ["a", "b"][i % 2]);
        table.push_str(&format!("{cue} the {noun} of town {i}.,{label},t{},{place}\n", i / 10));
    }
    table
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("train.csv", table(0, 60));
    folder.write("new.csv", table(100, 40));
    folder
}

fn train(folder: &Folder, flags: &str) -> Run {
    folder.run(&format!("train train.csv --output m --char-ngrams none {flags}"))
}

fn calibration(folder: &Folder) -> Value {
    folder.run("inspect m --format json").exits(0).json()["calibration"].clone()
}

fn numbers(value: &Value) -> Vec<f64> {
    serde_json::from_value(value.clone()).unwrap()
}

/// The probabilities of the first row of `new.csv` in each of the labels.
fn probabilities(folder: &Folder) -> Vec<f64> {
    let run = folder.run("predict new.csv --model m --format jsonl").exits(0);
    let first = &run.objects()[1]["probabilities"];
    LABELS.iter().map(|label| first[label].as_f64().unwrap()).collect()
}

#[test]
fn probabilities_are_made_true_where_there_are_folds() {
    let folder = folder();
    let run = train(&folder, "").exits(0);
    assert!(run.out.contains("\ntemperature      "), "{}", run.out);
    let scaled = probabilities(&folder);
    let found = calibration(&folder)["scaling"].clone();
    assert_eq!((&found["kind"], &found["rows"]), (&"temperature".into(), &600.into()));
    let [before, after] = ["before", "after"].map(|when| &found[when]);
    let loss = |when: &Value| when["log_loss"].as_f64().unwrap();
    assert!(loss(after) < loss(before), "{found}");
    for when in [before, after] {
        let bins = when["reliability"].as_array().unwrap();
        let n: f64 = bins.iter().map(|bin| bin["n"].as_f64().unwrap()).sum();
        assert_eq!((bins.len(), n), (10, 600.0));
        assert!(bins.is_sorted_by_key(|bin| bin["confidence"].as_f64().unwrap()));
    }
    let factor = numbers(&found["scaling"]["factors"])[0];
    train(&folder, "--scaling none").exits(0);
    assert!(calibration(&folder).get("scaling").is_none());
    let powers: Vec<f64> = probabilities(&folder).iter().map(|p| p.powf(factor)).collect();
    let sum: f64 = powers.iter().sum();
    for (power, scaled) in powers.iter().zip(&scaled) {
        assert!((power / sum - scaled).abs() < 1e-9, "{powers:?} {scaled:?}");
    }
    train(&folder, "--scaling vector --class-weight balanced").exits(0);
    let found = calibration(&folder);
    let scaling = &found["scaling"]["scaling"];
    for part in ["factors", "biases"] {
        assert_eq!(numbers(&scaling[part]).len(), 3);
    }
    // A vector moves probabilities to the shares of the rows that it is fitted to.
    assert_eq!(numbers(&found["training_prior"]), [0.3, 0.4, 0.3]);
    train(&folder, "--folds 0").exits(0);
    assert!(calibration(&folder).get("scaling").is_none());
    // Nor from few rows, unless it is asked for.
    let few = Folder::with_data();
    for (flags, scaled) in [("", false), ("--scaling temperature", true)] {
        train(&few, flags).exits(0);
        assert_eq!(calibration(&few).get("scaling").is_some(), scaled);
    }
    train(&folder, "--folds 0 --scaling vector").fails(["folds", "--scaling"]);
}

#[test]
fn several_models_have_one_temperature() {
    let folder = folder();
    train(&folder, "--model-per place").exits(0);
    let models = folder.run("inspect m --format json").exits(0).json();
    let models = models["models"].as_array().unwrap();
    let scaling = |model: &Value| model["calibration"]["scaling"].clone();
    assert_eq!((models.len(), &scaling(&models[0])["rows"]), (2, &600.into()));
    assert_eq!(scaling(&models[0]), scaling(&models[1]));
    train(&folder, "--model-per place --scaling vector").fails(["--scaling", "--model-per"]);
    let refused = train(&folder, "--model-per place --target-error 0.1").exits(2);
    refused.says(["--target-error", "--model-per"]);
}

#[test]
fn thresholds_are_chosen_out_of_fold_and_decide() {
    let folder = folder();
    let run = train(&folder, "--tune-thresholds macro_f1").exits(0);
    assert!(run.out.contains("thresholds       demand 0."), "{}", run.out);
    let card = std::fs::read_to_string(folder.path("m.card.md")).unwrap();
    assert!(card.contains("The thresholds were chosen by the rows held out"), "{card}");
    let found = calibration(&folder)["thresholds"].clone();
    let thresholds = numbers(&found["thresholds"]);
    assert!(thresholds.len() == 3 && thresholds.iter().all(|t| (0.0..1.0).contains(t)));
    let figure = |name: &str| found[name].as_f64().unwrap();
    assert!(figure("after") >= figure("before") && figure("after") >= figure("held_out"));
    let flags: String = LABELS
        .iter()
        .zip(&thresholds)
        .map(|(label, threshold)| format!(" --threshold {label}={threshold}"))
        .collect();
    let labels = |flags: &str| folder.run(&format!("predict new.csv --model m -f csv {flags}")).out;
    assert_eq!(labels(""), labels(&format!("--prior training{flags}")));
    assert!(!labels("--threshold denial=1").contains(",denial,"));
    let run = train(&folder, "--tune-thresholds macro_f1 --tune new.csv").exits(2);
    run.says(["--tune-thresholds", "--tune"]);
    train(&folder, "--tune-thresholds macro_f1 --folds 0").fails(["--tune-thresholds", "folds"]);
}

/// How many rows have a label, and how many of these a wrong one.
fn labelled(run: &Run) -> (usize, usize) {
    let (mut given, mut wrong) = (0, 0);
    for object in run.objects() {
        if let Some(label) = object["label"].as_str() {
            given += 1;
            wrong += usize::from(object["truth"] != label);
        } else {
            assert_eq!(object["reason"], "uncertain");
            assert_eq!(fields(&object["probabilities"]), LABELS);
        }
    }
    (given, wrong)
}

/// The rows of `new.csv` with their label as a column to carry through.
fn with_truth(folder: &Folder) {
    folder.write("truth.csv", table(100, 40).replace("text,label,", "text,truth,"));
}

#[test]
fn without_calibration_rows_a_threshold_is_indicative() {
    let folder = folder();
    with_truth(&folder);
    let run = train(&folder, "--target-error 0.05").exits(0);
    assert!(run.out.contains("refusal          indicative"), "{}", run.out);
    let json = calibration(&folder)["refusal"].clone();
    assert_eq!((&json["target_error"], &json["source"]), (&0.05.into(), &Value::Null));
    let predict = "predict truth.csv --model m --keep truth --format jsonl --target-error 0.05";
    let run = folder.run(predict).exits(0).says(["of 400 statements refused", "indicative"]);
    let (given, wrong) = labelled(&run);
    assert!((280..=340).contains(&given) && wrong * 20 <= given, "{wrong} of {given}");
    // Any target may be asked for; a higher one refuses no more.
    let (more, _) = labelled(&folder.run(&predict.replace("0.05", "0.2")).exits(0));
    assert!(more >= given);
    let report = folder.run("evaluate new.csv --model m --format json").exits(0).json();
    let refusal = &report["refusal"];
    assert_eq!(
        (&refusal["guarantee"], &refusal["target_error"]),
        (&"indicative".into(), &0.05.into())
    );
    assert_eq!((&refusal["n"], &refusal["accepted"]), (&400.into(), &given.into()));
    assert_eq!(refusal["wrong"], wrong);
    assert_eq!(refusal["coverage"]["value"], given as f64 / 400.0);
    assert!(refusal["error"]["low"].as_f64() <= refusal["error"]["value"].as_f64());
    let text = folder.run("evaluate new.csv --model m").exits(0).out;
    assert!(text.contains("Refusal\n\nTarget error 0.05"), "{text}");
    let csv = folder.run("evaluate new.csv --model m --format csv").exits(0).out;
    assert!(csv.contains(&format!("refusal,0.05,coverage,{},", given as f64 / 400.0)), "{csv}");
    // It holds at the default operating point alone.
    let moved = folder.run("evaluate new.csv --model m --prior training --format json").exits(0);
    assert!(moved.json().get("refusal").is_none());
    for moved in ["--prior training", "--threshold threat=0.5"] {
        folder.run(&format!("{predict} {moved}")).fails(["--target-error", "--prior"]);
    }
    folder.run(&format!("{predict} --min-confidence 0.5")).exits(2).says(["--min-confidence"]);
}

#[test]
fn calibration_rows_are_held_out_in_whole_groups() {
    let folder = folder();
    with_truth(&folder);
    let flags = "--target-error 0.05 --calibration-share 0.5 --seed 3";
    let run = train(&folder, flags).exits(0).says(["300 rows to calibrate on in 30 groups"]);
    assert!(run.out.contains("rows             300\n"), "{}", run.out);
    assert!(run.out.contains("refusal          by 300 rows of 30 groups"), "{}", run.out);
    let bytes = folder.read("m");
    let found = calibration(&folder)["refusal"].clone();
    assert_eq!((&found["source"]["unit"], &found["source"]["n"]), (&"row".into(), &300.into()));
    assert_eq!(found["curve"]["calibration"]["n"], 300);
    train(&folder, &format!("{flags} --threads 1")).exits(0);
    assert_eq!(folder.read("m"), bytes);
    train(&folder, &flags.replace("--seed 3", "--seed 4")).exits(0);
    assert_ne!(folder.read("m"), bytes);
    // One row of each group.
    folder.write("more.csv", table(200, 90));
    let one = "--target-error 0.1 --calibration more.csv --calibration-unit group";
    train(&folder, one).exits(0);
    let source = calibration(&folder)["refusal"]["source"].clone();
    assert_eq!(
        (&source["unit"], &source["n"], &source["groups"]),
        (&"group".into(), &90.into(), &90.into())
    );
    let predict = "predict truth.csv --model m --keep truth --format jsonl --target-error 0.1";
    let run = folder.run(predict).exits(0).says(["at most 10 %", "probability 90 %", "90 groups"]);
    let (given, wrong) = labelled(&run);
    assert!(given > 250 && wrong * 10 <= given, "{wrong} of {given}");
}

#[test]
fn a_target_that_cannot_be_kept_is_said() {
    let folder = folder();
    let run =
        train(&folder, "--target-error 0.001").exits(1).says(["no confidence keeps", "0.001"]);
    assert!(run.out.ends_with("model            m\n"));
    let predict = "predict new.csv --model m --target-error 0.001";
    folder.run(predict).fails(["--target-error", "0.001", "at least 0.0"]);
    let report = folder.run("evaluate new.csv --model m --format json").exits(0).json();
    assert!(report.get("refusal").is_none());
    train(&folder, "").exits(0);
    folder.run(predict).fails(["--target-error", "without rows to refuse by"]);
    for target in ["0", "1", "-0.1", "x"] {
        train(&folder, &format!("--target-error {target}")).exits(2).says(["over 0 and under 1"]);
    }
}

#[test]
fn label_sets_hold_the_label() {
    let folder = folder();
    with_truth(&folder);
    folder.write("more.csv", table(200, 40));
    train(&folder, "--calibration more.csv").exits(0);
    let predict = "predict truth.csv --model m --keep truth --sets 0.9 --format";
    let run = folder.run(&format!("{predict} jsonl")).exits(0);
    let (mut held, mut size) = (0, 0);
    for object in run.objects() {
        let set = object["set"].as_array().unwrap();
        held += usize::from(set.contains(&object["truth"]));
        size += set.len();
        assert_eq!(set[0], object["label"]);
    }
    assert!((340..=400).contains(&held) && size < 3 * 400, "{held} {size}");
    let csv = folder.run(&format!("{predict} csv")).exits(0).out;
    assert!(csv.starts_with("source,row,statement,start,end,text,label,confidence,set,"));
    assert!(csv.lines().nth(1).unwrap().contains('|'), "{csv}");
    let json = folder.run(&format!("{predict} json")).exits(0).json();
    assert_eq!(json[0]["statements"][0]["set"], run.objects()[0]["set"]);
    folder.run(&format!("{predict} table")).fails(["--sets", "jsonl"]);
    folder.run(&format!("{predict} jsonl --prior training")).fails(["--sets", "--prior"]);
    // So many rows leave nothing out at this level.
    folder.write("few.csv", table(300, 1));
    train(&folder, "--calibration few.csv").exits(0);
    let run = folder.run(&format!("{predict} jsonl").replace("0.9", "0.95")).exits(0);
    assert!(run.objects().iter().all(|object| object["set"].as_array().unwrap().len() == 3));
}

#[test]
fn calibration_rows_must_be_of_their_own() {
    let folder = folder();
    let refused = |flags: &str, parts: [&str; 2]| {
        let run = train(&folder, flags).exits(2).says(parts);
        assert_eq!(folder.names(), ["new.csv", "train.csv"], "{run:?}");
    };
    refused("--calibration train.csv", ["train.csv", "fitted on"]);
    refused("--calibration new.csv --tune new.csv --background denial", ["new.csv", "tuned on"]);
    refused("--calibration no.csv", ["no.csv", "cannot read"]);
    refused(
        "--calibration new.csv --calibration-share 0.2",
        ["--calibration", "--calibration-share"],
    );
    refused("--calibration-share 1.5", ["1.5", "over 0 and under 1"]);
    refused("--calibration-share 0.999", ["--calibration-share", "none is left"]);
    refused("--calibration new.csv --folds 0", ["folds", "--calibration"]);
    refused("--calibration-unit group", ["--calibration-unit", "no calibration rows"]);
    folder.write("alone.csv", "text,label\nNo.,denial\n");
    let run = train(&folder, "--calibration alone.csv --calibration-unit group");
    run.fails(["--calibration-unit", "--group-column"]);
    folder.write("odd.csv", "text,label,topic\nWho knows.,question,x\n");
    let run = train(&folder, "--calibration odd.csv").exits(2);
    run.says(["1 row to calibrate on left out", "\"question\"", "none with a label of the model"]);
    folder.write("empty.csv", "text,label\n");
    train(&folder, "--calibration empty.csv").fails(["empty.csv", "no row below it"]);
    // Rows and groups of the training among them are said.
    folder
        .write("same.csv", table(0, 10) + &table(100, 40).replace("text,label,topic,place\n", ""));
    let run = train(&folder, "--calibration same.csv").exits(0);
    run.says(["100 rows to calibrate on that are fitted on", "100 rows to calibrate on of groups"]);
}
