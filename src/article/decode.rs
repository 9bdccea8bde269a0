//! From the bytes of a file to the text that spans index.

use crate::error::{Error, Location, Result};

/// The UTF-8 byte-order mark.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// An article as text, and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// The path, or a name such as `<stdin>`.
    pub source: String,
    /// The decoded text; the spans of its statements index these bytes.
    pub text: String,
}

impl Article {
    /// Reads plain text in UTF-8. A byte-order mark is dropped; the bytes are
    /// moved into the text, not copied.
    ///
    /// # Errors
    ///
    /// [`Error::Input`](crate::error::Error::Input), with line and column
    /// (both from 1, columns in characters) where there is one, if the bytes
    /// are not UTF-8, hold a NUL byte (a binary file), or are blank.
    pub fn decode(source: impl Into<String>, mut bytes: Vec<u8>) -> Result<Self> {
        let source = source.into();
        if let Some(name) = utf16(&bytes) {
            let problem = format!(
                "found the byte-order mark of {name}, expected UTF-8 text: \
                 convert it with `iconv -f {name} -t UTF-8`"
            );
            return Err(Error::input(place(source, &bytes[..0]), problem));
        }
        if bytes.starts_with(MARK) {
            bytes.drain(..MARK.len());
        }
        if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
            let problem = "found a NUL byte, expected UTF-8 text: this is a binary file, \
                           or UTF-16 text to be converted with `iconv -f UTF-16 -t UTF-8`";
            return Err(Error::input(place(source, &bytes[..at]), problem));
        }
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let bytes = error.as_bytes();
                let problem = format!(
                    "found byte 0x{:02X}, expected UTF-8 text: convert it, for instance \
                     with `iconv -f WINDOWS-1252 -t UTF-8`",
                    bytes[at]
                );
                return Err(Error::input(place(source, &bytes[..at]), problem));
            }
        };
        if text.trim().is_empty() {
            let problem = "is empty: expected the text of an article";
            return Err(Error::input(Location::of(source), problem));
        }
        Ok(Self { source, text })
    }
}

/// The encoding that a UTF-16 or UTF-32 byte-order mark names.
fn utf16(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => Some("UTF-32"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some("UTF-16"),
        _ => None,
    }
}

/// The line and column of the byte that follows `before`.
fn place(source: String, before: &[u8]) -> Location {
    let newlines = before.iter().filter(|&&byte| byte == b'\n').count();
    let line = before.rsplit(|&byte| byte == b'\n').next().unwrap_or(&[]);
    let columns = String::from_utf8_lossy(line).chars().count();
    Location {
        source: source.into(),
        line: Some(newlines as u64 + 1),
        column: Some(columns as u64 + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(bytes: &[u8]) -> String {
        match Article::decode("call.txt", bytes.to_vec()) {
            Err(error @ Error::Input { .. }) => error.to_string(),
            other => panic!("expected an input error, found {other:?}"),
        }
    }

    #[test]
    fn a_mark_is_dropped_and_nothing_is_copied() {
        let bytes = b"Talks ended.".to_vec();
        let address = bytes.as_ptr();
        let article = Article::decode("a", bytes).unwrap();
        assert_eq!(article.text.as_ptr(), address);
        let marked = Article::decode("a", b"\xEF\xBB\xBFTalks ended.".to_vec()).unwrap();
        assert_eq!(marked, article);
    }

    #[test]
    fn other_bytes_are_named_with_their_place_and_a_way_out() {
        let mut bytes = "Talks ended.\n«Né» ".as_bytes().to_vec();
        bytes.push(0x93);
        assert_eq!(
            problem(&bytes),
            "call.txt:2:6: found byte 0x93, expected UTF-8 text: convert it, for instance \
             with `iconv -f WINDOWS-1252 -t UTF-8`"
        );
        assert!(problem(b"\xFF\xFET\0").contains("iconv -f UTF-16 -t UTF-8"));
    }

    #[test]
    fn binary_and_blank_files_are_refused() {
        assert!(problem(b"ab\0c").starts_with("call.txt:1:3: found a NUL byte"));
        for blank in [&b""[..], b" \n\t\n", b"\xEF\xBB\xBF", "\u{a0}\u{2003}".as_bytes()] {
            assert!(problem(blank).starts_with("call.txt: is empty"));
        }
    }
}
