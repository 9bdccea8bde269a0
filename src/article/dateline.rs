//! The place, date and agency in front of a report's first sentence.

use std::sync::LazyLock;

use regex::Regex;

use super::clutter::patterns::fill;

/// Bytes within which a dateline ends.
const LONGEST: usize = 120;

/// Words in capitals that stand before a dash and are no places. Sorted.
#[rustfmt::skip]
const NOT_PLACES: &[&str] = &[
    "ANALYSIS", "ASEAN", "BREAKING", "BRICS", "EXCLUSIVE", "EXPLAINED", "EXPLAINER", "FACTBOX",
    "IAEA", "LIVE", "NATO", "OPEC", "OPINION", "OSCE", "PROFILE", "TIMELINE", "UNESCO", "UNHCR",
    "UNICEF", "UPDATE", "USSR", "VIDEO", "WATCH",
];

/// A place in capitals, or a place or date followed by what only a report has:
/// a date, an agency in brackets, a dash.
static DATELINES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    const WORD: &str = r"\p{Lu}[\p{L}.'’-]*";
    const CAPITALS: &str = r"\p{Lu}[\p{Lu}.'’-]*[\p{Lu}.]";
    const REGION: &str =
        r"(?:, ?\p{Lu}[\p{L}.]+(?: \p{Lu}[\p{L}.]+)?){0,2}(?: ?\[\p{Lu}[\p{L} ]+\])?";
    let place = format!(r"{WORD}(?:[\s/]{WORD}){{0,3}}{REGION}");
    let city = format!(r"{CAPITALS}(?:[\s/]{CAPITALS}){{0,3}}{REGION}");
    let source = r"[(\[]\p{Lu}[^()\[\]]{1,30}[)\]]";
    [
        // GENEVA (Agency) — ; GENEVA, Jan. 5 (Agency) --
        r"(?:<city>|<place>,? <day>|<city>,? <day>|<day>),? ?<source> ?(?:<dash>|:) ?",
        // New Delhi, Jan 5 (PTI)
        r"(?:<place>|<city>),? <day>,? ?<source> ",
        // Geneva (AFP) –
        r"<place>,? ?[(\[](?i:<agency>)(?:[/ ][\p{L} ]{2,20})?[)\]] ?(?:<dash>|:) ?",
        // MOSCOW, January 10. /TASS/.
        r"<city>,? <day>\.? /\p{Lu}[^/]{1,20}/[.:]? ",
        // Geneva, 5 January 2022 –
        r"(?:<city>|<place>),? <day> ?<dash> ?",
        // Gambella, October 17/2023 (ENA) -
        r"(?:<city>|<place>),? (?i:<month>) ?[0-9]{1,2}/[0-9]{4} ?<source> ?(?:<dash>|:) ?",
        // KALIMPONG, Oct. 9: ; BHADRESWAR (Hooghly), Feb. 11:
        r"<city>(?: \(\p{Lu}[\p{L} ]+\))?, ?<day>: ",
        // MUZAFFARABAD:
        r"<city>: ",
        // KYIV — ; WASHINGTON -
        r"<city>(?: <dash> | ?(?:—|―|--) ?)",
    ]
    .iter()
    .map(|pattern| {
        let pattern =
            pattern.replace("<city>", &city).replace("<place>", &place).replace("<source>", source);
        Regex::new(&format!("^{}", fill(&pattern))).expect("the patterns are constant and tested")
    })
    .collect()
});

/// The bytes of the dateline that a paragraph begins with; 0 if there is none.
///
/// What follows must look like a sentence, so that "NATO - which Russia calls
/// a threat - met" stays whole.
pub(super) fn length(paragraph: &str) -> usize {
    let head = &paragraph[..paragraph.floor_char_boundary(LONGEST)];
    if !head.starts_with(char::is_alphanumeric)
        || !head.contains(['-', '–', '—', '―', ')', ']', '/', ':'])
    {
        return 0;
    }
    let first = head.split(|c: char| !c.is_alphanumeric()).next();
    if first.is_some_and(|word| NOT_PLACES.binary_search(&word).is_ok()) {
        return 0;
    }
    let found = DATELINES.iter().find_map(|pattern| pattern.find(head));
    let length = found.map_or(0, |found| found.end());
    let rest = paragraph[length..].trim_start_matches(['"', '“', '‘', '\'', '«', '„', '(']);
    if rest.starts_with(|c: char| c.is_uppercase() || c.is_numeric()) { length } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_end_where_the_sentence_begins() {
        for dateline in [
            "GENEVA (Agency) - ",
            "PARIS, Jan. 5 (Agency) -- ",
            "KYIV — ",
            "KYIV, Ukraine (AP) — ",
            "KYIV, Ukraine — ",
            "WASHINGTON/MOSCOW (Reuters) - ",
            "UNITED NATIONS, 12 March (Xinhua) -- ",
            "ST. PETERSBURG, Russia — ",
            "WASHINGTON, D.C. – ",
            "Jan 5 (Reuters) - ",
            "New Delhi, Jan 5 (PTI) ",
            "New Delhi [India], January 5 (ANI): ",
            "Geneva (AFP) – ",
            "Geneva, 5 January 2022 – ",
            "MOSCOW, January 10. /TASS/. ",
            "TEHRAN – ",
            "SEOUL, Feb. 3 (Yonhap) -- ",
            "Brussels, Monday (dpa) - ",
        ] {
            for sentence in ["The talks failed.", "“We will leave,” he said.", "12 men died."] {
                let paragraph = format!("{dateline}{sentence}");
                assert_eq!(&paragraph[length(&paragraph)..], sentence, "after {dateline:?}");
            }
        }
    }

    #[test]
    fn prose_has_no_dateline() {
        for prose in [
            "NATO - which Russia calls a threat - met in Riga.",
            "NATO — Russia’s old foe — met in Riga.",
            "NATO (North Atlantic Treaty Organization) members met.",
            "BREAKING - The talks failed.",
            "Putin (right) - in a dark suit - shook hands.",
            "Warren (D) - a senator - said no.",
            "Moscow - the capital - was quiet.",
            "Moscow – They left at dawn.",
            "On Jan. 5 (a Monday) the rebels left.",
            "Jan. 5 was a Monday.",
            "US-led forces left.",
            "U.S.-led forces left.",
            "COVID-19 - The year in review",
            "Tehran (Iran) is large.",
        ] {
            assert_eq!(length(prose), 0, "{prose}");
        }
    }

    #[test]
    fn the_words_that_are_no_places_are_sorted() {
        assert!(NOT_PLACES.is_sorted_by(|a, b| a < b));
    }
}
