//! Train, dev and test parts that share no group and no near-duplicate.

use super::folds::GroupCounts;
use super::{Dataset, near_duplicates};
use crate::error::{Error, Result};

/// Word sets more alike than this fall on one side.
pub const NEAR: f64 = 0.6;

/// One side of a split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// Fitted on.
    Train,
    /// Used to choose settings.
    Dev,
    /// Looked at once, at the end.
    Test,
}

impl Side {
    /// All sides.
    pub const ALL: [Self; 3] = [Self::Train, Self::Dev, Self::Test];

    /// The name in file names.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Dev => "dev",
            Self::Test => "test",
        }
    }
}

/// Puts each row on a side, near `shares` (train, dev, test; any positive or
/// zero numbers, only their ratio counts) of each label.
///
/// Groups stay whole; so do rows whose word sets have a Jaccard similarity over
/// 0.6, and the groups that such a pair ties together. The same seed gives
/// the same sides.
///
/// # Errors
/// [`Error::Params`] where the shares are negative or all zero.
pub fn split(data: &Dataset, shares: [f64; 3], seed: u64) -> Result<Vec<Side>> {
    let total: f64 = shares.iter().sum();
    if !(total > 0.0 && total.is_finite()) || shares.iter().any(|s| *s < 0.0) {
        return Err(Error::params(
            "shares",
            format!("{shares:?}"),
            "three numbers, none negative and not all zero",
        ));
    }
    let labels = data.labels();
    let targets: Vec<usize> = data.targets(&labels).into_iter().flatten().collect();
    let groups = data.groups().unwrap_or_else(|| (0..data.examples.len()).collect());
    let groups = tie_near_duplicates(&groups, &near_duplicates(&data.texts(), NEAR));
    let counts = GroupCounts::new(&targets, labels.len(), &groups);
    let side_of_group = counts.deal(&shares.map(|s| s / total), seed);
    Ok(groups.iter().map(|g| Side::ALL[side_of_group[*g]]).collect())
}

/// Joins the groups of each pair (union-find) and numbers the results.
fn tie_near_duplicates(groups: &[usize], pairs: &[(usize, usize)]) -> Vec<usize> {
    let mut parent: Vec<usize> = (0..groups.iter().max().map_or(0, |g| g + 1)).collect();
    fn root(parent: &mut [usize], mut node: usize) -> usize {
        while parent[node] != node {
            parent[node] = parent[parent[node]];
            node = parent[node];
        }
        node
    }
    for (a, b) in pairs {
        let (a, b) = (root(&mut parent, groups[*a]), root(&mut parent, groups[*b]));
        // The smaller number becomes the root, whatever the order of pairs.
        parent[a.max(b)] = a.min(b);
    }
    groups.iter().map(|g| root(&mut parent, *g)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Example;
    use crate::error::Location;

    fn example(text: &str, group: &str) -> Example {
        Example {
            text: text.into(),
            label: "other".into(),
            group: Some(group.into()),
            weight: 1.0,
            location: Location::of("test"),
            kept: Vec::new(),
        }
    }

    #[test]
    fn groups_tied_by_a_near_duplicate_stay_together() {
        let mut examples: Vec<Example> = (0..40)
            .map(|i| example(&format!("word{i} thing{i} other{i}"), &format!("g{}", i / 2)))
            .collect();
        examples.push(example("the same five words here", "left"));
        examples.push(example("here the same five words", "right"));
        let data = Dataset { examples, ..Dataset::default() };
        for seed in 0..5 {
            let sides = split(&data, [70.0, 10.0, 20.0], seed).unwrap();
            assert_eq!(sides[40], sides[41]);
            assert!((0..20).all(|g| sides[2 * g] == sides[2 * g + 1]));
            let train = sides.iter().filter(|s| **s == Side::Train).count();
            assert!((26..=34).contains(&train), "{train} of 42 rows in train");
        }
    }

    #[test]
    fn shares_must_make_sense() {
        assert!(split(&Dataset::default(), [0.0; 3], 0).is_err());
        assert!(split(&Dataset::default(), [1.0, -1.0, 1.0], 0).is_err());
    }
}
