//! Asking again and again, while somebody can see the page.

use crate::{browser, remote::Remote};
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*};
use std::time::Duration;

/// A server that fails is asked only every so many beats: no need to add to its troubles.
const HELD_OFF: u32 = 3;

/// Asks again every `pause` as long as the page is visible and `wanted` holds. An answer under way is waited for.
pub fn beat<T: Send + Sync + 'static>(
    remote: Remote<T>,
    pause: Duration,
    wanted: impl Fn() -> bool + 'static,
) {
    let count = StoredValue::new(0_u32);
    let pulse = move || {
        if !browser::is_visible() || remote.busy.get_untracked() || !untrack(&wanted) {
            return;
        }
        count.update_value(|n| *n = n.wrapping_add(1));
        let failing = remote.error.with_untracked(Option::is_some);
        if !failing || count.get_value().is_multiple_of(HELD_OFF) {
            remote.again();
        }
    };
    if let Ok(handle) = set_interval_with_handle(pulse, pause) {
        on_cleanup(move || handle.clear());
    }
}
