//! Numbers as tensors of a safetensors file, and back.

use std::borrow::Cow;

use safetensors::tensor::{Dtype, SafeTensors, View};

use crate::error::{Error, Result};

/// The numbers of a tensor.
///
/// # Errors
/// [`Error::Params`] where there is no such tensor, or one of another type.
pub(super) fn numbers<const N: usize, T>(
    tensors: &SafeTensors<'_>,
    name: &str,
    dtype: Dtype,
    read: impl Fn([u8; N]) -> T,
) -> Result<Vec<T>> {
    let tensor = tensors
        .tensor(name)
        .map_err(|_| Error::params(name, "no such tensor", "one of this name"))?;
    if tensor.dtype() != dtype {
        return Err(Error::params(name, format!("{:?}", tensor.dtype()), format!("{dtype:?}")));
    }
    let (chunks, _) = tensor.data().as_chunks::<N>();
    Ok(chunks.iter().map(|chunk| read(*chunk)).collect())
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
