//! Random bytes and mutated files through detection and every reader: nothing panics, and each row of a file is read
//! or refused once. `PATRON_FUZZ_CASES` says how many (20,000 when absent).

use super::{
    chunk::Line, formats, header::Header, order, plan::Plan, row, source::Source, suppression, twice::Twice,
};
use fastrand::Rng;
use patron_api_types::imports::{ImportFormat, ImportKind};
use std::io::Cursor;

const SEED: u64 = 0x7061_7472_6f6e;

const FILES: &[&str] = &[
    "email,full_name,mobile_number,total_spent,preferred_categories,flavour\r\n\
     a@example.com,'=1,+919876543210,1499.50,\"[\"\"Gifts\"\"]\",guarded\r\nb@example.com,,n/a,,{a},machine\r\n",
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address City,Phone,Total Spent,\
     Total Orders\n\
     '651,Ada,Clove,ada@example.com,yes,Pune,'+919876543210,\"1,499.00\",3\n",
    "Name,Email,Financial Status,Total,Lineitem quantity,Lineitem name,Lineitem price,Created at,Refunded Amount\n\
     #1001,ada@example.com,paid,1499.00,1,Diya,999.00,2026-01-02 03:04:05 +0530,0.00\n#1001,,,,2,Lamp,250.00,,\n",
    "Order Number,Order Status,Order Date,Email (Billing),Order Total Amount,Quantity,Item Name,Item Cost\n\
     17,completed,2026-01-02 03:04:05,ada@example.com,499,1,Diya,499\n",
    "Email Address,First Name,OPTIN_TIME,CONFIRM_TIME,LAST_CHANGED,LEID,TAGS\n\
     ada@example.com,Ada,2024-01-02 03:04:05,2024-01-02 03:04:06,2024-01-02 03:04:06,1,\"\"\"a\"\"\"\n",
    "Email Address,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE\nada@example.com,2024-01-02 03:04:05,Diwali\n",
    "e-mail,first,orders,spent\nada@example.com,Ada,3,\"1,00,000\"\n",
];

/// Pieces that mean something to one of the parsers.
const SPICE: &[&str] = &[
    ",",
    "\"",
    "\n",
    "\r\n",
    "'",
    "=",
    "-",
    "{",
    "}",
    "[",
    "\\",
    "\u{feff}",
    "\u{301}",
    "₹",
    "0",
    "9999999999999999999",
    "1e9",
    "2026-02-30",
    "T",
    "+05:30",
    "@",
    "NULL",
    "email",
    "line",
    "\0",
    ".",
    "x@y",
];

fn cases() -> u32 {
    std::env::var("PATRON_FUZZ_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000)
}

fn random(rng: &mut Rng) -> Vec<u8> {
    let length = rng.usize(..300);
    (0..length).map(|_| rng.u8(..)).collect()
}

fn mutated(rng: &mut Rng) -> Vec<u8> {
    let mut bytes = FILES[rng.usize(..FILES.len())].as_bytes().to_vec();
    for _ in 0..=rng.usize(..6) {
        let at = rng.usize(..=bytes.len());
        match rng.u8(..4) {
            0 => bytes.truncate(at),
            1 if at < bytes.len() => bytes[at] = rng.u8(..),
            2 if at < bytes.len() => {
                let end = (at + rng.usize(..20)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                let to = rng.usize(..=bytes.len());
                drop(bytes.splice(to..to, part));
            }
            _ => {
                let spice = SPICE[rng.usize(..SPICE.len())].bytes();
                drop(bytes.splice(at..at, spice));
            }
        }
    }
    bytes
}

fn source(bytes: &[u8]) -> Result<Source, String> {
    Source::read(Box::new(Cursor::new(bytes.to_vec())), "fuzz")
}

/// Reads a file as a kind and format; the rows that it has.
fn read(bytes: &[u8], kind: ImportKind, format: ImportFormat) -> Result<usize, String> {
    let columns = source(bytes)?.columns();
    let mapping = formats::mapping(kind, format, &columns);
    let header = Header::mapped(&columns, &mapping, kind)?;
    let plan = Plan { kind, format, ..Plan::for_tests(header) };
    Twice::find(source(bytes)?, &plan.header)?;
    let mut file = source(bytes)?;
    let (mut rows, mut before) = (0, 1);
    while let Some((number, record)) = file.next_row()? {
        assert!(number >= before, "lines count up");
        before = number;
        rows += 1;
        let reasons = match kind {
            ImportKind::Customers => row::parse(&plan, &record).err(),
            ImportKind::Suppressions => suppression::parse(&plan, &record).err(),
            ImportKind::Orders => order::parse(&plan, &[Line { number, record }]).err(),
        };
        assert!(reasons.is_none_or(|reason| !reason.is_empty()), "a refusal has a reason");
    }
    Ok(rows)
}

#[test]
fn no_bytes_make_the_readers_panic() {
    let mut rng = Rng::with_seed(SEED);
    let mut rows = 0;
    for n in 0..cases() {
        let bytes = if n % 4 == 0 { random(&mut rng) } else { mutated(&mut rng) };
        let Ok(file) = source(&bytes) else { continue };
        let (kind, format) = formats::detect(&file.columns());
        rows += read(&bytes, kind, format).unwrap_or(0);
        // and as what it is not
        let kind = ImportKind::ALL[rng.usize(..ImportKind::ALL.len())];
        let format = ImportFormat::ALL[rng.usize(..ImportFormat::ALL.len())];
        let _ = read(&bytes, kind, format);
    }
    assert!(rows > 0, "some files were read");
}

#[test]
fn the_files_that_are_mutated_are_good_themselves() {
    for file in FILES {
        let columns = source(file.as_bytes()).unwrap().columns();
        let (kind, format) = formats::detect(&columns);
        assert!(read(file.as_bytes(), kind, format).unwrap() > 0, "{file}");
    }
}
