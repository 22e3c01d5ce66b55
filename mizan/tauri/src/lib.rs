//! Mizan in a Tauri application: pages call functions with `#[mizan::client]`, and live contexts and channels
//! reach them, without a server and without a port.
//!
//! ```no_run
//! fn setup(app: &mut tauri::App) -> Result<(), Box<dyn std::error::Error>> {
//!     let api = mizan::Server::builder()
//!         .provide(app.handle().clone())
//!         .lend_attached::<tauri::WebviewWindow>()
//!         .build()?;
//!     app.handle().plugin(tauri_plugin_mizan::init(api))?;
//!     Ok(())
//! }
//!
//! # fn main() {
//! let application = tauri::Builder::default().setup(setup);
//! # }
//! ```
//!
//! The page makes its client with `createMizan({ transport: tauri() })`. A capability of the application names
//! the windows that may call:
//!
//! ```json
//! { "identifier": "main", "windows": ["main"], "permissions": ["mizan:default"] }
//! ```
//!
//! A function may borrow `&tauri::WebviewWindow`, the window that calls, where the builder says
//! `lend_attached::<tauri::WebviewWindow>()`; `&tauri::AppHandle` and managed state are provided like any
//! other value.

mod commands;
mod connection;
mod connections;
mod drops;
mod feeds;
mod pushes;
mod refusal;
#[cfg(test)]
mod tests;
mod turns;

use mizan::Server;
use tauri::plugin::{Builder, TauriPlugin};
use tauri::webview::PageLoadEvent;
use tauri::{DragDropEvent, Manager, RunEvent, Runtime, WindowEvent};

use connections::Connections;

/// The plugin, which lets the windows call a server. It is added where the application is set up, because the
/// server may lend what only a running application has:
///
/// ```no_run
/// # fn setup(app: &tauri::App) -> Result<(), Box<dyn std::error::Error>> {
/// let api = mizan::Server::builder().provide(app.handle().clone()).build()?;
/// app.handle().plugin(tauri_plugin_mizan::init(api))?;
/// # Ok(())
/// # }
/// ```
pub fn init<R: Runtime>(api: Server) -> TauriPlugin<R> {
    Builder::new("mizan")
        .invoke_handler(tauri::generate_handler![
            commands::acknowledge,
            commands::close,
            commands::drops,
            commands::open,
            commands::send,
        ])
        .setup(move |app, _plugin| {
            app.manage(Connections::new(api));
            Ok(())
        })
        .on_page_load(|webview, load| {
            // The page before this one has ended, and with it whatever it had opened.
            if load.event() == PageLoadEvent::Started {
                webview.state::<Connections>().end_page(webview.label());
            }
        })
        .on_event(|app, event| {
            if let RunEvent::WindowEvent { label, event, .. } = event {
                notice(app.state::<Connections>().inner(), app, label, event);
            }
        })
        .build()
}

/// Takes note of what happens to a window.
fn notice<R: Runtime>(
    connections: &Connections,
    app: &tauri::AppHandle<R>,
    label: &str,
    event: &WindowEvent,
) {
    match event {
        WindowEvent::Destroyed => connections.end_page(label),
        WindowEvent::DragDrop(DragDropEvent::Drop { paths, position, .. }) => {
            let scale = app.get_webview_window(label).and_then(|window| window.scale_factor().ok());
            let scale = scale.unwrap_or(1.0);
            connections.drops.add(label, paths, (position.x / scale, position.y / scale));
        }
        _ => {}
    }
}
