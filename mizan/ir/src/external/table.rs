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
//!   parameter itself, or a definition: `struct { "field": Type }`, `enum { "Unit", "Held"(T) }`, or
//!   `either { "First"(A), "Second"(B) }` for an enum without tags.
//! - The samples are values that serde writes and reads (`travels`), values that it only writes
//!   (`writes`), or JSON that it only reads (`reads`). The corpus compares the model with them.
//!
//! A row that begins with `default` names the type of its last argument where a mention has none.
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
            // The `impl` is written by hand: as the output of a function, a `Result` is no value.
            { alias std [T: Type, E: Type] std::result::Result<T, E> = enum { "Ok"(T), "Err"(E) }; travels Result<u8, bool> [Ok(1), Err(true)] }
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

            { std [] serde_json::Number = f64; travels serde_json::Number [1.into(), serde_json::Number::from_f64(1.5).unwrap()] }
            { std [] serde_json::value::RawValue = Json; travels Box<serde_json::value::RawValue> [serde_json::value::RawValue::from_string("[1]".to_owned()).unwrap()] }

            // Mizan's own.
            // The `impl` is written by hand, because a row cannot name its own crate.
            { alias std [A: Type, B: Type] mizan::OneOf<A, B> = either { "First"(A), "Second"(B) }; travels mizan::OneOf<u8, bool> [mizan::OneOf::First(1), mizan::OneOf::Second(true)] }
            { alias "jwt" [] mizan::auth::TokenPair = struct { "access": String, "refresh": String }; reads mizan::auth::TokenPair [r#"{"access": "a", "refresh": "b"}"#] }

            // Other crates, in the order of their names.
            { "ahash" [K: Type, V: Type, S] ahash::AHashMap<K, V, S> = Map<K, V>; travels ahash::AHashMap<String, u8> [[("a".to_owned(), 1)].into_iter().collect()] }
            { "ahash" [T: Type, S] ahash::AHashSet<T, S> = Vec<T>; travels ahash::AHashSet<u8> [[1].into_iter().collect()] }
            { "arrayvec" [T: Type, const N: usize] arrayvec::ArrayVec<T, N> = Vec<T>; travels arrayvec::ArrayVec<u8, 2> [[1].into_iter().collect()] }
            { "arrayvec" [const N: usize] arrayvec::ArrayString<N> = String; travels arrayvec::ArrayString<4> [arrayvec::ArrayString::from("a").unwrap()] }
            { "bigdecimal" [] bigdecimal::BigDecimal = String; travels bigdecimal::BigDecimal ["1.50".parse().unwrap()] }
            { "bson" [] bson::oid::ObjectId = struct { "$oid": String }; travels bson::oid::ObjectId [bson::oid::ObjectId::from_bytes([0; 12])] }
            { "bytes" [] bytes::Bytes = Vec<u8>; travels bytes::Bytes [bytes::Bytes::from_static(b"a")] }
            { "bytes" [] bytes::BytesMut = Vec<u8>; travels bytes::BytesMut [bytes::BytesMut::from(&b"a"[..])] }
            { "camino" [] camino::Utf8Path = String; travels Box<camino::Utf8Path> [camino::Utf8Path::new("/a").into()] }
            { "camino" [] camino::Utf8PathBuf = String; travels camino::Utf8PathBuf ["/a".into()] }
            { "chrono" [Zone: chrono::TimeZone] chrono::DateTime<Zone> = String; travels chrono::DateTime<chrono::Utc> [chrono::DateTime::UNIX_EPOCH] }
            { "chrono" [] chrono::NaiveDate = String; travels chrono::NaiveDate [chrono::NaiveDate::default()] }
            { "chrono" [] chrono::NaiveDateTime = String; travels chrono::NaiveDateTime [chrono::NaiveDateTime::default()] }
            { "chrono" [] chrono::NaiveTime = String; travels chrono::NaiveTime [chrono::NaiveTime::MIN] }
            { "chrono" [] chrono::Month = String; travels chrono::Month [chrono::Month::May] }
            { "chrono" [] chrono::Weekday = String; travels chrono::Weekday [chrono::Weekday::Mon] }
            { "chrono" [] chrono::TimeDelta = (i64, i32); travels chrono::TimeDelta [chrono::TimeDelta::seconds(90)] }
            { alias "chrono" [] chrono::Duration = (i64, i32); travels chrono::Duration [chrono::Duration::seconds(90)] }
            { "chrono-tz" [] chrono_tz::Tz = String; travels chrono_tz::Tz [chrono_tz::Tz::UTC] }
            { "compact_str" [] compact_str::CompactString = String; travels compact_str::CompactString ["a".into()] }
            { "dashmap" [K: Type + Eq + std::hash::Hash, V: Type, S] dashmap::DashMap<K, V, S> = Map<K, V>; travels dashmap::DashMap<String, u8> [[("a".to_owned(), 1)].into_iter().collect()] }
            { "dashmap" [T: Type + Eq + std::hash::Hash, S] dashmap::DashSet<T, S> = Vec<T>; travels dashmap::DashSet<u8> [[1].into_iter().collect()] }
            { "either" [L: Type, R: Type] either::Either<L, R> = enum { "Left"(L), "Right"(R) }; travels either::Either<u8, bool> [either::Either::Left(1), either::Either::Right(true)] }
            // The JSON of a set of flags is its bits.
            { "enumflags2" [T: enumflags2::BitFlag] enumflags2::BitFlags<T> = u64; travels enumflags2::BitFlags<super::Flag> [super::Flag::One.into(), enumflags2::BitFlags::empty()] }
            { default f64 "geo-types" [T: Type + geo_types::CoordNum] geo_types::Coord<T> = struct { "x": T, "y": T }; travels geo_types::Coord [(1.5, 2.0).into()] }
            { default f64 "geo-types" [T: Type + geo_types::CoordNum] geo_types::Point<T> = geo_types::Coord<T>; travels geo_types::Point [(1.5, 2.0).into()] }
            { default f64 "geo-types" [T: Type + geo_types::CoordNum] geo_types::Line<T> = struct { "start": geo_types::Coord<T>, "end": geo_types::Coord<T> }; travels geo_types::Line<i32> [geo_types::Line::new((1, 2), (3, 4))] }
            { default f64 "geo-types" [T: Type + geo_types::CoordNum] geo_types::LineString<T> = Vec<geo_types::Coord<T>>; travels geo_types::LineString [vec![(1.5, 2.0)].into()] }
            { default f64 "geo-types" [T: Type + geo_types::CoordNum] geo_types::Polygon<T> = struct { "exterior": Vec<geo_types::Coord<T>>, "interiors": Vec<Vec<geo_types::Coord<T>>> }; travels geo_types::Polygon [geo_types::Polygon::new(vec![(1.5, 2.0)].into(), vec![])] }
            { default f64 "geo-types" [T: Type + geo_types::CoordNum] geo_types::Rect<T> = struct { "min": geo_types::Coord<T>, "max": geo_types::Coord<T> }; travels geo_types::Rect [geo_types::Rect::new((1.5, 2.0), (3.0, 4.0))] }
            { default f64 "geo-types" [T: Type + geo_types::CoordNum] geo_types::MultiPoint<T> = Vec<geo_types::Coord<T>>; travels geo_types::MultiPoint [geo_types::MultiPoint::from(vec![(1.5, 2.0)])] }
            { default f64 "geo-types" [T: Type + geo_types::CoordNum] geo_types::MultiLineString<T> = Vec<Vec<geo_types::Coord<T>>>; travels geo_types::MultiLineString [geo_types::MultiLineString::new(vec![vec![(1.5, 2.0)].into()])] }
            { default f64 "geo-types" [T: Type + geo_types::CoordNum] geo_types::MultiPolygon<T> = Vec<geo_types::Polygon<T>>; travels geo_types::MultiPolygon [geo_types::MultiPolygon::new(vec![geo_types::Polygon::new(vec![(1.5, 2.0)].into(), vec![])])] }
            { default f64 "geo-types" [T: Type + geo_types::CoordNum] geo_types::Triangle<T> = (geo_types::Coord<T>, geo_types::Coord<T>, geo_types::Coord<T>); travels geo_types::Triangle [geo_types::Triangle::new((1.5, 2.0).into(), (3.0, 4.0).into(), (5.0, 1.0).into())] }
            { default f64 "geo-types" [T: Type + geo_types::CoordNum] geo_types::Geometry<T> = enum { "Point"(geo_types::Coord<T>), "Line"(geo_types::Line<T>), "LineString"(Vec<geo_types::Coord<T>>), "Polygon"(geo_types::Polygon<T>), "MultiPoint"(Vec<geo_types::Coord<T>>), "MultiLineString"(Vec<Vec<geo_types::Coord<T>>>), "MultiPolygon"(Vec<geo_types::Polygon<T>>), "GeometryCollection"(Vec<geo_types::Geometry<T>>), "Rect"(geo_types::Rect<T>), "Triangle"((geo_types::Coord<T>, geo_types::Coord<T>, geo_types::Coord<T>)) }; travels geo_types::Geometry [geo_types::Point::new(1.5, 2.0).into(), geo_types::Line::new((1.5, 2.0), (3.0, 4.0)).into(), geo_types::LineString::from(vec![(1.5, 2.0)]).into(), geo_types::Polygon::new(vec![(1.5, 2.0)].into(), vec![]).into(), geo_types::MultiPoint::from(vec![(1.5, 2.0)]).into(), geo_types::Geometry::MultiLineString(geo_types::MultiLineString::new(vec![])), geo_types::Geometry::MultiPolygon(geo_types::MultiPolygon::new(vec![])), geo_types::Geometry::GeometryCollection(geo_types::GeometryCollection::from(vec![geo_types::Geometry::from(geo_types::Point::new(1.5, 2.0))])), geo_types::Rect::new((1.5, 2.0), (3.0, 4.0)).into(), geo_types::Triangle::new((1.5, 2.0).into(), (3.0, 4.0).into(), (5.0, 1.0).into()).into()] }
            { default f64 "geo-types" [T: Type + geo_types::CoordNum] geo_types::GeometryCollection<T> = Vec<geo_types::Geometry<T>>; travels geo_types::GeometryCollection [geo_types::GeometryCollection::default(), geo_types::GeometryCollection::from(vec![geo_types::Geometry::from(geo_types::Point::new(1.5, 2.0))])] }
            { "hashbrown" [K: Type, V: Type, S] hashbrown::HashMap<K, V, S> = Map<K, V>; travels hashbrown::HashMap<String, u8, std::hash::RandomState> [[("a".to_owned(), 1)].into_iter().collect()] }
            { "hashbrown" [T: Type, S] hashbrown::HashSet<T, S> = Vec<T>; travels hashbrown::HashSet<u8, std::hash::RandomState> [[1].into_iter().collect()] }
            { "indexmap" [K: Type, V: Type, S] indexmap::IndexMap<K, V, S> = Map<K, V>; travels indexmap::IndexMap<String, u8, std::hash::RandomState> [[("a".to_owned(), 1)].into_iter().collect()] }
            { "indexmap" [T: Type, S] indexmap::IndexSet<T, S> = Vec<T>; travels indexmap::IndexSet<u8, std::hash::RandomState> [[1].into_iter().collect()] }
            { "ipnet" [] ipnet::IpNet = String; travels ipnet::IpNet ["10.0.0.0/8".parse().unwrap()] }
            { "ipnet" [] ipnet::Ipv4Net = String; travels ipnet::Ipv4Net ["10.0.0.0/8".parse().unwrap()] }
            { "ipnet" [] ipnet::Ipv6Net = String; travels ipnet::Ipv6Net ["fd00::/8".parse().unwrap()] }
            { "ipnetwork" [] ipnetwork::IpNetwork = String; travels ipnetwork::IpNetwork ["10.0.0.0/8".parse().unwrap()] }
            { "ipnetwork" [] ipnetwork::Ipv4Network = String; travels ipnetwork::Ipv4Network ["10.0.0.0/8".parse().unwrap()] }
            { "ipnetwork" [] ipnetwork::Ipv6Network = String; travels ipnetwork::Ipv6Network ["fd00::/8".parse().unwrap()] }
            { "jiff" [] jiff::Timestamp = String; travels jiff::Timestamp [jiff::Timestamp::UNIX_EPOCH] }
            { "jiff" [] jiff::Zoned = String; travels jiff::Zoned [jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(1)))] }
            { "jiff" [] jiff::Span = String; travels jiff::Span [jiff::Span::new().hours(5)] }
            { "jiff" [] jiff::SignedDuration = String; travels jiff::SignedDuration [jiff::SignedDuration::from_secs(90)] }
            { "jiff" [] jiff::civil::Date = String; travels jiff::civil::Date [jiff::civil::date(2026, 1, 2)] }
            { "jiff" [] jiff::civil::DateTime = String; travels jiff::civil::DateTime [jiff::civil::date(2026, 1, 2).at(3, 4, 5, 6)] }
            { "jiff" [] jiff::civil::Time = String; travels jiff::civil::Time [jiff::civil::time(3, 4, 5, 6)] }
            { "nonempty" [T: Type] nonempty::NonEmpty<T> = Vec<T>; travels nonempty::NonEmpty<u8> [nonempty::NonEmpty::new(1)] }
            // The sign, and the digits in base 2³², the lowest first.
            { "num-bigint" [] num_bigint::BigInt = (i8, Vec<u32>); travels num_bigint::BigInt [num_bigint::BigInt::from(-5)] }
            { "num-bigint" [] num_bigint::BigUint = Vec<u32>; travels num_bigint::BigUint [num_bigint::BigUint::from(5_u8)] }
            { "ordered-float" [T: Type] ordered_float::OrderedFloat<T> = T; travels ordered_float::OrderedFloat<f64> [ordered_float::OrderedFloat(1.5)] }
            { "ordered-float" [T: Type] ordered_float::NotNan<T> = T; travels ordered_float::NotNan<f64> [ordered_float::NotNan::new(1.5).unwrap()] }
            { alias "parking_lot" [T] parking_lot::Mutex<T> = T; travels parking_lot::Mutex<u8> [parking_lot::Mutex::new(1)] }
            { alias "parking_lot" [T] parking_lot::RwLock<T> = T; travels parking_lot::RwLock<u8> [parking_lot::RwLock::new(1)] }
            { "parking_lot" [R, T: Type + ?Sized] parking_lot::lock_api::Mutex<R, T> = T; travels parking_lot::Mutex<u8> [parking_lot::Mutex::new(1)] }
            { "parking_lot" [R, T: Type + ?Sized] parking_lot::lock_api::RwLock<R, T> = T; travels parking_lot::RwLock<u8> [parking_lot::RwLock::new(1)] }
            { "rust_decimal" [] rust_decimal::Decimal = String; travels rust_decimal::Decimal ["1.50".parse().unwrap()] }
            // Aliases of the maps and sets of the standard library, whose `impl` is there without a feature.
            { alias std [K, V] rustc_hash::FxHashMap<K, V> = Map<K, V>; travels rustc_hash::FxHashMap<String, u8> [[("a".to_owned(), 1)].into_iter().collect()] }
            { alias std [T] rustc_hash::FxHashSet<T> = Vec<T>; travels rustc_hash::FxHashSet<u8> [[1].into_iter().collect()] }
            // serde reads these types and never writes them.
            { "secrecy" [T: Type + secrecy::zeroize::Zeroize + ?Sized] secrecy::SecretBox<T> = T; reads secrecy::SecretBox<String> ["\"a\""] }
            { alias "secrecy" [] secrecy::SecretString = String; reads secrecy::SecretString ["\"a\""] }
            { "semver" [] semver::Version = String; travels semver::Version [semver::Version::new(1, 2, 3)] }
            { "semver" [] semver::VersionReq = String; travels semver::VersionReq [semver::VersionReq::STAR] }
            { "serde_bytes" [] serde_bytes::ByteBuf = Vec<u8>; travels serde_bytes::ByteBuf [serde_bytes::ByteBuf::from(vec![1])] }
            { "serde_bytes" [] serde_bytes::Bytes = Vec<u8>; writes &'static serde_bytes::Bytes [serde_bytes::Bytes::new(b"a")] }
            { "serde_bytes" [const N: usize] serde_bytes::ByteArray<N> = Vec<u8>; travels serde_bytes::ByteArray<2> [serde_bytes::ByteArray::new([1, 2])] }
            { "smallvec" [A: smallvec::Array<Item: Type>] smallvec::SmallVec<A> = Vec<A::Item>; travels smallvec::SmallVec<[u8; 2]> [[1].into_iter().collect()] }
            { "smol_str" [] smol_str::SmolStr = String; travels smol_str::SmolStr ["a".into()] }
            { alias "sqlx" [T] sqlx::types::Json<T> = T; travels sqlx_core::types::Json<u8> [sqlx_core::types::Json(1)] }
            { "sqlx" [T: Type + ?Sized] sqlx_core::types::Json<T> = T; travels sqlx_core::types::Json<u8> [sqlx_core::types::Json(1)] }
            { "time" [] time::OffsetDateTime = String; travels time::OffsetDateTime [time::OffsetDateTime::UNIX_EPOCH] }
            { "time" [] time::PrimitiveDateTime = String; travels time::PrimitiveDateTime [time::PrimitiveDateTime::MIN] }
            { "time" [] time::Date = String; travels time::Date [time::Date::MIN] }
            { "time" [] time::Time = String; travels time::Time [time::Time::MIDNIGHT] }
            { "time" [] time::UtcOffset = String; travels time::UtcOffset [time::UtcOffset::UTC] }
            { "time" [] time::Month = String; travels time::Month [time::Month::May] }
            { "time" [] time::Weekday = String; travels time::Weekday [time::Weekday::Monday] }
            { "time" [] time::Duration = String; travels time::Duration [time::Duration::seconds(90)] }
            { "tinyvec" [A: tinyvec::Array<Item: Type>] tinyvec::ArrayVec<A> = Vec<A::Item>; travels tinyvec::ArrayVec<[u8; 2]> [[1].into_iter().collect()] }
            { "tinyvec" [A: tinyvec::Array<Item: Type>] tinyvec::TinyVec<A> = Vec<A::Item>; travels tinyvec::TinyVec<[u8; 2]> [[1].into_iter().collect()] }
            { "ulid" [] ulid::Ulid = String; travels ulid::Ulid [ulid::Ulid::nil()] }
            { "url" [] url::Url = String; travels url::Url ["https://example.com/?a=b".parse().unwrap()] }
            { "uuid" [] uuid::Uuid = String; travels uuid::Uuid [uuid::Uuid::nil()] }
        }
    };
}
