//! Truncated Newton: each step solves the Newton equation only roughly, by
//! conjugate gradients with a diagonal preconditioner, and is shortened until
//! the objective falls enough (Armijo).
//!
//! References: Nocedal, Wright 2006, *Numerical Optimization*, chapter 7.1;
//! Hsia, Chiang, Lin 2018, *Preconditioned conjugate gradient methods in
//! truncated Newton frameworks for large-scale linear classification*.

use super::objective::{Objective, dot};
use super::{Problem, Solution, Solver, Stopping};
use crate::error::Result;

/// A step must win this share of what the slope promises.
const ARMIJO: f64 = 1e-4;
/// How often a step is halved.
const HALVINGS: usize = 40;
/// Relative size under which a change of the objective is rounding.
const ROUNDING: f64 = 1e-14;
/// Steps without a smaller gradient before the limit of rounding is taken to
/// be reached.
const STALLED: usize = 3;
/// Inner steps at most.
const MAX_CG_STEPS: usize = 500;

/// Newton steps from zero.
pub struct NewtonCg;

impl Solver for NewtonCg {
    fn solve(&self, problem: &Problem<'_>, stopping: Stopping) -> Result<Solution> {
        Ok(solve_from(problem, vec![0.0; problem.n_parameters()], stopping))
    }
}

/// Newton steps from `theta` (see [`Problem::n_parameters`]).
pub(super) fn solve_from(
    problem: &Problem<'_>,
    mut theta: Vec<f64>,
    stopping: Stopping,
) -> Solution {
    let objective = Objective::new(*problem);
    let initial_norm = norm(&objective.gradient_at_zero());
    let mut scores = objective.scores(&theta);
    let mut value = objective.value(&theta, &scores);
    let mut probabilities = objective.probabilities(&scores);
    let mut gradient = objective.gradient(&theta, &probabilities);
    let relative = |gradient: &[f64]| match initial_norm > 0.0 {
        true => norm(gradient) / initial_norm,
        false => 0.0,
    };
    let mut best = (relative(&gradient), theta.clone(), value);
    let mut stalled = 0;
    let mut iterations = 0;
    while best.0 > stopping.tol && iterations < stopping.max_iterations && stalled < STALLED {
        iterations += 1;
        let accuracy = relative(&gradient).sqrt().min(0.25);
        let diagonal = objective.hessian_diagonal(&probabilities);
        let direction = conjugate_gradients(
            |d| objective.hessian_product(&probabilities, d),
            &diagonal,
            &gradient,
            accuracy,
        );
        let slope = dot(&gradient, &direction);
        let direction_scores = objective.scores(&direction);
        let penalty = |step: f64| {
            let moved = objective.squared_weights(&theta, &theta)
                + 2.0 * step * objective.squared_weights(&theta, &direction)
                + step * step * objective.squared_weights(&direction, &direction);
            0.5 * problem.l2 * moved
        };
        let mut step = 1.0;
        let mut moved = None;
        for _ in 0..HALVINGS {
            let candidate = added(&scores, step, &direction_scores);
            let candidate_value = objective.loss(&candidate) + penalty(step);
            if candidate_value <= value + ARMIJO * step * slope + ROUNDING * value.abs() {
                moved = Some((candidate, candidate_value));
                break;
            }
            step *= 0.5;
        }
        let Some((new_scores, new_value)) = moved else {
            break;
        };
        theta = added(&theta, step, &direction);
        (scores, value) = (new_scores, new_value);
        probabilities = objective.probabilities(&scores);
        gradient = objective.gradient(&theta, &probabilities);
        let now = relative(&gradient);
        if now < best.0 {
            best = (now, theta.clone(), value);
            stalled = 0;
        } else if slope.abs() <= 1e-12 * value.abs() {
            stalled += 1;
        }
    }
    let (relative_gradient, theta, objective) = best;
    Solution::of_primal(
        &theta,
        problem.n_classes,
        objective,
        relative_gradient,
        iterations,
        stopping,
    )
}

/// Solves `H d = -g` until the residual is `accuracy` times the gradient.
fn conjugate_gradients(
    hessian_product: impl Fn(&[f64]) -> Vec<f64>,
    diagonal: &[f64],
    gradient: &[f64],
    accuracy: f64,
) -> Vec<f64> {
    let precondition = |r: &[f64]| -> Vec<f64> {
        r.iter().zip(diagonal).map(|(r, d)| r / d.max(f64::MIN_POSITIVE)).collect()
    };
    let mut solution = vec![0.0; gradient.len()];
    let mut residual: Vec<f64> = gradient.iter().map(|g| -g).collect();
    let mut conditioned = precondition(&residual);
    let mut direction = conditioned.clone();
    let mut energy = dot(&residual, &conditioned);
    let enough = accuracy * accuracy * energy;
    for _ in 0..MAX_CG_STEPS {
        let product = hessian_product(&direction);
        let curvature = dot(&direction, &product);
        // Flat only along a shift of all intercepts, or by rounding.
        if curvature <= 0.0 || !curvature.is_finite() {
            break;
        }
        let step = energy / curvature;
        for i in 0..solution.len() {
            solution[i] += step * direction[i];
            residual[i] -= step * product[i];
        }
        conditioned = precondition(&residual);
        let new_energy = dot(&residual, &conditioned);
        if new_energy <= enough {
            break;
        }
        let ratio = new_energy / energy;
        energy = new_energy;
        for (d, c) in direction.iter_mut().zip(&conditioned) {
            *d = c + ratio * *d;
        }
    }
    solution
}

fn added(a: &[f64], step: f64, b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a + step * b).collect()
}

fn norm(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}
