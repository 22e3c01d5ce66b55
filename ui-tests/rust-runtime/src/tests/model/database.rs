//! The truth of the model: cells, each with the revision that wrote it last.

use std::collections::HashMap;

use serde_json::{Value, json};

/// What a cell was from a revision on.
struct Version {
    revision: u32,
    is_present: bool,
}

pub(crate) struct Database {
    /// Whose data the server hands out.
    pub(crate) person: u32,
    revision: u32,
    history: HashMap<String, Vec<Version>>,
    /// The elements of each list, in their order.
    lists: HashMap<String, Vec<u32>>,
}

impl Database {
    pub(crate) fn new() -> Self {
        let lists = ["order 1", "order 2"].map(|list| (list.to_owned(), vec![1]));
        Self { person: 0, revision: 0, history: HashMap::new(), lists: lists.into() }
    }

    /// Writes a cell; an element that is new goes to the end of its list.
    pub(crate) fn write(&mut self, list: &str, id: u32) {
        self.record(list, id, true);
        let ids = self.lists.entry(list.to_owned()).or_default();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }

    pub(crate) fn remove(&mut self, list: &str, id: u32) {
        self.record(list, id, false);
        self.lists.entry(list.to_owned()).or_default().retain(|each| *each != id);
    }

    pub(crate) fn item(&self, list: &str, id: u32) -> Value {
        let revision = self.revision(&format!("{list} {id}"));
        json!({ "id": id, "title": format!("p{} r{revision}", self.person) })
    }

    pub(crate) fn items(&self, list: &str, is_listed: impl Fn(u32) -> bool) -> Value {
        let ids = self.lists.get(list).map_or(&[][..], Vec::as_slice);
        ids.iter().filter(|id| is_listed(**id)).map(|id| self.item(list, *id)).collect()
    }

    /// The revision of a cell now.
    pub(crate) fn revision(&self, cell: &str) -> u32 {
        self.history.get(cell).and_then(|history| history.last()).map_or(0, |it| it.revision)
    }

    /// The first revision since another one at which a cell was absent.
    pub(crate) fn absent_since(&self, cell: &str, since: u32) -> Option<u32> {
        let is_present = cell.starts_with("profile") || ["order 1 1", "order 2 1"].contains(&cell);
        let start = [(0, is_present)];
        let history = self.history.get(cell).map_or(&[][..], Vec::as_slice);
        let later = history.iter().map(|version| (version.revision, version.is_present));
        let all: Vec<(u32, bool)> = start.into_iter().chain(later).collect();
        let found = all.iter().enumerate().find(|(at, (_, is_present))| {
            !is_present && all.get(at + 1).is_none_or(|(revision, _)| *revision > since)
        });
        found.map(|(_, (revision, _))| (*revision).max(since))
    }

    fn record(&mut self, list: &str, id: u32, is_present: bool) {
        self.revision += 1;
        let history = self.history.entry(format!("{list} {id}")).or_default();
        history.push(Version { revision: self.revision, is_present });
    }
}
