//! Effects whose machinery is compiled once, instead of once for each of them: what a browser loads counts.

use leptos::prelude::*;

/// As [`Effect::new`], for an effect that needs nothing of its last run.
pub fn effect(act: impl FnMut() + 'static) {
    start(Box::new(act));
}

// Not generic, and a closure in a box: one copy of the loop that waits, looks and runs.
fn start(mut act: Box<dyn FnMut()>) {
    Effect::new(move |_: Option<()>| act());
}
