//! Labels: any set of names that the training data brings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The names of the labels, sorted by their bytes and without doubles.
///
/// A label's index here is its class in targets, weights and confusion
/// matrices.
///
/// ```
/// use stancekit::label::LabelSet;
///
/// let labels = LabelSet::from_names(["threat", "other", "threat"]);
/// assert_eq!(labels.names(), ["other", "threat"]);
/// assert_eq!(labels.index_of("threat"), Some(1));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct LabelSet(Vec<String>);

impl LabelSet {
    /// The distinct names among `names`.
    pub fn from_names<S: Into<String>>(names: impl IntoIterator<Item = S>) -> Self {
        let mut names: Vec<String> = names.into_iter().map(Into::into).collect();
        names.sort_unstable();
        names.dedup();
        Self(names)
    }

    /// All names, in order.
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// The name of class `index`, which must be below [`LabelSet::len`].
    pub fn name(&self, index: usize) -> &str {
        &self.0[index]
    }

    /// The class of `name`.
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.0.binary_search_by(|n| n.as_str().cmp(name)).ok()
    }

    /// Labels that differ from each other only by case or white space, a list
    /// for each such group: mostly one label spelled in several ways.
    ///
    /// ```
    /// use stancekit::label::LabelSet;
    ///
    /// let labels = LabelSet::from_names(["Denial", "denial ", "threat"]);
    /// assert_eq!(labels.alike(), [["Denial", "denial "]]);
    /// ```
    pub fn alike(&self) -> Vec<Vec<&str>> {
        let mut folded: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for name in &self.0 {
            let key = name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            folded.entry(key).or_default().push(name);
        }
        folded.into_values().filter(|names| names.len() > 1).collect()
    }

    /// Numbers by class of this set as numbers by class of `all`, 0 where this
    /// set lacks a label.
    pub fn spread(&self, numbers: &[f64], all: &Self) -> Vec<f64> {
        let of = |name: &String| self.index_of(name).map_or(0.0, |class| numbers[class]);
        all.names().iter().map(of).collect()
    }

    /// How many labels there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl TryFrom<Vec<String>> for LabelSet {
    type Error = Error;

    fn try_from(names: Vec<String>) -> Result<Self> {
        if names.is_sorted_by(|a, b| a < b) {
            Ok(Self(names))
        } else {
            Err(Error::params(
                "labels",
                format!("{names:?}"),
                "names sorted by their bytes, each once",
            ))
        }
    }
}
