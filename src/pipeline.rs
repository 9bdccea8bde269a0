//! The whole way from a text to its label: the only place that knows the
//! order of the steps.

mod path;

use std::borrow::Borrow;
use std::path::Path;
use std::time::{Duration, Instant};

use linfa::ParamGuard;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use path::FittedPath;

use crate::calibration::OperatingPoint;
use crate::dataset::Dataset;
use crate::error::{Error, Result};
use crate::features::{
    BlockSpec, CharWbNgrams, CsrMatrix, ExtractorSpec, FittedTfidf, Lexicon, Room, Tfidf,
    WordNgrams,
};
use crate::label::LabelSet;
use crate::linear::{FitReport, FittedLogistic, LogisticRegression, LogisticSpec};
use crate::text::Normalization;

/// Texts handled by one task.
const CHUNK: usize = 256;

/// Everything that decides how a model is fitted: what `--config` holds and
/// what a model file keeps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PipelineSpec {
    /// What is made equal before terms are taken. Default: lower case.
    pub normalization: Vec<Normalization>,
    /// The blocks of features. Default: words 1-2 and characters 2-5.
    pub features: Vec<BlockSpec>,
    /// The classifier.
    pub classifier: LogisticSpec,
}

impl Default for PipelineSpec {
    fn default() -> Self {
        Self {
            normalization: vec![Normalization::Lowercase],
            features: vec![
                BlockSpec::new(ExtractorSpec::Word(WordNgrams::default())),
                BlockSpec::new(ExtractorSpec::CharWb(CharWbNgrams::default())),
            ],
            classifier: LogisticSpec::default(),
        }
    }
}

impl PipelineSpec {
    /// Puts the lexicons that the settings name as files in the place of their
    /// names; paths are those from `folder`.
    ///
    /// # Errors
    /// As [`Lexicon::read`].
    pub fn read_lexicons(&mut self, folder: &Path) -> Result<()> {
        for block in &mut self.features {
            if let ExtractorSpec::Lexicon(extractor) = &mut block.extractor
                && let Lexicon::File(file) = &extractor.classes
            {
                extractor.classes = Lexicon::read(&folder.join(file))?;
            }
        }
        Ok(())
    }
}

/// A pipeline ready to be fitted: its settings make sense.
///
/// ```
/// use stancekit::pipeline::{Pipeline, PipelineSpec};
///
/// # fn main() -> Result<(), stancekit::error::Error> {
/// let texts = ["They must leave.", "You must stop.", "Talks were held.", "It rained."];
/// let labels = ["demand", "demand", "other", "other"];
/// let fit = Pipeline::new(PipelineSpec::default())?.fit(&texts, &labels)?;
/// let prediction = fit.pipeline.predict_one("We must stop.");
/// assert_eq!(fit.pipeline.labels().name(prediction.class), "demand");
/// assert!((prediction.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Pipeline {
    spec: PipelineSpec,
    tfidf: Tfidf,
    classifier: LogisticSpec,
}

/// A fitted pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedPipeline {
    labels: LabelSet,
    tfidf: FittedTfidf,
    classifier: FittedLogistic,
    operating_point: OperatingPoint,
}

/// A fitted pipeline and how the fit went.
#[derive(Debug, Clone)]
pub struct Fit {
    /// The result.
    pub pipeline: FittedPipeline,
    /// What the solver reached.
    pub report: FitReport,
    /// The share of each class in training, weights counted.
    pub training_prior: Vec<f64>,
    /// Entries of the feature matrix that are not zero.
    pub n_nonzeros: usize,
    /// Time spent on features.
    pub features_time: Duration,
    /// Time spent by the solver.
    pub solver_time: Duration,
}

/// Texts and labels ready for the classifier.
struct Prepared {
    labels: LabelSet,
    targets: Vec<usize>,
    tfidf: FittedTfidf,
    matrix: CsrMatrix,
    features_time: Duration,
}

/// What a model says of one text.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// The label's class in the model's [`LabelSet`].
    pub class: usize,
    /// The probability of each class, at the operating point of the pipeline;
    /// they sum to 1.
    pub probabilities: Vec<f64>,
}

impl Prediction {
    /// The probability of the label, 0 to 1.
    pub fn confidence(&self) -> f64 {
        self.probabilities[self.class]
    }
}

impl Pipeline {
    /// Takes settings that make sense.
    ///
    /// # Errors
    /// [`Error::Params`].
    pub fn new(mut spec: PipelineSpec) -> Result<Self> {
        for block in &mut spec.features {
            if let ExtractorSpec::Lexicon(extractor) = &mut block.extractor {
                extractor.stem_classes();
            }
        }
        let tfidf =
            Tfidf { normalization: spec.normalization.clone(), blocks: spec.features.clone() };
        tfidf.check()?;
        let classifier = LogisticRegression::new(spec.classifier.clone()).check()?;
        Ok(Self { spec, tfidf, classifier })
    }

    /// The settings.
    pub fn spec(&self) -> &PipelineSpec {
        &self.spec
    }

    /// Learns from labelled texts: `labels[i]` is the label of `texts[i]`.
    ///
    /// # Errors
    /// [`Error::Params`] where there are fewer than two labels, the lengths
    /// differ, no term is left, or the solver refuses.
    pub fn fit<S, L>(&self, texts: &[S], labels: &[L]) -> Result<Fit>
    where
        S: AsRef<str> + Sync,
        L: AsRef<str>,
    {
        self.fit_weighted(texts, labels, None)
    }

    /// As [`Pipeline::fit`], where the loss of `texts[i]` counts `weights[i]`
    /// times, a finite number over 0. Terms and document frequencies do not
    /// depend on weights.
    ///
    /// # Errors
    /// As [`Pipeline::fit`]; [`Error::Params`] where a weight is out of range.
    pub fn fit_weighted<S, L>(
        &self,
        texts: &[S],
        labels: &[L],
        weights: Option<&[f64]>,
    ) -> Result<Fit>
    where
        S: AsRef<str> + Sync,
        L: AsRef<str>,
    {
        self.fit_prepared(self.prepare(texts, labels)?, weights)
    }

    fn fit_prepared(&self, prepared: Prepared, weights: Option<&[f64]>) -> Result<Fit> {
        let Prepared { labels, targets, tfidf, matrix, features_time } = prepared;
        let start = Instant::now();
        let n_classes = labels.len();
        let (classifier, report) =
            self.classifier.fit_classes(&matrix, &targets, n_classes, weights)?;
        Ok(Fit {
            pipeline: FittedPipeline {
                labels,
                tfidf,
                classifier,
                operating_point: OperatingPoint::default(),
            },
            report,
            training_prior: self.classifier.training_prior(&targets, n_classes, weights),
            n_nonzeros: matrix.n_nonzeros(),
            features_time,
            solver_time: start.elapsed(),
        })
    }

    /// The labels, features and classes of labelled texts.
    fn prepare<S, L>(&self, texts: &[S], labels: &[L]) -> Result<Prepared>
    where
        S: AsRef<str> + Sync,
        L: AsRef<str>,
    {
        let label_set = LabelSet::from_names(labels.iter().map(AsRef::as_ref));
        if label_set.len() < 2 {
            return Err(Error::params(
                "labels",
                match label_set.names().first() {
                    Some(only) => format!("only {only:?}"),
                    None => "none".into(),
                },
                "at least two different ones, so that there is something to tell apart",
            ));
        }
        let targets: Vec<usize> =
            labels.iter().filter_map(|label| label_set.index_of(label.as_ref())).collect();
        let start = Instant::now();
        let (tfidf, matrix) = self.tfidf.fit_transform(texts)?;
        Ok(Prepared { labels: label_set, targets, tfidf, matrix, features_time: start.elapsed() })
    }

    /// Learns from a dataset once for each of `cs` in the place of the
    /// classifier's own `c`, rising ones best, from the same features.
    ///
    /// # Errors
    /// As [`Pipeline::fit`].
    pub fn fit_path(&self, data: &Dataset, cs: &[f64]) -> Result<FittedPath> {
        let Prepared { labels, targets, tfidf, matrix, .. } = self.prepare_dataset(data)?;
        let weights = data.weights();
        let classifiers =
            self.classifier.fit_path(&matrix, &targets, labels.len(), weights.as_deref(), cs)?;
        Ok(FittedPath { labels, tfidf, classifiers })
    }

    /// Learns from a dataset. One that is given away is dropped as soon as its
    /// features are made.
    ///
    /// # Errors
    /// As [`Pipeline::fit`].
    pub fn fit_dataset(&self, data: impl Borrow<Dataset>) -> Result<Fit> {
        let rows: &Dataset = data.borrow();
        let weights = rows.weights();
        let prepared = self.prepare_dataset(rows)?;
        drop(data);
        self.fit_prepared(prepared, weights.as_deref())
    }

    fn prepare_dataset(&self, data: &Dataset) -> Result<Prepared> {
        let labels: Vec<&str> = data.examples.iter().map(|e| e.label.as_str()).collect();
        self.prepare(&data.texts(), &labels)
    }
}

impl FittedPipeline {
    /// Puts together what a model file holds.
    ///
    /// # Errors
    /// [`Error::Params`] where the parts do not fit each other.
    pub fn from_parts(
        labels: LabelSet,
        tfidf: FittedTfidf,
        classifier: FittedLogistic,
    ) -> Result<Self> {
        if classifier.n_classes() != labels.len() {
            return Err(Error::params(
                "labels",
                labels.len(),
                format!("{}, as the weights have", classifier.n_classes()),
            ));
        }
        if classifier.n_features() != tfidf.n_features() {
            return Err(Error::params(
                "weights",
                format!("those of {} features", classifier.n_features()),
                format!("{}, as the vocabularies have terms", tfidf.n_features()),
            ));
        }
        Ok(Self { labels, tfidf, classifier, operating_point: OperatingPoint::default() })
    }

    /// The pipeline at another operating point. A fitted pipeline is at that
    /// of its training rows; a model file may bring its own.
    pub fn with_operating_point(mut self, operating_point: OperatingPoint) -> Self {
        self.decide_at(operating_point);
        self
    }

    /// Moves it to another operating point.
    pub fn decide_at(&mut self, operating_point: OperatingPoint) {
        self.operating_point = operating_point;
    }

    /// Where it decides.
    pub fn operating_point(&self) -> &OperatingPoint {
        &self.operating_point
    }

    /// The labels, by class.
    pub fn labels(&self) -> &LabelSet {
        &self.labels
    }

    /// The features.
    pub fn tfidf(&self) -> &FittedTfidf {
        &self.tfidf
    }

    /// The classifier.
    pub fn classifier(&self) -> &FittedLogistic {
        &self.classifier
    }

    /// Labels one text.
    pub fn predict_one(&self, text: &str) -> Prediction {
        self.predict_in(text, &mut Room::default())
    }

    /// Labels texts, in order; each as [`FittedPipeline::predict_one`] would,
    /// bit for bit, with any number of threads.
    pub fn predict<S: AsRef<str> + Sync>(&self, texts: &[S]) -> Vec<Prediction> {
        texts
            .par_iter()
            .with_min_len(CHUNK.min(texts.len() / rayon::current_num_threads()).max(1))
            .map_init(Room::default, |room, text| self.predict_in(text.as_ref(), room))
            .collect()
    }

    /// As [`FittedPipeline::predict_one`], with room that serves one text after
    /// the other.
    pub fn predict_in(&self, text: &str, room: &mut Room) -> Prediction {
        let row = self.tfidf.transform_one(text, room);
        let mut probabilities = self.classifier.probabilities(row.iter().copied());
        self.operating_point.apply(&mut probabilities);
        Prediction { class: self.operating_point.decide(&probabilities), probabilities }
    }

    /// The terms with the largest weights for a class: `(extractor, term,
    /// weight)`, the largest first.
    pub fn strongest_terms(&self, class: usize, n: usize) -> Vec<(&ExtractorSpec, &str, f64)> {
        let mut weights: Vec<(usize, f64)> = (0..self.classifier.n_features())
            .map(|feature| (feature, self.classifier.class_weights(feature)[class]))
            .collect();
        weights.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        weights
            .into_iter()
            .take(n)
            .map(|(feature, weight)| {
                let (block, term) = self.tfidf.term(feature);
                (&block.spec.extractor, term, weight)
            })
            .collect()
    }
}
