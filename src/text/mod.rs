//! Text into tokens: normalisation, then words and symbols with byte spans.

mod language;
mod mask;
mod normalization;
mod origin;
mod stem;
mod tokenizer;

pub use language::{common_language, language};
pub use normalization::{Normalization, normalize, normalize_with_origin};
pub use origin::{Normalized, place_in};
pub use stem::{StemmingAlgorithm, stems, stems_of};
pub use tokenizer::{Token, is_space, words};
