//! What `make.py` writes.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use stancekit::dataset::{Columns, Dataset};
use stancekit::features::{BlockSpec, CharWbNgrams, ExtractorSpec, NgramRange, WordNgrams};

#[derive(Deserialize)]
pub struct Expected {
    pub corpora: Vec<Corpus>,
    pub metrics: Vec<Metrics>,
}

#[derive(Deserialize)]
pub struct Corpus {
    pub name: String,
    pub n_rows: usize,
    pub held_out: Vec<String>,
    pub features: Vec<Features>,
    pub fits: Vec<Fit>,
}

#[derive(Deserialize)]
pub struct Features {
    pub blocks: Vec<Block>,
    pub rows: Vec<Row>,
    pub held_out: Vec<Row>,
}

#[derive(Deserialize)]
pub struct Block {
    words: Option<NgramRange>,
    char_wb: Option<NgramRange>,
    sublinear: bool,
    min_df: Option<usize>,
    max_df: Option<f64>,
    max_features: Option<usize>,
    vocabulary: String,
    idf: Table,
}

/// Values that repeat: those that differ, and which one stands at each place.
#[derive(Deserialize)]
struct Table {
    values: Vec<f64>,
    at: Vec<usize>,
}

/// A row's columns, as differences to the one before, and values.
#[derive(Deserialize)]
pub struct Row {
    steps: Vec<u32>,
    #[serde(flatten)]
    table: Table,
}

/// Logistic regression on words 1-2.
#[derive(Deserialize)]
pub struct Fit {
    pub c: f64,
    pub balanced: bool,
    pub labels: Vec<String>,
    pub objective: f64,
    pub rows: Vec<Vec<f64>>,
    pub held_out: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
pub struct Metrics {
    pub name: String,
    pub truth: Vec<usize>,
    pub predicted: Vec<usize>,
    pub probabilities: Vec<Vec<f64>>,
    pub accuracy: f64,
    pub macro_f1: f64,
    pub weighted_f1: f64,
    pub log_loss: f64,
    pub balanced_accuracy: f64,
    pub macro_precision: f64,
    pub macro_recall: f64,
    pub weighted_precision: f64,
    pub weighted_recall: f64,
    pub mcc: f64,
    pub kappa: Option<f64>,
    pub brier: f64,
    pub average_precision: Vec<Option<f64>>,
    pub precision: Vec<f64>,
    pub recall: Vec<f64>,
    pub f1: Vec<f64>,
    pub support: Vec<usize>,
    pub confusion_matrix: Vec<Vec<usize>>,
}

impl Expected {
    pub fn read() -> Self {
        let text = fs::read_to_string(path("expected.json")).expect("the file is there");
        serde_json::from_str(&text).expect("make.py wrote it")
    }
}

impl Corpus {
    pub fn read(&self) -> Dataset {
        let data = Dataset::read(&[path(&format!("{}.csv", self.name))], &Columns::default())
            .and_then(Dataset::without_bad_rows)
            .expect("a table without bad rows");
        assert_eq!(data.examples.len(), self.n_rows, "{}", self.name);
        data
    }
}

impl Block {
    pub fn spec(&self) -> BlockSpec {
        let extractor = match (self.words, self.char_wb) {
            (Some(ngrams), None) => {
                ExtractorSpec::Word(WordNgrams { ngrams, ..WordNgrams::default() })
            }
            (None, Some(ngrams)) => ExtractorSpec::CharWb(CharWbNgrams { ngrams }),
            _ => panic!("a block is of words or of characters"),
        };
        let default = BlockSpec::new(extractor);
        BlockSpec {
            min_df: self.min_df.unwrap_or(default.min_df),
            max_df: self.max_df.unwrap_or(default.max_df),
            max_features: self.max_features,
            sublinear_tf: self.sublinear,
            ..default
        }
    }

    pub fn vocabulary(&self) -> Vec<&str> {
        self.vocabulary.split('\n').collect()
    }

    pub fn idf(&self) -> Vec<f64> {
        self.idf.all()
    }
}

impl Row {
    pub fn columns(&self) -> Vec<u32> {
        let ends = self.steps.iter().scan(0, |column, step| {
            *column += step;
            Some(*column)
        });
        ends.collect()
    }

    pub fn values(&self) -> Vec<f64> {
        self.table.all()
    }
}

impl Table {
    fn all(&self) -> Vec<f64> {
        self.at.iter().map(|at| self.values[*at]).collect()
    }
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/parity").join(name)
}
