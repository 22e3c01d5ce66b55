//! The connections of all windows. A page that is left or loaded again ends what it had opened.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mizan::Server;

use crate::connection::Connection;
use crate::drops::Drops;
use crate::refusal::Refusal;

/// The connections that one page may have: a client needs one.
const MOST: usize = 16;

/// What the plugin keeps for the application.
pub(crate) struct Connections {
    pub(crate) api: Server,
    pub(crate) drops: Drops,
    last: AtomicU64,
    windows: Mutex<HashMap<String, Page>>,
}

/// The page that a window shows.
#[derive(Default)]
struct Page {
    /// The moment at which it began, as it says itself: a page that is loaded again has another one.
    began: String,
    connections: HashMap<u64, Arc<Connection>>,
}

impl Page {
    fn close(self) {
        for connection in self.connections.values() {
            connection.close();
        }
    }
}

impl Connections {
    pub(crate) fn new(api: Server) -> Self {
        let (drops, last, windows) = (Drops::default(), AtomicU64::new(0), Mutex::default());
        Self { api, drops, last, windows }
    }

    /// Keeps a connection of a page, and returns its number. Those of an earlier page in the same window
    /// end.
    pub(crate) fn add(
        &self,
        window: &str,
        began: String,
        connection: Arc<Connection>,
    ) -> Result<u64, Refusal> {
        let id = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let mut windows = self.lock();
        let page = windows.entry(window.to_owned()).or_default();
        if page.began != began {
            std::mem::replace(page, Page { began, ..Page::default() }).close();
        }
        if page.connections.len() >= MOST {
            connection.close();
            return Err(Refusal::bad_request(format!(
                "A page may have {MOST} connections.\nMake one client, and use it everywhere."
            )));
        }
        page.connections.insert(id, connection);
        Ok(id)
    }

    /// A connection of the page in a window.
    pub(crate) fn find(&self, window: &str, id: u64) -> Result<Arc<Connection>, Refusal> {
        let windows = self.lock();
        let connection = windows.get(window).and_then(|page| page.connections.get(&id));
        connection.cloned().ok_or_else(Refusal::closed)
    }

    /// Ends a connection of the page in a window.
    pub(crate) fn remove(&self, window: &str, id: u64) {
        let removed = self.lock().get_mut(window).and_then(|page| page.connections.remove(&id));
        if let Some(connection) = removed {
            connection.close();
        }
    }

    /// Ends all that the page in a window had opened.
    pub(crate) fn end_page(&self, window: &str) {
        let ended = self.lock().remove(window);
        ended.unwrap_or_default().close();
        self.drops.forget(window);
    }

    /// The number of open connections.
    #[cfg(test)]
    pub(crate) fn count(&self) -> usize {
        self.lock().values().map(|page| page.connections.len()).sum()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Page>> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
