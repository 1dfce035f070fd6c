//! Rules as SQL: a condition over the relation `customer_profiles`, every value of a rule bound.
//!
//! What belongs here: how each attribute, relation and test is asked of the database. What does not: what they mean;
//! that is told by `patron_domain::rule::evaluate`, which a property test compares with this file.
//!
//! - A condition may come out as NULL, which is false; its complement is written `(…) is not true`.
//! - What stands in another table is asked by `exists`: at the top the planner makes a (anti) join of it, and inside of
//!   an `or` it hashes it once, or looks by key where that is cheaper. Nothing is asked person by person for everybody.
//! - The negation of a group goes down to its conditions, so that `exists` stays where the planner sees it.
//! - People are counted beginning with those whom a condition on another table finds ([`push_found`]), where a rule has
//!   one: they are few and stand in a narrow index, and the others are never looked at.
//!
//! To add an attribute: its place in [`place`], and in [`in_narrow`] when the narrow table has its columns.

use super::{
    covering::in_one_index,
    found::{Part, any_or_none, extreme_as, ordered_within, sided_as},
};
use crate::{
    customers::like_escape,
    sealed::{Blind, Keyring},
    segments::RuleAt,
    statement::Statement,
};
use chrono::{DateTime, Utc};
use patron_domain::{
    people_set::Moment,
    phone,
    rule::{
        Attribute, Compare, Condition, DateTest, Field, Filter, Kind, ListTest, Measure, NumberTest,
        Relation, Rows, Rule, Subject, Test, TextTest, Unknown,
        evaluate::{number, text::BLANKS},
        facts::derived::EU_EEA,
        resolve::Dates,
    },
};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};
use std::sync::LazyLock;

/// What a rule is asked of; the relation is called `customer_profiles` in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The profiles.
    Wide,
    /// [`NARROW`].
    Narrow,
}

impl Source {
    /// What is to be put behind `from`.
    pub(crate) const fn relation(self) -> &'static str {
        match self {
            Self::Wide => "customer_profiles",
            Self::Narrow => NARROW,
        }
    }
}

/// Of how many people a condition is going to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Of a few thousand at most: related rows are counted person by person.
    Few,
    /// Of everybody: related rows are counted once for all.
    All,
}

/// What most rules ask, without the rest of the profiles. To be put behind `from`.
pub(crate) const NARROW: &str = "(select customer_id as id, nullif(last_login_at, '-infinity') as last_login_at, \
    last_login_at as seen_at, signup_date, first_order_at, last_order_at, total_orders, email_verified, total_spent, \
    lifetime_value, status, email_consent, sms_consent, whatsapp_consent, email_consent_basis, sms_consent_basis, \
    whatsapp_consent_basis, \
    'SUBSCRIBED' in (email_consent, sms_consent, whatsapp_consent) as marketing_consent from customer_activity) \
    as customer_profiles";

/// Whether the narrow table answers a rule alone.
pub(crate) fn covers(rule: &Rule) -> bool {
    rule.conditions().iter().all(|condition| match &condition.subject {
        Subject::Attribute(attribute) => in_narrow(*attribute),
        _ => true,
    })
}

/// Appends a rule; the text begins with `and`.
pub(crate) fn push<S: Statement>(q: &mut S, keyring: &Keyring, ask: (Source, Reach), rule: &RuleAt) {
    let mut compiler = Compiler::new(q, keyring, &rule.at, ask);
    compiler.q.push(" and ");
    compiler.rule(&rule.rule, true);
}

/// Which columns are wanted of those who are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// None: they are counted.
    Nothing,
    /// One to sort by.
    One(Attribute),
    /// Those of [`NARROW`].
    Narrow,
}

/// Appends what stands behind `from` to find those whom all rules find and who are not erased, beginning with a
/// condition on another table. `None`, and nothing is appended, when no such condition is one that all of them meet.
pub(crate) fn push_found<S: Statement>(
    q: &mut S,
    keyring: &Keyring,
    rules: &[RuleAt],
    wanted: Wanted,
) -> Option<Workers> {
    let first = rules.first()?;
    let parts: Vec<Part<'_>> = rules.iter().flat_map(Part::of).collect();
    Compiler::new(q, keyring, &first.at, (Source::Wide, Reach::All)).among(&parts, Some(wanted))
}

/// Whether it is worth while to have several processes find people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Workers {
    /// The planner decides.
    Any,
    /// None but one: each would make the same groups of rows for itself.
    One,
}

/// Appends a single condition, or the one that its value isn't known, in parentheses or as `exists`.
pub(super) fn push_condition<S: Statement>(
    q: &mut S,
    keyring: &Keyring,
    source: Source,
    condition: &Condition,
    at: &Moment,
) {
    Compiler::new(q, keyring, at, (source, Reach::All)).condition(condition, true);
}

/// A value as SQL: an expression, or what stands under a key of a `jsonb` column.
#[derive(Debug, Clone, Copy)]
struct Value<'a> {
    kind: Kind,
    sql: &'a str,
    key: Option<&'a str>,
}

/// Another table's rows of a person.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side {
    from: &'static str,
    /// The column with the person's id.
    person: &'static str,
    /// Which rows, as SQL of our own.
    only: &'static str,
    /// Whether there is one of a person at most.
    once: bool,
}

/// Where an attribute stands.
pub(super) enum Place {
    /// On the relation itself.
    Here(&'static str),
    /// In one row of another table, or none.
    Side(Side, &'static str),
    /// An aggregate of another table's rows that is 0 without any.
    Measured(Side, &'static str),
    /// The latest instant of another table's rows.
    Latest(Side, &'static str),
    /// A text of each of another table's rows.
    Listed(Side, &'static str),
    /// The RFM group, which the table has of buyers only.
    Group,
}

/// The day as it was written.
const BIRTHDAY: &str = "t.birthday";

const TRAITS: Side = Side { from: "customer_traits t", person: "t.customer_id", only: "true", once: true };
const SCORES: Side = Side { from: "customer_rfm r", person: "r.customer_id", only: "true", once: true };
const ORDERS: Side = Side { from: "orders o", person: "o.customer_id", only: "true", once: false };
/// Where orders went: each text once for a person.
const PLACES: Side = Side { from: "customer_places p", person: "p.customer_id", only: "true", once: false };
const PLACE: &str = "p.key";
/// The domains of addresses, which stand in the profiles but are asked of an index.
const DOMAINS: Side = Side { from: "customer_profiles d", person: "d.id", only: "true", once: true };
const DOMAIN: &str = "d.email_domain";
/// Which orders count, of `orders o`.
pub(crate) const COUNTED: &str = "o.status not in ('cancelled', 'returned')";

/// The entry of the ledger that holds: the latest of the channel.
const LEDGER: Side = Side {
    from: "consent_ledger c",
    person: "c.customer_id",
    only: "c.channel = 'email' and not exists (select from consent_ledger n where n.customer_id = c.customer_id \
        and n.channel = 'email' and (n.occurred_at, n.id) > (c.occurred_at, c.id))",
    once: true,
};

/// The same of another channel.
const LEDGER_SMS: Side = Side {
    only: "c.channel = 'sms' and not exists (select from consent_ledger n where n.customer_id = c.customer_id \
        and n.channel = 'sms' and (n.occurred_at, n.id) > (c.occurred_at, c.id))",
    ..LEDGER
};
const LEDGER_WHATSAPP: Side = Side {
    only: "c.channel = 'whatsapp' and not exists (select from consent_ledger n where n.customer_id = c.customer_id \
        and n.channel = 'whatsapp' and (n.occurred_at, n.id) > (c.occurred_at, c.id))",
    ..LEDGER
};

const ACTIVITY: Side = Side {
    from: "(select a.customer_id, a.last_active_at as at from customer_activity a \
        where a.last_active_at > '-infinity' union all \
        select e.customer_id, e.occurred_at from events e where e.customer_id is not null) as s",
    person: "s.customer_id",
    only: "true",
    once: false,
};

/// The last logins, as an index has them: never is `-infinity`.
const SEEN: Side = Side { from: "customer_activity s", person: "s.customer_id", only: "true", once: true };
/// Those whom not all that is usual is true of; small indexes have each. No condition on a person must be asked of
/// everybody where it is enough to leave these out.
const INACTIVE: Side =
    Side { from: "customer_profiles n", person: "n.id", only: "n.status <> 'active'", once: true };
const UNVERIFIED: Side =
    Side { from: "customer_profiles n", person: "n.id", only: "not n.email_verified", once: true };
/// The same of those who are erased, as a condition on `customer_profiles`.
const NOT_ERASED: &str = "not exists (select from customer_profiles n where n.id = customer_profiles.id \
    and n.status = 'erased')";
/// Of whom nothing but an id among the scores is at hand: whether there still is such a profile. Merges are what takes
/// one away, and no key takes its scores along; they stay until they are computed again.
const NOT_MERGED: &str = "not exists (select from merges g where g.merged_id = customer_profiles.id \
    and g.undone_at is null)";

static REGION: LazyLock<String> = LazyLock::new(|| {
    let countries: Vec<String> = EU_EEA.iter().map(|code| format!("'{code}'")).collect();
    format!(
        "case when phone_country in ({}) then 'EU' when phone_country = 'GB' then 'UK' \
         when phone_country = 'IN' then 'IN' when phone_country is not null then 'other' end",
        countries.join(", ")
    )
});

/// Whether the narrow table has what an attribute needs.
pub(crate) const fn in_narrow(attribute: Attribute) -> bool {
    use Attribute as A;
    match attribute {
        A::TotalOrders
        | A::TotalSpent
        | A::LifetimeValue
        | A::AverageOrderValue
        | A::FirstOrderAt
        | A::LastOrderAt
        | A::DaysBetweenOrders
        | A::LastLoginAt
        | A::SignupDate
        | A::Status
        | A::EmailVerified
        | A::MarketingConsent
        | A::EmailConsent
        | A::EmailConsentBasis
        | A::SmsConsent
        | A::SmsConsentBasis
        | A::WhatsappConsent
        | A::WhatsappConsentBasis => true,
        // of other tables, or of an index
        A::EmailDomain
        | A::RefundedAmount
        | A::ReturnsCount
        | A::LastActivityAt
        | A::City
        | A::State
        | A::Country
        | A::EmailConsentMethod
        | A::EmailNoticeVersion
        | A::SmsConsentMethod
        | A::SmsNoticeVersion
        | A::WhatsappConsentMethod
        | A::WhatsappNoticeVersion
        | A::RfmGroup
        | A::RfmRecency
        | A::RfmValue
        | A::Birthday
        | A::Language => true,
        _ => false,
    }
}

pub(super) fn place(attribute: Attribute) -> Place {
    use Attribute as A;
    match attribute {
        A::AverageOrderValue => Place::Here("round(total_spent / nullif(total_orders, 0), 2)"),
        A::DaysBetweenOrders => Place::Here(
            "case when total_orders >= 2 then \
             round(extract(epoch from last_order_at - first_order_at) / 86400 / (total_orders - 1), 6) end",
        ),
        A::FirstName => Place::Here(r"substring(full_name from '^[ \t\n\r]*([^ \t\n\r]+)')"),
        A::LastName => Place::Here(r"substring(full_name from '^[ \t\n\r]*[^ \t\n\r]+[ \t\n\r]+(.*)$')"),
        A::ReferrerDomain => Place::Here(
            r"regexp_replace(lower(substring(referrer from '(?i)^[a-z][a-z0-9+.-]*://([^/:?#]+)')), '^www\.', '')",
        ),
        A::LastReferrerDomain => Place::Here(
            r"regexp_replace(lower(substring(last_referrer from '(?i)^[a-z][a-z0-9+.-]*://([^/:?#]+)')), '^www\.', '')",
        ),
        A::RegionGroup => Place::Here(&REGION),
        A::EmailDomain => Place::Side(DOMAINS, DOMAIN),
        A::RefundedAmount => Place::Measured(
            Side { only: "o.status not in ('cancelled', 'returned') and o.store_refunded <> 0", ..ORDERS },
            "coalesce(sum(o.store_refunded), 0)",
        ),
        A::ReturnsCount => Place::Measured(Side { only: "o.status = 'returned'", ..ORDERS }, "count(*)"),
        A::LastActivityAt => Place::Latest(ACTIVITY, "s.at"),
        A::City => Place::Listed(Side { only: "p.kind = 'city'", ..PLACES }, PLACE),
        A::State => Place::Listed(Side { only: "p.kind = 'state'", ..PLACES }, PLACE),
        A::Country => Place::Listed(Side { only: "p.kind = 'country'", ..PLACES }, PLACE),
        A::EmailConsentMethod => Place::Side(LEDGER, "c.method"),
        A::EmailNoticeVersion => Place::Side(LEDGER, "c.notice_version"),
        A::SmsConsentMethod => Place::Side(LEDGER_SMS, "c.method"),
        A::SmsNoticeVersion => Place::Side(LEDGER_SMS, "c.notice_version"),
        A::WhatsappConsentMethod => Place::Side(LEDGER_WHATSAPP, "c.method"),
        A::WhatsappNoticeVersion => Place::Side(LEDGER_WHATSAPP, "c.notice_version"),
        A::RfmGroup => Place::Group,
        A::RfmRecency => Place::Side(SCORES, "r.recency"),
        A::RfmValue => Place::Side(SCORES, "r.value"),
        A::Birthday => Place::Side(TRAITS, BIRTHDAY),
        A::Language => Place::Side(
            TRAITS,
            "coalesce(case when jsonb_typeof(t.traits -> 'language') in ('string', 'number', 'boolean') \
               then text_key(t.traits ->> 'language') end, \
             case when jsonb_typeof(t.traits -> 'locale') in ('string', 'number', 'boolean') \
               then text_key(t.traits ->> 'locale') end)",
        ),
        // named like their columns
        other => Place::Here(other.as_str()),
    }
}

/// The rows of a relation, the column of their date, and which count unless a filter asks for their status.
fn relation(rows: &Rows) -> (Side, &'static str) {
    let by_status = rows.filters.iter().any(|filter| filter.field == Field::Status);
    match (&rows.relation, by_status) {
        (Relation::Orders, true) => (ORDERS, "o.order_date"),
        (Relation::Orders, false) => (Side { only: COUNTED, ..ORDERS }, "o.order_date"),
        (Relation::Products, by_status) => (
            Side {
                // lines know of their orders what most rules ask
                from: if rows.filters.iter().any(|filter| of_order(&filter.field)) {
                    "order_items i join orders o on o.id = i.order_id"
                } else {
                    "order_items i"
                },
                person: "i.customer_id",
                only: if by_status { "true" } else { "i.counted" },
                once: false,
            },
            "i.order_date",
        ),
        (Relation::Event(_), _) => (
            Side {
                from: "events e",
                person: "e.customer_id",
                only: "e.customer_id is not null",
                once: false,
            },
            "e.occurred_at",
        ),
        (Relation::Logins, _) => (
            Side {
                from: "login_activities l",
                person: "l.customer_id",
                only: "l.success and l.customer_id is not null",
                once: false,
            },
            "l.login_time",
        ),
        (Relation::FailedLogins, _) => (
            Side {
                from: "login_activities l",
                person: "l.customer_id",
                only: "not l.success and l.customer_id is not null",
                once: false,
            },
            "l.login_time",
        ),
    }
}

/// Whether a field of a product stands in its order alone.
const fn of_order(field: &Field) -> bool {
    matches!(
        field,
        Field::Status
            | Field::PaymentStatus
            | Field::PaymentMethod
            | Field::Source
            | Field::Currency
            | Field::City
            | Field::State
            | Field::Country
    )
}

/// A field of a relation's row.
fn field<'a>(relation: &Relation, date: &'static str, field: &'a Field) -> Value<'a> {
    let products = *relation == Relation::Products;
    let sql = match field {
        Field::Date => date,
        Field::Amount if products => "i.store_amount",
        Field::Amount => "o.store_net",
        Field::Status => "o.status",
        Field::PaymentStatus => "o.payment_status",
        Field::PaymentMethod => "o.payment_method",
        Field::Source => "o.source",
        Field::Currency => "o.currency",
        Field::City => "o.city",
        Field::State => "o.state",
        Field::Country => "o.country",
        Field::Product => PRODUCTS,
        Field::Id => "i.product_id",
        Field::Name => "i.name",
        Field::Category => CATEGORY,
        Field::Quantity => "i.quantity",
        Field::Method => "l.login_method",
        Field::Device => "l.device_info",
        Field::Reason => "l.failure_reason",
        Field::Property(_) => "e.properties",
    };
    let key = if let Field::Property(name) = field { Some(name.as_str()) } else { None };
    Value { kind: field.kind(), sql, key }
}

/// The category of a line of an order.
const CATEGORY: &str = "i.category_key";

/// What stands in the database in the form in which texts are compared.
const KEYS: [&str; 4] = [PLACE, CATEGORY, DOMAIN, "email_domain"];

/// The products of an order.
const PRODUCTS: &str = "array(select i.product_id from order_items i where i.order_id = o.id)";

/// What a negative test is the negation of.
pub(super) fn affirmed(test: &Test) -> Test {
    match test {
        Test::Number(NumberTest::NotEquals(n)) => Test::Number(NumberTest::Equals(*n)),
        Test::Text(test) => Test::Text(match test.clone() {
            TextTest::NotEquals(text) => TextTest::Equals(text),
            TextTest::NotContains(text) => TextTest::Contains(text),
            TextTest::NotStartsWith(text) => TextTest::StartsWith(text),
            TextTest::NotEndsWith(text) => TextTest::EndsWith(text),
            TextTest::NotIn(texts) => TextTest::In(texts),
            other => other,
        }),
        Test::Date(DateTest::NotOn(day)) => Test::Date(DateTest::On(*day)),
        Test::Date(DateTest::NotInLast(span)) => Test::Date(DateTest::InLast(*span)),
        Test::List(test) => Test::List(match test.clone() {
            ListTest::NotContains(text) => ListTest::Contains(text),
            ListTest::NotContainsAny(texts) => ListTest::ContainsAny(texts),
            ListTest::NotContainsAll(texts) => ListTest::ContainsAll(texts),
            other => other,
        }),
        other => other.clone(),
    }
}

/// Which of the fixed words pass an affirmative test.
pub(super) fn passing(words: &'static [&'static str], test: &TextTest) -> Vec<&'static str> {
    let same = |text: &str| trimmed(text).to_lowercase();
    words
        .iter()
        .copied()
        .filter(|word| {
            let word = word.to_lowercase();
            match test {
                TextTest::Equals(text) | TextTest::NotEquals(text) => word == same(text),
                TextTest::Contains(text) | TextTest::NotContains(text) => word.contains(&same(text)),
                TextTest::StartsWith(text) | TextTest::NotStartsWith(text) => word.starts_with(&same(text)),
                TextTest::EndsWith(text) | TextTest::NotEndsWith(text) => word.ends_with(&same(text)),
                TextTest::In(texts) | TextTest::NotIn(texts) => texts.iter().any(|text| word == same(text)),
            }
        })
        .collect()
}

/// As `text_key` trims.
fn trimmed(text: &str) -> &str {
    text.trim_matches(BLANKS)
}

/// The longest part of a text of which normalisation leaves every letter, if an index finds it: three letters or more.
fn plain_part(text: &str) -> Option<&str> {
    let mut best = "";
    let mut rest = trimmed(text);
    while let Some(begin) = rest.find(|c: char| c.is_ascii()) {
        rest = rest.get(begin..).unwrap_or_default();
        let end = rest.find(|c: char| !c.is_ascii()).unwrap_or(rest.len());
        // a letter before another script's sign may be one with it
        let kept = if end < rest.len() { end.saturating_sub(1) } else { end };
        let part = rest.get(..kept).unwrap_or_default();
        if part.len() > best.len() {
            best = part;
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    (best.len() >= 3 && !best.contains(['\n', '\r'])).then_some(best)
}

struct Compiler<'a, S> {
    q: &'a mut S,
    keyring: &'a Keyring,
    at: &'a Moment,
    source: Source,
    reach: Reach,
    /// Whether the condition that comes is to be written as a list of ids.
    listing: bool,
    /// Whether nothing of people is at hand but their ids.
    bare: bool,
    /// Whether few were found already.
    few: bool,
}

impl<'a, S: Statement> Compiler<'a, S> {
    fn new(q: &'a mut S, keyring: &'a Keyring, at: &'a Moment, (source, reach): (Source, Reach)) -> Self {
        Self { q, keyring, at, source, reach, listing: false, bare: false, few: false }
    }

    /// What stands behind `from` to find those of whom all parts are true, one of which tells whom. With `wanted`: and
    /// who are not erased.
    fn among(&mut self, parts: &[Part<'a>], wanted: Option<Wanted>) -> Option<Workers> {
        let ranks = parts.iter().enumerate().filter_map(|(n, part)| Some((part.rank()?, n)));
        let (_, first) = ranks.min()?;
        let rest = || parts.iter().enumerate().filter(move |(n, _)| *n != first).map(|(_, part)| *part);
        let before = (self.source, self.bare);
        let mut workers = Workers::Any;
        let found = parts.get(first)?;
        self.ids(*found);
        let (counted, narrow) =
            (matches!(wanted, None | Some(Wanted::Nothing)), wanted == Some(Wanted::Narrow));
        // where few are found their rows are looked at; where many are, a column spares that
        let before_few = std::mem::replace(&mut self.few, found.rank() == Some(0));
        if counted && !found.of_events() && rest().all(Part::beside) {
            self.q.push(" as customer_profiles (id) where ");
            self.q.push(if wanted.is_some() { NOT_ERASED } else { "true" });
            if wanted.is_some() && found.of_scores() {
                self.q.push(" and ").push(NOT_MERGED);
            }
            self.bare = true;
        } else {
            let mut asked: Vec<Attribute> = rest().flat_map(|part| part.here(!self.few)).collect();
            if let Some(Wanted::One(attribute)) = wanted {
                asked.push(attribute);
            }
            self.source = if !narrow && in_one_index(&asked) {
                Source::Wide
            } else if asked.iter().all(|attribute| in_narrow(*attribute)) {
                Source::Narrow
            } else {
                Source::Wide
            };
            self.bare = false;
            if found.grouped() {
                workers = Workers::One;
            }
            self.q.push(" as found join ").push(self.source.relation());
            self.q.push(" on customer_profiles.id = found.person where ");
            self.q.push(if wanted.is_some() { "status <> 'erased'" } else { "true" });
        }
        for part in rest() {
            self.q.push(" and ");
            self.at = part.at;
            self.rule(part.rule, part.yes);
        }
        (self.source, self.bare) = before;
        self.few = before_few;
        Some(workers)
    }

    /// The ids of whom a part is true, each once, as `person`.
    fn ids(&mut self, part: Part<'a>) {
        self.at = part.at;
        if let Some(choices) = part.choice() {
            self.q.push("(");
            for (n, choice) in choices.into_iter().enumerate() {
                if n > 0 {
                    self.q.push(" union ");
                }
                self.ids(choice);
            }
            self.q.push(")");
            return;
        }
        match part.rule {
            Rule::Not(rule) => self.ids(Part { rule, yes: !part.yes, ..part }),
            Rule::Is(condition) => {
                self.listing = true;
                self.condition(condition, part.yes);
            }
            Rule::All(_) | Rule::Any(_) => {
                self.q.push("(select customer_profiles.id as person from ");
                self.among(&part.all(), None);
                self.q.push(")");
            }
        }
    }

    /// The rule, or its complement.
    fn rule(&mut self, rule: &Rule, yes: bool) {
        match rule {
            Rule::All(rules) => self.group(rules, yes, yes),
            Rule::Any(rules) => self.group(rules, yes, !yes),
            Rule::Not(rule) => self.rule(rule, !yes),
            Rule::Is(condition) => self.condition(condition, yes),
        }
    }

    fn group(&mut self, rules: &[Rule], yes: bool, all: bool) {
        if rules.is_empty() {
            self.q.push(if all { "true" } else { "false" });
            return;
        }
        self.q.push("(");
        for (n, rule) in rules.iter().enumerate() {
            if n > 0 {
                self.q.push(if all { " and " } else { " or " });
            }
            self.rule(rule, yes);
        }
        self.q.push(")");
    }

    fn condition(&mut self, c: &Condition, yes: bool) {
        match &c.subject {
            Subject::Attribute(attribute) => self.attribute(*attribute, c, yes),
            Subject::Trait(name) => {
                let value = Value { kind: Kind::Any, sql: "t.traits", key: Some(name) };
                self.sided(TRAITS, &value, c, yes);
            }
            Subject::Rows(rows) => self.rows(rows, c, yes),
            // rules come here with their references replaced
            Subject::Segment(_) => {
                self.q.push("false");
            }
            Subject::Campaign(id) => self.flag(c, yes, |q| {
                q.push("exists (select from campaign_members m where m.customer_id = customer_profiles.id");
                q.push(" and m.campaign_id = ").bind(id.0).push(")");
            }),
            Subject::Holdout(id) => self.flag(c, yes, |q| {
                q.push("exists (select from campaign_members m where m.customer_id = customer_profiles.id");
                q.push(" and m.held_out and m.campaign_id = ").bind(id.0).push(")");
            }),
            // A file keeps the ids of its time, whose addresses its withdrawals name. Whoever went into another profile
            // since is in it as that one, through several merges too.
            Subject::Export(id) => self.flag(c, yes, |q| {
                q.push("exists (select from (with recursive went (id) as (");
                q.push("select m.kept_id from merges m where m.undone_at is null and m.merged_id in (");
                q.push("select unnest(x.ids) from export_people x where x.export_id = ").bind(id.0);
                q.push(") union select m.kept_id from went w join merges m on m.merged_id = w.id");
                q.push(" and m.undone_at is null) select unnest(x.ids) as person from export_people x");
                q.push(" where x.export_id = ").bind(id.0);
                q.push(" union all select w.id from went w) as p where p.person = customer_profiles.id)");
            }),
            Subject::Bucket { salt, percent } => {
                let share = (*percent * Decimal::from(1_u64 << 32) / Decimal::ONE_HUNDRED).ceil();
                let (salt, share) = (salt.clone(), share.to_i64().unwrap_or_default());
                self.flag(c, yes, |q| {
                    q.push("random_place(").bind(salt).push(", customer_profiles.id) < ").bind(share);
                });
            }
        }
    }

    /// A flag that is always known.
    fn flag(&mut self, c: &Condition, yes: bool, push: impl FnOnce(&mut S)) {
        match c.test {
            Test::Is(wanted) => {
                self.q.push(if wanted == yes { "(" } else { "(not " });
                push(self.q);
                self.q.push(")");
            }
            Test::IsSet => self.constant(yes),
            _ => self.constant(!yes),
        }
    }

    fn constant(&mut self, value: bool) {
        self.q.push(if value { "true" } else { "false" });
    }

    fn attribute(&mut self, attribute: Attribute, c: &Condition, yes: bool) {
        let kind = attribute.kind();
        let value = |sql| Value { kind, sql, key: None };
        match place(attribute) {
            Place::Here(_) if self.bare => self.beside(attribute, c, yes),
            Place::Here(sql) => self.here(&value(sql), c, yes),
            // the few are read anyway
            Place::Side(_, DOMAIN) if self.reach == Reach::Few => self.here(&value("email_domain"), c, yes),
            Place::Side(side, sql) => self.sided(side, &value(sql), c, yes),
            Place::Measured(side, sql) => self.measured(side, None, &value(sql), &c.test, yes),
            Place::Latest(side, sql) => self.extreme(side, None, (sql, true), c, yes),
            Place::Listed(side, sql) => self.listed(side, &value(sql), c, yes),
            Place::Group => self.rfm_group(kind, c, yes),
        }
    }

    /// A test of a value of the relation itself.
    fn here(&mut self, value: &Value<'_>, c: &Condition, yes: bool) {
        // not outside is within, which an index answers
        if let (false, Unknown::Include, Test::Date(test)) = (yes, c.unknown, &c.test)
            && let Dates::Outside { from, until } = test.resolve(self.at)
        {
            self.q.push("(");
            self.dates(value, &Dates::Within { from, until }, Unknown::Exclude);
            self.q.push(")");
            return;
        }
        self.q.push("(");
        self.test(value, &c.test, c.unknown);
        self.q.push(if yes { ")" } else { ") is not true" });
    }

    /// The same where only the id is at hand, of what [`Part::beside`] lets through: by those of whom it isn't true, who
    /// are few, or by an index.
    fn beside(&mut self, attribute: Attribute, c: &Condition, yes: bool) {
        match (attribute.kind(), &c.test) {
            (Kind::Word(words), Test::Text(test)) => {
                let has = yes != c.test.is_negative();
                let chosen: Vec<String> = passing(words, test).into_iter().map(str::to_owned).collect();
                let usual = chosen.iter().any(|word| word == "active");
                self.begin(INACTIVE, has != usual);
                self.q.push(if usual { " and n.status <> all(" } else { " and n.status = any(" });
                self.q.bind(chosen).push("))");
            }
            (_, Test::Is(wanted)) => {
                self.begin(UNVERIFIED, *wanted != yes);
                self.q.push(")");
            }
            (_, Test::Date(test)) => {
                self.begin(SEEN, yes);
                self.q.push(" and ");
                let value = Value { kind: Kind::Date, sql: "s.last_login_at", key: None };
                self.dates(&value, &test.resolve(self.at), Unknown::Exclude);
                self.q.push(")");
            }
            _ => self.constant(!yes),
        }
    }

    /// A test of a value of another table's row; without a row it isn't known.
    fn sided(&mut self, side: Side, value: &Value<'_>, c: &Condition, yes: bool) {
        let (test, yes) = sided_as(c, yes);
        self.begin(side, yes);
        self.q.push(" and (");
        self.test(value, &test, Unknown::Exclude);
        self.q.push("))");
    }

    /// Begins an `exists` over a person's rows of another table; to be closed.
    fn begin(&mut self, side: Side, yes: bool) {
        if std::mem::take(&mut self.listing) {
            self.q.push(if side.once { "(select " } else { "(select distinct " }).push(side.person);
            self.q.push(" as person from ").push(side.from).push(" where ").push(side.only);
            return;
        }
        self.q.push(if yes { "exists (" } else { "not exists (" });
        self.q.push("select from ").push(side.from).push(" where ").push(side.person);
        self.q.push(" = customer_profiles.id and ").push(side.only);
    }

    /// Those whose rows, taken together, are such; to be ended by what it gives.
    fn begin_group(&mut self, side: Side, rows: Option<&Rows>, yes: bool) -> &'static str {
        let listing = std::mem::take(&mut self.listing);
        if !listing {
            self.q.push(if yes { "exists (" } else { "not exists (" });
        }
        let end = match self.reach {
            Reach::Few => {
                self.q.push("select 1 from ").push(side.from).push(" where ").push(side.person);
                self.q.push(" = customer_profiles.id and ").push(side.only);
                ")"
            }
            Reach::All => {
                self.q.push(if listing { "(select " } else { "select from (select " });
                self.q.push(side.person).push(" as person from ");
                self.q.push(side.from).push(" where ").push(side.only);
                if listing { ")" } else { ") as g where g.person = customer_profiles.id)" }
            }
        };
        self.filters(rows);
        end
    }

    fn having(&mut self, side: Side) {
        self.q.push(" group by ").push(side.person).push(" having ");
    }

    /// What must hold of the same row.
    fn filters(&mut self, rows: Option<&Rows>) {
        let Some(rows) = rows else { return };
        if let Relation::Event(name) = &rows.relation {
            self.q.push(" and e.name = ").bind(name.clone());
        }
        let (_, date) = relation(rows);
        for Filter { field: of, test, unknown } in &rows.filters {
            self.q.push(" and (");
            self.test(&field(&rows.relation, date, of), test, *unknown);
            self.q.push(")");
        }
    }

    fn rows(&mut self, rows: &Rows, c: &Condition, yes: bool) {
        if let Some(span) = ordered_within(rows, c, self.at)
            && !(self.listing || self.bare || self.few)
        {
            return self.ordered(span, yes);
        }
        let (side, date) = relation(rows);
        let kind = rows.kind();
        match &rows.measure {
            Measure::Count => {
                let value = Value { kind, sql: "count(*)", key: None };
                self.measured(side, Some(rows), &value, &c.test, yes);
            }
            Measure::Sum(of) => {
                let summed = field(&rows.relation, date, of);
                self.measured(side, Some(rows), &Value { kind, ..summed }, &c.test, yes);
            }
            Measure::LastAt => self.extreme(side, Some(rows), (date, true), c, yes),
            Measure::FirstAt => self.extreme(side, Some(rows), (date, false), c, yes),
        }
    }

    /// Whether there are orders within a span that isn't over: the time of the last one tells, but for orders that are
    /// dated later than the end.
    fn ordered(&mut self, (from, until, some): (DateTime<Utc>, Option<DateTime<Utc>>, bool), yes: bool) {
        self.q.push(if some == yes { "(" } else { "not (" });
        self.q.push("last_order_at is not null and last_order_at >= ").bind(from);
        if let Some(until) = until {
            // asked once, of the few who have any: the planner takes what is asked person by person for expensive
            self.q.push(" and (last_order_at < ").bind(until).push(" or customer_profiles.id in (");
            self.q.push(
                "select o.customer_id from orders f join orders o on o.customer_id = f.customer_id where ",
            );
            self.q.push(COUNTED).push(" and f.status not in ('cancelled', 'returned') and f.order_date >= ");
            self.q.bind(until).push(" and o.order_date >= ").bind(from);
            self.q.push(" and o.order_date < ").bind(until).push("))");
        }
        self.q.push(")");
    }

    /// A number made of rows, 0 without any: always known.
    fn measured(&mut self, side: Side, rows: Option<&Rows>, value: &Value<'_>, test: &Test, yes: bool) {
        let Test::Number(test) = test else {
            self.constant(matches!(test, Test::IsSet) == yes);
            return;
        };
        let counted = value.sql == "count(*)";
        // whoever has no rows is found by what the others are not
        let zero = number::holds(test, Decimal::ZERO);
        if counted && any_or_none(test).is_some() {
            self.begin(side, yes != zero);
            self.filters(rows);
            self.q.push(")");
            return;
        }
        let end = self.begin_group(side, rows, yes != zero);
        self.having(side);
        self.q.push(if zero { "not (" } else { "(" });
        let sum = rows.is_some() && !counted;
        self.number(test, value.kind, |this| {
            if sum {
                this.q.push("coalesce(sum(");
                this.numeric(value);
                this.q.push("), 0)");
            } else {
                this.q.push(value.sql);
            }
        });
        self.q.push(")").push(end);
    }

    /// When the first or the latest row was.
    fn extreme(
        &mut self,
        side: Side,
        rows: Option<&Rows>,
        (date, latest): (&str, bool),
        c: &Condition,
        yes: bool,
    ) {
        let some = extreme_as(c, self.at, yes);
        let dates = match &c.test {
            Test::IsSet | Test::IsNotSet => {
                self.begin(side, some);
                self.filters(rows);
                self.q.push(")");
                return;
            }
            Test::Date(test) => test.resolve(self.at),
            _ => return self.constant(!yes),
        };
        let dates = match dates {
            Dates::Outside { from, until } if c.unknown == Unknown::Include => Dates::Within { from, until },
            other => other,
        };
        let end = self.begin_group(side, rows, some);
        // rows that can't be the one that is meant stay unread
        if let Dates::Within { from, until } = &dates {
            let (bound, op) = if latest { (from, " >= ") } else { (until, " < ") };
            if let Some(bound) = bound {
                self.q.push(" and ").push(date).push(op).bind(*bound);
            }
        }
        self.having(side);
        let aggregate = format!("{}({date})", if latest { "max" } else { "min" });
        let value = Value { kind: Kind::Date, sql: &aggregate, key: None };
        self.dates(&value, &dates, Unknown::Exclude);
        self.q.push(end);
    }

    /// The texts of a person's rows, as a list.
    fn listed(&mut self, side: Side, value: &Value<'_>, c: &Condition, yes: bool) {
        let Test::List(test) = &c.test else {
            let known = match c.test {
                Test::IsSet => yes,
                Test::IsNotSet => !yes,
                _ => return self.constant(!yes),
            };
            return self.has_text(side, value, &[], known);
        };
        if c.test.is_negative() {
            let exclude = c.unknown == Unknown::Exclude;
            if exclude {
                self.q.push("(");
                self.has_text(side, value, &[], yes);
                self.q.push(if yes { " and " } else { " or " });
            }
            let Test::List(test) = affirmed(&c.test) else { return };
            self.list_of_rows(side, value, &test, !yes);
            if exclude {
                self.q.push(")");
            }
        } else {
            self.list_of_rows(side, value, test, yes);
        }
    }

    fn list_of_rows(&mut self, side: Side, value: &Value<'_>, test: &ListTest, yes: bool) {
        match test {
            ListTest::Contains(text) | ListTest::NotContains(text) => {
                self.has_text(side, value, std::slice::from_ref(text), yes);
            }
            ListTest::ContainsAny(texts) | ListTest::NotContainsAny(texts) => {
                self.has_text(side, value, texts, yes)
            }
            ListTest::ContainsAll(texts) | ListTest::NotContainsAll(texts) => {
                self.q.push("(");
                for (n, text) in texts.iter().enumerate() {
                    if n > 0 {
                        self.q.push(if yes { " and " } else { " or " });
                    }
                    self.has_text(side, value, std::slice::from_ref(text), yes);
                }
                self.q.push(")");
            }
            ListTest::IsEmpty => self.has_text(side, value, &[], !yes),
            ListTest::Length(compare, n) => {
                let n = Decimal::from(*n);
                let test = match compare {
                    Compare::Equal => NumberTest::Equals(n),
                    Compare::Less => NumberTest::LessThan(n),
                    Compare::AtMost => NumberTest::AtMost(n),
                    Compare::More => NumberTest::MoreThan(n),
                    Compare::AtLeast => NumberTest::AtLeast(n),
                };
                let aggregate = format!("count(distinct {})", value.sql);
                let value = Value { kind: Kind::Count, sql: &aggregate, key: None };
                self.measured(side, None, &value, &Test::Number(test), yes);
            }
        }
    }

    /// Whether a row has one of these texts, or any.
    fn has_text(&mut self, side: Side, value: &Value<'_>, texts: &[String], yes: bool) {
        // nobody has the same place twice
        self.begin(Side { once: side.once || (value.sql == PLACE && texts.len() == 1), ..side }, yes);
        self.q.push(" and ");
        self.text(value);
        if texts.is_empty() {
            self.q.push(" is not null");
        } else {
            self.one_of(texts);
        }
        self.q.push(")");
    }

    fn one_of(&mut self, texts: &[String]) {
        self.q.push(" in (");
        for (n, text) in texts.iter().enumerate() {
            self.q.push(if n > 0 { ", text_key(" } else { "text_key(" });
            self.q.bind(text.clone()).push(")");
        }
        self.q.push(")");
    }

    fn rfm_group(&mut self, kind: Kind, c: &Condition, yes: bool) {
        const NONE: &str = "total_orders = 0 and not exists (select from customer_rfm r \
             where r.customer_id = customer_profiles.id)";
        let known = "(total_orders = 0 or exists (select from customer_rfm r where r.customer_id = customer_profiles.id))";
        let (Kind::Word(words), Test::Text(test)) = (kind, &c.test) else {
            match c.test {
                Test::IsSet => self.q.push(if yes { known } else { "not " }),
                Test::IsNotSet => self.q.push(if yes { "not " } else { known }),
                _ => self.q.push(if yes { "false" } else { "true" }),
            };
            if matches!((&c.test, yes), (Test::IsSet, false) | (Test::IsNotSet, true)) {
                self.q.push(known);
            }
            return;
        };
        let negative = c.test.is_negative();
        let exclude = negative && c.unknown == Unknown::Exclude;
        let has = yes != negative;
        let chosen: Vec<String> = passing(words, test).into_iter().map(str::to_owned).collect();
        let prospects = chosen.iter().any(|word| word == "PROSPECTS");
        if exclude {
            self.q.push("(").push(if yes { "" } else { "not " }).push(known);
            self.q.push(if yes { " and " } else { " or " });
        }
        self.q.push("(");
        self.begin(SCORES, has);
        self.q.push(" and r.rfm_group = any(").bind(chosen).push("))");
        if prospects {
            self.q.push(if has { " or (" } else { " and not (" }).push(NONE).push(")");
        }
        self.q.push(if exclude { "))" } else { ")" });
    }

    /// A test of a value, as an expression that may be NULL where it isn't known.
    fn test(&mut self, value: &Value<'_>, test: &Test, unknown: Unknown) {
        match test {
            Test::IsSet => self.known(value),
            Test::IsNotSet => {
                self.q.push("not ");
                self.known(value);
            }
            Test::Is(wanted) if value.key.is_some() => {
                self.json(value);
                self.q.push(if *wanted { " = 'true'::jsonb" } else { " = 'false'::jsonb" });
            }
            Test::Is(wanted) => {
                self.q.push(if *wanted { "" } else { "not " }).push(value.sql);
            }
            Test::Number(NumberTest::NotEquals(n)) => {
                self.numeric(value);
                self.q.push(if unknown == Unknown::Include { " is distinct from " } else { " <> " });
                self.bind_number(value.kind, *n);
            }
            Test::Number(test) => self.number(test, value.kind, |this| this.numeric(value)),
            Test::Date(test) => {
                let dates = test.resolve(self.at);
                self.dates(value, &dates, unknown);
            }
            Test::Text(_) if test.is_negative() => {
                let Test::Text(affirmed) = affirmed(test) else { return };
                if unknown == Unknown::Exclude {
                    self.known_text(value);
                    self.q.push(" and ");
                }
                self.q.push("(");
                self.text_test(value, &affirmed);
                self.q.push(") is not true");
            }
            Test::Text(test) => self.text_test(value, test),
            Test::List(_) if test.is_negative() => {
                let Test::List(affirmed) = affirmed(test) else { return };
                if unknown == Unknown::Exclude {
                    self.known_list(value);
                    self.q.push(" and ");
                }
                self.q.push("(");
                self.list_test(value, &affirmed);
                self.q.push(") is not true");
            }
            Test::List(test) => self.list_test(value, test),
        }
    }

    fn json(&mut self, value: &Value<'_>) {
        self.q
            .push("(")
            .push(value.sql)
            .push(" -> ")
            .bind(value.key.unwrap_or_default().to_owned())
            .push(")");
    }

    fn json_text(&mut self, value: &Value<'_>) {
        self.q
            .push("(")
            .push(value.sql)
            .push(" ->> ")
            .bind(value.key.unwrap_or_default().to_owned())
            .push(")");
    }

    /// Whether it is known; never NULL.
    fn known(&mut self, value: &Value<'_>) {
        match value.kind {
            _ if value.key.is_some() => {
                self.q.push("coalesce(case jsonb_typeof(");
                self.json(value);
                self.q.push(") when 'null' then false when 'string' then text_key(");
                self.json_text(value);
                self.q.push(") is not null when 'array' then jsonb_array_length(");
                self.json(value);
                self.q.push(") > 0 else ");
                self.json(value);
                self.q.push(" is not null end, false)");
            }
            Kind::List => self.known_list(value),
            Kind::Text => self.known_text(value),
            _ if self.has_seen(value) => {
                self.q.push("(seen_at > '-infinity')");
            }
            _ => {
                self.q.push("(").push(value.sql).push(" is not null)");
            }
        }
    }

    /// Whether a test of texts can be answered.
    fn known_text(&mut self, value: &Value<'_>) {
        self.q.push("(");
        match value.kind {
            Kind::Word(_) | Kind::Sealed => {
                self.q.push(value.sql);
            }
            _ => self.text(value),
        }
        self.q.push(" is not null)");
    }

    fn known_list(&mut self, value: &Value<'_>) {
        self.q.push("exists (select from unnest(");
        self.list(value);
        self.q.push(") as u (x) where text_key(u.x) is not null)");
    }

    /// The value as a number.
    fn numeric(&mut self, value: &Value<'_>) {
        if value.key.is_some() {
            self.q.push("json_number");
            self.json(value);
        } else {
            self.q.push("(").push(value.sql).push(")");
        }
    }

    fn bind_number(&mut self, kind: Kind, n: Decimal) {
        // a whole number is compared as one, or no index of whole numbers would serve
        match n.to_i32() {
            Some(whole) if kind == Kind::Count && n.is_integer() => self.q.bind(whole),
            _ => self.q.bind(n),
        };
    }

    fn number(&mut self, test: &NumberTest, kind: Kind, push: impl Fn(&mut Self)) {
        let (op, n) = match test {
            NumberTest::Equals(n) => (" = ", *n),
            NumberTest::NotEquals(n) => (" <> ", *n),
            NumberTest::MoreThan(n) => (" > ", *n),
            NumberTest::AtLeast(n) => (" >= ", *n),
            NumberTest::LessThan(n) => (" < ", *n),
            NumberTest::AtMost(n) => (" <= ", *n),
            NumberTest::Between(from, to) => {
                push(self);
                self.q.push(" between ");
                self.bind_number(kind, *from);
                self.q.push(" and ");
                self.bind_number(kind, *to);
                return;
            }
        };
        push(self);
        self.q.push(op);
        self.bind_number(kind, n);
    }

    /// Whether it is the last login, which the narrow table has in a form that its index knows: never is `-infinity`.
    fn has_seen(&self, value: &Value<'_>) -> bool {
        self.source == Source::Narrow && value.sql == Attribute::LastLoginAt.as_str()
    }

    /// The value as an instant; days that stand in JSON are the store's.
    fn instant(&mut self, value: &Value<'_>) {
        if value.key.is_some() {
            self.q.push("(text_day");
            self.json_text(value);
            self.q.push("::timestamp at time zone ").bind(self.at.zone.name().to_owned()).push(")");
        } else if self.has_seen(value) {
            self.q.push("seen_at");
        } else {
            self.q.push(value.sql);
        }
    }

    /// The value's day in the store's zone.
    fn day(&mut self, value: &Value<'_>) {
        if value.key.is_some() {
            self.q.push("text_day");
            self.json_text(value);
        } else if value.kind == Kind::Anniversary {
            self.q.push(value.sql);
        } else {
            self.q.push("(").push(value.sql).push(" at time zone ");
            self.q.bind(self.at.zone.name().to_owned()).push(")");
        }
    }

    fn dates(&mut self, value: &Value<'_>, dates: &Dates, unknown: Unknown) {
        match dates {
            Dates::Within { .. } | Dates::Outside { .. } if value.kind == Kind::Anniversary => {
                self.q.push("false");
            }
            Dates::Within { from, until } => {
                let seen = self.has_seen(value);
                match from {
                    Some(from) => {
                        self.instant(value);
                        self.q.push(" >= ").bind(*from);
                    }
                    None if seen => {
                        self.q.push("seen_at > '-infinity'");
                    }
                    None => {
                        self.instant(value);
                        self.q.push(" is not null");
                    }
                }
                if let Some(until) = until {
                    self.q.push(" and ");
                    self.instant(value);
                    self.q.push(" < ").bind(*until);
                }
            }
            Dates::Outside { from, until } => {
                let seen = self.has_seen(value);
                if seen && unknown == Unknown::Exclude {
                    self.q.push("seen_at > '-infinity' and ");
                }
                self.q.push("(false");
                if let Some(from) = from {
                    self.q.push(" or ");
                    self.instant(value);
                    self.q.push(" < ").bind(*from);
                }
                if let Some(until) = until {
                    self.q.push(" or ");
                    self.instant(value);
                    self.q.push(" >= ").bind(*until);
                }
                // never is before everything
                if unknown == Unknown::Include && !(seen && from.is_some()) {
                    self.q.push(" or ");
                    self.instant(value);
                    self.q.push(if seen { " = '-infinity'" } else { " is null" });
                }
                self.q.push(")");
            }
            Dates::Month(month) => {
                self.q.push("extract(month from ");
                self.day(value);
                self.q.push(") = ").bind(i32::try_from(*month).unwrap_or_default());
            }
            Dates::Days(days) => {
                let days: Vec<i32> =
                    days.iter().filter_map(|(month, day)| i32::try_from(month * 100 + day).ok()).collect();
                if value.sql == BIRTHDAY {
                    // an index has it
                    self.q.push("t.birthday_key = any(").bind(days).push(")");
                    return;
                }
                self.q.push("(extract(month from ");
                self.day(value);
                self.q.push(") * 100 + extract(day from ");
                self.day(value);
                self.q.push("))::integer = any(").bind(days).push(")");
            }
        }
    }

    /// The value as texts are compared.
    fn text(&mut self, value: &Value<'_>) {
        if value.key.is_some() {
            self.q.push("case when jsonb_typeof");
            self.json(value);
            self.q.push(" in ('string', 'number', 'boolean') then text_key");
            self.json_text(value);
            self.q.push(" end");
        } else if KEYS.contains(&value.sql) {
            self.q.push(value.sql);
        } else {
            self.q.push("text_key(").push(value.sql).push(")");
        }
    }

    /// An affirmative test.
    fn text_test(&mut self, value: &Value<'_>, test: &TextTest) {
        match value.kind {
            Kind::Word(words) => {
                let chosen: Vec<String> = passing(words, test).into_iter().map(str::to_owned).collect();
                match <[String; 1]>::try_from(chosen) {
                    Ok([only]) => self.q.push(value.sql).push(" = ").bind(only),
                    Err(chosen) => self.q.push(value.sql).push(" = any(").bind(chosen).push(")"),
                };
                return;
            }
            Kind::Sealed => return self.sealed(test),
            _ => {}
        }
        self.quick(value, test);
        self.text(value);
        let (before, text, after) = match test {
            TextTest::Equals(text) | TextTest::NotEquals(text) => {
                return self.one_of(std::slice::from_ref(text));
            }
            TextTest::In(texts) | TextTest::NotIn(texts) => return self.one_of(texts),
            TextTest::Contains(text) | TextTest::NotContains(text) => ("%", text, "%"),
            TextTest::StartsWith(text) | TextTest::NotStartsWith(text) => ("", text, "%"),
            TextTest::EndsWith(text) | TextTest::NotEndsWith(text) => ("%", text, ""),
        };
        let pattern = format!("{before}{}{after}", like_escape(trimmed(text)));
        self.q.push(" like lower(normalize(").bind(pattern).push("))");
    }

    /// What a test of address or name implies and an index answers.
    fn quick(&mut self, value: &Value<'_>, test: &TextTest) {
        if !matches!(value.sql, "email" | "full_name") {
            return;
        }
        let text = match test {
            TextTest::Equals(text)
            | TextTest::Contains(text)
            | TextTest::StartsWith(text)
            | TextTest::EndsWith(text) => text,
            _ => return,
        };
        if let Some(part) = plain_part(text) {
            self.q.push("search_text like lower(").bind(format!("%{}%", like_escape(part))).push(") and ");
        }
    }

    /// A phone number: as E.164, or its digits as they were typed.
    fn sealed(&mut self, test: &TextTest) {
        let texts = match test {
            TextTest::Equals(text) => std::slice::from_ref(text),
            TextTest::In(texts) => texts.as_slice(),
            _ => {
                self.q.push("false");
                return;
            }
        };
        let mut candidates = Vec::new();
        for text in texts {
            let digits = phone::digits(text);
            if trimmed(text).starts_with('+') {
                candidates.push(self.keyring.blind(Blind::Phone, &format!("+{digits}")));
            }
            candidates.push(self.keyring.blind(Blind::Phone, &digits));
        }
        self.q.push("mobile_index = any(").bind(candidates).push(")");
    }

    /// The value as an array of texts; NULL when it is no list.
    fn list(&mut self, value: &Value<'_>) {
        if value.key.is_none() {
            self.q.push(value.sql);
            return;
        }
        self.q.push("case when jsonb_typeof");
        self.json(value);
        self.q.push(" = 'array' and not jsonb_path_exists(");
        self.json(value);
        self.q.push(r#", '$[*] ? (@.type() != "string")') then array(select jsonb_array_elements_text"#);
        self.json(value);
        self.q.push(") end");
    }

    /// An affirmative test.
    fn list_test(&mut self, value: &Value<'_>, test: &ListTest) {
        match test {
            ListTest::Contains(text) | ListTest::NotContains(text) => {
                self.list_has(value, std::slice::from_ref(text));
            }
            ListTest::ContainsAny(texts) | ListTest::NotContainsAny(texts) => self.list_has(value, texts),
            ListTest::ContainsAll(texts) | ListTest::NotContainsAll(texts) => {
                for (n, text) in texts.iter().enumerate() {
                    if n > 0 {
                        self.q.push(" and ");
                    }
                    self.list_has(value, std::slice::from_ref(text));
                }
            }
            ListTest::IsEmpty => {
                self.q.push("not ");
                self.known(value);
            }
            ListTest::Length(compare, n) => {
                if value.key.is_some() {
                    self.q.push("(");
                    self.list(value);
                    self.q.push(") is not null and ");
                }
                self.q.push("(select count(distinct text_key(u.x)) from unnest(");
                self.list(value);
                self.q.push(") as u (x))").push(match compare {
                    Compare::Equal => " = ",
                    Compare::Less => " < ",
                    Compare::AtMost => " <= ",
                    Compare::More => " > ",
                    Compare::AtLeast => " >= ",
                });
                self.q.bind(i64::from(*n));
            }
        }
    }

    fn list_has(&mut self, value: &Value<'_>, texts: &[String]) {
        if value.sql == PRODUCTS {
            // the same, asked of the index of products once
            self.q.push("o.id in (select i.order_id from order_items i where text_key(i.product_id)");
            self.one_of(texts);
            self.q.push(")");
            return;
        }
        if value.sql == Attribute::PreferredCategories.as_str() {
            // in the forms in which they may have come, which is what the index has
            self.q.push("categories_key && array[");
            for (n, text) in texts.iter().enumerate() {
                let text = trimmed(text);
                self.q.push(if n > 0 { ", lower(" } else { "lower(" });
                self.q.bind(text.to_owned()).push(")");
                if !text.is_ascii() {
                    self.q.push(", lower(normalize(").bind(text.to_owned()).push(")), lower(normalize(");
                    self.q.bind(text.to_owned()).push(", nfd))");
                }
            }
            self.q.push("] and ");
        }
        self.q.push("exists (select from unnest(");
        self.list(value);
        self.q.push(") as u (x) where text_key(u.x)");
        self.one_of(texts);
        self.q.push(")");
    }
}
