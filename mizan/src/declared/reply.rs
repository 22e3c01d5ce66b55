//! The reply of a function: its result as JSON, and the values that scope its invalidations.

use std::any::Any;
use std::future::poll_fn;
use std::mem::{replace, swap, take};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use serde::Serialize;

use super::answer::Answer;
use super::scope::Scope;
use crate::Error;
use crate::json::write::{self, NoJson};

/// The bytes of a line before the item.
const ITEM: &[u8] = br#"{"item":"#;

/// Pauses a stream that has written an item, until it is polled again: its executor polls it once it
/// has room for another item.
pub(crate) async fn wait_until_taken() {
    let mut is_taken = false;
    poll_fn(|_| match replace(&mut is_taken, true) {
        true => Poll::Ready(()),
        false => Poll::Pending,
    })
    .await;
}

/// A page of any transport.
pub struct Page {
    content: Box<dyn Any + Send>,
    is_failure: bool,
}

impl Page {
    /// A page whose response has a type of the transport. A page that reports a failure says that
    /// its mutation has changed nothing.
    pub fn new<T: Send + 'static>(response: T, is_failure: bool) -> Self {
        Self { content: Box::new(response), is_failure }
    }

    /// The response; `None` if it has another type.
    pub fn into_response<T: 'static>(self) -> Option<T> {
        self.content.downcast().ok().map(|response| *response)
    }
}

/// The reply to a call while it is written.
#[derive(Default)]
pub(crate) struct Reply {
    pub(crate) body: Vec<u8>,
    pub(crate) scope: Scope,
    /// Boxed, because only pages have one.
    pub(crate) page: Option<Box<Page>>,
}

/// The capacity in bytes of a new body: most small results fit without a second allocation.
const CAPACITY: usize = 512;

impl Reply {
    /// A reply whose result follows `prefix`.
    pub(crate) fn after(prefix: &[u8]) -> Self {
        let mut body = Vec::with_capacity(prefix.len() + CAPACITY);
        body.extend_from_slice(prefix);
        Self { body, ..Self::default() }
    }

    fn write<A: Answer<Value: Serialize>>(&mut self, answer: A) -> Result<(), Error> {
        let value = answer.into_result()?;
        // The function has ended well, so that its changes stay.
        write::write(&value, &mut self.body)
            .map_err(|error| Error::from(NoJson::of(&value, &error)).with_unknown_outcome())
    }
}

/// The reply that the running function writes to.
///
/// A function writes its result straight into the body of the response instead of returning bytes
/// that are copied there. Its future is `'static` and cannot borrow the body, so the body lives
/// here, behind a lock that is never contended: one request's functions are all polled by one task.
/// Bundles that are read at the same time for one request have a body each; [`ReplyBuffer::with`]
/// swaps it in while such a bundle is polled.
#[derive(Default)]
pub(crate) struct ReplyBuffer(Mutex<Reply>);

impl ReplyBuffer {
    /// Replaces the reply.
    pub(crate) fn put(&self, reply: Reply) {
        *self.lock() = reply;
    }

    /// Takes the reply and leaves an empty one.
    pub(crate) fn take(&self) -> Reply {
        take(&mut *self.lock())
    }

    /// Gives back the capacity that is not needed while a function waits.
    pub(crate) fn shrink(&self) {
        self.lock().body.shrink_to_fit();
    }

    /// Calls `run` with `reply` in the place of the buffer's own.
    pub(crate) fn with<T>(&self, reply: &mut Reply, run: impl FnOnce() -> T) -> T {
        swap(&mut *self.lock(), reply);
        let result = run();
        swap(&mut *self.lock(), reply);
        result
    }

    /// Writes the key of a member and returns the length of the body before it.
    pub(crate) fn start_member(&self, key: &[u8]) -> usize {
        let body = &mut self.lock().body;
        let start = body.len();
        body.extend_from_slice(key);
        start
    }

    /// Removes everything behind the first `length` bytes of the body.
    pub(crate) fn truncate(&self, length: usize) {
        self.lock().body.truncate(length);
    }

    /// Writes the result of a function.
    pub(crate) fn write<A: Answer<Value: Serialize>>(&self, answer: A) -> Result<(), Error> {
        self.lock().write(answer)
    }

    /// Writes one item of a stream as a line. The line of an item that fails is not begun.
    pub(crate) fn write_item<A: Answer<Value: Serialize>>(&self, item: A) -> Result<(), Error> {
        let mut reply = self.lock();
        let start = reply.body.len();
        reply.body.extend_from_slice(ITEM);
        let written = reply.write(item);
        match &written {
            Ok(()) => reply.body.extend_from_slice(b"}\n"),
            Err(_) => reply.body.truncate(start),
        }
        written
    }

    /// Adds bytes to the body.
    pub(crate) fn append(&self, bytes: &[u8]) {
        self.lock().body.extend_from_slice(bytes);
    }

    /// A copy of everything behind the first `length` bytes of the body.
    pub(crate) fn copy_behind(&self, length: usize) -> Vec<u8> {
        self.lock().body.get(length..).unwrap_or_default().to_vec()
    }

    /// The number of bytes that were written.
    pub(crate) fn len(&self) -> usize {
        self.lock().body.len()
    }

    /// Keeps the page that a function returned.
    pub(crate) fn set_page(&self, page: Page) {
        self.lock().page = Some(Box::new(page));
    }

    /// Adds values to the scope of the invalidations.
    pub(crate) fn add_scope(&self, add: impl FnOnce(&mut Scope)) {
        add(&mut self.lock().scope);
    }

    /// Takes the scope of the invalidations.
    pub(crate) fn take_scope(&self) -> Scope {
        take(&mut self.lock().scope)
    }

    /// `true` if the function returned a page that reports a failure.
    pub(crate) fn has_failed_page(&self) -> bool {
        self.lock().page.as_ref().is_some_and(|page| page.is_failure)
    }

    #[inline]
    fn lock(&self) -> MutexGuard<'_, Reply> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
