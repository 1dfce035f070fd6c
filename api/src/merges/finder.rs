//! The search for pairs that the server makes by itself.

use crate::state::AppState;
use actix_web::{rt::time::sleep, web::Data};
use patron_db::merges;
use std::time::Duration;

/// How often it is seen whether a search is due. The first time is a while after the start, which has other work.
const PAUSE: Duration = Duration::from_secs(600);

/// Orders that get their postcode's index in one transaction.
const ORDERS: i64 = 1000;

/// Searches once an hour for as long as the server runs, forgets what can no longer be undone, and gives orders of
/// before an index of their postcode.
pub async fn run(state: Data<AppState>) {
    loop {
        sleep(PAUSE).await;
        if let Err(cause) = once(&state).await {
            tracing::warn!(%cause, "the search for pairs will be tried again");
        }
    }
}

async fn once(state: &AppState) -> patron_db::Result<()> {
    let keyring = state.db.staff.keyring();
    loop {
        let mut tx = state.db.staff.begin().await?;
        let indexed = merges::index_postcodes(&mut tx, keyring, ORDERS).await?;
        tx.commit().await?;
        if indexed == 0 {
            break;
        }
    }
    let mut tx = state.db.staff.begin().await?;
    merges::prune(&mut tx, state.now()).await?;
    if merges::due(&mut tx, state.now()).await? {
        let found = merges::search(&mut tx, state.now()).await?;
        tracing::info!(pairs = found.pairs, skipped_groups = found.skipped_groups, "searched for pairs");
    }
    tx.commit().await?;
    Ok(())
}
