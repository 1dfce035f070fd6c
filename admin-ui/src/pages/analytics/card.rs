//! A report's card: title, keys, what it shows, its file.

use super::state::PageState;
use crate::{
    browser,
    chart::{Chart, Data},
    components::{
        load::{Load, explain},
        toast::use_toasts,
    },
    icons::Icon,
    remote::Remote,
    session::use_session,
};
use leptos::prelude::*;
use patron_api_types::stats::{
    About, Channels, ConsentStats, Engagement, Growth, LifetimeValue, Retention, Rfm,
};
use std::sync::Arc;

/// An answer that says what its numbers are.
pub trait Told: Send + Sync + 'static {
    fn about(&self) -> &About;
}

macro_rules! told {
    ($($name:ident),+) => {$(
        impl Told for $name {
            fn about(&self) -> &About {
                &self.about
            }
        }
    )+};
}
told!(Channels, ConsentStats, Engagement, Growth, LifetimeValue, Retention, Rfm);

/// Where a card's file comes from.
#[derive(Clone, Copy)]
pub struct Csv {
    path: &'static str,
    chart: &'static str,
    pairs: Signal<Vec<(&'static str, String)>>,
}

impl Csv {
    /// A chart over the page's days.
    pub fn of_span(path: &'static str, chart: &'static str, state: PageState) -> Self {
        Self { path, chart, pairs: Signal::derive(move || with_chart(chart, state.pairs())) }
    }

    /// A chart that needs no more than its name.
    pub fn of_chart(path: &'static str, chart: &'static str) -> Self {
        Self { path, chart, pairs: Signal::derive(move || with_chart(chart, Vec::new())) }
    }

    /// The one table of an answer, with these parameters.
    pub fn of_table(
        path: &'static str,
        pairs: impl Fn() -> Vec<(&'static str, String)> + Send + Sync + 'static,
    ) -> Self {
        Self { path, chart: "", pairs: Signal::derive(pairs) }
    }

    fn file(self) -> String {
        if self.chart.is_empty() {
            format!("patron-{}.csv", self.path)
        } else {
            format!("patron-{}-{}.csv", self.path, self.chart)
        }
    }
}

fn with_chart(chart: &'static str, mut pairs: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
    pairs.push(("chart", chart.to_owned()));
    pairs
}

#[component]
pub fn Card<T: Told>(
    remote: Remote<T>,
    /// Ends the test ids: `card-active`, `csv-active`.
    name: &'static str,
    #[prop(into)] title: Signal<String>,
    /// What stands small beside the title.
    #[prop(optional, into)]
    note: Signal<String>,
    /// The field whose definition says what is counted.
    field: &'static str,
    /// As the subject of "could not be loaded".
    what: &'static str,
    csv: Csv,
    waiting: fn() -> AnyView,
    ready: impl Fn(RwSignal<Arc<T>>) -> AnyView + Send + Sync + 'static,
    /// Keys and switches, right in the head.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let counted = Memo::new(move |_| {
        remote.value.with(|v| v.as_ref().and_then(|v| v.about().definitions.get(field).cloned()))
    });
    let heading = format!("card-{name}-title");
    let labelled = heading.clone();
    view! {
        <section class="card" aria-labelledby=labelled data-testid=format!("card-{name}")>
            <header>
                <h2 id=heading title=move || counted.get()>{title}</h2>
                {move || Some(note.get()).filter(|note| !note.is_empty()).map(|note| view! { <p>{note}</p> })}
                <div class="push row">{children.map(|children| children())}<CsvButton csv name title/></div>
            </header>
            <div class="body" class:stale=remote.busy><Load remote what waiting ready/></div>
        </section>
    }
}

#[component]
fn CsvButton(csv: Csv, name: &'static str, title: Signal<String>) -> impl IntoView {
    let (session, toasts) = (StoredValue::new(use_session()), use_toasts());
    let fetch = Action::new_local(move |(): &()| {
        let session = session.get_value();
        let pairs = csv.pairs.get_untracked();
        async move {
            match session.chart_csv(csv.path, &pairs).await {
                Ok(bytes) => browser::save_csv(&csv.file(), &String::from_utf8_lossy(&bytes)),
                Err(error) => toasts.bad("The file could not be made", explain(&error)),
            }
        }
    });
    view! {
        <button
            class="btn sm ghost" data-testid=format!("csv-{name}") disabled=fetch.pending()
            aria-label=move || format!("Download as CSV: {}", title.get()) title="Download as CSV"
            on:click=move |_| { fetch.dispatch(()); }
        >
            <Icon name="download" class="sm"/>"CSV"
        </button>
    }
}

/// A choice of how a card counts.
#[component]
pub fn Choice<V: Copy + PartialEq + Send + Sync + 'static>(
    label: &'static str,
    value: RwSignal<V>,
    /// Value, words, test id.
    options: Vec<(V, &'static str, &'static str)>,
) -> impl IntoView {
    let button = move |(own, text, test_id): (V, &'static str, &'static str)| {
        let pressed = move || if value.get() == own { "true" } else { "false" };
        view! { <button aria-pressed=pressed data-testid=test_id on:click=move |_| value.set(own)>{text}</button> }
    };
    view! {
        <div class="segmented" role="group" aria-label=label>
            {options.into_iter().map(button).collect_view()}
        </div>
    }
}

/// A chart, or a word that there is nothing to draw.
#[component]
pub fn Plotted(data: Memo<Data>, #[prop(default = 208)] height: u32) -> impl IntoView {
    let empty = Memo::new(move |_| data.with(|d| d.series.iter().all(|s| s.values.iter().all(|v| *v == 0))));
    move || {
        if empty.get() {
            view! { <Nothing title="Nothing in these days" text="Choose other days above, or wait for the first people."/> }.into_any()
        } else {
            view! { <Chart data height/> }.into_any()
        }
    }
}

/// A card without data.
#[component]
pub fn Nothing(title: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <div class="empty" data-testid="nothing">
            <span class="glyph lg"><Icon name="chart" class="lg"/></span>
            <h3>{title}</h3>
            <p>{text}</p>
        </div>
    }
}

/// A prepared report before its first computation.
#[component]
pub fn NotYet() -> impl IntoView {
    view! { <Nothing title="Not computed yet" text="This report is prepared in the background. Refresh, below, does it now."/> }
}
