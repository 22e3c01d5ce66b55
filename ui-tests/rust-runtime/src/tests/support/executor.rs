//! A runtime whose every task and timer runs when the test says so.

use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_util::task::{ArcWake, waker_ref};

use crate::runtime::send::BoxFuture;
use crate::runtime::timers::Runtime;

/// The tasks and timers of a test; a clone has the same.
#[derive(Clone, Default)]
pub(crate) struct Executor {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    ready: Mutex<VecDeque<Arc<Task>>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    now: Duration,
    last_timer: u64,
    timers: BTreeMap<u64, Option<Waker>>,
    /// The tasks that have not ended.
    running: usize,
}

struct Task {
    future: Mutex<Option<BoxFuture<()>>>,
    executor: Executor,
}

impl ArcWake for Task {
    fn wake_by_ref(task: &Arc<Self>) {
        let mut ready = task.executor.shared.ready.lock().unwrap();
        if !ready.iter().any(|other| Arc::ptr_eq(other, task)) {
            ready.push_back(Arc::clone(task));
        }
    }
}

impl Executor {
    /// Runs until nothing can go on; looks after each turn of a task.
    pub(crate) fn settle(&self, mut look: impl FnMut()) {
        loop {
            let next = self.shared.ready.lock().unwrap().pop_front();
            let Some(task) = next else { return };
            let future = task.future.lock().unwrap().take();
            let Some(mut future) = future else { continue };
            let is_over = {
                let waker = waker_ref(&task);
                future.as_mut().poll(&mut Context::from_waker(&waker)).is_ready()
            };
            if is_over {
                drop(future);
                self.shared.state.lock().unwrap().running -= 1;
            } else {
                *task.future.lock().unwrap() = Some(future);
            }
            look();
        }
    }

    /// Fires all timers that wait now.
    pub(crate) fn fire_timers(&self) {
        let timers = std::mem::take(&mut self.shared.state.lock().unwrap().timers);
        timers.into_values().flatten().for_each(Waker::wake);
    }

    pub(crate) fn timers(&self) -> usize {
        self.shared.state.lock().unwrap().timers.len()
    }

    /// The tasks that have not ended.
    pub(crate) fn tasks(&self) -> usize {
        self.shared.state.lock().unwrap().running
    }

    pub(crate) fn advance(&self, duration: Duration) {
        self.shared.state.lock().unwrap().now += duration;
    }
}

impl Runtime for Executor {
    fn spawn(&self, task: BoxFuture<()>) {
        self.shared.state.lock().unwrap().running += 1;
        let task = Arc::new(Task { future: Mutex::new(Some(task)), executor: self.clone() });
        self.shared.ready.lock().unwrap().push_back(task);
    }

    fn sleep(&self, _duration: Duration) -> BoxFuture<()> {
        let mut state = self.shared.state.lock().unwrap();
        state.last_timer += 1;
        let id = state.last_timer;
        state.timers.insert(id, None);
        Box::pin(Timer { id, executor: self.clone() })
    }

    fn now(&self) -> Duration {
        self.shared.state.lock().unwrap().now
    }

    fn random(&self) -> f64 {
        0.5
    }
}

struct Timer {
    id: u64,
    executor: Executor,
}

impl Future for Timer {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.executor.shared.state.lock().unwrap();
        match state.timers.get_mut(&self.id) {
            Some(waker) => {
                *waker = Some(cx.waker().clone());
                Poll::Pending
            }
            None => Poll::Ready(()),
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.executor.shared.state.lock().unwrap().timers.remove(&self.id);
    }
}
