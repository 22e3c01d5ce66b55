//! The tasks of a store. Each ends by itself, or is aborted, at the latest by the end of the store. Where its runtime
//! ends before it does, the store is told, so that nobody waits for it.

use std::future::Future;

use futures_util::future::{AbortHandle, Abortable};

use super::super::send::MaybeSend;
use super::core::{Core, Effectful};
use super::handle::{Store, WeakStore};

/// Begins a task once the state is unlocked. `leave` runs where a runtime drops the task half done.
pub(crate) fn begin<F: Future<Output = ()> + MaybeSend + 'static>(
    core: &mut Core,
    task: impl FnOnce(&Store) -> F + MaybeSend + 'static,
    leave: impl FnOnce(&mut Core) + MaybeSend + 'static,
) -> AbortHandle {
    let (abort, registration) = AbortHandle::new_pair();
    let handle = abort.clone();
    core.later(move |store| {
        let leave: Box<dyn Effectful> = Box::new(move |store: &Store| store.with(leave));
        let unfinished = Unfinished { store: store.downgrade(), handle, leave: Some(leave) };
        let task = Abortable::new(task(store), registration);
        store.runtime().spawn(Box::pin(async move {
            let _ = task.await;
            unfinished.end();
        }));
    });
    abort
}

/// A task that has not ended.
struct Unfinished {
    store: WeakStore,
    handle: AbortHandle,
    leave: Option<Box<dyn Effectful>>,
}

impl Unfinished {
    fn end(mut self) {
        self.leave = None;
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let leave = self.leave.take().filter(|_| !self.handle.is_aborted());
        if let (Some(leave), Some(store)) = (leave, self.store.upgrade()) {
            leave.run(&store);
        }
    }
}
