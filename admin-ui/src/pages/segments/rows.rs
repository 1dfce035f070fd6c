//! Lines that count orders, products, events or sign-ins: what is made of the rows, and what must hold of a row.

use super::{
    builder::Builder,
    condition::{Line, What},
    control::{entry, pick},
    line::turn,
    ops::Draft,
    value::test_view,
    words::{field_of, fields, measure_key, measure_of, measures, subject_key},
};
use crate::icons::Icon;
use leptos::prelude::*;
use patron_domain::rule::{Field, Measure, Relation};

fn relation(b: Builder, id: u32) -> Option<Relation> {
    b.peek(id, |line| match &line.what {
        What::Rows { relation, .. } => Some(relation.clone()),
        _ => None,
    })
    .flatten()
}

fn change_rows(b: Builder, id: u32, change: impl FnOnce(&mut Relation, &mut Measure, &mut Vec<Line>)) {
    b.change(id, |line| {
        let before = line.what.kind();
        if let What::Rows { relation, measure, filters } = &mut line.what {
            change(relation, measure, filters);
        }
        if line.what.kind() != before {
            line.test = Draft::first(line.what.kind());
        }
    });
}

/// Below the line's own parts.
pub fn rows_view(b: Builder, id: u32, wrong: Memo<bool>) -> AnyView {
    let Some(kind) = relation(b, id) else { return ().into_any() };
    let event = match &kind {
        Relation::Event(name) => {
            let named = Callback::new(move |name: String| {
                change_rows(b, id, |relation, _, _| *relation = Relation::Event(name));
            });
            view! { <span class="word">"called"</span>{entry("Name of the event", "text", name.clone(), 150, wrong, named)} }
                .into_any()
        }
        _ => ().into_any(),
    };
    let ids = move || {
        let of = |line: &Line| line.filters().iter().map(|filter| filter.id).collect::<Vec<_>>();
        b.read(id, of).unwrap_or_default()
    };
    let add = move |_| {
        let Some(relation) = relation(b, id) else { return };
        let field = relation.fields().first().cloned().unwrap_or(Field::Date);
        let filter = b.line(What::Field(field));
        change_rows(b, id, |_, _, filters| filters.push(filter));
    };
    view! {
        <span class="rows-of">
            {event}{measure(b, id, &kind, wrong)}
            <For each=ids key=|filter| *filter let:filter>{filter_view(b, id, filter, wrong)}</For>
            <button type="button" class="btn sm ghost" on:click=add><Icon name="plus" class="sm"/>"Only those where…"</button>
        </span>
    }
    .into_any()
}

fn measure(b: Builder, id: u32, relation: &Relation, wrong: Memo<bool>) -> AnyView {
    let of = move |line: &Line| match &line.what {
        What::Rows { measure, .. } => measure_key(measure),
        _ => "count",
    };
    let now = b.peek(id, of).unwrap_or("count");
    let turned =
        Callback::new(move |key: String| change_rows(b, id, |_, measure, _| *measure = measure_of(&key)));
    let needs_name = Memo::new(move |_| b.read(id, of) == Some("property"));
    let property = move || {
        let name = b.peek(id, |line| match &line.what {
            What::Rows { measure: Measure::Sum(Field::Property(name)), .. } => name.clone(),
            _ => String::new(),
        });
        let named = Callback::new(move |name: String| {
            change_rows(b, id, |_, measure, _| *measure = Measure::Sum(Field::Property(name)));
        });
        entry("Name of the property", "text", name.unwrap_or_default(), 110, wrong, named)
    };
    view! {
        <span class="word">"compared is"</span>
        {pick("What is compared", "select", now, vec![("", measures(relation))], turned)}
        {move || needs_name.get().then(property)}
    }
    .into_any()
}

fn filter_view(b: Builder, line: u32, id: u32, wrong: Memo<bool>) -> AnyView {
    let Some(of) = relation(b, line) else { return ().into_any() };
    let now = b.peek(id, |filter| subject_key(&filter.what)).unwrap_or_default();
    let options = fields(&of);
    let chosen = Callback::new(move |key: String| {
        let field = field_of(&of, &key);
        b.change(id, |filter| turn(filter, What::Field(field)));
    });
    let needs_name = Memo::new(move |_| b.read(id, |filter| subject_key(&filter.what)) == Some("property"));
    let property = move || {
        let name = b.peek(id, |filter| match &filter.what {
            What::Field(Field::Property(name)) => name.clone(),
            _ => String::new(),
        });
        let named = Callback::new(move |name: String| {
            b.change(id, |filter| filter.what = What::Field(Field::Property(name)));
        });
        entry("Name of the property", "text", name.unwrap_or_default(), 110, wrong, named)
    };
    view! {
        <span class="parts filter">
            <span class="word">"where"</span>
            {pick("Field of the row", "select", now, vec![("", options)], chosen)}
            {move || needs_name.get().then(property)}
            {test_view(b, id, wrong)}
            <button type="button" class="btn ghost sm square" aria-label="Remove this condition" on:click=move |_| b.remove(id)><Icon name="x" class="sm"/></button>
        </span>
    }
    .into_any()
}
