//! Plays one interleaving of a client and the model of a server, and watches the laws.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

use crate::runtime::observe::source::Source;
use crate::runtime::observe::state::State;
use crate::runtime::observe::watch::Watch;
use crate::runtime::store::handle::Store;
use crate::runtime::store::options::Options;
use crate::tests::support::executor::Executor;

use super::api::{INSTANCES, Instance};
use super::cells::{IDS, to_cells};
use super::live::sockets::ModelSockets;
use super::server::{Server, World};
use super::watcher::{Sight, Watcher};

#[derive(Debug, Clone, Copy)]
pub(crate) struct Conditions {
    /// The nodes that push to sockets; without any, nothing is live.
    pub(crate) nodes: usize,
    /// The server sends tokens.
    pub(crate) is_versioned: bool,
    /// Two mutations that bring data may be on their way at once.
    pub(crate) is_overlapping: bool,
}

pub(super) struct Watched {
    pub(super) id: u32,
    pub(super) instance: Instance,
    pub(super) watch: Watch<Value>,
    pub(super) shown: Option<Value>,
    /// The number of steps after which it has shown an error.
    pub(super) failures: u32,
    pub(super) watcher: Watcher,
}

/// What the tasks of an interleaving share with it.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) watched: Vec<Watched>,
    /// The guesses that may not be shown any more.
    pub(super) gone: HashSet<String>,
    /// The mutations that have failed, or may have.
    pub(super) failed: HashSet<u32>,
    pub(super) broken: Vec<String>,
    /// The instances that were watched when the answer of a mutation arrived: it waits for those.
    pub(super) awaited: HashMap<u32, HashMap<u32, u32>>,
    pub(super) payloads: u32,
    /// The futures that have not ended.
    pub(super) pending: u32,
}

pub(crate) struct Interleaving {
    pub(super) conditions: Conditions,
    pub(super) executor: Executor,
    pub(super) world: Arc<Mutex<World>>,
    pub(super) notes: Arc<Mutex<Notes>>,
    pub(super) store: Store,
    pub(super) mutations: u32,
    pub(super) watches: u32,
    pub(super) person: u32,
}

impl Interleaving {
    pub(crate) fn new(conditions: Conditions, seed: u32) -> Self {
        let executor = Executor::default();
        let is_live = conditions.nodes > 0;
        let world = match is_live {
            true => World::live(seed, conditions.nodes),
            false => World::new(conditions.is_versioned, seed),
        };
        let world = Arc::new(Mutex::new(world));
        let options = Options { retries: 1, ..Options::default() };
        let carrier = Arc::new(Server(Arc::clone(&world)));
        let store = Store::new(carrier, Arc::new(executor.clone()), options);
        let store = match is_live {
            true => store.with_sockets(Arc::new(ModelSockets(Arc::clone(&world)))),
            false => store,
        };
        let notes = Arc::default();
        Self { conditions, executor, world, notes, store, mutations: 0, watches: 0, person: 0 }
    }

    /// Plays what the choices say, then lets everything land, and looks at what is left.
    pub(crate) fn play(mut self, choices: &[u32]) -> Result<(), String> {
        for choice in choices {
            self.step(|play| play.choose(*choice))?;
        }
        self.quiesce()?;
        self.expect_truth()?;
        self.end()
    }

    pub(super) fn step(&mut self, act: impl FnOnce(&mut Self)) -> Result<(), String> {
        // A node that is killed ends all calls that run on it, each of which is told by itself.
        let calls = self.store.with(|core| u32::try_from(core.calls.len()).unwrap());
        let ends = if self.is_live() { calls.max(1) } else { 1 };
        for watched in &mut self.notes.lock().unwrap().watched {
            watched.watcher.notified = 0;
            watched.watcher.most_notified = ends;
        }
        self.executor.advance(Duration::from_millis(1));
        act(self);
        self.look();
        self.executor.settle(|| self.look());
        let mut notes = self.notes.lock().unwrap();
        let mut broken = std::mem::take(&mut notes.broken);
        for watched in &mut notes.watched {
            let state = watched.watch.current();
            watched.failures += u32::from(state.error.is_some());
            if state.data.as_deref() != watched.shown.as_ref() {
                broken.push("a watch shows something else than the store".to_owned());
            }
            broken.append(&mut watched.watcher.broken);
        }
        if broken.is_empty() { Ok(()) } else { Err(broken.join("; ")) }
    }

    /// Looks at what is shown, as a reader who is told at once.
    fn look(&self) {
        let world = self.world.lock().unwrap();
        let notes = &mut *self.notes.lock().unwrap();
        let Notes { watched, gone, failed, awaited, .. } = notes;
        let revision_of = |token: u32, cell: &str| {
            let run = world.runs.iter().find(|run| run.args.token == token);
            let is_known = awaited.contains_key(&token) && !failed.contains(&token);
            let written = run.filter(|_| is_known).and_then(|run| run.written.as_ref());
            written.and_then(|written| written.get(cell)).copied().unwrap_or(0)
        };
        for watched in watched {
            let state: State<Value> = source(&self.store, watched.instance).current();
            let data = state.data.as_deref();
            if data == watched.shown.as_ref() {
                continue;
            }
            watched.shown = data.cloned();
            let Some(data) = data else { continue };
            let sight = Sight {
                database: &world.database,
                gone,
                may_go_back: may_go_back(&self.store, self.conditions, watched.instance),
                revision_of: &revision_of,
            };
            watched.watcher.see(&to_cells(watched.instance, data), &sight);
        }
    }

    pub(super) fn is_live(&self) -> bool {
        self.conditions.nodes > 0
    }

    fn choose(&mut self, choice: u32) {
        if self.is_live() { self.choose_live(choice) } else { self.choose_any(choice) }
    }

    pub(super) fn choose_any(&mut self, choice: u32) {
        let arg = choice >> 5;
        let instance = INSTANCES[arg as usize % INSTANCES.len()];
        let source = source(&self.store, instance);
        let flights = self.world.lock().unwrap().flights.len();
        match choice % 32 {
            0..=2 => self.watch(instance),
            3 => self.unwatch(arg),
            kind @ 4..=8 => self.mutate(arg, kind > 5),
            9 => self.change_elsewhere(1 + arg % 2, IDS[arg as usize % IDS.len()]),
            10 => self.spawn(async move { drop(source.refetch().await) }),
            11 => self.spawn(async move { drop(source.read().await) }),
            // The kernel in TypeScript has arrivals and snapshots there, which a framework needs.
            12 | 13 => {}
            14 if flights > 0 => self.cut(arg as usize % flights),
            15 => self.executor.fire_timers(),
            16 => self.store.retry(),
            17 if arg.is_multiple_of(4) => self.start_session(),
            18.. if flights > 0 => self.advance(arg as usize % flights),
            _ => {}
        }
    }
}

pub(super) fn source(store: &Store, instance: Instance) -> Source<Value> {
    store.context(instance.address())
}

/// Of two payloads without proof the younger is shown until the entry has been read again.
pub(super) fn may_go_back(store: &Store, conditions: Conditions, instance: Instance) -> bool {
    let key = instance.address().key();
    let is_stale = |core: &mut crate::runtime::store::core::Core| {
        let entry = core.keys.get(&key).and_then(|id| core.entries.get(id));
        entry.is_none_or(|entry| entry.is_stale())
    };
    conditions.is_overlapping && store.with(is_stale)
}
