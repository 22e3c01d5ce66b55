//! One open socket: who is asking, what waits to be sent, what is subscribed, and which rooms it is in.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::mem::take;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::caller::Caller;
use super::instance::Instance;
use super::outbox::Outbox;
use super::subscription::{Name, Subscription};
use crate::server::channels::membership::{Membership, RoomName};

/// An open socket.
pub(crate) struct Socket {
    /// Unique in the server.
    pub(crate) id: u64,
    pub(crate) caller: Caller,
    pub(crate) outbox: Outbox,
    subscriptions: Mutex<HashMap<Name, Held>>,
    rooms: Mutex<HashMap<RoomName, Arc<Membership>>>,
}

/// A subscription of the socket, and the instance that it is of once that is known.
struct Held {
    subscription: Arc<Subscription>,
    instance: Option<Arc<Instance>>,
}

/// The end of a subscription: what has to be taken out of the hub.
pub(crate) type Ended = (Arc<Subscription>, Option<Arc<Instance>>);

impl Socket {
    pub(crate) fn new(id: u64, caller: Caller) -> Self {
        Self {
            id,
            caller,
            outbox: Outbox::default(),
            subscriptions: Mutex::default(),
            rooms: Mutex::default(),
        }
    }

    /// Adds a subscription unless there are `most` already. Returns the one of the same name that it
    /// replaces.
    pub(crate) fn add(
        &self,
        subscription: &Arc<Subscription>,
        most: usize,
    ) -> Result<Option<Ended>, ()> {
        let mut subscriptions = self.lock();
        let count = subscriptions.len();
        let held = Held { subscription: Arc::clone(subscription), instance: None };
        match subscriptions.entry(subscription.name.clone()) {
            Entry::Occupied(mut entry) => Ok(Some(entry.insert(held).end())),
            Entry::Vacant(_) if count >= most => Err(()),
            Entry::Vacant(entry) => {
                entry.insert(held);
                Ok(None)
            }
        }
    }

    /// Takes note of the instance of a subscription. `false` if the subscription has ended meanwhile.
    pub(crate) fn attach(&self, subscription: &Subscription, instance: &Arc<Instance>) -> bool {
        match self.lock().get_mut(&subscription.name) {
            Some(held) if held.subscription.id == subscription.id => {
                held.instance = Some(Arc::clone(instance));
                true
            }
            _ => false,
        }
    }

    /// `true` if the subscription has not ended, and was not replaced by another one of its name.
    pub(crate) fn keeps(&self, subscription: &Subscription) -> bool {
        let subscriptions = self.lock();
        subscriptions
            .get(&subscription.name)
            .is_some_and(|it| it.subscription.id == subscription.id)
    }

    /// `true` if the subscription is one of that instance.
    pub(crate) fn is_attached(
        &self,
        subscription: &Subscription,
        instance: &Arc<Instance>,
    ) -> bool {
        let subscriptions = self.lock();
        subscriptions.get(&subscription.name).is_some_and(|held| held.is_of(subscription, instance))
    }

    /// Takes the subscription off its instance. `false` if it is one of another instance, or of none.
    pub(crate) fn detach(&self, subscription: &Subscription, instance: &Arc<Instance>) -> bool {
        match self.lock().get_mut(&subscription.name) {
            Some(held) if held.is_of(subscription, instance) => held.instance.take().is_some(),
            _ => false,
        }
    }

    /// Ends the subscription of a name.
    pub(crate) fn remove(&self, name: &Name) -> Option<Ended> {
        self.lock().remove(name).map(Held::end)
    }

    /// Ends a subscription, unless it was replaced by another one of its name.
    pub(crate) fn end(&self, subscription: &Subscription) -> Option<Ended> {
        match self.lock().entry(subscription.name.clone()) {
            Entry::Occupied(held) if held.get().subscription.id == subscription.id => {
                Some(held.remove().end())
            }
            _ => None,
        }
    }

    /// Ends all subscriptions.
    pub(crate) fn remove_all(&self) -> Vec<Ended> {
        take(&mut *self.lock()).into_values().map(Held::end).collect()
    }

    /// The subscriptions with their instances.
    pub(crate) fn subscribed(&self) -> Vec<(Arc<Subscription>, Arc<Instance>)> {
        let subscriptions = self.lock();
        let attached = subscriptions.values().filter_map(|Held { subscription, instance }| {
            Some((Arc::clone(subscription), Arc::clone(instance.as_ref()?)))
        });
        attached.collect()
    }

    /// `true` if a subscription or a membership depends on who is asking, so that it may end as time
    /// passes.
    pub(crate) fn is_guarded(&self) -> bool {
        self.lock().values().any(|held| held.subscription.is_guarded)
            || self.lock_rooms().values().any(|membership| membership.channel.is_guarded())
    }

    /// Adds a membership unless there are `most` already. Returns the one of the same name that it
    /// replaces.
    pub(crate) fn enter(
        &self,
        membership: &Arc<Membership>,
        most: usize,
    ) -> Result<Option<Arc<Membership>>, ()> {
        let mut rooms = self.lock_rooms();
        if rooms.len() >= most && !rooms.contains_key(&membership.name) {
            return Err(());
        }
        Ok(rooms.insert(membership.name.clone(), Arc::clone(membership)))
    }

    /// `true` if a membership was not replaced or ended.
    pub(crate) fn holds(&self, membership: &Membership) -> bool {
        self.lock_rooms().get(&membership.name).is_some_and(|it| it.id == membership.id)
    }

    /// Takes a membership out, unless it was replaced by another one of its name.
    pub(crate) fn leave(&self, membership: &Membership) -> bool {
        let mut rooms = self.lock_rooms();
        let is_it = rooms.get(&membership.name).is_some_and(|it| it.id == membership.id);
        if is_it {
            rooms.remove(&membership.name);
        }
        is_it
    }

    /// The membership of a name.
    pub(crate) fn membership(&self, name: &RoomName) -> Option<Arc<Membership>> {
        self.lock_rooms().get(name).cloned()
    }

    /// `true` if the socket has joined the room of that name, in any words.
    pub(crate) fn is_in(&self, room: &str) -> bool {
        self.lock_rooms().values().any(|it| *it.room.name == *room && it.is_open())
    }

    /// All memberships.
    pub(crate) fn memberships(&self) -> Vec<Arc<Membership>> {
        self.lock_rooms().values().cloned().collect()
    }

    fn lock_rooms(&self) -> MutexGuard<'_, HashMap<RoomName, Arc<Membership>>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Name, Held>> {
        self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn is_of(&self, subscription: &Subscription, instance: &Arc<Instance>) -> bool {
        self.subscription.id == subscription.id
            && self.instance.as_ref().is_some_and(|own| Arc::ptr_eq(own, instance))
    }

    fn end(self) -> Ended {
        (self.subscription, self.instance)
    }
}
