//! The state of one request while it is answered.

use std::any::TypeId;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use http::request::Parts;
use tokio::sync::{Mutex, MutexGuard, oneshot};

use super::identity::AnyIdentity;
use super::reply::ReplyBuffer;
use super::request::Request;
use super::session::{Session, SessionChanges};
use crate::Error;
use crate::bus::Position;

/// A request, the reply to it, and what was found out about its sender.
///
/// One allocation holds all of it, because every call that runs for the request shares it.
pub(crate) struct Exchange {
    pub(crate) request: Request,
    pub(crate) reply: ReplyBuffer,
    /// The identities that were looked up so far, by their types. The lock is held during a lookup,
    /// so that concurrent reads do not ask a provider twice.
    ///
    /// Boxed like the session, because most requests need neither: a request that waits is small.
    identities: OnceLock<Box<Mutex<KnownIdentities>>>,
    session: OnceLock<Box<Session>>,
    /// The room of a function of a channel.
    room: OnceLock<Box<InRoom>>,
    /// What a page reads while it runs, where the page may be kept.
    #[cfg(feature = "cache")]
    page_reads: OnceLock<Box<super::page_reads::PageReads>>,
    /// `true` if a layer in front of Mizan wrote to the session.
    was_session_modified: bool,
}

/// The identities that were looked up, by their types; `None` where there is none.
type KnownIdentities = Vec<(TypeId, Option<AnyIdentity>)>;

/// The end of the use of a session.
pub(crate) type SessionEnd<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

/// A message on its way: its position once every node is told of it.
pub(crate) type Said = oneshot::Receiver<Result<Position, Error>>;

/// The room in which a function of a channel runs.
pub(crate) struct InRoom {
    /// The name on the bus.
    pub(crate) name: Arc<str>,
    /// The message that it said.
    pub(crate) said: Mutex<Option<Said>>,
}

/// Marks the requests that come over a socket.
#[derive(Clone, Copy)]
pub(crate) struct OverSocket;

/// Marks the requests that come over a port.
#[derive(Clone, Copy)]
pub(crate) struct OverPort;

impl Exchange {
    /// A request whose path begins with `mount` bytes that lead to Mizan.
    #[inline]
    pub(crate) fn new(parts: Parts, mount: usize) -> Self {
        Self::of(Request::new(parts, mount))
    }

    #[inline]
    fn of(request: Request) -> Self {
        Self {
            was_session_modified: Session::is_modified(request.extensions()),
            request,
            reply: ReplyBuffer::default(),
            identities: OnceLock::new(),
            session: OnceLock::new(),
            room: OnceLock::new(),
            #[cfg(feature = "cache")]
            page_reads: OnceLock::new(),
        }
    }

    /// Takes note, from now on, of what a page reads that is kept for these identity types.
    #[cfg(all(feature = "axum", feature = "cache"))]
    pub(crate) fn note_reads(&self, identities: &[usize]) -> &super::page_reads::PageReads {
        self.page_reads.get_or_init(|| Box::new(super::page_reads::PageReads::new(identities)))
    }

    /// Where a page that may be kept has what it reads noted; `None` for other requests.
    #[cfg(feature = "cache")]
    pub(crate) fn page_reads(&self) -> Option<&super::page_reads::PageReads> {
        self.page_reads.get().map(|reads| &**reads)
    }

    /// The exchange of a request over a socket, with identities that were found before.
    pub(crate) fn over_socket(
        parts: Arc<Parts>,
        mount: usize,
        identities: &[(TypeId, Option<AnyIdentity>)],
    ) -> Self {
        let exchange = Self::of(Request::over_socket(parts, mount));
        match identities {
            [] => exchange,
            known => Self { identities: Box::new(Mutex::new(known.to_vec())).into(), ..exchange },
        }
    }

    /// Lets a function of a channel run in that room.
    pub(crate) fn enter_room(&self, name: &str) {
        self.room.get_or_init(|| Box::new(InRoom { name: name.into(), said: Mutex::default() }));
    }

    /// The room in which a function of a channel runs.
    pub(crate) fn room(&self) -> Option<&InRoom> {
        self.room.get().map(|room| &**room)
    }

    /// Ends the use of the session by a function: its changes are made if it has succeeded, and undone
    /// if it has failed. `None` if there is nothing to do.
    pub(crate) fn end_session(&self, has_succeeded: bool) -> Option<SessionEnd<'_>> {
        if has_succeeded {
            let session = self.session.get().filter(|session| session.has_changes())?;
            return Some(Box::pin(session.commit()));
        }
        if let Some(session) = self.session.get() {
            session.forget_changes();
        }
        let is_modified = Session::is_modified(self.request.extensions());
        (is_modified && !self.was_session_modified)
            .then(|| -> SessionEnd<'_> { Box::pin(self.session().restore()) })
    }

    /// Remembers which session the cookie of the request names, before it is looked for.
    pub(crate) fn remember_session(&self) {
        self.session();
    }

    /// The session that the cookie of the request names.
    pub(crate) fn session(&self) -> &Session {
        self.session.get_or_init(|| Box::new(Session::of(self.request.extensions())))
    }

    /// The identities that are known, locked.
    pub(crate) async fn identities(&self) -> MutexGuard<'_, KnownIdentities> {
        self.identities.get_or_init(Box::default).lock().await
    }

    /// The identities that were looked up; `None` if none was.
    pub(crate) async fn looked_up(&self) -> Option<MutexGuard<'_, KnownIdentities>> {
        Some(self.identities.get()?.lock().await)
    }

    /// Lets the changes of a function that still runs come to nothing, because the caller has left.
    pub(crate) fn abandon_session(&self) {
        if let Some(session) = self.session.get() {
            session.abandon();
        }
    }

    /// The changes of a function to the session, for repetitions of its call.
    pub(crate) fn session_changes(&self) -> Option<SessionChanges> {
        self.session.get()?.ended_changes()
    }

    /// `true` if the caller had left before the end of a function that signed a user in or out.
    pub(crate) fn is_session_unchanged(&self) -> bool {
        self.session.get().is_some_and(|it| it.has_changed() && it.is_abandoned())
    }

    /// `true` if a function signed a user in or out.
    pub(crate) fn has_new_session(&self) -> bool {
        self.session.get().is_some_and(|session| session.has_changed())
    }
}
