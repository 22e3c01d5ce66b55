//! What a source file declares, as plain data: names and types as they are written, with their
//! locations, nothing resolved.

use std::{fmt, sync::Arc};

use mizan_ir::{Auth, Cache, Shape};

use super::span::Span;

/// Something with a name in a module.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Declaration {
    pub(crate) name: String,
    /// Where its name stands.
    pub(crate) span: Span,
    pub(crate) kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Module(Module),
    /// `use path as name`, `extern crate`; with [`GLOB`] for a name, all that the path holds.
    Use(Path),
    Alias(Alias),
    /// A struct, enum or union, with what Mizan's derives read in it.
    Data(Vec<Derived>),
    /// A function that may be a client function.
    Client(Box<Attributed<Function>>),
    /// A function of no other interest than its name.
    Function,
    /// A number with a name.
    Constant(usize),
    /// What an `impl` of a trait of that path, which may be that of who is asking, is for. It has
    /// no name.
    Implementation(Path, Path),
    /// A trait and whatever else has a name among types.
    Other,
}

/// The name of what a glob brings in.
pub(crate) const GLOB: &str = "*";

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Module {
    /// In braces, with the directory of the files below it, where `#[path]` names one.
    Inline(Arc<[Declaration]>, Option<String>),
    /// In a file of its own, which `#[path]` may name.
    File(Option<String>),
}

/// `type Name<Parameters> = ty;`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Alias {
    pub(crate) parameters: Vec<String>,
    pub(crate) ty: Mention,
}

/// What an attribute or a derive of that path says, if it is Mizan's.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Attributed<T> {
    pub(crate) path: Path,
    /// `None` where the grammar refuses it: the macro tells why.
    pub(crate) content: Option<T>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Derived {
    Context(Attributed<Context>),
    Type(Attributed<TypeDeclaration>),
    /// Who is asking, with what their fields tell.
    Identity(Attributed<AuthFlags>),
    /// An error that clients tell apart, by the path of the derive.
    Failure(Path),
}

/// Which words after `auth` let somebody of a type in at all.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AuthFlags {
    pub(crate) is_staff: bool,
    pub(crate) is_superuser: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Function {
    pub(crate) wire_name: String,
    pub(crate) context: Option<Path>,
    pub(crate) affects: Vec<Affects>,
    pub(crate) merge: Vec<Path>,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) injected: Vec<Injected>,
    pub(crate) output: Option<Mention>,
    pub(crate) auth: Auth,
    /// The path of its guard, or the word that stands there.
    pub(crate) guard: Option<Path>,
    pub(crate) is_private: bool,
    pub(crate) is_websocket: bool,
    pub(crate) route: Option<Route>,
    pub(crate) rev: u32,
    pub(crate) cache: Cache,
    pub(crate) docs: String,
    pub(crate) deprecated: Option<String>,
}

/// A context or a read that a success makes stale.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Affects {
    pub(crate) target: Path,
    /// The parameters that an explicit scope gives values to.
    pub(crate) scope: Option<Vec<Name>>,
}

/// A name, with the location where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// A parameter that the server lends.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Injected {
    /// Its type, without the `&`.
    pub(crate) ty: Mention,
    /// Whether the function does without.
    pub(crate) is_optional: bool,
}

/// Where a browser finds a page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Route {
    pub(crate) path: Name,
    pub(crate) methods: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Context {
    pub(crate) wire_name: String,
    pub(crate) parameters: Vec<Argument>,
    pub(crate) docs: String,
    pub(crate) deprecated: Option<String>,
}

/// A parameter that travels.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Argument {
    pub(crate) wire_name: String,
    /// Where its name stands.
    pub(crate) span: Span,
    pub(crate) ty: Mention,
    /// Whether the grammar takes it for files.
    pub(crate) is_upload: bool,
    pub(crate) docs: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TypeDeclaration {
    pub(crate) parameters: Vec<Generic>,
    pub(crate) shape: Shape<Mention>,
    pub(crate) key: Option<String>,
    /// Whether it has a variant that no value can be.
    pub(crate) is_transparent: bool,
    pub(crate) docs: String,
    pub(crate) deprecated: Option<String>,
}

impl TypeDeclaration {
    /// The names of the types among its parameters.
    pub(crate) fn type_parameters(&self) -> impl Iterator<Item = &String> {
        self.parameters.iter().filter_map(|parameter| match parameter {
            Generic::Type(name, _) => Some(name),
            Generic::Const => None,
        })
    }
}

/// A generic parameter of a type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Generic {
    /// A type, with what it is where nobody says.
    Type(String, Option<Mention>),
    Const,
}

/// A path as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Path {
    pub(crate) span: Span,
    /// Whether it begins with `::`.
    pub(crate) is_global: bool,
    pub(crate) first: String,
    /// The names behind the first. Most paths have none, and make no list for them.
    pub(crate) rest: Vec<String>,
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.is_global { "::" } else { "" })?;
        formatter.write_str(&self.first)?;
        for name in &self.rest {
            formatter.write_str("::")?;
            formatter.write_str(name)?;
        }
        Ok(())
    }
}

impl Path {
    pub(crate) fn last(&self) -> &str {
        self.rest.last().unwrap_or(&self.first)
    }

    /// Its name, if it is no more than one.
    pub(crate) fn single(&self) -> Option<&str> {
        self.rest.is_empty().then_some(&self.first)
    }
}

/// A type as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mention {
    pub(crate) span: Span,
    pub(crate) form: Form,
}

/// As its author would write it, but for modules and for what is no path.
impl fmt::Display for Mention {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Form::Path(path, arguments) = &self.form else { return formatter.write_str("…") };
        formatter.write_str(path.last())?;
        let mut before = "<";
        for argument in arguments {
            write!(formatter, "{before}{argument}")?;
            before = ", ";
        }
        formatter.write_str(if arguments.is_empty() { "" } else { ">" })
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Form {
    /// A path, with the generic arguments of its last segment.
    Path(Path, Vec<Mention>),
    Tuple(Vec<Mention>),
    Array(Box<Mention>, Length),
    /// `&T`: serde sees the `T`.
    Reference(Box<Mention>),
    /// `[T]`.
    Slice(Box<Mention>),
    /// A number among generic arguments.
    Number(usize),
    /// What only the compiler can follow.
    Opaque,
}

/// The length of an array.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Length {
    Number(usize),
    Named(Path),
    /// What only the compiler can compute.
    Computed,
}
