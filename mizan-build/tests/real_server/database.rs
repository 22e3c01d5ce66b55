//! The data of the servers: elements of lists, each with the revision that wrote it last. The schedule
//! keeps the same data and computes the same revisions.

use std::collections::BTreeMap;

use serde::Serialize;

#[derive(Clone, Serialize, mizan::Type)]
pub(crate) struct Item {
    pub(crate) id: i32,
    pub(crate) title: String,
}

pub(crate) struct Database {
    /// Whose data the servers hand out.
    pub(crate) person: i32,
    revision: u32,
    /// The revisions of the elements, by their lists and ids.
    written: BTreeMap<(String, i32), u32>,
    /// The elements of each list, in their order.
    lists: BTreeMap<String, Vec<i32>>,
}

impl Default for Database {
    fn default() -> Self {
        let lists = ["order 1", "order 2"].map(|list| (list.to_owned(), vec![1]));
        Self { person: 0, revision: 0, written: BTreeMap::new(), lists: BTreeMap::from(lists) }
    }
}

impl Database {
    /// Writes an element; one that is new goes to the end of its list.
    pub(crate) fn write(&mut self, list: &str, id: i32) {
        self.revision += 1;
        self.written.insert((list.to_owned(), id), self.revision);
        let ids = self.lists.entry(list.to_owned()).or_default();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }

    pub(crate) fn remove(&mut self, list: &str, id: i32) {
        self.revision += 1;
        self.written.insert((list.to_owned(), id), self.revision);
        self.lists.entry(list.to_owned()).or_default().retain(|other| *other != id);
    }

    pub(crate) fn item(&self, list: &str, id: i32) -> Item {
        let revision = self.written.get(&(list.to_owned(), id)).copied().unwrap_or(0);
        Item { id, title: format!("p{} r{revision}", self.person) }
    }

    pub(crate) fn items(&self, list: &str, is_listed: impl Fn(i32) -> bool) -> Vec<Item> {
        let ids = self.lists.get(list).map_or(&[][..], Vec::as_slice);
        ids.iter().filter(|id| is_listed(**id)).map(|id| self.item(list, *id)).collect()
    }
}
