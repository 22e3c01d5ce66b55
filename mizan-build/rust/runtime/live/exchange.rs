//! The task of one socket: it opens it, sends what is to be sent, and hears.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use futures_util::StreamExt;
use futures_util::future::{Either, select};

use super::super::store::core::Core;
use super::super::store::handle::{Store, WeakStore};
use super::super::store::tasks;
use super::super::timers::Runtime;
use super::connection::{leave, lose, receive};
use super::greeting::greet;
use super::socket::{Heard, Hearing, Sending, Socket, Sockets};

/// Begins the task of the socket of this turn.
pub(crate) fn begin(core: &mut Core, sockets: Arc<dyn Sockets>) {
    let turn = core.connection.turn;
    let run = move |store: &Store| run(store.downgrade(), store.runtime(), sockets, turn);
    core.connection.abort = Some(tasks::begin(core, run, move |core| leave(core, turn)));
}

async fn run(store: WeakStore, runtime: Arc<dyn Runtime>, sockets: Arc<dyn Sockets>, turn: u64) {
    if let Ok(Socket { sending, hearing, silence }) = sockets.open().await {
        if let Some(store) = store.upgrade() {
            store.with(|core| greet(core, turn));
        }
        let sending = Box::pin(send_all(store.clone(), turn, sending));
        let hearing = async {
            let mut hearing = hearing;
            loop {
                let next = hear_next(runtime.as_ref(), &mut hearing, silence);
                let Some(heard) = next.await else { return };
                let Some(store) = store.upgrade() else { return };
                if let Heard::Frame(text) = heard {
                    store.with(|core| receive(core, turn, &text));
                }
            }
        };
        // The sender ends when the socket is given up, and closes it.
        select(sending, Box::pin(hearing)).await;
    }
    if let Some(store) = store.upgrade() {
        store.with(|core| lose(core, turn));
    }
}

/// Sends what is to be sent until the socket is given up.
async fn send_all(store: WeakStore, turn: u64, mut sending: Box<dyn Sending>) {
    while let Some(frame) = next_frame(&store, turn).await {
        if sending.send(frame).await.is_err() {
            return;
        }
    }
    // The other side may be gone already.
    let _ = sending.close().await;
}

async fn next_frame(store: &WeakStore, turn: u64) -> Option<String> {
    poll_fn(|cx| {
        let Some(store) = store.upgrade() else { return Poll::Ready(None) };
        store.with(|core| {
            if core.connection.turn != turn {
                return Poll::Ready(None);
            }
            match core.connection.outbox.pop_front() {
                Some(frame) => Poll::Ready(Some(frame)),
                None => {
                    core.connection.sender = Some(cx.waker().clone());
                    Poll::Pending
                }
            }
        })
    })
    .await
}

/// The next thing that is heard; none once the socket is closed, or silent for too long: whoever sits
/// between may have cut it without a word.
async fn hear_next(
    runtime: &dyn Runtime,
    hearing: &mut Hearing,
    silence: Option<std::time::Duration>,
) -> Option<Heard> {
    let next = hearing.next();
    let heard = match silence {
        None => next.await,
        Some(silence) => match select(next, runtime.sleep(silence)).await {
            Either::Left((heard, _)) => heard,
            Either::Right(_) => None,
        },
    };
    heard?.ok()
}
