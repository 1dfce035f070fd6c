//! Whom a campaign would have, told before it is made.

use crate::campaigns::{has_people, of};
use patron_api_types::{
    campaigns::{CampaignPreviewRequest, NewCampaign},
    customers::StatusChange,
    page::PageQuery,
    profiles::ProfileUpsert,
    segments::RuleOf,
};
use patron_domain::{customer::CustomerStatus, rule::SegmentKey, segment::NamedSet};
use patron_tests::{App, seed::profile};
use rust_decimal::Decimal;
use sqlx::Connection as _;

/// What asks beforehand whom a campaign would have.
fn preview_of(new: &NewCampaign) -> CampaignPreviewRequest {
    CampaignPreviewRequest {
        of: new.of.clone(),
        channel: new.channel,
        holdout_percent: new.holdout_percent,
        exclude_days: new.exclude_days,
    }
}

#[tokio::test]
async fn a_preview_tells_whom_the_campaign_gets_and_stores_nothing() {
    let app = App::start().await;
    let owner = app.owner().await;
    has_people(&app, 0, 4).await;
    owner.create_campaign(&NewCampaign { name: "First".into(), ..of("everyone") }).await.unwrap();
    has_people(&app, 4, 14).await;
    app.has_profile(&ProfileUpsert { marketing_consent: Some(false), ..profile("out@example.com") }).await;
    app.has_profile(&profile("asleep@example.com")).await;
    let asleep = StatusChange { status: CustomerStatus::Inactive, reason: "Moved away".into() };
    owner.change_status(app.id_of("asleep@example.com").await, &asleep).await.unwrap();
    let segment = Some(SegmentKey::Named(NamedSet::RecentSignups));
    let recent = RuleOf { segment, rule: None };
    let everyone = of("everyone").of;
    let cases = [
        // by whom, held out, without who was in another, people, held out of them, left out for another
        (recent.clone(), None, None, 14, 1, 0),
        (recent, Some(50), Some(7), 10, 5, 4),
        (everyone, Some(25), Some(365), 10, 2, 4),
    ];
    for (whom, percent, exclude_days, people, held_out, left_out_recent) in cases {
        let holdout_percent = percent.map(Decimal::from);
        let new = NewCampaign { of: whom, holdout_percent, exclude_days, ..of("everyone") };

        let told = owner.preview_campaign(&preview_of(&new)).await.unwrap();

        assert_eq!((told.people, told.held_out, told.left_out_recent), (people, held_out, left_out_recent));
        assert_eq!(told.treated, people - held_out);
        let left_out = &told.left_out;
        assert_eq!((left_out.withdrawn, left_out.not_asked, left_out.not_active), (1, 0, 1));
    }
    assert_eq!(owner.campaigns(&PageQuery::default()).await.unwrap().items.len(), 1);

    let new = NewCampaign { exclude_days: Some(7), ..of("everyone") };
    let told = owner.preview_campaign(&preview_of(&new)).await.unwrap();
    let made = owner.create_campaign(&new).await.unwrap();

    assert_eq!((told.treated, told.held_out), (made.treated, made.held_out));
    assert_eq!((told.left_out, told.left_out_recent), (made.left_out, made.left_out_recent));
    let none = owner.preview_campaign(&preview_of(&new)).await.unwrap();
    assert_eq!((none.people, none.treated, none.held_out, none.left_out_recent), (0, 0, 0, 14), "no fault");
    let gone = Some(SegmentKey::Saved(patron_domain::ids::SegmentId::generate()));
    let cases = [
        (NewCampaign { holdout_percent: Some(Decimal::from(51)), ..of("everyone") }, "/holdout_percent"),
        (NewCampaign { exclude_days: Some(366), ..of("everyone") }, "/exclude_days"),
        (of("total_ordrs >= 3"), "/of/rule"),
        (NewCampaign { of: RuleOf { segment: gone, rule: None }, ..of("everyone") }, "/of/segment"),
    ];
    for (new, field) in cases {
        let error = owner.preview_campaign(&preview_of(&new)).await.unwrap_err();
        assert!(error.field(field).is_some(), "{field}: {error:?}");
    }
}

#[tokio::test]
async fn a_preview_that_takes_too_long_says_so_and_not_that_the_database_is_away() {
    let app = App::start().await;
    let owner = app.owner().await;
    let mut sql = app.sql().await;
    let mut lock = sql.begin().await.unwrap();
    sqlx::raw_sql("lock table customer_profiles in access exclusive mode").execute(&mut *lock).await.unwrap();

    let error = owner.preview_campaign(&preview_of(&of("everyone"))).await.unwrap_err();

    assert_eq!(error.code(), Some("validation_failed"), "{error:?}");
    assert!(error.field("/of").is_some(), "{error:?}");
    lock.rollback().await.unwrap();
}
