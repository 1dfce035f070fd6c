//! Sign-in of staff.

use crate::{
    components::{
        field::{FieldError, typed},
        load::explain,
        title::use_title,
    },
    icons::{Icon, Mark},
    session::use_account,
};
use leptos::prelude::*;
use patron_api_client::Error;

#[component]
pub fn SignInPage() -> impl IntoView {
    use_title(|| "Sign in".to_owned());
    view! {
        <div class="login">
            <main id="main" class="login-form">
                <div class="row" style="--gap:10px">
                    <Mark size="30"/><b style="font:var(--t-16);font-weight:600;letter-spacing:-.014em">"Patron"</b>
                </div>
                <SignInForm/>
                <p class="small muted row" style="--gap:6px"><Icon name="lock" class="sm"/>"Runs on your own server. No data leaves it."</p>
            </main>
            <Side/>
        </div>
    }
}

#[component]
fn SignInForm() -> impl IntoView {
    let account = use_account();
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let send = Action::new_local(move |(email, password): &(String, String)| {
        let (email, password) = (email.clone(), password.clone());
        async move { account.sign_in(email.trim(), &password).await }
    });
    let busy = send.pending();
    let error = Signal::derive(move || match send.value().get() {
        Some(Err(error)) if !busy.get() => Some(words(&error)),
        _ => None,
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() {
            send.dispatch((email.get_untracked(), password.get_untracked()));
        }
    };
    view! {
        <form class="stack" style="--gap:16px" method="post" on:submit=submit>
            <div>
                <h1 style="font:var(--t-26);font-weight:600;letter-spacing:-.024em">"Sign in to Patron"</h1>
                <p class="ink-2" style="margin-top:6px">"Your customers, kept for good and kept with care."</p>
            </div>
            {move || account.expired.get().then(|| view! {
                <div class="banner" role="status"><Icon name="clock"/><span class="grow">"Your session has ended. Sign in again to go on where you were."</span></div>
            })}
            <div class="field">
                <label for="sign-in-email">"Email"</label>
                <input class="input lg" id="sign-in-email" data-testid="sign-in-email" type="email" name="email"
                    autocomplete="username" required autofocus
                    prop:value=email on:input=move |event| typed(email, &event)/>
            </div>
            <div class="field">
                <label for="sign-in-password">"Password"</label>
                <input class="input lg" id="sign-in-password" data-testid="sign-in-password" type="password" name="password"
                    autocomplete="current-password" required
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=move || error.with(Option::is_some).then_some("sign-in-error")
                    prop:value=password on:input=move |event| typed(password, &event)/>
                <FieldError id="sign-in-error".to_owned() error/>
            </div>
            <button class="btn primary lg wide" class:busy=busy data-testid="sign-in-submit" aria-disabled=move || busy.get().then_some("true")>
                {move || if busy.get() { "Signing in…" } else { "Sign in" }}
            </button>
            <p class="small muted">"Lost the password? On the server: "<code>"patron create-admin --reset"</code></p>
        </form>
    }
}

fn words(error: &Error) -> String {
    match error.code() {
        Some("invalid_credentials") => "Email or password is wrong.".to_owned(),
        Some("too_many_requests" | "rate_limited") => {
            "Too many attempts. Wait a few minutes, then try again.".to_owned()
        }
        _ => explain(error),
    }
}

/// What a record looks like, without anybody's.
#[component]
fn Side() -> impl IntoView {
    let steps = [
        ("ok", "bag", "Placed an order", 120, "1"),
        ("", "login", "Signed in", 90, "1"),
        ("info", "pencil", "Changed the address", 104, ".85"),
        ("ok", "shield", "Gave consent", 76, ".6"),
        ("", "userplus", "Signed up", 96, ".35"),
    ];
    let step = |(tone, icon, text, width, opacity): (
        &'static str,
        &'static str,
        &'static str,
        u32,
        &'static str,
    )| {
        view! {
            <li style=format!("opacity:{opacity}")>
                <span class=format!("glyph {tone}")><Icon name=icon/></span>
                <span class="grow"><b>{text}</b><small style=format!("width:{width}px;height:8px;margin-top:6px;border-radius:4px;background:var(--surface-3)")></small></span>
            </li>
        }
    };
    view! {
        <aside class="login-side" aria-hidden="true">
            <div class="login-card card">
                <header><span class="row" style="--gap:10px"><span class="avatar" style="--hue:var(--c2);--size:36px"></span>
                    <span><h2>"One customer"</h2><p class="small muted">"every step, newest first"</p></span></span></header>
                <div class="timeline" style="padding-top:10px"><ol>{steps.map(step).into_iter().collect_view()}</ol></div>
            </div>
            <p class="login-line">"Every sign-up, sign-in and order,"<br/>"in one record you own."</p>
        </aside>
    }
}
