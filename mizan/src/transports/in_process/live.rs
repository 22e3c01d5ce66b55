//! A live instance: its data when it was subscribed, and what is pushed.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::client::{Connected, closed};
use super::failure::Failure;
use super::reply::Bundle;
use super::routes::{Frames, key_of};
use crate::timeout::within;

/// The time within which a push or a message has to come. A test waits for what it knows will come.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// A live instance that is subscribed, until it is dropped.
pub struct Subscription {
    connected: Arc<Connected>,
    of: Value,
    bundle: Bundle,
    events: Frames,
}

impl Subscription {
    pub(super) async fn open(
        connected: &Arc<Connected>,
        context: &str,
        params: Value,
    ) -> Result<Self, Failure> {
        let of = json!({"context": context, "params": params});
        let events = connected.routes.events(key_of(&of));
        let answers = connected.ask(json!({"action": "subscribe", "of": [of]})).await?;
        match answers[0].get("error") {
            Some(error) => Err(Failure::read(error.clone())),
            None => {
                let bundle = Bundle(answers[0]["bundle"].clone());
                Ok(Self { connected: Arc::clone(connected), of, bundle, events })
            }
        }
    }

    /// The newest data that have come.
    pub fn bundle(&self) -> &Bundle {
        &self.bundle
    }

    /// Waits for the next push, and returns its data.
    ///
    /// # Errors
    ///
    /// What has ended the subscription; and `NETWORK` if nothing comes within 10 seconds.
    pub async fn next(&mut self) -> Result<&Bundle, Failure> {
        let frame = wait(&mut self.events, &self.of).await?;
        if let Some(error) = frame.get("error") {
            return Err(Failure::read(error.clone()));
        }
        self.bundle = match frame.get("bundle") {
            Some(bundle) => Bundle(bundle.clone()),
            // It was too large to be pushed.
            None => {
                let mut request = self.of.clone();
                request["action"] = "fetch".into();
                Bundle(self.connected.ask(request).await?)
            }
        };
        Ok(&self.bundle)
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.connected.send_later(json!({"action": "unsubscribe", "of": [self.of]}));
    }
}

/// Waits for the next event.
pub(super) async fn wait(events: &mut Frames, of: &Value) -> Result<Value, Failure> {
    match within(PATIENCE, Box::pin(events.recv())).await {
        Some(frame) => frame.ok_or_else(closed),
        None => Err(Failure::local(format!("Nothing of {of} has come within {PATIENCE:?}."))),
    }
}
