//! A function as the macro registers it: its name, its inputs, its keys, and how to run it.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::AtomicBool;

use linkme::distributed_slice;
use mizan_ir::hash::UNRESOLVED;
use mizan_ir::{Cache, Limits};

use super::call::Call;
use super::channel::Role;
use super::context::Target;
use super::guard::Auth;
use super::inputs::{Dependency, FileParameter};
use super::model::description::Description;
use crate::Error;
use crate::arguments::source::ArgumentSource;

/// All functions of the program.
#[distributed_slice]
pub static FUNCTIONS: [Function];

/// For each crate with a client: the functions of its linked crates as the build read them.
#[distributed_slice]
pub static LINKED_CRATES: [&'static str];

/// One `#[mizan::client]` function.
pub struct Function {
    /// The name on the wire.
    pub name: &'static str,
    /// The path of its module.
    pub module: &'static str,
    /// The file of its source.
    pub file: &'static str,
    /// The line of its attribute.
    pub line: u32,
    /// The context that it belongs to, for a read.
    pub context: Option<Target>,
    /// The targets of `affects`.
    pub affects: &'static [Target],
    /// The targets of `merge`: reads, or contexts with one read that takes the result.
    pub merges: &'static [Target],
    /// Its role in a channel.
    pub role: Option<Role>,
    /// The hash of the type of its result, where a merge has to compare it.
    pub answer: u64,
    /// The names of its arguments on the wire, without those of files.
    pub arguments: &'static [&'static str],
    /// The parameters that take files.
    pub files: &'static [FileParameter],
    /// The rules of the forms that it takes: the functions that list what they borrow.
    #[cfg(feature = "forms")]
    pub rules: &'static [fn(&mut crate::data::forms::needs::Needs)],
    /// Tells what the rules of the server say of one field.
    #[cfg(feature = "forms")]
    pub validator: Option<&'static crate::data::forms::validator::Validator>,
    /// The types that it borrows.
    pub dependencies: &'static [Dependency],
    /// The key `auth`.
    pub auth: Auth,
    /// `true` if no client can call it.
    pub private: bool,
    /// `true` if a binary defines it, whose crate may have the name of the library beside it.
    pub binary: bool,
    /// `true` if it is called over a socket.
    pub websocket: bool,
    /// The argument that names a page of the list that it answers.
    pub paging: Option<&'static str>,
    /// The read whose changes it takes.
    pub edits: Option<&'static str>,
    /// `true` if it answers a stream.
    pub stream: bool,
    /// The route of a page.
    pub route: Option<Route>,
    /// The revision of its result.
    pub rev: u32,
    /// The cache lifetime of its result.
    pub cache: Cache,
    /// The limits of its own.
    pub limits: Limits,
    /// `true` if it runs on a thread for functions that block.
    pub blocking: bool,
    /// `true` once it has held a worker of the runtime for long.
    pub has_held_worker: AtomicBool,
    /// Everything else that the model says of it.
    pub description: Description,
    /// Records the instances that a mutation changes before it runs, where its arguments and what it borrows
    /// name them all.
    pub scope: Option<RecordScope>,
    /// Reads the arguments, runs the function and writes its result.
    pub run: Run,
}

/// Reads the arguments of a call, and starts it.
pub(crate) type Run = fn(Call, &ArgumentSource<'_>) -> Result<Running, Error>;

impl Function {
    /// A plain call with default keys. The macro overwrites the fields of the keys that it read.
    pub const fn new(
        name: &'static str,
        module: &'static str,
        (file, line): (&'static str, u32),
        run: Run,
    ) -> Self {
        Self {
            name,
            module,
            file,
            line,
            context: None,
            affects: &[],
            merges: &[],
            role: None,
            answer: UNRESOLVED,
            arguments: &[],
            files: &[],
            #[cfg(feature = "forms")]
            rules: &[],
            #[cfg(feature = "forms")]
            validator: None,
            dependencies: &[],
            auth: Auth::Open,
            private: false,
            binary: false,
            websocket: false,
            paging: None,
            edits: None,
            stream: false,
            route: None,
            rev: 0,
            cache: Cache::Default,
            limits: Limits { body: None, time: None, rate: None },
            blocking: false,
            has_held_worker: AtomicBool::new(false),
            description: Description::new(file, (0, 0), &[]),
            scope: None,
            run,
        }
    }
}

/// The route of a page.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// The path, with parameters in braces.
    pub path: &'static str,
    /// The HTTP methods.
    pub methods: &'static [&'static str],
}

impl Route {
    /// `true` if a request could mean both routes, or if one path has two names for a parameter,
    /// which a router refuses.
    pub(crate) fn clashes(&self, other: &Self) -> bool {
        let shape = |path: &'static str| {
            path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part })
        };
        shape(self.path).eq(shape(other.path))
            && (self.path != other.path
                || self.methods.iter().any(|method| other.methods.contains(method)))
    }
}

/// Records the scope of a call.
pub(crate) type RecordScope = fn(&Call, &ArgumentSource<'_>) -> Result<(), Error>;

/// A function that has started: the future of the rest, or `None` if it has ended already.
pub type Running = Option<Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>>;

/// Starts an `async` function.
pub fn start<F>(running: F) -> Result<Running, Error>
where
    F: Future<Output = Result<(), Error>> + Send + 'static,
{
    Ok(Some(Box::pin(running)))
}
