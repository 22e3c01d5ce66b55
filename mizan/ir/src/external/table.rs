//! The table of external types: one row for each type of the standard library or of another crate
//! that travels.
//!
//! A row is `{ feature [generics] path = model; direction sample_type [samples] }`:
//!
//! - `feature` is the Cargo feature of `mizan` that the row needs, or `std`.
//! - `[generics]` are the parameters of the `impl`, with their bounds. A parameter that the model
//!   mentions has the bound `Type`.
//! - `path` is the Rust type. The scan takes every path of the same crate and the same last name
//!   for it, because crates re-export their types in several modules.
//! - `model` is the type of the model with the same JSON: `String`, `Vec<T>`, `Map<K, V>`, the
//!   parameter itself, or a definition: `struct { "field": Type }` or `enum { "Unit", "Held"(T) }`.
//! - The samples are values that serde writes and reads (`travels`), or JSON that it reads
//!   (`reads`). The corpus compares the model with them.
//!
//! A row that begins with `alias` is a type alias of its crate, which needs no `impl`: only the scan
//! reads it.

/// Hands all rows to a macro: `$callback! { {row} {row} … }`.
#[macro_export]
#[doc(hidden)]
macro_rules! with_external_types {
    ($callback:ident) => {
        $callback! {
            // Owned values and pointers of the standard library.
            { std [] std::string::String = String; travels String ["text".to_owned()] }
            { std [T: Type + ?Sized] std::boxed::Box<T> = T; travels Box<str> ["text".into()] }
            { std [T: Type + ?Sized] std::rc::Rc<T> = T; travels std::rc::Rc<u8> [1.into()] }
            { std [T: Type + ?Sized] std::sync::Arc<T> = T; travels std::sync::Arc<str> ["text".into()] }
            { std [T: Type] std::rc::Weak<T> = Option<T>; travels std::rc::Weak<u8> [Default::default()] }
            { std [T: Type] std::sync::Weak<T> = Option<T>; travels std::sync::Weak<u8> [Default::default()] }
            { std ['a, T: Type + ToOwned + ?Sized] std::borrow::Cow<'a, T> = T; travels std::borrow::Cow<'static, str> ["text".into()] }
            { std [T: Type] std::option::Option<T> = Option<T>; travels Option<u8> [None, Some(1)] }
            { std [T: ?Sized] std::marker::PhantomData<T> = (); travels std::marker::PhantomData<u8> [std::marker::PhantomData] }

            // Cells, locks and wrappers.
            { std [T: Type + ?Sized] std::cell::Cell<T> = T; travels std::cell::Cell<u8> [1.into()] }
            { std [T: Type + ?Sized] std::cell::RefCell<T> = T; travels std::cell::RefCell<u8> [1.into()] }
            { std [T: Type + ?Sized] std::sync::Mutex<T> = T; travels std::sync::Mutex<u8> [1.into()] }
            { std [T: Type + ?Sized] std::sync::RwLock<T> = T; travels std::sync::RwLock<u8> [1.into()] }
            { std [T: Type] std::cmp::Reverse<T> = T; travels std::cmp::Reverse<u8> [std::cmp::Reverse(1)] }
            { std [T: Type] std::num::Wrapping<T> = T; travels std::num::Wrapping<u8> [std::num::Wrapping(1)] }
            { std [T: Type] std::num::Saturating<T> = T; travels std::num::Saturating<u8> [std::num::Saturating(1)] }

            // `NonZero<u8>` is a scalar of `mizan`; its trait bound is not stable.
            { alias std [T] std::num::NonZero<T> = T; travels std::num::NonZero<u8> [std::num::NonZero::<u8>::MAX] }

            // Collections.
            { std [T: Type] std::vec::Vec<T> = Vec<T>; travels Vec<u8> [vec![], vec![1]] }
            { std [T: Type] std::collections::VecDeque<T> = Vec<T>; travels std::collections::VecDeque<u8> [[1].into()] }
            { std [T: Type] std::collections::LinkedList<T> = Vec<T>; travels std::collections::LinkedList<u8> [[1].into()] }
            { std [T: Type] std::collections::BinaryHeap<T> = Vec<T>; travels std::collections::BinaryHeap<u8> [[1].into()] }
            { std [T: Type] std::collections::BTreeSet<T> = Vec<T>; travels std::collections::BTreeSet<u8> [[1].into()] }
            { std [T: Type, S] std::collections::HashSet<T, S> = Vec<T>; travels std::collections::HashSet<u8> [[1].into()] }
            { std [K: Type, V: Type] std::collections::BTreeMap<K, V> = Map<K, V>; travels std::collections::BTreeMap<u8, bool> [[(1, true)].into()] }
            { std [K: Type, V: Type, S] std::collections::HashMap<K, V, S> = Map<K, V>; travels std::collections::HashMap<String, u8> [[("a".to_owned(), 1)].into()] }

            // Texts of the operating system and the network.
            { std [] std::path::Path = String; travels Box<std::path::Path> [std::path::Path::new("/a").into()] }
            { std [] std::path::PathBuf = String; travels std::path::PathBuf ["/a".into()] }
            { std [] std::net::IpAddr = String; travels std::net::IpAddr ["::1".parse().unwrap()] }
            { std [] std::net::Ipv4Addr = String; travels std::net::Ipv4Addr ["127.0.0.1".parse().unwrap()] }
            { std [] std::net::Ipv6Addr = String; travels std::net::Ipv6Addr ["::1".parse().unwrap()] }
            { std [] std::net::SocketAddr = String; travels std::net::SocketAddr ["127.0.0.1:80".parse().unwrap()] }
            { std [] std::net::SocketAddrV4 = String; travels std::net::SocketAddrV4 ["127.0.0.1:80".parse().unwrap()] }
            { std [] std::net::SocketAddrV6 = String; travels std::net::SocketAddrV6 ["[::1]:80".parse().unwrap()] }
            { std [] std::ffi::CStr = Vec<u8>; travels Box<std::ffi::CStr> [c"a".into()] }
            { std [] std::ffi::CString = Vec<u8>; travels std::ffi::CString [c"a".into()] }
            { std [] std::ffi::OsString = enum { "Unix"(Vec<u8>), "Windows"(Vec<u16>) }; travels std::ffi::OsString ["a".into()] }
            { std [] std::ffi::OsStr = std::ffi::OsString; travels Box<std::ffi::OsStr> [std::ffi::OsString::from("a").into()] }

            // Times and ranges.
            { std [] std::time::Duration = struct { "secs": u64, "nanos": u32 }; travels std::time::Duration [std::time::Duration::from_millis(1500)] }
            { std [] std::time::SystemTime = struct { "secs_since_epoch": u64, "nanos_since_epoch": u32 }; travels std::time::SystemTime [std::time::SystemTime::UNIX_EPOCH] }
            { std [T: Type] std::ops::Range<T> = struct { "start": T, "end": T }; travels std::ops::Range<u8> [(1..2)] }
            { std [T: Type] std::ops::RangeInclusive<T> = struct { "start": T, "end": T }; travels std::ops::RangeInclusive<u8> [(1..=2)] }
            { std [T: Type] std::ops::RangeFrom<T> = struct { "start": T }; travels std::ops::RangeFrom<u8> [(1..)] }
            { std [T: Type] std::ops::RangeTo<T> = struct { "end": T }; travels std::ops::RangeTo<u8> [(..1)] }
            { std [T: Type] std::ops::Bound<T> = enum { "Unbounded", "Included"(T), "Excluded"(T) }; travels std::ops::Bound<u8> [std::ops::Bound::Unbounded, std::ops::Bound::Included(1), std::ops::Bound::Excluded(2)] }

            // JSON itself.
            { std [] serde_json::Value = Json; travels serde_json::Value [serde_json::json!({"a": [1, null]})] }
            { alias std [] serde_json::Map = Map<String, Json>; travels serde_json::Map<String, serde_json::Value> [serde_json::Map::new()] }

            // Mizan's own.
            { alias "jwt" [] mizan::auth::TokenPair = struct { "access": String, "refresh": String }; reads mizan::auth::TokenPair [r#"{"access": "a", "refresh": "b"}"#] }

            // Other crates, in the order of their names.
            { "chrono" [Zone: chrono::TimeZone] chrono::DateTime<Zone> = String; travels chrono::DateTime<chrono::Utc> [chrono::DateTime::UNIX_EPOCH] }
            { "chrono" [] chrono::NaiveDate = String; travels chrono::NaiveDate [chrono::NaiveDate::default()] }
            { "chrono" [] chrono::NaiveDateTime = String; travels chrono::NaiveDateTime [chrono::NaiveDateTime::default()] }
            { "chrono" [] chrono::NaiveTime = String; travels chrono::NaiveTime [chrono::NaiveTime::MIN] }
            { "chrono" [] chrono::Month = String; travels chrono::Month [chrono::Month::May] }
            { "chrono" [] chrono::Weekday = String; travels chrono::Weekday [chrono::Weekday::Mon] }
            { "jiff" [] jiff::Timestamp = String; travels jiff::Timestamp [jiff::Timestamp::UNIX_EPOCH] }
            { "jiff" [] jiff::Zoned = String; travels jiff::Zoned [jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(1)))] }
            { "jiff" [] jiff::Span = String; travels jiff::Span [jiff::Span::new().hours(5)] }
            { "jiff" [] jiff::SignedDuration = String; travels jiff::SignedDuration [jiff::SignedDuration::from_secs(90)] }
            { "jiff" [] jiff::civil::Date = String; travels jiff::civil::Date [jiff::civil::date(2026, 1, 2)] }
            { "jiff" [] jiff::civil::DateTime = String; travels jiff::civil::DateTime [jiff::civil::date(2026, 1, 2).at(3, 4, 5, 6)] }
            { "jiff" [] jiff::civil::Time = String; travels jiff::civil::Time [jiff::civil::time(3, 4, 5, 6)] }
            { "rust_decimal" [] rust_decimal::Decimal = String; travels rust_decimal::Decimal ["1.50".parse().unwrap()] }
            { "time" [] time::OffsetDateTime = String; travels time::OffsetDateTime [time::OffsetDateTime::UNIX_EPOCH] }
            { "time" [] time::PrimitiveDateTime = String; travels time::PrimitiveDateTime [time::PrimitiveDateTime::MIN] }
            { "time" [] time::Date = String; travels time::Date [time::Date::MIN] }
            { "time" [] time::Time = String; travels time::Time [time::Time::MIDNIGHT] }
            { "time" [] time::UtcOffset = String; travels time::UtcOffset [time::UtcOffset::UTC] }
            { "time" [] time::Month = String; travels time::Month [time::Month::May] }
            { "time" [] time::Weekday = String; travels time::Weekday [time::Weekday::Monday] }
            { "ulid" [] ulid::Ulid = String; travels ulid::Ulid [ulid::Ulid::nil()] }
            { "url" [] url::Url = String; travels url::Url ["https://example.com/?a=b".parse().unwrap()] }
            { "uuid" [] uuid::Uuid = String; travels uuid::Uuid [uuid::Uuid::nil()] }
        }
    };
}
