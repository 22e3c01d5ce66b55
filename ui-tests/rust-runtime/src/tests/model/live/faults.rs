//! What goes wrong: sockets that are cut, nodes that are killed or lose the bus, a bus that forgets all.

use super::super::change::Kind;
use super::super::server::World;
use super::peer::PeerId;

/// Something that may go wrong next.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fault {
    Close(PeerId),
    Kill(usize),
    CutOff(usize),
    Restore(usize),
    RestartBus,
}

impl World {
    /// All that may go wrong next.
    pub(crate) fn faults(&self) -> Vec<Fault> {
        let mut faults: Vec<Fault> = self.live.peers.keys().copied().map(Fault::Close).collect();
        let has_bus = self.live.bus.is_some();
        for (node, it) in self.nodes.iter().enumerate() {
            faults.extend(std::iter::repeat_n(Fault::Kill(node), self.weight_of_death(node)));
            if has_bus && !it.is_cut() {
                faults.push(Fault::CutOff(node));
            }
            if it.is_cut() {
                faults.push(Fault::Restore(node));
            }
        }
        faults.extend(has_bus.then_some(Fault::RestartBus));
        faults
    }

    /// Does it; the mutations whose caller hears nothing of their end.
    pub(crate) fn break_down(&mut self, fault: Fault) -> Vec<u32> {
        match fault {
            Fault::Close(peer) => self.close(peer),
            Fault::Kill(node) => return self.kill(node),
            Fault::CutOff(node) => self.cut_off(node),
            Fault::Restore(node) => self.restore(node),
            Fault::RestartBus => self.restart_bus(),
        }
        Vec::new()
    }

    /// The bus is there again for all.
    pub(crate) fn heal(&mut self) {
        for node in 0..self.nodes.len() {
            if self.nodes[node].is_cut() {
                self.restore(node);
            }
        }
    }

    /// How likely a node is killed: a death between commit and announcement is the one that matters, and a
    /// sign-in of which the client hears nothing is the application's to handle.
    fn weight_of_death(&self, node: usize) -> usize {
        let on_node = self.flights.iter().filter(|flight| flight.node == Some(node));
        let runs: Vec<_> = on_node.filter_map(|flight| Some(&self.runs[flight.run?])).collect();
        let is_untold =
            |run: &&super::super::run::Run| run.written.is_some() && !run.steps.is_over();
        match () {
            () if runs.iter().any(|run| run.args.kind == Kind::SignIn) => 0,
            () if runs.iter().any(is_untold) => 8,
            () => 1,
        }
    }

    /// Nothing of what runs on the node goes on; another node takes its place.
    fn kill(&mut self, node: usize) -> Vec<u32> {
        let on_node = self.live.peers.iter().filter(|(_, peer)| peer.node == node);
        for peer in on_node.map(|(id, _)| *id).collect::<Vec<_>>() {
            self.close(peer);
        }
        if !self.nodes[node].is_cut() {
            self.lose_bus(node);
        }
        self.live.missing += 1;
        self.forget_keys_of(node);
        let mut lost = Vec::new();
        while let Some(at) = self.flights.iter().position(|flight| flight.node == Some(node)) {
            lost.extend(self.flights[at].run.map(|run| self.runs[run].args.token));
            self.end(at, true);
        }
        self.start_node(node);
        lost
    }
}
