//! The data behind the nodes, and the gates at which their functions wait.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use mizan::{Error, Request};
use tokio::sync::{mpsc, oneshot};

use crate::database::Database;

pub(crate) struct World {
    state: Mutex<State>,
    events: mpsc::UnboundedSender<String>,
}

#[derive(Default)]
struct State {
    database: Database,
    gates: BTreeMap<u64, Gate>,
    last_gate: u64,
    /// The requests whose functions wait at no gate any more.
    free: BTreeSet<String>,
}

/// A gate at which a function waits; it opens with `true` if the function has to fail.
struct Gate {
    request: String,
    opens: oneshot::Sender<bool>,
}

impl World {
    pub(crate) fn new() -> (Arc<Self>, mpsc::UnboundedReceiver<String>) {
        let (events, receiver) = mpsc::unbounded_channel();
        (Arc::new(Self { state: Mutex::default(), events }), receiver)
    }

    /// Tells the schedule of an event.
    fn tell(&self, event: String) {
        // The schedule may have ended.
        let _ = self.events.send(event);
    }

    /// Waits at a gate; returns its number and whether the function has to fail.
    async fn wait(&self, request: &str, step: &str) -> (u64, bool) {
        let (gate, opened) = {
            let mut state = self.state.lock().unwrap();
            if state.free.contains(request) {
                return (0, false);
            }
            state.last_gate += 1;
            let (gate, (opens, opened)) = (state.last_gate, oneshot::channel());
            state.gates.insert(gate, Gate { request: request.to_owned(), opens });
            self.tell(format!("at {request} {gate} {step}"));
            (gate, opened)
        };
        (gate, opened.await.unwrap_or(false))
    }

    /// Reads something when the schedule says so.
    pub(crate) async fn read<T>(
        &self,
        request: &Request,
        read: impl FnOnce(&Database) -> T,
    ) -> Result<T, Error> {
        let (gate, fails) = self.wait(request.id(), "read").await;
        let state = self.state.lock().unwrap();
        let value = read(&state.database);
        self.tell(format!("did {gate}"));
        if fails { Err(Error::forbidden("The schedule refuses it.")) } else { Ok(value) }
    }

    /// Commits a change when the schedule says so, and returns when the schedule says so.
    pub(crate) async fn change<T>(
        &self,
        request: &Request,
        commit: impl FnOnce(&mut Database) -> T,
    ) -> T {
        let request = request.id();
        let (gate, _) = self.wait(request, "commit").await;
        let value = {
            let mut state = self.state.lock().unwrap();
            let value = commit(&mut state.database);
            // While the data are locked: the schedule commits to its own data in the same order.
            self.tell(format!("committed {request}"));
            self.tell(format!("did {gate}"));
            value
        };
        let (gate, _) = self.wait(request, "return").await;
        self.tell(format!("did {gate}"));
        self.tell(format!("ended {request}"));
        value
    }

    /// Follows a command of the schedule.
    pub(crate) fn follow(&self, command: &str) {
        let mut state = self.state.lock().unwrap();
        let words: Vec<&str> = command.split(' ').collect();
        match words[..] {
            ["open", gate, fails] => {
                let gate = state.gates.remove(&gate.parse().expect("a gate"));
                // The function may have been dropped.
                let _ = gate.map(|gate| gate.opens.send(fails == "fails"));
            }
            ["free", request] => {
                state.free.insert(request.to_owned());
                for (_, gate) in state.gates.extract_if(.., |_, gate| gate.request == request) {
                    let _ = gate.opens.send(false);
                }
            }
            ["sign-in"] => {
                state.database.person += 1;
                self.tell("signed-in".to_owned());
            }
            ["reset"] => {
                *state = State { last_gate: state.last_gate, ..State::default() };
                self.tell("ready".to_owned());
            }
            _ => panic!("no command: {command}"),
        }
    }
}
