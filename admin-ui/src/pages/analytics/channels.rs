//! Acquisition channels: where people came from, and what became of them.

use super::{
    card::{Card, Choice, Csv, Nothing},
    foot::{Report, said},
    links::{days, people_in},
    state::{PageState, kept},
};
use crate::{
    chart::{Bar, Bars},
    components::skeleton,
    format::{MISSING, number::share, stats_words::rate, time::days as span},
    remote::Remote,
    session::use_format,
};
use chrono::NaiveDate;
use leptos::prelude::*;
use patron_api_types::stats::{ChannelRow, Channels, ChannelsQuery};
use patron_domain::{acquisition::Touch, people_set::PeopleSet};
use std::sync::Arc;

/// Which touch is meant, and of whom.
#[derive(Clone, Copy)]
pub struct Wanted {
    touch: RwSignal<Touch>,
    state: PageState,
}

impl Wanted {
    pub fn new(state: PageState) -> Self {
        Self { touch: RwSignal::new(Touch::First), state }
    }

    fn query(self) -> ChannelsQuery {
        let view = self.state.view.get();
        ChannelsQuery {
            touch: Some(self.touch.get()),
            from: view.from,
            to: view.to,
            ..ChannelsQuery::default()
        }
    }

    fn csv(self) -> Csv {
        Csv::of_table("channels", move || {
            let query = self.query();
            let touch = query.touch.map(|touch| ("touch", touch.to_string()));
            let from = query.from.map(|day| ("from", day.to_string()));
            let to = query.to.map(|day| ("to", day.to_string()));
            [touch, from, to].into_iter().flatten().collect()
        })
    }

    /// `All time`, or when the people meant signed up.
    fn note(self, channels: Remote<Channels>) -> Signal<String> {
        let today = self.state.today;
        Signal::derive(move || {
            let days = channels.value.with(|c| c.as_ref().and_then(|c| signed_up(c, today.get())));
            days.map_or_else(
                || "all time".to_owned(),
                |(from, to)| format!("signed up {}", span(from, to, today.get())),
            )
        })
    }
}

pub fn channels_of(wanted: Wanted) -> Remote<Channels> {
    let query = Memo::new(move |_| wanted.query());
    kept(Remote::new(move || query.get(), |session, q| async move { session.channels(&q).await }))
}

/// Whose sign-up the answer is about; nothing: everybody's.
fn signed_up(c: &Channels, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    (c.from.is_some() || c.to.is_some()).then(|| (c.from.unwrap_or_default(), c.to.unwrap_or(today)))
}

/// The people of a channel; `more` narrows them.
fn list(c: &Channels, row: &ChannelRow, today: NaiveDate, more: Option<PeopleSet>) -> String {
    let touched = PeopleSet::Touched { touch: c.touch, channel: row.channel };
    let signed_up = signed_up(c, today).map(|(from, to)| PeopleSet::SignedUp(days(from, to)));
    people_in([Some(touched), signed_up, more].into_iter().flatten().collect())
}

#[component]
pub fn ChannelsTab(state: PageState) -> impl IntoView {
    let wanted = Wanted::new(state);
    let channels = channels_of(wanted);
    view! {
        <Report said=vec![said(channels)]>
            <ChannelBars channels wanted/>
            <ChannelQuality channels wanted/>
        </Report>
    }
}

#[component]
pub fn ChannelBars(channels: Remote<Channels>, wanted: Wanted) -> impl IntoView {
    let today = wanted.state.today;
    let rows = move |c: RwSignal<Arc<Channels>>| {
        Signal::derive(move || {
            c.with(|c| c.items.iter().map(|row| bar(c, row, today.get())).collect::<Vec<_>>())
        })
    };
    view! {
        <Card
            remote=channels name="channels" title="Where customers come from" note=wanted.note(channels) field="customers" what="The channels"
            csv=wanted.csv() waiting=|| skeleton::block(300)
            ready=move |c| view! { <SomeRows c><Bars rows=rows(c)/></SomeRows> }.into_any()
        >
            <Choice label="Which touch" value=wanted.touch options=vec![
                (Touch::First, "First touch", "touch-first"), (Touch::Last, "Last touch", "touch-last"),
            ]/>
        </Card>
    }
}

fn bar(c: &Channels, row: &ChannelRow, today: NaiveDate) -> Bar {
    let format = use_format();
    let all = c.items.iter().map(|row| row.customers).sum::<i64>();
    Bar {
        name: row.channel.title().to_owned(),
        value: row.customers,
        text: format.with_value(|f| f.number(row.customers)),
        note: share(row.customers, all).unwrap_or_default(),
        href: Some(list(c, row, today, None)),
        test_id: format!("channel-{}", row.channel),
    }
}

/// Or a word that there is nobody.
#[component]
fn SomeRows(c: RwSignal<Arc<Channels>>, children: ChildrenFn) -> impl IntoView {
    let empty = Memo::new(move |_| c.with(|c| c.items.is_empty()));
    move || {
        if empty.get() {
            view! { <Nothing title="Nobody signed up in these months" text="Choose other days above."/> }
                .into_any()
        } else {
            children()
        }
    }
}

#[component]
pub fn ChannelQuality(
    channels: Remote<Channels>,
    wanted: Wanted,
    /// Only what tells channels apart best, for a narrow card.
    #[prop(optional)]
    brief: bool,
) -> impl IntoView {
    let today = wanted.state.today;
    view! {
        <Card
            remote=channels name="channel-quality" title="Channel quality" note=wanted.note(channels) field="conversion" what="The channels"
            csv=wanted.csv() waiting=|| skeleton::block(300)
            ready=move |c| view! { <SomeRows c>{move || c.with(|c| table(c, today.get(), brief))}</SomeRows> }.into_any()
        />
    }
}

fn table(c: &Channels, today: NaiveDate, brief: bool) -> AnyView {
    let wide = |text: &'static str| (!brief).then(|| view! { <th scope="col" class="r">{text}</th> });
    view! {
        <div class="table-wrap" tabindex="0">
            <table class="table dense plain">
                <caption class="sr">"Channels by what became of the people they brought"</caption>
                <thead><tr>
                    <th scope="col">"Channel"</th>{wide("Customers")}{wide("Conversion")}{wide("Revenue")}
                    <th scope="col" class="r" title="Lifetime value per customer">"LTV"</th>
                    <th scope="col" class="r" title="Of those who ordered, twice or more">"Repeat"</th>
                    <th scope="col" class="r" title="With consent on any channel">"Opt-in"</th>
                </tr></thead>
                <tbody>{c.items.iter().map(|row| line(c, row, today, brief)).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn line(c: &Channels, row: &ChannelRow, today: NaiveDate, brief: bool) -> AnyView {
    let format = use_format();
    let number = |n: i64| format.with_value(|f| f.number(n));
    // a share leads to the people who are the part
    let part = |count: i64, whole: i64, text: String, set: PeopleSet| {
        let title = format!("{} of {} people", number(count), number(whole));
        let href = list(c, row, today, Some(set));
        view! { <td class="r"><a class="link" href=href title=title>{text}</a></td> }
    };
    let shared = |count: i64, whole: i64| share(count, whole).unwrap_or_else(|| MISSING.to_owned());
    let value =
        row.average_lifetime_value.map_or_else(|| MISSING.to_owned(), |m| format.with_value(|f| f.money(m)));
    let wide = (!brief).then(|| {
        let exact = format.with_value(|f| f.money(row.revenue));
        view! {
            <td class="r"><a
                class="link" href=list(c, row, today, None) data-testid=format!("channel-{}-customers", row.channel)
                data-value=row.customers.to_string()
            >{number(row.customers)}</a></td>
            {part(row.buyers, row.customers, rate(row.conversion.as_deref()), PeopleSet::Buyers)}
            <td class="r money" title=exact>{format.with_value(|f| f.short_money(row.revenue))}</td>
        }
    });
    view! {
        <tr data-testid="channel-row" data-channel=row.channel.as_str()>
            <th scope="row">{row.channel.title()}</th>{wide}
            <td class="r money">{value}</td>
            {part(row.repeat_buyers, row.buyers, shared(row.repeat_buyers, row.buyers), PeopleSet::RepeatBuyers)}
            {part(row.opt_ins, row.customers, shared(row.opt_ins, row.customers), PeopleSet::OptedIn)}
        </tr>
    }
    .into_any()
}
