//! A member of a room, who comes in again when the server says that something may have been missed.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::node::{Node, Socket};

/// The presence of those who were on a node that was killed ends within this time.
const GONE: Duration = Duration::from_secs(40);

/// The pause before a server that was cut off is asked again.
const PAUSE: Duration = Duration::from_millis(100);

pub(crate) struct Member {
    socket: Socket,
    /// The number of requests.
    asked: u64,
    /// The join that waits for its answer.
    joining: Option<u64>,
    /// The answers to what the member has said.
    answers: Vec<Value>,
    /// The place of the newest message; none before the first join.
    seq: Option<Value>,
    /// The messages, with their places.
    pub(crate) heard: Vec<(Value, Value)>,
    /// The number of those who are present.
    pub(crate) present: usize,
}

impl Member {
    pub(crate) async fn join(node: &Node) -> Self {
        let socket = node.open().await;
        let (answers, heard) = (Vec::new(), Vec::new());
        let mut member =
            Self { socket, asked: 0, joining: None, answers, seq: None, heard, present: 0 };
        member.begin_join().await;
        member.until(|member| member.joining.is_none()).await;
        member
    }

    /// Says something; returns the code of the error if it was refused.
    pub(crate) async fn say(&mut self, text: &str) -> Result<(), Value> {
        let id = self.ask(json!({"action": "send", "fn": "say", "args": {"text": text}})).await;
        self.until(|member| member.answers.last().is_some_and(|answer| answer["id"] == id)).await;
        match self.answers.last().map(|answer| answer["error"]["code"].clone()) {
            Some(Value::Null) => Ok(()),
            code => Err(code.unwrap_or_default()),
        }
    }

    /// Takes what comes until something is so.
    pub(crate) async fn until(&mut self, is_so: impl Fn(&Self) -> bool) {
        let limit = Instant::now() + GONE;
        while !is_so(self) {
            let frame = self.socket.next(limit).await;
            let frame = frame.unwrap_or_else(|| {
                panic!("within {GONE:?}: {} present, heard {:?}", self.present, self.texts())
            });
            self.take(frame).await;
        }
    }

    /// Waits for so many messages.
    pub(crate) async fn hear(&mut self, count: usize) {
        self.until(|member| member.heard.len() >= count).await;
    }

    pub(crate) fn texts(&self) -> Vec<&str> {
        self.heard.iter().filter_map(|(_, message)| message.as_str()).collect()
    }

    async fn ask(&mut self, mut frame: Value) -> u64 {
        self.asked += 1;
        frame["id"] = json!(self.asked);
        frame["channel"] = json!("chat");
        frame["params"] = json!({"room": "hall"});
        self.socket.send(frame).await;
        self.asked
    }

    async fn begin_join(&mut self) {
        let mut frame = json!({"action": "join"});
        if let Some(seq) = &self.seq {
            frame["seq"] = seq.clone();
        }
        self.joining = Some(self.ask(frame).await);
    }

    async fn take(&mut self, frame: Value) {
        match (frame["id"].as_u64(), frame["event"].as_str()) {
            (Some(id), _) if self.joining == Some(id) => self.joined(&frame).await,
            (Some(_), _) => self.answers.push(frame),
            (_, Some("lagged")) => self.begin_join().await,
            _ if self.joining.is_some() => panic!("{frame} before the answer to the join"),
            (_, Some("message")) => self.hear_message(&frame),
            (_, Some("present")) => {
                let count = |field: &str| frame[field].as_array().map_or(0, Vec::len);
                self.present = self.present + count("joined") - count("left");
            }
            _ => panic!("{frame}"),
        }
    }

    async fn joined(&mut self, frame: &Value) {
        self.joining = None;
        if frame["error"]["code"] == "UNAVAILABLE" {
            sleep(PAUSE).await;
            return self.begin_join().await;
        }
        let ok = &frame["ok"];
        assert!(ok["gap"] != true && ok["seq"].is_string(), "nothing is lost: {frame}");
        self.seq = Some(ok["seq"].clone());
        self.present = ok["present"].as_array().map_or(0, Vec::len);
    }

    fn hear_message(&mut self, frame: &Value) {
        let place = |seq: &Value| seq.as_str()?.rsplit(':').next()?.parse::<u64>().ok();
        let before = self.seq.as_ref().and_then(place);
        assert!(place(&frame["seq"]) > before, "{frame} behind {before:?}");
        self.seq = Some(frame["seq"].clone());
        self.heard.push((frame["seq"].clone(), frame["message"].clone()));
    }
}
