//! The cache told of changes: what a mutation may change is marked before it runs, and purged when it has
//! ended.

use std::time::Duration;

use tokio::runtime::Handle;

use crate::Error;
use crate::declared::context::Target;
use crate::declared::invalidation::Invalidations;
use crate::declared::scope::Scope;
use crate::server::kept_bundles::Marked;
use crate::server::live::reach::Reach;
use crate::server::member::Member;
use crate::server::state::Server;

impl Server {
    /// Marks the instances that a mutation may change, before it runs: those of its scope, or all of its
    /// contexts if the scope is not known yet.
    pub(crate) async fn mark_kept(
        &self,
        member: &Member,
        scope: Option<Scope>,
        limit: Duration,
    ) -> Result<Option<Marked>, Error> {
        let Some(kept) = self.kept() else { return Ok(None) };
        let marked = match scope {
            Some(scope) => {
                let changes = Invalidations::new(member.function.affects, scope, Vec::new());
                kept.prepare_mark(Reach::of_change(&changes, &member.slots), limit)
            }
            None => {
                let contexts = member.clocks.iter().map(|clock| clock.context());
                kept.prepare_mark(contexts.map(|context| Reach::with(context, Vec::new())), limit)
            }
        };
        let Some(marked) = marked else { return Ok(None) };
        let mut marking = Marking { server: self, marked: Some(marked) };
        if let Some(marked) = &marking.marked {
            kept.mark(marked).await?;
        }
        Ok(marking.marked.take())
    }

    /// Purges what a mutation that has failed may have changed: it may have committed before.
    pub(crate) async fn purge_failed(
        &self,
        result: &Result<(), Error>,
        invalidations: &Invalidations,
        slots: &[Target],
        marked: Option<Marked>,
    ) {
        let Some(kept) = self.kept() else { return };
        let has_run = !result.as_ref().is_err_and(Error::is_before_run);
        let reaches = Reach::of_change(invalidations, slots).filter(|_| has_run);
        kept.purge(reaches, marked).await;
    }

    /// Forgets everything that the cache keeps for one user, by the id of the user's identity. It
    /// returns when no node serves it any more; a store that cannot be reached is told when it is back.
    ///
    /// ```no_run
    /// async fn forget(api: &mizan::Server) {
    ///     api.purge_user("5").await;
    /// }
    /// ```
    pub async fn purge_user(&self, id: &str) {
        if let Some(kept) = self.kept() {
            kept.purge_user(id).await;
        }
    }

    /// Serves nothing any more of what the cache keeps by now, for tests. Applications with other
    /// [prefixes](crate::cache::Cache::prefix) on the same store lose nothing.
    ///
    /// ```no_run
    /// async fn begin_anew(api: &mizan::Server) {
    ///     api.clear_cache().await;
    /// }
    /// ```
    pub async fn clear_cache(&self) {
        if let Some(kept) = self.kept() {
            kept.purge_everything().await;
        }
    }
}

/// A mutation that is not begun yet. A caller who goes away meanwhile leaves no mark behind.
struct Marking<'server> {
    server: &'server Server,
    marked: Option<Marked>,
}

impl Drop for Marking<'_> {
    fn drop(&mut self) {
        if let Some(marked) = self.marked.take()
            && let Ok(runtime) = Handle::try_current()
        {
            let server = self.server.clone();
            runtime.spawn(async move {
                if let Some(kept) = server.kept() {
                    kept.purge(std::iter::empty(), Some(marked)).await;
                }
            });
        }
    }
}
