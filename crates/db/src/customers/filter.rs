//! Which customers: optional conditions, each bound.

mod sets;

pub use sets::PeopleCondition;

use crate::{
    Result,
    sealed::{Blind, Keyring},
    segments::{
        RuleAt,
        compile::{self, Reach, Source as Relation, Wanted, Workers},
        covering::{self, Covering},
        found,
    },
    statement::Statement,
};
use chrono::{DateTime, Utc};
use patron_domain::{
    consent::{Channel, ConsentBasis},
    customer::{CustomerStatus, Source},
    money::Money,
    phone::{self, Phone},
    rule::{Attribute, Rule},
};
use sqlx::PgConnection;
use std::borrow::Cow;

/// Which customers. Absent filters don't restrict; erased people never match.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "named like the columns; ends are inclusive, instants half-open")]
pub struct Filter {
    pub search: Option<String>,
    /// Country of a searched phone number without a `+`; the shop's when absent.
    pub phone_country: Option<String>,
    pub status: Option<CustomerStatus>,
    /// SUBSCRIBED on this channel.
    pub consent: Option<Channel>,
    /// With `consent`: resting on this basis.
    pub basis: Option<ConsentBasis>,
    pub marketing_consent: Option<bool>,
    pub source: Option<Source>,
    pub max_orders: Option<i32>,
    pub max_spent: Option<Money>,
    /// Last login before this instant; never does not match.
    pub logged_in_before: Option<DateTime<Utc>>,
    /// Rules, all of which must match; without references to segments.
    pub rules: Vec<RuleAt>,
    /// Named sets, in all of which people must be.
    pub sets: Vec<PeopleCondition>,
}

/// The columns behind consent on `channel`.
pub(crate) const fn consent_column(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "email_consent",
        Channel::Sms => "sms_consent",
        Channel::Whatsapp => "whatsapp_consent",
    }
}

const fn basis_column(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "email_consent_basis",
        Channel::Sms => "sms_consent_basis",
        Channel::Whatsapp => "whatsapp_consent_basis",
    }
}

/// Text for LIKE with its wildcards taken literally.
pub(crate) fn like_escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

impl Filter {
    /// This filter with the shop's phone country, if its search needs one.
    pub(crate) async fn resolved(&self, conn: &mut PgConnection) -> Result<Cow<'_, Self>> {
        let needed = self.phone_country.is_none()
            && self.search.as_deref().and_then(|s| phone_digits(s.trim())).is_some_and(|d| d.len() > 4);
        if !needed {
            return Ok(Cow::Borrowed(self));
        }
        let country = crate::shop::get(conn).await?.map(|s| s.phone_country);
        Ok(Cow::Owned(Self { phone_country: country, ..self.clone() }))
    }

    /// The text searched for, if there is any.
    pub(crate) fn searched(&self) -> Option<&str> {
        self.search.as_deref().map(str::trim).filter(|s| !s.is_empty())
    }

    /// Whether it leaves anybody out.
    pub(crate) fn narrows(&self) -> bool {
        self.narrows_beside_rules() || self.rules.iter().any(|rule| rule.rule != Rule::EVERYONE)
    }

    /// Whether anything but its rules leaves anybody out. A new condition has to be named here, or it doesn't compile.
    fn narrows_beside_rules(&self) -> bool {
        let Self {
            search: _,
            phone_country: _,
            status,
            consent,
            basis: _,
            marketing_consent,
            source,
            max_orders,
            max_spent,
            logged_in_before,
            rules: _,
            sets,
        } = self;
        self.searched().is_some()
            || status.is_some()
            || consent.is_some()
            || marketing_consent.is_some()
            || source.is_some()
            || max_orders.is_some()
            || max_spent.is_some()
            || logged_in_before.is_some()
            || !sets.is_empty()
    }

    /// Appends the search alone, as a condition that begins with `and`.
    pub(crate) fn push_search(&self, q: &mut impl Statement, keyring: &Keyring) {
        if let Some(search) = self.searched() {
            push_search(q, keyring, search, self.phone_country.as_deref());
        }
    }

    /// Appends what the conditions imply and an index answers, after [`Filter::push_where`]: where the planner is
    /// to choose among indexes, it may begin with the few who were here lately.
    pub(crate) fn push_hints(&self, q: &mut impl Statement) {
        for at in self.rules.iter().flat_map(covering::logins_since) {
            q.push(" and id in (select customer_id from customer_activity where last_login_at >= ");
            q.bind(at).push(")");
        }
        for condition in &self.sets {
            condition.push_hint(q);
        }
    }

    /// Where what it asks stands: in the narrow table if that has everything.
    pub(crate) fn source(&self) -> Relation {
        let covered = self.searched().is_none()
            && self.source.is_none()
            && (self.basis.is_none() || matches!(self.consent, None | Some(Channel::Email)))
            && self.rules.iter().all(|rule| compile::covers(&rule.rule))
            && self.sets.iter().all(PeopleCondition::in_narrow);
        if covered { Relation::Narrow } else { Relation::Wide }
    }

    /// The index of the profiles that holds all it asks, if one does. It takes part in what it finds: the planner still
    /// chooses.
    pub(crate) fn covering(&self) -> Option<Covering> {
        let plain = self.searched().is_none()
            && self.source.is_none()
            && self.marketing_consent.is_none()
            && self.logged_in_before.is_none()
            && self.sets.is_empty()
            && self.basis.is_none()
            && matches!(self.consent, None | Some(Channel::Email));
        if !plain {
            return None;
        }
        let mut conditions = Vec::new();
        for rule in &self.rules {
            conditions.extend(covering::conditions_of_all(&rule.rule)?);
        }
        let mut more = Vec::new();
        more.extend(self.consent.map(|_| Attribute::EmailConsent));
        more.extend(self.max_orders.map(|_| Attribute::TotalOrders));
        more.extend(self.max_spent.map(|_| Attribute::TotalSpent));
        covering::covering(&conditions, &more)
    }

    /// Where its people are counted: in a covering index of the profiles, in the narrow table, else in the profiles.
    pub(crate) fn counted_in(&self) -> Relation {
        if self.covering().is_some() { Relation::Wide } else { self.source() }
    }

    /// Appends what stands behind `from` to find its people, and all conditions, beginning with those whom another
    /// table's rows tell. `None`, and nothing is appended, when that can't be.
    pub(crate) fn push_found(
        &self,
        q: &mut impl Statement,
        keyring: &Keyring,
        wanted: Wanted,
    ) -> Option<Workers> {
        // the others are conditions on the profiles, which are not read
        if self.narrows_beside_rules() { None } else { compile::push_found(q, keyring, &self.rules, wanted) }
    }

    /// Whether an index finds its people, who mostly are few.
    pub(crate) fn found_soon(&self) -> bool {
        found::soon(&self.rules)
    }

    /// Whether it counts related rows, which takes longer the more people it looks at.
    pub(crate) fn counts_rows(&self) -> bool {
        self.rules.iter().any(|rule| covering::counts_rows(&rule.rule))
    }

    /// Appends the conditions on `customer_profiles`, each bound. The first word is `where`.
    pub(crate) fn push_where(&self, q: &mut impl Statement, keyring: &Keyring) {
        self.push_conditions(q, keyring, (Relation::Wide, Reach::All));
    }

    /// As [`Filter::push_where`], on the relation of a source, with what helps to find people in it.
    pub(crate) fn push_of(&self, q: &mut impl Statement, keyring: &Keyring, source: Relation) {
        self.push_conditions(q, keyring, (source, Reach::All));
        if source == Relation::Wide {
            self.push_hints(q);
        }
    }

    /// As [`Filter::push_where`], on this source, for so many people.
    pub(crate) fn push_conditions(&self, q: &mut impl Statement, keyring: &Keyring, ask: (Relation, Reach)) {
        q.push(" where status <> 'erased'");
        self.push_search(q, keyring);
        if let Some(status) = self.status {
            q.push(" and status = ").bind(status.as_str());
        }
        if let Some(channel) = self.consent {
            q.push(" and ").push(consent_column(channel)).push(" = 'SUBSCRIBED'");
            if let Some(basis) = self.basis {
                q.push(" and ").push(basis_column(channel)).push(" = ").bind(basis.as_str());
            }
        }
        if let Some(consent) = self.marketing_consent {
            q.push(" and marketing_consent = ").bind(consent);
        }
        if let Some(source) = self.source {
            q.push(" and source = ").bind(source.as_str());
        }
        if let Some(n) = self.max_orders {
            q.push(" and total_orders <= ").bind(n);
        }
        if let Some(m) = self.max_spent {
            q.push(" and total_spent <= ").bind(m.amount());
        }
        if let Some(t) = self.logged_in_before {
            q.push(" and last_login_at < ").bind(t);
        }
        for rule in &self.rules {
            compile::push(q, keyring, ask, rule);
        }
        for condition in &self.sets {
            condition.push(q, keyring, ask);
        }
    }
}

/// Whether a search may mean a phone number, and its digits.
fn phone_digits(search: &str) -> Option<String> {
    let phone_like = search.chars().all(|c| c.is_ascii_digit() || " +-().".contains(c));
    Some(phone::digits(search)).filter(|d| phone_like && d.len() >= 4)
}

fn push_search(q: &mut impl Statement, keyring: &Keyring, search: &str, country: Option<&str>) {
    // lower() of the database on both sides, so that they always agree
    let text = like_escape(search);
    q.push(" and (search_text like lower(");
    if search.chars().count() < 3 {
        // under three letters there is no trigram: compare the beginning of address and name instead
        q.bind(format!("{text}%")).push(") or search_text like lower(");
        q.bind(format!("%\n{text}%")).push(")");
    } else {
        q.bind(format!("%{text}%")).push(")");
    }
    let digits = phone_digits(search).unwrap_or_default();
    if digits.len() == 4 {
        q.push(" or mobile_last4_index = ").bind(keyring.blind(Blind::PhoneLast4, &digits));
    } else if digits.len() > 4 {
        // as E.164, as typed, and as a number of the shop's country
        let national = Phone::parse(search, country.unwrap_or_default()).ok().flatten();
        let forms = [Some(format!("+{digits}")), Some(digits), national.and_then(|p| p.e164)];
        let candidates: Vec<Vec<u8>> =
            forms.iter().flatten().map(|c| keyring.blind(Blind::Phone, c)).collect();
        q.push(" or mobile_index = any(").bind(candidates).push(")");
    }
    q.push(")");
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::{Postgres, QueryBuilder};

    #[test]
    fn wildcards_typed_by_people_are_text() {
        assert_eq!(like_escape("50%_\\"), "50\\%\\_\\\\");
        let filter = Filter { search: Some("100%".into()), ..Filter::default() };
        let mut q: QueryBuilder<Postgres> = QueryBuilder::new("");
        filter.push_where(&mut q, &Keyring::for_tests());
        assert!(!q.sql().as_str().contains("100"), "only bound values");
    }
}
