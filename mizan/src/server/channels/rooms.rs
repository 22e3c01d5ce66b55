//! The rooms that have members on this server.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::membership::Membership;
use super::room::Room;

/// All rooms with members on this server, by their names on the bus.
#[derive(Default)]
pub(crate) struct Rooms(Mutex<HashMap<Arc<str>, Arc<Room>>>);

impl Rooms {
    /// Makes a membership of the room of that name, and adds it there. The room is made if there is none
    /// yet.
    pub(crate) fn enter(
        &self,
        name: &str,
        has_presence: bool,
        make: impl FnOnce(Arc<Room>) -> Membership,
    ) -> Arc<Membership> {
        let mut rooms = self.lock();
        let room = match rooms.get(name) {
            Some(room) => Arc::clone(room),
            None => {
                let name: Arc<str> = name.into();
                let room = Arc::new(Room::new(Arc::clone(&name), has_presence));
                Arc::clone(rooms.entry(name).or_insert(room))
            }
        };
        let membership = Arc::new(make(Arc::clone(&room)));
        room.enter(&membership);
        membership
    }

    pub(crate) fn find(&self, name: &str) -> Option<Arc<Room>> {
        self.lock().get(name).cloned()
    }

    pub(crate) fn all(&self) -> Vec<Arc<Room>> {
        self.lock().values().cloned().collect()
    }

    /// Forgets a room in which nobody is.
    pub(crate) fn forget_if_empty(&self, room: &Arc<Room>) {
        let mut rooms = self.lock();
        let is_it = rooms.get(&room.name).is_some_and(|known| Arc::ptr_eq(known, room));
        if is_it && room.is_empty() {
            rooms.remove(&room.name);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Arc<str>, Arc<Room>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
