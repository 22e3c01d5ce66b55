//! The board that all servers show.

use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

/// As many as a page shows.
const CARDS: i64 = 50;

#[derive(Clone, Serialize, mizan::Type)]
pub(crate) struct Card {
    id: i64,
    title: String,
    done: bool,
}

/// The board, and how often it was read.
#[derive(Default)]
pub(crate) struct Board {
    changes: AtomicU64,
    reads: AtomicU64,
}

impl Board {
    pub(crate) fn change(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn cards(&self) -> Vec<Card> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        let changes = self.changes.load(Ordering::SeqCst);
        let card =
            |id| Card { id, title: format!("Card {id} of state {changes:06}"), done: id % 2 == 0 };
        (0..CARDS).map(card).collect()
    }

    pub(crate) fn reads(&self) -> u64 {
        self.reads.load(Ordering::SeqCst)
    }
}
