//! The open sockets of a server: how many each user has, and their end when the server goes down.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::socket::Socket;

/// The open sockets.
#[derive(Default)]
pub(crate) struct Sockets {
    ids: AtomicU64,
    open: Mutex<Open>,
    is_going: AtomicBool,
    closed: Notify,
    going: Notify,
}

#[derive(Default)]
struct Open {
    sockets: HashMap<u64, (Arc<Socket>, Option<String>)>,
    /// The number of sockets of each user who is signed in.
    users: HashMap<String, usize>,
}

impl Sockets {
    pub(crate) fn next_id(&self) -> u64 {
        self.ids.fetch_add(1, Ordering::Relaxed)
    }

    /// Counts a socket for a user, who may have `most`. One that was counted for another user is counted
    /// for this one instead.
    pub(crate) fn register(
        &self,
        socket: &Arc<Socket>,
        user: Option<String>,
        most: usize,
    ) -> Result<(), ()> {
        let mut open = self.lock();
        let is_same = open.sockets.get(&socket.id).is_some_and(|(_, known)| *known == user);
        if is_same {
            return Ok(());
        }
        if let Some(user) = &user {
            let count = open.users.entry(user.clone()).or_default();
            if *count >= most {
                return Err(());
            }
            *count += 1;
        }
        if let Some((_, Some(before))) = open.sockets.insert(socket.id, (Arc::clone(socket), user))
        {
            open.forget(&before);
        }
        Ok(())
    }

    /// Forgets a socket that has closed.
    pub(crate) fn leave(&self, socket: &Socket) {
        let mut open = self.lock();
        if let Some((_, Some(user))) = open.sockets.remove(&socket.id) {
            open.forget(&user);
        }
        if open.sockets.is_empty() {
            self.closed.notify_waiters();
        }
    }

    /// The number of open sockets.
    pub(crate) fn count(&self) -> usize {
        self.lock().sockets.len()
    }

    /// `true` once the server has said that it goes down.
    pub(crate) fn is_going(&self) -> bool {
        self.is_going.load(Ordering::SeqCst)
    }

    /// Tells every client that the server goes down. A socket closes when its requests have ended.
    pub(crate) fn go(&self, event: &'static [u8]) {
        if self.is_going.swap(true, Ordering::SeqCst) {
            return;
        }
        for (socket, _) in self.lock().sockets.values() {
            socket.outbox.send(event);
        }
        self.going.notify_waiters();
    }

    /// Waits until the server has said that it goes down.
    #[cfg(feature = "port")]
    pub(crate) async fn wait_until_going(&self) {
        let mut going = std::pin::pin!(self.going.notified());
        going.as_mut().enable();
        if !self.is_going() {
            going.await;
        }
    }

    /// Closes every socket, whatever runs.
    pub(crate) fn close(&self, code: u16, reason: &'static str) {
        for (socket, _) in self.lock().sockets.values() {
            socket.outbox.close(code, reason);
        }
    }

    /// Waits until no socket is open.
    pub(crate) async fn wait(&self) {
        loop {
            let mut closed = std::pin::pin!(self.closed.notified());
            closed.as_mut().enable();
            if self.count() == 0 {
                return;
            }
            closed.await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn forget(&mut self, user: &str) {
        if let Some(count) = self.users.get_mut(user) {
            *count -= 1;
            if *count == 0 {
                self.users.remove(user);
            }
        }
    }
}
