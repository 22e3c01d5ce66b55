//! The end of an interleaving: all comes to rest, shows the truth, and leaves nothing behind.

use serde_json::Value;

use crate::runtime::live::status::LiveStatus;

use super::api::Instance;
use super::interleaving::{Interleaving, Watched};
use super::reading::{Asked, members_of, read_member};

impl Interleaving {
    pub(super) fn quiesce(&mut self) -> Result<(), String> {
        for _ in 0..50 {
            let mut steps = 0;
            while self.is_busy() {
                if steps > 2000 {
                    return Err("it reads for ever".to_owned());
                }
                if steps == 100 {
                    self.world.lock().unwrap().heal();
                }
                self.step(|play| play.go_on(steps < 100))?;
                steps += 1;
            }
            self.world.lock().unwrap().heal();
            self.world.lock().unwrap().keep_vigil();
            if self.is_busy() {
                continue;
            }
            let has_error = |watched: &mut Watched| watched.watch.current().error.is_some();
            if !self.notes.lock().unwrap().watched.iter_mut().any(has_error) {
                let pending = self.notes.lock().unwrap().pending;
                return if pending == 0 { Ok(()) } else { Err(format!("{pending} never end")) };
            }
            self.step(|play| play.store.retry())?;
        }
        Err("it never comes to rest".to_owned())
    }

    /// One of the things that can happen next, or goes wrong.
    fn go_on(&mut self, may_fail: bool) {
        let (flights, moves) = {
            let world = self.world.lock().unwrap();
            (world.flights.len(), world.moves())
        };
        let fails = may_fail && self.draw(24) == 0;
        if flights + moves.len() == 0 {
            return self.executor.fire_timers();
        }
        let at = self.draw(flights + moves.len());
        match moves.get(at.wrapping_sub(flights)) {
            None if fails => self.cut(at),
            None => self.advance(at),
            Some(_) if fails => self.break_down(at),
            Some(each) => self.world.lock().unwrap().make(*each),
        }
    }

    fn draw(&self, below: usize) -> usize {
        self.world.lock().unwrap().draw(u32::try_from(below).unwrap()) as usize
    }

    fn is_busy(&self) -> bool {
        let world = self.world.lock().unwrap();
        let is_moving = !world.flights.is_empty() || !world.moves().is_empty();
        let is_reading = self.store.with(|core| {
            !core.calls.is_empty() || core.entries.values().any(|entry| !entry.reads.is_empty())
        });
        let status = self.store.live_status();
        let is_connecting = matches!(status, LiveStatus::Connecting | LiveStatus::Waiting);
        is_moving || is_reading || is_connecting
    }

    pub(super) fn expect_truth(&self) -> Result<(), String> {
        let world = self.world.lock().unwrap();
        for watched in &mut self.notes.lock().unwrap().watched {
            let asked = to_asked(watched.instance);
            let member =
                |name: &'static str| (name.to_owned(), read_member(&world.database, &asked, name));
            let truth = Value::Object(members_of(&asked).into_iter().map(member).collect());
            let shown = watched.watch.current().data;
            if shown.as_deref() != Some(&truth) {
                return Err(format!("shown {shown:?}, true is {truth}"));
            }
        }
        Ok(())
    }

    /// Nothing is left once nobody reads and the collectors have fired.
    pub(super) fn end(self) -> Result<(), String> {
        self.notes.lock().unwrap().watched.clear();
        loop {
            self.executor.settle(|| {});
            let moves = self.world.lock().unwrap().moves();
            if moves.is_empty() && self.executor.timers() == 0 {
                break;
            }
            if let Some(each) = moves.first() {
                self.world.lock().unwrap().make(*each);
            }
            self.executor.fire_timers();
        }
        let world = self.world.lock().unwrap();
        let left = self.store.with(|core| {
            [
                ("entries", core.entries.len()),
                ("keys", core.keys.len()),
                ("named", core.named.len()),
                ("layers", core.layers.len()),
                ("calls", core.calls.len()),
                ("idle", core.idle.len()),
                ("changed", core.changed.len()),
                ("timers", self.executor.timers()),
                ("tasks", self.executor.tasks()),
                ("flights", world.flights.len()),
                ("sockets", world.open_sockets()),
            ]
        });
        let found: Vec<_> = left.iter().filter(|(_, count)| *count > 0).collect();
        if found.is_empty() { Ok(()) } else { Err(format!("left: {found:?}")) }
    }
}

fn to_asked(instance: Instance) -> Asked {
    Asked {
        context: instance.context,
        user: instance.user,
        page: instance.is_page.then_some(2),
        tag: instance.is_odd.then(|| "odd".to_owned()),
        is_only: instance.is_page,
    }
}
