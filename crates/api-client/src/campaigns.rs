//! Campaigns: made, measured, and who was in which.

use crate::{error::Error, session::Session};
use patron_api_types::{
    campaigns::{
        Campaign, CampaignChange, CampaignMember, CampaignMembersQuery, CampaignPreview,
        CampaignPreviewRequest, CampaignResult, CustomerCampaign, NewCampaign,
    },
    page::{Page, PageQuery},
};
use patron_domain::ids::{CampaignId, CustomerId};
use std::time::Duration;

const PATH: &str = "/api/v1/campaigns";

/// How long fixing a campaign's people may take.
const PATIENCE: Duration = Duration::from_secs(120);

impl Session {
    /// A page of campaigns, newest first.
    ///
    /// # Errors
    /// Code `invalid_cursor` for one of another list.
    pub async fn campaigns(&self, page: &PageQuery) -> Result<Page<Campaign>, Error> {
        self.json(self.client().get(PATH).query(page)).await
    }

    /// One campaign.
    ///
    /// # Errors
    /// Code `not_found`.
    pub async fn campaign(&self, id: CampaignId) -> Result<Campaign, Error> {
        self.json(self.client().get(&of(id, ""))).await
    }

    /// How many people a campaign would have, were it made now.
    ///
    /// # Errors
    /// Code `validation_failed` with the fields named.
    pub async fn preview_campaign(&self, request: &CampaignPreviewRequest) -> Result<CampaignPreview, Error> {
        self.json(self.client().post(&format!("{PATH}/preview")).json(request)).await
    }

    /// Makes a campaign: fixes its people, and who of them is held out.
    ///
    /// # Errors
    /// Code `validation_failed` with the fields named; under `/of` also when the rule means nobody.
    pub async fn create_campaign(&self, campaign: &NewCampaign) -> Result<Campaign, Error> {
        self.json(self.client().post(PATH).timeout(PATIENCE).json(campaign)).await
    }

    /// Changes a campaign's name or cost.
    ///
    /// # Errors
    /// Code `not_found`, or `validation_failed` with the fields named.
    pub async fn change_campaign(&self, id: CampaignId, change: &CampaignChange) -> Result<Campaign, Error> {
        self.json(self.client().patch(&of(id, "")).json(change)).await
    }

    /// What came of a campaign so far.
    ///
    /// # Errors
    /// Code `not_found`.
    pub async fn campaign_result(&self, id: CampaignId) -> Result<CampaignResult, Error> {
        self.json(self.client().get(&of(id, "/result"))).await
    }

    /// A page of a campaign's people.
    ///
    /// # Errors
    /// Code `not_found`, or `invalid_cursor` for one of another list.
    pub async fn campaign_members(
        &self,
        id: CampaignId,
        query: &CampaignMembersQuery,
    ) -> Result<Page<CampaignMember>, Error> {
        self.json(self.client().get(&of(id, "/members")).query(query)).await
    }

    /// A page of the campaigns that a customer was in, newest first.
    ///
    /// # Errors
    /// Code `not_found`.
    pub async fn customer_campaigns(
        &self,
        id: CustomerId,
        page: &PageQuery,
    ) -> Result<Page<CustomerCampaign>, Error> {
        self.json(self.client().get(&format!("/api/v1/customers/{id}/campaigns")).query(page)).await
    }
}

fn of(id: CampaignId, rest: &str) -> String {
    format!("{PATH}/{id}{rest}")
}
