//! What is made equal before features are taken.

use std::borrow::Cow;

use super::mask;
use serde::{Deserialize, Serialize};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// One step of normalisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Normalization {
    /// Unicode's compatibility composition (NFKC, UAX#15): "ﬁ" becomes "fi",
    /// a no-break space a space, full-width letters plain ones.
    Nfkc,
    /// Typographic quotes, dashes and the ellipsis become ASCII ones: “ ” „ «
    /// » become `"`, ‘ ’ ‚ become `'`, – — become `-`, … becomes `...`.
    Quotes,
    /// Each run of capitalised words becomes `Xx`: a model learns what is said,
    /// not about whom. Before `lowercase`, or there is nothing to see.
    Names,
    /// Each number becomes `0`.
    Numbers,
    /// Unicode's full lower-case mapping, as Python's `str.lower`.
    Lowercase,
}

/// Applies `steps` in order. Text that is normal already is not copied.
pub fn normalize<'a>(text: &'a str, steps: &[Normalization]) -> Cow<'a, str> {
    let mut result = Cow::Borrowed(text);
    for step in steps {
        let changed = match step {
            Normalization::Nfkc => nfkc(&result),
            Normalization::Quotes => quotes(&result),
            Normalization::Names => mask::names(&result),
            Normalization::Numbers => mask::numbers(&result),
            Normalization::Lowercase => lowercase(&result),
        };
        if let Some(changed) = changed {
            result = Cow::Owned(changed);
        }
    }
    result
}

fn nfkc(text: &str) -> Option<String> {
    if text.is_ascii() || is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        return None;
    }
    Some(text.nfkc().collect())
}

fn quotes(text: &str) -> Option<String> {
    fn plain(c: char) -> Option<&'static str> {
        Some(match c {
            '“' | '”' | '„' | '‟' | '«' | '»' => "\"",
            '‘' | '’' | '‚' | '‛' | '‹' | '›' => "'",
            '‐' | '‑' | '‒' | '–' | '—' | '―' => "-",
            '…' => "...",
            _ => return None,
        })
    }
    if text.is_ascii() || !text.chars().any(|c| plain(c).is_some()) {
        return None;
    }
    let mut result = String::with_capacity(text.len());
    for c in text.chars() {
        match plain(c) {
            Some(ascii) => result.push_str(ascii),
            None => result.push(c),
        }
    }
    Some(result)
}

fn lowercase(text: &str) -> Option<String> {
    let lower_already = match text.is_ascii() {
        true => !text.bytes().any(|b| b.is_ascii_uppercase()),
        false => false,
    };
    (!lower_already).then(|| text.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::Normalization::{Lowercase, Nfkc, Quotes};
    use super::*;

    #[test]
    fn each_step() {
        assert_eq!(normalize("ﬁve\u{a0}ﾃ", &[Nfkc]), "five テ");
        assert_eq!(normalize("“It’s – over…”", &[Quotes]), "\"It's - over...\"");
        assert_eq!(normalize("ΣΑΣ Öl", &[Lowercase]), "σας öl");
    }

    #[test]
    fn normal_text_is_borrowed() {
        let steps = [Nfkc, Quotes, Lowercase];
        assert!(matches!(normalize("it's over", &steps), Cow::Borrowed(_)));
        assert!(matches!(normalize("It's over", &steps), Cow::Owned(_)));
    }
}
