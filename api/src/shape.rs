//! The store's rows as wire types. Every field is named, so a new one can't be missed.

use patron_api_types::{
    consents::{Consent, ConsentEntry},
    customers::{Customer, CustomerRow, FirstTouch, OpeningBalance},
    events::{Event, EventKind},
    logins::Login,
    orders::{Order, OrderItem},
    page::Page,
    session::Shop,
};
use patron_db::{consents, events, ingest::RecordKind, logins, orders, page::Slice, rows, shop};

/// A page of the store as a page on the wire.
pub fn page<T, U>(slice: Slice<T>, total: Option<i64>, shape: impl Fn(T) -> U) -> Page<U> {
    Page { items: slice.items.into_iter().map(shape).collect(), next_cursor: slice.next, total }
}

fn consent(c: &rows::Consent) -> Consent {
    Consent { channel: c.channel, state: c.state, basis: c.basis, changed_at: c.changed_at }
}

/// The three consents in their fixed order.
pub fn consents(all: &[rows::Consent; 3]) -> Vec<Consent> {
    all.iter().map(consent).collect()
}

/// A row of the list.
pub fn customer_row(r: rows::ListRow) -> CustomerRow {
    CustomerRow {
        id: r.id,
        email: r.email,
        full_name: r.full_name,
        status: r.status,
        email_verified: r.email_verified,
        marketing_consent: r.marketing_consent,
        consents: consents(&r.consents),
        login_count: r.login_count,
        last_login_at: r.last_login_at,
        total_orders: r.total_orders,
        total_spent: r.total_spent,
        signup_date: r.signup_date,
        signup_method: r.signup_method,
        source: r.source,
        location: r.location,
    }
}

/// One customer.
pub fn customer(p: rows::Profile) -> Customer {
    let opening_balance = p.opening_as_of.map(|as_of| OpeningBalance {
        orders: p.opening_orders,
        spent: p.opening_spent,
        logins: p.opening_logins,
        as_of,
    });
    Customer {
        user_id: p.user_id,
        mobile_number: p.mobile_number,
        mobile_e164: p.mobile_e164,
        preferred_categories: p.preferred_categories,
        ip_address: p.ip_address,
        user_agent: p.user_agent,
        device_info: p.device_info,
        first_touch: FirstTouch {
            utm_source: p.utm_source,
            utm_medium: p.utm_medium,
            utm_campaign: p.utm_campaign,
            referrer: p.referrer,
            landing_path: p.landing_path,
        },
        last_touch: FirstTouch {
            utm_source: p.last_utm_source,
            utm_medium: p.last_utm_medium,
            utm_campaign: p.last_utm_campaign,
            referrer: p.last_referrer,
            landing_path: p.last_landing_path,
        },
        first_channel: p.first_channel,
        last_channel: p.last_channel,
        failed_login_count: p.failed_login_count,
        first_order_at: p.first_order_at,
        last_order_at: p.last_order_at,
        opening_balance,
        traits: p.traits,
        created_at: p.created_at,
        updated_at: p.updated_at,
        row: customer_row(p.row),
    }
}

/// A login attempt.
pub fn login(l: logins::Login) -> Login {
    Login {
        id: l.id,
        customer_id: l.customer_id,
        email: l.email,
        login_time: l.login_time,
        login_method: l.login_method,
        success: l.success,
        failure_reason: l.failure_reason,
        ip_address: l.origin.ip_address,
        user_agent: l.origin.user_agent,
        device_info: l.origin.device_info,
    }
}

/// An event.
pub fn event(e: events::Event) -> Event {
    let kind = match e.kind {
        RecordKind::Track => EventKind::Track,
        RecordKind::Page => EventKind::Page,
        RecordKind::Screen => EventKind::Screen,
        RecordKind::Group => EventKind::Group,
    };
    let properties = match e.properties {
        serde_json::Value::Object(properties) => properties,
        _ => serde_json::Map::new(),
    };
    Event {
        id: e.id,
        kind,
        name: e.name,
        properties,
        occurred_at: e.occurred_at,
        received_at: e.received_at,
        device_info: e.device_info,
        page: e.page,
    }
}

/// A row of the ledger.
pub fn consent_entry(e: consents::Entry) -> ConsentEntry {
    ConsentEntry {
        channel: e.channel,
        state: e.state,
        basis: e.basis,
        method: e.method,
        notice_version: e.notice_version,
        actor: e.actor,
        reason: e.reason,
        occurred_at: e.occurred_at,
    }
}

/// An order.
pub fn order(o: orders::Order) -> Order {
    let item = |i: orders::Item| OrderItem {
        product_id: i.product_id,
        name: i.name,
        category: i.category,
        quantity: i.quantity,
        unit_price: i.unit_price,
    };
    Order {
        id: o.id,
        customer_id: o.customer_id,
        source: o.source,
        order_id: o.order_id,
        status: o.status,
        payment_status: o.payment_status,
        payment_method: o.payment_method,
        currency: o.currency,
        subtotal: o.subtotal,
        shipping: o.shipping,
        tax: o.tax,
        total: o.total,
        refunded: o.refunded,
        city: o.city,
        state: o.state,
        order_date: o.order_date,
        items: o.items.into_iter().map(item).collect(),
    }
}

/// The shop's settings.
pub fn shop(s: &shop::Shop) -> Shop {
    Shop {
        name: s.name.clone(),
        currency: s.currency.clone(),
        time_zone: s.time_zone.name().to_owned(),
        week_start: s.week_start.clone(),
        phone_country: s.phone_country.clone(),
        consent_policy: s.consent_policy,
    }
}
