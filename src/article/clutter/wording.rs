//! What a line's words tell of who speaks, to whom, and of what.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A kind of words; a word may be of several.
#[derive(Clone, Copy)]
enum Kind {
    /// The writer alone, as readers write of themselves.
    I,
    /// The writer and his house.
    We,
    /// The reader.
    You,
    /// What a site asks its reader to do, as the first word of a sentence.
    Order,
    /// Who says it.
    Said,
    /// What happened.
    Past,
    /// When it happened.
    Day,
    /// What readers and advertisements ask for.
    Plea,
    /// What is seen in a picture.
    Scene,
    /// Where it is seen.
    Place,
    /// What most sentences have.
    Verb,
    /// How a paragraph goes on from the one before.
    Further,
    /// What a site is made of: seldom, sometimes, mostly not in the news.
    Site1,
    Site2,
    Site3,
}

/// The words of each kind, in lower case.
#[rustfmt::skip]
const WORDS: &[(Kind, &str)] = &[
    (Kind::I, "i me my mine i'm i've i'd i'll myself"),
    (Kind::We, "we our ours us we're we've we'd we'll ourselves"),
    (Kind::You, "you your yours yourself you're you've you'd you'll"),
    (Kind::Order, "add advertise apply ask be become book browse buy call catch check choose click contact copy dial discover do don't donate download drop e-mail email enjoy enter explore find follow forward get give grab hear help join keep know learn leave let like listen log make meet message missed need never open order phone pick pitch place plan play please post press print put reach read register remember renew report ring save scan scroll see seen select send share show sign skip spot spotted start stay stop submit subscribe support swipe take tap tell text tired try tune turn unlock update upgrade use view visit vote want watch win write"),
    (Kind::Said, "said says saying told tells asked asks asking urged urges added adds replied wrote writes warned warns warning ordered demanded demands announced denied denies insisted insists claimed claims argued argues stated confirmed promised vowed pledged accused rejected called calls reported noted explained declared admitted described recalled testified ruled predicted agreed thanked spoke spokesman spokeswoman spokesperson according shouted chanted cried yelled joked begged pleaded conceded remarked commented observed recounted concluded shouts insists thinks believes"),
    (Kind::Past, "ate became been began blew bought bore bound broke brought built burst came caught chose could crept dealt did drew drove dug fed fell felt fled flew forgot fought found froze gave got grew had heard held hid hung kept knew laid lay led left lit lost made meant met paid ran rang rode rose sang sank sat saw seemed sent shook shot shut slept slid sold sought spent spoke sprang stole stood struck stuck swam swept swore swung taught thought threw took tore was went were withdrew woke won wore would wrote"),
    (Kind::Day, "monday tuesday wednesday thursday friday saturday sunday yesterday january february april june july august september october november december"),
    (Kind::Plea, "should must please kindly shame god thank thanks ought sir"),
    (Kind::Scene, "sit sits stand stands hold holds walk walks lift lifts waves speak speaks arrive arrives gather gathers passes marches carry carries wait waits inspect inspects attend attends addresses exchange poses pose shake shakes watch watches pumps greet greets hug hugs unload unloads listen listens smile smiles ride rides cross crosses embrace embraces kneel kneels stroll strolls climb climbs demonstrate demonstrates"),
    (Kind::Place, "background foreground pictured seen shown left right above below outside near during front"),
    (Kind::Verb, "am are aren't be can can't cannot do does doesn't don't did didn't has hasn't have haven't is isn't it's may might must need seem seems shall should that's there's they're want will won't would"),
    (Kind::Further, "he she but and yet still nor instead meanwhile earlier later since by on in at after before under inside outside last until when while although though some most many other others neither both"),
    (Kind::Site1, "weekly daily mondays tuesdays wednesdays thursdays fridays saturdays sundays weekdays free cents price euros month months listen read reading watch follow share write send text here below above left right seen shown view views opinions opinion author authors contributors charity nonprofit non-profit independent funded grant foundation sister phone dial address account offer offers sale sales shop store bakery hours opening closed open weather forecast tonight tomorrow morning evening since founded"),
    (Kind::Site2, "editor editors edition editions reader readers listener listeners viewers viewer page pages article articles story stories correspondent reporter reporters column columns issue desk bulletin bulletins letters magazine newspaper newspapers paper site studio programme broadcast broadcasts translated translation translator adapted photo photos photograph photographs picture pictured pictures image images video videos caption gallery illustration album archive archives tip tips trial membership donate donations donation privacy consent discount hotline extension classifieds obituaries quiz crossword horoscope horoscopes recipe recipes puzzle vendor licensed licence license printed printing publisher publishers published link links thread reply replies posted upvotes karma feedback correction corrections error errors mistake typo slip sudoku terms"),
    (Kind::Site3, "newsletter newsletters inbox subscribe subscribers subscriber subscription subscriptions paywall cookies cookie podcast podcasts browser click tap app webpage website homepage hashtag unsubscribe login moderator moderators moderated moderation advert adverts advertisement advertisements advertising advertisers ads sponsored sponsor sponsors newsroom journalism bookmark playlist pdf whatsapp facebook instagram tiktok youtube telegram twitter bluesky reprinting reprint reprints reprinted republished republish republication reproduced reproduction hyperlink copyright disclaimer advertorial photojournalist columnist commenter commenters postbag rss comments email e-mail"),
];

/// The kinds of each word, as bits.
static KINDS: LazyLock<HashMap<&str, u16>> = LazyLock::new(|| {
    let mut kinds = HashMap::new();
    for (kind, words) in WORDS {
        for word in words.split(' ') {
            *kinds.entry(word).or_default() |= 1 << *kind as u16;
        }
    }
    kinds
});

/// What the words of a line outside of quotation marks tell.
#[derive(Debug, Default)]
pub(super) struct Wording {
    pub i: bool,
    pub we: bool,
    pub you: bool,
    pub order: bool,
    pub said: bool,
    pub past: bool,
    /// An "-ed" that may be past.
    pub ended: bool,
    pub day: bool,
    pub plea: bool,
    pub scene: bool,
    pub place: bool,
    pub further: bool,
    /// A word that may be a verb.
    pub verb: bool,
    pub exclaims: bool,
    pub asks: bool,
    /// Some of it stands in quotation marks.
    pub quotes: bool,
    /// It begins with a quotation.
    pub opens_quote: bool,
    /// How much the words are those of a site.
    pub site: u32,
}

impl Wording {
    pub(super) fn new(line: &str) -> Self {
        let outside = unquoted(line);
        let mut found = Self {
            quotes: outside.len() < line.len(),
            opens_quote: line.starts_with(['"', '“', '‘', '«', '\'']),
            exclaims: outside.contains('!'),
            asks: outside.contains('?'),
            ..Self::default()
        };
        // "To leave this list, send a message."
        let conditional = ["To ", "If ", "For "].iter().any(|word| line.starts_with(word));
        let mut begins = true;
        // "to" and "will" stand before what is yet to be seen.
        let mut infinitive = false;
        for (at, token) in outside.split_whitespace().enumerate() {
            let word = token.trim_matches(|c: char| !c.is_alphanumeric());
            let lower = word.to_lowercase().replace('’', "'");
            let plain = lower.strip_suffix("'s").unwrap_or(&lower);
            let kinds = KINDS.get(lower.as_str()).or_else(|| KINDS.get(plain));
            let kinds = kinds.copied().unwrap_or_default();
            let is = |kind: Kind| kinds & 1 << kind as u16 != 0;
            // "US" is a country, "i." a number.
            found.i |= is(Kind::I) && (word != "i");
            found.we |= is(Kind::We) && word != "US";
            found.you |= is(Kind::You);
            let ordered = word.starts_with(char::is_uppercase) || conditional;
            found.order |= is(Kind::Order) && begins && ordered;
            found.said |= is(Kind::Said);
            found.past |= is(Kind::Past);
            found.ended |= word.len() > 4 && word.ends_with("ed") && lower == word;
            found.day |= is(Kind::Day) || is_year(word);
            found.plea |= is(Kind::Plea);
            found.scene |= is(Kind::Scene) && !infinitive;
            found.place |= is(Kind::Place);
            found.further |= is(Kind::Further) && at == 0;
            found.site += u32::from(is(Kind::Site1))
                + 2 * u32::from(is(Kind::Site2))
                + 3 * u32::from(is(Kind::Site3));
            found.verb |= is(Kind::Verb)
                || is(Kind::Said)
                || is(Kind::Past)
                || is(Kind::Scene)
                || at > 0 && lower.ends_with(['s', 'd', 'g']) && lower.len() > 3;
            infinitive =
                matches!(plain, "to" | "will" | "would" | "can" | "could" | "may" | "must" | "not");
            begins = token.ends_with(['.', '!', '?', ':', ',', ';', '—', '–']);
        }
        found.said |= line != outside && says_aside(line);
        found
    }
}

/// True if a word of saying stands in the line at all.
fn says_aside(line: &str) -> bool {
    line.split(|c: char| !c.is_alphabetic())
        .any(|word| matches!(word, "said" | "says" | "told" | "asked"))
}

fn is_year(word: &str) -> bool {
    word.len() == 4
        && (word.starts_with("19") || word.starts_with("20"))
        && word.bytes().all(|b| b.is_ascii_digit())
}

/// The text outside of quotation marks. What is opened and never closed is
/// quoted to its end, save by single marks, which may be apostrophes.
fn unquoted(line: &str) -> String {
    let mut outside = String::with_capacity(line.len());
    let mut rest = line;
    let mut singles = true;
    while let Some(at) = rest.find(['"', '“', '«', '‘', '\'']) {
        let (before, quoted) = rest.split_at(at);
        let mark = quoted.chars().next().unwrap_or('"');
        let inside = &quoted[mark.len_utf8()..];
        let word_before = before.ends_with(char::is_alphanumeric);
        outside.push_str(before);
        let end = match mark {
            '"' | '“' | '«' => {
                let close = inside.find(['"', '”', '»']);
                close.map_or(Some(inside.len()), |close| {
                    Some(close + inside[close..].chars().next().map_or(0, char::len_utf8))
                })
            }
            _ if word_before || !singles || !inside.starts_with(char::is_alphanumeric) => None,
            _ => {
                let close = closing_single(inside);
                singles = close.is_some();
                close
            }
        };
        match end {
            Some(end) => {
                outside.push(' ');
                rest = &inside[end..];
            }
            None => {
                outside.push(mark);
                rest = inside;
            }
        }
    }
    outside.push_str(rest);
    outside
}

/// Where a quotation in single marks ends.
fn closing_single(inside: &str) -> Option<usize> {
    inside.match_indices(['’', '\'']).find_map(|(at, mark)| {
        let after = &inside[at + mark.len()..];
        let ends = !after.starts_with(char::is_alphanumeric);
        // "the workers' union" goes on in lower case.
        let owns = inside[..at].ends_with('s')
            && after.starts_with(' ')
            && after.trim_start().starts_with(char::is_lowercase);
        (ends && !owns).then_some(at + mark.len())
    })
}
