//! The drafts that an optimistic change writes to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::observe::state::decode;
use super::super::spec::Member;
use super::super::store::address::Address;
use super::super::store::core::Core;
use super::super::store::entry::{EntryId, Slots};

/// What a recipe has written, by entry.
pub(crate) type Written = BTreeMap<EntryId, Slots>;

/// Drafts of the data that are shown. What has no data yet is not changed.
pub struct Drafts<'a> {
    core: &'a Core,
    /// What the layers below show.
    folded: &'a BTreeMap<EntryId, Slots>,
    reached: BTreeSet<String>,
    written: Written,
}

impl<'a> Drafts<'a> {
    pub(crate) fn new(core: &'a Core, folded: &'a BTreeMap<EntryId, Slots>) -> Self {
        Self { core, folded, reached: BTreeSet::new(), written: Written::new() }
    }

    /// The keys that the recipe looked for, and what it has written.
    pub(crate) fn end(self) -> (BTreeSet<String>, Written) {
        (self.reached, self.written)
    }

    /// Changes a bundle.
    pub fn change<T>(&mut self, address: &Address, change: impl FnOnce(&mut T))
    where
        T: Serialize + DeserializeOwned,
    {
        let Some(id) = self.reach(address) else { return };
        let members = address.members();
        let known: Option<Slots> = members
            .iter()
            .map(|member| Some((member.name, self.value(id, member.name)?)))
            .collect();
        let Some(known) = known else { return };
        let Ok(mut data) = decode::<T>(&known, None) else { return };
        change(&mut data);
        let Ok(Value::Object(mut fresh)) = serde_json::to_value(&data) else { return };
        for member in members {
            if let Some(value) = fresh.remove(member.name) {
                self.write(id, member.name, value);
            }
        }
    }

    /// Changes one member.
    pub fn change_member<T>(
        &mut self,
        address: &Address,
        member: &'static Member,
        change: impl FnOnce(&mut T),
    ) where
        T: Serialize + DeserializeOwned,
    {
        let Some(id) = self.reach(address) else { return };
        let Some(known) = self.value(id, member.name) else { return };
        let Ok(mut data) = T::deserialize(&*known) else { return };
        change(&mut data);
        if let Ok(value) = serde_json::to_value(&data) {
            self.write(id, member.name, value);
        }
    }

    /// The entry of an address, if it has data.
    fn reach(&mut self, address: &Address) -> Option<EntryId> {
        let key = address.key();
        let id = self.core.keys.get(&key).copied();
        self.reached.insert(key);
        let id = id.filter(|id| self.core.entries.get(id).is_some_and(|it| it.sent_at > 0))?;
        self.written.entry(id).or_default();
        Some(id)
    }

    /// The draft of one member.
    fn value(&self, id: EntryId, slot: &str) -> Option<Arc<Value>> {
        let below = || {
            let base = || self.core.entries.get(&id).map(|entry| &entry.base);
            self.folded.get(&id).or_else(base)?.get(slot)
        };
        self.written.get(&id).and_then(|slots| slots.get(slot)).or_else(below).cloned()
    }

    fn write(&mut self, id: EntryId, slot: &'static str, value: Value) {
        if self.value(id, slot).is_none_or(|known| *known != value) {
            self.written.entry(id).or_default().insert(slot, Arc::new(value));
        }
    }
}
