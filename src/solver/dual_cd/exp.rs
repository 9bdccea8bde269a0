//! The exponential in single precision, of four numbers at a time.

use wide::{f32x4, i32x4};

/// `e^x` for `x` up to 88, within 2.5e-7 of itself; 0 below -87.
///
/// Additions and multiplications alone, never fused, in a fixed order: the same
/// bits on every machine. Cody and Waite's reduction to `|r| <= ln 2 / 2`, and
/// a polynomial there (the coefficients of Cephes' `expf`).
#[inline(always)]
pub(super) fn exp(x: f32x4) -> f32x4 {
    // Added, it leaves the nearest whole number in the last bits.
    const ROUND: f32 = 12_582_912.0;
    let clamped = x.fast_max(f32x4::splat(-87.0)).fast_min(f32x4::splat(88.0));
    let shifted = clamped * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = clamped - n * 0.693_359_4 - n * -2.121_944_4e-4;
    let mut poly = f32x4::splat(1.987_569_1e-4);
    for coefficient in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        poly = poly * r + coefficient;
    }
    let value = poly * r * r + r + f32x4::ONE;
    let bits: i32x4 = bytemuck::cast(shifted);
    let scale: f32x4 = bytemuck::cast((bits << 23) + i32x4::splat(0x3f80_0000));
    (value * scale) & x.simd_ge(f32x4::splat(-87.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(x: f32) -> f32 {
        exp(f32x4::splat(x)).to_array()[0]
    }

    #[test]
    fn close_to_the_true_value() {
        for i in -8_700..8_800 {
            let x = i as f32 / 100.0;
            let truth = f64::from(x).exp();
            let off = (f64::from(one(x)) - truth).abs() / truth;
            assert!(off < 2.5e-7, "{x}: {off}");
        }
        assert_eq!(one(f32::NEG_INFINITY), 0.0);
        assert_eq!(one(-1e30), 0.0);
        assert_eq!(one(0.0), 1.0);
    }
}
