//! The reliability diagram: what the calibration error sums up.

use serde::Serialize;

use super::bootstrap::{Bootstrap, Figure};
use super::calibration_error::{BINS, Bin, Confidences};
use super::outcomes::{Groups, Outcomes};
use crate::error::Result;

/// A tenth of the rows that are about as sure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReliabilityBin {
    /// Rows: a tenth of all, so that it may be no whole number.
    pub n: f64,
    /// The mean probability of the most probable label.
    pub confidence: f64,
    /// The share of rows whose most probable label is the truth. Its interval
    /// is that of the same tenth of each draw.
    pub right: Figure,
    /// The least probability of a most probable label in the bin.
    pub least: f64,
    /// The highest.
    pub most: f64,
}

/// The ten bins of equal mass that the calibration error is computed from, from
/// the least sure to the surest. Where equally sure rows lie across the border
/// of two bins, each bin has its part of all of them. (DeGroot and Fienberg
/// 1983; Naeini and others 2015.)
///
/// # Errors
/// [`Error::Params`](crate::error::Error::Params) where there is no row.
pub fn reliability(outcomes: &Outcomes<'_>, bootstrap: &Bootstrap) -> Result<Vec<ReliabilityBin>> {
    outcomes.check()?;
    let groups = Groups::new(outcomes.groups, outcomes.truth.len());
    let confidences = Confidences::new(outcomes, &groups);
    let share_right = |bin: &Bin| bin.right / bin.mass;
    let draws = bootstrap.draw(groups.n, &|| (), |weights| {
        confidences.bins(Some(weights)).iter().map(share_right).collect::<Vec<f64>>()
    });
    let bins = confidences.bins(None).into_iter().enumerate();
    Ok(bins
        .map(|(place, bin)| ReliabilityBin {
            n: bin.mass / BINS as f64,
            confidence: bin.confidence / bin.mass,
            right: Figure::new(
                Some(share_right(&bin)),
                draws.iter().map(|draw| draw.get(place).copied()),
            ),
            least: bin.range.0,
            most: bin.range.1,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::super::outcomes::TwoLabels;
    use super::*;
    use crate::metrics::Metrics;

    /// The bins, and the calibration error.
    fn bins(rows: &[(f64, bool)], groups: Option<&[usize]>) -> (Vec<ReliabilityBin>, f64) {
        let of_rows = TwoLabels::new(rows);
        let outcomes = of_rows.outcomes(groups);
        let bootstrap = Bootstrap { draws: 200, seed: 0 };
        let ece = Metrics::new(&outcomes, &bootstrap, &|| ()).unwrap().get("ece").unwrap();
        (reliability(&outcomes, &bootstrap).unwrap(), ece.value.unwrap())
    }

    #[test]
    fn worked_by_hand() {
        // Two rows a bin: 0.50 and 0.51, 0.52 and 0.53, ...; every other is right.
        let rows: Vec<(f64, bool)> =
            (0..20).map(|i| (0.5 + 0.01 * f64::from(i), i % 2 == 0)).collect();
        let (bins, _) = bins(&rows, None);
        assert_eq!(bins.len(), 10);
        for (place, bin) in bins.iter().enumerate() {
            let least = 0.5 + 0.02 * place as f64;
            assert!((bin.confidence - least - 0.005).abs() < 1e-12, "{bin:?}");
            assert!((bin.least - least).abs() < 1e-12 && (bin.most - least - 0.01).abs() < 1e-12);
            assert_eq!((bin.n, bin.right.value), (2.0, Some(0.5)));
            assert!(bin.right.low < Some(0.5) && bin.right.high > Some(0.5));
        }
    }

    #[test]
    fn equally_sure_rows_are_shared_out() {
        // All rows tie: each bin has a tenth of all of them.
        let rows: Vec<(f64, bool)> = (0..17).map(|i| (0.8, i < 5)).collect();
        let (bins, _) = bins(&rows, None);
        for bin in &bins {
            assert!((bin.n - 1.7).abs() < 1e-12 && (bin.confidence - 0.8).abs() < 1e-12);
            assert!((bin.right.value.unwrap() - 5.0 / 17.0).abs() < 1e-12);
        }
    }

    #[test]
    fn it_is_what_the_calibration_error_sums_up() {
        // Far off, so that less its noise the error is not 0; few rows a group.
        let rows: Vec<(f64, bool)> =
            (0..200).map(|i| (0.5 + f64::from(i) / 400.0, i % 3 == 0)).collect();
        let groups: Vec<usize> = (0..200).map(|i| i / 4).collect();
        let (bins, ece) = bins(&rows, Some(&groups));
        let raw: f64 =
            bins.iter().map(|bin| (bin.right.value.unwrap() - bin.confidence).abs()).sum::<f64>()
                / 10.0;
        let of_rows = TwoLabels::new(&rows);
        let outcomes = of_rows.outcomes(Some(&groups));
        let noise = Confidences::new(&outcomes, &Groups::new(Some(&groups), 200)).noise(0);
        assert!((raw - noise - ece).abs() < 1e-12, "{raw} less {noise} is not {ece}");
    }
}
