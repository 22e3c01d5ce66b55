//! A page in a window of Tauri's mock runtime, and its connections: whatever a test sends, as a page sends it.

use std::cell::Cell;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody, InvokeResponseBody};
use tauri::test::{
    INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets,
};
use tauri::webview::InvokeRequest;
use tauri::{App, WebviewWindow, WebviewWindowBuilder};

/// The longest time that an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

type Window = WebviewWindow<MockRuntime>;

/// A window with a page.
pub(crate) struct Page {
    window: Window,
    /// The channels that it has made.
    channels: Cell<u32>,
    sender: Sender<Message>,
    messages: Receiver<Message>,
    _app: App<MockRuntime>,
}

/// A connection of a page, which ends when it is dropped.
pub(crate) struct Connection<'page> {
    page: &'page Page,
    channel: u32,
    number: u64,
    sent: Cell<u64>,
}

/// What reaches a page, with the channel of its connection: one that has ended may still be told of that.
type Message = (u32, Arrived);

enum Arrived {
    /// What a command returns.
    Returned(Result<Vec<u8>, Value>),
    /// What comes over its channel.
    Pushed(Value),
}

/// The id of the requests of a test, of which only one runs at a time.
pub(crate) const ID: u64 = 7;

impl Page {
    /// Opens a window whose pages may call a server.
    pub(crate) fn open(api: mizan::Server) -> Self {
        let mut context = mock_context(noop_assets());
        for command in ["close", "open", "send"] {
            let command = format!("plugin:mizan|{command}");
            let local = tauri::utils::acl::ExecutionContext::Local;
            context.runtime_authority_mut().__allow_command(command, local);
        }
        let (sender, messages) = channel();
        let pushing = Mutex::new(sender.clone());
        let app = mock_builder()
            .plugin(tauri_plugin_mizan::init(api))
            .channel_interceptor(move |_webview, channel, _index, body| {
                let pushed = Arrived::Pushed(read_pushed(body));
                pushing.lock().unwrap().send((channel.0, pushed)).is_ok()
            })
            .build(context)
            .unwrap();
        let window = WebviewWindowBuilder::new(&app, "main", Default::default()).build().unwrap();
        Self { window, channels: Cell::new(0), sender, messages, _app: app }
    }

    pub(crate) fn connect(&self) -> Connection<'_> {
        let channel = self.channels.get() + 1;
        self.channels.set(channel);
        let events = format!("__CHANNEL__:{channel}");
        let opening = json!({"protocol": 1, "page": "test", "events": events});
        let opened = invoke(&self.window, "open", InvokeBody::Json(opening), &[]).unwrap();
        let number = opened.deserialize().unwrap();
        Connection { page: self, channel, number, sent: Cell::new(0) }
    }
}

impl Connection<'_> {
    /// Says who is asking.
    pub(crate) fn authenticate(&self, token: &str) -> Value {
        self.ask(&json!({"id": ID, "action": "auth", "token": token}).to_string(), &[])
    }

    /// Sends a frame, and the bytes of its files when the server asks for them; returns its answer. A frame
    /// that is none is answered over the channel.
    pub(crate) fn ask(&self, frame: impl AsRef<[u8]>, files: &[u8]) -> Value {
        self.begin(frame.as_ref().to_vec());
        loop {
            let (channel, arrived) = self.page.messages.recv_timeout(PATIENCE).expect("an answer");
            match arrived {
                _ if channel != self.channel => {}
                Arrived::Returned(Err(refusal)) => panic!("refused: {refusal}"),
                // A command has an answer among the events, or none.
                Arrived::Returned(Ok(answer)) if answer.is_empty() => {}
                Arrived::Returned(Ok(answer)) => return serde_json::from_slice(&answer).unwrap(),
                Arrived::Pushed(event) if event["event"] != "received" => return event,
                // The first says how large a piece may be, and the others that one has come.
                Arrived::Pushed(event) if event["bytes"] == 0 => {
                    self.begin([&ID.to_be_bytes(), files].concat());
                }
                Arrived::Pushed(_) => {}
            }
        }
    }

    /// Sends the next frame, whose command returns later.
    fn begin(&self, frame: Vec<u8>) {
        let number = self.sent.replace(self.sent.get() + 1);
        let headers = [("mizan-connection", self.number), ("mizan-frame", number)];
        let (window, sender) = (self.page.window.clone(), self.page.sender.clone());
        let channel = self.channel;
        thread::spawn(move || {
            let returned = invoke(&window, "send", InvokeBody::Raw(frame), &headers);
            let returned = returned.map(|body| match body {
                InvokeResponseBody::Raw(bytes) => bytes,
                InvokeResponseBody::Json(json) => panic!("an answer is bytes, and not {json}"),
            });
            sender.send((channel, Arrived::Returned(returned)))
        });
    }
}

impl Drop for Connection<'_> {
    fn drop(&mut self) {
        let ended = json!({"connection": self.number});
        invoke(&self.page.window, "close", InvokeBody::Json(ended), &[]).unwrap();
    }
}

/// The frame in a message of a channel: a text of JavaScript, or bytes.
fn read_pushed(message: &InvokeResponseBody) -> Value {
    let text = match message {
        InvokeResponseBody::Json(text) => serde_json::from_str::<String>(text).unwrap(),
        InvokeResponseBody::Raw(bytes) => String::from_utf8(bytes.clone()).unwrap(),
    };
    serde_json::from_str(&text).unwrap()
}

/// Runs a command of the plugin, as a page of the application does.
fn invoke(
    window: &Window,
    command: &str,
    body: InvokeBody,
    headers: &[(&'static str, u64)],
) -> Result<InvokeResponseBody, Value> {
    let headers =
        headers.iter().map(|(name, number)| (name.parse().unwrap(), (*number).into())).collect();
    let request = InvokeRequest {
        cmd: format!("plugin:mizan|{command}"),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: "tauri://localhost".parse().unwrap(),
        body,
        headers,
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(window, request)
}
