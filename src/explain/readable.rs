//! Terms as people read them.

use crate::text::Normalization;

/// A term of an extractor, told so that it needs no key: words in quotes, `·`
/// for the edge of a word among characters, classes of words in brackets.
/// `normalization` says whether "xx" stands for a name and "0" for a number.
pub(super) fn readable(extractor: &str, term: &str, normalization: &[Normalization]) -> String {
    let masked = |word: &str| {
        let is = |step| normalization.contains(&step);
        match word {
            "xx" | "Xx" if is(Normalization::Names) => Some("(name)".to_owned()),
            "0" if is(Normalization::Numbers) => Some("(number)".to_owned()),
            _ => None,
        }
    };
    let word = |word: &str| masked(word).unwrap_or_else(|| word.to_owned());
    let joined =
        |of: &dyn Fn(&str) -> String| term.split(' ').map(of).collect::<Vec<_>>().join(" ");
    match extractor {
        "char_wb.v1" => term.replace(' ', "·"),
        "negation.v1" => match term.strip_prefix("not~") {
            Some(negated) => format!("“not … {}”", word(negated)),
            None => term.to_owned(),
        },
        "lexicon.v1" => joined(&|token| {
            class(token).or_else(|| masked(token)).unwrap_or_else(|| format!("“{token}”"))
        }),
        _ => format!("“{}”", joined(&word)),
    }
}

/// A class of words, as `[attack]` or, of a word with an ending, `[attack -ed]`.
fn class(token: &str) -> Option<String> {
    let name = token.strip_prefix('@').filter(|name| !name.is_empty())?;
    Some(match name.rsplit_once('/') {
        Some((name, ending)) => format!("[{name} -{ending}]"),
        None => format!("[{name}]"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_term() {
        let masked = [Normalization::Names, Normalization::Numbers];
        for (extractor, term, expected) in [
            ("word.v1", "xx has", "“(name) has”"),
            ("word.v1", "\" 0", "“\" (number)”"),
            ("char_wb.v1", " den", "·den"),
            ("negation.v1", "not~plan", "“not … plan”"),
            ("lexicon.v1", "@attack/ed on", "[attack -ed] “on”"),
            ("lexicon.v1", "@ask", "[ask]"),
            ("lexicon.v1", "@ xx", "“@” (name)"),
            ("clause.v1", "xx call", "“(name) call”"),
        ] {
            assert_eq!(readable(extractor, term, &masked), expected);
        }
        assert_eq!(readable("word.v1", "xx 0", &[]), "“xx 0”");
    }
}
