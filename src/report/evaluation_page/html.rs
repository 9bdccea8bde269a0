//! Pieces of the page: tables, figures with their table, legends.

use super::plots::SERIES;
use crate::report::page::escaped;

/// A table; the first cell of each row is its head. All text is escaped.
pub(super) fn table(caption: &str, header: &[&str], rows: &[Vec<String>]) -> String {
    let head: String =
        header.iter().map(|name| format!("<th scope=\"col\">{}</th>", escaped(name))).collect();
    let row = |cells: &Vec<String>| {
        let (first, rest) = cells.split_first().map_or(("", &[][..]), |(f, r)| (f.as_str(), r));
        let rest: String = rest.iter().map(|cell| format!("<td>{}</td>", escaped(cell))).collect();
        format!("<tr><th scope=\"row\">{}</th>{rest}</tr>\n", escaped(first))
    };
    let rows: String = rows.iter().map(row).collect();
    let table = format!(
        "<table>\n<caption>{}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n\
         </table>\n",
        escaped(caption)
    );
    wide(caption, &table)
}

/// What may be wider than the screen and is then moved by itself, by keyboard
/// as well.
fn wide(name: &str, body: &str) -> String {
    let name = escaped(name);
    format!(
        "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"{name}\">\n{body}</div>\n"
    )
}

/// A plot with what it shows below it, and its numbers on request.
pub(super) fn plot(svg: &str, legend: &[&str], caption: &str, tables: &str) -> String {
    let keys: String = legend
        .iter()
        .enumerate()
        .map(|(place, name)| {
            format!("<li><span class=\"key s{}\"></span>{}</li>", place % SERIES, escaped(name))
        })
        .collect();
    let legend = match keys.is_empty() {
        true => String::new(),
        false => format!("<ul class=\"legend\">{keys}</ul>\n"),
    };
    format!(
        "<figure>\n{legend}{}<figcaption>{caption}</figcaption>\n</figure>\n{}",
        wide("Plot", svg),
        numbers("The numbers", tables)
    )
}

/// Tables that are shown on request, and in print.
pub(super) fn numbers(name: &str, tables: &str) -> String {
    format!("<details><summary>{name}</summary>\n{tables}</details>\n")
}

pub(super) fn paragraph(text: &str) -> String {
    format!("<p>{}</p>\n", escaped(text))
}
