//! `evaluate --format html`.

use regex::Regex;
use serde_json::Value;

use super::evaluate::harder;
use crate::support::{Folder, ungrouped};

/// The part of a page from the head of a section to its end.
#[track_caller]
fn section<'a>(page: &'a str, id: &str) -> &'a str {
    let start = page.find(&format!("<section id=\"{id}\"")).unwrap_or_else(|| panic!("no {id}"));
    &page[start..start + page[start..].find("</section>").unwrap()]
}

/// The attribute of each mark of a class.
fn places(part: &str, class: &str, attribute: &str) -> Vec<f64> {
    let mark =
        Regex::new(&format!("class=\"{class}[^\"]*\"[^>]* {attribute}=\"([0-9.]+)\"")).unwrap();
    mark.captures_iter(part).map(|found| found[1].parse().unwrap()).collect()
}

fn number(object: &Value, name: &str) -> f64 {
    object[name].as_f64().unwrap()
}

const CURVE: &str =
    "series,rows,macro_f1\ntest,100,0.5\ntest,1000,0.8\nnews,100,0.4\nnews,1000,0.6\n";

#[test]
fn every_section_is_there_with_its_plot() {
    let folder = Folder::new();
    folder.write("test.csv", harder());
    folder.write("curve.csv", CURVE);
    let flags = "--by topic --errors 2 --learning-curve curve.csv --format html";
    let page = folder.run(&format!("evaluate --model MODEL test.csv {flags}")).exits(0).out;
    let plots = [
        ("baselines", "bar"),
        ("labels", "bar"),
        ("confusion", "cell"),
        ("reliability", "dot"),
        ("risk-coverage", "curve"),
        ("slices", "bar"),
        ("learning", "dot"),
    ];
    for (id, mark) in plots {
        let part = section(&page, id);
        assert_eq!(part.matches("<svg role=\"img\" aria-labelledby=").count(), 1, "{id}");
        for part_of in ["<title id=", "<desc id=", "<details><summary>", "<th scope=\"row\">"] {
            assert!(part.contains(part_of), "{id}: no {part_of}");
        }
        assert!(part.contains(&format!("class=\"{mark}")), "{id}: no {mark}");
        assert!(page.contains(&format!("href=\"#{id}\"")), "{id} is linked");
    }
    for id in ["figures", "mistakes", "notes", "methods"] {
        assert!(!section(&page, id).contains("<svg"), "{id}");
    }
    assert!(section(&page, "notes").contains("6 groups only"));
    assert!(section(&page, "methods").contains("1000 draws (seed 0) of 6 groups (topic)"));
    assert!(section(&page, "mistakes").contains("threat labelled denial, 0."));
    // What was not asked for is left out.
    let page = folder.run("evaluate --model MODEL test.csv --format html").exits(0).out;
    for id in ["slices", "learning", "mistakes"] {
        assert!(!page.contains(&format!("\"{id}\"")) && !page.contains(&format!("#{id}")), "{id}");
    }
}

#[test]
fn plots_show_the_numbers_of_the_json() {
    let folder = Folder::new();
    folder.write("test.csv", harder());
    let run = |format: &str| {
        folder
            .run(&format!("evaluate --model MODEL test.csv --by topic --format {format}"))
            .exits(0)
    };
    let (page, json) = (run("html").out, run("json").json());
    let labels: Vec<&str> =
        json["labels"].as_array().unwrap().iter().map(|l| l["label"].as_str().unwrap()).collect();
    // Bars: as long as their figure, and told with interval.
    let part = section(&page, "labels");
    let (starts, widths) = (places(part, "bar", "x"), places(part, "bar", "width"));
    let axis = places(part, "grid", "x1");
    let unit = axis[5] - axis[0];
    assert_eq!((widths.len(), axis.len()), (9, 6));
    for (place, label) in labels.iter().enumerate() {
        for (bar, (name, shown)) in
            [("precision", "precision"), ("recall", "recall"), ("f1", "F1")].into_iter().enumerate()
        {
            let figure = &json["metrics"][format!("{name}:{label}")];
            let at = 3 * place + bar;
            assert!((starts[at] - axis[0]).abs() < 0.051);
            assert!((widths[at] - unit * number(figure, "value")).abs() < 0.11, "{label} {name}");
            let [value, low, high] = ["value", "low", "high"].map(|end| number(figure, end));
            let told =
                format!("<title>{label}, {shown} {value:.3} ({low:.3} to {high:.3})</title>");
            assert!(part.contains(&told), "{told}");
        }
    }
    // Cells: the count, the share, and the depth of the colour.
    let part = section(&page, "confusion");
    let depths = places(part, "cell", "fill-opacity");
    assert_eq!(depths.len(), 9);
    for (truth, row) in json["confusion_matrix"].as_array().unwrap().iter().enumerate() {
        for (given, count) in row.as_array().unwrap().iter().enumerate() {
            let share = json["confusion_shares"][truth][given].as_f64().unwrap();
            assert!((depths[3 * truth + given] - 0.62 * share).abs() < 0.0006);
            let told = format!(
                "<title>{} labelled {}: {count}, {:.1} %</title>",
                labels[truth],
                labels[given],
                100.0 * share
            );
            assert!(part.contains(&told), "{told}");
        }
    }
    // Dots of the reliability diagram stand where the bins are, by its axes.
    let part = section(&page, "reliability");
    let (xs, ys) = (places(part, "dot", "cx"), places(part, "dot", "cy"));
    let tick = Regex::new(
        "class=\"grid\" x1=\"([0-9.]+)\" y1=\"([0-9.]+)\"[^>]*/>\n<text[^>]*>([0-9]+) %</text>",
    );
    let ticks: Vec<[f64; 3]> = tick
        .unwrap()
        .captures_iter(part)
        .map(|found| [1, 2, 3].map(|at| found[at].parse().unwrap()))
        .collect();
    let (of_x, of_y) = ticks.split_at(ticks.len() / 2);
    let place_of = |ticks: &[[f64; 3]], axis: usize, value: f64| {
        let ([first, second], [from, to]) =
            ([ticks[0][axis], ticks[1][axis]], [ticks[0][2], ticks[1][2]].map(|v| v / 100.0));
        first + (value - from) / (to - from) * (second - first)
    };
    let bins = json["reliability"].as_array().unwrap();
    assert_eq!(xs.len(), 10);
    for (place, bin) in bins.iter().enumerate() {
        let x = place_of(of_x, 0, number(bin, "confidence"));
        let y = place_of(of_y, 1, number(&bin["right"], "value"));
        assert!((xs[place] - x).abs() < 0.5 && (ys[place] - y).abs() < 0.5, "bin {place}");
    }
    // The curve has a point for each point.
    let part = section(&page, "risk-coverage");
    let path = Regex::new("class=\"curve\" d=\"([^\"]*)\"").unwrap().captures(part).unwrap();
    let points = json["risk_coverage"]["points"].as_array().unwrap();
    assert_eq!(path[1].matches(['M', 'L']).count(), points.len());
    let slices: Vec<f64> = json["slices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|slice| number(&slice["macro_f1"], "value"))
        .collect();
    let widths = places(section(&page, "slices"), "bar", "width");
    let longest = widths[5] / slices[5];
    assert!(widths.iter().zip(&slices).all(|(w, s)| (w - longest * s).abs() < 0.2), "{widths:?}");
}

#[test]
fn nothing_from_outside_is_more_than_text() {
    let folder = Folder::new();
    let nasty = "<script>alert('x')</script> & <img src=http://evil.example/x>";
    let rows: String = ungrouped()
        .lines()
        .skip(1)
        .enumerate()
        .map(|(at, line)| format!("{line},<u>{}\"\"\u{1b}[31m\n", at % 2))
        .collect();
    let rows = rows
        .replace(",threat,<u>", ",<script>alert(1)</script>,\"<u>")
        .replace(",demand,<u>", ",demand,\"<u>")
        .replace(",denial,<u>", ",denial,\"<u>")
        .replace("[31m\n", "[31m\"\n");
    let rows = rows.replacen("The harbour", nasty, 1);
    folder.write("<b>.csv", format!("text,label,<i>k\n{rows}"));
    folder.write("curve.csv", "series,rows,macro_f1\n<script>,10,0.5\n<script>,20,0.6\n");
    folder.run("train <b>.csv --output <m> --c 0.01").exits(0);
    let flags = "--by <i>k --errors 40 --learning-curve curve.csv --draws 20 --format html";
    let page = folder.run(&format!("evaluate --model <m> <b>.csv {flags}")).exits(0).out;
    assert!(page.contains("default-src 'none'; style-src 'unsafe-inline'; base-uri"), "a policy");
    assert!(!page.contains("<script") && !page.contains('\u{1b}') && !page.contains("<u>"));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    let body = page.split("<body>").nth(1).unwrap();
    let tag = Regex::new("<[^>]*>").unwrap();
    let known = Regex::new(concat!(
        r#"^</?(header|h[1-4]|p|b|nav|ul|ol|li|a|main|section|dl|dt|dd|div|span|table|caption|thead|"#,
        r#"tbody|tr|th|td|figure|figcaption|details|summary|svg|title|desc|rect|line|path|circle|text|q|"#,
        r#"footer|body|html)( [a-zA-Z0-9-]+="[^"<>]*")*/?>$"#
    ))
    .unwrap();
    let anchor = Regex::new("href=\"#[a-z-]+\"").unwrap();
    for found in tag.find_iter(body) {
        assert!(known.is_match(found.as_str()), "{}", found.as_str());
        let inside = anchor.replace(found.as_str(), "");
        for address in ["http", "//", "src=", "href", "url(", "javascript", " on"] {
            assert!(!inside.to_lowercase().contains(address), "{address}: {inside}");
        }
    }
    let style = page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    for address in ["http", "//", "url(", "@import"] {
        assert!(!style.contains(address), "{address}");
    }
}

#[test]
fn the_page_is_the_same_with_any_number_of_threads() {
    let folder = Folder::new();
    folder.write("test.csv", harder());
    let of = |threads: usize| {
        let flags = format!("--by topic --errors 3 --format html --threads {threads}");
        folder.run(&format!("evaluate --model MODEL test.csv {flags}")).exits(0).out
    };
    assert!(of(1) == of(4));
}

#[test]
fn a_learning_curve_is_a_table_of_rows_and_macro_f1() {
    let folder = Folder::new();
    folder.write("test.csv", harder());
    let evaluate = "evaluate --model MODEL test.csv --draws 0 --learning-curve curve.csv";
    folder.write("curve.csv", CURVE);
    let run = folder.run(&format!("{evaluate} --format json"));
    run.fails(["--learning-curve", "--format json", "--format html"]);
    for (table, parts) in [
        ("rows,f1\n1,0.5\n", ["curve.csv:1", "macro_f1"]),
        ("rows,macro_f1\nmany,0.5\n", ["curve.csv:2:1: found \"many\"", "a number of rows"]),
        ("rows,macro_f1\n10,0.5\n20,88\n", ["curve.csv:3:2: found \"88\"", "from 0 to 1"]),
        ("rows,macro_f1\n", ["curve.csv", "no row below it"]),
        ("rows,macro_f1\n10\n", ["curve.csv:2", "found 1 fields, expected 2"]),
    ] {
        folder.write("curve.csv", table);
        folder.run(&format!("{evaluate} --format html")).fails(parts);
    }
    // One size and no series.
    folder.write("curve.csv", "rows,macro_f1\n10,0.5\n");
    let page = folder.run(&format!("{evaluate} --format html")).exits(0).out;
    assert_eq!(places(section(&page, "learning"), "dot", "cx").len(), 1);
    assert!(!section(&page, "learning").contains("legend"));
}

#[test]
fn odd_rows_make_a_page_as_well() {
    let folder = Folder::new();
    // One row: no intervals, labels without support.
    folder.write("one.csv", "text,label\nThey denied it.,denial\n");
    let page = folder.run("evaluate --model MODEL one.csv --format html").exits(0).out;
    assert!(!page.contains("NaN") && !page.contains("inf"), "{page}");
    assert!(section(&page, "methods").contains("there is one group only"));
    assert!(section(&page, "notes").contains("No column of groups was there"));
    assert!(!section(&page, "risk-coverage").contains("class=\"band\""));
    let run = folder.run("evaluate --articles . --format html");
    assert!(run.code != 0 || !run.out.contains("NaN"));
}

#[test]
fn many_labels_do_not_flood_the_page() {
    let folder = Folder::new();
    let row = |at: usize| format!("word{0} and more,label{0}\n", at % 70);
    folder.write("a.csv", format!("text,label\n{}", (0..140).map(row).collect::<String>()));
    folder.run("train a.csv --output m --folds 0 --no-card").exits(0);
    let page = folder.run("evaluate --model m a.csv --draws 9 --format html").exits(0).out;
    let labels = section(&page, "labels");
    assert_eq!(places(labels, "bar", "width").len(), 3 * 60);
    assert!(labels.contains("the 60 labels with the lowest F1"));
    assert_eq!(labels.matches("<th scope=\"row\">label").count(), 70);
    assert!(!section(&page, "confusion").contains("<svg"));
}

#[test]
fn articles_have_a_page_of_figures() {
    let articles = concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/articles/dev");
    let folder = Folder::new();
    let run = |format: &str| {
        folder.run_all(&format!("evaluate --format {format} --articles"), &[articles]).exits(0)
    };
    let (page, json) = (run("html").out, run("json").json());
    let macro_f1 = format!("<td>{:.4}</td>", number(&json, "macro_f1"));
    assert!(section(&page, "figures").contains(&macro_f1), "{macro_f1}");
    for label in json["labels"].as_array().unwrap() {
        assert!(section(&page, "labels").contains(label["label"].as_str().unwrap()));
    }
}
