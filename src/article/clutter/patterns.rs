//! What clutter looks like, line by line.
//!
//! To know a new kind of line, add a row to [`ROWS`], the line to the table of
//! clutter in `tests.rs`, and prose that looks like it to the table beside it.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use super::Reason::{self, *};

/// Why, the most words such a line has, and what it looks like.
///
/// A pattern is matched against the whole core of a line (no bullets or
/// brackets around it), whatever its case. A space stands for any white space,
/// a name in `<>` for the part of that name in [`PARTS`]. Lines of clutter
/// seldom end in a full stop: `<open>` is a last character other than one.
#[rustfmt::skip]
const ROWS: &[(Reason, usize, &str)] = &[
    (Advertisement, 6, r"ads?|adverts?|(?:an )?advertise?ments?|sponsored(?: content| links?| post)?|promoted(?: content)?|paid (?:content|post|partnership)|partner content|remove ads"),
    (Advertisement, 9, r"(?:(?:advertise?ments?|ad)(?:\.| ?<dash>|,| ?[|·•])? ?)?(?:scroll (?:down )?(?:to continue|for more)(?: .*)?|(?:story|article|text|report) continues (?:below|after)(?: .*)?|continue reading below(?: .*)?)"),
    (Advertisement, 5, r"advertise (?:with us|here)|why am i seeing this(?: ad)?\??|report this ad|adverti(?:sement|sing|ser) feature|after newsletter promotion"),
    (ShareLink, 16, r"(?:(?:share|tweet|pin|post|save|send|copy|copied|link copied|print|pdf|more|via|on|to|in|by|this|with|article|story|link|url|page|button|icon|app|friends|a friend|click to|opens|new window|e-?mail|sms|copy link|facebook|<social>)[\s,|/()•·:+-]*)+"),
    (ShareLink, 14, r"(?:please )?share (?:this|the) (?:article|story|post|page|news|link|report|video)(?: .*<open>|[.!])?"),
    (ShareLink, 26, r"(?:you can (?:also )?|please |and )?(?:follow|like|join|find|add|connect with|stay connected with) (?:us|our [\p{L}& ]+|me|him|her|them|the (?:author|writer|reporter|editor)|@\w+|<name>|<Name>)(?: and .*)? (?:on|at|via) (?:our )?(?:<social>|social(?: media)?|channels?|platforms|pages?)\b.*"),
    (ShareLink, 18, r"(?:join|follow|subscribe to) (?:our|the|us on|us at) (?:.* )?(?:<social>)(?: (?:channel|group|page|account|community|for)\b.*)?"),
    (ShareLink, 6, r"(?:follow|find|join|like) us(?: on)?|stay connected|connect with us|shares?|\d[\d.,]*k? (?:shares?|likes?|views?|retweets?|reads?|votes?)|(?:like|reply|retweet|repost|upvote)s?"),
    (ShareLink, 24, r"share or comment on .*|\d[\d.,]*[kmb]"),
    (ShareLink, 16, r"follow (?:[\w@.’'-]+ ){1,5}(?:on|via) <social>(?:[\s,&|]|and\b|@\w+|<social>|for\b.*<open>)*\.?|follow @\w+.*<open>|(?:about )?sharing|(?:gift|reuse|republish|save|print|e-?mail|cite|rate|copy|discuss|comment on) (?:this )?(?:article|story|content|page|post|link)"),
    (RelatedStory, 34, r"(?:also,? (?:read|see|watch)|(?:read|see|watch) also|must[ -]?(?:read|watch|see)|read(?: (?:more|next|this|full story|the full (?:story|article|report)))?|related(?: (?:articles?|story|stories|news|posts?|links?|coverage|reading|topics?|video))?|see (?:also|more)|watch(?: (?:the )?(?:live|video|now))?|video|listen|listen to|up next|next up|don['’]t miss|in case you missed it|icymi|recommended|trending(?: now)?|suggested|more on this(?: story)?|you may (?:also )?like|you might (?:also )?like|in (?:pics|pictures|photos))(?: ?[:|»>›→]| <dash>|:?- ) ?(?-i:[\p{Lu}\p{N}\[(\x22“‘'#]).*"),
    (RelatedStory, 12, r"(?:read|see|learn|find out) (?:more|also|next|full story|the (?:full|whole|entire|original) (?:story|article|report|post|interview))(?: (?:about|on|at|from|here|in|of|by)\b.*<open>)?[.…]*"),
    (RelatedStory, 14, r"(?:click|tap) here(?:[.!]| (?:to|for)\b.*)?|continue reading(?: .*<open>)?|keep reading|full (?:story|article|coverage)(?: here)?|more details(?: here| soon)?"),
    (RelatedStory, 12, r"(?:more|other|latest|top|recent|popular) (?:stories|news|articles|posts|headlines|videos|coverage)(?: (?:from|on|in|about|by|for)\b.*<open>)?|more (?:from|on|about|in) (?-i:[\p{Lu}]|this (?:story|topic|section|author)).*<open>|more like this|more on this"),
    (RelatedStory, 7, r"<related>"),
    (RelatedStory, 20, r"have you (?:read|seen)(?: (?:this|these))?\??|explore (?:more|further)(?: (?:on|about|from|in)\b.*<open>)?|elsewhere on (?:the|this|<Name>).*<open>|(?:related|external|useful|internet|more) (?:\w+ )?links|topics mentioned in (?:this|the) .*|show (?:the )?full (?:article|story)|(?:follow|read|see|find|view|for|more) .*(?:at|on|here|:) ?https?://\S+|(?:features|analysis|opinion)(?: (?:&|and) (?:features|analysis|opinion|comment))?"),
    (Newsletter, 40, r"(?:please )?(?:subscribe|sign ?up|register|join)(?: now| today| here| free| for free)?,? (?:to|for|and|with)\b.*\b(?:news ?letters?|podcasts?|alerts?|notifications|updates|digests?|briefings?|bulletins?|inbox|e-?mails?|mailing list|feeds?|channel|free trial|magazine|unlimited access|full access|premium)\b.*"),
    (Newsletter, 9, r"subscribe(?:(?: to| for)? (?-i:\p{Lu}|us\b|our\b|my\b).*<open>)?|subscribe (?:now|today|here|free)?[.!]?|sign ?(?:up|in)(?: (?:now|here|today|for free))?[.!]?|log ?in|log ?out|register(?: now)?|my account|create (?:a|an|your)(?: free)? account|unsubscribe(?: .*<open>)?"),
    (Newsletter, 40, r"(?:get|receive|have|want) .*\b(?:in|to|into|straight to) your (?:inbox|e-?mail|phone)\b.*|(?:our|the|a|your)? ?(?:free |daily |weekly |morning |evening )*news ?letters?(?: sign ?up)?|news ?letters? .*\binbox\b.*|.*\bdelivered (?:\w+ )?(?:straight |directly )?to your (?:inbox|e-?mail)\b.*"),
    (Newsletter, 40, r"(?:enter|type in|submit) your e-?mail\b.*|your e-?mail(?: address)?|by (?:signing up|subscribing|registering|clicking|submitting|providing)\b.*\b(?:you|i) (?:\w+ )?(?:agree|consent|accept|confirm|acknowledge)\b.*|(?:thank you|thanks) for (?:subscribing|signing up).*"),
    (Newsletter, 30, r"(?:already a (?:subscriber|member)|have an account|not a (?:subscriber|member))\b.*|this (?:article|story|content|post) is (?:only |available )?(?:exclusively )?(?:for|to) (?:our )?(?:paid |premium )?(?:subscribers|members)\b.*|(?:support|fund|donate to|help fund) (?:us|our (?:work|journalism|newsroom)|(?:the )?(?:independent|quality|public|free|honest) (?:journalism|media|press|news))\b.*|donate(?: now| today| here)?[.!]?|support the <Name>(?: <Name>)?|download (?:our|the) .*\bapp\b.*|get the app"),
    (Newsletter, 24, r"(?:premium|exclusive|(?:subscribers?|members?)[ -]only|for (?:subscribers|members))|cancel any ?time[.!]?|get (?:unlimited|full|premium|digital) access\b.*|(?:new|free|exclusive|don['’]t miss) ?[:!] ?(?:sign ?up|subscribe|register|join)\b.*"),
    (Newsletter, 40, r"(?:please )?(?:register|subscribe|sign ?(?:up|in)|log ?in)(?: now| today)?,?(?: for free)? (?:to|and) (?:read|continue|access|unlock|get|know|view|keep|enjoy|save|comment)\b.*|to (?:continue|keep) reading\b.*|you(?:['’]ve| have) (?:reached|read|used|hit|\d+)\b.*\bfree\b.*|unlock (?:premium|unlimited|full|all|exclusive|this)\b.*<open>|never miss an? (?:story|update|article|post|episode|beat)\b.*|stay (?:up[ -]to[ -]date|updated|informed|ahead|tuned|in the know)(?: (?:with|on|about|for) (?:the |our |all )?(?:latest|news|updates|breaking|more|<Name>)\b.*|[.!])?|join (?:over |more than )?\d[\d,.k]*\+? (?:subscribers|readers|members|followers)\b.*|(?:get|receive) (?:our|the) (?:top|best|latest|day['’]s|biggest|most)\b.*\b(?:stories|news|headlines|updates|analysis|reporting)\b.*|catch (?:up on )?(?:all )?(?:the )?.*\b(?:news|updates)\b.* on <Name>.*|dear (?:reader|subscriber|user)s?,?"),
    (Newsletter, 9, r"(?:get|allow|enable|turn on|manage|for|join|receive|set|see|see all|tap for) .*\b(?:notifications?|alerts?|updates?|mailing list|news ?letters?)|you(?:['’]re| are| have) (?:(?:already|now|successfully|been) )+(?:subscribed|registered|signed|logged)\b.*"),
    (Newsletter, 34, r"for (?:all |more |the |our )*(?:latest|breaking|more|top|live|daily)\b.*\b(?:news|updates|stories|headlines)\b.*\b(?:follow|download|visit|click|read|subscribe|join|log on|our|here)\b.*|read (?:all )?(?:the )?(?:latest|breaking|top|more)\b.*\b(?:news|updates|stories)\b.*\b(?:here|on|at)\b.*"),
    (Comment, 14, r"<comments>|(?:view|show|read|see|hide|load|sort|jump to|go to|write|join)(?: (?:all|more|\d+|the))* (?:comments?|discussion|conversation)(?: \(?\d+\)?)?|comments? (?:are |have been )?(?:now )?(?:closed|off|disabled|policy)\b.*|be the first to (?:comment|reply|review).*"),
    (Comment, 40, r"your e-?mail (?:address )?(?:will|is) not be(?:ing)? (?:published|shared).*|required fields are marked.*|save my name,? e-?mail.*|notify me (?:of|when|by|via)\b.*(?:comments?|posts?|replies|e-?mail)\b.*|(?:you must|please|you need to) (?:be logged in|log ?in|sign ?in|register)\b.*|logg?ed in as .*|log ?in to (?:comment|reply|leave).*"),
    (Comment, 24, r"this site (?:is protected by|uses) (?:akismet|recaptcha|hcaptcha)\b.*|learn how your comment data is processed.*|(?:post|submit|publish|add|cancel|edit)(?: (?:your|a|my|the))? (?:comment|reply)s?|(?:name|e-?mail|website|url|comment|message)(?: address)?(?: ?(?:\*|\(required|\(optional))?|report (?:abuse|comment)|flag(?: as inappropriate)?"),
    (Comment, 40, r"(?:sorry,? )?(?:we are|we['’]re) (?:not |no longer )?(?:currently )?accepting comments\b.*|what['’]s this\??"),
    (Comment, 40, r"(?:all |your |reader )?comments (?:(?:have to|must) be (?:in english|civil|polite|respectful|relevant|moderated)|are (?:moderated|welcome|subject to|reviewed|the responsibility|automatically))\b.*|please (?:keep comments|be respectful|read our (?:comment|commenting|community))\b.*"),
    (Cookie, 90, r"privacy notice ?:.*|(?:.*\b(?:we|this (?:web ?)?site|our (?:web ?)?sites?)\b.* uses?|(?:we|this (?:web ?)?site)(?: and our (?:\d+ )?partners)? (?:uses?|stores?)[\w,\s]*) (?:\w+ )?cookies(?:[.,]?|\.? (?:to|and|or|on|for|in|that|which|by)\b.*|\. .*)|.*\bby (?:continuing|using|clicking|browsing)\b.*\b(?:cookies|privacy policy|terms of (?:use|service))\b.*"),
    (Cookie, 8, r"(?:accept|allow|reject|decline|manage|customi[sz]e|necessary|strictly necessary)(?: (?:all|only|our|your|necessary|essential|non-essential))* cookies|cookies?(?: (?:policy|notice|settings|preferences|consent|choices|statement))|(?:manage|your|update) (?:consent|privacy (?:choices|settings|options)|preferences)|(?:accept|reject|allow|agree to) all|privacy (?:overview|settings|center|centre)|i (?:accept|agree)"),
    (Navigation, 9, r"(?:skip|jump|back|return|go) to (?:the )?(?:main |site |page )?(?:content|navigation|top|search|home ?page|home|footer|index)|home|menu|main menu|search(?: for)?|close(?: menu)?|toggle .*|next|prev(?:ious)?|(?:next|prev(?:ious)?|older|newer) (?:post|article|story|page|entry|entries|posts|stories|news|slide)|post navigation|back|site ?map|rss(?: feed)?|archives?|topics|sections|categories"),
    (Navigation, 34, r"(?:next|prev(?:ious)?|older|newer) ?(?:(?:post|article|story|page)s? ?[:»>›→«<‹←-]|[:»>›→«<‹←]) ?.*<open>|[«<‹←»>›→] ?.*<open>"),
    (Navigation, 8, r"(?:\d+ ?<dash>? ?)?(?:min(?:ute)?s?\.?|sec(?:ond)?s?) (?:read|listen|watch|reading time)|(?:estimated )?(?:reading|read) time ?:? ?.*|(?:page )?\d+ (?:of|/) \d+|\d+/\d+|\d+:\d\d(?: ?/ ?\d+:\d\d)?|loading(?: (?:more|comments|content).*)?[.…]*|please wait[.…]*|(?:load|show|see|view) (?:more|less|all)(?: (?:posts|stories|articles|results))?|expand|collapse|read (?:less|more)|hide"),
    (Navigation, 9, r"(?:privacy|terms|legal)(?: (?:policy|notice|statement|of use|of service|and conditions|& conditions|and privacy))?(?: ?[|·•,] ?.*)?|terms (?:of|and) .*<open>|about(?: us)?|careers|jobs|help(?: cent(?:re|er))?|faqs?|accessibility(?: statement)?|press room|our team|editorial (?:policy|guidelines|standards)|disclaimer|e-?paper|subscribe login"),
    (Navigation, 12, r"listen to (?:this|the) (?:article|story|audio)(?: .*)?|(?:this audio|audio) is .*generated.*|play(?: (?:audio|video|episode))?|pause|mute|unmute|full ?screen|(?:watch|listen) (?:live|now)|live|breaking(?: news)?|(?:play|pause) .*video|embed|transcript|text size|font size|dark mode|translate(?: this page)?|select language|bookmark(?: this)?|(?:add|save) to (?:favou?rites|reading list|bookmarks)"),
    (Navigation, 20, r"(?:your browser|this browser|javascript) (?:does not|doesn['’]t|is not|isn['’]t|is disabled)\b.*|(?:please )?(?:enable|turn on|activate) javascript\b.*|this (?:video|content|page|image) (?:is (?:not|un)|cannot|can['’]t|could not)\b.*(?:available|played|loaded|displayed|found)\b.*"),
    (Navigation, 9, r"scroll (?:down|up|for)\b.*<open>|listen to (?:article|story|audio)|(?:loading|embedded) (?:<social> )?(?:content|post|tweet|video)[.…]*|.* home ?page|key (?:points|takeaways|facts)"),
    (Navigation, 4, r"(?:(?:the )?(?:world|politics|business|economy|markets?|sports?|opinions?|editorial|analysis|features?|europe|asia|africa|americas?|middle east|us|u\.s\.|uk|india|national|international|local|technology|tech|science|health|climate|environment|culture|arts|entertainment|lifestyle|life|travel|education|weather|defen[cs]e|military|security|conflicts?|law|crime|videos?|photos?|gallery|podcasts?)(?: (?:news|&|and|-) ?)?)+|(?:read|watch|listen|save)(?: for)? later|live (?:updates?|blog|coverage|feed)|watch the video(?: .*<open>)?"),
    (Navigation, 24, r"suggest (?:a correction|an edit)|report (?:an?|this) (?:typo|error|mistake|problem|issue)|(?:video|audio|media) player(?: is loading)?[.…]*|(?:current|remaining) time.*|(?:font|text) ?(?:re)?siz(?:e|er)\b.*|a\+ ?a-?|listen ?[•·|] ?\d+:\d\d.*|(?:skip|end of|start of) (?:<social> )?(?:post|tweet|video|podcast|content|newsletter|promotion)\b.*|.* is not responsible for (?:the )?(?:contents?|accuracy)\b.*|our standards ?:.*|(?:story|article|news|post) (?:code|id|no|number) ?[:.].*|directory of sites|reading list"),
    (Navigation, 18, r"home ?(?:[>»›/|·•→]|<dash>) ?.*<open>|(?:[^|>»›·•.!?]{1,30} ?[|>»›·•→] ?){2,}[^|>»›·•.!?]{1,90}"),
    (Tags, 40, r"(?:article |related |news )?(?:tags?|topics?|categor(?:y|ies)|keywords?|labels?|sections?)(?: ?[:|»>] ?)(?:.*<open>)|(?:tags|tagged)(?: (?:with|as|in|under))? (?-i:[\p{Lu}#]).*<open>|more on ?: ?.*<open>"),
    (Tags, 14, r"(?:filed|posted|published|listed|archived|appears) (?:under|in) ?:? ?(?-i:(?:\p{Lu}|&|and\b|\d)[\p{L}\d'’&.-]*(?:[\s,/|&]+|$))+|(?:filed under|posted in|published in) ?:.*<open>|#[\p{L}\d_]+(?:[\s,|]+#[\p{L}\d_]+)*"),
    (Copyright, 90, r"(?:©|(?:copyright )?\(?c\)|copyright)[ ,:]*(?:©|\(c\)|(?:19|20)\d\d|by\b|<Name>|<agency>).*|copyright(?: notice| policy)?|(?:notice ?:? ?)?©.*|(?:.*[.,|] )?all rights reserved(?:\.?|[.,;|©] ?.*|\b.*<open>)|(?:19|20)\d\d ?©.*"),
    (Copyright, 70, r"(?:this|the|no) (?:material|content|article|story|report|part)\b.* may not be (?:published|reproduced|copied|redistributed|broadcast|used|stored)\b.*|(?:no part of|reproduction|republication|unauthori[sz]ed)\b.*\b(?:prohibited|permission|forbidden)\b.*|(?:re)?published (?:with|by) (?:the )?permission\b.*|powered by <Name>.*<open>|.*\bcreative commons\b.*licen[cs]e\b.*"),
    (Copyright, 12, r"(?:purchase|buy|request|order) (?:a |an )?(?:licen[cs]e|reprints?|permissions?)\b.*|reprints?(?: (?:and|&) permissions?)?"),
    (Caption, 60, r"(?:file |stock |representative |representational |for representation |ap |afp |reuters |image |photo |picture )?(?:photo(?:graph)?|image|pic|picture|illustration|graphic|caption|credit|courtesy|video)s?(?: (?:credit|courtesy|source|caption))?(?: ?[/|©] ?.*<open>| ?: ?(?:.*<open>|(?-i:[\p{Lu}\p{N}@©\x22“‘]).*)| (?:credit|courtesy|source|by|via)\b ?:? ?.*<open>)"),
    (Caption, 10, r"(?:file|stock|archive|representative|representational|representation|handout|screen) ?(?:photo|image|picture|grab|shot)s?(?: .*<open>)?|(?:photo|image)(?: (?:used )?for (?:representation|representational|illustrative)\b.*| caption)?|(?:<agency>|getty images)(?: (?:photo|images?|file|pool))?(?: ?[/|] ?.*<open>)+|.*\bgetty images|toggle caption|hide caption|enlarge(?: this)?(?: image)?|view (?:image|photo|gallery)(?: .*)?|image \d+ of \d+"),
    (Caption, 40, r"(?:pictured|shown|inset|main image|main photo|from left|left to right|clockwise from [\w ]+)(?: (?:above|left|right|below))? ?: ?.*<open>"),
    (Caption, 70, r".*(?:\(|\[|\| ?|[.] )(?:file |ap |afp |reuters |epa |stock )?(?:photo|image|picture|pic|credit|photograph|screengrab)s?(?: (?:credit|courtesy|source|by|via)\b| ?[:/©]).*<open>|.*[(\[](?:file|stock|representational|handout) (?:photo|image|picture)|.*[.\x22”’)] (?-i:REUTERS|AP(?: Photo)?|AFP(?: PHOTO| Photo)?|EPA|Reuters|TASS|Xinhua)/<names>|.*(?:[/|©]|via) ?(?:<agency>|getty(?: images)?|shutterstock|alamy|istock|unsplash|wikimedia(?: commons)?)(?: (?:photo|images?|pool|file))?(?: via (?:<agency>|getty images))?"),
    (SourceCredit, 9, r"sources?(?: link| url| article)?|(?:original|news|article) (?:source|link|article)(?: link)?|(?:read|see|view) (?:the )?(?:original|source)(?: .*<open>)?|(?:news )?sources? ?: ?(?:.*<open>)|(?:input|data) sources?|via ?:? (?:<agency>|<Name>)|credits?"),
    (SourceCredit, 14, r"(?:(?:with|based on) )?(?:inputs?|reports?|files|additional inputs?|contributions?|agency inputs?|input[s]?) (?:from|by)(?: the)?(?: (?:<agency>|agencies|<name>|<Name>|wires?|bureau|news|desk|reports|and|,|&))+\.?|<agency>(?:(?:,|/| and| &) ?<agency>)*|(?:the )?(?:news )?agencies"),
    (SourceCredit, 50, r"(?:this|the) (?:article|story|piece|post|report|essay|content|interview)(?: by <names>| by <Name>(?: <Name>)*)?(?: (?:was|has been|is|were))? ?(?:first |originally |also )+(?:published|appeared|posted|printed|aired|ran)\b.*|(?:first|originally) (?:published|appeared|posted) (?:in|on|at|by|as)\b.*<open>|(?:except for the headline, )?this (?:story|article|report|content) (?:has (?:not )?been|is|was) (?:not )?(?:edited|published|auto|generated|sourced|provided|taken|produced)\b.*(?:feed|agency|staff|wire|desk|source|syndicat|automat).*"),
    (SourceCredit, 60, r".*\bauto-?(?:matically )?generated from a (?:syndicated|news|agency) feed.*"),
    (AuthorBio, 60, r"disclaimer ?:.*|about the (?:author|writer|reporter)s?|(?:the |any )?(?:views|opinions)(?:,? (?:and|or) (?:views|opinions))? (?:expressed|are)\b.*\b(?:author|authors|writer|own|necessarily|contributor)\b.*"),
    (Byline, 60, r".*(?-i:\p{Lu}).* contributed (?:to|reporting (?:to|for)) this (?:report|story|article|piece)\b.*|<names> reports|<names> reported from <places>(?:,? (?:and )?<names>(?: reported)? from <places>)*\.?|(?:<agency>|<Name>(?: <Name>)?) (?:staff|news desk|web desk|newsroom|staff writers?|staff reporters?)|(?:the )?<Name>(?: <Name>){0,2} bureau|<names>(?: ?[,|•·]| <dash>) ?<role>|<name> in <places>(?:,? (?:and )?<name> in <places>)*|(?:<agency>)(?: news)?, (?:in )?<Name>"),
    (Dateline, 24, r"(?:<stamp>[\s|,;•·/–—-]*)+<tail>|<Name>(?: <Name>)?,? <date>"),
    (Byline, 30, r"(?:additional |further |extra )?(?:reporting|reported|writing|written|editing|edited|compiled|translation|translated|produced|posted|published|curated|researched|research|words|text|report|story|graphics?|video)(?: ?: ?| by ?:? ?| and (?:editing|writing|edited|reporting) by )(?:<names>|<agency>)(?:[;,.|(]| (?:in|at|for|and|on|with) |$).*|(?:edited|reported|compiled|published|posted|curated|written) by ?: ?.*<open>"),
    (Byline, 18, r"(?:by ?:? ?|words by |story by |from )(?:<names>)(?:,? (?:in|at) <places>)?(?:(?:,| ?\|| ?[•·]| <dash>|;| for|/| @| \() ?.*<credit>.*|(?:,| and|\|)* ?<names>)?"),
    (Byline, 9, r"by ?:? ?(?:(?:the )?<agency>|(?:(?:our|a|an|the|special|staff|own|foreign|political|web|online|news|diplomatic|defen[cs]e|city)\s+)+(?:correspondents?|reporters?|desk|writers?|team|bureau|staff|editors?)|<Name> (?:staff|desk|team|bureau|reporter|correspondent|news))(?: .*<open>)?"),
    (Byline, 16, r"(?:<names>),? ?(?:\||,|[•·]|<dash>| ) ?(?:.* )?(?:(?:staff|senior|chief|special|political|foreign|diplomatic|defen[cs]e|world|national|deputy|managing|associate|news|europe|middle east|asia|africa)\s+)+(?:writers?|reporters?|correspondents?|editors?)(?:[ ,|].*<open>)?|(?:(?:our|special|staff|own|foreign|political|web|online|news)\s+)+(?:correspondents?|reporters?|desk|bureau)(?: in <Name>)?"),
    (Byline, 26, r"(?:by )?(?:<names>|<agency>|<role>)(?: ?\(?(?:@\w+|<mail>)\)?)?(?: ?(?:\||,|[•·]|<dash>)| ) ?(?:(?:<role>|<names>|<agency>|<Name>) ?(?:\||,|[•·]|<dash>) ?)*<stamp><tail>|<names>,? (?:@\w+|<mail>)|(?:written|edited|reviewed|author|reporter|editor) ?: ?(?:<names>|<agency>)"),
    (Contact, 24, r"<mail>|https?://\S+|www\.\S+|(?:tel|phone|fax|call|mobile|whatsapp|e-?mail|contact|website|web|twitter|facebook)(?: us)?(?: at| on)? ?[:.@] ?\S*[\d@/.]\S*.*|(?:e-?mail|contact|write to|reach|send|tip off|message)\b.* (?:at|to|on|via) .*<mail>\.?|.*\bcan be (?:reached|contacted|followed) (?:at|on|via)\b.*|contact(?: us| the (?:author|editor|newsroom))?|@\w+|(?:got|have|do you have) (?:a |any )?(?:\w+ )*(?:tip|story|news|question)s?\b.*(?:contact|e-?mail|<mail>|share|send|write|let us know|get in touch|hear from you).*"),
    (Contact, 14, r"(?:send|give|share|leave)(?: us)?(?: your)? (?:feedback|tips|corrections|thoughts)(?: .*<open>)?|.*\b(?:write to us|get in touch|let us know|drop us a line)\b(?: .*<open>|[.!])?"),
    (Navigation, 14, r"(?:this (?:article|story|post) is|published) (?:more than |over |about )?(?:an?|\d+) (?:day|week|month|year)s? (?:old|ago)|getting your .*|(?:.* )?(?:audio|video|media) player(?:<open>| .*<open>|[.…]+)?|(?:link |url )?copied(?: to (?:the )?clipboard)?[.!]?|(?:close|open) (?:modal|dialog|window|menu|gallery|banner)|(?:open|view) (?:image )?in (?:full ?screen|gallery)|live (?:reporting|briefing|blog)|(?:story|article) continues|(?:larger|smaller|increase|decrease)(?: ?[|/] ?(?:larger|smaller)| (?:text|font).*)?|gallery ?:?(?: \d+.*)?|you are here ?:?.*<open>|skip (?:ad|advert|past)(?: .*)?"),
    (SourceCredit, 30, r"(?:with|additional|further) (?:additional )?(?:reporting|reports?|writing|research|contributions?) (?:by|from) .*|(?:reblogged|republished|reposted|reprinted|cross-?posted|syndicated|adapted|excerpted) (?:from|by|via) .*|.*\b(?:is|was|are) (?:made possible|supported|funded)(?: in part)? (?:by|through) (?:a |an |the |our )?(?:grants?|gifts?|donations?|readers|listeners|members|support).*"),
    (Contact, 24, r"(?:for|to get) (?:more|further|media|press)(?: media| press)? (?:information|details|inquiries|enquiries)\b.*\b(?:visit|contact|call|e-?mail|see|write)\b.*|(?:media|press|investor) (?:contacts?|relations|inquiries|enquiries) ?:?.*<open>|media contacts? ?:?"),
    (Copyright, 60, r"forward[- ]looking statements?|.*\bforward[- ]looking statements\b.*|safe harbou?r statement"),
    (Newsletter, 40, r"(?:already|not yet|not) (?:registered|subscribed|signed up)\b.*|(?:thanks|thank you) for (?:reading|watching|listening|visiting|following|joining|being)\b(?: .*|[.!])?|(?:you have|you['’]ve got) .*\b(?:articles?|stories) (?:left|remaining)\b.*"),
    (RelatedStory, 9, r"(?:related|more|other|similar|recent) (?:posts?|stories|articles|reads?) (?:you|that you|for you)\b.*<open>|you (?:may|might|will|['’]ll) (?:also )?(?:like|enjoy|love|be interested).*<open>"),
    (Newsletter, 5, r"(?:make|give|chip in|contribute)(?: (?:a|your|an))?(?: (?:\w+ )?(?:contribution|donation|gift|pledge))?(?: (?:now|today|here))?[.!]?"),
    (Caption, 8, r"(?-i:[\p{Lu}\d][\p{Lu}\d .,&/’'-]*) (?-i:PHOTOS?|PICTURES?|PICS?|IMAGES?|FILE|PHOTO/.*)"),
    (Caption, 16, r"(?:fotos?|fotografía|bild(?:er)?|imagen|imagem|zdjęcie|kuva|foto credit) ?[:/] ?.*<open>|courtesy (?:of )?(?:the )?<Name>.*<open>"),
    (RelatedStory, 70, r"(?:podcasts?|audio|videos?|listen|watch|photos?|gallery|in pictures|in pics|quiz|poll|cartoon|infographic|slideshow|timeline|explainer|explained|factbox|newsletter) ?(?:[:|]| <dash>) ?.*\b\d+ ?(?:mins?|minutes?|secs?|seconds?|photos|images|pictures)\b\.?"),
    (RelatedStory, 30, r"(?:poll|quiz|podcast|gallery|live ?blog|sponsored|promo(?:ted)?|competition|giveaway|crossword|horoscope) ?[:|] ?.+"),
    (Comment, 9, r"[\w.’'@-]+(?: [\w.’'@-]+){0,3}(?: ?[,·|•] ?| <dash> | )\d+ ?(?:s|m|h|d|w|mins?|minutes?|hours?|hrs?|days?|weeks?|months?|years?) ago(?: .*)?"),
    (Copyright, 90, r".*\b(?:do(?:es)? not|cannot|can['’]t|no) (?:accept|take|assume|bear)? ?(?:any |all )?(?:liability|responsibility) for\b.*|.*\bviews expressed (?:are|here|in|by)\b.*"),
    (Caption, 34, r"(?-i:\p{Lu}{3,}(?: \p{Lu}{2,}){0,4}) ?(?:\.{3}|…) .*|for illustrat(?:ion|ive) (?:purposes?|only).*|image used for .*"),
];

/// The parts that patterns name in `<>`. A part may name those above it.
#[rustfmt::skip]
const PARTS: &[(&str, &str)] = &[
    ("open", r#"[^\s.!?"”’'…]"#),
    ("dash", r"(?:-{1,2}|–|—|―)"),
    ("mail", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    ("word", r"\p{Lu}[\p{L}\p{M}.'’-]*"),
    ("Name", r"(?-i:<word>)"),
    ("name", r"(?-i:<word>(?: (?:<word>|de|van|der|den|von|bin|ben|al|el|da|di|du|la|le|ter)){1,4})"),
    ("names", r"<name>(?:(?: ?,| and| &|;|/)+ ?<name>)*"),
    ("places", r"<Name>(?: <Name>)?(?:(?: ?,| and) <Name>(?: <Name>)?)*"),
    ("agency", r"(?:(?:the )?associated press|ap|afp|agence france[ -]presse|reuters|ani|pti|ians|uni|upi|dpa|efe|ansa|tass|ria(?: novosti)?|interfax|xinhua|sputnik|bloomberg|cnn|bbc|npr|rfe/rl|al jazeera|anadolu(?: agency)?|aa|yonhap|kyodo|ukrinform|unian|belta|agenc(?:y|ies)|news agenc(?:y|ies)|wires?|(?:staff|wire|agency|news) reports?|epa(?:-efe)?|pool|getty images)"),
    ("social", r"(?:facebook|fb|twitter|x|whatsapp|telegram|linkedin|instagram|youtube|tiktok|reddit|pinterest|threads|bluesky|mastodon|messenger|viber|snapchat|flipboard|google ?news|tumblr|signal|koo|vk|weibo|line|skype)"),
    ("month", r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"),
    ("weekday", r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?"),
    ("day", r"(?i:(?:<weekday>,? ?)?(?:<month> \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?|\d{1,2}(?:st|nd|rd|th)? <month>,?(?: \d{4})?)|<weekday>)"),
    ("date", r"(?:(?:<weekday>,? ?)?(?:<month> ?\d{1,2}(?:st|nd|rd|th)?(?:,? ?\d{4})|\d{1,2}(?:st|nd|rd|th)?[\s-]?<month>,?[\s-]?\d{4}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}[/.-]\d{2}[/.-]\d{2})(?:t\d\d:\d\d\S*)?|\d+ (?:second|minute|min|hour|hr|day|week|month|year)s? ago|<weekday>,? <month> \d{1,2}|yesterday at|today at)"),
    ("time", r"(?:(?:at )?\d{1,2}[:.]\d{2}(?::\d{2})?(?: ?[ap]\.?m\b\.?)?|\d{1,2} ?[ap]\.?m\b\.?)(?: ?[(\[]?(?-i:[A-Z]{2,4})\b(?: ?[+-]\d+(?::\d+)?)?[)\]]?)?"),
    ("label", r"(?:(?:story |article )?(?:first |last )?(?:published|updated|posted|modified|created|issued|date|uploaded)(?: (?:on|at|date|time))? ?[:–—-]?)"),
    ("stamp", r"(?:(?:<label> ?)?(?:at |on )?<date>(?:,? ?(?:<dash> ?|\| ?|at )?<time>)?|<label> ?(?:on )?<day>(?:,? ?<time>)?|<day>,? ?<time>|(?:<label> ?)?<time>,? <date>)"),
    ("role", r"(?:(?:(?:our|a|an|the|by|<Name>|staff|senior|chief|special|own|foreign|political|diplomatic|defen[cs]e|world|national|deputy|managing|associate|web|online|city|business|news|europe|middle east|asia|africa)\s+)*(?:correspondents?|reporters?|editors?|writers?|bureau chief|(?:news |web |online )?(?:desk|bureau|team|staff)))"),
    ("tail", r"(?:[\s,|•·/–—-]+(?:<time>|<stamp>|\d+ min(?:ute)?s?(?: read)?|\d+ (?:comments?|views?|shares?)|(?:by|in) (?:<names>|<agency>|<Name>)|<agency>|<names>|<Name>|<label>.*))*"),
    ("credit", r"(?:\b(?:staff|writer|reporter|correspondent|editor|bureau|desk|columnist|analyst|contributor|agency|news|press|times|post|daily|journal)\b|<agency>\b|<date>|<mail>|@\w|\d{4})"),
    ("related", r"(?:related(?: (?:articles?|stor(?:y|ies)|news|posts?|topics?|coverage|content|links?|reading|videos?))?|also read|read also|read more|read next|what to read next|see also|more stories|you (?:may|might) (?:also )?(?:like|be interested in)|recommended(?: (?:for you|stories|reading|videos|articles))?|suggested(?: for you)?|trending(?: (?:now|stories|news|today|topics|videos|articles))?|most (?:read|popular|viewed|shared|commented|watched)(?: (?:stories|articles|news|today))?|popular(?: (?:posts|stories|now|news))?|top (?:stories|news|picks)|(?:the )?latest(?: (?:news|stories|updates|articles|posts|videos))?|editor['’]?s['’]? (?:picks?|choice)|must[ -]?(?:read|watch)s?|don['’]t miss|in other news|up next|further reading|in case you missed it|more (?:from|on) this (?:author|story|topic)|people (?:also|are) (?:read|reading|asked?)|readers also (?:liked|read)|what to know(?: today)?|from our partners|around the web|from the web|promoted stories)"),
    ("comments", r"(?:leave a (?:reply|comment)|post a comment|add (?:a|your) comment|(?:(?:reader|user|facebook|\d+|no|\(?\d+\)?) )?comments?(?: ?[(:]? ?\d+)?|comments? section|\d+ (?:repl(?:y|ies)|responses|thoughts)(?: (?:to|on) .*)?|have your say|what do you think|join the (?:conversation|discussion)|discussion)\??"),
];

/// A pattern as the regex crate wants it, with its parts put in.
///
/// Digits and word borders are those of ASCII: with Unicode's, the fast
/// automata of the regex crate cannot be used.
pub(in crate::article) fn fill(pattern: &str) -> String {
    let mut filled = pattern.to_owned();
    for (name, part) in PARTS.iter().rev() {
        filled = filled.replace(&format!("<{name}>"), part);
    }
    filled
        .replace(" ?", r"\s*")
        .replace(' ', r"\s+")
        .replace(r"\b", r"(?-u:\b)")
        .replace(r"\d", "[0-9]")
}

/// A regular expression for the whole of a line's core, in any case.
pub(super) fn whole(pattern: &str) -> Regex {
    RegexBuilder::new(&format!("^(?i:{})$", fill(pattern)))
        .size_limit(1 << 26)
        .dfa_size_limit(1 << 24)
        .build()
        .expect("the patterns are constant and tested")
}

/// One by one: a set of them all is ten times slower, as its automaton has to
/// be built anew for almost every line.
static PATTERNS: LazyLock<Vec<Regex>> =
    LazyLock::new(|| ROWS.iter().map(|row| whole(row.2)).collect());

/// The reason of the first row that the core of a line, of so many words,
/// matches.
pub(super) fn reason(core: &str, words: usize) -> Option<Reason> {
    let rows = ROWS.iter().zip(PATTERNS.iter());
    rows.filter(|(row, _)| words <= row.1)
        .find(|(_, pattern)| pattern.is_match(core))
        .map(|(row, _)| row.0)
}
