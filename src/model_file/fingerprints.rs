//! Fingerprints of the training rows as tensors, and rows looked up in them.

use std::borrow::Cow;

use safetensors::tensor::Dtype;

use super::Models;
use super::tensors::{Tensor, Tensors, little_endian};
use crate::error::Result;
use crate::leakage::{Fingerprints, Kind, Leak, Leakage, Row, Signature};

const EXACT: &str = "fingerprints.exact";
const NEAR: &str = "fingerprints.near";
const GROUPS: &str = "fingerprints.groups";

pub(super) fn tensors(of: &Fingerprints) -> Vec<(String, Tensor<'_>)> {
    let hashes = |name: &str, hashes| {
        let bytes = little_endian(hashes, |hash: u64| hash.to_le_bytes());
        (name.to_owned(), Tensor::new(Dtype::U64, vec![hashes.len()], bytes))
    };
    let near = of.near().map(|signatures| {
        let shape = vec![signatures.len(), size_of::<Signature>()];
        let bytes = Cow::Borrowed(signatures.as_flattened());
        (NEAR.to_owned(), Tensor::new(Dtype::U8, shape, bytes))
    });
    let groups = of.groups().map(|groups| hashes(GROUPS, groups));
    std::iter::once(hashes(EXACT, of.exact())).chain(near).chain(groups).collect()
}

/// The fingerprints in a file; `None` where it holds none.
///
/// # Errors
/// [`Error::Params`](crate::error::Error::Params) where they are no whole ones.
pub(super) fn read(tensors: &Tensors<'_>, salt: &str) -> Result<Option<Fingerprints>> {
    let is_there = |name: &str| tensors.places.info(name).is_some();
    if ![EXACT, NEAR, GROUPS].into_iter().any(is_there) {
        return Ok(None);
    }
    let hashes = |name| tensors.numbers(name, Dtype::U64, u64::from_le_bytes).map(Cow::into_owned);
    let near = is_there(NEAR).then(|| tensors.bytes(NEAR).map(<[u8]>::to_vec));
    let groups = is_there(GROUPS).then(|| hashes(GROUPS));
    Fingerprints::from_parts(salt, hashes(EXACT)?, near.transpose()?, groups.transpose()?).map(Some)
}

impl Models {
    /// Looks for rows among the training rows of their models: each row with
    /// the place of its model. `None` where a model holds no fingerprints.
    pub fn leakage(&self, rows: &[(usize, Row<'_>)]) -> Option<Leakage> {
        let known = self.models().iter().map(|model| model.fingerprints.as_ref());
        let known: Vec<_> = known.collect::<Option<_>>()?;
        let mut found = Leakage::default();
        let mut compared = Vec::new();
        for (place, known) in known.into_iter().enumerate() {
            let of_place = rows.iter().enumerate().filter(|(_, (of, _))| *of == place);
            let (at, of_place): (Vec<usize>, Vec<Row<'_>>) =
                of_place.map(|(at, (_, row))| (at, *row)).unzip();
            let part = known.compare(&of_place);
            let leaks = part.leaks.iter().map(|leak| Leak { row: at[leak.row], ..*leak });
            found.leaks.extend(leaks);
            compared.extend(part.compared);
        }
        found.leaks.sort_unstable_by_key(|leak| leak.row);
        found.compared = Kind::ALL.into_iter().filter(|kind| compared.contains(kind)).collect();
        Some(found)
    }
}
