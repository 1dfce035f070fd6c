//! Making two profiles again of one.

use super::{
    Merge,
    facts::{self, Facts},
    recount::recount,
    unite::{gives_account, parted, turned},
};
use crate::{
    Error, Result,
    consents::{self, Evidence},
    profiles,
};
use chrono::{DateTime, Utc};
use patron_domain::{consent::Act, ids::CustomerId};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

/// What became of the wish to undo a merge.
#[derive(Debug, Clone, PartialEq)]
pub enum Undone {
    /// They are two again.
    Done(Merge),
    /// There is no such merge.
    Missing,
    /// It was undone before.
    Already,
    /// It is older than [`super::UNDO_DAYS`].
    TooLate,
    /// The kept profile is erased or went into another one itself; that merge would have to be undone first.
    KeptGone,
    /// A later merge into the same profile would have to be undone first.
    LaterFirst,
    /// A new profile has the address, or the id, that the merged one had.
    Taken,
}

/// Brings the merged profile back with its id and columns and the rows that moved; what came in since stays with the
/// kept one, and so does what somebody changed there. Nothing is changed unless the outcome is `Done`.
///
/// # Errors
/// When the database can't be reached; `Conflict::ProfileEmail` when somebody takes the address this moment.
pub async fn undo(conn: &mut PgConnection, id: Uuid, actor: &str, now: DateTime<Utc>) -> Result<Undone> {
    let merge = sqlx::query!(
        "select kept_id, merged_id, merged_email, merged_at, undo_until, undone_at from merges
         where id = $1 for update",
        id
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(m) = merge else { return Ok(Undone::Missing) };
    if m.undone_at.is_some() {
        return Ok(Undone::Already);
    }
    if m.undo_until <= now {
        return Ok(Undone::TooLate);
    }
    let Some(kept) = facts::lock(conn, &[m.kept_id]).await?.pop() else { return Ok(Undone::KeptGone) };
    let r = sqlx::query!(
        r#"select exists (select from merges where kept_id = $1 and undone_at is null and (merged_at, id) > ($2, $3))
             as "later!",
           exists (select from customer_profiles where id = $4 or lower(email) = lower($5::text)) as "taken!""#,
        m.kept_id,
        m.merged_at,
        id,
        m.merged_id,
        m.merged_email
    )
    .fetch_one(&mut *conn)
    .await?;
    if r.later {
        return Ok(Undone::LaterFirst);
    }
    if r.taken {
        return Ok(Undone::Taken);
    }
    let before = facts::snapshot(conn, id, "kept_before").await?;
    let after = facts::snapshot(conn, id, "kept_after").await?;
    // what was forgotten with an erased person can't come back
    let (Some(before), Some(after)) = (before, after) else { return Ok(Undone::KeptGone) };
    let back = parted(&before, &after, &kept);
    facts::write(conn, &back).await?;
    let with_account = gives_account(&before, &after, &kept);
    sqlx::query!("select merge_give_back($1, $2)", id, with_account).execute(&mut *conn).await?;
    recount(conn, kept.id).await?;
    recount(conn, m.merged_id).await?;
    sqlx::query!("update merges set undone_at = $2, undone_by = $3 where id = $1", id, now, actor)
        .execute(&mut *conn)
        .await?;
    tell(conn, (id, m.merged_id.into()), actor, (&kept, &back), now).await?;
    let done = super::get(conn, id).await?;
    done.map(Undone::Done).ok_or_else(|| Error::Corrupt("merge just undone is gone".into()))
}

/// Consents that turned are in the ledger, the act is in the history of both.
async fn tell(
    conn: &mut PgConnection,
    (id, merged): (Uuid, CustomerId),
    actor: &str,
    (kept, back): (&Facts, &Facts),
    now: DateTime<Utc>,
) -> Result<()> {
    let evidence = Evidence {
        act: Act::Other,
        method: "undo_merge",
        notice_version: None,
        actor,
        reason: None,
        at: now,
    };
    let kept_id = CustomerId(kept.id);
    consents::ledger(conn, kept_id, &turned(kept, back), &evidence).await?;
    for customer in [kept_id, merged] {
        let details = json!({ "merge": id, "kept": kept_id, "merged": merged });
        profiles::log_change(conn, customer, actor, "merge_undone", None, details, now).await?;
    }
    Ok(())
}
