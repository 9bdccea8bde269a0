//! What the pages for a browser share.
//!
//! Nothing in a page asks another host; its policy forbids that as well. All
//! that comes from outside goes through [`escaped`].

use super::marked::harmless;

const BASE_CSS: &str = include_str!("page/base.css");

/// Whether a page brings a script.
#[derive(Debug, Clone, Copy)]
pub(super) enum Script {
    Inline,
    None,
}

/// The beginning of a page. Its styles are left open: more may follow, then
/// [`BODY`].
pub(super) fn head(title: &str, script: Script, css: &str) -> String {
    let script = match script {
        Script::Inline => "script-src 'unsafe-inline'; ",
        Script::None => "",
    };
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'; {script}base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{BASE_CSS}{css}"
    )
}

/// Ends the head and begins the body.
pub(super) const BODY: &str = "</style>\n</head>\n<body>\n";

/// Ends a page.
pub(super) const END: &str = "</body>\n</html>\n";

/// Text that is nothing but text, also inside an attribute.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in harmless(text).chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}
