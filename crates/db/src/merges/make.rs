//! Making one profile of two.

use super::{
    Merge, UNDO_DAYS,
    facts::{self, Facts},
    recount::recount,
    unite::{shown_from, turned, united},
};
use crate::{
    Error, Result,
    consents::{self, Evidence},
    profiles,
    sessions::{self, Kind},
};
use chrono::{DateTime, Duration, Utc};
use patron_domain::{consent::Act, customer::CustomerStatus, ids::CustomerId};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

/// Which two profiles become one, who says so and why.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// The one that stays.
    pub keep: CustomerId,
    /// The one that goes into it; another one.
    pub merge: CustomerId,
    /// Who merges, as the ledger names them.
    pub actor: &'a str,
    /// Why.
    pub reason: Option<&'a str>,
    /// When.
    pub now: DateTime<Utc>,
}

/// What became of a wish.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// They are one.
    Merged(Merge),
    /// There is no such live profile.
    Missing(CustomerId),
    /// Both have a sign-in account, and two can't become one.
    BothHaveAccounts,
}

/// Makes one profile of two. To be the first in its transaction. Waits while a campaign is being made, then locks both
/// profiles and what events lock before them; nothing is changed unless the outcome is `Merged`.
///
/// # Errors
/// When the database can't be reached.
pub async fn merge(conn: &mut PgConnection, wish: &Wish<'_>) -> Result<Outcome> {
    // A campaign fixes its people in a snapshot and holds this table against others meanwhile: it would give the merged
    // profile a place after its places have moved. Both take this lock before any other, so whoever waits for it holds
    // nothing that somebody else could wait for. Merges don't wait for each other here.
    sqlx::raw_sql("lock table campaigns in row exclusive mode").execute(&mut *conn).await?;
    let found = facts::lock(conn, &[wish.keep.0, wish.merge.0]).await?;
    let side = |id: CustomerId| found.iter().find(|f| f.id == id.0);
    let Some(kept) = side(wish.keep) else { return Ok(Outcome::Missing(wish.keep)) };
    let Some(other) = side(wish.merge) else { return Ok(Outcome::Missing(wish.merge)) };
    if kept.user_id.is_some() && other.user_id.is_some() {
        return Ok(Outcome::BothHaveAccounts);
    }
    let whole = Facts { linked_at: history_from(conn, kept, other, wish.now).await?, ..united(kept, other) };
    let id = record(conn, wish, other).await?;
    sqlx::query!("select merge_take($1)", id).execute(&mut *conn).await?;
    facts::write(conn, &whole).await?;
    recount(conn, kept.id).await?;
    sqlx::query!(
        "insert into merge_snapshots (merge_id, side, content)
         select $1, 'kept_after', to_jsonb(p) from customer_profiles p where p.id = $2",
        id,
        kept.id
    )
    .execute(&mut *conn)
    .await?;
    tell(conn, wish, id, kept, &whole).await?;
    let made = super::get(conn, id).await?;
    made.map(Outcome::Merged).ok_or_else(|| Error::Corrupt("merge just stored is gone".into()))
}

/// From when on the account, if there is one, may see history. One whose address is not confirmed sees nothing of the
/// history that comes to it, as with an import.
async fn history_from(
    conn: &mut PgConnection,
    kept: &Facts,
    other: &Facts,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>> {
    let (own, new) = if other.user_id.is_some() { (other, kept) } else { (kept, other) };
    let Some(user) = own.user_id else { return Ok(own.linked_at) };
    let account = sqlx::query!(
        r#"select u.email_verified_at is not null as "confirmed!",
             greatest((select max(login_time) from login_activities where customer_id = $2),
               (select max(least(created_at, order_date)) from orders where customer_id = $2),
               (select max(occurred_at) from consent_ledger where customer_id = $2)) as newest
           from users u where u.id = $1"#,
        user,
        new.id
    )
    .fetch_optional(conn)
    .await?;
    let Some(account) = account.filter(|a| !a.confirmed) else { return Ok(own.linked_at) };
    Ok(shown_from(own.linked_at, account.newest, new.opening.as_of.is_some(), now))
}

async fn record(conn: &mut PgConnection, wish: &Wish<'_>, other: &Facts) -> Result<Uuid> {
    let id = patron_domain::ids::next();
    sqlx::query!(
        "insert into merges (id, kept_id, merged_id, merged_email, actor, reason, merged_at, undo_until)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id,
        wish.keep.0,
        wish.merge.0,
        other.email,
        wish.actor,
        wish.reason,
        wish.now,
        wish.now + Duration::days(UNDO_DAYS)
    )
    .execute(conn)
    .await?;
    Ok(id)
}

/// What follows: consents that turned are in the ledger, the merge is in the history, and a person who is blocked now
/// has no open session.
async fn tell(conn: &mut PgConnection, wish: &Wish<'_>, id: Uuid, kept: &Facts, whole: &Facts) -> Result<()> {
    let evidence = Evidence {
        act: Act::Other,
        method: "merge",
        notice_version: None,
        actor: wish.actor,
        reason: wish.reason,
        at: wish.now,
    };
    consents::ledger(conn, wish.keep, &turned(kept, whole), &evidence).await?;
    let details = json!({ "merge": id, "merged": wish.merge });
    profiles::log_change(conn, wish.keep, wish.actor, "merged", wish.reason, details, wish.now).await?;
    if let Some(user) = whole.user_id.filter(|_| whole.status == CustomerStatus::Blocked) {
        sessions::end_all(conn, Kind::Customer, user, None).await?;
    }
    Ok(())
}
