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
//! **Shrinking**: a row that hardly moved is left out of the next rounds, more
//! of them each time, until it moves again.
//!
//! References: Yu, Huang, Lin 2011, *Dual coordinate descent methods for
//! logistic regression and maximum entropy models*; Shalev-Shwartz, Zhang 2013,
//! *Stochastic dual coordinate ascent*.

use std::cmp::Reverse;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use wide::f32x4;

use super::fast_exp::exp;
use super::newton_cg::solve_from;
use super::objective::log_sum_exp;
use super::{Problem, Reached, Solution, Solver, Stopping, centered};
use crate::error::Result;

/// Below this tolerance single precision does not reach: Newton steps finish.
const FINEST: f64 = 1e-6;
/// Rows handled by one task of a check.
const CHUNK: usize = 512;
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
        let tol = stopping.tol.max(FINEST);
        let rows: f64 = problem.sample_weights.iter().sum();
        let mut check =
            Check { objective: rows * libm::log(problem.n_classes as f64), gap: f64::INFINITY };
        let mut rounds = 0;
        while rounds < stopping.max_iterations {
            let (seen, visited) = ascent.round(rounds);
            rounds += 1;
            // What was seen on the way is of the past: the check decides.
            if seen > tol * check.objective && rounds < stopping.max_iterations {
                continue;
            }
            check = ascent.check();
            if check.gap <= tol * check.objective {
                break;
            }
            if visited < problem.n_samples() {
                ascent.wake();
            }
        }
        let relative_gap = check.gap / check.objective;
        let (weights, intercepts) = ascent.finish();
        if stopping.tol < FINEST {
            let mut theta: Vec<f64> = weights.iter().map(|w| f64::from(*w)).collect();
            drop(weights);
            theta.extend(intercepts);
            return Ok(solve_from(problem, theta, stopping));
        }
        Ok(Solution {
            weights,
            intercepts,
            objective: check.objective,
            reached: Reached::Gap(relative_gap),
            iterations: rounds,
            converged: relative_gap <= stopping.tol,
        })
    }
}

/// What a visit needs of a row beside its terms.
struct Row {
    target: u32,
    /// Its weight, over the penalty.
    scale: f32,
    /// `q` of the terms that no other row holds.
    alone: f32,
    /// `q` of all its terms and of the intercepts.
    q: f32,
    /// Rounds that it is left out of.
    rest: bool,
    /// Where its shared terms begin.
    start: usize,
}

/// The terms that more than one row holds, the commonest first.
struct Shared {
    rows: Vec<Row>,
    places: Vec<u32>,
    values: Vec<f32>,
    /// For each column of the problem its place here, or `ALONE`.
    place_of: Vec<u32>,
    n_places: usize,
}

/// The place of a term that stands in one row alone, or in none.
const ALONE: u32 = u32::MAX;

impl Shared {
    fn new(problem: &Problem<'_>) -> Self {
        let mut df = vec![0_u32; problem.n_features];
        problem.indices.iter().for_each(|column| df[*column as usize] += 1);
        let mut columns: Vec<u32> =
            (0..problem.n_features as u32).filter(|column| df[*column as usize] > 1).collect();
        columns.sort_by_key(|column| Reverse(df[*column as usize]));
        let entries = columns.iter().map(|column| df[*column as usize] as usize).sum();
        let mut place_of = df;
        place_of.fill(ALONE);
        for (place, column) in columns.iter().enumerate() {
            place_of[*column as usize] = place as u32;
        }
        let mut rows = Vec::with_capacity(problem.n_samples());
        let mut places = Vec::with_capacity(entries);
        let mut values = Vec::with_capacity(entries);
        for row in 0..problem.n_samples() {
            let start = places.len();
            let (mut square, mut alone) = (0.0, 0.0);
            for (column, value) in problem.row(row) {
                square += value * value;
                match place_of[column] {
                    ALONE => alone += value * value,
                    place => {
                        places.push(place);
                        values.push(value as f32);
                    }
                }
            }
            let scale = problem.sample_weights[row] / problem.l2;
            rows.push(Row {
                target: problem.targets[row] as u32,
                scale: scale as f32,
                alone: (scale * alone) as f32,
                q: (scale * square) as f32,
                rest: false,
                start,
            });
        }
        Self { rows, places, values, place_of, n_places: columns.len() }
    }

    /// The shared terms of a row.
    fn terms(&self, at: usize) -> (&[u32], &[f32]) {
        let end = self.rows.get(at + 1).map_or(self.places.len(), |row| row.start);
        let range = self.rows[at].start..end;
        (&self.places[range.clone()], &self.values[range])
    }
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

    /// Visits the rows once, in an order of their own for each round. Returns
    /// the sum of the rows' gaps as they were when visited, and how many were.
    fn round(&mut self, round: usize) -> (f64, usize) {
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
    fn visit(&mut self, order: &[u32], quads: usize) -> (f64, usize) {
        let k = self.problem.n_classes;
        let mut buffer = vec![f32x4::ZERO; 4 * quads];
        let (z, rest) = buffer.split_at_mut(quads);
        let (old, rest) = rest.split_at_mut(quads);
        let (new, target) = rest.split_at_mut(quads);
        let mut seen = 0.0;
        let mut visited = 0;
        for at in order.iter().map(|at| *at as usize) {
            let Row { target: y, scale, alone, q, rest, .. } = self.shared.rows[at];
            if rest {
                self.shared.rows[at].rest = false;
                continue;
            }
            visited += 1;
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
                *new = delta * scale;
            }
            self.shared.rows[at].rest = most(moved) < STILL;
            let changes = flat(new)[..k].iter().map(|change| f64::from(*change));
            for ((residual, b), change) in
                self.residual.iter_mut().zip(&mut self.intercepts).zip(changes)
            {
                *residual -= change;
                *b -= self.pace * change;
            }
            let (places, values) = self.shared.terms(at);
            for (place, value) in places.iter().zip(values) {
                let start = *place as usize * quads;
                let value = f32x4::splat(*value);
                for (w, new) in self.weights[start..start + quads].iter_mut().zip(&*new) {
                    *w -= value * *new;
                }
            }
        }
        match self.started {
            true => (seen * self.problem.l2, visited),
            false => (f64::INFINITY, visited),
        }
    }

    /// No row is left out of the next round.
    fn wake(&mut self) {
        self.shared.rows.iter_mut().for_each(|row| row.rest = false);
    }

    /// `p` and its logarithm for a row.
    fn dual(&self, at: usize) -> impl Iterator<Item = (f64, f64)> + '_ {
        let target = self.shared.rows[at].target as usize;
        let u = &self.duals[at * self.quads..(at + 1) * self.quads];
        let u = &flat(u)[..self.problem.n_classes];
        u.iter().enumerate().map(move |(class, u)| match (self.started, class == target) {
            (true, _) => (libm::exp(f64::from(*u)), f64::from(*u)),
            (false, true) => (1.0, 0.0),
            (false, false) => (0.0, 0.0),
        })
    }

    /// The objective and the duality gap.
    fn check(&self) -> Check {
        let k = self.problem.n_classes;
        let n = self.shared.rows.len();
        let parts: Vec<(f64, f64, f64)> = (0..n.div_ceil(CHUNK))
            .into_par_iter()
            .map(|chunk| {
                let mut z = vec![0.0_f64; k];
                let (mut loss, mut gap, mut square) = (0.0, 0.0, 0.0);
                for at in chunk * CHUNK..((chunk + 1) * CHUNK).min(n) {
                    let Row { target, scale, alone, .. } = self.shared.rows[at];
                    let (y, scale, alone) = (target as usize, f64::from(scale), f64::from(alone));
                    z.copy_from_slice(&self.intercepts);
                    let (places, values) = self.shared.terms(at);
                    for (place, value) in places.iter().zip(values) {
                        let start = *place as usize * self.quads;
                        let weights = &self.weights[start..start + self.quads];
                        for (z, w) in z.iter_mut().zip(flat(weights)) {
                            *z += f64::from(*value) * f64::from(*w);
                        }
                    }
                    let (mut inner, mut own) = (0.0, 0.0);
                    for ((class, z), (p, u)) in z.iter_mut().enumerate().zip(self.dual(at)) {
                        let off = f64::from(u8::from(class == y)) - p;
                        *z += alone * off;
                        own += off * off;
                        inner += p * (u - *z);
                    }
                    let lse = log_sum_exp(&z);
                    loss += scale * (lse - z[y]);
                    gap += scale * (inner + lse);
                    square += scale * alone * own;
                }
                (loss, gap, square)
            })
            .collect();
        let (mut loss, mut gap, mut square) = (0.0, 0.0, 0.0);
        for part in parts {
            loss += part.0;
            gap += part.1;
            square += part.2;
        }
        let squares = self
            .weights
            .par_chunks(CHUNK * self.quads)
            .map(|chunk| flat(chunk).iter().map(|w| f64::from(*w) * f64::from(*w)).sum());
        square += squares.collect::<Vec<f64>>().iter().sum::<f64>();
        gap += self.residual.iter().map(|r| r.abs()).sum::<f64>();
        Check { objective: self.problem.l2 * (loss + 0.5 * square), gap: self.problem.l2 * gap }
    }

    /// The weights by column of the problem, then class, and the intercepts.
    fn finish(self) -> (Vec<f32>, Vec<f64>) {
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
        (weights, centered(&self.intercepts))
    }
}

/// A logarithm whose exponential is zero: that of a class that is none.
const LEAST: f32 = -1e30;

fn flat(quads: &[f32x4]) -> &[f32] {
    bytemuck::cast_slice(quads)
}

fn flat_mut(quads: &mut [f32x4]) -> &mut [f32] {
    bytemuck::cast_slice_mut(quads)
}

fn total(quad: f32x4) -> f32 {
    let lanes = quad.to_array();
    (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
}

fn most(quad: f32x4) -> f32 {
    quad.to_array().into_iter().fold(f32::NEG_INFINITY, f32::max)
}

/// The divergence (Kullback, Leibler) of `p`, with logarithms `u`, from the
/// softmax of `z`: the row's duality gap.
#[inline(always)]
fn divergence(u: &[f32x4], p: &[f32x4], z: &[f32x4]) -> f32 {
    let highest = most(z.iter().fold(f32x4::splat(LEAST), |highest, z| highest.fast_max(*z)));
    let (mut sum, mut inner) = (f32x4::ZERO, f32x4::ZERO);
    for ((u, p), z) in u.iter().zip(p).zip(z) {
        sum += exp(*z - highest);
        inner += *p * (*u - *z);
    }
    (total(inner) + highest + libm::logf(total(sum))).max(0.0)
}

/// Finds `p`, put into `p`, and its logarithm, put into `u`, such that
/// `ln p + q p = target - nu` and `p` sums to 1; starts at `u`.
#[inline(always)]
fn solve(u: &mut [f32x4], target: &[f32x4], q: f32, p: &mut [f32x4]) {
    let (one, two) = (f32x4::ONE, f32x4::splat(2.0));
    for _ in 0..STEPS {
        let (mut mass, mut slope, mut pull) = (f32x4::ZERO, f32x4::ZERO, f32x4::ZERO);
        for ((p, u), target) in p.iter_mut().zip(&*u).zip(target) {
            let e = exp(*u);
            let share = e / (one + e * q);
            *p = e;
            mass += e;
            slope += share;
            pull += share * (*target - *u - e * q);
        }
        let nu = (total(mass) - 1.0 + total(pull)) / total(slope);
        let mut moved = f32x4::ZERO;
        for ((p, u), target) in p.iter().zip(u.iter_mut()).zip(target) {
            let step = (*target - *u - *p * q - nu) / (one + *p * q);
            // A Newton step on p where it rises, on ln p where it falls: from
            // these sides the steps do not overshoot.
            let rise = step.fast_max(f32x4::ZERO);
            let step = two * rise / (two + rise) + step.fast_min(f32x4::ZERO);
            moved = moved.fast_max(*p * step.abs());
            *u += step;
        }
        if most(moved) < 1e-3 {
            break;
        }
    }
    let mass = u.iter().fold(f32x4::ZERO, |mass, u| mass + exp(*u));
    let log = libm::logf(total(mass));
    for (p, u) in p.iter_mut().zip(u.iter_mut()) {
        *u -= log;
        *p = exp(*u);
    }
}
