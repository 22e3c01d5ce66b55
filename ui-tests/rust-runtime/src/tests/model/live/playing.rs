//! What an interleaving with live nodes does: most of it is left to the sockets and the bus.

use super::super::api::INSTANCES;
use super::super::cells::IDS;
use super::super::interleaving::Interleaving;

impl Interleaving {
    pub(crate) fn choose_live(&mut self, choice: u32) {
        let arg = choice >> 4;
        let at = arg as usize;
        let flights = self.world.lock().unwrap().flights.len();
        match choice % 16 {
            0 => self.choose_any(arg),
            1 => self.watch(INSTANCES[at % INSTANCES.len()]),
            2 => self.mutate(arg, !arg.is_multiple_of(2)),
            3 | 4 => self.change_elsewhere(1 + arg % 2, IDS[at % IDS.len()]),
            5 if !arg.is_multiple_of(2) => self.break_down(at >> 1),
            6..=8 if flights > 0 => self.advance(at % flights),
            9.. => self.make_move(at),
            _ => {}
        }
    }

    fn make_move(&mut self, at: usize) {
        let mut world = self.world.lock().unwrap();
        let moves = world.moves();
        if !moves.is_empty() {
            world.make(moves[at % moves.len()]);
        }
    }

    /// Something goes wrong.
    pub(crate) fn break_down(&mut self, at: usize) {
        let mut world = self.world.lock().unwrap();
        let faults = world.faults();
        if !faults.is_empty() {
            let lost = world.break_down(faults[at % faults.len()]);
            self.notes.lock().unwrap().failed.extend(lost);
        }
    }
}
