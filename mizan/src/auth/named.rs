//! Identities that the application names itself, where it opens a port.

use std::fmt;
use std::marker::PhantomData;

use crate::{Error, Identify, Identity, Request};

/// An identity provider that finds nobody: for a server whose callers are named where their port is opened,
/// by [`Opening::identity`](crate::port::Opening::identity). Over any other transport nobody is signed in.
///
/// ```standalone_crate
/// #[derive(mizan::Identity)]
/// struct Me {
///     #[mizan(id)]
///     name: String,
/// }
///
/// #[mizan::client]
/// fn my_name(me: &Me) -> String {
///     me.name.clone()
/// }
///
/// # fn main() -> Result<(), mizan::WiringErrors> {
/// let api = mizan::Server::builder().identify(mizan::auth::named::<Me>()).build()?;
/// # Ok(()) }
/// ```
pub fn named<I: Identity>() -> Named<I> {
    Named(PhantomData)
}

/// The identity provider that [`named`] returns.
pub struct Named<I>(PhantomData<fn() -> I>);

impl<I> fmt::Debug for Named<I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Named")
    }
}

impl<I: Identity> Identify for Named<I> {
    type Identity = I;

    async fn identify(&self, _request: &Request) -> Result<Option<I>, Error> {
        Ok(None)
    }
}
