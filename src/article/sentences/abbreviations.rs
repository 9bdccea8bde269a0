//! Words that a stop follows without ending a sentence, and words that begin
//! one.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

/// When a sentence may end after an abbreviation and its stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// Never: a name or a thing follows (`Mr.`, `vs.`).
    Never,
    /// Unless a number follows (`No. 5`, `Jan. 5`).
    UnlessNumber,
    /// If a word follows that begins sentences (`Inc. The`, but `Inc. Chairman`).
    BeforeOpener,
    /// If a capital follows, but no weekday, month or time zone (`a.m.`).
    Clock,
    /// If any capital follows (`etc.`).
    BeforeCapital,
}

use Ends::{BeforeCapital, BeforeOpener, Clock, Never, UnlessNumber};

/// Abbreviations in lower case without their last stop, sorted; whether they
/// are such only with a capital (`Sun.`, not "in the sun."); their rule.
#[rustfmt::skip]
const ABBREVIATIONS: &[(&str, bool, Ends)] = &[
    ("a.k.a", false, Never), ("a.m", false, Clock), ("abp", true, Never), ("adj", true, Never),
    ("adm", true, Never), ("admin", true, Never), ("al", false, BeforeOpener),
    ("ala", true, BeforeOpener), ("ald", true, Never),
    ("amb", true, Never), ("approx", false, Never), ("apr", true, UnlessNumber),
    ("apt", true, UnlessNumber), ("ariz", true, BeforeOpener), ("ark", true, BeforeOpener),
    ("art", false, UnlessNumber), ("arts", true, UnlessNumber), ("assn", true, BeforeOpener),
    ("asst", true, Never), ("atty", true, Never), ("attys", true, Never),
    ("aug", true, UnlessNumber), ("ave", true, BeforeOpener), ("bldg", true, BeforeOpener),
    ("blvd", true, BeforeOpener), ("bp", true, Never), ("brig", true, Never),
    ("bros", true, BeforeOpener), ("c", false, UnlessNumber), ("ca", false, UnlessNumber),
    ("calif", true, BeforeOpener), ("capt", true, Never), ("cf", false, Never),
    ("ch", true, UnlessNumber), ("cllr", true, Never), ("cmdr", true, Never), ("co", true, BeforeOpener),
    ("col", true, Never), ("colo", true, BeforeOpener), ("comdr", true, Never),
    ("conn", true, BeforeOpener), ("corp", true, BeforeOpener), ("cos", true, BeforeOpener),
    ("coun", true, Never),
    ("cpl", true, Never), ("cpt", true, Never), ("dec", true, UnlessNumber),
    ("del", true, BeforeOpener), ("dept", false, BeforeOpener), ("det", true, Never),
    ("dist", true, BeforeOpener), ("dr", true, Never), ("drs", true, Never),
    ("e.g", false, Never), ("eg", false, Never), ("eq", true, UnlessNumber),
    ("esq", true, BeforeOpener), ("est", false, BeforeOpener), ("etc", false, BeforeCapital),
    ("excl", false, Never), ("ext", false, UnlessNumber), ("feb", true, UnlessNumber),
    ("fig", false, UnlessNumber), ("figs", false, UnlessNumber), ("fla", true, BeforeOpener),
    ("fr", true, Never), ("fri", true, BeforeOpener), ("ft", false, BeforeOpener),
    ("ga", true, BeforeOpener), ("gen", true, Never), ("gens", true, Never),
    ("gov", true, Never), ("govs", true, Never), ("govt", false, BeforeOpener),
    ("hon", true, Never), ("hwy", true, UnlessNumber), ("i.e", false, Never),
    ("ie", false, Never), ("ill", true, BeforeOpener), ("inc", true, BeforeOpener),
    ("incl", false, Never), ("ind", true, BeforeOpener), ("insp", true, Never),
    ("intl", true, BeforeOpener), ("jan", true, UnlessNumber), ("jr", true, BeforeOpener),
    ("jul", true, UnlessNumber), ("jun", true, UnlessNumber), ("kan", true, BeforeOpener),
    ("ky", true, BeforeOpener), ("la", true, BeforeOpener), ("lb", false, BeforeOpener),
    ("lbs", false, BeforeOpener), ("lieut", true, Never), ("lt", true, Never),
    ("ltd", true, BeforeOpener), ("ltda", true, BeforeOpener), ("maj", true, Never),
    ("mar", true, UnlessNumber), ("mass", true, BeforeOpener), ("md", true, BeforeOpener),
    ("messrs", true, Never), ("mfg", true, BeforeOpener), ("mgr", true, Never),
    ("mich", true, BeforeOpener), ("minn", true, BeforeOpener), ("miss", true, BeforeOpener),
    ("mlle", true, Never), ("mme", true, Never), ("mo", true, BeforeOpener),
    ("mohd", true, Never), ("mon", true, BeforeOpener), ("mont", true, BeforeOpener),
    ("mr", true, Never), ("mrs", true, Never), ("ms", true, Never), ("msgr", true, Never),
    ("mt", true, Never), ("neb", true, BeforeOpener), ("nev", true, BeforeOpener),
    ("no", false, UnlessNumber), ("nos", false, UnlessNumber), ("nov", true, UnlessNumber),
    ("nº", false, UnlessNumber),
    ("oct", true, UnlessNumber), ("okla", true, BeforeOpener), ("op", true, UnlessNumber),
    ("ore", true, BeforeOpener), ("oz", false, BeforeOpener), ("p", false, UnlessNumber),
    ("p.m", false, Clock), ("pa", true, BeforeOpener), ("para", false, UnlessNumber),
    ("paras", false, UnlessNumber), ("penn", true, BeforeOpener), ("pfc", true, Never),
    ("pl", true, BeforeOpener), ("plc", true, BeforeOpener), ("pp", false, UnlessNumber),
    ("pres", true, Never), ("prof", true, Never), ("profs", true, Never),
    ("pt", true, UnlessNumber), ("pte", true, Never), ("pty", true, BeforeOpener),
    ("pvt", true, Never), ("rd", true, BeforeOpener), ("rep", true, Never),
    ("reps", true, Never), ("res", true, UnlessNumber), ("ret", true, BeforeOpener),
    ("rev", true, Never), ("revs", true, Never), ("rs", true, Never), ("rt", true, Never),
    ("s.p.a", true, BeforeOpener), ("sat", true, BeforeOpener), ("sec", true, UnlessNumber),
    ("sen", true, Never), ("sens", true, Never), ("sep", true, UnlessNumber),
    ("sept", true, UnlessNumber), ("sgt", true, Never), ("smt", true, Never),
    ("sq", false, BeforeOpener), ("sr", true, BeforeOpener), ("st", true, BeforeOpener),
    ("ste", true, BeforeOpener), ("sun", true, BeforeOpener), ("supt", true, Never),
    ("tel", false, UnlessNumber), ("tenn", true, BeforeOpener), ("tex", true, BeforeOpener),
    ("thu", true, BeforeOpener), ("thur", true, BeforeOpener), ("thurs", true, BeforeOpener),
    ("treas", true, Never), ("tue", true, BeforeOpener), ("tues", true, BeforeOpener),
    ("univ", true, BeforeOpener), ("v", false, Never), ("va", true, BeforeOpener),
    ("ven", true, Never), ("ver", false, UnlessNumber), ("viz", false, Never),
    ("vol", false, UnlessNumber), ("vols", false, UnlessNumber), ("vs", false, Never),
    ("vt", true, BeforeOpener), ("wash", true, BeforeOpener), ("wed", true, BeforeOpener),
    ("wis", true, BeforeOpener), ("wyo", true, BeforeOpener),
];

/// Words that begin sentences and hardly ever follow an abbreviation as part
/// of a name. Sorted; as written at the beginning of a sentence.
#[rustfmt::skip]
const OPENERS: &[&str] = &[
    "A", "About", "According", "After", "All", "Also", "Although", "Among", "An", "And",
    "Another", "Any", "Anyone", "As", "Asked", "At", "Because", "Before", "Both", "But", "By",
    "Can", "Could", "Despite", "Did", "Do", "Does", "During", "Each", "Earlier", "Even", "Every",
    "Everyone", "Few", "For", "From", "Further", "Furthermore", "Had", "Has", "Have", "He", "Her",
    "Here", "His", "How", "However", "I", "If", "In", "Indeed", "Instead", "Is", "It", "Its",
    "Last", "Later", "Many", "Maybe", "Meanwhile", "More", "Moreover", "Most", "Much", "My",
    "Neither", "Nevertheless", "Nobody", "None", "Not", "Nothing", "Now", "Of", "Officials", "On",
    "Once", "One", "Only", "Or", "Other", "Others", "Our", "Over", "Perhaps", "Police", "Several",
    "She", "Should", "Similarly", "Since", "So", "Some", "Soon", "Still", "Such", "That", "The",
    "Their", "Then", "There", "Therefore", "These", "They", "This", "Those", "Though", "Through",
    "Thus", "To", "Today", "Two", "Under", "Unless", "Until", "Was", "We", "Were", "What",
    "Whatever", "When", "Where", "Whether", "Which", "While", "Who", "Why", "Will", "With",
    "Without", "Would", "Yesterday", "Yet", "You", "Your",
];

/// Words that follow a time of day in the same sentence. Sorted, lower case.
#[rustfmt::skip]
const AFTER_CLOCK: &[&str] = &[
    "apr", "april", "aug", "august", "bst", "cdt", "central", "cest", "cet", "cst", "dec",
    "december", "eastern", "edt", "eet", "est", "et", "feb", "february", "fri", "friday", "gmt",
    "ist", "jan", "january", "jst", "july", "june", "local", "mar", "march", "may", "mdt", "mon",
    "monday", "mountain", "msk", "mst", "nov", "november", "oct", "october", "pacific", "pdt",
    "pkt", "pst", "pt", "sat", "saturday", "sept", "september", "sun", "sunday", "thu",
    "thursday", "tue", "tuesday", "utc", "wed", "wednesday",
];

/// Words before a single letter that names a thing, not a person: "Plan B."
/// Sorted, lower case.
#[rustfmt::skip]
const BEFORE_LETTER: &[&str] = &[
    "annex", "appendix", "block", "building", "category", "class", "exhibit", "exit", "gate",
    "grade", "group", "hepatitis", "influenza", "option", "phase", "plan", "platform", "schedule",
    "section", "terminal", "tower", "type", "vitamin", "war", "wing", "zone",
];

/// Words before the number of a part, where a sentence begins with both.
/// Sorted; as written.
#[rustfmt::skip]
const HEADINGS: &[&str] = &[
    "Article", "Chapter", "Clause", "Item", "Lesson", "Part", "Point", "Question", "Rule",
    "Section", "Stage", "Step", "Title",
];

/// Words of a time of day that has no subject in front. Sorted, lower case.
#[rustfmt::skip]
const TIME_LEADS: &[&str] = &[
    "about", "after", "around", "at", "before", "between", "by", "exactly", "from", "just",
    "only", "past", "precisely", "shortly", "since", "soon", "then", "till", "until",
];

/// Names that end in an exclamation or question mark. Sorted, lower case.
const SHOUTED: &[&str] = &["jeopardy", "wham", "yahoo", "yum"];

/// Verbs that report what was said. Sorted.
#[rustfmt::skip]
const REPORTING: &[&str] = &[
    "added", "adds", "announced", "answered", "argued", "asked", "asks", "called", "claimed",
    "commented", "continued", "countered", "cried", "declared", "demanded", "exclaimed", "insisted",
    "joked", "noted", "observed", "posted", "quipped", "recalled", "remarked", "replied",
    "responded", "retorted", "said", "says", "screamed", "shouted", "stated", "tells", "told",
    "tweeted", "urged", "warned", "wondered", "wrote", "yelled",
];

/// Words that go on after a reporting verb without an object. Sorted.
#[rustfmt::skip]
const AFTER_VERB: &[&str] = &[
    "after", "afterwards", "aloud", "and", "as", "at", "before", "by", "during", "earlier",
    "friday", "from", "in", "later", "monday", "on", "outside", "repeatedly", "saturday",
    "sunday", "then", "through", "thursday", "to", "today", "tuesday", "via", "wednesday", "when",
    "while", "with", "yesterday",
];

/// For short lists; nothing is copied.
fn holds_any_case(list: &[&str], word: &str) -> bool {
    list.iter().any(|listed| listed.eq_ignore_ascii_case(word))
}

fn holds(list: &[&str], word: &str) -> bool {
    list.binary_search(&word).is_ok()
}

/// [`ABBREVIATIONS`] by their [`key`].
static RULES: LazyLock<FxHashMap<u64, (bool, Ends)>> = LazyLock::new(|| {
    ABBREVIATIONS.iter().map(|row| (key(row.0.as_bytes()), (row.1, row.2))).collect()
});

/// Bytes of the longest abbreviation.
const LONGEST: usize = 6;

/// For each first letter, the last letters of the abbreviations, one a bit:
/// most words are none for that alone.
const ENDS_OF: [u32; 26] = {
    let mut table = [0; 26];
    let mut at = 0;
    while at < ABBREVIATIONS.len() {
        let letters = ABBREVIATIONS[at].0.as_bytes();
        let (first, last) = (letters[0], letters[letters.len() - 1]);
        if last.is_ascii_lowercase() {
            table[(first - b'a') as usize] |= 1 << (last - b'a');
        }
        at += 1;
    }
    table
};

/// The bytes of a word in lower case as one number, if they are at most
/// [`LONGEST`].
fn key(word: &[u8]) -> u64 {
    word.iter().fold(0, |key, byte| key << 8 | u64::from(byte.to_ascii_lowercase()))
}

/// The rule of an abbreviation as written, without its last stop.
pub(super) fn rule(token: &str) -> Option<Ends> {
    let letters = token.as_bytes();
    if letters.len() > LONGEST {
        return None;
    }
    let letter = |byte: &u8| byte.to_ascii_lowercase().wrapping_sub(b'a');
    if let (first @ ..26, last @ ..26) = (letter(letters.first()?), letter(letters.last()?))
        && ENDS_OF[usize::from(first)] & (1 << last) == 0
    {
        return None;
    }
    let (capital, ends) = *RULES.get(&key(letters))?;
    (!capital || token.starts_with(char::is_uppercase)).then_some(ends)
}

/// [`OPENERS`], to be looked up.
static OPENING: LazyLock<FxHashSet<&str>> = LazyLock::new(|| OPENERS.iter().copied().collect());

/// True of a word, as written, that begins sentences.
pub(super) fn is_opener(word: &str) -> bool {
    OPENING.contains(word)
}

/// True of a word that goes with a time of day.
pub(super) fn follows_clock(word: &str) -> bool {
    holds(AFTER_CLOCK, &word.to_lowercase())
}

/// True of a word that a single letter may follow as its name.
pub(super) fn precedes_letter(word: &str) -> bool {
    holds_any_case(BEFORE_LETTER, word)
}

/// True of the text before a number, if the two head a part: "Step 1."
pub(super) fn is_heading(before: &str) -> bool {
    before.len() <= "Question".len() && holds(HEADINGS, before)
}

/// True of a word of a time of day, other than its number.
pub(super) fn leads_time(word: &str) -> bool {
    holds(TIME_LEADS, &word.to_lowercase())
}

/// True of a name that is written with a mark at its end.
pub(super) fn is_shouted(word: &str) -> bool {
    holds_any_case(SHOUTED, word)
}

/// [`REPORTING`], to be looked up.
static REPORTS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| REPORTING.iter().copied().collect());

/// True of a verb that reports what was said.
pub(super) fn reports(word: &str) -> bool {
    REPORTS.contains(word)
}

/// True of a word that may follow a reporting verb in a clause of its own.
pub(super) fn follows_report(word: &str) -> bool {
    holds(AFTER_VERB, &word.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_free_of_doubles() {
        assert!(ABBREVIATIONS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(ABBREVIATIONS.iter().all(|row| row.0.len() <= LONGEST));
        let lists = [
            OPENERS,
            AFTER_CLOCK,
            BEFORE_LETTER,
            HEADINGS,
            TIME_LEADS,
            SHOUTED,
            REPORTING,
            AFTER_VERB,
        ];
        for list in lists {
            for two in list.windows(2) {
                assert!(two[0] < two[1], "{two:?}");
            }
        }
    }

    #[test]
    fn some_abbreviations_need_their_capital() {
        assert_eq!(rule("Sun"), Some(BeforeOpener));
        assert_eq!(rule("sun"), None);
        assert_eq!(rule("MR"), Some(Never));
        assert_eq!(rule("E.g"), Some(Never));
        assert_eq!(rule("town"), None);
    }
}
