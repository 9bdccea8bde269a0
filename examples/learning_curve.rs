//! The learning curve of the shipped statements: fitted on ever more rows of
//! the train split, measured on the test split and on any other labelled files.
//!
//! ```sh
//! cargo run --release --example learning_curve -- docs/learning-curve.svg [FILE.csv]...
//! ```
//!
//! Prints a table, draws it, and writes its macro-F1 beside the drawing as
//! `learning-curve.csv` for `stancekit evaluate --learning-curve`. Rows are drawn at random (seed 0), each size
//! holding all rows of the sizes before it. For each file it shows the macro-F1
//! as the model stands and, behind it, at the weight of `other` that suits the
//! file best, with the share of `other` taken for an act there.

// A program prints.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use stancekit::dataset::{Columns, Dataset};
use stancekit::linear::argmax;
use stancekit::metrics::Scores;
use stancekit::pipeline::{FittedPipeline, Pipeline, PipelineSpec};

const SIZES: [usize; 8] = [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, usize::MAX];
const OTHER: &str = "other";

/// Macro-F1 as it stands and at the best weight of `other`, the share of
/// `other` taken for an act there, and that weight.
struct Point {
    plain: f64,
    best: f64,
    false_alarms: f64,
    weight: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let svg = arguments.next().ok_or("usage: learning_curve OUT.svg [FILE.csv]...")?;
    let mut files = vec!["datasets/statements/test.csv".to_owned()];
    files.extend(arguments);
    let columns = Columns::default();
    let train = Dataset::read(&["datasets/statements/train.csv"], &columns)?;
    let tests =
        files.iter().map(|f| Dataset::read(&[f], &columns)).collect::<Result<Vec<_>, _>>()?;
    let config = Path::new("models/statements/config.toml");
    let mut spec: PipelineSpec = toml::from_str(&fs::read_to_string(config)?)?;
    spec.read_lexicons(&config.with_file_name(""))?;
    let pipeline = Pipeline::new(spec)?;
    let mut order: Vec<usize> = (0..train.examples.len()).collect();
    order.shuffle(&mut ChaCha8Rng::seed_from_u64(0));
    let mut curves = Vec::new();
    println!("| rows | {} |", files.join(" | "));
    println!("|---|{}", "---|".repeat(files.len()));
    for size in SIZES.map(|size| size.min(order.len())) {
        let fitted = pipeline.fit_dataset(train.subset(&order[..size]))?.pipeline;
        let points = tests.iter().map(|t| measure(&fitted, t)).collect::<Result<Vec<_>, _>>()?;
        let cells: Vec<String> = points
            .iter()
            .map(|p| {
                format!(
                    "{:.3}, {:.3} at {:.1} ({:.0} %)",
                    p.plain,
                    p.best,
                    p.weight,
                    100.0 * p.false_alarms
                )
            })
            .collect();
        println!("| {size} | {} |", cells.join(" | "));
        curves.push((size, points));
        if size == order.len() {
            break;
        }
    }
    fs::write(Path::new(&svg).with_extension("csv"), table(&files, &curves)?)?;
    fs::write(svg, draw(&files, &curves))?;
    Ok(())
}

/// A series a file, as the model stands.
fn table(files: &[String], curves: &[(usize, Vec<Point>)]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["series", "rows", "macro_f1"])?;
    for (place, file) in files.iter().enumerate() {
        let series = file.rsplit('/').next().unwrap_or(file);
        for (rows, points) in curves {
            let macro_f1 = format!("{:.4}", points[place].plain);
            table.write_record([series, &rows.to_string(), &macro_f1])?;
        }
    }
    Ok(table.into_inner()?)
}

fn measure(pipeline: &FittedPipeline, data: &Dataset) -> Result<Point, Box<dyn Error>> {
    let labels = pipeline.labels();
    let other = labels.index_of(OTHER).ok_or("the data has no label other")?;
    let truth: Vec<usize> = data.targets(labels).into_iter().flatten().collect();
    let probabilities: Vec<Vec<f64>> =
        pipeline.predict(&data.texts()).into_iter().map(|p| p.probabilities).collect();
    let mut points = (0..=40).map(|step| {
        let weight = 2_f64.powf(f64::from(step) / 5.0);
        let predicted: Vec<usize> = probabilities
            .iter()
            .map(|p| {
                let mut p = p.clone();
                p[other] *= weight;
                argmax(&p)
            })
            .collect();
        let scores = Scores::new(labels, &truth, &predicted, &probabilities)?;
        Ok((weight, scores.macro_f1, 1.0 - scores.labels[other].recall))
    });
    let first: Result<_, Box<dyn Error>> = points.next().ok_or("no point")?;
    let first = first?;
    let rest = points.collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    let best = rest.into_iter().fold(first, |best, p| if p.1 > best.1 { p } else { best });
    Ok(Point { plain: first.1, best: best.1, weight: best.0, false_alarms: best.2 })
}

/// Macro-F1 (at the best weight) over rows, the latter on a logarithmic scale.
fn draw(files: &[String], curves: &[(usize, Vec<Point>)]) -> String {
    const COLOURS: [&str; 4] = ["#1f5fa8", "#b4432f", "#3a7d44", "#7a4fa3"];
    let (width, height, left, bottom) = (640.0, 360.0, 56.0, 44.0);
    let log = |rows: usize| (rows as f64).ln();
    let (low, high) = (log(curves[0].0), log(curves[curves.len() - 1].0));
    let x = |rows| left + (log(rows) - low) / (high - low) * (width - left - 20.0);
    let y = |f1: f64| height - bottom - (f1 - 0.2) / 0.8 * (height - bottom - 20.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n\
         <title>Macro-F1 over the number of training rows</title>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n"
    );
    for step in 1..=5 {
        let f1 = f64::from(step) / 5.0;
        let _ = writeln!(
            svg,
            "<path d=\"M{left} {0:.1}H{1}\" stroke=\"#ddd\"/><text x=\"20\" y=\"{2:.1}\">{f1:.1}</text>",
            y(f1),
            width - 20.0,
            y(f1) + 4.0
        );
    }
    for (rows, _) in curves {
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\">{rows}</text>",
            x(*rows),
            height - bottom + 20.0
        );
    }
    for (file, name) in files.iter().enumerate() {
        let colour = COLOURS[file % COLOURS.len()];
        let points: Vec<String> = curves
            .iter()
            .map(|(rows, points)| format!("{:.1},{:.1}", x(*rows), y(points[file].best)))
            .collect();
        let name = name.rsplit('/').next().unwrap_or(name);
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>\n\
             <text x=\"{}\" y=\"{}\" fill=\"{colour}\">{name}</text>",
            points.join(" "),
            left + 12.0,
            30.0 + 16.0 * file as f64
        );
    }
    svg + "</svg>\n"
}
