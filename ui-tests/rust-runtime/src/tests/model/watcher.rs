//! A reader of one instance, who remembers what it saw and finds what must not be.

use std::collections::{HashMap, HashSet};

use super::cells::{Cells, parse_title};
use super::database::Database;

#[derive(Default)]
pub(crate) struct Watcher {
    pub(crate) broken: Vec<String>,
    /// How often it was told since the last step, and how often it may be.
    pub(crate) notified: u32,
    pub(crate) most_notified: u32,
    /// The revision that each cell was seen at.
    seen: HashMap<String, u32>,
    /// The mutation whose guess each cell shows.
    guesses: HashMap<String, u32>,
    person: u32,
}

/// What a watcher is told besides the cells.
pub(crate) struct Sight<'a> {
    pub(crate) database: &'a Database,
    /// The guesses that may not be shown any more.
    pub(crate) gone: &'a HashSet<String>,
    /// What may go back, for a moment, begins anew.
    pub(crate) may_go_back: bool,
    /// The revision that a mutation that did not fail has written to a cell.
    pub(crate) revision_of: &'a dyn Fn(u32, &str) -> u32,
}

impl Watcher {
    /// Looks at what is shown.
    pub(crate) fn see(&mut self, cells: &[Cells], sight: &Sight<'_>) {
        self.notified += 1;
        self.check(self.notified <= self.most_notified, || "told twice of one thing".to_owned());
        for each in cells {
            for id in &each.listed {
                self.see_cell(each, *id, sight);
            }
            for (_, title) in &each.items {
                let is_gone = sight.gone.contains(title);
                self.check(!is_gone, || format!("the failed {title} is shown"));
            }
        }
    }

    pub(crate) fn new(person: u32) -> Self {
        Self { person, most_notified: 1, ..Self::default() }
    }

    /// All that was seen belongs to another session.
    pub(crate) fn begin(&mut self, person: u32) {
        self.person = person;
        self.seen.clear();
        self.guesses.clear();
    }

    fn see_cell(&mut self, Cells { list, items, .. }: &Cells, id: u32, sight: &Sight<'_>) {
        let cell = format!("{list} {id}");
        let shown = items.iter().find(|(each, _)| *each == id).map(|(_, title)| title.as_str());
        // The guesses are followed in any case: one that ends meanwhile is not asked for later.
        let known = self.since(&cell, shown, sight);
        let since = if sight.may_go_back { 0 } else { known };
        let Some(title) = shown else {
            let at = sight.database.absent_since(&cell, since);
            self.check(at.is_some(), || format!("{cell} is lost, it was seen at r{since}"));
            self.seen.insert(cell, at.unwrap_or(0));
            return;
        };
        let Some((person, revision)) = parse_title(title) else { return };
        self.check(revision >= since, || format!("{cell} goes back from r{since} to r{revision}"));
        let is_own = person >= self.person;
        self.check(is_own, || format!("{cell} is shown of another person"));
        self.seen.insert(cell, revision);
    }

    /// What was seen before, and after a guess the truth that the guess stood for.
    fn since(&mut self, cell: &str, shown: Option<&str>, sight: &Sight<'_>) -> u32 {
        let seen = self.seen.get(cell).copied().unwrap_or(0);
        let token = shown.and_then(|title| title.strip_prefix("guess "));
        let before = match token {
            Some(token) => {
                self.guesses.insert(cell.to_owned(), token.parse().unwrap());
                None
            }
            None => self.guesses.remove(cell),
        };
        before.map_or(seen, |before| seen.max((sight.revision_of)(before, cell)))
    }

    fn check(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            self.broken.push(otherwise());
        }
    }
}
