//! Name and state of the segment, and what can be done with it as a whole.

use super::{Desk, remove::RemoveDialog, work::Work};
use crate::{
    components::{load::explain_fields, toast::use_toasts},
    icons::Icon,
    remote::Remote,
    routes::{Route, use_go},
    session::{use_format, use_session},
};
use leptos::prelude::*;
use patron_api_client::Error;
use patron_api_types::segments::{Segment, SegmentUser};
use patron_domain::segment::Audience;

#[component]
pub fn Head(work: Work, remote: Option<Remote<Segment>>, desk: Desk) -> impl IntoView {
    let built_in = Memo::new(move |_| {
        work.saved.with(|saved| saved.as_ref().is_some_and(|saved| saved.summary.built_in))
    });
    let changed = Memo::new(move |_| work.is_changed());
    let error = RwSignal::new(None::<Error>);
    let badge = move || match (remote.is_some(), changed.get()) {
        (true, true) => Some(("badge dot warn", "Unsaved changes")),
        (false, _) => Some(("badge dot", "Not saved")),
        (true, false) => None,
    };
    view! {
        <header style="padding-top:16px">
            <div style="min-width:0;flex:1 1 260px">
                <div class="row" style="--gap:8px"><Name work locked=built_in/>
                    {move || badge().map(|(class, text)| view! { <span class=class data-testid="segment-state">{text}</span> })}</div>
                <Definition work locked=built_in/>
                <p class="small muted">{move || made(work)}</p>
            </div>
            <Buttons work remote desk built_in changed error/>
        </header>
        {move || error.get().map(|error| view! {
            <div class="banner bad" role="alert" style="margin:0 18px 12px" data-testid="form-error">
                <Icon name="alert"/><span class="grow"><b>"It was not saved. "</b>{explain_fields(&error)}</span>
            </div>
        })}
    }
}

#[component]
fn Name(work: Work, locked: Memo<bool>) -> impl IntoView {
    move || {
        if locked.get() {
            view! { <h2 id="segment-title" class="segment-name">{move || work.title.get()}</h2> }.into_any()
        } else {
            view! {
                <h2 id="segment-title" class="sr">{move || work.title.get()}</h2>
                <input class="input segment-name" data-testid="segment-name" aria-label="Name of the segment" maxlength="100" autocomplete="off"
                    placeholder="Name" prop:value=work.title on:input=move |event| work.title.set(event_target_value(&event))/>
            }
            .into_any()
        }
    }
}

#[component]
fn Definition(work: Work, locked: Memo<bool>) -> impl IntoView {
    move || {
        if locked.get() {
            view! { <p>{move || work.definition.get()}</p> }.into_any()
        } else {
            view! {
                <input class="input segment-definition" data-testid="segment-definition" aria-label="What it means, in a sentence" maxlength="500"
                    autocomplete="off" placeholder="What it means, in a sentence" prop:value=work.definition
                    on:input=move |event| work.definition.set(event_target_value(&event))/>
            }
            .into_any()
        }
    }
}

/// Who made it, when, and what refers to it.
fn made(work: Work) -> String {
    let format = use_format();
    let Some(saved) = work.saved.get() else { return "Not saved so far.".to_owned() };
    if saved.summary.built_in {
        return "One of Patron's own: it can't be changed. Duplicate it to make your own.".to_owned();
    }
    let by = saved.created_by.as_deref().map(|by| format!(" by {by}")).unwrap_or_default();
    let on =
        saved.created_at.map(|at| format!(" on {}", format.with_value(|f| f.date(at)))).unwrap_or_default();
    let count = |kind: SegmentUser| saved.used_by.iter().filter(|user| user.kind == kind).count();
    let used: Vec<String> = [(SegmentUser::Segment, "segment"), (SegmentUser::Campaign, "campaign")]
        .into_iter()
        .filter_map(|(kind, name)| match count(kind) {
            0 => None,
            1 => Some(format!("1 {name}")),
            n => Some(format!("{n} {name}s")),
        })
        .collect();
    let used = if used.is_empty() { String::new() } else { format!(" · used by {}", used.join(" and ")) };
    format!("Made{by}{on}{used}")
}

#[component]
fn Buttons(
    work: Work,
    remote: Option<Remote<Segment>>,
    desk: Desk,
    built_in: Memo<bool>,
    changed: Memo<bool>,
    error: RwSignal<Option<Error>>,
) -> impl IntoView {
    let (session, toasts, go) =
        (StoredValue::new(use_session()), use_toasts(), StoredValue::new_local(use_go()));
    let save = Action::new_local(move |(): &()| {
        let session = session.get_value();
        let saved = untrack(|| work.saved.get());
        async move {
            error.set(None);
            let answer = match &saved {
                Some(saved) => session.change_segment(&saved.summary.name, &work.change()).await,
                None => session.create_segment(&work.new_segment()).await,
            };
            match (answer, remote) {
                (Ok(segment), Some(remote)) => {
                    remote.put(segment);
                    toasts.good("The segment was saved", "");
                    desk.list.again();
                }
                (Ok(segment), None) => {
                    toasts.good("The segment was made", "");
                    desk.list.again();
                    go.try_with_value(|go| go(&Route::Segment(segment.summary.name).href()));
                }
                (Err(failed), _) => error.set(Some(failed)),
            }
        }
    });
    let copy = move || {
        let marketing = (work.audience.get() == Audience::Marketing).then(|| work.channel.get());
        let title = format!("{} (copy)", work.title.get().trim());
        Route::NewSegment { title, rule: work.text.get(), marketing }.href()
    };
    let why = move || {
        if built_in.get() {
            Some("Patron's own segments can't be changed")
        } else if !work.is_sound() {
            Some("Give it a name and fill in all lines first")
        } else {
            None
        }
    };
    let removing = RwSignal::new(false);
    view! {
        <div class="row">
            {remote.map(|_| view! {
                <a class="btn" href=copy data-testid="segment-duplicate" title="Duplicate"><Icon name="copy"/><span class="hide-sm">"Duplicate"</span></a>
            })}
            <Show when=move || remote.is_some() && !built_in.get()>
                <button type="button" class="btn danger-quiet" data-testid="segment-delete" on:click=move |_| removing.set(true)>"Delete"</button>
            </Show>
            <button type="button" class="btn primary" data-testid="segment-save" title=why
                disabled=move || why().is_some() || !changed.get() || save.pending().get()
                on:click=move |_| { save.dispatch(()); }>"Save"</button>
        </div>
        <RemoveDialog open=removing work desk/>
    }
}
