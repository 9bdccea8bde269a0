//! Settings out of their range, on the command line and in `--config`.

use crate::support::Folder;

#[test]
fn flags_out_of_their_range_are_refused_before_any_work() {
    let folder = Folder::new();
    // The input does not exist: reading it would be another message.
    for (flags, parts) in [
        ("--c 0", ["c: found 0", "over 0"]),
        ("--c nan", ["c: found NaN", "over 0"]),
        ("--c inf", ["c: found inf", "finite"]),
        ("--c -1", ["c: found -1", "over 0"]),
        ("--c ten", ["--c", "invalid"]),
        ("--tol 2", ["tol: found 2", "over 0, below 1"]),
        ("--tol 0", ["tol: found 0", "over 0, below 1"]),
        ("--tol nan", ["tol: found NaN", "over 0, below 1"]),
        ("--folds 1", ["folds: found 1", "0 for none, or at least 2"]),
        ("--folds -1", ["--folds", "invalid"]),
        ("--word-ngrams 0-2", ["--word-ngrams", "1 to 16"]),
        ("--word-ngrams 3-1", ["--word-ngrams", "the smaller first"]),
        ("--char-ngrams 0-2", ["--char-ngrams", "1 to 16"]),
        ("--char-ngrams 2-500", ["--char-ngrams", "1 to 16"]),
        ("--char-ngrams two", ["--char-ngrams", "1-2"]),
        ("--word-ngrams none --char-ngrams none", ["features: found no block", "at least one"]),
        ("--word-ngrams none --symbols", ["--symbols", "--word-ngrams"]),
        ("--min-df 0", ["min_df: found 0", "at least 1"]),
        ("--max-features 0", ["max_features: found 0", "at least 1"]),
        ("--class-weight some", ["--class-weight", "none, balanced"]),
        ("--solver sgd", ["--solver", "dual-cd, newton-cg, linfa"]),
        ("--threads 0", ["--threads", "0"]),
        ("--seed -3", ["--seed", "invalid"]),
        ("--min-df -1", ["--min-df", "invalid"]),
    ] {
        let run = folder.run(&format!("train no.csv --output m {flags}")).fails(parts);
        assert!(!run.err.contains("no.csv: cannot read"), "{flags}: {}", run.err);
    }
    assert!(folder.names().is_empty());
}

#[test]
fn n_grams_that_leave_no_term_are_said() {
    let folder = Folder::with_data();
    let run = folder.run("train train.csv --output m --min-df 37");
    run.fails(["no term is left of 36 texts", "a lower min_df"]);
}

#[test]
fn a_fold_without_terms_is_said_to_be_a_fold() {
    let folder = Folder::new();
    // Each word stands twice, and in each fold one of the two is held out.
    folder.write(
        "a.csv",
        "text,label,topic\nred thing,x,1\nblue house,y,1\nred thing,x,2\nblue house,y,2\n",
    );
    let train = "train a.csv --output m --char-ngrams none --min-df 2";
    folder.run(&format!("{train} --folds 2")).fails([
        "cross-validation, fold 1 of 2: features",
        "no term is left of 2 texts",
        "or fewer --folds (0 for none)",
    ]);
    folder.run(&format!("{train} --folds 0")).exits(0);
}

#[test]
fn a_config_is_refused_with_file_and_line() {
    let folder = Folder::with_data();
    let words = "[[features]]\nextractor = { type = \"word.v1\" }\n";
    for (toml, parts) in [
        ("[classifier]\nc = 1\ncc = 1\n", ["set.toml:3: unknown field `cc`", "class_weight"]),
        ("\n[classifer]\nc = 1\n", ["set.toml:2: unknown field `classifer`", "classifier"]),
        ("[classifier]\nc = \"ten\"\n", ["set.toml:2: invalid type", "expected f64"]),
        ("[classifier]\n\nc = 0\n", ["set.toml:3: c: found 0", "over 0"]),
        ("[classifier]\ntol = 2\n", ["set.toml:2: tol: found 2", "below 1"]),
        ("classifier = { max_iterations = 0 }\n", ["set.toml:1: max_iterations: found 0", "1"]),
        ("[classifier]\nsolver = \"sgd\"\n", ["set.toml:2: solver: found \"sgd\"", "newton-cg"]),
        ("[classifier]\nc = \n", ["set.toml:2:", "string"]),
        (
            "[[features]]\nextractor = { type = \"words\" }\n",
            ["set.toml:2: unknown variant `words`", "`word.v1`"],
        ),
        (
            "[[features]]\nextractor = { type = \"word.v1\", n = 1 }\n",
            ["set.toml:2: unknown field `n`", "`ngrams`"],
        ),
        (
            "[[features]]\nextractor = { type = \"word.v1\", ngrams = [3, 1] }\n",
            ["set.toml:2: ngrams: found 3-1", "the smaller first"],
        ),
        (&format!("{words}\n{words}min_df = 0\n"), ["set.toml:6: min_df: found 0", "at least 1"]),
        (&format!("{words}max_df = 1.5\n"), ["set.toml:3: max_df: found 1.5", "at most 1"]),
        ("normalization = [\"upper\"]\n", ["set.toml:1: unknown variant `upper`", "`lowercase`"]),
    ] {
        folder.write("set.toml", toml);
        folder.run("train train.csv --output m --config set.toml").fails(parts);
    }
    folder.run("train train.csv --output m --config no.toml").fails(["no.toml: cannot read"]);
    assert_eq!(folder.names(), ["set.toml", "train.csv"]);
}

#[test]
fn flags_come_before_a_config() {
    let folder = Folder::with_data();
    folder.write("set.toml", "[classifier]\nc = 3\ntol = 0.01\n");
    folder.run("train train.csv --output m --config set.toml --c 7").exits(0);
    let spec = folder.run("inspect m --format json").exits(0).json()["spec"].clone();
    assert_eq!((&spec["classifier"]["c"], &spec["classifier"]["tol"]), (&7.0.into(), &0.01.into()));
}

#[test]
fn predict_refuses_what_makes_no_sense() {
    let folder = Folder::with_data();
    for p in ["2", "-0.1", "nan", "half"] {
        let run = folder.run(&format!("predict --model MODEL train.csv --min-confidence {p}"));
        run.fails(["--min-confidence", "from 0 to 1"]);
    }
    folder
        .run("predict train.csv --format xml")
        .fails(["--format", "table, text, jsonl, json, csv, markdown, html"]);
    folder.run("predict train.csv --unit word").fails(["--unit", "row, sentence"]);
    let run = folder.run("predict --model MODEL train.csv --keep topic,date --format jsonl");
    run.fails(["train.csv:1: no column is named \"date\"", "text, label, topic"]);
}

#[test]
fn an_unknown_metric_is_refused_before_any_work() {
    let folder = Folder::new();
    for flag in ["--fail-under", "--fail-over"] {
        let run = folder.run(&format!("evaluate --model MODEL no.csv {flag} macro-f1=0.8"));
        let run = run.fails(["\"macro-f1\"", "accuracy, balanced_accuracy, macro_precision"]);
        assert!(!run.err.contains("no.csv"));
    }
    let run = folder.run("evaluate --model MODEL no.csv --fail-under f1:treat=0.8");
    run.fails(["\"f1:treat\"", "f1:LABEL", "demand, denial, threat"]);
    for threshold in ["macro_f1", "macro_f1=high", "macro_f1=nan"] {
        let run = folder.run(&format!("evaluate --model MODEL no.csv --fail-under {threshold}"));
        run.fails([threshold, "expected METRIC=X such as macro_f1=0.8"]);
    }
}

#[test]
fn split_refuses_shares_that_make_no_sense() {
    let folder = Folder::with_data();
    for shares in ["70,30", "0,0,0", "80,-10,30", "nan,1,1"] {
        folder
            .run(&format!("split train.csv --output-dir out --shares={shares}"))
            .fails(["shares"]);
    }
    folder.run("split -").fails(["FILE: found -"]);
}
