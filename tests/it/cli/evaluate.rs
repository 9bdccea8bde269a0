//! `evaluate`.

use super::fields;
use crate::support::{Folder, labelled};

/// The data with two labels swapped in four rows, so that scores are below 1.
fn harder() -> String {
    let mut swapped = 0;
    let table = labelled(',');
    let lines = table.lines().map(|line| {
        if line.contains(",denial,") && swapped < 4 {
            swapped += 1;
            return line.replace(",denial,", ",threat,");
        }
        line.to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn json_has_the_fields_of_the_contract() {
    let folder = Folder::new();
    folder.write("test.csv", harder());
    let json = folder.run("evaluate --model MODEL --format json test.csv").exits(0).json();
    let names = fields(&json);
    for name in
        ["n", "accuracy", "macro_f1", "weighted_f1", "log_loss", "labels", "confusion_matrix"]
    {
        assert!(names.contains(&name), "no {name} in {names:?}");
    }
    assert_eq!((&json["n"], &json["unknown_label"]), (&36.into(), &0.into()));
    let labels = json["labels"].as_array().unwrap();
    let of = |name: &str| labels.iter().map(|l| l[name].clone()).collect::<Vec<_>>();
    assert_eq!(of("label"), ["demand", "denial", "threat"]);
    assert_eq!(of("support"), [12, 8, 16]);
    for label in labels {
        assert_eq!(fields(label), ["f1", "label", "precision", "recall", "support"]);
    }
    let matrix: Vec<Vec<u64>> = serde_json::from_value(json["confusion_matrix"].clone()).unwrap();
    assert_eq!(matrix.iter().flatten().sum::<u64>(), 36);
    let truth: Vec<u64> = matrix.iter().map(|row| row.iter().sum()).collect();
    assert_eq!(truth, [12, 8, 16]);
    let right: u64 = (0..3).map(|class| matrix[class][class]).sum();
    assert!((json["accuracy"].as_f64().unwrap() - right as f64 / 36.0).abs() < 1e-12);
    // Rows are the truth: a threat was labelled a denial, never the reverse.
    assert_eq!((matrix[2][1], matrix[1][2]), (4, 0));
}

#[test]
fn text_and_markdown_show_the_same() {
    let folder = Folder::new();
    folder.write("test.csv", harder());
    let text = folder.run("evaluate --model MODEL test.csv").exits(0).out;
    let markdown = folder.run("evaluate --model MODEL --format markdown test.csv").exits(0).out;
    let accuracy = "0.8889";
    for part in ["macro F1", "precision", "Confusion matrix", "support", accuracy, "threat"] {
        assert!(text.contains(part) && markdown.contains(part), "{part}: {text}{markdown}");
    }
    assert!(!text.contains('|') && markdown.contains("| threat"));
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn thresholds_decide_the_exit_code() {
    let folder = Folder::new();
    folder.write("test.csv", harder());
    for (flags, code) in [
        ("--fail-under accuracy=0.85", 0),
        ("--fail-under accuracy=0.95", 1),
        ("--fail-under macro_f1=0.5 --fail-under f1:demand=0.5", 0),
        ("--fail-under macro_f1=0.5 --fail-under recall:threat=0.9", 1),
        ("--fail-over log_loss=5", 0),
        ("--fail-over log_loss=0.01", 1),
        ("--fail-over accuracy=0.85", 1),
    ] {
        let run = folder.run(&format!("evaluate --model MODEL --format json test.csv {flags}"));
        let run = run.exits(code);
        assert_eq!(run.json()["n"], 36, "{flags}");
        assert_eq!(run.err.is_empty(), code == 0, "{flags}");
    }
    let run = folder.run("evaluate --model MODEL test.csv --fail-under accuracy=0.95").exits(1);
    run.says(["accuracy is 0.8889, below 0.95"]);
    let run = folder.run("evaluate --model MODEL test.csv --fail-over accuracy=0.5").exits(1);
    run.says(["accuracy is 0.8889, above 0.5"]);
    // Equal is not missed.
    let json = folder.run("evaluate --model MODEL --format json test.csv").json();
    let exact = json["macro_f1"].to_string();
    let flags = format!("--fail-under macro_f1={exact} --fail-over macro_f1={exact}");
    folder.run(&format!("evaluate --model MODEL test.csv {flags}")).exits(0);
}

#[test]
fn rows_of_unknown_labels_are_counted_listed_and_left_out() {
    let folder = Folder::new();
    folder
        .write("test.csv", format!("{}Hello.,greeting,port\nBye.,greeting,port\n", labelled(',')));
    let run = folder.run("evaluate --model MODEL --format json test.csv").exits(2);
    assert_eq!((&run.json()["n"], &run.json()["unknown_label"]), (&36.into(), &2.into()));
    let run = run.says([
        "2 rows left out: the model has no such label (its labels: demand, denial, threat)",
        "test.csv:38: label \"greeting\"",
        "test.csv:39: label \"greeting\"",
    ]);
    assert!(!run.out.contains("greeting"));
    // A missed threshold as well is still a failed input.
    let flags = "--fail-under accuracy=1.1";
    folder.run(&format!("evaluate --model MODEL test.csv {flags}")).exits(2).says(["below 1.1"]);
    let text = folder.run("evaluate --model MODEL test.csv").exits(2).out;
    assert!(text.contains("2 rows with a label that the model lacks"), "{text}");
    folder.write("none.csv", "text,label\nHello.,greeting\n");
    folder.run("evaluate --model MODEL none.csv").fails(["rows to evaluate", "greeting"]);
}
