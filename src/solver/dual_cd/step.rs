//! The step of one row: four classes at a time, as processors count.

use wide::f32x4;

use super::STEPS;
use super::exp::exp;

/// A logarithm whose exponential is zero: that of a class that is none.
pub(super) const LEAST: f32 = -1e30;

pub(super) fn flat(quads: &[f32x4]) -> &[f32] {
    bytemuck::cast_slice(quads)
}

pub(super) fn flat_mut(quads: &mut [f32x4]) -> &mut [f32] {
    bytemuck::cast_slice_mut(quads)
}

pub(super) fn total(quad: f32x4) -> f32 {
    let lanes = quad.to_array();
    (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
}

pub(super) fn most(quad: f32x4) -> f32 {
    quad.to_array().into_iter().fold(f32::NEG_INFINITY, f32::max)
}

/// The divergence (Kullback, Leibler) of `p`, with logarithms `u`, from the
/// softmax of `z`: the row's duality gap.
#[inline(always)]
pub(super) fn divergence(u: &[f32x4], p: &[f32x4], z: &[f32x4]) -> f32 {
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
pub(super) fn solve(u: &mut [f32x4], target: &[f32x4], q: f32, p: &mut [f32x4]) {
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
