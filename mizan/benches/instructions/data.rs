//! The data of both applications.

use serde::Serialize;

#[derive(Serialize, mizan::Type)]
pub(crate) struct Profile {
    pub(crate) id: i64,
    pub(crate) name: String,
}

#[derive(Serialize, mizan::Type)]
pub(crate) struct Row {
    id: i64,
    name: String,
    price: f64,
    stock: Option<u32>,
    tags: Vec<String>,
}

/// The state of both applications.
pub(crate) struct Store {
    pub(crate) rows: Vec<Row>,
}

impl Store {
    pub(crate) fn new() -> Self {
        let row = |id: i64| Row {
            id,
            name: format!("Article number {id}"),
            price: id as f64 * 1.25,
            stock: (id % 3 > 0).then_some(7),
            tags: vec!["new".to_owned(), "blue".to_owned()],
        };
        Self { rows: (0..1000).map(row).collect() }
    }

    pub(crate) fn rename(&self, user_id: i64, name: String) -> Profile {
        Profile { id: user_id, name }
    }

    pub(crate) fn profile(&self, user_id: i64) -> Profile {
        Profile { id: user_id, name: "Ada Lovelace".to_owned() }
    }

    pub(crate) fn orders(&self, user_id: i64) -> Vec<i64> {
        vec![user_id, user_id + 1, user_id + 2]
    }

    pub(crate) fn unread(&self, user_id: i64) -> usize {
        user_id.unsigned_abs() as usize
    }

    pub(crate) fn friends(&self, user_id: i64) -> Vec<Profile> {
        vec![self.profile(user_id + 1), self.profile(user_id + 2)]
    }
}
