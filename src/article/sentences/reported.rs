//! The clause that tells who spoke, after a question or a shout.

use super::abbreviations::{self as words, Ends};

/// Bytes and words in which the verb must come.
const CLAUSE_BYTES: usize = 160;
const CLAUSE_WORDS: usize = 9;

/// Words between "asked" or "told" and the end of the clause.
const OBJECT_WORDS: usize = 4;

/// True if `text` begins with a subject and a reporting verb that goes with
/// the quotation before it, as in `"Why?" Mr. Orlov asked.` and not in
/// `"Why?" Mr. Orlov said that he would not answer.`
pub(super) fn begins(text: &str) -> bool {
    let clause = &text[..text.floor_char_boundary(CLAUSE_BYTES)];
    if !clause.starts_with(char::is_alphabetic) {
        return false;
    }
    let mut rest = clause.split_whitespace();
    for _ in 0..CLAUSE_WORDS {
        let Some(word) = rest.next() else {
            return false;
        };
        let bare = word.trim_end_matches([',', '.', ';', ':', '!', '?']);
        if words::reports(bare) {
            return bare.len() < word.len() || is_complete(bare, rest);
        }
        if word.ends_with(['.', ';', ':', '!', '?']) && !is_title(bare) {
            return false;
        }
    }
    false
}

/// True if what follows the verb is no statement of its own.
fn is_complete<'a>(verb: &str, mut rest: impl Iterator<Item = &'a str>) -> bool {
    let Some(word) = rest.next() else {
        return true;
    };
    let plain = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    if words::follows_report(&plain(word)) {
        return true;
    }
    let ends = |word: &str| word.ends_with(['.', ',', ';']) && !is_title(&plain(word));
    let takes_object = ["asked", "asks", "told", "tells", "warned", "urged"].contains(&verb);
    takes_object && (ends(word) || rest.take(OBJECT_WORDS - 1).any(ends))
}

fn is_title(bare: &str) -> bool {
    let initial = bare.chars().count() == 1;
    initial || bare.contains('.') || words::rule(bare) == Some(Ends::Never)
}

#[cfg(test)]
mod tests {
    use super::begins;

    #[test]
    fn a_clause_that_goes_with_the_quotation() {
        for clause in [
            "Putin asked.",
            "President Biden said on Monday, and left.",
            "The Ukrainian foreign minister, Mr. Orlov, asked reporters.",
            "U.S. Army Gen. John Q. Public replied",
            "Lavrov told them on the phone.",
            "He shouted, but nobody heard.",
        ] {
            assert!(begins(clause), "{clause}");
        }
    }

    #[test]
    fn a_sentence_of_its_own() {
        for sentence in [
            "Putin said he would return on Monday.",
            "The crowd left. Then he said so.",
            "Biden told the generals to withdraw all troops from the eastern border.",
            "\"No,\" he said.",
            "Nobody moved.",
            "",
        ] {
            assert!(!begins(sentence), "{sentence}");
        }
    }
}
