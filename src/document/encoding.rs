//! From bytes to text.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, UTF_8, WINDOWS_1252};

use crate::error::Location;

/// A decoded text.
#[derive(Debug)]
pub(super) struct Decoded {
    pub text: String,
    pub encoding: &'static Encoding,
    /// How many sequences of bytes fit nothing and became U+FFFD.
    pub replaced: usize,
}

/// What cannot be decoded: where, and why.
#[derive(Debug)]
pub(super) struct Undecodable {
    pub location: Location,
    pub problem: String,
}

/// Control characters that no text holds.
fn is_binary(byte: u8) -> bool {
    matches!(byte, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f)
}

/// Whether a word would have letters of two alphabets: then its marks are the
/// quotes and dashes of Windows-1252, which are too few for a detector.
fn mixes_alphabets(bytes: &[u8], encoding: &'static Encoding) -> bool {
    if !encoding.is_single_byte() {
        return false;
    }
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let other = |c: char| c.is_alphabetic() && c >= '\u{370}';
    let mut pairs = text.chars().zip(text.chars().skip(1));
    pairs.any(|(a, b)| {
        (a.is_ascii_alphabetic() && other(b)) || (other(a) && b.is_ascii_alphabetic())
    })
}

/// Decodes by the byte-order mark, else by the encoding that the user names, the
/// declaration in the text, UTF-8 where the bytes fit it, and detection.
/// UTF-8 without a mark is moved, not copied.
pub(super) fn decode(
    source: &str,
    mut bytes: Vec<u8>,
    named: Option<&'static Encoding>,
    declared: impl FnOnce(&[u8]) -> Option<&'static Encoding>,
) -> Result<Decoded, Undecodable> {
    if let Some((encoding, length)) = Encoding::for_bom(&bytes) {
        bytes.drain(..length);
        return strictly(source, bytes, encoding);
    }
    if let Some(encoding) = named {
        return strictly(source, bytes, encoding);
    }
    let declared = declared(&bytes).filter(|encoding| *encoding != UTF_8);
    if declared.is_none() {
        if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
            let problem = "found a NUL byte, expected text: this is a binary file, or UTF-16 \
                           without a byte-order mark (then name it: --encoding UTF-16LE)";
            return Err(Undecodable {
                location: place(source, &bytes[..at]),
                problem: problem.into(),
            });
        }
        bytes = match String::from_utf8(bytes) {
            Ok(text) => return Ok(Decoded { text, encoding: UTF_8, replaced: 0 }),
            Err(error) => error.into_bytes(),
        };
    }
    if let Some(at) = bytes.iter().position(|byte| is_binary(*byte)) {
        let problem = format!(
            "found byte 0x{:02X} in a file that is not UTF-8, expected text: this is a binary \
             file, or name its encoding with --encoding",
            bytes[at]
        );
        return Err(Undecodable { location: place(source, &bytes[..at]), problem });
    }
    let encoding = declared.unwrap_or_else(|| {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
        detector.feed(&bytes, true);
        let found = detector.guess(None, Utf8Detection::Deny);
        match mixes_alphabets(&bytes, found) {
            true => WINDOWS_1252,
            false => found,
        }
    });
    let (text, _) = encoding.decode_without_bom_handling(&bytes);
    let held = |text: &str| text.matches('\u{fffd}').count();
    Ok(Decoded { replaced: held(&text), text: text.into_owned(), encoding })
}

/// Decodes bytes that must all fit.
fn strictly(
    source: &str,
    bytes: Vec<u8>,
    encoding: &'static Encoding,
) -> Result<Decoded, Undecodable> {
    let whole = match encoding == UTF_8 {
        true => String::from_utf8(bytes).map_err(std::string::FromUtf8Error::into_bytes),
        false => match encoding.decode_without_bom_handling_and_without_replacement(&bytes) {
            Some(text) => Ok(Cow::into_owned(text)),
            None => Err(bytes),
        },
    };
    let bytes = match whole {
        Ok(text) => return Ok(Decoded { text, encoding, replaced: 0 }),
        Err(bytes) => bytes,
    };
    let (before, found) = before_the_first_that_does_not_fit(&bytes, encoding);
    let bytes: Vec<String> = found.iter().map(|byte| format!("0x{byte:02X}")).collect();
    let problem = format!(
        "found {} {}, which {} does not have: name another encoding with --encoding",
        if bytes.len() == 1 { "byte" } else { "bytes" },
        bytes.join(" "),
        encoding.name()
    );
    Err(Undecodable { location: place(source, before.as_bytes()), problem })
}

/// The text up to the first bytes that do not fit, and those bytes.
fn before_the_first_that_does_not_fit<'a>(
    bytes: &'a [u8],
    encoding: &'static Encoding,
) -> (String, &'a [u8]) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(room.unwrap_or(0));
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    let found = match result {
        DecoderResult::Malformed(length, after) => {
            let end = read - usize::from(after);
            &bytes[end.saturating_sub(usize::from(length))..end]
        }
        _ => &bytes[bytes.len()..],
    };
    (text, found)
}

/// The line and column of the byte that follows `before`.
fn place(source: &str, before: &[u8]) -> Location {
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
    use encoding_rs::{
        GB18030, KOI8_R, SHIFT_JIS, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1251, WINDOWS_1253,
    };

    use super::*;

    fn read(bytes: &[u8]) -> Decoded {
        decode("a.txt", bytes.to_vec(), None, |_| None).unwrap()
    }

    fn problem(bytes: &[u8], named: Option<&'static Encoding>) -> String {
        let error = decode("a.txt", bytes.to_vec(), named, |_| None).unwrap_err();
        format!("{}: {}", error.location, error.problem)
    }

    #[test]
    fn a_mark_is_dropped_and_utf_8_is_not_copied() {
        let bytes = b"Talks ended.".to_vec();
        let address = bytes.as_ptr();
        let decoded = decode("a", bytes, None, |_| None).unwrap();
        assert_eq!(decoded.text.as_ptr(), address);
        assert_eq!(read(b"\xEF\xBB\xBFTalks ended.").text, decoded.text);
        let wide: Vec<u8> = "Né à Rabat.".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = read(&[b"\xFF\xFE", wide.as_slice()].concat());
        assert_eq!((marked.text.as_str(), marked.encoding), ("Né à Rabat.", UTF_16LE));
        let named = decode("a", "\u{feff}Né".into(), Some(WINDOWS_1252), |_| None).unwrap();
        assert_eq!((named.text.as_str(), named.encoding), ("Né", UTF_8));
        let wide: Vec<u8> = "Né à Rabat.".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&[b"\xFE\xFF", wide.as_slice()].concat()).encoding, UTF_16BE);
    }

    #[test]
    fn what_is_not_utf_8_is_declared_named_or_found_out() {
        let text = "Le ministre a nié, « sans réserve », être à l’origine de la dépêche.";
        let (bytes, ..) = WINDOWS_1252.encode(text);
        let found = read(&bytes);
        assert_eq!((found.text.as_str(), found.encoding), (text, WINDOWS_1252));
        for (text, encoding) in [
            ("Министерство опровергло сообщения о начале переговоров.", WINDOWS_1251),
            ("Министерство опровергло сообщения о начале переговоров.", KOI8_R),
            ("Ministerstwo zaprzeczyło, że rozmowy się zaczęły; żądało przeprosin.", WINDOWS_1250),
            ("Το υπουργείο διέψευσε την είδηση για τις συνομιλίες.", WINDOWS_1253),
            ("外務省は月曜日、報道を否定した。交渉は続くという。", SHIFT_JIS),
            ("外交部星期一否认了这一报道，并表示谈判仍将继续。", GB18030),
            (
                "A £5m fee — “too much”, he said — for Sunday’s café, the paper’s editor said.",
                WINDOWS_1252,
            ),
        ] {
            let (bytes, ..) = encoding.encode(text);
            assert_eq!(read(&bytes).text, text, "{}", encoding.name());
        }
        assert_eq!(read(b"Sunday\x92s readings: Isaiah 43.").text, "Sunday’s readings: Isaiah 43.");
        let japanese = "外務省は月曜日、報道を否定した。";
        let (bytes, ..) = SHIFT_JIS.encode(japanese);
        let declared = decode("a", bytes.to_vec(), None, |_| Some(SHIFT_JIS)).unwrap();
        assert_eq!(declared.text, japanese);
        let named = decode("a", bytes.to_vec(), Some(SHIFT_JIS), |_| None).unwrap();
        assert_eq!(named.text, japanese);
    }

    #[test]
    fn what_cannot_be_text_is_said_with_its_place() {
        assert!(problem(b"ab\0c", None).starts_with("a.txt:1:3: found a NUL byte"));
        assert!(problem(b"one\ntwo \x93 \x02", None).starts_with("a.txt:2:7: found byte 0x02"));
        let odd = problem(b"eins\nzwei \x81", Some(SHIFT_JIS));
        assert!(odd.starts_with("a.txt:2:6: found byte 0x81, which Shift_JIS"), "{odd}");
        assert_eq!(
            problem(b"Talks\n\xE9t\xE9", Some(UTF_8)),
            "a.txt:2:1: found byte 0xE9, which UTF-8 does not have: name another encoding with \
             --encoding"
        );
    }
}
