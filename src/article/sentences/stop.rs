//! Whether a stop ends its sentence, told from the words around it.

use super::abbreviations::{self as words, Ends};
use super::next::{Next, WORD_BYTES, first_bytes, is_alphanumeric, is_list_mark};
use super::reported;

/// Bytes looked at before a closing bracket for the one that opened it.
const BRACKET_BYTES: usize = 240;

/// Openers that are surnames, too, and so may follow an initial. Sorted.
#[rustfmt::skip]
const SURNAMES: &[&str] = &["A", "An", "Can", "Do", "He", "I", "My", "Over", "So", "Will", "You"];

/// Last parts of addresses and file names. Sorted.
const DOMAINS: &[&str] =
    &["Ai", "App", "Co", "Com", "Edu", "Gov", "Info", "Io", "Js", "Mil", "Net", "Org", "Tv", "Uk"];

/// A stop, what closes after it, and the sentence that it may end.
#[derive(Debug, Default)]
pub(super) struct Stop<'a> {
    /// From the beginning of the sentence to the stop, with it.
    pub sentence: &'a str,
    /// A quotation closes after the stop.
    pub quoted: bool,
    /// A bracket closes after the stop.
    pub bracketed: bool,
    /// White space follows.
    pub spaced: bool,
    /// The byte of the paragraph where the next sentence would begin.
    pub next: usize,
}

impl Stop<'_> {
    /// True if a new sentence begins after this stop.
    pub(super) fn breaks(&self, next: &Next) -> bool {
        let Some(mark) = self.sentence.chars().next_back() else {
            return false;
        };
        if !matches!(mark, '.' | '!' | '?' | '…' | '‽') {
            return true;
        }
        if next.is_list_mark() {
            return self.spaced;
        }
        if next.first.is_lowercase() {
            let ordinary =
                self.token().is_some_and(|token| token.len() > 3 && words::rule(token).is_none());
            return self.spaced && !self.quoted && ordinary && next.is_small_name();
        }
        if next.dashed && (self.quoted || next.is_credit()) {
            return false;
        }
        if !self.spaced && !self.glued(next) {
            return false;
        }
        if let Some(before) = self.before_ellipsis() {
            return self.ellipsis_breaks(before, next);
        }
        if self.bracketed && self.is_inside_sentence() && !next.is_opener() {
            return false;
        }
        if mark == '.' {
            return match self.token() {
                Some(token) => self.full_stop_breaks(token, next),
                None => {
                    let numero = self.sentence.trim_end_matches('.').ends_with(['°', '№']);
                    !(numero && next.is_number())
                }
            };
        }
        if self.quoted && reported::begins(next.text) {
            return false;
        }
        let shouted = !self.quoted && self.token().is_some_and(words::is_shouted);
        !shouted || next.is_opener()
    }

    /// The word that a full stop belongs to, without it.
    fn token(&self) -> Option<&str> {
        let marks = self.sentence.bytes().rev().take_while(|b| matches!(b, b'.' | b'!' | b'?'));
        let head = match marks.count() {
            count @ ..=1 => &self.sentence[..self.sentence.len() - count],
            _ => return None,
        };
        let tail = last_bytes(head, WORD_BYTES);
        let start = tail
            .char_indices()
            .rev()
            .find(|(_, c)| !(is_alphanumeric(*c) || matches!(c, '.' | '\'' | '’')))
            .map_or(0, |(at, c)| at + c.len_utf8());
        let token = tail[start..].trim_start_matches(['.', '\'', '’']);
        (!token.is_empty()).then_some(token)
    }

    /// [`token`](Self::token) where that is of ASCII letters, digits and stops
    /// alone, with white space or an opening mark in front; `None` of all others.
    pub(super) fn plain_token(&self) -> Option<&str> {
        let (_, head) = self.sentence.as_bytes().split_last()?;
        if !head.last()?.is_ascii_alphanumeric() {
            return None;
        }
        let near = &head[head.len().saturating_sub(WORD_BYTES)..];
        let other = near.iter().rposition(|byte| !OF_TOKEN[usize::from(*byte)]);
        let (alone, length) = match other {
            Some(at) => (near[at].is_ascii() && near[at] != b'\'', near.len() - at - 1),
            None => (near.len() < WORD_BYTES, near.len()),
        };
        let start = head.len() - length;
        (alone && head[start] != b'.').then(|| &self.sentence[start..head.len()])
    }

    /// What stands before the word of the stop.
    fn before(&self, token: &str) -> &str {
        let length = self.sentence.len().saturating_sub(token.len() + 1);
        &self.sentence[..self.sentence.floor_char_boundary(length)]
    }

    /// [`breaks`](Self::breaks) of a full stop after the word `token`.
    pub(super) fn full_stop_breaks(&self, token: &str, next: &Next) -> bool {
        let before = self.before(token);
        if is_list_mark(token) {
            // "1. Withdraw.", "the demands: 1. Withdraw."
            let lead = before.trim_end();
            if lead.ends_with([':', '(']) || lead.len() < 8 && !lead.contains(is_alphanumeric) {
                return false;
            }
            // "Step 1. Fill in the form."
            if words::is_heading(before.trim_end()) {
                return false;
            }
        }
        if is_initial(token) {
            let word = before.split_whitespace().next_back().unwrap_or("");
            return words::precedes_letter(word)
                || (next.is_opener() && SURNAMES.binary_search(&next.word).is_err());
        }
        match words::rule(token) {
            Some(Ends::Never) => false,
            Some(Ends::UnlessNumber) => {
                let small = token.starts_with(char::is_lowercase);
                let pronoun = next.word == "I" && (small || token == "No");
                !next.is_number() || pronoun
            }
            Some(Ends::BeforeOpener) => next.is_opener(),
            Some(Ends::BeforeCapital) => !next.first.is_numeric(),
            Some(Ends::Clock) => {
                let second = first_bytes(next.rest, WORD_BYTES).split_whitespace().nth(1);
                let zone = second.is_some_and(|word| word.starts_with("time"));
                let lead = !next.is_opener() && is_time_alone(before);
                !zone && !lead && !next.first.is_numeric() && !words::follows_clock(next.word)
            }
            None => !is_acronym(token) || next.is_opener(),
        }
    }

    /// True if a capital right behind the stop begins a sentence that lost its
    /// space ("talks.The"), and no address or name ("U.S.", "Node.js").
    fn glued(&self, next: &Next) -> bool {
        let Some(token) = self.token() else {
            return false;
        };
        let word = next.word;
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let small = word.chars().skip(1).all(char::is_lowercase);
        let follows = match next.follower() {
            None => false,
            Some(c) if word.len() == 1 => c.is_whitespace(),
            Some('.') => words::rule(word) == Some(Ends::Never),
            Some('(' | '_' | '@' | '/' | '=') => false,
            Some(_) => true,
        };
        if !capital || !small || !follows || DOMAINS.binary_search(&word).is_ok() {
            return false;
        }
        let near = last_bytes(self.sentence, 2 * WORD_BYTES);
        let chunk = near.rsplit(char::is_whitespace).next().unwrap_or("");
        if chunk.len() > WORD_BYTES || chunk.contains(['@', '/', '\\', '_', '=', '(']) {
            return false;
        }
        let plain = token.chars().count() > 1 && token.chars().all(char::is_alphabetic);
        let last_small = token.ends_with(char::is_lowercase);
        let number = token.chars().all(char::is_numeric);
        let long = token.len() > 1 && word.len() > 3;
        (plain && (last_small || next.is_opener())) || (number && (next.is_opener() || long))
    }

    /// What stands before the dots, if the stop ends an ellipsis.
    fn before_ellipsis(&self) -> Option<&str> {
        let dots = matches!(self.sentence.as_bytes(), [.., b'.', b'.'] | [.., b'.', b' ', b'.']);
        (dots || self.sentence.ends_with('…'))
            .then(|| self.sentence.trim_end_matches(['.', '…', ' ', '\u{a0}']))
    }

    fn ellipsis_breaks(&self, before: &str, next: &Next) -> bool {
        let elided = self.bracketed && before.ends_with(['(', '[']);
        if elided || before.is_empty() || next.first.is_numeric() {
            return false;
        }
        let spaced = self.sentence[before.len()..].starts_with(char::is_whitespace);
        if spaced && !self.quoted {
            return next.is_opener() && next.word != "I";
        }
        let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let again = word.eq_ignore_ascii_case(next.word) || next.word == "I";
        self.quoted || !again
    }

    /// True if the bracket that closes after the stop was opened in the middle
    /// of the sentence.
    fn is_inside_sentence(&self) -> bool {
        let near = last_bytes(self.sentence, BRACKET_BYTES);
        let whole = near.len() == self.sentence.len();
        near.rfind(['(', '[', '{']).is_some_and(|at| !whole || near[..at].contains(is_alphanumeric))
    }
}

/// At most so many bytes of the end of a text.
fn last_bytes(text: &str, count: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(count))..]
}

/// True of words before "a.m." that leave the sentence without a subject: "At
/// 5", "Shortly before 10:30".
fn is_time_alone(before: &str) -> bool {
    let parts = before.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let number = |part: &str| part.starts_with(char::is_numeric);
    before.len() <= WORD_BYTES
        && parts.clone().next().is_some_and(words::leads_time)
        && parts.into_iter().all(|part| number(part) || words::leads_time(part))
}

/// A single capital, as in "J. Smith".
fn is_initial(token: &str) -> bool {
    let mut chars = token.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
}

/// Letters with stops between them: U.S, J.K, Ph.D.
fn is_acronym(token: &str) -> bool {
    let mut parts = token.split('.');
    let first = parts.clone().next().unwrap_or("");
    let short = |part: &str| (1..=4).contains(&part.len()) && part.chars().all(char::is_alphabetic);
    token.contains('.')
        && first.len() <= 2
        && token.starts_with(char::is_uppercase)
        && parts.all(short)
}

/// True of a token after which every full stop ends a sentence.
pub(super) fn is_plain_word(token: &str) -> bool {
    token.len() > 1
        && token.bytes().all(|byte| byte != b'.')
        && (token.len() > 4 || !is_list_mark(token))
        && words::rule(token).is_none()
}

/// Whether a byte is of a [plain token](Stop::plain_token).
const OF_TOKEN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'.';
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(SURNAMES.is_sorted_by(|a, b| a < b));
        assert!(DOMAINS.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn words_before_a_stop() {
        let token = |sentence| Stop { sentence, ..Stop::default() }.token().map(str::to_owned);
        assert_eq!(token("in the U.S.").as_deref(), Some("U.S"));
        assert_eq!(token("the Lt.-Gen.").as_deref(), Some("Gen"));
        assert_eq!(token("“appropriate”.").as_deref(), None);
        assert_eq!(token("Why?!").as_deref(), None);
    }

    #[test]
    fn shapes_of_words() {
        assert!(is_initial("É") && !is_initial("Mr") && !is_initial("a"));
        assert!(is_acronym("U.S") && is_acronym("Ph.D") && is_acronym("W.Va"));
        assert!(!is_acronym("example.com") && !is_acronym("3.5") && !is_acronym("NATO"));
    }
}
