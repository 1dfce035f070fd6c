//! Of whom the file is, on what consent, which kind of file it is, and what for.

use super::{
    choice::{Choice, Who},
    dialog::Lists,
    kind::KINDS,
};
use crate::{
    components::{
        field::{Select, TextField},
        load::explain,
    },
    erased::effect,
    format::words,
    icons::Icon,
};
use leptos::prelude::*;
use patron_domain::{consent::Channel, segment::Audience};

/// A rule is told by its first characters in a list of choices.
const SHOWN: usize = 60;

#[component]
pub fn Whom(choice: Choice, lists: Lists) -> impl IntoView {
    follow_channel(choice, lists);
    let channels = Channel::ALL.iter().map(|c| (c.to_string(), words::channel(*c).to_owned())).collect();
    let channels = StoredValue::new(channels);
    let kinds = KINDS.iter().map(|(kind, name)| ((*kind).to_owned(), (*name).to_owned())).collect();
    let rule = move || match choice.who.get() {
        Who::Rule(text) => Some(view! { <code class="ruletext" data-testid="export-who-rule">{text}</code> }),
        _ => None,
    };
    view! {
        <div class="grid two" style="--gap:14px">
            <People choice lists/>
            <Select id="export-file" label="Kind of file" value=choice.kind options=kinds hint="For spreadsheets: opens in Excel and LibreOffice with phones intact"/>
            <Show when=move || choice.is_marketing()>
                <Select id="export-channel" label="Channel" value=choice.channel options=channels.get_value() hint="Whose consent is needed"/>
            </Show>
            <TextField id="export-purpose" label="Purpose" value=choice.purpose maxlength=200 hint="Kept with the record, such as Diwali newsletter"/>
        </div>
        {rule}
        <Machine choice/>
        <Show when=move || choice.is_marketing()>
            <label class="setting">
                <input type="checkbox" class="check" data-testid="export-express" prop:checked=choice.express_only
                    on:change=move |event| choice.express_only.set(event_target_checked(&event))/>
                <span class="grow"><b>"Express consent only"</b>
                    <small>"Leaves out who rests on the shop's default or on an import. Needed in the EU and, from May 2027, in India."</small></span>
            </label>
        </Show>
        <Show when=move || choice.can_be_hashed()>
            <label class="setting">
                <input type="checkbox" class="switch" role="switch" data-testid="export-hashed" prop:checked=choice.hashed
                    on:change=move |event| choice.hashed.set(event_target_checked(&event))/>
                <span class="grow"><b>"Hash it here"</b>
                    <small>"Addresses, phones and names leave as SHA-256, by the destination's own rules. Without it, it hashes them itself."</small></span>
            </label>
        </Show>
    }
}

#[component]
fn Machine(choice: Choice) -> impl IntoView {
    view! {
        <Show when=move || choice.kind.with(|kind| kind == "machine")>
            <div class="banner warn" data-testid="export-machine-note">
                <Icon name="alert"/>
                <span class="grow"><b>"For programs only."</b>" Nothing is altered: a cell that begins like a formula is run by the spreadsheet that opens it."</span>
            </div>
        </Show>
    }
}

#[component]
fn People(choice: Choice, lists: Lists) -> impl IntoView {
    let options = move || {
        let now = choice.who.get().word();
        let option = |(word, text): (String, String)| {
            let chosen = word == now;
            view! { <option value=word selected=chosen>{text}</option> }
        };
        let group = |name: &'static str, all: Vec<(String, String)>| {
            (!all.is_empty()).then(
                || view! { <optgroup label=name>{all.into_iter().map(option).collect_view()}</optgroup> },
            )
        };
        let everybody = if choice.is_marketing() { "Everybody who opted in" } else { "Everybody" };
        let first = (String::new(), everybody.to_owned());
        let rule = choice.rule.get_value().map(|rule| (Who::Rule(rule.clone()).word(), shortened(&rule)));
        view! {
            {std::iter::once(first).chain(rule).map(option).collect_view()}
            {group("Segments", segments(choice, lists))}
            {group("Campaigns, without those held out", campaigns(choice, lists))}
        }
    };
    let failed = move || lists.segments.error.get().or_else(|| lists.campaigns.error.get());
    let again = move |_| {
        if lists.segments.error.with_untracked(Option::is_some) {
            lists.segments.again();
        }
        if lists.campaigns.error.with_untracked(Option::is_some) {
            lists.campaigns.again();
        }
    };
    view! {
        <div class="field">
            <label for="export-who">"Who"</label>
            <select class="select" id="export-who" data-testid="export-who" aria-describedby="export-who-hint"
                on:change=move |event| choice.who.set(Who::of(&event_target_value(&event)))>{options}</select>
            <span class="hint" id="export-who-hint">"Narrows; consent is always checked"</span>
            {move || failed().map(|error| view! {
                <span class="error" role="alert" data-testid="export-who-failed">
                    <Icon name="alert" class="sm"/>{format!("Not all segments and campaigns could be loaded. {}", explain(&error))}
                </span>
                <button type="button" class="btn sm ghost" data-testid="export-who-again" on:click=again>"Try again"</button>
            })}
        </div>
    }
}

/// The segments; the chosen one stands there before they are known.
fn segments(choice: Choice, lists: Lists) -> Vec<(String, String)> {
    let known = lists.segments.value.with(|all| {
        let all = all.iter().flat_map(|all| &all.items);
        all.map(|segment| (Who::Segment(segment.name).word(), segment.title.clone())).collect()
    });
    with_chosen(known, choice, |who| matches!(who, Who::Segment(_)), "A segment")
}

fn campaigns(choice: Choice, lists: Lists) -> Vec<(String, String)> {
    let known = lists.campaigns.value.with(|all| {
        let all = all.iter().flat_map(|all| &all.items);
        all.map(|campaign| (Who::Campaign(campaign.id).word(), campaign.name.clone())).collect()
    });
    with_chosen(known, choice, |who| matches!(who, Who::Campaign(_)), "A campaign")
}

fn with_chosen(
    mut known: Vec<(String, String)>,
    choice: Choice,
    fits: fn(&Who) -> bool,
    name: &str,
) -> Vec<(String, String)> {
    let chosen = choice.who.get();
    let word = chosen.word();
    if fits(&chosen) && !known.iter().any(|(other, _)| *other == word) {
        known.push((word, name.to_owned()));
    }
    known
}

fn shortened(rule: &str) -> String {
    if rule.chars().count() <= SHOWN {
        return format!("Rule: {rule}");
    }
    format!("Rule: {}…", rule.chars().take(SHOWN).collect::<String>())
}

/// A segment for marketing and a campaign have a channel of their own, which is what most people want here.
fn follow_channel(choice: Choice, lists: Lists) {
    effect(move || {
        let own = match choice.who.get() {
            Who::Segment(key) => lists.segments.value.with(|all| {
                let found = all.as_ref()?.items.iter().find(|segment| segment.name == key)?;
                (found.audience == Audience::Marketing).then_some(found.channel)
            }),
            Who::Campaign(id) => lists
                .campaigns
                .value
                .with(|all| Some(all.as_ref()?.items.iter().find(|campaign| campaign.id == id)?.channel)),
            Who::Everybody | Who::Rule(_) => None,
        };
        if let Some(channel) = own {
            choice.channel.set(channel.to_string());
        }
    });
}
