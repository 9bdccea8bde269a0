//! What is made equal before features are taken.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use unicode_normalization::char::{canonical_combining_class, decompose_compatible};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use super::mask;
use super::origin::{Normalized, Rewriting, Rewritten};

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

/// As [`normalize`], with where each piece comes from.
pub fn normalize_with_origin<'a>(text: &'a str, steps: &[Normalization]) -> Normalized<'a> {
    let mut result = Normalized::of(text);
    for step in steps {
        let mut rewritten = Rewritten::default();
        let text = result.text();
        let changed = match step {
            Normalization::Nfkc => {
                rewrite_nfkc(text, &mut rewritten);
                true
            }
            Normalization::Quotes => {
                rewrite_quotes(text, &mut rewritten);
                true
            }
            Normalization::Names => mask::rewrite_names(text, &mut rewritten),
            Normalization::Numbers => {
                mask::rewrite_numbers(text, &mut rewritten);
                true
            }
            Normalization::Lowercase => {
                rewrite_lowercase(text, &mut rewritten);
                true
            }
        };
        if changed {
            result = result.then(rewritten);
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

/// Each run of characters that composition cannot join with what stands before.
fn rewrite_nfkc(text: &str, out: &mut Rewritten) {
    let mut start = 0;
    let starts = text.char_indices().skip(1).filter(|(_, c)| begins_alone(*c)).map(|(at, _)| at);
    for end in starts.chain([text.len()]) {
        out.put(&text[start..end].nfkc().collect::<String>(), start..end);
        start = end;
    }
}

/// Whether a character decomposes into something that begins with a starter
/// that never follows in a composition (UAX#15, on quick checks).
fn begins_alone(c: char) -> bool {
    let mut first = None;
    decompose_compatible(c, |part| {
        first.get_or_insert(part);
    });
    first.is_none_or(|first| {
        canonical_combining_class(first) == 0
            && is_nfkc_quick(std::iter::once(first)) == IsNormalized::Yes
    })
}

/// What stands in the place of a typographic quote, dash or ellipsis.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        '“' | '”' | '„' | '‟' | '«' | '»' => "\"",
        '‘' | '’' | '‚' | '‛' | '‹' | '›' => "'",
        '‐' | '‑' | '‒' | '–' | '—' | '―' => "-",
        '…' => "...",
        _ => return None,
    })
}

fn quotes(text: &str) -> Option<String> {
    if text.is_ascii() || !text.chars().any(|c| plain(c).is_some()) {
        return None;
    }
    let mut result = String::with_capacity(text.len());
    rewrite_quotes(text, &mut result);
    Some(result)
}

fn rewrite_quotes(text: &str, out: &mut impl Rewriting) {
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        match plain(c) {
            Some(ascii) => out.put(ascii, at..end),
            None => out.keep(&text[at..end], at),
        }
    }
}

/// Each character by itself: what stands about it decides how a final sigma is
/// written, but not how long it is.
fn rewrite_lowercase(text: &str, out: &mut Rewritten) {
    let lower = text.to_lowercase();
    let mut rest = lower.as_str();
    for (at, c) in text.char_indices() {
        let length = c.to_lowercase().map(char::len_utf8).sum();
        let (of_c, others) = rest.split_at(length);
        out.put(of_c, at..at + c.len_utf8());
        rest = others;
    }
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
    use proptest::prelude::*;

    use super::Normalization::{Lowercase, Names, Nfkc, Numbers, Quotes};
    use super::*;

    const ALL: [Normalization; 5] = [Nfkc, Quotes, Names, Numbers, Lowercase];

    /// The source of each character of the normalised text.
    fn sources<'a>(text: &'a str, steps: &[Normalization]) -> Vec<(String, &'a str)> {
        let normalized = normalize_with_origin(text, steps);
        let of = |(at, c): (usize, char)| {
            (c.to_string(), &text[normalized.source(at..at + c.len_utf8())])
        };
        normalized.text().char_indices().map(of).collect()
    }

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

    #[test]
    fn each_character_knows_its_source() {
        let of = |text, steps: &[Normalization]| -> Vec<String> {
            let pairs = sources(text, steps).into_iter().filter(|(c, source)| c != source);
            pairs.map(|(c, source)| format!("{c}<{source}")).collect()
        };
        assert_eq!(of("a ﬁx", &ALL), ["f<ﬁ", "i<ﬁ"]);
        assert_eq!(of("…e\u{301}", &ALL), [".<…", ".<…", ".<…", "é<e\u{301}"]);
        assert_eq!(of("İ is ΑΣ", &[Lowercase]), ["i<İ", "\u{307}<İ", "α<Α", "ς<Σ"]);
        assert_eq!(of("가\u{11a8} ½", &[Nfkc]), ["각<가\u{11a8}", "1<½", "⁄<½", "2<½"]);
        let names = "The White  House's aide said 1,200.";
        assert_eq!(of(names, &ALL), ["t<T", "x<White  House's", "x<White  House's", "0<1,200"]);
        assert_eq!(
            of("they left the small town of San Juan again", &[Names]),
            ["X<San Juan", "x<San Juan"]
        );
    }

    #[test]
    fn every_character_is_normalised_as_by_itself() {
        for c in '\0'..=char::MAX {
            let text = format!("a{c}b");
            for steps in [&ALL[..1], &ALL[4..], &ALL] {
                let normalized = normalize_with_origin(&text, steps);
                assert_eq!(normalized.text(), normalize(&text, steps), "{c:?}");
                assert_eq!(normalized.source(0..normalized.text().len()), 0..text.len(), "{c:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_text_is_the_same_and_the_sources_fit(text in any::<String>(), from in 0..5_usize) {
            for steps in [&ALL[from..], &ALL] {
                let normalized = normalize_with_origin(&text, steps);
                prop_assert_eq!(normalized.text(), normalize(&text, steps));
                let mut at = 0;
                for (place, c) in normalized.text().char_indices() {
                    let source = normalized.source(place..place + c.len_utf8());
                    prop_assert!(!text[source.clone()].is_empty() && source.start >= at);
                    at = source.start;
                }
            }
        }

        #[test]
        fn marks_and_syllables_keep_their_sources(
            text in "[a-zA-Z ÀéΣσİﬁ½가-각\u{300}-\u{330}\u{1100}-\u{11ff}\u{3099}ゝか]{0,40}",
        ) {
            let normalized = normalize_with_origin(&text, &ALL);
            prop_assert_eq!(normalized.text(), normalize(&text, &ALL));
        }
    }
}
