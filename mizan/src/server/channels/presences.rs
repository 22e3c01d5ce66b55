//! Who is present in a room, as this node knows it: its own members, and those of the other nodes.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;

use bytes::Bytes;

use crate::bus::Presence;

/// The presences of one room.
#[derive(Default)]
pub(crate) struct Presences {
    /// The members on this node, each with the number of its sockets and its newest presence.
    own: BTreeMap<String, (usize, Bytes)>,
    /// The members on other nodes, by member and node.
    others: BTreeMap<String, BTreeMap<String, Bytes>>,
    /// The members as the clients know them.
    shown: BTreeMap<String, Bytes>,
    /// The members whose presence may differ from what is shown.
    changed: BTreeSet<String>,
    /// The own members as the bus knows them, and those of which it has to be told.
    told: BTreeMap<String, Bytes>,
    untold: BTreeSet<String>,
    /// `true` until the other nodes have been asked, and again after anything was missed.
    must_load: bool,
    /// What was heard while the others were asked.
    meanwhile: Option<Vec<Presence>>,
}

/// A change of who is present, each as the JSON of a presence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) joined: Vec<Bytes>,
    pub(crate) left: Vec<Bytes>,
}

impl Presences {
    /// Those of a channel whose members see each other.
    pub(crate) fn new() -> Self {
        Self { must_load: true, ..Self::default() }
    }

    /// One more socket of a member, which appears like this from now on.
    pub(crate) fn enter(&mut self, member: &str, presence: Bytes) {
        let own = self.own.entry(member.to_owned()).or_default();
        *own = (own.0 + 1, presence);
        self.touch(member);
    }

    /// One socket of a member less.
    pub(crate) fn leave(&mut self, member: &str) {
        if let Some((sockets, _)) = self.own.get_mut(member) {
            *sockets -= 1;
            if *sockets == 0 {
                self.own.remove(member);
            }
            self.touch(member);
        }
    }

    fn touch(&mut self, member: &str) {
        self.changed.insert(member.to_owned());
        self.untold.insert(member.to_owned());
    }

    /// Takes note of what another node says.
    pub(crate) fn hear(&mut self, presence: &Presence) {
        if let Some(meanwhile) = &mut self.meanwhile {
            meanwhile.push(presence.clone());
        }
        let Presence { member, node, data, .. } = presence;
        let nodes = self.others.entry(member.clone()).or_default();
        match data {
            Some(data) => drop(nodes.insert(node.clone(), data.clone())),
            None => drop(nodes.remove(node)),
        }
        if nodes.is_empty() {
            self.others.remove(member);
        }
        self.changed.insert(member.clone());
    }

    /// Forgets what a node has said, which is not there any more.
    pub(crate) fn forget_node(&mut self, node: &str) {
        for (member, nodes) in &mut self.others {
            if nodes.remove(node).is_some() {
                self.changed.insert(member.clone());
            }
        }
        self.others.retain(|_, nodes| !nodes.is_empty());
    }

    /// Something may have been missed: the others are asked again, and told again.
    pub(crate) fn reopen(&mut self) {
        self.must_load = true;
        self.told.clear();
        self.untold.extend(self.own.keys().cloned());
    }

    /// `true` if the others have to be asked.
    pub(crate) fn must_load(&self) -> bool {
        self.must_load
    }

    /// Begins to ask the others. What is heard from now on is newer than their answer.
    pub(crate) fn begin_load(&mut self) {
        self.must_load = false;
        self.meanwhile = Some(Vec::new());
    }

    /// Takes the answer of the bus, which has the presences of this node as well; `None` if there is none.
    pub(crate) fn end_load(&mut self, answer: Option<Vec<Presence>>, own_node: &str) {
        let meanwhile = self.meanwhile.take().unwrap_or_default();
        let Some(answer) = answer else {
            self.must_load = true;
            return;
        };
        self.changed.extend(take(&mut self.others).into_keys());
        for presence in answer.iter().filter(|it| it.node != own_node).chain(&meanwhile) {
            self.hear(presence);
        }
    }

    /// The next own member of whom the bus has to be told, and the presence to tell.
    pub(crate) fn next_untold(&mut self) -> Option<(String, Option<Bytes>)> {
        while let Some(member) = self.untold.pop_first() {
            let presence = self.own.get(&member).map(|(_, presence)| presence.clone());
            if self.told.get(&member) != presence.as_ref() {
                return Some((member, presence));
            }
        }
        None
    }

    /// Takes note of what the bus was told, or that it could not be told.
    pub(crate) fn told(&mut self, member: String, presence: Option<Bytes>, is_done: bool) {
        if !is_done {
            self.untold.insert(member);
            return;
        }
        match presence {
            Some(presence) => drop(self.told.insert(member, presence)),
            None => drop(self.told.remove(&member)),
        }
    }

    /// `true` if the bus knows of nobody here, and has to be told of nobody.
    pub(crate) fn is_silent(&self) -> bool {
        self.told.is_empty() && self.untold.is_empty()
    }

    /// The difference to what is shown, which is shown from now on.
    pub(crate) fn settle(&mut self) -> Option<Change> {
        let mut change = Change { joined: Vec::new(), left: Vec::new() };
        for member in take(&mut self.changed) {
            let own = self.own.get(&member).map(|(_, presence)| presence);
            let other = || self.others.get(&member).and_then(|nodes| nodes.values().next_back());
            let now = own.or_else(other).cloned();
            let before = match &now {
                Some(presence) => self.shown.insert(member, presence.clone()),
                None => self.shown.remove(&member),
            };
            if before != now {
                change.left.extend(before);
                change.joined.extend(now);
            }
        }
        (!change.joined.is_empty() || !change.left.is_empty()).then_some(change)
    }

    /// The presences that are shown.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &Bytes> {
        self.shown.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(member: &str, node: &str, data: Option<&'static str>) -> Presence {
        let data = data.map(|data| Bytes::from_static(data.as_bytes()));
        Presence {
            room: "chat{}".to_owned(),
            member: member.to_owned(),
            node: node.to_owned(),
            data,
        }
    }

    fn change(joined: &[&'static str], left: &[&'static str]) -> Option<Change> {
        let bytes = |texts: &[&'static str]| {
            texts.iter().map(|text| Bytes::from_static(text.as_bytes())).collect()
        };
        Some(Change { joined: bytes(joined), left: bytes(left) })
    }

    #[test]
    fn a_member_with_two_sockets_is_one_presence() {
        let mut presences = Presences::new();
        presences.enter("ada", Bytes::from_static(b"1"));
        presences.enter("ada", Bytes::from_static(b"1"));
        assert_eq!(presences.settle(), change(&["1"], &[]));
        presences.leave("ada");
        assert_eq!(presences.settle(), None);
        presences.leave("ada");
        assert_eq!(presences.settle(), change(&[], &["1"]));
    }

    #[test]
    fn a_member_on_two_nodes_leaves_with_the_last() {
        let mut presences = Presences::new();
        presences.enter("ada", Bytes::from_static(b"1"));
        presences.hear(&said("ada", "other", Some("2")));
        assert_eq!(presences.settle(), change(&["1"], &[]));
        presences.leave("ada");
        assert_eq!(presences.settle(), change(&["2"], &["1"]));
        presences.forget_node("other");
        assert_eq!(presences.settle(), change(&[], &["2"]));
    }

    #[test]
    fn what_is_heard_while_the_others_are_asked_is_newer_than_their_answer() {
        let mut presences = Presences::new();
        presences.begin_load();
        presences.hear(&said("eve", "other", None));
        let answer = vec![said("eve", "other", Some("2")), said("ada", "own", Some("1"))];
        presences.end_load(Some(answer), "own");
        assert_eq!(presences.settle(), None);
    }

    #[test]
    fn the_bus_is_told_what_differs_from_what_it_knows() {
        let mut presences = Presences::new();
        presences.enter("ada", Bytes::from_static(b"1"));
        let (member, presence) = presences.next_untold().expect("somebody");
        presences.leave("ada");
        presences.told(member, presence, true);
        assert_eq!(presences.next_untold(), Some(("ada".to_owned(), None)));
        presences.told("ada".to_owned(), None, false);
        assert!(!presences.is_silent());
        assert_eq!(presences.next_untold(), Some(("ada".to_owned(), None)));
        presences.told("ada".to_owned(), None, true);
        assert!(presences.is_silent());
    }
}
