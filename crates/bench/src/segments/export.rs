//! Files of all consented customers in every format, against `psql`'s `COPY` of the columns that each is made of.

use crate::{
    Bench, Failure,
    exporting::{self, EIGHT, EIGHT_NAMES, NINE, Read},
    shop::{Server, Shop},
    table::Goal,
};
use std::{cell::Cell, time::Duration};

/// Turns of each.
const ROUNDS: usize = 3;
/// What marks the records of these files.
const PURPOSE: &str = "bench-segments";
/// How long a file's record takes to be finished after its last byte: who was left out is counted then.
const REST: Duration = Duration::from_secs(1);

const CONSENTED: &str =
    "customer_profiles.status = 'active' and customer_profiles.email_consent = 'SUBSCRIBED'";
const LIVE: &str = "customer_profiles.status <> 'erased'";
/// The latest order of each, as the server joins it.
const LAST_ORDER: &str = "left join lateral (select o.city, o.state, o.country, o.pincode, o.address, o.phone, \
    o.customer_name from orders o where o.customer_id = customer_profiles.id \
    order by o.order_date desc, o.id desc limit 1) as last_order on true";

const PHONE: &str = "coalesce(mobile_e164, mobile_number)";
const COUNTRY: &str = "coalesce(last_order.country, phone_country)";
const BIRTHDAY: &str = "to_char(text_day((select t.traits ->> 'birthday' from customer_traits t \
    where t.customer_id = customer_profiles.id)), 'YYYY-MM-DD')";
const TAGS: &str = "array_to_string(preferred_categories, ',')";

/// A kind of file and what it is made of.
struct Format {
    name: &'static str,
    /// In the query: the format, and what else.
    format: &'static str,
    more: String,
    columns: String,
    joins: &'static str,
    whose: &'static str,
    goal: Goal,
}

fn all() -> Vec<Format> {
    let customers = |name, more: String, columns: &str, goal| Format {
        name,
        format: "customers",
        more,
        columns: columns.to_owned(),
        joins: "",
        whose: CONSENTED,
        goal,
    };
    let preset = |name, format, more: &str, columns: String, joins| Format {
        name,
        format,
        more: more.to_owned(),
        columns,
        joins,
        whose: CONSENTED,
        goal: Goal::AtLeast(0.4),
    };
    let meta = format!(
        "email, mobile_e164, full_name, last_order.city, last_order.state, last_order.pincode, {COUNTRY}, \
         {BIRTHDAY}, id, lifetime_value"
    );
    let google = format!("email, mobile_e164, full_name, {COUNTRY}, last_order.pincode");
    vec![
        customers("file without sealed fields", format!("&columns={EIGHT_NAMES}"), EIGHT, Goal::AtLeast(0.7)),
        customers("file with phones", String::new(), NINE, Goal::AtLeast(0.5)),
        customers("the same as JSON lines", "&file=jsonl".into(), NINE, Goal::None),
        customers("the same for spreadsheets", "&flavour=spreadsheet".into(), NINE, Goal::None),
        preset(
            "mailchimp",
            "mailchimp",
            "",
            format!(
                "email, full_name, {PHONE}, last_order.address, last_order.city, last_order.state, \
                 last_order.pincode, last_order.country, {BIRTHDAY}, {TAGS}, email_consent_at, \
                 case when email_consent_basis = 'express' then email_consent_at end"
            ),
            LAST_ORDER,
        ),
        preset(
            "klaviyo",
            "klaviyo",
            "",
            format!(
                "email, mobile_e164, full_name, last_order.city, last_order.state, {COUNTRY}, last_order.pincode, \
                 source, email_consent, email_consent_at, sms_consent, sms_consent_at"
            ),
            LAST_ORDER,
        ),
        preset(
            "brevo",
            "brevo",
            "",
            "email, full_name, mobile_e164, sms_consent, whatsapp_consent, id, email_consent, case when email_consent \
             = 'SUBSCRIBED' and email_consent_basis = 'express' and email_verified then 1 else 0 end"
                .into(),
            "",
        ),
        preset(
            "shopify",
            "shopify",
            "",
            format!(
                "full_name, email, email_consent, last_order.address, last_order.city, last_order.state, \
                 last_order.country, last_order.pincode, last_order.phone, mobile_e164, sms_consent, {TAGS}"
            ),
            LAST_ORDER,
        ),
        preset(
            "hubspot",
            "hubspot",
            "",
            format!(
                "email, full_name, {PHONE}, last_order.city, last_order.state, {COUNTRY}, last_order.pincode, \
                 case when total_orders > 0 then 'customer' else 'subscriber' end"
            ),
            LAST_ORDER,
        ),
        preset("meta", "meta", "", meta.clone(), LAST_ORDER),
        preset("meta, hashed", "meta", "&hashed=true", meta, LAST_ORDER),
        preset("google", "google", "", google.clone(), LAST_ORDER),
        preset("google, hashed", "google", "&hashed=true", google, LAST_ORDER),
        preset(
            "listmonk",
            "listmonk",
            "",
            "email, full_name, id, location, signup_date, last_order_at, total_orders, total_spent, \
             array_to_json(preferred_categories)::text"
                .into(),
            "",
        ),
        Format {
            whose: LIVE,
            ..preset(
                "full, everybody",
                "full",
                "",
                format!(
                    "id, user_id, email, full_name, {PHONE}, signup_date, email_verified, signup_method, \
                     last_login_at, login_count, total_orders, total_spent, \
                     array_to_json(preferred_categories)::text, marketing_consent, status, source, ip_address, \
                     user_agent, location, created_at, updated_at, email_consent, email_consent_basis, \
                     email_consent_at, sms_consent, sms_consent_basis, sms_consent_at, whatsapp_consent, \
                     whatsapp_consent_basis, whatsapp_consent_at"
                ),
                "",
            )
        },
    ]
}

/// The path of a file.
pub fn path(format: &str, more: &str) -> String {
    format!("/api/v1/exports/customers.csv?format={format}&purpose={PURPOSE}{more}")
}

/// Each of them; the best of three, turn by turn with `psql`.
pub async fn formats(bench: &mut Bench, server: &Server) -> Result<(), Failure> {
    let before = server.memory()?;
    let (mut most, mut first): (f64, f64) = (before, 0.0);
    for format in all() {
        let path = path(format.format, &format.more);
        let Format { name, columns, joins, whose, .. } = &format;
        let select = format!("select {columns} from customer_profiles {joins} where {whose}");
        let (mut ours, mut theirs, mut begun) = (0.0f64, 0.0f64, f64::MAX);
        for _ in 0..ROUNDS {
            let plain = exporting::copy(&bench.shop, &select)?;
            let (file, memory) = watched(server, &path, &bench.shop.secret).await?;
            // lines of JSON have no header before them
            let rows = file.rows + u64::from(format.more.contains("jsonl"));
            if plain.rows != rows {
                return Err(Failure(format!("{name}: {rows} rows, psql {}", plain.rows)));
            }
            theirs = theirs.max(plain.rate());
            ours = ours.max(file.rate());
            begun = begun.min(file.first_byte.as_secs_f64() * 1000.0);
            most = most.max(memory);
            tokio::time::sleep(REST).await;
        }
        bench.table.ratio(name, ours, "rows/s", theirs, format.goal);
        if begun > 100.0 {
            println!("    {name}: first byte after {begun:.0} ms");
        }
        first = first.max(begun);
    }
    bench.table.figure("first byte, the latest of these", first, "ms", Goal::AtMost(300.0));
    bench.table.figure("memory that all of them add", (most - before).max(0.0), "MiB", Goal::AtMost(30.0));
    Ok(())
}

/// Reads a file and watches the server's memory: the most that was seen.
async fn watched(server: &Server, path: &str, token: &str) -> Result<(Read, f64), Failure> {
    let most = Cell::new(0.0f64);
    let watching = async {
        loop {
            match server.memory() {
                Ok(memory) => most.set(most.get().max(memory)),
                Err(failure) => break failure,
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let read = tokio::select! {
        read = exporting::read(server.target, path, token) => read?,
        failure = watching => return Err(failure),
    };
    Ok((read, most.get()))
}

/// Deletes the records: each knows its people, ten megabytes of ids, and the shop is kept.
pub async fn forget(shop: &Shop) -> Result<(), Failure> {
    let failed = |e| Failure::of("delete the records of files", e);
    let mut conn = shop.connect().await?;
    sqlx::query("delete from exports where purpose = $1")
        .bind(PURPOSE)
        .execute(&mut conn)
        .await
        .map_err(failed)?;
    sqlx::raw_sql("vacuum export_people").execute(&mut conn).await.map_err(failed)?;
    Ok(())
}
