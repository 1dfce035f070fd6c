//! Sign-ins per day: successful and failed.

use super::{Days, growth::labelled};
use crate::{
    chart::{Chart, Data, Kind, Legend, Series},
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::stats::{Overview, OverviewDay};
use std::sync::Arc;

#[component]
pub fn Logins(o: RwSignal<Arc<Overview>>, days: Days) -> impl IntoView {
    let format = use_format();
    let data = Memo::new(move |_| days.with(|days| per_day(&days[days.len().saturating_sub(30)..])));
    let sum = move |of: fn(&OverviewDay) -> i64| {
        let sum = days.with(|days| days.iter().rev().take(30).map(of).sum::<i64>());
        format.with_value(|f| f.number(sum))
    };
    let throttled = Memo::new(move |_| o.with(|o| o.throttled_30d));
    let refused = move || {
        let n = throttled.get();
        (n > 0).then(|| format!(", {} more stopped by the throttle", format.with_value(|f| f.number(n))))
    };
    view! {
        <section class="card" aria-labelledby="logins-title" data-testid="logins-chart">
            <header><h2 id="logins-title">"Sign-ins"</h2><p class="push">"per day, last 30 days"</p></header>
            <div class="body">
                <div class="row between" style="margin-bottom:12px">
                    <div class="row" style="--gap:10px">
                        <span style="font:var(--t-20);font-weight:600;letter-spacing:-.02em" class="num">{move || sum(|d| d.logins)}</span>
                        <span class="small muted">{move || sum(|d| d.failed_logins)}" failed"{refused}</span>
                    </div>
                    <Legend data/>
                </div>
                <Chart data height=180/>
            </div>
        </section>
    }
}

fn per_day(days: &[OverviewDay]) -> Data {
    let of = |of: fn(&OverviewDay) -> i64| days.iter().map(of).collect::<Vec<_>>();
    let (good, failed) = (of(|d| d.logins), of(|d| d.failed_logins));
    let finding = format!(
        "Sign-ins per day in the last 30 days: {} successful, {} failed",
        good.iter().sum::<i64>(),
        failed.iter().sum::<i64>()
    );
    let series = vec![
        Series { name: "Successful".into(), kind: Kind::Bar, colour: "var(--c1)", values: good },
        Series { name: "Failed".into(), kind: Kind::Bar, colour: "var(--c2)", values: failed },
    ];
    labelled(finding, days, series)
}
