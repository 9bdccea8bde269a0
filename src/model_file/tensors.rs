//! Numbers as tensors of a safetensors file, and back.

use std::borrow::Cow;
use std::ops::Range;

use safetensors::tensor::{Dtype, Metadata, View};

use crate::error::{Error, Result};

/// The bytes of a model file.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    /// Read from somewhere: what is kept of them is copied.
    Read(&'a [u8]),
    /// There until the program ends: not copied, where the machine holds numbers
    /// as the file does.
    Static(&'static [u8]),
}

impl<'a> Source<'a> {
    pub(super) fn bytes(self) -> &'a [u8] {
        match self {
            Self::Read(bytes) | Self::Static(bytes) => bytes,
        }
    }
}

/// The tensors of a file.
pub(super) struct Tensors<'a> {
    /// Where they stand; checked to lie within the data.
    pub(super) places: Metadata,
    /// The file, and where in it the data begins.
    pub(super) source: Source<'a>,
    pub(super) start: usize,
}

impl<'a> Tensors<'a> {
    /// Where the bytes of a tensor stand in the file.
    fn place(&self, name: &str, dtype: Dtype) -> Result<Range<usize>> {
        let tensor = self
            .places
            .info(name)
            .ok_or_else(|| Error::params(name, "no such tensor", "one of this name"))?;
        if tensor.dtype != dtype {
            return Err(Error::params(name, format!("{:?}", tensor.dtype), format!("{dtype:?}")));
        }
        let (start, end) = tensor.data_offsets;
        Ok(self.start + start..self.start + end)
    }

    /// The bytes of a tensor.
    ///
    /// # Errors
    /// As [`Tensors::numbers`].
    pub(super) fn bytes(&self, name: &str) -> Result<&'a [u8]> {
        Ok(&self.source.bytes()[self.place(name, Dtype::U8)?])
    }

    /// The text of a tensor.
    ///
    /// # Errors
    /// As [`Tensors::numbers`]; [`Error::Params`] where it is not UTF-8.
    pub(super) fn text(&self, name: &str) -> Result<Cow<'static, str>> {
        let place = self.place(name, Dtype::U8)?;
        let text = match self.source {
            Source::Read(bytes) => str::from_utf8(&bytes[place]).map(|t| Cow::Owned(t.to_owned())),
            Source::Static(bytes) => str::from_utf8(&bytes[place]).map(Cow::Borrowed),
        };
        text.map_err(|_| Error::params(name, "bytes that are not UTF-8", "UTF-8"))
    }

    /// The numbers of a tensor.
    ///
    /// # Errors
    /// [`Error::Params`] where there is no such tensor, or one of another type.
    pub(super) fn numbers<const N: usize, T: bytemuck::AnyBitPattern>(
        &self,
        name: &str,
        dtype: Dtype,
        read: impl Fn([u8; N]) -> T,
    ) -> Result<Cow<'static, [T]>> {
        let place = self.place(name, dtype)?;
        if let (Source::Static(bytes), true) = (self.source, cfg!(target_endian = "little"))
            && let Ok(numbers) = bytemuck::try_cast_slice(&bytes[place.clone()])
        {
            return Ok(Cow::Borrowed(numbers));
        }
        let (chunks, _) = self.source.bytes()[place].as_chunks::<N>();
        Ok(chunks.iter().map(|chunk| read(*chunk)).collect())
    }
}

/// A tensor to be written.
pub(super) struct Tensor<'a> {
    dtype: Dtype,
    shape: Vec<usize>,
    pub(super) data: Cow<'a, [u8]>,
}

impl<'a> Tensor<'a> {
    pub(super) fn new(dtype: Dtype, shape: Vec<usize>, data: Cow<'a, [u8]>) -> Self {
        Self { dtype, shape, data }
    }
}

/// Numbers as the bytes of the file.
pub(super) fn little_endian<T: bytemuck::NoUninit, const N: usize>(
    numbers: &[T],
    bytes: fn(T) -> [u8; N],
) -> Cow<'_, [u8]> {
    match cfg!(target_endian = "little") {
        true => Cow::Borrowed(bytemuck::cast_slice(numbers)),
        false => Cow::Owned(numbers.iter().flat_map(|number| bytes(*number)).collect()),
    }
}

/// A tensor without its data.
pub(super) struct Shape<'a>(pub(super) &'a Tensor<'a>);

impl View for Shape<'_> {
    fn dtype(&self) -> Dtype {
        self.0.dtype
    }

    fn shape(&self) -> &[usize] {
        &self.0.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&[])
    }

    fn data_len(&self) -> usize {
        self.0.data.len()
    }
}
