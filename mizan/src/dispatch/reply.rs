//! What a function leaves behind: its answer as JSON, and the values that scope what it changed.

use serde::Serialize;

use super::json;
use super::scope::Scope;
#[cfg(feature = "axum")]
use super::view::View;
use crate::{Answer, Error};

/// The reply of a function in the making.
pub struct Reply {
    body: Vec<u8>,
    scope: Scope,
    #[cfg(feature = "axum")]
    page: Option<Box<axum::response::Response>>,
}

/// Room for a small answer, so that most are written without moving.
const ROOM: usize = 256;

impl Reply {
    /// A reply whose answer stands behind some bytes of an envelope.
    pub(super) fn after(prefix: &[u8]) -> Self {
        let mut body = Vec::with_capacity(prefix.len() + ROOM);
        body.extend_from_slice(prefix);
        Self {
            body,
            scope: Scope::default(),
            #[cfg(feature = "axum")]
            page: None,
        }
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

    /// Keeps the page that the function answers.
    #[cfg(feature = "axum")]
    pub fn page<Form>(mut self, answer: impl View<Form>) -> Result<Self, Error> {
        self.page = Some(Box::new(answer.into_page()?));
        Ok(self)
    }

    /// The page, and the arguments that scope what the function changed.
    #[cfg(feature = "axum")]
    pub(super) fn into_page(self) -> Result<(axum::response::Response, Scope), Error> {
        let page = self.page.ok_or_else(|| Error::internal("a page answered none"))?;
        Ok((*page, self.scope))
    }

    /// The bytes, and the arguments that scope what the function changed.
    pub(super) fn into_parts(self) -> (Vec<u8>, Scope) {
        (self.body, self.scope)
    }
}
