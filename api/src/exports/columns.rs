//! What leaves the house: one list a format, giving header, value and how it is written, so they can't drift apart.

use chrono_tz::Tz;
use patron_api_types::exports::CsvFlavour;
use patron_db::{
    exports::{Column as Stored, Kind},
    sealed::Field,
};

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Typed by somebody: guarded against formulas.
    Typed,
    /// Numbers, fixed words and what else we wrote ourselves.
    Plain,
    /// A phone number: plain as E.164, guarded as typed.
    Phone,
    /// A time in the store's zone, to the second.
    Second,
    /// A time in the store's zone, to the microsecond.
    Exact,
}

/// Where a column's cells come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// Each row's own.
    Stored(Stored, Shape),
    /// The store's currency.
    Currency,
    /// How text is written; told in the file so that the importer can take it back.
    Flavour,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name in `columns=`.
    pub name: &'static str,
    /// Its header.
    pub header: &'static str,
    /// Its cells.
    pub cell: Cell,
}

/// What cells need to know besides the row.
pub struct Context {
    /// The store's zone, for times.
    pub zone: Tz,
    /// The store's currency.
    pub currency: String,
    /// How text is written.
    pub flavour: CsvFlavour,
}

const fn stored(
    name: &'static str,
    header: &'static str,
    sql: &'static str,
    kind: Kind,
    shape: Shape,
) -> Column {
    Column { name, header, cell: Cell::Stored(Stored { sql, kind }, shape) }
}

/// A column named like the database's.
const fn same(name: &'static str, kind: Kind, shape: Shape) -> Column {
    stored(name, name, name, kind, shape)
}

/// `customers.csv`: exactly the original's nine headers.
pub const CUSTOMERS: &[Column] = &[
    stored("email", "Email", "email", Kind::Text, Shape::Typed),
    stored("full_name", "Full Name", "full_name", Kind::Text, Shape::Typed),
    stored("mobile_number", "Mobile Number", "mobile_e164", Kind::Sealed(Field::Phone), Shape::Plain),
    stored("signup_date", "Signup Date", "signup_date", Kind::Instant, Shape::Second),
    stored("last_login", "Last Login", "last_login_at", Kind::Instant, Shape::Second),
    stored("login_count", "Login Count", "login_count", Kind::Count, Shape::Plain),
    stored("total_orders", "Total Orders", "total_orders", Kind::Count, Shape::Plain),
    stored("total_spent", "Total Spent", "total_spent", Kind::Money, Shape::Plain),
    stored("status", "Status", "status", Kind::Text, Shape::Plain),
];

/// `full`: the 21 columns of `customer_profiles`, consents, currency, and how text is written.
pub const FULL: &[Column] = &[
    same("id", Kind::Id, Shape::Plain),
    same("user_id", Kind::Id, Shape::Plain),
    same("email", Kind::Text, Shape::Typed),
    same("full_name", Kind::Text, Shape::Typed),
    stored(
        "mobile_number",
        "mobile_number",
        "coalesce(mobile_e164, mobile_number)",
        Kind::Sealed(Field::Phone),
        Shape::Phone,
    ),
    same("signup_date", Kind::Instant, Shape::Exact),
    same("email_verified", Kind::Flag, Shape::Plain),
    same("signup_method", Kind::Text, Shape::Plain),
    same("last_login_at", Kind::Instant, Shape::Exact),
    same("login_count", Kind::Count, Shape::Plain),
    same("total_orders", Kind::Count, Shape::Plain),
    same("total_spent", Kind::Money, Shape::Plain),
    stored(
        "preferred_categories",
        "preferred_categories",
        "array_to_json(preferred_categories)::text",
        Kind::Text,
        Shape::Plain,
    ),
    same("marketing_consent", Kind::Flag, Shape::Plain),
    same("status", Kind::Text, Shape::Plain),
    same("source", Kind::Text, Shape::Plain),
    same("ip_address", Kind::Sealed(Field::IpAddress), Shape::Plain),
    same("user_agent", Kind::Sealed(Field::UserAgent), Shape::Typed),
    same("location", Kind::Text, Shape::Typed),
    same("created_at", Kind::Instant, Shape::Exact),
    same("updated_at", Kind::Instant, Shape::Exact),
    same("email_consent", Kind::Text, Shape::Plain),
    same("email_consent_basis", Kind::Text, Shape::Plain),
    same("email_consent_at", Kind::Instant, Shape::Exact),
    same("sms_consent", Kind::Text, Shape::Plain),
    same("sms_consent_basis", Kind::Text, Shape::Plain),
    same("sms_consent_at", Kind::Instant, Shape::Exact),
    same("whatsapp_consent", Kind::Text, Shape::Plain),
    same("whatsapp_consent_basis", Kind::Text, Shape::Plain),
    same("whatsapp_consent_at", Kind::Instant, Shape::Exact),
    Column { name: "currency", header: "currency", cell: Cell::Currency },
    Column { name: "flavour", header: "flavour", cell: Cell::Flavour },
];

/// The columns of `customers.csv` that `wanted` names, parted by commas, in that order.
///
/// # Errors
/// A sentence that names what is wrong.
pub fn chosen(wanted: &str) -> Result<Vec<Column>, String> {
    let mut out: Vec<Column> = Vec::new();
    for name in wanted.split(',').map(str::trim) {
        let Some(column) = CUSTOMERS.iter().find(|column| column.name == name) else {
            let known: Vec<&str> = CUSTOMERS.iter().map(|column| column.name).collect();
            return Err(format!("must name some of: {}", known.join(", ")));
        };
        if out.contains(column) {
            return Err(format!("names {name} twice"));
        }
        out.push(*column);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marketing_file_has_exactly_the_nine_headers() {
        let headers: Vec<_> = CUSTOMERS.iter().map(|c| c.header).collect();
        assert_eq!(
            headers.join(","),
            "Email,Full Name,Mobile Number,Signup Date,Last Login,Login Count,Total Orders,Total Spent,Status"
        );
    }

    #[test]
    fn the_full_file_begins_with_the_originals_21_columns() {
        let original = "id,user_id,email,full_name,mobile_number,signup_date,email_verified,signup_method,\
            last_login_at,login_count,total_orders,total_spent,preferred_categories,marketing_consent,status,source,\
            ip_address,user_agent,location,created_at,updated_at";
        let headers: Vec<_> = FULL.iter().take(21).map(|c| c.header).collect();
        assert_eq!(headers.join(","), original);
    }

    #[test]
    fn columns_are_chosen_by_name_in_the_order_asked() {
        let names = |wanted: &str| chosen(wanted).map(|all| all.iter().map(|c| c.name).collect::<Vec<_>>());
        assert_eq!(names("status, email"), Ok(vec!["status", "email"]));
        assert!(names("email,phone").unwrap_err().contains("mobile_number"));
        assert!(names("email,email").unwrap_err().contains("twice"));
        assert!(names("").is_err());
    }
}
