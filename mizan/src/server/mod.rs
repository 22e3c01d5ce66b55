//! The server: the functions of the program, wired to everything that they borrow.

mod builder;
mod clock;
mod concurrency;
mod errors;
mod limits;
mod linked_crates;
mod member;
mod observer;
mod shutdown;
mod slots;
mod state;

pub use builder::Builder;
pub use errors::{WiringError, WiringErrors};
pub use observer::{FunctionKind, Observer, Outcome, Run};
pub use state::Server;

pub(crate) use clock::{Change, Clock, INEXACT, ReadStart, Token};
pub(crate) use concurrency::Permit;
pub(crate) use limits::Limits;
pub(crate) use member::{ContextMembers, Injected, Member};
pub(crate) use observer::Watch;
