//! Bytes that matter, looked for many at a time.

use wide::u8x32;

const LANES: usize = 32;

/// Goes through the places of the bytes for which `mask` sets a bit (the lowest
/// for the first byte), in order. It must set none for a zero byte.
#[inline]
pub(super) fn each_place(bytes: &[u8], mask: impl Fn(u8x32) -> u32, mut each: impl FnMut(usize)) {
    let mut each_hit = |from: usize, mut hits: u32| {
        while hits != 0 {
            each(from + hits.trailing_zeros() as usize);
            hits &= hits - 1;
        }
    };
    let (chunks, rest) = bytes.as_chunks::<LANES>();
    for (chunk, lanes) in chunks.iter().enumerate() {
        each_hit(chunk * LANES, mask(u8x32::new(*lanes)));
    }
    if !rest.is_empty() {
        let (lanes, seen) = last_lanes(bytes);
        each_hit(chunks.len() * LANES, mask(u8x32::new(lanes)) >> seen);
    }
}

/// The last bytes, and how many of them the whole chunks hold already, which are
/// not all; zeros after them where there are too few.
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
            let mut found = Vec::new();
            let mask = |bytes| from_to(bytes, 100, 200).to_bitmask();
            each_place(&bytes, mask, |at| found.push(at));
            let expected: Vec<usize> =
                (0..length).filter(|at| (100..=200).contains(&bytes[*at])).collect();
            assert_eq!(found, expected, "{length}");
        }
    }
}
