//! Types of other crates, each behind a feature of `mizan`.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use url::Url;
use uuid::Uuid;

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Stamps {
    #[serde(with = "chrono::serde::ts_milliseconds")]
    pub required: DateTime<Utc>,
    #[serde(with = "chrono::serde::ts_seconds_option", default)]
    pub optional: Option<DateTime<Utc>>,
    #[serde(with = "uuid::serde::simple")]
    pub id: Uuid,
    #[serde(with = "uuid::serde::compact")]
    pub bytes: Uuid,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Crates {
    pub date_time: DateTime<Utc>,
    pub naive_date: NaiveDate,
    pub naive_time: NaiveTime,
    pub naive_date_time: NaiveDateTime,
    pub weekday: chrono::Weekday,
    pub offset_date_time: OffsetDateTime,
    pub time_date: time::Date,
    pub time_time: time::Time,
    pub timestamp: jiff::Timestamp,
    pub civil: jiff::civil::DateTime,
    pub span: jiff::SignedDuration,
    pub uuid: Uuid,
    pub url: Url,
    pub decimal: Decimal,
    pub stamps: Stamps,
}

#[mizan::client]
pub fn send_crates(table: Crates) -> Crates {
    table
}
