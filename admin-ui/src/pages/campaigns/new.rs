//! Makes a campaign: of whom, on which channel, how many held out.

use super::{
    draft::{Draft, Faults, fault},
    reach::Reach,
};
use crate::{
    components::{
        dialog::Dialog,
        field::{FormError, Select, TextField, field_error},
        load::Load,
        skeleton,
        toast::use_toasts,
    },
    erased::effect,
    format::words,
    remote::Remote,
    routes::{Route, use_go},
    session::{use_format, use_session},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use patron_api_client::Error;
use patron_api_types::{campaigns::NewCampaign, segments::Segments};
use patron_domain::{consent::Channel, segment::Audience};
use std::sync::Arc;

#[component]
pub fn NewDialog(open: RwSignal<bool>) -> impl IntoView {
    let dirty = RwSignal::new(false);
    view! {
        <Dialog open title="New campaign" lead="Its people are fixed the moment you make it." width=640 dirty=dirty>
            <Choose open dirty/>
        </Dialog>
    }
}

/// The segments have to be there before one can be chosen.
#[component]
fn Choose(open: RwSignal<bool>, dirty: RwSignal<bool>) -> impl IntoView {
    let segments = Remote::new(|| (), |session, ()| async move { session.segments().await });
    view! {
        <Load remote=segments what="The segments" waiting=|| skeleton::block(320)
            ready=move |s| view! { <Form s open dirty/> }.into_any()/>
    }
}

/// The fields, begun with what the address names.
fn begin(segments: &Segments) -> Draft {
    let (segment, rule) = use_query_map().with_untracked(|p| (p.get("segment"), p.get("rule")));
    let known = |key: &String| segments.items.iter().any(|segment| segment.name.to_string() == *key);
    let rule = rule.filter(|rule| !rule.trim().is_empty());
    let first = || segments.items.first().map(|segment| segment.name.to_string()).unwrap_or_default();
    let of = match (segment.filter(known), &rule) {
        (Some(key), _) => key,
        (None, Some(_)) => String::new(),
        (None, None) => first(),
    };
    Draft::new(of, rule)
}

#[component]
fn Form(s: RwSignal<Arc<Segments>>, open: RwSignal<bool>, dirty: RwSignal<bool>) -> impl IntoView {
    let draft = s.with_untracked(|segments| begin(segments));
    effect(move || dirty.set(draft.is_typed()));
    // A segment for marketing has its channel.
    effect(move || {
        let of = draft.of.get();
        let channel = s.with(|s| {
            let found = s.items.iter().find(|segment| segment.name.to_string() == of)?;
            (found.audience == Audience::Marketing).then(|| found.channel.to_string())
        });
        if let Some(channel) = channel {
            draft.channel.set(channel);
        }
    });
    let error = RwSignal::new(None::<Error>);
    let faults: Faults = RwSignal::new(Vec::new());
    let (session, toasts, go) =
        (StoredValue::new(use_session()), use_toasts(), StoredValue::new_local(use_go()));
    let make = Action::new_local(move |new: &NewCampaign| {
        let (session, new) = (session.get_value(), new.clone());
        async move {
            match session.create_campaign(&new).await {
                Ok(made) => {
                    toasts.good("The campaign was made", "Its people are fixed: export those to write to.");
                    // the dialog goes with its page
                    go.try_with_value(|go| go(&Route::Campaign(made.id).href()));
                }
                Err(failed) => error.set(Some(failed)),
            }
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        error.set(None);
        match draft.read() {
            Ok(new) => {
                faults.set(Vec::new());
                make.dispatch(new);
            }
            Err(found) => faults.set(found),
        }
    };
    let busy = make.pending();
    view! {
        <form on:submit=submit novalidate>
            <div class="body stack" style="--gap:14px">
                <Fields s draft faults error/>
                <Reach draft/>
                <FormError error/>
            </div>
            <footer>
                <button type="button" class="btn push" on:click=move |_| open.set(false)>"Cancel"</button>
                <button class="btn primary" data-testid="campaign-make" disabled=busy>
                    {move || if busy.get() { "Fixing its people…" } else { "Make campaign" }}
                </button>
            </footer>
        </form>
    }
}

/// What the server said of whom the campaign is of; the pointer depends on what was wrong.
fn of_error(error: RwSignal<Option<Error>>) -> Signal<Option<String>> {
    let said = ["/of", "/of/segment", "/of/rule"].map(|pointer| field_error(error, pointer));
    Signal::derive(move || said.iter().find_map(|said| said.get()))
}

#[component]
fn Fields(
    s: RwSignal<Arc<Segments>>,
    draft: Draft,
    faults: Faults,
    error: RwSignal<Option<Error>>,
) -> impl IntoView {
    let fault = move |pointer| fault(faults, error, pointer);
    let mut whom: Vec<(String, String)> =
        draft.rule.get_value().map(|rule| (String::new(), format!("The rule: {rule}"))).into_iter().collect();
    s.with_untracked(|s| {
        whom.extend(s.items.iter().map(|segment| (segment.name.to_string(), segment.title.clone())));
    });
    let channels: Vec<(String, String)> =
        Channel::ALL.iter().map(|c| (c.to_string(), words::channel(*c).to_owned())).collect();
    let sign = use_format().with_value(crate::format::Format::currency_sign);
    view! {
        <TextField id="new-name" label="Name" maxlength=100 required=true value=draft.name error=fault("/name")/>
        <div class="grid two" style="--gap:14px">
            <Select id="new-of" label="Whom" value=draft.of options=whom error=of_error(error)/>
            <Select id="new-channel" label="Channel" value=draft.channel options=channels
                hint="Only active people with consent on it."/>
        </div>
        <TextField id="new-purpose" label="Purpose" maxlength=200 required=true value=draft.purpose error=fault("/purpose")
            hint="What you write for. Kept with every file."/>
        <div class="grid two" style="--gap:14px">
            <TextField id="new-holdout" label="Hold-out, per cent" kind="number" step="any" value=draft.holdout error=fault("/holdout_percent")
                hint="So many, at random, are not written to. What they order shows what the others would have ordered anyway. 0 to 50."/>
            <TextField id="new-window" label="Window, days" kind="number" step="1" value=draft.window error=fault("/window_days")
                hint="Orders of so many days from now count."/>
            <TextField id="new-exclude" label="Leave out people of other campaigns of the last … days" kind="number" step="1" value=draft.exclude
                error=fault("/exclude_days") hint="Held out there or not. Empty: nobody for that."/>
            <TextField id="new-cost" label="Cost" kind="number" step="any" value=draft.cost error=fault("/cost")
                hint=format!("In {sign}. Can be told later.")/>
        </div>
    }
}
