use proptest::prelude::*;

use super::super::sentences;
use super::{Span, Splitter, each_stop};

/// Sentences are joined by spaces and must come apart again as written.
#[rustfmt::skip]
const GOLDEN: &[&[&str]] = &[
    // Titles and names.
    &["Mr. Putin met Dr. Merkel.", "They talked."],
    &["Gen. Mark Milley and Lt. Col. Anna Reyes testified.", "Sen. Cruz did not."],
    &["Mrs. Dalloway and Ms. Orlova left.", "Prof. Lind stayed."],
    &["Maj. Gen. Qasem and Rear Adm. Jones met at Ft. Bragg.", "No deal came of it."],
    &["Mr Johnson met Dr Khan in St Albans.", "Both were tired."],
    &["Rep. Jane Doe (D-Calif.) voted no.", "Others followed."],
    &["J. K. Rowling signed.", "George W. Bush did too."],
    &["Franklin D. Roosevelt and J.R.R. Tolkien never met.", "The two would have liked it."],
    &["Vladimir V. Putin called.", "The White House answered."],
    &["John F. Kennedy Jr. spoke.", "It rained."],
    &["He was treated at St. Mary's.", "She waited."],
    &["They marched on Wall St.", "The police stood by."],
    &["They honoured Martin Luther King Jr.", "The name still rings."],
    // Acronyms.
    &["The U.S. Army left.", "The E.U. Commission stayed."],
    &["They came to the U.S. in May.", "They left the U.N. in June."],
    &["Troops will leave the U.S.", "The minister said so."],
    &["He lives in the U.K.", "His brother does not."],
    &["U.S. President Joe Biden warned U.N. Secretary-General António Guterres."],
    &["The U.S.-led coalition bombed the town.", "U.S. officials denied it."],
    &["She moved to Washington, D.C.", "After that she wrote."],
    &["He holds a Ph.D. from Kyiv.", "It took him years."],
    &["NATO will answer.", "UNESCO will not."],
    // Abbreviations.
    &["Apple Inc. Chairman Cook resigned.", "Shell Oil Co. shares fell."],
    &["He worked for Exxon Corp.", "The firm denied it."],
    &["Lockheed Martin Corp., Raytheon Co. and others won."],
    &["They signed Resolution No. 5.", "Nos. 6 and 7 failed."],
    &["Is he right?", "No.", "He is wrong."],
    &["See Fig. 3 and Vol. IV, p. 12, on the matter.", "Art. 5 was never invoked."],
    &["It cost approx. 5 million, i.e. too much, e.g. for schools.", "They paid."],
    &["They want guns, tanks, etc.", "Putin wants more."],
    &["It was Ukraine vs. Russia in Roe v. Wade fashion."],
    &["Talks began on Jan. 10 and ended on Feb. 2.", "Nothing came of them."],
    &["They met in Sept. 2014 and again in Dec.", "The deal failed."],
    &["He arrived at 5 p.m. on Monday.", "She left at 6 a.m. Tuesday."],
    &["The strike began at 5 a.m.", "The city slept."],
    &["The strike began at 5 a.m.", "Putin slept."],
    &["It starts at 9 p.m. EST and 4 a.m. Moscow time.", "Be there."],
    &["Smith et al. warned of it.", "Nobody listened."],
    &["The family of Rev. King sued Gov. Wallace.", "They won."],
    &["They sat in the sun.", "Then they sat in the house."],
    &["It is a sin to miss.", "But he did."],
    // Numbers.
    &["It rose 3.5 percent to $2.75 a share.", "Analysts shrugged."],
    &["He left in 2021.", "5 people died."],
    &["The war began in 2014.", "In 2022 it grew."],
    &["The fine is high.", "$5 million was paid."],
    &["It was 10.30 in Geneva.", "Version 2.0.1 is out."],
    &["They fought World War I.", "Germany lost."],
    &["There is no Plan B.", "Ukraine must win."],
    &["He finished No. 1.", "She was glad."],
    // Quotations.
    &["\"We will leave!\" the minister said."],
    &["\"Is it over?\" she asked.", "Nobody knew."],
    &["\"Will you invade?\" President Biden asked.", "\"No,\" said Putin."],
    &["\"Will you invade?\" Biden asked him.", "He hung up."],
    &["“Never!” Mr. Orlov shouted.", "The room fell silent."],
    &["“Never!”", "Orlov said that the room fell silent."],
    &["‘We will go!’ the envoy said.", "‘Good,’ said his wife."],
    &["\"We are ready.", "We will wait,\" he said."],
    &["“We are ready.", "We will wait.”", "He left."],
    &["He said, \"We will go.\"", "They went."],
    &["“We will go,” he said.", "“We will not return.”"],
    &["He called the move ‘appropriate’.", "The Kremlin agreed."],
    &["The Kremlin called it “an act of war”.", "Kyiv laughed."],
    &["\"We go,\" he said.", "\"We fight.\"", "Then he left."],
    &["He asked: \"Why now?\"", "There was no answer."],
    &["\"What is this?", "A war?\" he asked."],
    &["(The talks went on.)", "Nobody left."],
    &["He left (at last!) Kyiv for Lviv.", "She stayed (he did not)."],
    &["\"Get out!\" — Putin to the envoys."],
    &["„Wir gehen.“", "Er ging."],
    // Ellipses, lists, names, marks.
    &["We wait ... and wait.", "Then we go."],
    &["He waited...", "The door opened."],
    &["He waited…", "Then the door opened."],
    &["I... I do not know.", "Well… I do."],
    &["“The plan [...] Russia made was weak,” he said."],
    &["1. Withdraw the troops."],
    &["The demands are: 1. Withdraw.", "2. Pay."],
    &["a. Leave the town."],
    &["(iv) Leave the town.", "(v) Pay."],
    &["Amazon.com Inc. and Node.js fell.", "Write to a.b@example.com.", "See www.example.com/Home.Page for more."],
    &["Yahoo! Inc. said no.", "Jeopardy! Champions left."],
    &["He fought al-Qaeda.", "al-Shabaab came next.", "iPhone sales fell."],
    &["What?!", "No way!", "Really?"],
    &["The talks failed.[1]", "The war went on.[12]", "It ended."],
    &["AMID TENSIONS, U.S. IN TALKS"],
    &["Russia to hold talks with the U.S. on Thursday"],
    &["Will he go?", "Will he stay?"],
    &["俄罗斯撤军。", "乌克兰欢迎！"],
    &["यूक्रेन ने कहा।", "रूस चुप है।"],
    &["The talks failed. – AFP"],
    &["The talks failed.", "– We will go on, he said."],
    &["“Leave,” he said; “or else.”", "They left."],
    &["The vote was 5-4.", "“It’s over,” said Mr. Rees-Mogg."],
];

fn cut(text: &str) -> Vec<&str> {
    sentences(text).into_iter().map(|span| span.of(text)).collect()
}

#[test]
fn golden_sentences() {
    let mut wrong = Vec::new();
    for &expected in GOLDEN {
        let text = expected.join(" ");
        let found = cut(&text);
        if found != expected {
            wrong.push(format!("expected {expected:?}\n   found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// As [`GOLDEN`], but nothing stands between the sentences.
const GLUED: &[&[&str]] = &[
    &["They held talks.", "The war went on."],
    &["They held talks.", "A war began."],
    &["“They held talks.”", "The war went on."],
    &["\"They held talks.\"", "The war went on."],
    &["They held talks.", "\"The war goes on,\" he said."],
    &["They held talks.", "“The war goes on,” he said."],
    &["Will they talk?", "Nobody knows!", "We shall see."],
    &["They talked in Geneva.", "Moscow was silent."],
    &["It joined NATO.", "The war went on."],
    &["It ended in 2014.", "The war went on."],
];

#[test]
fn lost_spaces() {
    for &expected in GLUED {
        assert_eq!(cut(&expected.concat()), expected);
    }
    for whole in [
        "Visit Booking.Com today",
        "The U.S.Army left",
        "Mr.Putin and St.Petersburg",
        "System.Out.println is code",
        "Ask at http://example.com/?Query today",
        "Written in ASP.Net and Node.Js by e.g.The Firm",
    ] {
        assert_eq!(cut(whole), [whole]);
    }
}

#[test]
fn a_paragraph_ends_its_sentence() {
    let text = "Talks to open in Geneva\n\nThe envoys of Mr.\nOrlov left\n\n\u{a0}He said:\n“Go.";
    let expected =
        ["Talks to open in Geneva", "The envoys of Mr.", "Orlov left", "He said:", "“Go."];
    assert_eq!(cut(text), expected);
}

#[test]
fn wrapped_lines_do_not_end_a_sentence() {
    let text = "The two delegations left the conference hall with Mr.\n\
        Orlov after nine hours of talks. They did not say when\n\
        they would be back. “We will see,” said the envoy to a\n\
        small crowd of reporters.\n";
    let found = cut(text);
    assert_eq!(found.len(), 3);
    assert!(found[0].contains("Mr.\nOrlov") && found[1].ends_with("back."));
}

#[test]
fn marks_alone_are_no_sentences_of_their_own() {
    assert_eq!(
        cut("He left. ... ! ? \" ... She stayed."),
        ["He left. ... ! ? \" ...", "She stayed."]
    );
    assert_eq!(cut("..."), ["..."]);
    assert!(cut(" \u{a0}\n\u{2003}").is_empty());
}

/// Ten megabytes of each must take about a second where optimised; here less
/// of it, and far less than a quadratic scan would take.
#[test]
fn hostile_text_takes_linear_time() {
    let size = if cfg!(debug_assertions) { 300_000 } else { 10_000_000 };
    let started = std::time::Instant::now();
    for unit in [
        ".",
        "\"",
        ". ",
        "a.",
        "a. ",
        "A.\"",
        "(",
        "*",
        "(a.) A",
        ".\"A",
        "a.Ab",
        "talks.The",
        "p.m. A ",
        "1. A ",
        "• ",
        "• A ",
        "2. A ",
        "2.   ",
        "°. ",
        "Ab. Ab",
        "...A",
        "? # ",
        "!",
        "“",
        "\u{2003}",
        "。",
        "a? \"",
        "B. A ",
        "x@y.z ",
        "Mr. ",
        "no. V ",
        "[1]",
        ".[",
        "é",
    ] {
        for lead in ["", "a", "(((((((", "********"] {
            let text = lead.repeat(if lead.is_empty() { 0 } else { size / 40 })
                + &unit.repeat(size / 4 / unit.len());
            assert!(sentences(&text).len() <= text.len());
        }
    }
    let limit = if cfg!(debug_assertions) { 120 } else { 40 };
    assert!(started.elapsed().as_secs() < limit, "{:?}", started.elapsed());
}

/// The sentences of a text in one paragraph, with a glance at each stop first, or
/// with all around it weighed.
fn split_by(text: &str, glance: bool) -> Vec<&str> {
    let mut found = Vec::new();
    let mut splitter = Splitter::new(text, 0, &mut found);
    each_stop(text, |stop| match glance {
        true => splitter.consider(stop),
        false if stop > splitter.stop && stop < text.len() => splitter.weigh(stop),
        false => {}
    });
    splitter.finish();
    found.into_iter().map(|span: Span| span.of(text)).collect()
}

const WORDS: &str = "(talks|The|He|Mr|U\\.S|a\\.m|e\\.g|Inc|Jan|No|etc|J|A|I|XI|iv|v|12|2021|3\\.5|\
    Plan|Step|sun|Sun|Ph\\.D|iPhone|al-Shabaab|Élan|Thé|don't|O'Neil|Yahoo|said|asked|com|\
    Node|“No|\"No|\\(b\\)|№|of 5|Putin asked|GMT)";
const STOPS_AND_SPACES: &str =
    "([.!?]{0,2}|[.!?][”\"’')]|\\.{3}|…|,|\\.,|\\. ?\\.)( |  |\n| \"| “| \\(||)";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_glance_says_what_all_around_a_stop_says(
        text in prop::string::string_regex(&format!("(({WORDS}){STOPS_AND_SPACES}){{1,14}}")).unwrap(),
    ) {
        let text = text.trim();
        prop_assert_eq!(split_by(text, true), split_by(text, false));
    }
}
