//! A context, and the parameters of contexts, channels and functions.

use crate::{SourceLocation, Type};

/// A group of reads that share one request, one cache entry and one target of invalidation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// The parameters that distinguish the instances of the context, in the order of their
    /// declaration.
    pub parameters: Vec<Parameter>,
    /// `true` if clients may subscribe its instances: what others change is shown to whoever shows it.
    pub live: bool,
    /// The seconds for which a cache may still answer with what it has from before a change, while
    /// somebody reads anew.
    pub stale: u32,
    /// The documentation, lines joined by `\n`; empty if there is none.
    pub docs: String,
    /// The note of the deprecation, which may be empty; `None` if the context is not deprecated.
    pub deprecated: Option<String>,
    /// The location of the declaration.
    pub location: SourceLocation,
}

/// A named value that travels to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name on the wire.
    pub name: String,
    /// The type that serde reads.
    pub ty: Type,
    /// `true` if the caller may leave the parameter out.
    pub optional: bool,
    /// The documentation, lines joined by `\n`; empty if there is none.
    pub docs: String,
    /// The location of the declaration.
    pub location: SourceLocation,
}

impl Parameter {
    /// A parameter that is required unless its type is an `Option`.
    ///
    /// ```
    /// use mizan_ir::{Parameter, Type};
    ///
    /// assert!(!Parameter::new("id", Type::Integer("i64")).optional);
    /// assert!(Parameter::new("page", Type::Option(Box::new(Type::Integer("u32")))).optional);
    /// ```
    pub fn new(name: impl Into<String>, ty: Type) -> Self {
        let optional = matches!(ty, Type::Option(_));
        let (docs, location) = (String::new(), SourceLocation::default());
        Self { name: name.into(), ty, optional, docs, location }
    }
}
