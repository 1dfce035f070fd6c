//! Where customers come from. The database classifies (`acquisition_channel` in the migrations), because every way in
//! passes there; here are the names.

use crate::words;

words! {
    /// Which of a visitor's touches before the sign-up is meant.
    Touch {
        /// How they first came.
        First = "first",
        /// How they came when they signed up.
        Last = "last",
    }
}

words! {
    /// A channel, by this order: campaign parameters, then the referrer, then `direct` where a page was seen without
    /// either; `unknown` where nobody said anything.
    AcquisitionChannel {
        /// Paid search: Google Ads, Bing Ads and the like.
        PaidSearch = "paid_search",
        /// Paid social media.
        PaidSocial = "paid_social",
        /// Search engines without a campaign.
        OrganicSearch = "organic_search",
        /// Instagram.
        Instagram = "instagram",
        /// Facebook.
        Facebook = "facebook",
        /// YouTube.
        Youtube = "youtube",
        /// Other social networks.
        OtherSocial = "other_social",
        /// WhatsApp, Telegram and other messengers, and SMS.
        Messaging = "messaging",
        /// Newsletters and other email.
        Email = "email",
        /// Affiliates and partners.
        Affiliate = "affiliate",
        /// Shop counter, events and other places off line.
        Offline = "offline",
        /// Other named campaigns.
        OtherCampaign = "other_campaign",
        /// A link on another site.
        Referral = "referral",
        /// A page was seen, and neither campaign nor referrer.
        Direct = "direct",
        /// Nobody said.
        Unknown = "unknown",
    }
}

impl AcquisitionChannel {
    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::PaidSearch => "Paid search",
            Self::PaidSocial => "Paid social",
            Self::OrganicSearch => "Organic search",
            Self::Instagram => "Instagram",
            Self::Facebook => "Facebook",
            Self::Youtube => "YouTube",
            Self::OtherSocial => "Other social",
            Self::Messaging => "Messaging",
            Self::Email => "Email",
            Self::Affiliate => "Affiliate",
            Self::Offline => "Offline",
            Self::OtherCampaign => "Other campaigns",
            Self::Referral => "Referral",
            Self::Direct => "Direct",
            Self::Unknown => "Unknown",
        }
    }
}
