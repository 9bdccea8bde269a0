//! The text of a Markdown file.

use pulldown_cmark::{Event, MetadataBlockKind, Options, Parser, Tag, TagEnd};

/// Paragraphs, headings and list items, each on a line of its own, without
/// marks. Code blocks, tables, images' addresses, HTML and front matter are left
/// out; of a link its text stays.
pub(super) fn text(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut text = String::new();
    let mut left_out = 0_usize;
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Start(tag) if is_left_out(&tag) => left_out += 1,
            Event::End(
                TagEnd::CodeBlock
                | TagEnd::Table
                | TagEnd::Image
                | TagEnd::HtmlBlock
                | TagEnd::MetadataBlock(MetadataBlockKind::YamlStyle),
            ) => left_out = left_out.saturating_sub(1),
            _ if left_out > 0 => {}
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::SoftBreak => text.push(' '),
            Event::HardBreak => text.push('\n'),
            Event::Start(tag) if !is_inline(&tag) => end_line(&mut text),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_)) => {
                end_line(&mut text);
                text.push('\n');
            }
            Event::End(TagEnd::Item) => end_line(&mut text),
            _ => {}
        }
    }
    text.truncate(text.trim_end().len());
    text
}

fn is_left_out(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::CodeBlock(_)
            | Tag::Table(_)
            | Tag::Image { .. }
            | Tag::HtmlBlock
            | Tag::MetadataBlock(MetadataBlockKind::YamlStyle)
    )
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
}

fn end_line(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_words_stay() {
        let markdown = "---\ntitle: x\n---\n# Port *strike*\n\nThe **union**\nsaid [no](http://a.b).\n\n\
                        - \"Leave!\"\n- They `stayed`.\n\n```\ncode\n```\n\n| a | b |\n|---|---|\n| c | d |\n\n\
                        ![a boat](boat.png)\n\n> He said 5 < 6 & left.\n\n<div>html</div>\n";
        assert_eq!(
            text(markdown),
            "Port strike\n\nThe union said no.\n\n\"Leave!\"\nThey stayed.\n\nHe said 5 < 6 & left."
        );
    }
}
