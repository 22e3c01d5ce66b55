//! The guess of a mutation, and what has to have landed when it ends.

use std::sync::Mutex;

use serde_json::{Value, json};

use crate::runtime::mutations::drafts::Drafts;
use crate::runtime::store::handle::Store;

use super::api::user_address;
use super::cells::{find_missing, to_cells};
use super::interleaving::{Conditions, Notes, may_go_back};
use super::server::World;

pub(super) fn guess_of(
    guess: &str,
    user: u32,
    item: u32,
) -> impl FnMut(&mut Drafts<'_>) + Send + 'static {
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
pub(super) fn expect_landed(
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
