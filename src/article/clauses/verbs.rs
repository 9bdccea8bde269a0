//! Words that tell where a clause begins and who speaks in it.

/// Words that may open a clause of another speaker.
pub(super) const CONNECTIVES: &[&str] =
    &["although", "and", "but", "however", "though", "whereas", "while", "yet"];

/// Those that need no comma before them.
pub(super) const CONTRASTING: &[&str] =
    &["although", "even", "however", "though", "whereas", "while"];

/// Those that may open a sentence whose main clause comes second.
pub(super) const SUBORDINATING: &[&str] = &["although", "even", "though", "whereas", "while"];

/// Verbs of speech, in forms that have a subject.
#[rustfmt::skip]
pub(super) const SPEECH: &[&str] = &[
    "accused", "accuses", "acknowledged", "added", "adds", "admitted", "advised", "affirmed",
    "agreed", "alleged", "alleges", "announced", "announces", "answered", "appealed", "argued",
    "argues", "asked", "asks", "asserted", "asserts", "assured", "assures", "begged", "blamed",
    "called", "cautioned", "challenged", "claimed", "commented", "complained", "conceded",
    "condemned", "confirmed", "contended", "countered", "criticised", "criticized", "declared",
    "demanded", "denied", "denies", "described", "dismissed", "disputed", "emphasised",
    "emphasized", "estimated", "explained", "guaranteed", "hinted", "implored", "insisted",
    "insists", "instructed", "maintained", "mentioned", "noted", "objected", "offered", "ordered",
    "petitioned", "pledged", "praised", "predicted", "promised", "proposed", "protested",
    "questioned", "reassured", "recommended", "refused", "refuted", "reiterated", "rejected",
    "rejects", "repeated", "replied", "replies", "reported", "requested", "responded", "retorted",
    "said", "say", "says", "stated", "stressed", "suggested", "swore", "tells",
    "threatened", "threatens", "told", "undertook", "urged", "urges", "vowed", "wanted", "warned",
    "warns", "welcomed", "wrote",
];

/// Verbs that act by what they give, and that.
pub(super) const GIVING: &[&str] =
    &["gave", "given", "issued", "let", "made", "offered", "sent", "served", "voiced"];
pub(super) const GIVEN: &[&str] = &[
    "assurance",
    "assurances",
    "clear",
    "demand",
    "demands",
    "denial",
    "guarantee",
    "guarantees",
    "known",
    "notice",
    "plain",
    "pledge",
    "pledges",
    "promise",
    "promises",
    "statement",
    "ultimatum",
    "undertaking",
    "warning",
    "word",
];

/// Words before a verb that is a passive, or that of a relative clause.
#[rustfmt::skip]
pub(super) const NO_SPEAKER_BEFORE: &[&str] = &[
    "are", "be", "been", "being", "is", "that", "was", "were", "which", "who",
];

/// Words that cannot stand in a subject: another verb or clause begins.
#[rustfmt::skip]
pub(super) const NO_SUBJECT: &[&str] = &[
    "after", "although", "are", "as", "be", "because", "been", "before", "being", "but", "can",
    "could", "did", "do", "does", "had", "how", "if", "is", "may", "might", "must", "should",
    "since", "so", "than", "that", "to", "unless", "until", "was", "were", "what", "when", "where",
    "whether", "which", "while", "who", "whoever", "whom", "whose", "why", "will", "would",
];

/// Subjects that stand for a speaker named before.
#[rustfmt::skip]
pub(super) const PRONOUNS: &[&str] = &[
    "he", "i", "it", "she", "there", "they", "this", "those", "we", "you",
];

/// Words that name no subject.
#[rustfmt::skip]
pub(super) const ADVERBS: &[&str] = &[
    "again", "also", "earlier", "even", "finally", "first", "friday", "has", "have", "instead",
    "later", "monday", "never", "now", "once", "only", "repeatedly", "saturday", "since", "soon",
    "still", "sunday", "then", "thursday", "today", "tonight", "tuesday", "twice", "wednesday",
    "yesterday",
];

/// Words that begin the name of a time or place.
#[rustfmt::skip]
pub(super) const PREPOSITIONS: &[&str] = &[
    "about", "across", "against", "among", "at", "by", "despite", "during", "for", "from", "in",
    "inside", "near", "of", "on", "outside", "over", "through", "under", "with", "within",
    "without",
];

/// Words that begin the name of a person or thing.
#[rustfmt::skip]
pub(super) const DETERMINERS: &[&str] = &[
    "a", "an", "another", "both", "each", "her", "his", "its", "many", "my", "no", "one", "other",
    "our", "several", "some", "the", "their", "two",
];
