//! Values of flags: what is parsed, and what is said of what cannot be.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use encoding_rs::Encoding;

use crate::features::NgramRange;
use crate::linear::ClassWeight;
use crate::solver::SolverKind;

/// Lengths of n-grams, or none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ngrams(pub Option<NgramRange>);

pub(super) fn ngrams(text: &str) -> Result<Ngrams, String> {
    if text == "none" {
        return Ok(Ngrams(None));
    }
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    match (from.trim().parse(), to.trim().parse()) {
        (Ok(from), Ok(to)) => {
            let range = NgramRange(from, to);
            range.check().map_err(|error| error.to_string())?;
            Ok(Ngrams(Some(range)))
        }
        _ => Err("expected two lengths such as 1-2, one such as 3, or none".into()),
    }
}

/// A `c`, or the choice of one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum C {
    Auto,
    Fixed(f64),
}

pub(super) fn c(text: &str) -> Result<C, String> {
    match (text, text.parse()) {
        ("auto", _) => Ok(C::Auto),
        (_, Ok(c)) => Ok(C::Fixed(c)),
        _ => Err("expected a number over 0, or auto".into()),
    }
}

pub(super) fn class_weight() -> impl TypedValueParser<Value = ClassWeight> {
    PossibleValuesParser::new(["none", "balanced"]).map(|name| match name.as_str() {
        "balanced" => ClassWeight::Balanced,
        _ => ClassWeight::None,
    })
}

pub(super) fn solver() -> impl TypedValueParser<Value = SolverKind> {
    PossibleValuesParser::new(SolverKind::ALL.map(SolverKind::as_str))
        .try_map(|name| name.parse::<SolverKind>())
}

/// A parser that takes the names of `all` values.
pub(super) fn one_of<T: Copy + Send + Sync + 'static, const N: usize>(
    all: [T; N],
    name: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(all.map(name))
        .map(move |given| all.into_iter().find(|v| name(*v) == given).unwrap_or(all[0]))
}

/// What a statement of an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Row,
    Sentence,
    Clause,
}

impl Unit {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::Sentence => "sentence",
            Self::Clause => "clause",
        }
    }
}

pub(super) fn probability(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(p) if (0.0..=1.0).contains(&p) => Ok(p),
        _ => Err("expected a number from 0 to 1".into()),
    }
}

pub(super) fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if 0.0 < share && share < 1.0 => Ok(share),
        _ => Err("expected a number over 0 and under 1".into()),
    }
}

/// A label and its threshold.
pub(super) fn label_threshold(text: &str) -> Result<(String, f64), String> {
    let wrong = || format!("expected LABEL=P such as threat=0.6, found {text:?}");
    let (label, p) = text.rsplit_once('=').ok_or_else(wrong)?;
    Ok((label.to_owned(), probability(p).map_err(|_| wrong())?))
}

/// A metric and its bound.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Threshold {
    pub metric: String,
    pub bound: f64,
}

pub(super) fn threshold(text: &str) -> Result<Threshold, String> {
    let wrong = || format!("expected METRIC=X such as macro_f1=0.8, found {text:?}");
    let (metric, bound) = text.rsplit_once('=').ok_or_else(wrong)?;
    match bound.parse::<f64>() {
        Ok(bound) if !bound.is_nan() => Ok(Threshold { metric: metric.to_owned(), bound }),
        _ => Err(wrong()),
    }
}

/// A row of a table, by the line that it begins at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub file: PathBuf,
    pub line: u64,
}

pub(super) fn row(text: &str) -> Result<Row, String> {
    let wrong = || {
        "expected FILE:LINE such as test.csv:17, a line from 2 (the header stands at line 1)"
            .to_owned()
    };
    let (file, line) = text.rsplit_once(':').ok_or_else(wrong)?;
    match line.parse() {
        Ok(line) if line >= 2 && !file.is_empty() => Ok(Row { file: file.into(), line }),
        _ => Err(wrong()),
    }
}

/// Formats of reports for people or programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextOrJson {
    Text,
    Json,
}

impl TextOrJson {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
        }
    }
}

/// An encoding by one of its names.
pub(super) fn encoding(text: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label(text.as_bytes()).ok_or_else(|| {
        "expected the name of an encoding, such as utf-8, utf-16le, windows-1252, koi8-r, \
         shift_jis, gb18030 or big5"
            .into()
    })
}

/// A number of bytes: 500000, 500k, 16MiB, 1G.
pub(super) fn bytes(text: &str) -> Result<u64, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let factor = match text[digits..].trim().to_ascii_lowercase().as_str() {
        "" | "b" => Some(1),
        "k" | "kib" => Some(1 << 10),
        "m" | "mib" => Some(1 << 20),
        "g" | "gib" => Some(1 << 30),
        "kb" => Some(1_000),
        "mb" => Some(1_000_000),
        "gb" => Some(1_000_000_000),
        _ => None,
    };
    let number: Option<u64> = text[..digits].parse().ok();
    let bytes = number.zip(factor).and_then(|(number, factor)| number.checked_mul(factor));
    bytes.ok_or_else(|| "expected a number of bytes such as 500000, 500k, 16MiB or 1G".into())
}
