//! The dialog of a new export: for whom, of whom, which columns, and what is to be known before it is made.

use super::{
    book::Book,
    choice::{Choice, Made},
    columns::Columns,
    made_for::MadeFor,
    own::Own,
    preset::Preset,
    told::Told,
    whom::Whom,
};
use crate::{
    browser,
    components::{dialog::Dialog, load::explain_fields, skeleton, toast::use_toasts},
    format::number::bytes,
    icons::Icon,
    remote::Remote,
    session::{use_account, use_format, use_session},
};
use leptos::prelude::*;
use patron_api_client::Error;
use patron_api_types::{
    campaigns::Campaign,
    exports::{ExportFields, ExportFormat, ExportFormats, ExportPresets, ExportPreview},
    page::{Page, PageQuery},
    segments::Segments,
};

/// What the dialog asks the server for once.
#[derive(Clone, Copy)]
pub struct Lists {
    pub segments: Remote<Segments>,
    pub campaigns: Remote<Page<Campaign>>,
    pub formats: Remote<ExportFormats>,
    pub fields: Remote<ExportFields>,
    pub presets: Remote<ExportPresets>,
}

impl Lists {
    fn ask() -> Self {
        Self {
            segments: Remote::new(|| (), |session, ()| async move { session.segments().await }),
            campaigns: Remote::new(
                || (),
                |session, ()| async move { session.campaigns(&PageQuery { limit: Some(50), cursor: None }).await },
            ),
            formats: Remote::new(|| (), |session, ()| async move { session.export_formats().await }),
            fields: Remote::new(|| (), |session, ()| async move { session.export_fields().await }),
            presets: Remote::new(|| (), |session, ()| async move { session.export_presets().await }),
        }
    }

    /// What people call a field.
    pub fn title(self, name: &str) -> String {
        let known = self.fields.value.with(|fields| {
            let found = fields.as_ref()?.items.iter().find(|field| field.name == name)?;
            Some(found.title.clone())
        });
        known.unwrap_or_else(|| crate::format::data_words::field(name))
    }
}

#[component]
pub fn NewExport(book: Book) -> impl IntoView {
    let lead = "Marketing files hold only active people with consent for that channel.";
    view! { <Dialog open=book.creating title="New export" lead=lead width=720><Content book/></Dialog> }
}

#[component]
fn Content(book: Book) -> impl IntoView {
    let choice = Choice::new(book.start.get_untracked());
    let lists = Lists::ask();
    let query = Memo::new(move |_| choice.query());
    let preview = Remote::new(
        move || query.get(),
        |session, query| async move { session.export_preview(&query).await },
    );
    let error = RwSignal::new(None::<Error>);
    let failed = move || preview.error.get().or_else(|| error.get());
    let own = move || choice.made.get() == Made::For(ExportFormat::Custom);
    view! {
        <div class="body stack" style="--gap:18px">
            <MadeFor choice lists/>
            <Whom choice lists/>
            <Show when=own fallback=move || view! { <Columns choice lists preview/> }.into_any()>
                <Own choice lists preview/>
            </Show>
            <Preset choice lists/>
            <div class="stack" style="--gap:8px" aria-live="polite" class:stale=preview.busy>
                <Show when=move || preview.value.with(Option::is_some) fallback=move || waiting(preview)>
                    <Told choice preview/>
                </Show>
                {move || failed().map(|error| view! {
                    <div class="banner bad" role="alert" data-testid="form-error">
                        <Icon name="alert"/><span class="grow">{explain_fields(&error)}</span>
                    </div>
                })}
            </div>
        </div>
        <Foot choice preview book error/>
    }
}

fn waiting(preview: Remote<ExportPreview>) -> AnyView {
    let failed = preview.error.with(Option::is_some);
    (!failed).then(|| skeleton::block(44)).into_any()
}

#[component]
fn Foot(
    choice: Choice,
    preview: Remote<ExportPreview>,
    book: Book,
    error: RwSignal<Option<Error>>,
) -> impl IntoView {
    let format = use_format();
    let (session, account, toasts) = (StoredValue::new(use_session()), use_account(), use_toasts());
    let create = Action::new_local(move |(): &()| {
        let (session, query) = (session.get_value(), untrack(|| choice.file()));
        async move {
            error.set(None);
            match session.create_export_file(&query).await {
                Ok(export) => {
                    book.take(vec![export]);
                    book.creating.set(false);
                    toasts.good(
                        "The export is being made",
                        "It stands in the history; you may leave this page.",
                    );
                }
                Err(failed) => error.set(Some(failed)),
            }
        }
    });
    let save = Action::new_local(move |(): &()| {
        let (session, query) = (session.get_value(), untrack(|| choice.file()));
        async move {
            error.set(None);
            match session.export_ticket(&query).await {
                Ok(ticket) => {
                    browser::save(&account.url(&ticket.url));
                    toasts.good("Download started", "Your browser saves the file.");
                }
                Err(failed) => error.set(Some(failed)),
            }
        }
    });
    let (creating, saving) = (create.pending(), save.pending());
    let rows = Memo::new(move |_| preview.value.with(|p| p.as_ref().map(|p| p.rows)));
    let size = move || {
        let about = preview.value.with(|p| p.as_ref().map(|p| p.bytes))?;
        Some(format!(", about {}", bytes(about)))
    };
    let text = move || {
        rows.get().map_or_else(
            || "–".to_owned(),
            |n| {
                let unit = if n == 1 { "row" } else { "rows" };
                format!("{} {unit}", format.with_value(|f| f.number(n)))
            },
        )
    };
    // Nobody in it, or a preview of something else: better not.
    let locked = move || {
        rows.get().unwrap_or_default() == 0
            || preview.error.with(Option::is_some)
            || choice.is_renamed()
            || creating.get()
            || saving.get()
    };
    view! {
        <footer class="wraps">
            <span class="small ink-2 num grow"><b class="strong" style="color:var(--ink)" data-testid="export-rows"
                data-value=move || rows.get().map(|n| n.to_string())>{text}</b>{size}</span>
            <button type="button" class="btn" on:click=move |_| book.creating.set(false)>"Cancel"</button>
            <Show when=move || choice.can_be_streamed()>
                <button type="button" class="btn" data-testid="export-download" title="Sent at once and not kept" disabled=locked
                    on:click=move |_| { save.dispatch(()); }><Icon name="download"/>"Download now"</button>
            </Show>
            <button type="button" class="btn primary" data-testid="export-create" disabled=locked
                on:click=move |_| { create.dispatch(()); }>{move || if creating.get() { "Creating…" } else { "Create export" }}</button>
        </footer>
    }
}
