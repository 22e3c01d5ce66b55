//! The socket of a store: opened when something needs it, opened again with growing pauses when it is
//! lost, and closed when nothing needs it any more.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::task::Waker;
use std::time::Duration;

use futures_util::future::AbortHandle;

use super::super::channels::membership;
use super::super::reads::retry::pause_after;
use super::super::store::core::Core;
use super::super::store::entry::Id;
use super::super::store::handle::Store;
use super::super::store::tasks::begin as begin_task;
use super::exchange::begin;
use super::greeting::Greeting;
use super::links;
use super::requests::{self, Frame, Requests, answer};
use super::socket::Sockets;
use super::status::LiveStatus;

/// How long the socket stays open after the last one that needed it.
const GRACE: Duration = Duration::from_secs(2);

/// The longest pause before a client of a server that goes down comes back.
const SPREAD: Duration = Duration::from_secs(5);

/// The socket of a store.
#[derive(Default)]
pub(crate) struct Connection {
    pub(crate) sockets: Option<Arc<dyn Sockets>>,
    pub(crate) status: LiveStatus,
    pub(crate) watchers: BTreeMap<Id, Waker>,
    /// Ends the task of the socket.
    pub(crate) abort: Option<AbortHandle>,
    /// The timer of the end of a socket that nothing needs, and of the next attempt to open one.
    pub(crate) grace: Option<AbortHandle>,
    pub(crate) pause: Option<AbortHandle>,
    /// Tells the socket, or the pause before it, from those before.
    pub(crate) turn: u64,
    /// The frames to send, and how the task that sends them is woken.
    pub(crate) outbox: VecDeque<String>,
    pub(crate) sender: Option<Waker>,
    pub(crate) requests: Requests,
    pub(crate) greeting: Greeting,
    users: BTreeSet<Id>,
    attempts: u32,
}

/// Needs the socket until it is released.
pub(crate) fn hold(core: &mut Core, user: Id) {
    core.connection.users.insert(user);
    if core.connection.status == LiveStatus::Off {
        open(core);
    }
}

/// Releases it; a user that comes back at once finds it open.
pub(crate) fn release(core: &mut Core, user: Id) {
    let connection = &mut core.connection;
    if !connection.users.remove(&user) || !connection.users.is_empty() {
        return;
    }
    if connection.status == LiveStatus::Off {
        return;
    }
    let turn = connection.turn;
    let close = move |core: &mut Core| {
        let is_idle = core.connection.turn == turn && core.connection.users.is_empty();
        if is_idle && core.connection.status != LiveStatus::Off {
            drop_socket(core);
            become_status(core, LiveStatus::Off);
        }
    };
    let grace = after(core, |_| GRACE, close);
    replace(&mut core.connection.grace, grace);
}

/// Puts a timer in the place of another, which ends.
fn replace(timer: &mut Option<AbortHandle>, fresh: AbortHandle) {
    if let Some(old) = timer.replace(fresh) {
        old.abort();
    }
}

/// Does something after a pause, unless the store has ended.
fn after(
    core: &mut Core,
    pause: impl FnOnce(&Store) -> Duration + Send + 'static,
    act: impl FnOnce(&mut Core) + Send + 'static,
) -> AbortHandle {
    let turn = core.connection.turn;
    let task = |store: &Store| {
        let sleep = store.runtime().sleep(pause(store));
        let store = store.downgrade();
        async move {
            sleep.await;
            if let Some(store) = store.upgrade() {
                store.with(act);
            }
        }
    };
    begin_task(core, task, move |core| leave(core, turn))
}

fn open(core: &mut Core) {
    let Some(sockets) = core.connection.sockets.clone() else { return };
    core.connection.turn += 1;
    core.connection.greeting = Greeting::default();
    become_status(core, LiveStatus::Connecting);
    begin(core, sockets);
}

/// The socket is open, and the server knows who is asking.
pub(crate) fn opened(core: &mut Core) {
    become_status(core, LiveStatus::Open);
    links::on_open(core);
    membership::on_open(core);
}

/// Hears a frame. One that cannot be read was lost, and nobody knows which: another socket says again what
/// matters.
pub(crate) fn receive(core: &mut Core, turn: u64, text: &str) {
    if core.connection.turn != turn {
        return;
    }
    let Ok(frame) = serde_json::from_str::<Frame>(text) else { return lose(core, turn) };
    core.connection.attempts = 0;
    match &frame.event {
        Some(event) if event == "going" => {
            pause_and_open(core, |store| SPREAD.mul_f64(store.runtime().random().clamp(0.0, 1.0)))
        }
        Some(_) => {
            links::on_event(core, &frame);
            membership::on_event(core, &frame);
        }
        None => answer(core, frame),
    }
}

/// The socket is lost: what waited for an answer is told, and another attempt comes later.
pub(crate) fn lose(core: &mut Core, turn: u64) {
    if core.connection.turn != turn {
        return;
    }
    if core.connection.users.is_empty() {
        drop_socket(core);
        return become_status(core, LiveStatus::Off);
    }
    let failures = core.connection.attempts;
    core.connection.attempts += 1;
    pause_and_open(core, move |store| pause_after(store.runtime().as_ref(), failures) / 2);
}

/// The runtime of the socket, or of a timer of it, has ended. No other attempt can be made there.
pub(crate) fn leave(core: &mut Core, turn: u64) {
    if core.connection.turn == turn {
        drop_socket(core);
        become_status(core, LiveStatus::Off);
    }
}

/// Opens the socket again on the runtime of whoever calls or watches next, after the one before has ended.
pub(crate) fn revive(core: &mut Core) {
    let Connection { status, users, .. } = &core.connection;
    if *status == LiveStatus::Off && !users.is_empty() {
        open(core);
    }
}

/// Another socket takes the place of this one, whose user is another person's.
pub(crate) fn restart(core: &mut Core) {
    if core.connection.status != LiveStatus::Off {
        pause_and_open(core, |_| Duration::ZERO);
    }
}

fn pause_and_open(core: &mut Core, pause: impl FnOnce(&Store) -> Duration + Send + 'static) {
    drop_socket(core);
    become_status(core, LiveStatus::Waiting);
    let turn = core.connection.turn;
    let pause = after(core, pause, move |core| {
        if core.connection.turn != turn {
            return;
        }
        if core.connection.users.is_empty() {
            become_status(core, LiveStatus::Off);
        } else {
            open(core);
        }
    });
    replace(&mut core.connection.pause, pause);
}

/// Gives the socket up; its task closes it.
fn drop_socket(core: &mut Core) {
    let connection = &mut core.connection;
    connection.turn += 1;
    connection.outbox.clear();
    connection.greeting = Greeting::default();
    let sender = connection.sender.take();
    core.wake(sender);
    links::on_lost(core);
    membership::on_lost(core);
    requests::on_lost(core);
}

fn become_status(core: &mut Core, status: LiveStatus) {
    if core.connection.status != status {
        core.connection.status = status;
        core.tick();
        let watchers = std::mem::take(&mut core.connection.watchers);
        core.wake(watchers.into_values());
    }
}
