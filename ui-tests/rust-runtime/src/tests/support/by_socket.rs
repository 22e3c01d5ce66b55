//! Sockets whose every frame the test hears and says.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::time::Duration;

use futures_util::stream::poll_fn;
use serde_json::{Value, json};

use crate::runtime::error::{Code, Error};
use crate::runtime::live::socket::{Heard, Sending, Socket, Sockets};
use crate::runtime::send::{Borrowing, BoxFuture};

/// The sockets that a store has opened, the newest last.
#[derive(Clone, Default)]
pub(crate) struct BySocket(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    lines: Vec<Line>,
    refuses: bool,
    token: Option<String>,
    silence: Option<Duration>,
}

/// The end of the server.
#[derive(Clone, Default)]
struct Line(Arc<Mutex<LineState>>);

#[derive(Default)]
struct LineState {
    sent: VecDeque<Value>,
    heard: VecDeque<String>,
    waker: Option<Waker>,
    is_closed: bool,
}

impl BySocket {
    /// How many sockets were opened.
    pub(crate) fn opened(&self) -> usize {
        self.0.lock().unwrap().lines.len()
    }

    /// The next sockets are refused, or not any more.
    pub(crate) fn refuse(&self, refuses: bool) {
        self.0.lock().unwrap().refuses = refuses;
    }

    pub(crate) fn set_token(&self, token: &str) {
        self.0.lock().unwrap().token = Some(token.to_owned());
    }

    pub(crate) fn forget_token(&self) {
        self.0.lock().unwrap().token = None;
    }

    /// Silence after which the next sockets are not trusted.
    pub(crate) fn set_silence(&self, silence: Duration) {
        self.0.lock().unwrap().silence = Some(silence);
    }

    fn last(&self) -> Line {
        self.0.lock().unwrap().lines.last().cloned().expect("a socket")
    }

    /// The next frame that the client has sent.
    pub(crate) fn next(&self) -> Option<Value> {
        self.last().0.lock().unwrap().sent.pop_front()
    }

    /// Says a frame.
    pub(crate) fn say(&self, frame: impl ToString) {
        self.last().change(|line| line.heard.push_back(frame.to_string()));
    }

    /// Answers a request of the client.
    pub(crate) fn answer(&self, request: &Value, ok: Value) {
        self.say(json!({ "id": request["id"], "ok": ok }));
    }

    /// Cuts the line.
    pub(crate) fn cut(&self) {
        self.last().change(|line| line.is_closed = true);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.last().0.lock().unwrap().is_closed
    }
}

impl Line {
    fn change(&self, change: impl FnOnce(&mut LineState)) {
        let mut line = self.0.lock().unwrap();
        change(&mut line);
        if let Some(waker) = line.waker.take() {
            waker.wake();
        }
    }
}

impl Sending for Line {
    fn send(&mut self, frame: String) -> Borrowing<'_, Result<(), Error>> {
        self.0.lock().unwrap().sent.push_back(serde_json::from_str(&frame).unwrap());
        Box::pin(async { Ok(()) })
    }

    fn close(&mut self) -> Borrowing<'_, Result<(), Error>> {
        self.0.lock().unwrap().is_closed = true;
        Box::pin(async { Ok(()) })
    }
}

impl Sockets for BySocket {
    fn open(&self) -> BoxFuture<Result<Socket, Error>> {
        let mut state = self.0.lock().unwrap();
        if state.refuses {
            return Box::pin(async { Err(Error::new(Code::Network, "refused")) });
        }
        let line = Line::default();
        state.lines.push(line.clone());
        let silence = state.silence;
        let end = line.clone();
        let hearing = poll_fn(move |cx| {
            let mut line = end.0.lock().unwrap();
            if let Some(frame) = line.heard.pop_front() {
                return Poll::Ready(Some(Ok(Heard::Frame(frame))));
            }
            line.waker = Some(cx.waker().clone());
            if line.is_closed { Poll::Ready(None) } else { Poll::Pending }
        });
        let socket = Socket { sending: Box::new(line), hearing: Box::pin(hearing), silence };
        Box::pin(async { Ok(socket) })
    }

    fn token(&self) -> Option<String> {
        self.0.lock().unwrap().token.clone()
    }
}
