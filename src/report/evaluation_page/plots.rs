//! The plots of an evaluation.

use super::svg::{Anchor, Plot, Scale, Tick, round_steps};
use super::{interval_told, percent};
use crate::metrics::{Figure, ReliabilityBin, RiskCoverage};
use crate::report::{LearningPoint, visible};

const WIDTH: f64 = 720.0;
/// Colours for series.
pub(super) const SERIES: usize = 3;

/// Bars of one name.
pub(super) struct Bars {
    pub name: String,
    /// What each is of, and how long; the colours are taken in turn.
    pub bars: Vec<(String, Figure)>,
}

/// Horizontal bars from 0 to 1 with their intervals.
pub(super) fn bars(id: &'static str, title: &str, description: &str, all: &[Bars]) -> String {
    const BAR: f64 = 11.0;
    const STEP: f64 = 15.0;
    const GAP: f64 = 13.0;
    let names: Vec<String> = all.iter().map(|bars| shortened(&bars.name, 24)).collect();
    let left = names.iter().map(|name| width_of(name)).fold(60.0, f64::max) + 14.0;
    let heights = all.iter().map(|bars| bars.bars.len() as f64 * STEP + GAP);
    let bottom = 8.0 + heights.sum::<f64>();
    let mut plot = Plot::new(id, title, description, (WIDTH, bottom + 24.0));
    let x = Scale::linear((0.0, 1.0), (left, WIDTH - 150.0));
    plot.x_axis(
        x,
        (4.0, bottom),
        &ticks(&[0.0, 0.2, 0.4, 0.6, 0.8, 1.0], |v| format!("{v:.1}")),
        "",
    );
    let mut y = 8.0 + GAP / 2.0;
    for (bars, name) in all.iter().zip(&names) {
        let middle = y + bars.bars.len() as f64 * STEP / 2.0 + 2.0;
        plot.text("name", Anchor::End, (left - 10.0, middle), name);
        for (place, (of, figure)) in bars.bars.iter().enumerate() {
            let told = format!("{}, {of} {}", bars.name, interval_told(*figure));
            let end = x.at(figure.value.unwrap_or(0.0));
            let class = format!("bar s{}", place % SERIES);
            plot.rect(&class, (left, y), (end - left, BAR), 1.0, &told);
            let mid = y + BAR / 2.0;
            if let (Some(low), Some(high)) = (figure.low, figure.high) {
                let (low, high) = (x.at(low), x.at(high));
                plot.line("whisker", (low, mid), (high, mid));
                plot.line("whisker", (low, mid - 3.5), (low, mid + 3.5));
                plot.line("whisker", (high, mid - 3.5), (high, mid + 3.5));
            }
            plot.text(
                "value",
                Anchor::Start,
                (WIDTH - 140.0, y + BAR - 1.5),
                &interval_told(*figure),
            );
            y += STEP;
        }
        y += GAP;
    }
    plot.finish()
}

/// Truth by prediction: the deeper, the larger the share of the truth.
pub(super) fn confusion(
    names: &[String],
    counts: &[Vec<usize>],
    shares: &[Vec<Option<f64>>],
    description: &str,
) -> String {
    // Light enough under the deepest for the ink of the text.
    const DEEPEST: f64 = 0.62;
    let k = names.len() as f64;
    let short: Vec<String> = names.iter().map(|name| shortened(name, 18)).collect();
    let longest = short.iter().map(|name| width_of(name)).fold(40.0, f64::max);
    let left = longest + 44.0;
    let cell = ((WIDTH - left) / k).clamp(12.0, 92.0);
    let height = (cell * 0.62).clamp(12.0, 54.0);
    let turned = longest > cell - 6.0;
    let top = if turned { 34.0 + longest * 0.72 } else { 48.0 };
    let size =
        (left + cell * k + if turned { longest * 0.72 } else { 2.0 }, top + height * k + 6.0);
    let mut plot = Plot::new("confusion-plot", "Confusion matrix", description, size);
    plot.text("axis", Anchor::Middle, (left + cell * k / 2.0, 14.0), "label given");
    let middle = top + height * k / 2.0;
    plot.turned_text("axis", Anchor::Middle, (12.0, middle), -90.0, "true label");
    for (place, name) in short.iter().enumerate() {
        let x = left + cell * (place as f64 + 0.5);
        match turned {
            true => plot.turned_text("name", Anchor::Start, (x, top - 8.0), -45.0, name),
            false => plot.text("name", Anchor::Middle, (x, top - 10.0), name),
        }
        let y = top + height * (place as f64 + 0.5) + 4.0;
        plot.text("name", Anchor::End, (left - 10.0, y), name);
    }
    for (truth, (counts, shares)) in counts.iter().zip(shares).enumerate() {
        for (given, (count, share)) in counts.iter().zip(shares).enumerate() {
            let at = (left + cell * given as f64, top + height * truth as f64);
            let shown = share.map_or("-".into(), percent);
            let told = format!("{} labelled {}: {count}, {shown}", names[truth], names[given]);
            let opacity = share.unwrap_or(0.0) * DEEPEST;
            plot.rect("cell", at, (cell - 2.0, height - 2.0), opacity, &told);
            let (x, y) = (at.0 + cell / 2.0 - 1.0, at.1 + height / 2.0);
            if cell >= 56.0 && height >= 34.0 {
                plot.text("share", Anchor::Middle, (x, y - 1.0), &shown);
                plot.text("count", Anchor::Middle, (x, y + 14.0), &grouped(*count));
            } else if cell >= 40.0 && height >= 18.0 {
                plot.text("count", Anchor::Middle, (x, y + 4.0), &shown);
            }
        }
    }
    plot.finish()
}

/// The share that is right over how sure the model is.
pub(super) fn reliability(bins: &[ReliabilityBin], description: &str) -> String {
    let (size, left, top, side) = ((470.0, 448.0), 54.0, 36.0, 360.0);
    let least = bins.iter().flat_map(|bin| [Some(bin.confidence), bin.right.value, bin.right.low]);
    let least = least.flatten().fold(0.9, f64::min);
    let low = libm::floor(least * 10.0 + 1e-9).max(0.0) / 10.0;
    let mut plot = Plot::new("reliability-plot", "Reliability diagram", description, size);
    let x = Scale::linear((low, 1.0), (left, left + side));
    let y = Scale::linear((low, 1.0), (top + side, top));
    let step = if low < 0.45 { 2 } else { 1 };
    let first = libm::round(low * 10.0) as usize;
    let round: Vec<f64> = (first..=10).rev().step_by(step).map(|v| v as f64 / 10.0).collect();
    let at = ticks(&round, percent_whole);
    plot.x_axis(x, (top, top + side), &at, "mean probability of the likeliest label");
    plot.y_axis(y, (left, left + side), &at, "share of these rows that is right");
    plot.line("diagonal", (x.at(low), y.at(low)), (x.at(1.0), y.at(1.0)));
    let right = |bin: &ReliabilityBin| bin.right.value.unwrap_or_default();
    plot.path("curve", bins.iter().map(|bin| (x.at(bin.confidence), y.at(right(bin)))));
    for bin in bins {
        let at = x.at(bin.confidence);
        if let (Some(low), Some(high)) = (bin.right.low, bin.right.high) {
            plot.line("whisker", (at, y.at(low)), (at, y.at(high)));
        }
        let told = format!("sure {:.3}, right {}", bin.confidence, interval_told(bin.right));
        plot.dot("dot", (at, y.at(right(bin))), &told);
    }
    plot.finish()
}

/// The error among the rows labelled over how many are.
pub(super) fn risk_coverage(curve: &RiskCoverage, description: &str) -> String {
    let (left, right, top, bottom) = (54.0, WIDTH - 24.0, 36.0, 300.0);
    let most = curve.points.iter().map(|p| p.high.unwrap_or(p.error)).fold(0.01, f64::max);
    let steps = round_steps(most, 4.0);
    let mut plot =
        Plot::new("risk-coverage-plot", "Risk-coverage curve", description, (WIDTH, bottom + 44.0));
    let x = Scale::linear((0.0, 1.0), (left, right));
    let y = Scale::linear((0.0, steps.last().copied().unwrap_or(1.0)), (bottom, top));
    let tenths: Vec<f64> = (0..=5).map(|v| f64::from(v) / 5.0).collect();
    plot.x_axis(
        x,
        (top, bottom),
        &ticks(&tenths, percent_whole),
        "share of rows labelled, the surest first",
    );
    plot.y_axis(
        y,
        (left, right),
        &ticks(&steps, percent_short),
        "share of the rows labelled that is wrong",
    );
    let line =
        |of: fn(&crate::metrics::RiskCoveragePoint) -> Option<f64>| -> Option<Vec<(f64, f64)>> {
            curve.points.iter().map(|p| Some((x.at(p.coverage), y.at(of(p)?)))).collect()
        };
    if let (Some(upper), Some(lower)) = (line(|p| p.high), line(|p| p.low)) {
        plot.band("band", &upper, &lower);
    }
    plot.path("curve", line(|p| Some(p.error)).into_iter().flatten());
    if let Some(last) = curve.points.last() {
        let told = format!("all rows labelled: {} wrong", percent(last.error));
        plot.dot("dot", (x.at(last.coverage), y.at(last.error)), &told);
    }
    plot.finish()
}

/// Macro-F1 over the rows fitted on, these on a logarithmic scale.
pub(super) fn learning(series: &[(&str, Vec<&LearningPoint>)], description: &str) -> String {
    let (left, right, top, bottom) = (54.0, WIDTH - 30.0, 36.0, 300.0);
    let all = || series.iter().flat_map(|(_, points)| points.iter());
    let sizes = all().map(|point| point.rows as f64);
    let ends = (sizes.clone().fold(f64::INFINITY, f64::min), sizes.fold(0.0, f64::max));
    let least = all().map(|point| point.macro_f1).fold(0.9, f64::min);
    let low = libm::floor(least * 10.0 + 1e-9).max(0.0) / 10.0;
    let mut plot =
        Plot::new("learning-plot", "Learning curve", description, (WIDTH, bottom + 44.0));
    let x = Scale::log(ends, (left, right));
    let y = Scale::linear((low, 1.0), (bottom, top));
    let mut at: Vec<usize> = all().map(|point| point.rows).collect();
    at.sort_unstable();
    at.dedup();
    // From the largest down, what leaves room for the texts.
    let mut shown: Vec<Tick> = Vec::new();
    let mut free = f64::INFINITY;
    for rows in at.into_iter().rev() {
        let place = x.at(rows as f64);
        if place <= free {
            shown.push(Tick::new(rows as f64, grouped(rows)));
            free = place - 58.0;
        }
    }
    let first = libm::round(low * 10.0) as usize;
    let round: Vec<f64> = (first..=10).map(|v| v as f64 / 10.0).collect();
    plot.x_axis(x, (top, bottom), &shown, "rows fitted on (logarithmic)");
    plot.y_axis(y, (left, right), &ticks(&round, |v| format!("{v:.1}")), "macro F1");
    for (place, (name, points)) in series.iter().enumerate() {
        let at = |p: &&LearningPoint| (x.at(p.rows as f64), y.at(p.macro_f1));
        plot.path(&format!("curve s{}", place % SERIES), points.iter().map(at));
        for point in points {
            let told = format!("{name} {} rows: {:.4}", grouped(point.rows), point.macro_f1);
            plot.dot(&format!("dot s{}", place % SERIES), at(point), told.trim());
        }
    }
    plot.finish()
}

fn ticks(at: &[f64], text: impl Fn(f64) -> String) -> Vec<Tick> {
    at.iter().map(|value| Tick::new(*value, text(*value))).collect()
}

fn percent_whole(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// `2.5 %`, `5 %`.
fn percent_short(share: f64) -> String {
    let text = format!("{:.2}", 100.0 * share);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A count with its thousands parted.
pub(super) fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A name that has room in a plot.
fn shortened(name: &str, most: usize) -> String {
    let name = visible(name);
    match name.char_indices().nth(most) {
        None => name.into_owned(),
        Some((end, _)) => format!("{}…", name[..end].trim_end()),
    }
}

/// About how wide a text is.
fn width_of(text: &str) -> f64 {
    7.2 * console::measure_text_width(text) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn long_names_are_shortened() {
        assert_eq!(shortened("short", 8), "short");
        assert_eq!(shortened("münchhausen und söhne", 12), "münchhausen…");
    }
}
