//! Where an event took place: device, address, and how its visitor came.

use super::{
    Rules,
    json::{self, Object},
};
use patron_db::{
    logins::{Origin, Place},
    profiles::FirstTouch,
};
use std::net::IpAddr;

/// What of the context is kept apart, sealed, or said elsewhere.
const APART: [&str; 3] = ["ip", "userAgent", "traits"];
/// Longest user agent, in characters.
const AGENT_MAX: usize = 1024;
/// Longest address of a page, in characters: the columns' size.
const URL_MAX: usize = 2048;

/// The context as it is kept beside the event.
pub fn kept(context: &Object<'_>) -> String {
    context.without(&APART)
}

/// Address and user agent. A server passes its visitor's; of a browser only the connection's address is believed.
/// The device is found out later, and the place where nobody said one.
pub fn origin(context: &Object<'_>, rules: &Rules<'_>) -> Origin {
    let said = context.text(&["ip"]).filter(|_| rules.trusted);
    let address = said.or_else(|| rules.address.filter(|_| !rules.trusted).map(str::to_owned));
    let parsed = address.and_then(|ip| ip.trim().parse::<IpAddr>().ok());
    Origin {
        ip_address: parsed.map(|ip| ip.to_canonical().to_string()),
        user_agent: context.text(&["userAgent"]).and_then(|agent| json::short(&agent, AGENT_MAX)),
        device_info: None,
        place: place(context).filter(|_| rules.trusted),
    }
}

/// Where a server says its visitor is: `City, Region`, or one of them.
fn place(context: &Object<'_>) -> Option<Place> {
    let location = context.object("location");
    let parts: Vec<String> = ["city", "region"].iter().filter_map(|part| location.text(&[*part])).collect();
    let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    let name = json::short(&parts.join(", "), super::TEXT_MAX)?;
    Some(Place { name, guessed: false })
}

/// How somebody first came, as the event that makes them known says.
pub fn touch(context: &Object<'_>) -> FirstTouch {
    let (campaign, page) = (context.object("campaign"), context.object("page"));
    let text =
        |object: &Object<'_>, name: &str, max| object.text(&[name]).and_then(|text| json::short(&text, max));
    FirstTouch {
        utm_source: text(&campaign, "source", super::TEXT_MAX),
        utm_medium: text(&campaign, "medium", super::TEXT_MAX),
        utm_campaign: text(&campaign, "name", super::TEXT_MAX),
        referrer: text(&page, "referrer", URL_MAX),
        landing_path: text(&page, "path", URL_MAX),
    }
}
