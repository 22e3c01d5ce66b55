//! The types of other crates that travel, by the paths they have, and those that never can.

/// What serde makes of a type of another crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    Unit,
    Bool,
    Integer(&'static str),
    Float,
    String,
    Json,
    Upload,
    Option,
    List,
    Map,
    /// Whatever its first argument is.
    Transparent,
    /// A type of another crate that has a definition of its own, by its path.
    Defined(&'static str),
    /// A list of bytes.
    Bytes,
    /// What a field's own functions write, and what they read.
    Directed,
    /// What `mizan::bigint` makes of its argument.
    BigInteger,
    /// A `Result`, which only the output of a function may be.
    Result,
    /// One of Mizan's macros, `mizan::Global`, or who is asking as `mizan::auth` knows them.
    Mizan(&'static str),
    /// Nothing that JSON could carry.
    Never,
}

/// Looks a path up. Names that every module knows have a path of one segment.
pub(super) fn find(path: &[&str]) -> Option<Known> {
    match path {
        [name] => find_in_prelude(name).or_else(|| find_primitive(name)),
        ["core" | "alloc" | "std", rest @ ..] => find_in_std(rest),
        ["serde_json", "Value"] | ["serde_json", "value", "Value"] => Some(Known::Json),
        ["serde_json", "Map"] | ["serde_json", "map", "Map"] => Some(Known::Map),
        ["mizan", "Upload"] => Some(Known::Upload),
        ["mizan", "auth", "TokenPair"] => Some(Known::Defined("mizan::auth::TokenPair")),
        ["mizan", "__private", "Directed"] => Some(Known::Directed),
        ["mizan", "__private", "BigInteger"] => Some(Known::BigInteger),
        ["mizan", name] if let Some(name) = find_in_mizan(name) => Some(Known::Mizan(name)),
        ["mizan", "auth", "User"] => Some(Known::Mizan("auth::User")),
        [.., "Result"] => Some(Known::Result),
        [name, rest @ ..] => find_in_crate(name, rest),
        [] => None,
    }
}

/// The crates for which `mizan` has a feature.
fn find_in_crate(name: &str, path: &[&str]) -> Option<Known> {
    let is_text = match (name, path) {
        ("chrono", [.., item]) => {
            ["DateTime", "NaiveDate", "NaiveDateTime", "NaiveTime", "Month", "Weekday"]
                .contains(item)
        }
        ("time", [.., item]) => {
            ["OffsetDateTime", "PrimitiveDateTime", "Date", "Time", "UtcOffset", "Month", "Weekday"]
                .contains(item)
        }
        ("jiff", ["Timestamp" | "Zoned" | "Span" | "SignedDuration"]) => true,
        ("jiff", ["civil", item]) => ["Date", "DateTime", "Time"].contains(item),
        ("uuid", ["Uuid"]) | ("url", ["Url"]) | ("rust_decimal", ["Decimal"]) => true,
        _ => false,
    };
    is_text.then_some(Known::String)
}

/// What stands at the top of `mizan` and is no type that travels.
fn find_in_mizan(name: &str) -> Option<&'static str> {
    const NAMES: [&str; 6] = ["client", "Context", "Failure", "Type", "Identity", "Global"];
    NAMES.into_iter().find(|known| *known == name)
}

fn find_primitive(name: &str) -> Option<Known> {
    Some(match name {
        "bool" => Known::Bool,
        "char" | "str" => Known::String,
        "f32" | "f64" => Known::Float,
        _ => Known::Integer(mizan_ir::INTEGERS.iter().find(|integer| **integer == name)?),
    })
}

fn find_in_prelude(name: &str) -> Option<Known> {
    Some(match name {
        "String" => Known::String,
        "Vec" => Known::List,
        "Option" => Known::Option,
        "Box" => Known::Transparent,
        "Result" => Known::Result,
        _ => return None,
    })
}

fn find_in_std(path: &[&str]) -> Option<Known> {
    Some(match path {
        ["string", "String"] => Known::String,
        ["primitive", name] => return find_primitive(name),
        ["vec", "Vec"]
        | ["collections", "VecDeque" | "LinkedList" | "BinaryHeap" | "HashSet" | "BTreeSet"]
        | ["collections", _, "VecDeque" | "LinkedList" | "BinaryHeap" | "HashSet" | "BTreeSet"] => {
            Known::List
        }
        ["collections", "HashMap" | "BTreeMap"] | ["collections", _, "HashMap" | "BTreeMap"] => {
            Known::Map
        }
        // `Weak` is written as what it leads to, or `null`.
        ["option", "Option"] | ["rc" | "sync", "Weak"] => Known::Option,
        ["boxed", "Box"]
        | ["rc", "Rc"]
        | ["sync", "Arc" | "Mutex" | "RwLock"]
        | ["borrow", "Cow"]
        | ["cell", "Cell" | "RefCell"]
        | ["cmp", "Reverse"]
        | ["num", "Wrapping" | "Saturating" | "NonZero"] => Known::Transparent,
        ["num", name] => return find_nonzero(name),
        ["sync", "atomic", name] => return find_atomic(name),
        ["marker", "PhantomData"] => Known::Unit,
        ["path", "Path" | "PathBuf"]
        | ["net", "IpAddr" | "Ipv4Addr" | "Ipv6Addr"]
        | ["net", "SocketAddr" | "SocketAddrV4" | "SocketAddrV6"] => Known::String,
        ["ffi", "CStr" | "CString"] => Known::Bytes,
        ["ffi", "OsStr" | "OsString"] => Known::Defined("std::ffi::OsString"),
        ["time", "Duration"] => Known::Defined("std::time::Duration"),
        ["time", "SystemTime"] => Known::Defined("std::time::SystemTime"),
        ["ops", "Range"] => Known::Defined("std::ops::Range"),
        ["ops", "RangeInclusive"] => Known::Defined("std::ops::RangeInclusive"),
        ["ops", "RangeFrom"] => Known::Defined("std::ops::RangeFrom"),
        ["ops", "RangeTo"] => Known::Defined("std::ops::RangeTo"),
        ["ops", "Bound"] => Known::Defined("std::ops::Bound"),
        ["result" | "io" | "fmt", "Result"] => Known::Result,
        ["time", "Instant"]
        | ["thread", "JoinHandle" | "Thread" | "ThreadId"]
        | ["fs", "File" | "DirEntry" | "Metadata"]
        | ["any", "Any" | "TypeId"]
        | ["io", "Error"]
        | ["sync", "Once" | "Condvar" | "Barrier"]
        | ["sync", "mpsc", _]
        | ["net", "TcpStream" | "TcpListener" | "UdpSocket"] => Known::Never,
        _ => return None,
    })
}

/// `NonZeroU8` and its like.
fn find_nonzero(name: &str) -> Option<Known> {
    find_primitive(&name.strip_prefix("NonZero")?.to_ascii_lowercase())
        .filter(|known| matches!(known, Known::Integer(_)))
}

/// `AtomicBool`, `AtomicU8` and their like.
fn find_atomic(name: &str) -> Option<Known> {
    find_primitive(&name.strip_prefix("Atomic")?.to_ascii_lowercase())
        .filter(|known| matches!(known, Known::Integer(_) | Known::Bool))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(path: &str) -> Option<Known> {
        find(&path.split("::").collect::<Vec<_>>())
    }

    #[test]
    fn one_type_has_many_paths() {
        for path in
            ["Vec", "std::vec::Vec", "alloc::vec::Vec", "std::collections::hash_set::HashSet"]
        {
            assert_eq!(known(path), Some(Known::List), "{path}");
        }
        assert_eq!(known("u8"), Some(Known::Integer("u8")));
        assert_eq!(known("anyhow::Result"), Some(Known::Result));
        assert_eq!(known("HashMap"), None, "not in the prelude");
        assert_eq!(known("vec::Vec"), None, "not std's");
    }
}
