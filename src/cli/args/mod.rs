//! The command line as typed: parser, help, man page and completions come
//! from here.

mod calibrating;
mod count;
mod evaluate;
mod explain;
mod inputs;
mod predict;
mod statements;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

pub(super) use calibrating::{CalibratingArgs, Wanted};
pub(super) use count::{CountArgs, SampleColumnArgs};
pub(super) use evaluate::{CompareArgs, EvaluateArgs};
pub(super) use explain::ExplainArgs;
pub(super) use inputs::InputArgs;
pub(super) use predict::PredictArgs;
pub(super) use statements::StatementsArgs;

use super::values::{
    C, Ngrams, TextOrJson, c, class_weight, label_threshold, ngrams, one_of, probability, solver,
};
use crate::dataset::Columns;
use crate::leakage::Level;
use crate::linear::ClassWeight;
use crate::selection::{BACKGROUND, MAX_FALSE_ALARMS, Metric};
use crate::solver::SolverKind;

/// Reads news and says what its speakers do with their words: threat,
/// reassurance, denial, demand, or any other labels that you bring.
#[derive(Debug, Parser)]
#[command(
    name = "stancekit",
    version,
    after_help = "\
Exit codes: 0 done; 1 ran, but a threshold asked for was missed; 2 wrong usage, \
a fatal error, or an input that failed.

Examples:
  stancekit predict article.txt
  stancekit predict --text 'We will answer any attack.' --format jsonl
  stancekit train sentences.csv --output my.safetensors
  stancekit evaluate --model my.safetensors test.csv"
)]
pub struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Args)]
pub(super) struct Global {
    /// Threads to use; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N", global = true)]
    pub threads: Option<NonZeroUsize>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Fit a model to labelled sentences
    Train(Box<TrainArgs>),
    /// Label the statements of articles, or the rows of a table
    Predict(Box<PredictArgs>),
    /// Show the statements of articles without labels, and what is dropped and why
    Statements(StatementsArgs),
    /// Report how accurate a model is on labelled sentences
    Evaluate(EvaluateArgs),
    /// Compare two models on the same labelled sentences
    Compare(CompareArgs),
    /// Show why a text is labelled as it is: the terms that decide
    Explain(Box<ExplainArgs>),
    /// Count labels in what predict wrote, corrected by a sample labelled by hand
    Count(CountArgs),
    /// Show what a model is made of
    Inspect(InspectArgs),
    /// Look a labelled table over before training
    Check(CheckArgs),
    /// Split a labelled table into train, dev and test by group
    Split(SplitArgs),
    /// Write completions for a shell to standard output
    Completions(CompletionsArgs),
    /// Write the manual page to standard output
    #[command(after_help = "\
Examples:
  stancekit man > ~/.local/share/man/man1/stancekit.1
  stancekit man | man -l -")]
    Man,
}

/// Columns that mostly hold what must be drawn as one.
const USUAL_GROUPS: [&str; 3] = ["topic", "article", "group"];

/// Where a labelled table keeps what.
#[derive(Debug, Args)]
pub(super) struct ColumnArgs {
    /// Column with the sentence [default: text]
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
    /// Column with the label [default: label]
    #[arg(long, value_name = "NAME")]
    pub label_column: Option<String>,
    /// Column with the group that no split may tear apart [default: topic, where there is one]
    #[arg(long, value_name = "NAME")]
    pub group_column: Option<String>,
    /// Column with the weight of a row in training [default: weight, where there is one]
    #[arg(long, value_name = "NAME")]
    pub weight_column: Option<String>,
}

impl ColumnArgs {
    /// As [`ColumnArgs::columns`]; where no column of groups is named, `article`
    /// or `group` may stand in for it.
    pub fn columns_or_usual_group(&self, defaults: &Columns) -> Columns {
        let mut columns = self.columns(defaults);
        if self.group_column.is_none() {
            columns.group_else = USUAL_GROUPS.map(str::to_owned).to_vec();
        }
        columns
    }

    /// The columns named here, else those of `defaults`.
    pub fn columns(&self, defaults: &Columns) -> Columns {
        let or =
            |given: &Option<String>, default: &String| given.as_ref().unwrap_or(default).clone();
        Columns {
            text: or(&self.text_column, &defaults.text),
            label: or(&self.label_column, &defaults.label),
            group: or(&self.group_column, &defaults.group),
            weight: or(&self.weight_column, &defaults.weight),
            weight_required: self.weight_column.is_some(),
            group_required: self.group_column.is_some(),
            ..Columns::default()
        }
    }
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  stancekit train sentences.csv --output my.safetensors
  stancekit train a.csv b.csv.gz --output my.safetensors --group-column article --folds 10
  stancekit train trec.csv --output trec.safetensors --word-ngrams 1-2 --char-ngrams none --c 30
  stancekit train sentences.csv --output my.safetensors --c auto
  stancekit train tweets.csv --output stances.safetensors --c auto --model-per target
  stancekit train sentences.csv --output my.safetensors --config settings.toml
  stancekit train train.csv --output my.safetensors --tune dev.csv --tune-articles articles/dev
  stancekit train train.csv --output my.safetensors --target-error 0.05 --calibration-share 0.2

Every setting and its default stand in docs/settings.md.")]
pub(super) struct TrainArgs {
    /// Labelled tables: CSV or TSV with a header, plain or gzipped; - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The model file to write
    #[arg(long, short, value_name = "MODEL")]
    pub output: PathBuf,
    #[command(flatten)]
    pub columns: ColumnArgs,
    /// Go on without rows that cannot be used; they are counted and listed
    #[arg(long)]
    pub skip_bad_rows: bool,
    /// Settings as TOML; flags come before them
    #[arg(long, value_name = "FILE.toml")]
    pub config: Option<PathBuf>,
    /// Inverse regularisation strength, as in scikit-learn; auto tries 0.3 to 100, and more where
    /// the best stands at an end, by cross-validation [default: 10]
    #[arg(long, value_name = "X|auto", allow_negative_numbers = true, value_parser = c)]
    pub c: Option<C>,
    /// What --c auto chooses by [default: macro_f1]
    #[arg(long, value_name = "NAME", value_parser = one_of(Metric::ALL, Metric::as_str))]
    pub metric: Option<Metric>,
    /// How much rows of a label count [default: none]
    #[arg(long, value_name = "WEIGHT", value_parser = class_weight())]
    pub class_weight: Option<ClassWeight>,
    /// Lengths of word n-grams, or none [default: 1-2]
    #[arg(long, value_name = "A-B|none", value_parser = ngrams)]
    pub word_ngrams: Option<Ngrams>,
    /// Lengths of character n-grams inside words, or none [default: 2-5]
    #[arg(long, value_name = "A-B|none", value_parser = ngrams)]
    pub char_ngrams: Option<Ngrams>,
    /// Take each symbol (quote, "!", emoji) as a word
    #[arg(long)]
    pub symbols: bool,
    /// Drop terms that stand in fewer texts than this, in each block [default: 1]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub min_df: Option<usize>,
    /// Keep at most this many terms, in each block [default: no limit]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub max_features: Option<usize>,
    /// How the weights are found [default: dual-cd]
    #[arg(long, value_name = "NAME", value_parser = solver())]
    pub solver: Option<SolverKind>,
    /// End where the objective is proved to be over the least by at most this share of itself
    /// [default: 0.0001]
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    pub tol: Option<f64>,
    /// Folds of cross-validation; 0 for one fit and no more
    #[arg(long, value_name = "N", default_value_t = 5, allow_negative_numbers = true)]
    pub folds: usize,
    /// Decides which rows fall into which fold
    #[arg(long, value_name = "N", default_value_t = 0, allow_negative_numbers = true)]
    pub seed: u64,
    /// Fit a model for each value of this column, all into one file; predict and evaluate take a
    /// row to the model of its value
    #[arg(long, value_name = "COLUMN", conflicts_with_all = ["tune", "tune_articles"])]
    pub model_per: Option<String>,
    /// What the model keeps of the rows, so that evaluate finds them again: none; exact, by which a
    /// guessed sentence can be confirmed; near, which gives away the words of each
    /// [default: near up to 100000 rows, else exact]
    #[arg(long, value_name = "LEVEL", value_parser = one_of(Level::ALL, Level::as_str))]
    pub fingerprints: Option<Level>,
    #[command(flatten)]
    pub tuning: TuningArgs,
    /// Show figures of this labelled table on the model card too; may be given more than once
    #[arg(long, value_name = "FILE", conflicts_with = "no_card")]
    pub test: Vec<PathBuf>,
    /// Write no model card (MODEL.card.md) beside the model
    #[arg(long)]
    pub no_card: bool,
    #[command(flatten)]
    pub calibrating: CalibratingArgs,
}

/// What the default operating point is chosen on.
#[derive(Debug, Args)]
pub(super) struct TuningArgs {
    /// Choose the default operating point on this labelled table; may be given more than once
    #[arg(long, value_name = "FILE")]
    pub tune: Vec<PathBuf>,
    /// Choose the default operating point on the articles with gold in this folder
    #[arg(long, value_name = "DIR")]
    pub tune_articles: Option<PathBuf>,
    /// The label of what is no act
    #[arg(long, value_name = "LABEL", default_value = BACKGROUND)]
    pub background: String,
    /// The share of background sentences that may be given another label (0 to 1)
    #[arg(long, value_name = "P", default_value_t = MAX_FALSE_ALARMS, value_parser = probability,
          allow_negative_numbers = true)]
    pub max_false_alarms: f64,
}

/// Where the model decides.
#[derive(Debug, Args)]
pub(super) struct PointArgs {
    /// The shares of labels to expect: default, training, natural, or a TOML file of LABEL = SHARE
    #[arg(long, value_name = "PRIOR", default_value = "default")]
    pub prior: String,
    /// Give a label where its probability is at least this, and nowhere else (0 to 1)
    #[arg(long, value_name = "LABEL=P", value_parser = label_threshold)]
    pub threshold: Vec<(String, f64)>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  stancekit inspect my.safetensors
  stancekit inspect my.safetensors --terms 30 --format json")]
pub(super) struct InspectArgs {
    /// The model [default: the one that ships inside]
    #[arg(value_name = "MODEL")]
    pub model: Option<PathBuf>,
    /// How the result is written
    #[arg(long, short, default_value = "text", value_name = "FORMAT",
          value_parser = one_of([TextOrJson::Text, TextOrJson::Json], TextOrJson::as_str))]
    pub format: TextOrJson,
    /// How many of the strongest terms of each label are shown
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub terms: usize,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  stancekit check sentences.csv
  stancekit check sentences.csv --label-errors 40 --config settings.toml
  stancekit check sentences.csv --format json")]
pub(super) struct CheckArgs {
    /// A labelled table: CSV or TSV with a header, plain or gzipped; - for standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub columns: ColumnArgs,
    /// List this many of the rows whose label is likely wrong, by models fitted to the other rows
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub label_errors: Option<usize>,
    /// The settings of those models, as in train
    #[arg(long, value_name = "FILE.toml", requires = "label_errors")]
    pub config: Option<PathBuf>,
    /// How the result is written
    #[arg(long, short, default_value = "text", value_name = "FORMAT",
          value_parser = one_of([TextOrJson::Text, TextOrJson::Json], TextOrJson::as_str))]
    pub format: TextOrJson,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  stancekit split sentences.csv --group-column topic
  stancekit split sentences.csv --output-dir parts --shares 80,10,10 --seed 7

No group falls on two sides, nor do rows whose word sets have a Jaccard similarity over 0.6. \
Each label is spread over the sides as evenly as that allows. All columns are kept.")]
pub(super) struct SplitArgs {
    /// A labelled table: CSV or TSV with a header, plain or gzipped
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub columns: ColumnArgs,
    /// Folder for train.csv, dev.csv and test.csv [default: the folder of FILE]
    #[arg(long, value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
    /// Parts of the rows for train, dev and test
    #[arg(long, value_name = "A,B,C", value_delimiter = ',', default_values_t = [70.0, 10.0, 20.0])]
    pub shares: Vec<f64>,
    /// Decides between sides that are equally good
    #[arg(long, value_name = "N", default_value_t = 0, allow_negative_numbers = true)]
    pub seed: u64,
    /// Go on without rows that cannot be used; they are counted and listed
    #[arg(long)]
    pub skip_bad_rows: bool,
    /// Write over files that are there
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  stancekit completions bash > ~/.local/share/bash-completion/completions/stancekit
  stancekit completions fish > ~/.config/fish/completions/stancekit.fish")]
pub(super) struct CompletionsArgs {
    /// The shell
    pub shell: Shell,
}
