//! Bytes that matter, looked for many at a time.

use wide::u8x32;

const LANES: usize = 32;

/// The places of the bytes for which `mask` sets a bit (the lowest for the
/// first byte), in order. It must set none for a zero byte.
pub(super) fn places(bytes: &[u8], mask: impl Fn(u8x32) -> u32) -> impl Iterator<Item = usize> {
    let mut chunks = bytes.chunks_exact(LANES);
    let mut rest = Some(last_lanes(bytes));
    let whole = bytes.len() - bytes.len() % LANES;
    let mut hits = 0;
    let mut next = 0;
    std::iter::from_fn(move || {
        while hits == 0 {
            if let Some(chunk) = chunks.next() {
                hits = mask(u8x32::new(chunk.try_into().ok()?));
                next += LANES;
            } else {
                let (lanes, seen) = rest.take()?;
                hits = mask(u8x32::new(lanes)).checked_shr(seen).unwrap_or(0);
                next = whole + LANES;
            }
        }
        let at = next - LANES + hits.trailing_zeros() as usize;
        hits &= hits - 1;
        Some(at)
    })
}

/// The last bytes, and how many of them the whole chunks hold already; zeros
/// after them where there are too few.
fn last_lanes(bytes: &[u8]) -> ([u8; LANES], u32) {
    match bytes.last_chunk() {
        Some(last) => (*last, (LANES - bytes.len() % LANES) as u32),
        None => {
            let mut lanes = [0; LANES];
            lanes[..bytes.len()].copy_from_slice(bytes);
            (lanes, 0)
        }
    }
}

/// A mask of the bytes from `low` to `high`.
#[inline]
pub(super) fn from_to(bytes: u8x32, low: u8, high: u8) -> u8x32 {
    let bound = bytes.max(u8x32::splat(low)).min(u8x32::splat(high));
    bound.simd_eq(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_a_plain_loop() {
        for length in 0..100 {
            let bytes: Vec<u8> = (0..length).map(|at| (at * 37 % 251) as u8 + 1).collect();
            let found: Vec<usize> =
                places(&bytes, |bytes| from_to(bytes, 100, 200).to_bitmask()).collect();
            let expected: Vec<usize> =
                (0..length).filter(|at| (100..=200).contains(&bytes[*at])).collect();
            assert_eq!(found, expected, "{length}");
        }
    }
}
