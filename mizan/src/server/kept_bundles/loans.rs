//! The loans of a store: of several nodes that miss one entry, one has the right to read the source.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::runtime::Handle;
use tokio::time::sleep;

use super::{KeptBundles, Names, PATIENCE};
use crate::cache::Store;
use crate::cache::key::digest;
use crate::server::observer::Bypass;
use crate::timeout::within;

/// How long a loan outlives its node.
const LIFE: Duration = Duration::from_secs(1);

/// The right to read the source for an entry. It is given back when it is dropped.
#[derive(Default)]
pub(crate) struct Loan(Option<Held>);

#[derive(Clone)]
struct Held {
    store: Arc<dyn Store>,
    name: String,
    holder: String,
}

impl KeptBundles {
    /// Borrows the right to read an instance; `None` if another node has it. After a purge it is another
    /// right, for nobody may wait for a read from before.
    pub(super) async fn borrow(
        &self,
        names: &Names,
        stamps: &[String],
    ) -> Result<Option<Loan>, Bypass> {
        if self.cache.store.is_local() {
            return Ok(Some(Loan(None)));
        }
        let store = Arc::clone(&self.cache.store);
        let name = format!("{}:{}", names.keys[0], digest(&stamps.join(" ")));
        let holder = format!("{}.{}", self.name, self.marks.fetch_add(1, Ordering::Relaxed));
        let held = Held { store, name, holder };
        // Made before it is asked for: who goes away meanwhile may have got it.
        let loan = Loan(Some(held.clone()));
        let lent = self.ask(held.store.lend(&held.name, &held.holder, LIFE)).await;
        Ok(lent.ok_or(Bypass::Unavailable)?.then_some(loan))
    }
}

impl Loan {
    /// Waits for a read, and keeps the loan as long as it takes.
    pub(crate) async fn hold<T>(&self, reading: impl Future<Output = T>) -> T {
        let Some(held) = &self.0 else { return reading.await };
        let prolonging = async {
            loop {
                sleep(LIFE / 4).await;
                // A store that fails here lets others read as well.
                let _ = within(PATIENCE, held.store.lend(&held.name, &held.holder, LIFE)).await;
            }
        };
        match select(std::pin::pin!(reading), std::pin::pin!(prolonging)).await {
            Either::Left((read, _)) => read,
            Either::Right((never, _)) => never,
        }
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        if let Some(held) = self.0.take()
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn(async move {
                let _ = within(PATIENCE, held.store.take_back(&held.name, &held.holder)).await;
            });
        }
    }
}
