//! stancekit reads news and says what its speakers *do* with their words:
//! threat, reassurance, denial or demand, or whatever labels the training data
//! brings.
//!
//! ```
//! use stancekit::article::statements;
//! use stancekit::model_file::Model;
//!
//! # fn main() -> Result<(), stancekit::error::Error> {
//! let model = Model::shipped()?;
//! let article = "The talks lasted two days.\n\nThe ministry denied that its troops had crossed \
//!                the border.\n\nAlso Read: Ten facts about the border\n";
//! for span in statements(article) {
//!     let text = span.of(article);
//!     let prediction = model.pipeline.predict_one(text);
//!     let label = model.pipeline.labels().name(prediction.class);
//!     println!("{label:12} {:3.0}%  {text}", prediction.confidence() * 100.0);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Training, with cross-validation and a model file:
//!
//! ```
//! use stancekit::dataset::{Columns, Dataset};
//! use stancekit::pipeline::{Pipeline, PipelineSpec};
//! use stancekit::selection::cross_validate;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let data = Dataset::read(&["datasets/statements/dev.csv"], &Columns::default())?;
//! let pipeline = Pipeline::new(PipelineSpec::default())?;
//! let mut notes = Vec::new();
//! if let Some(validation) = cross_validate(&pipeline, std::slice::from_ref(&data), 3, 0, &mut notes)? {
//!     println!("macro F1 {:.3}", validation.scores.macro_f1);
//! }
//! let fit = pipeline.fit_dataset(&data)?;
//! assert!(fit.report.converged);
//! # Ok(())
//! # }
//! ```
//!
//! A module uses only those above it in this list; `docs/architecture.md` says
//! which.

pub mod error;

pub mod whole_file;

pub mod compression;

pub mod label;

pub mod dataset;

pub mod article;

pub mod document;

pub mod gold;

pub mod text;

pub mod features;

pub mod solver;

pub mod linear;

pub mod metrics;

pub mod prevalence;

pub mod calibration;

pub mod pipeline;

pub mod explain;

pub mod evaluation;

pub mod selection;

pub mod leakage;

pub mod model_file;

pub mod report;

pub mod cli;
