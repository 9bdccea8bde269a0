//! `compare`.

use super::fields;
use crate::support::{Folder, labelled};

/// A folder with a table, what the small model makes of it, and what is made
/// of it with every label of the last six rows turned round.
fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("test.csv", labelled(','));
    folder.run("predict --model MODEL test.csv -f jsonl -o good.jsonl").exits(0);
    folder.run("predict --model MODEL test.csv -f csv -o good.csv").exits(0);
    let good = String::from_utf8(folder.read("good.jsonl")).unwrap();
    let worse = good.lines().enumerate().map(|(row, line)| match row {
        30.. => line
            .replace("\"label\":\"demand\"", "\"label\":\"?\"")
            .replace("\"label\":\"threat\"", "\"label\":\"demand\"")
            .replace("\"label\":\"denial\"", "\"label\":\"threat\"")
            .replace("\"label\":\"?\"", "\"label\":\"denial\""),
        _ => line.to_owned(),
    });
    folder.write("worse.jsonl", worse.collect::<Vec<_>>().join("\n"));
    folder
}

#[test]
fn two_models_are_compared_row_by_row() {
    let folder = folder();
    let run = folder.run("compare worse.jsonl MODEL test.csv --format json --changes 2").exits(0);
    let json = run.json();
    assert_eq!(
        fields(&json),
        [
            "a",
            "b",
            "both_right",
            "both_wrong",
            "difference",
            "gained",
            "intervals",
            "lost",
            "mcnemar_p",
            "n",
            "name_a",
            "name_b",
            "only_a_right",
            "only_b_right",
            "schema",
        ]
    );
    assert_eq!((&json["schema"], &json["n"]), (&"comparison.v1".into(), &36.into()));
    let rows =
        ["both_right", "only_a_right", "only_b_right", "both_wrong"].map(|n| json[n].clone());
    assert_eq!(rows, [30, 0, 6, 0]);
    // Six rows, all to one side: 2 / 2^6.
    assert!((json["mcnemar_p"].as_f64().unwrap() - 1.0 / 32.0).abs() < 1e-12);
    let difference = &json["difference"]["accuracy"];
    let of = |end: &str| difference[end].as_f64().unwrap();
    assert!((of("value") - 6.0 / 36.0).abs() < 1e-12);
    // Only one topic of six is worse, so it may be missing in a draw.
    assert!(of("low") == 0.0 && of("high") > of("value"), "{difference}");
    let gained = json["gained"].as_array().unwrap();
    assert_eq!((gained.len(), json["lost"].as_array().unwrap().len()), (2, 0));
    assert_eq!(fields(&gained[0]), ["a", "b", "place", "text", "truth"]);
    assert_eq!(
        (&gained[0]["place"], &gained[0]["truth"]),
        (&"test.csv:32".into(), &"demand".into())
    );
    assert_eq!((&gained[0]["a"], &gained[0]["b"]), (&"denial".into(), &"demand".into()));
    // The other way round everything changes its sign.
    let turned = folder.run("compare MODEL worse.jsonl test.csv --format json --changes 2").json();
    assert_eq!(
        (&turned["only_a_right"], &turned["lost"]),
        (&6.into(), &{
            let mut lost = json["gained"].clone();
            for change in lost.as_array_mut().unwrap() {
                let (a, b) = (change["a"].clone(), change["b"].clone());
                (change["a"], change["b"]) = (b, a);
            }
            lost
        })
    );
    assert_eq!(turned["difference"]["accuracy"]["value"].as_f64().unwrap(), -of("value"));
}

#[test]
fn predictions_are_those_of_the_model() {
    let folder = folder();
    for (a, b) in [("MODEL", "good.jsonl"), ("good.csv", "good.jsonl")] {
        let json = folder.run(&format!("compare {a} {b} test.csv --format json")).exits(0).json();
        assert_eq!((&json["mcnemar_p"], &json["both_right"]), (&1.0.into(), &36.into()));
        assert_eq!(json["difference"]["macro_f1"]["high"], 0.0);
    }
    let text = folder.run("compare worse.jsonl good.csv test.csv --changes 1").exits(0).out;
    for part in ["A  worse.jsonl", "B - A", "p = 0.031", "Only B is right (1 of 6 rows)", "narrow"]
    {
        assert!(text.contains(part), "no {part:?} in {text}");
    }
    let one = folder.run("compare worse.jsonl MODEL test.csv -f json --threads 1").out;
    assert!(one == folder.run("compare worse.jsonl MODEL test.csv -f json --threads 3").out);
    let none = folder.run("compare worse.jsonl MODEL test.csv -f json --draws 0").json();
    assert!(none["difference"]["accuracy"]["low"].is_null());
}

#[test]
fn the_shipped_model_has_a_name() {
    let folder = folder();
    let run = folder.run("compare shipped MODEL test.csv --format json").exits(0);
    assert_eq!((&run.json()["name_a"], &run.json()["n"]), (&"shipped".into(), &36.into()));
}

#[test]
fn predictions_of_something_else_are_refused() {
    let folder = folder();
    let good = String::from_utf8(folder.read("good.jsonl")).unwrap();
    let without_last = good.trim_end().rsplit_once('\n').unwrap().0;
    let last = good.lines().last().unwrap();
    for (name, content, parts) in [
        ("short.jsonl", without_last.to_owned(), ["no prediction of row 35", "test.csv:37"]),
        (
            "twice.jsonl",
            format!("{good}{last}\n"),
            ["twice.jsonl:37", "row 35 for the second time"],
        ),
        (
            "long.jsonl",
            format!("{good}{}\n", last.replace(":35,", ":36,")),
            ["long.jsonl:37", "row 36"],
        ),
        ("other.jsonl", good.replace("harbour union", "union"), ["other.jsonl:1", "another text"]),
        (
            "unsure.jsonl",
            good.replace("\"label\":\"demand\"", "\"label\":null"),
            ["unsure.jsonl:1", "--min-confidence"],
        ),
        (
            "article.jsonl",
            good.replace("\"row\"", "\"statement\""),
            ["article.jsonl:1", "found no row"],
        ),
        ("broken.jsonl", good.replacen('{', "", 1), ["broken.jsonl:1", "JSON"]),
        ("plain.csv", "a,b\n1,2\n".into(), ["plain.csv:1", "\"label\""]),
        ("odd.csv", "row,label\nfirst,demand\n".into(), ["odd.csv:2:1", "\"first\""]),
    ] {
        folder.write(name, content);
        folder.run(&format!("compare MODEL {name} test.csv")).fails(parts);
    }
    folder.run("compare MODEL nowhere.jsonl test.csv").fails(["nowhere.jsonl", "cannot read"]);
    folder.run("compare nowhere MODEL test.csv").fails(["nowhere"]);
    folder.run("compare MODEL MODEL").fails(["FILE"]);
}
