//! The article of a web page.

use dom_query::{Document as Page, NodeRef};
use dom_smoothie::Readability;
use encoding_rs::Encoding;

use super::Metadata;

/// What a page says: its article as lines, the title first.
pub(super) struct PageText {
    pub text: String,
    pub metadata: Metadata,
    /// Whether no article was found, and the text is that of the whole page.
    pub whole_page: bool,
}

/// Elements in each other at most, as far as the text tells: no page has more,
/// and building them takes ever longer.
const MOST_OPEN: usize = 2000;

/// Elements in each other that the search for an article goes through.
const MOST_DEPTH: usize = 512;

/// A page whose elements stand in each other deeper than [`MOST_OPEN`].
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooDeep;

impl TooDeep {
    pub(super) fn problem() -> String {
        format!("found elements nested more than {MOST_OPEN} deep, expected a page")
    }
}

/// Takes the article out of a page, as a browser's reader view does
/// (Readability.js, by dom_smoothie); where there is none, the text of the page
/// without its menus and footers.
pub(super) fn read(html: &str) -> Result<PageText, TooDeep> {
    if open_elements(html) > MOST_OPEN {
        return Err(TooDeep);
    }
    let page = Page::from(html);
    if depth(&page.root()) > MOST_DEPTH {
        return Ok(whole(&page, Metadata::default()));
    }
    let headings = page.select("h1");
    let heading = (headings.length() == 1).then(|| one_line(&headings.text()));
    let fallback = page.clone();
    let article = Readability::with_document(page, None, None).and_then(|mut r| r.parse());
    let Ok(article) = article else {
        return Ok(whole(&fallback, Metadata::default()));
    };
    let title = one_line(&article.title);
    let metadata = Metadata {
        // The page's title may hold the site's name as well.
        title: filled(heading.filter(|h| title.contains(h.as_str())).or(Some(title))),
        byline: filled(article.byline),
        published: filled(article.published_time),
        site: filled(article.site_name),
    };
    let body = lines(&Page::from(article.content.as_ref()).root());
    if body.trim().is_empty() {
        return Ok(whole(&fallback, metadata));
    }
    Ok(PageText { text: titled(&metadata, body), metadata, whole_page: false })
}

/// Elements without content, or whose end may be left out: they do not nest.
const UNCLOSED: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option",
    "optgroup", "colgroup", "html", "head", "body", "rt", "rp",
];

/// How many elements are open at most, by the tags as they stand.
fn open_elements(html: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    for tag in html.split('<').skip(1) {
        let ends = tag.starts_with('/');
        let name = tag.trim_start_matches('/');
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let name = name[..end].to_ascii_lowercase();
        if name.is_empty() || UNCLOSED.contains(&name.as_str()) {
            continue;
        }
        open = if ends { open.saturating_sub(1) } else { open + 1 };
        most = most.max(open);
    }
    most
}

fn whole(page: &Page, metadata: Metadata) -> PageText {
    let body = page.body();
    let text = lines(body.as_ref().unwrap_or(&page.root()));
    PageText { text: titled(&metadata, text), metadata, whole_page: true }
}

fn filled(field: Option<String>) -> Option<String> {
    field.filter(|field| !field.trim().is_empty())
}

/// The title is the first line of the article.
fn titled(metadata: &Metadata, body: String) -> String {
    match &metadata.title {
        Some(title) if !body.lines().take(3).any(|line| line == title) => {
            format!("{title}\n\n{body}")
        }
        _ => body,
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Elements whose text is never read.
const UNREAD: &[&str] = &[
    "script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object", "button",
    "select", "textarea", "nav", "footer", "form", "dialog", "audio", "video", "canvas", "title",
];

/// Elements that stand in a line.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "meter", "q", "rp", "rt", "ruby", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "output",
];

/// Elements after which a paragraph ends.
const PARAGRAPHS: &[&str] =
    &["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "figure", "pre", "ul", "ol", "table"];

/// The text below a node: each block on a line of its own, paragraphs apart by
/// an empty line; white space as a browser shows it. Walks without recursion.
fn lines(root: &NodeRef<'_>) -> String {
    let mut lines = Lines::default();
    walk(root, |node, step| match step {
        Step::Enter => {
            if node.is_text() {
                lines.text(&node.text());
                return false;
            }
            let Some(name) = node.node_name() else {
                return true;
            };
            if UNREAD.contains(&name.as_ref()) || is_hidden(node) {
                return false;
            }
            if !INLINE.contains(&name.as_ref()) {
                lines.end();
            }
            true
        }
        Step::Leave => {
            if let Some(name) = node.node_name()
                && !INLINE.contains(&name.as_ref())
            {
                lines.end();
                if PARAGRAPHS.contains(&name.as_ref()) {
                    lines.end_paragraph();
                }
            }
            true
        }
    });
    lines.end();
    lines.text.truncate(lines.text.trim_end().len());
    lines.text
}

fn is_hidden(node: &NodeRef<'_>) -> bool {
    let is = |name: &str, value: &str| node.attr(name).is_some_and(|v| v.as_ref() == value);
    node.has_attr("hidden") || is("aria-hidden", "true")
}

#[derive(Default)]
struct Lines {
    text: String,
    /// Whether white space stands before the next word.
    space: bool,
    /// Empty lines wanted before the next word.
    gap: bool,
}

impl Lines {
    fn text(&mut self, text: &str) {
        self.space |= text.starts_with(char::is_whitespace);
        for word in text.split_whitespace() {
            if self.text.is_empty() || self.text.ends_with('\n') {
                if std::mem::take(&mut self.gap) && !self.text.is_empty() {
                    self.text.push('\n');
                }
            } else if self.space {
                self.text.push(' ');
            }
            self.text.push_str(word);
            self.space = true;
        }
        self.space = text.ends_with(char::is_whitespace) || (self.space && text.trim().is_empty());
    }

    fn end(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.space = false;
    }

    fn end_paragraph(&mut self) {
        self.gap = true;
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Enter,
    Leave,
}

/// Visits all nodes below `root`, and it, in the order of the page; `visit`
/// says on entering whether to go into a node.
fn walk(root: &NodeRef<'_>, mut visit: impl FnMut(&NodeRef<'_>, Step) -> bool) {
    let mut node = *root;
    loop {
        let inside = visit(&node, Step::Enter);
        if let Some(child) = node.first_child().filter(|_| inside) {
            node = child;
            continue;
        }
        loop {
            visit(&node, Step::Leave);
            if node.id == root.id {
                return;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent() {
                Some(parent) => node = parent,
                None => return,
            }
        }
    }
}

/// How deep elements stand in each other.
fn depth(root: &NodeRef<'_>) -> usize {
    let (mut depth, mut most) = (0_usize, 0);
    walk(root, |_, step| {
        match step {
            Step::Enter => depth += 1,
            Step::Leave => depth = depth.saturating_sub(1),
        }
        most = most.max(depth);
        true
    });
    most
}

/// How far into a page its encoding may be declared, in bytes, as browsers
/// look.
const DECLARATION: usize = 1024;

/// The encoding that a page or an XML file declares.
pub(super) fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION)]).to_lowercase();
    let after = |key: &str| start.find(key).map(|at| &start[at + key.len()..]);
    let label = match start.trim_start().starts_with("<?xml") {
        true => after("encoding").or_else(|| after("charset")),
        false => after("charset"),
    }?;
    let label = label.trim_start().strip_prefix('=')?.trim_start();
    let label = label.trim_start_matches(['"', '\'']);
    let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c));
    Encoding::for_label(&label.as_bytes()[..end.unwrap_or(label.len())])
}

#[cfg(test)]
mod tests;
