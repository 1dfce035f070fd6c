//! Statements of the store with their values written in, for `pgbench`.

use crate::{Failure, shop::Shop};
use uuid::Uuid;

/// `sql` with `$1`, `$2`, … replaced by these expressions.
pub fn bound(sql: &str, values: &[&str]) -> String {
    let lines: Vec<&str> = sql.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
    let text = values
        .iter()
        .enumerate()
        .rev() // so that $1 does not take the beginning of $11
        .fold(lines.join("\n"), |text, (n, value)| text.replace(&format!("${}", n + 1), value));
    format!("{};\n", text.trim())
}

/// So many customers by chance, the same each time: id and address.
pub async fn some_customers(shop: &Shop, count: i64) -> Result<Vec<(Uuid, String)>, Failure> {
    let mut conn = shop.connect().await?;
    let sql =
        "select id, email from customer_profiles where status = 'active' order by md5(id::text) limit $1";
    sqlx::query_as(sql).bind(count).fetch_all(&mut conn).await.map_err(|e| Failure::of("choose customers", e))
}

#[cfg(test)]
mod tests {
    use super::bound;

    #[test]
    fn every_place_gets_its_own_value() {
        let values = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
        assert_eq!(bound("-- why\nselect $1, $11 where $2", &values), "select a, k where b;\n");
    }
}
