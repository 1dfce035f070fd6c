//! Paging by key: complete and without repetition in every sort, and while people are added.

use patron_api_client::Session;
use patron_api_types::{
    customers::{CustomerQuery, CustomerRow, CustomerSort, SortOrder},
    profiles::ProfileUpsert,
};
use patron_domain::ids::CustomerId;
use patron_tests::{
    App,
    seed::{order, profile},
};
use std::collections::HashSet;

const PEOPLE: usize = 23;

/// Many share their name, spending, orders and last login, so that ties cross the pages' borders.
async fn app_with_people() -> App {
    let app = App::start().await;
    for n in 0..PEOPLE {
        let email = format!("p{n:02}@example.com");
        let name = (n % 5 != 0).then(|| format!("Name {}", n % 3));
        app.has_profile(&ProfileUpsert { full_name: name, ..profile(&email) }).await;
        if n % 4 == 0 {
            app.has_order(&order(&email, &format!("O-{n}"), "100.00")).await;
        }
        if n % 3 == 0 {
            let hour = if n % 2 == 0 { "08" } else { "09" };
            app.has_login_at(&email, format!("2026-11-1{}T{hour}:00:00Z", n % 2).parse().unwrap()).await;
        }
    }
    app
}

/// All rows of a query, page by page.
async fn all_pages(owner: &Session, query: &CustomerQuery) -> Vec<CustomerRow> {
    let (mut rows, mut query) = (Vec::new(), query.clone());
    loop {
        let page = owner.customers(&query).await.unwrap();
        assert!(page.items.len() <= usize::from(query.limit.unwrap()));
        rows.extend(page.items);
        match page.next_cursor {
            Some(cursor) => query.cursor = Some(cursor),
            None => return rows,
        }
    }
}

fn in_order(a: &CustomerRow, b: &CustomerRow, sort: CustomerSort) -> bool {
    let name = |row: &CustomerRow| row.full_name.clone().unwrap_or_default().to_lowercase();
    match sort {
        CustomerSort::Signup => a.signup_date >= b.signup_date,
        CustomerSort::Name => name(a) >= name(b),
        CustomerSort::Spent => a.total_spent >= b.total_spent,
        CustomerSort::Orders => a.total_orders >= b.total_orders,
        // None is smallest, so never comes last in descending order
        CustomerSort::LastLogin => a.last_login_at >= b.last_login_at,
    }
}

#[tokio::test]
async fn every_sort_gives_everyone_once_in_both_directions() {
    let app = app_with_people().await;
    let owner = app.owner().await;
    for sort in CustomerSort::ALL {
        for direction in SortOrder::ALL {
            let query = CustomerQuery {
                sort: Some(*sort),
                order: Some(*direction),
                limit: Some(4),
                ..CustomerQuery::default()
            };

            let rows = all_pages(&owner, &query).await;

            let ids: HashSet<CustomerId> = rows.iter().map(|row| row.id).collect();
            assert_eq!((rows.len(), ids.len()), (PEOPLE, PEOPLE), "{sort} {direction}");
            let sorted = rows.windows(2).all(|pair| match direction {
                SortOrder::Desc => in_order(&pair[0], &pair[1], *sort),
                SortOrder::Asc => in_order(&pair[1], &pair[0], *sort),
            });
            assert!(sorted, "{sort} {direction}");
        }
    }
}

#[tokio::test]
async fn filters_hold_on_every_page_and_the_total_is_counted_when_asked() {
    let app = app_with_people().await;
    let owner = app.owner().await;
    let query = CustomerQuery { min_orders: Some(1), limit: Some(2), ..CustomerQuery::default() };

    let rows = all_pages(&owner, &query).await;
    let with_total = owner.customers(&CustomerQuery { total: Some(true), ..query.clone() }).await.unwrap();
    let without = owner.customers(&query).await.unwrap();

    assert!(rows.len() == 6 && rows.iter().all(|row| row.total_orders == 1), "{rows:?}");
    assert_eq!((with_total.total, with_total.items.len()), (Some(6), 2));
    assert_eq!(without.total, None);
}

#[tokio::test]
async fn somebody_new_between_two_pages_moves_nobody() {
    let app = app_with_people().await;
    let owner = app.owner().await;
    let query = CustomerQuery { limit: Some(10), ..CustomerQuery::default() };
    let first = owner.customers(&query).await.unwrap();
    app.has_profile(&profile("new@example.com")).await;

    let rest = all_pages(&owner, &CustomerQuery { cursor: first.next_cursor.clone(), ..query }).await;

    let seen: HashSet<CustomerId> = first.items.iter().chain(&rest).map(|row| row.id).collect();
    assert_eq!((seen.len(), rest.len()), (PEOPLE, PEOPLE - 10));
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    let app = app_with_people().await;
    let owner = app.owner().await;
    let query = CustomerQuery { limit: Some(5), ..CustomerQuery::default() };
    let cursor = owner.customers(&query).await.unwrap().next_cursor;

    for other in [
        CustomerQuery { sort: Some(CustomerSort::Spent), cursor: cursor.clone(), ..query.clone() },
        CustomerQuery { cursor: Some("bm90IGEgY3Vyc29y".into()), ..query.clone() },
        CustomerQuery { cursor: Some("%".into()), ..query },
    ] {
        let error = owner.customers(&other).await.unwrap_err();
        assert_eq!(error.code(), Some("invalid_cursor"), "{other:?}");
    }
}
