//! A function as the macro registers it: what it is called, what it needs, how to run it.

use std::any::{TypeId, type_name};
use std::future::Future;
use std::pin::Pin;

use linkme::distributed_slice;
use mizan_ir::Cache;
use mizan_ir::hash::UNRESOLVED;

use super::guard::Auth;
use super::model::Description;
use super::target::Target;
use crate::Error;
use crate::arguments::ArgumentSource;
use crate::protocol::Call;

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
    pub dependencies: &'static [Dependency],
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
    pub description: Description,
    /// Reads the arguments, runs the function and writes what it answers.
    pub run: fn(Call, &ArgumentSource<'_>) -> Result<Running, Error>,
}

impl Function {
    /// A plain call. The macro says beside it what the function says of itself.
    pub const fn new(
        name: &'static str,
        module: &'static str,
        (file, line): (&'static str, u32),
        run: fn(Call, &ArgumentSource<'_>) -> Result<Running, Error>,
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
            dependencies: &[],
            auth: Auth::Open,
            private: false,
            binary: false,
            websocket: false,
            route: None,
            rev: 0,
            cache: Cache::Default,
            description: Description::new(file, (0, 0), &[]),
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
pub struct Dependency {
    pub(crate) name: fn() -> &'static str,
    pub(crate) id: TypeId,
    pub(crate) is_optional: bool,
    pub(crate) is_identity: bool,
}

impl Dependency {
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
