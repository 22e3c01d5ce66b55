//! The capacity of a server as requests meet it.

use std::time::Duration;

use super::concurrency::Permit;
use super::state::Server;
use crate::timeout::within;
use crate::{Code, Error};

impl Server {
    /// The number of mutations that still run after their callers have left or got the error of the
    /// time limit. It is meant for a gauge: a number that stays high means that functions hang.
    ///
    /// ```standalone_crate
    /// #[mizan::client]
    /// fn ping() {}
    ///
    /// # fn main() -> Result<(), mizan::WiringErrors> {
    /// let api = mizan::Server::builder().build()?;
    /// assert_eq!(api.detached_mutations(), 0);
    /// # Ok(()) }
    /// ```
    pub fn detached_mutations(&self) -> usize {
        self.load().count_detached()
    }

    /// Waits for the place of a request, at most for the queue limit.
    pub(crate) async fn acquire(&self) -> Result<Permit, Error> {
        self.load().acquire(self.limits().queue).await
    }

    /// Refuses a further mutation while too many run on without their callers.
    pub(crate) fn check_detached(&self) -> Result<(), Error> {
        if self.detached_mutations() < self.limits().detached {
            return Ok(());
        }
        let message = "Too many mutations have not ended yet. Send the request again later.";
        Err(Error::new(Code::Unavailable, message))
    }

    /// Waits until everything that runs has ended, or until `deadline` has passed.
    pub(super) async fn drain_within(&self, deadline: Duration) -> bool {
        let drained = Box::pin(self.load().drain(self.limits().concurrency));
        within(deadline, drained).await.is_some()
    }
}
