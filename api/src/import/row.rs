//! From a row about a person to a row of the store, or to the reasons why not: all of them at once.

use super::{cell, cells::Cells, header::Column, plan::Plan};
use chrono::{DateTime, Utc};
use csv::ByteRecord;
use patron_api_types::{exports::CsvFlavour, imports::ImportFormat};
use patron_db::{consents::Wanted, import::ImportRow, profiles::Details};
use patron_domain::{
    FieldError,
    consent::{Channel, ConsentBasis, ConsentState},
    customer::{CustomerStatus, SignupMethod, Source},
    email::Email,
    money::Money,
    text,
};
use std::net::IpAddr;

/// Longest user agent that is kept, as at a login.
const AGENT_MAX: usize = 1024;
/// Longest place, in characters (the column's size).
const LOCATION_MAX: usize = 255;
/// Most categories of a profile, and the longest of them.
const CATEGORIES: (usize, usize) = (50, 100);

/// Since when consents stand as they do, of the channels where the file says so.
pub type Dates = Vec<(Channel, DateTime<Utc>)>;

/// Reads a row.
///
/// # Errors
/// The reasons, each with its column, in one text.
pub fn parse(plan: &Plan, record: &ByteRecord) -> Result<(ImportRow, Dates), String> {
    let mut cells = Cells::new(plan, record)?;
    let flavour = cells.word::<CsvFlavour>(Column::Flavour);
    if let Some(flavour) = flavour {
        cells.set_guarded(flavour != CsvFlavour::Machine);
    }
    let email = email(&mut cells);
    let dates = dates(&mut cells);
    let row = row(&mut cells, email, flavour.is_some(), &dates);
    cells.done()?;
    // without an address there is a reason
    row.map(|row| (row, dates)).ok_or_else(|| "email: must not be empty".to_owned())
}

/// The address; a missing one is a fault.
pub fn email(cells: &mut Cells<'_>) -> Option<Email> {
    let email = cells.read(Column::Email, Email::parse);
    if email.is_none() && !cells.is_faulty(Column::Email) {
        cells.fault(Column::Email, "must not be empty");
    }
    email
}

/// The row; `None` without an address. That comes last, so that all the reasons are told at once.
fn row(
    cells: &mut Cells<'_>,
    email: Option<Email>,
    own_export: bool,
    dates: &[(Channel, DateTime<Utc>)],
) -> Option<ImportRow> {
    check_currency(cells);
    let made = cells.instant(Column::CreatedAt);
    // who opted in to a list was there by then
    let listed = dates.first().filter(|_| cells.plan.format == ImportFormat::Mailchimp).map(|(_, at)| *at);
    let agent = cells.read(Column::UserAgent, |t| text::optional(t, usize::MAX)).flatten();
    Some(ImportRow {
        id: cells.read(Column::Id, |t| t.parse().map_err(|_| FieldError::new("must be a UUID"))),
        details: details(cells),
        signup_date: cells.instant(Column::SignupDate).or(made).or(listed),
        email_verified: cells.read(Column::EmailVerified, cell::boolean).unwrap_or(false),
        signup_method: cells.word(Column::SignupMethod).unwrap_or(SignupMethod::Email),
        source: cells.word(Column::Source).unwrap_or(Source::Admin),
        status: cells.read(Column::Status, status),
        last_login_at: cells.instant(Column::LastLoginAt),
        login_count: cells.count(Column::LoginCount).unwrap_or(0),
        total_orders: cells.count(Column::TotalOrders).unwrap_or(0),
        total_spent: cells.amount(Column::TotalSpent).unwrap_or(Money::ZERO),
        marketing_consent: cells.read(Column::MarketingConsent, cell::boolean),
        ip_address: cells.read(Column::IpAddress, address).flatten(),
        user_agent: agent.map(|agent| agent.chars().take(AGENT_MAX).collect()),
        consents: consents(cells, own_export),
        own_export,
        email: email?,
    })
}

fn details(cells: &mut Cells<'_>) -> Details {
    Details {
        full_name: cells.name(),
        phone: cells.phone(),
        location: cells.short(Column::Location, LOCATION_MAX).or_else(|| place(cells, true)),
        categories: cells.read(Column::PreferredCategories, categories).filter(|c| !c.is_empty()),
    }
}

/// Town, state and country as one text, of which the beginning is kept.
pub fn place(cells: &mut Cells<'_>, with_country: bool) -> Option<String> {
    let columns = [(Column::City, true), (Column::State, true), (Column::Country, with_country)];
    let wanted = columns.into_iter().filter(|(_, wanted)| *wanted);
    let parts: Vec<String> = wanted.filter_map(|(column, _)| cells.cut(column, LOCATION_MAX)).collect();
    let place: String = parts.join(", ").chars().take(LOCATION_MAX).collect();
    Some(place.trim().to_owned()).filter(|place| !place.is_empty())
}

/// The consents of the channels that the file speaks about. Another system's word for a basis is no evidence
/// of ours, so outside of Patron's own files all rest on the import.
fn consents(cells: &mut Cells<'_>, own_export: bool) -> Vec<Wanted> {
    let columns = [
        (Channel::Email, Column::EmailConsent, Column::EmailConsentBasis),
        (Channel::Sms, Column::SmsConsent, Column::SmsConsentBasis),
        (Channel::Whatsapp, Column::WhatsappConsent, Column::WhatsappConsentBasis),
    ];
    let loose = cells.plan.is_loose();
    let mut wanted = Vec::new();
    for (channel, state, basis) in columns {
        let basis = cells.word::<ConsentBasis>(basis).filter(|_| own_export).unwrap_or(ConsentBasis::Import);
        if let Some(state) = cells.read(state, |t| consent(t, loose)) {
            wanted.push(Wanted { channel, state, basis: Some(basis) });
        }
    }
    // who stands in this file is subscribed: Mailchimp writes the others to files of their own
    if cells.plan.format == ImportFormat::Mailchimp && wanted.is_empty() {
        let state = ConsentState::Subscribed;
        wanted.push(Wanted { channel: Channel::Email, state, basis: Some(ConsentBasis::Import) });
    }
    wanted
}

/// A state, or yes and no as shop systems write it. Their no does not tell somebody who withdrew from somebody who
/// was never asked; it is taken as an opt-out, which can be lifted by the person, while mail to somebody who withdrew
/// can't be taken back.
fn consent(text: &str, loose: bool) -> Result<ConsentState, FieldError> {
    let state = text.to_ascii_uppercase().replace(' ', "_").parse();
    match cell::boolean(text) {
        Ok(true) if loose => Ok(ConsentState::Subscribed),
        Ok(false) if loose => Ok(ConsentState::Unsubscribed),
        _ => state,
    }
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

/// The first version wrote `Unknown` for a missing address.
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

/// Totals of another currency can't be added to the shop's.
fn check_currency(cells: &mut Cells<'_>) {
    let ours = &cells.plan.currency;
    cells.read(Column::Currency, |t| {
        if t.eq_ignore_ascii_case(ours) {
            Ok(())
        } else {
            Err(FieldError::new(format!("must be the shop's, {ours}")))
        }
    });
}

#[cfg(test)]
#[path = "row_tests.rs"]
mod tests;
