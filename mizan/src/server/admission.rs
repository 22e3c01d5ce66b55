//! The admission of a run: the hooks of the application, and the rate of the function.

use std::any::Any;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::observer::{FunctionKind, kind_of};
use super::rate::RateLimiter;
use crate::declared::function::Function;
use crate::declared::identity::Identities;
use crate::{Error, Identity, Request};

/// A run of a function that is about to begin: [`Builder::before`](crate::Builder::before) has an
/// example.
pub struct Before<'request> {
    pub(crate) function: &'static Function,
    pub(crate) request: &'request Request,
    pub(crate) identities: &'request Identities,
}

impl Before<'_> {
    /// The name of the function on the wire.
    pub fn function(&self) -> &'static str {
        self.function.name
    }

    /// The kind of the function.
    pub fn kind(&self) -> FunctionKind {
        kind_of(self.function)
    }

    /// The request that asks for the run: of several functions, if it reads a context.
    pub fn request(&self) -> &Request {
        self.request
    }

    /// The identity of the caller, where a function of the request asks for one of that type; `None` for
    /// a caller without one.
    pub fn identity<I: Identity>(&self) -> Option<&I> {
        self.identities.find()
    }
}

/// A hook of the application before each run of a function.
pub(crate) type Hook = dyn Fn(&Before<'_>) -> Result<(), Error> + Send + Sync;

/// Finds the address of the caller in a request.
pub(crate) type FindAddress = dyn Fn(&Request) -> Option<IpAddr> + Send + Sync;

/// Everything of a server that admits runs.
#[derive(Clone, Default)]
pub(crate) struct Gate {
    pub(crate) hooks: Vec<Arc<Hook>>,
    /// `None` for the address of the connection.
    pub(crate) address: Option<Arc<FindAddress>>,
}

/// The admission of the runs of one function.
pub(crate) struct Admission {
    pub(crate) gate: Gate,
    pub(crate) rate: Option<RateLimiter>,
    /// `true` once a caller had neither an identity nor an address.
    pub(crate) has_warned: AtomicBool,
}

impl Admission {
    /// The admission of a function; `None` if nothing limits it.
    pub(super) fn of(function: &Function, gate: &Gate) -> Option<Box<Self>> {
        let rate = function.limits.rate.map(RateLimiter::new);
        let is_needed = rate.is_some() || !gate.hooks.is_empty();
        is_needed.then(|| {
            Box::new(Self { gate: gate.clone(), rate, has_warned: AtomicBool::new(false) })
        })
    }

    /// The caller whose runs are counted: by the identity, or without one by the address. A network of
    /// IPv6 is one caller, because each of its machines has as many addresses as it likes.
    pub(crate) fn name_caller(&self, identity: String, before: &Before<'_>) -> String {
        if !identity.is_empty() {
            return identity;
        }
        let address = match &self.gate.address {
            Some(find) => find(before.request),
            None => peer_address(before.request),
        };
        match address.map(|address| address.to_canonical()) {
            Some(IpAddr::V4(address)) => address.to_string(),
            Some(IpAddr::V6(address)) => {
                Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).to_string()
            }
            None => {
                self.warn(before.function.name);
                String::new()
            }
        }
    }

    fn warn(&self, function: &str) {
        if !self.has_warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                function,
                "its rate counts all callers without an identity as one, because their addresses are not \
                 known: serve the application with `mizan::axum::serve`, or set \
                 `Builder::client_address`"
            );
        }
    }
}

/// The address at the other end of the connection, where axum knows it.
fn peer_address(request: &Request) -> Option<IpAddr> {
    #[cfg(feature = "axum")]
    {
        use axum::extract::ConnectInfo;
        let ConnectInfo(address) =
            request.extensions().get::<ConnectInfo<std::net::SocketAddr>>()?;
        Some(address.ip())
    }
    #[cfg(not(feature = "axum"))]
    {
        let _ = request;
        None
    }
}

impl Identities {
    /// The identity of a type.
    pub(crate) fn find<I: Identity>(&self) -> Option<&I> {
        self.iter().find_map(|identity| (&**identity as &dyn Any).downcast_ref())
    }
}
