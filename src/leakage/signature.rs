//! 64 one-byte MinHashes of a set of words.

/// Bytes of a signature.
const N: usize = 64;

/// The low bytes of 64 MinHashes. Of the bytes of two sets with the Jaccard
/// similarity `j` the share `j + (1 - j) / 256` is equal, on average.
pub type Signature = [u8; N];

/// So many bytes of two near texts are equal at least: their Jaccard similarity
/// is estimated as 0.749 or more, below 0.8 so that few over 0.8 are missed.
pub(super) const LEAST_EQUAL: usize = 48;

/// The signature of a set of hashed words; `None` of the empty set.
///
/// SuperMinHash (Ertl 2017, *SuperMinHash: a new minwise hashing algorithm for
/// Jaccard similarity estimation*): each word takes all places in an order of
/// its own, the `i`th with a number from `i` to `i + 1`, and each place keeps
/// the least number. For sets of fewer than 64 words, as sentences are, the
/// estimate has half the variance of independent MinHashes. Keeping the lowest
/// bits: Li and König 2010, *b-bit minwise hashing*.
pub(super) fn signature(words: impl Iterator<Item = u64>) -> Option<Signature> {
    let mut least = [u64::MAX; N];
    let mut empty = true;
    for word in words {
        empty = false;
        // What comes later is more.
        let most = least.iter().fold(0, |most, number| most.max(*number));
        for (place, number) in offers(word).take_while(|(_, number)| *number <= most) {
            least[place] = number.min(least[place]);
        }
    }
    (!empty).then(|| least.map(|number| number as u8))
}

/// What a word offers to each place, the least number first.
fn offers(word: u64) -> impl Iterator<Item = (usize, u64)> {
    let mut random = SplitMix(word);
    let mut places: Signature = std::array::from_fn(|place| place as u8);
    (0..N).map(move |turn| {
        let bits = random.next();
        let other = turn + ((bits >> 32) as u32 % (N - turn) as u32) as usize;
        places.swap(turn, other);
        (usize::from(places[turn]), ((turn as u64) << 32) | (bits & 0xffff_ffff))
    })
}

/// How many bytes two signatures share.
pub(super) fn equal(a: &Signature, b: &Signature) -> usize {
    // In bytes, as processors sum many of them at once.
    let equal: u8 = a.iter().zip(b).map(|(a, b)| u8::from(a == b)).sum();
    usize::from(equal)
}

/// Random numbers that never change with a library: they shape stored bytes
/// (Steele, Lea and Flood 2014, *Fast splittable pseudorandom number
/// generators*).
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two sets of `size` words together, of which they share `shared`.
    fn pair(random: &mut SplitMix, size: usize, shared: usize) -> [Signature; 2] {
        let words: Vec<u64> = (0..size).map(|_| random.next()).collect();
        let own = shared + (size - shared) / 2;
        let of = |words: &[u64], more: &[u64]| {
            signature(words.iter().chain(more).copied()).expect("there are words")
        };
        [of(&words[..own], &[]), of(&words[..shared], &words[own..])]
    }

    #[test]
    fn the_generator_is_the_one_published() {
        // From the reference implementation, seed 1234567.
        let mut random = SplitMix(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn a_signature_is_of_a_set() {
        let of = |words: &[u64]| signature(words.iter().copied());
        assert_eq!(of(&[1, 2, 3]), of(&[3, 1, 1, 2]));
        assert_ne!(of(&[1, 2, 3]), of(&[1, 2, 4]));
        assert_eq!(of(&[]), None);
    }

    /// The share of equal bytes is unbiased, and scatters less than that of 64
    /// independent hashes.
    #[test]
    fn equal_bytes_tell_the_similarity() {
        let mut random = SplitMix(5);
        for (size, shared) in [(10, 8), (20, 0), (20, 10), (20, 17), (60, 48)] {
            let j = shared as f64 / size as f64;
            let share = j + (1.0 - j) / 256.0;
            let n = 4000;
            let (mut sum, mut squares) = (0.0, 0.0);
            for _ in 0..n {
                let [a, b] = pair(&mut random, size, shared);
                let found = equal(&a, &b) as f64 / N as f64;
                sum += found;
                squares += (found - share).powi(2);
            }
            let independent = share * (1.0 - share) / N as f64;
            let (bias, variance) = (sum / n as f64 - share, squares / n as f64);
            assert!(bias.abs() < 4.0 * (independent / n as f64).sqrt(), "{j}: {bias}");
            let most = if shared == 0 { 1.1 } else { 0.7 };
            assert!(variance < most * independent, "{j}: {variance}, {independent}");
        }
    }

    /// What docs/evaluation.md warns of: the words of a dictionary can be tried
    /// one by one.
    #[test]
    fn a_signature_gives_its_words_away() {
        let mut random = SplitMix(9);
        let dictionary: Vec<u64> = (0..20_000).map(|_| random.next()).collect();
        let (mut found, mut wrong) = (0, 0);
        for sentence in dictionary.chunks(12).take(20) {
            let signature = signature(sentence.iter().copied()).expect("there are words");
            let is_in = |word: &u64| {
                let early = offers(*word).take(6);
                early.filter(|(place, number)| signature[*place] == *number as u8).count() >= 3
            };
            let taken = dictionary.iter().filter(|word| is_in(word)).count();
            let right = sentence.iter().filter(|word| is_in(word)).count();
            (found, wrong) = (found + right, wrong + taken - right);
        }
        assert!(found > 192 && wrong < 12, "{found} of 240, {wrong} wrong");
    }
}
