//! Probabilities of `LogisticRegression` on words 1-2, by all solvers.

use stancekit::dataset::Dataset;
use stancekit::features::{BlockSpec, ExtractorSpec, WordNgrams};
use stancekit::linear::{ClassWeight, LogisticSpec};
use stancekit::pipeline::{Fit, Pipeline, PipelineSpec};
use stancekit::solver::SolverKind;
use stancekit::text::Normalization;

use super::Largest;
use super::expected::{self, Corpus, Expected};

#[test]
fn the_default_solver_finds_what_scikit_learn_finds() {
    let largest = compare(SolverKind::default(), |_| true);
    assert_eq!(largest.fits, 18, "three corpora, three c, with and without class weights");
    assert_eq!(largest.converged, largest.fits, "all fits converge");
    largest.show();
}

#[test]
fn the_linfa_solver_finds_what_scikit_learn_finds() {
    let largest = compare(SolverKind::Linfa, |expected| !expected.balanced);
    assert_eq!(largest.fits, 9, "three corpora, three c, no class weights");
    // linfa ends where the objective no longer changes, short of the tolerance.
    assert!(largest.relative_gradient < 1e-6, "found {}", largest.relative_gradient);
    largest.show();
}

#[test]
fn all_solvers_find_the_same() {
    let mut probabilities = Largest::new("probabilities, dual-cd and others", 1e-4);
    let mut objectives = Largest::new("objectives, dual-cd and others, relative", 1e-6);
    for corpus in Expected::read().corpora {
        let data = corpus.read();
        for expected in corpus.fits.iter().filter(|expected| !expected.balanced) {
            let place = format!("{}, c {}", corpus.name, expected.c);
            let [one, others @ ..] =
                SolverKind::ALL.map(|solver| fit(&data, expected, solver, TIGHT));
            let texts = all_texts(&data, &corpus);
            let expected = one.pipeline.predict(&texts);
            for other in others {
                objectives.compare_relative(other.report.objective, one.report.objective, &place);
                for (one, other) in expected.iter().zip(other.pipeline.predict(&texts)) {
                    for (one, other) in one.probabilities.iter().zip(&other.probabilities) {
                        probabilities.compare(*other, *one, &place);
                    }
                }
            }
        }
    }
    probabilities.show();
    objectives.show();
}

#[test]
fn the_default_tolerance_keeps_its_promise() {
    let tol = LogisticSpec::default().tol;
    let mut objectives = Largest::new("objectives at the default tolerance, relative", tol);
    for corpus in Expected::read().corpora {
        let data = corpus.read();
        for expected in &corpus.fits {
            let place = format!("{}, c {}", corpus.name, expected.c);
            let fit = fit(&data, expected, SolverKind::DualCd, tol);
            let gap = fit.report.reached.gap().expect("it ends by the gap");
            assert!(fit.report.converged && gap <= tol, "{place}: {gap}");
            // No better than the optimum, and no worse than the gap says.
            let excess = fit.report.objective / expected.objective - 1.0;
            assert!((-1e-6..=gap + 1e-6).contains(&excess), "{place}: {excess} of {gap}");
            objectives.compare_relative(fit.report.objective, expected.objective, &place);
        }
    }
    objectives.show();
}

struct Seen {
    solver: SolverKind,
    fits: usize,
    converged: usize,
    relative_gradient: f64,
    probabilities: Largest,
    objectives: Largest,
}

impl Seen {
    #[allow(clippy::print_stdout)]
    fn show(&self) {
        println!(
            "{}: {} of {} fits met the tolerance; largest relative gradient {:.1e}",
            self.solver, self.converged, self.fits, self.relative_gradient
        );
        self.probabilities.show();
        self.objectives.show();
    }
}

/// Compares fits of `solver` with all expected ones that it `takes`.
fn compare(solver: SolverKind, takes: fn(&expected::Fit) -> bool) -> Seen {
    let mut seen = Seen {
        solver,
        fits: 0,
        converged: 0,
        relative_gradient: 0.0,
        probabilities: Largest::new("probabilities", 1e-4),
        objectives: Largest::new("objectives, relative", 1e-6),
    };
    for corpus in Expected::read().corpora {
        let data = corpus.read();
        let texts = all_texts(&data, &corpus);
        for expected in corpus.fits.iter().filter(|expected| takes(expected)) {
            let balanced = if expected.balanced { ", balanced" } else { "" };
            let place = format!("{}, c {}{balanced}, {solver}", corpus.name, expected.c);
            let fit = fit(&data, expected, solver, TIGHT);
            seen.fits += 1;
            seen.relative_gradient = seen
                .relative_gradient
                .max(fit.report.reached.gradient().expect("Newton steps finish"));
            seen.converged += usize::from(fit.report.converged);
            assert_eq!(fit.pipeline.labels().names(), expected.labels, "{place}");
            seen.objectives.compare_relative(fit.report.objective, expected.objective, &place);
            let predictions = fit.pipeline.predict(&texts);
            let rows: Vec<_> = expected.rows.iter().chain(&expected.held_out).collect();
            assert_eq!(predictions.len(), rows.len(), "{place}");
            for (found, expected) in predictions.iter().zip(rows) {
                assert_eq!(found.probabilities.len(), expected.len(), "{place}");
                for (found, expected) in found.probabilities.iter().zip(expected) {
                    seen.probabilities.compare(*found, *expected, &place);
                }
            }
        }
    }
    seen
}

const TIGHT: f64 = 1e-9;

fn fit(data: &Dataset, expected: &expected::Fit, solver: SolverKind, tol: f64) -> Fit {
    let spec = PipelineSpec {
        normalization: vec![Normalization::Lowercase],
        features: vec![BlockSpec::new(ExtractorSpec::Word(WordNgrams::default()))],
        classifier: LogisticSpec {
            c: expected.c,
            class_weight: match expected.balanced {
                true => ClassWeight::Balanced,
                false => ClassWeight::None,
            },
            solver,
            tol,
            max_iterations: 10_000,
        },
    };
    let pipeline = Pipeline::new(spec).expect("settings that make sense");
    pipeline.fit_dataset(data).expect("a fit")
}

/// The texts fitted on, then the held-out ones.
fn all_texts<'a>(data: &'a Dataset, corpus: &'a Corpus) -> Vec<&'a str> {
    data.texts().into_iter().chain(corpus.held_out.iter().map(String::as_str)).collect()
}
