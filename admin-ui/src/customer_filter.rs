//! The customer list's filters as the address bar holds them, and the saved views.

use crate::browser::encode;
use leptos_router::params::ParamsMap;
use patron_api_types::customers::CustomerQuery;
use patron_domain::{
    customer::CustomerStatus,
    money::Money,
    rule::{SegmentKey, parse::parse},
    segment::NamedSet,
};
use serde_json::Value;
use std::str::FromStr;

/// The query as a search part, `?status=active&sort=total_spent`; empty when nothing is set.
pub fn to_search(query: &CustomerQuery) -> String {
    let shown = CustomerQuery { limit: None, cursor: None, total: None, ..query.clone() };
    let Ok(Value::Object(fields)) = serde_json::to_value(&shown) else { return String::new() };
    let pairs = fields.iter().map(|(name, value)| match value {
        Value::String(text) => format!("{name}={}", encode(text)),
        other => format!("{name}={other}"),
    });
    let joined = pairs.collect::<Vec<_>>().join("&");
    if joined.is_empty() { joined } else { format!("?{joined}") }
}

/// The query in an address; what doesn't parse is left out.
pub fn from_params(params: &ParamsMap) -> CustomerQuery {
    from_lookup(|name| params.get_str(name))
}

fn from_lookup<'a>(lookup: impl Fn(&str) -> Option<&'a str>) -> CustomerQuery {
    fn parsed<T: FromStr>(text: Option<&str>) -> Option<T> {
        text?.trim().parse().ok()
    }
    let money = |name: &str| lookup(name).and_then(|text| Money::parse(text).ok());
    CustomerQuery {
        search: lookup("search").map(ToOwned::to_owned).filter(|text| !text.is_empty()),
        status: parsed(lookup("status")),
        consent: parsed(lookup("consent")),
        marketing_consent: parsed(lookup("marketing_consent")),
        source: parsed(lookup("source")),
        segment: parsed(lookup("segment")),
        rule: lookup("rule").map(ToOwned::to_owned).filter(|text| !text.trim().is_empty()),
        set: parsed(lookup("set")),
        min_orders: parsed(lookup("min_orders")),
        max_orders: parsed(lookup("max_orders")),
        min_spent: money("min_spent"),
        max_spent: money("max_spent"),
        signup_from: parsed(lookup("signup_from")),
        signup_to: parsed(lookup("signup_to")),
        last_login_from: parsed(lookup("last_login_from")),
        last_login_to: parsed(lookup("last_login_to")),
        sort: parsed(lookup("sort")),
        order: parsed(lookup("order")),
        limit: None,
        cursor: None,
        total: None,
    }
}

/// A tab above the list. A view is nothing but a few filters, so an address says it all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    All,
    Active,
    NewThisWeek,
    OptedIn,
    HighValue,
    Inactive,
}

impl View {
    pub const ALL: [Self; 6] =
        [Self::All, Self::Active, Self::NewThisWeek, Self::OptedIn, Self::HighValue, Self::Inactive];

    pub const fn title(self) -> &'static str {
        match self {
            Self::All => "All customers",
            Self::Active => "Active",
            Self::NewThisWeek => "New this week",
            Self::OptedIn => "Opted in",
            Self::HighValue => "High value",
            Self::Inactive => "Inactive 30+ days",
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Active => "active",
            Self::NewThisWeek => "new",
            Self::OptedIn => "opted-in",
            Self::HighValue => "high-value",
            Self::Inactive => "inactive",
        }
    }

    /// Sets the view's filters and clears those of the other views.
    pub fn apply(self, query: &mut CustomerQuery) {
        query.status = (self == Self::Active).then_some(CustomerStatus::Active);
        query.marketing_consent = (self == Self::OptedIn).then_some(true);
        let set = match self {
            Self::NewThisWeek => Some(NamedSet::RecentSignups),
            Self::HighValue => Some(NamedSet::HighValue),
            Self::Inactive => Some(NamedSet::Inactive30d),
            Self::All | Self::Active | Self::OptedIn => None,
        };
        query.segment = set.map(SegmentKey::Named);
    }

    /// The view whose filters these are, if there is one.
    pub fn of(query: &CustomerQuery) -> Option<Self> {
        Self::ALL.into_iter().find(|view| {
            let mut applied = query.clone();
            view.apply(&mut applied);
            applied == *query
        })
    }
}

/// Whether anything but the view and the sort narrows the list.
pub fn is_narrowed(query: &CustomerQuery) -> bool {
    let mut rest = CustomerQuery { sort: None, order: None, ..query.clone() };
    View::All.apply(&mut rest);
    rest != CustomerQuery::default() || View::of(query).is_none()
}

/// The same people as a rule in one line. Nothing where that can't be said: of a search, of sets of the statistics, of a
/// rule that doesn't read.
pub fn rule_of(query: &CustomerQuery) -> Option<String> {
    if query.search.is_some() || query.set.is_some() {
        return None;
    }
    let parts = [
        query.rule.as_ref().map(|rule| format!("({rule})")),
        query.segment.map(|key| format!("in_segment(\"{key}\")")),
        query.status.map(|status| format!("status = \"{status}\"")),
        query.consent.map(|channel| format!("{channel}_consent = \"SUBSCRIBED\"")),
        query.marketing_consent.map(|yes| format!("marketing_consent = {yes}")),
        query.source.map(|source| format!("source = \"{source}\"")),
        query.min_orders.map(|n| format!("total_orders >= {n}")),
        query.max_orders.map(|n| format!("total_orders <= {n}")),
        query.min_spent.map(|amount| format!("total_spent >= {amount}")),
        query.max_spent.map(|amount| format!("total_spent <= {amount}")),
        query.signup_from.map(|day| format!("signup_date on or after {day}")),
        query.signup_to.map(|day| format!("signup_date on or before {day}")),
        query.last_login_from.map(|day| format!("last_login_at on or after {day}")),
        query.last_login_to.map(|day| format!("last_login_at on or before {day}")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        return None;
    }
    parse(&parts.join(" and ")).ok().map(|rule| rule.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_filter_but_search_and_sets_is_a_rule() {
        let all = [
            ("rule", "email is set or city is set"),
            ("segment", "high_value"),
            ("status", "active"),
            ("consent", "whatsapp"),
            ("marketing_consent", "true"),
            ("source", "mobile"),
            ("min_orders", "1"),
            ("max_orders", "9"),
            ("min_spent", "10.50"),
            ("max_spent", "99"),
            ("signup_from", "2026-01-01"),
            ("signup_to", "2026-01-31"),
            ("last_login_from", "2026-02-01"),
            ("last_login_to", "2026-02-28"),
        ];
        let of = |given: &[(&str, &str)]| {
            rule_of(&from_lookup(|name| {
                given.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
            }))
        };
        assert_eq!(parse(&of(&all).unwrap()).unwrap().conditions().len(), all.len() + 1);
        assert_eq!(of(&[("min_orders", "3")]).as_deref(), Some("total_orders >= 3"));
        assert_eq!(of(&[]), None, "everybody needs no rule");
        assert_eq!(of(&[("min_orders", "3"), ("search", "ada")]), None);
        assert_eq!(of(&[("rule", "total_orders >")]), None);
    }

    #[test]
    fn a_view_is_known_by_its_filters() {
        for view in View::ALL {
            let mut query = CustomerQuery { min_orders: Some(2), ..CustomerQuery::default() };
            view.apply(&mut query);
            assert_eq!(View::of(&query), Some(view));
            assert!(is_narrowed(&query));
        }
        let blocked = CustomerQuery { status: Some(CustomerStatus::Blocked), ..CustomerQuery::default() };
        assert_eq!(View::of(&blocked), None);
        assert!(is_narrowed(&blocked));
        assert!(!is_narrowed(&CustomerQuery::default()));
    }

    #[test]
    fn named_sets_stand_in_the_address_and_stay_under_every_view() {
        let text = "first_login:2026-03-01..2026-03-31,buyers";
        let mut query = from_lookup(|name| (name == "set").then_some(text));
        assert_eq!(query.set.as_ref().map(ToString::to_string).as_deref(), Some(text));
        assert!(is_narrowed(&query));
        View::Active.apply(&mut query);
        assert_eq!((View::of(&query), query.set.is_some()), (Some(View::Active), true));
        assert!(from_lookup(|name| (name == "set").then_some("nonsense")).set.is_none());
    }

    #[test]
    fn segments_and_rules_stand_in_the_address() {
        let id = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f";
        let given = [("segment", id), ("rule", "total_orders >= 3")];
        let query =
            from_lookup(|name| given.iter().find(|(known, _)| *known == name).map(|(_, value)| *value));
        assert_eq!(query.segment.map(|key| key.to_string()).as_deref(), Some(id));
        assert_eq!(query.rule.as_deref(), Some("total_orders >= 3"));
        assert!(is_narrowed(&query));
        assert_eq!(View::of(&query), None, "a segment of the shop's own is no view");
    }

    #[test]
    fn an_address_with_nonsense_in_it_still_opens() {
        let given = [("status", "active"), ("min_orders", "many"), ("min_spent", "1000")];
        let query =
            from_lookup(|name| given.iter().find(|(known, _)| *known == name).map(|(_, value)| *value));
        assert_eq!(query.status, Some(CustomerStatus::Active));
        assert_eq!(query.min_orders, None);
        assert_eq!(query.min_spent.map(|m| m.to_string()).as_deref(), Some("1000.00"));
    }
}
