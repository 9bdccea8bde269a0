//! Near-copies of earlier texts, in a stream of them.

use std::num::NonZeroU32;

use hashbrown::HashMap;

use super::near::{compared_words, jaccard};

/// Over this Jaccard similarity of word sets a text is a copy.
const ALIKE: f64 = 0.8;
/// Two texts are compared where one of so many bands of least hashes is the
/// same: of a similarity of 0.8 in 98 % of the cases, of 0.9 always but for one
/// in 7,000.
const BANDS: usize = 10;
const HASHES_OF_BAND: usize = 5;
/// Of a band with more texts (sentences made by one pattern) the last ones are
/// compared, so that time does not grow with the square of their number.
const MOST_OF_BAND: usize = 64;
/// Texts of fewer words are said anew by anybody.
const FEW_WORDS: usize = 6;

/// Tells copies from what was not there before. Keeps of each text that was new
/// its words as numbers: some 600 bytes of a sentence.
///
/// Candidates come from MinHash (Broder 1997, *On the resemblance and
/// containment of documents*); a copy is one whose word set, compared in full,
/// has a Jaccard similarity of over 0.8.
#[derive(Debug, Default)]
pub struct Copies {
    new: Vec<New>,
    /// The last text of each band.
    last: HashMap<u64, NonZeroU32>,
}

/// A text that was new.
#[derive(Debug)]
struct New {
    words: Box<[u32]>,
    /// The text before it in each of its bands.
    before: [Option<NonZeroU32>; BANDS],
}

impl Copies {
    /// Whether the text is a near-copy of one that was new when it was asked
    /// for. A text of fewer than six distinct words is one only where
    /// `after_copy`: where it follows a copy in its article.
    ///
    /// ```
    /// use stancekit::dataset::Copies;
    ///
    /// let mut copies = Copies::default();
    /// assert!(!copies.is_copy("The ministry denied on Monday that troops had crossed.", false));
    /// assert!(copies.is_copy("The ministry denied Monday that troops had crossed.", false));
    /// assert!(!copies.is_copy("He denied it.", false));
    /// assert!(!copies.is_copy("He denied it.", false));
    /// assert!(copies.is_copy("He denied it.", true));
    /// ```
    pub fn is_copy(&mut self, text: &str, after_copy: bool) -> bool {
        let words = words(text);
        if words.is_empty() {
            return false;
        }
        let bands = bands(&words);
        if (0..BANDS).any(|band| self.is_known(&words, band, bands[band])) {
            return after_copy || words.len() >= FEW_WORDS;
        }
        // Texts are numbered from 1.
        let number = NonZeroU32::new(self.new.len() as u32 + 1);
        let before = bands.map(|band| number.and_then(|number| self.last.insert(band, number)));
        self.new.push(New { words: words.into_iter().collect(), before });
        false
    }

    /// Whether the words are those of a text in this band.
    fn is_known(&self, words: &[u32], band: usize, key: u64) -> bool {
        let text = |number: NonZeroU32| self.new.get(number.get() as usize - 1);
        let last = self.last.get(&key).copied().and_then(text);
        std::iter::successors(last, |new| new.before[band].and_then(text))
            .take(MOST_OF_BAND)
            .any(|new| jaccard(words, &new.words) > ALIKE)
    }
}

/// The distinct words, lower-cased, as sorted hashes.
fn words(text: &str) -> Vec<u32> {
    let lower = text.to_lowercase();
    let mut hashes: Vec<u32> =
        compared_words(&lower).map(|word| (fnv(word) >> 32) as u32).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// FNV-1a, its bits mixed.
fn fnv(word: &str) -> u64 {
    let hash = word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    mixed(hash)
}

/// The finaliser of SplitMix64.
fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

fn bands(words: &[u32]) -> [u64; BANDS] {
    std::array::from_fn(|band| {
        (0..HASHES_OF_BAND).fold(band as u64, |key, place| {
            let seed = mixed((band * HASHES_OF_BAND + place) as u64 + 1);
            let least = words.iter().map(|word| mixed(u64::from(*word) ^ seed)).min();
            mixed(key.wrapping_add(least.unwrap_or_default()))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twenty words, of which the first `changed` are other ones.
    fn text(number: usize, changed: usize) -> String {
        let word = |place: usize| match place < changed {
            true => format!("other{number}x{place}"),
            false => format!("word{number}x{place}"),
        };
        (0..20).map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn texts_over_the_threshold_are_copies_and_others_are_not() {
        // 20 words of which 1, 2, 3 are changed: 19 / 21, 18 / 22, 17 / 23.
        for (changed, least, most) in [(0, 2000, 2000), (1, 1995, 2000), (2, 1950, 2000), (3, 0, 0)]
        {
            let mut copies = Copies::default();
            assert!((0..2000).all(|number| !copies.is_copy(&text(number, 0), false)));
            let found = (0..2000).filter(|n| copies.is_copy(&text(*n, changed), false)).count();
            assert!((least..=most).contains(&found), "{changed} changed: {found} of 2000");
        }
    }

    #[test]
    fn order_case_and_punctuation_do_not_count() {
        let mut copies = Copies::default();
        assert!(!copies.is_copy("We will answer any attack at once.", false));
        assert!(copies.is_copy("\"At once we will answer ANY attack!\"", false));
        assert!(!copies.is_copy("...", true));
        assert!(!copies.is_copy("...", true));
    }
}
