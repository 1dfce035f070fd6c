//! What came of a campaign, in words. Numbers are rounded here, never before.

use super::Format;
use chrono::{DateTime, Utc};
use patron_api_types::campaigns::{Campaign, CampaignResult, CampaignStatus, CampaignVerdict, Estimate};
use patron_domain::{consent::Channel, money::Money};
use rust_decimal::Decimal;

/// `9.0%` of 0.09.
pub fn percent(share: f64) -> String {
    format!("{}%", tenths(share * 100.0))
}

/// `+3.0`, `−1.2`, `0.0`: a difference of shares, in points.
pub fn points(difference: f64) -> String {
    plus(difference, tenths(difference * 100.0))
}

/// `−1.0`, without a sign where it is above zero.
fn tenths(value: f64) -> String {
    let text = format!("{:.1}", value.abs());
    if value < 0.0 && text != "0.0" { format!("−{text}") } else { text }
}

/// The same with a plus before what is above zero, as it is written.
fn plus(value: f64, text: String) -> String {
    let zero = text.chars().all(|c| !c.is_ascii_digit() || c == '0');
    if value > 0.0 && !zero { format!("+{text}") } else { text }
}

/// Hundredths of a per cent, as charts have them.
#[expect(clippy::cast_possible_truncation, reason = "a share, 0 to 1")]
pub fn hundredths(share: f64) -> i64 {
    (share * 10_000.0).round() as i64
}

/// An estimated amount.
#[expect(clippy::cast_possible_truncation, reason = "what is too large for any shop is cut off")]
pub fn amount(value: f64) -> Money {
    Money::trusted(Decimal::new((value * 100.0).round() as i64, 2))
}

/// `+₹51.01`: a difference of amounts.
pub fn more(value: f64, currency: &str, f: &Format) -> String {
    plus(value, f.exact_money(amount(value), currency))
}

/// `₹1,20,000 to ₹4,30,000`.
pub fn between(e: &Estimate, currency: &str, f: &Format) -> String {
    let money = |value| f.exact_money(amount(value), currency);
    format!("{} to {}", money(e.low), money(e.high))
}

/// `1,087%`: a return.
#[expect(clippy::cast_possible_truncation, reason = "what is too large for any shop is cut off")]
pub fn roi(value: f64, f: &Format) -> String {
    format!("{}%", f.number((value * 100.0).round() as i64))
}

/// `4.5`: how often the cost came back.
pub fn times(value: f64) -> String {
    tenths(value)
}

/// `p = 0.004`, to two figures.
pub fn p(p: f64) -> String {
    if p < 0.001 {
        return "p < 0.001".to_owned();
    }
    let text = if p < 0.01 {
        format!("{p:.4}")
    } else if p < 0.1 {
        format!("{p:.3}")
    } else {
        format!("{p:.2}")
    };
    format!("p = {}", text.trim_end_matches('0').trim_end_matches('.'))
}

/// `Measuring, day 12 of 14`, with the badge's tone.
pub fn standing(c: &Campaign, now: DateTime<Utc>) -> (String, &'static str) {
    match c.status {
        CampaignStatus::Measuring => {
            let all = i64::from(c.window_days).max(1);
            let day = ((now - c.started_at).num_days() + 1).clamp(1, all);
            (format!("Measuring, day {day} of {all}"), "info")
        }
        CampaignStatus::Finished => ("Finished".to_owned(), "ok"),
    }
}

/// `email` within a sentence.
pub const fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "email",
        Channel::Sms => "SMS",
        Channel::Whatsapp => "WhatsApp",
    }
}

/// `14 days`.
pub fn days(n: i32) -> String {
    if n == 1 { "1 day".to_owned() } else { format!("{n} days") }
}

/// What can be said of a campaign.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// The banner's.
    pub tone: &'static str,
    pub icon: &'static str,
    pub lead: &'static str,
    pub text: String,
}

/// The verdict in plain words; `needed`: how many people each group would need, written.
pub fn verdict(r: &CampaignResult, needed: Option<String>) -> Said {
    let said = |tone, icon, lead, text| Said { tone, icon, lead, text };
    let interval = r.lift.as_ref().map(|lift| {
        let e = &lift.conversion;
        let p = lift.p.map(|value| format!(" ({})", p(value))).unwrap_or_default();
        format!(
            "between {} and {} points with 95% confidence{p}",
            tenths(e.low * 100.0),
            tenths(e.high * 100.0)
        )
    });
    let interval = interval.unwrap_or_else(|| "not known".to_owned());
    let needed =
        needed.map(|n| format!(" To tell, each group would need about {n} people.")).unwrap_or_default();
    match r.verdict {
        CampaignVerdict::Positive => {
            said("ok", "okc", "A real effect is very likely.", format!("The lift is {interval}."))
        }
        CampaignVerdict::Negative => {
            let text = format!("Fewer of those written to ordered: the difference is {interval}.");
            said("bad", "badc", "It very likely did harm.", text)
        }
        CampaignVerdict::Inconclusive => {
            let text = format!("The lift is {interval}, so it may be nothing at all.{needed}");
            said("", "dot", "An effect can't be told from chance.", text)
        }
        CampaignVerdict::TooFew => {
            let text = format!("A group needs at least 100 people, and a few who order.{needed}");
            said("warn", "dot", "Too few to tell.", text)
        }
        CampaignVerdict::NoHoldout => {
            let text = "Nobody was held out, so there is nobody to compare with: some of these people would have ordered anyway.";
            said("", "dot", "What it caused can't be told.", text.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use patron_api_types::campaigns::{GroupResult, Lift};

    fn group() -> GroupResult {
        GroupResult {
            people: 600,
            buyers: 36,
            orders: 38,
            revenue: Money::ZERO,
            conversion: Some(0.06),
            revenue_per_person: None,
            average_order: None,
        }
    }

    fn result(verdict: CampaignVerdict, lift: Option<Lift>) -> CampaignResult {
        CampaignResult {
            as_of: DateTime::UNIX_EPOCH,
            treated: group(),
            held_out: lift.is_some().then(group),
            naive_roi: None,
            lift,
            verdict,
            needed_per_group: None,
            days: Vec::new(),
            withdrawn: 0,
            unconverted_orders: 0,
        }
    }

    fn lift(value: f64, low: f64, high: f64, p: f64) -> Lift {
        let e = |value, low, high| Estimate { value, low, high };
        Lift {
            conversion: e(value, low, high),
            p: Some(p),
            relative: None,
            revenue_per_person: e(0.0, 0.0, 0.0),
            incremental_revenue: e(0.0, 0.0, 0.0),
            iroas: None,
        }
    }

    #[test]
    fn differences_carry_their_sign_and_nothing_has_none() {
        assert_eq!(
            [points(0.03), points(-0.012), points(0.0001), points(-0.0001)],
            ["+3.0", "−1.2", "0.0", "0.0"]
        );
        assert_eq!([percent(0.09), percent(0.0)], ["9.0%", "0.0%"]);
        assert_eq!(hundredths(0.0628), 628);
        assert_eq!(amount(275_450.004).to_string(), "275450.00");
    }

    #[test]
    fn p_has_two_figures() {
        assert_eq!([p(0.004), p(0.0123), p(0.21), p(1.0)], ["p = 0.004", "p = 0.012", "p = 0.21", "p = 1"]);
        assert_eq!(p(0.000_02), "p < 0.001");
    }

    #[test]
    fn a_verdict_says_how_sure_it_is() {
        let good = verdict(&result(CampaignVerdict::Positive, Some(lift(0.03, 0.01, 0.05, 0.004))), None);
        assert_eq!(good.text, "The lift is between 1.0 and 5.0 points with 95% confidence (p = 0.004).");
        let open = result(CampaignVerdict::Inconclusive, Some(lift(0.01, -0.01, 0.03, 0.21)));
        let open = verdict(&open, Some("4,200".to_owned()));
        assert_eq!(
            open.text,
            "The lift is between −1.0 and 3.0 points with 95% confidence (p = 0.21), so it may be nothing at all. \
             To tell, each group would need about 4,200 people."
        );
        assert_eq!(verdict(&result(CampaignVerdict::NoHoldout, None), None).tone, "");
    }
}
