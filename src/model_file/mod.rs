//! Models as files: one `.safetensors` file with tensors and a JSON header.
//!
//! The format is told in `docs/model-format.md`. Nothing in it runs on loading;
//! the whole file is covered by a checksum, so that any corrupt byte is an
//! error. It holds no date, path, host or duration: the same data, settings and
//! version give the same bytes.

mod container;
mod fingerprints;
mod models;
mod tensors;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use container::{NO_CHECKSUM, Opened, Parts};
pub use models::{By, Models};
use safetensors::tensor::Dtype;
use serde::{Deserialize, Serialize};
use tensors::{Source, Tensor, Tensors, little_endian};

use crate::dataset::Columns;
use crate::error::{Error, Result};
use crate::features::{FittedBlock, FittedTfidf, Vocabulary};
use crate::label::LabelSet;
use crate::leakage::Fingerprints;
use crate::linear::FittedLogistic;
use crate::pipeline::{FittedPipeline, PipelineSpec};
use crate::selection::{CChoice, Calibration, CrossValidationRecord, Refusal};
use crate::whole_file::WholeFile;

/// The format that this version writes, and the newest that it reads.
pub const FORMAT: u32 = 5;
/// The oldest format that this version reads.
pub const OLDEST_FORMAT: u32 = 1;

static SHIPPED: &Aligned<[u8]> =
    &Aligned(*include_bytes!("../../models/statements/statements.safetensors"));
const SHIPPED_NAME: &str = "<shipped model>";

/// Bytes that stand where numbers may.
#[repr(C, align(8))]
struct Aligned<B: ?Sized>(B);

/// How a model came to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingRecord {
    /// The version of stancekit that fitted it.
    pub stancekit_version: String,
    /// Rows fitted on.
    pub rows: usize,
    /// Rows by label.
    pub label_counts: BTreeMap<String, usize>,
    /// The number of groups, where there were any.
    pub groups: Option<usize>,
    /// The language of nearly all rows (ISO 639-3), where it is sure. Not in
    /// formats before 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The columns read.
    pub columns: Columns,
    /// The identity of the data ([`crate::dataset::Dataset::blake3`]).
    pub data_blake3: String,
    /// The seed of the folds.
    pub seed: u64,
    /// The objective reached.
    pub objective: f64,
    /// The duality gap over the objective, where the solver ended by that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relative_gap: Option<f64>,
    /// The norm of the gradient over that at zero, where the solver ended by
    /// that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relative_gradient: Option<f64>,
    /// Whether the tolerance was met.
    pub converged: bool,
    /// How `c` was chosen, where it was not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub c_choice: Option<CChoice>,
    /// Scores of cross-validation, where it was done.
    pub cross_validation: Option<CrossValidationRecord>,
}

/// A fitted pipeline with its settings and training record.
///
/// ```
/// use stancekit::model_file::Model;
///
/// # fn main() -> Result<(), stancekit::error::Error> {
/// let model = Model::shipped()?;
/// let prediction = model.pipeline.predict_one("The ministry denied the report.");
/// assert_eq!(model.pipeline.labels().name(prediction.class), "denial");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// What labels texts.
    pub pipeline: FittedPipeline,
    /// The settings it was fitted with.
    pub spec: PipelineSpec,
    /// How it came to be.
    pub record: TrainingRecord,
    /// Where it may decide. The pipeline is at the default point.
    pub calibration: Calibration,
    /// By what the training rows are found again, where that is kept. Not in
    /// formats before 5.
    pub fingerprints: Option<Fingerprints>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    blake3: String,
    /// Not in format 1.
    calibration: Option<Calibration>,
    format: u32,
    labels: LabelSet,
    spec: PipelineSpec,
    training: TrainingRecord,
}

impl Model {
    /// The model that ships inside this library: the five labels of
    /// `models/statements`.
    ///
    /// # Errors
    /// [`Error::Model`] where the build was made without a valid one.
    pub fn shipped() -> Result<Self> {
        Self::from_source(Source::Static(&SHIPPED.0), SHIPPED_NAME)
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// [`Error::Io`] where it cannot be read; [`Error::Model`] where it is no
    /// model, is damaged, or is of a format that this version does not know.
    pub fn load(path: &Path) -> Result<Self> {
        let bytes = fs::read(path).map_err(|e| Error::io(path, "read", e))?;
        Self::from_bytes(&bytes, &path.display().to_string())
    }

    /// Writes the model file, whole or not at all.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn save(&self, path: &Path) -> Result<()> {
        self.write(WholeFile::create(path)?, path)
    }

    /// Writes into a file that was opened before the work began.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn write(&self, file: WholeFile, path: &Path) -> Result<()> {
        self.parts()?.write(file, path)
    }

    /// The bytes of the model file.
    ///
    /// # Errors
    /// [`Error::Model`] where they cannot be put together.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        Ok(self.parts()?.into_bytes())
    }

    fn parts(&self) -> Result<Parts<'_>> {
        let header = Header {
            blake3: NO_CHECKSUM.into(),
            calibration: Some(self.calibration.clone()),
            format: FORMAT,
            labels: self.pipeline.labels().clone(),
            spec: self.spec.clone(),
            training: self.record.clone(),
        };
        Parts::new(&header, self.tensors())
    }

    fn tensors(&self) -> Vec<(String, Tensor<'_>)> {
        let classifier = self.pipeline.classifier();
        let columns = classifier.n_columns();
        let mut tensors = vec![
            (
                "weights".to_owned(),
                Tensor::new(
                    Dtype::F32,
                    vec![classifier.n_features(), columns],
                    little_endian(classifier.coefficients(), |w| w.to_le_bytes()),
                ),
            ),
            (
                "intercept".to_owned(),
                Tensor::new(
                    Dtype::F64,
                    vec![columns],
                    little_endian(classifier.intercepts(), |b| b.to_le_bytes()),
                ),
            ),
        ];
        for (place, block) in self.pipeline.tfidf().blocks().iter().enumerate() {
            let vocabulary = &block.vocabulary;
            let offsets = little_endian(vocabulary.offsets(), |o| o.to_le_bytes());
            let idf = little_endian(&block.idf, |i| i.to_le_bytes());
            tensors.extend([
                (
                    format!("block.{place}.vocabulary"),
                    Tensor::new(
                        Dtype::U8,
                        vec![vocabulary.text().len()],
                        Cow::Borrowed(vocabulary.text().as_bytes()),
                    ),
                ),
                (
                    format!("block.{place}.offsets"),
                    Tensor::new(Dtype::U32, vec![vocabulary.len() + 1], offsets),
                ),
                (
                    format!("block.{place}.idf"),
                    Tensor::new(Dtype::F32, vec![vocabulary.len()], idf),
                ),
            ]);
        }
        tensors.extend(self.fingerprints.iter().flat_map(fingerprints::tensors));
        tensors
    }

    /// Reads a model from the bytes of its file; `source` is its name in
    /// messages.
    ///
    /// # Errors
    /// As [`Model::load`].
    pub fn from_bytes(bytes: &[u8], source: &str) -> Result<Self> {
        Self::from_source(Source::Read(bytes), source)
    }

    fn from_source(from: Source<'_>, source: &str) -> Result<Self> {
        let opened = Opened::new(from, source)?;
        if opened.is_by() {
            let problem = "holds one model for each value of a column, expected one for all texts";
            return Err(Error::model(source, problem));
        }
        Self::from_opened(&opened, source)
    }

    fn from_opened(opened: &Opened<'_>, source: &str) -> Result<Self> {
        opened.read(source, |header| Self::from_header(header, &opened.tensors, source))
    }

    fn from_header(header: Header, tensors: &Tensors<'_>, source: &str) -> Result<Self> {
        let wrong = |problem: String| Error::model(source, problem);
        let mut pipeline = read_pipeline(tensors, &header).map_err(|e| match e {
            Error::Model { .. } | Error::Io { .. } => e,
            other => wrong(format!("its parts do not fit: {other}")),
        })?;
        let fingerprints = fingerprints::read(tensors, &header.training.data_blake3)
            .map_err(|e| wrong(format!("its parts do not fit: {e}")))?;
        let calibration = match header.calibration {
            Some(calibration) => calibration,
            None => calibration_of_format_1(&header.labels, &header.training),
        };
        let fits = |e| wrong(format!("its parts do not fit: {e}"));
        let scaling = calibration.scaling(&header.labels).map_err(fits)?;
        calibration.refusal.as_ref().map_or(Ok(()), Refusal::check).map_err(fits)?;
        let point = calibration.default_point(&header.labels).map_err(fits)?;
        pipeline.scale_by(scaling);
        pipeline.decide_at(point);
        Ok(Self { pipeline, spec: header.spec, record: header.training, calibration, fingerprints })
    }
}

/// Format 1 knew no weights: its prior is that of the rows.
fn calibration_of_format_1(labels: &LabelSet, record: &TrainingRecord) -> Calibration {
    let count = |name: &String| record.label_counts.get(name).copied().unwrap_or(0) as f64;
    let all: f64 = labels.names().iter().map(count).sum();
    let shares = labels.names().iter().map(|name| count(name) / all.max(1.0));
    Calibration { training_prior: shares.collect(), ..Calibration::default() }
}

fn read_pipeline(tensors: &Tensors<'_>, header: &Header) -> Result<FittedPipeline> {
    let weights = tensors.numbers("weights", Dtype::F32, f32::from_le_bytes)?;
    let intercept = tensors.numbers("intercept", Dtype::F64, f64::from_le_bytes)?.into_owned();
    let classifier = FittedLogistic::from_parts(header.labels.len(), weights, intercept)?;
    let mut blocks = Vec::with_capacity(header.spec.features.len());
    for (place, spec) in header.spec.features.iter().enumerate() {
        let name = |part: &str| format!("block.{place}.{part}");
        let text = tensors.text(&name("vocabulary"))?;
        let offsets = tensors.numbers(&name("offsets"), Dtype::U32, u32::from_le_bytes)?;
        blocks.push(FittedBlock {
            spec: spec.clone(),
            vocabulary: Vocabulary::from_parts(text, offsets)?,
            idf: tensors.numbers(&name("idf"), Dtype::F32, f32::from_le_bytes)?,
        });
    }
    let tfidf = FittedTfidf::from_parts(header.spec.normalization.clone(), blocks)?;
    FittedPipeline::from_parts(header.labels.clone(), tfidf, classifier)
}
