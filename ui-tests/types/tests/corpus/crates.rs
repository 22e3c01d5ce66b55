//! Types of other crates.

use chrono::{DateTime, NaiveDate, NaiveTime};
use time::{Date, Month, OffsetDateTime, Time};
use type_corpus::crates::*;
use uuid::Uuid;

use crate::case::Case;
use crate::cases;

fn date() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 2, 28).expect("a date")
}

pub(crate) fn add(cases: &mut Vec<Case>) {
    let stamps = |optional| Stamps {
        required: DateTime::UNIX_EPOCH,
        optional,
        id: Uuid::nil(),
        bytes: Uuid::max(),
    };
    cases!(cases, Crates {
        date_time => .travels([DateTime::UNIX_EPOCH]).refuses(&["1"]),
        naive_date => .travels([date()]).refuses(&["[2026]"]),
        naive_time => .travels([NaiveTime::MIN]).refuses(&["1"]),
        naive_date_time => .travels([date().and_time(NaiveTime::MIN)]).refuses(&["1"]),
        weekday => .travels([chrono::Weekday::Mon]).refuses(&["1"]),
        offset_date_time => .travels([OffsetDateTime::UNIX_EPOCH]).refuses(&["1"]),
        time_date => .travels([Date::from_calendar_date(2026, Month::May, 1).unwrap()]).refuses(&["1"]),
        time_time => .travels([Time::MIDNIGHT]).refuses(&["1"]),
        timestamp => .travels([jiff::Timestamp::UNIX_EPOCH]).refuses(&["1"]),
        civil => .travels([jiff::civil::date(2026, 1, 2).at(3, 4, 5, 6)]).refuses(&["1"]),
        span => .travels([jiff::SignedDuration::from_secs(90)]).refuses(&["1"]),
        uuid => .travels([Uuid::nil()]).refuses(&["1"]),
        url => .travels(["https://example.com/?a=b".parse().unwrap()]).refuses(&["1"]),
        decimal => .travels(["1.50".parse().unwrap()]).refuses(&["[]"]),
        stamps => .travels([stamps(None), stamps(Some(DateTime::UNIX_EPOCH))])
            .refuses(&["{}", r#"{"required": "1970"}"#]),
    });
}
