//! What the analytics page shows, as the address bar holds it.

use chrono::NaiveDate;
use leptos_router::params::ParamsMap;
use patron_api_types::stats::{SpanQuery, Unit};

/// A report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    #[default]
    Summary,
    Growth,
    Retention,
    LifetimeValue,
    Channels,
    Rfm,
    Engagement,
    Consent,
}

impl Tab {
    pub const ALL: [Self; 8] = [
        Self::Summary,
        Self::Growth,
        Self::Retention,
        Self::LifetimeValue,
        Self::Channels,
        Self::Rfm,
        Self::Engagement,
        Self::Consent,
    ];

    pub const fn title(self) -> &'static str {
        match self {
            Self::Summary => "Summary",
            Self::Growth => "Growth",
            Self::Retention => "Retention",
            Self::LifetimeValue => "Lifetime value",
            Self::Channels => "Channels",
            Self::Rfm => "RFM",
            Self::Engagement => "Engagement",
            Self::Consent => "Consent",
        }
    }

    /// As addresses have it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Growth => "growth",
            Self::Retention => "retention",
            Self::LifetimeValue => "lifetime-value",
            Self::Channels => "channels",
            Self::Rfm => "rfm",
            Self::Engagement => "engagement",
            Self::Consent => "consent",
        }
    }

    /// Whether its figures are those of a span of days.
    pub const fn has_span(self) -> bool {
        !matches!(self, Self::Retention | Self::LifetimeValue | Self::Rfm)
    }

    /// Whether it is counted by days, weeks or months.
    pub const fn has_unit(self) -> bool {
        self.has_span() && !matches!(self, Self::Channels)
    }
}

/// Which report, of which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnalyticsView {
    pub tab: Tab,
    pub unit: Unit,
    /// First day; none: as many as the server takes by itself.
    pub from: Option<NaiveDate>,
    /// Last day; none: today.
    pub to: Option<NaiveDate>,
}

impl Default for AnalyticsView {
    fn default() -> Self {
        Self { tab: Tab::Summary, unit: Unit::Week, from: None, to: None }
    }
}

impl AnalyticsView {
    /// The view in an address; what doesn't parse is left out.
    pub fn from_params(params: &ParamsMap) -> Self {
        Self::from_lookup(|name| params.get_str(name))
    }

    fn from_lookup<'a>(lookup: impl Fn(&str) -> Option<&'a str>) -> Self {
        let day = |name: &str| lookup(name).and_then(|text| text.trim().parse::<NaiveDate>().ok());
        let tab = lookup("tab").and_then(|word| Tab::ALL.into_iter().find(|tab| tab.word() == word));
        Self {
            tab: tab.unwrap_or_default(),
            unit: lookup("unit").and_then(|word| word.parse().ok()).unwrap_or(Unit::Week),
            from: day("from"),
            to: day("to"),
        }
    }

    /// As a search part, `?tab=growth&unit=day`; empty when nothing is chosen. Its words need no encoding.
    pub fn to_search(self) -> String {
        let tab = (self.tab != Tab::Summary).then(|| format!("tab={}", self.tab.word()));
        let unit = (self.unit != Unit::Week).then(|| format!("unit={}", self.unit));
        let from = self.from.map(|day| format!("from={day}"));
        let to = self.to.map(|day| format!("to={day}"));
        let parts: Vec<String> = [tab, unit, from, to].into_iter().flatten().collect();
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }

    /// What the server is asked for.
    pub fn span(self) -> SpanQuery {
        SpanQuery { unit: Some(self.unit), from: self.from, to: self.to, ..SpanQuery::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gives_back_what_it_was_made_of() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        for tab in Tab::ALL {
            for unit in [Unit::Day, Unit::Week, Unit::Month] {
                let view = AnalyticsView { tab, unit, from: day("2026-06-29"), to: day("2026-11-20") };
                let search = view.to_search();
                let pairs: Vec<(&str, &str)> = search
                    .trim_start_matches('?')
                    .split('&')
                    .filter_map(|pair| pair.split_once('='))
                    .collect();
                let lookup =
                    |name: &str| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
                assert_eq!(AnalyticsView::from_lookup(lookup), view);
            }
        }
        assert_eq!(AnalyticsView::default().to_search(), "");
    }

    #[test]
    fn nonsense_in_an_address_is_left_out() {
        let view = AnalyticsView::from_lookup(|name| Some(if name == "tab" { "rfm" } else { "never" }));
        assert_eq!(view, AnalyticsView { tab: Tab::Rfm, ..AnalyticsView::default() });
    }
}
