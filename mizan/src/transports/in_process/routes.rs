//! The frames of the server, each brought to the one who waits for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::port::Events;

/// Frames, in their order.
pub(super) type Frames = UnboundedReceiver<Value>;

/// Who waits for which frames.
#[derive(Default)]
pub(super) struct Routes(Mutex<State>);

#[derive(Default)]
struct State {
    /// Those who wait for an answer, by the ids of their requests.
    answers: HashMap<u64, UnboundedSender<Value>>,
    /// Those who wait for events: of an instance, or of a room.
    events: Vec<(Value, UnboundedSender<Value>)>,
    has_ended: bool,
}

impl Routes {
    /// The frames that answer a request.
    pub(super) fn answers(&self, id: u64) -> Frames {
        let (sender, frames) = unbounded_channel();
        let mut state = self.lock();
        // Behind the end, the sender that is dropped here tells of it.
        if !state.has_ended {
            state.answers.insert(id, sender);
        }
        frames
    }

    /// The events of an instance or of a room.
    pub(super) fn events(&self, of: Value) -> Frames {
        let (sender, frames) = unbounded_channel();
        let mut state = self.lock();
        state.events.retain(|(_, sender)| !sender.is_closed());
        if !state.has_ended {
            state.events.push((of, sender));
        }
        frames
    }

    /// Brings frames until the connection ends.
    pub(super) async fn run(self: Arc<Self>, mut events: Events) {
        while let Some(event) = events.next().await {
            if let Ok(frame) = serde_json::from_slice(&event) {
                self.bring(frame);
            }
        }
        let mut state = self.lock();
        state.has_ended = true;
        state.answers.clear();
        state.events.clear();
    }

    fn bring(&self, frame: Value) {
        let mut state = self.lock();
        if let Some(id) = frame["id"].as_u64() {
            let is_last = frame.get("item").is_none() && frame.get("invalidate").is_none();
            if let Some(sender) = state.answers.get(&id) {
                // Whoever does not wait any more needs no answer.
                let _ = sender.send(frame);
            }
            if is_last {
                state.answers.remove(&id);
            }
            return;
        }
        let of = key_of(&frame);
        state.events.retain(|(key, sender)| *key != of || sender.send(frame.clone()).is_ok());
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What an event, or a request for events, is about.
pub(super) fn key_of(frame: &Value) -> Value {
    let field = |name: &str| frame.get(name).cloned().unwrap_or_default();
    Value::from(vec![field("context"), field("channel"), field("params")])
}
