//! `GET /api/v1/campaigns/{campaign}/result`.

use super::{id_of, not_found};
use crate::{
    error::{ApiError, ApiResult},
    extract::Reader,
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    get,
    web::{self, Data, Json, Path},
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use patron_api_types::{
    campaigns::{CampaignDay, CampaignResult, Estimate, GroupResult, Lift, NaiveRoi},
    problem::ErrorCode,
};
use patron_db::campaigns::{self, Orders, Results};
use patron_domain::{
    campaign::{
        self as statistics, Group, Interval, Verdict,
        bootstrap::{self, Spent},
        newcombe, power, test, wilson,
    },
    money::Money,
    period::day_of,
};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

/// What came of a campaign
///
/// Orders and revenue of those written to and of those held out, return on cost taken naively, and what the campaign
/// caused: lift with 95 % intervals. When that can't be told, the answer says so and about how many people it would
/// take. The same data gives the same answer.
#[utoipa::path(tag = "campaigns", operation_id = "get_campaign_result",
    params(("campaign" = String, Path, format = Uuid, description = "The campaign's id.", example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "The result so far.", body = CampaignResult), Problems))]
#[get("/api/v1/campaigns/{campaign}/result")]
pub async fn get_campaign_result(
    state: Data<AppState>,
    _caller: Reader,
    campaign: Path<String>,
) -> ApiResult<Json<CampaignResult>> {
    let id = id_of(&campaign)?;
    let now = state.now();
    let zone = state.shop.time_zone;
    let results = campaigns::outcome(&state.db.staff, id).await?.ok_or_else(not_found)?;
    // thousands of resamples: not where requests are answered
    let result = web::block(move || assess(&results, now, zone)).await;
    result.map(Json).map_err(|e| ApiError::new(ErrorCode::Internal).cause(e))
}

/// One of the two groups.
struct Side {
    people: u64,
    orders: i64,
    revenue: Decimal,
    /// What each buyer spent.
    amounts: Vec<f64>,
    /// The day of each buyer's first order.
    days: Vec<NaiveDate>,
}

impl Side {
    fn new(results: &Results, held_out: bool, zone: Tz) -> Self {
        let people = if held_out { results.held_out } else { results.treated };
        let buyers: Vec<&Orders> = results.buyers.iter().filter(|b| b.held_out == held_out).collect();
        Self {
            people: u64::try_from(people).unwrap_or(0),
            orders: buyers.iter().map(|b| b.orders).sum(),
            revenue: buyers.iter().map(|b| b.revenue).sum(),
            amounts: buyers.iter().map(|b| b.revenue.to_f64().unwrap_or(0.0)).collect(),
            days: buyers.iter().map(|b| day_of(b.first_at, zone)).collect(),
        }
    }

    fn group(&self) -> Group {
        Group { people: self.people, buyers: self.amounts.len() as u64 }
    }

    fn spent(&self) -> Spent<'_> {
        Spent { people: self.people, amounts: &self.amounts }
    }

    /// The share who had ordered by the end of this day.
    fn until(&self, day: NaiveDate) -> Estimate {
        let buyers = self.days.iter().filter(|first| **first <= day).count() as u64;
        estimate(wilson::rate(Group { buyers, ..self.group() }))
    }

    fn shape(&self) -> GroupResult {
        let by = |n: Decimal| self.revenue.checked_div(n).map(Money::trusted);
        GroupResult {
            people: i64::try_from(self.people).unwrap_or(i64::MAX),
            buyers: i64::try_from(self.amounts.len()).unwrap_or(i64::MAX),
            orders: self.orders,
            revenue: Money::trusted(self.revenue),
            conversion: (self.people > 0).then(|| self.group().rate()),
            revenue_per_person: by(self.people.into()),
            average_order: by(self.orders.into()),
        }
    }
}

const fn estimate(i: Interval) -> Estimate {
    Estimate { value: i.value, low: i.low, high: i.high }
}

fn assess(results: &Results, now: DateTime<Utc>, zone: Tz) -> CampaignResult {
    let campaign = &results.campaign;
    let treated = Side::new(results, false, zone);
    let held_out = (!campaign.holdout_percent.is_zero()).then(|| Side::new(results, true, zone));
    let other = held_out.as_ref().map(Side::group);
    let verdict = statistics::verdict(treated.group(), other);
    let told = matches!(verdict, Verdict::Positive | Verdict::Negative);
    // the same for this campaign each time
    let (high, low) = campaign.id.0.as_u64_pair();
    let cost = campaign.cost;
    CampaignResult {
        as_of: now,
        naive_roi: cost.map(|cost| naive_roi(cost, &treated)),
        lift: held_out.as_ref().and_then(|h| lift(&treated, h, cost, high ^ low)),
        verdict,
        needed_per_group: other.filter(|_| !told).and_then(|o| power::needed_per_group(treated.group(), o)),
        days: days(campaign.started_at, now.min(campaign.window_ends_at - Duration::microseconds(1)), zone)
            .map(|day| CampaignDay {
                day,
                treated: treated.until(day),
                held_out: held_out.as_ref().map(|h| h.until(day)),
            })
            .collect(),
        withdrawn: results.withdrawn,
        unconverted_orders: results.buyers.iter().map(|b| b.unconverted).sum(),
        treated: treated.shape(),
        held_out: held_out.as_ref().map(Side::shape),
    }
}

/// The days of the store from one moment to another; the first in any case.
fn days(from: DateTime<Utc>, to: DateTime<Utc>, zone: Tz) -> impl Iterator<Item = NaiveDate> {
    let (first, last) = (day_of(from, zone), day_of(to, zone));
    first.iter_days().take_while(move |day| *day <= last || *day == first)
}

fn naive_roi(cost: Money, treated: &Side) -> NaiveRoi {
    let roi = (treated.revenue - cost.amount()).checked_div(cost.amount()).and_then(|roi| roi.to_f64());
    NaiveRoi { cost, revenue: Money::trusted(treated.revenue), roi }
}

fn lift(treated: &Side, held_out: &Side, cost: Option<Money>, seed: u64) -> Option<Lift> {
    let (t, h) = (treated.group(), held_out.group());
    let revenue = bootstrap::mean_difference(treated.spent(), held_out.spent(), seed)?;
    let incremental = revenue.times(treated.people as f64);
    let cost = cost.and_then(|c| c.amount().to_f64()).filter(|c| *c > 0.0);
    Some(Lift {
        conversion: estimate(newcombe::difference(t, h)),
        p: test::p(t, h),
        relative: (h.buyers > 0).then(|| t.rate() / h.rate() - 1.0),
        revenue_per_person: estimate(revenue),
        incremental_revenue: estimate(incremental),
        iroas: cost.map(|cost| estimate(incremental.times(1.0 / cost))),
    })
}
