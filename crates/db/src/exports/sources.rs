//! What a file is of, by its name at that time.

use crate::{Result, error::stored};
use patron_domain::{
    consent::Channel,
    ids::{CampaignId, SegmentId},
    segment::Audience,
};
use sqlx::PgConnection;

/// A saved segment, as far as a file needs it.
#[derive(Debug, Clone)]
pub struct Segment {
    /// Its name.
    pub title: String,
    /// What it is for.
    pub audience: Audience,
    /// Its channel, if it is for marketing.
    pub channel: Channel,
}

/// A saved segment.
///
/// # Errors
/// When the database can't be reached.
pub async fn segment(conn: &mut PgConnection, id: SegmentId) -> Result<Option<Segment>> {
    let row = sqlx::query!("select title, audience, channel from segments where id = $1", id.0)
        .fetch_optional(conn)
        .await?;
    row.map(|row| {
        Ok(Segment {
            title: row.title,
            audience: stored(&row.audience, "audience")?,
            channel: stored(&row.channel, "channel")?,
        })
    })
    .transpose()
}

/// A campaign's name and channel.
///
/// # Errors
/// When the database can't be reached.
pub async fn campaign(conn: &mut PgConnection, id: CampaignId) -> Result<Option<(String, Channel)>> {
    let row =
        sqlx::query!("select name, channel from campaigns where id = $1", id.0).fetch_optional(conn).await?;
    row.map(|row| Ok((row.name, stored(&row.channel, "channel")?))).transpose()
}
