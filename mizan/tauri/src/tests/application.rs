//! An application without a window, and a page in it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody, InvokeResponseBody};
use tauri::test::{
    INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets,
};
use tauri::webview::InvokeRequest;
use tauri::{App, Manager, WebviewWindow, WebviewWindowBuilder};

use crate::connections::Connections;

/// The longest time that something may take here.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) type Window = WebviewWindow<MockRuntime>;

/// A number that somebody changes.
#[derive(mizan::Context)]
#[mizan(live)]
pub(super) struct Counter;

pub(super) static COUNT: AtomicI64 = AtomicI64::new(0);

#[mizan::client(context = Counter)]
fn count() -> i64 {
    COUNT.load(Ordering::SeqCst)
}

#[mizan::client(affects = Counter)]
fn add(by: i64) -> i64 {
    COUNT.fetch_add(by, Ordering::SeqCst) + by
}

#[mizan::client]
fn echo(text: String) -> String {
    text
}

#[mizan::client]
fn label(window: &Window) -> String {
    window.label().to_owned()
}

#[mizan::client]
async fn slow() -> Result<(), mizan::Error> {
    std::future::pending().await
}

#[mizan::client]
async fn digest(file: mizan::Upload) -> Result<(String, usize, u64), mizan::Error> {
    let bytes = file.bytes().await?;
    let sum = bytes.iter().map(|byte| u64::from(*byte)).sum();
    Ok((file.name().to_owned(), bytes.len(), sum))
}

/// An application with the plugin, and what its channels were sent: the window, the channel, the message.
pub(super) struct Running {
    pub(super) app: App<MockRuntime>,
    pub(super) sent: Mutex<Receiver<(String, u32, InvokeResponseBody)>>,
    frames: AtomicU64,
}

/// The next number of a channel: all tests share a process.
static CHANNELS: AtomicU32 = AtomicU32::new(1);

pub(super) fn start() -> Running {
    start_allowing(&["acknowledge", "close", "drops", "open", "send"])
}

pub(super) fn start_allowing(commands: &[&str]) -> Running {
    let api = mizan::Server::builder().lend_attached::<Window>().build().unwrap();
    let mut context = mock_context(noop_assets());
    for command in commands {
        let command = format!("plugin:mizan|{command}");
        let local = tauri::utils::acl::ExecutionContext::Local;
        context.runtime_authority_mut().__allow_command(command, local);
    }
    let (sender, sent) = channel();
    let sender = Mutex::new(sender);
    let app = mock_builder()
        .plugin(crate::init(api))
        .channel_interceptor(move |webview, callback, _index, body| {
            let message = (webview.label().to_owned(), callback.0, body.clone());
            sender.lock().unwrap().send(message).is_ok()
        })
        .build(context)
        .unwrap();
    Running { app, sent: Mutex::new(sent), frames: AtomicU64::new(0) }
}

impl Running {
    pub(super) fn window(&self, label: &str) -> Window {
        WebviewWindowBuilder::new(&self.app, label, Default::default()).build().unwrap()
    }

    /// Opens a connection for a page, and returns its number and its channel.
    pub(super) fn open(&self, window: &Window, page: &str) -> Result<(u64, u32), Value> {
        let events = CHANNELS.fetch_add(1, Ordering::SeqCst);
        let args = json!({"protocol": 1, "page": page, "events": format!("__CHANNEL__:{events}")});
        let id = invoke(window, "open", InvokeBody::Json(args), &[])?;
        Ok((id.deserialize().unwrap(), events))
    }

    /// Sends a frame, the next of the only connection of a test, and returns its answer.
    pub(super) fn send(&self, window: &Window, connection: u64, frame: &Value) -> Value {
        let number = self.frames.fetch_add(1, Ordering::SeqCst);
        let answer = send(window, connection, number, frame.to_string().into_bytes()).unwrap();
        match answer.is_empty() {
            true => Value::Null,
            false => serde_json::from_slice(&answer).unwrap(),
        }
    }

    /// The next message to a channel.
    pub(super) fn next(&self) -> (String, u32, InvokeResponseBody) {
        self.sent.lock().unwrap().recv_timeout(PATIENCE).expect("a message to a channel")
    }

    /// The next frame that a channel is sent.
    pub(super) fn next_frame(&self) -> Value {
        frame_of(&self.next().2)
    }

    pub(super) fn connections(&self) -> usize {
        self.app.state::<Connections>().count()
    }
}

/// The frame in a message: a text of JavaScript, or bytes.
pub(super) fn frame_of(message: &InvokeResponseBody) -> Value {
    let text = match message {
        InvokeResponseBody::Json(text) => serde_json::from_str::<String>(text).unwrap(),
        InvokeResponseBody::Raw(bytes) => String::from_utf8(bytes.clone()).unwrap(),
    };
    serde_json::from_str(&text).unwrap()
}

/// Sends a frame with its number.
pub(super) fn send(
    window: &Window,
    connection: u64,
    number: u64,
    frame: Vec<u8>,
) -> Result<Vec<u8>, Value> {
    let headers = [("mizan-connection", connection), ("mizan-frame", number)];
    match invoke(window, "send", InvokeBody::Raw(frame), &headers)? {
        InvokeResponseBody::Raw(bytes) => Ok(bytes),
        InvokeResponseBody::Json(json) => panic!("an answer is bytes, and not {json}"),
    }
}

/// Runs a command of the plugin, as a page of the application does.
pub(super) fn invoke(
    window: &Window,
    command: &str,
    body: InvokeBody,
    headers: &[(&'static str, u64)],
) -> Result<InvokeResponseBody, Value> {
    invoke_from("tauri://localhost", window, command, body, headers)
}

/// Runs a command of the plugin, as a page with an address does.
pub(super) fn invoke_from(
    page: &str,
    window: &Window,
    command: &str,
    body: InvokeBody,
    headers: &[(&'static str, u64)],
) -> Result<InvokeResponseBody, Value> {
    let headers = headers
        .iter()
        .map(|(name, number)| (name.parse().unwrap(), tauri::http::HeaderValue::from(*number)));
    let request = InvokeRequest {
        cmd: format!("plugin:mizan|{command}"),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: page.parse().unwrap(),
        body,
        headers: headers.collect(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(window, request)
}
