//! Which language a text is in.

/// Letters from which a text is long enough to tell.
const LEAST_LETTERS: usize = 200;

/// Letters that are looked at: more say no more.
const MOST_LETTERS: usize = 2000;

/// The language of a text, as its ISO 639-3 code (`eng`), where the text has at
/// least 200 letters and the language is sure (trigrams and
/// alphabets, by whatlang).
///
/// ```
/// use stancekit::text::language;
///
/// let text = "Die Ministerin sagte am Montag, die Gespräche seien gescheitert. ".repeat(4);
/// assert_eq!(language(&text), Some("deu"));
/// assert_eq!(language("Talks failed."), None);
/// ```
pub fn language(text: &str) -> Option<&'static str> {
    let mut letters = 0;
    let mut end = text.len();
    for (at, _) in text.char_indices().filter(|(_, c)| c.is_alphabetic()) {
        letters += 1;
        if letters == MOST_LETTERS {
            end = at;
            break;
        }
    }
    if letters < LEAST_LETTERS {
        return None;
    }
    whatlang::detect(&text[..end]).filter(whatlang::Info::is_reliable).map(|i| i.lang().code())
}

/// Samples of many texts that are looked at.
const SAMPLES: usize = 50;

/// The share of samples that must agree.
const AGREEMENT: f64 = 0.9;

/// The language that nearly all of many texts are in, short ones among them.
pub fn common_language<S: AsRef<str>>(texts: &[S]) -> Option<&'static str> {
    let step = texts.len().div_ceil(SAMPLES).max(1);
    let mut found: Vec<&'static str> = Vec::new();
    for start in (0..texts.len()).step_by(step) {
        let mut sample = String::new();
        // Texts that stand together, until there is enough to tell.
        for text in texts[start..].iter().take(step.max(20)) {
            sample.push_str(text.as_ref());
            sample.push('\n');
            if sample.len() > 4 * LEAST_LETTERS {
                break;
            }
        }
        found.extend(language(&sample));
    }
    found.sort_unstable();
    let most = found.chunk_by(|a, b| a == b).max_by_key(|run| run.len())?;
    (most.len() as f64 >= AGREEMENT * found.len() as f64).then(|| most[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearly_all_must_agree() {
        let english =
            "The ministry said on Monday that talks would go on until the end of the week.";
        let german =
            "Das Ministerium sagte am Montag, die Gespräche würden bis zum Wochenende dauern.";
        assert_eq!(common_language(&[english; 50]), Some("eng"));
        assert_eq!(common_language(&["Talks.", "He left."]), None);
        let half: Vec<&str> = [[german; 50], [english; 50]].concat();
        assert_eq!(common_language(&half), None);
        assert_eq!(common_language::<&str>(&[]), None);
    }
}
