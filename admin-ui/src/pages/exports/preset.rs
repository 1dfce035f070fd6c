//! Saved choices of columns: kept, changed into another, deleted.

use super::{
    choice::{Choice, Made},
    dialog::Lists,
};
use crate::{
    components::{field::TextField, load::explain_fields, toast::use_toasts},
    icons::Icon,
    session::use_session,
};
use leptos::prelude::*;
use patron_api_types::exports::{ExportFormat, ExportPreset, NewExportPreset};
use patron_domain::ids::ExportPresetId;

#[component]
pub fn Preset(choice: Choice, lists: Lists) -> impl IntoView {
    move || match choice.made.get() {
        Made::For(ExportFormat::Custom) => view! { <Keep choice lists/> }.into_any(),
        Made::For(_) => ().into_any(),
        Made::Saved(id) => view! { <Saved id choice lists/> }.into_any(),
    }
}

#[component]
fn Keep(choice: Choice, lists: Lists) -> impl IntoView {
    let title = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let (session, toasts) = (StoredValue::new(use_session()), use_toasts());
    let save = Action::new_local(move |(): &()| {
        let session = session.get_value();
        let query = untrack(|| choice.query());
        let preset = NewExportPreset {
            title: title.get_untracked().trim().to_owned(),
            columns: choice.columns.get_untracked(),
            file: query.file,
            flavour: query.flavour,
            channel: query.channel,
        };
        async move {
            error.set(None);
            match session.save_export_preset(&preset).await {
                Ok(saved) => {
                    toasts.good("The preset was saved", saved.title.clone());
                    lists.presets.again();
                    choice.take(&saved);
                }
                Err(failed) => error.set(Some(explain_fields(&failed))),
            }
        }
    });
    let busy = save.pending();
    view! {
        <Show when=move || choice.is_renamed()>
            <div class="banner warn" data-testid="own-renamed">
                <Icon name="alert"/><span class="grow"><b>"Headers of your own come with a preset."</b>" Save it, and make the file with it."</span>
            </div>
        </Show>
        <div class="row" style="--gap:8px;align-items:end">
            <div class="grow"><TextField id="preset-title" label="Save these columns as" value=title maxlength=100/></div>
            <button type="button" class="btn" data-testid="preset-save" disabled=move || busy.get() || title.with(|t| t.trim().is_empty())
                on:click=move |_| { save.dispatch(()); }>"Save preset"</button>
        </div>
        {move || error.get().map(|text| view! { <p class="small bad-ink" role="alert" data-testid="preset-error">{text}</p> })}
    }
}

#[component]
fn Saved(id: ExportPresetId, choice: Choice, lists: Lists) -> impl IntoView {
    let sure = RwSignal::new(false);
    let (session, toasts) = (StoredValue::new(use_session()), use_toasts());
    let preset = move || -> Option<ExportPreset> {
        lists.presets.value.with(|all| all.as_ref()?.items.iter().find(|preset| preset.id == id).cloned())
    };
    let remove = Action::new_local(move |(): &()| {
        let session = session.get_value();
        async move {
            match session.delete_export_preset(id).await {
                Ok(()) => {
                    toasts.good("The preset was deleted", "Files made with it stay.");
                    choice.made.set(Made::For(ExportFormat::Custom));
                    lists.presets.again();
                }
                Err(error) => toasts.bad("The preset was not deleted", explain_fields(&error)),
            }
        }
    });
    let busy = remove.pending();
    let change = move |_| {
        if let Some(preset) = untrack(preset) {
            choice.columns.set(preset.columns);
            choice.made.set(Made::For(ExportFormat::Custom));
        }
    };
    let by = move || {
        preset().map(|preset| {
            format!(
                "Saved by {}. It can't be changed, but taken as the beginning of another.",
                preset.created_by
            )
        })
    };
    view! {
        <div class="row" style="--gap:8px" data-testid="preset">
            <span class="small muted grow">{by}</span>
            <button type="button" class="btn sm" data-testid="preset-change" on:click=change>"Take its columns"</button>
            <Show when=move || sure.get() fallback=move || view! {
                <button type="button" class="btn sm danger-quiet" data-testid="preset-delete" on:click=move |_| sure.set(true)>"Delete preset"</button>
            }>
                <button type="button" class="btn sm danger" data-testid="preset-delete-yes" disabled=move || busy.get()
                    on:click=move |_| { remove.dispatch(()); }>"Delete for good"</button>
            </Show>
        </div>
    }
}
