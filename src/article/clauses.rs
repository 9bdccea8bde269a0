//! The clauses of a sentence in which several speakers act.

use super::Span;

mod verbs;
mod words;

use words::Word;

/// Words that may stand between a connective and the verb of its clause.
const SUBJECT_WORDS: usize = 16;

/// Words of an apposition between two commas.
const APPOSITION_WORDS: usize = 14;

/// Words looked at behind a connective, those of a quotation with them.
const CLAUSE_WORDS: usize = 60;

/// Cuts a sentence into clauses where two speakers act in it, as in "Although
/// Lethia maintained that it has no plans to attack, Kordania demanded that
/// its ships leave". `vec![sentence]` where there is nothing to cut.
///
/// The cut is at a contrasting or coordinating connective (while, whereas,
/// although, but, and, however, a semicolon) between clauses that each have a
/// subject and a verb of speech of their own. It is never in a quotation or in
/// brackets, nor between a verb and what depends on it ("that …", "who …",
/// "after …"); a pronoun is taken for the speaker before.
///
/// Clauses are in order. A connective belongs to the clause that it opens. The
/// comma, semicolon or dash between two clauses and the white space around it
/// belong to none; all else belongs to one, the mark at the end to the last.
///
/// # Panics
///
/// If `sentence` does not fit `text`.
pub fn clauses(text: &str, sentence: Span) -> Vec<Span> {
    let body = sentence.of(text);
    let words = words::words(body);
    let mut found = Vec::new();
    let mut start = 0;
    for at in cuts(&words) {
        let (end, next) = words::gap(body, &words[at - 1], &words[at]);
        found.push(Span { start: sentence.start + start, end: sentence.start + end });
        start = next;
    }
    found.push(Span { start: sentence.start + start, end: sentence.end });
    found
}

/// The words that the clauses after the first begin with, by their places.
fn cuts(words: &[Word]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut start = 0;
    let lead = connective(words);
    if lead > 0 && words[0].is_any(verbs::SUBORDINATING) {
        // "Although A said …, B demanded …": nothing but a comma may tell.
        let second = (lead + 1..words.len()).find(|at| {
            let word = &words[*at];
            let joint = word.comma || word.is("however");
            joint && word.is_apart() && opens(&words[lead..*at]) && opens(after(&words[*at..]))
        });
        if let Some(at) = second {
            found.push(at);
            start = at;
        }
    }
    let mut spoken = false;
    for at in start + 1..words.len() {
        spoken |= at - 1 > start && speaks(words, at - 1);
        let right = &words[at..];
        let joint =
            connective(right) > 0 && (right[0].comma || right[0].is_any(verbs::CONTRASTING));
        if spoken && right[0].is_apart() && (joint || right[0].semicolon) && opens(after(right)) {
            found.push(at);
            start = at;
            spoken = false;
        }
    }
    found
}

/// How many words the connective has that `words` begin with.
fn connective(words: &[Word]) -> usize {
    match words {
        [even, as_, ..] if even.is("even") && as_.is_any(&["as", "though"]) => 2,
        [word, ..] if word.is_any(verbs::CONNECTIVES) => 1,
        _ => 0,
    }
}

/// What comes after the connective, and after a "however" that goes with it.
fn after<'w, 'a>(words: &'w [Word<'a>]) -> &'w [Word<'a>] {
    let rest = &words[connective(words)..];
    match rest {
        [word, rest @ ..] if word.is("however") => rest,
        _ => rest,
    }
}

/// True if the word at `at` is a verb of speech and neither passive nor the
/// verb of a relative clause.
fn speaks(words: &[Word], at: usize) -> bool {
    is_act(words, at) && !words[at - 1].is_any(verbs::NO_SPEAKER_BEFORE)
}

/// True of words that begin with a subject and its verb of speech.
fn opens(words: &[Word]) -> bool {
    let words = &words[..words.len().min(CLAUSE_WORDS)];
    let mut subject: Vec<&Word> = Vec::new();
    let mut at = 0;
    while at < words.len() && subject.len() < SUBJECT_WORDS {
        let word = &words[at];
        if word.inside {
            at += 1;
            continue;
        }
        if is_act(words, at) {
            let named = subject.first().is_some_and(|word| !is_pronoun(word))
                && subject.last().is_some_and(|word| !is_pronoun(word));
            return named && !is_setting(&subject);
        }
        if word.comma && is_setting(&subject) {
            // "in Radna, a spokesman said"
            subject.clear();
        } else if word.comma {
            // "the premier, Anna Lund, said"
            let rest = &words[at + 1..];
            match rest.iter().take(APPOSITION_WORDS).position(|word| word.comma) {
                Some(length) => at += 1 + length,
                None => return false,
            }
            continue;
        }
        if word.is_any(verbs::NO_SUBJECT) {
            return false;
        }
        subject.push(word);
        at += 1;
    }
    false
}

/// True of a word that stands for a speaker named before.
fn is_pronoun(word: &Word) -> bool {
    verbs::PRONOUNS.iter().any(|pronoun| word.stem().eq_ignore_ascii_case(pronoun))
}

/// True of words that tell when and where, and name no subject: none, "later",
/// "on Monday", "in a statement".
fn is_setting(words: &[&Word]) -> bool {
    let Some(first) = words.iter().position(|word| !word.is_any(verbs::ADVERBS)) else {
        return true;
    };
    let words = &words[first..];
    if !words[0].is_any(verbs::PREPOSITIONS) {
        return false;
    }
    // A second noun begins with an article of its own: "in Radna the premier".
    !words.windows(2).skip(1).any(|two| {
        two[1].is_any(verbs::DETERMINERS)
            && !two[0].is_any(verbs::PREPOSITIONS)
            && !two[0].is_any(verbs::DETERMINERS)
    })
}

/// True if the word at `at` is a verb of speech, or one that gives word: "gave
/// no assurances".
fn is_act(words: &[Word], at: usize) -> bool {
    let rest = &words[at + 1..];
    // "the sum demanded by the gang", "a meeting called to talk of it"
    let participle = |next: &Word| next.is("by") || (words[at].is("called") && next.is("to"));
    // "Port Said"
    if words[at].inside || words[at].is_capital() || rest.first().is_some_and(participle) {
        return false;
    }
    let near = |list: &[&str]| rest.iter().take(4).any(|word| word.is_any(list));
    words[at].is_any(verbs::SPEECH) || (words[at].is_any(verbs::GIVING) && near(verbs::GIVEN))
}

#[cfg(test)]
mod tests;
