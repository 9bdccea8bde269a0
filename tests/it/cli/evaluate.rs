//! `evaluate`.

use super::fields;
use crate::support::{Folder, labelled};

/// The data with two labels swapped in four rows, so that scores are below 1.
pub(super) fn harder() -> String {
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
fn any_label_stays_in_its_cell() {
    let folder = Folder::new();
    let rows: String =
        (0..12).map(|n| format!("go away {n},a|\x1b[1mb\nstay here {n},c\n")).collect();
    folder.write("rows.csv", format!("text,label\n{rows}"));
    folder.run("train rows.csv --output m --folds 0").exits(0);
    let run =
        folder.run("evaluate --model m rows.csv --by label --draws 0 --format markdown").exits(0);
    assert!(run.out.contains("| a\\|") && !run.out.contains('\x1b'), "{}", run.out);
    let mut cells = 0;
    for line in run.out.lines() {
        let inner = line.replace("\\|", "");
        match inner.starts_with('|') {
            true if cells > 0 => assert_eq!(inner.matches('|').count(), cells, "{line}"),
            true => cells = inner.matches('|').count(),
            false => cells = 0,
        }
    }
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

#[test]
fn every_figure_has_an_interval() {
    let folder = Folder::new();
    folder.write("test.csv", harder());
    let json = folder.run("evaluate --model MODEL --format json test.csv").exits(0).json();
    assert_eq!(json["schema"], "evaluation.v1");
    let metrics = json["metrics"].as_object().unwrap();
    for name in [
        "accuracy",
        "macro_f1",
        "balanced_accuracy",
        "mcc",
        "kappa",
        "log_loss",
        "brier",
        "ece",
        "macro_precision",
        "weighted_recall",
        "f1:threat",
        "average_precision:denial",
    ] {
        let figure = &metrics[name];
        assert_eq!(fields(figure), ["high", "low", "value"], "{name}");
        let of = |end: &str| figure[end].as_f64().unwrap();
        assert!(of("low") <= of("value") && of("value") <= of("high"), "{name}: {figure}");
    }
    // What programs read from the start is the same number.
    for name in ["accuracy", "macro_f1", "weighted_f1", "log_loss"] {
        assert_eq!(metrics[name]["value"].to_string(), json[name].to_string(), "{name}");
    }
    for label in json["labels"].as_array().unwrap() {
        for name in ["precision", "recall", "f1"] {
            let full = format!("{name}:{}", label["label"].as_str().unwrap());
            assert_eq!(metrics[&full]["value"], label[name], "{full}");
        }
    }
    // The model has no label "other", so nothing can be a false alarm.
    assert!(!metrics.contains_key("false_alarms_per_100") && json["background"].is_null());
    let intervals = &json["intervals"];
    assert_eq!((&intervals["groups"], &intervals["draws"]), (&6.into(), &1000.into()));
    assert_eq!(intervals["columns"], serde_json::json!(["topic"]));
    let shares: Vec<Vec<f64>> = serde_json::from_value(json["confusion_shares"].clone()).unwrap();
    assert!(shares.iter().all(|row| (row.iter().sum::<f64>() - 1.0).abs() < 1e-12));
    assert_eq!((shares[2][1], shares[2][2]), (0.25, 0.75));
    let majority = &json["baselines"]["majority"];
    assert_eq!(majority["label"], "threat");
    assert!((majority["accuracy"].as_f64().unwrap() - 16.0 / 36.0).abs() < 1e-12);
    let text = folder.run("evaluate --model MODEL test.csv").exits(0).out;
    assert!(text.contains("of 6 groups (topic)") && text.contains("run narrow"), "{text}");
    assert!(text.contains("always threat"), "{text}");
}

#[test]
fn curves_fit_the_figures() {
    let folder = Folder::new();
    folder.write("test.csv", harder());
    let json = folder.run("evaluate --model MODEL --format json test.csv").exits(0).json();
    let bins = json["reliability"].as_array().unwrap();
    assert_eq!(bins.len(), 10);
    let number = |object: &serde_json::Value, name: &str| object[name].as_f64().unwrap();
    for (place, bin) in bins.iter().enumerate() {
        assert_eq!(fields(bin), ["confidence", "least", "most", "n", "right"]);
        assert!((number(bin, "n") - 3.6).abs() < 1e-12);
        assert!(number(bin, "least") <= number(bin, "confidence"));
        assert!(number(bin, "confidence") <= number(bin, "most"));
        assert!(place == 0 || number(&bins[place - 1], "most") <= number(bin, "least"));
    }
    // All labels are the likeliest here, so the bins are right as often as all.
    let right: f64 = bins.iter().map(|bin| number(&bin["right"], "value")).sum();
    assert!((right / 10.0 - number(&json, "accuracy")).abs() < 1e-12);
    let curve = &json["risk_coverage"];
    assert_eq!(fields(curve), ["area", "area_high", "area_low", "points"]);
    let points = curve["points"].as_array().unwrap();
    assert_eq!(fields(&points[0]), ["coverage", "error", "high", "low", "threshold"]);
    let rises = |name: &str, sign: f64| {
        points.windows(2).all(|two| (number(&two[1], name) - number(&two[0], name)) * sign > 0.0)
    };
    assert!(points.len() == 36 && rises("coverage", 1.0) && rises("threshold", -1.0));
    let last = points.last().unwrap();
    assert_eq!(number(last, "coverage"), 1.0);
    assert!((number(last, "error") - (1.0 - number(&json, "accuracy"))).abs() < 1e-12);
    let area: f64 = points.iter().map(|point| number(point, "error")).sum::<f64>() / 36.0;
    assert!((number(curve, "area") - area).abs() < 1e-12);
    // Labels given by thresholds are ranked by their own probability.
    let flags = "--threshold threat=0.01 --format json";
    let moved = folder.run(&format!("evaluate --model MODEL test.csv {flags}")).exits(0).json();
    let moved_last = moved["risk_coverage"]["points"].as_array().unwrap().last().unwrap().clone();
    let moved_accuracy = number(&moved, "accuracy");
    assert!(moved_accuracy < number(&json, "accuracy"));
    assert!((number(&moved_last, "error") - (1.0 - moved_accuracy)).abs() < 1e-12);
    assert!(number(&moved_last, "threshold") < number(last, "threshold"));
    assert_eq!(moved["reliability"], json["reliability"]);
    let text = folder.run("evaluate --model MODEL test.csv").exits(0).out;
    for part in ["Reliability, by tenths", "Error where only the surest are labelled", "threshold"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn groups_are_those_of_the_column_that_is_there() {
    let folder = Folder::new();
    let groups = |table: String, flags: &str| {
        folder.write("test.csv", table);
        let run = folder.run(&format!("evaluate --model MODEL --format json test.csv {flags}"));
        let intervals = run.exits(0).json()["intervals"].clone();
        (intervals["groups"].as_u64().unwrap(), intervals["columns"].clone())
    };
    let named = |name: &str| labelled(',').replacen("topic", name, 1);
    let column = |name: &str| serde_json::json!([name]);
    assert_eq!(groups(named("article"), ""), (6, column("article")));
    assert_eq!(groups(named("group"), ""), (6, column("group")));
    assert_eq!(groups(named("mine"), ""), (36, serde_json::json!([])));
    assert_eq!(groups(named("mine"), "--group-column mine"), (6, column("mine")));
    assert_eq!(groups(named("topic"), "--group-column label"), (3, column("label")));
    folder.run("evaluate --model MODEL test.csv --group-column nowhere").fails(["nowhere"]);
}

#[test]
fn draws_and_seed_are_flags_and_threads_change_nothing() {
    let folder = Folder::new();
    folder.write("test.csv", harder());
    let of = |flags: &str| {
        folder.run(&format!("evaluate --model MODEL --format json test.csv {flags}")).exits(0).out
    };
    let first = of("--draws 300 --seed 4 --by topic --threads 1");
    assert!(first == of("--draws 300 --seed 4 --by topic --threads 5"));
    assert!(first != of("--draws 300 --seed 5 --by topic"));
    let json: serde_json::Value = serde_json::from_str(&of("--draws 0")).unwrap();
    let accuracy = &json["metrics"]["accuracy"];
    assert!(accuracy["value"].is_f64() && accuracy["low"].is_null() && accuracy["high"].is_null());
    let text = folder.run("evaluate --model MODEL test.csv --draws 0").exits(0).out;
    assert!(text.contains("No intervals"), "{text}");
    folder.run("evaluate --model MODEL test.csv --draws -1").fails(["--draws"]);
    folder.run("evaluate --articles x --draws 5").fails(["--draws"]);
}

#[test]
fn slices_come_worst_first() {
    let folder = Folder::new();
    let table = harder().replacen("topic", "topic,length", 1);
    let mut long = false;
    let lines = table.lines().enumerate().map(|(at, line)| {
        long = !long;
        if at == 0 { line.to_owned() } else { format!("{line},{}", if long { "long" } else { "" }) }
    });
    folder.write("test.csv", lines.collect::<Vec<_>>().join("\n"));
    let flags = "--by topic --by length";
    let run = folder.run(&format!("evaluate --model MODEL --format json test.csv {flags}"));
    let json = run.exits(0).json();
    let slices = json["slices"].as_array().unwrap();
    let column = |slice: &serde_json::Value| slice["column"].as_str().unwrap().to_owned();
    let columns: Vec<String> = slices.iter().map(column).collect();
    assert_eq!(columns, [vec!["topic"; 6], vec!["length"; 2]].concat());
    let f1 = |at: usize| slices[at]["macro_f1"]["value"].as_f64().unwrap();
    assert!((1..6).all(|at| f1(at - 1) <= f1(at)) && f1(0) < 1.0 && f1(5) == 1.0);
    assert_eq!(slices.iter().map(|s| s["n"].as_u64().unwrap()).sum::<u64>(), 72);
    // A topic is one group and has no spread; half of the rows has.
    assert!(slices[0]["accuracy"]["low"].is_null() && slices[6]["accuracy"]["low"].is_f64());
    assert_eq!(slices[0]["recall"].as_array().unwrap().len(), 3);
    let text = folder.run(&format!("evaluate --model MODEL test.csv {flags}")).exits(0).out;
    assert!(text.contains("By topic, the worst first") && text.contains("(empty)"), "{text}");
    folder.run("evaluate --model MODEL test.csv --by nowhere").fails(["nowhere", "topic, length"]);
}

#[test]
fn mistakes_are_shown_with_their_place() {
    let folder = Folder::new();
    folder.write("test.csv", harder());
    let run = folder.run("evaluate --model MODEL --format json test.csv --errors 3").exits(0);
    let json = run.json();
    let surest = json["mistakes"]["surest"].as_array().unwrap();
    assert_eq!(surest.len(), 3);
    let p = |at: usize| surest[at]["confidence"].as_f64().unwrap();
    assert!(p(0) >= p(1) && p(1) >= p(2) && p(2) > 1.0 / 3.0);
    let lines: Vec<String> = harder().lines().map(str::to_owned).collect();
    for mistake in surest {
        assert_eq!(
            (&mistake["truth"], &mistake["predicted"]),
            (&"threat".into(), &"denial".into())
        );
        let place = mistake["place"].as_str().unwrap();
        let line: usize = place.strip_prefix("test.csv:").unwrap().parse().unwrap();
        assert!(lines[line - 1].contains(mistake["text"].as_str().unwrap()), "{mistake}");
        let terms = mistake["terms"].as_array().unwrap();
        let parts: Vec<f64> = terms.iter().map(|t| t["contribution"].as_f64().unwrap()).collect();
        assert!((1..=5).contains(&parts.len()) && parts.iter().all(|part| *part > 0.0));
        assert!(parts.is_sorted_by(|a, b| a >= b), "{mistake}");
        // The same as explain says.
        let text = mistake["text"].as_str().unwrap();
        let explained = folder.run_all("explain --model MODEL -f json --label threat", &[text]);
        let explained = explained.exits(0).json();
        let strongest = explained["terms"].as_array().unwrap().iter();
        let mut against = strongest.filter(|t| t["contribution"].as_f64().unwrap() < 0.0);
        let first = against.next().unwrap();
        assert_eq!(first["shown"], terms[0]["term"]);
        assert!((first["contribution"].as_f64().unwrap() + parts[0]).abs() < 1e-9);
    }
    let suspects = json["mistakes"]["suspects"].as_array().unwrap();
    assert!((1..=3).contains(&suspects.len()));
    assert_eq!(
        (&suspects[0]["label"], &suspects[0]["suggested"]),
        (&"threat".into(), &"denial".into())
    );
    let pairs = json["mistakes"]["pairs"].as_array().unwrap();
    assert_eq!((pairs.len(), &pairs[0]["count"]), (1, &4.into()));
    assert_eq!(pairs[0]["examples"].as_array().unwrap().len(), 3);
    for format in ["text", "markdown"] {
        let run = folder.run(&format!("evaluate --model MODEL -f {format} test.csv --errors 1"));
        let out = run.exits(0).out;
        assert!(out.contains("- threat labelled denial, 0.") && out.contains("test.csv:"), "{out}");
        assert!(out.contains("- threat labelled denial: 4 rows"), "{out}");
        assert!(out.contains("\n  - by ") && out.contains("Likely wrong in the table"), "{out}");
        assert!(out.contains("- threat, more likely denial (0."), "{out}");
    }
    assert!(!folder.run("evaluate --model MODEL test.csv").out.contains("Surest"));
    let run = folder.run("evaluate --model MODEL test.csv --errors 3 --format csv");
    run.fails(["--errors", "csv"]);
}

#[test]
fn csv_has_a_row_a_figure() {
    let folder = Folder::new();
    folder.write("test.csv", harder());
    let json = folder.run("evaluate --model MODEL --format json test.csv --by topic").json();
    let out = folder.run("evaluate --model MODEL --format csv test.csv --by topic").exits(0).out;
    let mut reader = csv::Reader::from_reader(out.as_bytes());
    let header = reader.headers().unwrap().iter().collect::<Vec<_>>().join(",");
    assert_eq!(header, "part,name,metric,value,low,high,n");
    let rows: Vec<Vec<String>> =
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let row = |start: [&str; 3]| {
        let found = rows.iter().find(|row| row[..3] == start);
        found.unwrap_or_else(|| panic!("no {start:?} in {out}"))
    };
    let f1 = &json["metrics"]["f1:threat"];
    let expected = [&f1["value"], &f1["low"], &f1["high"], &16.into()].map(|v| v.as_f64().unwrap());
    let found: Vec<f64> =
        row(["label", "threat", "f1"])[3..].iter().map(|v| v.parse().unwrap()).collect();
    assert_eq!(found, expected);
    assert_eq!(row(["confusion", "threat", "denial"])[3], "4");
    assert_eq!(row(["all", "", "mcc"])[6], "36");
    row(["baseline", "chance", "macro_f1"]);
    row(["slice", "topic=mine", "accuracy"]);
    let last = json["risk_coverage"]["points"].as_array().unwrap().last().unwrap();
    assert_eq!(row(["risk_coverage", "1", "error"])[3], last["error"].to_string());
    assert_eq!(row(["reliability", "10", "right"])[3].parse::<f64>().unwrap(), 1.0);
}

#[test]
fn what_is_not_defined_is_null_and_reaches_no_threshold() {
    let folder = Folder::new();
    let demands: Vec<String> =
        labelled(',').lines().filter(|l| !l.contains(",threat,")).map(str::to_owned).collect();
    folder.write("test.csv", demands.join("\n"));
    let json = folder.run("evaluate --model MODEL --format json test.csv").exits(0).json();
    let undefined = &json["metrics"]["average_precision:threat"];
    assert!(["value", "low", "high"].iter().all(|end| undefined[*end].is_null()), "{undefined}");
    assert!(json["confusion_shares"][2].as_array().unwrap().iter().all(serde_json::Value::is_null));
    let flags = "--fail-under average_precision:threat=0.1";
    let run = folder.run(&format!("evaluate --model MODEL test.csv {flags}")).exits(1);
    run.says(["average_precision:threat is not defined"]);
    for (flags, code) in [
        ("--fail-under kappa=0.9 --fail-under mcc=0.9 --fail-over ece=0.9", 0),
        ("--fail-over brier=0.000001", 1),
        ("--fail-under average_precision:denial=1.5", 1),
    ] {
        folder.run(&format!("evaluate --model MODEL test.csv {flags}")).exits(code);
    }
    folder.run("evaluate --model MODEL test.csv --fail-under auc=1").fails(["auc", "mcc"]);
}
