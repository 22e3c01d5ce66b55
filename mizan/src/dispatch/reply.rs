//! What a function leaves behind: its answer as JSON, and the values that scope what it changed.

use std::mem::swap;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use super::json;
use super::scope::Scope;
#[cfg(feature = "axum")]
use super::view::View;
use crate::{Answer, Error};

/// A reply in the making.
#[derive(Default)]
pub(crate) struct Reply {
    pub(super) body: Vec<u8>,
    pub(super) scope: Scope,
    #[cfg(feature = "axum")]
    pub(super) page: Option<Box<axum::response::Response>>,
}

/// Room for a small answer, so that most are written without moving.
const ROOM: usize = 512;

impl Reply {
    /// A reply whose answer stands behind some bytes of an envelope.
    pub(super) fn after(prefix: &[u8]) -> Self {
        let mut body = Vec::with_capacity(prefix.len() + ROOM);
        body.extend_from_slice(prefix);
        Self { body, ..Self::default() }
    }

    fn write<A: Answer<Value: Serialize>>(&mut self, answer: A) -> Result<(), Error> {
        let value = answer.into_result()?;
        json::write(&value, &mut self.body).map_err(|error| json::no_json(&value, &error))
    }
}

/// Where a function finds the reply that it adds to. It is only there while the function is
/// polled, so that all functions of a request write into one body, each when it is its turn.
#[derive(Default)]
pub(crate) struct Desk(Mutex<Reply>);

impl Desk {
    /// Lays a reply down, or takes it up again.
    pub(super) fn exchange(&self, reply: &mut Reply) {
        swap(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), reply);
    }

    /// Writes the answer of a function.
    pub(super) fn write<A: Answer<Value: Serialize>>(&self, answer: A) -> Result<(), Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(answer)
    }

    /// Keeps the page that a function answers.
    #[cfg(feature = "axum")]
    pub(super) fn show<Form>(&self, answer: impl View<Form>) -> Result<(), Error> {
        let page = Box::new(answer.into_page()?);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).page = Some(page);
        Ok(())
    }

    /// Adds to what is known of what a function changes.
    pub(super) fn add_scope(&self, add: impl FnOnce(&mut Scope)) {
        add(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).scope);
    }
}
