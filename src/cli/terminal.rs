//! What the terminal can do.

use std::io::IsTerminal;
use std::time::Duration;

use console::{Style, Term};
use indicatif::{ProgressBar, ProgressStyle};

/// Columns where the output is no terminal.
const DEFAULT_WIDTH: usize = 100;

/// Columns of standard output.
pub(super) fn width() -> usize {
    match Term::stdout().size_checked() {
        Some((_, columns)) => usize::from(columns),
        None => DEFAULT_WIDTH,
    }
}

/// Whether standard output is a terminal that shows colour; `NO_COLOR` is
/// respected (https://no-color.org).
pub(super) fn colour() -> bool {
    std::io::stdout().is_terminal() && colour_wanted()
}

fn colour_wanted() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    !refused && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

fn mark(text: &str, style: Style) -> String {
    let coloured = std::io::stderr().is_terminal() && colour_wanted();
    style.force_styling(coloured).apply_to(text).to_string()
}

pub(super) fn error_mark() -> String {
    mark("error:", Style::new().red().bold())
}

pub(super) fn warning_mark() -> String {
    mark("warning:", Style::new().yellow().bold())
}

/// Shows on a terminal's standard error that work goes on, once it has taken a
/// second; `length` steps where their number is known.
pub(super) fn progress(message: &'static str, length: Option<u64>) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let (bar, template) = match length {
        Some(length) => (ProgressBar::new(length), "{msg} [{bar:30}] {pos}/{len} {per_sec} {eta}"),
        None => (ProgressBar::new_spinner(), "{spinner} {msg} {pos} {elapsed}"),
    };
    let style =
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner());
    bar.set_style(style);
    bar.set_message(message);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
