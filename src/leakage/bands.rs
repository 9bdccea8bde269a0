//! Signatures that may be near, without comparing each with each.

use rayon::prelude::*;

use super::signature::{LEAST_EQUAL, Signature, equal};

/// Bytes of a band.
const BAND: usize = 4;
const BANDS: usize = size_of::<Signature>() / BAND;

/// Signatures sorted by each of their 16 bands of 4 bytes: only those with a
/// band in common are compared (Indyk and Motwani 1998; Leskovec, Rajaraman and
/// Ullman 2014, chapter 3.4).
///
/// Of two signatures with 49 equal bytes or more, 15 or fewer differ, which
/// leaves one of 16 bands whole: such a pair is never missed. One with 48 is
/// missed where its 16 other bytes stand in 16 bands, once in 100,000 times.
pub(super) struct Bands<'a> {
    signatures: &'a [Signature],
    /// For each band its bytes and the signature, sorted.
    sorted: Vec<Vec<(u32, u32)>>,
}

impl<'a> Bands<'a> {
    pub fn new(signatures: &'a [Signature]) -> Self {
        let sorted = |band| {
            let places = signatures.iter().zip(0..);
            let mut sorted: Vec<(u32, u32)> = places.map(|(s, at)| (key(s, band), at)).collect();
            sorted.sort_unstable();
            sorted
        };
        Self { signatures, sorted: (0..BANDS).into_par_iter().map(sorted).collect() }
    }

    /// Whether one of the signatures is near to this one.
    pub fn has_near(&self, signature: &Signature) -> bool {
        self.sorted.iter().enumerate().any(|(band, sorted)| {
            let key = key(signature, band);
            let from = sorted.partition_point(|(other, _)| *other < key);
            let same = sorted[from..].iter().take_while(|(other, _)| *other == key);
            same.into_iter()
                .any(|(_, at)| equal(&self.signatures[*at as usize], signature) >= LEAST_EQUAL)
        })
    }
}

fn key(signature: &Signature, band: usize) -> u32 {
    let (bands, _) = signature.as_chunks::<BAND>();
    u32::from_le_bytes(bands[band])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_what_comparing_all_finds(
            first in prop::array::uniform32(0u8..4),
            others in prop::collection::vec(
                prop::collection::vec((0usize..64, 0u8..4), 0..30), 1..12),
        ) {
            let mut of_query = [0; 64];
            of_query[..32].copy_from_slice(&first);
            let signatures: Vec<Signature> = others
                .iter()
                .map(|changes| {
                    let mut other = of_query;
                    changes.iter().for_each(|(at, byte)| other[*at] = *byte);
                    other
                })
                .collect();
            for signature in &signatures {
                let found = Bands::new(std::slice::from_ref(signature)).has_near(&of_query);
                match equal(signature, &of_query) {
                    49.. => prop_assert!(found),
                    LEAST_EQUAL => {}
                    _ => prop_assert!(!found),
                }
            }
            let most = signatures.iter().map(|s| equal(s, &of_query)).max().unwrap();
            prop_assert!(Bands::new(&signatures).has_near(&of_query) || most <= LEAST_EQUAL);
        }
    }
}
