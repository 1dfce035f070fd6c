//! Cells as databases, spreadsheets and Patron itself write them.

use super::*;

fn at(text: &str) -> String {
    instant(text, chrono_tz::Asia::Kolkata).unwrap().to_rfc3339()
}

#[test]
fn one_apostrophe_goes_where_the_guard_put_it_and_nowhere_else() {
    for (cell, meant) in [
        ("'=1+1", "=1+1"),
        ("'+91", "+91"),
        ("'-x", "-x"),
        ("'@x", "@x"),
        ("'\tx", "\tx"),
        ("''quoted'", "'quoted'"),
        ("''=1", "'=1"),
        ("'tis", "'tis"),
        ("'", "'"),
        ("", ""),
        ("=1", "=1"),
        ("a'=1", "a'=1"),
    ] {
        assert_eq!(unguarded(cell), meant, "{cell:?}");
    }
}

#[test]
fn truth_has_many_spellings() {
    for yes in ["true", "T", "1", "YES", "y", "on"] {
        assert_eq!(boolean(yes), Ok(true), "{yes}");
    }
    for no in ["false", "F", "0", "No", "n", "off"] {
        assert_eq!(boolean(no), Ok(false), "{no}");
    }
    for wrong in ["2", "maybe", "", "truee"] {
        assert!(boolean(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn counts_are_whole_and_not_below_zero() {
    assert_eq!(count("0"), Ok(0));
    assert_eq!(count("2147483647"), Ok(i32::MAX));
    for wrong in ["-1", "1.5", "2147483648", "1,000", "x", "₹1"] {
        assert!(count(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn times_are_read_as_rfc_3339_and_as_postgresql_writes_them() {
    for (text, meant) in [
        ("2025-03-01T10:00:00Z", "2025-03-01T10:00:00+00:00"),
        ("2025-03-01t10:00:00.25+05:30", ""),
        ("2025-03-01T10:00:00.25+05:30", "2025-03-01T04:30:00.250+00:00"),
        ("2025-03-01 10:00:00+00", "2025-03-01T10:00:00+00:00"),
        ("2025-03-01 10:00:00.123456+00", "2025-03-01T10:00:00.123456+00:00"),
        ("2025-03-01 10:00:00+05:30", "2025-03-01T04:30:00+00:00"),
        ("2025-03-01 10:00:00+0530", "2025-03-01T04:30:00+00:00"),
        ("2025-03-01 10:00:00 +05:30", "2025-03-01T04:30:00+00:00"),
        ("2025-03-01 10:00:00-08", "2025-03-01T18:00:00+00:00"),
        ("2025-03-01 10:00:00", "2025-03-01T04:30:00+00:00"),
        ("2025-03-01T10:00:00.5", "2025-03-01T04:30:00.500+00:00"),
        ("2025-03-01", "2025-02-28T18:30:00+00:00"),
    ] {
        if meant.is_empty() {
            assert!(instant(text, chrono_tz::Asia::Kolkata).is_err(), "{text}");
        } else {
            assert_eq!(at(text), meant, "{text}");
        }
    }
}

#[test]
fn what_is_no_time_is_refused() {
    for wrong in [
        "yesterday",
        "01/03/2025",
        "2025-02-30",
        "2025-03-01 25:00:00",
        "infinity",
        "",
        "T",
        "2025-03-01T10:00:00+",
        "2025-03-01 10:00:00+99",
        "2025-03-01 10:00:00+05:30:15",
        "2025-03-01 10:00:00₹",
    ] {
        assert!(instant(wrong, chrono_tz::Asia::Kolkata).is_err(), "{wrong}");
    }
}

#[test]
fn an_hour_that_a_clock_change_repeats_or_skips_is_no_panic() {
    let berlin = chrono_tz::Europe::Berlin;
    assert_eq!(instant("2025-10-26 02:30:00", berlin).unwrap().to_rfc3339(), "2025-10-26T00:30:00+00:00");
    assert!(instant("2025-03-30 02:30:00", berlin).is_err());
}

#[test]
fn lists_are_postgresql_arrays_or_json() {
    for (text, meant) in [
        ("{}", vec![]),
        ("[]", vec![]),
        ("{Gifts}", vec!["Gifts"]),
        ("{a,\"b c\"}", vec!["a", "b c"]),
        ("{ a , \"b, {c}\" ,NULL}", vec!["a", "b, {c}"]),
        ("{\"q\\\"x\\\\\",\"NULL\"}", vec!["q\"x\\", "NULL"]),
        ("[\"a\",\"b c\", null]", vec!["a", "b c"]),
        ("{\"\",x}", vec!["x"]),
        ("{ग,₹}", vec!["ग", "₹"]),
    ] {
        assert_eq!(list(text).unwrap(), meant, "{text}");
    }
    for wrong in ["a", "a,b", "{a", "a}", "{{a},{b}}", "{a,}", "{\"a}", "{\"a\"b}", "[1]", "[\"a\"", "{a\\"] {
        assert!(list(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn amounts_of_shop_systems_may_have_marks_and_those_of_patron_may_not() {
    for (text, meant) in [
        ("1,499.00", "1499.00"),
        ("1,49,900.50", "149900.50"),
        ("1,234,567", "1234567.00"),
        ("\u{20b9}499", "499.00"),
        ("12.3456", "12.35"),
        ("0", "0.00"),
    ] {
        assert_eq!(amount(text, true).unwrap().to_string(), meant, "{text}");
    }
    for wrong in ["1,50", "1,4,900", ",100", "1.499,00", "\u{20b9}", "-1", "ten", "1 000", ""] {
        assert!(amount(wrong, true).is_err(), "{wrong}");
    }
    assert!(amount("1,499.00", false).is_err() && amount("1499.00", false).is_ok());
    assert_eq!((loose_count("1,204"), loose_count("2.00")), (Ok(1204), Ok(2)));
    assert!(loose_count("1.5").is_err() && loose_count("").is_err() && loose_count("1,5").is_err());
}
