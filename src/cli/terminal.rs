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

    /// A bar with what is done of `all`, and the time that is left.
    pub fn of(message: &'static str, all: usize) -> Self {
        let progress = Self::new(message);
        let template = "{spinner} {msg} {human_pos} of {human_len} ({per_sec}) {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            progress.0.set_style(style);
        }
        progress.0.set_length(all as u64);
        progress
    }

    pub fn hidden() -> Self {
        Self(ProgressBar::hidden())
    }

    pub fn advance(&self, steps: usize) {
        self.0.inc(steps as u64);
    }

    /// The time since it was made.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
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

/// How many there were a second, for a terminal alone: it differs from run to
/// run.
pub(super) fn rate(n: usize, time: Duration) -> String {
    match std::io::stderr().is_terminal() {
        true => format!(" ({:.0} a second)", n as f64 / time.as_secs_f64().max(1e-9)),
        false => String::new(),
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
