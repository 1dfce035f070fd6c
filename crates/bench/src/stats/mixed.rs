//! What a shop reports in a busy hour: logins most of all, orders, signups, changes of profiles. Every one of them moves
//! numbers, which page views would not.

use crate::{
    Failure,
    http::Call,
    ingest,
    shop::{Server, Shop},
};
use serde_json::Value;
use uuid::Uuid;

/// Events of a batch.
pub const BATCH: usize = 50;

/// A batch that can be sent.
pub fn batch(
    server: &Server,
    shop: &Shop,
    people: &[(Uuid, String)],
    rng: &mut fastrand::Rng,
) -> Result<Call, Failure> {
    let mut items = Vec::with_capacity(BATCH);
    for _ in 0..BATCH {
        let (_, email) = rng.choice(people).ok_or_else(|| Failure("the shop has no people".into()))?;
        items.push(item(rng, email));
    }
    let body = format!(r#"{{"items":[{}]}}"#, items.join(","));
    let bearer = format!("Bearer {}", shop.secret);
    server.target.post("/api/v1/batch", &[("authorization", &bearer)], body)
}

fn item(rng: &mut fastrand::Rng, email: &str) -> String {
    // not of the seed: the shop stays between runs, and what it has seen is not counted again
    let id = fastrand::u128(..);
    match rng.u8(0..100) {
        0..70 => {
            let login = ingest::login(rng, email);
            format!(r#"{{"type":"login_attempt",{}"#, login.trim_start_matches('{'))
        }
        70..75 => format!(
            r#"{{"type":"login_attempt","email":"{email}","success":false,"failure_reason":"wrong_password","message_id":"{id:032x}"}}"#
        ),
        75..90 => format!(
            r#"{{"type":"order","order_id":"bench-{id:032x}","email":"{email}","subtotal":"499.00","total":"499.00","payment_status":"paid"}}"#
        ),
        90..95 => format!(
            r#"{{"type":"signup","email":"bench-{id:032x}@example.com","full_name":"Asha Marigold","marketing_consent":true,"notice_version":"2026-10","utm_source":"newsletter","utm_medium":"email","message_id":"{id:032x}"}}"#
        ),
        _ => format!(r#"{{"type":"profile","email":"{email}","location":"Pune, Maharashtra"}}"#),
    }
}

/// Sends one batch and looks at each answer in it: a load of which the server refuses a part measures less than it says.
pub async fn tried(server: &Server, shop: &Shop, people: &[(Uuid, String)]) -> Result<(), Failure> {
    let call = batch(server, shop, people, &mut fastrand::Rng::with_seed(11))?;
    let (status, body) = server.target.ask(call).await?;
    let answer: Value = serde_json::from_slice(&body).map_err(|e| Failure::of("read a batch's answer", e))?;
    let items = answer["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    if items.len() != BATCH {
        return Err(Failure(format!("a batch was refused: {status} {answer}")));
    }
    let refused = items.iter().find(|item| item["status"].as_u64().is_none_or(|status| status > 201));
    refused.map_or(Ok(()), |item| Err(Failure(format!("a part of a batch was not stored: {item}"))))
}
