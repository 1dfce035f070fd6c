//! The few things asked of the browser directly.

use leptos::prelude::*;
use patron_domain::clock::Clock;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, HtmlElement, Response, Url};

/// Waits.
pub async fn pause(time: std::time::Duration) {
    let mut wake = |resolve: js_sys::Function, _: js_sys::Function| {
        leptos::leptos_dom::helpers::set_timeout(
            move || {
                // the promise is the only one who listens
                let _ = resolve.call0(&JsValue::NULL);
            },
            time,
        );
    };
    // a promise that is only ever resolved
    let _ = JsFuture::from(js_sys::Promise::new(&mut wake)).await;
}

/// Whether somebody can see the page.
pub fn is_visible() -> bool {
    !document().hidden()
}

/// What the browser believes; false is reliable, true is not.
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// The instant, from the one clock.
pub fn now() -> chrono::DateTime<chrono::Utc> {
    Clock::system().now()
}

/// Where the page comes from, such as `https://shop.example`.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// Has the browser save what is at `url`; the answer's own header names the file.
pub fn save(url: &str) {
    save_as(url, "");
}

/// Has the browser save a text of ours as a CSV file.
pub fn save_csv(name: &str, text: &str) {
    let options = BlobPropertyBag::new();
    options.set_type("text/csv;charset=utf-8");
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) else { return };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else { return };
    save_as(&url, name);
    // The browser reads it in its own time; a minute is more than enough.
    let forget = move || {
        // refused only for an address that isn't one
        let _ = Url::revoke_object_url(&url);
    };
    leptos::leptos_dom::helpers::set_timeout(forget, std::time::Duration::from_secs(60));
}

/// The bytes of a file that somebody chose or dropped; nothing when it went away meanwhile.
pub async fn bytes_of(file: &File) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}

fn save_as(url: &str, name: &str) {
    let Ok(element) = document().create_element("a") else { return };
    let link: HtmlAnchorElement = element.unchecked_into();
    link.set_href(url);
    link.set_download(name);
    let body = document().body();
    if let Some(body) = &body {
        // Firefox only follows links that are in the page.
        let _ = body.append_child(&link);
    }
    link.click();
    link.remove();
}

/// Copies text; the browser may refuse.
pub async fn copy(text: &str) -> bool {
    let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
    let Ok(clipboard) = clipboard else { return false };
    let Ok(write) = js_sys::Reflect::get(&clipboard, &"writeText".into()) else { return false };
    let Ok(write) = write.dyn_into::<js_sys::Function>() else { return false };
    let Ok(promise) = write.call1(&clipboard, &text.into()) else { return false };
    JsFuture::from(js_sys::Promise::from(promise)).await.is_ok()
}

/// Percent-encodes one value of a query.
pub fn encode(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// The text at a path of this site; nothing when it can't be had.
pub async fn text_at(path: &str) -> Option<String> {
    let answer = JsFuture::from(window().fetch_with_str(path)).await.ok()?;
    let response: Response = answer.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}

/// Moves the focus to the first element that matches.
pub fn focus(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten();
    // What is hidden takes no focus, and says nothing of it.
    found
        .and_then(|e| e.dyn_into::<HtmlElement>().ok())
        .is_some_and(|e| e.focus().is_ok() && document().active_element().is_some_and(|now| now == *e))
}

/// Whether keys belong to a field rather than to shortcuts.
pub fn is_typing(event: &web_sys::KeyboardEvent) -> bool {
    let target = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    let in_field = target
        .is_some_and(|e| e.closest("input, select, textarea, dialog, [popover]").ok().flatten().is_some());
    in_field || event.ctrl_key() || event.meta_key() || event.alt_key()
}

/// Reads a setting of this browser.
pub fn stored(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Keeps a setting of this browser; where storage is blocked it lasts as long as the page.
pub fn store(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(key, value);
    }
}

/// Whether a setting is kept here, or might be: where storage is blocked nobody knows.
pub fn remembers(key: &str) -> bool {
    match window().local_storage() {
        Ok(Some(storage)) => !matches!(storage.get_item(key), Ok(None)),
        _ => true,
    }
}

/// Drops a setting of this browser.
pub fn forget(key: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.remove_item(key);
    }
}

/// Closes a popover by its id.
pub fn hide_popover(id: &str) {
    let Some(element) = document().get_element_by_id(id) else { return };
    let Ok(hide) = js_sys::Reflect::get(&element, &"hidePopover".into()) else { return };
    if let Ok(hide) = hide.dyn_into::<js_sys::Function>() {
        // Throws when it is closed already, which is what was wanted.
        let _: Result<JsValue, JsValue> = hide.call0(&element);
    }
}
