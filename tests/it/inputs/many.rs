//! Ten thousand articles, some of them bad; and a run that is broken off.

use std::fs;
use std::os::unix::fs::symlink;
use std::thread::sleep;
use std::time::Duration;

use super::{articles, gzip};
use crate::support::Folder;

const ARTICLES: usize = 10_000;

/// Articles in folders of a hundred, one of each hundred bad in its own way;
/// and the names of the bad ones.
fn many(n: usize) -> (Folder, Vec<String>) {
    let folder = Folder::new();
    let articles = articles();
    let long = "They left the town. ".repeat(5_000);
    let mut bad = Vec::new();
    for number in 0..n {
        let name = format!("in/{:03}/{:02}.txt", number / 100, number % 100);
        if number % 100 != 50 {
            folder.write(&name, &articles[number % articles.len()]);
            continue;
        }
        let path = folder.path(&name);
        let mut named = name.clone();
        match number / 100 % 6 {
            0 => drop(folder.write(&name, "")),
            1 => drop(folder.write(&name, b"\x7fELF\x02\x01\0\0\0")),
            2 => symlink("nowhere", &path).unwrap(),
            3 => fs::create_dir(&path).unwrap(),
            4 => {
                named = format!("{name}.gz");
                let zip = gzip(articles[0].as_bytes());
                folder.write(&named, &zip[..zip.len() / 2]);
            }
            _ => drop(folder.write(&name, &long)),
        }
        bad.push(named);
    }
    (folder, bad)
}

const PREDICT: &str = "predict in --format jsonl --max-file-size 50k";

/// The most memory that a process has held so far, in MB.
fn peak(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

#[test]
#[ignore = "takes a minute: run with --release"]
fn ten_thousand_articles_some_of_them_bad_killed_and_resumed() {
    let (folder, bad) = many(ARTICLES);
    assert_eq!(bad.len(), ARTICLES / 100);
    let run = folder.run(&format!("{PREDICT} --output whole.jsonl")).exits(2);
    for name in &bad {
        assert!(run.err.contains(&format!("error: {name}")), "{name}");
    }
    assert_eq!(run.err.matches("error: ").count(), bad.len());
    let whole = folder.read("whole.jsonl");
    let mut sources: Vec<&str> = std::str::from_utf8(&whole)
        .unwrap()
        .lines()
        .map(|line| line.split('"').nth(3).unwrap())
        .collect();
    sources.dedup();
    assert_eq!(sources.len(), ARTICLES - bad.len());
    let most = killed_and_resumed(&folder, &whole, bad.len(), whole.len() as u64 / 3);
    assert!(most < 200, "{most} MB");
    println!("{} statements, at most {most} MB", whole.iter().filter(|b| **b == b'\n').count());
}

#[test]
fn some_hundred_articles_killed_and_resumed() {
    let (folder, bad) = many(800);
    let run = folder.run(&format!("{PREDICT} --output whole.jsonl")).exits(2);
    assert_eq!(run.err.matches("error: ").count(), bad.len());
    let whole = folder.read("whole.jsonl");
    killed_and_resumed(&folder, &whole, bad.len(), 1000);
}

/// Kills a run when its part file has so many bytes, resumes it, and compares;
/// returns the most memory that the run held, in MB.
fn killed_and_resumed(folder: &Folder, whole: &[u8], bad: usize, bytes: u64) -> u64 {
    let mut child = folder.spawn(&format!("{PREDICT} --output out.jsonl"));
    let part = folder.path("out.jsonl.part");
    let mut most = 0;
    loop {
        most = most.max(peak(child.id()).unwrap_or(0));
        if fs::metadata(&part).is_ok_and(|part| part.len() > bytes) {
            break;
        }
        assert!(child.try_wait().unwrap().is_none(), "ended before it could be killed");
        sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!folder.path("out.jsonl").exists());
    let written = fs::metadata(&part).unwrap().len();
    assert!(written < whole.len() as u64);
    // Torn in the middle of a record.
    fs::File::options().write(true).open(&part).unwrap().set_len(written - 7).unwrap();
    let run = folder.run(&format!("{PREDICT} --output out.jsonl --resume")).exits(2);
    assert_eq!(run.err.matches("error: ").count(), bad);
    assert!(folder.read("out.jsonl") == whole, "not the same bytes");
    assert!(!part.exists());
    most
}

#[test]
fn what_is_left_of_a_run_is_gone_on_with_wherever_it_broke_off() {
    let folder = Folder::with_data();
    folder.write("a.txt", "They denied it. It rained.\n\nSource link\n\nThey “left”, he said.\n");
    folder.write("rows.csv", "text,note\n\"a \"\"b\"\"\nc\",\"x\ny\"\nNo.,z\n");
    for (format, more) in [("jsonl", ""), ("jsonl", "--dropped"), ("csv", "--keep note")] {
        let inputs = match format {
            "csv" => "rows.csv a.txt rows.csv",
            _ => "a.txt train.csv rows.csv a.txt",
        };
        let arguments = format!("predict --model MODEL {inputs} --format {format} {more}");
        let whole = folder.run(&arguments).exits(0).out.into_bytes();
        let step = whole.len() / 40 + 1;
        for length in (0..=whole.len()).step_by(step).chain([whole.len()]) {
            folder.write("out.part", &whole[..length]);
            folder.run(&format!("{arguments} --output out --resume")).exits(0);
            assert!(folder.read("out") == whole, "{format} {more} {length}");
            assert!(!folder.path("out.part").exists());
        }
    }
    // Without a part there is nothing to go on with.
    folder.run("predict --model MODEL a.txt --format jsonl --output new --resume").exits(0);
    assert!(folder.path("new").exists());
    folder.write("out.part", "{}\n".repeat(100));
    let run = folder.run("predict --model MODEL a.txt --format jsonl --output out --resume");
    run.fails(["--resume", "100 records", "leave --resume out"]);
    assert!(folder.path("out.part").exists());
    let run = folder.run("predict --model MODEL a.txt --format html --output out --resume");
    run.fails(["--resume", "html", "jsonl or csv"]);
    folder.run("predict --model MODEL a.txt --resume").fails(["--resume", "--output"]);
}
