//! The board that all servers show.

use std::env;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

/// As many as a page shows.
const CARDS: i64 = 50;

/// The variable that names the file by which several nodes share the board.
pub(crate) const DATABASE: &str = "MIZAN_BENCH_DATABASE";

#[derive(Clone, Serialize, mizan::Type)]
pub(crate) struct Card {
    id: i64,
    title: String,
    done: bool,
}

/// The board, and how often it was read.
pub(crate) struct Board {
    changes: AtomicU64,
    /// Has the number of changes, where several nodes share the board.
    database: Option<File>,
    reads: AtomicU64,
}

impl Default for Board {
    fn default() -> Self {
        let open = |path| File::options().read(true).write(true).open(path).expect("the database");
        let database = env::var_os(DATABASE).map(open);
        Self { changes: AtomicU64::default(), database, reads: AtomicU64::default() }
    }
}

impl Board {
    pub(crate) fn change(&self) {
        let changes = self.changes() + 1;
        match &self.database {
            Some(file) => file.write_all_at(&changes.to_le_bytes(), 0).expect("the database"),
            None => self.changes.store(changes, Ordering::SeqCst),
        }
    }

    pub(crate) fn cards(&self) -> Vec<Card> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        let changes = self.changes();
        let card =
            |id| Card { id, title: format!("Card {id} of state {changes:06}"), done: id % 2 == 0 };
        (0..CARDS).map(card).collect()
    }

    pub(crate) fn reads(&self) -> u64 {
        self.reads.load(Ordering::SeqCst)
    }

    fn changes(&self) -> u64 {
        let Some(file) = &self.database else { return self.changes.load(Ordering::SeqCst) };
        let mut changes = [0; 8];
        file.read_exact_at(&mut changes, 0).expect("the database");
        u64::from_le_bytes(changes)
    }
}
