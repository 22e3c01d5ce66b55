//! Reads of instances that have failed for a moment, tried again; and the pauses before each attempt.

use std::pin::pin;
use std::time::Duration;

use tokio::time::sleep;

use super::push::{Failures, Pushed, Reading};
use crate::server::live::instance::Instance;
use crate::server::state::Server;
use crate::timeout::{spread, within};

/// The pause behind a read that has failed: it doubles from the first to the second.
const PAUSES: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(30));

impl Server {
    /// A task of its own: where many are read, one that pauses keeps no other from being read.
    pub(super) fn start_trying_again(&self, reading: Reading) {
        let Some(runtime) = self.hub().runtime() else { return };
        let server = self.clone();
        runtime.spawn(async move { server.try_again(reading).await });
    }

    /// Tries to read an instance until that succeeds, or nobody has subscribed it any more.
    async fn try_again(&self, mut reading: Reading) {
        let mut failures = Failures::default();
        while let Some(instance) = &reading.0 {
            pause(failures.count, instance).await;
            failures.count += 1;
            if self.is_going_down() {
                return;
            }
            if instance.is_abandoned() {
                break;
            }
            match self.push_once(instance, &mut failures).await {
                Pushed::Whole => break,
                Pushed::Changed => return self.read_on(reading).await,
                Pushed::Failed => {}
            }
        }
        reading.0 = None;
    }
}

/// Waits behind a read that has failed, after so many others, or until another one is wanted.
async fn pause(failures: u32, instance: &Instance) {
    within(time_behind(failures), pin!(instance.hurried())).await;
}

/// Waits after it could not be learnt who somebody is.
pub(super) async fn pause_asking(failures: u32) {
    sleep(time_behind(failures)).await;
}

fn time_behind(failures: u32) -> Duration {
    spread(PAUSES.0.saturating_mul(1 << failures.min(16)).min(PAUSES.1))
}
