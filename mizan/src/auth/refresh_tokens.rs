//! The store of refresh tokens: of each family the one token that is still valid.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use crate::Error;

/// A store of refresh tokens.
///
/// A family is the chain of tokens that began with one sign-in; each refresh replaces its token by
/// the next. The store is a table of the family, its user, the serial of its valid token, the serial
/// before that, and the time of the last replacement.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use mizan::Error;
/// use mizan::auth::Rotation;
///
/// struct InDatabase;
/// # impl InDatabase {
/// #     async fn run(&self, _: &str, _: &[&str]) -> Result<u64, Error> { Ok(1) }
/// #     async fn find(&self, _: &str, _: &[&str]) -> Result<Option<Rotation>, Error> { Ok(None) }
/// # }
///
/// impl mizan::auth::RefreshTokenStore for InDatabase {
///     async fn insert(
///         &self,
///         family: &str,
///         user: &str,
///         serial: &str,
///         life: Duration,
///     ) -> Result<(), Error> {
///         let sql = "INSERT INTO refresh_tokens (family, user, serial) VALUES (?, ?, ?)";
///         self.run(sql, &[family, user, serial]).await?;
///         Ok(())
///     }
///
///     async fn rotate(
///         &self,
///         family: &str,
///         used: &str,
///         next: &str,
///         grace: Duration,
///     ) -> Result<Option<Rotation>, Error> {
///         let sql = "UPDATE refresh_tokens SET previous = serial, serial = ?, at = now()
///                    WHERE family = ? AND serial = ?";
///         if self.run(sql, &[next, family, used]).await? == 1 {
///             return Ok(Some(Rotation { serial: next.to_owned(), at: SystemTime::now() }));
///         }
///         let sql = "SELECT serial, at FROM refresh_tokens
///                    WHERE family = ? AND previous = ? AND at > now() - ?";
///         let seconds = grace.as_secs().to_string();
///         let again = self.find(sql, &[family, used, &seconds]).await?;
///         if again.is_none() {
///             self.revoke(family).await?;
///         }
///         Ok(again)
///     }
///
///     async fn revoke(&self, family: &str) -> Result<(), Error> {
///         self.run("DELETE FROM refresh_tokens WHERE family = ?", &[family]).await?;
///         Ok(())
///     }
///
///     async fn revoke_all(&self, user: &str) -> Result<(), Error> {
///         self.run("DELETE FROM refresh_tokens WHERE user = ?", &[user]).await?;
///         Ok(())
///     }
/// }
/// # fn main() {}
/// ```
pub trait RefreshTokenStore: Send + Sync + 'static {
    /// Inserts a new family of a user, by the id of the identity, with its first serial. The family
    /// may be forgotten after `life`.
    fn insert(
        &self,
        family: &str,
        user: &str,
        serial: &str,
        life: Duration,
    ) -> impl Future<Output = Result<(), Error>> + Send;

    /// Replaces the serial of a family in one atomic step, and returns the serial that is valid now.
    ///
    /// - If `used` is the valid serial, `next` takes its place.
    /// - If `used` is the serial before, and was replaced less than `grace` ago, nothing changes: the
    ///   answer of the first refresh was lost, or two pages refreshed at once.
    /// - Otherwise a copy of an old token was used: the family is removed, and the result is `None`.
    fn rotate(
        &self,
        family: &str,
        used: &str,
        next: &str,
        grace: Duration,
    ) -> impl Future<Output = Result<Option<Rotation>, Error>> + Send;

    /// Removes a family, so that none of its tokens is valid any more.
    fn revoke(&self, family: &str) -> impl Future<Output = Result<(), Error>> + Send;

    /// Removes all families of a user.
    fn revoke_all(&self, user: &str) -> impl Future<Output = Result<(), Error>> + Send;
}

/// The valid serial of a family. [`RefreshTokenStore`] has an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// The serial.
    pub serial: String,
    /// The time at which it took the place of the serial before, to the second or finer.
    pub at: SystemTime,
}

type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// [`RefreshTokenStore`] as a trait object.
pub(super) trait AnyRefreshTokenStore: Send + Sync {
    fn insert<'a>(
        &'a self,
        family: &'a str,
        user: &'a str,
        serial: &'a str,
        life: Duration,
    ) -> Pending<'a, ()>;

    fn rotate<'a>(
        &'a self,
        family: &'a str,
        used: &'a str,
        next: &'a str,
        grace: Duration,
    ) -> Pending<'a, Option<Rotation>>;

    fn revoke<'a>(&'a self, family: &'a str) -> Pending<'a, ()>;

    fn revoke_all<'a>(&'a self, user: &'a str) -> Pending<'a, ()>;
}

impl<S: RefreshTokenStore> AnyRefreshTokenStore for S {
    fn insert<'a>(
        &'a self,
        family: &'a str,
        user: &'a str,
        serial: &'a str,
        life: Duration,
    ) -> Pending<'a, ()> {
        Box::pin(RefreshTokenStore::insert(self, family, user, serial, life))
    }

    fn rotate<'a>(
        &'a self,
        family: &'a str,
        used: &'a str,
        next: &'a str,
        grace: Duration,
    ) -> Pending<'a, Option<Rotation>> {
        Box::pin(RefreshTokenStore::rotate(self, family, used, next, grace))
    }

    fn revoke<'a>(&'a self, family: &'a str) -> Pending<'a, ()> {
        Box::pin(RefreshTokenStore::revoke(self, family))
    }

    fn revoke_all<'a>(&'a self, user: &'a str) -> Pending<'a, ()> {
        Box::pin(RefreshTokenStore::revoke_all(self, user))
    }
}

/// The store in the memory of one process.
#[derive(Default)]
pub(super) struct MemoryStore(Mutex<HashMap<String, Family>>);

struct Family {
    user: String,
    valid: Rotation,
    previous: Option<String>,
    rotated: Instant,
    end: Instant,
}

impl MemoryStore {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Family>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RefreshTokenStore for MemoryStore {
    async fn insert(
        &self,
        family: &str,
        user: &str,
        serial: &str,
        life: Duration,
    ) -> Result<(), Error> {
        let mut families = self.lock();
        let now = Instant::now();
        // Expired families are removed only when the map is about to grow, so that the cost of one
        // insertion stays constant on average.
        if families.len() == families.capacity() {
            families.retain(|_, family| family.end > now);
        }
        let inserted = Family {
            user: user.to_owned(),
            valid: Rotation { serial: serial.to_owned(), at: SystemTime::now() },
            previous: None,
            rotated: now,
            end: now + life,
        };
        families.insert(family.to_owned(), inserted);
        Ok(())
    }

    async fn rotate(
        &self,
        family: &str,
        used: &str,
        next: &str,
        grace: Duration,
    ) -> Result<Option<Rotation>, Error> {
        let mut families = self.lock();
        let Some(known) = families.get_mut(family) else { return Ok(None) };
        if known.valid.serial == used {
            known.valid = Rotation { serial: next.to_owned(), at: SystemTime::now() };
            known.previous = Some(used.to_owned());
            known.rotated = Instant::now();
            return Ok(Some(known.valid.clone()));
        }
        if known.previous.as_deref() == Some(used) && known.rotated.elapsed() < grace {
            return Ok(Some(known.valid.clone()));
        }
        families.remove(family);
        Ok(None)
    }

    async fn revoke(&self, family: &str) -> Result<(), Error> {
        self.lock().remove(family);
        Ok(())
    }

    async fn revoke_all(&self, user: &str) -> Result<(), Error> {
        self.lock().retain(|_, family| family.user != user);
        Ok(())
    }
}
