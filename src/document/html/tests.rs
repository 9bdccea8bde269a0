use super::*;

const PARAGRAPH: &str = "The union said on Monday that talks with the port would go on until the \
                         end of the week, and that no berth would be closed before then.";

fn page(body: &str) -> String {
    format!(
        "<!doctype html><html><head><title>Port strike - The Daily</title>\
         <meta property=\"article:published_time\" content=\"2026-05-04\">\
         <meta property=\"og:site_name\" content=\"The Daily\">\
         <meta name=\"author\" content=\"M. Lis\"></head>\
         <body><header><nav><a href=\"/\">Home</a><a href=\"/w\">World</a></nav></header>{body}\
         <footer>Contact us</footer></body></html>"
    )
}

#[test]
fn the_article_is_found_and_its_blocks_are_lines() {
    let html = page(&format!(
        "<article><h1>Port strike</h1><p>{PARAGRAPH}</p><p>&ldquo;Leave!&rdquo; said <b>the \
         en</b>voy.<br>They stayed.</p><ul><li>One demand</li><li>Two\n more</li></ul>\
         <script>alert('we will attack')</script><p aria-hidden=\"true\">Hidden.</p>\
         <p>{PARAGRAPH}</p></article>"
    ));
    let read = read(&html).unwrap();
    assert!(!read.whole_page);
    assert_eq!(read.metadata.title.as_deref(), Some("Port strike"));
    assert_eq!(read.metadata.published.as_deref(), Some("2026-05-04"));
    assert_eq!(read.metadata.site.as_deref(), Some("The Daily"));
    assert_eq!(read.metadata.byline.as_deref(), Some("M. Lis"));
    assert_eq!(
        read.text,
        format!(
            "Port strike\n\n{PARAGRAPH}\n\n“Leave!” said the envoy.\nThey stayed.\n\nOne demand\n\
             Two more\n\n{PARAGRAPH}"
        )
    );
}

#[test]
fn a_page_without_an_article_is_read_whole() {
    let page = read("<p>They left.<p>Go!<table><tr><td>a<td>b</table>").unwrap();
    assert_eq!(page.text, "They left.\n\nGo!\na\nb");
    assert_eq!(read("").unwrap().text, "");
    assert_eq!(read("no tags at all").unwrap().text, "no tags at all");
}

#[test]
fn deep_nesting_is_no_trouble() {
    for (open, close) in [("<div>", "</div>"), ("<b>", "</b>"), ("<ul><li>", "</li></ul>")] {
        let nested = |n: usize| format!("{}They left.{}", open.repeat(n), close.repeat(n));
        assert_eq!(read(&nested(1000)).unwrap().text, "They left.");
        assert_eq!(read(&nested(50_000)).err(), Some(TooDeep));
    }
    // Elements that need no end, and those that have none.
    let long = "<p>They left.<br><li>a<img src=x>".repeat(20_000);
    assert!(read(&long).is_ok());
}

#[test]
fn the_encoding_is_declared_in_several_ways() {
    let declared = |html: &str| declared_encoding(html.as_bytes()).map(Encoding::name);
    assert_eq!(declared("<meta charset=\"windows-1252\">"), Some("windows-1252"));
    assert_eq!(
        declared("<META http-equiv=content-type content='text/html; charset=Shift_JIS'>"),
        Some("Shift_JIS")
    );
    assert_eq!(declared("<?xml version=\"1.0\" encoding='koi8-r'?>"), Some("KOI8-R"));
    assert_eq!(declared("<meta charset=unheard-of>"), None);
    assert_eq!(declared("<p>charset</p>"), None);
}
