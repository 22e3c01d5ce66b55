//! What happens next, if nothing else does.

use serde_json::Value;

use super::super::server::World;
use super::peer::PeerId;

/// Something that happens next, if nothing else does.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Move {
    Hear(usize),
    Open(PeerId),
    TellClosed(PeerId),
    Receive(PeerId),
    Deliver(PeerId),
    Miss,
}

impl World {
    /// All that may happen next.
    pub(crate) fn moves(&self) -> Vec<Move> {
        let hearing = self.nodes.iter().enumerate().filter(|(_, node)| !node.heard.is_empty());
        let mut moves: Vec<Move> = hearing.map(|(node, _)| Move::Hear(node)).collect();
        for (id, peer) in &self.live.peers {
            let all = [
                (peer.is_opening(), Move::Open(*id)),
                (peer.is_closing(), Move::TellClosed(*id)),
                (!peer.sent.is_empty(), Move::Receive(*id)),
                (peer.has_frames(), Move::Deliver(*id)),
            ];
            moves.extend(all.into_iter().filter(|(may, _)| *may).map(|(_, it)| it));
        }
        moves.extend((self.live.missing > 0).then_some(Move::Miss));
        moves
    }

    pub(crate) fn make(&mut self, it: Move) {
        match it {
            Move::Hear(node) => self.hear(node),
            Move::Miss => self.miss(),
            Move::Receive(peer) => self.receive(peer),
            Move::Open(peer) => self.live.peers.get_mut(&peer).unwrap().open(),
            Move::TellClosed(peer) => self.live.peers.get_mut(&peer).unwrap().tell_closed(),
            Move::Deliver(peer) => self.live.peers.get_mut(&peer).unwrap().deliver(),
        }
        self.live.peers.retain(|_, peer| !peer.is_over());
    }

    /// A frame of the client arrives.
    fn receive(&mut self, peer: PeerId) {
        let Some(it) = self.live.peers.get_mut(&peer) else { return };
        let Some(frame) = it.sent.pop_front() else { return };
        let of = frame["of"].as_array().map_or(&[][..], Vec::as_slice);
        match frame["action"].as_str() {
            Some("subscribe") => self.subscribe(peer, &frame["id"], of),
            Some("unsubscribe") => self.unsubscribe(peer, &frame["id"], of),
            action => panic!("{action:?} is no action of the model"),
        }
    }

    fn unsubscribe(&mut self, peer: PeerId, id: &Value, of: &[Value]) {
        for wanted in of {
            self.end_named(peer, wanted);
        }
        if let Some(peer) = self.live.peers.get_mut(&peer) {
            peer.send(serde_json::json!({ "id": id, "ok": null }));
        }
    }
}
