//! The same numbers as scikit-learn, which stand in `parity/expected.json`
//! (made by `parity/make.py`; no Python is needed here).
//!
//! `cargo test --test it parity -- --nocapture` shows the largest differences.

mod expected;
mod features;
mod metrics;
mod probabilities;

/// The largest difference seen, and where.
struct Largest {
    of: &'static str,
    allowed: f64,
    difference: f64,
    place: String,
}

impl Largest {
    fn new(of: &'static str, allowed: f64) -> Self {
        Self { of, allowed, difference: 0.0, place: String::new() }
    }

    /// Compares, and fails where the difference is more than allowed.
    fn compare(&mut self, found: f64, expected: f64, place: &str) {
        let difference = (found - expected).abs();
        assert!(
            difference <= self.allowed,
            "{} of {place}: found {found}, expected {expected}",
            self.of
        );
        if difference > self.difference {
            (self.difference, self.place) = (difference, place.to_owned());
        }
    }

    /// As `compare`, by the difference over the expected value.
    fn compare_relative(&mut self, found: f64, expected: f64, place: &str) {
        self.compare(found / expected, 1.0, place);
    }

    #[allow(clippy::print_stdout)]
    fn show(&self) {
        let Self { of, allowed, difference, place } = self;
        println!("{of}: largest difference {difference:.1e} of {allowed:.0e} allowed ({place})");
    }
}
