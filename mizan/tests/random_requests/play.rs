//! Plays a sequence against a server of its own, and holds everything that happened against what has
//! to hold.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mizan::Server;
use mizan::auth::{jwt, sessions};
use reqwest::RequestBuilder;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime;
use tokio::task::JoinHandle;
use tower_sessions::{MemoryStore, SessionManagerLayer};

use crate::application::{Ledger, Me};
use crate::client::{Answer, send};
use crate::expected;
use crate::observer::Counting;
use crate::step::{Call, Function, How, Limits, Nonsense, Scenario, Step};
use crate::tokens::{SECRET, Visitor};

/// Longer than anything takes that comes to an end at all.
pub(crate) const FOREVER: Duration = Duration::from_secs(20);

/// A call that was sent, with the answer that its task has got.
pub(crate) struct Sent {
    /// The id of the request.
    pub(crate) request: String,
    pub(crate) call: Call,
    pub(crate) entry: u32,
    task: JoinHandle<()>,
}

/// A read that was answered: its token, and the number of rows that it saw.
pub(crate) struct Seen {
    pub(crate) board: u32,
    pub(crate) token: String,
    pub(crate) rows: usize,
}

pub(crate) struct Player {
    pub(crate) base: String,
    pub(crate) client: reqwest::Client,
    pub(crate) api: Server,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) observer: Counting,
    pub(crate) limits: Limits,
    pub(crate) sent: Vec<Sent>,
    pub(crate) answers: Arc<Mutex<BTreeMap<String, Answer>>>,
    pub(crate) seen: Vec<Seen>,
    /// The number of times that each board was invalidated from outside.
    pub(crate) invalidated: BTreeMap<u32, usize>,
    pub(crate) failures: Arc<Mutex<Vec<String>>>,
    entries: u32,
    visitor: Visitor,
    shutdown: Option<JoinHandle<bool>>,
}

/// Plays a sequence; the error says what did not hold.
pub(crate) fn play(scenario: &Scenario) -> Result<(), String> {
    let runtime =
        runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let failures = runtime.block_on(async {
        let mut player = Player::start(&scenario.limits).await;
        tokio::time::timeout(FOREVER * 2, player.play(scenario)).await.map_err(|_| "it hangs")?;
        let failures = player.failures.lock().unwrap().join("\n");
        Ok::<_, String>(failures)
    })?;
    runtime.shutdown_timeout(FOREVER);
    if failures.is_empty() { Ok(()) } else { Err(failures) }
}

impl Player {
    async fn start(limits: &Limits) -> Self {
        let (ledger, observer) = (Arc::<Ledger>::default(), Counting::default());
        let time = if limits.has_short_time { Duration::from_millis(20) } else { FOREVER };
        let api = Server::builder()
            .provide(Arc::clone(&ledger))
            .identify(sessions::<Me>())
            .identify(jwt::<Me>(SECRET))
            .observe(observer.clone())
            .time_limit(time)
            .queue_limit(limits.queue)
            .concurrency_limit(limits.concurrency)
            .detached_limit(limits.detached)
            .mounted_limit(limits.mounted)
            .body_limit(8 * 1024)
            .build()
            .unwrap();
        let sessions = SessionManagerLayer::new(MemoryStore::default()).with_secure(false);
        let app = axum::Router::new()
            .nest("/api/mizan", mizan::axum::router(api.clone()))
            .layer(sessions);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/api/mizan", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self {
            base,
            client: reqwest::Client::new(),
            api,
            ledger,
            observer,
            limits: limits.clone(),
            sent: Vec::new(),
            answers: Arc::default(),
            seen: Vec::new(),
            invalidated: BTreeMap::new(),
            failures: Arc::default(),
            entries: 0,
            visitor: Visitor::default(),
            shutdown: None,
        }
    }

    async fn play(&mut self, scenario: &Scenario) {
        let shutdown = scenario.shutdown.map(|at| at.index(scenario.steps.len()));
        for (at, step) in scenario.steps.iter().enumerate() {
            if shutdown == Some(at) {
                self.shut_down();
            }
            self.step(step).await;
        }
        self.ledger.open_all();
        for Sent { task, .. } in &mut self.sent {
            // A task that was given up ends as well.
            if !task.is_finished() {
                let _ = task.await;
            }
        }
        if self.shutdown.is_none() {
            for board in [1, 2] {
                self.read(board, How::Query).await;
            }
            self.shut_down();
        }
        let has_ended = self.shutdown.take().unwrap().await.unwrap();
        self.check(has_ended, || "something still runs at the deadline".to_owned());
        expected::check(self);
    }

    pub(crate) fn check(&self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            self.failures.lock().unwrap().push(otherwise());
        }
    }

    fn shut_down(&mut self) {
        let api = self.api.clone();
        self.shutdown = Some(tokio::spawn(async move { api.shutdown(FOREVER).await }));
    }

    pub(crate) fn next_entry(&mut self) -> u32 {
        self.entries += 1;
        self.entries
    }

    async fn step(&mut self, step: &Step) {
        let which = |at: &proptest::sample::Index| {
            (!self.sent.is_empty()).then(|| at.index(self.sent.len()))
        };
        match step {
            Step::Call(call) => {
                let entry = self.next_entry();
                self.call(call.clone(), entry);
            }
            Step::Repeat { which: at, is_other, is_other_user } => {
                let Some(Sent { call, entry, .. }) = which(at).map(|at| &self.sent[at]) else {
                    return;
                };
                let board = if *is_other { 3 - call.board } else { call.board };
                let user =
                    if *is_other_user { Some(3 - call.user.unwrap_or(1)) } else { call.user };
                let (call, entry) = (Call { board, user, ..call.clone() }, *entry);
                self.call(call, entry);
            }
            Step::HangUp { which: at, is_begun } => {
                let Some(at) = which(at) else { return };
                self.hang_up(at, *is_begun).await;
            }
            Step::Open { which: at } => {
                let Some(at) = which(at) else { return };
                self.ledger.open(self.sent[at].entry);
            }
            Step::Await { which: at } => {
                let Some(Sent { entry, task, .. }) = which(at).map(|at| &mut self.sent[at]) else {
                    return;
                };
                if !self.limits.has_short_time {
                    self.ledger.open(*entry);
                }
                if !task.is_finished() {
                    let _ = task.await;
                }
            }
            Step::Read { board, how } => self.read(*board, *how).await,
            Step::Invalidate { board } => {
                self.api.invalidate(&crate::application::Board { board: *board }).await;
                *self.invalidated.entry(*board).or_default() += 1;
            }
            Step::SignIn { id, plan, is_given_up } => {
                let mut visitor = std::mem::take(&mut self.visitor);
                visitor.sign_in(self, *id, plan, *is_given_up).await;
                self.visitor = visitor;
            }
            Step::Renew { is_late } => self.renew(*is_late).await,
            Step::Nonsense(nonsense) => self.talk_nonsense(*nonsense).await,
        }
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.base))
    }

    fn call(&mut self, call: Call, entry: u32) {
        let request = format!("request-{}", self.sent.len());
        let sending = send(self.request(&call, entry).header("x-request-id", &request));
        let (answers, failures) = (Arc::clone(&self.answers), Arc::clone(&self.failures));
        let id = request.clone();
        let task = tokio::spawn(async move {
            match sending.await {
                Ok(answer) => _ = answers.lock().unwrap().insert(id, answer),
                Err(failure) => failures.lock().unwrap().push(failure),
            }
        });
        self.sent.push(Sent { request, call, entry, task });
    }

    fn request(&self, call: &Call, entry: u32) -> RequestBuilder {
        let name = match call.function {
            Function::Write => "write",
            Function::Attach => "attach",
            Function::Look => "look",
            Function::Tell => "tell",
        };
        let args = json!({"board": call.board, "entry": entry, "plan": call.plan});
        let boards = call.mounted.iter().map(|board| instance("board", json!({"board": board})));
        let mounted: Value = boards.chain([instance("entry", json!({"entry": entry}))]).collect();
        let path = if call.is_named { format!("/call/{name}/") } else { "/call/".to_owned() };
        let request = self.post(&path);
        let request = match call.function {
            Function::Attach => {
                let file = Part::bytes(vec![7; 100]).file_name("a.bin");
                let form = Form::new()
                    .text("fn", name)
                    .text("args", args.to_string())
                    .text("mounted", mounted.to_string());
                request.multipart(form.part("file", file))
            }
            Function::Write | Function::Look | Function::Tell => {
                request.body(json!({"fn": name, "args": args, "mounted": mounted}).to_string())
            }
        };
        let request = match call.user {
            Some(user) => request.bearer_auth(self.visitor.token(user)),
            None => request,
        };
        match call.key {
            // The keys of two callers are told apart by the server.
            Some(key) => request.header("idempotency-key", format!("{key} of {entry}")),
            None => request,
        }
    }

    async fn hang_up(&mut self, at: usize, is_begun: bool) {
        let Sent { entry, task, call, .. } = &mut self.sent[at];
        if is_begun && call.function.is_mutation() && !task.is_finished() {
            tokio::select! {
                () = self.ledger.entered(*entry) => {}
                _ = &mut *task => {}
            }
        }
        task.abort();
    }

    pub(crate) async fn read(&mut self, board: u32, how: How) {
        let params = json!({"board": board});
        let request = match how {
            How::Query => self.client.get(format!("{}/ctx/board/?board={board}", self.base)),
            How::Body => self.post("/ctx/board/").body(json!({"params": params}).to_string()),
            How::Several => {
                let read = json!({"read": [instance("board", params)]});
                self.post("/ctx/").body(read.to_string())
            }
        };
        let mut answer = match send(request).await {
            Ok(answer) => answer,
            Err(failure) => return self.check(false, || failure),
        };
        if answer.code() == "UNAVAILABLE" {
            return;
        }
        if let How::Several = how {
            answer.body = answer.body["read"][0]["bundle"].take();
        }
        self.check(answer.body["$errors"].is_null() || self.limits.has_short_time, || {
            format!("a read failed: {answer:?}")
        });
        let token = answer.body["$v"].as_str().unwrap_or_default().to_owned();
        if let Some(rows) = answer.body["rows"].as_array() {
            self.seen.push(Seen { board, token, rows: rows.len() });
        }
    }

    async fn talk_nonsense(&mut self, nonsense: Nonsense) {
        let call = |body: &str| self.post("/call/").body(body.to_owned());
        let good = r#"{"fn":"hidden","args":{}}"#;
        let (request, expected) = match nonsense {
            Nonsense::NoJson => (call("{"), 400),
            Nonsense::List => (call(r#"["write",{}]"#), 400),
            Nonsense::UnknownFunction => (call(r#"{"fn":"wrote","args":{}}"#), 404),
            Nonsense::UnknownContext => (self.client.get(format!("{}/ctx/x/", self.base)), 404),
            Nonsense::Private => (call(good), 403),
            Nonsense::Misfit => (call(r#"{"fn":"write","args":{"board":"x","y":1}}"#), 422),
            Nonsense::OtherType => (call(good).header("content-type", "text/plain"), 400),
            Nonsense::BadToken => (call(good).bearer_auth("x.y.z"), 401),
            Nonsense::AnotherSite => (call(good).header("sec-fetch-site", "cross-site"), 403),
            Nonsense::TooLarge => (call(&"x".repeat(9_000)), 413),
            Nonsense::HalfAForm => {
                let form = call("--b\r\ncontent-disposition: form-data; name=\"fn\"\r\n\r\nwri");
                (form.header("content-type", "multipart/form-data; boundary=b"), 400)
            }
        };
        match send(request).await {
            Ok(answer) => self.check([expected, 503].contains(&answer.status), || {
                format!("{nonsense:?} was answered by {answer:?}")
            }),
            Err(failure) => self.check(false, || failure),
        }
    }
}

fn instance(context: &str, params: Value) -> Value {
    json!({"context": context, "params": params})
}
