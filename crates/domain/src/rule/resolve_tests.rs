use super::*;
use chrono_tz::{America::New_York, Asia::Kolkata, Europe::Berlin};

fn at(now: &str, zone: Tz) -> Moment {
    Moment::new(now.parse().unwrap(), zone, "monday")
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn n(n: u16, unit: Unit) -> Span {
    Span { n, unit }
}

/// From and until, in UTC; `-` where there is no bound.
fn shown(test: &DateTest, at: &Moment) -> String {
    let bound = |b: Option<DateTime<Utc>>| {
        b.map_or("-".to_owned(), |b| b.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
    };
    match test.resolve(at) {
        Dates::Within { from, until } => format!("{} {}", bound(from), bound(until)),
        Dates::Outside { from, until } => format!("not {} {}", bound(from), bound(until)),
        other => format!("{other:?}"),
    }
}

// Friday 20 November, 20:00 in Kolkata
const FRIDAY: &str = "2026-11-20T14:30:00Z";

#[test]
fn a_day_is_the_stores_and_ends_before_the_next_begins() {
    let at = at(FRIDAY, Kolkata);
    let d = day("2026-11-01");
    assert_eq!(shown(&DateTest::On(d), &at), "2026-10-31T18:30:00Z 2026-11-01T18:30:00Z");
    assert_eq!(shown(&DateTest::NotOn(d), &at), "not 2026-10-31T18:30:00Z 2026-11-01T18:30:00Z");
    assert_eq!(shown(&DateTest::Before(When::Day(d)), &at), "- 2026-10-31T18:30:00Z");
    assert_eq!(shown(&DateTest::OnOrBefore(When::Day(d)), &at), "- 2026-11-01T18:30:00Z");
    assert_eq!(shown(&DateTest::After(When::Day(d)), &at), "2026-11-01T18:30:00Z -");
    assert_eq!(shown(&DateTest::OnOrAfter(When::Day(d)), &at), "2026-10-31T18:30:00Z -");
}

#[test]
fn between_includes_both_ends() {
    let at = at(FRIDAY, Kolkata);
    let days = DateTest::Between(When::Day(day("2026-01-01")), When::Day(day("2026-02-01")));
    assert_eq!(shown(&days, &at), "2025-12-31T18:30:00Z 2026-02-01T18:30:00Z");
    let i = |text: &str| When::Instant(text.parse().unwrap());
    let instants = DateTest::Between(i("2026-01-01T00:00:00Z"), i("2026-01-02T00:00:00Z"));
    assert_eq!(shown(&instants, &at), "2026-01-01T00:00:00Z 2026-01-02T00:00:00.000001Z");
}

#[test]
fn instants_are_whole_microseconds() {
    let at = at(FRIDAY, Kolkata);
    let i = When::Instant("2026-01-01T00:00:00.000000500Z".parse().unwrap());
    assert_eq!(shown(&DateTest::Before(i), &at), "- 2026-01-01T00:00:00.000001Z");
    assert_eq!(shown(&DateTest::OnOrBefore(i), &at), "- 2026-01-01T00:00:00.000001Z");
    assert_eq!(shown(&DateTest::After(i), &at), "2026-01-01T00:00:00.000001Z -");
    assert_eq!(shown(&DateTest::OnOrAfter(i), &at), "2026-01-01T00:00:00.000001Z -");
}

#[test]
fn in_the_last_seven_days_begins_six_days_before_today_and_ends_now() {
    let at = at(FRIDAY, Kolkata);
    let last = DateTest::InLast(n(7, Unit::Day));
    assert_eq!(shown(&last, &at), "2026-11-13T18:30:00Z 2026-11-20T14:30:00.000001Z");
    let not = DateTest::NotInLast(n(7, Unit::Day));
    assert_eq!(shown(&not, &at), "not 2026-11-13T18:30:00Z 2026-11-20T14:30:00.000001Z");
    assert_eq!(shown(&DateTest::InLast(n(1, Unit::Week)), &at), shown(&last, &at));
    assert_eq!(
        shown(&DateTest::InLast(n(168, Unit::Hour)), &at),
        "2026-11-13T14:30:00Z 2026-11-20T14:30:00.000001Z"
    );
}

#[test]
fn at_least_thirty_days_ago_includes_day_thirty() {
    let at = at(FRIDAY, Kolkata);
    assert_eq!(shown(&DateTest::AtLeastAgo(n(30, Unit::Day)), &at), "- 2026-10-21T18:30:00Z");
    assert_eq!(shown(&DateTest::AtLeastAgo(n(24, Unit::Hour)), &at), "- 2026-11-19T14:30:00.000001Z");
    let ago = DateTest::BetweenAgo(n(30, Unit::Day), n(60, Unit::Day));
    assert_eq!(shown(&ago, &at), "2026-09-20T18:30:00Z 2026-10-21T18:30:00Z");
}

#[test]
fn in_next_begins_now_and_counts_today_as_the_first_day() {
    let at = at(FRIDAY, Kolkata);
    assert_eq!(shown(&DateTest::InNext(n(1, Unit::Day)), &at), "2026-11-20T14:30:00Z 2026-11-20T18:30:00Z");
    assert_eq!(shown(&DateTest::InNext(n(7, Unit::Day)), &at), "2026-11-20T14:30:00Z 2026-11-26T18:30:00Z");
    assert_eq!(shown(&DateTest::InNext(n(1, Unit::Month)), &at), "2026-11-20T14:30:00Z 2026-12-19T18:30:00Z");
    assert_eq!(
        shown(&DateTest::InNext(n(24, Unit::Hour)), &at),
        "2026-11-20T14:30:00Z 2026-11-21T14:30:00.000001Z"
    );
}

#[test]
fn a_month_before_31_march_is_clipped_to_the_end_of_february() {
    // 31 March, noon in Berlin: a month ago is 28 February, so the month's last day of before is left out
    let common = at("2027-03-31T10:00:00Z", Berlin);
    assert_eq!(
        shown(&DateTest::InLast(n(1, Unit::Month)), &common),
        "2027-02-28T23:00:00Z 2027-03-31T10:00:00.000001Z"
    );
    assert_eq!(shown(&DateTest::AtLeastAgo(n(1, Unit::Month)), &common), "- 2027-02-28T23:00:00Z");
    let leap = at("2028-03-31T10:00:00Z", Berlin);
    assert_eq!(shown(&DateTest::AtLeastAgo(n(1, Unit::Month)), &leap), "- 2028-02-29T23:00:00Z");
    let leap_day = at("2028-02-29T10:00:00Z", Berlin);
    assert_eq!(shown(&DateTest::AtLeastAgo(n(1, Unit::Year)), &leap_day), "- 2027-02-28T23:00:00Z");
    let january = at("2027-01-31T10:00:00Z", Berlin);
    assert_eq!(
        shown(&DateTest::InNext(n(1, Unit::Month)), &january),
        "2027-01-31T10:00:00Z 2027-02-27T23:00:00Z"
    );
}

#[test]
fn clocks_change_days_and_leave_hours_alone() {
    // 25 October 2026 has 25 hours in Berlin, 29 March 23
    let autumn = at("2026-10-25T22:00:00Z", Berlin);
    assert_eq!(shown(&DateTest::In(Calendar::Today), &autumn), "2026-10-24T22:00:00Z 2026-10-25T23:00:00Z");
    assert_eq!(
        shown(&DateTest::InLast(n(24, Unit::Hour)), &autumn),
        "2026-10-24T22:00:00Z 2026-10-25T22:00:00.000001Z"
    );
    let spring = at("2026-03-29T12:00:00Z", Berlin);
    assert_eq!(shown(&DateTest::In(Calendar::Today), &spring), "2026-03-28T23:00:00Z 2026-03-29T22:00:00Z");
    // 1 November 2026 has 25 hours in New York, 8 March 23
    let new_york = at("2026-11-02T12:00:00Z", New_York);
    assert_eq!(
        shown(&DateTest::InLast(n(2, Unit::Day)), &new_york),
        "2026-11-01T04:00:00Z 2026-11-02T12:00:00.000001Z"
    );
    assert_eq!(
        shown(&DateTest::In(Calendar::Yesterday), &new_york),
        "2026-11-01T04:00:00Z 2026-11-02T05:00:00Z"
    );
    assert_eq!(
        shown(&DateTest::On(day("2026-03-08")), &new_york),
        "2026-03-08T05:00:00Z 2026-03-09T04:00:00Z"
    );
}

#[test]
fn weeks_begin_where_the_store_says() {
    let monday = at(FRIDAY, Kolkata);
    let sunday = Moment::new(monday.now, Kolkata, "sunday");
    let (this, last) = (DateTest::In(Calendar::ThisWeek), DateTest::In(Calendar::LastWeek));
    assert_eq!(shown(&this, &monday), "2026-11-15T18:30:00Z 2026-11-22T18:30:00Z");
    assert_eq!(shown(&this, &sunday), "2026-11-14T18:30:00Z 2026-11-21T18:30:00Z");
    assert_eq!(shown(&last, &monday), "2026-11-08T18:30:00Z 2026-11-15T18:30:00Z");
}

#[test]
fn months_quarters_and_years_are_the_calendars() {
    // 1 January 2026, 00:30 in Kolkata
    let at = at("2025-12-31T19:00:00Z", Kolkata);
    for (calendar, bounds) in [
        (Calendar::Today, "2025-12-31T18:30:00Z 2026-01-01T18:30:00Z"),
        (Calendar::ThisMonth, "2025-12-31T18:30:00Z 2026-01-31T18:30:00Z"),
        (Calendar::LastMonth, "2025-11-30T18:30:00Z 2025-12-31T18:30:00Z"),
        (Calendar::ThisQuarter, "2025-12-31T18:30:00Z 2026-03-31T18:30:00Z"),
        (Calendar::LastQuarter, "2025-09-30T18:30:00Z 2025-12-31T18:30:00Z"),
        (Calendar::ThisYear, "2025-12-31T18:30:00Z 2026-12-31T18:30:00Z"),
        (Calendar::LastYear, "2024-12-31T18:30:00Z 2025-12-31T18:30:00Z"),
    ] {
        assert_eq!(shown(&DateTest::In(calendar), &at), bounds, "{calendar}");
    }
    assert_eq!(DateTest::InMonth(3).resolve(&at), Dates::Month(3));
}

#[test]
fn anniversaries_ignore_the_year_and_29_february_is_the_28th_in_others() {
    let common = at("2027-02-27T10:00:00Z", Kolkata);
    assert_eq!(DateTest::AnniversaryToday.resolve(&common), Dates::Days(vec![(2, 27)]));
    assert_eq!(
        DateTest::AnniversaryInNext(3).resolve(&common),
        Dates::Days(vec![(2, 27), (2, 28), (2, 29), (3, 1)])
    );
    let leap = at("2028-02-28T10:00:00Z", Kolkata);
    assert_eq!(DateTest::AnniversaryToday.resolve(&leap), Dates::Days(vec![(2, 28)]));
    let turn = at("2027-01-01T10:00:00Z", Kolkata);
    assert_eq!(DateTest::AnniversaryInLast(2).resolve(&turn), Dates::Days(vec![(1, 1), (12, 31)]));
}

#[test]
fn a_whole_year_of_anniversaries_is_every_day() {
    for now in ["2027-06-01T10:00:00Z", "2028-01-01T10:00:00Z"] {
        for test in [DateTest::AnniversaryInNext(3650), DateTest::AnniversaryInLast(366)] {
            let Dates::Days(days) = test.resolve(&at(now, New_York)) else { panic!("{test:?}") };
            assert_eq!(days.len(), 366, "{now} {test:?}");
        }
    }
}

#[test]
fn days_of_a_plain_date_hold_by_the_instant_it_begins_at() {
    let at = at(FRIDAY, Kolkata);
    let on = DateTest::On(day("2026-11-01")).resolve(&at);
    assert!(on.holds_on(day("2026-11-01"), Kolkata));
    assert!(!on.holds_on(day("2026-11-02"), Kolkata));
    let november = DateTest::InMonth(11).resolve(&at);
    assert!(november.holds("2026-10-31T18:30:00Z".parse().unwrap(), Kolkata));
    assert!(!november.holds("2026-10-31T18:29:59Z".parse().unwrap(), Kolkata));
}
