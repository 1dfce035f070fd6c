//! Export for Marketing: choose, see who is in and who is left out, download.

mod choices;
mod columns;
mod preview;

use crate::{
    components::{load::Load, skeleton, topbar::use_page},
    remote::Remote,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use patron_api_types::exports::{ExportFormat, ExportQuery};
use patron_domain::{
    consent::{Channel, ConsentBasis},
    segment::NamedSet,
};

/// What was chosen.
#[derive(Clone, Copy)]
struct Choice {
    format: RwSignal<ExportFormat>,
    /// A named set's word; empty for everybody.
    who: RwSignal<String>,
    channel: RwSignal<String>,
    express_only: RwSignal<bool>,
    /// Names of columns that the mailing list does without.
    left_out: RwSignal<Vec<&'static str>>,
}

impl Choice {
    fn new(set: Option<NamedSet>, express_only: bool) -> Self {
        Self {
            format: RwSignal::new(ExportFormat::Customers),
            who: RwSignal::new(set.map(|set| set.to_string()).unwrap_or_default()),
            channel: RwSignal::new(Channel::Email.to_string()),
            express_only: RwSignal::new(express_only),
            left_out: RwSignal::new(Vec::new()),
        }
    }

    fn is_marketing(self) -> bool {
        self.format.get() == ExportFormat::Customers
    }

    /// The query; tracks every choice. A full file has no channel and no basis: it is no marketing file.
    fn query(self) -> ExportQuery {
        let marketing = self.is_marketing();
        ExportQuery {
            format: Some(self.format.get()),
            segment: self.who.get().parse().ok(),
            channel: self.channel.get().parse().ok().filter(|_| marketing),
            basis: (marketing && self.express_only.get()).then_some(ConsentBasis::Express),
            ..ExportQuery::default()
        }
    }

    /// The query of the file itself, with its columns.
    fn file(self) -> ExportQuery {
        let columns = columns::chosen(&self.left_out.get()).filter(|_| self.is_marketing());
        ExportQuery { columns, ..self.query() }
    }
}

#[component]
pub fn ExportsPage() -> impl IntoView {
    use_page(|| "Exports".to_owned(), None);
    let choice = use_query_map().with_untracked(|params| {
        let set = params.get_str("set").and_then(|set| set.parse().ok());
        Choice::new(set, params.get_str("basis") == Some("express"))
    });
    let query = Memo::new(move |_| choice.query());
    let preview = Remote::new(
        move || query.get(),
        |session, query| async move { session.export_preview(&query).await },
    );
    view! {
        <div class="page-head">
            <div><h1 class="as-title" tabindex="-1">"Export for marketing"</h1>
                <p>"Marketing files hold only active people with consent for that channel."</p></div>
        </div>
        <div class="grid" style="--cols:minmax(0,1.75fr) minmax(300px,1fr)">
            <section class="card" aria-label="What to export">
                <div class="body stack" style="--gap:18px;padding-top:18px"><choices::Choices choice/><columns::Columns choice/></div>
            </section>
            <section class="card" aria-label="What the file holds" class:stale=preview.busy>
                <Load remote=preview what="The preview" waiting=|| skeleton::block(220)
                    ready=move |p| view! { <preview::Preview p choice/> }.into_any()/>
            </section>
        </div>
    }
}
