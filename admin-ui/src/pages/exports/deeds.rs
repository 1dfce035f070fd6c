//! What can be done with an export: stop it, save its file, make it anew.

use super::book::Book;
use crate::{
    browser,
    components::{load::explain_fields, toast::use_toasts},
    feed::Now,
    format::export_words,
    icons::Icon,
    session::{use_account, use_session},
};
use leptos::prelude::*;
use patron_api_types::exports::{Export, ExportStatus};
use patron_domain::ids::ExportId;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Stop,
    Save,
    Again,
}

impl Deed {
    /// What one may do, if anything. A file that went straight to the caller can only be made anew.
    const fn of(status: ExportStatus, streamed: bool) -> Self {
        match status {
            ExportStatus::Waiting | ExportStatus::Running => Self::Stop,
            ExportStatus::Done if !streamed => Self::Save,
            _ => Self::Again,
        }
    }
}

#[component]
pub fn Deeds(id: ExportId, export: Memo<Option<Export>>, book: Book) -> impl IntoView {
    let (session, account, toasts) = (StoredValue::new(use_session()), use_account(), use_toasts());
    let now = expect_context::<Now>().0;
    let act = Action::new_local(move |deed: &Deed| {
        let (session, deed) = (session.get_value(), *deed);
        let query = export.with_untracked(|export| export.as_ref().and_then(|export| export.query.clone()));
        async move {
            let done = match (deed, query) {
                (Deed::Stop, _) => session.cancel_export(id).await.map(|export| book.take(vec![export])),
                (Deed::Save, _) => {
                    session.export_link(id).await.map(|link| browser::save(&account.url(&link.url)))
                }
                (Deed::Again, Some(query)) => session.create_export_file(&query).await.map(|export| {
                    book.take(vec![export]);
                    toasts.good("The export is being made", "The same people and columns, as of now.");
                }),
                (Deed::Again, None) => Ok(()),
            };
            if let Err(error) = done {
                let what = match deed {
                    Deed::Stop => "It was not stopped",
                    Deed::Save => "The file can't be had",
                    Deed::Again => "The export was not made",
                };
                toasts.bad(what, explain_fields(&error));
                // it may have ended meanwhile
                book.first.again();
            }
        }
    });
    let busy = act.pending();
    // What it is, whether its query is known, and what a click would do.
    let shown = Memo::new(move |_| {
        export.with(|export| {
            let export = export.as_ref()?;
            let status = export_words::status(export, now.get());
            Some((Deed::of(status, export.streamed), status, export.query.is_some()))
        })
    });
    move || {
        let (deed, status, known) = shown.get()?;
        let (text, icon, test_id) = match (deed, status) {
            (Deed::Stop, _) => ("Cancel", "", "export-row-cancel"),
            (Deed::Save, _) => ("Download", "download", "export-row-download"),
            (Deed::Again, ExportStatus::Failed) => ("Try again", "refresh", "export-row-again"),
            (Deed::Again, _) => ("Run again", "refresh", "export-row-again"),
        };
        (deed != Deed::Again || known).then(|| view! {
            <button type="button" class="btn sm" data-testid=test_id disabled=move || busy.get() on:click=move |_| { act.dispatch(deed); }>
                {(!icon.is_empty()).then(|| view! { <Icon name=icon class="sm"/> })}{text}
            </button>
        })
    }
}
