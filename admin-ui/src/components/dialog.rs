//! The browser's own modal dialog with title, body and foot.

use crate::{erased::effect, icons::Icon};
use leptos::{html, prelude::*};

/// A modal dialog. Its content is made when it opens and dropped when it closes, so forms start fresh.
/// Esc closes it unless `dirty` says that something typed would be lost.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: String,
    #[prop(optional, into)] lead: String,
    #[prop(default = 480)] width: u32,
    /// Beside the page, as high as it, instead of in its middle.
    #[prop(optional)]
    drawer: bool,
    #[prop(optional, into)] dirty: Option<Signal<bool>>,
    children: ChildrenFn,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    effect(move || {
        let Some(dialog) = element.get() else { return };
        // Both throw only when the dialog is in that state already, or not in the page.
        if open.get() && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    let keep_typed = move |event: web_sys::Event| {
        if dirty.is_some_and(|dirty| dirty.get_untracked()) {
            event.prevent_default();
        }
    };
    // Chromium lets a dialog refuse one Esc only, and closes at the second; a key that was taken closes nothing.
    let hold_esc = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && dirty.is_some_and(|dirty| dirty.get_untracked()) {
            event.prevent_default();
        }
    };
    let (title, lead, children) =
        (StoredValue::new(title), StoredValue::new(lead), StoredValue::new(children));
    view! {
        <dialog
            node_ref=element
            class=if drawer { "dialog drawer" } else { "dialog" }
            style=format!("--w:{width}px")
            aria-labelledby="dialog-title"
            on:close=move |_| open.set(false)
            on:cancel=keep_typed
            on:keydown=hold_esc
        >
            <Show when=move || open.get()>
                <header>
                    <div>
                        <h2 id="dialog-title" tabindex="-1" autofocus>{title.get_value()}</h2>
                        {(!lead.with_value(String::is_empty)).then(|| view! { <p>{lead.get_value()}</p> })}
                    </div>
                    <button type="button" class="btn ghost square" aria-label="Close" on:click=move |_| open.set(false)>
                        <Icon name="x"/>
                    </button>
                </header>
                {children.with_value(|children| children())}
            </Show>
        </dialog>
    }
}
