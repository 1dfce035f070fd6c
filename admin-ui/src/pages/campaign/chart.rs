//! The share of each group who ordered, day by day.

use super::{Held, Told};
use crate::{
    chart::{Band, Chart, Data, Kind, Measure, Series},
    format::{
        campaign_words::{hundredths, percent},
        time::{day_month, week_day},
    },
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::campaigns::{CampaignDay, CampaignResult, CampaignStatus, Estimate};

const TREATMENT: &str = "var(--c1)";
const CONTROL: &str = "var(--c6)";

#[component]
pub fn Shares(c: Held, r: Told) -> impl IntoView {
    let format = use_format();
    let data = Memo::new(move |_| r.with(|r| data(r)));
    let number = move |n: i64| format.with_value(|f| f.number(n));
    let key = move |colour: &'static str, name: &'static str, n: i64| {
        view! { <span><i class="key line" style=format!("--k:{colour}")></i>{name}" "<b>{number(n)}</b></span> }
    };
    let legend = move || {
        let (treated, held_out) = r.with(|r| (r.treated.people, r.held_out.as_ref().map(|h| h.people)));
        view! { {key(TREATMENT, "Treatment", treated)}{held_out.map(|n| key(CONTROL, "Control", n))} }
    };
    let closes = move || {
        let (at, open) = c.with(|c| (c.window_ends_at, c.status == CampaignStatus::Measuring));
        let at = format.with_value(|f| f.stamp(at));
        let verb = if open { "closes" } else { "closed" };
        format!("Bands show the 95% interval. The window {verb} on {at}.")
    };
    view! {
        <section class="card" aria-labelledby="shares-title" data-testid="campaign-chart">
            <header><h2 id="shares-title">"Share of people who ordered"</h2><div class="legend push">{legend}</div></header>
            <div class="body">
                <Chart data height=232/>
                <p class="small muted" style="margin-top:6px">{closes}</p>
            </div>
        </section>
    }
}

fn band<'a>(days: impl Iterator<Item = &'a Estimate> + Clone) -> Band {
    Band {
        low: days.clone().map(|e| hundredths(e.low)).collect(),
        high: days.map(|e| hundredths(e.high)).collect(),
    }
}

fn data(r: &CampaignResult) -> Data {
    let today = r.days.last().map(|day| day.day).unwrap_or_default();
    let treated = r.days.iter().map(|day| &day.treated);
    let held_out = r.days.iter().filter_map(|day| day.held_out.as_ref());
    let line =
        |name: &'static str, colour, values| Series { name: name.into(), kind: Kind::Line, colour, values };
    let mut series =
        vec![line("Treatment", TREATMENT, treated.clone().map(|e| hundredths(e.value)).collect())];
    let mut bands = vec![band(treated)];
    if r.held_out.is_some() {
        series.push(line("Control", CONTROL, held_out.clone().map(|e| hundredths(e.value)).collect()));
        bands.push(band(held_out));
    }
    Data {
        finding: finding(r.days.last()),
        ticks: r.days.iter().map(|day| day_month(day.day, today)).collect(),
        names: r.days.iter().map(|day| week_day(day.day)).collect(),
        series,
        bands,
        measure: Measure::Percent,
        heading: "Until",
        ..Data::default()
    }
}

fn finding(last: Option<&CampaignDay>) -> String {
    let Some(last) = last else { return "Nothing was measured so far".to_owned() };
    let control =
        last.held_out.as_ref().map(|e| format!(", control {}", percent(e.value))).unwrap_or_default();
    format!(
        "Share of people who ordered since the beginning: treatment {}{control}",
        percent(last.treated.value)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn a_group_has_its_line_and_its_band() {
        let e = |value: f64| Estimate { value, low: value - 0.01, high: value + 0.01 };
        let days: Vec<Estimate> = vec![e(0.02), e(0.035)];
        assert_eq!(band(days.iter()), Band { low: vec![100, 250], high: vec![300, 450] });
        let day = CampaignDay { day: NaiveDate::default(), treated: e(0.09), held_out: Some(e(0.06)) };
        assert!(finding(Some(&day)).ends_with("treatment 9.0%, control 6.0%"));
    }
}
