//! Searching the whole shop for pairs that look like one person: a few aggregates, whatever the shop's size.

use super::Reason;
use crate::Result;
use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Most people that one phone, mailbox, or name with postcode makes pairs of; more are a family's or a shop's.
const CROWD: i64 = 5;

/// Most groups of people that a reason gives, so that a shop full of doubles doesn't fill the memory. The rest comes
/// when these are decided.
const MOST: i64 = 100_000;

/// What a search found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Pairs, dismissed ones included.
    pub pairs: usize,
    /// Phones that too many people have to tell anything; these make no pairs.
    pub skipped_groups: i64,
}

/// Whether the last search is an hour ago.
///
/// # Errors
/// When the database can't be reached.
pub async fn due(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<bool> {
    let last = sqlx::query_scalar!("select searched_at from merge_searches").fetch_optional(conn).await?;
    Ok(last.is_none_or(|at| at <= now - Duration::hours(1)))
}

/// Searches the whole shop and replaces the suggestions by what it finds; dismissed pairs stay dismissed. Needs a
/// transaction, in which two searches at once wait for each other.
///
/// # Errors
/// When the database can't be reached.
pub async fn search(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Found> {
    // the row is also the lock
    sqlx::query!(
        "insert into merge_searches (searched_at) values ($1)
         on conflict on constraint merge_searches_pkey do update set searched_at = excluded.searched_at",
        now
    )
    .execute(&mut *conn)
    .await?;
    // of this transaction alone: it reads everybody
    sqlx::query!(
        "select set_config('work_mem', '64MB', true) as memory, set_config('jit', 'off', true) as jit,
           set_config('statement_timeout', '300s', true) as time"
    )
    .fetch_one(&mut *conn)
    .await?;
    let mut pairs: BTreeMap<(Uuid, Uuid), Vec<Reason>> = BTreeMap::new();
    // the strongest reason first
    for (reason, found) in [
        (Reason::SamePhone, phones(conn).await?),
        (Reason::SameMailbox, mailboxes(conn).await?),
        (Reason::SameNameAndPostcode, names(conn).await?),
    ] {
        for pair in found.iter().flat_map(|people| pairs_of(people)) {
            let reasons = pairs.entry(pair).or_default();
            if reasons.last() != Some(&reason) {
                reasons.push(reason);
            }
        }
    }
    store(conn, &pairs, now).await?;
    let skipped_groups = skipped_groups(conn).await?;
    Ok(Found { pairs: pairs.len(), skipped_groups })
}

/// Every two of these people, who come by id.
fn pairs_of(people: &[Uuid]) -> impl Iterator<Item = (Uuid, Uuid)> {
    people.iter().enumerate().flat_map(move |(i, a)| people[i + 1..].iter().map(move |b| (*a, *b)))
}

async fn phones(conn: &mut PgConnection) -> Result<Vec<Vec<Uuid>>> {
    Ok(sqlx::query_scalar!(
        r#"with shared as (
             select mobile_index from customer_profiles where mobile_index is not null and status <> 'erased'
             group by mobile_index having count(*) between 2 and $1)
           select array_agg(p.id order by p.id) as "ids!"
           from shared s join customer_profiles p on p.mobile_index = s.mobile_index
           where p.status <> 'erased' group by s.mobile_index limit $2"#,
        CROWD,
        MOST
    )
    .fetch_all(conn)
    .await?)
}

async fn mailboxes(conn: &mut PgConnection) -> Result<Vec<Vec<Uuid>>> {
    Ok(sqlx::query_scalar!(
        r#"with shared as (
             select mailbox_key(email) as box from customer_profiles where email is not null and status <> 'erased'
             group by 1 having count(*) between 2 and $1)
           select array_agg(p.id order by p.id) as "ids!"
           from shared s join customer_profiles p on mailbox_key(p.email) = s.box
           where s.box not like '@%' and p.status <> 'erased' group by s.box limit $2"#,
        CROWD,
        MOST
    )
    .fetch_all(conn)
    .await?)
}

async fn names(conn: &mut PgConnection) -> Result<Vec<Vec<Uuid>>> {
    Ok(sqlx::query_scalar!(
        r#"with place as (
             select distinct o.customer_id, o.pincode_index from orders o where length(o.pincode_index) > 0)
           select array_agg(p.id order by p.id) as "ids!"
           from place join customer_profiles p on p.id = place.customer_id
           where p.name_key <> '' and p.status <> 'erased'
           group by p.name_key, place.pincode_index having count(*) between 2 and $1 limit $2"#,
        CROWD,
        MOST
    )
    .fetch_all(conn)
    .await?)
}

/// Phones of too many people, noted beside the time of the search.
async fn skipped_groups(conn: &mut PgConnection) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        "update merge_searches set skipped_groups = (
           select count(*) from (
             select from customer_profiles where mobile_index is not null and status <> 'erased'
             group by mobile_index having count(*) > $1) x)
         returning skipped_groups",
        CROWD
    )
    .fetch_one(conn)
    .await?)
}

/// Suggestions that were not found again go; what an event suggested stays, because no search sees it.
async fn store(
    conn: &mut PgConnection,
    pairs: &BTreeMap<(Uuid, Uuid), Vec<Reason>>,
    now: DateTime<Utc>,
) -> Result<()> {
    let (mut ids, mut low, mut high, mut reasons) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for ((a, b), why) in pairs {
        ids.push(patron_domain::ids::next());
        low.push(*a);
        high.push(*b);
        reasons.push(why.iter().map(|r| r.as_str()).collect::<Vec<_>>().join(" "));
    }
    sqlx::query!(
        "with found as (
           select t.id, t.low_id, t.high_id, string_to_array(t.reasons, ' ') as reasons
           from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) as t (id, low_id, high_id, reasons)),
         gone as (
           delete from merge_suggestions s
           where s.dismissed_at is null and not s.reasons @> '{two_user_ids}'
             and not exists (select from found f where f.low_id = s.low_id and f.high_id = s.high_id))
         insert into merge_suggestions as s (id, low_id, high_id, reasons, found_at)
         select id, low_id, high_id, reasons, $5 from found order by low_id, high_id
         on conflict on constraint merge_suggestions_pair_key do update set reasons =
           case when s.reasons @> '{two_user_ids}' then excluded.reasons || '{two_user_ids}' else excluded.reasons end
         where s.dismissed_at is null and s.reasons <> excluded.reasons",
        &ids,
        &low,
        &high,
        &reasons,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}
