//! The dashboard as its owner uses it: opening, signing in, going places.

use patron_tests::{
    App,
    app::{OWNER_EMAIL, OWNER_PASSWORD},
    browser::Browser,
};

/// The first visit asks for a session that isn't there yet; the browser itself reports that 401.
pub const FIRST_VISIT: &[&str] = &["/api/v1/session/refresh"];

/// A browser with the dashboard's sign-in page open.
pub async fn at_the_door(app: &App, width: u32, height: u32) -> Browser {
    let browser = Browser::open(width, height).await;
    browser.driver.goto(format!("{}/admin", app.origin())).await.unwrap();
    browser.by_id("sign-in-email").await;
    browser
}

/// Types the owner's email and this password, and sends the form.
pub async fn knock(browser: &Browser, password: &str) {
    browser.fill("sign-in-email", OWNER_EMAIL).await;
    browser.fill("sign-in-password", password).await;
    browser.click("sign-in-submit").await;
}

/// A browser in which the owner is signed in and sees the overview's numbers.
pub async fn signed_in(app: &App, width: u32, height: u32) -> Browser {
    let browser = at_the_door(app, width, height).await;
    knock(&browser, OWNER_PASSWORD).await;
    browser.by_id("stat-total_customers").await;
    browser
}

/// The owner's browser on a usual screen.
pub async fn at_the_desk(app: &App) -> Browser {
    signed_in(app, 1280, 900).await
}

/// The number that a card of the overview shows.
pub async fn stat(browser: &Browser, name: &str) -> i64 {
    let element = browser.by_id(&format!("stat-{name}")).await;
    element.attr("data-value").await.ok().flatten().and_then(|n| n.parse().ok()).unwrap_or(-1)
}

/// The text of the element with this test id, empty while it is not there.
pub async fn text(browser: &Browser, test_id: &str) -> String {
    let script = format!("return document.querySelector(\"[data-testid='{test_id}']\")?.innerText ?? ''");
    browser.script(&script).await.as_str().unwrap_or_default().to_owned()
}

/// The plain number of an element with a `data-value`, -1 while it is not there.
pub async fn value(browser: &Browser, test_id: &str) -> i64 {
    let script =
        format!("return document.querySelector(\"[data-testid='{test_id}']\")?.dataset.value ?? '-1'");
    browser.script(&script).await.as_str().and_then(|n| n.parse().ok()).unwrap_or(-1)
}

/// The text of each row of the customer list.
pub async fn rows(browser: &Browser) -> Vec<String> {
    let script =
        "return [...document.querySelectorAll(\"[data-testid='customer-row']\")].map(row => row.innerText)";
    let rows = browser.script(script).await;
    rows.as_array().into_iter().flatten().filter_map(|row| Some(row.as_str()?.to_owned())).collect()
}

/// Waits until the customer list shows exactly one row for each of these names.
pub async fn lists(browser: &Browser, names: &[&str]) {
    let fits = |rows: &Vec<String>| {
        rows.len() == names.len() && names.iter().all(|name| rows.iter().any(|row| row.contains(name)))
    };
    browser.until(&format!("the list shows {names:?}"), async || rows(browser).await, fits).await;
}

/// Fails when the console told of an error other than those that belong to a first visit.
pub async fn no_errors(browser: &Browser) {
    let errors = browser.console_errors(FIRST_VISIT).await;
    assert!(errors.is_empty(), "{errors:#?}");
}
