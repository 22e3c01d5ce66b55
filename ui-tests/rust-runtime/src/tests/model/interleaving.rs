//! Plays one interleaving of a client and the model of a server, and watches the laws.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use crate::runtime::carrier::Invalidation;
use crate::runtime::observe::source::Source;
use crate::runtime::observe::state::State;
use crate::runtime::observe::watch::Watch;
use crate::runtime::store::handle::Store;
use crate::runtime::store::options::Options;
use crate::runtime::timers::Runtime;
use crate::tests::support::executor::Executor;

use super::api::{CHANGE, INSTANCES, Instance, params, user_address};
use super::cells::{IDS, find_missing, to_cells};
use super::change::{KINDS, Kind, RunArgs};
use super::reading::{Asked, members_of, read_member};
use super::server::{Server, World};
use super::watcher::{Sight, Watcher};

#[derive(Debug, Clone, Copy)]
pub(crate) struct Conditions {
    /// The server sends tokens.
    pub(crate) is_versioned: bool,
    /// Two mutations that bring data may be on their way at once.
    pub(crate) is_overlapping: bool,
}

struct Watched {
    id: u32,
    instance: Instance,
    watch: Watch<Value>,
    shown: Option<Value>,
    /// The number of steps after which it has shown an error.
    failures: u32,
    watcher: Watcher,
}

/// What the tasks of an interleaving share with it.
#[derive(Default)]
struct Notes {
    watched: Vec<Watched>,
    /// The guesses that may not be shown any more.
    gone: HashSet<String>,
    /// The mutations that have failed, or may have.
    failed: HashSet<u32>,
    broken: Vec<String>,
    /// The instances that were watched when the answer of a mutation arrived: it waits for those.
    awaited: HashMap<u32, HashMap<u32, u32>>,
    payloads: u32,
    /// The futures that have not ended.
    pending: u32,
}

pub(crate) struct Interleaving {
    conditions: Conditions,
    executor: Executor,
    world: Arc<Mutex<World>>,
    notes: Arc<Mutex<Notes>>,
    store: Store,
    mutations: u32,
    watches: u32,
    person: u32,
}

impl Interleaving {
    pub(crate) fn new(conditions: Conditions, seed: u32) -> Self {
        let executor = Executor::default();
        let world = Arc::new(Mutex::new(World::new(conditions.is_versioned, seed)));
        let options = Options { retries: 1, ..Options::default() };
        let carrier = Arc::new(Server(Arc::clone(&world)));
        let store = Store::new(carrier, Arc::new(executor.clone()), options);
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

    fn step(&mut self, act: impl FnOnce(&mut Self)) -> Result<(), String> {
        for watched in &mut self.notes.lock().unwrap().watched {
            watched.watcher.notified = 0;
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

    fn choose(&mut self, choice: u32) {
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

    fn watch(&mut self, instance: Instance) {
        let mut notes = self.notes.lock().unwrap();
        if notes.watched.len() > 3 {
            return;
        }
        self.watches += 1;
        let mut watcher = Watcher::default();
        watcher.begin(self.person);
        let watch = source(&self.store, instance).watch();
        let (id, shown) = (self.watches, None);
        notes.watched.push(Watched { id, instance, watch, shown, failures: 0, watcher });
    }

    fn unwatch(&mut self, at: u32) {
        let mut notes = self.notes.lock().unwrap();
        if !notes.watched.is_empty() {
            let at = at as usize % notes.watched.len();
            notes.watched.remove(at);
        }
    }

    fn mutate(&mut self, arg: u32, is_guessing: bool) {
        let kind = KINDS[arg as usize % KINDS.len()];
        let payload = u32::from(kind.is_payload());
        let is_busy = self.notes.lock().unwrap().payloads > 0;
        if payload > 0 && is_busy && !self.conditions.is_overlapping {
            return;
        }
        self.mutations += 1;
        let token = self.mutations;
        let draw = |below| self.world.lock().unwrap().draw(below);
        let user = if draw(3) > 0 { 1 } else { 2 };
        let item = IDS[draw(3) as usize];
        let is_keyed = kind != Kind::SignIn && draw(3) == 0;
        let guess = format!("guess {token}");
        self.notes.lock().unwrap().payloads += payload;
        let args = params(&[
            ("kind", json!(arg as usize % KINDS.len())),
            ("token", json!(token)),
            ("user_id", json!(user)),
            ("item", json!(item)),
        ]);
        let mut call = self.store.call(&CHANGE, args);
        if is_guessing {
            call = call.optimistic(guess_of(&guess, user, item));
        }
        if is_keyed {
            call = call.idempotency_key(&*guess);
        }
        let (store, conditions) = (self.store.clone(), self.conditions);
        let (world, notes) = (Arc::clone(&self.world), Arc::clone(&self.notes));
        self.spawn(async move {
            match call.await {
                Ok(_) => expect_landed(&store, conditions, &world, &notes, token),
                Err(_) => drop(notes.lock().unwrap().gone.insert(guess)),
            }
            notes.lock().unwrap().payloads -= payload;
        });
    }

    fn change_elsewhere(&mut self, user: u32, item: u32) {
        let store = self.store.clone();
        let target = Invalidation::Context {
            context: "user".to_owned(),
            params: params(&[("user_id", json!(user))]),
        };
        let args = RunArgs { kind: Kind::Contexts, token: 0, user, item };
        // The world is locked when the news arrive.
        let executor = self.executor.clone();
        let tell = move || executor.spawn(Box::pin(async move { store.invalidate(&target) }));
        self.world.lock().unwrap().change_elsewhere(args, tell);
    }

    fn start_session(&mut self) {
        let person = {
            let mut world = self.world.lock().unwrap();
            world.database.person += 1;
            world.database.person
        };
        self.begin(person);
        self.store.start_session();
    }

    fn begin(&mut self, person: u32) {
        self.person = person;
        let mut notes = self.notes.lock().unwrap();
        notes.awaited.clear();
        for watched in &mut notes.watched {
            watched.watcher.begin(person);
        }
    }

    fn advance(&mut self, at: usize) {
        let answered = {
            let world = self.world.lock().unwrap();
            let flight = &world.flights[at];
            let run = flight.run.filter(|_| flight.steps.is_over()).map(|run| &world.runs[run]);
            run.map(|run| (run.args, run.person))
        };
        if let Some((args, person)) = answered {
            if let Some(person) = person {
                self.begin(person);
            }
            let mut notes = self.notes.lock().unwrap();
            let awaited = notes.watched.iter().map(|each| (each.id, each.failures)).collect();
            notes.awaited.insert(args.token, awaited);
            if args.kind.is_failing() {
                notes.failed.insert(args.token);
            }
        }
        self.world.lock().unwrap().advance(at);
    }

    /// A sign-in of which the client hears nothing is the application's to handle.
    fn cut(&mut self, at: usize) {
        let mut world = self.world.lock().unwrap();
        let args = world.flights[at].run.map(|run| world.runs[run].args);
        if args.is_some_and(|args| args.kind == Kind::SignIn) {
            return;
        }
        self.notes.lock().unwrap().failed.extend(args.map(|args| args.token));
        world.cut(at);
    }

    /// Every future has to end; its error is the caller's.
    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let notes = Arc::clone(&self.notes);
        notes.lock().unwrap().pending += 1;
        self.executor.spawn(Box::pin(async move {
            task.await;
            notes.lock().unwrap().pending -= 1;
        }));
    }

    fn quiesce(&mut self) -> Result<(), String> {
        for _ in 0..50 {
            let mut steps = 0;
            while self.is_busy() {
                if steps > 2000 {
                    return Err("it reads for ever".to_owned());
                }
                self.step(|play| play.go_on(steps < 100))?;
                steps += 1;
            }
            let has_error = |watched: &mut Watched| watched.watch.current().error.is_some();
            if !self.notes.lock().unwrap().watched.iter_mut().any(has_error) {
                let pending = self.notes.lock().unwrap().pending;
                return if pending == 0 { Ok(()) } else { Err(format!("{pending} never end")) };
            }
            self.step(|play| play.store.retry())?;
        }
        Err("it never comes to rest".to_owned())
    }

    /// One of the things that can happen next, or goes wrong.
    fn go_on(&mut self, may_fail: bool) {
        let fails = may_fail && self.world.lock().unwrap().draw(24) == 0;
        let flights = u32::try_from(self.world.lock().unwrap().flights.len()).unwrap();
        if flights == 0 {
            return self.executor.fire_timers();
        }
        let at = self.world.lock().unwrap().draw(flights) as usize;
        if fails { self.cut(at) } else { self.advance(at) }
    }

    fn is_busy(&self) -> bool {
        let flights = self.world.lock().unwrap().flights.len();
        let is_reading = self.store.with(|core| {
            !core.calls.is_empty() || core.entries.values().any(|entry| !entry.reads.is_empty())
        });
        flights > 0 || is_reading
    }

    fn expect_truth(&self) -> Result<(), String> {
        let world = self.world.lock().unwrap();
        for watched in &mut self.notes.lock().unwrap().watched {
            let asked = to_asked(watched.instance);
            let member =
                |name: &'static str| (name.to_owned(), read_member(&world.database, &asked, name));
            let truth = Value::Object(members_of(&asked).into_iter().map(member).collect());
            let shown = watched.watch.current().data;
            if shown.as_deref() != Some(&truth) {
                return Err(format!("shown {shown:?}, true is {truth}"));
            }
        }
        Ok(())
    }

    /// Nothing is left once nobody reads and the collectors have fired.
    fn end(self) -> Result<(), String> {
        self.notes.lock().unwrap().watched.clear();
        while self.executor.timers() > 0 {
            self.executor.settle(|| {});
            self.executor.fire_timers();
            self.executor.settle(|| {});
        }
        self.executor.settle(|| {});
        let left = self.store.with(|core| {
            [
                ("entries", core.entries.len()),
                ("keys", core.keys.len()),
                ("named", core.named.len()),
                ("layers", core.layers.len()),
                ("calls", core.calls.len()),
                ("idle", core.idle.len()),
                ("changed", core.changed.len()),
                ("timers", self.executor.timers()),
                ("tasks", self.executor.tasks()),
                ("flights", self.world.lock().unwrap().flights.len()),
            ]
        });
        let found: Vec<_> = left.iter().filter(|(_, count)| *count > 0).collect();
        if found.is_empty() { Ok(()) } else { Err(format!("left: {found:?}")) }
    }
}

fn source(store: &Store, instance: Instance) -> Source<Value> {
    store.context(instance.address())
}

/// Of two payloads without proof the younger is shown until the entry has been read again.
fn may_go_back(store: &Store, conditions: Conditions, instance: Instance) -> bool {
    let key = instance.address().key();
    let is_stale = |core: &mut crate::runtime::store::core::Core| {
        let entry = core.keys.get(&key).and_then(|id| core.entries.get(id));
        entry.is_none_or(|entry| entry.is_stale())
    };
    conditions.is_overlapping && store.with(is_stale)
}

fn to_asked(instance: Instance) -> Asked {
    Asked {
        context: instance.context,
        user: instance.user,
        page: instance.is_page.then_some(2),
        tag: instance.is_odd.then(|| "odd".to_owned()),
        is_only: instance.is_page,
    }
}

fn guess_of(
    guess: &str,
    user: u32,
    item: u32,
) -> impl FnMut(&mut crate::runtime::mutations::drafts::Drafts<'_>) + Send + 'static {
    let guess = json!(guess);
    move |drafts| {
        drafts.change(&user_address(user), |data: &mut Value| {
            data["user_profile"]["title"] = guess.clone();
            for order in data["user_orders"].as_array_mut().unwrap() {
                if order["id"] == json!(item) {
                    order["title"] = guess.clone();
                }
            }
        });
    }
}

/// The writes of a mutation are there when it has ended, unless the read of them failed.
fn expect_landed(
    store: &Store,
    conditions: Conditions,
    world: &Mutex<World>,
    notes: &Mutex<Notes>,
    token: u32,
) {
    let world = world.lock().unwrap();
    let notes = &mut *notes.lock().unwrap();
    let run = world.runs.iter().find(|run| run.args.token == token);
    let Some(written) = run.and_then(|run| run.written.as_ref()) else { return };
    let Some(awaited) = notes.awaited.get(&token) else { return };
    for watched in &notes.watched {
        let failures = awaited.get(&watched.id);
        if failures.is_none_or(|failures| watched.failures > *failures) {
            continue;
        }
        let key = watched.instance.address().key();
        let base = store.with(|core| {
            let entry = core.entries.get(core.keys.get(&key)?)?;
            let view = entry.view(None, 0);
            let is_shown = view.data.is_some() && view.error.is_none();
            let base =
                entry.base.iter().map(|(name, value)| ((*name).to_owned(), (**value).clone()));
            is_shown.then(|| Value::Object(base.collect()))
        });
        let Some(base) = base else { continue };
        if may_go_back(store, conditions, watched.instance) {
            continue;
        }
        let cells = to_cells(watched.instance, &base);
        notes.broken.extend(find_missing(&world.database, &cells, written));
    }
}
