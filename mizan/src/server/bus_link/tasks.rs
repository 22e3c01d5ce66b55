//! The tasks of a link: one hears the bus, and one feels the pulse of the node.

use std::pin::pin;
use std::sync::{Arc, OnceLock, Weak};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::future::{Either, select};
use tokio::runtime::Handle;
use tokio::task::AbortHandle;
use tokio::time::sleep;

use super::Shared;
use super::pulse::BEAT;
use crate::bus::Event;
use crate::server::state::{Inner, Server};
use crate::timeout::spread;

/// The pause before the bus is opened anew: it grows from the first to the second.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

/// The time after which a connection counts as a good one.
const GOOD: Duration = Duration::from_secs(10);

/// The time between two reads of everything while a node is missing, which may change things unheard.
/// A subscriber knows within 10 seconds what that node has changed, also where the machine has much to do.
const VIGIL: Duration = Duration::from_secs(6);

/// The tasks of a link. They end when it is dropped.
#[derive(Default)]
pub(super) struct Tasks(OnceLock<Vec<AbortHandle>>);

impl Tasks {
    /// Starts the tasks, once, where there is a runtime.
    pub(super) fn start(&self, server: &Server, link: &Arc<Shared>) {
        if self.0.get().is_some() {
            return;
        }
        let Ok(runtime) = Handle::try_current() else { return };
        self.0.get_or_init(|| {
            let listening = runtime.spawn(listen(server.downgrade(), Arc::clone(link)));
            let mut tasks = vec![listening.abort_handle()];
            if link.has_bus {
                let beating = runtime.spawn(beat(server.downgrade(), Arc::clone(link)));
                tasks.push(beating.abort_handle());
            }
            tasks
        });
    }

    pub(super) fn have_started(&self) -> bool {
        self.0.get().is_some()
    }

    pub(super) fn stop(&self) {
        self.0.get().into_iter().flatten().for_each(AbortHandle::abort);
    }
}

impl Drop for Tasks {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Hears the bus, and opens it anew whenever it was lost.
async fn listen(server: Weak<Inner>, link: Arc<Shared>) {
    let mut pause = PAUSES.0;
    loop {
        let begin = Instant::now();
        let mut events = link.bus().listen(&link.node);
        let is_lost = loop {
            let reopen = pin!(link.reopen.notified());
            match select(events.next(), reopen).await {
                Either::Left((Some(event), _)) => {
                    let Some(server) = Server::upgrade(&server) else { return };
                    server.hear(event);
                }
                Either::Left((None, _)) => break true,
                Either::Right(_) => break false,
            }
        };
        drop(events);
        let Some(server) = Server::upgrade(&server) else { return };
        if is_lost {
            server.hear(Event::Lost);
        }
        drop(server);
        pause = if begin.elapsed() > GOOD { PAUSES.0 } else { (pause * 2).min(PAUSES.1) };
        sleep(spread(pause)).await;
    }
}

/// Feels the pulse of the node, and keeps vigil while another node is missing.
async fn beat(server: Weak<Inner>, link: Arc<Shared>) {
    let mut vigil = Instant::now();
    loop {
        let Some(server) = Server::upgrade(&server) else { return };
        let has_slept = !link.pulse.is_regular();
        let has_missing = link.state.lock().has_missing();
        if !has_missing {
            vigil = Instant::now();
        }
        if has_slept || vigil.elapsed() >= VIGIL {
            vigil = Instant::now();
            server.doubt_everything();
        }
        // Behind the doubt, so that nobody is told before that nothing has changed: what others told in
        // the meantime is still on its way to a process that has slept.
        link.pulse.beat();
        drop(server);
        sleep(BEAT).await;
    }
}
