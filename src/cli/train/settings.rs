//! The settings of the fit, from the file and the flags.

use crate::cli::args::TrainArgs;
use crate::cli::config;
use crate::cli::values::{C, Ngrams};
use crate::error::{Error, Result};
use crate::features::{BlockSpec, CharWbNgrams, ExtractorSpec, WordNgrams};
use crate::pipeline::PipelineSpec;

/// The settings: the defaults, over them the file's, over them the flags'.
pub(super) fn of(args: &TrainArgs) -> Result<PipelineSpec> {
    let mut spec = match &args.config {
        Some(path) => config::read(path)?,
        None => PipelineSpec::default(),
    };
    let blocks = &mut spec.features;
    let kinds = [
        (args.word_ngrams, ExtractorSpec::Word(WordNgrams::default())),
        (args.char_ngrams, ExtractorSpec::CharWb(CharWbNgrams::default())),
    ];
    for (ngrams, kind) in kinds {
        if let Some(ngrams) = ngrams {
            set_ngrams(blocks, ngrams, kind);
        }
    }
    let mut has_words = false;
    for block in blocks {
        if let (ExtractorSpec::Word(words), true) = (&mut block.extractor, args.symbols) {
            words.symbols = true;
            has_words = true;
        }
        block.min_df = args.min_df.unwrap_or(block.min_df);
        block.max_features = args.max_features.or(block.max_features);
    }
    if args.symbols && !has_words {
        return Err(Error::params("--symbols", "no word n-grams", "--word-ngrams other than none"));
    }
    let classifier = &mut spec.classifier;
    if let Some(C::Fixed(c)) = args.c {
        classifier.c = c;
    }
    classifier.class_weight = args.class_weight.unwrap_or(classifier.class_weight);
    classifier.solver = args.solver.unwrap_or(classifier.solver);
    classifier.tol = args.tol.unwrap_or(classifier.tol);
    Ok(spec)
}

/// Sets the n-grams of the first block of a kind, added where there is none, or
/// removes all blocks of that kind.
fn set_ngrams(blocks: &mut Vec<BlockSpec>, ngrams: Ngrams, kind: ExtractorSpec) {
    let is_kind = |block: &BlockSpec| block.extractor.name() == kind.name();
    let Some(range) = ngrams.0 else {
        blocks.retain(|block| !is_kind(block));
        return;
    };
    let place = blocks.iter().position(is_kind).unwrap_or(blocks.len());
    if place == blocks.len() {
        blocks.push(BlockSpec::new(kind));
    }
    if let Some(ngrams) = blocks[place].extractor.ngrams_mut() {
        *ngrams = range;
    }
}
