//! Bad input gets a clear error and a non-zero exit, and nothing else is lost.

mod articles;
mod models;
mod outputs;
mod quotes;
mod settings;

use std::fmt::Write as _;

use crate::support::{Folder, labelled, ungrouped};

#[test]
fn a_missing_column_is_named_with_those_that_are_there() {
    let folder = Folder::new();
    folder.write("a.csv", "body,label,date\nThey must leave.,demand,may\n");
    let run = folder
        .run("train a.csv --output m")
        .fails(["a.csv:1: no column is named \"text\"", "the columns are: body, label, date"]);
    assert!(!run.err.contains("--skip-bad-rows"));
    folder
        .run("train a.csv --output m --text-column body --group-column topic")
        .fails(["a.csv:1: no column is named \"topic\"", "body, label, date"]);
    folder.run("evaluate --model MODEL a.csv").fails(["no column is named \"text\""]);
    folder.run("check a.csv").fails(["no column is named \"text\""]);
    folder.run("split a.csv").fails(["no column is named \"text\""]);
    folder.run("predict --model MODEL a.csv").fails(["no column is named \"text\""]);
    assert_eq!(folder.names(), ["a.csv"]);
}

#[test]
fn a_column_named_twice_is_refused() {
    let folder = Folder::new();
    folder.write("a.csv", "text,text,label\nWe go.,We stay.,x\n");
    folder.run("train a.csv --output m").fails(["a.csv:1: more than one column", "\"text\""]);
}

#[test]
fn escapes_in_a_header_do_not_reach_the_terminal() {
    let folder = Folder::new();
    folder.write("a.csv", "te\u{1b}[31mxt,label\nWe go.,x\n");
    let run = folder.run("train a.csv --output m").fails(["no column is named \"text\""]);
    assert!(!run.err.contains('\u{1b}'));
}

/// A table whose lines 3, 4, 6 and 7 are bad.
const BAD: &str = "text,label\nWe go.,x\nYou, all, must stop.,demand\n,x\nWe stay.,y\nNo.,\n\
                   short\nThey left.,y\n";

#[test]
fn bad_rows_are_listed_with_file_and_line() {
    let folder = Folder::new();
    folder.write("bad.csv", BAD);
    folder.run("train bad.csv --output m").fails([
        "4 rows cannot be used (mend them, or skip them with --skip-bad-rows)",
        "bad.csv:3: found 4 fields, expected 2 as in the header",
        "bad.csv:4:1: the field \"text\" is empty",
        "bad.csv:6:2: the field \"label\" is empty",
        "bad.csv:7: found 1 fields, expected 2",
    ]);
    folder.run("evaluate --model MODEL bad.csv").fails(["4 rows cannot be used", "bad.csv:7:"]);
    folder.run("split bad.csv").fails(["4 rows cannot be used", "bad.csv:7:"]);
    assert_eq!(folder.names(), ["bad.csv"]);
    let check = folder.run("check bad.csv").exits(2);
    assert!(check.out.contains("bad rows: 4\n  bad.csv:3: found 4 fields"), "{}", check.out);
}

#[test]
fn a_field_of_white_space_is_empty() {
    let folder = Folder::new();
    folder.write("a.csv", "text,label\n \u{a0}\t,x\nWe go.,\"  \"\n");
    folder.run("train a.csv --output m").fails([
        "a.csv:2:1: the field \"text\" is empty",
        "a.csv:3:2: the field \"label\" is empty",
    ]);
}

#[test]
fn bad_rows_can_be_skipped_and_are_counted() {
    let folder = Folder::new();
    folder.write("bad.csv", BAD);
    let run = folder.run("train bad.csv --output m --skip-bad-rows").exits(0).says([
        "warning: 4 rows skipped:",
        "bad.csv:3: found 4 fields",
        "bad.csv:7: found 1 fields",
    ]);
    assert!(run.out.contains("rows             3\n  x              1\n  y              2\n"));
    assert!(folder.path("m").exists());
    folder.write("some.csv", format!("{}short\n", labelled(',')));
    let run = folder.run("evaluate --model MODEL some.csv --skip-bad-rows --format json").exits(0);
    assert_eq!((&run.json()["n"], &run.json()["bad_rows"]), (&36.into(), &1.into()));
    let run = folder.run("split some.csv --skip-bad-rows").exits(0).says(["1 row skipped"]);
    assert!(run.out.contains("train.csv"));
}

#[test]
fn of_many_bad_rows_the_first_ten_are_listed() {
    let folder = Folder::new();
    let mut table = "text,label\n".to_owned();
    for row in 0..14 {
        writeln!(table, "a,b,{row}").unwrap();
    }
    folder.write("a.csv", table);
    let run = folder.run("train a.csv --output m").fails(["14 rows cannot be used", "and 4 more"]);
    assert!(run.err.contains("a.csv:11:") && !run.err.contains("a.csv:12:"), "{}", run.err);
    assert_eq!(run.err.lines().count(), 12);
    let run = folder.run("train a.csv --output m --skip-bad-rows").fails(["and 4 more"]);
    assert!(!run.err.contains("a.csv:12:"));
}

#[test]
fn lines_are_right_after_crlf_blank_lines_and_quoted_line_ends() {
    let folder = Folder::new();
    folder.write("a.csv", "text,label\r\n\"We\r\ngo.\",x\r\n\r\n\r\nno label,\r\n");
    folder.run("train a.csv --output m").fails(["a.csv:6:2: the field \"label\" is empty"]);
    folder.write("a.csv", "text,label\r\"We\rgo.\",x\r\r\rno label,\r");
    folder.run("train a.csv --output m").fails(["a.csv:6:2: the field \"label\" is empty"]);
}

#[test]
fn one_label_is_not_enough() {
    let folder = Folder::new();
    folder.write("a.csv", "text,label\nWe go.,x\nWe stay.,x\n");
    folder.run("train a.csv --output m").fails(["labels", "only \"x\"", "at least two"]);
    assert_eq!(folder.names(), ["a.csv"]);
}

#[test]
fn fewer_rows_of_a_label_than_folds_reduce_the_folds() {
    let folder = Folder::new();
    folder.write("a.csv", format!("{}One more.,rare\nTwo more.,rare\n", ungrouped()));
    let run = folder
        .run("train a.csv --output m")
        .exits(0)
        .says(["the label \"rare\" has fewer rows than the 5 folds asked for: 2 folds"]);
    assert!(run.out.contains("2 folds, stratified"), "{}", run.out);
    folder.write("a.csv", format!("{}One more.,rare\n", ungrouped()));
    let run = folder.run("train a.csv --output m").exits(0).says([
        "the label \"rare\" has fewer rows than the 5 folds asked for: no cross-validation",
    ]);
    assert!(!run.out.contains("cross-validated"), "{}", run.out);
    assert!(folder.path("m").exists());
}

#[test]
fn fewer_groups_of_a_label_than_folds_reduce_the_folds() {
    let folder = Folder::with_data();
    let run = folder.run("train train.csv --output m --folds 8").exits(0);
    let run = run.says(["has fewer groups than the 8 folds asked for: 6 folds"]);
    assert!(run.out.contains("6 folds, grouped"), "{}", run.out);
}

#[test]
fn bytes_that_are_not_utf8_are_named() {
    let folder = Folder::new();
    folder.write("header.csv", b"text,l\xe4bel\nWe go.,x\n");
    folder.run("train header.csv --output m").fails(["header.csv:1:2:", "UTF-8", "iconv"]);
    folder.write("row.csv", b"text,label\nWe go.,x\nCaf\xe9.,y\nNo.,z\n");
    folder
        .run("train row.csv --output m")
        .fails(["row.csv:3:1: found bytes that are not UTF-8", "iconv"]);
    let run = folder.run("predict --model MODEL --format jsonl row.csv").exits(2);
    let rows: Vec<_> = run.objects().iter().map(|o| o["row"].as_u64().unwrap()).collect();
    assert_eq!(rows, [0, 2]);
    run.says(["1 row left out", "row.csv:3:1:"]);
}

#[test]
fn utf16_is_read_by_its_mark_and_else_said_to_be_utf16() {
    let folder = Folder::with_data();
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    folder.write("le.csv", wide(&format!("\u{feff}{}", labelled(','))));
    folder.write("no-mark.csv", wide("text,label\nWe go,x\n"));
    folder.run("train le.csv --output wide").exits(0);
    folder.run("train train.csv --output m").exits(0);
    assert_eq!(folder.read("wide"), folder.read("m"));
    for command in ["train no-mark.csv --output m", "predict --model MODEL no-mark.csv"] {
        folder.run(command).fails(["no-mark.csv", "UTF-16", "iconv"]);
    }
    let named = "predict --model MODEL no-mark.csv --encoding utf-16le --format jsonl";
    assert_eq!(folder.run(named).exits(0).objects()[0]["text"], "We go");
}

#[test]
fn nul_bytes_are_not_text() {
    let folder = Folder::new();
    folder.write("a.csv", "text,label\nWe go.,x\nYou\0stay.,y\n");
    folder.run("train a.csv --output m").fails(["a.csv:3:1: found a NUL byte", "UTF-8"]);
    let run = folder.run("predict --model MODEL a.csv --format jsonl").exits(2);
    assert_eq!(run.objects().len(), 1);
}

#[test]
fn an_empty_file_is_no_table() {
    let folder = Folder::new();
    for (name, content) in [("no.csv", ""), ("blank.csv", "\n \n"), ("mark.csv", "\u{feff}")] {
        folder.write(name, content);
        for command in ["train --output m", "check", "evaluate --model MODEL", "split"] {
            let run = folder.run(&format!("{command} {name}"));
            run.fails([name, "is empty, expected a header line with column names"]);
        }
        folder.run(&format!("predict --model MODEL {name}")).fails([name, "is empty"]);
    }
    assert_eq!(folder.names(), ["blank.csv", "mark.csv", "no.csv"]);
}

#[test]
fn a_header_alone_is_no_data() {
    let folder = Folder::new();
    folder.write("a.csv", "text,label\n");
    for command in ["train --output m", "check", "evaluate --model MODEL", "split"] {
        let run = folder.run(&format!("{command} a.csv"));
        run.fails(["a.csv: found a header and no row below it, expected labelled sentences"]);
    }
    // Nothing to label is no failure: the result is empty, and whole.
    let run = folder.run("predict --model MODEL a.csv --format csv").exits(0);
    assert_eq!(run.out.lines().count(), 1);
}

#[test]
fn a_table_that_is_not_there_is_said_once() {
    let folder = Folder::new();
    for command in ["train --output m", "check", "evaluate --model MODEL", "split"] {
        let run = folder.run(&format!("{command} no.csv"));
        let run = run.fails(["no.csv: cannot read: No such file"]);
        assert_eq!(run.err.matches("No such file").count(), 1);
    }
    assert!(folder.names().is_empty());
}

#[test]
fn gzip_that_is_cut_short_loses_no_row_read_before() {
    use std::io::Write;
    let folder = Folder::new();
    let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let table = labelled(',').repeat(40).replace("text,label,topic\n", "");
    write!(zip, "text,label,topic\n{table}").unwrap();
    let zip = zip.finish().unwrap();
    folder.write("a.csv.gz", &zip[..zip.len() - 20]);
    folder.run("train a.csv.gz --output m").fails([
        "a.csv.gz: cannot read",
        "compressed",
        "cut short",
    ]);
    let run = folder.run("predict --model MODEL --format jsonl a.csv.gz").exits(2);
    assert!((1000..1440).contains(&run.objects().len()), "{} rows", run.objects().len());
    run.says(["a.csv.gz: cannot read", "1 failed input"]);
}
