//! Threads: natively a client may be used by many, in a browser there is one.

use std::future::Future;
use std::pin::Pin;

/// `Send`, where there are threads.
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSend: Send {}

#[cfg(not(target_arch = "wasm32"))]
impl<T: Send + ?Sized> MaybeSend for T {}

/// `Send`, where there are threads: in a browser everything is.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSend {}

#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSend for T {}

/// `Sync`, where there are threads.
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSync: Sync {}

#[cfg(not(target_arch = "wasm32"))]
impl<T: Sync + ?Sized> MaybeSync for T {}

/// `Sync`, where there are threads: in a browser everything is.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSync {}

#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSync for T {}

/// A future that may be stored.
#[cfg(not(target_arch = "wasm32"))]
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A future that may be stored.
#[cfg(target_arch = "wasm32")]
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// A future that borrows.
#[cfg(not(target_arch = "wasm32"))]
pub type Borrowing<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A future that borrows.
#[cfg(target_arch = "wasm32")]
pub type Borrowing<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;
