//! Rows of an evaluation that the model was fitted on, or nearly so.
//!
//! A model keeps [`Fingerprints`] of its training rows: hashes by which a text
//! at hand is found again. Their formats are told in `docs/model-format.md`;
//! what they find, miss and give away in `docs/evaluation.md`.

mod bands;
mod fingerprints;
mod signature;

use serde::Serialize;

pub use fingerprints::Fingerprints;
pub use signature::Signature;

use crate::text::{Normalization, normalize};

/// What is compared of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'a> {
    /// The sentence.
    pub text: &'a str,
    /// What it shares with other rows of its article or topic.
    pub group: Option<&'a str>,
}

/// How much is kept of the training rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Nothing.
    None,
    /// A hash of each text and of each group: a guess can be confirmed.
    Exact,
    /// A signature of each text as well, by which a changed one is found, and
    /// its words can be worked out.
    Near,
}

impl Level {
    /// Each of them, the least first.
    pub const ALL: [Self; 3] = [Self::None, Self::Exact, Self::Near];
    /// Up to so many rows [`Level::of_size`] keeps signatures.
    pub const MOST_NEAR: usize = 100_000;

    /// Its name in settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Exact => "exact",
            Self::Near => "near",
        }
    }

    /// The default for so many rows: near up to [`Level::MOST_NEAR`], exact
    /// above.
    pub fn of_size(n_rows: usize) -> Self {
        if n_rows <= Self::MOST_NEAR { Self::Near } else { Self::Exact }
    }
}

/// What a row shares with the training rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Its text, [normalised](normalized).
    Exact,
    /// Nearly its text: its set of words and that of a training row have a
    /// Jaccard similarity of at least 0.8, as far as signatures can tell.
    Near,
    /// Its group, and no text.
    Group,
}

impl Kind {
    /// Each of them; a row that is of several counts in the first.
    pub const ALL: [Self; 3] = [Self::Exact, Self::Near, Self::Group];

    /// Its name in output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Near => "near",
            Self::Group => "group",
        }
    }
}

/// A row that is known from training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leak {
    /// Its place among the rows compared, from 0.
    pub row: usize,
    /// What it shares.
    pub kind: Kind,
}

/// What a comparison found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Leakage {
    /// The rows that are known from training, in their order, each once.
    pub leaks: Vec<Leak>,
    /// The kinds that could be looked for, in the order of [`Kind::ALL`].
    pub compared: Vec<Kind>,
}

impl Leakage {
    /// The rows of a kind; `None` where it could not be looked for.
    pub fn count(&self, kind: Kind) -> Option<usize> {
        let of_kind = self.leaks.iter().filter(|leak| leak.kind == kind);
        self.compared.contains(&kind).then(|| of_kind.count())
    }
}

/// The text by which rows are the same: NFKC, plain quotes and dashes, lower
/// case, each run of white space one space, none at the ends, no invisible
/// characters (soft hyphens, zero-width spaces and joiners, marks of direction,
/// byte-order marks).
///
/// ```
/// let text = " “We\u{a0}will an\u{ad}swer\u{200b}.” ";
/// assert_eq!(stancekit::leakage::normalized(text), "\"we will answer.\"");
/// ```
pub fn normalized(text: &str) -> String {
    use Normalization::{Lowercase, Nfkc, Quotes};
    let text = normalize(text, &[Nfkc, Quotes, Lowercase]);
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{feff}')
}
