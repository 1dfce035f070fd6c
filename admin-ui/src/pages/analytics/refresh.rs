//! Prepared reports: when they were computed, and doing it now.

use crate::{
    beat::beat,
    components::{load::explain, progress::Progress, time::Ago},
    erased::effect,
    icons::Icon,
    remote::Remote,
    session::use_session,
};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use patron_api_client::Error;
use patron_api_types::stats::Refresh;
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(1);

/// Reports that are prepared together.
#[derive(Clone, Copy)]
pub struct Prepared {
    /// Of what is shown.
    pub computed_at: Signal<Option<DateTime<Utc>>>,
    /// Fetches what was computed.
    pub reload: Callback<()>,
}

impl Prepared {
    pub fn new(
        computed_at: impl Fn() -> Option<DateTime<Utc>> + Send + Sync + 'static,
        reload: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self { computed_at: Signal::derive(computed_at), reload: Callback::new(move |()| reload()) }
    }
}

/// How a run is told from the one before it.
type Mark = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

fn mark(run: &Refresh) -> Mark {
    (run.started_at, run.computed_at)
}

/// Whether the run that was asked for after `before` is over.
fn is_over(before: Mark, run: &Refresh) -> bool {
    !run.running && mark(run) != before
}

#[component]
pub fn Computed(prepared: Prepared) -> impl IntoView {
    let run = Remote::new(|| (), |session, ()| async move { session.refresh_state().await });
    let asked = RwSignal::new(None::<Mark>);
    let refused = RwSignal::new(None::<Error>);
    let busy = Memo::new(move |_| {
        asked.with(Option::is_some) || run.value.with(|run| run.as_ref().is_some_and(|run| run.running))
    });
    beat(run, EVERY, move || busy.get_untracked());
    effect(move || {
        let over = run.value.with(|run| {
            let (before, run) = (asked.get_untracked()?, run.as_ref()?);
            Some(is_over(before, run))
        });
        if over == Some(true) {
            asked.set(None);
        }
    });
    Effect::new(move |was: Option<bool>| {
        let now = busy.get();
        if was == Some(true) && !now {
            prepared.reload.run(());
        }
        now
    });
    let session = StoredValue::new(use_session());
    let ask = Action::new_local(move |(): &()| {
        let session = session.get_value();
        async move {
            let before = run.value.with_untracked(|run| run.as_ref().map(|run| mark(run)));
            match session.refresh_reports().await {
                Ok(state) => {
                    refused.set(None);
                    asked.set(Some(before.unwrap_or_default()));
                    run.put(state);
                    run.again();
                }
                Err(error) => refused.set(Some(error)),
            }
        }
    });
    let pending = ask.pending();
    view! {
        <div class="row" style="--gap:10px" data-testid="prepared">
            <Show when=move || busy.get() fallback=move || view! { <Since prepared/> }><Running run/></Show>
            <button
                class="btn sm" data-testid="reports-refresh" disabled=move || busy.get() || pending.get()
                on:click=move |_| { ask.dispatch(()); }
            >
                <Icon name="refresh" class="sm"/>"Refresh"
            </button>
            <Trouble run refused/>
        </div>
    }
}

#[component]
fn Since(prepared: Prepared) -> impl IntoView {
    let computed_at = prepared.computed_at;
    move || match computed_at.get() {
        Some(at) => {
            view! { <span class="small muted" data-testid="computed-at">"Computed "<Ago at=Some(at)/></span> }
                .into_any()
        }
        None => view! { <span class="small muted">"Not computed yet"</span> }.into_any(),
    }
}

#[component]
fn Running(run: Remote<Refresh>) -> impl IntoView {
    let of = move |of: fn(&Refresh) -> i32| {
        Signal::derive(move || run.value.with(|run| run.as_ref().map_or(0, |run| i64::from(of(run)))))
    };
    let what = Signal::derive(move || {
        let step = run.value.with(|run| run.as_ref().and_then(|run| run.step.clone()));
        step.unwrap_or_else(|| "Computing".to_owned())
    });
    view! { <div style="width:220px"><Progress what done=of(|run| run.done) all=of(|run| run.steps)/></div> }
}

/// What went wrong when it was asked for, or the last time it ran.
#[component]
fn Trouble(run: Remote<Refresh>, refused: RwSignal<Option<Error>>) -> impl IntoView {
    let text = move || {
        let refused = refused.with(|error| error.as_ref().map(explain));
        let failed = || run.value.with(|run| run.as_ref().and_then(|run| run.error.clone()));
        refused.or_else(|| failed().map(|why| format!("The last computation broke off: {why}")))
    };
    move || text().map(|text| view! { <span class="small bad-ink" role="status">{text}</span> })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_over_when_another_one_has_ended() {
        let at = |seconds: i64| DateTime::from_timestamp(seconds, 0);
        let run = |running, started_at, computed_at| Refresh {
            running,
            step: None,
            done: 0,
            steps: 4,
            started_at,
            computed_at,
            took_ms: None,
            error: None,
        };
        let before = mark(&run(false, at(10), at(11)));
        assert!(!is_over(before, &run(false, at(10), at(11))), "it has not begun");
        assert!(!is_over(before, &run(true, at(20), at(11))), "it runs");
        assert!(is_over(before, &run(false, at(20), at(21))));
        assert!(is_over(before, &run(false, at(20), at(11))), "it has failed");
    }
}
