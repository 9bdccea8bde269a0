//! `explain`.

use serde_json::Value;

use super::fields;
use crate::support::{Folder, labelled};

const TEXT: &str = "The company denied that its “tugs” had blocked the harbour.";

fn json(folder: &Folder, arguments: &str, more: &[&str]) -> Value {
    folder
        .run_all(&format!("explain --model MODEL --format json {arguments}"), more)
        .exits(0)
        .json()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

#[test]
fn the_ledger_is_complete() {
    let json = json(&Folder::new(), "", &[TEXT]);
    let names = [
        "confidence",
        "flip",
        "label",
        "labels",
        "log_odds",
        "most_words",
        "operating_point",
        "place",
        "schema",
        "terms",
        "text",
        "truth",
        "words",
    ];
    assert_eq!(fields(&json), names);
    assert_eq!(json["schema"], "explanation.v1");
    assert_eq!((&json["text"], &json["label"]), (&TEXT.into(), &"denial".into()));
    assert!(json["place"].is_null() && json["truth"].is_null());
    let labels = json["labels"].as_array().unwrap();
    let of_labels: Vec<&str> = labels.iter().map(|l| l["label"].as_str().unwrap()).collect();
    assert_eq!(of_labels, ["demand", "denial", "threat"]);
    assert_eq!(fields(&labels[0]), ["intercept", "label", "offset", "probability", "score"]);
    let terms = json["terms"].as_array().unwrap();
    let term_fields =
        ["block", "contribution", "extractor", "shown", "spans", "term", "value", "weights"];
    assert_eq!(fields(&terms[0]), term_fields);
    for (class, label) in labels.iter().enumerate() {
        let sum: f64 =
            terms.iter().map(|t| number(&t["value"]) * number(&t["weights"][class])).sum();
        let sum = sum + number(&label["intercept"]) + number(&label["offset"]);
        assert!((sum - number(&label["score"])).abs() < 1e-6, "{label}");
    }
    let odds = &json["log_odds"];
    assert_eq!(fields(odds), ["against", "intercept", "label", "offset", "value"]);
    let sum: f64 = terms.iter().map(|term| number(&term["contribution"])).sum();
    let sum = sum + number(&odds["intercept"]) + number(&odds["offset"]);
    assert!((sum - number(&odds["value"])).abs() < 1e-6);
    let class = |name: &Value| of_labels.iter().position(|label| name == label).unwrap();
    let p = |name: &Value| number(&labels[class(name)]["probability"]);
    let log_odds = (p(&odds["label"]) / p(&odds["against"])).ln();
    assert!((log_odds - number(&odds["value"])).abs() < 1e-6);
    assert_eq!(odds["label"], "denial");
    for term in terms {
        for span in term["spans"].as_array().unwrap() {
            let [start, end] = ["start", "end"].map(|e| span[e].as_u64().unwrap() as usize);
            assert!(TEXT.get(start..end).is_some_and(|part| !part.is_empty()), "{term}");
        }
    }
    let words = json["words"].as_array().unwrap();
    let of_words: Vec<&str> = words.iter().map(|word| word["text"].as_str().unwrap()).collect();
    assert_eq!(of_words, TEXT.split(' ').collect::<Vec<_>>());
    assert_eq!(fields(&words[0]), ["contribution", "end", "start", "text"]);
    let flip = &json["flip"];
    assert_eq!(fields(flip), ["confidence", "label", "removed", "text"]);
    assert_eq!(fields(&flip["removed"][0]), ["end", "start", "text"]);
    // What is said to have another label is given it.
    let left = flip["text"].as_str().unwrap();
    let again = self::json(&Folder::new(), "", &[left]);
    assert_eq!((&again["label"], &again["confidence"]), (&flip["label"], &flip["confidence"]));
    assert_ne!(flip["label"], "denial");
}

#[test]
fn the_text_is_whole_whatever_is_left_out() {
    let folder = Folder::new();
    for top in [0, 4, 15, 100_000] {
        let top = format!("explain --model MODEL --top {top}");
        let out = folder.run_all(&top, &[TEXT]).exits(0).out;
        let start = out.find("Why denial rather than").unwrap();
        let number = |line: &str| line.split_whitespace().next()?.parse::<f64>().ok();
        let rows: Vec<f64> = out[start..]
            .lines()
            .map_while(|line| match line.trim() {
                "-------" => None,
                line => Some(number(line)),
            })
            .flatten()
            .collect();
        let total = out[start..].lines().find(|line| line.contains("log-odds,")).unwrap();
        let sum: f64 = rows.iter().sum();
        // Each row is rounded to three places.
        let rounding = 0.0005 * (rows.len() + 1) as f64;
        assert!((sum - number(total).unwrap()).abs() <= rounding, "{sum} {total} {out}");
    }
    let out = folder.run_all("explain --model MODEL --top 3", &[TEXT]).exits(0).out;
    for part in [
        "denial 9",
        "(",
        "[+denied]",
        "By word: denied +",
        "“denied",
        "others together",
        "log-odds,",
        "to 1 for denial",
        "Without \"",
        "another set may be smaller",
    ] {
        assert!(out.contains(part), "no {part:?} in {out}");
    }
    assert!(!out.contains('\u{1b}'));
}

#[test]
fn rows_of_tables_are_explained() {
    let folder = Folder::with_data();
    let json = self::json(&folder, "--row train.csv:3 --label threat", &[]);
    assert_eq!((&json["place"], &json["truth"]), (&"train.csv:3".into(), &"denial".into()));
    assert_eq!(json["text"], "The company denied that its tugs had blocked the harbour.");
    let odds = &json["log_odds"];
    assert_eq!((&odds["label"], &odds["against"]), (&"threat".into(), &"denial".into()));
    assert!(number(&odds["value"]) < 0.0);
    let out = folder.run("explain --model MODEL --row train.csv:3 --label threat").exits(0).out;
    for part in ["train.csv:3\n", "In the table: denial\n", "Why not threat"] {
        assert!(out.contains(part), "no {part:?} in {out}");
    }
    // Without a column of labels there is no truth.
    folder.write("new.tsv", "id\ttext\n7\tWe denied\n");
    assert!(self::json(&folder, "--row new.tsv:2", &[])["truth"].is_null());
    let odd = folder.run("explain --model MODEL --row new.tsv:2 --label-column stance");
    odd.fails(["new.tsv:1", "\"stance\"", "id, text"]);
    // A row is found by the line that it begins at.
    folder.write("long.csv", "text,label\n\"a\nb, denied\",denial\nWe denied,denial\n");
    assert_eq!(self::json(&folder, "--row long.csv:4", &[])["text"], "We denied");
    folder
        .run("explain --model MODEL --row long.csv:3")
        .fails(["long.csv: no row begins at line 3", "2 rows begin at lines 2 to 4"]);
}

#[test]
fn the_nearest_training_statements_are_shown() {
    let folder = Folder::with_data();
    folder.write("more.csv", "text,label\nThe company denied it.,denial\n,x\nbad\n");
    let run = folder.run("explain --model MODEL -f json --row train.csv:3 --train-data train.csv --train-data more.csv");
    let run = run.exits(0).says(["1 row left out", "more.csv:4"]);
    let json = run.json();
    let nearest = json["nearest"].as_array().unwrap();
    assert_eq!(
        (nearest.len(), fields(&nearest[0])),
        (5, vec!["label", "place", "similarity", "text"])
    );
    assert_eq!(
        (&nearest[0]["similarity"], &nearest[0]["place"]),
        (&1.0.into(), &"train.csv:3".into())
    );
    assert_eq!(
        (&nearest[1]["place"], &nearest[1]["label"]),
        (&"more.csv:2".into(), &"denial".into())
    );
    let similar: Vec<f64> = nearest.iter().map(|near| number(&near["similarity"])).collect();
    assert!(similar.is_sorted_by(|a, b| a >= b) && similar[1] < 1.0 && similar[4] > 0.0);
    let out =
        folder.run("explain --model MODEL --row train.csv:3 --train-data train.csv").exits(0).out;
    assert!(out.contains("  1.00  denial") && out.contains("train.csv:3\n"), "{out}");
    let run = folder.run_all("explain --model MODEL --train-data train.csv", &["ж"]).exits(0);
    assert!(run.out.contains("No training statement shares a term with it."), "{}", run.out);
    folder
        .run("explain --model MODEL --row train.csv:3 --train-data no.csv")
        .fails(["no.csv", "cannot read"]);
    folder.write("unlabelled.csv", "text\nWe denied\n");
    folder
        .run("explain --model MODEL --row train.csv:3 --train-data unlabelled.csv")
        .fails(["unlabelled.csv:1", "\"label\""]);
}

#[test]
fn what_cannot_be_explained_is_told() {
    let folder = Folder::with_data();
    folder.write("empty.csv", "text,label\n \"\",denial\n");
    folder.write("none.csv", "text,label\n");
    for (arguments, more, parts) in [
        ("", vec![""], ["text: is empty", "expected a text"]),
        ("", vec![" \n"], ["text: is empty", "expected a text"]),
        ("", vec![], ["TEXT", "--row"]),
        ("--row train.csv:3", vec!["We denied"], ["cannot be used with", "--row"]),
        ("--row train.csv", vec![], ["FILE:LINE", "test.csv:17"]),
        ("--row train.csv:1", vec![], ["FILE:LINE", "header"]),
        ("--row train.csv:x", vec![], ["FILE:LINE", "test.csv:17"]),
        (
            "--row train.csv:38",
            vec![],
            ["no row begins at line 38", "36 rows begin at lines 2 to 37"],
        ),
        ("--row none.csv:2", vec![], ["no row begins at line 2", "there is none"]),
        ("--row no.csv:2", vec![], ["no.csv", "cannot read"]),
        ("--row train.csv:2 --text-column body", vec![], ["train.csv:1", "\"body\""]),
        ("--row train.csv:2 --label none", vec![], ["--label", "demand, denial, threat"]),
        (
            "--row train.csv:2 --threshold none=0.5",
            vec![],
            ["--threshold", "demand, denial, threat"],
        ),
        ("--row train.csv:2 --top -1", vec![], ["--top", "-1"]),
    ] {
        let run = folder.run_all(&format!("explain --model MODEL {arguments}"), &more);
        run.fails(parts);
    }
    folder.run_with("explain --model MODEL -", "").fails(["<stdin>: is empty", "a text"]);
    folder
        .run_with("explain --model MODEL -", b"a\nb\xff".to_vec())
        .fails(["<stdin>:2", "not UTF-8"]);
    let run =
        folder.run_with("explain --model MODEL -f json -", "We denied. They left.\n").exits(0);
    assert_eq!(run.json()["text"], "We denied. They left.");
    run.says(["one statement; predict would label 2"]);
}

#[test]
fn a_threshold_and_a_prior_are_said() {
    let folder = Folder::new();
    folder.write("prior.toml", "demand = 0.1\ndenial = 0.1\nthreat = 0.8\n");
    let json = self::json(&folder, "--prior prior.toml", &[TEXT]);
    assert_eq!(json["operating_point"], "prior.toml");
    let offsets: Vec<f64> =
        json["labels"].as_array().unwrap().iter().map(|l| number(&l["offset"])).collect();
    assert!((offsets[2] - (0.8_f64 * 3.0).ln()).abs() < 1e-9, "{offsets:?}");
    let out = folder.run_all("explain --model MODEL --prior prior.toml", &[TEXT]).exits(0).out;
    assert!(out.contains("operating point: prior.toml"), "{out}");
    let run = folder.run_all("explain --model MODEL --threshold threat=0", &[TEXT]).exits(0);
    for part in ["Why threat rather than denial", "(a threshold decides)"] {
        assert!(run.out.contains(part), "no {part:?} in {}", run.out);
    }
}

#[test]
fn threads_do_not_matter() {
    let folder = Folder::with_data();
    for format in ["json", "text"] {
        let run = |threads: usize| {
            let arguments = "--row train.csv:5 --train-data train.csv --model MODEL";
            folder.run(&format!("explain {arguments} -f {format} --threads {threads}")).exits(0).out
        };
        assert!(run(1) == run(3));
    }
}

#[test]
fn models_by_value_explain_the_rows_of_their_value() {
    let folder = Folder::new();
    let rows = labelled(',');
    folder.write("train.csv", &rows);
    folder.run("train train.csv -o by --model-per label_of --folds 0").exits(2);
    let half = |line: &str, at: usize| {
        format!("{line},{}\n", if at.is_multiple_of(2) { "x" } else { "y" })
    };
    let table: String = rows
        .lines()
        .enumerate()
        .map(|(at, line)| match at {
            0 => format!("{line},half\n"),
            at => half(line, at),
        })
        .collect();
    folder.write("halves.csv", table);
    folder.run("train halves.csv -o by --model-per half --folds 0").exits(0);
    let run =
        folder.run("explain -m by -f json --row halves.csv:4 --train-data halves.csv").exits(0);
    let json = run.json();
    assert_eq!(json["truth"], "threat");
    // Only the rows of the same value: every second line.
    for near in json["nearest"].as_array().unwrap() {
        let line: usize =
            near["place"].as_str().unwrap().rsplit_once(':').unwrap().1.parse().unwrap();
        assert_eq!(line % 2, 0, "{near}");
    }
    // The terms of a mistake are those of the model that made it.
    let swapped = String::from_utf8(folder.read("halves.csv")).unwrap();
    let swapped = swapped.replace(",x\n", ",z\n").replace(",y\n", ",x\n").replace(",z\n", ",y\n");
    folder.write("swapped.csv", swapped);
    let wrong = folder.run("evaluate -m by -f json swapped.csv --errors 1").exits(0).json();
    let mistake = &wrong["mistakes"]["surest"][0];
    let [place, truth] = ["place", "truth"].map(|name| mistake[name].as_str().unwrap());
    let why = folder.run(&format!("explain -m by -f json --row {place} --label {truth}"));
    let why = why.exits(0).json();
    assert_eq!(why["label"], mistake["predicted"]);
    let against = |term: &Value| -number(&term["contribution"]);
    let terms = why["terms"].as_array().unwrap();
    let strongest = terms.iter().map(against).fold(0.0, f64::max);
    let first = &mistake["terms"][0];
    let same = terms.iter().find(|term| term["shown"] == first["term"]).unwrap();
    // Several may be the strongest.
    for part in [against(same), number(&first["contribution"])] {
        assert!((part - strongest).abs() < 1e-9, "{mistake}");
    }
    folder.run_all("explain -m by", &["We denied"]).fails(["--model", "\"half\""]);
    folder.write("other.csv", "text,half\nWe denied,z\n");
    folder.run("explain -m by --row other.csv:2").fails(["other.csv:2", "\"z\"", "x, y"]);
}
