//! What the terminal can do.

use std::io::IsTerminal;
use std::sync::Mutex;
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

/// The bar that is on the screen: messages step around it.
static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// Shows on a terminal's standard error that work goes on, until dropped.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// A bar with this message, a count of what is done, and the time.
    pub fn new(message: &'static str) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self::hidden();
        }
        let bar = ProgressBar::new_spinner();
        let style =
            ProgressStyle::with_template("{spinner} {msg} {human_pos} ({per_sec}) {elapsed}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        bar.set_message(message);
        bar.enable_steady_tick(Duration::from_millis(200));
        if let Ok(mut shown) = SHOWN.lock() {
            *shown = Some(bar.clone());
        }
        Self(bar)
    }

    pub fn hidden() -> Self {
        Self(ProgressBar::hidden())
    }

    pub fn advance(&self, steps: usize) {
        self.0.inc(steps as u64);
    }

    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
        if let Ok(mut shown) = SHOWN.lock() {
            *shown = None;
        }
    }
}

/// Does something with standard error while no bar is in the way.
pub(super) fn beside_progress(work: impl FnOnce()) {
    match SHOWN.lock() {
        Ok(shown) => match shown.as_ref() {
            Some(bar) => bar.suspend(work),
            None => work(),
        },
        Err(_) => work(),
    }
}
