//! The binomial distribution: exact tails and bounds.

/// The probability of at most `k` of `n`, each with the chance `p`.
pub(crate) fn at_most(k: usize, n: usize, p: f64) -> f64 {
    if k >= n || p <= 0.0 {
        return 1.0;
    }
    if p >= 1.0 {
        return 0.0;
    }
    // Summed away from the mean, so that each term is less than the one before.
    match (k as f64) < n as f64 * p {
        true => below(k, n, p).min(1.0),
        false => (1.0 - below(n - k - 1, n, 1.0 - p)).max(0.0),
    }
}

/// The sum of the terms from `k` down to 0, `k` below the mean.
fn below(k: usize, n: usize, p: f64) -> f64 {
    let (n, odds) = (n as f64, (1.0 - p) / p);
    let ln_factorial = |k: f64| libm::lgamma(k + 1.0);
    let at = k as f64;
    let ln_ways = ln_factorial(n) - ln_factorial(at) - ln_factorial(n - at);
    let mut term = libm::exp(ln_ways + at * libm::log(p) + (n - at) * libm::log1p(-p));
    let mut sum = term;
    for k in (1..=k).rev() {
        term *= k as f64 / (n - k as f64 + 1.0) * odds;
        sum += term;
        if term < sum * f64::EPSILON / 4.0 {
            break;
        }
    }
    sum
}

/// The one-sided upper bound of Clopper and Pearson (1934) on a chance, of
/// which `k` of `n` came true: under it with the probability `1 - delta` at
/// least.
pub(crate) fn upper_bound(k: usize, n: usize, delta: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        match at_most(k, n, middle) > delta {
            true => low = middle,
            false => high = middle,
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy.stats.binom.cdf(k, n, p)
    const CDF: [(usize, usize, f64, f64); 12] = [
        (0, 1, 0.05, 0.95),
        (0, 45, 0.05, 0.09944025698709247),
        (1, 90, 0.05, 0.056727987018569764),
        (3, 10, 0.5, 0.171875),
        (7, 10, 0.5, 0.9453125),
        (250, 5000, 0.05, 0.5168178196478084),
        (200, 5000, 0.05, 0.00046361043013191087),
        (100, 5000, 0.05, 2.8061669962941183e-28),
        (4800, 5000, 0.95, 0.9996393019427899),
        (33000, 33430, 0.99, 2.5693204534749195e-07),
        (1000, 33430, 0.05, 8.044142349927034e-74),
        (49, 50, 0.9, 0.9948462247926799),
    ];
    /// scipy.stats.beta.ppf(0.9, k + 1, n - k)
    const UPPER: [(usize, usize, f64); 6] = [
        (0, 10, 0.2056717652757185),
        (1, 90, 0.04253117590822959),
        (3, 10, 0.551730832383599),
        (9, 10, 0.9895192582062144),
        (200, 5000, 0.04378824735081529),
        (1600, 33430, 0.04939201814630067),
    ];

    #[test]
    fn tails_and_bounds_are_those_of_scipy() {
        for (k, n, p, expected) in CDF {
            let found = at_most(k, n, p);
            assert!((found - expected).abs() <= 1e-9 * expected, "{k} {n} {p}: {found}");
        }
        for (k, n, expected) in UPPER {
            let found = upper_bound(k, n, 0.1);
            assert!((found - expected).abs() <= 1e-9 * expected, "{k} {n}: {found}");
        }
    }

    #[test]
    fn ends() {
        assert_eq!((at_most(3, 3, 0.5), at_most(0, 4, 0.0), at_most(1, 4, 1.0)), (1.0, 1.0, 0.0));
        assert_eq!(upper_bound(0, 0, 0.1), 1.0);
        // None of n is wrong: (1 - p)^n = delta.
        assert!((upper_bound(0, 45, 0.1) - (1.0 - 0.1f64.powf(1.0 / 45.0))).abs() < 1e-12);
    }
}
