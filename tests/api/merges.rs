//! Pairs that may be one person, merging them, and undoing it.

use patron_api_types::{
    merges::{MergeRequest, PairReason},
    page::PageQuery,
    profiles::ProfileUpsert,
};
use patron_domain::ids::CustomerId;
use patron_tests::{
    App,
    people::PASSWORD,
    seed::{money, order, profile},
};

/// Two profiles with one phone, two orders at the first and one at the second.
async fn two_of_one(app: &App) -> (CustomerId, CustomerId) {
    for email in ["ananya@example.com", "a.marigold@example.com"] {
        let phone = Some("98765 43210".into());
        app.has_profile(&ProfileUpsert { mobile_number: phone, ..profile(email) }).await;
    }
    app.has_order(&order("ananya@example.com", "1", "100.00")).await;
    app.has_order(&order("ananya@example.com", "2", "200.00")).await;
    app.has_order(&order("a.marigold@example.com", "3", "400.00")).await;
    (app.id_of("ananya@example.com").await, app.id_of("a.marigold@example.com").await)
}

fn request(keep: CustomerId, merge: CustomerId) -> MergeRequest {
    MergeRequest { keep, merge, reason: Some("Told us on the phone".into()) }
}

#[tokio::test]
async fn a_pair_is_found_merged_and_undone() {
    let app = App::start().await;
    let owner = app.owner().await;
    let (keep, other) = two_of_one(&app).await;
    assert_eq!(owner.merge_suggestions().await.unwrap().searched_at, None);

    let found = owner.search_merges().await.unwrap();

    assert_eq!((found.items.len(), found.total, found.searched_at.is_some()), (1, 1, true));
    let pair = &found.items[0];
    assert_eq!(pair.reasons, [PairReason::SamePhone]);
    assert_eq!((pair.keep.id, pair.other.id), (keep, other), "the one with more orders would stay");
    assert_eq!(pair.other.mobile_number.as_deref(), Some("+919876543210"));

    let merge = owner.merge(&request(keep, other)).await.unwrap();

    let kept = owner.customer(keep).await.unwrap();
    assert_eq!((kept.row.total_orders, kept.row.total_spent), (3, money("700.00")));
    assert_eq!(owner.customer_orders(keep, &PageQuery::default()).await.unwrap().items.len(), 3);
    assert!(owner.customer_orders(other, &PageQuery::default()).await.is_err());
    let overview = owner.overview().await.unwrap();
    assert_eq!((overview.total_customers, overview.total_revenue), (1, money("700.00")));
    assert_eq!(owner.merge_suggestions().await.unwrap().total, 0);
    assert_eq!(merge.merged_email.as_deref(), Some("a.marigold@example.com"));
    assert_eq!(merge.actor, format!("staff:{}", owner.who().staff.id));
    assert_eq!((merge.undo_until - merge.merged_at).num_days(), 30);
    assert_eq!(owner.merges().await.unwrap().items, std::slice::from_ref(&merge));

    let undone = owner.undo_merge(merge.id).await.unwrap();

    assert!(undone.undone_at.is_some());
    assert_eq!(owner.customer(keep).await.unwrap().row.total_orders, 2);
    let back = owner.customer(other).await.unwrap();
    assert_eq!((back.row.email.as_deref(), back.row.total_orders), (merge.merged_email.as_deref(), 1));
    assert_eq!(owner.overview().await.unwrap().total_customers, 2);
    let again = owner.undo_merge(merge.id).await.unwrap_err();
    assert_eq!((again.code(), again.status()), (Some("merge_not_undoable"), Some(409)));
}

#[tokio::test]
async fn a_dismissed_pair_is_not_suggested_again() {
    let app = App::start().await;
    let owner = app.owner().await;
    two_of_one(&app).await;
    let pair = owner.search_merges().await.unwrap().items.remove(0);

    owner.dismiss_pair(pair.id).await.unwrap();

    assert_eq!(owner.search_merges().await.unwrap().items, []);
    let unknown = owner.dismiss_pair(pair.keep.id.0).await.unwrap_err();
    assert_eq!(unknown.code(), Some("not_found"));
}

#[tokio::test]
async fn what_cannot_be_merged_is_refused_and_the_side_is_named() {
    let app = App::start().await;
    let owner = app.owner().await;
    let (keep, other) = two_of_one(&app).await;
    let nobody = CustomerId::generate();

    let same = owner.merge(&request(keep, keep)).await.unwrap_err();
    let no_keep = owner.merge(&request(nobody, other)).await.unwrap_err();
    let no_other = owner.merge(&request(keep, nobody)).await.unwrap_err();
    let long = MergeRequest { reason: Some("x".repeat(501)), ..request(keep, other) };
    let long = owner.merge(&long).await.unwrap_err();

    for (error, field) in [(same, "/merge"), (no_keep, "/keep"), (no_other, "/merge"), (long, "/reason")] {
        assert_eq!(error.code(), Some("validation_failed"));
        assert!(error.field(field).is_some(), "{field}: {error:?}");
    }
    assert_eq!(owner.undo_merge(nobody.0).await.unwrap_err().code(), Some("not_found"));
    app.customer("ananya@example.com").await;
    app.customer("a.marigold@example.com").await;
    let both = owner.merge(&request(keep, other)).await.unwrap_err();
    assert_eq!((both.code(), both.status()), (Some("both_have_accounts"), Some(409)));
    assert_eq!(owner.customer(keep).await.unwrap().row.total_orders, 2, "nothing was changed");
}

#[tokio::test]
async fn who_has_an_account_goes_on_signing_in_after_the_merge() {
    let app = App::start().await;
    let owner = app.owner().await;
    let (keep, other) = two_of_one(&app).await;
    let person = app.customer("a.marigold@example.com").await;

    owner.merge(&request(keep, other)).await.unwrap();

    assert_eq!(person.me.me().await.unwrap().id, keep, "an open session goes on");
    app.page().sign_in("a.marigold@example.com", PASSWORD).await.unwrap();
    assert_eq!(owner.customer(keep).await.unwrap().row.login_count, 2);
}

#[tokio::test]
async fn a_merge_is_not_undone_when_somebody_new_has_the_address() {
    let app = App::start().await;
    let owner = app.owner().await;
    let (keep, other) = two_of_one(&app).await;
    let merge = owner.merge(&request(keep, other)).await.unwrap();
    let change = patron_api_types::customers::NewCustomer {
        email: patron_tests::seed::email("A.Marigold@example.com"),
        full_name: None,
        mobile_number: None,
        location: None,
        marketing_consent: None,
    };
    owner.add_customer(&change).await.unwrap();

    let taken = owner.undo_merge(merge.id).await.unwrap_err();

    assert_eq!((taken.code(), taken.status()), (Some("email_taken"), Some(409)));
    assert_eq!(owner.customer(keep).await.unwrap().row.total_orders, 3);
}
