//! The table of customers.

use super::state::ListState;
use crate::{
    components::{
        customer_table::{Columns, PersonRow},
        load::Load,
        pager::Pager,
        skeleton,
    },
    customer_filter::{View, is_narrowed},
    icons::Icon,
};
use leptos::prelude::*;
use patron_api_types::customers::{CustomerQuery, CustomerSort, SortOrder};

#[component]
pub fn List(state: ListState) -> impl IntoView {
    let list = state.list;
    view! {
        <section class="card flush" aria-label="Customers" class:stale=list.first.busy aria-busy=move || list.first.busy.get().to_string()>
            <Load remote=list.first what="The customers" waiting=skeleton::rows ready=move |_| view! { <Filled state/> }.into_any()/>
            <FailedAgain state/>
        </section>
    }
}

#[component]
fn Filled(state: ListState) -> impl IntoView {
    let empty = Memo::new(move |_| {
        state.list.first.value.with(|page| page.as_ref().is_some_and(|page| page.items.is_empty()))
    });
    view! {
        <Show when=move || !empty.get() fallback=move || view! { <Nobody state/> }>
            <div class="table-wrap">
                <table class="table cards">
                    <caption class="sr">"Customers"</caption>
                    <Head state/>
                    <tbody>
                        <For each=move || state.list.rows.get() key=|row| row.key let:row>
                            <PersonRow row=row.value columns=Columns::All position=row.key.1/>
                        </For>
                    </tbody>
                </table>
            </div>
            <Pager list=state.list what="people"/>
        </Show>
    }
}

#[component]
fn Head(state: ListState) -> impl IntoView {
    view! {
        <thead><tr>
            <Sorted state column=CustomerSort::Name label="Customer" class=""/>
            <th scope="col">"Status"</th>
            <th scope="col">"Consent"</th>
            <th scope="col" class="r low">"Sign-ins"</th>
            <Sorted state column=CustomerSort::Orders label="Orders" class="r"/>
            <Sorted state column=CustomerSort::Spent label="Total spent" class="r"/>
            <Sorted state column=CustomerSort::LastLogin label="Last sign-in" class=""/>
            <Sorted state column=CustomerSort::Signup label="Signed up" class="low"/>
            <th scope="col" class="low">"Source"</th>
        </tr></thead>
    }
}

#[component]
fn Sorted(state: ListState, column: CustomerSort, label: &'static str, class: &'static str) -> impl IntoView {
    let order = Memo::new(move |_| {
        let (now, order) = state.sort();
        (now == column).then_some(order)
    });
    let aria =
        move || order.get().map(|order| if order == SortOrder::Asc { "ascending" } else { "descending" });
    let arrow = move || match order.get() {
        Some(SortOrder::Desc) => view! { <Icon name="sort" class="sm"/> }.into_any(),
        Some(SortOrder::Asc) => {
            view! { <span style="rotate:180deg;display:inline-flex"><Icon name="sort" class="sm"/></span> }
                .into_any()
        }
        None => view! { <Icon name="sortn" class="sm"/> }.into_any(),
    };
    view! {
        <th scope="col" class=class aria-sort=aria>
            <button data-testid=format!("sort-{column}") on:click=move |_| state.sort_by(column)>{label}{arrow}</button>
        </th>
    }
}

/// An empty list says why, and offers one way on.
#[component]
fn Nobody(state: ListState) -> impl IntoView {
    let narrowed = state.query.with_untracked(is_narrowed);
    let (title, text) = match state.query.with_untracked(View::of) {
        Some(View::All) if !narrowed => (
            "No customers yet",
            "People appear here as soon as they sign up in your shop, or when you import or add them.",
        ),
        Some(_) if !narrowed => ("Nobody here right now", "This view fills by itself when somebody fits it."),
        _ => ("Nobody matches", "Take off a filter, or search for something else."),
    };
    let clear = move |_| state.change(|query| *query = CustomerQuery::default());
    view! {
        <div class="empty" data-testid="customers-empty">
            <span class="glyph lg"><Icon name=if narrowed { "search" } else { "users" } class="lg"/></span>
            <h3>{title}</h3>
            <p>{text}</p>
            {narrowed.then(|| view! { <div class="row"><button class="btn" on:click=clear>"Clear all"</button></div> })}
        </div>
    }
}

/// A refresh that failed while rows are shown: the rows stay.
#[component]
fn FailedAgain(state: ListState) -> impl IntoView {
    let first = state.list.first;
    let failed = move || first.value.with(Option::is_some) && first.error.with(Option::is_some);
    view! {
        <Show when=failed>
            <div class="table-foot" role="alert">
                <span class="bad-ink">"The list could not be refreshed; what you see may be old."</span>
                <button class="btn sm push" on:click=move |_| first.again()><Icon name="refresh" class="sm"/>"Try again"</button>
            </div>
        </Show>
    }
}
