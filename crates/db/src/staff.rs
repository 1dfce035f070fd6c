//! Members of staff. There is no signup: only the command line makes one.

use crate::Result;
use patron_domain::ids::StaffId;
use sqlx::PgConnection;

/// A member of staff.
#[derive(Clone)]
#[expect(missing_docs, reason = "the columns of `staff`")]
pub struct Staff {
    pub id: StaffId,
    pub email: String,
    pub full_name: Option<String>,
    pub password_hash: String,
    pub role: String,
}

/// By address (lower case).
///
/// # Errors
/// When the database can't be reached.
pub async fn by_email(conn: &mut PgConnection, folded: &str) -> Result<Option<Staff>> {
    let row =
        sqlx::query!("select id, email, full_name, password_hash, role from staff where email = $1", folded)
            .fetch_optional(conn)
            .await?;
    Ok(row.map(|r| Staff {
        id: r.id.into(),
        email: r.email,
        full_name: r.full_name,
        password_hash: r.password_hash,
        role: r.role,
    }))
}

/// By id.
///
/// # Errors
/// When the database can't be reached.
pub async fn by_id(conn: &mut PgConnection, id: StaffId) -> Result<Option<Staff>> {
    let email =
        sqlx::query_scalar!("select email from staff where id = $1", id.0).fetch_optional(&mut *conn).await?;
    match email {
        Some(email) => by_email(conn, &email).await,
        None => Ok(None),
    }
}

/// How many there are.
///
/// # Errors
/// When the database can't be reached.
pub async fn count(conn: &mut PgConnection) -> Result<i64> {
    Ok(sqlx::query_scalar!(r#"select count(*) as "n!" from staff"#).fetch_one(conn).await?)
}

/// Makes an owner.
///
/// # Errors
/// `Conflict::StaffEmail` when the address has an account.
pub async fn insert_owner(
    conn: &mut PgConnection,
    folded: &str,
    full_name: Option<&str>,
    password_hash: &str,
) -> Result<StaffId> {
    let id = StaffId::generate();
    sqlx::query!(
        "insert into staff (id, email, full_name, password_hash, role) values ($1, $2, $3, $4, 'owner')",
        id.0,
        folded,
        full_name,
        password_hash
    )
    .execute(conn)
    .await?;
    Ok(id)
}

/// Sets a new password and ends all sessions. False when nobody has the address.
///
/// # Errors
/// When the database can't be reached.
pub async fn reset_password(conn: &mut PgConnection, folded: &str, password_hash: &str) -> Result<bool> {
    let id = sqlx::query_scalar!(
        "update staff set password_hash = $2 where email = $1 returning id",
        folded,
        password_hash
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(id) = id else { return Ok(false) };
    crate::sessions::end_all(conn, crate::sessions::Kind::Staff, id, None).await?;
    Ok(true)
}

/// The address of the only owner, for a reset without one. `None` when there are none or several.
///
/// # Errors
/// When the database can't be reached.
pub async fn only_owner(conn: &mut PgConnection) -> Result<Option<String>> {
    let emails =
        sqlx::query_scalar!("select email from staff where role = 'owner' limit 2").fetch_all(conn).await?;
    Ok(if emails.len() == 1 { emails.into_iter().next() } else { None })
}
