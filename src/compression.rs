//! Streams that may be compressed.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};

/// Bytes that are read at a time; enough of the start to tell what it is.
const BUFFER: usize = 64 * 1024;

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
/// Frames that zstd lets programs put in between: the last three of four bytes.
const SKIPPABLE: &[u8] = &[0x2a, 0x4d, 0x18];

/// What a stream holds: gzip and zstd are told by their first bytes and
/// decompressed while reading, all members or frames; all else comes as it is.
///
/// # Errors
/// Those of reading its first bytes.
pub fn decompressed(input: impl Read + Send + 'static) -> io::Result<Box<dyn BufRead + Send>> {
    let mut input = BufReader::with_capacity(BUFFER, input);
    let start = peek(&mut input)?;
    if start.starts_with(GZIP) {
        return Ok(Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(input))));
    }
    if start.starts_with(ZSTD) {
        let frames = Frames { input: Some(input), frame: None };
        return Ok(Box::new(BufReader::with_capacity(BUFFER, frames)));
    }
    Ok(Box::new(input))
}

/// Reads the first bytes without taking them: as many as fit the buffer, or
/// all there are.
fn peek<R: Read>(input: &mut BufReader<R>) -> io::Result<&[u8]> {
    loop {
        match input.fill_buf() {
            Ok(_) => break,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(input.buffer())
}

type Frame<R> = StreamingDecoder<BufReader<R>, ruzstd::decoding::FrameDecoder>;

/// The frames of a zstd stream, one after the other.
struct Frames<R: Read> {
    /// What is left, between frames.
    input: Option<BufReader<R>>,
    frame: Option<Frame<R>>,
}

impl<R: Read> Frames<R> {
    /// Opens the next frame; false at the end.
    fn open(&mut self) -> io::Result<bool> {
        let Some(mut input) = self.input.take() else {
            return Ok(false);
        };
        loop {
            let start = peek(&mut input)?;
            if start.is_empty() {
                return Ok(false);
            }
            if start.len() >= 4 && start[1..4] == *SKIPPABLE {
                let mut head = [0; 8];
                input.read_exact(&mut head)?;
                let [.., a, b, c, d] = head;
                let length = u64::from(u32::from_le_bytes([a, b, c, d]));
                let skipped = io::copy(&mut input.by_ref().take(length), &mut io::sink())?;
                if skipped < length {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                continue;
            }
            self.frame = Some(StreamingDecoder::new(input).map_err(frame_error)?);
            return Ok(true);
        }
    }
}

fn frame_error(error: FrameDecoderError) -> io::Error {
    let cut = matches!(
        &error,
        FrameDecoderError::ReadFrameHeaderError(
            ReadFrameHeaderError::MagicNumberReadError(e)
                | ReadFrameHeaderError::FrameDescriptorReadError(e)
        ) if e.kind() == io::ErrorKind::UnexpectedEof
    );
    let kind = if cut { io::ErrorKind::UnexpectedEof } else { io::ErrorKind::InvalidData };
    io::Error::new(kind, error.to_string())
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if let Some(frame) = &mut self.frame {
                let read = frame.read(buffer)?;
                if read > 0 {
                    return Ok(read);
                }
                self.input = self.frame.take().map(StreamingDecoder::into_inner);
            }
            if !self.open()? {
                return Ok(0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    fn read(bytes: Vec<u8>) -> io::Result<String> {
        let mut text = String::new();
        decompressed(io::Cursor::new(bytes))?.read_to_string(&mut text)?;
        Ok(text)
    }

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(text: &str) -> Vec<u8> {
        compress_to_vec(text.as_bytes(), CompressionLevel::Fastest)
    }

    #[test]
    fn members_and_frames_are_read_one_after_the_other() {
        let long = "Talks went on. ".repeat(20_000);
        assert_eq!(read(long.clone().into_bytes()).unwrap(), long);
        assert_eq!(
            read([gzip(&long), gzip("They ended.")].concat()).unwrap(),
            format!("{long}They ended.")
        );
        let skippable = [&[0x50][..], SKIPPABLE, &[3, 0, 0, 0], b"xyz"].concat();
        let frames = [zstd(&long), skippable, zstd("They ended.")].concat();
        assert_eq!(read(frames).unwrap(), format!("{long}They ended."));
        assert_eq!(read(Vec::new()).unwrap(), "");
    }

    #[test]
    fn what_is_cut_is_an_error() {
        let text = "Talks went on for days, and then they ended without a word.";
        for whole in [gzip(text), zstd(text)] {
            for length in 5..whole.len() {
                assert!(read(whole[..length].to_vec()).is_err(), "{length} of {}", whole.len());
            }
        }
    }
}
