//! The items of a list that runs on in one paragraph.

/// Marks before the items of a list.
const BULLETS: [char; 7] = ['•', '⁃', '‣', '◦', '▪', '●', '■'];

/// Words that a number belongs to, not an item: "by May 2. The". Lower case.
#[rustfmt::skip]
const BEFORE_NUMBER: &[&str] = &[
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december", "jan.", "feb.", "mar.", "apr.", "jun.", "jul.", "aug.",
    "sept.", "oct.", "nov.", "dec.", "no.", "nos.", "article", "chapter", "part", "section",
];

/// Where the items after the first begin, if the paragraph begins with one: a
/// bullet, or the mark "1.", "1.)", "1)", "(1)" or the same with a small
/// letter. The marks must go up by one, with a capital after them.
pub(super) fn starts(block: &str) -> Vec<usize> {
    if block.starts_with(|first: char| first.is_ascii_uppercase()) {
        return Vec::new();
    }
    if let Some(bullet) = block.chars().next().filter(|c| BULLETS.contains(c)) {
        let inner = block.match_indices(bullet).skip(1).map(|(at, _)| at);
        let apart = |at: &usize| block[..*at].ends_with(char::is_whitespace);
        let worded = |at: &usize| {
            let item = block[*at..].split(bullet).nth(1);
            item.is_some_and(|item| item.contains(char::is_alphanumeric))
        };
        return inner.filter(apart).filter(worded).collect();
    }
    let mut found = Vec::new();
    let Some(mut mark) = Mark::first(block) else {
        return found;
    };
    let mut from = 0;
    while let Some(next) = mark.next() {
        let needle = next.text();
        let rest = &block[from..];
        let place = rest.match_indices(&needle).find(|(at, _)| {
            let (before, after) = (&rest[..*at], &rest[at + needle.len()..]);
            is_mark_between(before, after)
        });
        let Some((at, _)) = place else {
            break;
        };
        found.push(from + at);
        from += at + needle.len();
        mark = next;
    }
    found
}

fn is_mark_between(before: &str, after: &str) -> bool {
    let spaced = before.ends_with(char::is_whitespace) && after.starts_with(char::is_whitespace);
    let capital = || {
        let mut letters = after.chars().filter(|c| !c.is_whitespace()).take(2);
        letters.any(char::is_uppercase)
    };
    let numbered = || {
        let near = &before[before.ceil_char_boundary(before.len().saturating_sub(16))..];
        let word = near.split_whitespace().next_back().unwrap_or("").to_lowercase();
        BEFORE_NUMBER.contains(&word.as_str())
    };
    spaced && capital() && !numbered()
}

/// The mark of an item: `(` or nothing, a number or letter, and what closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    open: &'static str,
    value: Value,
    close: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Value {
    Number(u8),
    Letter(u8),
}

impl Mark {
    /// The mark that a paragraph begins with.
    fn first(block: &str) -> Option<Self> {
        let (open, rest) = block.strip_prefix('(').map_or(("", block), |rest| ("(", rest));
        let digits = rest.bytes().take(3).take_while(u8::is_ascii_digit).count();
        let (value, length) = match (digits, rest.bytes().next()?) {
            (1 | 2, _) => (Value::Number(rest[..digits].parse().ok()?), digits),
            (0, letter @ b'a'..=b'z') => (Value::Letter(letter), 1),
            _ => return None,
        };
        let rest = &rest[length..];
        let closes: &[&str] = if open.is_empty() { &[".)", ")", "."] } else { &[")"] };
        let close = closes.iter().find(|close| rest.starts_with(**close))?;
        rest[close.len()..].starts_with(char::is_whitespace).then_some(Self { open, value, close })
    }

    fn next(self) -> Option<Self> {
        let value = match self.value {
            Value::Number(number @ ..99) => Value::Number(number + 1),
            Value::Letter(letter @ ..b'z') => Value::Letter(letter + 1),
            _ => return None,
        };
        Some(Self { value, ..self })
    }

    fn text(self) -> String {
        match self.value {
            Value::Number(number) => format!("{}{number}{}", self.open, self.close),
            Value::Letter(letter) => format!("{}{}{}", self.open, char::from(letter), self.close),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(block: &str) -> Vec<&str> {
        starts(block).into_iter().map(|at| &block[at..]).collect()
    }

    #[test]
    fn items_go_up_by_one() {
        assert_eq!(items("(a) Bread (b) Salt (d) Oil"), ["(b) Salt (d) Oil"]);
        assert_eq!(items("1.) Bread 2.) “Salt” 3. Oil"), ["2.) “Salt” 3. Oil"]);
        assert_eq!(items("• Bread • salt • • "), ["• salt • • "]);
    }

    #[test]
    fn prose_has_no_items() {
        for prose in [
            "1. They leave by May 2. Then we talk.",
            "(1) the cost, (2) the delay and (3) the smell",
            "He asked for 1. bread 2. Salt",
            "2021 was bad. 2022 was worse.",
            "a good year",
            "1.5 percent",
            "",
        ] {
            assert!(starts(prose).is_empty(), "{prose}");
        }
    }
}
