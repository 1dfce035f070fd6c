//! Related rows of one person, those that a rule asks for.

use crate::Result;
use patron_domain::{
    ids::{CampaignId, ExportId},
    order::OrderStatus,
    rule::{
        Attribute, Field, Relation, Rule, Subject,
        facts::{Facts, Row, Value},
    },
};
use serde_json::{Map, Value as Json};
use sqlx::PgConnection;

/// What is read beside the attributes.
#[derive(Debug, Default)]
pub(super) struct Needs {
    orders: bool,
    products: bool,
    events: Vec<String>,
    logins: bool,
    campaigns: bool,
    exports: Vec<ExportId>,
}

impl Needs {
    pub(super) fn of<'a>(rules: impl Iterator<Item = &'a Rule>) -> Self {
        let mut needs = Self::default();
        for condition in rules.flat_map(Rule::conditions) {
            match &condition.subject {
                Subject::Attribute(Attribute::City | Attribute::State | Attribute::Country) => {
                    needs.orders = true
                }
                Subject::Rows(rows) => match &rows.relation {
                    Relation::Orders => needs.orders = true,
                    Relation::Products => needs.products = true,
                    Relation::Event(name) => needs.events.push(name.clone()),
                    Relation::Logins | Relation::FailedLogins => needs.logins = true,
                },
                Subject::Campaign(_) | Subject::Holdout(_) => needs.campaigns = true,
                Subject::Export(id) => needs.exports.push(*id),
                Subject::Attribute(_) | Subject::Trait(_) | Subject::Segment(_) | Subject::Bucket { .. } => {}
            }
        }
        needs
    }
}

fn text(field: Field, text: Option<String>) -> Option<(Field, Value)> {
    text.map(|text| (field, Value::Text(text)))
}

fn counts(status: &str) -> bool {
    status.parse().is_ok_and(OrderStatus::is_counted)
}

/// The rows it needs.
pub(super) async fn rows(conn: &mut PgConnection, needs: &Needs, facts: &mut Facts) -> Result<()> {
    let id = facts.id.0;
    if needs.orders {
        let rows = sqlx::query!(
            r#"select order_date, status, payment_status, payment_method, source, currency as "currency!: String",
                 city, state, country as "country: String", store_total - store_refunded as amount,
                 array(select i.product_id::text from order_items i where i.order_id = orders.id)
                   as "products!: Vec<String>"
               from orders where customer_id = $1"#,
            id
        )
        .fetch_all(&mut *conn)
        .await?;
        facts.orders = rows
            .into_iter()
            .map(|r| Row {
                counts: counts(&r.status),
                fields: [
                    r.amount.map(|amount| (Field::Amount, Value::Number(amount))),
                    text(Field::Status, Some(r.status)),
                    text(Field::PaymentStatus, Some(r.payment_status)),
                    text(Field::PaymentMethod, r.payment_method),
                    text(Field::Source, Some(r.source)),
                    text(Field::Currency, Some(r.currency)),
                    text(Field::City, r.city),
                    text(Field::State, r.state),
                    text(Field::Country, r.country),
                    Some((Field::Product, Value::List(r.products))),
                ]
                .into_iter()
                .flatten()
                .collect(),
                ..Row::new(r.order_date)
            })
            .collect();
    }
    if needs.products {
        let rows = sqlx::query!(
            r#"select o.order_date, o.status, i.product_id, i.name, i.category, i.quantity,
                 case when o.store_total = o.total then i.unit_price * i.quantity
                   when o.store_total is not null then round(i.unit_price * i.quantity
                     * coalesce(o.exchange_rate, o.store_total / nullif(o.total, 0)), 2) end as amount
               from orders o join order_items i on i.order_id = o.id where o.customer_id = $1"#,
            id
        )
        .fetch_all(&mut *conn)
        .await?;
        facts.products = rows
            .into_iter()
            .map(|r| Row {
                counts: counts(&r.status),
                fields: [
                    r.amount.map(|amount| (Field::Amount, Value::Number(amount))),
                    Some((Field::Quantity, Value::Number(r.quantity.into()))),
                    text(Field::Status, Some(r.status)),
                    text(Field::Id, Some(r.product_id)),
                    text(Field::Name, Some(r.name)),
                    text(Field::Category, r.category),
                ]
                .into_iter()
                .flatten()
                .collect(),
                ..Row::new(r.order_date)
            })
            .collect();
    }
    if !needs.events.is_empty() {
        let rows = sqlx::query!(
            "select occurred_at, name, properties from events where customer_id = $1 and name = any($2)",
            id,
            &needs.events
        )
        .fetch_all(&mut *conn)
        .await?;
        facts.events = rows
            .into_iter()
            .map(|r| Row {
                name: r.name,
                properties: if let Json::Object(map) = r.properties { map } else { Map::new() },
                ..Row::new(r.occurred_at)
            })
            .collect();
    }
    if needs.logins {
        let rows = sqlx::query!(
            "select login_time, success, login_method, device_info, failure_reason from login_activities
             where customer_id = $1",
            id
        )
        .fetch_all(&mut *conn)
        .await?;
        for r in rows {
            let fields = [
                text(Field::Method, Some(r.login_method)),
                text(Field::Device, r.device_info),
                text(Field::Reason, r.failure_reason),
            ];
            let row = Row { fields: fields.into_iter().flatten().collect(), ..Row::new(r.login_time) };
            if r.success { facts.logins.push(row) } else { facts.failed_logins.push(row) }
        }
    }
    Ok(())
}

/// Campaigns and exports.
pub(super) async fn memberships(conn: &mut PgConnection, needs: &Needs, facts: &mut Facts) -> Result<()> {
    if needs.campaigns {
        let rows = sqlx::query!(
            "select campaign_id, held_out from campaign_members where customer_id = $1",
            facts.id.0
        )
        .fetch_all(&mut *conn)
        .await?;
        for r in rows {
            facts.campaigns.insert(CampaignId(r.campaign_id));
            if r.held_out {
                facts.holdouts.insert(CampaignId(r.campaign_id));
            }
        }
    }
    for export in &needs.exports {
        // also as one of those who went into this profile since
        let there = sqlx::query_scalar!(
            r#"with recursive was (id) as (
                 select $2::uuid
                 union
                 select m.merged_id from was w join merges m on m.kept_id = w.id and m.undone_at is null)
               select exists (select from export_people x join was w on w.id = any(x.ids)
                 where x.export_id = $1) as "e!""#,
            export.0,
            facts.id.0
        )
        .fetch_one(&mut *conn)
        .await?;
        if there {
            facts.exports.insert(*export);
        }
    }
    Ok(())
}
