//! Where merged profiles went, and forgetting what is no longer needed.

use crate::Result;
use chrono::{DateTime, Utc};
use patron_domain::ids::CustomerId;
use sqlx::PgConnection;

/// The live profile that this one went into, through several merges too. `None` when it went into none.
///
/// # Errors
/// When the database can't be reached.
pub async fn kept_of(conn: &mut PgConnection, id: CustomerId) -> Result<Option<CustomerId>> {
    let kept = sqlx::query_scalar!(
        r#"with recursive way (id, step) as (
             select $1::uuid, 0
             union all
             select (select m.kept_id from merges m where m.merged_id = w.id and m.undone_at is null
                     order by m.merged_at desc limit 1), w.step + 1
             from way w
             where w.id is not null and w.step < 100
               and not exists (select from customer_profiles p where p.id = w.id and p.status <> 'erased'))
           select p.id as "id!" from way w join customer_profiles p on p.id = w.id and p.status <> 'erased'
           where w.step > 0 limit 1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(kept.map(CustomerId))
}

/// The live profiles that those with these addresses (lower case) went into: whoever reports such an address means
/// them, unless a profile has it again. Addresses that went nowhere are left out.
///
/// # Errors
/// When the database can't be reached.
pub async fn kept_by_emails(conn: &mut PgConnection, folded: &[String]) -> Result<Vec<(String, CustomerId)>> {
    let rows = sqlx::query!(
        r#"with recursive way (email, id, step) as (
             select e.email, (select m.kept_id from merges m where lower(m.merged_email) = e.email
                              and m.undone_at is null order by m.merged_at desc limit 1), 1
             from unnest($1::text[]) as e (email)
             union all
             select w.email, (select m.kept_id from merges m where m.merged_id = w.id and m.undone_at is null
                              order by m.merged_at desc limit 1), w.step + 1
             from way w
             where w.id is not null and w.step < 100
               and not exists (select from customer_profiles p where p.id = w.id and p.status <> 'erased'))
           select w.email as "email!", p.id as "id!"
           from way w join customer_profiles p on p.id = w.id and p.status <> 'erased'"#,
        folded
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (r.email, r.id.into())).collect())
}

/// Removes the snapshots of merges that can no longer be undone. The record of the merge stays.
///
/// # Errors
/// When the database can't be reached.
pub async fn prune(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "with gone as (
           delete from merge_snapshots s using merges m
           where m.id = s.merge_id and (m.undo_until <= $1 or m.undone_at is not null))
         delete from merge_moves v using merges m
         where m.id = v.merge_id and (m.undo_until <= $1 or m.undone_at is not null)",
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets what merges know of a person who is erased: the profiles that went into this one can't come back, and
/// their addresses go. To be called by whatever erases a profile, in its transaction.
///
/// # Errors
/// When the database can't be reached.
pub async fn forget(conn: &mut PgConnection, customer: CustomerId) -> Result<()> {
    sqlx::query!(
        "with recursive into_it (merge_id, profile_id) as (
           select id, merged_id from merges where kept_id = $1 and undone_at is null
           union
           select m.id, m.merged_id from into_it i join merges m on m.kept_id = i.profile_id and m.undone_at is null),
         snapshots as (delete from merge_snapshots where merge_id in (select merge_id from into_it)),
         moves as (delete from merge_moves where merge_id in (select merge_id from into_it))
         update merges set merged_email = null, reason = null where id in (select merge_id from into_it)",
        customer.0
    )
    .execute(conn)
    .await?;
    Ok(())
}
