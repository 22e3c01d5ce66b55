//! Invalidations outside of a call.

use crate::declared::context::Context;
use crate::declared::invalidation::{ExplicitInvalidation, Invalidations};
use crate::declared::scope::Scope;
use crate::protocol::live::announce::{Changed, Changes};
use crate::server::state::Server;

impl Server {
    /// Declares outside of any call that a context is stale, in the instances that have these
    /// parameters.
    ///
    /// It is for changes that no mutation makes, such as those of a job or an administration page.
    /// Call it after the change is committed. Later reads carry a newer version, so that a client
    /// prefers them to an older answer that is still on its way. The [`Observer`] is called.
    /// A client that has subscribed the instance, because its context is live, gets it anew; another one
    /// learns of the change with its next read.
    ///
    /// It returns when all nodes have been told. A node that has lost the [bus](crate::bus) tells them when
    /// it is back, and returns at once.
    ///
    /// ```no_run
    /// # #[derive(mizan::Context)]
    /// # pub struct User { pub user_id: i64 }
    /// async fn close_account(api: &mizan::Server, user_id: i64) {
    ///     api.invalidate(&User { user_id }).await;
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// [`Observer`]: crate::Observer
    pub async fn invalidate<C: Context>(&self, context: &C) {
        let explicit = vec![ExplicitInvalidation::of(context)];
        let invalidations = Invalidations::new(&[], Scope::default(), explicit);
        self.announce(Changed::new(invalidations, Changes::new(), &[])).await;
    }
}
