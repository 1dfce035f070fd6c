//! A table as CSV: RFC 4180 with CRLF, no BOM, text guarded against formulas, numbers as numbers.

use crate::exports::cell::is_formula;

/// The file.
///
/// # Errors
/// Never in practice: it writes to memory.
pub(in crate::stats) fn csv(header: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(header)?;
    for row in rows {
        for cell in row {
            if is_formula(cell) && !is_number(cell) {
                writer.write_field(format!("'{cell}"))?;
            } else {
                writer.write_field(cell)?;
            }
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.into_inner().map_err(|e| csv::Error::from(e.into_error()))
}

/// Digits, perhaps with a point and a minus in front: nothing that a spreadsheet runs.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_guarded_and_numbers_are_left_alone() {
        let rows = [vec!["=1+1".to_owned(), "-5.50".into()], vec!["a,\"b\"".into(), "-5+1".into()]];

        let file = csv(&["source", "new"], &rows).unwrap();

        assert_eq!(
            String::from_utf8(file).unwrap(),
            "source,new\r\n'=1+1,-5.50\r\n\"a,\"\"b\"\"\",'-5+1\r\n"
        );
    }
}
