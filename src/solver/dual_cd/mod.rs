//! Dual coordinate ascent: one row's class probabilities at a time.
//!
//! The dual variables are a distribution `p_i` over the classes for each row.
//! With weights `s_i` and targets as unit vectors `y_i`, they give the weights
//! `W = X^T S (Y - P) / l2`. A visit to a row finds the `p_i` that is best with
//! all others held: with scores `z`, the old distribution `o` and
//! `q = s_i |x_i|^2 / l2`, the root of `ln p + q (p - o) = z - nu`, `nu` such
//! that `p` sums to 1, by Newton steps on `ln p`.
//!
//! **Intercepts** have no penalty, so `sum_i s_i (y_i - p_i)` must be zero at
//! the optimum. They are kept at `b = center + rho * sum_i s_i (y_i - p_i)` and
//! the centre moves to `b` after each round: the proximal point method, whose
//! fixed point is the exact optimum (Rockafellar 1976).
//!
//! **Terms of one row** have weights that follow from that row alone: they are
//! never stored while rows are visited.
//!
//! **Shrinking**: a row that hardly moved is left out of the next round.
//!
//! References: Yu, Huang, Lin 2011, *Dual coordinate descent methods for
//! logistic regression and maximum entropy models*; Shalev-Shwartz, Zhang 2013,
//! *Stochastic dual coordinate ascent*.

mod check;
mod exp;
mod shared;
mod step;

use exp::exp;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use shared::{ALONE, Row, Shared};
use step::{LEAST, divergence, flat, flat_mut, most, solve};
use wide::f32x4;

use super::newton_cg::solve_from;
use super::{Problem, Reached, Solution, Solver, Stopping, centered};
use crate::error::Result;

/// Below this tolerance single precision does not reach: Newton steps finish.
const FINEST: f64 = 1e-5;
/// After so many rounds Newton steps finish: the penalty is too small for
/// coordinates, or for single precision.
const MOST_ROUNDS: usize = 300;
/// A row none of whose probabilities moved by more rests for a round.
const STILL: f32 = 1e-3;
/// Where the search for a row's `ln p` begins: its own class, and the others.
const FIRST: (f32, f32) = (-0.1, -4.0);
/// Newton steps for one row.
const STEPS: usize = 4;
/// The square of the intercepts' value as a feature, over the rows' mean
/// square: how far they may move within a round.
const INTERCEPT: f64 = 0.1;

/// The default solver.
pub struct DualCd;

impl Solver for DualCd {
    fn solve(&self, problem: &Problem<'_>, stopping: Stopping) -> Result<Solution> {
        let mut ascent = Ascent::new(problem);
        let ended = ascent.run(stopping);
        // As large as the matrix, and not needed any more.
        ascent.shared.forget_terms();
        let solution = ascent.solution(ended, stopping);
        drop(ascent);
        Ok(finished(problem, solution, stopping))
    }

    fn solve_path(
        &self,
        problem: &Problem<'_>,
        penalties: &[f64],
        stopping: Stopping,
    ) -> Result<Vec<Solution>> {
        let mut ascent = Ascent::new(problem);
        let solve = |l2: &f64| {
            ascent.change_penalty(*l2);
            let ended = ascent.run(stopping);
            let solution = ascent.solution(ended, stopping);
            finished(&Problem { l2: *l2, ..*problem }, solution, stopping)
        };
        Ok(penalties.iter().map(solve).collect())
    }
}

/// The solution, finished by Newton steps where rounds did not suffice. They
/// begin at zero where the penalty left the range of single precision.
fn finished(problem: &Problem<'_>, solution: Solution, stopping: Stopping) -> Solution {
    if stopping.tol >= FINEST && solution.converged {
        return solution;
    }
    let mut theta: Vec<f64> = solution.weights.iter().map(|w| f64::from(*w)).collect();
    theta.extend(solution.intercepts);
    if !theta.iter().all(|parameter| parameter.is_finite()) {
        theta.fill(0.0);
    }
    solve_from(problem, theta, stopping)
}

/// How a run ended.
struct Ended {
    check: Check,
    rounds: usize,
}

struct Ascent<'a> {
    problem: Problem<'a>,
    shared: Shared,
    /// Room for the classes: how many quads hold them.
    quads: usize,
    /// By shared term, then class.
    weights: Vec<f32x4>,
    /// `ln p` by row, then class.
    duals: Vec<f32x4>,
    intercepts: Vec<f64>,
    /// `sum_i s_i (y_i - p_i)`, over the penalty.
    residual: Vec<f64>,
    /// How far the intercepts move with the residual.
    pace: f64,
    order: Vec<u32>,
    started: bool,
}

struct Check {
    objective: f64,
    gap: f64,
}

impl<'a> Ascent<'a> {
    fn new(problem: &Problem<'a>) -> Self {
        let mut shared = Shared::new(problem);
        let n = problem.n_samples();
        let quads = problem.n_classes.div_ceil(4);
        let squares: f64 = problem.values.iter().map(|v| f64::from(*v) * f64::from(*v)).sum();
        let pace = INTERCEPT * if squares > 0.0 { squares / n as f64 } else { 1.0 };
        for row in &mut shared.rows {
            row.q += row.scale * pace as f32;
        }
        Self {
            weights: vec![f32x4::ZERO; shared.n_places * quads],
            duals: vec![f32x4::splat(LEAST); n * quads],
            order: (0..n as u32).collect(),
            shared,
            quads,
            intercepts: vec![0.0; problem.n_classes],
            residual: vec![0.0; problem.n_classes],
            pace,
            started: false,
            problem: *problem,
        }
    }

    /// Rounds until the gap is small enough, or there were too many.
    fn run(&mut self, stopping: Stopping) -> Ended {
        let tol = stopping.tol.max(FINEST);
        let rows: f64 = self.problem.sample_weights.iter().sum();
        let classes = self.problem.n_classes as f64;
        let mut check = Check { objective: rows * libm::log(classes), gap: f64::INFINITY };
        let mut rounds = 0;
        let most = stopping.max_iterations.min(MOST_ROUNDS);
        while rounds < most {
            let seen = self.round(rounds);
            rounds += 1;
            // What was seen on the way is of the past: the check decides.
            if seen > tol * check.objective && rounds < most {
                continue;
            }
            check = self.check();
            if check.gap <= tol * check.objective {
                break;
            }
            self.refresh();
        }
        Ended { check, rounds }
    }

    /// Goes on with another penalty. Where it is smaller, from the same
    /// weights, which distributions between those of now and the targets give
    /// under it; where it is larger, from the start.
    fn change_penalty(&mut self, l2: f64) {
        let ratio = l2 / self.problem.l2;
        self.problem.l2 = l2;
        if ratio > 1.0 {
            self.started = false;
            self.weights.fill(f32x4::ZERO);
            self.intercepts.fill(0.0);
            self.residual.fill(0.0);
        }
        for (row, u) in self.shared.rows.iter_mut().zip(self.duals.chunks_mut(self.quads)) {
            row.scale /= ratio as f32;
            row.alone /= ratio as f32;
            row.q /= ratio as f32;
            row.rest = false;
            if self.started {
                let u = flat_mut(u);
                let own = 1.0 - ratio * (1.0 - libm::exp(f64::from(u[row.target as usize])));
                let shift = libm::log(ratio) as f32;
                u[..self.problem.n_classes].iter_mut().for_each(|u| *u += shift);
                u[row.target as usize] = libm::log(own.max(f64::MIN_POSITIVE)) as f32;
            }
        }
    }

    /// Visits the rows once, in an order of their own for each round. Returns
    /// the sum of the rows' gaps as they were when visited.
    fn round(&mut self, round: usize) -> f64 {
        let mut rng = ChaCha8Rng::seed_from_u64(round as u64);
        let mut order = std::mem::take(&mut self.order);
        order.shuffle(&mut rng);
        // The width is known where the loops are compiled.
        let result = match self.quads {
            1 => self.visit(&order, 1),
            2 => self.visit(&order, 2),
            quads => self.visit(&order, quads),
        };
        self.order = order;
        self.started = true;
        for (b, r) in self.intercepts.iter_mut().zip(&self.residual) {
            *b += self.pace * r;
        }
        result
    }

    #[inline(always)]
    fn visit(&mut self, order: &[u32], quads: usize) -> f64 {
        let k = self.problem.n_classes;
        let mut buffer = vec![f32x4::ZERO; 4 * quads];
        let (z, rest) = buffer.split_at_mut(quads);
        let (old, rest) = rest.split_at_mut(quads);
        let (new, target) = rest.split_at_mut(quads);
        let mut seen = 0.0;
        for at in order.iter().map(|at| *at as usize) {
            let Row { target: y, scale, alone, q, rest, .. } = self.shared.rows[at];
            if rest {
                self.shared.rows[at].rest = false;
                continue;
            }
            let y = y as usize;
            let u = &mut self.duals[at * quads..(at + 1) * quads];
            if self.started {
                for (old, u) in old.iter_mut().zip(&*u) {
                    *old = exp(*u);
                }
            } else {
                old.fill(f32x4::ZERO);
                flat_mut(old)[y] = 1.0;
            }
            for (z, b) in flat_mut(z).iter_mut().zip(&self.intercepts) {
                *z = *b as f32;
            }
            flat_mut(z)[k..].fill(LEAST);
            let (places, values) = self.shared.terms(at);
            for (place, value) in places.iter().zip(values) {
                let start = *place as usize * quads;
                let value = f32x4::splat(*value);
                for (z, w) in z.iter_mut().zip(&self.weights[start..start + quads]) {
                    *z += value * *w;
                }
            }
            flat_mut(z)[y] += alone;
            for (z, old) in z.iter_mut().zip(&*old) {
                *z -= *old * alone;
            }
            if self.started {
                seen += f64::from(scale) * f64::from(divergence(u, old, z));
            } else {
                u.fill(f32x4::splat(FIRST.1));
                flat_mut(u)[y] = FIRST.0;
                flat_mut(u)[k..].fill(LEAST);
            }
            for ((target, z), old) in target.iter_mut().zip(&*z).zip(&*old) {
                *target = *z + *old * q;
            }
            solve(u, target, q, new);
            let mut moved = f32x4::ZERO;
            for (new, old) in new.iter_mut().zip(&*old) {
                let delta = *new - *old;
                moved = moved.fast_max(delta.abs());
                *new = delta * -scale;
            }
            self.shared.rows[at].rest = most(moved) < STILL;
            let changes = flat(new)[..k].iter().map(|change| f64::from(*change));
            for ((residual, b), change) in
                self.residual.iter_mut().zip(&mut self.intercepts).zip(changes)
            {
                *residual += change;
                *b += self.pace * change;
            }
            self.add(at, new);
        }
        match self.started {
            true => seen * self.problem.l2,
            false => f64::INFINITY,
        }
    }

    /// Takes weights and residual from the distributions anew, without the
    /// rounding of many small changes, and leaves no row out of the next round.
    fn refresh(&mut self) {
        let quads = self.quads;
        let k = self.problem.n_classes;
        self.weights.fill(f32x4::ZERO);
        self.residual.fill(0.0);
        let mut own = vec![f32x4::ZERO; quads];
        for at in 0..self.shared.rows.len() {
            let row = &mut self.shared.rows[at];
            row.rest = false;
            let (target, scale) = (row.target as usize, row.scale);
            for (own, u) in own.iter_mut().zip(&self.duals[at * quads..(at + 1) * quads]) {
                *own = exp(*u) * -scale;
            }
            flat_mut(&mut own)[target] += scale;
            for (residual, own) in self.residual.iter_mut().zip(&flat(&own)[..k]) {
                *residual += f64::from(*own);
            }
            self.add(at, &own);
        }
    }

    /// Adds a row's terms, times `change`, to the weights.
    #[inline(always)]
    fn add(&mut self, at: usize, change: &[f32x4]) {
        let quads = change.len();
        let (places, values) = self.shared.terms(at);
        for (place, value) in places.iter().zip(values) {
            let start = *place as usize * quads;
            let value = f32x4::splat(*value);
            for (w, change) in self.weights[start..start + quads].iter_mut().zip(change) {
                *w += value * *change;
            }
        }
    }

    /// The weights and intercepts of now.
    fn solution(&self, ended: Ended, stopping: Stopping) -> Solution {
        let relative_gap = ended.check.gap / ended.check.objective;
        Solution {
            weights: self.weights(),
            intercepts: centered(&self.intercepts),
            objective: ended.check.objective,
            reached: Reached::Gap(relative_gap),
            iterations: ended.rounds,
            converged: relative_gap <= stopping.tol,
        }
    }

    /// The weights by column of the problem, then class.
    fn weights(&self) -> Vec<f32> {
        let k = self.problem.n_classes;
        let mut weights = vec![0.0; self.problem.n_features * k];
        for (column, place) in self.shared.place_of.iter().enumerate() {
            if *place != ALONE {
                let start = *place as usize * self.quads;
                let found = flat(&self.weights[start..start + self.quads]);
                weights[column * k..(column + 1) * k].copy_from_slice(&found[..k]);
            }
        }
        for at in 0..self.shared.rows.len() {
            let Row { target, scale, .. } = self.shared.rows[at];
            for (column, value) in self.problem.row(at) {
                if self.shared.place_of[column] == ALONE {
                    let weights = &mut weights[column * k..(column + 1) * k];
                    for ((class, w), (p, _)) in weights.iter_mut().enumerate().zip(self.dual(at)) {
                        let off = f64::from(u8::from(class == target as usize)) - p;
                        *w = (f64::from(scale) * value * off) as f32;
                    }
                }
            }
        }
        weights
    }
}
