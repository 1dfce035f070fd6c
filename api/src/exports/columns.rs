//! What leaves the house: one list a format, giving both header and cell, so the two can't drift apart.

use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Tz;
use patron_api_types::exports::CsvFlavour;
use patron_db::rows::{Consent, Profile};

/// A cell: text that people typed, which is guarded against formulas, or what we wrote ourselves.
pub enum Cell {
    /// Typed by somebody.
    Text(String),
    /// Numbers, times, fixed words, E.164 phones.
    Plain(String),
}

/// What columns need to know besides the row.
pub struct Context {
    /// The store's zone, for times.
    pub zone: Tz,
    /// The store's currency.
    pub currency: String,
    /// How text is written; told in the file so that the importer can take it back.
    pub flavour: CsvFlavour,
}

/// A column.
pub struct Column {
    /// The header.
    pub header: &'static str,
    /// The cell of a row.
    pub cell: fn(&Profile, &Context) -> Cell,
}

macro_rules! columns {
    ($($header:literal => |$p:ident, $c:ident| $cell:expr),+ $(,)?) => {
        &[$(Column { header: $header, cell: |$p, $c| { let _ = ($p, $c); $cell } }),+]
    };
}

fn text(value: Option<&String>) -> Cell {
    Cell::Text(value.cloned().unwrap_or_default())
}
fn plain(value: impl ToString) -> Cell {
    Cell::Plain(value.to_string())
}
fn time(at: Option<DateTime<Utc>>, c: &Context, precision: SecondsFormat) -> Cell {
    Cell::Plain(at.map(|t| t.with_timezone(&c.zone).to_rfc3339_opts(precision, false)).unwrap_or_default())
}
fn second(at: Option<DateTime<Utc>>, c: &Context) -> Cell {
    time(at, c, SecondsFormat::Secs)
}
fn exact(at: Option<DateTime<Utc>>, c: &Context) -> Cell {
    time(at, c, SecondsFormat::Micros)
}
fn basis(c: &Consent) -> Cell {
    plain(c.basis.map(|b| b.as_str()).unwrap_or_default())
}

/// `customers.csv`: exactly the original's nine headers.
pub const CUSTOMERS: &[Column] = columns! {
    "Email" => |p, c| text(p.row.email.as_ref()),
    "Full Name" => |p, c| text(p.row.full_name.as_ref()),
    "Mobile Number" => |p, c| plain(p.mobile_e164.clone().unwrap_or_default()),
    "Signup Date" => |p, c| second(Some(p.row.signup_date), c),
    "Last Login" => |p, c| second(p.row.last_login_at, c),
    "Login Count" => |p, c| plain(p.row.login_count),
    "Total Orders" => |p, c| plain(p.row.total_orders),
    "Total Spent" => |p, c| plain(p.row.total_spent),
    "Status" => |p, c| plain(p.row.status),
};

/// `full`: the 21 columns of `customer_profiles`, consents, currency, and how text is written.
pub const FULL: &[Column] = columns! {
    "id" => |p, c| plain(p.row.id),
    "user_id" => |p, c| plain(p.user_id.map(|u| u.to_string()).unwrap_or_default()),
    "email" => |p, c| text(p.row.email.as_ref()),
    "full_name" => |p, c| text(p.row.full_name.as_ref()),
    "mobile_number" => |p, c| match &p.mobile_e164 {
        Some(e164) => plain(e164),
        None => text(p.mobile_number.as_ref()),
    },
    "signup_date" => |p, c| exact(Some(p.row.signup_date), c),
    "email_verified" => |p, c| plain(p.row.email_verified),
    "signup_method" => |p, c| plain(p.row.signup_method),
    "last_login_at" => |p, c| exact(p.row.last_login_at, c),
    "login_count" => |p, c| plain(p.row.login_count),
    "total_orders" => |p, c| plain(p.row.total_orders),
    "total_spent" => |p, c| plain(p.row.total_spent),
    "preferred_categories" => |p, c| plain(serde_json::to_string(&p.preferred_categories).unwrap_or_default()),
    "marketing_consent" => |p, c| plain(p.row.marketing_consent),
    "status" => |p, c| plain(p.row.status),
    "source" => |p, c| plain(p.row.source),
    "ip_address" => |p, c| plain(p.ip_address.clone().unwrap_or_default()),
    "user_agent" => |p, c| text(p.user_agent.as_ref()),
    "location" => |p, c| text(p.row.location.as_ref()),
    "created_at" => |p, c| exact(Some(p.created_at), c),
    "updated_at" => |p, c| exact(Some(p.updated_at), c),
    "email_consent" => |p, c| plain(p.row.consents[0].state),
    "email_consent_basis" => |p, c| basis(&p.row.consents[0]),
    "email_consent_at" => |p, c| exact(p.row.consents[0].changed_at, c),
    "sms_consent" => |p, c| plain(p.row.consents[1].state),
    "sms_consent_basis" => |p, c| basis(&p.row.consents[1]),
    "sms_consent_at" => |p, c| exact(p.row.consents[1].changed_at, c),
    "whatsapp_consent" => |p, c| plain(p.row.consents[2].state),
    "whatsapp_consent_basis" => |p, c| basis(&p.row.consents[2]),
    "whatsapp_consent_at" => |p, c| exact(p.row.consents[2].changed_at, c),
    "currency" => |p, c| plain(&c.currency),
    "flavour" => |p, c| plain(c.flavour),
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marketing_file_has_exactly_the_nine_headers() {
        let headers: Vec<_> = CUSTOMERS.iter().map(|c| c.header).collect();
        assert_eq!(
            headers.join(","),
            "Email,Full Name,Mobile Number,Signup Date,Last Login,Login Count,Total Orders,Total Spent,Status"
        );
    }

    #[test]
    fn the_full_file_begins_with_the_originals_21_columns() {
        let original = "id,user_id,email,full_name,mobile_number,signup_date,email_verified,signup_method,\
            last_login_at,login_count,total_orders,total_spent,preferred_categories,marketing_consent,status,source,\
            ip_address,user_agent,location,created_at,updated_at";
        let headers: Vec<_> = FULL.iter().take(21).map(|c| c.header).collect();
        assert_eq!(headers.join(","), original);
    }
}
