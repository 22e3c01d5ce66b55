//! The types of other crates that travel, by the paths they have, and those that never can.

/// What serde makes of a type of another crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ExternalType {
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
pub(super) fn find(path: &[&str]) -> Option<ExternalType> {
    match path {
        [name] => find_in_prelude(name).or_else(|| find_primitive(name)),
        ["core" | "alloc" | "std", rest @ ..] => find_in_std(rest),
        ["serde_json", "Value"] | ["serde_json", "value", "Value"] => Some(ExternalType::Json),
        ["serde_json", "Map"] | ["serde_json", "map", "Map"] => Some(ExternalType::Map),
        ["mizan", "Upload"] => Some(ExternalType::Upload),
        ["mizan", "auth", "TokenPair"] => Some(ExternalType::Defined("mizan::auth::TokenPair")),
        ["mizan", "__private", "Directed"] => Some(ExternalType::Directed),
        ["mizan", "__private", "BigInteger"] => Some(ExternalType::BigInteger),
        ["mizan", name] if let Some(name) = find_in_mizan(name) => Some(ExternalType::Mizan(name)),
        ["mizan", "auth", "User"] => Some(ExternalType::Mizan("auth::User")),
        [.., "Result"] => Some(ExternalType::Result),
        [name, rest @ ..] => find_in_crate(name, rest),
        [] => None,
    }
}

/// The crates for which `mizan` has a feature.
fn find_in_crate(name: &str, path: &[&str]) -> Option<ExternalType> {
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
    is_text.then_some(ExternalType::String)
}

/// What stands at the top of `mizan` and is no type that travels.
fn find_in_mizan(name: &str) -> Option<&'static str> {
    const NAMES: [&str; 6] = ["client", "Context", "Failure", "Type", "Identity", "Global"];
    NAMES.into_iter().find(|known| *known == name)
}

fn find_primitive(name: &str) -> Option<ExternalType> {
    Some(match name {
        "bool" => ExternalType::Bool,
        "char" | "str" => ExternalType::String,
        "f32" | "f64" => ExternalType::Float,
        _ => ExternalType::Integer(mizan_ir::INTEGERS.iter().find(|integer| **integer == name)?),
    })
}

fn find_in_prelude(name: &str) -> Option<ExternalType> {
    Some(match name {
        "String" => ExternalType::String,
        "Vec" => ExternalType::List,
        "Option" => ExternalType::Option,
        "Box" => ExternalType::Transparent,
        "Result" => ExternalType::Result,
        _ => return None,
    })
}

fn find_in_std(path: &[&str]) -> Option<ExternalType> {
    Some(match path {
        ["string", "String"] => ExternalType::String,
        ["primitive", name] => return find_primitive(name),
        ["vec", "Vec"]
        | ["collections", "VecDeque" | "LinkedList" | "BinaryHeap" | "HashSet" | "BTreeSet"]
        | ["collections", _, "VecDeque" | "LinkedList" | "BinaryHeap" | "HashSet" | "BTreeSet"] => {
            ExternalType::List
        }
        ["collections", "HashMap" | "BTreeMap"] | ["collections", _, "HashMap" | "BTreeMap"] => {
            ExternalType::Map
        }
        // `Weak` is written as what it leads to, or `null`.
        ["option", "Option"] | ["rc" | "sync", "Weak"] => ExternalType::Option,
        ["boxed", "Box"]
        | ["rc", "Rc"]
        | ["sync", "Arc" | "Mutex" | "RwLock"]
        | ["borrow", "Cow"]
        | ["cell", "Cell" | "RefCell"]
        | ["cmp", "Reverse"]
        | ["num", "Wrapping" | "Saturating" | "NonZero"] => ExternalType::Transparent,
        ["num", name] => return find_nonzero(name),
        ["sync", "atomic", name] => return find_atomic(name),
        ["marker", "PhantomData"] => ExternalType::Unit,
        ["path", "Path" | "PathBuf"]
        | ["net", "IpAddr" | "Ipv4Addr" | "Ipv6Addr"]
        | ["net", "SocketAddr" | "SocketAddrV4" | "SocketAddrV6"] => ExternalType::String,
        ["ffi", "CStr" | "CString"] => ExternalType::Bytes,
        ["ffi", "OsStr" | "OsString"] => ExternalType::Defined("std::ffi::OsString"),
        ["time", "Duration"] => ExternalType::Defined("std::time::Duration"),
        ["time", "SystemTime"] => ExternalType::Defined("std::time::SystemTime"),
        ["ops", "Range"] => ExternalType::Defined("std::ops::Range"),
        ["ops", "RangeInclusive"] => ExternalType::Defined("std::ops::RangeInclusive"),
        ["ops", "RangeFrom"] => ExternalType::Defined("std::ops::RangeFrom"),
        ["ops", "RangeTo"] => ExternalType::Defined("std::ops::RangeTo"),
        ["ops", "Bound"] => ExternalType::Defined("std::ops::Bound"),
        ["result" | "io" | "fmt", "Result"] => ExternalType::Result,
        ["time", "Instant"]
        | ["thread", "JoinHandle" | "Thread" | "ThreadId"]
        | ["fs", "File" | "DirEntry" | "Metadata"]
        | ["any", "Any" | "TypeId"]
        | ["io", "Error"]
        | ["sync", "Once" | "Condvar" | "Barrier"]
        | ["sync", "mpsc", _]
        | ["net", "TcpStream" | "TcpListener" | "UdpSocket"] => ExternalType::Never,
        _ => return None,
    })
}

/// `NonZeroU8` and its like.
fn find_nonzero(name: &str) -> Option<ExternalType> {
    find_primitive(&name.strip_prefix("NonZero")?.to_ascii_lowercase())
        .filter(|ty| matches!(ty, ExternalType::Integer(_)))
}

/// `AtomicBool`, `AtomicU8` and their like.
fn find_atomic(name: &str) -> Option<ExternalType> {
    find_primitive(&name.strip_prefix("Atomic")?.to_ascii_lowercase())
        .filter(|ty| matches!(ty, ExternalType::Integer(_) | ExternalType::Bool))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look_up(path: &str) -> Option<ExternalType> {
        find(&path.split("::").collect::<Vec<_>>())
    }

    #[test]
    fn one_type_has_many_paths() {
        for path in
            ["Vec", "std::vec::Vec", "alloc::vec::Vec", "std::collections::hash_set::HashSet"]
        {
            assert_eq!(look_up(path), Some(ExternalType::List), "{path}");
        }
        assert_eq!(look_up("u8"), Some(ExternalType::Integer("u8")));
        assert_eq!(look_up("anyhow::Result"), Some(ExternalType::Result));
        assert_eq!(look_up("HashMap"), None, "not in the prelude");
        assert_eq!(look_up("vec::Vec"), None, "not std's");
    }
}
