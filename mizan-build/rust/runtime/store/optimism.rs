//! The log of optimistic layers: the data shown are the base folded with them, in mutation order.

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::super::mutations::drafts::{Drafts, Written};
use super::super::send::MaybeSend;
use super::core::{Core, Moment};
use super::entry::{Entry, EntryId, Id, Slots, WHOLE};
use super::writes::keep_equal;

/// Changes drafts; runs again on every newer base.
pub(crate) trait Recipe: MaybeSend {
    /// Changes drafts of what is shown.
    fn apply(&mut self, drafts: &mut Drafts<'_>);
}

impl<F: FnMut(&mut Drafts<'_>) + MaybeSend> Recipe for F {
    fn apply(&mut self, drafts: &mut Drafts<'_>) {
        self(drafts);
    }
}

/// The optimistic change of one mutation.
pub(crate) struct Layer {
    pub(crate) id: Id,
    pub(crate) recipe: Box<dyn Recipe>,
    /// The keys that the recipe looked for in its last run; none before the first.
    reached: Option<BTreeSet<String>>,
    /// The entries that it found.
    touched: BTreeSet<EntryId>,
    /// The moment of the server's answer, and the entries that have to be read again because of it.
    ack: Option<(Moment, BTreeSet<EntryId>)>,
    /// It shows nothing any more.
    is_done: bool,
}

/// What a recipe panicked with.
pub(crate) type Panic = Box<dyn Any + Send>;

/// Adds a layer. What a recipe panics with in its first run is its caller's, and then nothing has changed.
pub(crate) fn add_layer(core: &mut Core, recipe: Box<dyn Recipe>) -> Result<Id, Panic> {
    let id = core.next_id();
    core.layers.push(Layer {
        id,
        recipe,
        reached: None,
        touched: BTreeSet::new(),
        ack: None,
        is_done: false,
    });
    let panics = fold(core);
    panics.into_iter().find(|(layer, _)| *layer == id).map_or(Ok(id), |(_, panic)| Err(panic))
}

/// Drops a layer: its mutation failed, or the truth has landed in all entries that it touched.
pub(crate) fn remove_layer(core: &mut Core, id: Id) {
    let Some(at) = core.layers.iter().position(|layer| layer.id == id) else { return };
    let layer = core.layers.remove(at);
    mark_touched(core, &layer.touched);
    // Dropping what the recipe holds is the application's.
    core.later(move |_| drop(layer));
}

/// The layer of a mutation that has succeeded goes where nothing of it has to be read again. It stays
/// where the read after the mutation has failed, as long as the data below it are older.
pub(crate) fn acknowledge_layer(core: &mut Core, id: Id, at: Moment, due: &[EntryId]) {
    let Some(layer) = core.layers.iter_mut().find(|layer| layer.id == id) else { return };
    let is_unread = |id: &&EntryId| {
        let entry = core.entries.get(*id);
        entry.and_then(|entry| entry.failures.get(WHOLE)).is_some_and(|failed| failed.sent_at == at)
    };
    let unread = layer.touched.iter().filter(is_unread).copied();
    layer.ack = Some((at, due.iter().copied().chain(unread).collect()));
    // An entry that has gone shows nothing, and has nothing computed anew.
    let touched = layer.touched.clone();
    if touched.iter().any(|id| core.entries.contains_key(id)) {
        mark_touched(core, &touched);
    } else {
        remove_layer(core, id);
    }
}

/// Has all that a layer touched computed anew.
fn mark_touched(core: &mut Core, touched: &BTreeSet<EntryId>) {
    for id in touched {
        if let Some(entry) = core.entries.get_mut(id) {
            entry.is_dirty = true;
            core.changed.insert(*id);
        }
    }
}

/// An acknowledged layer stays on a slot with readers until a read has brought it that was sent after
/// the answer. Without readers it would stay for ever.
fn is_owed(
    ack: Option<&(Moment, BTreeSet<EntryId>)>,
    id: EntryId,
    entry: &Entry,
    slot: &str,
) -> bool {
    let Some((at, due)) = ack else { return true };
    let is_read = entry.sent_at >= *at && !entry.failures.contains_key(slot);
    entry.is_active() && due.contains(&id) && !is_read
}

/// Computes the data that every dirty entry shows. Only the layers that reach one are run. A recipe that
/// panics shows nothing any more.
pub(crate) fn fold(core: &mut Core) -> Vec<(Id, Panic)> {
    let is_dirty = |id: &&EntryId| core.entries.get(*id).is_some_and(|entry| entry.is_dirty);
    let mut dirty: BTreeSet<EntryId> = core.changed.iter().filter(is_dirty).copied().collect();
    let mut layers = std::mem::take(&mut core.layers);
    let mut panics = Vec::new();
    let folded = loop {
        let mut folded = BTreeMap::new();
        let mut skipped = Vec::new();
        for (at, layer) in layers.iter_mut().enumerate() {
            if layer.is_done && layer.ack.is_none() {
                continue;
            }
            if is_skipped(core, layer, &dirty) {
                skipped.push(at);
                continue;
            }
            dirty.extend(&layer.touched);
            match run_layer(core, layer, &folded) {
                Ok(written) => show_written(core, layer, written, &mut folded),
                Err(panic) => {
                    layer.is_done = true;
                    layer.ack = None;
                    panics.push((layer.id, panic));
                }
            }
            dirty.extend(&layer.touched);
        }
        // All that a layer touches becomes dirty, so that further layers may have to run before it.
        if skipped.iter().all(|at| layers.get(*at).is_some_and(|it| is_skipped(core, it, &dirty))) {
            break folded;
        }
    };
    let (done, kept): (Vec<Layer>, Vec<Layer>) =
        layers.into_iter().partition(|layer| layer.is_done);
    core.layers = kept;
    core.later(move |_| drop(done));
    for id in dirty {
        if let Some(entry) = core.entries.get_mut(&id) {
            show(entry, folded.get(&id));
            core.changed.insert(id);
        }
    }
    panics
}

fn is_skipped(core: &Core, layer: &Layer, dirty: &BTreeSet<EntryId>) -> bool {
    let Some(reached) = &layer.reached else { return false };
    !dirty.iter().any(|id| core.entries.get(id).is_some_and(|entry| reached.contains(&entry.key)))
}

/// Runs a recipe on drafts of the layers below it: all of its changes count, or none.
fn run_layer(
    core: &Core,
    layer: &mut Layer,
    folded: &BTreeMap<EntryId, Slots>,
) -> Result<Written, Panic> {
    let mut drafts = Drafts::new(core, folded);
    catch_unwind(AssertUnwindSafe(|| layer.recipe.apply(&mut drafts)))?;
    let (reached, written) = drafts.end();
    layer.reached = Some(reached);
    layer.touched = written.keys().copied().collect();
    Ok(written)
}

/// Lays over what is below what a layer has written, as far as it is still owed.
fn show_written(
    core: &Core,
    layer: &mut Layer,
    written: Written,
    folded: &mut BTreeMap<EntryId, Slots>,
) {
    layer.is_done = layer.ack.is_some();
    for (id, changes) in written {
        let Some(entry) = core.entries.get(&id) else { continue };
        let slots = folded.entry(id).or_insert_with(|| entry.base.clone());
        for (slot, value) in changes {
            if is_owed(layer.ack.as_ref(), id, entry, slot) {
                layer.is_done = false;
                slots.insert(slot, value);
            }
        }
    }
}

fn show(entry: &mut Entry, folded: Option<&Slots>) {
    entry.is_dirty = false;
    let fresh = folded.unwrap_or(&entry.base);
    let keep = |(slot, value): (&&'static str, &Arc<_>)| {
        let known = keep_equal(entry.base.get(slot), Arc::clone(value));
        (*slot, keep_equal(entry.shown.get(slot), known))
    };
    let shown: Slots = fresh.iter().map(keep).collect();
    entry.shown = shown;
}
