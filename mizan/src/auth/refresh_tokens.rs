//! The store of refresh tokens: of each family the one token that is still valid.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::Error;

/// A store of refresh tokens.
///
/// A family is the chain of tokens that began with one sign-in; each refresh replaces its token by
/// the next. The store is a table of the family, the serial of its valid token, and the expiry.
///
/// ```
/// use std::time::Duration;
/// use mizan::Error;
///
/// struct InDatabase;
/// # impl InDatabase {
/// #     async fn run(&self, _: &str, _: &[&str]) -> Result<u64, Error> { Ok(1) }
/// # }
///
/// impl mizan::auth::RefreshTokenStore for InDatabase {
///     async fn insert(&self, family: &str, serial: &str, life: Duration) -> Result<(), Error> {
///         self.run("INSERT INTO refresh_tokens VALUES (?, ?)", &[family, serial]).await?;
///         Ok(())
///     }
///
///     async fn rotate(
///         &self,
///         family: &str,
///         used: &str,
///         next: &str,
///         life: Duration,
///     ) -> Result<bool, Error> {
///         let sql = "UPDATE refresh_tokens SET serial = ? WHERE family = ? AND serial = ?";
///         let is_latest = self.run(sql, &[next, family, used]).await? == 1;
///         if !is_latest {
///             self.revoke(family).await?;
///         }
///         Ok(is_latest)
///     }
///
///     async fn revoke(&self, family: &str) -> Result<(), Error> {
///         self.run("DELETE FROM refresh_tokens WHERE family = ?", &[family]).await?;
///         Ok(())
///     }
/// }
/// # fn main() {}
/// ```
pub trait RefreshTokenStore: Send + Sync + 'static {
    /// Inserts a new family with its first serial. It may be forgotten after `life`.
    fn insert(
        &self,
        family: &str,
        serial: &str,
        life: Duration,
    ) -> impl Future<Output = Result<(), Error>> + Send;

    /// Replaces the serial of a family in one atomic step: if `used` is the valid serial, `next`
    /// takes its place and the result is `true`. Otherwise a copy of an old token was used: the
    /// family is removed and the result is `false`.
    fn rotate(
        &self,
        family: &str,
        used: &str,
        next: &str,
        life: Duration,
    ) -> impl Future<Output = Result<bool, Error>> + Send;

    /// Removes a family, so that none of its tokens is valid any more.
    fn revoke(&self, family: &str) -> impl Future<Output = Result<(), Error>> + Send;
}

type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// [`RefreshTokenStore`] as a trait object.
pub(super) trait AnyRefreshTokenStore: Send + Sync {
    fn insert<'a>(&'a self, family: &'a str, serial: &'a str, life: Duration) -> Pending<'a, ()>;

    fn rotate<'a>(
        &'a self,
        family: &'a str,
        used: &'a str,
        next: &'a str,
        life: Duration,
    ) -> Pending<'a, bool>;

    fn revoke<'a>(&'a self, family: &'a str) -> Pending<'a, ()>;
}

impl<S: RefreshTokenStore> AnyRefreshTokenStore for S {
    fn insert<'a>(&'a self, family: &'a str, serial: &'a str, life: Duration) -> Pending<'a, ()> {
        Box::pin(RefreshTokenStore::insert(self, family, serial, life))
    }

    fn rotate<'a>(
        &'a self,
        family: &'a str,
        used: &'a str,
        next: &'a str,
        life: Duration,
    ) -> Pending<'a, bool> {
        Box::pin(RefreshTokenStore::rotate(self, family, used, next, life))
    }

    fn revoke<'a>(&'a self, family: &'a str) -> Pending<'a, ()> {
        Box::pin(RefreshTokenStore::revoke(self, family))
    }
}

/// The store in the memory of one process.
#[derive(Default)]
pub(super) struct MemoryStore(Mutex<HashMap<String, (String, Instant)>>);

impl RefreshTokenStore for MemoryStore {
    async fn insert(&self, family: &str, serial: &str, life: Duration) -> Result<(), Error> {
        let mut families = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        // Expired families are removed only when the map is about to grow, so that the cost of one
        // insertion stays constant on average.
        if families.len() == families.capacity() {
            families.retain(|_, (_, end)| *end > now);
        }
        families.insert(family.to_owned(), (serial.to_owned(), now + life));
        Ok(())
    }

    async fn rotate(
        &self,
        family: &str,
        used: &str,
        next: &str,
        life: Duration,
    ) -> Result<bool, Error> {
        let mut families = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(latest) = families.get_mut(family) else { return Ok(false) };
        if latest.0 != used {
            families.remove(family);
            return Ok(false);
        }
        *latest = (next.to_owned(), Instant::now() + life);
        Ok(true)
    }

    async fn revoke(&self, family: &str) -> Result<(), Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(family);
        Ok(())
    }
}
