//! The outline of a source file: its declarations as plain data, with names and types as they are
//! written, and their spans.

use std::{fmt, sync::Arc};

use mizan_ir::{Auth, Cache, Limits, Shape};

use super::span::Span;

/// An item with a name in a module.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Declaration {
    pub(crate) name: String,
    /// The span of its name.
    pub(crate) span: Span,
    pub(crate) kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Module(Module),
    /// `use path as name`, `extern crate`; with [`GLOB`] for a name, all that the path holds.
    Use(Path),
    Alias(Alias),
    /// A struct, enum or union, with the outlines of Mizan's derives on it.
    Data(Vec<Derived>),
    /// A function that may be a client function.
    Client(Box<Attributed<Function>>),
    /// A function of no other interest than its name.
    Function,
    /// A number with a name.
    Constant(Calculation),
    /// An `impl` without a name: the path of a trait that may be `mizan::Identity`, and that of the
    /// type.
    Implementation(Path, Path),
    /// An `impl` without a name whose trait has associated types.
    Associated(Box<Associated>),
    /// A `macro_rules!`, with the text of its rules.
    Macro(String),
    /// A trait and whatever else has a name among types.
    Other,
}

/// The name of the declaration of a glob.
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
    pub(crate) parameters: Vec<AliasParameter>,
    pub(crate) ty: Mention,
}

/// `impl of for subject { type name = ty; }`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Associated {
    pub(crate) of: Path,
    pub(crate) subject: Mention,
    pub(crate) types: Vec<AssociatedType>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AssociatedType {
    pub(crate) name: String,
    pub(crate) ty: Mention,
}

/// A type or a constant among the parameters of an alias.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AliasParameter {
    pub(crate) name: String,
    pub(crate) default: Option<Mention>,
}

/// The content of an attribute or a derive of that path, if it is Mizan's.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Attributed<T> {
    pub(crate) path: Path,
    /// `None` where the grammar refuses it: the macro tells why.
    pub(crate) content: Option<T>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Derived {
    Context(Attributed<Context>),
    Channel(Attributed<Box<Channel>>),
    Type(Attributed<Box<TypeDeclaration>>),
    /// An identity, with the flags of its fields.
    Identity(Attributed<AuthFlags>),
    /// An error that clients tell apart, by the path of the derive.
    Failure(Path),
}

/// The access rules that an identity can pass at all.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AuthFlags {
    pub(crate) is_staff: bool,
    pub(crate) is_superuser: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Function {
    pub(crate) fingerprint: u64,
    pub(crate) wire_name: String,
    pub(crate) context: Option<Path>,
    pub(crate) affects: Vec<Affects>,
    pub(crate) merge: Vec<Path>,
    pub(crate) role: Option<Role>,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) injected: Vec<Injected>,
    pub(crate) output: Option<Mention>,
    /// The type of `as`, whose JSON a success has.
    pub(crate) replacement: Option<Mention>,
    pub(crate) auth: Auth,
    /// The path of its guard, or the span of its access rule.
    pub(crate) guard: Option<Path>,
    pub(crate) is_private: bool,
    pub(crate) is_websocket: bool,
    pub(crate) is_stream: bool,
    /// The argument that names a page.
    pub(crate) paging: Option<String>,
    /// The read whose changes it takes.
    pub(crate) edits: Option<String>,
    pub(crate) route: Option<Route>,
    pub(crate) rev: u32,
    pub(crate) cache: Cache,
    /// The key `cache`, where it is written.
    pub(crate) cache_key: Option<Span>,
    pub(crate) limits: Limits,
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

/// The role of a function in a channel.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Role {
    pub(crate) kind: RoleKind,
    pub(crate) channel: Path,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum RoleKind {
    Join,
    Send,
    Present,
}

/// A name with its span.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// A parameter that the server injects.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Injected {
    /// Its type, without the `&`.
    pub(crate) ty: Mention,
    /// True if the function runs without it.
    pub(crate) is_optional: bool,
}

/// The route of a page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Route {
    pub(crate) path: Name,
    pub(crate) methods: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Context {
    pub(crate) fingerprint: u64,
    pub(crate) wire_name: String,
    pub(crate) parameters: Vec<Argument>,
    pub(crate) is_live: bool,
    pub(crate) stale: u32,
    pub(crate) docs: String,
    pub(crate) deprecated: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Channel {
    pub(crate) fingerprint: u64,
    pub(crate) wire_name: String,
    pub(crate) parameters: Vec<Argument>,
    pub(crate) message: Mention,
    pub(crate) presence: Option<Mention>,
    pub(crate) docs: String,
    pub(crate) deprecated: Option<String>,
}

/// A parameter that travels.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Argument {
    pub(crate) wire_name: String,
    /// The span of its name.
    pub(crate) span: Span,
    pub(crate) ty: Mention,
    /// The type of `as`, whose JSON it has.
    pub(crate) replacement: Option<Mention>,
    /// True if its type has the name of a file, which is all that the grammar sees.
    pub(crate) is_upload: bool,
    /// True if it is a `Valid<…>`.
    pub(crate) is_checked: bool,
    pub(crate) docs: String,
}

impl Argument {
    /// The type that the client knows.
    pub(crate) fn wire_type(&self) -> &Mention {
        self.replacement.as_ref().unwrap_or(&self.ty)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TypeDeclaration {
    pub(crate) fingerprint: u64,
    pub(crate) writes: SerdeDerive,
    pub(crate) reads: SerdeDerive,
    /// An error in a number that serde_repr writes.
    pub(crate) error: Option<Name>,
    pub(crate) parameters: Vec<Generic>,
    pub(crate) shape: Shape<Mention>,
    /// The declared types of fields that serde reads, and whose JSON is that of another type.
    pub(crate) overridden: Vec<Mention>,
    pub(crate) key: Option<String>,
    /// The texts of the form that it is.
    pub(crate) form: Option<mizan_ir::Form>,
    /// True if serde reads its content in its place.
    pub(crate) is_wrapper: bool,
    /// True if it is an error with a transparent variant, which no value on the wire can be.
    pub(crate) is_transparent: bool,
    pub(crate) docs: String,
    pub(crate) deprecated: Option<String>,
}

impl TypeDeclaration {
    /// The defaults of its last type parameters.
    pub(crate) fn defaults(&self) -> impl Iterator<Item = &Mention> {
        self.parameters.iter().filter_map(|parameter| match parameter {
            Generic::Type(_, default) => default.as_ref(),
            Generic::Const(_) => None,
        })
    }

    /// The names of the types among its parameters.
    pub(crate) fn type_parameters(&self) -> impl Iterator<Item = &String> {
        self.parameters.iter().filter_map(|parameter| match parameter {
            Generic::Type(name, _) => Some(name),
            Generic::Const(_) => None,
        })
    }
}

/// The derive of serde in one direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum SerdeDerive {
    /// There is none: an `impl` by hand, or a derive of another crate.
    Missing,
    /// `Serialize` or `Deserialize`.
    Serde,
    /// `Serialize_repr` or `Deserialize_repr` of serde_repr, which write and read a number.
    Number,
}

/// A generic parameter of a type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Generic {
    /// A type, with its default.
    Type(String, Option<Mention>),
    /// A constant, by its name.
    Const(String),
}

/// A path as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Path {
    pub(crate) span: Span,
    /// True if it begins with `::`.
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

/// The text that its author would write, without modules; `…` for what is no path.
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
    /// `<subject as of>::name`.
    Projection(Box<Projection>),
    /// A form that only the compiler can follow.
    Opaque,
}

/// A type that the `impl` of a trait names.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Projection {
    pub(crate) subject: Mention,
    pub(crate) of: Path,
    pub(crate) name: String,
}

/// The length of an array.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Length {
    Number(usize),
    /// An expression, with its text without white space.
    Computed(String, Calculation),
}

/// The calculation of a number by constants.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Calculation {
    /// A calculation that only the compiler can follow.
    Unknown,
    Number(usize),
    Named(Path),
    /// An operation with its two operands.
    Operation(Operator, Vec<Calculation>),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    ShiftLeft,
}
