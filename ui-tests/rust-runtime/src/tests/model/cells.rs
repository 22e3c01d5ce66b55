//! Cells: the smallest data that a mutation writes, such as one element of a list.

use std::collections::HashMap;

use serde_json::Value;

use super::api::Instance;
use super::database::Database;
use super::reading::tag_of;

/// A list of cells that an instance shows.
pub(crate) struct Cells {
    pub(crate) list: String,
    pub(crate) items: Vec<(u32, String)>,
    /// The elements that belong to the list, if they exist.
    pub(crate) listed: Vec<u32>,
}

/// The ids that elements have.
pub(crate) const IDS: [u32; 3] = [1, 2, 3];

/// The cells that data show.
pub(crate) fn to_cells(instance: Instance, data: &Value) -> Vec<Cells> {
    let cells = |list: String, items: &Value, is_listed: &dyn Fn(u32) -> bool| {
        let listed = IDS.into_iter().filter(|id| is_listed(*id)).collect();
        Cells { list, items: to_items(items), listed }
    };
    let user = instance.user;
    if instance.context == "search" {
        let is_listed = |id| !instance.is_odd || tag_of(id) == "odd";
        return vec![cells("hit".into(), &data["search_hits"], &is_listed)];
    }
    let orders = |is_listed: &dyn Fn(u32) -> bool| {
        cells(format!("order {user}"), &data["user_orders"], is_listed)
    };
    if instance.is_page {
        return vec![orders(&|id| id % 2 == 0)];
    }
    let profile = Value::Array(vec![data["user_profile"].clone()]);
    vec![orders(&|_| true), cells("profile".into(), &profile, &|id| id == user)]
}

fn to_items(items: &Value) -> Vec<(u32, String)> {
    let item = |item: &Value| {
        let id = u32::try_from(item["id"].as_u64().unwrap()).unwrap();
        (id, item["title"].as_str().unwrap().to_owned())
    };
    items.as_array().unwrap().iter().map(item).collect()
}

/// Who an item is shown to, and the revision that wrote it; none of a guess.
pub(crate) fn parse_title(title: &str) -> Option<(u32, u32)> {
    let (person, revision) = title.strip_prefix('p')?.split_once(" r")?;
    Some((person.parse().unwrap(), revision.parse().unwrap()))
}

/// The cells that are shown as they were before they were written.
pub(crate) fn find_missing(
    database: &Database,
    cells: &[Cells],
    written: &HashMap<String, u32>,
) -> Vec<String> {
    let mut missing = Vec::new();
    for Cells { list, items, listed } in cells {
        for id in listed {
            let cell = format!("{list} {id}");
            let since = written.get(&cell).copied().unwrap_or(0);
            let is_missing = match items.iter().find(|(each, _)| each == id) {
                Some((_, title)) => parse_title(title).unwrap().1 < since,
                None => database.absent_since(&cell, since).is_none(),
            };
            if is_missing {
                missing.push(format!("a mutation resolved before {cell} landed"));
            }
        }
    }
    missing
}
