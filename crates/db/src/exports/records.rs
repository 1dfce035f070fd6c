//! The record of each export: who, when, of whom, what for, and what became of it.

use crate::{
    Result,
    error::stored,
    page::{self, Slice},
};
use chrono::{DateTime, Utc};
use patron_domain::{
    consent::{Channel, ConsentBasis},
    export::{ExportFormat, FileType},
    ids::{CampaignId, ExportId},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// An export. Flavour and status are words of the wire types.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Export {
    pub id: ExportId,
    pub format: ExportFormat,
    pub preset: Option<String>,
    pub file: FileType,
    pub flavour: String,
    pub hashed: bool,
    /// What it was asked with.
    pub query: serde_json::Value,
    pub segment: Option<String>,
    pub segment_title: Option<String>,
    pub rule_text: Option<String>,
    pub campaign: Option<CampaignId>,
    pub campaign_name: Option<String>,
    pub channel: Option<Channel>,
    pub basis: Option<ConsentBasis>,
    pub purpose: Option<String>,
    pub columns: Vec<String>,
    pub status: String,
    pub streamed: bool,
    pub rows: i64,
    pub rows_expected: Option<i64>,
    /// Withdrawn, not asked, not active.
    pub left_out: Option<(i64, i64, i64)>,
    pub bytes: i64,
    pub sha256: Option<Vec<u8>>,
    /// The name of who asked.
    pub actor: String,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
    pub failure: Option<String>,
}

/// An export to be made.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct NewExport<'a> {
    pub format: ExportFormat,
    pub preset: Option<&'a str>,
    pub file: FileType,
    pub flavour: &'a str,
    pub hashed: bool,
    pub query: serde_json::Value,
    pub segment: Option<String>,
    pub segment_title: Option<&'a str>,
    pub rule: Option<serde_json::Value>,
    pub rule_text: Option<&'a str>,
    pub campaign: Option<CampaignId>,
    pub campaign_name: Option<&'a str>,
    pub channel: Option<Channel>,
    pub basis: Option<ConsentBasis>,
    pub purpose: Option<&'a str>,
    pub columns: &'a [String],
    pub actor: &'a str,
}

macro_rules! read {
    ($fetch:ident, $conn:expr, $rest:literal, $($arg:expr),*) => {
        sqlx::query!(
            r#"select e.id, e.format, e.preset, e.file, e.flavour, e.hashed, e.query, e.segment, e.segment_title, e.rule_text,
                 e.campaign_id, e.campaign_name, e.channel, e.basis, e.purpose, e.columns, e.status, e.streamed,
                 e.rows_done, e.rows_expected, e.withdrawn, e.not_asked, e.not_active, e.bytes, e.sha256, e.created_at,
                 e.finished_at, e.expires_at, e.failure,
                 coalesce((select coalesce(s.full_name, s.email) from staff s where e.actor = 'staff:' || s.id::text),
                   (select k.name from api_keys k where e.actor = 'key:' || k.id::text), e.actor) as "actor!"
               from exports e "# + $rest,
            $($arg),*
        )
        .$fetch($conn)
        .await?
        .into_iter()
        .map(|r| {
            Ok(Export {
                id: r.id.into(),
                format: stored(&r.format, "format")?,
                preset: r.preset,
                file: stored(&r.file, "file")?,
                flavour: r.flavour,
                hashed: r.hashed,
                query: r.query,
                segment: r.segment,
                segment_title: r.segment_title,
                rule_text: r.rule_text,
                campaign: r.campaign_id.map(CampaignId),
                campaign_name: r.campaign_name,
                channel: r.channel.as_deref().map(|word| stored(word, "channel")).transpose()?,
                basis: r.basis.as_deref().map(|word| stored(word, "basis")).transpose()?,
                purpose: r.purpose,
                columns: r.columns,
                status: r.status,
                streamed: r.streamed,
                rows: r.rows_done,
                rows_expected: r.rows_expected,
                left_out: r.withdrawn.zip(r.not_asked).zip(r.not_active).map(|((a, b), c)| (a, b, c)),
                bytes: r.bytes,
                sha256: r.sha256,
                actor: r.actor,
                created_at: r.created_at,
                finished_at: r.finished_at,
                expires_at: r.expires_at,
                failure: r.failure,
            })
        })
    };
}

/// One.
///
/// # Errors
/// When the database can't be reached.
pub async fn get(conn: &mut PgConnection, id: ExportId) -> Result<Option<Export>> {
    read!(fetch_optional, conn, "where e.id = $1", id.0).next().transpose()
}

/// Newest first, of one campaign or of all. `None` when the cursor doesn't fit.
///
/// # Errors
/// When the database can't be reached.
pub async fn list(
    conn: &mut PgConnection,
    campaign: Option<CampaignId>,
    limit: i64,
    cursor: Option<&str>,
) -> Result<Option<Slice<Export>>> {
    let Some(after) = page::resume::<(DateTime<Utc>, Uuid)>(cursor) else { return Ok(None) };
    let rows: Vec<Export> = read!(
        fetch_all,
        conn,
        "where ($1::uuid is null or e.campaign_id = $1)
           and ($2::timestamptz is null or (e.created_at, e.id) < ($2, $3::uuid))
         order by e.created_at desc, e.id desc limit $4",
        campaign.map(|id| id.0),
        after.map(|a| a.0),
        after.map(|a| a.1),
        limit + 1
    )
    .collect::<Result<_>>()?;
    Ok(Some(Slice::cut(rows, limit, |r| (r.created_at, r.id.0))))
}

/// Makes the record of a file that is sent while it is made by `runner` (`Some`), or of one that waits for a worker.
///
/// # Errors
/// When the database can't be reached.
pub async fn create(
    conn: &mut PgConnection,
    new: &NewExport<'_>,
    runner: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<ExportId> {
    let id = ExportId::generate();
    let streamed = runner.is_some();
    sqlx::query!(
        "insert into exports (id, format, preset, file, flavour, hashed, query, segment, segment_title, rule, rule_text,
           campaign_id, campaign_name, channel, basis, purpose, columns, status, streamed, actor, created_at, snapshot_at,
           runner, heartbeat_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
           $24)",
        id.0,
        new.format.as_str(),
        new.preset,
        new.file.as_str(),
        new.flavour,
        new.hashed,
        new.query,
        new.segment,
        new.segment_title,
        new.rule,
        new.rule_text,
        new.campaign.map(|id| id.0),
        new.campaign_name,
        new.channel.map(Channel::as_str),
        new.basis.map(ConsentBasis::as_str),
        new.purpose,
        new.columns,
        if streamed { "running" } else { "waiting" },
        streamed,
        new.actor,
        now,
        streamed.then_some(now),
        runner,
        streamed.then_some(now)
    )
    .execute(conn)
    .await?;
    Ok(id)
}

/// Lets a file wait again as if no worker had taken it: it could not be begun, which is no attempt.
///
/// # Errors
/// When the database can't be reached.
pub async fn put_back(conn: &mut PgConnection, claim: super::jobs::Claim) -> Result<()> {
    sqlx::query!(
        "update exports set status = 'waiting', runner = null, heartbeat_at = null, attempts = attempts - 1
         where id = $1 and runner = $2 and status = 'running'",
        claim.export.0,
        claim.runner
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends files that nobody works on any more and nobody will: streams whose server is gone, and files whose worker died
/// again and again; of those nothing stays but the record.
///
/// # Errors
/// When the database can't be reached.
pub async fn bury(conn: &mut PgConnection, stale: DateTime<Utc>, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "with gone as (
           update exports set status = 'failed', runner = null, finished_at = $2, failure = case
             when streamed then 'The server stopped while it was sent.'
             else 'The server stopped each of the five times that it was being made.' end
           where status = 'running' and heartbeat_at < $1 and (streamed or attempts >= $3)
           returning id, streamed),
         bytes as (delete from export_chunks c using gone g where c.export_id = g.id and not g.streamed)
         delete from export_people p using gone g where p.export_id = g.id and not g.streamed",
        stale,
        now,
        super::jobs::ATTEMPTS
    )
    .execute(conn)
    .await?;
    Ok(())
}
