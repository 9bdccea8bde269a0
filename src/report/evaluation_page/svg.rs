//! Drawing: scales and marks as SVG. Places have one decimal, so that the same
//! numbers give the same bytes.

use crate::report::page::escaped;

/// Where a value stands on an axis.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    values: (f64, f64),
    places: (f64, f64),
    of: fn(f64) -> f64,
}

impl Scale {
    pub fn linear(values: (f64, f64), places: (f64, f64)) -> Self {
        Self { values, places, of: |value| value }
    }

    /// Values over 0, equal factors equally far apart.
    pub fn log(values: (f64, f64), places: (f64, f64)) -> Self {
        Self { values, places, of: libm::log }
    }

    /// The place of a value; one outside of the scale stands at its end.
    pub fn at(&self, value: f64) -> f64 {
        let (low, high) = ((self.of)(self.values.0), (self.of)(self.values.1));
        let share = match high > low {
            true => (((self.of)(value) - low) / (high - low)).clamp(0.0, 1.0),
            false => 0.5,
        };
        self.places.0 + share * (self.places.1 - self.places.0)
    }

    fn ends(&self) -> (f64, f64) {
        self.places
    }
}

/// Round values that cut `0` to `most` into about `n` parts.
pub(super) fn round_steps(most: f64, n: f64) -> Vec<f64> {
    let raw = (most / n).max(1e-9);
    let power = libm::pow(10.0, libm::floor(libm::log10(raw)));
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|s| s * power >= raw - 1e-12);
    let step = step.unwrap_or(10.0) * power;
    let count = libm::ceil(most / step - 1e-9) as usize;
    (0..=count).map(|i| i as f64 * step).collect()
}

/// Where a text stands by its place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A plot that is being drawn.
pub(super) struct Plot {
    id: &'static str,
    title: String,
    description: String,
    size: (f64, f64),
    marks: String,
}

impl Plot {
    /// An empty plot. `title` and `description` are what a screen reader says.
    pub fn new(
        id: &'static str,
        title: impl Into<String>,
        description: impl Into<String>,
        size: (f64, f64),
    ) -> Self {
        let (title, description) = (title.into(), description.into());
        Self { id, title, description, size, marks: String::new() }
    }

    pub fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.marks.push_str(&format!(
            "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>\n"
        ));
    }

    /// A rectangle from its upper left corner; `opacity` is that of its colour.
    /// `told` shows under the mouse.
    pub fn rect(
        &mut self,
        class: &str,
        (x, y): (f64, f64),
        (width, height): (f64, f64),
        opacity: f64,
        told: &str,
    ) {
        self.marks.push_str(&format!(
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" \
             height=\"{height:.1}\" fill-opacity=\"{opacity:.3}\"><title>{}</title></rect>\n",
            escaped(told)
        ));
    }

    pub fn dot(&mut self, class: &str, (x, y): (f64, f64), told: &str) {
        self.marks.push_str(&format!(
            "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"><title>{}</title>\
             </circle>\n",
            escaped(told)
        ));
    }

    pub fn text(&mut self, class: &str, anchor: Anchor, (x, y): (f64, f64), text: &str) {
        self.turned_text(class, anchor, (x, y), 0.0, text);
    }

    /// A text turned by degrees about its place.
    pub fn turned_text(
        &mut self,
        class: &str,
        anchor: Anchor,
        (x, y): (f64, f64),
        degrees: f64,
        text: &str,
    ) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let turned = match degrees == 0.0 {
            true => String::new(),
            false => format!(" transform=\"rotate({degrees:.0} {x:.1} {y:.1})\""),
        };
        self.marks.push_str(&format!(
            "<text class=\"{class}\" text-anchor=\"{anchor}\" x=\"{x:.1}\" y=\"{y:.1}\"{turned}>{}\
             </text>\n",
            escaped(text)
        ));
    }

    /// A line through points.
    pub fn path(&mut self, class: &str, points: impl Iterator<Item = (f64, f64)>) {
        self.marks.push_str(&format!("<path class=\"{class}\" d=\"{}\"/>\n", through(points)));
    }

    /// The area between two lines.
    pub fn band(&mut self, class: &str, upper: &[(f64, f64)], lower: &[(f64, f64)]) {
        let around = upper.iter().chain(lower.iter().rev()).copied();
        self.marks.push_str(&format!("<path class=\"{class}\" d=\"{}Z\"/>\n", through(around)));
    }

    /// Vertical lines at the ticks of an axis, their texts below, and its name.
    pub fn x_axis(&mut self, scale: Scale, (top, bottom): (f64, f64), ticks: &[Tick], name: &str) {
        for tick in ticks {
            let x = scale.at(tick.at);
            self.line("grid", (x, top), (x, bottom));
            self.text("tick", Anchor::Middle, (x, bottom + 17.0), &tick.text);
        }
        let (left, right) = scale.ends();
        self.text("axis", Anchor::Middle, ((left + right) / 2.0, bottom + 37.0), name);
    }

    /// Horizontal lines at the ticks of an axis, their texts before, and its
    /// name above.
    pub fn y_axis(&mut self, scale: Scale, (left, right): (f64, f64), ticks: &[Tick], name: &str) {
        for tick in ticks {
            let y = scale.at(tick.at);
            self.line("grid", (left, y), (right, y));
            self.text("tick", Anchor::End, (left - 8.0, y + 4.0), &tick.text);
        }
        let (bottom, top) = scale.ends();
        self.text("axis", Anchor::Start, (0.0, top.min(bottom) - 14.0), name);
    }

    pub fn finish(self) -> String {
        let Self { id, title, description, size: (width, height), marks } = self;
        format!(
            "<svg role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" viewBox=\"0 0 {width:.0} \
             {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\">\n\
             <title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n{marks}</svg>\n",
            escaped(&title),
            escaped(&description)
        )
    }
}

/// A value of an axis and what is written there.
pub(super) struct Tick {
    at: f64,
    text: String,
}

impl Tick {
    pub fn new(at: f64, text: String) -> Self {
        Self { at, text }
    }
}

fn through(points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut path = String::new();
    for (x, y) in points {
        path.push_str(&format!("{}{x:.1} {y:.1}", if path.is_empty() { "M" } else { "L" }));
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_keep_to_their_ends() {
        let scale = Scale::linear((0.0, 2.0), (100.0, 300.0));
        assert_eq!(
            [0.0, 0.5, 2.0, 9.0, -1.0].map(|v| scale.at(v)),
            [100.0, 150.0, 300.0, 300.0, 100.0]
        );
        // Downwards, as y grows downwards.
        assert_eq!(Scale::linear((0.0, 1.0), (200.0, 0.0)).at(0.25), 150.0);
        let log = Scale::log((10.0, 1000.0), (0.0, 100.0));
        assert!((log.at(100.0) - 50.0).abs() < 1e-9);
        assert_eq!(Scale::linear((3.0, 3.0), (0.0, 100.0)).at(3.0), 50.0);
    }

    #[test]
    fn steps_are_round_and_reach_the_end() {
        let shown = |most, n| -> Vec<String> {
            round_steps(most, n).iter().map(|v| format!("{v:.3}")).collect()
        };
        assert_eq!(shown(1.0, 5.0), ["0.000", "0.200", "0.400", "0.600", "0.800", "1.000"]);
        assert_eq!(shown(0.107, 4.0), ["0.000", "0.050", "0.100", "0.150"]);
        assert_eq!(shown(0.0, 4.0), ["0.000"]);
    }

    #[test]
    fn text_in_a_plot_is_nothing_but_text() {
        let mut plot = Plot::new("a", "<b>", "&", (10.0, 20.0));
        plot.text("tick", Anchor::Start, (1.0, 2.04), "<script>");
        plot.rect("bar", (0.0, 0.0), (1.0, 1.0), 1.0, "\"told\"");
        let svg = plot.finish();
        assert!(svg.contains("x=\"1.0\" y=\"2.0\">&lt;script&gt;</text>"), "{svg}");
        assert!(svg.contains("<title>&quot;told&quot;</title>") && svg.contains(">&lt;b&gt;<"));
        assert!(!svg.contains("<script") && !svg.contains("<b>"));
    }
}
