//! Subscriptions: the server subscribes, then says what is known, so that no change after that is missed.

use serde_json::{Value, json};

use crate::runtime::carrier::Bundle;

use super::super::server::{World, to_asked};
use super::peer::PeerId;
use super::pushes::{error_of, to_wire};
use super::subscription::{SubId, Subscription};

/// The answer to a frame that subscribes, until all its reads have ended.
pub(super) struct Answering {
    peer: PeerId,
    id: Value,
    answers: Vec<Option<Answer>>,
}

/// What is said of one instance.
struct Answer {
    text: Value,
    /// The subscription begins with what the read of that number has seen, under that name.
    begins: Option<(SubId, u32, Option<String>)>,
}

/// An instance that waits for its first read, as the frame has it.
#[derive(Clone)]
pub(super) struct Place {
    answering: u64,
    at: usize,
    /// The name of the bundle that the client shows.
    h: Option<String>,
}

impl World {
    pub(super) fn subscribe(&mut self, peer: PeerId, id: &Value, of: &[Value]) {
        let answering = self.live.next_id();
        let answers = of.iter().map(|_| None).collect();
        self.live.answering.insert(answering, Answering { peer, id: id.clone(), answers });
        for (at, wanted) in of.iter().enumerate() {
            let h = wanted["h"].as_str().map(str::to_owned);
            self.subscribe_one(peer, wanted, Place { answering, at, h });
        }
    }

    fn subscribe_one(&mut self, peer: PeerId, wanted: &Value, place: Place) {
        self.end_named(peer, wanted);
        let node = self.live.peers[&peer].node;
        let context = if wanted["context"] == "user" { "user" } else { "search" };
        let params = wanted["params"].as_object().unwrap();
        let asked = to_asked(context, params, wanted["only"].as_str());
        let number = self.nodes[node].number_of(context, wanted["v"].as_str());
        let known = number.filter(|number| self.nodes[node].is_quiet_since(&asked, *number));
        let id = self.live.next_id();
        let instance = instance_of(wanted);
        let person = self.database.person;
        let subscription = Subscription::new((asked, instance), peer, node, person);
        self.live.subscriptions.insert(id, subscription);
        self.live.peers.get_mut(&peer).unwrap().subscriptions.insert(name_of(wanted), id);
        if let Some(number) = known {
            let v = self.nodes[node].token_of_same(context, number);
            let begins = Some((id, 0, place.h.clone()));
            return self.answer(&place, Answer { text: json!({ "same": true, "v": v }), begins });
        }
        self.live.subscriptions.get_mut(&id).unwrap().make_stale();
        self.read(id, Some(place));
    }

    /// The first read of a subscription has ended.
    pub(super) fn answer_read(&mut self, id: SubId, place: &Place, begun: u32, bundle: &Bundle) {
        let error = error_of(bundle);
        if error.is_some() {
            self.end_subscription(id);
        }
        let is_same = place.h.is_some() && place.h == bundle.h;
        let text = match &error {
            Some(error) => json!({ "error": error }),
            None if is_same => json!({ "same": true, "v": bundle.v }),
            None => json!({ "bundle": to_wire(bundle) }),
        };
        let begins = error.is_none().then(|| (id, begun, bundle.h.clone()));
        self.answer(place, Answer { text, begins });
    }

    /// Notes the answer of one instance, and answers the frame once it has all.
    fn answer(&mut self, place: &Place, answer: Answer) {
        let Some(answering) = self.live.answering.get_mut(&place.answering) else { return };
        answering.answers[place.at] = Some(answer);
        if answering.answers.iter().any(Option::is_none) {
            return;
        }
        let Answering { peer, id, answers } = self.live.answering.remove(&place.answering).unwrap();
        let answers: Vec<Answer> = answers.into_iter().flatten().collect();
        let ok: Vec<&Value> = answers.iter().map(|answer| &answer.text).collect();
        if let Some(peer) = self.live.peers.get_mut(&peer) {
            peer.send(json!({ "id": id, "ok": ok }));
        }
        for (id, begun, h) in answers.into_iter().filter_map(|answer| answer.begins) {
            let subscription = self.live.subscriptions.get_mut(&id);
            if subscription.is_some_and(|it| it.answer(begun, h)) {
                self.read(id, None);
            }
        }
    }

    pub(super) fn end_named(&mut self, peer: PeerId, wanted: &Value) {
        let peer = self.live.peers.get(&peer);
        let known = peer.and_then(|it| it.subscriptions.get(&name_of(wanted)).copied());
        if let Some(id) = known {
            self.end_subscription(id);
        }
    }
}

/// An instance without what the client shows of it.
fn instance_of(wanted: &Value) -> Value {
    let mut instance = wanted.clone();
    let fields = instance.as_object_mut().unwrap();
    fields.remove("v");
    fields.remove("h");
    instance
}

fn name_of(wanted: &Value) -> String {
    instance_of(wanted).to_string()
}
