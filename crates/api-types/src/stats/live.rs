//! What the live stream brings.

use super::Overview;
use crate::ingest::ActivityFeed;

/// What the live stream brings.
#[derive(Debug, Clone, PartialEq)]
pub enum LiveEvent {
    /// The overview has changed; also the first event of a stream.
    Overview(Box<Overview>),
    /// What just came in, newest first.
    Activity(ActivityFeed),
    /// Nothing changed; the stream is alive.
    Beat,
}

/// One piece of the live stream.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveUpdate {
    /// With this as `Last-Event-ID` a later stream goes on from here; empty before the first event.
    pub id: String,
    /// What it brings.
    pub event: LiveEvent,
}
