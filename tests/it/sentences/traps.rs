//! The file of traps.

use stancekit::article::Span;

/// The text of `traps.txt`, and the sentences in it.
pub fn traps() -> (String, Vec<Span>) {
    let (mut text, mut spans) = (String::new(), Vec::new());
    let mut joint = "";
    for line in include_str!("traps.txt").lines() {
        if line.starts_with('%') {
            continue;
        }
        if line.is_empty() {
            joint = if text.is_empty() { "" } else { "\n\n" };
            continue;
        }
        let (joint_here, sentence) = match line.strip_prefix('+') {
            Some(sentence) => ("", sentence),
            None => (joint, line),
        };
        text.push_str(joint_here);
        let start = text.len();
        text.push_str(&sentence.replace('⏎', "\n"));
        spans.push(Span { start, end: text.len() });
        joint = " ";
    }
    (text, spans)
}
