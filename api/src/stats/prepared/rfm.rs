//! `GET /api/v1/stats/rfm`.

use crate::{
    error::ApiResult,
    extract::{Reader, ValidQuery},
    openapi::Problems,
    state::AppState,
    stats::answer::{self, Asked},
};
use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use patron_api_types::stats::{About, Rfm, RfmCell, RfmGroupSize};
use patron_db::stats::prepared::{self, Prepared, rfm as stored};
use patron_domain::{money::Money, rfm::RfmGroup};
use rust_decimal::Decimal;

const DEFINITIONS: &[(&str, &str)] = &[
    ("buyers", "Live profiles with an order that counts and has a date."),
    ("recency", "Days since the last order that counts: 5 is the most recent."),
    ("value", "Mean of the scores of orders and spend of the last 365 days, halves rounded up."),
    (
        "rule",
        "quantiles: a score is five times the share of buyers who are not better, rounded up, and equal values share \
         one. fixed, with fewer than 50 buyers: 5 from at most 30 days, 10 orders and 10 mean orders of spend, 4 from \
         60, 5 and 5, 3 from 120, 3 and 3, 2 from 240, 2 and 2.",
    ),
    ("spent", "Of the last 365 days, less refunds, with shipping and tax."),
    ("PROSPECTS", "Live profiles without an order."),
];

/// RFM
///
/// Buyers on a grid of recency, and of frequency and spend together, with a name for each cell; people without orders
/// are PROSPECTS. Prepared in the background: `computed_at` says when, `GET /api/v1/stats/refresh` how that stands.
#[utoipa::path(tag = "stats", operation_id = "get_rfm", params(Asked),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "The grid and the groups.", body = Rfm), Problems))]
#[get("/api/v1/stats/rfm")]
pub async fn get_rfm(
    request: HttpRequest,
    state: Data<AppState>,
    _caller: Reader,
    asked: ValidQuery<Asked>,
) -> ApiResult<HttpResponse> {
    let asked = asked.get()?;
    let mut conn = state.db.staff.acquire().await?;
    let stored = prepared::rfm(&mut conn).await?;
    let about = answer::about(&state, &mut conn, DEFINITIONS).await?;
    drop(conn);
    let as_of = about.as_of;
    answer::respond(&request, &shape(about, stored), as_of, &asked)
}

fn shape(about: About, report: Option<Prepared<stored::Rfm>>) -> Rfm {
    let computed_at = report.as_ref().map(|r| r.computed_at);
    let grid = report.map(|Prepared { content, .. }| content).unwrap_or_default();
    let cells: Vec<RfmCell> = grid.cells.into_iter().map(shape_cell).collect();
    let groups = RfmGroup::ALL.iter().map(|group| size(*group, &cells, grid.prospects)).collect();
    Rfm {
        about,
        computed_at,
        window_days: stored::WINDOW_DAYS,
        buyers: grid.buyers,
        rule: if grid.quantiles { "quantiles" } else { "fixed" }.into(),
        cells,
        groups,
    }
}

fn shape_cell(c: stored::Cell) -> RfmCell {
    RfmCell {
        recency: c.recency,
        value: c.value,
        group: RfmGroup::of(c.recency, c.value),
        people: c.people,
        spent: Money::trusted(c.spent),
    }
}

/// The group's cells together; prospects have none.
fn size(group: RfmGroup, cells: &[RfmCell], prospects: i64) -> RfmGroupSize {
    let cells = || cells.iter().filter(move |c| c.group == group);
    let people = if group == RfmGroup::Prospects { prospects } else { cells().map(|c| c.people).sum() };
    let spent: Decimal = cells().map(|c| c.spent.amount()).sum();
    RfmGroupSize { group, people, spent: Money::trusted(spent) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_their_cells_together_and_prospects_come_last() {
        let cell = |recency, value, people| {
            shape_cell(stored::Cell { recency, value, people, spent: Decimal::from(people) })
        };
        let cells = [cell(5, 4, 2), cell(5, 5, 3), cell(1, 1, 7)];
        let groups: Vec<_> = RfmGroup::ALL.iter().map(|g| size(*g, &cells, 11)).collect();
        let of = |group| groups.iter().find(|g| g.group == group).map(|g| (g.people, g.spent.to_string()));
        assert_eq!(of(RfmGroup::Champions), Some((5, "5.00".into())));
        assert_eq!(of(RfmGroup::Dormant), Some((7, "7.00".into())));
        assert_eq!(of(RfmGroup::Loyal), Some((0, "0.00".into())));
        assert_eq!(groups.last().map(|g| (g.group, g.people)), Some((RfmGroup::Prospects, 11)));
    }
}
