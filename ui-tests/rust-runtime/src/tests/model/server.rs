//! A model of a server as a carrier. Every step is an event of its own that the test decides: of a
//! mutation, of a read, and the arrival of each answer, if it arrives.

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use serde_json::Value;

use crate::runtime::carrier::{Bundle, Call, Carrier, Mounted, Params, Read, Reply};
use crate::runtime::error::{Code, Error};
use crate::runtime::send::BoxFuture;

use super::change::{KINDS, RunArgs};
use super::database::Database;
use super::live::Live;
use super::live::node::Node;
use super::reading::{Asked, read_instance};
use super::run::{Listed, Run, begin_run};

pub(crate) type Step = Box<dyn FnOnce(&mut World) + Send>;

/// Takes an answer to the client; true if the connection has broken instead.
type Arrive = Box<dyn FnOnce(&mut World, bool) + Send>;

/// Where an answer is laid for the future that waits for it.
type Slot<T> = Arc<Mutex<(Option<Result<T, Error>>, Option<Waker>)>>;

/// The steps of the server that remain; calls with one key share them.
#[derive(Clone)]
pub(crate) struct Steps(Arc<Mutex<VecDeque<Step>>>);

impl Steps {
    pub(crate) fn new(steps: Vec<Step>) -> Self {
        Self(Arc::new(Mutex::new(steps.into())))
    }

    fn next(&self) -> Option<Step> {
        self.0.lock().unwrap().pop_front()
    }

    pub(crate) fn is_over(&self) -> bool {
        self.0.lock().unwrap().is_empty()
    }
}

/// A request between its sending and its answer.
pub(crate) struct Flight {
    id: u64,
    pub(crate) steps: Steps,
    /// The mutation, unless it is a read.
    pub(crate) run: Option<usize>,
    /// The node that it runs on.
    pub(crate) node: Option<usize>,
    /// The answer arrives, or the connection has broken.
    arrive: Arrive,
}

impl Flight {
    pub(crate) fn new(
        steps: Steps,
        run: Option<usize>,
        node: Option<usize>,
        arrive: Arrive,
    ) -> Self {
        Self { id: 0, steps, run, node, arrive }
    }
}

pub(crate) struct World {
    pub(crate) database: Database,
    pub(crate) nodes: Vec<Node>,
    pub(crate) live: Live,
    pub(crate) flights: Vec<Flight>,
    pub(crate) runs: Vec<Run>,
    /// The clocks' numbers of the runs that have begun.
    pub(crate) running: HashMap<usize, u32>,
    pub(crate) is_versioned: bool,
    by_key: HashMap<String, usize>,
    random: u32,
    last_flight: u64,
}

impl World {
    pub(crate) fn new(is_versioned: bool, seed: u32) -> Self {
        Self {
            database: Database::new(),
            nodes: vec![Node::alone("a"), Node::alone("b")],
            live: Live::default(),
            flights: Vec::new(),
            runs: Vec::new(),
            running: HashMap::new(),
            is_versioned,
            by_key: HashMap::new(),
            random: seed | 1,
            last_flight: 0,
        }
    }

    /// Numbers of the interleaving's own, so that it can be played again.
    pub(crate) fn draw(&mut self, below: u32) -> u32 {
        self.random = self.random.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        (self.random >> 16) % below
    }

    pub(crate) fn draw_node(&mut self) -> usize {
        let count = u32::try_from(self.nodes.len()).unwrap();
        self.draw(count) as usize
    }

    /// Runs the next step of a request, or lets its answer arrive.
    pub(crate) fn advance(&mut self, at: usize) {
        match self.flights[at].steps.next() {
            Some(step) => step(self),
            None => self.end(at, false),
        }
    }

    /// Breaks a connection. A mutation runs to its end all the same.
    pub(crate) fn cut(&mut self, at: usize) {
        let steps = self.flights[at].steps.clone();
        while let Some(step) = steps.next() {
            step(self);
        }
        self.end(at, true);
    }

    pub(crate) fn end(&mut self, at: usize, is_cut: bool) {
        let flight = self.flights.remove(at);
        (flight.arrive)(self, is_cut);
    }

    /// Somebody else's change, which `tell` announces to the client some time after the commit.
    pub(crate) fn change_elsewhere(&mut self, args: RunArgs, tell: impl FnOnce() + Send + 'static) {
        let node = self.draw_node();
        let run = begin_run(self, node, args, Vec::new());
        let steps = self.runs[run].steps.clone();
        self.push(Flight::new(steps, Some(run), Some(node), Box::new(move |_, _| tell())));
    }

    /// Runs a mutation, or joins the run that has its key.
    fn run_once(&mut self, args: RunArgs, mounted: Vec<Listed>, key: Option<String>) -> usize {
        let node = self.draw_node();
        if let Some(run) = key.as_ref().and_then(|key| self.by_key.get(key)) {
            return *run;
        }
        let run = begin_run(self, node, args, mounted);
        self.by_key.extend(key.map(|key| (key, run)));
        run
    }

    /// The answers that a node has kept end with it.
    pub(crate) fn forget_keys_of(&mut self, node: usize) {
        let Self { by_key, runs, .. } = self;
        by_key.retain(|_, run| runs[*run].node != node);
    }

    pub(crate) fn push(&mut self, flight: Flight) -> u64 {
        self.last_flight += 1;
        self.flights.push(Flight { id: self.last_flight, ..flight });
        self.last_flight
    }
}

/// Carries requests to the model.
pub(crate) struct Server(pub(crate) Arc<Mutex<World>>);

impl Server {
    fn send<T: Send + 'static>(
        &self,
        world: &mut World,
        (steps, run, node): (Steps, Option<usize>, usize),
        answer: impl FnOnce(&World) -> Result<T, Error> + Send + 'static,
    ) -> BoxFuture<Result<T, Error>> {
        let slot: Slot<T> = Arc::default();
        let arriving = Arc::clone(&slot);
        let arrive = move |world: &mut World, is_cut: bool| {
            let cut = || Error::new(Code::Network, "The connection was cut off.");
            let answer = if is_cut { Err(cut()) } else { answer(world) };
            let (found, waker) = &mut *arriving.lock().unwrap();
            *found = Some(answer);
            if let Some(waker) = waker.take() {
                waker.wake();
            }
        };
        let id = world.push(Flight::new(steps, run, Some(node), Box::new(arrive)));
        Box::pin(Waiting { world: Arc::clone(&self.0), id, slot })
    }
}

impl Carrier for Server {
    fn read(&self, read: Read) -> BoxFuture<Result<Bundle, Error>> {
        let mut world = self.0.lock().unwrap();
        let node = world.draw_node();
        let asked = to_asked(read.context, &read.params, read.only);
        let (steps, bundle) = read_instance(&mut world, node, &asked, None);
        let is_refused = world.draw(16) == 0;
        self.send(&mut world, (Steps::new(steps), None, node), move |_| {
            let refused = || Err(Error::new(Code::Forbidden, "refused"));
            if is_refused { refused() } else { Ok(bundle.lock().unwrap().clone()) }
        })
    }

    fn call(&self, call: Call) -> BoxFuture<Result<Reply, Error>> {
        let mut world = self.0.lock().unwrap();
        let number = |name: &str| u32::try_from(call.args[name].as_u64().unwrap()).unwrap();
        let args = RunArgs {
            kind: KINDS[number("kind") as usize],
            token: number("token"),
            user: number("user_id"),
            item: number("item"),
        };
        let mounted = call.mounted.iter().map(to_listed).collect();
        let run = world.run_once(args, mounted, call.idempotency_key);
        let (steps, node) = (world.runs[run].steps.clone(), world.runs[run].node);
        self.send(&mut world, (steps, Some(run), node), move |world| {
            world.runs[run].answer(world.is_versioned)
        })
    }
}

pub(crate) fn to_asked(context: &'static str, params: &Params, only: Option<&str>) -> Asked {
    let number = |name: &str| Some(u32::try_from(params.get(name)?.as_u64()?).unwrap());
    Asked {
        context,
        user: number("user_id").unwrap_or(0),
        page: number("page"),
        tag: params.get("tag").and_then(Value::as_str).map(str::to_owned),
        is_only: only.is_some(),
    }
}

fn to_listed(Mounted { context, params, only, h }: &Mounted) -> Listed {
    Listed {
        asked: to_asked(context, params, *only),
        params: params.clone(),
        only: only.map(str::to_owned),
        h: h.clone(),
    }
}

/// Waits for the answer; to drop it breaks the connection.
struct Waiting<T> {
    world: Arc<Mutex<World>>,
    id: u64,
    slot: Slot<T>,
}

impl<T> Future for Waiting<T> {
    type Output = Result<T, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let (answer, waker) = &mut *self.slot.lock().unwrap();
        *waker = Some(cx.waker().clone());
        answer.take().map_or(Poll::Pending, Poll::Ready)
    }
}

impl<T> Drop for Waiting<T> {
    fn drop(&mut self) {
        let mut world = self.world.lock().unwrap();
        let at = world.flights.iter().position(|flight| flight.id == self.id);
        if let Some(at) = at {
            world.cut(at);
        }
    }
}
