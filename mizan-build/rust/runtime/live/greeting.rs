//! Who is asking over the socket: its token is said before all else, and again when it is another one.

use serde_json::{Value, json};

use super::super::store::core::Core;
use super::super::store::handle::Store;
use super::connection::{opened, restart};
use super::requests::{Asked, note, post};
use super::status::LiveStatus;

/// What the server knows of who is asking.
#[derive(Default)]
pub(crate) struct Greeting {
    /// The token that was said last.
    token: Option<String>,
    /// The frames that wait while the server has not answered to it.
    pub(crate) behind: Option<Vec<Value>>,
}

impl Store {
    /// Says a token that has changed over the socket that is open, so that what is live belongs to whom it
    /// names. Where there is none any more, another socket takes the place of this one.
    pub fn renew_token(&self) {
        self.with(|core| match core.connection.status {
            // The next one says it.
            LiveStatus::Off | LiveStatus::Waiting => {}
            // The upgrade may bear the one before.
            LiveStatus::Connecting => restart(core),
            LiveStatus::Open if token_of(core).is_some() => renew(core),
            LiveStatus::Open if core.connection.greeting.token.is_some() => restart(core),
            LiveStatus::Open => {}
        });
    }
}

fn token_of(core: &Core) -> Option<String> {
    core.connection.sockets.as_ref()?.token()
}

/// The socket is open: who is asking is said first, where the upgrade has not said it.
pub(crate) fn greet(core: &mut Core, turn: u64) {
    if core.connection.turn != turn {
        return;
    }
    match token_of(core) {
        Some(token) => say(core, token),
        None => opened(core),
    }
}

/// Says a token that is another one than the server knows; the next one waits until it has answered.
pub(crate) fn renew(core: &mut Core) {
    let Greeting { token: said, behind } = &core.connection.greeting;
    let token = token_of(core).filter(|token| behind.is_none() && said.as_ref() != Some(token));
    if let Some(token) = token {
        say(core, token);
    }
}

fn say(core: &mut Core, token: String) {
    let greeting = &mut core.connection.greeting;
    greeting.token = Some(token.clone());
    greeting.behind.get_or_insert_default();
    let (_, frame) = note(core, json!({ "action": "auth", "token": token }), Asked::Auth);
    post(core, &frame);
}

/// The server has answered. What needs a token that is refused is refused as well, and read again over HTTP.
pub(crate) fn on_answered(core: &mut Core) {
    let behind = core.connection.greeting.behind.take().unwrap_or_default();
    renew(core);
    match &mut core.connection.greeting.behind {
        Some(still) => still.extend(behind),
        None => behind.iter().for_each(|frame| post(core, frame)),
    }
    if core.connection.status == LiveStatus::Connecting {
        opened(core);
    }
}
