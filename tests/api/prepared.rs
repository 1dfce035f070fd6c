//! Retention, lifetime value and RFM: computed in the background, on demand with progress, and read as JSON and CSV.

use chrono::Duration;
use patron_api_types::{
    orders::OrderUpsert,
    stats::{CohortUnit, Entry, Refresh, RetentionQuery},
};
use patron_domain::{clock::Clock, rfm::RfmGroup};
use patron_tests::{
    App,
    raw::{Answer, send},
    seed::{money, order, profile},
};
use reqwest::Method;

/// Waits until nothing is under way.
async fn idle(app: &App) -> Refresh {
    let owner = app.owner().await;
    for _ in 0..300 {
        let state = owner.refresh_state().await.unwrap();
        if !state.running && state.computed_at.is_some() {
            return state;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the reports were not computed in half a minute:\n{}", app.log());
}

async fn get(app: &App, path: &str, etag: Option<&str>) -> Answer {
    let owner = app.owner().await;
    let request = app.request(Method::GET, path).bearer_auth(owner.access_token().expect("a token"));
    send(if let Some(etag) = etag { request.header("if-none-match", etag) } else { request }).await
}

#[tokio::test]
async fn a_refresh_is_asked_for_watched_and_seen_in_all_three() {
    let app = App::start().await;
    let owner = app.owner().await;
    let now = Clock::system().now();
    for who in ["ada@example.com", "bela@example.com", "chitra@example.com"] {
        app.has_profile(&profile(who)).await;
    }
    app.has_login_at("ada@example.com", now - Duration::days(70)).await;
    app.has_login_at("ada@example.com", now - Duration::days(2)).await;
    app.has_login_at("bela@example.com", now).await;
    let ordered = |id: &str, total: &str, days| OrderUpsert {
        order_date: Some(now - Duration::days(days)),
        ..order("ada@example.com", id, total)
    };
    app.has_order(&ordered("1", "1499.00", 70)).await;
    app.has_order(&ordered("2", "501.00", 3)).await;

    let asked = owner.refresh_reports().await.unwrap();
    let state = idle(&app).await;

    assert!(asked.running, "{asked:?}");
    assert_eq!((state.done, state.steps, state.step, state.error), (4, 4, None, None));
    assert!(
        state.computed_at.is_some_and(|at| at >= now)
            && state.started_at.is_some()
            && state.took_ms.is_some()
    );

    let by_login = owner.retention(&RetentionQuery::default()).await.unwrap();
    assert_eq!(
        (by_login.entry, by_login.unit, by_login.cohorts.len()),
        (Entry::Login, CohortUnit::Month, 12)
    );
    assert_eq!(by_login.cohorts.iter().map(|c| c.size).sum::<i64>(), 2);
    let first = by_login.cohorts.iter().find(|c| c.size > 0).unwrap();
    assert_eq!((first.size, first.cells[0]), (1, Some(1)));
    let last = by_login.cohorts.last().unwrap();
    assert_eq!(last.cells[1..], vec![None; 11], "what comes after this month is not over");
    assert_eq!(last.cells[0], Some(last.size));
    assert_eq!(by_login.about.time_zone, "Asia/Kolkata");
    let weekly = RetentionQuery {
        entry: Some(Entry::Order),
        unit: Some(CohortUnit::Week),
        ..RetentionQuery::default()
    };
    let by_order = owner.retention(&weekly).await.unwrap();
    assert_eq!(by_order.cohorts.iter().map(|c| c.size).sum::<i64>(), 1);

    let value = owner.lifetime_value().await.unwrap();
    assert_eq!((value.buyers, value.total, value.average), (1, money("2000.00"), Some(money("2000.00"))));
    assert_eq!(value.distribution.iter().map(|b| b.people).sum::<i64>(), 1);
    let cohort = value.cohorts.iter().find(|c| c.size > 0).unwrap();
    let windows: Vec<_> = cohort.windows.iter().map(|w| (w.days, w.complete, w.average)).collect();
    assert_eq!(windows[0], (30, 1, Some(money("1499.00"))));
    assert_eq!(windows[2], (90, 0, None), "70 days are no 90");

    let rfm = owner.rfm().await.unwrap();
    assert_eq!((rfm.buyers, rfm.rule.as_str(), rfm.window_days), (1, "fixed", 365));
    assert_eq!((rfm.cells.len(), rfm.cells.iter().map(|c| c.people).sum::<i64>()), (25, 1));
    let prospects = rfm.groups.last().unwrap();
    assert_eq!((prospects.group, prospects.people), (RfmGroup::Prospects, 2));
}

#[tokio::test]
async fn before_anything_happened_the_reports_are_empty_and_no_error() {
    let app = App::start().await;
    let owner = app.owner().await;

    idle(&app).await;

    let value = owner.lifetime_value().await.unwrap();
    assert_eq!((value.buyers, value.average, value.distribution.len()), (0, None, 0));
    assert_eq!(owner.rfm().await.unwrap().buyers, 0);
    let retention = owner.retention(&RetentionQuery::default()).await.unwrap();
    assert!(retention.computed_at.is_some() && retention.cohorts.iter().all(|c| c.size == 0));
}

#[tokio::test]
async fn charts_come_as_tables_and_an_unchanged_answer_is_not_sent_twice() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    app.has_order(&order("ada@example.com", "1", "1499.00")).await;
    app.owner().await.refresh_reports().await.unwrap();
    idle(&app).await;

    let groups = get(&app, "/api/v1/stats/rfm?format=csv&chart=groups", None).await;
    let cohorts = get(&app, "/api/v1/stats/retention?entry=order&format=csv", None).await;
    let values = get(&app, "/api/v1/stats/lifetime-value?format=csv", None).await;
    let unknown = get(&app, "/api/v1/stats/rfm?format=csv&chart=pie", None).await;

    assert!(groups.header("content-type").starts_with("text/csv"), "{groups:?}");
    let lines: Vec<&str> = groups.body.lines().collect();
    assert_eq!((lines[0], lines.len()), ("group,people,spent", 12));
    assert_eq!(lines[11], "PROSPECTS,0,0.00");
    assert!(cohorts.body.starts_with("start,end,size,period_0,"), "{cohorts:?}");
    assert_eq!(cohorts.body.lines().count(), 13);
    assert!(values.body.starts_with("from,to,people,total"), "{values:?}");
    assert_eq!(unknown.status, 422, "{unknown:?}");

    let first = get(&app, "/api/v1/stats/rfm", None).await;
    let again = get(&app, "/api/v1/stats/rfm", Some(first.header("etag"))).await;
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (200, 304));
}

#[tokio::test]
async fn the_command_computes_too_and_says_what_each_step_took() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    let before = idle(&app).await;

    let output = app.patron(&["stats", "refresh"], "");

    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{output:?}");
    for step in ["Retention by login", "Retention by order", "Lifetime value", "RFM", "all"] {
        assert!(said.contains(step), "{step}: {said}");
    }
    let after = idle(&app).await;
    assert!(after.computed_at > before.computed_at);
    assert_eq!(app.owner().await.rfm().await.unwrap().groups.last().unwrap().people, 1);
}
