//! Every path of the app. Pages link through [`Route`]; no path is spelled elsewhere.

use crate::{analytics_view::AnalyticsView, browser::encode, customer_filter};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use patron_api_types::customers::CustomerQuery;
use patron_domain::{
    consent::Channel,
    ids::{CampaignId, CustomerId},
    people_set::{PeopleSet, PeopleSets},
    rule::SegmentKey,
};
use uuid::Uuid;

/// Where the app lives on its host.
pub const BASE: &str = "/admin";

/// A place in the app.
#[derive(Debug, Clone, PartialEq)]
pub enum Route {
    Overview,
    Customers,
    CustomersWith(Box<CustomerQuery>),
    Customer(CustomerId),
    Segments,
    Segment(SegmentKey),
    /// A segment that is not saved so far, with its rule as text; on a channel when it is for marketing.
    NewSegment {
        title: String,
        rule: String,
        marketing: Option<Channel>,
    },
    Analytics(AnalyticsView),
    Exports,
    ExportOf(SegmentKey),
    /// Of whom a rule, as text, means.
    ExportOfRule(String),
    CampaignOf(SegmentKey),
    Campaigns,
    Campaign(CampaignId),
    /// A file of those who are written to.
    ExportOfCampaign(CampaignId),
    ExportExpress,
    Ingest,
    Imports,
    Import(Uuid),
    Duplicates,
    LoginHealth,
    More,
    SignIn {
        next: String,
    },
}

impl Route {
    /// The path with its query, from the root of the host.
    pub fn href(&self) -> String {
        match self {
            Self::Overview => BASE.to_owned(),
            Self::Customers => format!("{BASE}/customers"),
            Self::CustomersWith(query) => format!("{BASE}/customers{}", customer_filter::to_search(query)),
            Self::Customer(id) => format!("{BASE}/customers/{id}"),
            Self::Segments => format!("{BASE}/segments"),
            Self::Segment(key) => format!("{BASE}/segments/{key}"),
            Self::NewSegment { title, rule, marketing } => {
                let channel = marketing.map(|channel| format!("&marketing={channel}")).unwrap_or_default();
                format!("{BASE}/segments/new?title={}&rule={}{channel}", encode(title), encode(rule))
            }
            Self::Analytics(view) => format!("{BASE}/analytics{}", view.to_search()),
            Self::Exports => format!("{BASE}/exports"),
            Self::ExportOf(key) => format!("{BASE}/exports?segment={key}&new=1"),
            Self::ExportOfRule(rule) => format!("{BASE}/exports?rule={}&new=1", encode(rule)),
            Self::CampaignOf(key) => format!("{BASE}/campaigns?segment={key}&new=1"),
            Self::Campaigns => format!("{BASE}/campaigns"),
            Self::Campaign(id) => format!("{BASE}/campaigns/{id}"),
            Self::ExportOfCampaign(id) => format!("{BASE}/exports?campaign={id}&new=1"),
            Self::ExportExpress => format!("{BASE}/exports?basis=express"),
            Self::Ingest => format!("{BASE}/ingest"),
            Self::Imports => format!("{BASE}/imports"),
            Self::Import(id) => format!("{BASE}/imports/{id}"),
            Self::Duplicates => format!("{BASE}/duplicates"),
            Self::LoginHealth => format!("{BASE}/login-health"),
            Self::More => format!("{BASE}/more"),
            Self::SignIn { next } => format!("{BASE}/sign-in?next={}", encode(next)),
        }
    }

    /// The list with only the given filters set.
    pub fn customers(set: impl FnOnce(&mut CustomerQuery)) -> Self {
        let mut query = CustomerQuery::default();
        set(&mut query);
        Self::CustomersWith(Box::new(query))
    }

    /// The people of a named set: where a number leads that counts them.
    pub fn people(set: PeopleSet) -> Self {
        Self::customers(|query| query.set = Some(PeopleSets::one(set)))
    }

    /// The people who are in all of these sets, of which there are at most eight.
    pub fn people_in(sets: Vec<PeopleSet>) -> Self {
        Self::customers(|query| query.set = PeopleSets::new(sets).ok())
    }
}

/// The wanted place after sign-in: only paths of this app, so that a link can't lead elsewhere.
pub fn safe_next(next: Option<String>) -> String {
    let inside = |path: &String| {
        let rest = path.strip_prefix(BASE);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
            && !path.starts_with(&format!("{BASE}/sign-in"))
    };
    next.filter(inside).unwrap_or_else(|| BASE.to_owned())
}

/// A function that goes to a path given by [`Route::href`]. Ask for it while a component is set up.
pub fn use_go() -> impl Fn(&str) + Clone + 'static {
    let navigate = use_navigate();
    move |href: &str| navigate(href, NavigateOptions { resolve: false, ..NavigateOptions::default() })
}

/// As [`use_go`], but the place left is forgotten by the back button, and the page doesn't scroll.
pub fn use_replace() -> impl Fn(&str) + Clone + 'static {
    let navigate = use_navigate();
    move |href: &str| {
        let options =
            NavigateOptions { resolve: false, replace: true, scroll: false, ..NavigateOptions::default() };
        navigate(href, options);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_sign_in_only_paths_of_the_app_are_followed() {
        let next = |path: &str| safe_next(Some(path.to_owned()));
        assert_eq!(next("/admin/customers?search=ada"), "/admin/customers?search=ada");
        for bad in ["https://evil.example", "//evil.example", "/administrator", "/admin/sign-in?next=/admin"]
        {
            assert_eq!(next(bad), "/admin", "{bad}");
        }
        assert_eq!(safe_next(None), "/admin");
    }
}
