//! The last 30 days: failed and refused attempts as bars, sign-ins by themselves, because they are many more.

use super::{CsvButton, Held};
use crate::{
    chart::{Chart, Data, Kind, Legend, Series},
    format::time::{day_month, week_day},
};
use leptos::prelude::*;
use patron_api_types::stats::LoginHealthDay;

#[component]
pub fn DaysCard(h: Held) -> impl IntoView {
    let days = Memo::new(move |_| h.with(|h| h.days.clone()));
    let failed = Memo::new(move |_| days.with(|days| failures(days)));
    let good = Memo::new(move |_| days.with(|days| sign_ins(days)));
    view! {
        <section class="card" aria-labelledby="days-title" data-testid="health-chart">
            <header>
                <h2 id="days-title">"Attempts per day"</h2><p>"last 30 days"</p>
                <CsvButton chart="days"/>
            </header>
            <div class="body">
                <div style="margin-bottom:12px"><Legend data=failed/></div>
                <Chart data=failed height=170/>
                <div style="margin:20px 0 12px"><Legend data=good/></div>
                <Chart data=good height=110/>
            </div>
        </section>
    }
}

fn failures(days: &[LoginHealthDay]) -> Data {
    let failed: Vec<i64> = days.iter().map(|day| day.failed).collect();
    let refused: Vec<i64> = days.iter().map(|day| day.throttled).collect();
    let finding = format!(
        "Attempts per day in the last 30 days: {} failed, {} refused by the throttle",
        failed.iter().sum::<i64>(),
        refused.iter().sum::<i64>()
    );
    let series = vec![
        Series { name: "Failed".into(), kind: Kind::Bar, colour: "var(--c2)", values: failed },
        Series {
            name: "Refused by the throttle".into(),
            kind: Kind::Bar,
            colour: "var(--c3)",
            values: refused,
        },
    ];
    labelled(finding, days, series)
}

fn sign_ins(days: &[LoginHealthDay]) -> Data {
    let values: Vec<i64> = days.iter().map(|day| day.logins).collect();
    let finding = format!("Sign-ins per day in the last 30 days: {} in all", values.iter().sum::<i64>());
    let series = vec![Series { name: "Signed in".into(), kind: Kind::Area, colour: "var(--c1)", values }];
    labelled(finding, days, series)
}

fn labelled(finding: String, days: &[LoginHealthDay], series: Vec<Series>) -> Data {
    let today = days.last().map(|day| day.day).unwrap_or_default();
    Data {
        finding,
        ticks: days.iter().map(|day| day_month(day.day, today)).collect(),
        names: days.iter().map(|day| week_day(day.day)).collect(),
        series,
        last_is_partial: true,
        ..Data::default()
    }
}
