//! The inputs of a function: arguments and files that the client sends, and the values that the
//! server injects for borrowed parameters.

use std::any::{Any, TypeId, type_name};
use std::sync::Arc;

use http::Extensions;

use super::blocking::BlockingThreads;
use crate::{Code, Error, Request};

/// A type that a function borrows. The server injects a value of it into every call.
pub struct Dependency {
    pub(crate) name: fn() -> &'static str,
    pub(crate) id: TypeId,
    /// The type `Arc<T>`, whose content can be lent as well.
    pub(crate) shared_id: TypeId,
    /// The content of a provided `Arc<T>`; the `Arc` itself for a `dyn Trait`.
    pub(crate) unwrap_shared: fn(&Arc<AnyValue>) -> Option<Arc<AnyValue>>,
    pub(crate) is_optional: bool,
    pub(crate) is_identity: bool,
    /// `true` for a `dyn Trait`.
    pub(crate) is_object: bool,
}

impl Dependency {
    /// The dependency of a parameter `&T`.
    pub const fn of<T: Send + Sync + 'static>(is_identity: bool) -> Self {
        Self {
            name: type_name::<T>,
            id: TypeId::of::<T>(),
            shared_id: TypeId::of::<Arc<T>>(),
            unwrap_shared: unwrap_shared::<T>,
            is_optional: false,
            is_identity,
            is_object: false,
        }
    }

    /// The dependency of a parameter `&dyn Trait`. It is lent by way of the `Arc` that is
    /// provided, because `dyn Any` cannot hold it.
    pub const fn of_object<T: Shareable + ?Sized + 'static>() -> Self {
        Self {
            name: type_name::<T>,
            id: TypeId::of::<T>(),
            shared_id: TypeId::of::<Arc<T>>(),
            unwrap_shared: |value| Some(Arc::clone(value)),
            is_optional: false,
            is_identity: false,
            is_object: true,
        }
    }

    /// The dependency of a parameter `Option<&T>`.
    pub const fn optional<T: Send + Sync + 'static>(is_identity: bool) -> Self {
        Self { is_optional: true, ..Self::of::<T>(is_identity) }
    }
}

/// A `dyn Trait` that many requests borrow at once.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is lent to many requests at once, on several threads",
    label = "not `Send + Sync`",
    note = "make these a part of the trait: `trait Service: Send + Sync`",
    note = "or of the type, here and in the `Arc` that is provided: `&(dyn Service + Send + Sync)`"
)]
pub trait Shareable: Send + Sync {}

#[diagnostic::do_not_recommend]
impl<T: Send + Sync + ?Sized> Shareable for T {}

/// A provided value of any type.
type AnyValue = dyn Any + Send + Sync;

/// The content of a value that is an `Arc<T>`.
fn unwrap_shared<T: Send + Sync + 'static>(value: &Arc<AnyValue>) -> Option<Arc<AnyValue>> {
    let shared: &Arc<T> = (**value).downcast_ref()?;
    Some(Arc::clone(shared) as Arc<AnyValue>)
}

/// A parameter that takes files.
pub struct FileParameter {
    /// The name on the wire.
    pub name: &'static str,
    /// The largest number of files.
    pub count: usize,
    /// The largest size of a file in bytes; `None` for the server's limit.
    pub size: Option<u64>,
    /// The accepted content types; all, if the list is empty.
    pub accept: &'static [&'static str],
}

impl FileParameter {
    /// The largest number of files in a list without a `count` of its own.
    pub const COUNT: usize = 16;
}

/// The source of an injected value.
pub(crate) enum Injected {
    /// A value that the application provided.
    Provided(Arc<dyn Any + Send + Sync>),
    /// The request that is answered.
    Request,
    /// The session of the request.
    Session,
    /// A value that whatever carries the request has attached to it.
    Attached(Attached),
    /// The identity of the caller.
    Identity(InjectedIdentity),
}

/// A type whose values are attached to requests, and not provided to the server.
#[derive(Clone, Copy)]
pub(crate) struct Attached {
    pub(crate) id: TypeId,
    pub(crate) type_name: &'static str,
    /// Finds the value among those that are attached to a request.
    pub(crate) find: fn(&Extensions) -> Option<&AnyValue>,
    /// `true` for `&T`, `false` for `Option<&T>`.
    pub(crate) is_required: bool,
}

impl Attached {
    pub(crate) fn of<T: Send + Sync + 'static>() -> Self {
        Self {
            id: TypeId::of::<T>(),
            type_name: type_name::<T>(),
            find: |extensions| extensions.get::<T>().map(|value| value as &AnyValue),
            is_required: true,
        }
    }
}

/// An identity that a function borrows.
#[derive(Clone, Copy)]
pub(crate) struct InjectedIdentity {
    /// The position of the identity's type among those that the server can find.
    pub(crate) position: usize,
    /// `true` for `&Me`, `false` for `Option<&Me>`.
    pub(crate) is_required: bool,
}

/// The inputs of a function: the names of its arguments, and the values for its borrowed
/// parameters.
pub(crate) struct Inputs {
    /// The names on the wire, without those of files.
    pub(crate) arguments: &'static [&'static str],
    /// The names on the wire of the parameters that take files.
    #[cfg(feature = "uploads")]
    pub(crate) files: &'static [FileParameter],
    /// In the order of the borrowed parameters.
    pub(crate) injected: Vec<Injected>,
    /// What the rules of forms borrow, by its type.
    #[cfg(feature = "forms")]
    pub(crate) lent: Vec<(TypeId, Injected)>,
    /// The threads for a function that blocks.
    pub(crate) threads: BlockingThreads,
}

impl Inputs {
    /// An error if a value is borrowed that nothing has attached to the request.
    pub(crate) fn check_attached(&self, request: &Request) -> Result<(), Error> {
        let missing = self.injected.iter().find_map(|injected| match injected {
            Injected::Attached(attached) if attached.is_required => {
                let is_there = (attached.find)(request.extensions()).is_some();
                (!is_there).then_some(attached.type_name)
            }
            _ => None,
        });
        missing.map_or(Ok(()), |type_name| {
            tracing::warn!(
                type_name,
                "a function borrows what is lent by what carries its request, and this carrier lends none: \
                 attach one where the port is opened, or borrow an `Option`"
            );
            Err(Error::new(
                Code::NotImplemented,
                "This function cannot be called this way: it needs what another transport lends.",
            ))
        })
    }
}
