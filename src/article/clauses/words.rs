//! The words of a sentence, and what stands between them.

/// A word and what stands before it.
#[derive(Debug)]
pub(super) struct Word<'a> {
    text: &'a str,
    start: usize,
    /// In a quotation or in brackets.
    pub inside: bool,
    /// A comma, a dash or a semicolon stands before it, outside of these.
    pub comma: bool,
    /// A semicolon stands before it, outside of these.
    pub semicolon: bool,
    /// White space stands before it.
    spaced: bool,
}

impl Word<'_> {
    pub fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    /// True if a clause may begin with it.
    pub fn is_apart(&self) -> bool {
        self.spaced && !self.inside
    }

    pub fn is_capital(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }

    /// The word without what an apostrophe joins to it: "I've".
    pub fn stem(&self) -> &str {
        self.text.find(['\'', '’']).map_or(self.text, |at| &self.text[..at])
    }

    pub fn is_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }

    fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The words of a sentence. Letters, digits, and apostrophes and hyphens
/// between them make a word.
pub(super) fn words(sentence: &str) -> Vec<Word<'_>> {
    let mut found: Vec<Word<'_>> = Vec::new();
    let mut marks = Marks::default();
    let mut start = None;
    let mut before = ' ';
    // Words before this one are inside.
    let mut marked = 0;
    for (at, c) in sentence.char_indices() {
        let next = sentence[at + c.len_utf8()..].chars().next().unwrap_or(' ');
        let joins =
            matches!(c, '\'' | '’' | '-') && before.is_alphanumeric() && next.is_alphanumeric();
        if c.is_alphanumeric() || joins {
            start = start.or(Some(at));
        } else {
            if let Some(start) = start.take() {
                found.push(marks.word(sentence, start, at));
            }
            if marks.see(before, c, next) {
                // It closes a quotation that was open before the sentence.
                found[marked..].iter_mut().for_each(|word| word.inside = true);
                marked = found.len();
            }
        }
        before = c;
    }
    if let Some(start) = start {
        found.push(marks.word(sentence, start, sentence.len()));
    }
    found
}

/// The marks passed so far.
#[derive(Default)]
struct Marks {
    /// The marks that will close what is open.
    open: Vec<char>,
    comma: bool,
    semicolon: bool,
    spaced: bool,
}

impl Marks {
    /// The word from `start` to `end`, with the marks since the last one.
    fn word<'a>(&mut self, sentence: &'a str, start: usize, end: usize) -> Word<'a> {
        Word {
            text: &sentence[start..end],
            start,
            inside: !self.open.is_empty(),
            comma: std::mem::take(&mut self.comma),
            semicolon: std::mem::take(&mut self.semicolon),
            spaced: std::mem::take(&mut self.spaced),
        }
    }

    /// Takes in a mark; true if it closes what was never opened.
    fn see(&mut self, before: char, c: char, next: char) -> bool {
        self.spaced |= c.is_whitespace();
        let opens = !before.is_alphanumeric() && !next.is_whitespace();
        if self.open.last() == Some(&c) && !(matches!(c, '\'' | '’') && next.is_alphanumeric()) {
            self.open.pop();
            return false;
        }
        let closer = match c {
            '“' | '„' => '”',
            '«' => '»',
            '(' => ')',
            '[' => ']',
            '‘' => '’',
            '"' | '\'' if opens => c,
            '"' | '”' | '»' | ')' | ']' => return self.open.is_empty(),
            _ => {
                let free = self.open.is_empty();
                self.comma |= free && matches!(c, ',' | ';' | '—' | '–');
                self.semicolon |= free && c == ';';
                return false;
            }
        };
        self.open.push(closer);
        false
    }
}

/// Where the clause of `left` ends and that of `right`, the next word, begins:
/// the comma, semicolon or dash between them and the white space are left out.
pub(super) fn gap(sentence: &str, left: &Word, right: &Word) -> (usize, usize) {
    let marks = &sentence[left.end()..right.start];
    let (end, rest) = match marks.rfind([',', ';', '—', '–']) {
        Some(at) => {
            let rest = marks[at..].trim_start_matches([',', ';', '—', '–']);
            let closers = rest.len() - rest.trim_start_matches(['”', '"', '’', '\'', ')']).len();
            match rest[closers..].starts_with(char::is_whitespace) && closers > 0 {
                // "We go," he said: the quotation keeps its comma.
                true => (marks.len() - rest.len() + closers, &rest[closers..]),
                false => (marks[..at].trim_end().len(), rest),
            }
        }
        None => {
            let end = marks.find(char::is_whitespace).unwrap_or(0);
            (end, &marks[end..])
        }
    };
    (left.end() + end, right.start - rest.trim_start().len())
}
