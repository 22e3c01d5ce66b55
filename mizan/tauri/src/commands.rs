//! The commands of the plugin. Each is guarded by a permission of its own.

use std::sync::Arc;

use bytes::Bytes;
use tauri::ipc::{Channel, InvokeBody, InvokeResponseBody, Request, Response};
use tauri::{Manager, Runtime, State, Webview};

use crate::connection::Connection;
use crate::connections::Connections;
use crate::drops::Drop;
use crate::refusal::Refusal;

/// The version of the protocol that this plugin carries.
const PROTOCOL: u32 = 1;

/// The headers of a frame: the number of its connection, and its own among the frames of that.
const CONNECTION: &str = "mizan-connection";
const FRAME: &str = "mizan-frame";

/// Opens a connection for the page, and returns its number. Pushes go to the channel.
#[tauri::command]
pub(crate) async fn open<R: Runtime>(
    webview: Webview<R>,
    connections: State<'_, Connections>,
    protocol: u32,
    page: String,
    events: Channel<InvokeResponseBody>,
) -> Result<u64, Refusal> {
    if protocol != PROTOCOL {
        return Err(Refusal::other_version(protocol, PROTOCOL));
    }
    let mut opening =
        mizan::port::open(&connections.api).lend(webview.window()).lend(webview.clone());
    if let Some(window) = webview.get_webview_window(webview.label()) {
        opening = opening.lend(window);
    }
    let (port, pushes) = opening.connect().await?;
    let connection = Connection::start(port, pushes, events);
    connections.add(webview.label(), page, connection)
}

/// Takes a frame of the page, and returns the frame that answers it. An answer that belongs among the events
/// comes there, and here is empty.
#[tauri::command]
pub(crate) async fn send<R: Runtime>(
    webview: Webview<R>,
    connections: State<'_, Connections>,
    request: Request<'_>,
) -> Result<Response, Refusal> {
    let number = |name: &str| {
        let header =
            request.headers().get(name).and_then(|value| value.to_str().ok()?.parse().ok());
        header.ok_or_else(|| {
            Refusal::bad_request(format!("A frame has the header `{name}`, a number."))
        })
    };
    let connection = connections.find(webview.label(), number(CONNECTION)?)?;
    let frame = bytes_of(request.body())?;
    let lent = |handle| connections.drops.find(webview.label(), handle);
    let answer = Arc::clone(&connection).send(number(FRAME)?, frame, lent).await?;
    Ok(Response::new(Vec::from(answer)))
}

/// The bytes of a body. Where a page may not use the scheme `ipc:`, Tauri sends them as a list of numbers.
fn bytes_of(body: &InvokeBody) -> Result<Bytes, Refusal> {
    let bytes = match body {
        InvokeBody::Raw(bytes) => Some(bytes.clone()),
        InvokeBody::Json(json) => serde_json::from_value(json.clone()).ok(),
    };
    let bytes =
        bytes.ok_or_else(|| Refusal::bad_request("The body of a frame has to be bytes."))?;
    Ok(bytes.into())
}

/// Takes note that the page has taken so many frames of its channel.
#[tauri::command]
pub(crate) fn acknowledge<R: Runtime>(
    webview: Webview<R>,
    connections: State<'_, Connections>,
    connection: u64,
    frames: usize,
) -> Result<(), Refusal> {
    connections.find(webview.label(), connection)?.acknowledge(frames);
    Ok(())
}

/// Ends a connection.
#[tauri::command]
pub(crate) fn close<R: Runtime>(
    webview: Webview<R>,
    connections: State<'_, Connections>,
    connection: u64,
) {
    connections.remove(webview.label(), connection);
}

/// Tells the page of files that are dropped on its window, or no longer.
#[tauri::command]
pub(crate) fn drops<R: Runtime>(
    webview: Webview<R>,
    connections: State<'_, Connections>,
    listener: Channel<Drop>,
    ends: bool,
) {
    match ends {
        true => connections.drops.end(webview.label(), listener.id()),
        false => connections.drops.listen(webview.label(), listener),
    }
}
