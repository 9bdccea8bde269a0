//! Every solver is held to the same optimum.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;

struct Data {
    starts: Vec<usize>,
    indices: Vec<u32>,
    values: Vec<f32>,
    targets: Vec<usize>,
    weights: Vec<f64>,
}

fn random(n: usize, p: u32, k: usize, seed: u64) -> Data {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut data = Data {
        starts: vec![0],
        indices: Vec::new(),
        values: Vec::new(),
        targets: (0..n).map(|i| i % k).collect(),
        weights: vec![1.0; n],
    };
    for _ in 0..n {
        for column in 0..p {
            if rng.random::<f32>() < 0.3 {
                data.indices.push(column);
                data.values.push(rng.random::<f32>());
            }
        }
        data.starts.push(data.indices.len());
    }
    data
}

impl Data {
    fn problem(&self, n_features: usize, n_classes: usize, l2: f64) -> Problem<'_> {
        Problem {
            starts: &self.starts,
            indices: &self.indices,
            values: &self.values,
            n_features,
            targets: &self.targets,
            n_classes,
            sample_weights: &self.weights,
            l2,
        }
    }
}

const TIGHT: Stopping = Stopping { tol: 1e-9, max_iterations: 1000 };

#[test]
fn all_solvers_reach_the_same_optimum() {
    for (k, l2) in [(2, 1.0), (3, 0.1), (5, 0.02)] {
        let data = random(60, 12, k, k as u64);
        let problem = data.problem(12, k, l2);
        let solutions: Vec<Solution> = SolverKind::ALL
            .iter()
            .map(|kind| kind.solver().solve(&problem, TIGHT).unwrap())
            .collect();
        for (kind, solution) in SolverKind::ALL.iter().zip(&solutions) {
            let gap = (solution.objective - solutions[0].objective).abs();
            assert!(gap <= 1e-6 * solutions[0].objective, "{kind}: objective off by {gap}");
            for (a, b) in solution.weights.iter().zip(&solutions[0].weights) {
                assert!((a - b).abs() < 1e-4, "{kind}: {a} against {b}");
            }
        }
        assert!(solutions[0].converged);
    }
}

/// Rows with terms of their own, an empty row, uneven classes and weights.
fn odd(k: usize) -> (Data, usize) {
    let mut data = random(80, 10, k, 5);
    let rows = data.targets.len();
    let mut starts = vec![0];
    let (mut indices, mut values) = (Vec::new(), Vec::new());
    for row in 0..rows {
        if row != 7 {
            let range = data.starts[row]..data.starts[row + 1];
            indices.extend_from_slice(&data.indices[range.clone()]);
            values.extend_from_slice(&data.values[range]);
            indices.push(10 + row as u32);
            values.push(0.5);
        }
        starts.push(indices.len());
    }
    (data.starts, data.indices, data.values) = (starts, indices, values);
    data.targets = (0..rows).map(|row| if row < 2 * k { row % k } else { 0 }).collect();
    data.weights = (0..rows).map(|row| 0.5 + (row % 3) as f64).collect();
    (data, 10 + rows)
}

#[test]
fn the_gap_bounds_what_is_left() {
    for k in [2, 4, 9] {
        let (data, n_features) = odd(k);
        for l2 in [3.0, 0.1, 0.003] {
            let problem = data.problem(n_features, k, l2);
            let best = SolverKind::NewtonCg.solver().solve(&problem, TIGHT).unwrap();
            assert!(best.converged);
            for tol in [1e-2, 1e-4, 1e-5] {
                let stopping = Stopping { tol, max_iterations: 1000 };
                let found = SolverKind::DualCd.solver().solve(&problem, stopping).unwrap();
                let gap = found.reached.gap().unwrap();
                let excess = found.objective / best.objective - 1.0;
                assert!(found.converged && gap <= tol, "{k}, {l2}, {tol}: {gap}");
                assert!((-1e-6..=gap + 1e-6).contains(&excess), "{k}, {l2}, {tol}: {excess}");
                // The objective that it tells is that of its weights.
                let mut theta: Vec<f64> = found.weights.iter().map(|w| f64::from(*w)).collect();
                theta.extend(&found.intercepts);
                let objective = Objective::new(problem);
                let value = objective.value(&theta, &objective.scores(&theta));
                assert!((value / found.objective - 1.0).abs() < 1e-5, "{k}, {l2}, {tol}");
            }
        }
    }
}

#[test]
fn newton_steps_finish_what_rounds_do_not() {
    let (data, n_features) = odd(4);
    let stopping = Stopping { tol: 1e-4, max_iterations: 1000 };
    // The last two are beyond what single precision holds.
    for l2 in [1e-7, 1e-60, 1e60] {
        let problem = data.problem(n_features, 4, l2);
        let alone = SolverKind::DualCd.solver().solve(&problem, stopping).unwrap();
        let path = SolverKind::DualCd.solver().solve_path(&problem, &[l2], stopping).unwrap();
        for found in [&alone, &path[0]] {
            assert!(found.converged, "{l2}: {}", found.reached);
            assert!(found.weights.iter().all(|w| w.is_finite()), "{l2}");
            let at_zero: f64 = data.weights.iter().sum::<f64>() * 4_f64.ln();
            assert!(l2 > 1.0 || found.objective < at_zero / 100.0, "{l2}: {}", found.objective);
        }
    }
}

#[test]
fn a_path_ends_where_single_fits_do() {
    let (data, n_features) = odd(4);
    let penalties = [3.0, 0.3, 0.03, 1.0];
    let stopping = Stopping { tol: 1e-5, max_iterations: 1000 };
    let problem = data.problem(n_features, 4, 1.0);
    for kind in [SolverKind::DualCd, SolverKind::NewtonCg] {
        let path = kind.solver().solve_path(&problem, &penalties, stopping).unwrap();
        for (l2, found) in penalties.iter().zip(&path) {
            let problem = data.problem(n_features, 4, *l2);
            let best = SolverKind::NewtonCg.solver().solve(&problem, TIGHT).unwrap();
            let excess = found.objective / best.objective - 1.0;
            assert!(found.converged && excess.abs() < 2e-5, "{kind}, {l2}: {excess}");
        }
    }
}

#[test]
fn the_gradient_is_the_slope_of_the_value() {
    let mut data = random(20, 5, 3, 9);
    data.weights = (1..=20).map(|i| f64::from(i) / 10.0).collect();
    let objective = Objective::new(data.problem(5, 3, 0.7));
    let theta: Vec<f64> = (0..18).map(|i| f64::from(i % 5) / 3.0 - 0.5).collect();
    let value = |theta: &[f64]| objective.value(theta, &objective.scores(theta));
    let gradient_at = |theta: &[f64]| {
        objective.gradient(theta, &objective.probabilities(&objective.scores(theta)))
    };
    let gradient = gradient_at(&theta);
    let probabilities = objective.probabilities(&objective.scores(&theta));
    let diagonal = objective.hessian_diagonal(&probabilities);
    // The penalty's slope for intercepts is zero, so the last row is left out
    // of the penalty: found by differences here.
    for i in 0..theta.len() {
        let shifted = |by: f64| {
            let mut shifted = theta.clone();
            shifted[i] += by;
            shifted
        };
        let slope = (value(&shifted(1e-6)) - value(&shifted(-1e-6))) / 2e-6;
        assert!((slope - gradient[i]).abs() < 1e-6, "{i}: {slope} against {}", gradient[i]);
        let mut unit = vec![0.0; theta.len()];
        unit[i] = 1.0;
        let product = objective.hessian_product(&probabilities, &unit);
        let (up, down) = (gradient_at(&shifted(1e-6)), gradient_at(&shifted(-1e-6)));
        for j in 0..theta.len() {
            let curvature = (up[j] - down[j]) / 2e-6;
            assert!((curvature - product[j]).abs() < 1e-5);
        }
        assert!((product[i] - diagonal[i]).abs() < 1e-9);
    }
}

#[test]
fn too_few_iterations_are_told() {
    let data = random(60, 12, 3, 1);
    let stopping = Stopping { max_iterations: 1, ..TIGHT };
    let solution = SolverKind::NewtonCg.solver().solve(&data.problem(12, 3, 0.01), stopping);
    assert!(!solution.unwrap().converged);
}

#[test]
fn linfa_refuses_what_it_cannot_do() {
    let mut data = random(6, 2, 2, 0);
    let linfa = SolverKind::Linfa.solver();
    let wide = Problem { n_features: 40_000_000, ..data.problem(2, 2, 1.0) };
    assert!(linfa.check(&wide).unwrap_err().to_string().contains("1 GiB"));
    data.weights[0] = 2.0;
    let message = linfa.check(&data.problem(2, 2, 1.0)).unwrap_err().to_string();
    assert!(message.contains("dual-cd"), "{message}");
}
