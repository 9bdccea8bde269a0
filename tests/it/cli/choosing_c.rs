//! `train --c auto`.

use crate::support::Folder;

#[test]
fn c_is_chosen_and_told() {
    let folder = Folder::with_data();
    let train = "train train.csv --output m --char-ngrams none --folds 3 --c auto";
    let run = folder.run(train).exits(0);
    let record = folder.run("inspect m --format json").exits(0).json();
    let choice = &record["training"]["c_choice"];
    let tried = choice["tried"].as_array().unwrap();
    let cs: Vec<f64> = tried.iter().map(|pair| pair[0].as_f64().unwrap()).collect();
    assert_eq!(cs, [0.3, 1.0, 3.0, 10.0, 30.0, 100.0]);
    assert_eq!(choice["metric"], "macro_f1");
    // The best score, of equal ones that of the smallest c; told and used.
    let score = |pair: &serde_json::Value| pair[1].as_f64().unwrap();
    let most = tried.iter().map(score).fold(0.0, f64::max);
    let best = tried.iter().find(|pair| score(pair) == most).unwrap();
    assert_eq!(choice["c"], best[0]);
    assert_eq!(record["spec"]["classifier"]["c"], best[0]);
    assert_eq!(record["training"]["cross_validation"]["macro_f1"], best[1]);
    let line = format!("c                {} (by macro_f1)\n", choice["c"].as_f64().unwrap());
    assert!(run.out.contains(&line), "{}", run.out);
    // What it scored there is what that c scores alone, near enough.
    let c = choice["c"].as_f64().unwrap();
    let alone = format!("train train.csv --output n --char-ngrams none --folds 3 --c {c}");
    folder.run(&alone).exits(0);
    let alone = folder.run("inspect n --format json").exits(0).json();
    let of = |json: &serde_json::Value| {
        json["training"]["cross_validation"]["macro_f1"].as_f64().unwrap()
    };
    assert!((of(&record) - of(&alone)).abs() < 0.06, "{} {}", of(&record), of(&alone));
    assert_eq!(record["training"]["objective"], alone["training"]["objective"]);
}

#[test]
fn where_the_best_stands_at_an_end_more_is_tried() {
    let folder = Folder::new();
    // Many rows whose single word decides, each seen twice: the harder the
    // fit, the surer, and log loss falls on and on.
    let rows =
        |n: usize| (0..n).map(|i| format!("w{0},{1}\nw{0},{1}\n", i / 2, ["a", "b"][i / 2 % 2]));
    folder.write("sure.csv", format!("text,label\n{}", rows(80).collect::<String>()));
    folder.run("train sure.csv --output m --char-ngrams none --c auto --metric log_loss").exits(0);
    // Words that decide nothing: the flatter, the better.
    let noise =
        (0..200).map(|i| format!("v{} u{},{}\n", i % 7, i % 11, ["a", "b"][i * i % 31 % 2]));
    folder.write("noise.csv", format!("text,label\n{}", noise.collect::<String>()));
    folder.run("train noise.csv --output n --char-ngrams none --c auto --metric log_loss").exits(0);
    let cs = |model: &str| -> Vec<f64> {
        let record = folder.run(&format!("inspect {model} --format json")).exits(0).json();
        let tried = record["training"]["c_choice"]["tried"].as_array().unwrap().clone();
        tried.iter().map(|pair| pair[0].as_f64().unwrap()).collect()
    };
    assert_eq!(cs("m"), [0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0]);
    assert_eq!(cs("n"), [0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0]);
}

#[test]
fn it_can_be_chosen_by_log_loss() {
    let folder = Folder::with_data();
    let train = "train train.csv --output m --char-ngrams none --folds 3 --c auto";
    folder.run(&format!("{train} --metric log_loss")).exits(0);
    let record = folder.run("inspect m --format json").exits(0).json();
    let choice = &record["training"]["c_choice"];
    let tried = choice["tried"].as_array().unwrap().iter();
    let best = tried.min_by(|a, b| a[1].as_f64().unwrap().total_cmp(&b[1].as_f64().unwrap()));
    assert_eq!(choice["c"], best.unwrap()[0]);
}

#[test]
fn what_it_needs_is_said() {
    let folder = Folder::with_data();
    let train = "train train.csv --output m";
    folder.run(&format!("{train} --c auto --folds 0")).fails(["--c auto needs", "at least 2"]);
    folder.run(&format!("{train} --metric accuracy")).fails(["--metric", "--c auto"]);
    folder.run(&format!("{train} --c soon")).fails(["--c", "a number over 0, or auto"]);
    folder.write("one.csv", "text,label\na b,x\nc d,y\n");
    folder.run("train one.csv --output m --c auto").fails(["no two folds that hold every label"]);
    assert_eq!(folder.names(), ["one.csv", "train.csv"]);
}
