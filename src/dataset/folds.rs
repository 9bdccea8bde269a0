//! Folds for cross-validation: stratified by label, whole by group.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// Which fold each row is held out in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folds {
    /// How many folds there are: as many as asked for, or as many as the
    /// rarest label has rows (or groups). Below 2 nothing can be held out.
    pub n_folds: usize,
    /// Each row's fold, below `n_folds`.
    pub fold_of: Vec<usize>,
    /// True where groups were kept whole.
    pub grouped: bool,
    /// The label (its class) that made the folds fewer than asked for.
    pub reduced_by: Option<usize>,
}

impl Folds {
    /// The rows fitted on and the rows held out in `fold`.
    pub fn parts(&self, fold: usize) -> (Vec<usize>, Vec<usize>) {
        (0..self.fold_of.len()).partition(|row| self.fold_of[*row] != fold)
    }
}

/// Deals rows into `n_folds` folds so that each has nearly the same share of
/// every label. With `groups`, all rows of a group fall into one fold.
///
/// `targets` are classes below `n_classes`. The same seed gives the same folds.
/// Groups are dealt greedily, the largest first, each into the fold where it
/// leaves the shares of the labels most even (the idea of scikit-learn's
/// `StratifiedGroupKFold`).
pub fn folds(
    targets: &[usize],
    n_classes: usize,
    groups: Option<&[usize]>,
    n_folds: usize,
    seed: u64,
) -> Folds {
    let unique: Vec<usize> = (0..targets.len()).collect();
    let counts = GroupCounts::new(targets, n_classes, groups.unwrap_or(&unique));
    let units = counts.groups_of_label();
    let rarest = (0..n_classes).min_by_key(|class| units[*class]);
    let most = rarest.map_or(0, |class| units[class]);
    let reduced_by = rarest.filter(|_| most < n_folds);
    let n_folds = n_folds.min(most);
    let fold_of = match n_folds {
        0 | 1 => vec![0; targets.len()],
        _ => {
            let fold_of_group = counts.deal(&vec![1.0 / n_folds as f64; n_folds], seed);
            counts.group_of.iter().map(|g| fold_of_group[*g]).collect()
        }
    };
    Folds { n_folds, fold_of, grouped: groups.is_some(), reduced_by }
}

/// How many rows of each label each group has.
pub(super) struct GroupCounts<'a> {
    n_classes: usize,
    group_of: &'a [usize],
    /// By group, then class.
    counts: Vec<usize>,
    totals: Vec<usize>,
}

impl<'a> GroupCounts<'a> {
    pub(super) fn new(targets: &[usize], n_classes: usize, group_of: &'a [usize]) -> Self {
        let n_groups = group_of.iter().max().map_or(0, |g| g + 1);
        let mut counts = vec![0; n_groups * n_classes];
        let mut totals = vec![0; n_classes];
        for (class, group) in targets.iter().zip(group_of) {
            counts[group * n_classes + class] += 1;
            totals[*class] += 1;
        }
        Self { n_classes, group_of, counts, totals }
    }

    fn of_group(&self, group: usize) -> &[usize] {
        &self.counts[group * self.n_classes..(group + 1) * self.n_classes]
    }

    fn n_groups(&self) -> usize {
        self.counts.len() / self.n_classes.max(1)
    }

    /// For each label, how many groups hold it.
    fn groups_of_label(&self) -> Vec<usize> {
        (0..self.n_classes)
            .map(|class| (0..self.n_groups()).filter(|g| self.of_group(*g)[class] > 0).count())
            .collect()
    }

    /// Deals the groups to bins that should hold `shares` of each label.
    pub(super) fn deal(&self, shares: &[f64], seed: u64) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.n_groups()).collect();
        order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        // The largest first; the shuffle decides between equals.
        order.sort_by_key(|group| std::cmp::Reverse(self.of_group(*group).iter().sum::<usize>()));
        let mut bin_of = vec![0; self.n_groups()];
        let mut filled = vec![0.0; shares.len() * self.n_classes];
        for group in order {
            // By how much this bin's squared distance from its shares grows.
            let cost = |bin: usize| -> f64 {
                let counts = self.of_group(group).iter().enumerate();
                counts
                    .filter(|(_, count)| **count > 0)
                    .map(|(class, count)| {
                        let part = *count as f64 / self.totals[class] as f64;
                        let full = filled[bin * self.n_classes + class] / shares[bin];
                        part * (2.0 * (full - 1.0) + part / shares[bin])
                    })
                    .sum()
            };
            let best = (0..shares.len())
                .filter(|bin| shares[*bin] > 0.0)
                .min_by(|a, b| cost(*a).total_cmp(&cost(*b)))
                .unwrap_or(0);
            for (class, count) in self.of_group(group).iter().enumerate() {
                filled[best * self.n_classes + class] +=
                    *count as f64 / self.totals[class].max(1) as f64;
            }
            bin_of[group] = best;
        }
        bin_of
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fold_has_its_share_of_each_label() {
        let targets: Vec<usize> = (0..100).map(|i| usize::from(i % 10 == 0)).collect();
        let folds = folds(&targets, 2, None, 5, 7);
        for fold in 0..5 {
            let (fitted, held_out) = folds.parts(fold);
            assert_eq!((fitted.len(), held_out.len()), (80, 20));
            assert_eq!(held_out.iter().filter(|row| targets[**row] == 1).count(), 2);
        }
    }

    #[test]
    fn groups_stay_whole_and_even() {
        let targets: Vec<usize> = (0..120).map(|i| i % 3).collect();
        let groups: Vec<usize> = (0..120).map(|i| i / 6).collect();
        let folds = folds(&targets, 3, Some(&groups), 4, 1);
        for (row, group) in groups.iter().enumerate() {
            assert_eq!(folds.fold_of[row], folds.fold_of[group * 6]);
        }
        for fold in 0..4 {
            assert_eq!(folds.parts(fold).1.len(), 30);
        }
    }

    #[test]
    fn the_rarest_label_bounds_the_folds() {
        let targets = [0, 0, 0, 0, 1, 1];
        let stratified = folds(&targets, 2, None, 5, 0);
        assert_eq!((stratified.n_folds, stratified.reduced_by), (2, Some(1)));
        let grouped = folds(&targets, 2, Some(&[0, 1, 2, 3, 4, 4]), 5, 0);
        assert_eq!((grouped.n_folds, grouped.reduced_by), (1, Some(1)));
    }

    #[test]
    fn the_seed_decides() {
        let targets = vec![0; 60];
        let of = |seed| folds(&targets, 1, None, 3, seed).fold_of;
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
    }
}
