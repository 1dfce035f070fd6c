//! Short news of what was done. Good news leaves after six seconds unless it is being read; errors stay.

use crate::{browser, icons::Icon};
use leptos::{html, leptos_dom::helpers::set_timeout, prelude::*};
use std::time::Duration;

const STAY: Duration = Duration::from_secs(6);
const AGAIN: Duration = Duration::from_secs(2);

#[derive(Clone, PartialEq)]
struct Toast {
    id: u32,
    good: bool,
    text: String,
    detail: String,
}

/// The toasts on show, in context.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

impl Toasts {
    pub fn provide() -> Self {
        let toasts = Self { shown: RwSignal::new(Vec::new()), next: StoredValue::new(0) };
        provide_context(toasts);
        toasts
    }

    pub fn good(self, text: impl Into<String>, detail: impl Into<String>) {
        self.show(true, text.into(), detail.into());
    }

    pub fn bad(self, text: impl Into<String>, detail: impl Into<String>) {
        self.show(false, text.into(), detail.into());
    }

    /// Copies a text, and says so.
    pub fn copy(self, text: String, done: &'static str) {
        leptos::task::spawn_local(async move {
            if browser::copy(&text).await {
                self.good(done, "");
            } else {
                self.bad("The browser did not copy", "Mark the text and copy it by hand.");
            }
        });
    }

    fn show(self, good: bool, text: String, detail: String) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.shown.update(|shown| shown.push(Toast { id, good, text, detail }));
    }

    fn close(self, id: u32) {
        self.shown.update(|shown| shown.retain(|toast| toast.id != id));
    }
}

pub fn use_toasts() -> Toasts {
    expect_context::<Toasts>()
}

/// The corner where toasts appear; a polite live region.
#[component]
pub fn ToastCorner(toasts: Toasts) -> impl IntoView {
    view! {
        <div class="toasts" aria-live="polite">
            <For each=move || toasts.shown.get() key=|toast| toast.id let:toast>
                <Item toast toasts/>
            </For>
        </div>
    }
}

#[component]
fn Item(toast: Toast, toasts: Toasts) -> impl IntoView {
    let element = NodeRef::<html::Div>::new();
    let id = toast.id;
    if toast.good {
        set_timeout(move || leave(element, toasts, id), STAY);
    }
    let (icon, tone) = if toast.good { ("okc", "ok") } else { ("badc", "bad") };
    view! {
        <div node_ref=element class="toast" role=if toast.good { "status" } else { "alert" } data-testid="toast">
            <Icon name=icon class=tone/>
            <span class="grow">{toast.text}
                {(!toast.detail.is_empty()).then(|| view! { <small>{toast.detail}</small> })}
            </span>
            <button class="btn sm ghost square" aria-label="Close" on:click=move |_| toasts.close(id)>
                <Icon name="x" class="sm"/>
            </button>
        </div>
    }
}

fn leave(element: NodeRef<html::Div>, toasts: Toasts, id: u32) {
    let Some(Some(element_now)) = element.try_get_untracked() else { return };
    if element_now.matches(":hover, :focus-within").unwrap_or(false) {
        set_timeout(move || leave(element, toasts, id), AGAIN);
    } else {
        toasts.close(id);
    }
}
