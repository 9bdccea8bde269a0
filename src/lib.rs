//! stancekit
pub mod error;

pub mod whole_file;

pub mod label;

pub mod dataset;

pub mod article;

pub mod text;

pub mod features;

pub mod solver;

pub mod linear;

pub mod metrics;

pub mod pipeline;

pub mod selection;

pub mod model_file;

pub mod report;

pub mod cli;
