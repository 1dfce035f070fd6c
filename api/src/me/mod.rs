//! The signed-in customer about themselves. These handlers are given the customer pool and nothing else of
//! the database: what they may see is what row-level security lets through.

pub mod change;
pub mod consents;
pub mod get;

use crate::{
    error::{ApiError, ApiResult},
    extract::CustomerCaller,
    shape,
    state::AppState,
};
use actix_web::web::Data;
use patron_api_types::me::Me;
use patron_db::{CustomerDb, PgConnection, me, rows::Profile};
use patron_domain::clock::Clock;

/// What these handlers may reach.
pub struct MeState {
    /// The customer pool.
    pub db: CustomerDb,
    /// The clock.
    pub clock: Clock,
    /// Country of phones without a `+`.
    pub phone_country: String,
}

impl MeState {
    /// The part of the server's state that is theirs.
    pub fn of(state: &Data<AppState>) -> Self {
        Self {
            db: state.db.customer.clone(),
            clock: state.clock,
            phone_country: state.shop.phone_country.clone(),
        }
    }
}

/// The caller's profile as they may see it, in a transaction that is bound to them.
pub(crate) async fn read(conn: &mut PgConnection, state: &MeState, caller: &CustomerCaller) -> ApiResult<Me> {
    let profile = me::profile(conn, state.db.keyring(), caller.profile.id)
        .await?
        .ok_or_else(ApiError::customer_not_found)?;
    match caller.history_from() {
        None => Ok(whole(profile, caller)),
        Some(_) => {
            let shown = me::shown_totals(conn).await?;
            Ok(since_linked(profile, caller, &shown))
        }
    }
}

fn whole(p: Profile, caller: &CustomerCaller) -> Me {
    Me {
        id: p.row.id,
        email: p.row.email.unwrap_or_default(),
        email_verified: caller.user.email_verified_at.is_some(),
        full_name: p.row.full_name,
        mobile_number: p.mobile_number,
        location: p.row.location,
        preferred_categories: p.preferred_categories,
        signup_date: p.row.signup_date,
        last_login_at: p.row.last_login_at,
        login_count: p.row.login_count,
        total_orders: p.row.total_orders,
        total_spent: p.row.total_spent,
        marketing_consent: p.row.marketing_consent,
        consents: shape::consents(&p.row.consents),
        history_hidden: false,
    }
}

/// While the address is not confirmed: what this account itself brought, and rows since it was linked.
fn since_linked(p: Profile, caller: &CustomerCaller, shown: &me::Shown) -> Me {
    let word = |keys: [&str; 2]| {
        keys.iter().find_map(|k| caller.user.user_metadata.get(*k)?.as_str().map(str::to_owned))
    };
    Me {
        id: p.row.id,
        email: caller.user.email.clone(),
        email_verified: false,
        full_name: word(["full_name", "name"]),
        mobile_number: word(["mobile_number", "phone"]),
        location: None,
        preferred_categories: Vec::new(),
        signup_date: caller.user.created_at,
        last_login_at: caller.user.last_sign_in_at,
        login_count: shown.logins,
        total_orders: shown.orders,
        total_spent: shown.spent,
        marketing_consent: p.row.marketing_consent,
        consents: shape::consents(&p.row.consents),
        history_hidden: true,
    }
}
