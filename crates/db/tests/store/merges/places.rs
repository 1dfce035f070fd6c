//! Places in campaigns and files go along, whatever happens meanwhile; scores that stay behind are nobody's.

use super::{merged, undone};
use crate::support::Store;
use patron_db::{
    campaigns::{self, NewCampaign, Of, Whom},
    customers::{self, Filter, PageBy},
    merges::{self, Wish},
    segments::{self, RuleAt},
};
use patron_domain::{
    consent::Channel,
    customer::CustomerSort,
    ids::{CustomerId, ExportId},
    people_set::Moment,
    rule::{Condition, Rule, Subject, Test, parse::parse},
};
use rust_decimal::Decimal;
use sqlx::{Postgres, Transaction};
use std::time::Duration;

/// Longer than whatever doesn't wait takes.
const A_WHILE: Duration = Duration::from_millis(700);

fn moment(store: &Store) -> Moment {
    Moment::new(store.now, store.shop.time_zone, &store.shop.week_start)
}

/// A campaign of everybody, whose transaction is still open.
async fn campaign(store: &Store) -> Transaction<'static, Postgres> {
    let mut tx = store.begin().await;
    let of = Of::Rule(Rule::EVERYONE);
    let new = NewCampaign {
        name: "Diwali thank-you",
        whom: Whom { of, channel: Channel::Email, exclude_days: None, at: moment(store) },
        purpose: "Thank good customers",
        holdout_percent: Decimal::ZERO,
        cost: None,
        currency: "INR",
        window_days: 14,
        actor: "staff:1",
    };
    let made = campaigns::create(&mut tx, &store.keyring, new).await.unwrap();
    assert!(matches!(made, campaigns::Outcome::Made(_)), "{made:?}");
    tx
}

#[tokio::test]
async fn a_merge_beside_the_making_of_a_campaign_leaves_no_place_behind() {
    let store = Store::new().await;
    let (a, b, c) = (store.add("a@x.com").await, store.add("b@x.com").await, store.add("c@x.com").await);

    // the campaign begins before the merge is there
    let mut merging = store.begin().await;
    let wish = Wish { keep: a, merge: b, actor: "staff:1", reason: None, now: store.now };
    merges::merge(&mut merging, &wish).await.unwrap();
    let (making, ()) = tokio::join!(campaign(&store), async {
        tokio::time::sleep(A_WHILE).await;
        merging.commit().await.unwrap();
    });
    making.commit().await.unwrap();

    let places = |of| format!("select count(*) from campaign_members where customer_id = '{of}'");
    assert_eq!([store.number(&places(a)).await, store.number(&places(b)).await], [1, 0]);

    // the merge begins before the campaign is there
    let making = campaign(&store).await;
    let (_, ()) = tokio::join!(merged(&store, a, c), async {
        tokio::time::sleep(A_WHILE).await;
        making.commit().await.unwrap();
    });

    assert_eq!([store.number(&places(a)).await, store.number(&places(c)).await], [2, 0]);
}

/// Who of these is in a file: asked of each, and as SQL finds them.
async fn in_file(store: &Store, export: ExportId, people: [CustomerId; 3]) -> Vec<CustomerId> {
    let (at, rule) = (moment(store), Rule::Is(Condition::new(Subject::Export(export), Test::Is(true))));
    let mut inside = Vec::new();
    for id in people {
        let mut conn = store.staff().await;
        let facts = segments::facts(&mut conn, &store.keyring, id, &rule, &at).await.unwrap();
        if facts.is_some_and(|facts| rule.matches(&facts, &at)) {
            inside.push(id);
        }
    }
    let filter = Filter { rules: vec![RuleAt { rule, at }], ..Filter::default() };
    let by = PageBy { sort: CustomerSort::Name, desc: false, limit: 10, cursor: None };
    let mut conn = store.staff().await;
    let page = customers::list(&mut conn, &store.keyring, &filter, by).await.unwrap().unwrap();
    let found: Vec<CustomerId> = page.items.iter().map(|row| row.id).collect();
    assert_eq!(found, inside);
    let count = customers::count(&mut conn, &store.keyring, &filter).await.unwrap();
    assert_eq!(usize::try_from(count).unwrap(), inside.len());
    inside
}

#[tokio::test]
async fn who_was_in_a_file_is_in_it_as_the_profile_they_went_into() {
    let store = Store::new().await;
    let (a, b, c) = (store.add("a@x.com").await, store.add("b@x.com").await, store.add("c@x.com").await);
    let (people, export) = ([a, b, c], ExportId::generate());
    store
        .sql(&format!(
            "insert into exports (id, format, file, flavour, query, columns, status, streamed, actor, created_at)
               values ('{export}', 'customers', 'csv', 'spreadsheet', '{{}}', '{{}}', 'done', true, 'staff:1', now());
             insert into export_people (export_id, n, ids) values ('{export}', 0, array['{b}'::uuid])"
        ))
        .await;
    assert_eq!(in_file(&store, export, people).await, [b]);

    let first = merged(&store, a, b).await;
    assert_eq!(in_file(&store, export, people).await, [a]);
    let second = merged(&store, c, a).await;
    assert_eq!(in_file(&store, export, people).await, [c]);

    undone(&store, &second).await;
    assert_eq!(in_file(&store, export, people).await, [a]);
    undone(&store, &first).await;
    assert_eq!(in_file(&store, export, people).await, [b]);
}

/// How many a rule finds.
async fn counted(store: &Store, rule: &str) -> i64 {
    let rules = vec![RuleAt { rule: parse(rule).unwrap(), at: moment(store) }];
    let filter = Filter { rules, ..Filter::default() };
    customers::count(&mut *store.staff().await, &store.keyring, &filter).await.unwrap()
}

#[tokio::test]
async fn whose_profile_went_into_another_is_not_counted_by_the_scores_of_before() {
    let store = Store::new().await;
    let (a, b) = (store.add("a@x.com").await, store.add("b@x.com").await);
    for id in [a, b] {
        let scored = format!(
            "insert into customer_rfm (customer_id, recency, value, rfm_group, spent)
             values ('{id}', 5, 4, 'LOYAL', 0)"
        );
        store.sql(&scored).await;
    }
    let rules = [
        r#"rfm_group = "LOYAL""#,
        r#"rfm_group = "LOYAL" and status = "active""#,
        "rfm_recency >= 4",
        r#"rfm_group = "LOYAL" or rfm_value = 1"#,
        r#"city contains "Pune" or (rfm_value = 4 and status = "active")"#,
    ];
    for rule in rules {
        assert_eq!(counted(&store, rule).await, 2, "{rule}");
    }
    let made = merged(&store, a, b).await;
    for rule in rules {
        assert_eq!(counted(&store, rule).await, 1, "{rule}");
    }
    undone(&store, &made).await;
    for rule in rules {
        assert_eq!(counted(&store, rule).await, 2, "{rule}");
    }
}
