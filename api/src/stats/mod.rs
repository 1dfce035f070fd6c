//! Numbers. A file per answer; `answer` is how all are answered, `recent` has equal questions answered once, and
//! `definitions` says what each number counts.

pub mod answer;
pub mod channels;
mod charts;
pub mod consents;
mod definitions;
pub mod engagement;
pub mod growth;
pub mod live;
pub mod login_health;
pub mod overview;
pub mod prepared;
mod rates;
pub mod recent;
mod shared;
mod span;

use patron_api_types::stats::{Share, SpanQuery};

/// Parts of a whole, on the wire.
fn shares(parts: &[(String, i64)]) -> Vec<Share> {
    parts.iter().map(|(key, count)| Share { key: key.clone(), count: *count }).collect()
}

/// How a question over a span is named: what it is, and for which days.
fn question(what: &str, query: &SpanQuery) -> String {
    format!("{what} {} {:?} {:?}", span::unit(query), query.from, query.to)
}

impl From<&SpanQuery> for answer::Asked {
    fn from(query: &SpanQuery) -> Self {
        Self { format: query.format, chart: query.chart.clone() }
    }
}
