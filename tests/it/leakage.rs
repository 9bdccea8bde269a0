//! Rows that a model was trained on, found again in an evaluation.

mod measured;
mod stored;

use serde_json::Value;
use stancekit::dataset::word_set_jaccard;
use stancekit::leakage::normalized;

use crate::support::{Folder, Run, labelled, rows};

/// Rows of the training beside those of [`labelled`]: text, label, topic. Each
/// stands in the evaluation again with a word or two changed.
const CHANGED: [(&str, &str, &str, &str); 10] = [
    (
        "The ferry workers warned on Monday that they would shut both island routes for a week \
         unless the company paid the overtime it owed them.",
        "The ferry workers warned on Tuesday that they would shut both island routes for a week \
         unless the company paid the overtime it owed them.",
        "threat",
        "ferry",
    ),
    (
        "The ministry denied that water had been released from the upper dam before the villages \
         below were told to move their cattle.",
        "The ministry denied that water had been released from the old dam before the villages \
         below were told to move their cattle.",
        "denial",
        "dam",
    ),
    (
        "The pilots called on the airport to repair the second runway at once and to stop night \
         landings until the lights work.",
        "The pilots called on the airport to repair the second runway and to stop night landings \
         until the lights work.",
        "demand",
        "airport",
    ),
    (
        "If one more truck leaves the forest with our timber, the elders said, every bridge on \
         the northern road will be taken down.",
        "\"If one more lorry leaves the forest with our timber\", the elders said, \"every bridge \
         on the northern road will be taken down!\"",
        "threat",
        "forest",
    ),
    (
        "The bank rejected as false a report that it had frozen the accounts of small traders \
         during the spring holiday.",
        "During the autumn holiday the bank rejected as false a report that it had frozen the \
         accounts of small traders.",
        "denial",
        "bank",
    ),
    (
        "Nurses at the county hospital insist that the night shift be given two more doctors \
         before winter begins in the hills.",
        "Nurses at the county hospital insist that the night shift be given two more surgeons \
         before winter begins in the hills.",
        "demand",
        "hospital",
    ),
    (
        "The fleet commander vowed that any boat crossing the line around the island after dark \
         would be boarded and towed to port.",
        "The commander vowed that any boat crossing the line around the island after dark would \
         be boarded and towed to port.",
        "threat",
        "island",
    ),
    (
        "The factory owner said it was untrue that dust from his kilns had reached the orchard \
         or harmed a single tree.",
        "The factory owner said it was untrue that dust from his kilns had reached the orchard \
         or harmed a young tree.",
        "denial",
        "factory",
    ),
    (
        "The town must reopen its old library, give back the reading room to the children, and \
         pay the three clerks it dismissed.",
        "The town must reopen its old library, give back the reading room to the children and \
         pay the four clerks it dismissed.",
        "demand",
        "library",
    ),
    (
        "We will sink barges in the canal and stop all trade with the coast if the new toll is \
         raised again this year.",
        "We will sink barges in the canal and stop all trade with the coast if the new toll is \
         raised again next year.",
        "threat",
        "canal",
    ),
];

/// Rows of the training as they may be met again, under another topic.
const AGAIN: [(&str, &str, &str); 10] = [
    ("The harbour union must be given back its berths, the captain said.", "demand", "docks"),
    ("THE BUILDER DENIED EVER HAVING DUG ON THE FARMERS' LAND.", "denial", "spring"),
    ("No one of ours  touched the br\u{ad}idge, the engineer said. ", "denial", "works"),
    ("The council will pay dearly for this, the farmers warned.", "threat", "spring"),
    ("The builder denied ever having dug on the farmers’ land.", "denial", "spring"),
    ("Patrols have to leave the orchard at once, the elder insisted.", "demand", "hills"),
    ("the guards denied having fired at the lorries.", "denial", "hills"),
    ("We\u{a0}did not cross the river, the commander said.", "denial", "hills"),
    ("Any ship that breaks the strike will regret it, he warned.", "threat", "docks"),
    ("The board must answer our letter, the teachers demanded.", "demand", "lessons"),
];

/// New sentences about topics of the training.
const NEIGHBOURS: [(&str, &str, &str); 10] = [
    ("The pilot boats have to go out tonight, the shipowners insisted.", "demand", "port"),
    ("Nothing was spilled from our tanker, its master told reporters.", "denial", "port"),
    ("Dig one more ditch and we will fill it with your machines.", "threat", "valley"),
    ("Give us the map of the pipes, the millers asked.", "demand", "valley"),
    ("It was not our paint on the railing, the signwriter said.", "denial", "bridge"),
    ("Lower the weight limit today, said the bus drivers.", "demand", "bridge"),
    ("Send the guards down and none of them comes up again.", "threat", "mine"),
    ("There never was gas in gallery nine, the foreman maintained.", "denial", "mine"),
    ("Whoever cuts the wire will be shot, read the sign.", "threat", "border"),
    ("Hire a second cook this term, the pupils asked.", "demand", "school"),
];

/// New sentences about new topics, some of them in words of the training.
const NEW: [(&str, &str, &str); 20] = [
    ("The brewery denied that it had watered the beer for the fair.", "denial", "fair"),
    ("Take the tents down by noon, the fire marshal ordered.", "demand", "fair"),
    ("We will ring the bells all night if the dancing is banned.", "threat", "fair"),
    ("The union must publish the survey, the captain said.", "demand", "survey"),
    ("The ministry denied that villages below the dam were told to move.", "denial", "flood"),
    ("Open every sluice before dusk, the wardens told the millers.", "demand", "flood"),
    ("If the levee is breached we will hold the mayor to account.", "threat", "flood"),
    ("None of our trains was late in May, the railway insisted.", "denial", "railway"),
    ("The railway has to refund each ticket, commuters demanded.", "demand", "railway"),
    ("Drivers will walk out on Sunday should one guard be dismissed.", "threat", "railway"),
    ("The archive must be given to the public, historians urged.", "demand", "archive"),
    ("I burned no letter, the former clerk said, that is a fable.", "denial", "archive"),
    ("Print that name and you will lose your licence, he told them.", "threat", "press"),
    ("The paper denied having paid the witness for his story.", "denial", "press"),
    ("Editors called on the court to lift the ban on pictures.", "demand", "press"),
    ("The shepherds warned that dogs would be set on any surveyor.", "threat", "pasture"),
    ("Move the fence back to the stream, the shepherds asked.", "demand", "pasture"),
    ("We never grazed a goat on that slope, the family said.", "denial", "pasture"),
    ("Clear the square or we clear it for you, the colonel said.", "threat", "square"),
    ("The colonel denied that a single shot had been fired.", "denial", "square"),
];

fn line((text, label, topic): (&str, &str, &str)) -> String {
    format!("\"{}\",{label},{topic}\n", text.replace('"', "\"\""))
}

/// With `train.csv` and `test.csv`, which holds 10 rows of each kind from line
/// 2 on, and then the new ones.
fn planted() -> Folder {
    let folder = Folder::new();
    let trained = CHANGED.map(|(text, _, label, topic)| line((text, label, topic)));
    folder.write("train.csv", labelled(',') + &trained.concat());
    let changed = CHANGED.map(|(_, text, label, _)| line((text, label, "changed")));
    let others = AGAIN.into_iter().map(line).chain(changed);
    let rows: String = others.chain(NEIGHBOURS.into_iter().chain(NEW).map(line)).collect();
    folder.write("test.csv", format!("text,label,topic\n{rows}"));
    folder
}

fn evaluate(folder: &Folder, flags: &str) -> Run {
    folder.run(&format!("evaluate --model m test.csv {flags}"))
}

fn train(folder: &Folder, flags: &str) {
    folder.run(&format!("train train.csv --output m --folds 0 {flags}")).exits(0);
}

#[test]
fn what_is_planted_is_of_its_kind() {
    let known: Vec<String> = rows().iter().map(|(text, ..)| normalized(text)).collect();
    for (text, ..) in AGAIN {
        assert!(known.contains(&normalized(text)), "{text}");
    }
    for (text, changed, ..) in CHANGED {
        let alike = word_set_jaccard(&normalized(text), &normalized(changed));
        assert!((0.85..=0.95).contains(&alike), "{alike}: {changed}");
        assert!(normalized(text) != normalized(changed));
    }
    let trained = rows().into_iter().map(|(text, ..)| text).chain(CHANGED.map(|row| row.0));
    let trained: Vec<&str> = trained.collect();
    for (text, _, topic) in NEIGHBOURS.into_iter().chain(NEW) {
        let alike = trained.iter().map(|known| word_set_jaccard(known, text));
        assert!(alike.fold(0.0, f64::max) < 0.6, "{text}");
        let is_known = rows().iter().any(|(.., known)| *known == topic);
        assert_eq!(is_known, NEIGHBOURS.iter().any(|row| row.0 == text), "{topic}");
    }
}

#[test]
fn planted_rows_are_named_and_left_out_of_the_clean_figures() {
    let folder = planted();
    train(&folder, "");
    let json = evaluate(&folder, "--format json").exits(0).json();
    assert_eq!(json["leakage"], serde_json::json!({ "exact": 10, "near": 10, "group": 10 }));
    let found = json["leaked_rows"].as_array().unwrap().iter();
    let found: Vec<(&str, &str)> =
        found.map(|row| (row["place"].as_str().unwrap(), row["kind"].as_str().unwrap())).collect();
    let places: Vec<String> = (2..32).map(|line| format!("test.csv:{line}")).collect();
    let kinds = ["exact", "near", "group"].into_iter().flat_map(|kind| [kind; 10]);
    assert_eq!(found, places.iter().map(String::as_str).zip(kinds).collect::<Vec<_>>());
    // The clean figures are those of a table without the 30 rows.
    let new: String = NEW.into_iter().map(line).collect();
    folder.write("test.csv", format!("text,label,topic\n{new}"));
    let clean = evaluate(&folder, "--format json").exits(0).json();
    assert_eq!(clean["leakage"], serde_json::json!({ "exact": 0, "near": 0, "group": 0 }));
    assert_eq!(clean["leaked_rows"], serde_json::json!([]));
    assert_eq!(json["metrics_clean"], clean["metrics"]);
    assert_eq!(clean["metrics_clean"], clean["metrics"]);
    assert_ne!(json["metrics_clean"], json["metrics"]);
    assert!(json["metrics_clean"]["macro_f1"]["low"].is_f64());
}

#[test]
fn strict_exits_with_1_where_a_row_leaks_or_nothing_can_tell() {
    let folder = planted();
    train(&folder, "");
    let run = evaluate(&folder, "--strict --format json").exits(1);
    assert_eq!(run.json()["n"], 50);
    run.says(["error: 30 rows leaked from training: 10 exact, 10 near, 10 group"]);
    evaluate(&folder, "--strict --fail-under accuracy=1.1").exits(1).says(["30 rows", "below 1.1"]);
    let new: String = NEW.into_iter().map(line).collect();
    folder.write("test.csv", format!("text,label,topic\n{new}"));
    assert_eq!(evaluate(&folder, "--strict").exits(0).err, "");
    train(&folder, "--fingerprints none");
    evaluate(&folder, "--strict").exits(1).says(["the model holds no fingerprints"]);
    folder.run("evaluate --model m --articles . --strict").fails(["--strict", "--articles"]);
    folder.run("train train.csv --output m --fingerprints all").fails(["all", "none, exact, near"]);
}

#[test]
fn what_is_not_compared_is_null() {
    let folder = planted();
    train(&folder, "--fingerprints none");
    let of = |flags: &str| evaluate(&folder, &format!("--format json {flags}")).exits(0).json();
    let json = of("");
    assert!(json["leakage"].is_null() && json["metrics_clean"].is_null());
    assert_eq!(json["leaked_rows"], serde_json::json!([]));
    assert!(evaluate(&folder, "").out.contains("Not compared: the model holds no fingerprints"));
    train(&folder, "--fingerprints exact");
    let leakage = of("")["leakage"].clone();
    assert_eq!(leakage, serde_json::json!({ "exact": 10, "near": null, "group": 10 }));
    assert!(evaluate(&folder, "").out.contains("not compared"));
    // The group is that of the training, whatever intervals are drawn by.
    assert_eq!(of("--group-column label")["leakage"], leakage);
    let table = String::from_utf8(folder.read("test.csv")).unwrap();
    folder.write("test.csv", table.replacen("topic", "article", 1));
    assert_eq!(of("")["intervals"]["columns"], serde_json::json!(["article"]));
    assert!(of("")["leakage"]["group"].is_null());
    folder.write("train.csv", crate::support::ungrouped());
    folder.write("test.csv", table);
    train(&folder, "--fingerprints exact");
    assert_eq!(of("")["leakage"], serde_json::json!({ "exact": 10, "near": null, "group": null }));
}

#[test]
fn no_row_may_be_left() {
    let folder = planted();
    train(&folder, "");
    folder.write("test.csv", folder.read("train.csv"));
    let json = evaluate(&folder, "--format json").exits(0).json();
    assert_eq!(json["leakage"], serde_json::json!({ "exact": 46, "near": 0, "group": 0 }));
    assert!(json["metrics_clean"].is_null());
    let text = evaluate(&folder, "").exits(0).out;
    assert!(text.contains("- and 26 more\n") && text.contains("No row is left."), "{text}");
}

#[test]
fn text_markdown_and_csv_show_counts_rows_and_clean_figures() {
    let folder = planted();
    train(&folder, "");
    let json = evaluate(&folder, "--format json").json();
    let accuracy = &json["metrics_clean"]["accuracy"]["value"];
    let shown = format!("{:.4}", accuracy.as_f64().unwrap());
    for (format, heading) in [("text", "\n"), ("markdown", "\n## ")] {
        let out = evaluate(&folder, &format!("--format {format}")).exits(0).out;
        let (_, part) = out.split_once(&format!("{heading}Leakage\n\n")).unwrap();
        let (part, _) = part.split_once(&format!("{heading}By label\n")).unwrap();
        let listed = part.lines().filter(|line| line.starts_with("- test.csv:")).count();
        assert_eq!(listed, 20, "{part}");
        for line in ["- test.csv:2: exact\n", "- test.csv:21: near\n\n- and 10 more\n"] {
            let line = line.replace("\n\n-", "\n-");
            assert!(part.contains(&line), "{part}");
        }
        let (_, clean) = part.split_once(&format!("{heading}Without leaked rows\n\n")).unwrap();
        assert!(clean.contains("20 rows") && clean.contains(&shown), "{part}");
        assert!(clean.contains("of 8 groups (topic)"), "{part}");
    }
    let out = evaluate(&folder, "--format csv").exits(0).out;
    for line in ["leakage,exact,rows,10,,,50", "leaked,test.csv:12,near,,,,1"] {
        assert!(out.lines().any(|found| found == line), "{out}");
    }
    assert_eq!(out.lines().filter(|line| line.starts_with("leaked,")).count(), 20);
    let clean = out.lines().find(|line| line.starts_with("clean,,accuracy,")).unwrap();
    assert!(clean.starts_with(&format!("clean,,accuracy,{accuracy},")), "{clean}");
    assert!(clean.ends_with(",20"), "{clean}");
}

#[test]
fn the_same_with_any_number_of_threads() {
    let folder = planted();
    train(&folder, "--threads 1");
    let first = (folder.read("m"), evaluate(&folder, "--format json --threads 1").out);
    train(&folder, "--threads 2");
    assert!(first == (folder.read("m"), evaluate(&folder, "--format json --threads 2").out));
}

#[test]
fn a_row_is_looked_for_in_the_training_of_its_own_model() {
    let folder = Folder::new();
    let rows = [
        ("we will see, the dockers warned", "threat", "harbour"),
        ("open the gates at once", "demand", "harbour"),
        ("nothing leaked, the owner said", "denial", "mill"),
        ("open the silo, they asked", "demand", "mill"),
    ];
    let table = |rows: &[(&str, &str, &str)]| -> String {
        let lines = rows.iter().map(|(text, label, place)| format!("\"{text}\",{label},{place}\n"));
        "text,label,place\n".to_owned() + &lines.collect::<String>()
    };
    folder.write("train.csv", table(&rows));
    train(&folder, "--model-per place");
    folder.write(
        "test.csv",
        table(&[
            ("Nothing leaked, the owner said", "denial", "mill"),
            ("open the silo, they asked", "demand", "harbour"),
            ("open the gates at once", "demand", "harbour"),
        ]),
    );
    let json: Value = evaluate(&folder, "--format json").exits(0).json();
    assert_eq!(json["leakage"], serde_json::json!({ "exact": 2, "near": 0, "group": null }));
    let places: Vec<&Value> =
        json["leaked_rows"].as_array().unwrap().iter().map(|row| &row["place"]).collect();
    assert_eq!(places, ["test.csv:2", "test.csv:4"]);
}
