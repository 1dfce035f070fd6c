//! The blind index of postcodes: the only way to tell that two sealed ones are the same.

use crate::{
    Result,
    sealed::{Blind, Field, Keyring},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// What an order keeps of its postcode for comparison: without spaces, dashes and case. Empty when nothing is left.
pub fn postcode_index(keyring: &Keyring, postcode: &str) -> Vec<u8> {
    let plain: String =
        postcode.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    if plain.is_empty() { Vec::new() } else { keyring.blind(Blind::Postcode, &plain) }
}

/// Gives at most `limit` orders of before their index; how many it were. Orders that somebody is writing wait for
/// the next time; a postcode that doesn't open gets an empty index, so that it doesn't hold up the others.
///
/// # Errors
/// When the database can't be reached.
pub async fn index_postcodes(conn: &mut PgConnection, keyring: &Keyring, limit: i64) -> Result<usize> {
    let rows = sqlx::query!(
        r#"select id, pincode as "pincode!" from orders where pincode is not null and pincode_index is null
           order by id limit $1 for update skip locked"#,
        limit
    )
    .fetch_all(&mut *conn)
    .await?;
    let ids: Vec<Uuid> = rows.iter().map(|r| r.id).collect();
    let opened = rows.iter().map(|r| keyring.open(Field::Postcode, &r.pincode).unwrap_or_default());
    let indexes: Vec<Vec<u8>> = opened.map(|postcode| postcode_index(keyring, &postcode)).collect();
    sqlx::query!(
        "update orders o set pincode_index = t.pincode_index
         from unnest($1::uuid[], $2::bytea[]) as t (id, pincode_index) where o.id = t.id",
        &ids,
        &indexes
    )
    .execute(conn)
    .await?;
    Ok(ids.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postcode_is_the_same_however_it_is_written() {
        let ring = Keyring::for_tests();
        assert_eq!(postcode_index(&ring, "560 001"), postcode_index(&ring, "560001"));
        assert_eq!(postcode_index(&ring, "sw1a 1aa"), postcode_index(&ring, "SW1A-1AA"));
        assert_ne!(postcode_index(&ring, "560001"), postcode_index(&ring, "560002"));
        assert_eq!(postcode_index(&ring, " - "), [0_u8; 0]);
    }
}
