//! The list: pages that are complete, a search that finds, filters that mean what they say.

use crate::support::{Store, ago, money, order, phone};
use patron_db::{
    customers::{self, Filter, PageBy},
    error::Conflict,
    profiles::Details,
    segments::RuleAt,
};
use patron_domain::{
    consent::{Channel, ConsentBasis},
    customer::{CustomerSort, CustomerStatus, Source},
    email::Email,
    people_set::Moment,
    segment::{NamedSet, Target},
};
use std::collections::HashSet;

async fn emails(store: &Store, filter: &Filter) -> Vec<String> {
    let by = PageBy { sort: CustomerSort::Signup, desc: false, limit: 200, cursor: None };
    let mut conn = store.staff().await;
    let page = customers::list(&mut conn, &store.keyring, filter, by).await.unwrap().unwrap();
    let count = customers::count(&mut conn, &store.keyring, filter).await.unwrap();
    assert_eq!(usize::try_from(count).unwrap(), page.items.len(), "the count is of what is listed");
    let mut found: Vec<_> =
        page.items.iter().map(|r| r.email.clone().unwrap().split('@').next().unwrap().to_owned()).collect();
    found.sort();
    found
}

async fn search(store: &Store, text: &str) -> Vec<String> {
    emails(store, &Filter { search: Some(text.into()), ..Filter::default() }).await
}

fn rule(store: &Store, target: &Target) -> RuleAt {
    RuleAt { rule: target.rule(), at: Moment::new(store.now, store.shop.time_zone, &store.shop.week_start) }
}

async fn target(store: &Store, target: Target) -> Vec<String> {
    emails(store, &Filter { rules: vec![rule(store, &target)], ..Filter::default() }).await
}

/// Sixty people with ties in everything, names that differ in case only, names that are missing, names whose
/// lower case is a matter of opinion, and people who never signed in.
async fn crowd(store: &Store) {
    store
        .sql(
            "insert into customer_profiles (id, email, full_name, signup_date, total_spent, total_orders,
               last_login_at, opening_last_login_at, created_at, updated_at)
             select gen_random_uuid(), 'p' || n || '@example.com',
               case n % 6 when 0 then null when 1 then 'Éva ' || n % 4 when 2 then 'İbrahim' when 3 then 'ANANYA'
                 when 4 then 'ananya' else 'ΟΔΥΣΣΕΥΣ ' || n % 3 end,
               timestamptz '2026-01-01 12:00Z' + (n % 7) * interval '1 day' + (n % 2) * interval '1 microsecond',
               (n % 5) * 100.10, n % 4, t.at, t.at, now(), now()
             from generate_series(1, 60) n cross join lateral (select case when n % 3 > 0 then
               timestamptz '2026-02-01 18:29:59Z' + (n % 5) * interval '1 second' end as at) t",
        )
        .await;
}

#[tokio::test]
async fn pages_by_key_are_complete_and_without_repetition_for_each_sort_and_direction() {
    let store = Store::new().await;
    crowd(&store).await;
    let mut conn = store.staff().await;
    for sort in CustomerSort::ALL.iter().copied() {
        for desc in [false, true] {
            let (mut seen, mut cursor, mut pages) = (Vec::new(), None::<String>, 0);
            loop {
                let by = PageBy { sort, desc, limit: 7, cursor: cursor.as_deref() };
                let page = customers::list(&mut conn, &store.keyring, &Filter::default(), by)
                    .await
                    .unwrap()
                    .unwrap();
                seen.extend(page.items);
                pages += 1;
                cursor = page.next;
                if cursor.is_none() || pages > 20 {
                    break;
                }
            }
            assert_eq!((seen.len(), pages), (60, 9), "{sort} {desc}");
            assert_eq!(seen.iter().map(|r| r.id).collect::<HashSet<_>>().len(), 60, "{sort} {desc}");
            let in_order = |a: &patron_db::rows::ListRow, b: &patron_db::rows::ListRow| {
                let o = match sort {
                    CustomerSort::Signup => a.signup_date.cmp(&b.signup_date),
                    CustomerSort::Spent => a.total_spent.cmp(&b.total_spent),
                    CustomerSort::Orders => a.total_orders.cmp(&b.total_orders),
                    CustomerSort::LastLogin => a.last_login_at.cmp(&b.last_login_at),
                    // the database's idea of order; here only that the missing ones stand together
                    CustomerSort::Name => a.full_name.is_some().cmp(&b.full_name.is_some()),
                };
                if desc { o.is_ge() } else { o.is_le() }
            };
            assert!(seen.windows(2).all(|w| in_order(&w[0], &w[1])), "{sort} {desc}");
        }
    }
}

#[tokio::test]
async fn names_that_differ_in_case_only_stand_together() {
    let store = Store::new().await;
    for (email, name) in [("1@e.in", "bela"), ("2@e.in", "Anna"), ("3@e.in", "anna"), ("4@e.in", "Bela")] {
        store.add_named(email, name).await;
    }
    let by = PageBy { sort: CustomerSort::Name, desc: false, limit: 10, cursor: None };
    let page = customers::list(&mut *store.staff().await, &store.keyring, &Filter::default(), by)
        .await
        .unwrap()
        .unwrap();
    let names: Vec<_> = page.items.iter().map(|r| r.full_name.as_deref().unwrap().to_lowercase()).collect();
    assert_eq!(names, ["anna", "anna", "bela", "bela"]);
}

#[tokio::test]
async fn a_cursor_of_another_sort_or_made_up_is_refused() {
    let store = Store::new().await;
    crowd(&store).await;
    let mut conn = store.staff().await;
    let by = PageBy { sort: CustomerSort::Orders, desc: true, limit: 5, cursor: None };
    let first = customers::list(&mut conn, &store.keyring, &Filter::default(), by).await.unwrap().unwrap();
    let next = first.next.unwrap();
    // an honest label on the wrong kind of key
    let forged = patron_db::page::encode(&serde_json::json!({
        "sort": "full_name", "desc": true, "key": { "Count": 3 }, "id": uuid::Uuid::nil() }));
    for (sort, desc, cursor) in [
        (CustomerSort::Spent, true, next.as_str()),
        (CustomerSort::Orders, false, &next),
        (CustomerSort::Orders, true, "e30"),
        (CustomerSort::Name, true, &forged),
    ] {
        let by = PageBy { sort, desc, limit: 5, cursor: Some(cursor) };
        let page = customers::list(&mut conn, &store.keyring, &Filter::default(), by).await.unwrap();
        assert!(page.is_none(), "{sort} {desc} {cursor}");
    }
}

#[tokio::test]
async fn a_search_finds_by_part_of_address_or_name_without_case() {
    let store = Store::new().await;
    store.add_named("ananya@shop.in", "Ananya Rao").await;
    store.add_named("bela@example.com", "Béla Ananth").await;
    store.add("hundred@example.com").await;
    assert_eq!(search(&store, "ANAN").await, ["ananya", "bela"]);
    assert_eq!(search(&store, " shop.in ").await, ["ananya"]);
    assert_eq!(search(&store, "BÉLA").await, ["bela"]);
    assert_eq!(search(&store, "nothing").await, [""; 0]);
    assert_eq!(search(&store, "  ").await.len(), 3, "blanks ask for nothing");
}

#[tokio::test]
async fn under_three_letters_a_search_means_the_beginning() {
    let store = Store::new().await;
    store.add_named("x1@example.com", "Anna").await;
    store.add_named("an@example.com", "Zoe").await;
    store.add_named("x2@example.com", "Joan").await;
    assert_eq!(search(&store, "an").await, ["an", "x1"]);
    assert_eq!(search(&store, "J").await, ["x2"]);
}

#[tokio::test]
async fn wildcards_in_a_search_are_text() {
    let store = Store::new().await;
    store.add_named("percent@example.com", "50% off").await;
    store.add_named("under@example.com", "a_b_c").await;
    store.add_named("slash@example.com", "back\\slash").await;
    store.add_named("plain@example.com", "500 offers abbc").await;
    assert_eq!(search(&store, "50% o").await, ["percent"]);
    assert_eq!(search(&store, "a_b").await, ["under"]);
    assert_eq!(search(&store, "%").await, [""; 0]);
    assert_eq!(search(&store, "k\\s").await, ["slash"]);
    assert_eq!(search(&store, "'; drop table x; --").await, [""; 0]);
}

#[tokio::test]
async fn a_phone_number_is_found_however_it_is_written_and_by_its_last_four_digits() {
    let store = Store::new().await;
    let with = |typed| Details { phone: phone(typed), ..Details::default() };
    store.add_with("indian@example.com", with("98765 43210"), None).await;
    store.add_with("german@example.com", with("+49 30 901820"), None).await;
    store.add_with("odd@example.com", with("12-34-56"), None).await;
    for text in [
        "98765 43210",
        "9876543210",
        "+91 98765-43210",
        "+919876543210",
        "919876543210",
        "(0)98765 43210",
        "3210",
    ] {
        assert_eq!(search(&store, text).await, ["indian"], "{text}");
    }
    assert_eq!(search(&store, "+49 30 901820").await, ["german"]);
    assert_eq!(search(&store, "123456").await, ["odd"], "what doesn't parse is found as typed");
    for text in ["98765", "43210", "3211", "98765 43211"] {
        assert_eq!(search(&store, text).await, [""; 0], "{text}: by whole number or last four only");
    }
    let abroad =
        Filter { search: Some("030 901820".into()), phone_country: Some("DE".into()), ..Filter::default() };
    assert_eq!(emails(&store, &abroad).await, ["german"]);
}

#[tokio::test]
async fn search_and_name_order_have_indexes_that_fit() {
    let store = Store::new().await;
    store
        .sql(
            "insert into customer_profiles (id, email, full_name, signup_date, created_at, updated_at)
        select gen_random_uuid(), md5(n::text) || '@example.com', md5((n + 7)::text), now(), now(), now()
        from generate_series(1, 20000) n",
        )
        .await;
    store.sql("vacuum analyze customer_profiles").await;
    let mut tx = store.begin().await;
    let plan = |sql: &str| format!("explain {sql}");
    let mut conn_plan = async |sql: &str| -> String {
        let rows: Vec<String> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(plan(sql))).fetch_all(&mut *tx).await.unwrap();
        rows.join("\n")
    };
    let found = conn_plan(
        "select id from customer_profiles where status <> 'erased' and
        (search_text like lower('%ananya%') or mobile_index = any(array['\\x00'::bytea, '\\x01']))",
    )
    .await;
    assert!(found.contains("BitmapOr") && !found.contains("Seq Scan"), "{found}");
    let short = conn_plan(
        "select id from customer_profiles where status <> 'erased' and
        (search_text like lower('zz%') or search_text like lower(E'%\\nzz%'))",
    )
    .await;
    assert!(short.contains("BitmapOr") && !short.contains("Seq Scan"), "{short}");
    let sorted = conn_plan(
        "select id from customer_profiles where status <> 'erased' and
        (name_key, id) > (lower('m'), '0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f')
        order by name_key, id limit 51",
    )
    .await;
    assert!(
        sorted.contains("Index Scan using customer_profiles_name_idx") && !sorted.contains("Sort"),
        "{sorted}"
    );
}

#[tokio::test]
async fn rare_hits_far_along_the_list_are_found_in_order_and_page_by_page() {
    let store = Store::new().await;
    // more people than the first step walks; hits stand at the far end, or spread thinly
    store
        .sql(
            "insert into customer_profiles (id, email, full_name, signup_date, total_spent, total_orders, created_at,
               updated_at)
             select gen_random_uuid(), 'p' || n || case when n % 97 = 0 then '.rare' else '' end || '@example.com',
               case when n <= 30 then 'Zara Deep' else 'Person ' || n end,
               timestamptz '2026-01-01 12:00Z' + n * interval '1 minute', n, n % 4, now(), now()
             from generate_series(1, 9000) n",
        )
        .await;
    store.sql("analyze customer_profiles").await;
    let mut conn = store.staff().await;
    let search = |text: &str| Filter { search: Some(text.into()), ..Filter::default() };
    let rich = Target { min_spent: Some(money("8990")), ..Target::default() };
    let filters = [
        (search(".rare"), 92),
        (search("zara deep"), 30),
        (search("nobody at all"), 0),
        (search("za"), 30),
        (Filter { rules: vec![rule(&store, &rich)], ..Filter::default() }, 11),
    ];
    for (filter, expected) in filters {
        for sort in CustomerSort::ALL.iter().copied() {
            for desc in [false, true] {
                let (mut found, mut cursor) = (Vec::new(), None);
                loop {
                    let by = PageBy { sort, desc, limit: 20, cursor: cursor.as_deref() };
                    let page =
                        customers::list(&mut conn, &store.keyring, &filter, by).await.unwrap().unwrap();
                    found.extend(page.items);
                    cursor = page.next;
                    if cursor.is_none() {
                        break;
                    }
                }
                let ids: HashSet<_> = found.iter().map(|row| row.id).collect();
                assert_eq!((found.len(), ids.len()), (expected, expected), "{filter:?} by {sort} {desc}");
                let mut spent: Vec<_> = found.iter().map(|row| row.total_spent).collect();
                if desc {
                    spent.reverse();
                }
                // whoever signed up later spent more here
                let ordered =
                    !matches!(sort, CustomerSort::Signup | CustomerSort::Spent) || spent.is_sorted();
                assert!(ordered, "{filter:?} by {sort} {desc}");
            }
        }
    }
}

#[tokio::test]
async fn each_filter_keeps_those_it_names() {
    let store = Store::new().await;
    let a = store.add("a@example.com").await;
    let b = store
        .add_with("b@example.com", Details { phone: phone("9876543210"), ..Details::default() }, Some(true))
        .await;
    let c = store.add_with("c@example.com", Details::default(), Some(false)).await;
    let d = store.add("d@example.com").await;
    let mut tx = store.begin().await;
    customers::set_status(&mut tx, c, CustomerStatus::Inactive).await.unwrap();
    tx.commit().await.unwrap();
    store.login(Some(a), "a@example.com", ago(&store, 10), true).await;
    store.login(Some(b), "b@example.com", ago(&store, 50), true).await;
    store.order(b, &order(&store, "1", "1500")).await.unwrap();
    store.order(b, &order(&store, "2", "500")).await.unwrap();
    store.sql("update customer_profiles set source = 'mobile', signup_date = signup_date - interval '90 days' where email = 'a@example.com'").await;
    store
        .sql(&format!("update customer_profiles set status = 'erased', email = null where id = '{d}'"))
        .await;

    let f = Filter::default;
    assert_eq!(emails(&store, &f()).await, ["a", "b", "c"], "erased people never match");
    assert_eq!(emails(&store, &Filter { status: Some(CustomerStatus::Inactive), ..f() }).await, ["c"]);
    assert_eq!(emails(&store, &Filter { status: Some(CustomerStatus::Erased), ..f() }).await, [""; 0]);
    assert_eq!(emails(&store, &Filter { consent: Some(Channel::Email), ..f() }).await, ["a", "b"]);
    assert_eq!(emails(&store, &Filter { consent: Some(Channel::Sms), ..f() }).await, ["b"]);
    let express = Filter { consent: Some(Channel::Email), basis: Some(ConsentBasis::Express), ..f() };
    assert_eq!(emails(&store, &express).await, ["b"]);
    assert_eq!(emails(&store, &Filter { marketing_consent: Some(false), ..f() }).await, ["c"]);
    assert_eq!(emails(&store, &Filter { source: Some(Source::Mobile), ..f() }).await, ["a"]);
    assert_eq!(emails(&store, &Filter { max_orders: Some(1), ..f() }).await, ["a", "c"]);
    assert_eq!(emails(&store, &Filter { max_spent: Some(money("1999.99")), ..f() }).await, ["a", "c"]);
    assert_eq!(emails(&store, &Filter { max_spent: Some(money("2000")), ..f() }).await, ["a", "b", "c"]);
    assert_eq!(
        emails(&store, &Filter { logged_in_before: Some(ago(&store, 20)), ..f() }).await,
        ["b"],
        "never does not match"
    );

    let t = Target::default;
    assert_eq!(target(&store, Target { min_orders: Some(2), ..t() }).await, ["b"]);
    assert_eq!(target(&store, Target { min_spent: Some(money("2000")), ..t() }).await, ["b"]);
    assert_eq!(target(&store, Target { min_spent: Some(money("2000.01")), ..t() }).await, [""; 0]);
    assert_eq!(target(&store, Target { signup_after: Some(store.now), ..t() }).await, ["b", "c"]);
    assert_eq!(target(&store, Target { signup_before: Some(store.now), ..t() }).await, ["a"]);
    assert_eq!(
        target(&store, Target { last_login_after: Some(ago(&store, 10)), ..t() }).await,
        ["a"],
        "the instant itself"
    );
    assert_eq!(
        target(&store, Target { last_login_before: Some(ago(&store, 10)), ..t() }).await,
        ["b", "c"],
        "never is included"
    );
    assert_eq!(target(&store, Target { categories: vec![" LAMPS ".into(), "x".into()], ..t() }).await, ["b"]);
    let both = Filter {
        rules: vec![
            rule(&store, &Target { min_orders: Some(1), ..t() }),
            rule(&store, &Target { categories: vec!["Rugs".into()], ..t() }),
        ],
        ..f()
    };
    assert_eq!(emails(&store, &both).await, [""; 0], "all must hold");
    let at = Moment::new(store.now, store.shop.time_zone, &store.shop.week_start);
    let inactive = Filter { rules: vec![RuleAt { rule: NamedSet::Inactive30d.rule(), at }], ..f() };
    assert_eq!(emails(&store, &inactive).await, [""; 0], "b signed up today, a signed in ten days ago");
    store.sql("update customer_profiles set signup_date = signup_date - interval '90 days'").await;
    assert_eq!(emails(&store, &inactive).await, ["b", "c"]);
}

#[tokio::test]
async fn two_addresses_that_differ_in_case_are_one_customer() {
    let store = Store::new().await;
    let a = store.add("Ada@Example.com").await;
    let mut tx = store.begin().await;
    let second =
        crate::support::insert(&mut tx, &store, "ada@example.COM", &Details::default(), None).await.unwrap();
    assert_eq!(second, None);
    let known =
        patron_db::profiles::lock_by_email(&mut tx, &Email::parse("ADA@example.com").unwrap()).await.unwrap();
    assert_eq!(known.unwrap().id, a);
    tx.commit().await.unwrap();
    assert_eq!(store.profile(a).await.row.email.as_deref(), Some("Ada@Example.com"), "stored as given");
}

#[tokio::test]
async fn eight_signups_of_one_address_make_one_profile() {
    let store = Store::new().await;
    let made = futures_util::future::join_all((0..8).map(|_| async {
        let mut tx = store.begin().await;
        let id = crate::support::insert(&mut tx, &store, "a@example.com", &Details::default(), None)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        id
    }))
    .await;
    assert_eq!(made.iter().flatten().count(), 1);
    assert_eq!(store.differences().await, []);
}

#[tokio::test]
async fn a_new_address_counts_as_unconfirmed_and_must_be_free() {
    let store = Store::new().await;
    let a = store.add("a@example.com").await;
    store.add("b@example.com").await;
    store.sql("update customer_profiles set email_verified = true").await;
    let mut conn = store.staff().await;
    let email = |s| Email::parse(s).unwrap();
    assert!(customers::set_email(&mut conn, a, &email("A@example.com")).await.unwrap());
    assert!(store.profile(a).await.row.email_verified, "the same address in other letters");
    let taken = customers::set_email(&mut conn, a, &email("B@example.com")).await;
    assert!(matches!(taken, Err(patron_db::Error::Conflict(Conflict::ProfileEmail))));
    assert!(customers::set_email(&mut conn, a, &email("c@example.com")).await.unwrap());
    assert!(!store.profile(a).await.row.email_verified);
}

#[tokio::test]
async fn blocking_ends_the_sessions_of_that_customer_alone() {
    use patron_db::sessions::{Kind, create, get};
    let store = Store::new().await;
    let (a, b) = (store.add("a@example.com").await, store.add("b@example.com").await);
    let (ua, ub) = (store.account_for(a, "a@example.com").await, store.account_for(b, "b@example.com").await);
    let mut tx = store.begin().await;
    let sa = create(&mut tx, Kind::Customer, ua.0, store.now).await.unwrap();
    let sb = create(&mut tx, Kind::Customer, ub.0, store.now).await.unwrap();
    let before = customers::set_status(&mut tx, a, CustomerStatus::Blocked).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(before, Some(CustomerStatus::Active));
    let mut conn = store.staff().await;
    assert!(get(&mut conn, Kind::Customer, sa.id).await.unwrap().is_none());
    assert!(get(&mut conn, Kind::Customer, sb.id).await.unwrap().is_some());
}

#[tokio::test]
async fn removing_an_account_keeps_the_profile_and_its_history() {
    let store = Store::new().await;
    let a = store.add("a@example.com").await;
    store.account_for(a, "a@example.com").await;
    store.login(Some(a), "a@example.com", store.now, true).await;
    store.sql("delete from users").await;
    let p = store.profile(a).await;
    assert_eq!((p.user_id, p.row.login_count), (None, 1));
    assert_eq!(store.number("select count(*) from login_activities").await, 1);
}

#[tokio::test]
async fn a_second_call_fills_and_never_wipes() {
    use patron_db::profiles::{Mode, change};
    let store = Store::new().await;
    let full = Details {
        full_name: Some("Ananya".into()),
        phone: phone("9876543210"),
        location: None,
        categories: Some(vec!["Lamps".into()]),
    };
    let a = store.add_with("a@example.com", full, None).await;
    let other = Details {
        full_name: Some("Mallory".into()),
        phone: phone("9876500000"),
        location: Some("Pune".into()),
        categories: Some(vec!["Rugs".into()]),
    };
    let empty = Details { categories: Some(Vec::new()), ..Details::default() };
    let mut conn = store.staff().await;
    change(&mut conn, &store.keyring, a, &other, Mode::Fill).await.unwrap();
    change(&mut conn, &store.keyring, a, &empty, Mode::Replace).await.unwrap();
    let p = store.profile(a).await;
    assert_eq!((p.row.full_name.as_deref(), p.row.location.as_deref()), (Some("Ananya"), Some("Pune")));
    assert_eq!(
        (p.mobile_e164.as_deref(), p.preferred_categories),
        (Some("+919876543210"), vec!["Lamps".to_owned()])
    );
    change(&mut conn, &store.keyring, a, &other, Mode::Replace).await.unwrap();
    let p = store.profile(a).await;
    assert_eq!(
        (p.row.full_name.as_deref(), p.mobile_e164.as_deref()),
        (Some("Mallory"), Some("+919876500000"))
    );
}
