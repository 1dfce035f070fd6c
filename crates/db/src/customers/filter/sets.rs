//! Named sets of people as conditions: exactly those whom a number of the statistics counts.

use super::{basis_column, consent_column};
use crate::{
    sealed::Keyring,
    segments::{
        RuleAt,
        compile::{self, COUNTED, Reach, Source},
    },
    statement::Statement,
};
use chrono::{DateTime, Utc};
use patron_domain::{
    acquisition::Touch,
    consent::{Channel, ConsentState},
    people_set::{Days, Moment, PeopleSet},
    rfm::RfmGroup,
    segment::NamedSet,
};

/// Being in a set as of a moment, which says where days, weeks and months begin.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "they say it")]
pub struct PeopleCondition {
    pub set: PeopleSet,
    pub at: Moment,
}

/// From an instant until before another.
type Span = (DateTime<Utc>, DateTime<Utc>);

/// The scores of a person as they were last computed; to be closed.
const SCORED: &str = "exists (select from customer_rfm r where r.customer_id = customer_profiles.id";

impl PeopleCondition {
    /// Whether the narrow table has what it asks.
    pub(super) fn in_narrow(&self) -> bool {
        match self.set {
            PeopleSet::Engaged30d
            | PeopleSet::Inactive30d
            | PeopleSet::Disengaged30d
            | PeopleSet::NewToday
            | PeopleSet::New7d
            | PeopleSet::New30d
            | PeopleSet::NewWtd
            | PeopleSet::NewMtd
            | PeopleSet::SignedUp(_)
            | PeopleSet::OptedIn
            | PeopleSet::Buyers
            | PeopleSet::RepeatBuyers
            | PeopleSet::NeverOrdered
            | PeopleSet::Value { .. }
            | PeopleSet::Ordered(_)
            | PeopleSet::FirstOrder(_)
            | PeopleSet::RfmCell { .. }
            | PeopleSet::RfmGroup(_) => true,
            // addresses, numbers of logins, opening balances and touches stand in the profiles
            PeopleSet::OptedInOn { .. }
            | PeopleSet::Pending(_)
            | PeopleSet::Unsubscribed(_)
            | PeopleSet::Reachable(_)
            | PeopleSet::Logins { .. }
            | PeopleSet::Active(_)
            | PeopleSet::LoggedIn(_)
            | PeopleSet::FirstLogin(_)
            | PeopleSet::Touched { .. }
            | PeopleSet::SignupMethod(_) => false,
        }
    }

    /// Appends the condition, each value bound. It begins with `and`.
    pub(super) fn push(&self, q: &mut impl Statement, keyring: &Keyring, ask: (Source, Reach)) {
        let at = &self.at;
        match self.set {
            PeopleSet::Engaged30d => push_engaged(q, "", at),
            PeopleSet::Inactive30d => {
                compile::push(q, keyring, ask, &RuleAt { rule: NamedSet::Inactive30d.rule(), at: *at });
            }
            PeopleSet::Disengaged30d => {
                push_engaged(q, "not ", at);
                q.push(" and signup_date < ").bind(at.instants(at.last_days(30)).0);
            }
            PeopleSet::NewToday => push_signed_up(q, at, at.last_days(1)),
            PeopleSet::New7d => push_signed_up(q, at, at.last_days(7)),
            PeopleSet::New30d => push_signed_up(q, at, at.last_days(30)),
            PeopleSet::NewWtd => push_signed_up(q, at, at.week()),
            PeopleSet::NewMtd => push_signed_up(q, at, at.month()),
            PeopleSet::SignedUp(days) => push_signed_up(q, at, days),
            PeopleSet::OptedIn => {
                q.push(" and marketing_consent");
            }
            PeopleSet::OptedInOn { channel, basis } => {
                push_consent(q, channel, ConsentState::Subscribed);
                if let Some(basis) = basis {
                    q.push(" and ").push(basis_column(channel)).push(" = ").bind(basis.as_str());
                }
            }
            PeopleSet::Pending(channel) => push_consent(q, channel, ConsentState::Pending),
            PeopleSet::Unsubscribed(channel) => push_consent(q, channel, ConsentState::Unsubscribed),
            PeopleSet::Reachable(channel) => {
                q.push(" and status = 'active'");
                push_consent(q, channel, ConsentState::Subscribed);
            }
            PeopleSet::Buyers => {
                q.push(" and total_orders >= 1");
            }
            PeopleSet::RepeatBuyers => {
                q.push(" and total_orders >= 2");
            }
            PeopleSet::NeverOrdered => {
                q.push(" and total_orders = 0");
            }
            PeopleSet::Logins { from, to } => {
                q.push(" and login_count >= ").bind(from);
                if let Some(to) = to {
                    q.push(" and login_count <= ").bind(to);
                }
            }
            PeopleSet::Value { from, to } => {
                q.push(" and lifetime_value >= ").bind(from.amount());
                if let Some(to) = to {
                    q.push(" and lifetime_value < ").bind(to.amount());
                }
            }
            PeopleSet::Active(days) => push_active(q, at.instants(days)),
            PeopleSet::LoggedIn(days) => push_logged_in(q, at.instants(days)),
            PeopleSet::Ordered(days) => push_ordered(q, " and ", at.instants(days)),
            PeopleSet::FirstLogin(days) => push_first_login(q, at.instants(days)),
            PeopleSet::FirstOrder(days) => push_span(q, "first_order_at", at.instants(days)),
            PeopleSet::Touched { touch, channel } => {
                let column = match touch {
                    Touch::First => "first_channel",
                    Touch::Last => "last_channel",
                };
                q.push(" and ").push(column).push(" = ").bind(channel.as_str());
            }
            PeopleSet::RfmCell { recency, value } => {
                q.push(" and ").push(SCORED).push(" and r.recency = ").bind(i32::from(recency));
                q.push(" and r.value = ").bind(i32::from(value)).push(")");
            }
            PeopleSet::RfmGroup(RfmGroup::Prospects) => {
                q.push(" and total_orders = 0 and not ").push(SCORED).push(")");
            }
            PeopleSet::RfmGroup(group) => {
                q.push(" and ").push(SCORED).push(" and r.rfm_group = ").bind(group.as_str()).push(")");
            }
            PeopleSet::SignupMethod(method) => {
                q.push(" and signup_method = ").bind(method.as_str());
            }
        }
    }

    /// Appends what the condition implies and finds its few people without a look at everybody: the planner can't
    /// turn an `or` of subqueries around by itself.
    pub(super) fn push_hint(&self, q: &mut impl Statement) {
        let (days, orders_too) = match self.set {
            PeopleSet::Active(days) => (days, true),
            PeopleSet::LoggedIn(days) | PeopleSet::FirstLogin(days) => (days, false),
            _ => return,
        };
        let span = self.at.instants(days);
        q.push(" and id in (select l.customer_id from login_activities l where l.success");
        push_span(q, "l.login_time", span);
        if orders_too {
            q.push(" union all select o.customer_id from orders o where ").push(COUNTED);
            push_span(q, "o.order_date", span);
        }
        q.push(" union all select p.id from customer_profiles p where p.opening_last_login_at is not null");
        push_span(q, "p.opening_last_login_at", span);
        q.push(")");
    }
}

fn push_span(q: &mut impl Statement, column: &str, (from, to): Span) {
    q.push(" and ").push(column).push(" >= ").bind(from);
    q.push(" and ").push(column).push(" < ").bind(to);
}

fn push_signed_up(q: &mut impl Statement, at: &Moment, days: Days) {
    push_span(q, "signup_date", at.instants(days));
}

/// A login or an order in the last 30 days.
fn push_engaged(q: &mut impl Statement, not: &str, at: &Moment) {
    q.push(" and ").push(not).push("exists (select from customer_activity a");
    q.push(" where a.customer_id = customer_profiles.id and a.last_active_at >= ");
    q.bind(at.instants(at.last_days(30)).0).push(")");
}

/// With an address on the channel, and this state on it.
fn push_consent(q: &mut impl Statement, channel: Channel, state: ConsentState) {
    q.push(match channel {
        Channel::Email => " and email is not null and ",
        Channel::Sms | Channel::Whatsapp => " and mobile_number is not null and ",
    });
    q.push(consent_column(channel)).push(" = ").bind(state.as_str());
}

fn push_active(q: &mut impl Statement, span: Span) {
    q.push(" and (");
    push_login(q, span);
    push_ordered(q, " or ", span);
    q.push(")");
}

fn push_logged_in(q: &mut impl Statement, span: Span) {
    q.push(" and (");
    push_login(q, span);
    q.push(")");
}

/// One in the span and none before.
fn push_first_login(q: &mut impl Statement, span: Span) {
    push_logged_in(q, span);
    q.push(" and (opening_last_login_at is null or opening_last_login_at >= ").bind(span.0);
    q.push(") and not exists (select from login_activities l where l.customer_id = customer_profiles.id");
    q.push(" and l.success and l.login_time < ").bind(span.0).push(")");
}

/// A successful login, or the last one that an opening balance knows of.
fn push_login(q: &mut impl Statement, span: Span) {
    q.push("exists (select from login_activities l where l.customer_id = customer_profiles.id and l.success");
    push_span(q, "l.login_time", span);
    q.push(") or (opening_last_login_at is not null");
    push_span(q, "opening_last_login_at", span);
    q.push(")");
}

fn push_ordered(q: &mut impl Statement, word: &str, span: Span) {
    q.push(word).push("exists (select from orders o where o.customer_id = customer_profiles.id and ");
    q.push(COUNTED);
    push_span(q, "o.order_date", span);
    q.push(")");
}
