//! What a function leaves behind: its answer as JSON, and the values that scope what it changed.

use serde::Serialize;

use super::json;
use super::scope::Scope;
use crate::{Answer, Error};

/// The reply of a function in the making.
pub struct Reply {
    body: Vec<u8>,
    scope: Scope,
}

/// Room for a small answer, so that most are written without moving.
const ROOM: usize = 256;

impl Reply {
    /// A reply whose answer stands behind some bytes of an envelope.
    pub(super) fn after(prefix: &[u8]) -> Self {
        let mut body = Vec::with_capacity(prefix.len() + ROOM);
        body.extend_from_slice(prefix);
        Self { body, scope: Scope::default() }
    }

    /// Keeps the value of an argument that says which instances become stale.
    pub fn scope(&mut self, argument: &'static str, json: Option<String>) {
        self.scope.add(argument, json);
    }

    /// Keeps the value of a parameter of what becomes stale, where that says itself what it means.
    pub fn scope_target(&mut self, target: usize, parameter: &'static str, json: Option<String>) {
        self.scope.add_own(target, parameter, json);
    }

    /// Writes the answer of the function.
    pub fn write<A: Answer<Value: Serialize>>(mut self, answer: A) -> Result<Self, Error> {
        let value = answer.into_result()?;
        match json::write(&value, &mut self.body) {
            Ok(()) => Ok(self),
            Err(error) => Err(json::no_json(&value, &error)),
        }
    }

    /// The bytes, and the arguments that scope what the function changed.
    pub(super) fn into_parts(self) -> (Vec<u8>, Scope) {
        (self.body, self.scope)
    }
}
