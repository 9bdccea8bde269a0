use super::super::{Span, clauses};

/// Clauses of a sentence, with what stands between them.
#[rustfmt::skip]
const CUT: &[(&[&str], &str)] = &[
    (&["Although Lethia maintained that it has no plans to attack", "Kordania demanded that its ships leave."], ", "),
    (&["While the union said the plant was doomed", "the owners promised to keep it open."], ", "),
    (&["The mayor called the plan a fraud", "while the bishop told his flock to vote for it."], ", "),
    (&["Oslo denied the report", "but its envoy in Riga said talks had begun."], ", "),
    (&["The striking pilots threatened to stay out until June", "and the airline replied that it would hire others."], ", "),
    (&["The bank said its books were in order", "whereas the regulator insisted on an audit."], ", "),
    (&["The captain asked for a tug", "the harbour master refused."], "; "),
    (&["The captain asked for a tug", "however, the harbour master refused."], "; "),
    (&["Ms. Orlova has asserted her right to the seat", "however the court has rejected her claim."], " "),
    (&["“We will pay,” the minister said", "while the opposition called the sum a scandal."], ", "),
    (&["The general warned of more raids", "while in the capital the premier told reporters that “the war is over, and the army said so.”"], ", "),
    (&["The nurses demanded more beds", "but the health secretary, Anna Lund, a former surgeon, said there was no money."], ", "),
    (&["The firm denied the leak", "yet two of its divers told the court that they had seen it."], ", "),
    (&["Serbia said it would not send troops", "though Hungary’s foreign minister claimed otherwise."], ", "),
    (&["The rebels vowed to hold the bridge", "even as their own envoy pledged to give it up."], " "),
    (&["Paris urged both sides to talk", "while London said nothing would come of it", "and Rome offered to host them."], ", "),
    (&["The club said the striker was not for sale", "but on Monday his agent insisted that a deal was close."], ", "),
    (&["The ministry said the dam was safe (it was built in 1971)", "but engineers warned it was not."], ", "),
    (&["The farmers asked for rain money", "and NATO officials haven’t given any assurances that they will get it."], ", "),
];

/// Sentences of one clause.
#[rustfmt::skip]
const WHOLE: &[&str] = &[
    "The minister denied the charge and called on the paper to apologise.",
    "The minister denied the charge, and he called on the paper to apologise.",
    "While denying the charge, the minister called on the paper to apologise.",
    "The minister denied the charge after the opposition called on her to go.",
    "Markets fell after the cartel threatened to cut supplies.",
    "The general said that his men would pull back, adding that no attack had been planned.",
    "The general said his men would pull back, and later denied it.",
    "The premier said that the army had fired first, and that the rebels had lied.",
    "“The bank said yes, but the court said no,” the lawyer told them.",
    "\"The bank said yes, but the court said no,\" the lawyer told them.",
    "The bank said yes, but the vault stayed shut.",
    "It rained all day, but the mayor said the feast would go on.",
    "The mayor said the feast would go on, although it rained all day.",
    "The envoy demanded a truce, and on Monday asked for a corridor.",
    "The union said its demands, and those of the nurses, were fair.",
    "Both the EU and NATO have warned Russia.",
    "The envoy, who said little, left, and the talks that the king had demanded failed.",
    "The envoy said he would leave while the talks went on.",
    "The minister said the ransom was paid, but the sum demanded by the gang is not known.",
    "The clerk said no, and the firm was told to pay.",
    "The party said it would fight, and would demand a recount.",
    "Although the ministry said on Monday, 3 May, that it was ready, nobody came.",
    "The paper asked the ministry, but it refused to answer.",
    "The envoy accused the north of sending arms, and named two airstrips he said had been used.",
    "The bank refused to show its books, and a meeting called to discuss them ended early.",
    "The clinic warned the nurses, and flew in staff from other states.",
    "The ship waited off Port Said, and her master complained to the consul.",
    "I’ve told the girls, and I’ve told their mothers.",
    "He said.",
    "Talks to continue",
    "and",
    "",
];

fn cut(text: &str) -> Vec<&str> {
    let whole = Span { start: 0, end: text.len() };
    clauses(text, whole).into_iter().map(|span| span.of(text)).collect()
}

#[test]
fn clauses_of_two_speakers_are_cut() {
    for (expected, joint) in CUT {
        assert_eq!(&cut(&expected.join(joint)), expected);
    }
}

#[test]
fn other_sentences_are_whole() {
    for text in WHOLE {
        assert_eq!(cut(text), [*text]);
    }
}

#[test]
fn spans_are_of_the_text_around_the_sentence() {
    let text = "No. Oslo denied it, but Riga said it was so. Yes.";
    let found = clauses(text, Span { start: 4, end: 44 });
    assert_eq!(found, [Span { start: 4, end: 18 }, Span { start: 20, end: 44 }]);
}

#[test]
fn a_quotation_from_the_sentence_before_is_one() {
    let text = "The bank said yes, but the court said no,” the lawyer told them.";
    assert_eq!(cut(text), [text]);
    let text = "“Oslo denied it, but Riga said it was so.";
    assert_eq!(cut(text), [text]);
}

/// As of the sentences: ten megabytes of each where optimised.
#[test]
fn hostile_text_takes_linear_time() {
    let size = if cfg!(debug_assertions) { 200_000 } else { 10_000_000 };
    let started = std::time::Instant::now();
    for unit in [
        "a, and ",
        "a said, and ",
        "and ",
        "; a ",
        "a) ",
        "\"a, ",
        "while a, ",
        "(a, and ",
        "’a ",
        "a said; b said; ",
        "said ",
        ", ",
        "“a” and ",
    ] {
        for lead in ["", "Although ", "“"] {
            let text = lead.to_owned() + &unit.repeat(size / unit.len());
            assert!(!cut(&text).is_empty());
        }
    }
    let limit = if cfg!(debug_assertions) { 60 } else { 120 };
    assert!(started.elapsed().as_secs() < limit, "{:?}", started.elapsed());
}
