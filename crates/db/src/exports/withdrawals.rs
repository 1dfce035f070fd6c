//! Who of a file may not be written to any more.

use crate::{
    Error, Result,
    error::stored,
    sealed::{Field, Keyring},
};
use chrono::{DateTime, Utc};
use futures_util::{StreamExt as _, stream::BoxStream};
use patron_domain::{
    consent::Channel,
    ids::{CustomerId, ExportId},
};
use sqlx::PgConnection;

/// Somebody of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// Who; the profile that a merged one went into.
    pub id: CustomerId,
    /// The address that the file had, unless the person was erased.
    pub email: Option<String>,
    /// The number that the file had, if asked for, unless the person was erased.
    pub phone: Option<String>,
    /// Opted out on this channel; of others the file's channel.
    pub channel: Option<Channel>,
    /// A word of the wire type.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Who of `export` opted out on its channel since (a file without one: on any), was erased, or is not active any more.
/// Each has one reason; by person, and for a file without a channel one row a channel. With `phones`, which opens them,
/// each has a number.
pub fn of<'a>(
    conn: &'a mut PgConnection,
    export: ExportId,
    phones: Option<&'a Keyring>,
) -> BoxStream<'a, Result<Withdrawal>> {
    sqlx::query!(
        r#"with recursive e as (
           select channel, coalesce(snapshot_at, created_at) as since from exports where id = $1),
         file as (select unnest(ids) as id from export_people where export_id = $1),
         -- a merged profile is the one it went into, through several merges too, with the address that the file had
         way as (
           select f.id as was, m.kept_id as id, m.id as merge_id, m.merged_email, 1 as step
           from file f join merges m on m.merged_id = f.id and m.undone_at is null
           union all
           select w.was, m.kept_id, w.merge_id, w.merged_email, w.step + 1
           from way w join merges m on m.merged_id = w.id and m.undone_at is null where w.step < 100
         ),
         went as (select distinct on (was) was, id, merge_id, merged_email from way order by was, step desc),
         -- its number is known as long as the merge can be undone; later it is the kept profile's
         had as (
           select s.merge_id, coalesce(c.mobile_e164, c.mobile_number) as phone
           from merge_snapshots s cross join lateral jsonb_populate_record(null::customer_profiles, s.content) c
           where s.side = 'merged' and s.merge_id in (select went.merge_id from went)
         ),
         people as (
           select coalesce(w.id, f.id) as id, w.merge_id, w.merged_email from file f left join went w on w.was = f.id
         ),
         opted as (
           select l.customer_id, l.channel, max(l.occurred_at) as at
           from consent_ledger l cross join e
           where l.state in ('UNSUBSCRIBED', 'NOT_SUBSCRIBED') and (e.channel is null or l.channel = e.channel)
             -- who is in a file of a channel was SUBSCRIBED in its snapshot, so a day more finds nobody else: only a
             -- withdrawal that had begun by then and was written after it
             and greatest(l.occurred_at, l.recorded_at)
               >= e.since - case when e.channel is null then interval '0' else interval '1 day' end
           group by 1, 2
         ),
         out as (
           select p.id, coalesce(people.merged_email, p.email) as email, o.channel, o.at,
             coalesce(had.phone, p.mobile_e164, p.mobile_number) as phone
           from people join opted o on o.customer_id = people.id join customer_profiles p on p.id = people.id
           left join had on had.merge_id = people.merge_id
           where p.status <> 'erased' and 'SUBSCRIBED' <> case o.channel
             when 'email' then p.email_consent when 'sms' then p.sms_consent else p.whatsapp_consent end
         )
         select id as "id!", email, channel, 'withdrawn' as "reason!", at as "at!", phone as "phone?" from out
         union all
         select p.id, case when p.status <> 'erased' then coalesce(people.merged_email, p.email) end, e.channel,
           case p.status when 'erased' then 'erased' else 'not_active' end,
           coalesce(c.at, p.updated_at),
           case when p.status <> 'erased' then coalesce(had.phone, p.mobile_e164, p.mobile_number) end
         from people join customer_profiles p on p.id = people.id cross join e
         left join had on had.merge_id = people.merge_id
         left join lateral (
           select max(changed_at) as at from customer_changes
           where customer_id = p.id and action = 'status' and changed_at >= e.since
         ) c on p.status <> 'active'
         where p.status = 'erased'
           or (p.status <> 'active' and (e.channel is not null or c.at is not null)
             and not exists (select from out where out.id = p.id))
         order by 1, 3"#,
        export.0
    )
    .fetch(conn)
    .map(move |row| {
        let row = row.map_err(Error::from)?;
        let open = |sealed: Vec<u8>| phones.map(|keyring| keyring.open(Field::Phone, &sealed)).transpose();
        Ok(Withdrawal {
            id: row.id.into(),
            email: row.email,
            phone: row.phone.map(open).transpose()?.flatten(),
            channel: row.channel.as_deref().map(|channel| stored(channel, "channel")).transpose()?,
            reason: row.reason,
            at: row.at,
        })
    })
    .boxed()
}
