use super::super::blocks;
use super::Reason::{self, *};

/// Lines of clutter, each with its reason.
#[rustfmt::skip]
const CLUTTER: &[(Reason, &str)] = &[
    (Advertisement, "Advertisement"), (Advertisement, "ADVERTISEMENT"), (Advertisement, "- Advertisement -"),
    (Advertisement, "Advertisement - scroll to continue"), (Advertisement, "Ad"), (Advertisement, "Sponsored content"),
    (Advertisement, "Story continues below this ad"), (Advertisement, "Article continues after advertisement"),
    (Advertisement, "Scroll to continue with content"),
    (ShareLink, "Share"), (ShareLink, "Facebook"), (ShareLink, "WhatsApp"), (ShareLink, "Share on Facebook Share on Twitter"),
    (ShareLink, "FacebookTwitterEmailPrint"), (ShareLink, "Copy link"), (ShareLink, "Print"), (ShareLink, "Share this article"),
    (ShareLink, "Click to share on Twitter (Opens in new window)"), (ShareLink, "Share this story with your friends"),
    (ShareLink, "Follow us on Facebook and Twitter for the latest news."), (ShareLink, "Follow us on Google News"),
    (ShareLink, "Follow @janedoe on Twitter"), (ShareLink, "Follow Jane Doe on Twitter: @janedoe"),
    (ShareLink, "Join our WhatsApp channel"), (ShareLink, "Like us on Facebook"), (ShareLink, "1.2k shares"),
    (ShareLink, "Follow us on our channels for breaking news"),
    (RelatedStory, "Read more: Russia builds up its fleet in the Black Sea"), (RelatedStory, "ALSO READ | Who is the new envoy?"),
    (RelatedStory, "Also Read:\u{a0}How the talks began"), (RelatedStory, "RELATED: Five things to know about the border"),
    (RelatedStory, "Related Article: “We will never leave”"), (RelatedStory, "See also: A timeline of the war"),
    (RelatedStory, "Watch: Drone footage of the crossing"), (RelatedStory, "READ: The full letter"), (RelatedStory, ">> Related: The story so far"),
    (RelatedStory, "Most read"), (RelatedStory, "Trending now"), (RelatedStory, "Recommended"), (RelatedStory, "Recommended for you"),
    (RelatedStory, "You may also like"), (RelatedStory, "Click here to read the full report"), (RelatedStory, "Click here"),
    (RelatedStory, "More from World"), (RelatedStory, "Continue reading"), (RelatedStory, "More stories from Europe"), (RelatedStory, "Read more"),
    (Newsletter, "Subscribe to our newsletter"), (Newsletter, "Sign up"), (Newsletter, "Sign up for the Morning Briefing newsletter and never miss a story."),
    (Newsletter, "Get the latest headlines delivered straight to your inbox."), (Newsletter, "Enter your email address"),
    (Newsletter, "By signing up you agree to our terms of use."), (Newsletter, "Already a subscriber? Log in"), (Newsletter, "Subscribe now"),
    (Newsletter, "Download our app for the latest news"),
    (Comment, "View comments"), (Comment, "Be the first to comment"), (Comment, "You must be logged in to post a comment."),
    (Comment, "Your email address will not be published. Required fields are marked *"), (Comment, "Name *"),
    (Comment, "Save my name, email, and website in this browser for the next time I comment."), (Comment, "Comments are closed."),
    (Comment, "Notify me of follow-up comments by email."),
    (Cookie, "We use cookies to improve your experience on our site."), (Cookie, "Accept all cookies"), (Cookie, "Cookie settings"),
    (Cookie, "This website uses cookies. By continuing to use it you agree to our cookie policy."), (Cookie, "Manage consent"),
    (Navigation, "5 min read"), (Navigation, "Skip to main content"), (Navigation, "Home > World > Europe"), (Navigation, "Home | News | Sport | Weather"),
    (Navigation, "Next post"), (Navigation, "Previous article: Storm hits the coast"), (Navigation, "Loading..."), (Navigation, "Back to top"),
    (Navigation, "Page 2 of 3"), (Navigation, "Listen to this article"), (Navigation, "Privacy policy"), (Navigation, "Menu"), (Navigation, "Load more"),
    (Navigation, "Your browser does not support the audio element."), (Navigation, "Reading time: 4 minutes"), (Navigation, "« Older posts"),
    (Tags, "Tags: Ukraine, Russia, NATO"), (Tags, "Filed under: World, Politics"), (Tags, "Posted in News, Politics"), (Tags, "#Ukraine #NATO"),
    (Tags, "Topics: border, troops"), (Tags, "Categories: World"),
    (Copyright, "© 2022 The Daily Paper. All rights reserved."), (Copyright, "Copyright 2021 The Associated Press. All rights reserved."),
    (Copyright, "(c) 2020 Northern Wire"), (Copyright, "All rights reserved."),
    (Copyright, "This material may not be published, broadcast, rewritten or redistributed."),
    (SourceCredit, "Source link"), (SourceCredit, "(With inputs from agencies)"), (SourceCredit, "With inputs from PTI and Reuters"), (SourceCredit, "Source: Reuters"),
    (SourceCredit, "(AFP)"), (SourceCredit, "AP, Reuters"), (SourceCredit, "This article was originally published in The Gazette."),
    (SourceCredit, "(This story has not been edited by our staff and is auto-generated from a syndicated feed.)"),
    (Byline, "By Jane Doe"), (Byline, "By JANE DOE"), (Byline, "By Jane Doe, Staff Writer"), (Byline, "By Jane Doe and John van der Berg in Kyiv"),
    (Byline, "By Our Correspondent"), (Byline, "By Associated Press"), (Byline, "Jane Doe | Updated: 5 May 2021 10:00 IST"), (Byline, "Edited by: Jane Doe"),
    (Byline, "Reporting by Jane Doe in London; editing by John Smith"), (Byline, "Additional reporting by Jane Doe"), (Byline, "Jane Doe, Diplomatic Correspondent"),
    (Byline, "Staff reporter, 3 March, 07:15 GMT"),
    (Dateline, "5 May 2021"), (Dateline, "Published: May 5, 2021 at 10:00 a.m. EDT"), (Dateline, "Last updated on Thursday, 30 December 2021, 14:05 GMT"),
    (Dateline, "2 hours ago"), (Dateline, "2021-12-30"), (Dateline, "Posted 3 March"),
    (Caption, "(Photo: Jane Doe)"), (Caption, "Image: Vladimir Putin at the Kremlin / Getty"), (Caption, "Getty Images"), (Caption, "Photo by Jane Doe/AFP"),
    (Caption, "The president at his desk on Monday. (AP Photo/Jane Doe)"), (Caption, "File photo"), (Caption, "Image credit: Reuters"),
    (Caption, "Soldiers near the border | Photo: Reuters"), (Caption, "Image caption: Lorries queue at the crossing"), (Caption, "Representational image"),
    (Caption, "REUTERS/Jane Doe"), (Caption, "Smoke over the harbour on Friday. Photograph: Jane Doe/EPA"),
    (Contact, "jane.doe@example.com"), (Contact, "https://example.com/a/story?id=5"), (Contact, "Email: news@example.com"), (Contact, "Contact us at tips@example.com"),
    (Contact, "Tel: +44 20 7946 0000"), (Contact, "Have a tip? Write to tips@example.com"),
    (Dateline, "26 July 2014 17:52 (UTC +04:00)"), (Dateline, "Sunday 11 August 2024 - 02:36"), (Dateline, "Updated - May 5, 2021 10:00 am IST"),
    (Dateline, "Published: 12:34 EST, 5 May 2021 | Updated: 13:40 EST, 5 May 2021"), (Byline, "Reuters Staff"), (Byline, "Kostas Doe, Athens bureau chief"),
    (Byline, "Jane Doe contributed to this report."), (Byline, "Jane Doe reported from Kyiv and John Smith from London."),
    (Caption, "The president in Istanbul, Turkey October 27, 2018. REUTERS/Jane Sezer"), (Caption, "Pictured: The burnt-out tank near Vel"),
    (ShareLink, "Follow the Foreign Office on twitter @foreignoffice"), (ShareLink, "Gift this article"), (ShareLink, "7.5k"),
    (RelatedStory, "Explore more on these topics"), (RelatedStory, "Have you read?"), (RelatedStory, "People also read"),
    (Newsletter, "Enable notifications"), (Newsletter, "Stay up to date with the latest news"), (Newsletter, "To continue reading, please subscribe"),
    (Newsletter, "You have reached your limit of free articles"), (Newsletter, "For all the latest World News, download our app."),
    (Newsletter, "Support our journalism"), (Comment, "Comments have to be in English, and in full sentences."), (ShareLink, "Reply ↓"),
    (Navigation, "Suggest a correction"), (Navigation, "Video Player is loading."), (Navigation, "World"), (Navigation, "Live updates"),
    (AuthorBio, "The opinions expressed in this article are those of the author."), (Contact, "Send us your feedback"),
    (SourceCredit, "(Except for the headline, this story has not been edited by our staff.)"), (SourceCredit, "With files from The Canadian Press"),
    (Advertisement, "Advertisement · Scroll to continue"), (Advertisement, "Advertisement. Scroll to continue reading."),
    (NoWords, "* * *"), (NoWords, "_______"), (NoWords, "12"), (NoWords, "1,234"),
];

/// Prose that looks like clutter.
#[rustfmt::skip]
const PROSE: &[&str] = &[
    "By Monday the rebels must leave the town.", "Share prices fell on Friday.", "Follow the money, the prosecutor said.",
    "Photo of the month shows a burning tank.", "Read the letter aloud, he told the court.", "Subscribe or lose access, the firm warned users.",
    "Comments by the minister angered unions.", "Advertisement spending rose.", "By Friday morning, President Biden had called him.",
    "By dawn they had left.", "By Moscow’s count, 12 men died.", "By Jane Doe’s account, the talks failed.", "Sign up for the army or leave, the general told conscripts.",
    "Follow us to the end, the rebel leader told his men.", "Print shops closed in protest.", "Watch the border, he warned.", "Tags were cut from the bodies.",
    "Source close to the talks says no deal is near.", "Sources: Russia will not withdraw its troops.", "Sources said the talks had failed.",
    "Home is where they want to go.", "Home Secretary Jane Doe denied the claim.", "Copyright law was changed in 2021.", "Cookies were served at the talks.",
    "We use cookies as bait, the hunter said.", "Trending towards war, the two states met again.", "Recommended doses were exceeded, the court heard.",
    "Related charges were dropped.", "Correction: An earlier version of this article misstated the minister’s name.",
    "This article was amended on 5 May 2021 to correct the date of the talks.", "No comment.", "“No comment,” the ministry said.", "Loading of the ships began at dawn.",
    "Next week the talks go on.", "Next: war or peace?", "Previous talks failed.", "Search parties found nobody.", "Image is everything, the envoy said.",
    "Images from space showed tanks near the border.", "Video: that is what they asked for, and what they got.", "Video showed him leaving.",
    "Reporting by the newspaper led to arrests.", "Edited by hand, the tape was played in court.", "Written by the rebels, the letter demanded a ransom.",
    "Posted in Kyiv for two years, he knew the city well.", "Filed under seal, the suit accuses the ministry of torture.", "Published on Monday, the report blames the army.",
    "Updated rules come into force on 5 May 2021.", "On 5 May 2021 the army left.", "Click here was all the message said.", "Contact with the submarine was lost.",
    "Contact between the two leaders will go on, the Kremlin said.", "Email him, she said, and you will get no answer.", "Email servers were hacked.",
    "Call off the strike, the company told the union.", "The photo (right) was taken in Kyiv.", "He sent the photo to Reuters.", "The minister told Reuters.",
    "He denied it on Twitter.", "The army said on Telegram that it would not leave.", "Follow-up talks on Facebook’s fine begin on Monday.",
    "Twitter denied the claim.", "Facebook said it would appeal.", "WhatsApp will not hand over the data.", "AP reported that he had left.",
    "Reuters could not verify the claim.", "“Leave a reply or we will come for you,” the caller said.", "Leave the town by Friday, the rebels said.",
    "Join us or die, the leader told them.", "Join the talks, Washington urged Tehran.", "Get out of our country, the crowd shouted.", "More from both sides is needed, he said.",
    "More stories of torture came to light.", "Listen to the people, she demanded.", "Accept all the terms or face sanctions, he warned.", "Stay connected to the grid, the ministry asked Kyiv.",
    "Jane Doe, a reporter, was arrested.", "Jane Doe denied the charge.", "Dr Jane Doe, senior editor of the journal, rejected the claim.", "Topics included arms and trade.",
    "Topics: the two sides spoke of arms and trade.", "Breaking the deal would mean war.", "Live fire was heard.", "Terms were not disclosed.", "Help is on its way, he promised.",
    "Save the hostages, he begged.", "Send in the troops, they demanded.", "See you in court, the firm replied.", "See also what he did in 2014, the envoy said.",
    "Your email address will be handed to the police, the letter said.", "All rights reserved for citizens were withdrawn.", "“Close the border!”", "Then he left.", "We will not.",
    "Register by Friday or leave, the decree says.", "Subscribe to peace, the pope urged.", "What do you think they will do?",
    "Most read the move as a threat.", "Read more into it if you like, the spokesman said.", "Sponsored by Tehran, the militia denied any role.",
    "Unlock the gates, the rebels demanded.", "Support the army or leave, he told them.", "Stay informed and stay at home, the ministry urged.",
    "Follow the debate on Twitter, the minister said.", "Comments must be withdrawn, the minister said.", "Comments are useless now, she said.",
    "Security is our only demand.", "World leaders condemned the raid.", "Jane Doe reported from Kyiv that the talks had failed.", "Iran contributed to the talks.",
    "Report the thieves, the mayor urged.", "Get the troops out, they demanded.", "You have already lost, he told the rebels.", "For the latest attack Kyiv blamed Moscow.",
    "Get in touch with us or face trial, the court told him.", "Premium prices were denied.", "Scroll down the list of the dead, he said.", "Pictured: that is how he wants to be.",
    "Photographs: that was all they asked for, the police said.", "Story after story of torture was told.", "1. Withdraw the troops from the border.",
];

const BEFORE: &str = "Envoys leave Geneva after a night of talks\n\n\
    The envoys left the city of Geneva after a long night of talks on the border.\n\n\
    Nobody would tell the reporters in the street what had been said in the hall.\n\n";
const AFTER: &str =
    "\n\nThe talks will go on in Vienna next week, the ministry told the reporters there.\n";

/// The verdict on a line in the middle of an article.
fn verdict(line: &str) -> Option<Reason> {
    let text = format!("{BEFORE}{line}{AFTER}");
    let found = blocks(&text);
    assert_eq!(found.len(), 5, "{line}");
    assert!([0, 1, 2, 4].iter().all(|&at| found[at].dropped.is_none()), "{line}");
    found[3].dropped
}

#[test]
fn clutter_goes_for_its_reason() {
    let wrong: Vec<String> = CLUTTER
        .iter()
        .filter(|(reason, line)| verdict(line) != Some(*reason))
        .map(|(reason, line)| format!("{line:?}: expected {reason}, found {:?}", verdict(line)))
        .collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn prose_stays() {
    let wrong: Vec<String> = PROSE
        .iter()
        .filter_map(|line| verdict(line).map(|reason| format!("{line:?}: {reason}")))
        .collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The reasons of the blocks of an article whose prose is [`BEFORE`].
fn reasons(tail: &str) -> Vec<Option<Reason>> {
    let text = format!("{BEFORE}{tail}");
    blocks(&text).iter().skip(3).map(|block| block.dropped).collect()
}

#[test]
fn a_comment_form_takes_the_rest() {
    let tail = "Leave a Reply\nCome here again and we will shoot you, all of you, I swear it.\nNice article\n";
    assert_eq!(reasons(tail), [Some(Comment); 3]);
    let tail = "Comments (2)\nanna: They lie to us, they always did, and they will pay.\n";
    assert_eq!(reasons(tail), [Some(Comment); 2]);
    let counter = format!("3 Comments\n{BEFORE}");
    let dropped: Vec<_> = blocks(&counter).iter().map(|block| block.dropped).collect();
    assert_eq!(dropped, [Some(Comment), None, None, None]);
}

#[test]
fn headlines_under_a_heading_are_other_stories() {
    let tail = "Most read\n\nStorm hits the coast of Lethia\nWho is the new envoy?\n\
        Port strike enters its second week\n\nThe talks will go on in Vienna next week, the ministry said.\n\
        Fears of war\n";
    let other = Some(RelatedStory);
    assert_eq!(reasons(tail), [other, other, other, other, None, other]);
}

#[test]
fn runs_of_short_lines_are_menus_or_tags() {
    let menu = format!("World\nPolitics\nSport\nWeather\n{BEFORE}");
    let dropped: Vec<_> = blocks(&menu).iter().map(|block| block.dropped).collect();
    assert_eq!(
        dropped[..5],
        [Some(Navigation), Some(Navigation), Some(Navigation), Some(Navigation), None]
    );
    let short = format!("War looms\nMoscow\nKyiv\nRiga\n{}", BEFORE.split_once("\n\n").unwrap().1);
    assert_eq!(blocks(&short)[0].dropped, None);
    assert_eq!(reasons("Ukraine\nRussia\nJoe Biden\n"), [Some(Tags); 3]);
    assert_eq!(reasons("Ukraine, Russia, Joe Biden"), [Some(Tags)]);
    assert_eq!(reasons("What comes next"), [None]);
}

#[test]
fn a_biography_stands_at_the_end() {
    let long =
        "The talks will go on in Vienna next week, the ministry told the reporters there.\n\n";
    let biography = "Jane Doe is a senior reporter covering Russia, based in Riga.\n\n";
    assert_eq!(
        reasons(&format!("{long}{biography}© 2022 Northern Wire\n")),
        [None, Some(AuthorBio), Some(Copyright)]
    );
    assert_eq!(reasons(&format!("{biography}{long}")), [None, None]);
}

#[test]
fn the_headline_stays_though_it_looks_like_clutter() {
    for headline in [
        "Watch: Putin warns the West",
        "Read: The letter that began a war",
        "Photo: what the rebels left behind",
    ] {
        let text = format!("Skip to content\n{headline}\n{BEFORE}");
        let found = blocks(&text);
        assert_eq!(found[0].dropped, Some(Navigation));
        assert_eq!(found[1].dropped, None, "{headline}");
    }
}

#[test]
fn names_of_reasons_are_distinct() {
    let mut names: Vec<_> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Reason::ALL.len());
    assert!(names.iter().all(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')));
}

/// An article whose paragraphs are set apart, with a line in its middle and
/// lines at its end.
fn page(middle: &str, end: &str) -> Vec<(String, Option<Reason>)> {
    let text = format!(
        "Ferry crews and owners fail to agree on night pay\n\n\
         By Jane Doe\n\n\
         Crews of the island ferries walked out of talks on Tuesday, two weeks after the owners \
         had cut the bonus for nights, and the last boat of the day left without them.\n\n\
         The owners said that they had lost eleven million in two years and could not pay for \
         what nobody else on the coast was paid, a claim that the union has always rejected.\n\n\
         {middle}\
         About 900 travellers spent the night in the terminal, where volunteers handed out \
         blankets and soup and the harbour master opened the old customs hall for families.\n\n\
         A mediator named by the ministry met both sides on Monday and again on Tuesday morning, \
         according to his office, which would not say what had been put on the table.\n\n\
         The ferries carried 2.4 million people last year, most of them in the eleven weeks of \
         summer, and the islands have had no other link to the coast since the airfield closed.\n\n\
         {end}"
    );
    let found = blocks(&text);
    found.iter().map(|block| (block.span.of(&text).to_owned(), block.dropped)).collect()
}

/// The lines of the middle or end of [`page`] that stay.
fn kept(middle: &str, end: &str) -> Vec<String> {
    let found = page(middle, end);
    let prose = page("", "");
    assert!(prose.iter().all(|(line, reason)| reason.is_none() || line == "By Jane Doe"));
    let is_own = |line: &String| !prose.iter().any(|(own, _)| own == line);
    let lost: Vec<_> = prose
        .iter()
        .filter(|line| line.1.is_none() && !found.contains(line))
        .map(|line| &line.0)
        .collect();
    assert!(lost.is_empty(), "{middle:?}, {end:?}: lost {lost:?}");
    found.into_iter().filter(|line| line.1.is_none()).map(|line| line.0).filter(is_own).collect()
}

/// Sentences that no pattern knows, between two paragraphs.
#[test]
fn a_site_that_speaks_to_its_reader_goes() {
    for line in [
        "If you spot a slip on this page, ring our desk and we will put it right.",
        "Tell us about your own crossing: write to our readers' page before Friday.",
        "We keep this paper free because you and your neighbours chip in.",
        "Need a new roof? Ask our builders for a free offer today!",
        "This article is more than 2 years old",
        "Getting your audio player ready...",
        "With reporting by AFP and dpa",
        "PODCAST: In this week's episode, the captain tells how he lost his ship to a sandbank. 24 mins.",
    ] {
        assert_eq!(kept(&format!("{line}\n\n"), ""), [""; 0], "{line}");
    }
}

#[test]
fn a_sentence_of_the_article_stays_though_it_has_such_words() {
    for line in [
        "“If you spot a slip, ring our desk and we will put it right,” said the harbour master.",
        "We will not leave the quay, the crews told the owners.",
        "Write to your member of parliament, the union urged its members.",
        "No boat sailed.",
        "She has worked on the ferries since 2004.",
        "The newspaper of the union printed the letter on Monday.",
        "Read the offer, the mediator had asked them.",
        "Sources: no boat will sail before Sunday.",
    ] {
        assert_eq!(kept(&format!("{line}\n\n"), ""), [line], "{line}");
    }
}

#[test]
fn a_line_without_its_blank_line_is_set_in() {
    let caption = "The old customs hall, about midnight. Bedding by the harbour mission.";
    assert_eq!(kept(&format!("{caption}\n"), ""), [""; 0]);
    let prose = "The union then broke off the talks.";
    assert_eq!(kept(&format!("{prose}\n\n"), ""), [prose]);
}

#[test]
fn crossheads_stay_and_headlines_of_others_go() {
    for crosshead in ["The long night", "Soup and blankets", "A hall for the families"] {
        assert_eq!(kept(&format!("{crosshead}\n\n"), ""), [crosshead]);
    }
    for link in [
        "Bakery reopens months after flood",
        "Bakers reopen shop two months after flood",
        "“We lost it all”: bakers look back on a year of floods",
    ] {
        assert_eq!(kept(&format!("{link}\n\n"), ""), [""; 0], "{link}");
    }
}

#[test]
fn comments_need_no_heading_that_a_pattern_knows() {
    let end = "Voices from the quay (3)\n\
        My brother sails on that boat and he has not been paid since May.\n\
        They should all be sacked. Shame on them!\n\
        If the boats stay in again we will block the road.\n\
        (c) The Quay\n";
    assert_eq!(kept("", end), [""; 0]);
    let end = "oldsalt · 3 hours ago\n\
        I was there. Nobody threw anything, and the owners know it.\n\
        Ann from Vis · yesterday\n\
        Let them swim.\n";
    assert_eq!(kept("", end), [""; 0]);
}

#[test]
fn prose_below_a_comment_form_stays() {
    let middle = "Leave a comment\n\n\
        The crews, who number about 340, have worked without a contract since the spring, when \
        the last one ran out, and have twice voted by large margins to go on strike.\n\n";
    assert_eq!(kept(middle, "").len(), 1);
    let last = "The talks go on at noon, the mediator said.\n";
    assert_eq!(kept("", &format!("Read also: Bakers reopen shop\n\n{last}")), [last.trim()]);
}

#[test]
fn a_scene_above_the_first_paragraph_is_a_caption() {
    let page = |line: &str| {
        let lines = page("", "");
        let text = format!(
            "{}\n\nBy Jane Doe\n\n{line}\n\n{}",
            lines[0].0,
            lines[2..].iter().map(|line| line.0.as_str()).collect::<Vec<_>>().join("\n\n")
        );
        blocks(&text)[2].dropped
    };
    assert_eq!(
        page("Travellers sit on their bags outside the terminal on Tuesday."),
        Some(Caption)
    );
    assert_eq!(page("Travellers sat on their bags all night, and no boat came."), None);
}

#[test]
fn the_headline_shares_its_words_with_the_article() {
    let lines = page("", "");
    let prose: Vec<&str> = lines[2..].iter().map(|line| line.0.as_str()).collect();
    let text =
        format!("News you can eat your lunch with\n\n{}\n\n{}", lines[0].0, prose.join("\n\n"));
    let dropped: Vec<_> = blocks(&text).iter().map(|block| block.dropped).collect();
    assert_eq!(dropped[..2], [Some(Navigation), None]);
}
