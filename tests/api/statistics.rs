//! The reports of the statistics: numbers and periods.

use chrono::{Datelike as _, Duration, NaiveDate, Weekday};
use patron_api_types::{
    consents::Withdrawal,
    logins::LoginReport,
    profiles::ProfileUpsert,
    stats::{ChannelsQuery, SpanQuery, Unit},
};
use patron_domain::{
    acquisition::{AcquisitionChannel, Touch},
    consent::Channel,
};
use patron_tests::{
    App,
    people::PASSWORD,
    seed::{login, money, order, profile},
};
use serde_json::json;

fn by(unit: Unit) -> SpanQuery {
    SpanQuery { unit: Some(unit), ..SpanQuery::default() }
}

/// Somebody who signed up so many days ago, at 17:30 in Kolkata.
async fn signed_up(app: &App, email: &str, today: NaiveDate, days_ago: i64) {
    app.has_profile(&profile(email)).await;
    let at = format!("{}T12:00:00Z", today - Duration::days(days_ago)).parse().unwrap();
    app.signed_up_at(email, at).await;
}

/// One of today who ordered, one of 3 days ago, one of 40 days ago.
async fn app_that_grew() -> (App, NaiveDate) {
    let app = App::start().await;
    let today = app.reader().growth(&SpanQuery::default()).await.unwrap().to;
    app.customer("new@example.com").await;
    app.has_order(&order("new@example.com", "1", "1499.00")).await;
    signed_up(&app, "recent@example.com", today, 3).await;
    signed_up(&app, "old@example.com", today, 40).await;
    (app, today)
}

#[tokio::test]
async fn growth_has_every_day_and_the_span_before() {
    let (app, today) = app_that_grew().await;

    let g = app.owner().await.growth(&SpanQuery::default()).await.unwrap();

    assert_eq!((g.unit, g.from, g.to, g.buckets.len()), (Unit::Day, today - Duration::days(29), today, 30));
    assert!(g.buckets.windows(2).all(|pair| pair[1].start - pair[0].start == Duration::days(1)), "no gaps");
    assert_eq!((g.new, g.new_before), (2, 1));
    let new: Vec<i64> = g.buckets.iter().map(|b| b.new).collect();
    let before: Vec<i64> = g.buckets.iter().map(|b| b.new_before).collect();
    assert_eq!((new[26], new[29], new.iter().sum::<i64>()), (1, 1, 2));
    assert_eq!(
        (before[19], before.iter().sum::<i64>()),
        (1, 1),
        "40 days ago is 10 days ago of the span before"
    );
    let cumulative: Vec<i64> = g.buckets.iter().map(|b| b.cumulative).collect();
    assert_eq!((cumulative[0], cumulative[26], cumulative[29]), (1, 2, 3));
    let last = g.buckets.last().unwrap();
    assert!(last.partial && !g.buckets[28].partial);
    assert_eq!((last.active, last.active_new, last.orders, last.revenue), (1, 1, 1, money("1499.00")));
    for split in g.by_source.iter().chain(&g.by_method) {
        assert_eq!(
            (split.values.len(), split.values.iter().sum::<i64>()),
            (30, split.total),
            "{}",
            split.key
        );
    }
    assert_eq!(g.by_method.iter().map(|s| s.total).sum::<i64>(), 2);
    assert_eq!((g.about.time_zone.as_str(), g.about.currency.as_str()), ("Asia/Kolkata", "INR"));
}

#[tokio::test]
async fn weeks_and_months_are_whole_and_hold_the_same_people() {
    let (app, today) = app_that_grew().await;
    let reader = app.reader();

    let weeks = reader.growth(&by(Unit::Week)).await.unwrap();
    let months = reader.growth(&by(Unit::Month)).await.unwrap();

    assert_eq!((weeks.buckets.len(), months.buckets.len()), (12, 12));
    assert!(weeks.buckets.iter().all(|b| b.start.weekday() == Weekday::Mon));
    assert!(weeks.buckets.iter().all(|b| b.end - b.start == Duration::days(6)));
    assert!(months.buckets.iter().all(|b| b.start.day() == 1));
    for growth in [&weeks, &months] {
        assert_eq!((growth.to, growth.new), (today, 3));
        assert!(growth.buckets.windows(2).all(|pair| pair[1].start == pair[0].end + Duration::days(1)));
        let last = growth.buckets.last().unwrap();
        assert_eq!((last.cumulative, last.active, last.active_new, last.orders), (3, 1, 1, 1));
        assert!(last.partial && last.start <= today && last.end >= today);
    }
    let asked = SpanQuery {
        unit: Some(Unit::Month),
        from: Some("2026-01-15".parse().unwrap()),
        to: Some("2026-02-03".parse().unwrap()),
        ..SpanQuery::default()
    };
    let cut = reader.growth(&asked).await.unwrap();
    assert_eq!((cut.from.to_string(), cut.to.to_string()), ("2026-01-01".into(), "2026-02-28".into()));
}

#[tokio::test]
async fn the_overview_compares_with_before_and_knows_who_is_engaged() {
    let (app, _) = app_that_grew().await;

    let o = app.owner().await.overview().await.unwrap();

    assert_eq!((o.total_customers, o.new_today, o.new_7d, o.new_30d, o.new_30d_before), (3, 1, 2, 2, 1));
    assert_eq!((o.engaged_30d, o.engaged_30d_before), (1, 0));
    assert_eq!((o.inactive_30d, o.disengaged_30d), (1, 1), "who signed up 40 days ago and never came");
    assert!((1..=2).contains(&o.new_wtd) && (1..=2).contains(&o.new_mtd));
    assert_eq!((o.buyers, o.repeat_buyers, o.repeat_rate.as_deref()), (1, 0, Some("0.0000")));
    assert_eq!(
        (o.average_order_value, o.orders_30d, o.revenue_30d),
        (Some(money("1499.00")), 1, money("1499.00"))
    );
    assert_eq!((o.logins_30d, o.logins_30d_before), (1, 0));
    assert_eq!(o.opt_in_rate.as_deref(), Some("1.0000"));
    assert_eq!(
        (o.channels[0].channel, o.channels[0].with_address, o.channels[0].subscribed),
        (Channel::Email, 3, 3)
    );
    let today = o.days.last().unwrap();
    assert_eq!((today.active, today.engaged_30d, today.orders), (1, 1, 1));
    assert_eq!((today.active_customers, today.marketing_opt_ins), (3, 3));
}

#[tokio::test]
async fn engagement_tells_how_often_when_and_with_what() {
    let app = App::start().await;
    app.customer("ada@example.com").await;
    app.page().sign_in("ada@example.com", PASSWORD).await.unwrap();
    app.page().sign_in("ada@example.com", "wrong-password").await.unwrap_err();
    app.has_profile(&profile("bela@example.com")).await;

    let e = app.owner().await.engagement(&SpanQuery::default()).await.unwrap();

    assert_eq!((e.dau, e.wau, e.mau, e.logins_30d), (1, 1, 1, 2));
    assert_eq!((e.stickiness.as_deref(), e.logins_per_engaged.as_deref()), (Some("0.0333"), Some("2.00")));
    let people: Vec<_> = e.login_frequency.iter().map(|b| (b.from, b.to, b.people)).collect();
    assert_eq!(people[..4], [(0, Some(0), 1), (1, Some(1), 0), (2, Some(2), 1), (3, Some(5), 0)]);
    assert_eq!(people[7], (51, None, 0));
    assert_eq!((e.heat_map.len(), e.heat_map[0].weekday.as_str()), (7, "monday"));
    assert!(e.heat_map.iter().all(|row| row.hours.len() == 24));
    assert_eq!(e.heat_map.iter().flat_map(|row| &row.hours).sum::<i64>(), 2);
    assert_eq!(e.methods.iter().map(|m| (m.key.as_str(), m.count)).collect::<Vec<_>>(), [("password", 2)]);
    assert_eq!(e.devices.iter().map(|d| d.count).sum::<i64>(), 2);
    assert_eq!((e.failure_reasons[0].key.as_str(), e.failure_reasons[0].count), ("wrong_password", 1));
    let last = e.days.last().unwrap();
    assert_eq!(
        (e.days.len(), last.dau, last.wau, last.mau, last.logins, last.failed_logins),
        (30, 1, 1, 1, 2, 1)
    );
    let months = app.reader().engagement(&by(Unit::Month)).await.unwrap();
    assert_eq!((months.periods.len(), months.periods[11].active, months.periods[11].new), (12, 1, 1));
}

#[tokio::test]
async fn consent_is_counted_when_it_is_given_and_when_it_is_withdrawn() {
    let app = App::start().await;
    let owner = app.owner().await;
    app.has_profile(&profile("ada@example.com")).await;
    app.has_profile(&ProfileUpsert { marketing_consent: Some(true), ..profile("bela@example.com") }).await;
    let told = Withdrawal { channels: vec![Channel::Email], reason: "By post".into() };
    owner.withdraw(app.id_of("ada@example.com").await, &told).await.unwrap();

    let c = owner.consent_stats(&SpanQuery::default()).await.unwrap();

    assert_eq!(c.channels.iter().map(|c| c.channel).collect::<Vec<_>>(), Channel::ALL);
    let email = &c.channels[0];
    assert_eq!((email.with_address, email.subscribed, email.express, email.by_default), (2, 1, 1, 0));
    assert_eq!((email.unsubscribed, email.reachable), (1, 1));
    assert_eq!((email.opt_in_rate.as_deref(), email.asked_rate.as_deref()), (Some("0.5000"), Some("1.0000")));
    assert_eq!(c.channels[1].opt_in_rate, None, "nobody has a phone");
    let flow = &c.buckets.last().unwrap().channels[0];
    assert_eq!((c.buckets.len(), flow.given, flow.given_by_default, flow.withdrawn), (30, 2, 1, 1));
    let of = |sources: &[patron_api_types::stats::ConsentSource]| {
        (sources.iter().map(|s| s.given).sum::<i64>(), sources.iter().map(|s| s.withdrawn).sum::<i64>())
    };
    assert_eq!((of(&c.by_version), of(&c.by_method)), ((2, 1), (2, 1)));
}

#[tokio::test]
async fn channels_are_those_of_the_touch_asked() {
    let app = App::start().await;
    app.customer_with("ada@example.com", json!({"utm_source": "instagram", "landing_path": "/diwali"})).await;
    app.has_order(&order("ada@example.com", "1", "200.00")).await;
    app.has_profile(&profile("bela@example.com")).await;
    let reader = app.reader();

    let channels = reader.channels(&ChannelsQuery::default()).await.unwrap();

    assert_eq!(channels.touch, Touch::First);
    let found: Vec<_> = channels.items.iter().map(|c| (c.channel, c.customers, c.buyers)).collect();
    assert_eq!(found, [(AcquisitionChannel::Instagram, 1, 1), (AcquisitionChannel::Unknown, 1, 0)]);
    let instagram = &channels.items[0];
    assert_eq!((instagram.conversion.as_deref(), instagram.revenue), (Some("1.0000"), money("200.00")));
    assert_eq!(instagram.average_lifetime_value, Some(money("200.00")));
    let long_ago = ChannelsQuery { to: Some("2020-02-02".parse().unwrap()), ..ChannelsQuery::default() };
    let none = reader.channels(&long_ago).await.unwrap();
    assert_eq!((none.items.len(), none.to.unwrap().to_string()), (0, "2020-02-29".into()));
}

#[tokio::test]
async fn login_health_names_who_is_under_attack_and_by_whom() {
    let app = App::start().await;
    let owner = app.owner().await;
    app.has_profile(&profile("ada@example.com")).await;
    for n in 0..5 {
        for email in ["ada@example.com", "Nobody@example.com"] {
            let failed = LoginReport {
                success: false,
                failure_reason: Some("wrong_password".into()),
                ip_address: Some("203.0.113.9".into()),
                message_id: Some(format!("{email}-{n}")),
                ..login(email)
            };
            app.shop_server().report_login(&failed).await.unwrap();
        }
    }

    let before = owner.login_health().await.unwrap();
    app.shop_server().report_login(&login("ada@example.com")).await.unwrap();
    let after = owner.login_health().await.unwrap();

    assert_eq!((before.logins_24h, before.failed_24h, before.days.len()), (0, 10, 30));
    assert_eq!((before.reasons[0].key.as_str(), before.reasons[0].count), ("wrong_password", 10));
    let (ada, nobody, source) = (&before.accounts[0], &before.addresses[0], &before.sources[0]);
    assert_eq!((before.accounts.len(), before.addresses.len(), before.sources.len()), (1, 1, 1));
    assert_eq!((ada.customer_id, ada.failures), (Some(app.id_of("ada@example.com").await), 5));
    assert_eq!((nobody.customer_id, nobody.email.as_str(), nobody.failures), (None, "nobody@example.com", 5));
    assert_eq!((source.failures, source.addresses), (10, 2));
    assert!(!ada.signed_in_since && after.accounts[0].signed_in_since && !after.addresses[0].signed_in_since);
    assert_eq!(after.logins_24h, 1);
    assert_eq!((after.days[29].logins, after.days[29].failed), (1, 10));
}

#[tokio::test]
async fn a_new_time_zone_is_counted_in_the_background_and_then_shown() {
    let app = App::start().await;
    let owner = app.owner().await;
    app.has_profile(&profile("ada@example.com")).await;
    assert_eq!(owner.overview().await.unwrap().time_zone, "Asia/Kolkata");
    // as another node's configuration would
    sqlx::query("update shop set time_zone = 'Pacific/Auckland', week_start = 'sunday'")
        .execute(&mut app.sql().await)
        .await
        .unwrap();

    let shown = async {
        loop {
            let overview = owner.overview().await.unwrap();
            if overview.time_zone == "Pacific/Auckland" {
                return overview;
            }
            assert_eq!(overview.total_customers, 1, "the figures of before stay");
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    };
    let overview = tokio::time::timeout(std::time::Duration::from_secs(20), shown).await.unwrap();

    assert_eq!((overview.total_customers, overview.new_7d, overview.rebuilding), (1, 1, None));
    let engagement = owner.engagement(&SpanQuery::default()).await.unwrap();
    assert_eq!(engagement.about.week_start, "sunday");
    assert_eq!(engagement.heat_map.first().map(|row| row.weekday.as_str()), Some("sunday"));
}
