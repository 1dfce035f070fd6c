//! The customer list, one customer, and what staff may change.

mod events;
mod filters;
mod one;
mod paging;
mod search;
mod staff;

use patron_api_client::Session;
use patron_api_types::customers::CustomerQuery;

/// The addresses that a query finds, in its order.
async fn found(owner: &Session, query: CustomerQuery) -> Vec<String> {
    let page = owner.customers(&query).await.expect("a page");
    page.items.into_iter().filter_map(|row| row.email).collect()
}

/// The same, sorted by address.
async fn found_set(owner: &Session, query: CustomerQuery) -> Vec<String> {
    let mut emails = found(owner, query).await;
    emails.sort();
    emails
}
