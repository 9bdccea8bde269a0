//! Outputs that cannot be written, and readers that go away.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use crate::support::{Folder, labelled, model};

#[test]
fn an_output_that_cannot_be_written_is_found_before_any_work() {
    let folder = Folder::new();
    // The input does not exist either, but that would be found later.
    for command in ["train no.csv", "predict --model MODEL no.csv"] {
        let run = folder.run(&format!("{command} --output no/such/out"));
        let run = run.fails(["no/such/out: cannot write: No such file"]);
        assert!(!run.err.contains("no.csv"), "{}", run.err);
        let run = folder.run(&format!("{command} --output ."));
        let run = run.fails([".: cannot write: is a directory"]);
        assert!(!run.err.contains("no.csv"), "{}", run.err);
    }
    folder.write("file", "");
    folder.run("split no.csv --output-dir file/parts").fails(["file/parts"]);
    assert_eq!(folder.names(), ["file"]);
}

#[test]
fn an_output_never_takes_the_place_of_an_input() {
    let folder = Folder::with_data();
    for command in ["train", "predict --model MODEL"] {
        let run = folder.run(&format!("{command} train.csv --output ./train.csv"));
        run.fails(["--output", "./train.csv", "a path that is no input"]);
    }
    assert_eq!(folder.read("train.csv"), labelled(',').into_bytes());
    folder.run("split train.csv --output-dir .").fails(["train.csv", "a file that is there"]);
    assert_eq!(folder.names(), ["train.csv"]);
}

#[test]
fn a_failed_run_leaves_the_old_output_as_it_was() {
    let folder = Folder::new();
    folder.write("out", "old");
    folder.write("bad.csv", "text,label\nWe go.,\n");
    folder.run("train bad.csv --output out").fails(["bad.csv:2:2"]);
    folder.run("predict --model bad.csv bad.csv --output out").fails(["bad.csv"]);
    assert_eq!(folder.read("out"), b"old");
    assert_eq!(folder.names(), ["bad.csv", "out"]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_said() {
    let folder = Folder::with_data();
    let run = folder.run("predict --model MODEL train.csv --output /dev/full");
    run.fails(["/dev/full: cannot write: No space left"]);
    for command in [
        "predict --model MODEL train.csv",
        "evaluate --model MODEL train.csv",
        "inspect MODEL",
        "check train.csv",
        "completions bash",
        "man",
    ] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = child(&folder, command).stdout(full).output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{command}: {text}");
        assert!(text.contains("<stdout>: cannot write: No space left"), "{command}: {text}");
    }
}

/// The binary as a process whose pipes can be closed early.
fn child(folder: &Folder, arguments: &str) -> std::process::Command {
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("stancekit"));
    command.current_dir(folder.path(""));
    for argument in arguments.split_whitespace() {
        match argument {
            "MODEL" => command.arg(model()),
            other => command.arg(other),
        };
    }
    command
}

#[test]
fn a_closed_pipe_is_success() {
    let folder = Folder::new();
    let rows = labelled(',').replace("text,label,topic\n", "").repeat(100);
    folder.write("many.csv", format!("text,label,topic\n{rows}"));
    for command in [
        "predict --model MODEL --format jsonl many.csv",
        "explain --model MODEL --row many.csv:4 --train-data many.csv",
        "inspect MODEL --terms 100000",
        "man",
    ] {
        let mut child =
            child(&folder, command).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // One line is read, then the reader goes away.
        let mut line = String::new();
        BufReader::with_capacity(16, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(!line.is_empty());
        let mut errors = String::new();
        child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{command}: {errors}");
        assert_eq!(errors, "", "{command}");
    }
}

#[test]
fn a_closed_standard_error_is_no_panic() {
    let folder = Folder::with_data();
    let mut child = child(&folder, "predict --model MODEL --format jsonl no.txt no.csv train.csv")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stderr.take());
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    assert_eq!(out.lines().count(), 36);
    assert_eq!(child.wait().unwrap().code(), Some(2));
}
