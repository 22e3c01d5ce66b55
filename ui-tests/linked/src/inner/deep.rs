//! A type that others know by another name.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Deep {
    /// Nothing.
    Empty,
    Held {
        id: i64,
        #[serde(default)]
        note: String,
    },
}

/// A type that demands of its parameter what no placeholder has.
pub trait Own {}

impl Own for i64 {}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Demanding<T: Own> {
    pub value: T,
    pub values: Vec<T>,
    pub name: String,
}

#[mizan::client]
pub fn demanding() -> Demanding<i64> {
    Demanding { value: 0, values: Vec::new(), name: String::new() }
}
