//! All filters in one popover; Apply puts them into the address.

use super::state::ListState;
use crate::{
    browser,
    components::field::{Select, TextField},
    erased::effect,
    format::words,
    icons::Icon,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::customers::CustomerQuery;
use patron_domain::{
    consent::Channel,
    customer::{CustomerStatus, Source},
    money::Money,
};

/// What stands in the fields, before Apply.
#[derive(Clone, Copy)]
struct Draft {
    status: RwSignal<String>,
    consent: RwSignal<String>,
    source: RwSignal<String>,
    min_orders: RwSignal<String>,
    max_orders: RwSignal<String>,
    min_spent: RwSignal<String>,
    max_spent: RwSignal<String>,
    signup_from: RwSignal<String>,
    signup_to: RwSignal<String>,
    last_login_from: RwSignal<String>,
    last_login_to: RwSignal<String>,
}

impl Draft {
    fn new() -> Self {
        let s = || RwSignal::new(String::new());
        Self {
            status: s(),
            consent: s(),
            source: s(),
            min_orders: s(),
            max_orders: s(),
            min_spent: s(),
            max_spent: s(),
            signup_from: s(),
            signup_to: s(),
            last_login_from: s(),
            last_login_to: s(),
        }
    }

    /// Shows the filters in force.
    fn read(self, q: &CustomerQuery) {
        fn text<T: ToString>(value: Option<T>) -> String {
            value.map(|value| value.to_string()).unwrap_or_default()
        }
        self.status.set(text(q.status));
        self.consent.set(match (q.consent, q.marketing_consent) {
            (Some(channel), _) => channel.to_string(),
            (None, Some(any)) => if any { "any" } else { "none" }.to_owned(),
            (None, None) => String::new(),
        });
        self.source.set(text(q.source));
        self.min_orders.set(text(q.min_orders));
        self.max_orders.set(text(q.max_orders));
        self.min_spent.set(text(q.min_spent));
        self.max_spent.set(text(q.max_spent));
        self.signup_from.set(text(q.signup_from));
        self.signup_to.set(text(q.signup_to));
        self.last_login_from.set(text(q.last_login_from));
        self.last_login_to.set(text(q.last_login_to));
    }

    /// Puts the fields into a query. Empty fields restrict nothing.
    fn write(self, q: &mut CustomerQuery) {
        fn parsed<T: std::str::FromStr>(field: RwSignal<String>) -> Option<T> {
            field.with_untracked(|text| text.trim().parse().ok())
        }
        let money = |field: RwSignal<String>| field.with_untracked(|text| Money::parse(text).ok());
        q.status = parsed(self.status);
        q.consent = parsed(self.consent);
        q.marketing_consent = self.consent.with_untracked(|word| match word.as_str() {
            "any" => Some(true),
            "none" => Some(false),
            _ => None,
        });
        q.source = parsed(self.source);
        (q.min_orders, q.max_orders) = (parsed(self.min_orders), parsed(self.max_orders));
        (q.min_spent, q.max_spent) = (money(self.min_spent), money(self.max_spent));
        (q.signup_from, q.signup_to) = (parsed(self.signup_from), parsed(self.signup_to));
        (q.last_login_from, q.last_login_to) = (parsed(self.last_login_from), parsed(self.last_login_to));
    }
}

#[component]
pub fn FilterButton(state: ListState) -> impl IntoView {
    let draft = Draft::new();
    effect(move || state.query.with(|query| draft.read(query)));
    let apply = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        browser::hide_popover("filters");
        state.change(|query| draft.write(query));
    };
    let clear = move |_| {
        browser::hide_popover("filters");
        state.change(|query| {
            *query = CustomerQuery {
                sort: query.sort,
                order: query.order,
                search: query.search.clone(),
                ..CustomerQuery::default()
            };
        });
    };
    view! {
        <button class="chip add" popovertarget="filters" data-testid="filter-open">
            <span style="padding:0 9px;display:flex;gap:5px;align-items:center;color:inherit"><Icon name="plus" class="sm"/>"Filter"</span>
        </button>
        <div popover id="filters" class="menu filters">
            <form on:submit=apply aria-label="Filters">
                <Choices draft/>
                <footer>
                    <button type="button" class="btn ghost sm" data-testid="filter-clear" on:click=clear>"Clear all"</button>
                    <button class="btn primary sm" data-testid="filter-apply">"Apply"</button>
                </footer>
            </form>
        </div>
    }
}

#[component]
fn Choices(draft: Draft) -> impl IntoView {
    let any = || (String::new(), "Any".to_owned());
    let statuses = [CustomerStatus::Active, CustomerStatus::Inactive, CustomerStatus::Blocked];
    let status = std::iter::once(any()).chain(statuses.map(|s| (s.to_string(), words::status(s).to_owned())));
    let source = std::iter::once(any())
        .chain(Source::ALL.iter().map(|s| (s.to_string(), words::source(*s).to_owned())));
    let channels = Channel::ALL.iter().map(|c| (c.to_string(), format!("Given for {}", words::channel(*c))));
    let consent = std::iter::once(any())
        .chain([("any".to_owned(), "Given on any channel".to_owned())])
        .chain(channels)
        .chain([("none".to_owned(), "On no channel".to_owned())]);
    let sign = use_format().with_value(|f| f.currency_sign());
    view! {
        <div class="three">
            <Select id="filter-status" label="Status" value=draft.status options=status.collect()/>
            <Select id="filter-consent" label="Consent" value=draft.consent options=consent.collect()/>
            <Select id="filter-source" label="Source" value=draft.source options=source.collect()/>
        </div>
        <div class="grid">
            <Range legend="Orders".to_owned() kind="number" step="1" from=("filter-min_orders", draft.min_orders) to=("filter-max_orders", draft.max_orders)/>
            <Range legend=format!("Total spent, {sign}") kind="number" step="any" from=("filter-min_spent", draft.min_spent) to=("filter-max_spent", draft.max_spent)/>
            <Range legend="Signed up".to_owned() kind="date" from=("filter-signup_from", draft.signup_from) to=("filter-signup_to", draft.signup_to)/>
            <Range legend="Last sign-in".to_owned() kind="date" from=("filter-last_login_from", draft.last_login_from) to=("filter-last_login_to", draft.last_login_to)/>
        </div>
    }
}

#[component]
fn Range(
    legend: String,
    kind: &'static str,
    #[prop(optional)] step: &'static str,
    from: (&'static str, RwSignal<String>),
    to: (&'static str, RwSignal<String>),
) -> impl IntoView {
    let labels = if kind == "date" { ("From", "Until") } else { ("At least", "At most") };
    view! {
        <fieldset>
            <legend>{legend}</legend>
            <div class="pair">
                <TextField id=from.0 label=labels.0 kind step value=from.1/>
                <TextField id=to.0 label=labels.1 kind step value=to.1/>
            </div>
        </fieldset>
    }
}
