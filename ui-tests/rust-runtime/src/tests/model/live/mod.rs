//! A model of live nodes on a bus. What arrives at a socket, what a node hears, what is pushed: each is a move
//! of its own, so that anything may happen between two of them, or instead of them.

pub(crate) mod bus;
mod faults;
mod moves;
pub(crate) mod node;
mod peer;
mod playing;
mod pushes;
pub(crate) mod sockets;
mod subscribing;
mod subscription;

use std::collections::BTreeMap;

use super::server::World;
use bus::Bus;
use node::Node;
use peer::{Peer, PeerId};
use subscribing::Answering;
use subscription::{SubId, Subscription};

/// What is live on the server.
#[derive(Default)]
pub(crate) struct Live {
    /// Connects the nodes, where there are several.
    bus: Option<Bus>,
    peers: BTreeMap<PeerId, Peer>,
    subscriptions: BTreeMap<SubId, Subscription>,
    /// The answers to subscriptions, until all their reads have ended.
    answering: BTreeMap<u64, Answering>,
    /// The nodes that were lost and that the others have not missed yet.
    missing: u32,
    last_id: u64,
}

impl Live {
    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }
}

impl World {
    /// A server of nodes that push.
    pub(crate) fn live(seed: u32, nodes: usize) -> Self {
        let mut world = Self::new(true, seed);
        world.nodes.clear();
        world.live.bus = (nodes > 1).then(Bus::default);
        for _ in 0..nodes {
            world.nodes.push(Node::alone("-"));
        }
        for node in 0..nodes {
            world.start_node(node);
        }
        world
    }

    /// Starts a node, in the place of another one.
    fn start_node(&mut self, node: usize) {
        let name = format!("alone{}", self.live.next_id());
        self.nodes[node] = match self.live.bus {
            None => Node::alone(&name),
            Some(_) => Node::on_bus(&name),
        };
        self.open_bus(node);
    }

    /// Time passes, in which everything is read again where a node was missing.
    pub(crate) fn keep_vigil(&mut self) {
        for node in 0..self.nodes.len() {
            if self.nodes[node].ends_vigil() {
                self.read_all(node);
            }
        }
    }

    /// The sockets that the client has not been told to be closed.
    pub(crate) fn open_sockets(&self) -> usize {
        self.live.peers.values().filter(|peer| !peer.is_over()).count()
    }
}
