//! From a row of the file to a row of the store, or to the reasons why not: all of them at once.

use super::{
    cell,
    header::{Column, Header},
};
use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use csv::ByteRecord;
use patron_api_types::exports::CsvFlavour;
use patron_db::{consents::Wanted, import::ImportRow, profiles::Details};
use patron_domain::{
    FieldError,
    consent::{Channel, ConsentBasis},
    customer::{CustomerStatus, SignupMethod, Source},
    email::Email,
    money::Money,
    phone::Phone,
    text,
};
use std::{net::IpAddr, str::FromStr};

/// Longest user agent that is kept, as at a login.
const AGENT_MAX: usize = 1024;
/// Longest place, in characters (the column's size).
const LOCATION_MAX: usize = 255;
/// Most categories of a profile, and the longest of them.
const CATEGORIES: (usize, usize) = (50, 100);

/// What the rows of one file have in common.
pub struct Context<'a> {
    /// Where the columns stand.
    pub header: &'a Header,
    /// Zone of times without one.
    pub zone: Tz,
    /// Country of phones without a `+`.
    pub phone_country: &'a str,
    /// Currency of the shop's totals.
    pub currency: &'a str,
    /// Nothing has happened after that.
    pub now: DateTime<Utc>,
}

/// Since when consents stand as they do, of the channels where the file says so.
pub type Dates = Vec<(Channel, DateTime<Utc>)>;

/// Reads a row.
///
/// # Errors
/// The reasons, each with its column, in one text.
pub fn parse(context: &Context<'_>, record: &ByteRecord) -> Result<(ImportRow, Dates), String> {
    let width = context.header.width();
    if record.len() != width {
        return Err(format!("the row has {} cells, the header {width}", record.len()));
    }
    let mut cells = Cells { context, record, guarded: false, reasons: Vec::new() };
    let flavour = cells.word::<CsvFlavour>(Column::Flavour);
    cells.guarded = flavour == Some(CsvFlavour::Guarded);
    let email = cells.read(Column::Email, Email::parse);
    if email.is_none() && cells.reasons.iter().all(|r| !r.starts_with("email:")) {
        cells.reasons.push("email: must not be empty".into());
    }
    let dates = dates(&mut cells);
    match row(&mut cells, email, flavour.is_some()) {
        Some(row) if cells.reasons.is_empty() => Ok((row, dates)),
        _ => Err(cells.reasons.join("; ")),
    }
}

/// The row; `None` without an address. That comes last, so that all the reasons are told at once.
fn row(cells: &mut Cells<'_>, email: Option<Email>, own_export: bool) -> Option<ImportRow> {
    cells.check_currency();
    let made = cells.instant(Column::CreatedAt);
    let agent = cells.read(Column::UserAgent, |t| text::optional(t, usize::MAX)).flatten();
    Some(ImportRow {
        id: cells.read(Column::Id, |t| t.parse().map_err(|_| FieldError::new("must be a UUID"))),
        details: details(cells),
        signup_date: cells.instant(Column::SignupDate).or(made),
        email_verified: cells.read(Column::EmailVerified, cell::boolean).unwrap_or(false),
        signup_method: cells.word(Column::SignupMethod).unwrap_or(SignupMethod::Email),
        source: cells.word(Column::Source).unwrap_or(Source::Admin),
        status: cells.read(Column::Status, status),
        last_login_at: cells.instant(Column::LastLoginAt),
        login_count: cells.read(Column::LoginCount, cell::count).unwrap_or(0),
        total_orders: cells.read(Column::TotalOrders, cell::count).unwrap_or(0),
        total_spent: cells.read(Column::TotalSpent, spent).unwrap_or(Money::ZERO),
        marketing_consent: cells.read(Column::MarketingConsent, cell::boolean),
        ip_address: cells.read(Column::IpAddress, address).flatten(),
        user_agent: agent.map(|agent| agent.chars().take(AGENT_MAX).collect()),
        consents: consents(cells, own_export),
        own_export,
        email: email?,
    })
}

fn details(cells: &mut Cells<'_>) -> Details {
    let country = cells.context.phone_country;
    Details {
        full_name: cells.read(Column::FullName, |t| text::optional(t, text::NAME_MAX)).flatten(),
        phone: cells.read(Column::MobileNumber, |t| phone(t, country)).flatten(),
        location: cells.read(Column::Location, |t| text::optional(t, LOCATION_MAX)).flatten(),
        categories: cells.read(Column::PreferredCategories, categories).filter(|c| !c.is_empty()),
    }
}

/// The consents of the channels that the file speaks about. Another system's word for a basis is no evidence
/// of ours, so outside of Patron's own files all rest on the import.
fn consents(cells: &mut Cells<'_>, own_export: bool) -> Vec<Wanted> {
    let columns = [
        (Channel::Email, Column::EmailConsent, Column::EmailConsentBasis),
        (Channel::Sms, Column::SmsConsent, Column::SmsConsentBasis),
        (Channel::Whatsapp, Column::WhatsappConsent, Column::WhatsappConsentBasis),
    ];
    let mut wanted = Vec::new();
    for (channel, state, basis) in columns {
        let basis = cells.word::<ConsentBasis>(basis).filter(|_| own_export).unwrap_or(ConsentBasis::Import);
        if let Some(state) = cells.read(state, |t| t.to_ascii_uppercase().parse()) {
            wanted.push(Wanted { channel, state, basis: Some(basis) });
        }
    }
    wanted
}

fn dates(cells: &mut Cells<'_>) -> Dates {
    let columns = [
        (Channel::Email, Column::EmailConsentAt),
        (Channel::Sms, Column::SmsConsentAt),
        (Channel::Whatsapp, Column::WhatsappConsentAt),
    ];
    columns.into_iter().filter_map(|(channel, column)| Some((channel, cells.instant(column)?))).collect()
}

fn status(text: &str) -> Result<CustomerStatus, FieldError> {
    match text.to_ascii_lowercase().parse() {
        Ok(CustomerStatus::Erased) | Err(_) => {
            Err(FieldError::new("must be one of: active inactive blocked"))
        }
        Ok(status) => Ok(status),
    }
}

fn spent(text: &str) -> Result<Money, FieldError> {
    let money = Money::parse(text)?;
    if money.is_negative() { Err(FieldError::new("must not be below zero")) } else { Ok(money) }
}

/// The first version wrote `N/A` for a missing phone and `Unknown` for a missing address.
fn phone(text: &str, country: &str) -> Result<Option<Phone>, FieldError> {
    if text.eq_ignore_ascii_case("n/a") { Ok(None) } else { Phone::parse(text, country) }
}

fn address(text: &str) -> Result<Option<String>, FieldError> {
    if text.eq_ignore_ascii_case("unknown") {
        return Ok(None);
    }
    let address = text.parse::<IpAddr>().map_err(|_| FieldError::new("must be an IP address"))?;
    Ok(Some(address.to_canonical().to_string()))
}

fn categories(text: &str) -> Result<Vec<String>, FieldError> {
    let (most, longest) = CATEGORIES;
    let items = cell::list(text)?;
    if items.len() > most {
        return Err(FieldError::new(format!("must be at most {most} categories")));
    }
    items.iter().map(|item| text::required(item, longest)).collect()
}

/// A row's cells, and what is wrong with them so far.
struct Cells<'a> {
    context: &'a Context<'a>,
    record: &'a ByteRecord,
    guarded: bool,
    reasons: Vec<String>,
}

impl<'a> Cells<'a> {
    /// A cell's text, trimmed; `None` when the column is missing or the cell empty.
    fn text(&mut self, column: Column) -> Option<&'a str> {
        let bytes = self.record.get(self.context.header.at(column)?)?;
        let Ok(text) = std::str::from_utf8(bytes) else {
            self.reasons.push(format!("{column}: must be text in UTF-8"));
            return None;
        };
        let text = if self.guarded { cell::unguarded(text) } else { text };
        Some(text.trim()).filter(|t| !t.is_empty())
    }

    /// A cell's meaning; what is wrong with it goes to the reasons.
    fn read<T>(&mut self, column: Column, parse: impl FnOnce(&str) -> Result<T, FieldError>) -> Option<T> {
        match parse(self.text(column)?) {
            Ok(value) => Some(value),
            Err(why) => {
                self.reasons.push(format!("{column}: {why}"));
                None
            }
        }
    }

    /// One of a fixed set of words, in any case.
    fn word<T: FromStr<Err = FieldError>>(&mut self, column: Column) -> Option<T> {
        self.read(column, |t| t.to_ascii_lowercase().parse())
    }

    /// An instant that is not in the future; a day's grace for clocks and zones.
    fn instant(&mut self, column: Column) -> Option<DateTime<Utc>> {
        let (zone, now) = (self.context.zone, self.context.now);
        self.read(column, |t| {
            let at = cell::instant(t, zone)?;
            if at > now + Duration::days(1) { Err(FieldError::new("lies in the future")) } else { Ok(at) }
        })
    }

    /// Totals of another currency can't be added to the shop's.
    fn check_currency(&mut self) {
        let ours = self.context.currency;
        self.read(Column::Currency, |t| {
            if t.eq_ignore_ascii_case(ours) {
                Ok(())
            } else {
                Err(FieldError::new(format!("must be the shop's, {ours}")))
            }
        });
    }
}

#[cfg(test)]
#[path = "row_tests.rs"]
mod tests;
