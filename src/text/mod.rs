//! Text into tokens: normalisation, then words and symbols with byte spans.

mod mask;
mod normalization;
mod tokenizer;

pub use normalization::{Normalization, normalize};
pub use tokenizer::{Token, is_space, words};
