//! The header row: which column stands where, by name, in any order.

use csv::ByteRecord;

/// Writes an enum of columns with their names.
macro_rules! columns {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $column:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$vmeta])* $column),+ }

        impl $name {
            const ALL: &'static [(&'static str, Self)] = &[$(($word, Self::$column)),+];
        }
    };
}

columns! {
    /// A column that the importer knows.
    Column {
        /// The profile's id.
        Id = "id",
        /// The account; accounts are not imported.
        UserId = "user_id",
        /// The address; the one that is needed.
        Email = "email",
        /// Name.
        FullName = "full_name",
        /// Phone.
        MobileNumber = "mobile_number",
        /// Signup.
        SignupDate = "signup_date",
        /// Whether the address was confirmed.
        EmailVerified = "email_verified",
        /// How the profile came to be.
        SignupMethod = "signup_method",
        /// Last login.
        LastLoginAt = "last_login_at",
        /// Logins.
        LoginCount = "login_count",
        /// Orders.
        TotalOrders = "total_orders",
        /// Money.
        TotalSpent = "total_spent",
        /// Categories.
        PreferredCategories = "preferred_categories",
        /// Consent, as one word.
        MarketingConsent = "marketing_consent",
        /// Status.
        Status = "status",
        /// Where the profile came from.
        Source = "source",
        /// IP address.
        IpAddress = "ip_address",
        /// User agent.
        UserAgent = "user_agent",
        /// Place.
        Location = "location",
        /// Made; the signup where that is missing.
        CreatedAt = "created_at",
        /// Changed; not taken.
        UpdatedAt = "updated_at",
        /// Consent on email.
        EmailConsent = "email_consent",
        /// What it rests on.
        EmailConsentBasis = "email_consent_basis",
        /// Since when.
        EmailConsentAt = "email_consent_at",
        /// Consent on SMS.
        SmsConsent = "sms_consent",
        /// What it rests on.
        SmsConsentBasis = "sms_consent_basis",
        /// Since when.
        SmsConsentAt = "sms_consent_at",
        /// Consent on WhatsApp.
        WhatsappConsent = "whatsapp_consent",
        /// What it rests on.
        WhatsappConsentBasis = "whatsapp_consent_basis",
        /// Since when.
        WhatsappConsentAt = "whatsapp_consent_at",
        /// Currency of the money.
        Currency = "currency",
        /// Patron's own export, and how its text cells are written.
        Flavour = "flavour",
        /// Added to refused rows; lets a mended file of them in again.
        Line = "line",
        /// As `line`.
        Reason = "reason",
    }
}

/// Other names of columns, after [`plain`]: the first version's marketing file has them.
const ALIASES: &[(&str, Column)] = &[
    ("email_address", Column::Email),
    ("name", Column::FullName),
    ("phone", Column::MobileNumber),
    ("mobile", Column::MobileNumber),
    ("phone_number", Column::MobileNumber),
    ("last_login", Column::LastLoginAt),
];

/// Where the columns stand.
pub struct Header {
    at: Vec<Option<usize>>,
    width: usize,
    unknown: Vec<String>,
}

impl Header {
    /// Reads a header row.
    ///
    /// # Errors
    /// When `email` is missing or a column stands there twice.
    pub fn read(headers: &ByteRecord) -> Result<Self, String> {
        let mut header =
            Self { at: vec![None; Column::ALL.len()], width: headers.len(), unknown: Vec::new() };
        for (index, name) in headers.iter().enumerate() {
            let name = String::from_utf8_lossy(name);
            let Some(column) = column(&name) else {
                header.unknown.push(format!("\"{}\"", name.trim()));
                continue;
            };
            if let Some(before) = header.at[column as usize].replace(index) {
                return Err(format!(
                    "the header has {column} twice: columns {} and {}",
                    before + 1,
                    index + 1
                ));
            }
        }
        if header.at(Column::Email).is_none() {
            let first = headers.iter().next().map(String::from_utf8_lossy).unwrap_or_default();
            let hint = if first.contains(';') || first.contains('\t') {
                ". Columns must be separated by commas"
            } else {
                ""
            };
            return Err(format!("the header has no column email{hint}"));
        }
        Ok(header)
    }

    /// The place of a column.
    pub fn at(&self, column: Column) -> Option<usize> {
        self.at.get(column as usize).copied().flatten()
    }

    /// How many cells a row must have.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Columns that are not taken because nobody knows them.
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }
}

impl std::fmt::Display for Column {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(Self::ALL[*self as usize].0)
    }
}

fn column(name: &str) -> Option<Column> {
    let plain = plain(name);
    Column::ALL.iter().chain(ALIASES).find(|(known, _)| *known == plain).map(|(_, column)| *column)
}

/// Trimmed, lower case, with underscores: `Full Name` is `full_name`.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(names: &[&str]) -> Result<Header, String> {
        Header::read(&ByteRecord::from(names.to_vec()))
    }

    #[test]
    fn columns_are_found_by_name_in_any_order_and_case() {
        let header = read(&["Full Name", " EMAIL ", "shoe size", "Last Login"]).unwrap();
        assert_eq!(header.at(Column::Email), Some(1));
        assert_eq!(header.at(Column::FullName), Some(0));
        assert_eq!(header.at(Column::LastLoginAt), Some(3));
        assert_eq!(header.at(Column::Id), None);
        assert_eq!(header.unknown(), ["\"shoe size\""]);
    }

    #[test]
    fn email_is_needed_and_nothing_may_stand_there_twice() {
        assert!(read(&["full_name"]).is_err());
        assert!(read(&["email;full_name"]).err().unwrap().contains("commas"));
        assert!(read(&["email", "phone", "mobile_number"]).err().unwrap().contains("mobile_number twice"));
    }
}
