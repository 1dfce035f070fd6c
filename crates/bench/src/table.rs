//! The results: figure, what it is compared with, ratio, goal, and whether the goal is reached.

use std::fmt::Write as _;

/// What must hold.
#[derive(Debug, Clone, Copy)]
pub enum Goal {
    /// The figure is at least this share of the limit.
    AtLeast(f64),
    /// The figure is at most this many times the limit.
    AtMostTimes(f64),
    /// The figure itself is at most this, in its unit.
    AtMost(f64),
    /// Shown for orientation.
    None,
}

/// A line.
#[derive(Debug)]
pub struct Line {
    name: String,
    figure: f64,
    unit: &'static str,
    limit: Option<f64>,
    goal: Goal,
}

impl Line {
    fn ratio(&self) -> Option<f64> {
        self.limit.map(|limit| self.figure / limit.max(1e-9))
    }

    fn holds(&self) -> bool {
        match self.goal {
            Goal::AtLeast(share) => self.ratio().is_some_and(|ratio| ratio >= share),
            Goal::AtMostTimes(times) => self.ratio().is_some_and(|ratio| ratio <= times),
            Goal::AtMost(most) => self.figure <= most,
            Goal::None => true,
        }
    }

    fn cells(&self, judged: bool) -> [String; 6] {
        let goal = match self.goal {
            Goal::AtLeast(share) => format!("≥ {share}"),
            Goal::AtMostTimes(times) => format!("≤ {times}"),
            Goal::AtMost(most) => format!("≤ {} {}", number(most), self.unit),
            Goal::None => String::new(),
        };
        let verdict = match self.goal {
            Goal::None => "",
            _ if !judged => "not judged",
            _ if self.holds() => "yes",
            _ => "MISSED",
        };
        [
            self.name.clone(),
            format!("{} {}", number(self.figure), self.unit),
            self.limit.map(|limit| format!("{} {}", number(limit), self.unit)).unwrap_or_default(),
            self.ratio().map(|ratio| format!("{ratio:.2}")).unwrap_or_default(),
            goal,
            verdict.to_owned(),
        ]
    }
}

/// All lines.
#[derive(Debug)]
pub struct Table {
    lines: Vec<Line>,
    judged: bool,
}

impl Table {
    /// An empty one; `judged` says whether its goals are meant.
    pub const fn new(judged: bool) -> Self {
        Self { lines: Vec::new(), judged }
    }

    /// Adds a figure that stands for itself.
    pub fn figure(&mut self, name: &str, figure: f64, unit: &'static str, goal: Goal) {
        self.add(Line { name: name.to_owned(), figure, unit, limit: None, goal });
    }

    /// Adds a figure beside what limits it.
    pub fn ratio(&mut self, name: &str, figure: f64, unit: &'static str, limit: f64, goal: Goal) {
        self.add(Line { name: name.to_owned(), figure, unit, limit: Some(limit), goal });
    }

    fn add(&mut self, line: Line) {
        // as it comes, so that a long run shows how far it is
        println!("  {}", line.cells(self.judged).join("  ").trim_end());
        self.lines.push(line);
    }

    /// How many goals were missed.
    pub fn missed(&self) -> usize {
        self.lines.iter().filter(|line| self.judged && !line.holds()).count()
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        let mut out = String::from(
            "| What | Figure | Limit | Ratio | Goal | Reached |\n| --- | ---: | ---: | ---: | ---: | --- |\n",
        );
        for line in &self.lines {
            // writing to a string can't fail
            let _ = writeln!(out, "| {} |", line.cells(self.judged).join(" | "));
        }
        out
    }
}

fn number(n: f64) -> String {
    if n >= 1000.0 {
        let whole = format!("{n:.0}");
        let groups: Vec<&str> =
            whole.as_bytes().rchunks(3).rev().filter_map(|g| std::str::from_utf8(g).ok()).collect();
        return groups.join(",");
    }
    if n >= 100.0 {
        return format!("{n:.0}");
    }
    let text = if n >= 10.0 { format!("{n:.1}") } else { format!("{n:.2}") };
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_reached_or_missed_at_its_bound() {
        let mut table = Table::new(true);
        table.ratio("a", 50.0, "/s", 100.0, Goal::AtLeast(0.5));
        table.ratio("b", 131.0, "ms", 100.0, Goal::AtMostTimes(1.3));
        table.figure("c", 30.1, "ms", Goal::AtMost(30.0));
        table.figure("d", 1e9, "ms", Goal::None);
        assert_eq!(table.missed(), 2);
        assert!(
            table.markdown().contains("| a | 50 /s | 100 /s | 0.50 | ≥ 0.5 | yes |"),
            "{}",
            table.markdown()
        );
        assert!(table.markdown().contains("| c | 30.1 ms |  |  | ≤ 30 ms | MISSED |"));
    }

    #[test]
    fn large_numbers_have_groups() {
        assert_eq!(
            [number(1_234_567.4), number(999.6), number(12.0), number(0.25), number(0.0)],
            ["1,234,567", "1000", "12", "0.25", "0"]
        );
    }
}
