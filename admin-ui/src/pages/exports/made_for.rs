//! The tiles: whom the file is for.

use super::{
    choice::{Choice, Made},
    dialog::Lists,
};
use crate::{format::export_words, icons::Icon};
use leptos::prelude::*;
use patron_api_types::exports::{ExportFormat, ExportPreset};

/// What each makes, the letter of its mark, and the mark's colour; without a letter it has an icon.
const TILES: [(ExportFormat, &str, &str, &str); 11] = [
    (ExportFormat::Mailchimp, "Email with tags", "M", "#8a6a00"),
    (ExportFormat::Klaviyo, "Profiles", "K", "#1d7d4a"),
    (ExportFormat::Brevo, "Email, SMS, WhatsApp", "B", "#0b6f82"),
    (ExportFormat::Shopify, "Customer CSV", "S", "#5f8040"),
    (ExportFormat::Hubspot, "CRM contacts", "H", "#b4552d"),
    (ExportFormat::Meta, "Custom audience", "f", "#4a6bb5"),
    (ExportFormat::Google, "Customer Match", "G", "#c0362f"),
    (ExportFormat::Listmonk, "Subscribers", "l", "#0b6374"),
    (ExportFormat::Customers, "Nine columns", "", "#6b6a63"),
    (ExportFormat::Full, "For the importer", "", "#6b6a63"),
    (ExportFormat::Custom, "Your columns", "", "#6b6a63"),
];

#[component]
pub fn MadeFor(choice: Choice, lists: Lists) -> impl IntoView {
    let format =
        move |(format, what, letter, colour): (ExportFormat, &'static str, &'static str, &'static str)| {
            let mark = if letter.is_empty() {
                view! { <Icon name=export_words::icon(format)/> }.into_any()
            } else {
                letter.into_any()
            };
            let chosen = Callback::new(move |()| choice.made.set(Made::For(format)));
            tile(
                choice,
                Made::For(format),
                format.to_string(),
                format.title().to_owned(),
                what,
                colour,
                mark,
                chosen,
            )
        };
    let saved = move |preset: &ExportPreset| {
        let (own, id, title) = (preset.clone(), preset.id, preset.title.clone());
        let mark = view! { <Icon name="star"/> }.into_any();
        let chosen = Callback::new(move |()| choice.take(&own));
        tile(choice, Made::Saved(id), format!("preset-{id}"), title, "Saved columns", "#8d4a80", mark, chosen)
    };
    let presets = move || {
        lists.presets.value.with(|all| all.as_ref().map(|all| all.items.iter().map(saved).collect_view()))
    };
    view! {
        <fieldset>
            <legend class="label strong" style="font:var(--t-13);font-weight:500;margin-bottom:8px">"Made for"</legend>
            <div class="tiles" style="--tile:158px">{TILES.map(format).into_iter().collect_view()}{presets}</div>
        </fieldset>
    }
}

#[expect(clippy::too_many_arguments, reason = "a tile's parts, from two lists")]
fn tile(
    choice: Choice,
    made: Made,
    name: String,
    title: String,
    what: &'static str,
    colour: &'static str,
    mark: AnyView,
    choose: Callback<()>,
) -> AnyView {
    let style = format!(
        "background:color-mix(in oklab, {colour} 16%, var(--surface));color:color-mix(in oklab, {colour} 75%, var(--ink));font-weight:600"
    );
    view! {
        <label class="tile" data-testid=format!("export-format-{name}")>
            <input type="radio" name="format" prop:checked=move || choice.made.get() == made
                on:change=move |_| choose.run(())/>
            <span class="glyph" style=style aria-hidden="true">{mark}</span>
            <span style="min-width:0"><b class="truncate">{title}</b><small>{what}</small></span>
        </label>
    }
    .into_any()
}
