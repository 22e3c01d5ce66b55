//! A function as the macro registers it: what it is called, what it needs, how to run it.

use std::any::{TypeId, type_name};
use std::future::Future;
use std::pin::Pin;

use linkme::distributed_slice;
use mizan_ir::Cache;
use mizan_ir::hash::UNRESOLVED;

use crate::auth::guard::Auth;
use crate::dispatch::{Call, Source};
use crate::registry::{About, Types};
use crate::{Context, Error};

/// Every function of the program.
#[distributed_slice]
pub static FUNCTIONS: [Function];

/// The list of linked crates of each crate, as its build wrote it.
#[distributed_slice]
pub static LINKED_CRATES: [&'static str];

/// One `#[mizan::client]` function.
pub struct Function {
    /// The name on the wire.
    pub name: &'static str,
    /// The module it stands in.
    pub module: &'static str,
    /// The file it stands in.
    pub file: &'static str,
    /// The line of its attribute.
    pub line: u32,
    /// The context that it is read with.
    pub context: Option<Target>,
    /// What its success makes stale.
    pub affects: &'static [Target],
    /// The reads that its answer brings anew, or the contexts of such reads.
    pub merges: &'static [Target],
    /// The hash of what it answers, where that matters to a merge.
    pub answer: u64,
    /// The names of its arguments on the wire, files left out.
    pub arguments: &'static [&'static str],
    /// The arguments that are files.
    pub files: &'static [Files],
    /// What the server lends it.
    pub lent: &'static [Lent],
    /// Who may run it.
    pub auth: Auth,
    /// Whether no client can reach it.
    pub private: bool,
    /// Whether it stands in a binary, which may bear the name of the library beside it.
    pub binary: bool,
    /// Whether it travels over a socket.
    pub websocket: bool,
    /// Where a browser finds it, if it is a page.
    pub route: Option<Route>,
    /// The revision of what it answers.
    pub rev: u32,
    /// How long a cache keeps what it answers.
    pub cache: Cache,
    /// What the model tells of it beside.
    pub about: About,
    /// Reads the arguments, runs the function and writes what it answers.
    pub run: fn(Call, &Source<'_>) -> Result<Running, Error>,
}

impl Function {
    /// A plain call. The macro says beside it what the function says of itself.
    pub const fn new(
        name: &'static str,
        module: &'static str,
        (file, line): (&'static str, u32),
        run: fn(Call, &Source<'_>) -> Result<Running, Error>,
    ) -> Self {
        Self {
            name,
            module,
            file,
            line,
            context: None,
            affects: &[],
            merges: &[],
            answer: UNRESOLVED,
            arguments: &[],
            files: &[],
            lent: &[],
            auth: Auth::Open,
            private: false,
            binary: false,
            websocket: false,
            route: None,
            rev: 0,
            cache: Cache::Default,
            about: About::new(file, (0, 0), &[]),
            run,
        }
    }
}

/// Where a browser finds a page.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// Its path, with parameters in braces.
    pub path: &'static str,
    /// The methods that it answers.
    pub methods: &'static [&'static str],
}

/// A function that is running; nothing, if it has come to its end already.
pub type Running = Option<Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>>;

/// Starts a function that waits for others.
pub fn start<F>(running: F) -> Result<Running, Error>
where
    F: Future<Output = Result<(), Error>> + Send + 'static,
{
    Ok(Some(Box::pin(running)))
}

/// A type that a function borrows from the server.
pub struct Lent {
    pub(crate) name: fn() -> &'static str,
    pub(crate) id: TypeId,
    pub(crate) is_optional: bool,
    pub(crate) is_identity: bool,
}

impl Lent {
    /// The loan of a `&T`.
    pub const fn of<T: Send + Sync + 'static>(is_identity: bool) -> Self {
        Self { name: type_name::<T>, id: TypeId::of::<T>(), is_optional: false, is_identity }
    }

    /// The loan of an `Option<&T>`.
    pub const fn optional<T: Send + Sync + 'static>(is_identity: bool) -> Self {
        Self { is_optional: true, ..Self::of::<T>(is_identity) }
    }
}

impl Route {
    /// Whether a path has two meanings: the same method at both, or two names for one parameter.
    pub(crate) fn clashes(&self, other: &Self) -> bool {
        let shape = |path: &'static str| {
            path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part })
        };
        shape(self.path).eq(shape(other.path))
            && (self.path != other.path
                || self.methods.iter().any(|method| other.methods.contains(method)))
    }
}

/// What one parameter takes of files.
pub struct Files {
    /// Its name on the wire.
    pub name: &'static str,
    /// The most files.
    pub count: usize,
    /// The most bytes of each, where it is not the server's limit.
    pub size: Option<u64>,
    /// The types that are taken; any, where there are none.
    pub accept: &'static [&'static str],
}

impl Files {
    /// The most files of a list that says nothing else.
    pub const COUNT: usize = 16;
}

/// Something that a mutation makes stale.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    pub(crate) kind: TargetKind,
    pub(crate) name: &'static str,
    pub(crate) context: &'static str,
    pub(crate) parameters: &'static [&'static str],
    /// Whether it says itself which instances it means, and not by the function's arguments.
    pub(crate) is_explicit: bool,
    /// Whether its names stand in JSON and in a header as they are.
    pub(crate) is_plain: bool,
    /// Tells the model of the context.
    pub(crate) describe: fn(&mut Types) -> mizan_ir::Context,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TargetKind {
    Context,
    Function,
}

impl Target {
    /// Every read of a context.
    pub const fn context<C: Context>() -> Self {
        Self {
            kind: TargetKind::Context,
            name: C::NAME,
            context: C::NAME,
            parameters: C::PARAMETERS,
            is_explicit: false,
            is_plain: are_plain(C::NAME, C::PARAMETERS),
            describe: C::describe,
        }
    }

    /// One read of a context.
    pub const fn function<C: Context>(name: &'static str) -> Self {
        Self::context::<C>().named(TargetKind::Function, name)
    }

    /// The same, where it says itself which instances it means.
    pub const fn explicit(self) -> Self {
        Self { is_explicit: true, ..self }
    }

    /// The context that it belongs to.
    pub const fn whole(self) -> Self {
        self.named(TargetKind::Context, self.context)
    }

    /// Another part of the same context.
    pub(crate) const fn named(self, kind: TargetKind, name: &'static str) -> Self {
        Self { kind, name, is_plain: are_plain(name, self.parameters), ..self }
    }
}

/// Whether names are plain letters, as they are unless somebody writes `Größe`.
const fn are_plain(name: &str, parameters: &[&str]) -> bool {
    let mut are = is_plain(name.as_bytes());
    let mut parameter = 0;
    while parameter < parameters.len() {
        are = are && is_plain(parameters[parameter].as_bytes());
        parameter += 1;
    }
    are
}

const fn is_plain(name: &[u8]) -> bool {
    let mut at = 0;
    while at < name.len() && (name[at].is_ascii_alphanumeric() || name[at] == b'_') {
        at += 1;
    }
    at == name.len()
}

/// Whether an argument of that name says which instances are meant.
pub const fn scopes(targets: &[Target], argument: &str) -> bool {
    let mut target = 0;
    while target < targets.len() {
        let Target { parameters, is_explicit, .. } = targets[target];
        let mut parameter = 0;
        while !is_explicit && parameter < parameters.len() {
            if same(parameters[parameter].as_bytes(), argument.as_bytes()) {
                return true;
            }
            parameter += 1;
        }
        target += 1;
    }
    false
}

const fn same(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut index = 0;
    while index < left.len() {
        if left[index] != right[index] {
            return false;
        }
        index += 1;
    }
    true
}
