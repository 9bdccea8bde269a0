//! stancekit
pub mod error;

pub mod label;

pub mod dataset;

pub mod text;

pub mod features;
