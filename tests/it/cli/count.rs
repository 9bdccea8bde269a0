//! `count`.

use std::io::Write;
use std::process::Stdio;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::fields;
use crate::support::{Folder, Run};

/// 400 statements of 40 articles; each fifth is predicted to be a threat.
fn statements() -> Vec<Value> {
    let statement = |i: usize| {
        let threat = i.is_multiple_of(5);
        let (article, p) = (i / 10, if threat { 0.9 } else { 0.1 });
        json!({
            "source": format!("articles/{article:02}.txt"),
            "statement": i % 10,
            "text": format!("Statement number {i} of the {article} articles, word{i} other{i} more{i}"),
            "label": if threat { "threat" } else { "other" },
            "confidence": 0.9,
            "probabilities": {"denial": 0.0, "other": 1.0 - p, "threat": p},
            "outlet": if article.is_multiple_of(2) { "north" } else { "south" },
            "date": format!("2024-01-0{}", article / 10 + 1),
        })
    };
    (0..400).map(statement).collect()
}

fn lines(statements: &[Value]) -> String {
    statements.iter().map(|statement| format!("{statement}\n")).collect()
}

fn table(statements: &[Value]) -> String {
    let mut table = "source,row,statement,start,end,text,label,confidence,probability_denial,\
                     probability_other,probability_threat,outlet,date\n"
        .to_owned();
    for s in statements {
        let p = &s["probabilities"];
        table.push_str(&format!(
            "{},,{},0,9,{},{},0.9,{},{},{},{},{}\n",
            s["source"].as_str().unwrap(),
            s["statement"],
            s["text"],
            s["label"].as_str().unwrap_or_default(),
            p["denial"],
            p["other"],
            p["threat"],
            s["outlet"].as_str().unwrap(),
            s["date"].as_str().unwrap()
        ));
    }
    table
}

/// Each fourth statement by its true label: of the 20 predicted to be threats
/// 10 are, of the 80 others 5.
fn sample() -> String {
    let row = |i: usize| {
        let threat = i.is_multiple_of(40) || i % 80 == 4;
        let label = if threat { "threat" } else { "other" };
        format!("articles/{:02}.txt,{},{label}\n", i / 10, i % 10)
    };
    let rows: String = (0..400).step_by(4).map(row).collect();
    format!("source,statement,label\n{rows}")
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("all.jsonl", lines(&statements()));
    folder.write("sample.csv", sample());
    folder
}

/// The figures of a label.
fn of<'a>(shares: &'a Value, label: &str) -> &'a Value {
    shares["labels"].as_array().unwrap().iter().find(|share| share["label"] == label).unwrap()
}

#[track_caller]
fn close(found: &Value, expected: f64) {
    let found = found.as_f64().unwrap();
    assert!((found - expected).abs() < 1e-9, "{found} {expected}");
}

#[test]
fn shares_are_corrected_by_a_sample() {
    let run = folder().run("count all.jsonl --labelled sample.csv --format json").exits(0);
    let json = run.json();
    assert_eq!(
        fields(&json),
        [
            "corrected",
            "groups",
            "labelled",
            "labelled_groups",
            "labels",
            "left_out",
            "level",
            "parts",
            "schema",
            "statements",
            "unlabelled",
            "warnings"
        ]
    );
    assert_eq!((&json["schema"], &json["level"]), (&"count.v1".into(), &0.95.into()));
    let counts = ["statements", "groups", "labelled", "labelled_groups", "unlabelled", "left_out"]
        .map(|name| json[name].as_u64().unwrap());
    assert_eq!(counts, [400, 40, 100, 40, 0, 0]);
    let threat = of(&json, "threat");
    let names = ["adjusted", "label", "lambda", "naive", "positives", "ppi", "predicted"];
    assert_eq!(fields(threat), names);
    assert_eq!((&threat["predicted"], &threat["positives"]), (&80.into(), &15.into()));
    close(&threat["naive"], 0.2);
    // 0.2 * 10 / 20 + 0.8 * 5 / 80, by both ways.
    close(&threat["ppi"]["value"], 0.15);
    close(&threat["adjusted"]["value"], 0.15);
    // (10 - 100 * 0.15 * 0.2) / (100 * 0.2 * 0.8), probabilities being 0.8 apart.
    close(&threat["lambda"], 0.4375 / 0.8);
    let (low, high) = (&threat["ppi"]["low"], &threat["ppi"]["high"]);
    assert!((0.08..0.11).contains(&low.as_f64().unwrap()), "{threat}");
    assert!((0.19..0.23).contains(&high.as_f64().unwrap()), "{threat}");
    let warnings = json["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].as_str().unwrap().starts_with("denial: 0 labelled positives"));
}

#[test]
fn what_predict_writes_is_read_in_each_form() {
    let folder = folder();
    let jsonl = lines(&statements());
    let expected = folder.run("count all.jsonl -l sample.csv -f json").exits(0).out;
    folder.write("all.csv", table(&statements()));
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(jsonl.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    folder.write("all.jsonl.gz", &gzip);
    folder.write("any-name", &gzip);
    let dropped = json!({"source": "articles/00.txt", "dropped": true, "reason": "byline",
        "start": 0, "end": 4, "text": "By A"});
    folder.write("dropped.jsonl", format!("{dropped}\n{jsonl}"));
    for name in ["all.csv", "all.jsonl.gz", "any-name", "dropped.jsonl"] {
        let out = folder.run(&format!("count {name} -l sample.csv -f json")).exits(0).out;
        assert!(out == expected, "{name}: {out}");
    }
    for input in [jsonl.into_bytes(), gzip, table(&statements()).into_bytes()] {
        let out = folder.run_with("count - -l sample.csv -f json", input).exits(0).out;
        assert!(out == expected, "{out}");
    }
    let other_columns = sample().replacen("source,statement,label", "path,n,truth", 1);
    folder.write("other.csv", other_columns);
    let columns = "--source-column path --statement-column n --label-column truth";
    let run = folder.run(&format!("count all.csv -l other.csv -f json {columns}")).exits(0);
    assert!(run.out == expected);
    let threads = folder.run("count all.jsonl -l sample.csv -f json --threads 3").exits(0).out;
    assert!(threads == expected);
}

#[test]
fn what_predict_writes_of_articles_can_be_counted() {
    let folder = Folder::new();
    for (name, text) in [
        ("a.txt", "We will close every berth, the union warned. The talks lasted two days.\n"),
        ("b.txt", "The guards denied having fired at the lorries.\n"),
    ] {
        folder.write(&format!("articles/{name}"), text);
    }
    for (format, flags) in [("jsonl", ""), ("csv", ""), ("jsonl", "--no-probabilities")] {
        let predict = format!("predict articles --model MODEL --any-language -f {format} {flags}");
        let predictions = folder.run(&predict).exits(0).out;
        let json = folder.run_with("count - -f json", predictions).exits(0).json();
        assert_eq!((&json["statements"], &json["groups"]), (&3.into(), &2.into()));
        let predicted = |share: &Value| share["predicted"].as_u64().unwrap();
        let sum: u64 = json["labels"].as_array().unwrap().iter().map(predicted).sum();
        assert_eq!(sum, 3);
    }
}

#[test]
fn without_a_sample_shares_are_marked_as_not_corrected() {
    let folder = folder();
    let run = folder.run("count all.jsonl").exits(0);
    for part in ["UNCORRECTED", "--labelled", "threat", "0.2000"] {
        assert!(run.out.contains(part), "no {part:?} in {}", run.out);
    }
    let json = folder.run("count all.jsonl -f json").exits(0).json();
    assert_eq!((&json["corrected"], &json["labelled"]), (&false.into(), &0.into()));
    assert_eq!(fields(of(&json, "threat")), ["label", "naive", "positives", "predicted"]);
}

#[test]
fn rows_of_the_sample_that_cannot_be_used_are_said_by_line() {
    let folder = folder();
    let bad = "articles/00.txt,0,other\n\
               articles/00.txt,4,threat\n\
               articles/99.txt,0,other\n\
               articles/00.txt,1,warning\n\
               articles/00.txt,2,\n\
               articles/00.txt,first,other\n\
               articles/00.txt,3\n";
    folder.write("sample.csv", format!("{}{bad}", sample()));
    let run = folder.run("count all.jsonl -l sample.csv -f json").exits(2).says([
        "7 rows of the sample left out",
        "sample.csv:102: labelled before, at sample.csv:2, there as \"threat\", here as \"other\"",
        "sample.csv:103: labelled before, at sample.csv:3: the first",
        "sample.csv:104: no such statement",
        "sample.csv:105: found the label \"warning\", expected one of those predicted: denial, other, threat",
        "sample.csv:106: found no label",
        "sample.csv:107:2: found \"first\" as statement, expected the number",
        "sample.csv:108: found 2 fields",
    ]);
    let json = run.json();
    assert_eq!((&json["labelled"], &json["left_out"]), (&100.into(), &7.into()));
    close(&of(&json, "threat")["ppi"]["value"], 0.15);
    folder.write("sample.csv", "source,statement,label,text\narticles/00.txt,0,other,Something\n");
    folder
        .run("count all.jsonl -l sample.csv")
        .fails(["sample.csv:2: the statement that was predicted has another text", "no row of it"]);
}

#[test]
fn statements_without_a_label_are_a_class_of_their_own() {
    let folder = folder();
    let mut statements = statements();
    for (i, statement) in statements.iter_mut().enumerate() {
        if i % 16 < 4 {
            statement["label"] = Value::Null;
            statement["reason"] = "confidence".into();
        }
    }
    folder.write("all.jsonl", lines(&statements));
    let json = folder.run("count all.jsonl -l sample.csv -f json").exits(0).json();
    assert_eq!((&json["statements"], &json["unlabelled"]), (&400.into(), &100.into()));
    // The sample has 25 of these 100. Each class counts by its share of all.
    let of_sample = |given: Option<&str>| {
        let rows = (0..400).step_by(4).filter(|i| statements[*i]["label"].as_str() == given);
        let threats = rows.clone().filter(|i| i % 40 == 0 || i % 80 == 4).count() as f64;
        (threats, rows.count() as f64)
    };
    let in_all = |given: Option<&str>| {
        statements.iter().filter(|s| s["label"].as_str() == given).count() as f64 / 400.0
    };
    let expected: f64 = [None, Some("threat"), Some("other")]
        .map(|given| in_all(given) * of_sample(given).0 / of_sample(given).1)
        .iter()
        .sum();
    close(&of(&json, "threat")["adjusted"]["value"], expected);
    let text = folder.run("count all.jsonl").exits(0).out;
    assert!(text.contains("100 of them were given no label"), "{text}");
}

#[test]
fn parts_are_counted_by_the_values_of_a_column() {
    let folder = folder();
    let command = "count all.jsonl -l sample.csv --by outlet --by date -f json";
    let json = folder.run(command).exits(0).json();
    let parts = json["parts"].as_array().unwrap();
    let names: Vec<String> = parts
        .iter()
        .map(|p| format!("{}={}", p["column"].as_str().unwrap(), p["value"].as_str().unwrap()))
        .collect();
    assert_eq!(
        names,
        [
            "outlet=north",
            "outlet=south",
            "date=2024-01-01",
            "date=2024-01-02",
            "date=2024-01-03",
            "date=2024-01-04"
        ]
    );
    assert_eq!(
        fields(&parts[0]),
        [
            "column",
            "corrected",
            "labelled",
            "labelled_groups",
            "labels",
            "statements",
            "unlabelled",
            "value",
            "warnings"
        ]
    );
    assert_eq!((&parts[0]["statements"], &parts[0]["labelled"]), (&200.into(), &60.into()));
    // North has all that are predicted to be threats, 10 of 20, and 5 of 40 others. What
    // is predicted so in the south is not in the sample: it is as predicted, or anything.
    close(&of(&parts[0], "threat")["adjusted"]["value"], 0.1 + 0.8 * 5.0 / 40.0);
    let south = of(&parts[1], "threat");
    close(&south["adjusted"]["value"], 0.2);
    close(&south["ppi"]["value"], 0.0);
    for part in &parts[2..] {
        assert_eq!((&part["labelled"], &part["corrected"]), (&25.into(), &false.into()));
        assert!(of(part, "threat")["ppi"].is_null());
        assert!(part["warnings"][0].as_str().unwrap().contains("25 labelled statements"));
    }
    let text = folder.run("count all.jsonl -l sample.csv --by outlet --by date").exits(0).out;
    for part in [
        "By outlet",
        "north",
        "15 of 60",
        "not corrected",
        "Not corrected: fewer than 30",
        "0 of 40*",
        "* Fewer than 5 labelled positives",
    ] {
        assert!(text.contains(part), "no {part:?} in {text}");
    }
    // The articles are parts, too.
    let json = folder.run("count all.jsonl --by source -f json").exits(0).json();
    assert_eq!(json["parts"].as_array().unwrap().len(), 40);
}

#[test]
fn near_copies_count_once_on_request() {
    let folder = Folder::new();
    let statement = |source: &str, place: usize, text: &str, label: &str| json!({"source": source, "statement": place, "text": text, "label": label});
    let wire = [
        ("The ministry denied on Monday that its troops had crossed the border.", "denial"),
        ("He said so twice.", "other"),
        ("Any attack would be met with a response that nobody will forget, it warned.", "threat"),
    ];
    let mut all = Vec::new();
    for source in ["a", "b", "c"] {
        for (place, (text, label)) in wire.iter().enumerate() {
            // Each paper prints it in its own way.
            let text = if source == "c" {
                text.replace("on Monday ", "Monday ")
            } else {
                text.to_string()
            };
            all.push(statement(source, place, &text, label));
        }
    }
    all.push(statement("d", 0, "He said so twice.", "other"));
    folder.write("all.jsonl", lines(&all));
    let json = folder.run("count all.jsonl --once -f json").exits(0).json();
    assert_eq!((&json["statements"], &json["copies"]), (&4.into(), &6.into()));
    let predicted =
        ["denial", "other", "threat"].map(|label| of(&json, label)["predicted"].clone());
    assert_eq!(predicted, [1, 2, 1]);
    let json = folder.run("count all.jsonl -f json").exits(0).json();
    assert_eq!((&json["statements"], &json["copies"]), (&10.into(), &Value::Null));
    // Rows of the sample that are copies do not count either, and are no mistake.
    folder.write("sample.csv", "source,statement,label\na,0,denial\nb,0,denial\nc,2,threat\n");
    let run = folder.run("count all.jsonl --once -l sample.csv -f json").exits(0);
    let run = run.says(["2 rows of the sample are copies"]);
    let json = run.json();
    assert_eq!((&json["labelled"], &json["left_out"]), (&1.into(), &2.into()));
    let without: String =
        all.iter().map(|s| format!("{}\n", s.to_string().replace("text", "words"))).collect();
    folder.write("all.jsonl", without);
    folder.run("count all.jsonl --once").fails(["all.jsonl:1", "no text", "--once"]);
}

#[test]
fn rows_of_a_table_are_joined_by_their_number() {
    let folder = Folder::new();
    let rows: Vec<Value> = (0..200)
        .map(|row| {
            json!({"source": "posts.csv", "row": row, "text": "x",
                "label": if row % 4 == 0 { "a" } else { "b" }, "author": row / 20})
        })
        .collect();
    folder.write("all.jsonl", lines(&rows));
    let sample: String = (0..100)
        .map(|row| format!("posts.csv,{row},{}\n", "ab".chars().nth(row % 2).unwrap()))
        .collect();
    folder.write("sample.csv", format!("source,row,label\n{sample}"));
    let json = folder.run("count all.jsonl -l sample.csv -f json").exits(0).json();
    assert_eq!((&json["groups"], &json["labelled_groups"]), (&200.into(), &100.into()));
    close(&of(&json, "a")["adjusted"]["value"], 0.25 + 0.75 / 3.0);
    let grouped = "count all.jsonl -l sample.csv -f json --group-column author";
    let json = folder.run(grouped).exits(0).json();
    assert_eq!((&json["groups"], &json["labelled_groups"]), (&10.into(), &5.into()));
    assert!(json["warnings"].to_string().contains("5 articles"), "{json}");
    // A source that stands for many: the row is needed.
    let records: Vec<Value> = (0..40)
        .map(|i| json!({"source": "crawl.jsonl", "row": i / 2, "statement": i % 2, "label": "a"}))
        .collect();
    folder.write("all.jsonl", lines(&records));
    folder.write("sample.csv", "source,statement,label\ncrawl.jsonl,0,a\n");
    folder.run("count all.jsonl -l sample.csv").fails(["sample.csv:2", "column row"]);
    folder.write("sample.csv", "source,row,statement,label\ncrawl.jsonl,3,0,a\n");
    let json = folder.run("count all.jsonl -l sample.csv -f json").exits(0).json();
    assert_eq!((&json["groups"], &json["labelled"]), (&20.into(), &1.into()));
}

#[test]
fn a_sample_that_is_not_drawn_at_random_is_noticed() {
    let folder = folder();
    // Of the statements predicted to be threats only.
    let rows: String = (0..400)
        .step_by(5)
        .map(|i| format!("articles/{:02}.txt,{},{}\n", i / 10, i % 10, ["threat", "other"][i % 2]))
        .collect();
    folder.write("sample.csv", format!("source,statement,label\n{rows}"));
    let warnings = |run: Run| run.exits(0).json()["warnings"].to_string();
    let found = warnings(folder.run("count all.jsonl -l sample.csv -f json"));
    assert!(found.contains("0.0 % of the sample's predictions and"), "{found}");
    // The labels that were predicted, taken for those given by hand.
    let rows: String = (0..400)
        .step_by(4)
        .map(|i| {
            format!(
                "articles/{:02}.txt,{},{}\n",
                i / 10,
                i % 10,
                if i % 5 == 0 { "threat" } else { "other" }
            )
        })
        .collect();
    folder.write("sample.csv", format!("source,statement,label\n{rows}"));
    let found = warnings(folder.run("count all.jsonl -l sample.csv -f json"));
    assert!(found.contains("given by hand?") && !found.contains("hardly a random"), "{found}");
    let run = folder.run("count all.jsonl -l sample.csv -f csv").exits(0);
    run.says(["warning:", "given by hand?"]);
}

#[test]
fn each_format_has_the_same_figures() {
    let folder = folder();
    let command = "count all.jsonl --labelled sample.csv --by outlet --format";
    let json = folder.run(&format!("{command} json")).exits(0).json();
    let text = folder.run(&format!("{command} text")).exits(0).out;
    let markdown = folder.run(&format!("{command} markdown")).exits(0).out;
    let ends = |of: &Value| {
        let end = |name: &str| format!("{:.4}", of[name].as_f64().unwrap());
        (end("value"), format!("{} to {}", end("low"), end("high")))
    };
    for estimator in ["ppi", "adjusted"] {
        let (value, interval) = ends(&of(&json, "threat")[estimator]);
        assert!(text.contains(&value) && text.contains(&interval), "{text}");
        assert!(markdown.contains(&interval), "{markdown}");
    }
    for part in [
        "Of 400 statements in 40 articles.",
        "Corrected by 100 labelled statements in 40",
        "Warnings",
        "- denial: 0 labelled",
    ] {
        assert!(text.contains(part), "no {part:?} in {text}");
    }
    assert!(markdown.contains("## Shares") && markdown.contains("| label "), "{markdown}");
    let csv = folder.run(&format!("{command} csv")).exits(0).out;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 9);
    let field = |row: usize, name: &str| {
        rows[row].get(header.iter().position(|column| column == name).unwrap()).unwrap().to_owned()
    };
    assert_eq!((field(2, "label"), field(2, "predicted")), ("threat".into(), "80".into()));
    let low = of(&json, "threat")["ppi"]["low"].as_f64().unwrap();
    assert_eq!(field(2, "low").parse::<f64>().unwrap(), low);
    assert_eq!((field(3, "column"), field(3, "value")), ("outlet".into(), "north".into()));
}

#[test]
fn a_reader_who_has_gone_away_is_no_failure() {
    let folder = folder();
    let command = folder.command("count - -l sample.csv");
    let mut child = std::process::Command::new(command.get_program())
        .args(command.get_args())
        .current_dir(folder.path(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    child.stdin.take().unwrap().write_all(lines(&statements()).as_bytes()).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success() && ended.stderr.is_empty(), "{ended:?}");
}

#[test]
fn what_cannot_be_counted_is_refused() {
    let folder = folder();
    let all = lines(&statements());
    for (name, content, parts) in [
        ("broken.jsonl", all.replacen('{', "", 1), ["broken.jsonl:1", "JSON"]),
        ("empty.jsonl", String::new(), ["empty.jsonl", "no statement"]),
        ("plain.csv", "a,b\n1,2\n".into(), ["plain.csv:1", "\"label\""]),
        (
            "two.jsonl",
            format!("{all}{}\n", json!({"source": "x", "statement": 0, "label": "other"})),
            ["two.jsonl:401", "one model"],
        ),
        (
            "odd.jsonl",
            all.replacen("\"label\":\"threat\"", "\"label\":\"Threat\"", 1),
            ["odd.jsonl:1", "\"Threat\""],
        ),
    ] {
        folder.write(name, content);
        folder.run(&format!("count {name}")).fails(parts);
    }
    folder.run("count all.jsonl --by author").fails(["all.jsonl:1", "\"author\"", "--keep author"]);
    folder.run("count nowhere.jsonl").fails(["nowhere.jsonl", "cannot read"]);
    folder.run("count all.jsonl -l nowhere.csv").fails(["nowhere.csv", "cannot read"]);
    folder.run("count - -l -").fails(["--labelled", "standard input"]);
    folder.write("sample.csv", "source,label\nx,other\n");
    folder.run("count all.jsonl -l sample.csv").fails(["sample.csv:1", "\"statement\""]);
    folder.run("count").fails(["PREDICTIONS"]);
}
