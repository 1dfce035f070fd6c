//! Lines about people who were fixed once: those of a campaign, of its hold-out, of an export. Which one it is is chosen
//! by its name.

use super::{builder::Builder, condition::What, control::pick, tree::Group};
use crate::{
    components::load::explain,
    format::{Format, export_words},
    remote::Remote,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_client::{Error, Session};
use patron_api_types::{
    campaigns::Campaign,
    exports::{Export, ExportStatus, ExportsQuery},
    page::PageQuery,
};

/// Rows at once, and how often at most: the latest thousand are to choose from.
const PAGE: u16 = 200;
const PAGES: usize = 5;
/// An export of a rule is told by the rule's first characters.
const SHOWN: usize = 60;

/// Where they were fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fixed {
    Campaign,
    HeldOut,
    Export,
}

impl Fixed {
    pub const ALL: [Self; 3] = [Self::Campaign, Self::HeldOut, Self::Export];

    /// As rules written as text call it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Campaign => "in_campaign",
            Self::HeldOut => "held_out",
            Self::Export => "in_export",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Campaign => "In a campaign",
            Self::HeldOut => "Held out of a campaign",
            Self::Export => "In an export",
        }
    }

    const fn is_export(self) -> bool {
        matches!(self, Self::Export)
    }
}

/// What can be chosen; asked for once a line is about it.
#[derive(Clone, Copy)]
pub struct Choices {
    campaigns: Remote<Vec<Campaign>>,
    exports: Remote<Vec<Export>>,
}

impl Choices {
    pub fn ask(root: RwSignal<Group>) -> Self {
        let needs_campaigns = Memo::new(move |_| {
            root.with(|root| {
                root.asks(|what| matches!(what, What::Fixed(Fixed::Campaign | Fixed::HeldOut, _)))
            })
        });
        let needs_exports = Memo::new(move |_| {
            root.with(|root| root.asks(|what| matches!(what, What::Fixed(Fixed::Export, _))))
        });
        Self {
            campaigns: Remote::new(
                move || needs_campaigns.get(),
                |session, needed| async move {
                    if needed { all_campaigns(&session).await } else { Ok(Vec::new()) }
                },
            ),
            exports: Remote::new(
                move || needs_exports.get(),
                |session, needed| async move { if needed { all_exports(&session).await } else { Ok(Vec::new()) } },
            ),
        }
    }

    /// Ids and names; tracks.
    fn named(self, fixed: Fixed, format: &Format) -> Vec<(String, String)> {
        if fixed.is_export() {
            let named = |export: &Export| (export.id.to_string(), export_name(export, format));
            self.exports.value.with(|all| all.iter().flat_map(|all| all.iter()).map(named).collect())
        } else {
            let named = |campaign: &Campaign| {
                let started = format.date(campaign.started_at);
                (campaign.id.to_string(), format!("{}, {started}", campaign.name))
            };
            self.campaigns.value.with(|all| all.iter().flat_map(|all| all.iter()).map(named).collect())
        }
    }

    /// What stands where none is chosen so far; tracks.
    fn prompt(self, fixed: Fixed, none: bool) -> &'static str {
        let busy = if fixed.is_export() { self.exports.busy } else { self.campaigns.busy };
        match (none, busy.get(), fixed.is_export()) {
            (false, ..) => "Choose…",
            (true, true, _) => "Loading…",
            (true, false, true) => "No exports to choose from",
            (true, false, false) => "No campaigns to choose from",
        }
    }

    /// Why there is nothing to choose from; tracks.
    fn error(self, fixed: Fixed) -> Option<Error> {
        if fixed.is_export() { self.exports.error.get() } else { self.campaigns.error.get() }
    }

    fn again(self, fixed: Fixed) {
        if fixed.is_export() {
            self.exports.again();
        } else {
            self.campaigns.again();
        }
    }
}

async fn all_campaigns(session: &Session) -> Result<Vec<Campaign>, Error> {
    let (mut all, mut cursor) = (Vec::new(), None);
    for _ in 0..PAGES {
        let page = session.campaigns(&PageQuery { limit: Some(PAGE), cursor }).await?;
        all.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    Ok(all)
}

/// Those that were made: of the others there is nobody.
async fn all_exports(session: &Session) -> Result<Vec<Export>, Error> {
    let (mut all, mut cursor) = (Vec::new(), None);
    for _ in 0..PAGES {
        let page = session.exports(&ExportsQuery { campaign: None, limit: Some(PAGE), cursor }).await?;
        let made = |export: &Export| matches!(export.status, ExportStatus::Done | ExportStatus::Expired);
        all.extend(page.items.into_iter().filter(made));
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    Ok(all)
}

fn export_name(export: &Export, format: &Format) -> String {
    let mut name = export_words::name(export);
    if name.chars().count() > SHOWN {
        name = name.chars().take(SHOWN).chain(['…']).collect();
    }
    format!("{name}, {}, {}", export_words::made_for(export), format.stamp(export.created_at))
}

/// The select of a line. It is made anew when the choices come.
pub fn picker(b: Builder, id: u32, fixed: Fixed) -> AnyView {
    let format = use_format();
    let chosen = Callback::new(move |key: String| b.change(id, |line| line.what = What::Fixed(fixed, key)));
    let select = move || {
        let of = b.peek(id, |line| match &line.what {
            What::Fixed(_, of) => of.clone(),
            _ => String::new(),
        });
        let now = of.unwrap_or_default();
        let mut options = format.with_value(|f| b.fixed.named(fixed, f));
        let prompt = b.fixed.prompt(fixed, options.is_empty());
        if !options.iter().any(|(key, _)| *key == now) {
            let text = if now.is_empty() { prompt.to_owned() } else { now.clone() };
            options.insert(0, (now.clone(), text));
        }
        let label = if fixed.is_export() { "Export" } else { "Campaign" };
        pick(label, "select", &now, vec![("", options)], chosen)
    };
    let failed = move || {
        b.fixed.error(fixed).map(|error| view! {
            <span class="small bad-ink" role="alert">{explain(&error)}</span>
            <button type="button" class="btn sm ghost" on:click=move |_| b.fixed.again(fixed)>"Try again"</button>
        })
    };
    view! { {select}{failed} }.into_any()
}
