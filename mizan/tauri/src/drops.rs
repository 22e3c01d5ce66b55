//! Files that were dropped on a window. The page gets a handle of each, and never its path.

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use tauri::ipc::Channel;

/// The files that a window may keep handles of: the oldest are forgotten first.
const MOST: usize = 256;

/// A file as the page sees it.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub(crate) struct Dropped {
    /// A number that only the window on which the file was dropped may send back.
    pub(crate) handle: u64,
    pub(crate) name: String,
    /// Bytes.
    pub(crate) size: u64,
}

/// The files of one drop, and where on the page they fell, in its pixels.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Drop {
    pub(crate) files: Vec<Dropped>,
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// A file that a window may send.
struct Lent {
    file: Dropped,
    path: PathBuf,
}

/// What was dropped on each window, by its label.
#[derive(Default)]
pub(crate) struct Drops(Mutex<State>);

#[derive(Default)]
struct State {
    last: u64,
    windows: HashMap<String, Window>,
}

#[derive(Default)]
struct Window {
    files: VecDeque<Lent>,
    listeners: Vec<Channel<Drop>>,
}

impl Drops {
    /// Tells a page of the drops that follow.
    pub(crate) fn listen(&self, window: &str, listener: Channel<Drop>) {
        self.lock().windows.entry(window.to_owned()).or_default().listeners.push(listener);
    }

    /// Tells a page of no drops any more.
    pub(crate) fn end(&self, window: &str, listener: u32) {
        if let Some(window) = self.lock().windows.get_mut(window) {
            window.listeners.retain(|other| other.id() != listener);
        }
    }

    /// Lends the files of a drop to the window on which they fell, and tells its page. What is no file,
    /// such as a folder, is left out.
    pub(crate) fn add(&self, window: &str, paths: &[PathBuf], (x, y): (f64, f64)) {
        let mut state = self.lock();
        let State { last, windows } = &mut *state;
        // Nobody listens: the window does not want files.
        let Some(window) = windows.get_mut(window).filter(|it| !it.listeners.is_empty()) else {
            return;
        };
        let mut files = Vec::new();
        for path in paths {
            let Ok(about) = path.metadata() else { continue };
            if !about.is_file() {
                continue;
            }
            *last += 1;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            let file = Dropped { handle: *last, name: name.unwrap_or_default(), size: about.len() };
            window.files.push_back(Lent { file: file.clone(), path: path.clone() });
            files.push(file);
        }
        let surplus = window.files.len().saturating_sub(MOST);
        window.files.drain(..surplus);
        let drop = Drop { files, x, y };
        window.listeners.retain(|listener| listener.send(drop.clone()).is_ok());
    }

    /// The path and the size of a file that was dropped on a window.
    pub(crate) fn find(&self, window: &str, handle: u64) -> Option<(PathBuf, u64)> {
        let state = self.lock();
        let lent =
            state.windows.get(window)?.files.iter().find(|lent| lent.file.handle == handle)?;
        Some((lent.path.clone(), lent.file.size))
    }

    /// Forgets the files of a window whose page has ended.
    pub(crate) fn forget(&self, window: &str) {
        // Its channels say their end to the page, for which the lock need not be held.
        let ended = self.lock().windows.remove(window);
        drop(ended);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
