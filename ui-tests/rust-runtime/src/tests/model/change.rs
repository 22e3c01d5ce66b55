//! The ways in which a mutation changes data, and how its answer tells of it.

use std::collections::HashMap;

use super::database::Database;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Invalidate,
    Merge,
    Element,
    Both,
    Contexts,
    Part,
    Hit,
    Remove,
    Refuse,
    Panic,
    SignIn,
}

use Kind::{Both, Contexts, Element, Hit, Invalidate, Merge, Panic, Part, Refuse, Remove, SignIn};

pub(crate) const KINDS: [Kind; 11] =
    [Invalidate, Merge, Element, Both, Contexts, Part, Hit, Remove, Refuse, Panic, SignIn];

impl Kind {
    /// Its answer brings data.
    pub(crate) fn is_payload(self) -> bool {
        matches!(self, Merge | Element | Both | Contexts | Part | Hit)
    }

    pub(crate) fn is_failing(self) -> bool {
        matches!(self, Refuse | Panic)
    }

    pub(crate) fn refreshes(self) -> bool {
        matches!(self, Contexts | Part | Hit | SignIn)
    }

    pub(crate) fn context(self) -> &'static str {
        if self == Hit { "search" } else { "user" }
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct RunArgs {
    pub(crate) kind: Kind,
    /// Tells the mutations of an interleaving apart; 0 for somebody else's.
    pub(crate) token: u32,
    pub(crate) user: u32,
    pub(crate) item: u32,
}

/// Commits a mutation; the revisions of the cells that it wrote, and who is signed in by it.
pub(crate) fn commit(
    database: &mut Database,
    args: RunArgs,
) -> (HashMap<String, u32>, Option<u32>) {
    let RunArgs { kind, user, item, .. } = args;
    let orders = format!("order {user}");
    let mut cells = Vec::new();
    let mut write = |database: &mut Database, list: &str, id: u32| {
        database.write(list, id);
        cells.push(format!("{list} {id}"));
    };
    let person = (kind == SignIn).then(|| {
        database.person += 1;
        database.person
    });
    if kind == Hit {
        write(database, "hit", item);
    }
    if kind == Remove {
        database.remove(&orders, item);
    }
    if matches!(kind, Invalidate | Merge | Both | Contexts | Part | Panic) {
        write(database, "profile", user);
    }
    if matches!(kind, Element | Both | Contexts) {
        write(database, &orders, item);
    }
    (cells.iter().map(|cell| (cell.clone(), database.revision(cell))).collect(), person)
}
