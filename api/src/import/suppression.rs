//! From a row about an address that must not be written to. It becomes a profile that is opted out, or opts a known
//! one out, so that no later import or signup subscribes it.

use super::{
    cells::Cells,
    header::Column,
    plan::Plan,
    row::{Dates, email},
};
use csv::ByteRecord;
use patron_db::{consents::Wanted, import::ImportRow, profiles::Details};
use patron_domain::{
    consent::{Channel, ConsentBasis, ConsentState},
    customer::{SignupMethod, Source},
    money::Money,
};

/// Words of reasons that say that an address does not work: nobody withdrew anything on other channels.
const BROKEN: &[&str] = &["bounce", "clean", "invalid", "undeliverable"];

/// Reads a row.
///
/// # Errors
/// The reasons, each with its column, in one text.
pub fn parse(plan: &Plan, record: &ByteRecord) -> Result<(ImportRow, Dates), String> {
    let mut cells = Cells::new(plan, record)?;
    let email = email(&mut cells);
    let (left, broken) = (cells.instant(Column::UnsubscribedAt), cells.instant(Column::CleanedAt));
    let reason = cells.cut(Column::SuppressionReason, 100).unwrap_or_default().to_lowercase();
    let only_email = left.is_none() && (broken.is_some() || BROKEN.iter().any(|word| reason.contains(word)));
    let at = left.or(broken);
    let details = Details { full_name: cells.name(), phone: cells.phone(), ..Details::default() };
    let signup_date = cells.instant(Column::SignupDate).or(at);
    cells.done()?;
    let channels: &[Channel] = if only_email { &[Channel::Email] } else { Channel::ALL };
    let out = |&channel: &Channel| Wanted {
        channel,
        state: ConsentState::Unsubscribed,
        basis: Some(ConsentBasis::Import),
    };
    let dates = at.map(|at| channels.iter().map(|channel| (*channel, at)).collect()).unwrap_or_default();
    let row = ImportRow {
        id: None,
        email: email.ok_or("email: must not be empty")?,
        details,
        signup_date,
        email_verified: false,
        signup_method: SignupMethod::Email,
        source: Source::Admin,
        status: None,
        last_login_at: None,
        login_count: 0,
        total_orders: 0,
        total_spent: Money::ZERO,
        marketing_consent: None,
        ip_address: None,
        user_agent: None,
        consents: channels.iter().map(out).collect(),
        own_export: false,
    };
    Ok((row, dates))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::formats;
    use patron_api_types::imports::ImportKind;

    fn read(names: &[&str], cells: &[&str]) -> Result<(ImportRow, Dates), String> {
        let columns: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let (kind, format) = formats::detect(&columns);
        assert_eq!(kind, ImportKind::Suppressions);
        let mapping = formats::mapping(kind, format, &columns);
        let header = crate::import::header::Header::mapped(&columns, &mapping, kind).unwrap();
        let plan = Plan { kind, format, zone: chrono_tz::UTC, ..Plan::for_tests(header) };
        parse(&plan, &ByteRecord::from(cells.to_vec()))
    }

    #[test]
    fn who_unsubscribed_is_out_everywhere_and_a_broken_address_by_email_only() {
        let (row, dates) = read(&["Email Address", "UNSUB_TIME"], &["a@b.c", "2024-02-03 04:05:06"]).unwrap();
        assert_eq!(row.consents.len(), 3);
        assert!(row.consents.iter().all(|c| c.state == ConsentState::Unsubscribed));
        assert_eq!(dates[0], (Channel::Email, "2024-02-03T04:05:06Z".parse().unwrap()));
        let (row, dates) = read(&["Email Address", "CLEAN_TIME"], &["a@b.c", "2024-02-03 04:05:06"]).unwrap();
        assert_eq!((row.consents.len(), dates.len()), (1, 1));
        let (row, _) = read(&["email", "suppression_reason"], &["a@b.c", "Hard bounce"]).unwrap();
        assert_eq!(row.consents.len(), 1);
        let (row, dates) = read(&["email", "suppression_reason"], &["a@b.c", "complaint"]).unwrap();
        assert_eq!((row.consents.len(), dates.len()), (3, 0));
        assert!(read(&["email", "suppression_reason"], &["", ""]).unwrap_err().starts_with("email: "));
    }
}
