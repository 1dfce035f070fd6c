//! The test of a line: its word, and the inputs that this word asks for.

use super::{
    builder::Builder,
    condition::Line,
    control::{entry, pick},
    ops::{Draft, Op, Shape, ops},
    words,
};
use crate::icons::Icon;
use leptos::prelude::*;
use patron_domain::rule::Kind;

/// Word and inputs of a line or of a filter in one.
pub fn test_view(b: Builder, id: u32, wrong: Memo<bool>) -> AnyView {
    let kind = Memo::new(move |_| b.read(id, |line| line.what.kind()));
    let shape = Memo::new(move |_| b.read(id, |line| line.test.shape()).unwrap_or(Shape::Nothing));
    let negative = Memo::new(move |_| {
        b.read(id, |line| line.test.test().is_some_and(|test| test.is_negative())).unwrap_or(false)
    });
    view! {
        {move || kind.get().map(|kind| words_of(b, id, kind))}
        {move || { let shape = shape.get(); kind.get().map(|kind| inputs(b, id, shape, kind, wrong)) }}
        {move || negative.get().then(|| unknown(b, id))}
    }
    .into_any()
}

fn words_of(b: Builder, id: u32, kind: Kind) -> AnyView {
    let (now, bare) = b.peek(id, |line| (line.test.op, line.what.is_bare())).unwrap_or(("", true));
    let option = |op: &&'static Op| {
        let text = if kind == Kind::Any { format!("{}{}", op.of, op.label) } else { op.label.to_owned() };
        (op.name.to_owned(), text)
    };
    let mut options: Vec<_> = ops(kind, bare).iter().map(option).collect();
    // What a rule written as text asks stays, whatever is offered here.
    if !options.iter().any(|(name, _)| name == now) {
        options.push((now.to_owned(), words::human(now).to_lowercase()));
    }
    let turn = Callback::new(move |word: String| b.change(id, |line| line.test.turn(&word, kind)));
    pick("Condition", "select", now, vec![("", options)], turn)
}

/// What a negative test says of those of whom nothing is known.
fn unknown(b: Builder, id: u32) -> AnyView {
    let only = b.peek(id, |line| line.only_known).unwrap_or(false);
    let options = vec![
        ("include".to_owned(), "or is not known".to_owned()),
        ("exclude".to_owned(), "and is known".to_owned()),
    ];
    let turn = Callback::new(move |word: String| b.change(id, |line| line.only_known = word == "exclude"));
    let now = if only { "exclude" } else { "include" };
    pick("People of whom it is not known", "select quiet", now, vec![("", options)], turn)
}

fn set(b: Builder, id: u32, place: usize) -> Callback<String> {
    Callback::new(move |text: String| {
        b.change(id, |line| {
            if let Some(value) = line.test.values.get_mut(place) {
                *value = text;
            }
        });
    })
}

fn inputs(b: Builder, id: u32, shape: Shape, kind: Kind, wrong: Memo<bool>) -> AnyView {
    let values = b.peek(id, |line| line.test.values.clone()).unwrap_or_default();
    let at = |place: usize| values.get(place).cloned().unwrap_or_default();
    let number = |place, label, width| entry(label, "number", at(place), width, wrong, set(b, id, place));
    let sign = || (kind == Kind::Money).then(|| view! { <span class="word">{b.sign.get_value()}</span> });
    let word = |text: &'static str| view! { <span class="word">{text}</span> };
    let choice = |place: usize, label, options| {
        pick(label, "select", &at(place), vec![("", options)], set(b, id, place))
    };
    let day = |place: usize, label| {
        let now = at(place);
        // an instant has more to it than the browser's field for days can show
        let is_instant = now.contains('T');
        let (kind, width) = if is_instant { ("text", 190) } else { ("date", 138) };
        entry(label, kind, now, width, wrong, set(b, id, place))
    };
    match shape {
        Shape::Nothing => ().into_any(),
        Shape::Number => view! { {sign()}{number(0, "Value", 92)} }.into_any(),
        Shape::Numbers => {
            view! { {sign()}{number(0, "From", 84)}{word("and")}{number(1, "To", 84)} }.into_any()
        }
        Shape::Text => match kind {
            Kind::Word(known) => choice(0, "Value", options_of(known)),
            _ => entry("Value", "text", at(0), 150, wrong, set(b, id, 0)),
        },
        Shape::Texts => chips(b, id, kind, wrong),
        Shape::Day | Shape::When => day(0, "Day"),
        Shape::Whens => view! { {day(0, "From")}{word("and")}{day(1, "To")} }.into_any(),
        Shape::Span => view! { {number(0, "How many", 56)}{choice(1, "Unit", words::units())} }.into_any(),
        Shape::Spans => view! {
            {number(0, "At least so many", 56)}{choice(1, "Unit", words::units())}{word("and")}
            {number(2, "At most so many", 56)}{choice(3, "Unit", words::units())}{word("ago")}
        }
        .into_any(),
        Shape::Calendar => choice(0, "When", words::calendar()),
        Shape::Month => choice(0, "Month", words::months()),
        Shape::Days => view! { {number(0, "How many days", 56)}{word("days")} }.into_any(),
        Shape::Length => {
            view! { {choice(0, "How it compares", words::compares())}{number(1, "How many", 56)} }.into_any()
        }
    }
}

fn options_of(known: &'static [&'static str]) -> Vec<(String, String)> {
    known.iter().map(|word| ((*word).to_owned(), words::human(word))).collect()
}

/// Several texts, each with a button that takes it off, and a field for more.
fn chips(b: Builder, id: u32, kind: Kind, wrong: Memo<bool>) -> AnyView {
    let values = Memo::new(move |_| b.read(id, |line| line.test.values.clone()).unwrap_or_default());
    let drop = move |text: String| {
        b.change(id, |line| line.test.values.retain(|value| *value != text));
    };
    let add =
        Callback::new(move |text: String| b.change(id, |line: &mut Line| insert(&mut line.test, &text)));
    let is_word = matches!(kind, Kind::Word(_));
    let chip = move |text: String| {
        let shown = if is_word { words::human(&text) } else { text.clone() };
        let label = format!("Remove {shown}");
        view! {
            <span class="chip">
                <b style="padding:0 8px">{shown}</b>
                <button type="button" class="x" aria-label=label on:click=move |_| drop(text.clone())><Icon name="x" class="sm"/></button>
            </span>
        }
    };
    let more = match kind {
        Kind::Word(known) => {
            let free = move || {
                values.with(|values| {
                    let left = known.iter().filter(|word| !values.iter().any(|value| value == *word));
                    let mut all = vec![(String::new(), "Add…".to_owned())];
                    all.extend(left.map(|word| ((*word).to_owned(), words::human(word))));
                    all
                })
            };
            view! { {move || pick("Add a value", "select quiet", "", vec![("", free())], add)} }.into_any()
        }
        _ => typed_more(add, wrong),
    };
    view! { {move || values.get().into_iter().map(chip).collect_view()}{more} }.into_any()
}

/// A comma or Enter ends a text; so does leaving the field.
fn typed_more(add: Callback<String>, wrong: Memo<bool>) -> AnyView {
    let text = RwSignal::new(String::new());
    let take = move || {
        let typed = text.get_untracked();
        if !typed.trim().is_empty() {
            text.set(String::new());
            add.run(typed);
        }
    };
    let keys = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" || event.key() == "," {
            event.prevent_default();
            take();
        }
    };
    view! {
        <input
            class="input" type="text" autocomplete="off" aria-label="Add a value" placeholder="Add, then Enter" maxlength="200"
            style="width:124px;max-width:100%" prop:value=text
            aria-invalid=move || wrong.get().then_some("true")
            on:input=move |event| text.set(event_target_value(&event)) on:keydown=keys on:blur=move |_| take()
        />
    }
    .into_any()
}

fn insert(test: &mut Draft, text: &str) {
    let text = text.trim();
    if !text.is_empty() && !test.values.iter().any(|value| value == text) {
        test.values.push(text.to_owned());
    }
}
