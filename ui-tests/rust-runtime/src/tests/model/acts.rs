//! What an interleaving does: somebody looks, changes something, signs in; a request goes on, or is cut off.

use std::sync::Arc;

use serde_json::json;

use crate::runtime::carrier::Invalidation;
use crate::runtime::timers::Runtime;

use super::api::{CHANGE, Instance, params};
use super::cells::IDS;
use super::change::{KINDS, Kind, RunArgs};
use super::interleaving::{Interleaving, Watched, source};
use super::landing::{expect_landed, guess_of};
use super::watcher::Watcher;

impl Interleaving {
    pub(super) fn watch(&mut self, instance: Instance) {
        let mut notes = self.notes.lock().unwrap();
        if notes.watched.len() > 3 {
            return;
        }
        self.watches += 1;
        let watcher = Watcher::new(self.person);
        let watch = source(&self.store, instance).watch();
        let (id, shown) = (self.watches, None);
        notes.watched.push(Watched { id, instance, watch, shown, failures: 0, watcher });
    }

    pub(super) fn unwatch(&mut self, at: u32) {
        let mut notes = self.notes.lock().unwrap();
        if !notes.watched.is_empty() {
            let at = at as usize % notes.watched.len();
            notes.watched.remove(at);
        }
    }

    pub(super) fn mutate(&mut self, arg: u32, is_guessing: bool) {
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

    pub(super) fn change_elsewhere(&mut self, user: u32, item: u32) {
        let store = self.store.clone();
        let target = Invalidation::Context {
            context: "user".to_owned(),
            params: params(&[("user_id", json!(user))]),
        };
        let args = RunArgs { kind: Kind::Contexts, token: 0, user, item };
        if self.is_live() {
            // Nobody tells the client: it has subscribed what it shows.
            return self.world.lock().unwrap().change_elsewhere(args, || {});
        }
        // The world is locked when the news arrive.
        let executor = self.executor.clone();
        let tell = move || executor.spawn(Box::pin(async move { store.invalidate(&target) }));
        self.world.lock().unwrap().change_elsewhere(args, tell);
    }

    pub(super) fn start_session(&mut self) {
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

    pub(super) fn advance(&mut self, at: usize) {
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
    pub(super) fn cut(&mut self, at: usize) {
        let mut world = self.world.lock().unwrap();
        let args = world.flights[at].run.map(|run| world.runs[run].args);
        if args.is_some_and(|args| args.kind == Kind::SignIn) {
            return;
        }
        self.notes.lock().unwrap().failed.extend(args.map(|args| args.token));
        world.cut(at);
    }

    /// Every future has to end; its error is the caller's.
    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let notes = Arc::clone(&self.notes);
        notes.lock().unwrap().pending += 1;
        self.executor.spawn(Box::pin(async move {
            task.await;
            notes.lock().unwrap().pending -= 1;
        }));
    }
}
