//! The permits of requests that run at once.

use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;

use crate::{Error, Server};

/// What a function of a request that runs holds until its end.
pub(crate) type Permit = OwnedSemaphorePermit;

impl Server {
    /// Waits until fewer requests run than may run at once.
    pub(crate) async fn acquire(&self) -> Result<Permit, Error> {
        // Who finds room does not wait, which costs more.
        if let Ok(permit) = Arc::clone(self.running()).try_acquire_owned() {
            return Ok(permit);
        }
        let acquired = Arc::clone(self.running()).acquire_owned().await;
        acquired.map_err(|_| Error::too_many_requests("The server is shutting down."))
    }
}
