//! The model card that `train` writes.

use serde_json::Value;

use super::evaluate::harder;
use crate::support::{Folder, labelled, ungrouped};

fn card(folder: &Folder, name: &str) -> String {
    String::from_utf8(folder.read(name)).unwrap()
}

/// The part of a card from a heading to the next of its kind or above.
#[track_caller]
fn part<'a>(card: &'a str, heading: &str) -> &'a str {
    let (_, rest) = card.split_once(&format!("{heading}\n")).unwrap_or_else(|| panic!("{card}"));
    let level = heading.split(' ').next().unwrap();
    let next = rest.find(&format!("\n{level} ")).or(rest.find("\n## "));
    &rest[..next.unwrap_or(rest.len())]
}

/// Asserts that the tables hold the figures of an evaluation.
#[track_caller]
fn has_figures(part: &str, json: &Value) {
    let number = |value: &Value| format!("{:.4}", value.as_f64().unwrap());
    for (name, shown) in [
        ("accuracy", "accuracy"),
        ("balanced_accuracy", "balanced accuracy"),
        ("macro_f1", "macro F1"),
        ("mcc", "MCC"),
        ("log_loss", "log loss"),
        ("brier", "Brier score"),
        ("ece", "calibration error"),
    ] {
        let [value, low, high] =
            ["value", "low", "high"].map(|end| number(&json["metrics"][name][end]));
        let line = format!("| {shown} | {value} | {low} to {high} |");
        assert!(part.contains(&line), "no {line} in {part}");
    }
    for label in json["labels"].as_array().unwrap() {
        let name = label["label"].as_str().unwrap();
        let cells: Vec<String> = ["precision", "recall", "f1"]
            .iter()
            .map(|metric| {
                let figure = &json["metrics"][format!("{metric}:{name}")];
                let [value, low, high] = ["value", "low", "high"].map(|end| number(&figure[end]));
                format!("{value} ({low} to {high})")
            })
            .collect();
        let line = format!("| {name} | {} | {} |", cells.join(" | "), label["support"]);
        assert!(part.contains(&line), "no {line} in {part}");
    }
}

#[test]
fn it_holds_what_is_known_of_the_model() {
    let folder = Folder::with_data();
    folder.write("test.csv", harder());
    let run =
        folder.run("train train.csv --output new.safetensors --seed 3 --test test.csv").exits(0);
    assert!(run.out.contains("card             new.card.md\n"), "{}", run.out);
    assert_eq!(folder.names(), ["new.card.md", "new.safetensors", "test.csv", "train.csv"]);
    let card = card(&folder, "new.card.md");
    for heading in
        ["Details", "Intended use", "Training data", "How good it is", "Limits", "To make it again"]
    {
        assert!(card.contains(&format!("\n## {heading}\n")), "{heading}");
    }
    assert!(card.starts_with("<!-- stancekit model card v1"));
    assert!(card.contains("# Model card: new.safetensors"));
    assert!(card.contains("one of **demand**, **denial**, **threat**"));
    let record = folder.run("inspect new.safetensors --format json").json()["training"].clone();
    let data = part(&card, "## Training data");
    for text in [
        "| demand | 12 |",
        "| (all) | 36 |",
        "6 groups (column `topic`)",
        record["data_blake3"].as_str().unwrap(),
    ] {
        assert!(data.contains(text), "no {text} in {data}");
    }
    let limits = part(&card, "## Limits");
    for text in
        ["6 groups are few", "demand (12), denial (12), threat (12)", "The weakest label is"]
    {
        assert!(limits.contains(text), "no {text} in {limits}");
    }
    let again = part(&card, "## To make it again");
    assert!(
        again.contains(
            "stancekit train train.csv --output new.safetensors --seed 3 --test test.csv\n"
        ),
        "{again}"
    );
    assert!(again.contains("seed 3") && again.contains(env!("CARGO_PKG_VERSION")));
    assert!(!card.contains(folder.path("").to_str().unwrap()));
}

#[test]
fn its_figures_are_those_of_evaluate() {
    let folder = Folder::with_data();
    folder.write("test.csv", format!("{}\nGo.,greeting,port\n", harder()));
    folder.run("train train.csv --output m --test test.csv").exits(0).says(["1 row left out"]);
    let run = folder.run("evaluate --model m test.csv --format json").exits(2);
    let card = card(&folder, "m.card.md");
    let tested = part(&card, "### On rows of their own");
    has_figures(tested, &run.json());
    assert!(tested.contains("36 rows, blake3 `"));
    assert!(tested.contains("Left out: 1 rows with a label that the model lacks."));
    // Held out in training: what train says itself, where nothing was tuned.
    let held_out = part(&card, "### Held out in training");
    let cv = &folder.run("inspect m --format json").json()["training"]["cross_validation"];
    for name in ["accuracy", "macro_f1"] {
        let line =
            format!("| {} | {:.4} |", name.replace("_f1", " F1"), cv[name].as_f64().unwrap());
        assert!(held_out.contains(&line), "no {line} in {held_out}");
    }
    assert!(held_out.contains("36 rows in 5 folds, groups whole"), "{held_out}");
    assert!(held_out.contains("of 6 groups"), "{held_out}");
}

#[test]
fn figures_are_those_of_the_default_operating_point() {
    let folder = Folder::with_data();
    folder.write("test.csv", harder());
    let table = labelled(',');
    let tune: Vec<&str> = table.lines().filter(|l| !l.contains(",demand,")).collect();
    folder.write("tune.csv", tune.join("\n"));
    let flags = "--tune tune.csv --background threat --max-false-alarms 0";
    folder.run(&format!("train train.csv --output m --test test.csv {flags}")).exits(0);
    let card = card(&folder, "m.card.md");
    assert!(part(&card, "## Details").contains("chosen on 24 rows (blake3 `"), "{card}");
    let json = folder.run("evaluate --model m test.csv --format json").json();
    has_figures(part(&card, "### On rows of their own"), &json);
    assert!(card.contains("| false alarms per 100 threat |"));
}

#[test]
fn labels_and_columns_may_be_any_names() {
    let folder = Folder::new();
    let nasty = "<script>alert(1)</script>|x";
    folder.write("a.csv", ungrouped().replace(",threat\n", &format!(",\"{nasty}\"\n")));
    folder.run("train a.csv --output m").exits(0);
    let card = card(&folder, "m.card.md");
    assert!(!card.contains("<script>"), "{card}");
    assert!(card.contains("| &lt;script&gt;alert\\(1\\)&lt;/script&gt;\\|x | 12 |"), "{card}");
    let limits = part(&card, "## Limits");
    assert!(limits.contains("The rows have no groups"), "{limits}");
    assert!(part(&card, "### Held out in training").contains("by label, without groups"));
}

#[test]
fn each_value_of_a_column_has_its_line() {
    let folder = Folder::new();
    let table = labelled(',').replacen("topic", "place", 1);
    let rows = table.lines().enumerate().map(|(at, line)| match at {
        0 => format!("{line},side"),
        _ => format!("{line},{}", if at % 2 == 0 { "left" } else { "right" }),
    });
    folder.write("a.csv", rows.collect::<Vec<_>>().join("\n"));
    folder.run("train a.csv --output m --model-per side --test a.csv --folds 3").exits(0);
    let card = card(&folder, "m.card.md");
    assert!(part(&card, "## Details").contains("2, one for each value of side"));
    let data = part(&card, "## Training data");
    for line in ["| side | rows | demand | denial | threat |", "| left | 18 | 6 | 6 | 6 |"] {
        assert!(data.contains(line), "no {line} in {data}");
    }
    let held_out = part(&card, "### Held out in training");
    assert!(held_out.contains("36 rows in 3 folds"), "{held_out}");
    for value in ["| left | 18 | 0.", "| right | 18 | 0."] {
        assert!(held_out.contains(value), "no {value} in {held_out}");
    }
    let json = folder.run("evaluate --model m a.csv --format json").exits(0).json();
    has_figures(part(&card, "### On rows of their own"), &json);
}

#[test]
fn none_is_written_on_request_or_into_a_device() {
    let folder = Folder::with_data();
    folder.run("train train.csv --output m --no-card").exits(0);
    assert_eq!(folder.names(), ["m", "train.csv"]);
    folder
        .run("train train.csv --output n --no-card --test train.csv")
        .exits(2)
        .says(["--no-card"]);
    #[cfg(target_os = "linux")]
    folder.run("train train.csv --output /dev/null").exits(0);
    assert_eq!(folder.names(), ["m", "train.csv"]);
}

#[test]
fn a_file_that_is_no_card_stays() {
    let folder = Folder::with_data();
    folder.write("m.card.md", "# My notes\n");
    let run = folder.run("train train.csv --output m");
    run.fails(["m.card.md: found a file that is no model card", "--no-card"]);
    assert_eq!(folder.read("m.card.md"), b"# My notes\n");
    assert_eq!(folder.names(), ["m.card.md", "train.csv"]);
    folder.run("train train.csv --output m --no-card").exits(0);
    // A card is written anew.
    folder.run("train train.csv --output n --folds 0").exits(0);
    assert!(card(&folder, "n.card.md").contains("Not cross-validated"));
    folder.run("train train.csv --output n").exits(0);
    assert!(!card(&folder, "n.card.md").contains("Not cross-validated"));
}

#[test]
fn rows_to_test_on_are_looked_at_before_the_work() {
    let folder = Folder::with_data();
    folder.write("strange.csv", "text,label\nHello.,greeting\n");
    folder.write("bad.csv", "text,label\nHello.,\n");
    let train = "train train.csv --output m";
    folder.run(&format!("{train} --test no.csv")).fails(["no.csv: cannot read"]);
    folder.run(&format!("{train} --test bad.csv")).fails(["bad.csv:2:2"]);
    let run = folder.run(&format!("{train} --test strange.csv"));
    run.fails(["--test", "no row with a label of the training rows", "demand, denial, threat"]);
    let run = folder.run("train train.csv --output bad.csv --test bad.csv");
    run.fails(["a path that is no input"]);
    assert_eq!(folder.names(), ["bad.csv", "strange.csv", "train.csv"]);
}

#[test]
fn the_same_training_gives_the_same_card_and_the_model_does_not_depend_on_it() {
    let folder = Folder::with_data();
    folder.write("a/train.csv", labelled(','));
    folder.run("train train.csv --output m --threads 1").exits(0);
    let first = card(&folder, "m.card.md");
    let path = folder.path("a/train.csv");
    let output = folder.path("a/m");
    let absolute = [path.to_str().unwrap(), "--output", output.to_str().unwrap()];
    folder.run_all("train --threads 3", &absolute).exits(0);
    assert_eq!(card(&folder, "a/m.card.md"), first);
    folder.run("train train.csv --output n --no-card").exits(0);
    assert_eq!(folder.read("n"), folder.read("m"));
}
