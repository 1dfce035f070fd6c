//! Where a request came from: the connection's address, or what a trusted proxy says.

use crate::{error::ApiError, state::AppState};
use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web::Data};
use patron_db::logins::Origin;
use std::{
    future::{Ready, ready},
    net::IpAddr,
};

/// The client's IP address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub Option<IpAddr>);

impl ClientAddress {
    /// What the throttle counts: the address, or for IPv6 its /64, which one person commonly has whole.
    pub fn network(self) -> String {
        match self.0 {
            Some(IpAddr::V4(a)) => a.to_string(),
            Some(IpAddr::V6(a)) => a.segments()[..4].iter().map(|s| format!("{s:x}:")).collect(),
            None => "unknown".into(),
        }
    }
}

impl FromRequest for ClientAddress {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(client_address(request)))
    }
}

/// The address: from the right end of `X-Forwarded-For`, past every trusted proxy, if the connection itself
/// comes from one; else the connection's. What a browser sends in that header is never believed.
pub fn client_address(request: &HttpRequest) -> ClientAddress {
    let peer = request.peer_addr().map(|a| a.ip().to_canonical());
    let trusted = |ip: IpAddr| {
        request.app_data::<Data<AppState>>().is_some_and(|s| s.trusted_proxies.iter().any(|n| n.contains(ip)))
    };
    let Some(mut address) = peer else { return ClientAddress(None) };
    let forwarded: Vec<&str> = request
        .headers()
        .get_all(header::X_FORWARDED_FOR)
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .collect();
    for hop in forwarded.iter().rev() {
        if !trusted(address) {
            break;
        }
        let Ok(ip) = hop.trim().parse::<IpAddr>() else { break };
        address = ip.to_canonical();
    }
    ClientAddress(Some(address))
}

/// Address, place, user agent and device of a request, for the record.
pub async fn origin(request: &HttpRequest, state: &AppState) -> Origin {
    let agent = request.headers().get(header::USER_AGENT).and_then(|v| v.to_str().ok());
    let agent = agent.map(|a| a.chars().take(1024).collect::<String>()).filter(|a| !a.is_empty());
    let address = client_address(request).0.map(|ip| ip.to_string());
    Origin {
        ip_address: address.as_deref().and_then(|ip| state.visitors.ip_to_store(ip)),
        place: address.as_deref().and_then(|ip| state.visitors.place(ip)),
        device_info: match &agent {
            Some(text) => state.devices.describe(text).await,
            None => None,
        },
        user_agent: agent,
    }
}
