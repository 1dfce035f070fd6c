//! Format, people, channel, basis.

use super::Choice;
use crate::{components::field::Select, format::words, icons::Icon};
use leptos::prelude::*;
use patron_api_types::exports::ExportFormat;
use patron_domain::{consent::Channel, segment::NamedSet};

#[component]
pub fn Choices(choice: Choice) -> impl IntoView {
    let everybody = (String::new(), "Everybody".to_owned());
    let who = std::iter::once(everybody)
        .chain(NamedSet::ALL.iter().map(|set| (set.to_string(), set.title().to_owned())))
        .collect();
    let channels = Channel::ALL.iter().map(|c| (c.to_string(), words::channel(*c).to_owned())).collect();
    let channels = StoredValue::new(channels);
    view! {
        <Formats choice/>
        <div class="grid two" style="--gap:14px">
            <Select id="export-who" label="Who" value=choice.who options=who hint="A group narrows; consent is always checked"/>
            <Show when=move || choice.is_marketing()>
                <Select id="export-channel" label="Channel" value=choice.channel options=channels.get_value() hint="Whose consent is needed"/>
            </Show>
        </div>
        <Show when=move || choice.is_marketing()>
            <label class="setting">
                <input type="checkbox" class="check" data-testid="export-express" prop:checked=choice.express_only
                    on:change=move |event| choice.express_only.set(event_target_checked(&event))/>
                <span class="grow"><b>"Express consent only"</b>
                    <small>"Leaves out who rests on the shop's default or on an import. Needed in the EU and, from May 2027, in India."</small></span>
            </label>
        </Show>
    }
}

#[component]
fn Formats(choice: Choice) -> impl IntoView {
    let tile = move |format: ExportFormat, icon: &'static str, name: &'static str, what: &'static str| {
        view! {
            <label class="tile">
                <input type="radio" name="format" data-testid=format!("export-format-{format}") prop:checked=move || choice.format.get() == format
                    on:change=move |_| choice.format.set(format)/>
                <span class="glyph"><Icon name=icon/></span>
                <span style="min-width:0"><b>{name}</b><small>{what}</small></span>
            </label>
        }
    };
    view! {
        <fieldset>
            <legend class="label strong" style="font:var(--t-13);font-weight:500;margin-bottom:8px">"File"</legend>
            <div class="tiles" style="--tile:220px">
                {tile(ExportFormat::Customers, "mail", "Mailing list", "customers.csv: nine columns, consented people only")}
                {tile(ExportFormat::Full, "table", "Full copy", "All columns of everybody; the importer takes it back")}
            </div>
        </fieldset>
    }
}
