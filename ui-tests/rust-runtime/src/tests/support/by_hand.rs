//! A carrier whose every answer the test gives, and a store over it.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use serde_json::{Value, json};

use crate::runtime::carrier::{
    Bundle, Call, Carrier, Invalidation, Merge, Params, Read, Refreshed, Reply,
};
use crate::runtime::error::{Code, Error};
use crate::runtime::mutations::call::PendingCall;
use crate::runtime::observe::source::Source;
use crate::runtime::observe::watch::Watch;
use crate::runtime::send::BoxFuture;
use crate::runtime::spec::{Context as Spec, Function, Member};
use crate::runtime::store::address::Address;
use crate::runtime::store::handle::Store;
use crate::runtime::store::options::Options;
use crate::runtime::timers::Runtime;

use super::by_socket::BySocket;
use super::executor::Executor;

static MEMBERS: [Member; 2] = [
    Member { name: "user_profile", key: None, is_page: false },
    Member { name: "user_orders", key: Some("id"), is_page: false },
];
static USER: Spec = Spec { name: "user", members: &MEMBERS, is_live: false };
static LIVE_USER: Spec = Spec { name: "user", members: &MEMBERS, is_live: true };
static RENAME: Function = Function { name: "rename_user", affects: &["user"] };

/// A request that waits for its answer, or has got it.
pub(crate) struct Exchange<Q, A> {
    pub(crate) request: Q,
    slot: Arc<Mutex<Slot<A>>>,
}

struct Slot<A> {
    answer: Option<Result<A, Error>>,
    waker: Option<Waker>,
    is_dropped: bool,
}

impl<Q, A> Exchange<Q, A> {
    fn new(request: Q) -> Self {
        let slot = Slot { answer: None, waker: None, is_dropped: false };
        Self { request, slot: Arc::new(Mutex::new(slot)) }
    }

    /// Nobody waits for the answer.
    pub(crate) fn is_dropped(&self) -> bool {
        self.slot.lock().unwrap().is_dropped
    }

    fn answer(&self, answer: Result<A, Error>) {
        let mut slot = self.slot.lock().unwrap();
        slot.answer = Some(answer);
        if let Some(waker) = slot.waker.take() {
            waker.wake();
        }
    }
}

struct Waiting<A>(Arc<Mutex<Slot<A>>>);

impl<A> Future for Waiting<A> {
    type Output = Result<A, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut slot = self.0.lock().unwrap();
        slot.waker = Some(cx.waker().clone());
        slot.answer.take().map_or(Poll::Pending, Poll::Ready)
    }
}

impl<A> Drop for Waiting<A> {
    fn drop(&mut self) {
        self.0.lock().unwrap().is_dropped = true;
    }
}

#[derive(Default)]
struct ByHand {
    reads: Mutex<Vec<Exchange<Read, Bundle>>>,
    calls: Mutex<Vec<Exchange<Call, Reply>>>,
}

impl Carrier for ByHand {
    fn read(&self, read: Read) -> BoxFuture<Result<Bundle, Error>> {
        let exchange = Exchange::new(read);
        let waiting = Waiting(Arc::clone(&exchange.slot));
        self.reads.lock().unwrap().push(exchange);
        Box::pin(waiting)
    }

    fn call(&self, call: Call) -> BoxFuture<Result<Reply, Error>> {
        let exchange = Exchange::new(call);
        let waiting = Waiting(Arc::clone(&exchange.slot));
        self.calls.lock().unwrap().push(exchange);
        Box::pin(waiting)
    }
}

/// A store, the requests that it has sent, and its tasks.
pub(crate) struct Bench {
    pub(crate) executor: Executor,
    pub(crate) store: Store,
    hand: Arc<ByHand>,
}

/// What has become of something that was awaited.
pub(crate) type Outcome<T> = Arc<Mutex<Option<T>>>;

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with_options(Options::default())
    }

    pub(crate) fn with_options(options: Options) -> Self {
        let executor = Executor::default();
        let hand: Arc<ByHand> = Arc::default();
        let carrier: Arc<dyn Carrier> = Arc::<ByHand>::clone(&hand);
        let store = Store::new(carrier, Arc::new(executor.clone()), options);
        Self { executor, store, hand }
    }

    /// One whose live instances are kept true over sockets.
    pub(crate) fn live(sockets: &BySocket) -> Self {
        let bench = Self::new();
        let store = bench.store.clone().with_sockets(Arc::new(sockets.clone()));
        Self { store, ..bench }
    }

    pub(crate) fn settle(&self) {
        self.executor.settle(|| {});
    }

    pub(crate) fn reads(&self) -> usize {
        self.hand.reads.lock().unwrap().len()
    }

    pub(crate) fn calls(&self) -> usize {
        self.hand.calls.lock().unwrap().len()
    }

    pub(crate) fn with_read<T>(
        &self,
        at: usize,
        look: impl FnOnce(&Exchange<Read, Bundle>) -> T,
    ) -> T {
        look(&self.hand.reads.lock().unwrap()[at])
    }

    pub(crate) fn with_call<T>(
        &self,
        at: usize,
        look: impl FnOnce(&Exchange<Call, Reply>) -> T,
    ) -> T {
        look(&self.hand.calls.lock().unwrap()[at])
    }

    pub(crate) fn answer_read(&self, at: usize, answer: Result<Bundle, Error>) {
        self.with_read(at, |read| read.answer(answer));
        self.settle();
    }

    pub(crate) fn answer_call(&self, at: usize, answer: Result<Reply, Error>) {
        self.with_call(at, |call| call.answer(answer));
        self.settle();
    }

    /// Runs a future as a task of its own.
    pub(crate) fn start<T: Send + 'static>(
        &self,
        future: impl Future<Output = T> + Send + 'static,
    ) -> Outcome<T> {
        let outcome: Outcome<T> = Arc::default();
        let laid = Arc::clone(&outcome);
        self.executor.spawn(Box::pin(async move {
            let result = future.await;
            *laid.lock().unwrap() = Some(result);
        }));
        self.settle();
        outcome
    }

    /// Makes a call as a task of its own.
    pub(crate) fn start_call(&self, call: PendingCall) -> Outcome<Result<Value, Error>> {
        self.start(async { call.await.map(|result| serde_json::from_str(result.get()).unwrap()) })
    }

    pub(crate) fn user<T>(&self, id: u32) -> Source<T> {
        self.store.context(address(id))
    }

    pub(crate) fn live_user<T>(&self, id: u32) -> Source<T> {
        let params = params(&[("user_id", json!(id))]);
        self.store.context(Address::new(&LIVE_USER, params))
    }

    pub(crate) fn rename(&self) -> PendingCall {
        self.store.call(&RENAME, params(&[("user_id", json!(5)), ("name", json!("new"))]))
    }

    /// Notes every name that a reader of user 5 sees.
    pub(crate) fn watch_name(&self) -> Arc<Mutex<Vec<String>>> {
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let noted = Arc::clone(&seen);
        let mut watch: Watch<Value> = self.user(5).watch();
        self.executor.spawn(Box::pin(async move {
            loop {
                let Some(data) = watch.changed().await.data else { continue };
                let name = data["user_profile"]["name"].as_str().unwrap().to_owned();
                let mut seen = noted.lock().unwrap();
                if seen.last() != Some(&name) {
                    seen.push(name);
                }
            }
        }));
        self.settle();
        seen
    }
}

pub(crate) fn address(id: u32) -> Address {
    Address::new(&USER, params(&[("user_id", json!(id))]))
}

pub(crate) fn profile() -> &'static Member {
    &MEMBERS[0]
}

pub(crate) fn params(fields: &[(&str, Value)]) -> Params {
    fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

/// The bundle of a user, with a token of the number.
pub(crate) fn bundle(name: &str, v: Option<u32>) -> Bundle {
    Bundle {
        v: token(v),
        members: params(&[
            ("user_profile", json!({ "id": 5, "name": name })),
            ("user_orders", json!([{ "id": 1 }, { "id": 2 }])),
        ]),
        ..Bundle::default()
    }
}

fn token(v: Option<u32>) -> Option<String> {
    v.map(|number| format!("a:{number}"))
}

/// An answer that makes user 5 stale.
pub(crate) fn stale() -> Reply {
    Reply { invalidate: vec![scope()], ..Reply::default() }
}

/// An answer that merges a name into user 5.
pub(crate) fn merged(name: &str, v: Option<u32>) -> Reply {
    let merge = Merge {
        context: "user".to_owned(),
        slot: "user_profile".to_owned(),
        value: json!({ "id": 5, "name": name }),
        params: params(&[("user_id", json!(5))]),
        v: token(v),
    };
    Reply { merge: vec![merge], ..Reply::default() }
}

/// An answer that brings the bundle of user 5.
pub(crate) fn refreshed(name: &str, v: Option<u32>) -> Reply {
    let refreshed = Refreshed {
        context: "user".to_owned(),
        params: params(&[("user_id", json!(5))]),
        only: None,
        bundle: Some(bundle(name, v)),
        same: false,
        v: None,
        error: None,
    };
    let v = v.map(|number| ("user".to_owned(), format!("a:{number}")));
    Reply {
        invalidate: vec![scope()],
        contexts: vec![refreshed],
        v: BTreeMap::from_iter(v),
        ..Reply::default()
    }
}

pub(crate) fn scope() -> Invalidation {
    Invalidation::Context { context: "user".to_owned(), params: params(&[("user_id", json!(5))]) }
}

pub(crate) fn failure(code: Code) -> Error {
    Error::new(code, "on purpose")
}
