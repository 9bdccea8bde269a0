//! What follows a stop.

use super::abbreviations as words;
use super::is_stop;

/// Bytes looked at for a word before or after a stop.
pub(super) const WORD_BYTES: usize = 32;

/// The text after a stop.
#[derive(Debug)]
pub(super) struct Next<'a> {
    /// From what opens in front of the first word to the end of the paragraph.
    pub text: &'a str,
    /// From the first letter or digit on.
    pub rest: &'a str,
    pub first: char,
    /// The letters that `rest` begins with.
    pub word: &'a str,
    /// A dash stands first.
    pub dashed: bool,
}

impl<'a> Next<'a> {
    /// `None` where no word follows soon.
    pub(super) fn new(text: &'a str) -> Option<Self> {
        for (count, (at, c)) in text.char_indices().enumerate() {
            if is_alphanumeric(c) {
                let rest = &text[at..];
                let head = first_bytes(rest, WORD_BYTES);
                let length = head.find(|c: char| !c.is_alphabetic()).unwrap_or(head.len());
                return Some(Self {
                    text,
                    rest,
                    first: c,
                    word: &rest[..length],
                    dashed: text.starts_with(['-', '–', '—', '―']),
                });
            }
            if count == 8 || is_stop(c) || no_word_after(c) {
                return None;
            }
        }
        None
    }

    /// [`Next::new`] of a text that begins with an ASCII word or number, bare or
    /// after an opening quote; `None` of all others.
    pub(super) fn plain(text: &'a str) -> Option<Self> {
        let rest = text.strip_prefix(['"', '“']).unwrap_or(text);
        let bytes = rest.as_bytes();
        let first = *bytes.first()?;
        if !first.is_ascii_uppercase() && !first.is_ascii_digit() {
            return None;
        }
        let near = &bytes[..bytes.len().min(WORD_BYTES)];
        let length = near.iter().position(|byte| !byte.is_ascii_alphabetic());
        let length = length.unwrap_or(near.len());
        let ascii = bytes.get(length).is_none_or(u8::is_ascii);
        ascii.then(|| Self {
            text,
            rest,
            first: char::from(first),
            word: &rest[..length],
            dashed: false,
        })
    }

    /// The character after the first word.
    pub(super) fn follower(&self) -> Option<char> {
        self.rest[self.word.len()..].chars().next()
    }

    pub(super) fn is_opener(&self) -> bool {
        words::is_opener(self.word)
    }

    /// A name that begins with a small letter: iPhone, al-Shabaab.
    pub(super) fn is_small_name(&self) -> bool {
        let head = first_bytes(self.rest, WORD_BYTES);
        let end = head.find(char::is_whitespace).unwrap_or(head.len());
        head[..end].chars().any(char::is_uppercase)
    }

    /// A mark in brackets, as before an item of a list: "(a)", "(iv)".
    pub(super) fn is_list_mark(&self) -> bool {
        self.text.starts_with('(') && self.follower() == Some(')') && is_list_mark(self.word)
    }

    /// One or two words that end the paragraph without a stop, as an agency's
    /// name does.
    pub(super) fn is_credit(&self) -> bool {
        let short = first_bytes(self.rest, WORD_BYTES).len() == self.rest.len();
        short && self.rest.split_whitespace().count() <= 2 && !self.rest.contains(is_stop)
    }

    pub(super) fn is_number(&self) -> bool {
        let roman = |c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C');
        self.first.is_numeric() || (!self.word.is_empty() && self.word.chars().all(roman))
    }
}

/// [`char::is_alphanumeric`]. Dashes and quotes are many, and a look into the
/// tables of Unicode is slow.
pub(super) fn is_alphanumeric(c: char) -> bool {
    !matches!(c, '\u{2010}'..='\u{2027}') && c.is_alphanumeric()
}

/// At most so many bytes of the beginning of a text.
pub(super) fn first_bytes(text: &str, count: usize) -> &str {
    &text[..text.floor_char_boundary(count)]
}

/// True of marks after which no sentence begins.
fn no_word_after(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | '&' | '/' | '%' | '=' | '+' | '<' | '>')
}

/// A number, letter or small Roman number that may stand before an item.
pub(super) fn is_list_mark(token: &str) -> bool {
    let digits = token.len() <= 3 && token.bytes().all(|byte| byte.is_ascii_digit());
    let letter = token.len() == 1 && token.bytes().all(|byte| byte.is_ascii_alphabetic());
    let roman =
        token.len() <= 4 && token.chars().all(|c| matches!(c, 'i' | 'v' | 'x' | 'I' | 'V' | 'X'));
    digits || letter || roman
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_marks() {
        assert!(is_list_mark("12") && is_list_mark("iv") && !is_list_mark("2021"));
    }

    #[test]
    fn a_plain_look_sees_what_a_full_one_sees() {
        for text in
            ["The end", "5 May", "\"No", "“IV of", "A", "Élan", "Thé", "'Tis", "(a) b", "— He"]
        {
            let Some(plain) = Next::plain(text) else {
                continue;
            };
            let full = Next::new(text).unwrap();
            assert_eq!(format!("{plain:?}"), format!("{full:?}"));
        }
        assert!(Next::plain("Thé").is_none() && Next::plain("“IV of").is_some());
    }
}
