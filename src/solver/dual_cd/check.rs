//! How far the objective can still fall.

use rayon::prelude::*;

use super::shared::Row;
use super::step::flat;
use super::{Ascent, Check};
use crate::solver::objective::log_sum_exp;

/// Rows handled by one task of a check.
const CHUNK: usize = 512;

impl Ascent<'_> {
    /// `p` and its logarithm for a row.
    pub(super) fn dual(&self, at: usize) -> impl Iterator<Item = (f64, f64)> + '_ {
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
    pub(super) fn check(&self) -> Check {
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
                    let (mut inner, mut own, mut mass) = (0.0, 0.0, 0.0);
                    for ((class, z), (p, u)) in z.iter_mut().enumerate().zip(self.dual(at)) {
                        let off = f64::from(u8::from(class == y)) - p;
                        *z += alone * off;
                        own += off * off;
                        inner += p * (u - *z);
                        mass += p;
                    }
                    let lse = log_sum_exp(&z);
                    loss += scale * (lse - z[y]);
                    // Single precision leaves a mass of not quite 1.
                    gap += scale * (inner + lse * mass + 1.0 - mass);
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
}
