//! What a chart shows.

/// How a series is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A line over a faded area.
    Area,
    /// A dashed line to compare with.
    Dash,
    /// A part of a stacked bar.
    Bar,
}

/// One series; as many values as the chart has points.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    pub name: &'static str,
    pub kind: Kind,
    /// `var(--c1)`
    pub colour: &'static str,
    pub values: Vec<i64>,
}

impl Series {
    /// The class of its key in legends and tips.
    pub const fn key(&self) -> &'static str {
        match self.kind {
            Kind::Area => "key line",
            Kind::Dash => "key dash",
            Kind::Bar => "key",
        }
    }
}

/// A chart over days.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The finding, in one sentence, for those who can't see the plot.
    pub finding: String,
    /// `22 Oct`
    pub ticks: Vec<String>,
    /// `Thu 22 Oct`
    pub names: Vec<String>,
    pub series: Vec<Series>,
    /// Whether the last point is still growing, so it is drawn faded.
    pub last_is_partial: bool,
}

impl Data {
    /// How many points there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// The largest value that has to fit, stacks added up.
    pub fn top(&self) -> i64 {
        let lines = self.series.iter().filter(|s| s.kind != Kind::Bar).flat_map(|s| s.values.iter().copied());
        let stacks = (0..self.len()).map(|i| self.stack(self.series.len(), i));
        lines.chain(stacks).max().unwrap_or_default()
    }

    /// The sum of the first `n` bar series at a point.
    pub fn stack(&self, n: usize, point: usize) -> i64 {
        let bars = self.series.iter().take(n).filter(|s| s.kind == Kind::Bar);
        bars.filter_map(|s| s.values.get(point)).sum()
    }
}
