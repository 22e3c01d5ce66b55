//! The permits of requests that run at once.

use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;

use super::state::Server;
use crate::Error;

/// The permit of a request. It is held until the function of the request has ended.
pub(crate) type Permit = OwnedSemaphorePermit;

impl Server {
    /// Waits for a permit.
    pub(crate) async fn acquire(&self) -> Result<Permit, Error> {
        // `try_acquire_owned` costs less than the future that waits.
        if let Ok(permit) = Arc::clone(&self.0.permits).try_acquire_owned() {
            return Ok(permit);
        }
        let acquired = Arc::clone(&self.0.permits).acquire_owned().await;
        acquired.map_err(|_| Error::too_many_requests("The server is shutting down."))
    }
}
