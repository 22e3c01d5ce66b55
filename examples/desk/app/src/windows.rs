//! The windows, and the functions that borrow them.

use std::sync::atomic::{AtomicUsize, Ordering};

use mizan::Error;
use tauri::{AppHandle, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

/// The first window has the number 1, in `tauri.conf.json`.
static LAST: AtomicUsize = AtomicUsize::new(1);

/// Opens another window, which shows the same notes.
#[mizan::client(auth = anyone)]
pub async fn open_window(app: &AppHandle) -> Result<(), Error> {
    let number = LAST.fetch_add(1, Ordering::Relaxed) + 1;
    open(app, &format!("notes-{number}"), "Desk")
}

/// Opens a window that no capability names, so that it may call nothing.
#[mizan::client(auth = anyone)]
pub async fn open_stranger(app: &AppHandle) -> Result<(), Error> {
    open(app, "stranger", "A window without permissions")
}

/// Says in the title of the window that calls how many notes it shows.
#[mizan::client(auth = anyone)]
pub async fn show_count(window: &WebviewWindow, count: u32) -> Result<(), Error> {
    Ok(window.set_title(&format!("Desk: {count}"))?)
}

/// Closes the window that calls, which gets no answer any more.
#[mizan::client(auth = anyone)]
pub async fn close_window(window: &WebviewWindow) -> Result<(), Error> {
    Ok(window.close()?)
}

fn open(app: &AppHandle, label: &str, title: &str) -> Result<(), Error> {
    let window = WebviewWindowBuilder::new(app, label, WebviewUrl::default());
    window.title(title).inner_size(520.0, 640.0).build()?;
    Ok(())
}
