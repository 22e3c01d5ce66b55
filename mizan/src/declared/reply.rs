//! What a function leaves behind: its answer as JSON, and the values that scope what it changed.

use std::mem::{swap, take};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use super::scope::Scope;
#[cfg(feature = "axum")]
use crate::protocol::View;
use crate::{Answer, Error, json};

/// A reply in the making.
#[derive(Default)]
pub(crate) struct Reply {
    pub(crate) body: Vec<u8>,
    pub(crate) scope: Scope,
    #[cfg(feature = "axum")]
    pub(crate) page: Option<Box<axum::response::Response>>,
}

/// Room for a small answer, so that most are written without moving.
const ROOM: usize = 512;

impl Reply {
    /// A reply whose answer stands behind some bytes of an envelope.
    pub(crate) fn after(prefix: &[u8]) -> Self {
        let mut body = Vec::with_capacity(prefix.len() + ROOM);
        body.extend_from_slice(prefix);
        Self { body, ..Self::default() }
    }

    fn write<A: Answer<Value: Serialize>>(&mut self, answer: A) -> Result<(), Error> {
        let value = answer.into_result()?;
        // The function has ended well, so what it changed is changed.
        json::write(&value, &mut self.body)
            .map_err(|error| Error::from(json::NoJson::of(&value, &error)).with_unknown_outcome())
    }
}

/// Where a function finds the reply that it adds to. What runs at the same time for one request,
/// the contexts that are read again, lends it each a reply of its own while it is polled.
#[derive(Default)]
pub(crate) struct ReplyBuffer(Mutex<Reply>);

impl ReplyBuffer {
    /// Puts a reply in.
    pub(crate) fn put(&self, reply: Reply) {
        *self.lock() = reply;
    }

    /// Takes the reply out.
    pub(crate) fn take(&self) -> Reply {
        take(&mut *self.lock())
    }

    /// Runs with another reply in the place of its own.
    pub(crate) fn with<T>(&self, reply: &mut Reply, run: impl FnOnce() -> T) -> T {
        swap(&mut *self.lock(), reply);
        let result = run();
        swap(&mut *self.lock(), reply);
        result
    }

    /// Writes the name of a member, and tells where that begins.
    pub(crate) fn start_member(&self, key: &[u8]) -> usize {
        let body = &mut self.lock().body;
        let start = body.len();
        body.extend_from_slice(key);
        start
    }

    /// Takes back what a member has written, from there on.
    pub(crate) fn truncate(&self, start: usize) {
        self.lock().body.truncate(start);
    }

    #[inline]
    fn lock(&self) -> MutexGuard<'_, Reply> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the answer of a function.
    pub(crate) fn write<A: Answer<Value: Serialize>>(&self, answer: A) -> Result<(), Error> {
        self.lock().write(answer)
    }

    /// The values that scope what the function changes.
    pub(crate) fn scope(&self) -> Scope {
        self.lock().scope.clone()
    }

    /// Whether the function answered a page that tells of a failure.
    pub(crate) fn has_failed_page(&self) -> bool {
        #[cfg(feature = "axum")]
        if let Some(page) = &self.lock().page {
            return page.status().is_client_error() || page.status().is_server_error();
        }
        false
    }

    /// Keeps the page that a function answers.
    #[cfg(feature = "axum")]
    pub(crate) fn set_page<Form>(&self, answer: impl View<Form>) -> Result<(), Error> {
        let page = Box::new(answer.into_page()?);
        self.lock().page = Some(page);
        Ok(())
    }

    /// Adds to what is known of what a function changes.
    pub(crate) fn add_scope(&self, add: impl FnOnce(&mut Scope)) {
        add(&mut self.lock().scope);
    }
}
