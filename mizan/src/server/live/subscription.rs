//! One subscription of a socket: how the client names its instance, and what it holds of it.

use std::mem::replace;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::socket::Socket;

/// One subscription of a socket.
pub(crate) struct Subscription {
    /// Unique in the server.
    pub(crate) id: u64,
    pub(crate) socket: Arc<Socket>,
    pub(crate) name: Name,
    /// `true` if it depends on who is asking.
    pub(crate) is_guarded: bool,
    /// The ids of who has subscribed, once that is known.
    caller: OnceLock<Box<str>>,
    /// The position among the subscriptions of the instance.
    pub(super) place: AtomicUsize,
    sent: Mutex<Sent>,
}

/// How a client names what it subscribes. Two spellings are two subscriptions.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Name {
    pub(crate) context: &'static str,
    /// The parameters as the client wrote them.
    pub(crate) written: Arc<str>,
    /// The one member that is read, with parameters of its own.
    pub(crate) only: Option<Arc<str>>,
}

/// What a subscriber holds.
#[derive(Default)]
struct Sent {
    /// `false` until the subscription is answered: before, nothing is pushed.
    is_answered: bool,
    /// The number of the read that came last, and the name of its bundle.
    read: u64,
    h: Option<[u8; 16]>,
    asking: Asking,
}

/// Whether the subscriber is being asked who that is now.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Asking {
    #[default]
    Not,
    /// The subscriber will be asked.
    Soon,
    Now,
    /// Something was read since, for which the subscriber has to be asked again.
    Again,
}

/// How much it takes to learn who a subscriber is now.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ease {
    /// It was looked up a moment ago.
    Known,
    Unknown,
    /// It is being looked up.
    Asked,
}

impl Subscription {
    pub(crate) fn new(id: u64, socket: Arc<Socket>, name: Name, is_guarded: bool) -> Self {
        let (caller, place, sent) = (OnceLock::new(), AtomicUsize::new(0), Mutex::default());
        Self { id, socket, name, is_guarded, caller, place, sent }
    }

    /// Takes note of who has subscribed, when that is learnt.
    pub(crate) fn belongs_to(&self, caller: &str) {
        self.caller.get_or_init(|| caller.into());
    }

    /// `true` if a caller is the one who has subscribed.
    pub(crate) fn is_of(&self, caller: &str) -> bool {
        self.caller.get().is_some_and(|own| **own == *caller)
    }

    /// `true` if the subscriber has to get the bundle of a read: the last one that it got was older, and
    /// another one. Takes note that it gets it.
    pub(crate) fn takes(&self, read: u64, h: Option<[u8; 16]>) -> bool {
        let mut sent = self.lock();
        if !sent.is_answered || read <= sent.read {
            return false;
        }
        sent.read = read;
        let is_other = h.is_none() || sent.h != h;
        sent.h = h;
        is_other
    }

    /// Takes note that the client shows an error, so that it gets what is read next whatever that is.
    /// `false` before the subscription is answered.
    pub(crate) fn forget_bundle(&self) -> bool {
        let mut sent = self.lock();
        sent.h = None;
        sent.is_answered
    }

    pub(crate) fn ease(&self) -> Ease {
        match self.lock().asking {
            Asking::Now | Asking::Again => Ease::Asked,
            _ if self.socket.caller.is_due() => Ease::Unknown,
            _ => Ease::Known,
        }
    }

    /// `true` if the subscriber has to be asked who that is now, and is not already.
    pub(crate) fn has_to_be_asked(&self) -> bool {
        let mut sent = self.lock();
        let is_new = sent.asking == Asking::Not;
        sent.asking = match sent.asking {
            Asking::Not | Asking::Soon => Asking::Soon,
            Asking::Now | Asking::Again => Asking::Again,
        };
        is_new
    }

    pub(crate) fn begin_asking(&self) {
        self.lock().asking = Asking::Now;
    }

    /// `true` if the subscriber has to be asked again.
    pub(crate) fn end_asking(&self) -> bool {
        replace(&mut self.lock().asking, Asking::Not) == Asking::Again
    }

    /// `true` once the client has been told that it has subscribed.
    pub(crate) fn is_answered(&self) -> bool {
        self.lock().is_answered
    }

    /// Takes note of the answer: the bundle of that read and name, or none.
    pub(crate) fn answered(&self, read: u64, h: Option<[u8; 16]>) {
        *self.lock() = Sent { is_answered: true, read, h, asking: Asking::Not };
    }

    fn lock(&self) -> MutexGuard<'_, Sent> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
