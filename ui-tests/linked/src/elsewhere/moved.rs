//! A module that stands under another name than its own.

use serde::{Deserialize, Serialize};

use crate::Pair as Two;

/// A page
/// of a "list".
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Page<Item> {
    pub items: Vec<Item>,
    pub next: Option<Box<Page<Item>>>,
}

#[mizan::client]
pub fn pages(first: Page<i64>) -> Two<Page<String>> {
    let _ = first;
    (Page { items: Vec::new(), next: None }, Page { items: Vec::new(), next: None })
}
