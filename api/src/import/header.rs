//! The header row: which column stands where, by a mapping from the file's names to Patron's.

pub use super::column::Column;

use super::column;
use csv::ByteRecord;
use patron_api_types::imports::ImportKind;
use std::collections::BTreeMap;

/// Which of Patron's fields each column of a file is taken for.
pub type Mapping = BTreeMap<String, String>;

/// Where the columns stand. A field may have several columns, of which the first that says something counts.
pub struct Header {
    at: Vec<Vec<usize>>,
    width: usize,
    unknown: Vec<String>,
}

impl Header {
    /// Reads the header row of a file in Patron's own format.
    ///
    /// # Errors
    /// When `email` is missing or a column stands there twice.
    pub fn read(headers: &ByteRecord) -> Result<Self, String> {
        let columns: Vec<String> =
            headers.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
        let header =
            Self::mapped(&columns, &own_names(ImportKind::Customers, &columns), ImportKind::Customers)?;
        header.once()?;
        Ok(header)
    }

    /// Where the columns of a file with these names stand.
    ///
    /// # Errors
    /// When a column that the kind needs is missing, or the mapping has a field that is not one of the kind's.
    pub fn mapped(columns: &[String], mapping: &Mapping, kind: ImportKind) -> Result<Self, String> {
        let mut header =
            Self { at: vec![Vec::new(); Column::ALL.len()], width: columns.len(), unknown: Vec::new() };
        for (index, name) in columns.iter().enumerate() {
            let Some(field) = mapping.get(name) else {
                if Column::of_heading(name).is_none() {
                    header.unknown.push(format!("\"{name}\""));
                }
                continue;
            };
            let known = Column::named(field).filter(|column| Column::of_kind(kind).contains(column));
            let column = known.ok_or_else(|| format!("there is no field {field} of {kind}"))?;
            if let Some(places) = header.at.get_mut(column as usize) {
                places.push(index);
            }
        }
        // what was shipped to tells more of an order than who paid
        let shipping = |index: &usize| !columns[*index].to_lowercase().contains("shipping");
        header.at.iter_mut().for_each(|places| places.sort_by_key(shipping));
        for needed in Column::needed(kind) {
            if header.at(*needed).is_none() {
                return Err(format!("the header has no column {needed}{}", hint(columns)));
            }
        }
        Ok(header)
    }

    /// Refuses a header in which two columns have one meaning.
    ///
    /// # Errors
    /// When it is so.
    pub fn once(&self) -> Result<(), String> {
        for ((_, column), places) in Column::ALL.iter().zip(&self.at) {
            if let [first, second, ..] = places[..] {
                return Err(format!(
                    "the header has {column} twice: columns {} and {}",
                    first + 1,
                    second + 1
                ));
            }
        }
        Ok(())
    }

    /// The place of a column, of the first where it has several.
    pub fn at(&self, column: Column) -> Option<usize> {
        self.at.get(column as usize)?.first().copied()
    }

    /// A row's cell of a column: of several the first that is not blank.
    pub fn cell<'r>(&self, record: &'r ByteRecord, column: Column) -> Option<&'r [u8]> {
        let mut cells = self.at.get(column as usize)?.iter().filter_map(|at| record.get(*at));
        cells.find(|cell| !cell.trim_ascii().is_empty())
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

/// The mapping of columns that have Patron's names.
pub fn own_names(kind: ImportKind, columns: &[String]) -> Mapping {
    let fields = Column::of_kind(kind);
    let known = |name: &String| {
        let column = Column::of_heading(name).filter(|column| fields.contains(column))?;
        Some((name.clone(), column.name().to_owned()))
    };
    columns.iter().filter_map(known).collect()
}

fn hint(columns: &[String]) -> &'static str {
    let first = columns.first().map(String::as_str).unwrap_or_default();
    if first.contains(';') || first.contains('\t') { ". Columns must be separated by commas" } else { "" }
}

/// The file's names in the form that formats are told apart by.
pub fn plain_names(columns: &[String]) -> Vec<String> {
    columns.iter().map(|name| column::plain(name)).collect()
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

    #[test]
    fn of_several_columns_of_a_field_the_first_that_says_something_counts() {
        let columns = ["Id", "Email", "Billing City", "Shipping City", "Total"].map(String::from);
        let pairs = [
            ("Id", "order_id"),
            ("Email", "email"),
            ("Billing City", "city"),
            ("Shipping City", "city"),
            ("Total", "total"),
        ];
        let mapping: Mapping = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let header = Header::mapped(&columns, &mapping, ImportKind::Orders).unwrap();
        let cell = |row: [&str; 5]| {
            let record = ByteRecord::from(row.to_vec());
            header.cell(&record, Column::City).map(<[u8]>::to_vec)
        };
        assert_eq!(cell(["1", "a@b.c", "Pune", "Goa", "1"]).as_deref(), Some(&b"Goa"[..]));
        assert_eq!(cell(["1", "a@b.c", "Pune", " ", "1"]).as_deref(), Some(&b"Pune"[..]));
        assert_eq!(cell(["1", "a@b.c", "", "", "1"]), None);
        assert!(
            Header::mapped(&columns, &mapping, ImportKind::Customers).is_err(),
            "a customer has no order_id"
        );
    }
}
