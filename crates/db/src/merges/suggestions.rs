//! Pairs that look like one person, as staff sees them.

use crate::{
    Result,
    error::stored,
    sealed::{Field, Keyring},
};
use chrono::{DateTime, Utc};
use patron_domain::{ids::CustomerId, money::Money};
use sqlx::PgConnection;
use std::{cmp::Reverse, collections::HashMap};
use uuid::Uuid;

patron_domain::plain_words! {
    /// Why two profiles may be one person; the strongest reason first.
    Reason {
        /// The same phone number.
        SamePhone = "same_phone",
        /// The same mailbox, written with dots or tags.
        SameMailbox = "same_mailbox",
        /// The same name and postcode.
        SameNameAndPostcode = "same_name_and_postcode",
        /// Two foreign user ids with one address.
        TwoUserIds = "two_user_ids",
    }
}

/// One of two profiles, as far as one needs it to tell.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Side {
    pub id: CustomerId,
    pub email: Option<String>,
    pub full_name: Option<String>,
    /// As E.164 where it parses, else as typed.
    pub mobile_number: Option<String>,
    pub total_orders: i32,
    pub total_spent: Money,
    pub last_login_at: Option<DateTime<Utc>>,
    pub signup_date: DateTime<Utc>,
    /// Since when there is an account.
    pub account_since: Option<DateTime<Utc>>,
}

/// Two profiles that may be one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Id of the suggestion.
    pub id: Uuid,
    /// Why; the strongest reason first.
    pub reasons: Vec<Reason>,
    /// The one that would stay: the older account, else the one with more orders, else the older one.
    pub keep: Side,
    /// The one that would go into it.
    pub other: Side,
    /// When it was found.
    pub found_at: DateTime<Utc>,
}

/// Pairs, and how the search for them stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairs {
    /// The strongest ones.
    pub items: Vec<Pair>,
    /// How many there are in all.
    pub total: i64,
    /// When the whole shop was last searched.
    pub searched_at: Option<DateTime<Utc>>,
}

/// The strongest `limit` pairs that nobody has dismissed: those with more reasons first.
///
/// # Errors
/// When the database can't be reached.
pub async fn pairs(conn: &mut PgConnection, keyring: &Keyring, limit: i64) -> Result<Pairs> {
    let ranks: Vec<String> = Reason::ALL.iter().map(|r| r.as_str().to_owned()).collect();
    let rows = sqlx::query!(
        r#"select s.id as "id!", s.low_id as "low_id!", s.high_id as "high_id!", s.reasons as "reasons!",
             s.found_at as "found_at!", count(*) over () as "total!"
           from merge_suggestions s
           join customer_profiles a on a.id = s.low_id and a.status <> 'erased'
           join customer_profiles b on b.id = s.high_id and b.status <> 'erased'
           where s.dismissed_at is null
           order by cardinality(s.reasons) desc, array_position($2::text[], s.reasons[1]), s.found_at desc, s.id
           limit $1"#,
        limit,
        &ranks
    )
    .fetch_all(&mut *conn)
    .await?;
    let ids: Vec<Uuid> = rows.iter().flat_map(|r| [r.low_id, r.high_id]).collect();
    let sides = sides(conn, keyring, &ids).await?;
    let searched_at =
        sqlx::query_scalar!("select searched_at from merge_searches").fetch_optional(conn).await?;
    let total = rows.first().map_or(0, |r| r.total);
    let mut items = Vec::with_capacity(rows.len());
    for r in rows {
        // gone since the first statement
        let (Some(a), Some(b)) = (sides.get(&r.low_id), sides.get(&r.high_id)) else { continue };
        let (keep, other) = if stays(a, b) { (a, b) } else { (b, a) };
        let reasons = r.reasons.iter().map(|w| stored(w, "reasons")).collect::<Result<Vec<_>>>()?;
        items.push(Pair {
            id: r.id,
            reasons,
            keep: keep.clone(),
            other: other.clone(),
            found_at: r.found_at,
        });
    }
    Ok(Pairs { items, total, searched_at })
}

async fn sides(conn: &mut PgConnection, keyring: &Keyring, ids: &[Uuid]) -> Result<HashMap<Uuid, Side>> {
    let rows = sqlx::query!(
        r#"select p.id as "id!", p.email, p.full_name, p.mobile_number, p.mobile_e164,
             p.total_orders as "total_orders!", p.total_spent as "total_spent!", p.last_login_at,
             p.signup_date as "signup_date!", u.created_at as "account_since?"
           from customer_profiles p left join users u on u.id = p.user_id
           where p.id = any($1) and p.status <> 'erased'"#,
        ids
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|r| {
            let phone = r.mobile_e164.or(r.mobile_number);
            let side = Side {
                id: r.id.into(),
                email: r.email,
                full_name: r.full_name,
                mobile_number: keyring.open_opt(Field::Phone, phone.as_deref())?,
                total_orders: r.total_orders,
                total_spent: Money::trusted(r.total_spent),
                last_login_at: r.last_login_at,
                signup_date: r.signup_date,
                account_since: r.account_since,
            };
            Ok((r.id, side))
        })
        .collect()
}

/// Whether `a` is the one that would stay.
fn stays(a: &Side, b: &Side) -> bool {
    let rest = |s: &Side| (Reverse(s.total_orders), s.signup_date, s.id);
    match (a.account_since, b.account_since) {
        (Some(since_a), Some(since_b)) if since_a != since_b => since_a < since_b,
        (Some(_), None) => true,
        (None, Some(_)) => false,
        _ => rest(a) <= rest(b),
    }
}

/// Dismisses a pair, for good. False when there is no such suggestion.
///
/// # Errors
/// When the database can't be reached.
pub async fn dismiss(conn: &mut PgConnection, id: Uuid, actor: &str, now: DateTime<Utc>) -> Result<bool> {
    let done = sqlx::query!(
        "update merge_suggestions
         set dismissed_at = coalesce(dismissed_at, $2), dismissed_by = coalesce(dismissed_by, $3)
         where id = $1",
        id,
        now,
        actor
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Suggests a pair that an event gave away, such as two user ids with one address. A dismissed pair stays dismissed.
///
/// # Errors
/// When the database can't be reached.
pub async fn suggest(
    conn: &mut PgConnection,
    one: CustomerId,
    another: CustomerId,
    reason: Reason,
    now: DateTime<Utc>,
) -> Result<()> {
    if one == another {
        return Ok(());
    }
    suggest_all(conn, &[(one.min(another), one.max(another))], reason, now).await
}

/// [`suggest`] of pairs, the lower id first in each. Those that are known are not touched, so that nobody waits for a
/// search.
pub(crate) async fn suggest_all(
    conn: &mut PgConnection,
    pairs: &[(CustomerId, CustomerId)],
    reason: Reason,
    now: DateTime<Utc>,
) -> Result<()> {
    if pairs.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = pairs.iter().map(|_| patron_domain::ids::next()).collect();
    let (low, high): (Vec<Uuid>, Vec<Uuid>) = pairs.iter().map(|(low, high)| (low.0, high.0)).unzip();
    sqlx::query!(
        "insert into merge_suggestions as s (id, low_id, high_id, reasons, found_at)
         select t.id, t.low_id, t.high_id, array[$4::text], $5
         from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as t (id, low_id, high_id)
         where not exists (
           select from merge_suggestions k where k.low_id = t.low_id and k.high_id = t.high_id
             and (k.dismissed_at is not null or k.reasons @> array[$4::text]))
         order by t.low_id, t.high_id
         on conflict on constraint merge_suggestions_pair_key do update set reasons = s.reasons || excluded.reasons
         where s.dismissed_at is null and not s.reasons @> excluded.reasons",
        &ids,
        &low,
        &high,
        reason.as_str(),
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(id: u128, account: Option<i64>, orders: i32, signup: i64) -> Side {
        let at = |n| DateTime::UNIX_EPOCH + chrono::Duration::days(n);
        Side {
            id: CustomerId(Uuid::from_u128(id)),
            email: None,
            full_name: None,
            mobile_number: None,
            total_orders: orders,
            total_spent: Money::ZERO,
            last_login_at: None,
            signup_date: at(signup),
            account_since: account.map(at),
        }
    }

    #[test]
    fn the_older_account_stays_else_the_one_with_more_orders_else_the_older_one() {
        for (stay, go) in [
            (side(2, Some(1), 0, 9), side(1, Some(2), 5, 1)),
            (side(2, Some(9), 0, 9), side(1, None, 5, 1)),
            (side(2, None, 5, 9), side(1, None, 4, 1)),
            (side(2, None, 5, 1), side(1, None, 5, 9)),
        ] {
            assert!(stays(&stay, &go) && !stays(&go, &stay), "{stay:?} against {go:?}");
        }
    }
}
