//! What the tests of declared errors speak to: over HTTP a server, here a window.

use serde_json::{Value, json};

use crate::Page;

pub(crate) struct Running(Page);

impl Running {
    pub(crate) async fn start() -> Self {
        Self(Page::open())
    }

    pub(crate) async fn call(&self, function: &str, arguments: Value) -> Value {
        self.0.ask("rpc", &json!({"fn": function, "args": arguments}))
    }

    /// Reads the context of a path.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let context = path.trim_start_matches("/ctx/").trim_end_matches('/');
        self.0.ask("fetch", &json!({"context": context, "params": {}}))
    }
}
