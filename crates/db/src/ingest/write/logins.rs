//! Login attempts and what they change on profiles.

use super::super::state::State;
use crate::Result;
use sqlx::PgConnection;
use uuid::Uuid;

/// One row each.
pub async fn insert(conn: &mut PgConnection, state: &State<'_>) -> Result<()> {
    let rows = &state.logins;
    if rows.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = rows.iter().map(|r| r.id).collect();
    let customers: Vec<Option<Uuid>> = rows.iter().map(|r| r.customer.map(|c| c.0)).collect();
    let emails: Vec<String> = rows.iter().map(|r| r.email.clone()).collect();
    let times: Vec<_> = rows.iter().map(|r| r.at).collect();
    let methods: Vec<String> = rows.iter().map(|r| r.method.to_owned()).collect();
    let successes: Vec<bool> = rows.iter().map(|r| r.success).collect();
    let ips: Vec<Option<Vec<u8>>> = rows.iter().map(|r| r.ip.clone()).collect();
    let agents: Vec<Option<Vec<u8>>> = rows.iter().map(|r| r.agent.clone()).collect();
    let devices: Vec<Option<String>> = rows.iter().map(|r| r.device.clone()).collect();
    let reasons: Vec<Option<String>> = rows.iter().map(|r| r.reason.clone()).collect();
    sqlx::query!(
        "insert into login_activities (id, customer_id, email, login_time, login_method, success, ip_address,
           user_agent, device_info, failure_reason, created_at)
         select t.*, $11 from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::bool[],
           $7::bytea[], $8::bytea[], $9::text[], $10::text[]) as t",
        &ids,
        &customers as &[Option<Uuid>],
        &emails,
        &times,
        &methods,
        &successes,
        &ips as &[Option<Vec<u8>>],
        &agents as &[Option<Vec<u8>>],
        &devices as &[Option<String>],
        &reasons as &[Option<String>],
        state.ctx.now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Counters, last login and where it came from, once a person. The latest login counts, not the last to arrive.
pub async fn count(conn: &mut PgConnection, state: &State<'_>) -> Result<()> {
    let people: Vec<_> = state.people.iter().filter(|p| p.logins.successes + p.logins.failures > 0).collect();
    if people.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = people.iter().map(|p| p.id.0).collect();
    let successes: Vec<i32> = people.iter().map(|p| p.logins.successes).collect();
    let failures: Vec<i32> = people.iter().map(|p| p.logins.failures).collect();
    let last: Vec<_> = people.iter().map(|p| p.logins.last_at).collect();
    let ips: Vec<Option<Vec<u8>>> = people.iter().map(|p| p.logins.ip.clone()).collect();
    let agents: Vec<Option<Vec<u8>>> = people.iter().map(|p| p.logins.agent.clone()).collect();
    let devices: Vec<Option<String>> = people.iter().map(|p| p.logins.device.clone()).collect();
    sqlx::query!(
        "update customer_profiles p set
           login_count = p.login_count + t.successes, failed_login_count = p.failed_login_count + t.failures,
           last_login_at = greatest(p.last_login_at, t.last_at), ip_address = coalesce(t.ip, p.ip_address),
           user_agent = coalesce(t.agent, p.user_agent), device_info = coalesce(t.device, p.device_info)
         from unnest($1::uuid[], $2::int[], $3::int[], $4::timestamptz[], $5::bytea[], $6::bytea[], $7::text[])
           as t (id, successes, failures, last_at, ip, agent, device)
         where p.id = t.id",
        &ids,
        &successes,
        &failures,
        &last as &[Option<chrono::DateTime<chrono::Utc>>],
        &ips as &[Option<Vec<u8>>],
        &agents as &[Option<Vec<u8>>],
        &devices as &[Option<String>]
    )
    .execute(conn)
    .await?;
    Ok(())
}
