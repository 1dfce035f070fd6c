//! Attempts are rows; counters and the last login follow exactly.

use crate::support::{Store, ago, origin};
use chrono::{DateTime, Duration, Utc};
use futures_util::future::join_all;
use patron_db::{Error, logins};

#[tokio::test]
async fn two_hundred_concurrent_logins_of_one_customer_are_all_counted() {
    let store = Store::new().await;
    let id = store.add("busy@example.com").await;
    store.db.staff.ensure_login_month(store.now).await.unwrap();
    join_all((0..200).map(|i| {
        store.login(Some(id), "busy@example.com", store.now + Duration::milliseconds(i), i % 10 != 0)
    }))
    .await;
    let p = store.profile(id).await;
    assert_eq!((p.row.login_count, p.failed_login_count), (180, 20));
    assert_eq!(p.row.last_login_at, Some(store.now + Duration::milliseconds(199)));
    assert_eq!(store.number("select count(*) from login_activities").await, 200);
    assert_eq!(store.differences().await, []);
}

#[tokio::test]
async fn a_login_that_arrives_late_does_not_move_the_last_login_back() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    store.login_from(Some(id), "a@example.com", store.now, true, &origin("203.0.113.1", "new")).await;
    store.login_from(Some(id), "a@example.com", ago(&store, 40), true, &origin("203.0.113.2", "old")).await;
    let p = store.profile(id).await;
    assert_eq!(p.row.last_login_at, Some(store.now));
    assert_eq!(p.row.login_count, 2, "it is counted all the same");
    assert_eq!((p.ip_address.as_deref(), p.device_info.as_deref()), (Some("203.0.113.1"), Some("new")));
}

#[tokio::test]
async fn an_empty_value_never_replaces_a_good_one() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    store.login_from(Some(id), "a@example.com", ago(&store, 2), true, &origin("203.0.113.1", "phone")).await;
    let empty = logins::Origin {
        ip_address: Some(String::new()),
        user_agent: Some(" ".into()),
        device_info: Some(String::new()),
        place: None,
    };
    store.login_from(Some(id), "a@example.com", ago(&store, 1), true, &empty).await;
    store.login_from(Some(id), "a@example.com", store.now, true, &logins::Origin::default()).await;
    let p = store.profile(id).await;
    assert_eq!((p.ip_address.as_deref(), p.device_info.as_deref()), (Some("203.0.113.1"), Some("phone")));
    assert_eq!(p.user_agent.as_deref(), Some("Mozilla/5.0 (phone)"));
}

#[tokio::test]
async fn a_failure_changes_neither_the_last_login_nor_the_origin() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    store.login(Some(id), "a@example.com", store.now, false).await;
    let p = store.profile(id).await;
    assert_eq!((p.row.login_count, p.failed_login_count, p.row.last_login_at), (0, 1, None));
    assert_eq!(p.ip_address, None, "it may be somebody else's");
}

#[tokio::test]
async fn a_failed_login_of_an_unknown_address_is_kept_without_a_customer() {
    let store = Store::new().await;
    store.login(None, "nobody@example.com", store.now, false).await;
    let n = store
        .number(
            "select count(*) from login_activities where customer_id is null and not success
        and email = 'nobody@example.com' and failure_reason = 'wrong_password'",
        )
        .await;
    assert_eq!(n, 1);
    assert_eq!(store.differences().await, []);
}

#[tokio::test]
async fn months_are_made_backwards_and_forwards_and_the_default_stays_empty() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    let month_edge: DateTime<Utc> = "2021-03-01T00:00:00Z".parse().unwrap();
    let times = [
        store.now,
        ago(&store, 400),
        store.now + Duration::days(300),
        month_edge,
        month_edge - Duration::microseconds(1),
        "1999-12-31T23:59:59.999999Z".parse().unwrap(),
    ];
    for at in times {
        store.login(Some(id), "a@example.com", at, true).await;
    }
    assert_eq!(store.number("select count(*) from login_activities").await, 6);
    assert_eq!(store.number("select count(*) from only login_activities_default").await, 0);
    assert_eq!(store.number("select count(*) from login_activities_202103").await, 1);
    assert_eq!(store.number("select count(*) from login_activities_202102").await, 1);
    let report = patron_db::doctor::report(&mut *store.owner().await, store.now).await.unwrap();
    assert_eq!((report.stray_logins, report.this_month_ready, report.rollup_differences), (0, true, 0));
}

#[tokio::test]
async fn a_login_nobody_prepared_for_is_kept_and_the_doctor_says_so() {
    let store = Store::new().await;
    let nobody = origin("203.0.113.1", "x");
    let login = logins::NewLogin {
        customer: None,
        email: "x@example.com",
        at: ago(&store, 900),
        method: patron_domain::login::LoginMethod::Password,
        success: false,
        failure_reason: None,
        origin: &nobody,
    };
    logins::record(&mut *store.staff().await, &store.keyring, &login, store.now).await.unwrap();
    let report = patron_db::doctor::report(&mut *store.owner().await, store.now).await.unwrap();
    assert_eq!(report.stray_logins, 1);
}

#[tokio::test]
async fn a_month_outside_the_range_is_refused() {
    let store = Store::new().await;
    for at in ["1989-12-31T23:59:59Z".parse().unwrap(), store.now + Duration::days(800)] {
        let result = store.db.staff.ensure_login_month(at).await;
        assert!(matches!(result, Err(Error::Invalid(_))), "{at}: {result:?}");
    }
}

#[tokio::test]
async fn eight_processes_that_want_the_same_new_month_get_one_partition() {
    let store = Store::new().await;
    let at: DateTime<Utc> = "2015-07-15T12:00:00Z".parse().unwrap();
    let made = join_all((0..8).map(|_| async {
        sqlx::query_scalar::<_, String>("select ensure_login_partition($1)")
            .bind(at)
            .fetch_one(&mut *store.staff().await)
            .await
    }))
    .await;
    assert!(made.iter().all(|m| m.as_deref().is_ok_and(|m| m == "login_activities_201507")), "{made:?}");
}

#[tokio::test]
async fn a_new_month_waits_for_a_long_import_and_harms_it_not() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    let mut import = store.begin().await;
    sqlx::query("update customer_profiles set location = 'Pune' where id = $1")
        .bind(id.0)
        .execute(&mut *import)
        .await
        .unwrap();
    let month = store.db.staff.ensure_login_month("2014-01-15T00:00:00Z".parse().unwrap());
    let rest = async {
        tokio::time::sleep(std::time::Duration::from_millis(1300)).await;
        // reads the default partition, which attaching locks: the order in which a deadlock would come
        sqlx::query("select count(*) from login_activities where customer_id = $1")
            .bind(id.0)
            .execute(&mut *import)
            .await
            .unwrap();
        import.commit().await.unwrap();
    };
    let (made, ()) = tokio::join!(month, rest);
    made.unwrap();
    assert_eq!(
        store.number("select count(*) from pg_class where relname = 'login_activities_201401'").await,
        1
    );
}

#[tokio::test]
async fn a_page_of_logins_is_complete_and_newest_first() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    for day in [0, 0, 1, 1, 1, 45, 45] {
        store.login(Some(id), "a@example.com", ago(&store, day), day != 45).await;
    }
    let mut conn = store.staff().await;
    let (mut seen, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let page = logins::list(&mut conn, &store.keyring, id, 2, cursor.as_deref()).await.unwrap().unwrap();
        seen.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 7);
    assert!(seen.windows(2).all(|w| (w[0].login_time, w[0].id) > (w[1].login_time, w[1].id)));
    assert!(logins::list(&mut conn, &store.keyring, id, 2, Some("nonsense")).await.unwrap().is_none());
}
