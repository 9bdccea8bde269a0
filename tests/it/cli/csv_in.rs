//! `predict` on tables, and the ways in which tables are written.

use std::io::Write;

use super::{check_statement, fields};
use crate::support::{Folder, labelled, rows};

fn zipped(text: &str) -> Vec<u8> {
    let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    zip.write_all(text.as_bytes()).unwrap();
    zip.finish().unwrap()
}

#[test]
fn jsonl_of_a_table_has_row_in_place_of_statement() {
    let folder = Folder::with_data();
    let run = folder.run("predict --model MODEL --format jsonl train.csv").exits(0);
    assert_eq!(run.objects().len(), 36);
    for (place, (object, (text, ..))) in run.objects().iter().zip(rows()).enumerate() {
        assert_eq!(
            fields(object),
            ["confidence", "end", "label", "probabilities", "row", "source", "start", "text"]
        );
        assert_eq!((&object["row"], &object["text"]), (&place.into(), &text.into()));
        assert_eq!((&object["start"], &object["end"]), (&0.into(), &text.len().into()));
        check_statement(object);
    }
}

#[test]
fn sentences_of_a_table_have_row_and_statement() {
    let folder = Folder::new();
    let field = "We did not cross the river. They must let the lorries pass, he said.";
    folder.write("a.csv", format!("text\n\"No one of ours was there that day.\"\n\"{field}\"\n"));
    let run = folder.run("predict --model MODEL --format jsonl --unit sentence a.csv").exits(0);
    let objects = run.objects();
    assert_eq!(objects.len(), 3);
    for object in &objects {
        let names = fields(object);
        assert!(names.contains(&"row") && names.contains(&"statement") && names.len() == 9);
        check_statement(object);
    }
    let places: Vec<_> =
        objects.iter().map(|o| (o["row"].clone(), o["statement"].clone())).collect();
    assert_eq!(places, [(0, 0), (1, 0), (1, 1)].map(|(r, s)| (r.into(), s.into())));
    let last = &objects[2];
    let at = |name: &str| usize::try_from(last[name].as_u64().unwrap()).unwrap();
    assert_eq!(&field[at("start")..at("end")], last["text"].as_str().unwrap());
    assert_eq!(last["text"], "They must let the lorries pass, he said.");
}

#[test]
fn columns_are_carried_through() {
    let folder = Folder::with_data();
    let run =
        folder.run("predict --model MODEL --format jsonl --keep topic,label train.csv").exits(0);
    for (object, (_, label, topic)) in run.objects().iter().zip(rows()) {
        assert_eq!((&object["topic"], &object["input_label"]), (&topic.into(), &label.into()));
    }
    let run =
        folder.run("predict --model MODEL --format csv --keep topic,label train.csv").exits(0);
    assert!(run.out.lines().next().unwrap().ends_with(",topic,input_label"), "{}", run.out);
    assert!(run.out.lines().nth(1).unwrap().ends_with(",port,demand"), "{}", run.out);
}

#[test]
fn every_way_to_write_a_table_gives_the_same() {
    let folder = Folder::with_data();
    let expected: Vec<_> = folder
        .run("predict --model MODEL --format jsonl train.csv")
        .objects()
        .iter()
        .map(|o| (o["row"].clone(), o["text"].clone(), o["probabilities"].clone()))
        .collect();
    let comma = labelled(',');
    let marked = format!("\u{feff}{comma}");
    for (name, content, note) in [
        ("a.tsv", labelled('\t').into_bytes(), ""),
        ("b.tab", labelled('\t').into_bytes(), ""),
        ("c.csv", labelled('\t').into_bytes(), "c.csv: the header holds tabs only"),
        ("d.csv", labelled(';').into_bytes(), "d.csv: the header holds semicolons only"),
        ("e.tsv", comma.clone().into_bytes(), "e.tsv: the header holds commas only"),
        ("f.csv.gz", zipped(&comma), ""),
        ("g.tsv.gz", zipped(&labelled('\t')), ""),
        ("h.csv", marked.clone().into_bytes(), ""),
        ("i.csv.gz", zipped(&marked), ""),
        ("j.csv", comma.replace('\n', "\r\n").into_bytes(), ""),
        ("k.csv", comma.replace('\n', "\n\n").trim_end().into(), ""),
        ("l.CSV", comma.replace("text,label", " text ,\"label\"").into(), ""),
    ] {
        folder.write(name, content);
        let run = folder.run(&format!("predict --model MODEL --format jsonl {name}")).exits(0);
        let found: Vec<_> = run
            .objects()
            .iter()
            .map(|o| (o["row"].clone(), o["text"].clone(), o["probabilities"].clone()))
            .collect();
        assert_eq!(found, expected, "{name}");
        match note {
            "" => assert!(!run.err.contains("separator"), "{name}: {}", run.err),
            note => assert!(run.err.contains(note), "{name}: {}", run.err),
        }
    }
    // Data that came another way is the same data.
    folder.run("train train.csv --output 1 --folds 0").exits(0);
    for (place, name) in ["d.csv", "f.csv.gz", "h.csv", "j.csv"].iter().enumerate() {
        let run = folder.run(&format!("train {name} --output m{place} --folds 0")).exits(0);
        assert_eq!(folder.read("1"), folder.read(&format!("m{place}")), "{name}");
        assert_eq!(run.err.contains("semicolons"), *name == "d.csv");
    }
}

#[test]
fn the_model_remembers_its_text_column() {
    let folder = Folder::new();
    folder.write("a.csv", labelled(',').replacen("text,label", "body,kind", 1));
    let columns = "--text-column body --label-column kind --group-column topic";
    folder.run(&format!("train a.csv --output m --folds 0 {columns}")).exits(0);
    folder.run("predict --model m a.csv").exits(0);
    folder.run("evaluate --model m a.csv").exits(0);
}
