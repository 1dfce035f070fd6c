//! From values to per cent and to paths.

/// Round steps from zero to above `top`, four or five of them.
pub fn ticks(top: i64) -> Vec<i64> {
    let top = top.max(4);
    let rough = (top + 3) / 4;
    let mut magnitude = 1;
    while magnitude * 10 <= rough {
        magnitude *= 10;
    }
    let step = [1, 2, 5, 10].into_iter().map(|m| m * magnitude).find(|step| *step >= rough).unwrap_or(rough);
    (0..).map(|n| n * step).take_while(|tick| *tick < top + step).collect()
}

/// How far down the plot a value lies, in per cent.
#[expect(clippy::cast_precision_loss, reason = "counts on a screen")]
pub fn down(value: i64, top: i64) -> f64 {
    if top <= 0 { 100.0 } else { round(100.0 - value as f64 * 100.0 / top as f64) }
}

/// How far along the plot a point of a line lies, in per cent: the first at 0, the last at 100.
#[expect(clippy::cast_precision_loss, reason = "counts on a screen")]
pub fn along(point: usize, points: usize) -> f64 {
    if points < 2 { 50.0 } else { round(point as f64 * 100.0 / (points - 1) as f64) }
}

/// The middle of a bar, in per cent.
#[expect(clippy::cast_precision_loss, reason = "counts on a screen")]
pub fn middle(point: usize, points: usize) -> f64 {
    if points == 0 { 50.0 } else { round((point as f64 + 0.5) * 100.0 / points as f64) }
}

pub fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// A curve through all points (in a box of 1000 by 1000) that never swings beyond them: between two
/// neighbours it is monotone (Fritsch and Carlson).
pub fn curve(points: &[(f64, f64)]) -> String {
    let Some((first, rest)) = points.split_first() else { return String::new() };
    let slopes: Vec<f64> = points.windows(2).map(|p| (p[1].1 - p[0].1) / (p[1].0 - p[0].0)).collect();
    let tangents = tangents(&slopes);
    let mut path = format!("M{:.0} {:.0}", first.0, first.1);
    for (i, end) in rest.iter().enumerate() {
        let start = points[i];
        let third = (end.0 - start.0) / 3.0;
        let (c1, c2) = (start.1 + tangents[i] * third, end.1 - tangents[i + 1] * third);
        path.push_str(&format!(
            "C{:.0} {c1:.0} {:.0} {c2:.0} {:.0} {:.0}",
            start.0 + third,
            end.0 - third,
            end.0,
            end.1
        ));
    }
    path
}

fn tangents(slopes: &[f64]) -> Vec<f64> {
    let mut out = Vec::with_capacity(slopes.len() + 1);
    out.push(slopes.first().copied().unwrap_or_default());
    for pair in slopes.windows(2) {
        let (before, after) = (pair[0], pair[1]);
        // A top or a bottom stays one; elsewhere the harmonic mean keeps the curve inside.
        out.push(if before * after <= 0.0 { 0.0 } else { 2.0 * before * after / (before + after) });
    }
    out.push(slopes.last().copied().unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_reach_the_top() {
        assert_eq!(ticks(158), [0, 50, 100, 150, 200]);
        assert_eq!(ticks(0), [0, 1, 2, 3, 4]);
        assert_eq!(ticks(7), [0, 2, 4, 6, 8]);
        for top in [1, 3, 9, 10, 11, 99, 1_000, 48_216] {
            let ticks = ticks(top);
            assert!(ticks.last().copied().unwrap() >= top, "{top}: {ticks:?}");
            assert!(ticks.len() <= 6, "{top}: {ticks:?}");
        }
    }

    #[test]
    fn a_flat_line_stays_flat_and_nothing_makes_no_path() {
        assert_eq!(curve(&[]), "");
        assert_eq!(curve(&[(0.0, 500.0), (300.0, 500.0)]), "M0 500C100 500 200 500 300 500");
    }

    #[test]
    fn places_are_per_cent() {
        assert!((down(50, 200) - 75.0).abs() < f64::EPSILON);
        assert!((down(0, 0) - 100.0).abs() < f64::EPSILON);
        assert!((along(29, 30) - 100.0).abs() < f64::EPSILON);
        assert!((middle(0, 4) - 12.5).abs() < f64::EPSILON);
    }
}
