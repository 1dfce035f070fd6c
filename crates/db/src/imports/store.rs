//! The way of a file's rows into the store: all at once, and where one of them can't be stored, without that one.

use crate::{
    Error, Result,
    ingest::{self, Context, Incoming, Outcome, Refusal, RefusalCode},
};
use sqlx::{Connection as _, PgConnection};

/// Applies rows within the caller's transaction; one outcome for each. Rows that the database does not take are found
/// by halving, behind savepoints, so that they cost none of their neighbours.
///
/// # Errors
/// [`Error::Retry`] when the transaction has to be begun again, and when the database can't be reached.
pub async fn apply(
    conn: &mut PgConnection,
    context: &Context<'_>,
    events: &[Incoming],
) -> Result<Vec<Outcome>> {
    let mut outcomes = Vec::with_capacity(events.len());
    // what is still to be done, the first of it last
    let mut waiting = vec![events];
    while let Some(part) = waiting.pop() {
        if part.is_empty() {
            continue;
        }
        match attempt(conn, context, part).await {
            Ok(done) => outcomes.extend(done),
            Err(error) if !of_a_row(&error) => return Err(error),
            Err(error) if part.len() == 1 => outcomes.push(refused(&error)),
            Err(_) => {
                let (first, second) = part.split_at(part.len() / 2);
                waiting.push(second);
                waiting.push(first);
            }
        }
    }
    Ok(outcomes)
}

async fn attempt(conn: &mut PgConnection, context: &Context<'_>, part: &[Incoming]) -> Result<Vec<Outcome>> {
    let mut savepoint = conn.begin().await?;
    match ingest::apply(&mut savepoint, context, part).await {
        Ok(outcomes) => {
            savepoint.commit().await?;
            Ok(outcomes)
        }
        Err(error) => {
            // when this fails too, the connection is gone, and the next statement says so
            let _ = savepoint.rollback().await;
            Err(error)
        }
    }
}

/// Whether the others may be stored.
const fn of_a_row(error: &Error) -> bool {
    match error {
        Error::Conflict(_) | Error::Invalid(_) | Error::Corrupt(_) | Error::Sql(_) => true,
        Error::Unavailable(_) | Error::Retry(_) | Error::Schema(_) | Error::Timeout => false,
    }
}

fn refused(error: &Error) -> Outcome {
    Outcome::Refused(Refusal::new(
        RefusalCode::NotStorable,
        "",
        format!("the database refused the row: {error}"),
    ))
}
