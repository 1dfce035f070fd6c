//! Segments, the people they mean, and targeted groups.

use crate::{error::Error, session::Session, shop_server::ShopServer};
use chrono::NaiveDate;
use patron_api_types::{
    customers::CustomerRow,
    page::Page,
    segments::{
        ConditionCounts, ConditionsRequest, ExplainRequest, Explanation, NewSegment, Overlap, OverlapRequest,
        PreviewRequest, Segment, SegmentChange, SegmentChanges, SegmentChangesQuery, SegmentHistory,
        SegmentHistoryQuery, SegmentPreview, SegmentTemplates, Segments, TargetQuery,
    },
};
use patron_domain::rule::SegmentKey;

const PATH: &str = "/api/v1/segments";
const TARGETED: &str = "/api/v1/customers/targeted";

impl Session {
    /// The segments with their sizes.
    ///
    /// # Errors
    /// 401 when the session is over.
    pub async fn segments(&self) -> Result<Segments, Error> {
        self.json(self.client().get(PATH)).await
    }

    /// One segment, counted now.
    ///
    /// # Errors
    /// Code `not_found`.
    pub async fn segment(&self, key: &SegmentKey) -> Result<Segment, Error> {
        self.json(self.client().get(&of(key, ""))).await
    }

    /// Makes a segment.
    ///
    /// # Errors
    /// Code `validation_failed` with what is wrong with the rule, or when the name is another's.
    pub async fn create_segment(&self, segment: &NewSegment) -> Result<Segment, Error> {
        self.json(self.client().post(PATH).json(segment)).await
    }

    /// Changes a segment.
    ///
    /// # Errors
    /// Code `not_found`, `validation_failed`, or `wrong_state` for one that every shop starts with.
    pub async fn change_segment(&self, key: &SegmentKey, change: &SegmentChange) -> Result<Segment, Error> {
        self.json(self.client().patch(&of(key, "")).json(change)).await
    }

    /// Deletes a segment.
    ///
    /// # Errors
    /// Code `not_found`, or `wrong_state` when another one refers to it or every shop starts with it.
    pub async fn delete_segment(&self, key: &SegmentKey) -> Result<(), Error> {
        self.send(self.client().delete(&of(key, ""))).await.map(drop)
    }

    /// Rules to start from.
    ///
    /// # Errors
    /// 401 when the session is over.
    pub async fn segment_templates(&self) -> Result<SegmentTemplates, Error> {
        self.json(self.client().get(&format!("{PATH}/templates"))).await
    }

    /// How many people a rule means, and the first of them.
    ///
    /// # Errors
    /// Code `validation_failed` with what is wrong with the rule.
    pub async fn preview_segment(&self, request: &PreviewRequest) -> Result<SegmentPreview, Error> {
        self.json(self.client().post(&format!("{PATH}/preview")).json(request)).await
    }

    /// How many people each condition of a rule means by itself.
    ///
    /// # Errors
    /// Code `validation_failed` with what is wrong with the rule.
    pub async fn count_conditions(&self, request: &ConditionsRequest) -> Result<ConditionCounts, Error> {
        self.json(self.client().post(&format!("{PATH}/conditions")).json(request)).await
    }

    /// Why somebody is in a segment, or isn't.
    ///
    /// # Errors
    /// Code `validation_failed` with what is wrong with the rule, or when there is no such customer.
    pub async fn explain_segment(&self, request: &ExplainRequest) -> Result<Explanation, Error> {
        self.json(self.client().post(&format!("{PATH}/explain")).json(request)).await
    }

    /// How two segments or rules overlap.
    ///
    /// # Errors
    /// Code `validation_failed` with what is wrong with a rule.
    pub async fn overlap_segments(&self, request: &OverlapRequest) -> Result<Overlap, Error> {
        self.json(self.client().post(&format!("{PATH}/overlap")).json(request)).await
    }

    /// A segment's size on each of the last days; 90 when not said.
    ///
    /// # Errors
    /// Code `not_found` or `validation_failed`.
    pub async fn segment_history(
        &self,
        key: &SegmentKey,
        days: Option<u16>,
    ) -> Result<SegmentHistory, Error> {
        self.json(self.client().get(&of(key, "/history")).query(&SegmentHistoryQuery { days })).await
    }

    /// Who came to a segment and who left it since the beginning of a day.
    ///
    /// # Errors
    /// Code `not_found`, or `validation_failed` for a day to come.
    pub async fn segment_changes(&self, key: &SegmentKey, since: NaiveDate) -> Result<SegmentChanges, Error> {
        self.json(self.client().get(&of(key, "/changes")).query(&SegmentChangesQuery { since })).await
    }

    /// A page of the people who match, with consent on the channel, last login first.
    ///
    /// # Errors
    /// Code `validation_failed` for a bad condition.
    pub async fn targeted(&self, query: &TargetQuery) -> Result<Page<CustomerRow>, Error> {
        self.json(self.client().get(TARGETED).query(query)).await
    }
}

/// With a key that has the scope `customers:read`.
impl ShopServer {
    /// A page of the people who match, with consent on the channel, last login first.
    ///
    /// # Errors
    /// Code `forbidden` without the scope.
    pub async fn targeted(&self, query: &TargetQuery) -> Result<Page<CustomerRow>, Error> {
        self.json(self.client().get(TARGETED).query(query)).await
    }
}

fn of(key: &SegmentKey, rest: &str) -> String {
    format!("{PATH}/{key}{rest}")
}
