//! The frames that wait to be sent over one socket.
//!
//! A client that reads slowly gets fewer and newer bundles, never a longer queue: of each subscription
//! only the newest bundle waits, and bundles that would take too much memory become an invitation to
//! read.

use std::collections::{HashMap, VecDeque};
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use tokio::sync::Notify;

/// The frames that may wait, without bundles, before the client is not read any more.
const MOST_FRAMES: usize = 256;

/// The bytes of bundles that may wait at a time, and the bytes of other frames.
const MOST_BYTES: usize = 1024 * 1024;

/// What is said in rooms may wait up to so many bytes and frames.
const MOST_SAID_BYTES: usize = 1024 * 1024;
const MOST_SAID: usize = 1024;

/// The frames that wait while a stream goes on.
const ROOM: usize = 16;

/// The queue of one socket.
#[derive(Default)]
pub(crate) struct Outbox {
    state: Mutex<State>,
    /// Woken when a frame was taken.
    taken: Notify,
}

#[derive(Default)]
struct State {
    /// Answers and other frames that are sent once each, in order.
    frames: VecDeque<Bytes>,
    /// What is said in rooms, each with its membership, in order.
    said: VecDeque<(u64, Bytes)>,
    said_bytes: usize,
    /// `true` if a bundle is sent before the next of these: neither waits for all of the others.
    is_turn_of_bundles: bool,
    frame_bytes: usize,
    /// The subscriptions whose bundles wait, oldest first.
    order: VecDeque<u64>,
    bundles: HashMap<u64, Bytes>,
    bytes: usize,
    close: Option<Close>,
    waker: Option<Waker>,
}

/// The end of a socket: the code and the reason that the client gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Close {
    pub(crate) code: u16,
    pub(crate) reason: &'static str,
}

/// What is to be sent next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Frame(Bytes),
    Close(Close),
}

impl Outbox {
    /// Adds a frame.
    pub(crate) fn send(&self, frame: impl Into<Bytes>) {
        let mut state = self.lock();
        if state.close.is_none() {
            let frame = frame.into();
            state.frame_bytes += frame.len();
            state.frames.push_back(frame);
            state.wake();
        }
    }

    /// Adds the newest bundle of a subscription, or `instead` if too much waits already.
    pub(crate) fn push(&self, subscription: u64, bundle: Bytes, instead: impl FnOnce() -> Bytes) {
        let mut state = self.lock();
        if state.close.is_some() {
            return;
        }
        if let Some(older) = state.bundles.remove(&subscription) {
            state.bytes -= older.len();
        } else {
            state.order.push_back(subscription);
        }
        let fits = state.bytes + bundle.len() <= MOST_BYTES;
        let bundle = if fits { bundle } else { instead() };
        state.bytes += bundle.len();
        state.bundles.insert(subscription, bundle);
        state.wake();
    }

    /// Adds what is said in a room to a membership. `false` if too much waits already: a single frame
    /// always has room.
    pub(crate) fn say(&self, membership: u64, frame: Bytes) -> bool {
        let mut state = self.lock();
        let is_full = state.said.len() >= MOST_SAID
            || !state.said.is_empty() && state.said_bytes + frame.len() > MOST_SAID_BYTES;
        if !is_full {
            state.say(membership, frame);
        }
        !is_full
    }

    /// Adds the last frame for a membership, which is small, however much waits.
    pub(crate) fn say_last(&self, membership: u64, frame: Bytes) {
        self.lock().say(membership, frame);
    }

    /// Drops what waits for a subscription or a membership that has ended.
    pub(crate) fn forget(&self, subscription: u64) {
        let mut state = self.lock();
        state.unsay(subscription);
        if let Some(bundle) = state.bundles.remove(&subscription) {
            state.bytes -= bundle.len();
            state.order.retain(|waiting| *waiting != subscription);
        }
    }

    /// Ends the socket once everything before has been sent. The first reason counts.
    pub(crate) fn close(&self, code: u16, reason: &'static str) {
        let mut state = self.lock();
        state.close.get_or_insert(Close { code, reason });
        state.wake();
    }

    /// `true` if so much waits, without bundles, that the client has to read first.
    pub(crate) fn is_full(&self) -> bool {
        let state = self.lock();
        state.frames.len() >= MOST_FRAMES || state.frame_bytes >= MOST_BYTES
    }

    fn has_room(&self) -> bool {
        let state = self.lock();
        state.frames.len() < ROOM && state.frame_bytes < MOST_BYTES
    }

    /// Waits until few frames wait.
    pub(crate) async fn wait_for_room(&self) {
        loop {
            let mut taken = pin!(self.taken.notified());
            taken.as_mut().enable();
            if self.has_room() {
                return;
            }
            taken.await;
        }
    }

    /// Waits until the client has read what it has to read before it is read itself.
    #[cfg(feature = "port")]
    pub(crate) async fn wait_until_read(&self) {
        if self.is_full() {
            self.wait_for_room().await;
        }
    }

    /// Takes what is to be sent next.
    pub(crate) fn poll_next(&self, context: &Context<'_>) -> Poll<Next> {
        let mut state = self.lock();
        if let Some(frame) = state.frames.pop_front() {
            state.frame_bytes -= frame.len();
            self.taken.notify_waiters();
            return Poll::Ready(Next::Frame(frame));
        }
        let turn = state.is_turn_of_bundles;
        state.is_turn_of_bundles = !turn;
        let next = match turn {
            true => state.next_bundle().or_else(|| state.next_said()),
            false => state.next_said().or_else(|| state.next_bundle()),
        };
        if let Some(frame) = next {
            return Poll::Ready(Next::Frame(frame));
        }
        if let Some(close) = state.close {
            return Poll::Ready(Next::Close(close));
        }
        match &mut state.waker {
            Some(waker) => waker.clone_from(context.waker()),
            None => state.waker = Some(context.waker().clone()),
        }
        Poll::Pending
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn say(&mut self, membership: u64, frame: Bytes) {
        if self.close.is_none() {
            self.said_bytes += frame.len();
            self.said.push_back((membership, frame));
            self.wake();
        }
    }

    fn unsay(&mut self, membership: u64) {
        let Self { said, said_bytes, .. } = self;
        said.retain(|(to, frame)| {
            let is_kept = *to != membership;
            *said_bytes -= if is_kept { 0 } else { frame.len() };
            is_kept
        });
    }

    fn next_said(&mut self) -> Option<Bytes> {
        let (_, frame) = self.said.pop_front()?;
        self.said_bytes -= frame.len();
        Some(frame)
    }

    fn next_bundle(&mut self) -> Option<Bytes> {
        let subscription = self.order.pop_front()?;
        let bundle = self.bundles.remove(&subscription)?;
        self.bytes -= bundle.len();
        Some(bundle)
    }

    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(outbox: &Outbox) -> Vec<String> {
        let context = Context::from_waker(Waker::noop());
        let mut sent = Vec::new();
        while let Poll::Ready(Next::Frame(frame)) = outbox.poll_next(&context) {
            sent.push(String::from_utf8_lossy(&frame).into_owned());
        }
        sent
    }

    fn push(outbox: &Outbox, subscription: u64, bundle: impl Into<Bytes>) {
        outbox.push(subscription, bundle.into(), || Bytes::from_static(b"read it"));
    }

    #[test]
    fn the_newest_bundle_waits_in_the_place_of_the_oldest() {
        let outbox = Outbox::default();
        push(&outbox, 1, "1a");
        push(&outbox, 2, "2a");
        push(&outbox, 1, "1b");
        outbox.send("reply");
        outbox.forget(2);
        assert_eq!(sent(&outbox), ["reply", "1b"]);
    }

    #[test]
    fn bundles_never_take_more_than_their_share() {
        let outbox = Outbox::default();
        for subscription in 0..5 {
            push(&outbox, subscription, vec![b'x'; 300 * 1024]);
        }
        push(&outbox, 0, vec![b'y'; 300 * 1024]);
        let sent = sent(&outbox);
        assert_eq!(sent.iter().filter(|frame| *frame == "read it").count(), 2);
        assert!(sent[0].starts_with('y'));
        assert_eq!(outbox.lock().bytes, 0);
    }

    #[test]
    fn what_is_said_waits_in_order_and_has_a_bound() {
        let outbox = Outbox::default();
        assert!(outbox.say(1, Bytes::from(vec![b'x'; 2 * MOST_SAID_BYTES])));
        assert!(!outbox.say(1, Bytes::from_static(b"more")));
        outbox.forget(1);
        for frame in 0..MOST_SAID {
            assert!(outbox.say(frame as u64 % 2, Bytes::from(frame.to_string())));
        }
        assert!(!outbox.say(1, Bytes::from_static(b"more")));
        outbox.say_last(1, Bytes::from_static(b"lagged"));
        outbox.forget(0);
        push(&outbox, 7, "bundle");
        let sent = sent(&outbox);
        assert_eq!(sent.len(), MOST_SAID / 2 + 2);
        assert_eq!((sent[0].as_str(), sent[1].as_str(), sent[2].as_str()), ("1", "bundle", "3"));
        assert_eq!(sent.last().map(String::as_str), Some("lagged"));
        assert_eq!(outbox.lock().said_bytes, 0);
    }

    #[test]
    fn answers_that_nobody_reads_are_few_or_small() {
        let outbox = Outbox::default();
        (0..MOST_FRAMES - 1).for_each(|_| outbox.send("x"));
        assert!(!outbox.is_full());
        outbox.send("x");
        assert!(outbox.is_full());
        sent(&outbox);
        outbox.send(vec![b'x'; MOST_BYTES]);
        assert!(outbox.is_full());
        sent(&outbox);
        assert!(!outbox.is_full());
    }

    #[test]
    fn the_end_comes_behind_what_waits() {
        let outbox = Outbox::default();
        outbox.send("going");
        outbox.close(1012, "going down");
        outbox.close(1008, "later");
        outbox.send("lost");
        let context = Context::from_waker(Waker::noop());
        assert_eq!(sent(&outbox), ["going"]);
        let close = Close { code: 1012, reason: "going down" };
        assert_eq!(outbox.poll_next(&context), Poll::Ready(Next::Close(close)));
    }
}
