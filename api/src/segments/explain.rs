//! `POST /api/v1/segments/explain`.

use super::rules;
use crate::{
    error::{ApiError, ApiResult},
    extract::{Reader, ValidJson},
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    post,
    web::{Data, Json},
};
use patron_api_types::segments::{
    ExplainRequest, ExplainedKind, ExplainedOutcome, ExplainedRule, Explanation,
};
use patron_db::segments;
use patron_domain::rule::{
    evaluate::Outcome,
    explain::{self, Explained},
};

/// Why somebody is in a segment, or isn't
///
/// The rule with what came of each part: whether it holds of the person, and with which value it was compared.
#[utoipa::path(tag = "segments", operation_id = "explain_segment", request_body = ExplainRequest,
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "The rule, part by part.", body = Explanation), Problems))]
#[post("/api/v1/segments/explain")]
pub async fn explain_segment(
    state: Data<AppState>,
    _caller: Reader,
    body: ValidJson<ExplainRequest>,
) -> ApiResult<Json<Explanation>> {
    let ExplainRequest { of, customer_id } = body.get()?;
    let at = rules::moment(&state);
    let (rule, pointer) = rules::of_either(&state, "", &of).await?;
    let mut conn = state.db.staff.acquire().await?;
    // what it refers to is explained as one condition each, but must be there
    rules::resolved(&mut conn, &pointer, &rule, at).await?;
    let facts = segments::facts(&mut conn, state.db.staff.keyring(), customer_id, &rule, &at)
        .await?
        .ok_or_else(|| ApiError::field("/customer_id", "must be the id of a customer"))?;
    let rule = shape(rule.explain(&facts, &at));
    Ok(Json(Explanation {
        customer_id,
        matches: rule.matches,
        rule,
        as_of: at.now,
        time_zone: at.zone.name().to_owned(),
    }))
}

fn shape(part: Explained) -> ExplainedRule {
    ExplainedRule {
        kind: match part.kind {
            explain::ExplainedKind::All => ExplainedKind::All,
            explain::ExplainedKind::Any => ExplainedKind::Any,
            explain::ExplainedKind::Not => ExplainedKind::Not,
            explain::ExplainedKind::Condition => ExplainedKind::Condition,
        },
        text: part.text,
        matches: part.matches,
        outcome: part.outcome.map(|outcome| match outcome {
            Outcome::True => ExplainedOutcome::True,
            Outcome::False => ExplainedOutcome::False,
            Outcome::Unknown => ExplainedOutcome::Unknown,
        }),
        value: part.value,
        rules: part.rules.into_iter().map(shape).collect(),
    }
}
