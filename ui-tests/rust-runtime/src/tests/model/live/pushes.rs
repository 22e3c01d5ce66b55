//! Pushes: what is stale is read again, and what is other than the last is sent.

use serde_json::{Value, json};

use crate::runtime::carrier::Bundle;

use super::super::reading::{Asked, read_instance};
use super::super::server::{Flight, Step, Steps, World};
use super::subscribing::Place;
use super::subscription::SubId;

impl World {
    /// A change of what some subscriptions of a node show.
    pub(super) fn make_stale(&mut self, node: usize, is_stale: impl Fn(&Asked) -> bool) {
        let all = self.live.subscriptions.iter_mut();
        let stale = all.filter(|(_, it)| it.node == node && is_stale(&it.asked));
        let due = stale.filter_map(|(id, it)| it.make_stale().then_some(*id));
        for id in due.collect::<Vec<_>>() {
            self.read(id, None);
        }
    }

    pub(super) fn read_all(&mut self, node: usize) {
        self.make_stale(node, |_| true);
    }

    /// Reads a subscription for a push, or for the answer to it.
    pub(super) fn read(&mut self, id: SubId, place: Option<Place>) {
        let Some(subscription) = self.live.subscriptions.get(&id) else { return };
        let (node, asked) = (subscription.node, subscription.asked.clone());
        let (mut steps, bundle) = read_instance(self, node, &asked, None);
        let begun = std::sync::Arc::new(std::sync::Mutex::new((0, false)));
        let noted = std::sync::Arc::clone(&begun);
        let begin: Step = Box::new(move |world| {
            let person = world.database.person;
            if let Some(subscription) = world.live.subscriptions.get_mut(&id) {
                subscription.begin_read();
                *noted.lock().unwrap() = (subscription.begun, subscription.person != person);
            }
        });
        steps.insert(0, begin);
        let arrive = move |world: &mut World, _| {
            let (begun, is_other) = *begun.lock().unwrap();
            world.end_read(id, place.as_ref(), (begun, is_other), &bundle.lock().unwrap());
        };
        self.push(Flight::new(Steps::new(steps), None, Some(node), Box::new(arrive)));
    }

    fn end_read(
        &mut self,
        id: SubId,
        place: Option<&Place>,
        (begun, is_other): (u32, bool),
        bundle: &Bundle,
    ) {
        if is_other {
            self.refuse(id, json!({ "code": "UNAUTHORIZED", "message": "somebody else" }));
        }
        if let Some(place) = place {
            self.answer_read(id, place, begun, bundle);
        }
        self.push_bundle(id, bundle);
        let subscription = self.live.subscriptions.get_mut(&id);
        if subscription.is_some_and(super::subscription::Subscription::end_read) {
            self.read(id, None);
        }
    }

    fn push_bundle(&mut self, id: SubId, bundle: &Bundle) {
        let is_large = self.draw(16) == 0;
        let Some(subscription) = self.live.subscriptions.get_mut(&id) else { return };
        if !subscription.is_answered {
            return;
        }
        if let Some(error) = error_of(bundle) {
            return self.refuse(id, error);
        }
        if bundle.h == subscription.h {
            return;
        }
        subscription.h.clone_from(&bundle.h);
        let mut event = subscription.instance.clone();
        let fields = event.as_object_mut().unwrap();
        if is_large {
            fields.insert("event".to_owned(), "invalidate".into());
        } else {
            fields.insert("event".to_owned(), "bundle".into());
            fields.insert("bundle".to_owned(), to_wire(bundle));
        }
        if let Some(peer) = self.live.peers.get_mut(&subscription.peer) {
            peer.push(id, event);
        }
    }

    /// Ends a subscription with an error.
    fn refuse(&mut self, id: SubId, error: Value) {
        let Some(subscription) = self.live.subscriptions.get(&id) else { return };
        if !subscription.is_answered {
            return;
        }
        let (peer, mut event) = (subscription.peer, subscription.instance.clone());
        let fields = event.as_object_mut().unwrap();
        fields.insert("event".to_owned(), "bundle".into());
        fields.insert("error".to_owned(), error);
        self.end_subscription(id);
        if let Some(peer) = self.live.peers.get_mut(&peer) {
            peer.send(event);
        }
    }
}

/// The error of a bundle all of whose members have failed.
pub(super) fn error_of(bundle: &Bundle) -> Option<Value> {
    let error = bundle.errors.values().next().filter(|_| bundle.members.is_empty())?;
    Some(json!({ "code": "FORBIDDEN", "message": error.message }))
}

/// A bundle as it is on the wire.
pub(super) fn to_wire(bundle: &Bundle) -> Value {
    let mut wire = bundle.members.clone();
    wire.extend(bundle.v.clone().map(|v| ("$v".to_owned(), v.into())));
    wire.extend(bundle.h.clone().map(|h| ("$h".to_owned(), h.into())));
    if !bundle.errors.is_empty() {
        let errors = bundle.errors.iter().map(|(name, error)| {
            (name.clone(), json!({ "code": "FORBIDDEN", "message": error.message }))
        });
        wire.insert("$errors".to_owned(), Value::Object(errors.collect()));
    }
    wire.into()
}
