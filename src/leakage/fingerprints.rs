//! Hashes of training rows, and the search for rows among them.

use rayon::prelude::*;

use super::bands::Bands;
use super::signature::{Signature, signature};
use super::{Kind, Leak, Leakage, Level, Row, normalized};
use crate::dataset::compared_words;
use crate::error::{Error, Result};

/// What the key of the hashes is derived for.
const CONTEXT: &str = "stancekit fingerprints of training rows v1";

/// What a hash is of; none of one use equals one of another.
#[derive(Debug, Clone, Copy)]
enum Use {
    Text,
    Word,
    Group,
}

/// Hashes of training rows: 8 bytes a text, 64 bytes for its signature, 8 bytes
/// a group. Each kind is a sorted set of its own, so that neither the order of
/// the rows nor the texts of a group can be told from them.
///
/// ```
/// use stancekit::leakage::{Fingerprints, Kind, Level, Row};
///
/// let row = |text, group| Row { text, group: Some(group) };
/// let training = [
///     row("The ministry denied on Friday that its troops had crossed the border.", "border"),
///     row("Open the locks before the tide turns, she told the harbour master.", "port"),
/// ];
/// let known = Fingerprints::of(&training, Level::Near, "the identity of the data").unwrap();
/// let found = known.compare(&[
///     row("Open the locks before the tide turns, she told the harbour master.", "lock"),
///     row("The ministry denied on Monday that its troops had crossed the border.", "troops"),
///     row("Pull your men back by noon, the general said.", "border"),
///     row("The roof was never unsafe, the board insisted.", "school"),
/// ]);
/// let kinds: Vec<(usize, Kind)> = found.leaks.iter().map(|leak| (leak.row, leak.kind)).collect();
/// assert_eq!(kinds, [(0, Kind::Exact), (1, Kind::Near), (2, Kind::Group)]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprints {
    key: [u8; 32],
    exact: Vec<u64>,
    near: Option<Vec<Signature>>,
    groups: Option<Vec<u64>>,
}

impl Fingerprints {
    /// Those of rows; `None` at [`Level::None`]. Hashes with another `salt`
    /// have nothing in common. The result depends neither on the order of the
    /// rows nor on the number of threads.
    pub fn of(rows: &[Row<'_>], level: Level, salt: &str) -> Option<Self> {
        if level == Level::None {
            return None;
        }
        let key = key(salt);
        let of_text = |row: &Row<'_>| {
            let text = normalized(row.text);
            (exact(&key, &text), if level == Level::Near { near(&key, &text) } else { None })
        };
        let (exact, near): (Vec<u64>, Vec<Option<Signature>>) =
            rows.par_iter().map(of_text).unzip();
        let groups: Vec<&str> = rows.iter().filter_map(|row| row.group).collect();
        let groups: Vec<u64> = groups.iter().map(|group| hash(&key, Use::Group, group)).collect();
        Some(Self {
            key,
            exact: set(exact),
            near: (level == Level::Near).then(|| set(near.into_iter().flatten().collect())),
            groups: (!groups.is_empty()).then(|| set(groups)),
        })
    }

    /// Puts together what [`Fingerprints::exact`], [`Fingerprints::near`] and
    /// [`Fingerprints::groups`] gave, with the salt that they were made with.
    ///
    /// # Errors
    /// [`Error::Params`] where `near` is no whole number of signatures, or
    /// anything is not sorted or stands twice.
    pub fn from_parts(
        salt: &str,
        exact: Vec<u64>,
        near: Option<Vec<u8>>,
        groups: Option<Vec<u64>>,
    ) -> Result<Self> {
        let near = near.map(|bytes| match bytes.as_chunks() {
            (signatures, []) => Ok(signatures.to_vec()),
            _ => Err(Error::params(
                "fingerprints.near",
                format!("{} bytes", bytes.len()),
                format!("a multiple of {}", size_of::<Signature>()),
            )),
        });
        let near: Option<Vec<Signature>> = near.transpose()?;
        check_set("fingerprints.exact", &exact)?;
        check_set("fingerprints.near", near.as_deref().unwrap_or_default())?;
        check_set("fingerprints.groups", groups.as_deref().unwrap_or_default())?;
        Ok(Self { key: key(salt), exact, near, groups })
    }

    /// The hashes of the texts, sorted, each once.
    pub fn exact(&self) -> &[u64] {
        &self.exact
    }

    /// The signatures of the texts that have words, sorted, each once; `None`
    /// where none were kept.
    pub fn near(&self) -> Option<&[Signature]> {
        self.near.as_deref()
    }

    /// The hashes of the groups, sorted, each once; `None` where no row has one.
    pub fn groups(&self) -> Option<&[u64]> {
        self.groups.as_deref()
    }

    /// Looks for rows among those that these are of. Groups are compared where
    /// both sides have some. The result does not depend on the number of
    /// threads.
    pub fn compare(&self, rows: &[Row<'_>]) -> Leakage {
        let bands = self.near().map(Bands::new);
        let groups = self.groups().filter(|_| rows.iter().any(|row| row.group.is_some()));
        let kind = |row: &Row<'_>| {
            let text = normalized(row.text);
            if self.exact.binary_search(&exact(&self.key, &text)).is_ok() {
                return Some(Kind::Exact);
            }
            if let (Some(bands), Some(signature)) = (&bands, near(&self.key, &text))
                && bands.has_near(&signature)
            {
                return Some(Kind::Near);
            }
            let group = hash(&self.key, Use::Group, row.group?);
            groups?.binary_search(&group).is_ok().then_some(Kind::Group)
        };
        let kinds: Vec<Option<Kind>> = rows.par_iter().map(kind).collect();
        let leaks = kinds.into_iter().enumerate();
        let leaks = leaks.filter_map(|(row, kind)| Some(Leak { row, kind: kind? })).collect();
        let looked_for =
            [(Kind::Exact, true), (Kind::Near, bands.is_some()), (Kind::Group, groups.is_some())];
        let compared = looked_for.into_iter().filter(|(_, done)| *done).map(|(kind, _)| kind);
        Leakage { leaks, compared: compared.collect() }
    }
}

fn key(salt: &str) -> [u8; 32] {
    blake3::derive_key(CONTEXT, salt.as_bytes())
}

fn hash(key: &[u8; 32], of: Use, text: &str) -> u64 {
    let mut hasher = blake3::Hasher::new_keyed(key);
    hasher.update(&[of as u8]).update(text.as_bytes());
    let mut bytes = [0; 8];
    hasher.finalize_xof().fill(&mut bytes);
    u64::from_le_bytes(bytes)
}

fn exact(key: &[u8; 32], normalized: &str) -> u64 {
    hash(key, Use::Text, normalized)
}

fn near(key: &[u8; 32], normalized: &str) -> Option<Signature> {
    signature(compared_words(normalized).map(|word| hash(key, Use::Word, word)))
}

/// Sorted, each once.
fn set<T: Ord>(mut things: Vec<T>) -> Vec<T> {
    things.sort_unstable();
    things.dedup();
    things
}

fn check_set<T: Ord>(name: &str, things: &[T]) -> Result<()> {
    match things.is_sorted_by(|a, b| a < b) {
        true => Ok(()),
        false => Err(Error::params(name, "an order of its own", "sorted, each once")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXTS: [&str; 3] = [
        "The farmers called on the council to let the water through.",
        "“Nobody”\u{a0}was told to stay silent – that is false…",
        "...",
    ];

    fn rows<'a>(texts: &[&'a str]) -> Vec<Row<'a>> {
        texts.iter().map(|text| Row { text, group: None }).collect()
    }

    fn kinds(known: &Fingerprints, rows: &[Row<'_>]) -> Vec<(usize, Kind)> {
        known.compare(rows).leaks.iter().map(|leak| (leak.row, leak.kind)).collect()
    }

    #[test]
    fn a_text_is_the_same_whatever_its_case_quotes_and_spaces() {
        let known = Fingerprints::of(&rows(&TEXTS), Level::Exact, "").unwrap();
        let again =
            ["\"NOBODY\" \u{200b} was  told to stay silent - that is false...\n", "…", "..", ""];
        assert_eq!(kinds(&known, &rows(&again)), [(0, Kind::Exact), (1, Kind::Exact)]);
    }

    #[test]
    fn near_texts_need_signatures_and_texts_without_words_have_none() {
        let near = Fingerprints::of(&rows(&TEXTS), Level::Near, "").unwrap();
        assert_eq!(near.near().map(<[Signature]>::len), Some(2));
        let changed = ["The council called on the farmers to let the water through!", "?!", "yes"];
        assert_eq!(kinds(&near, &rows(&changed)), [(0, Kind::Near)]);
        let exact = Fingerprints::of(&rows(&TEXTS), Level::Exact, "").unwrap();
        let found = exact.compare(&rows(&changed));
        assert_eq!((found.count(Kind::Exact), found.count(Kind::Near)), (Some(0), None));
        assert!(Fingerprints::of(&rows(&TEXTS), Level::None, "").is_none());
    }

    #[test]
    fn groups_are_compared_where_both_sides_have_some() {
        let in_group = |group| [Row { text: "Go home.", group }];
        let known = Fingerprints::of(&in_group(Some("port")), Level::Exact, "").unwrap();
        let other = |group| [Row { text: "Stay here.", group }];
        assert_eq!(known.compare(&other(Some("port"))).count(Kind::Group), Some(1));
        assert_eq!(known.compare(&other(Some("Go home."))).count(Kind::Group), Some(0));
        assert_eq!(known.compare(&other(None)).count(Kind::Group), None);
        let without = Fingerprints::of(&in_group(None), Level::Exact, "").unwrap();
        assert_eq!(without.compare(&other(Some("port"))).count(Kind::Group), None);
    }

    #[test]
    fn neither_order_nor_repetition_shows_and_the_salt_changes_all() {
        let of = |texts: &[&str], salt| Fingerprints::of(&rows(texts), Level::Near, salt).unwrap();
        let first = of(&TEXTS, "a");
        assert_eq!(first, of(&[TEXTS[2], TEXTS[0], TEXTS[1], TEXTS[0]], "a"));
        let other = of(&TEXTS, "b");
        assert!(first.exact().iter().all(|hash| !other.exact().contains(hash)));
        assert!(first.near().unwrap().iter().all(|s| !other.near().unwrap().contains(s)));
    }

    proptest! {
        #[test]
        fn every_row_is_found_among_the_rows(texts in prop::collection::vec(".{0,30}", 1..8)) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let known = Fingerprints::of(&rows(&texts), Level::Near, "").unwrap();
            prop_assert_eq!(known.compare(&rows(&texts)).count(Kind::Exact), Some(texts.len()));
            // A mark more changes no word.
            let more: Vec<String> = texts.iter().map(|text| format!("{text} .")).collect();
            let more: Vec<&str> = more.iter().map(String::as_str).collect();
            let found = known.compare(&rows(&more)).leaks;
            for (row, text) in texts.iter().enumerate() {
                let has_word = compared_words(&normalized(text)).next().is_some();
                prop_assert!(!has_word || found.iter().any(|leak| leak.row == row), "{}", text);
            }
        }
    }

    #[test]
    fn parts_are_checked() {
        let of = Fingerprints::of(&rows(&TEXTS), Level::Near, "s").unwrap();
        let (exact, near) = (of.exact().to_vec(), of.near().unwrap().as_flattened().to_vec());
        let parts =
            |exact: &[u64], near: &[u8], groups: &[u64]| -> std::result::Result<_, String> {
                let groups = Some(groups.to_vec());
                Fingerprints::from_parts("s", exact.to_vec(), Some(near.to_vec()), groups)
                    .map_err(|error| error.to_string())
            };
        assert_eq!(parts(&exact, &near, &[]).unwrap().near(), of.near());
        let wrong = |found: std::result::Result<_, String>, part: &str| {
            let error: String = found.map(|_: Fingerprints| ()).unwrap_err();
            assert!(error.contains(part), "{error}");
        };
        wrong(parts(&exact, &near[1..], &[]), "127 bytes, expected a multiple of 64");
        wrong(parts(&[2, 1], &near, &[]), "fingerprints.exact");
        wrong(parts(&exact, &near, &[1, 1]), "fingerprints.groups");
        let swapped = [&near[64..], &near[..64]].concat();
        wrong(parts(&exact, &swapped, &[]), "fingerprints.near");
    }
}
