//! Pairs that look like one person, merging them, and undoing it.

pub mod dismiss;
pub mod finder;
pub mod list;
pub mod make;
pub mod pairs;
pub mod search;
pub mod undo;

use crate::error::{ApiError, ApiResult};
use patron_api_types::merges::{Merge, Pair, PairReason, PairSide, Pairs};
use patron_db::merges::{self, Reason};
use uuid::Uuid;

/// Rows of a list.
const LIMIT: i64 = 100;

/// The id in a path. What is no id names nothing, so it is not found like an unknown one.
fn id_of(path: &str, what: &str) -> ApiResult<Uuid> {
    path.parse().map_err(|_| ApiError::not_found(what))
}

fn shape_pairs(p: merges::Pairs) -> Pairs {
    Pairs { items: p.items.into_iter().map(shape_pair).collect(), total: p.total, searched_at: p.searched_at }
}

fn shape_pair(p: merges::Pair) -> Pair {
    Pair {
        id: p.id,
        reasons: p.reasons.into_iter().map(shape_reason).collect(),
        keep: shape_side(p.keep),
        other: shape_side(p.other),
        found_at: p.found_at,
    }
}

const fn shape_reason(r: Reason) -> PairReason {
    match r {
        Reason::SamePhone => PairReason::SamePhone,
        Reason::SameMailbox => PairReason::SameMailbox,
        Reason::SameNameAndPostcode => PairReason::SameNameAndPostcode,
        Reason::TwoUserIds => PairReason::TwoUserIds,
    }
}

fn shape_side(s: merges::Side) -> PairSide {
    PairSide {
        id: s.id,
        email: s.email,
        full_name: s.full_name,
        mobile_number: s.mobile_number,
        total_orders: s.total_orders,
        total_spent: s.total_spent,
        last_login_at: s.last_login_at,
        signup_date: s.signup_date,
    }
}

fn shape_merge(m: merges::Merge) -> Merge {
    Merge {
        id: m.id,
        kept: m.kept,
        kept_name: m.kept_name,
        merged: m.merged,
        merged_email: m.merged_email,
        actor: m.actor,
        reason: m.reason,
        merged_at: m.merged_at,
        undo_until: m.undo_until,
        undone_at: m.undone_at,
    }
}
