//! Whatever happens, in any order and at once: what the overview reads agrees with the rows.

use crate::reported;
use crate::support::{Store, ago, evidence, insert, money, order, origin, wanted};
use futures_util::future::join_all;
use patron_db::{consents, customers, import, ingest::OrderChange, logins, profiles, shop, stats};
use patron_domain::{
    consent::{Act, Channel, ConsentBasis, ConsentState},
    customer::{CustomerStatus, SignupMethod, Source},
    email::Email,
    ids::CustomerId,
    login::LoginMethod,
    money::Money,
    order::{OrderStatus, PaymentStatus},
};
use sqlx::PgConnection;

/// A small generator (xorshift64): a seed that failed can be run again.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.roll(of.len() as u64)).unwrap()]
    }
}

fn email(n: u64) -> String {
    format!("person{n}@example.com")
}

async fn known(conn: &mut PgConnection, n: u64) -> Option<CustomerId> {
    profiles::lock_by_email(conn, &Email::parse(&email(n)).unwrap()).await.unwrap().map(|k| k.id)
}

fn import_row(n: u64, dice: &mut Dice, store: &Store) -> import::ImportRow {
    import::ImportRow {
        id: None,
        email: Email::parse(&email(n)).unwrap(),
        details: profiles::Details { full_name: Some(format!("Imported {n}")), ..Default::default() },
        signup_date: Some(ago(store, i64::try_from(dice.roll(500)).unwrap())),
        email_verified: dice.roll(2) == 0,
        signup_method: SignupMethod::Email,
        source: Source::Website,
        status: dice.pick(&[None, Some(CustomerStatus::Active), Some(CustomerStatus::Inactive)]),
        last_login_at: Some(ago(store, i64::try_from(dice.roll(300)).unwrap())),
        login_count: i32::try_from(dice.roll(20)).unwrap(),
        total_orders: i32::try_from(dice.roll(5)).unwrap(),
        total_spent: Money::new(dice.roll(9000).into()).unwrap(),
        marketing_consent: dice.pick(&[None, Some(true), Some(false)]),
        ip_address: None,
        user_agent: None,
        consents: Vec::new(),
        own_export: false,
    }
}

/// One thing that happens in a shop, in a transaction of its own.
async fn event(store: &Store, dice: &mut Dice) -> patron_db::Result<()> {
    let who = dice.roll(12);
    let mut tx = store.begin().await;
    let ring = &store.keyring;
    match dice.roll(9) {
        0 | 1 => {
            if let Some(id) = insert(&mut tx, store, &email(who), &profiles::Details::default(), None).await?
            {
                let from = origin("203.0.113.9", "signup");
                let login = logins::NewLogin {
                    customer: Some(id),
                    email: &email(who),
                    at: store.now,
                    method: LoginMethod::Password,
                    success: true,
                    failure_reason: None,
                    origin: &from,
                };
                logins::record(&mut tx, ring, &login, store.now).await?;
            }
        }
        2 | 3 => {
            // a login doesn't lock first, as in the product
            let customer = profiles::by_email(&mut tx, &email(who)).await?.map(|k| k.id);
            let (success, days) =
                (customer.is_some() && dice.roll(4) > 0, i64::try_from(dice.roll(60)).unwrap());
            let from = origin("203.0.113.9", "login");
            let login = logins::NewLogin {
                customer,
                email: &email(who),
                at: ago(store, days),
                method: LoginMethod::Password,
                success,
                failure_reason: None,
                origin: &from,
            };
            logins::record(&mut tx, ring, &login, store.now).await?;
        }
        4 => {
            if let Some(id) = known(&mut tx, who).await {
                let status =
                    dice.pick(&[CustomerStatus::Active, CustomerStatus::Inactive, CustomerStatus::Blocked]);
                customers::set_status(&mut tx, id, status).await?;
            }
        }
        5 => {
            if let Some(id) = known(&mut tx, who).await {
                let w = wanted(
                    dice.pick(Channel::ALL),
                    dice.pick(&[ConsentState::Subscribed, ConsentState::Unsubscribed, ConsentState::Pending]),
                    dice.pick(&[ConsentBasis::Express, ConsentBasis::Default, ConsentBasis::Import]),
                );
                let act = dice.pick(&[Act::Person, Act::Other]);
                consents::change(&mut tx, id, &[w], &evidence(act, store.now)).await?;
            }
        }
        6 => {
            if let Some(id) = known(&mut tx, who).await {
                let mut o =
                    order(store, &format!("o{who}-{}", dice.roll(3)), &format!("{}", 100 + dice.roll(900)));
                o.status = dice.pick(OrderStatus::ALL);
                o.currency = dice.pick(&["INR", "INR", "EUR"]).to_owned();
                reported::upsert(&mut tx, store, id, &o, store.now).await?;
            }
        }
        7 => {
            let change = OrderChange {
                source: "shop".into(),
                order_id: format!("o{who}-{}", dice.roll(3)),
                status: Some(dice.pick(OrderStatus::ALL)),
                payment_status: Some(PaymentStatus::PartlyRefunded),
                refunded: Some(Money::new(dice.roll(120).into()).unwrap()),
                ..OrderChange::default()
            };
            reported::change(&mut tx, store, change).await?;
        }
        _ => {
            let rows: Vec<_> =
                [who, who + 1, who + 2].into_iter().map(|n| import_row(n, dice, store)).collect();
            reported::import(&mut tx, store, &rows, store.now.date_naive()).await?;
        }
    }
    tx.commit().await.map_err(Into::into)
}

async fn history(store: &Store, seed: u64, tasks: u64, events: u64) {
    join_all((0..tasks).map(|task| async move {
        let mut dice = Dice(
            (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (task + 1).wrapping_mul(0xd134_2543_de82_ef95),
        );
        for _ in 0..events {
            // who finds that somebody else made the row meanwhile gives up and tries again; a deadlock is a failure
            while let Err(e) = event(store, &mut dice).await {
                assert!(e.to_string().contains("by somebody else"), "seed {seed}, task {task}: {e}");
            }
        }
    }))
    .await;
}

#[tokio::test]
async fn after_any_history_of_many_tasks_the_rollups_agree_with_the_rows_and_nothing_deadlocks() {
    let store = Store::new().await;
    for days in [0, 30, 60] {
        store.db.staff.ensure_login_month(ago(&store, days)).await.unwrap();
    }
    for seed in 0..4 {
        history(&store, seed, 10, 25).await;
        assert_eq!(store.differences().await, [], "seed {seed}");
    }
    assert!(store.number("select count(*) from login_activities").await > 100, "something happened");
    assert!(store.number("select count(*) from orders").await > 5);
    let off = store
        .number(
            "select count(*) from customer_profiles p where login_count <> opening_logins +
        (select count(*) from login_activities l where l.customer_id = p.id and l.success)",
        )
        .await;
    assert_eq!(off, 0, "counters of profiles agree with the rows too");
    let off = store.number("select count(*) from customer_profiles p where (total_orders, total_spent) is distinct from
        (select (p.opening_orders + count(*)::int, p.opening_spent + coalesce(sum(store_total - store_refunded), 0))
         from orders o where o.customer_id = p.id and o.status not in ('cancelled', 'returned'))").await;
    assert_eq!(off, 0);
}

#[tokio::test]
async fn a_new_time_zone_moves_the_days_and_writers_go_on_meanwhile() {
    let store = Store::new().await;
    for days in [0, 30, 60] {
        store.db.staff.ensure_login_month(ago(&store, days)).await.unwrap();
    }
    history(&store, 11, 6, 20).await;
    let before = store.number("select count(distinct day) from rollup_daily").await;
    let auckland = shop::Shop { time_zone: chrono_tz::Pacific::Auckland, ..store.shop.clone() };
    let la = shop::Shop { time_zone: chrono_tz::America::Los_Angeles, ..store.shop.clone() };
    let change = async {
        for s in [&auckland, &la, &store.shop, &la] {
            shop::put(&store.db.owner, s).await.unwrap();
            assert!(stats::calendar_change::run_pending(&store.db.owner).await.unwrap());
        }
    };
    tokio::join!(change, history(&store, 12, 6, 20));
    assert_eq!(store.differences().await, []);
    assert!(before > 0);
}

#[tokio::test]
async fn a_login_before_midnight_in_the_store_counts_on_the_stores_day() {
    let store = Store::new().await;
    let at = "2026-11-20T20:00:00Z".parse().unwrap(); // 21 November, 01:30 in Kolkata
    store.login(None, "x@example.com", at, false).await;
    let days: Vec<chrono::NaiveDate> =
        sqlx::query_scalar("select day from rollup_daily where metric = 'failed_logins'")
            .fetch_all(store.db.owner.pool())
            .await
            .unwrap();
    assert_eq!(days, ["2026-11-21".parse().unwrap()]);
}

#[tokio::test]
async fn a_wrong_rollup_is_found_and_rebuilding_mends_it() {
    let store = Store::new().await;
    store.add("a@example.com").await;
    store.sql("update rollup_totals set value = value + 1 where metric = 'customers'").await;
    let found = store.differences().await;
    assert_eq!(found.iter().map(|d| d.0.as_str()).collect::<Vec<_>>(), ["customers"]);
    store.sql("select rebuild_rollups()").await;
    assert_eq!(store.differences().await, []);
}

#[tokio::test]
async fn what_is_rolled_back_is_not_counted() {
    let store = Store::new().await;
    let mut tx = store.begin().await;
    insert(&mut tx, &store, "a@example.com", &profiles::Details::default(), None).await.unwrap().unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(store.differences().await, []);
    assert_eq!(store.number("select count(*) from rollup_totals").await, 0);
}

#[tokio::test]
async fn more_writers_at_once_than_slots_do_not_wait_for_each_other() {
    let store = Store::new().await;
    store.add("a@example.com").await;
    let mut holder = store.owner().await;
    // every slot is taken by somebody who doesn't let go
    sqlx::raw_sql("begin; select pg_advisory_xact_lock(7106, s) from generate_series(0, 63) s")
        .execute(&mut *holder)
        .await
        .unwrap();
    let added = tokio::time::timeout(std::time::Duration::from_secs(10), store.add("b@example.com")).await;
    sqlx::raw_sql("rollback").execute(&mut *holder).await.unwrap();
    drop(holder);
    assert!(added.is_ok(), "a writer waited for a slot");
    assert_eq!(store.differences().await, []);
}

#[tokio::test]
async fn the_overview_shows_what_happened() {
    let store = Store::new().await;
    let a = store.add("a@example.com").await;
    let b = store.add_with("b@example.com", profiles::Details::default(), Some(false)).await;
    let c = store.add("c@example.com").await;
    store.login(Some(a), "a@example.com", store.now, true).await;
    store.login(Some(a), "a@example.com", store.now, false).await;
    store.order(a, &order(&store, "1", "1500.50")).await.unwrap();
    let mut tx = store.begin().await;
    customers::set_status(&mut tx, b, CustomerStatus::Inactive).await.unwrap();
    customers::set_status(&mut tx, c, CustomerStatus::Blocked).await.unwrap();
    tx.commit().await.unwrap();
    let mut conn = store.staff().await;
    let calendar = stats::calendar::ready(&mut conn).await.unwrap();
    let today = calendar.day(store.now);
    let o = stats::overview::read(&mut conn, &calendar, store.now).await.unwrap().unwrap();
    assert_eq!((o.total_customers, o.active, o.inactive, o.blocked), (3, 1, 1, 1));
    assert_eq!((o.logins, o.failed_logins, o.orders, o.revenue), (1, 1, 1, money("1500.50")));
    let email = o.channels[0];
    assert_eq!((o.opt_ins, email.subscribed, email.by_default, email.reachable), (2, 2, 2, 1));
    assert_eq!((o.buyers, o.repeat_buyers, o.inactive_30d, o.disengaged_30d), (1, 0, 0, 0));
    assert_eq!(o.days.len(), 60);
    let last = o.days.last().unwrap();
    assert_eq!((last.day, last.signups, last.logins, last.failed_logins), (today, 3, 1, 1));
    assert_eq!((last.active, last.engaged_30d, last.orders, last.revenue), (1, 1, 1, money("1500.50")));
    let other = stats::calendar::Calendar { generation: calendar.generation + 1, ..calendar };
    assert_eq!(
        stats::overview::read(&mut conn, &other, store.now).await.unwrap(),
        None,
        "it is no longer ready"
    );
}

#[tokio::test]
async fn the_selftests_person_leaves_no_trace() {
    let store = Store::new().await;
    let kept = store.add("kept@example.com").await;
    store.login(Some(kept), "kept@example.com", store.now, true).await;
    let id = store.add("selftest@example.com").await;
    store.account_for(id, "selftest@example.com").await;
    store.login(Some(id), "selftest@example.com", store.now, true).await;
    store.login(None, "selftest@example.com", store.now, false).await;
    store.order(id, &order(&store, "selftest", "500")).await.unwrap();
    // as if the scores had been computed meanwhile
    let scored = "insert into customer_rfm (customer_id, recency, value, rfm_group, spent)
                  select id, 5, 1, 'NEW', 500 from customer_profiles where email = 'selftest@example.com'";
    assert_eq!(store.sql(scored).await, 1);
    patron_db::selftest::remove_traces(&store.db.owner, "selftest@example.com", &[]).await.unwrap();
    assert_eq!(store.differences().await, []);
    for table in ["customer_profiles", "login_activities"] {
        assert_eq!(store.number(&format!("select count(*) from {table}")).await, 1, "{table}");
    }
    for table in ["orders", "order_items", "users", "customer_changes", "customer_rfm"] {
        assert_eq!(store.number(&format!("select count(*) from {table}")).await, 0, "{table}");
    }
}

#[tokio::test]
async fn slots_are_put_together_while_others_write_and_nothing_is_lost_or_counted_twice() {
    let store = Store::new().await;
    let compact = async || {
        for slots in stats::SLOT_GROUPS {
            stats::compact(&mut *store.staff().await, slots).await.unwrap();
        }
    };
    let compacting = async {
        for _ in 0..20 {
            compact().await;
        }
    };
    tokio::join!(history(&store, 21, 8, 20), compacting);
    assert_eq!(store.differences().await, []);
    compact().await;
    let most = "select max(n) from (select count(*) as n from rollup_totals group by metric
                union all select count(*) from rollup_daily group by metric, day) x";
    assert!(store.number(most).await <= 4, "one row a group of slots is left");
    assert_eq!(store.differences().await, []);
}
