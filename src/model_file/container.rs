//! The file around a model: safetensors, a JSON header and a checksum.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Display;
use std::io::Write;
use std::path::Path;

use safetensors::tensor::SafeTensors;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};

use super::tensors::{Shape, Source, Tensor, Tensors};
use super::{FORMAT, OLDEST_FORMAT};
use crate::error::{Error, Result};
use crate::whole_file::WholeFile;

/// The key of the JSON header in the metadata of the safetensors file.
const KEY: &str = "stancekit";
/// Stands where the checksum will be while it is computed.
pub(super) const NO_CHECKSUM: &str =
    "0000000000000000000000000000000000000000000000000000000000000000";

/// A model file before it is written.
pub(super) struct Parts<'a> {
    header: Vec<u8>,
    data: Vec<Cow<'a, [u8]>>,
}

impl<'a> Parts<'a> {
    /// The header of the file, which holds `header` (with [`NO_CHECKSUM`] as
    /// its checksum), and the data of its tensors, in order; numbers are not
    /// copied where the machine holds them as the file does.
    ///
    /// # Errors
    /// [`Error::Model`] where they cannot be put together.
    pub(super) fn new(
        header: &impl Serialize,
        mut tensors: Vec<(String, Tensor<'a>)>,
    ) -> Result<Self> {
        let failed = |e: String| Error::model("<new model>", format!("cannot be written: {e}"));
        // By way of Value: object keys sorted, so that the text is canonical.
        let json = serde_json::to_value(header).map_err(|e| failed(e.to_string()))?.to_string();
        let metadata = HashMap::from([(KEY.to_owned(), json)]);
        let shapes = tensors.iter().map(|(name, tensor)| (name, Shape(tensor)));
        // Shapes have no data: what comes out is the header alone.
        let mut header =
            safetensors::serialize(shapes, Some(metadata)).map_err(|e| failed(e.to_string()))?;
        let places: safetensors::tensor::Metadata =
            serde_json::from_slice(&header[8..]).map_err(|e| failed(e.to_string()))?;
        tensors.sort_by_key(|(name, _)| places.info(name).map(|info| info.data_offsets));
        let data: Vec<_> = tensors.into_iter().map(|(_, tensor)| tensor.data).collect();
        let at = find_once(&header, NO_CHECKSUM.as_bytes())
            .ok_or_else(|| failed("the place of the checksum is not found".into()))?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(&header);
        data.iter().for_each(|data| {
            hasher.update(data);
        });
        let checksum = hasher.finalize().to_hex();
        header[at..at + checksum.len()].copy_from_slice(checksum.as_bytes());
        Ok(Self { header, data })
    }

    /// Writes the file, whole or not at all.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub(super) fn write(&self, mut file: WholeFile, path: &Path) -> Result<()> {
        let mut write = |bytes: &[u8]| file.write_all(bytes);
        let written =
            write(&self.header).and_then(|()| self.data.iter().try_for_each(|d| write(d)));
        written.map_err(|e| Error::io(path, "write", e))?;
        file.commit()
    }

    /// The bytes of the file.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        let Self { header: mut bytes, data } = self;
        data.iter().for_each(|data| bytes.extend_from_slice(data));
        bytes
    }
}

/// The bytes of a model file, of a format that can be read.
pub(super) struct Opened<'a> {
    envelope: Envelope,
    /// What its tensors are made from.
    pub(super) tensors: Tensors<'a>,
}

/// The keys of the header that are looked at before the others.
#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    blake3: String,
    by: Option<IgnoredAny>,
    #[serde(default)]
    format: u64,
}

impl<'a> Opened<'a> {
    /// Opens the bytes of a file.
    ///
    /// # Errors
    /// [`Error::Model`].
    pub(super) fn new(from: Source<'a>, source: &str) -> Result<Self> {
        let no_model = |e: &dyn Display| not_a_model(source, e);
        let (length, places) =
            SafeTensors::read_metadata(from.bytes()).map_err(|e| no_model(&e))?;
        let tensors = Tensors { places, source: from, start: 8 + length };
        let json = header_of(&tensors).ok_or_else(|| no_model(&"it has no stancekit header"))?;
        let envelope: Envelope = serde_json::from_str(json).map_err(|e| no_model(&e))?;
        check_format(envelope.format, source)?;
        Ok(Self { envelope, tensors })
    }

    /// Whether it holds one model for each value of a column.
    pub(super) fn is_by(&self) -> bool {
        self.envelope.by.is_some()
    }

    /// Reads the header and what else `read` takes, while the checksum is found
    /// right.
    ///
    /// # Errors
    /// [`Error::Model`]; those of `read`.
    pub(super) fn read<H: DeserializeOwned, T: Send>(
        &self,
        source: &str,
        read: impl FnOnce(H) -> Result<T> + Send,
    ) -> Result<T> {
        let (intact, result) = rayon::join(
            || check_blake3(self.tensors.source.bytes(), &self.envelope.blake3),
            || {
                let json = header_of(&self.tensors).unwrap_or_default();
                read(serde_json::from_str(json).map_err(|e| not_a_model(source, &e))?)
            },
        );
        intact.map_err(|problem| Error::model(source, problem)).and(result)
    }
}

/// The JSON header of a model file.
fn header_of<'a>(tensors: &'a Tensors<'_>) -> Option<&'a str> {
    tensors.places.metadata().as_ref()?.get(KEY).map(String::as_str)
}

/// The error of a file that is something else.
pub(super) fn not_a_model(source: &str, error: &dyn Display) -> Error {
    let problem = format!(
        "is no stancekit model, or is cut short: expected a .safetensors file written by \
         `stancekit train` ({error})"
    );
    Error::model(source, problem)
}

fn check_format(format: u64, source: &str) -> Result<()> {
    let newest = u64::from(FORMAT);
    let problem = match format {
        f if f > newest => format!(
            "is of format {f}, and this stancekit ({}) reads up to {newest}: use a newer stancekit",
            env!("CARGO_PKG_VERSION")
        ),
        f if f < u64::from(OLDEST_FORMAT) => format!(
            "is of format {f}, and this stancekit reads {OLDEST_FORMAT} to {newest}: train it again"
        ),
        _ => return Ok(()),
    };
    Err(Error::model(source, problem))
}

/// The checksum is that of the file with zeros in its place.
fn check_blake3(bytes: &[u8], checksum: &str) -> std::result::Result<(), String> {
    let damaged = || "is damaged: its checksum is wrong; copy or train it again".to_owned();
    if checksum.len() != NO_CHECKSUM.len() {
        return Err(damaged());
    }
    let at = find_once(bytes, checksum.as_bytes()).ok_or_else(damaged)?;
    let mut hasher = blake3::Hasher::new();
    hasher.update(&bytes[..at]);
    hasher.update(NO_CHECKSUM.as_bytes());
    hasher.update(&bytes[at + checksum.len()..]);
    match hasher.finalize().to_hex().as_str() == checksum {
        true => Ok(()),
        false => Err(damaged()),
    }
}

/// Where `needle` stands in the header part of a safetensors file.
fn find_once(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let length = u64::from_le_bytes(bytes.get(..8)?.try_into().ok()?);
    let header = bytes.get(8..8_usize.checked_add(usize::try_from(length).ok()?)?)?;
    header.windows(needle.len()).position(|window| window == needle).map(|at| at + 8)
}
