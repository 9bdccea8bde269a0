//! The words by which clutter is told where no pattern knows the whole line.

use std::sync::LazyLock;

use regex::Regex;

use super::{Reason, patterns};

/// A reader's name in front of what they write: `juan88: `, `Ann Lee, Riga — `.
pub(super) static COMMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:\d+[.)] )?(?:[\p{L}\p{N}_.@'’-]+ ?){1,4}(?:, ?[\p{L}\p{N} .'’-]{2,25}|\([^)]{1,30}\)|\d[\w ]*ago| on [\w :.,]{4,30})?(?: ?(?:says?|said|wrote|writes))? ?(?::|—|–| - ) ?\S",
    )
    .expect("a valid pattern")
});

/// A reader's name that is none a paper would print: `[Goce72] `, `0722xxx418: `,
/// `#3 Udon44 — `, `From Rosa T., Girón: `, `Sajith, Mangaf — `.
pub(super) static HANDLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:#\d+ [^ ]+ ?(?:—|–|:)|\[[^\]]{2,30}\]:? \S|\+?[0-9x*]{7,}:|(?:@\w+|\w*(?:\p{L}[\d_]|[\d_]\p{L})\w*) ?(?::|—|–) ",
        r"|From (?:\p{Lu}|[\x22“])[^:]{2,30}: |\p{Lu}[\p{L}.'’-]+(?: \p{Lu}[\p{L}.'’-]*)?, \p{Lu}[\p{L} ]{2,20} [—–] )",
    ))
    .expect("a valid pattern")
});

/// Who wrote a comment and when: `Ann L. · Yesterday 9:14 pm`, `oldsalt, 3h`.
pub(super) static SIGNATURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[\p{L}@][^:]{1,50}(?i:\b(?:\d+ ?(?:s|m|h|d|w|mins?|minutes?|hours?|hrs?|days?|weeks?|months?|years?)(?: ago)?|yesterday|just now|\d{1,2}[:.]\d\d ?(?:[ap]\.?m\.?)?))$")
        .expect("a valid pattern")
});

/// What speaks to the reader of a site, outside of quotation marks.
pub(super) static SITE_TALK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)\b(?:you|your|us|ours?|we|me|my)\b.*\b(?:news ?letters?|bulletins?|inbox|e-?mails?|subscri\w+|sign(?:ed)? up|register(?:ed)?|newsroom|journalism|journalists|reporting|cookies?|browser|app|apps|account|premium|donat\w+|comments?|guidelines|moderat\w+|web ?site|site|page|articles?|stor(?:y|ies)|podcasts?|whatsapp|telegram|alerts?|notifications?|mailbox|readers|advertis\w+|partners|privacy|terms|members?|membership|trial|click|tap|tips?|feedback|corrections?|editors?|mistakes?|errors?)\b",
        r"|\b(?:news ?letters?|bulletins?|inbox|e-?mails?|subscri\w+|sign(?:ed)? up|register(?:ed)?|newsroom|journalism|cookies?|browser|app|account|premium|donat\w+|comments?|guidelines|moderat\w+|web ?site|site|page|articles?|stor(?:y|ies)|podcasts?|whatsapp|telegram|alerts?|mailbox|advertis\w+|privacy|membership|trial|click|tap|feedback|mistakes?|errors?)\b.*\b(?:you|your|us|our|we|me|my)\b",
        r"|\b(?:press|hit) ctrl|\bselect the (?:text|word)|\b(?:photo|picture|image)s? (?:credit|courtesy|source)s?\b ?[:/]",
    ))
    .expect("a valid pattern")
});

/// What a site says of an article, of its readers' comments and of itself.
pub(super) static ABOUT: LazyLock<Vec<(Reason, Regex)>> = LazyLock::new(|| {
    [
        (
            Reason::Copyright,
            r"\bright of reply\b|\bdo(?:es)? not (?:necessarily )?(?:endorse|reflect|represent) (?:the |any )|\bregistered (?:office\b|in \p{Lu}\w+ (?:and|under|no|with|as a company)\b)|\bwritten (?:consent|permission) of\b|\bequal opportunity employer\b|\baccepts? no (?:liability|responsibility)\b|\b(?:investment|medical|legal) advice\b|^creative commons\b|\b(?:may|can) (?:not )?be (?:republished|reproduced|reprinted|quoted|sold|integrated)\b",
        ),
        (
            Reason::Advertisement,
            r"^(?:sponsored|promoted|advertisement|ad|paid|promo)\b ?[:|—–-]|^adverti\w+\b.*\b(?:scroll|continues?)\b|\b(?:text|story|article|content|report|reading) continues?\b.*\bbelow\b|\bcontinues? your reading\b|\bgamble responsibly\b|\byour ad here\b|\badvertisement ends\b",
        ),
        (
            Reason::ShareLink,
            r"^(?:copy|share|send|save) (?:this |the )?(?:link|url|page|story|article)?\b ?(?:on|by|via|to|with)\b|\bgift this article\b|\badd to (?:watch|reading) ?list\b",
        ),
        (Reason::RelatedStory, r"^(?:to read|read|more) (?:more )?on (?:this|the same)\b"),
        (
            Reason::Newsletter,
            r"\bsubscribe(?:,| now| today| from)\b|\bbecome (?:a|an|our) (?:friend|member|supporter|patron|subscriber)\b|^donate\b|\bdonate (?:now|today|here|by)\b",
        ),
        (Reason::Caption, r"[.!?)] (?:source|photos?|video|images?|pictures?|credit) ?: |[.] (?:\(c\)|©)"),
        (
            Reason::SourceCredit,
            r"^with thanks to\b|^(?:this|the) (?:article|story|report|project|series|piece|investigation|reporting|interview) (?:was|is|has been) (?:made possible|produced|supported|funded|translated|adapted|part of|a collaboration|based on|compiled|first)\b|\b(?:in partnership with|with (?:a grant|support|funding) from) (?:the )?\p{Lu}|^additional (?:research|reporting|reports?)\b",
        ),
        (
            Reason::Comment,
            r"\bcomments?\b.*\b(?:moderat\w+|deleted|removed|off[- ]topic|abusive|offensive|welcome|published)\b|\b(?:moderat\w+|trolls?)\b.*\b(?:comments?|conversations?|banned)\b",
        ),
    ]
    .into_iter()
    .map(|(reason, pattern)| (reason, Regex::new(&format!("(?i){pattern}")).expect("a valid pattern")))
    .collect()
});

/// True of what a picture shows: "seen here", "pictured at", not "was seen in".
pub(super) fn is_shown(core: &str) -> bool {
    static SHOWN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(\w+),? (?i:seen|pictured|shown|photographed) (?:here|above|below|left|right|in|on|at|during|last|this|from|outside|near|with|leaving|arriving|after|before)\b")
            .expect("a valid pattern")
    });
    const PROSE: &[&str] =
        &["was", "were", "been", "be", "had", "has", "have", "being", "not", "never"];
    SHOWN.captures_iter(core).any(|found| !PROSE.contains(&&found[1]))
}

/// What is said of an author: what they cover, have written, where they work.
pub(super) static BIOGRAPHY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:\p{Lu}[\p{L}.'’-]* (?:\p{L}[\p{L}.'’()-]* ){0,4}|The (?:writer|author|columnist|reviewer)\b,? ?|An? (?:alumn|graduate|native)\p{L}* (?:of|from) |Born in )",
        r".*(?i:\b(?:covers|writes|edits|blogs|reports (?:on|from|for)|teaches|presents|hosts|has (?:written|covered|worked|reported|been with|published|edited)|(?:he|she|they) (?:covers?|writes?|reports?|has|have|is|are|lives?|raises?|likes?|joined|can be (?:found|reached))|(?:is|was) an? (?:[\p{L}-]+ ){0,5}(?:reporter|writer|journalist|correspondent|editor|columnist|contributor|analyst|professor|lecturer|scientist|researcher|fellow|freelancer|intern|historian|novelist|photographer|blogger|junior|senior|student|teacher|author)|joined (?:the|us|our)|for us|with us|our (?:newsroom|paper|site|team))\b)",
    ))
    .expect("a valid pattern")
});

/// Who says it: then it is prose, whatever it says.
pub(super) static SAID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:said|says|told|asked|urged|added|replied|wrote|warned|ordered|demanded|according to)\b")
        .expect("a valid pattern")
});

/// What opens the readers' part of a page.
pub(super) static READERS: LazyLock<Regex> = LazyLock::new(|| {
    patterns::whole(
        r".*\b(?:comments?|replies|repl(?:y|ied)|responses|(?:readers?|listeners?|viewers?|users?)['’]?s? (?:letters|write|wrote|say|said|comments?|views?|reactions?|opinions?|mail)|letters (?:to|from)\b.*|join the (?:conversation|discussion|debate)|have your say|your (?:say|views?|thoughts|turn|opinion)|what do you think|house rules|real names|discussion|voices from|reactions)\b.*",
    )
});

/// A date, or a date and time of day, as stand above an article.
pub(super) static STAMP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&patterns::fill(
        r"(?i:\b<month> \d{1,2}\b|\b\d{1,2} <month>\b|\b\d{1,2}[:.]\d\d\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\b\d{1,2} ?[ap]\.?m\b)",
    ))
    .expect("a valid pattern")
});

/// Who writes, by trade.
pub(super) static ROLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:our (?:\w+ ){0,2}(?:correspondent|reporter|editor|writer)|(?:staff|special|senior|chief) (?:correspondent|reporter|writer)|news ?(?:desk|room)|for the \w+ programme|news service)\b")
        .expect("a valid pattern")
});

/// A day, as stands above an article.
pub(super) static DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&patterns::fill(
        r"(?i:\b<month> \d|\d{1,2} <month>|^<weekday>\b|\b(?:19|20|14)\d\d\b)",
    ))
    .expect("a valid pattern")
});

/// What sells the site or something else above an article.
pub(super) static PITCH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:subscri\w+|sign up|news ?letters?|sponsored|promoted|advertis\w+|free trial|app|podcast|on air|edition|version|weekly|markets? (?:close|open)s?)\b|°|[–—:-] [^.]{0,40}\bsince \d{4}$|\byour voice\b|\d% off|[$€£]\d+ (?:a|per) (?:week|month)")
        .expect("a valid pattern")
});

/// What a line of clutter is about, by its words; `other` where they tell
/// nothing.
pub(super) fn guess(core: &str, other: Reason) -> Reason {
    static KINDS: LazyLock<Vec<(Reason, Regex)>> = LazyLock::new(|| {
        [
            (Reason::Caption, r"photos?|photograph\w*|pictures?|pic|images?|getty|courtesy|credit|handout|file|archive|keystone|illustration|graphic"),
            (Reason::Comment, r"comments?|repl(?:y|ies)|responses?|moderat\w+|guidelines|readers?"),
            (Reason::Newsletter, r"news ?letters?|subscri\w+|sign up|inbox|podcasts?|alerts?|free trial|donat\w+|members?|app|register"),
            (Reason::Cookie, r"cookies?|consent|privacy"),
            (Reason::Advertisement, r"sponsored|promoted|adverti\w+|ads?|sale|paid content|scroll|continues (?:below|your)"),
            (Reason::Contact, r"e-?mail|phone|tel|whatsapp|write to|newsroom|tips?|mistakes?|errors?"),
            (Reason::ShareLink, r"share|tweet|facebook|twitter|pin it|copy link"),
            (Reason::Copyright, r"©|copyright|rights|publishing|ltd|inc|s\.p\.a"),
            (Reason::SourceCredit, r"translated|adapted|edited|additional|grant|wire"),
        ]
        .into_iter()
        .map(|(reason, words)| {
            let pattern = format!(r"(?i)(?:^|[^\p{{L}}])(?:{words})(?:[^\p{{L}}]|$)");
            (reason, Regex::new(&pattern).expect("a valid pattern"))
        })
        .collect()
    });
    KINDS.iter().find(|(_, pattern)| pattern.is_match(core)).map_or(other, |(reason, _)| *reason)
}
