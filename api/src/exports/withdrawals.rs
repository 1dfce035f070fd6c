//! `/api/v1/exports/{export}/withdrawals`: who of a file may not be written to any more.

use super::{
    admit::{self, Opens, TicketQuery},
    cell::Form,
    csv::Csv,
    output::invalid,
    reader::{Sender, hand},
    record,
    ticket::LIFE,
};
use crate::{
    error::ApiResult,
    extract::{Exporter, ValidQuery},
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{self, ContentDisposition, DispositionParam, DispositionType},
    post,
    web::{Data, Json, Path},
};
use futures_util::TryStreamExt as _;
use patron_api_types::exports::{CsvFlavour, ExportTicket, WithdrawalReason, Withdrawals};
use patron_db::exports::{
    Snapshot, people,
    tickets::{self, NewTicket},
    withdrawals::{self, Withdrawal},
};
use patron_domain::{consent::Channel, ids::ExportId, period::day_of};
use std::io;
use tokio::sync::mpsc;

/// Bytes sent at once.
const CHUNK: usize = 64 * 1024;

/// Count withdrawals since an export
///
/// Of the people of a file: who opted out on its channel since (of one without a channel: on any), was erased, or is not
/// active any more. Each counts under one reason.
#[utoipa::path(tag = "exports", operation_id = "get_export_withdrawals",
    params(("export" = String, Path, format = Uuid, description = "The export's id.",
        example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = []), ("secret_key" = ["exports:read"])),
    responses((status = 200, description = "The counts.", body = Withdrawals), Problems))]
#[get("/api/v1/exports/{export}/withdrawals")]
pub async fn get_export_withdrawals(
    state: Data<AppState>,
    _caller: Exporter,
    export: Path<String>,
) -> ApiResult<Json<Withdrawals>> {
    let id = record::stored(&state, super::id(&export)?).await?.id;
    let mut conn = state.db.staff.acquire().await?;
    let as_of = state.now();
    let mut counts = Withdrawals {
        people: people::count(&mut conn, id).await?,
        withdrawn: 0,
        erased: 0,
        not_active: 0,
        as_of,
    };
    let mut found = withdrawals::of(&mut conn, id, None);
    let mut last = None;
    while let Some(one) = found.try_next().await? {
        // a row a channel, one after the other
        if last.replace(one.id) == Some(one.id) {
            continue;
        }
        match one.reason.parse() {
            Ok(WithdrawalReason::Withdrawn) | Err(_) => counts.withdrawn += 1,
            Ok(WithdrawalReason::Erased) => counts.erased += 1,
            Ok(WithdrawalReason::NotActive) => counts.not_active += 1,
        }
    }
    Ok(Json(counts))
}

/// Link a suppression file
///
/// Gives a single-use URL of 60 seconds that a browser can save the file from without a token.
#[utoipa::path(tag = "exports", operation_id = "create_withdrawals_link",
    params(("export" = String, Path, format = Uuid, description = "The export's id.",
        example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f")),
    security(("staff" = []), ("secret_key" = ["exports:read"])),
    responses((status = 201, description = "The link.", body = ExportTicket), Problems))]
#[post("/api/v1/exports/{export}/withdrawals/link")]
pub async fn create_withdrawals_link(
    state: Data<AppState>,
    caller: Exporter,
    export: Path<String>,
) -> ApiResult<HttpResponse> {
    let id = record::stored(&state, super::id(&export)?).await?.id;
    let now = state.now();
    let expires_at = now + LIFE;
    let query = Opens::Withdrawals.kept();
    let new = NewTicket { query, export: Some(id), actor: &caller.actor, now, expires_at };
    let ticket = tickets::create(&mut *state.db.staff.acquire().await?, new).await?;
    Ok(HttpResponse::Created().insert_header((header::CACHE_CONTROL, "no-store")).json(ExportTicket {
        url: format!("/api/v1/exports/{id}/withdrawals.csv?ticket={ticket}"),
        expires_at,
    }))
}

/// Download a suppression file
///
/// The people of a file who may not be written to any more: `id,email,channel,reason,at`, and for SMS and WhatsApp, where
/// they are known by it, `phone` after `email`. Of somebody who was erased only the id is left. Takes a token, a secret
/// key, or a single-use `ticket`.
#[utoipa::path(tag = "exports", operation_id = "export_withdrawals",
    params(("export" = String, Path, format = Uuid, description = "The export's id.",
        example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"), TicketQuery),
    security(("staff" = []), ("secret_key" = ["exports:read"]), ()),
    responses((status = 200, description = "The file.", content_type = "text/csv", body = String,
        example = "id,email,channel,reason,at\r\n\
            0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f,ananya.marigold@example.com,email,withdrawn,2026-11-22T09:12:00+00:00\r\n"),
        Problems))]
#[get("/api/v1/exports/{export}/withdrawals.csv")]
pub async fn export_withdrawals(
    request: HttpRequest,
    state: Data<AppState>,
    export: Path<String>,
    query: ValidQuery<TicketQuery>,
) -> ApiResult<HttpResponse> {
    let ticket = query.get()?.ticket;
    let id = admit::to_record(&request, &state, ticket.as_deref(), &export, Opens::Withdrawals).await?;
    let known = record::stored(&state, id).await?;
    let phones = matches!(known.channel, Some(Channel::Sms | Channel::Whatsapp));
    // without a BOM: it is for mailing tools
    let flavour = match record::flavour(&known) {
        CsvFlavour::Machine => CsvFlavour::Machine,
        CsvFlavour::Guarded | CsvFlavour::Spreadsheet => CsvFlavour::Guarded,
    };
    let day = day_of(state.now(), state.shop.time_zone);
    let snapshot = admit::begin(&state, ticket.as_deref()).await?;
    let (sender, receiver) = mpsc::channel(2);
    actix_web::rt::spawn(produce(snapshot, id, Cells { flavour, phones }, sender));
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8; header=present")
        .insert_header(ContentDisposition {
            disposition: DispositionType::Attachment,
            parameters: vec![DispositionParam::Filename(format!("patron-withdrawals-{day}.csv"))],
        })
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .streaming(futures_util::stream::unfold(receiver, |mut r| async {
            r.recv().await.map(|item| (item, r))
        })))
}

/// Which cells a row has, and how they are written.
#[derive(Clone, Copy)]
struct Cells {
    flavour: CsvFlavour,
    phones: bool,
}

async fn produce(snapshot: Snapshot, id: ExportId, cells: Cells, sender: Sender) {
    match rows(snapshot, id, cells, &sender).await {
        Ok(true) => return,
        Ok(false) => tracing::warn!(export = %id, "the reader of a suppression file took no more"),
        Err(cause) => tracing::error!(export = %id, %cause, "a suppression file broke off"),
    }
    // the snapshot is over by now: a reader who takes nothing any more keeps this waiting
    let _ = sender.send(Err(io::Error::other("the file broke off"))).await;
}

/// False when the reader takes no more.
async fn rows(
    mut snapshot: Snapshot,
    id: ExportId,
    cells: Cells,
    sender: &Sender,
) -> patron_db::Result<bool> {
    let mut found = snapshot.withdrawals(id, cells.phones);
    let mut file = begin(cells).map_err(invalid)?;
    while let Some(one) = found.try_next().await? {
        add(&mut file, cells, &one).map_err(invalid)?;
        if file.waiting >= CHUNK && !hand(sender, file.take().map_err(invalid)?).await {
            return Ok(false);
        }
    }
    Ok(hand(sender, file.take().map_err(invalid)?).await)
}

fn begin(cells: Cells) -> Result<Csv, csv::Error> {
    let headers = ["id", "email", "phone", "channel", "reason", "at"].into_iter();
    let headers = headers.filter(|header| cells.phones || *header != "phone").map(str::to_owned);
    Csv::new(&headers.collect::<Vec<_>>(), cells.flavour, usize::MAX)
}

fn add(file: &mut Csv, cells: Cells, one: &Withdrawal) -> Result<(), csv::Error> {
    file.field(Form::Plain, &one.id.to_string())?;
    // an address may hold what CSV means, or what a spreadsheet runs
    file.field(Form::Typed, one.email.as_deref().unwrap_or_default())?;
    if cells.phones {
        file.field(Form::Phone, one.phone.as_deref().unwrap_or_default())?;
    }
    file.field(Form::Plain, one.channel.map_or("", |channel| channel.as_str()))?;
    file.field(Form::Plain, &one.reason)?;
    file.field(Form::Plain, &one.at.to_rfc3339())?;
    file.end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use patron_domain::ids::CustomerId;

    #[test]
    fn an_address_is_a_cell_whatever_it_holds() {
        let id: CustomerId = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f".parse().unwrap();
        let line = |email: Option<&str>, channel, flavour| {
            let cells = Cells { flavour, phones: false };
            let mut file = begin(cells).unwrap();
            let at = "2026-11-22T09:12:00Z".parse().unwrap();
            let (email, phone) = (email.map(str::to_owned), None);
            let one = Withdrawal { id, email, phone, channel, reason: "withdrawn".into(), at };
            add(&mut file, cells, &one).unwrap();
            let text = String::from_utf8(file.take().unwrap()).unwrap();
            text.strip_prefix("id,email,channel,reason,at\r\n").unwrap().to_owned()
        };
        let guarded = CsvFlavour::Guarded;
        let plain = line(Some("ada@example.com"), Some(Channel::Email), guarded);
        assert_eq!(plain, format!("{id},ada@example.com,email,withdrawn,2026-11-22T09:12:00+00:00\r\n"));
        let quoted = line(Some("\"a,b\"@example.com"), None, guarded);
        assert!(quoted.contains(",\"\"\"a,b\"\"@example.com\",,"), "{quoted}");
        assert!(line(Some("=a@example.com"), None, guarded).contains(",'=a@example.com,"));
        assert!(line(Some("=a@example.com"), None, CsvFlavour::Machine).contains(",=a@example.com,"));
        assert!(line(None, None, guarded).starts_with(&format!("{id},,,")));
    }
}
