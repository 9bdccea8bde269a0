//! Words by the class that a lexicon gives them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::hash::{BuildHasher, BuildHasherDefault};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use hashbrown::{HashSet, HashTable};
use rustc_hash::FxHasher;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::ngrams::emit_ngrams;
use super::{Extractor, NgramRange};
use crate::error::{Error, Location, Result};
use crate::text::{StemmingAlgorithm, Token, stems, stems_of, words};

/// N-grams over classes of words: each word or phrase that stands in a lexicon
/// is replaced by the name of its class and the ending of its first word, each
/// other word stays. What was learned of "attack" then holds for "besiege".
///
/// A phrase is found where the stems of its words follow one another; of
/// several that begin at a word the longest counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LexiconNgrams {
    /// How many words or classes a term has. Default 1 to 2.
    pub ngrams: NgramRange,
    /// The Snowball algorithm that brings words to their stems, such as
    /// `English`. Default none: words as they stand.
    pub stem: Option<StemmingAlgorithm>,
    /// The lexicon. Default: an empty one.
    pub classes: Lexicon,
    /// Whether the lexicon holds stems already, as in a model file. Default
    /// false.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stemmed: bool,
    /// The endings that are told apart, the first that fits: `ed` makes
    /// `@attack/ed` of "attacked". Default: "ed", "ing", "s".
    pub endings: Vec<String>,
}

impl Default for LexiconNgrams {
    fn default() -> Self {
        Self {
            ngrams: NgramRange(1, 2),
            stem: None,
            classes: Lexicon::default(),
            stemmed: false,
            endings: ["ed", "ing", "s"].map(str::to_owned).to_vec(),
        }
    }
}

/// Classes of words.
#[derive(Debug, Clone)]
pub enum Lexicon {
    /// A TOML file of `CLASS = ["WORD", "SET PHRASE"]`; `--config` reads it,
    /// by its path from the folder of the configuration.
    File(PathBuf),
    /// Words and set phrases, in lower case, by class. One that stands in
    /// several classes is of the first by name.
    Classes(Arc<Classes>),
}

/// The entries of a lexicon by class, and how they are found.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Classes {
    entries: BTreeMap<String, Vec<String>>,
    #[serde(skip)]
    index: OnceLock<Index>,
}

#[derive(Debug, Clone, Default)]
struct Index {
    /// All phrases in a row, each the stems of its words, joined by spaces.
    text: String,
    /// Phrases, and what they begin with.
    phrases: HashTable<Phrase>,
    names: Vec<String>,
}

/// The first words of a phrase, or all of them.
#[derive(Debug, Clone, Copy)]
struct Phrase {
    /// Where it stands in [`Index::text`].
    start: u32,
    end: u32,
    /// The class of a whole phrase, else `NO_CLASS`.
    class: u32,
}

const NO_CLASS: u32 = u32::MAX;

impl Classes {
    /// How many classes there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl Lexicon {
    /// Reads a TOML file of `CLASS = ["WORD", "SET PHRASE"]`.
    ///
    /// # Errors
    /// [`Error::Io`] where it cannot be read; [`Error::Input`], with the line,
    /// where it is not of that form.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(|e| Error::io(path, "read", e))?;
        let entries: BTreeMap<String, Vec<String>> = toml::from_str(&text).map_err(|e| {
            let line = e.span().map(|span| text[..span.start].matches('\n').count() as u64 + 1);
            let location = Location { line, ..Location::of(path.display().to_string()) };
            Error::input(location, format!("expected CLASS = [\"WORD\", ...]: {}", e.message()))
        })?;
        Ok(entries.into())
    }
}

impl Serialize for Lexicon {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::File(path) => path.serialize(serializer),
            Self::Classes(classes) => classes.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Lexicon {
    // Serde's own way with untagged variants keeps a copy of all entries.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LexiconVisitor)
    }
}

struct LexiconVisitor;

impl<'de> Visitor<'de> for LexiconVisitor {
    type Value = Lexicon;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a file, or a map of classes to their words")
    }

    fn visit_str<E>(self, path: &str) -> Result<Lexicon, E> {
        Ok(Lexicon::File(path.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Lexicon, A::Error> {
        Classes::deserialize(MapAccessDeserializer::new(map))
            .map(|classes| Lexicon::Classes(classes.into()))
    }
}

impl Default for Lexicon {
    fn default() -> Self {
        Self::Classes(Arc::default())
    }
}

impl PartialEq for Lexicon {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::File(a), Self::File(b)) => a == b,
            (Self::Classes(a), Self::Classes(b)) => a.entries == b.entries,
            _ => false,
        }
    }
}

impl From<BTreeMap<String, Vec<String>>> for Lexicon {
    fn from(entries: BTreeMap<String, Vec<String>>) -> Self {
        Self::Classes(Classes { entries, index: OnceLock::new() }.into())
    }
}

/// The entries by their stems, each joined by spaces and kept once, in the
/// first class that has it.
fn stemmed(
    entries: &BTreeMap<String, Vec<String>>,
    stem: Option<StemmingAlgorithm>,
) -> BTreeMap<String, Vec<String>> {
    let mut seen = HashSet::new();
    let of_class = |(class, phrases): (&String, &Vec<String>)| {
        let phrases = phrases.iter().map(|phrase| stems(phrase, true, stem).join(" "));
        let fresh = phrases.filter(|phrase| !phrase.is_empty() && seen.insert(phrase.clone()));
        (class.clone(), fresh.collect())
    };
    entries.iter().map(of_class).collect()
}

impl Index {
    /// The index of entries by their stems.
    fn new(entries: &BTreeMap<String, Vec<String>>) -> Self {
        let phrases = HashTable::with_capacity(entries.values().map(Vec::len).sum());
        let mut index = Self { phrases, ..Self::default() };
        for (class, (name, phrases)) in entries.iter().enumerate() {
            index.names.push(format!("@{name}"));
            for phrase in phrases {
                index.add(phrase, class as u32);
            }
        }
        index
    }

    /// Adds a phrase, unless it is there.
    fn add(&mut self, phrase: &str, class: u32) {
        let start = self.text.len();
        self.text.push_str(phrase);
        for (space, _) in phrase.match_indices(' ') {
            self.add_at(start, start + space, NO_CLASS);
        }
        self.add_at(start, self.text.len(), class);
    }

    fn add_at(&mut self, start: usize, end: usize, class: u32) {
        let Self { text, phrases, .. } = self;
        let known = |phrase: &Phrase| &text[phrase.start as usize..phrase.end as usize];
        let phrase = &text[start..end];
        match phrases.find_mut(hash(phrase), |other| known(other) == phrase) {
            Some(other) if other.class == NO_CLASS => other.class = class,
            Some(_) => {}
            None => {
                let new = Phrase { start: start as u32, end: end as u32, class };
                phrases.insert_unique(hash(phrase), new, |other| hash(known(other)));
            }
        }
    }

    /// The class of a phrase or `NO_CLASS`; `None` where no phrase begins so.
    fn class_of(&self, phrase: &str) -> Option<u32> {
        let text = |known: &Phrase| &self.text[known.start as usize..known.end as usize];
        Some(self.phrases.find(hash(phrase), |known| text(known) == phrase)?.class)
    }
}

fn hash(phrase: &str) -> u64 {
    BuildHasherDefault::<FxHasher>::default().hash_one(phrase)
}

impl LexiconNgrams {
    fn index(&self) -> Option<&Index> {
        match &self.classes {
            Lexicon::File(_) => None,
            Lexicon::Classes(classes) => Some(classes.index.get_or_init(|| match self.stemmed {
                true => Index::new(&classes.entries),
                false => Index::new(&stemmed(&classes.entries, self.stem)),
            })),
        }
    }

    /// Puts stems in the place of the lexicon's words, so that a model need
    /// not find them again: each once, of the first class that has it.
    pub(crate) fn stem_classes(&mut self) {
        if let (Lexicon::Classes(classes), false) = (&self.classes, self.stemmed) {
            self.classes = stemmed(&classes.entries, self.stem).into();
            self.stemmed = true;
        }
    }

    /// The name of a class with the ending of the word that it stands for.
    fn class<'a>(&self, name: &'a str, word: &str) -> Cow<'a, str> {
        match self.endings.iter().find(|ending| word.ends_with(ending.as_str())) {
            Some(ending) => Cow::Owned(format!("{name}/{ending}")),
            None => Cow::Borrowed(name),
        }
    }
}

impl Extractor for LexiconNgrams {
    fn extract(&self, text: &str, emit: &mut dyn FnMut(&str, &[Token])) {
        let Some(index) = self.index() else {
            return;
        };
        let words: Vec<Token> = words(text, true).collect();
        let stemmed = stems_of(words.iter().map(|word| word.of(text)), self.stem);
        let mut tokens: Vec<Cow<'_, str>> = Vec::with_capacity(words.len());
        let mut places: Vec<Token> = Vec::with_capacity(words.len());
        let mut phrase = String::new();
        let mut at = 0;
        while at < words.len() {
            // The phrases that begin here, each as the one before and a word.
            phrase.clear();
            let mut found = None;
            for (length, stem) in stemmed[at..].iter().enumerate() {
                if length > 0 {
                    phrase.push(' ');
                }
                phrase.push_str(stem);
                match index.class_of(&phrase) {
                    None => break,
                    Some(NO_CLASS) => {}
                    Some(class) => found = Some((class as usize, length + 1)),
                }
            }
            let length = match found {
                Some((class, length)) => {
                    tokens.push(self.class(&index.names[class], words[at].of(text)));
                    length
                }
                None => {
                    tokens.push(stemmed[at].clone());
                    1
                }
            };
            places.push(Token { start: words[at].start, end: words[at + length - 1].end });
            at += length;
        }
        emit_ngrams(&tokens, &places, self.ngrams, emit);
    }

    fn check(&self) -> Result<()> {
        self.ngrams.check()?;
        match &self.classes {
            Lexicon::Classes(_) => Ok(()),
            Lexicon::File(path) => Err(Error::params(
                "classes",
                format!("the file {}, not read", path.display()),
                "the classes themselves (only --config reads files)",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_phrase_counts() {
        let entries = [("ask", vec!["call on", "ask"]), ("say", vec!["call", "said"])];
        let entries = entries.map(|(class, words)| {
            (class.to_owned(), words.into_iter().map(str::to_owned).collect())
        });
        let extractor = LexiconNgrams {
            stem: Some(StemmingAlgorithm::English),
            classes: BTreeMap::from(entries).into(),
            ngrams: NgramRange(1, 1),
            ..LexiconNgrams::default()
        };
        let mut terms = Vec::new();
        extractor.extract("he called on them, asking what it is called", &mut |term, _| {
            terms.push(term.to_owned());
        });
        let expected = ["he", "@ask/ed", "them", ",", "@ask/ing", "what", "it", "is", "@say/ed"];
        assert_eq!(terms, expected);
    }
}
