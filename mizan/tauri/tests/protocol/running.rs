//! What the tests of declared errors speak to: over HTTP a server, here a window.

use serde_json::{Value, json};

use crate::support::{ID, Page};

pub(crate) struct Running(Page);

impl Running {
    pub(crate) async fn start() -> Self {
        Self(crate::open())
    }

    pub(crate) async fn call(&self, function: &str, arguments: Value) -> Value {
        self.ask(json!({"id": ID, "action": "rpc", "fn": function, "args": arguments}))
    }

    /// Reads the context of a path.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let context = path.trim_start_matches("/ctx/").trim_end_matches('/');
        self.ask(json!({"id": ID, "action": "fetch", "context": context, "params": {}}))
    }

    /// The answer in the form that it has over HTTP, where its status says whether it is an error.
    fn ask(&self, frame: Value) -> Value {
        let mut answer = self.0.connect().ask(frame.to_string(), &[]);
        match answer.get_mut("ok") {
            Some(ok) => ok.take(),
            None => json!({"error": answer["error"]}),
        }
    }
}
