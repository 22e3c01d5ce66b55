//! Types of other crates by their paths: those that travel, and those that never can.

use mizan_syntax::FrameworkType;

/// A type that the scanned source does not declare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ExternalType {
    /// A scalar, by the word of the model.
    Scalar(&'static str),
    /// A row of the table of external types.
    Row(&'static mizan_ir::ExternalType),
    /// `mizan::Upload`.
    Upload,
    /// The types of a field with functions of its own: what these write, and what they read.
    Directed,
    /// The argument with `mizan::bigint` over it.
    BigInteger,
    /// A `Result` of another crate, with an error of its own.
    Result,
    /// One of Mizan's macros, `mizan::Global`, `mizan::Error`, `mizan::Request`, the session or the identity
    /// of `mizan::auth`.
    Mizan(&'static str),
    /// A type of a web framework, with the name of the framework.
    Framework(&'static str, FrameworkType),
    /// A type without any JSON.
    Never,
}

/// Finds a type by its path. Names that every module knows have a path of one segment.
pub(super) fn find(path: &[&str]) -> Option<ExternalType> {
    match path {
        [name] => find_in_prelude(name).or_else(|| find_primitive(name)),
        ["core" | "alloc", rest @ ..] => {
            let path: Vec<&str> = ["std"].iter().chain(rest).copied().collect();
            find_in_std(rest).or_else(|| find_row(&path))
        }
        ["std", rest @ ..] => find_in_std(rest).or_else(|| find_row(path)),
        ["mizan", "Upload"] => Some(ExternalType::Upload),
        ["mizan", "__private", "Directed"] => Some(ExternalType::Directed),
        ["mizan", "__private", "BigInteger"] => Some(ExternalType::BigInteger),
        ["mizan", name] if let Some(name) = find_in_mizan(name) => Some(ExternalType::Mizan(name)),
        ["mizan", "auth", "User"] => Some(ExternalType::Mizan("auth::User")),
        ["mizan", "auth", "Session"] => Some(ExternalType::Mizan("auth::Session")),
        path => find_row(path).or_else(|| find_foreign_result(path)).or_else(|| {
            FrameworkType::at(path).map(|(framework, ty)| ExternalType::Framework(framework, ty))
        }),
    }
}

fn find_foreign_result(path: &[&str]) -> Option<ExternalType> {
    (path.last() == Some(&"Result")).then_some(ExternalType::Result)
}

fn find_row(path: &[&str]) -> Option<ExternalType> {
    mizan_ir::find_external_type(path).map(ExternalType::Row)
}

/// The names at the top of `mizan` that are no types that travel.
fn find_in_mizan(name: &str) -> Option<&'static str> {
    const NAMES: [&str; 9] = [
        "client", "Context", "Channel", "Error", "Failure", "Type", "Identity", "Global", "Request",
    ];
    NAMES.into_iter().find(|known| *known == name)
}

fn find_primitive(name: &str) -> Option<ExternalType> {
    Some(ExternalType::Scalar(match name {
        "bool" => "bool",
        "char" | "str" => "String",
        "f32" => "f32",
        "f64" => "f64",
        _ => mizan_ir::INTEGERS.iter().find(|integer| **integer == name)?,
    }))
}

fn find_in_prelude(name: &str) -> Option<ExternalType> {
    match name {
        "String" => find_row(&["std", "string", "String"]),
        "Vec" => find_row(&["std", "vec", "Vec"]),
        "Option" => find_row(&["std", "option", "Option"]),
        "Box" => find_row(&["std", "boxed", "Box"]),
        "Result" => find_row(&["std", "result", "Result"]),
        _ => None,
    }
}

/// The paths of the standard library that are no rows of the table.
fn find_in_std(path: &[&str]) -> Option<ExternalType> {
    match path {
        ["primitive", name] => find_primitive(name),
        ["num", name] => find_nonzero(name),
        ["sync", "atomic", name] => find_atomic(name),
        ["io" | "fmt" | "thread", "Result"] => Some(ExternalType::Result),
        ["time", "Instant"]
        | ["thread", "JoinHandle" | "Thread" | "ThreadId"]
        | ["fs", "File" | "DirEntry" | "Metadata"]
        | ["any", "Any" | "TypeId"]
        | ["io", "Error"]
        | ["sync", "Once" | "Condvar" | "Barrier"]
        | ["sync", "mpsc", _]
        | ["net", "TcpStream" | "TcpListener" | "UdpSocket"] => Some(ExternalType::Never),
        _ => None,
    }
}

/// `NonZeroU8` and its like.
fn find_nonzero(name: &str) -> Option<ExternalType> {
    find_integer(&name.strip_prefix("NonZero")?.to_ascii_lowercase())
}

/// `AtomicBool`, `AtomicU8` and their like.
fn find_atomic(name: &str) -> Option<ExternalType> {
    match name.strip_prefix("Atomic")?.to_ascii_lowercase().as_str() {
        "bool" => find_primitive("bool"),
        name => find_integer(name),
    }
}

fn find_integer(name: &str) -> Option<ExternalType> {
    let integer = mizan_ir::INTEGERS.iter().find(|integer| **integer == name)?;
    Some(ExternalType::Scalar(integer))
}

impl ExternalType {
    /// True for a `Result`, of the standard library or of another crate.
    pub(super) fn is_result(self) -> bool {
        match self {
            Self::Result => true,
            Self::Row(row) => row.path == "std::result::Result",
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look_up(path: &str) -> Option<ExternalType> {
        find(&path.split("::").collect::<Vec<_>>())
    }

    #[test]
    fn one_type_has_many_paths() {
        let set = look_up("std::collections::HashSet");
        assert!(matches!(set, Some(ExternalType::Row(_))));
        assert_eq!(look_up("std::collections::hash_set::HashSet"), set);
        assert_eq!(look_up("alloc::vec::Vec"), look_up("Vec"));
        assert_eq!(look_up("u8"), Some(ExternalType::Scalar("u8")));
        assert_eq!(look_up("core::num::NonZeroU8"), Some(ExternalType::Scalar("u8")));
        assert_eq!(look_up("anyhow::Result"), Some(ExternalType::Result));
        assert_eq!(look_up("HashMap"), None, "not in the prelude");
        assert_eq!(look_up("vec::Vec"), None, "not std's");
    }

    #[test]
    fn every_row_is_found_by_its_path() {
        for row in mizan_ir::external_types() {
            assert_eq!(find(row.segments), Some(ExternalType::Row(row)), "{}", row.path);
        }
    }
}
