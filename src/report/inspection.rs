//! What a model is made of.

use serde::Serialize;

use super::{calibration_lines, visible};
use crate::features::{BlockSpec, ExtractorSpec, Lexicon};
use crate::model_file::{By, FORMAT, Model, Models, TrainingRecord};
use crate::pipeline::PipelineSpec;
use crate::selection::{Calibration, CrossValidationRecord, TuningSource};

/// What `stancekit inspect` tells of a model file.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Inspection<'a> {
    /// Of one model for all rows.
    One(Box<ModelInspection<'a>>),
    /// Of one model for each value of a column.
    By {
        /// How the models share the rows.
        by: &'a By,
        /// Each of them, in the order of the values.
        models: Vec<ModelInspection<'a>>,
    },
}

impl<'a> Inspection<'a> {
    /// Looks into a model file; `n_terms` terms a label.
    pub fn new(models: &'a Models, n_terms: usize) -> Self {
        let all = models.models().iter().map(|model| ModelInspection::new(model, n_terms));
        match models.by() {
            None => Self::One(Box::new(ModelInspection::new(&models.models()[0], n_terms))),
            Some(by) => Self::By { by, models: all.collect() },
        }
    }
}

/// What there is to tell of a model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelInspection<'a> {
    /// The format of the file.
    pub format: u32,
    /// The labels, by class.
    pub labels: &'a [String],
    /// Features: how many of each block, and in all.
    pub n_features: usize,
    /// Terms of each block, in the order of `spec.features`.
    pub block_features: Vec<usize>,
    /// The settings that it was fitted with.
    pub spec: &'a PipelineSpec,
    /// How it came to be.
    pub training: &'a TrainingRecord,
    /// What it makes of its probabilities.
    pub calibration: &'a Calibration,
    /// What it keeps of the training rows.
    pub fingerprints: Option<FingerprintCounts>,
    /// For each label the terms that speak for it most, the strongest first.
    pub strongest_terms: Vec<LabelTerms<'a>>,
}

/// How much a model keeps of the training rows, so that they are found again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FingerprintCounts {
    /// Hashes of texts.
    pub exact: usize,
    /// Signatures of texts, where they are kept.
    pub near: Option<usize>,
    /// Hashes of groups, where there are any.
    pub groups: Option<usize>,
}

/// The strongest terms of a label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelTerms<'a> {
    /// The label.
    pub label: &'a str,
    /// Its terms.
    pub terms: Vec<WeightedTerm<'a>>,
}

/// A term and its weight.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WeightedTerm<'a> {
    /// The term.
    pub term: &'a str,
    /// Its extractor: `word.v1`, `char_wb.v1`.
    pub extractor: &'static str,
    /// How much one unit of it adds to the label's score.
    pub weight: f64,
}

impl<'a> ModelInspection<'a> {
    /// Looks into a model; `n_terms` terms a label.
    pub fn new(model: &'a Model, n_terms: usize) -> Self {
        let pipeline = &model.pipeline;
        let labels = pipeline.labels().names();
        let strongest_terms = labels.iter().enumerate().map(|(class, label)| LabelTerms {
            label,
            terms: pipeline
                .strongest_terms(class, n_terms)
                .into_iter()
                .map(|(extractor, term, weight)| WeightedTerm {
                    term,
                    extractor: extractor.name(),
                    weight,
                })
                .collect(),
        });
        Self {
            format: FORMAT,
            labels,
            n_features: pipeline.tfidf().n_features(),
            block_features: pipeline.tfidf().blocks().iter().map(|b| b.vocabulary.len()).collect(),
            spec: &model.spec,
            training: &model.record,
            calibration: &model.calibration,
            fingerprints: model.fingerprints.as_ref().map(|known| FingerprintCounts {
                exact: known.exact().len(),
                near: known.near().map(<[_]>::len),
                groups: known.groups().map(<[_]>::len),
            }),
            strongest_terms: strongest_terms.collect(),
        }
    }
}

/// As JSON, with a line end.
pub fn inspection_json(inspection: &Inspection<'_>) -> String {
    format!("{}\n", serde_json::to_string_pretty(inspection).unwrap_or_default())
}

/// For people.
pub fn inspection_text(inspection: &Inspection<'_>) -> String {
    let (by, models) = match inspection {
        Inspection::One(model) => return model_text(model),
        Inspection::By { by, models } => (by, models),
    };
    let mut text = format!("models          {} (column {:?})\n", models.len(), by.column);
    if let Some(cv) = &by.cross_validation {
        text.push_str(&format!("{}\n", cross_validated(cv)));
    }
    for (value, model) in by.values.iter().zip(models) {
        text.push_str(&format!("\n{}\n{}", visible(value), model_text(model)));
    }
    text
}

fn cross_validated(cv: &CrossValidationRecord) -> String {
    format!(
        "cross-validated accuracy {:.4}, macro F1 {:.4} ({} folds, {})",
        cv.accuracy,
        cv.macro_f1,
        cv.folds,
        if cv.grouped { "grouped" } else { "stratified" }
    )
}

fn model_text(inspection: &ModelInspection<'_>) -> String {
    let record = inspection.training;
    let mut lines = vec![
        format!("format          {}", inspection.format),
        format!("fitted by       stancekit {}", record.stancekit_version),
        format!("labels          {}", visible(&inspection.labels.join(", "))),
        format!("rows            {}", record.rows),
    ];
    lines.extend(
        record.label_counts.iter().map(|(label, n)| format!("  {:<14}{n}", visible(label))),
    );
    if let Some(groups) = record.groups {
        lines.push(format!("groups          {groups} (column {:?})", record.columns.group));
    }
    lines.extend(record.language.iter().map(|language| format!("language        {language}")));
    lines.push(format!("data blake3     {}", record.data_blake3));
    let kept = inspection.fingerprints.map_or("none".into(), |kept| {
        let more = [("near", kept.near), ("groups", kept.groups)];
        let more = more.iter().filter_map(|(kind, n)| Some(format!(", {} {kind}", (*n)?)));
        format!("{} exact{}", kept.exact, more.collect::<String>())
    });
    lines.push(format!("fingerprints    {kept}"));
    lines.push(format!("seed            {}", record.seed));
    if let Some(cv) = &record.cross_validation {
        lines.push(cross_validated(cv));
    }
    let state = if record.converged { "converged" } else { "not converged" };
    let reached = [("gap", record.relative_gap), ("gradient", record.relative_gradient)];
    let reached: String = reached
        .iter()
        .filter_map(|(name, value)| value.map(|value| format!(", relative {name} {value:.1e}")))
        .collect();
    lines.push(format!("fit             objective {:.6}{reached}, {state}", record.objective));
    lines.push(format!("features        {}", inspection.n_features));
    for (block, n) in inspection.spec.features.iter().zip(&inspection.block_features) {
        lines.push(format!("  {n:>8} {}", settings(block)));
    }
    if let Some(tuning) = &inspection.calibration.tuning {
        let offsets = inspection.labels.iter().zip(&tuning.offsets);
        let offsets: Vec<String> =
            offsets.map(|(label, offset)| format!("{} {offset:+.1}", visible(label))).collect();
        lines.push(format!("operating point {}", offsets.join(", ")));
        let sets: Vec<String> = tuning.sets.iter().map(TuningSource::size).collect();
        lines.push(format!(
            "  chosen on     {}: macro F1 {:.4}, false alarms {:.4} (at most {})",
            sets.join(", "),
            tuning.macro_f1,
            tuning.false_alarms,
            tuning.max_false_alarms
        ));
    }
    lines.extend(calibration_lines(inspection.labels, inspection.calibration, 16));
    let settings = serde_json::to_string(&inspection.spec.classifier).unwrap_or_default();
    lines.push(format!("classifier      {settings}"));
    let normalization = serde_json::to_string(&inspection.spec.normalization).unwrap_or_default();
    lines.push(format!("normalization   {normalization}"));
    for label in &inspection.strongest_terms {
        lines.push(format!("\n{}", visible(label.label)));
        for term in &label.terms {
            // Quoted, because terms may begin or end with a space.
            lines.push(format!("  {:>8.3}  {:<12}{:?}", term.weight, term.extractor, term.term));
        }
    }
    lines.join("\n") + "\n"
}

/// Words of a setting that are shown before they are only counted.
const LISTED_WORDS: usize = 6;

/// The settings of a block in one line; of a lexicon or a long list of words
/// only how many there are.
pub(super) fn settings(block: &BlockSpec) -> String {
    let mut value = serde_json::to_value(block).unwrap_or_default();
    if let ExtractorSpec::Lexicon(extractor) = &block.extractor
        && let Lexicon::Classes(classes) = &extractor.classes
    {
        value["extractor"]["classes"] = classes.len().into();
    }
    for setting in value["extractor"].as_object_mut().into_iter().flat_map(|map| map.values_mut()) {
        if let Some(words) = setting.as_array().filter(|words| words.len() > LISTED_WORDS) {
            *setting = words.len().into();
        }
    }
    value.to_string()
}
