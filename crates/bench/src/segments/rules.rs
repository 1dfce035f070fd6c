//! A rule and the SQL that somebody who knows the tables would write for it.

use super::{mixed, templates};
use crate::{Failure, shop::Shop};
use patron_domain::rule::templates::{TEMPLATES, Template};

/// What a list shows of a person, as the server reads it.
const LIST: &str = "id, email, full_name, status, email_verified, marketing_consent, email_consent, \
    email_consent_basis, email_consent_at, sms_consent, sms_consent_basis, sms_consent_at, whatsapp_consent, \
    whatsapp_consent_basis, whatsapp_consent_at, login_count, last_login_at, total_orders, total_spent, signup_date, \
    signup_method, source, location";

/// A rule by hand. Days stand as `{start:29}`, the begin of the day 29 days ago in the store's zone; hours as
/// `{ago:24}`; the 30 days from today on as `{days}`, each the number month * 100 + day.
#[derive(Debug, Clone, Copy)]
pub struct Hand {
    /// What stands behind `select count(*) from`; `a` has the person as `customer_id`.
    pub from: &'static str,
    /// What the first page asks of `customer_profiles`, most spent first. When absent, whom [`Self::from`] finds is
    /// sorted, and 50 of them are read.
    pub page: Option<&'static str>,
    /// Indexes as good as they get for this one rule.
    pub own: &'static [&'static str],
}

/// A rule that is measured.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// What the table calls it.
    pub name: &'static str,
    /// The rule.
    pub text: &'static str,
    /// The same by hand.
    pub hand: Hand,
}

/// Every template, then the mixed ones.
pub fn all() -> Result<Vec<Measured>, Failure> {
    let mut rules = TEMPLATES.iter().map(by_hand).collect::<Result<Vec<Measured>, Failure>>()?;
    rules.extend_from_slice(mixed::RULES);
    Ok(rules)
}

fn by_hand(template: &'static Template) -> Result<Measured, Failure> {
    let hand = templates::hand(template.name);
    let hand = hand.ok_or_else(|| Failure(format!("nobody wrote the template {} by hand", template.name)))?;
    Ok(Measured { name: template.name, text: template.text, hand })
}

/// Both statements of a rule by hand, as of now.
#[derive(Debug, Clone)]
pub struct Statements {
    /// How many.
    pub count: String,
    /// The first 50.
    pub page: String,
}

impl Statements {
    /// Writes them.
    pub async fn of(shop: &Shop, hand: &Hand) -> Result<Self, Failure> {
        let count = format!("select count(*) from {}", hand.from);
        let page = match hand.page {
            Some(page) => format!(
                "select {LIST} from customer_profiles where {page} and status <> 'erased' \
                 order by total_spent desc, id desc limit 50"
            ),
            None => format!(
                "select {LIST} from (select a.customer_id as id from {} \
                 order by a.total_spent desc, a.customer_id desc limit 50) f join customer_profiles using (id) \
                 order by total_spent desc, id desc",
                hand.from
            ),
        };
        Ok(Self { count: dated(shop, &count).await?, page: dated(shop, &page).await? })
    }
}

/// With its days and hours.
async fn dated(shop: &Shop, sql: &str) -> Result<String, Failure> {
    let failed = |e| Failure::of("find the days of a rule", e);
    let mut conn = shop.connect().await?;
    let mut out = String::new();
    let mut rest = sql;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) =
            after.split_once('}').ok_or_else(|| Failure(format!("a brace is open: {sql}")))?;
        let (word, n) = name.split_once(':').unwrap_or((name, "0"));
        let n: i32 = n.parse().map_err(|e| Failure::of(&format!("read {name}"), e))?;
        let query = match word {
            "start" => {
                "select to_char((date_trunc('day', now() at time zone time_zone) - make_interval(days => $1))
                   at time zone time_zone at time zone 'UTC', '\"timestamptz ''\"YYYY-MM-DD HH24:MI:SS\"Z''\"')
                 from shop"
            }
            "ago" => {
                "select to_char((now() - make_interval(hours => $1)) at time zone 'UTC',
                   '\"timestamptz ''\"YYYY-MM-DD HH24:MI:SS.US\"Z''\"')"
            }
            "days" => {
                // 29 February has its day on the 28th of a year without one
                "with t as (select (now() at time zone time_zone)::date + n + $1::int as d
                   from shop, generate_series(0, 29) n)
                 select 'array[' || string_agg(distinct x, ',') || ']' from (
                   select to_char(d, 'FMMMDD') as x from t
                   union select '229' from t where to_char(d, 'FMMMDD') = '228'
                     and to_char(make_date(extract(year from d)::int, 3, 1) - 1, 'DD') = '28') u"
            }
            other => return Err(Failure(format!("there is no {other} in {sql}"))),
        };
        let value: String = sqlx::query_scalar(query).bind(n).fetch_one(&mut conn).await.map_err(failed)?;
        out.push_str(before);
        out.push_str(&value);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}
