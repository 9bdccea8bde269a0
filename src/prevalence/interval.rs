//! Intervals of shares that hold with few positives and few groups.

/// The 97.5th percentile of the standard normal distribution.
const NORMAL: f64 = 1.959_963_984_540_054;

/// The 97.5th percentile of Student's t with 1 to 9 degrees of freedom.
const STUDENT: [f64; 9] = [
    12.706_204_736,
    4.302_652_730,
    3.182_446_305,
    2.776_445_105,
    2.570_581_836,
    2.446_911_851,
    2.364_624_252,
    2.306_004_135,
    2.262_157_163,
];

/// The 97.5th percentile of Student's t: from 10 degrees of freedom on the
/// expansion of Cornish and Fisher (Abramowitz and Stegun 1964, 26.7.5), right
/// to 0.00001.
pub(super) fn student(degrees: usize) -> f64 {
    if let Some(known) = degrees.checked_sub(1).and_then(|place| STUDENT.get(place)) {
        return *known;
    }
    let (x, v) = (NORMAL, degrees as f64);
    let powers =
        |coefficients: &[f64]| coefficients.iter().rev().fold(0.0, |sum, c| sum * x * x + c);
    let terms = [
        powers(&[1.0, 1.0]) / 4.0,
        powers(&[3.0, 16.0, 5.0]) / 96.0,
        powers(&[-15.0, 17.0, 19.0, 3.0]) / 384.0,
        powers(&[-945.0, -1920.0, 1482.0, 776.0, 79.0]) / 92_160.0,
    ];
    x * (1.0 + terms.iter().rev().fold(0.0, |sum, term| (sum + term) / v))
}

/// The interval of a share `p` seen in `n` independent rows (Wilson 1927), `z`
/// the percentile of its ends. `n` may be any number over 0; where it is
/// infinite, the share is known.
pub(super) fn wilson(p: f64, n: f64, z: f64) -> [f64; 2] {
    if n.is_infinite() {
        return [p, p];
    }
    let z2 = z * z;
    let middle = p + z2 / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    [middle - half, middle + half].map(|end| (end / (1.0 + z2 / n)).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy.stats.t.ppf(0.975, degrees)
    #[test]
    fn percentiles_are_those_of_scipy() {
        for (degrees, expected) in [
            (1, 12.706204736),
            (9, 2.262157163),
            (10, 2.228138852),
            (12, 2.178812830),
            (20, 2.085963447),
            (49, 2.009575237),
            (499, 1.964729391),
            (5000, 1.960438552),
        ] {
            assert!((student(degrees) - expected).abs() < 1e-5, "{degrees}: {}", student(degrees));
        }
        assert!((student(usize::MAX) - NORMAL).abs() < 1e-12);
    }

    /// scipy.stats.binomtest(k, n).proportion_ci(method="wilson")
    #[test]
    fn intervals_are_those_of_scipy() {
        for (k, n, low, high) in WILSON {
            let found = wilson(k / n, n, NORMAL);
            assert!((found[0] - low).abs() < 1e-9 && (found[1] - high).abs() < 1e-9, "{k} of {n}");
        }
        assert_eq!(wilson(0.25, f64::INFINITY, NORMAL), [0.25, 0.25]);
    }

    const WILSON: [(f64, f64, f64, f64); 4] = [
        (0.0, 500.0, 0.000000000000, 0.007624340462),
        (5.0, 50.0, 0.043475764932, 0.213602314375),
        (3.0, 7.0, 0.158219855251, 0.749541635472),
        (7.0, 7.0, 0.645669564933, 1.000000000000),
    ];
}
